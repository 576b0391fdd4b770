"""A JupyterLab as readers have it, on a copy of the notebooks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from headless import chromium

PROJECT = Path(__file__).parents[2]
PATIENCE = 120_000  # milliseconds: a kernel on a busy machine


@pytest.fixture(scope="module")
def browser():
    """One headless browser for the tests of a file."""
    with chromium() as program:
        yield program


@pytest.fixture
def open_page(browser):
    """Open a page from disk, offline; every message, error and request for something else is a fault."""
    faults, contexts = [], []

    def opened(path: Path, fragment: str = "", width: int = 1280, script: bool = True):
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or faults.append(request.url))
        page.goto(path.as_uri() + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Address of a JupyterLab that `spbe explore` has started, and the project folder it serves."""
    with opened_lab(tmp_path_factory) as opened:
        yield opened


@pytest.fixture
def another_lab(tmp_path_factory):
    """Starts one more JupyterLab with its own folders, as on another computer."""
    return lambda *arguments: opened_lab(tmp_path_factory, *arguments)


@contextmanager
def opened_lab(tmp_path_factory, *arguments: str):
    """Address and project folder of a new JupyterLab, started with further arguments."""
    home, root = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("project")
    (root / "notebooks").mkdir()
    for notebook in (PROJECT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, root / "notebooks")
    (root / "data").symlink_to(PROJECT / "data")
    folders = {
        name: str(home / name)
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "IPYTHONDIR",
            "MPLCONFIGDIR",
        )
    }
    environment = {**os.environ, **folders, "HOME": str(home), "SPBE_HOME": str(root)}
    environment |= {"JUPYTER_ALLOW_INSECURE_WRITES": "1"}  # some test machines have no file modes
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [sys.executable, "-c", "import sys; from spbe_analysis.cli import main; sys.exit(main())"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "explore", "--no-browser", "--port", "0", "--json", *as_root, *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=root,
            env=environment,
            text=True,
        )
    try:
        said = ""
        while not said.endswith("}\n"):
            line = server.stdout.readline()
            assert line, (home / "log").read_text()
            said += line
        about = json.loads(said)
        _wait_until_up(about["port"], server, home / "log")
        yield about["url"], root
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_up(port: int, server: subprocess.Popen, log: Path) -> None:
    for _ in range(PATIENCE // 300):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(log.read_text())
