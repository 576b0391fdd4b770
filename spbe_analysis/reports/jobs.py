"""What a worker's child can be asked to do. Each takes its work and a way to tell how it goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from spbe_analysis.reports.worker import Failure

Tell = Callable[[str, object], None]


def cells(work: dict, tell: Tell) -> None:
    """Run the code cells of a notebook, telling of each what it showed.

    ``work``: ``cells`` [(source, may fail) or None for one that does not run],
    ``cwd``, ``environment``.
    """
    from spbe_analysis.reports.shell import NotebookShell

    os.environ.update(work["environment"])
    os.chdir(work["cwd"])
    with NotebookShell() as shell:
        for place, cell in enumerate(work["cells"]):
            if cell is None:
                continue
            source, may_fail = cell
            tell("cell", place)
            run = shell.run(source)
            tell("frame", (place, run))
            if run.ended or (run.error and not may_fail):
                return


def report(work: dict, tell: Tell) -> dict:
    """Make and publish one report; its cells run in this process.

    ``work``: ``notebook``, ``parameters``, ``out``.
    """
    from spbe_analysis.reports.engine import cells_here
    from spbe_analysis.reports.runs import run_notebook

    with cells_here(lambda place: tell("cell", place)):
        made = run_notebook(work["notebook"], work["parameters"], work["out"], engine="spbe")
    return {"title": made.title, "finding": made.finding, "remarks": made.remarks}


def cold(work: dict, tell: Tell) -> list[dict]:
    """Run the same notebook by papermill's own engine in a new kernel; its cells as a published notebook has them."""
    from spbe_analysis.reports.runs import execute
    from spbe_analysis.reports.verify import clean

    for name in work["unset"]:
        os.environ.pop(name, None)
    os.environ.update(work["environment"])
    notebook = clean(execute(Path(work["notebook"]), work["parameters"]))
    return [dict(cell) for cell in notebook.cells]


def failure(error: BaseException) -> Failure:
    """A failure as the end of a run tells it: one line, the cell, and the cell's own traceback."""
    import traceback

    cause = error.__cause__
    cell = getattr(cause, "cell_index", None)
    told = getattr(cause, "traceback", None)
    if cell is not None:
        problems = getattr(error, "problems", None) or [f"{cause.ename}: {cause.evalue}"]
        return Failure(problems[0], cell, "\n".join(told or ()))
    detail = "" if hasattr(error, "problems") else "".join(traceback.format_exception(error))
    return Failure(str(error) or type(error).__name__, None, detail)


def peek(work: dict, tell: Tell) -> dict:
    """What a child sees of its process; for tests and measurements."""
    return {"pid": os.getpid(), "modules": sorted(set(work.get("modules", ())) & set(sys.modules))}
