"""What a worker imports and reads once, before it is forked for each report."""

from __future__ import annotations

import ast
import gc
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message

THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_ENGINE = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "nbformat",
    "nbclient",
    "papermill",
)
PREWARM_JOBS = 2  # reports a worker goes through itself: the fullest card and the barest fill every cache
_FRONT_DOOR = "spbe_analysis"
_tried: set[str] = set()


def order_for(reports: Iterable[Path]) -> dict:
    """What a worker warms for these reports, each given by its notebook; see `warm`."""
    notebooks = [str(notebook) for notebook in reports]
    return {
        "notebooks": list(dict.fromkeys(notebooks)),
        "hold": True,
        "prewarm": PREWARM_JOBS if len(notebooks) > PREWARM_JOBS else 0,
    }


def environment() -> dict[str, str]:
    """The environment a worker is started in: one native thread, a fixed order of sets, figures shown inline."""
    from spbe_analysis.reports.factory.shell import INLINE

    fixed = {name: "1" for name in THREAD_VARIABLES}
    return {**os.environ, **fixed, "PYTHONHASHSEED": "0", "MPLBACKEND": INLINE}


def warm(order: dict) -> None:
    """Make the shell, import what notebooks import, and read what reports read.

    Parameters
    ----------
    order : dict
        ``notebooks`` (paths whose imports are made), ``hold`` (whether all
        reports come from the data's present state), ``prewarm`` (how many of the
        first reports that go well are gone through once more here), ``home``
        (the project's folder, where it is not this one), ``path`` (more places
        to import from).
    """
    if order.get("home"):
        os.environ["SPBE_HOME"] = order["home"]
    sys.path.extend(place for place in order.get("path", ()) if place not in sys.path)
    warm_modules(_ENGINE)
    for path in order.get("notebooks", ()):
        warm_modules(imports_of(Path(path)))
    if order.get("hold"):
        from spbe_analysis.evidence.collection.processed import hold
        from spbe_analysis.reports.one.inputs import package_hash, versions

        hold()
        package_hash(), versions()  # kept: all reports of a run say the same of the program
        if find_spec("typst"):
            from spbe_analysis.reports.one.pdf import fonts

            fonts()
    settle()


def warm_modules(names: tuple[str, ...]) -> None:
    """Import modules that are not yet there; one that cannot be imported is the notebook's business."""
    from spbe_analysis.reports.factory.shell import prepare_shell

    new = [name for name in names if name not in _tried]
    with prepare_shell():  # pyplot and pandas look for a shell when they are imported, and never again
        for name in new:
            _tried.add(name)
            try:
                importlib.import_module(name)
            except Exception:
                continue
    if new:
        settle()


def imports_of(notebook: Path) -> tuple[str, ...]:
    """Installed modules that a notebook's code cells import, in order."""
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    return imports_in((cell.source for cell in cells if cell.cell_type == "code"), notebook.parent)


def imports_in(sources: Iterable[str], beside: Path | None = None) -> tuple[str, ...]:
    """Installed modules that pieces of code import, and those that files `beside` them import in turn.

    The files beside a notebook are read, not imported: each run has its own.
    """
    found, waiting, read = {}, list(sources), set()
    while waiting:
        for name in _named_in(waiting.pop(0)):
            file = beside / f"{name.split('.')[0]}.py" if beside else None
            if file is not None and file.is_file():
                if file not in read:
                    read.add(file)
                    waiting.append(file.read_text(encoding="utf-8"))
            elif _is_installed(name):
                found[name] = None
    return tuple(found)


def _named_in(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # a magic, or a mistake that its cell will tell
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                if alias.name == _FRONT_DOOR:  # its verbs load what they need when they are called
                    yield from _behind_the_door()
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@cache
def _behind_the_door() -> tuple[str, ...]:
    """Every module that a verb may come to."""
    rooms = [importlib.import_module(f"{_FRONT_DOOR}.{name}") for name in ("studies", "presentation")]
    return tuple(name for room in rooms for _, name, _ in pkgutil.walk_packages(room.__path__, f"{room.__name__}."))


def one_thread_only() -> None:
    """Refuse to fork a process with native threads: a fork keeps one of them and the locks of all.

    Raises
    ------
    ReportError
        Listing the threads that are there.
    """
    import threading

    from threadpoolctl import threadpool_info

    found = [
        f"{pool['internal_api']}: {pool['num_threads']} threads"
        for pool in threadpool_info()
        if pool["num_threads"] > 1
    ]
    found += [
        f"Python thread {thread.name}" for thread in threading.enumerate() if thread is not threading.main_thread()
    ]
    tasks = Path("/proc/self/task")
    if tasks.is_dir() and (count := len(list(tasks.iterdir()))) > 1 and not found:
        found.append(f"{count} threads of the system")
    if found:
        raise ReportError(Message("factory.threads"), found, Message("factory.set", name=THREAD_VARIABLES[0]))


def settle() -> None:
    """Put what is there out of the collector's reach, so that a child's collector does not copy shared pages."""
    gc.collect()
    gc.freeze()


def _is_installed(name: str) -> bool:
    top = name.split(".")[0]
    if top in sys.stdlib_module_names or top in sys.modules:
        return True
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return False
    places = [spec.origin] if spec and spec.origin else list(spec.submodule_search_locations or ()) if spec else []
    return any("site-packages" in str(place) or "dist-packages" in str(place) for place in places)
