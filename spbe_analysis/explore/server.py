"""JupyterLab on the exploration: how it is started, and what is kept of the notebook when it is saved."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from spbe_analysis.errors import ParameterError, ReportError
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES
from spbe_analysis.explore.saved import read_saved
from spbe_analysis.message import Message

NOTEBOOK = "notebooks/00_explore.ipynb"
HOST = "127.0.0.1"  # this computer only
FIRST_PORT, PORTS = 8888, 50
PATIENCE = 120  # seconds that a JupyterLab may take to answer, on a slow machine too
GRACE = 10  # and to end; its kernels end by themselves where it is gone
_TOKEN = "JUPYTER_TOKEN"  # handed over in the environment: a command line can be read by everyone on the machine
_EXTENSION = "spbe_analysis.explore.server"  # this module, named by where Jupyter will import it from
_UNUSED = "jupyter_lsp"  # looks for language servers, a second or two, while the page is waited for
_HOOK = f"{_EXTENSION}.keep_as_published"
_SETTINGS = Path(__file__).parent / "templates" / "jupyter"  # no news and no search for updates
_PLUGINS = Path(__file__).parent / "templates" / "labextensions"  # the exploration as a page of its own
_WARM = "\nfrom spbe_analysis.explore.session import prewarm\nprewarm(institution, from_year, to_year, language)"
_PATH = "JUPYTER_CONFIG_PATH"
_MESSAGE, _MESSAGE_BYTES = "websocket_max_message_size", 4 * MAX_PDF_BYTES  # Jupyter drops the connection beyond it


@dataclass(frozen=True)
class Server:
    """A JupyterLab to be started: its command, environment, folder, and where to open it."""

    command: list[str]
    environment: dict[str, str]
    folder: Path
    url: str
    port: int


def prepare_server(
    root: Path, port: int | None = None, browser: bool = True, as_root: bool = False, state: str = ""
) -> Server:
    """What starts JupyterLab on the exploration notebook; nothing is started.

    Parameters
    ----------
    root : Path
        The project's folder.
    port : int, optional
        A free port; the first free one from 8888 on by default.
    browser : bool
        Whether JupyterLab opens a browser.
    as_root : bool
        Let it run for the superuser, as in a container; refused otherwise.
    state : str
        A saved state: its text, an address that holds it, or what its file holds.

    Raises
    ------
    ReportError
        If JupyterLab or ipywidgets is not installed, or the notebook is not there.
    ParameterError
        If the port is taken, or the state cannot be opened.
    """
    kept = f"#state={read_saved(state).text()}" if state else ""
    wanted = {"jupyterlab": "spbe-analysis", "ipywidgets": "spbe-analysis[explore]"}
    problems = [
        Message("explore.package", name=name, source=source) for name, source in wanted.items() if not find_spec(name)
    ]
    if not (root / NOTEBOOK).is_file():
        problems.append(Message("explore.no_notebook", notebook=NOTEBOOK, folder=root))
    if not as_root and hasattr(os, "geteuid") and os.geteuid() == 0:
        problems.append(Message("explore.root"))
    if problems:
        raise ReportError(Message("explore.refused"), problems, Message("advice.other_verbs"))
    port = _free_port(port)
    token = os.environ.get(_TOKEN) or secrets.token_hex(24)
    address = f"/doc/tree/{NOTEBOOK}"  # one document, without the side bars
    options = {
        "Application.log_level": "WARN",  # the address that is told is ours
        "ServerApp.base_url": "/",  # what decides the address is said here, whatever the reader's own settings are
        "ServerApp.certfile": "",
        "ServerApp.keyfile": "",
        "ServerApp.custom_display_url": "",
        "ServerApp.root_dir": str(root),
        "ServerApp.ip": HOST,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": browser,
        "ServerApp.answer_yes": True,
        "LabApp.default_url": f"{address}{kept}",
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.custom_css": True,
        "LabApp.extra_labextensions_path": str(_PLUGINS),
        "ServerApp.allow_root": as_root,
        "ContentsManager.pre_save_hook": _HOOK,
    }
    extensions = [f"--ServerApp.jpserver_extensions={name}" for name in (f"{_EXTENSION}=True", f"{_UNUSED}=False")]
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *(f"--{name}={value}" for name, value in options.items()),
        *extensions,
    ]
    settings = os.pathsep.join(filter(None, [os.environ.get(_PATH), str(_SETTINGS)]))
    return Server(
        command,
        {**os.environ, _TOKEN: token, _PATH: settings},
        root,
        f"http://{HOST}:{port}{address}?token={token}{kept}",
        port,
    )


def serve(server: Server, answers: Callable[[], None]) -> int:
    """Run a server until it ends; `answers` is called once it answers at its address.

    Returns
    -------
    int
        Its exit code.

    Raises
    ------
    ReportError
        If it ends before it answers, or does not answer in `PATIENCE` seconds.
    """
    process = subprocess.Popen(server.command, cwd=server.folder, env=server.environment)
    try:
        until = time.monotonic() + PATIENCE
        while not _is_up(server):
            if process.poll() is not None or time.monotonic() > until:
                raise ReportError(Message("explore.not_started"), advice=Message("advice.above"))
            time.sleep(0.2)
        answers()
        return process.wait()
    finally:
        if process.poll() is None:  # ended by Ctrl-C or SIGTERM
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:  # it waits for a kernel that was stopped while it started
                process.kill()
                process.wait()


def _is_up(server: Server) -> bool:
    address = f"http://{HOST}:{server.port}/api/status?token={server.environment[_TOKEN]}"
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def trust(root: Path) -> None:
    """Tell Jupyter that this notebook is the reader's own, so that its Start button asks no questions.

    The same as ``jupyter trust``: a signature in the reader's Jupyter folder.
    Nothing runs by it.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    NotebookNotary().sign(nbformat.read(root / NOTEBOOK, as_version=4))


