"""A notebook's shell inside this process: ipykernel's own shell, with a recorder where its sockets would be.

Everything a cell shows passes the same code as in a kernel of its own
(`ipykernel.zmqshell`), so messages come out in the same shape and order; they
are kept in a list instead of being sent. The shell is made before pyplot is
imported: pyplot asks once whether a shell is there, and one that came later
would never show a figure while every cell "succeeds".
"""

from __future__ import annotations

import builtins
import io
import json
import os
import sys
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import SimpleNamespace

INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel sets before anything is drawn
_STREAMS = {"stdout": 1, "stderr": 2}
_shell = None


@dataclass(frozen=True)
class CellRun:
    """What one cell did: messages in order, its number, and what a kernel's reply would say of its end."""

    messages: list[dict]
    count: int
    error: dict | None = None
    ended: bool = False  # the cell called exit()


class NotebookShell:
    """One namespace in which the cells of one notebook run, in order, in this process."""

    def __init__(self) -> None:
        self.shell, self._recorder = _warm()
        self._recorder.kept = []
        self._streams = {name: _Stream(name, self._recorder) for name in _STREAMS}
        self._spills: dict[str, io.BufferedRandom] = {}
        self._kept: dict[str, int] = {}

    def __enter__(self) -> NotebookShell:
        """Take over standard streams, and `input`, as a kernel does."""
        self._before = sys.stdout, sys.stderr, sys.displayhook, builtins.input
        for name, number in _STREAMS.items():
            getattr(sys, name).flush()
            spill = tempfile.TemporaryFile()
            self._spills[name] = spill
            self._kept[name] = os.dup(number)
            os.dup2(spill.fileno(), number)
            self._streams[name].spill = spill
        sys.stdout, sys.stderr = self._streams["stdout"], self._streams["stderr"]
        builtins.input = _no_input
        if "" not in sys.path:
            sys.path.insert(0, "")
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr, sys.displayhook, builtins.input = self._before
        for name, number in _STREAMS.items():
            os.dup2(self._kept[name], number)
            os.close(self._kept[name])
            self._spills[name].close()

    def run(self, source: str) -> CellRun:
        """Run one cell and return what it showed and how it ended."""
        self._recorder.kept = []
        count = self.shell.execution_count
        result = self.shell.run_cell(source, store_history=True)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        failure = result.error_before_exec or result.error_in_exec
        shown = next((m["content"] for m in reversed(self._recorder.kept) if m["msg_type"] == "error"), None)
        error = None
        if failure is not None or self.shell._last_traceback_during_displayhook:
            error = {"ename": type(failure).__name__, "evalue": str(failure), "traceback": [], **(shown or {})}
        return CellRun(self._recorder.kept, count, error, bool(self.shell.exit_now))


def language_info() -> dict:
    """What a Python kernel tells of its language."""
    return {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "{}.{}.{}".format(*sys.version_info),
    }


def prepare_shell() -> AbstractContextManager:
    """Make this process's shell, which forks share, before anything imports pyplot; inside the block it is found.

    A kernel imports while a cell runs, and pandas asks once on import whether
    a kernel's shell is there: how many columns it shows follows from that.
    """
    return _warm()[0].builtin_trap


def _warm() -> tuple:
    global _shell
    if _shell is None:
        _shell = _new_shell()
    return _shell


def _new_shell() -> tuple:
    os.environ.setdefault("MPLBACKEND", INLINE)
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.zmqshell import ZMQInteractiveShell
    from jupyter_client.session import Session, json_default
    from traitlets.config import Config

    class Recorder(Session):
        """Keeps the messages that a kernel's session would send."""

        kept: list = []  # noqa: RUF012 - replaced before each cell

        def msg(self, msg_type, content=None, parent=None, header=None, metadata=None):
            return _message(msg_type, content or {})

        def send(self, stream, msg_or_type, content=None, parent=None, ident=None, **_):
            message = msg_or_type if isinstance(msg_or_type, dict) else _message(msg_or_type, content or {})
            plain = json.loads(json.dumps(message["content"], default=json_default, allow_nan=False))
            self.kept.append({**message, "content": plain})

    class Shell(ZMQInteractiveShell):
        """ipykernel's shell without an event loop to hand to a window."""

        def enable_gui(self, gui=None):
            if gui not in (None, "inline"):
                raise NotImplementedError(f"a report's notebook has no window for {gui}")

    settings = Config()
    settings.HistoryManager.enabled = False  # no database, and no thread that a fork would lose
    settings.HistoryManager.hist_file = ":memory:"
    # `exit` looks at the kernel's event loop; ours has none
    shell = Shell.instance(config=settings, compiler_class=XCachingCompiler, kernel=SimpleNamespace(eventloop=None))
    recorder = Recorder()
    for part in (shell.displayhook, shell.display_pub):
        part.session, part.pub_socket = recorder, None
    shell.displayhook.topic = b"execute_result"
    return shell, recorder


def _message(kind: str, content: dict) -> dict:
    return {"msg_type": kind, "content": content, "header": {"msg_type": kind}, "parent_header": {}, "metadata": {}}


class _Stream(io.TextIOBase):
    """Standard output or error of a cell: kept until something else is shown or the cell flushes it."""

    encoding, errors = "UTF-8", None

    def __init__(self, name: str, recorder) -> None:
        self.name, self._recorder, self._parts, self.spill = name, recorder, [], None

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        if text := self._spilled() + "".join(self._parts):
            self._parts.clear()
            self._recorder.kept.append(_message("stream", {"name": self.name, "text": text}))

    def _spilled(self) -> str:
        """What went past Python straight to the process's own stream, such as a program's words."""
        if self.spill is None or os.fstat(self.spill.fileno()).st_size == 0:
            return ""
        self.spill.seek(0)
        text = self.spill.read().decode(errors="replace")
        self.spill.seek(0)
        self.spill.truncate()
        return text

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return _STREAMS[self.name]


def _no_input(prompt: object = "") -> str:
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")