def keep_as_published(model: dict, path: str, **_) -> None:
    """Before the exploration notebook is saved, leave out its outputs, hide its code, and keep the file's own metadata.

    The file belongs to the project: opening and using it must not change it.
    What a reader writes into its cells is kept. Other notebooks are left alone.
    """
    if model.get("type") != "notebook" or path.strip("/") != NOTEBOOK or not model.get("content"):
        return
    notebook = model["content"]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"]["jupyter"] = {**cell["metadata"].get("jupyter", {}), "source_hidden": True}
        for key in ("execution", "trusted", "collapsed", "scrolled"):
            cell["metadata"].pop(key, None)
    keep = {key: value for key, value in notebook["metadata"].items() if key == "kernelspec"}
    language = {"name": notebook["metadata"].get("language_info", {}).get("name", "python")}
    notebook["metadata"] = {**keep, "language_info": language}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": _EXTENSION}]


def _link_jupyter_server_extension(app) -> None:
    """Set what Jupyter has no option for, before its pages are set up.

    Its extra style sheet comes from us: hidden code then leaves no bar, even
    before anything has run. And an uploaded file reaches the kernel in one
    message: one that is too large must get there to be told so.
    """
    app.static_custom_path = [str(_SETTINGS / "custom"), *app.static_custom_path]
    app.tornado_settings = {_MESSAGE: _MESSAGE_BYTES, **app.tornado_settings}


def _load_jupyter_server_extension(app) -> None:
    """Start the notebook's kernel while the browser still loads the page: JupyterLab finds it running and warm."""
    app.io_loop.add_callback(_prewarm, app)


async def _prewarm(app) -> None:
    """Start a session as JupyterLab would, and have it load what the first run needs; without it all is only slower."""
    from jupyter_core.utils import ensure_async

    try:
        notebook = await ensure_async(app.contents_manager.get(NOTEBOOK))
        given = next(cell for cell in notebook["content"]["cells"] if "parameters" in cell["metadata"].get("tags", ()))
        session = await ensure_async(
            app.session_manager.create_session(
                NOTEBOOK, Path(NOTEBOOK).name, "notebook", app.kernel_manager.default_kernel_name
            )
        )
        client = app.kernel_manager.get_kernel(session["kernel"]["id"]).client()
        client.start_channels()
        await client.wait_for_ready(PATIENCE)
        client.execute(given["source"] + _WARM, silent=True, store_history=False)
        await client.get_shell_msg(timeout=PATIENCE)
        client.stop_channels()
    except Exception:
        app.log.debug("the exploration's kernel was not started ahead", exc_info=True)


def _free_port(port: int | None) -> int:
    tried = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else [port]
    for one in tried:
        with socket.socket() as test:
            try:
                test.bind((HOST, one))
            except OSError:
                continue
            return test.getsockname()[1]
    raise ParameterError(
        Message("explore.port_taken", port=port) if port is not None else Message("explore.no_port", port=FIRST_PORT),
        advice=Message("advice.port"),
    )
