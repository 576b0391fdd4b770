"""What a worker's child can be asked to do. Each takes its work and a way to tell how it goes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from spbe_analysis.reports.factory.frames import Failure

Tell = Callable[[str, object], None]


def cells(work: dict, tell: Tell) -> None:
    """Run the code cells of a notebook, telling of each what it showed.

    ``work``: ``cells`` [(source, may fail) or None for one that does not run],
    ``cwd``, ``environment``.
    """
    from spbe_analysis.reports.factory.shell import NotebookShell

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

    ``work``: ``notebook``, ``parameters``, ``out``, its ``place`` in a site, and ``pictures`` where no PNG is wanted.
    """
    from papermill.engines import papermill_engines

    from spbe_analysis.reports.factory.engine import WarmEngine, cells_here
    from spbe_analysis.reports.one.run import run_notebook
    from spbe_analysis.studies.answer import keeping

    papermill_engines.register("spbe", WarmEngine)  # also where the package lies on the path without being installed
    with cells_here(lambda place: tell("cell", place)), keeping():
        made = run_notebook(
            work["notebook"],
            work["parameters"],
            work["out"],
            engine="spbe",
            pictures=work.get("pictures", True),
            place=work.get("place", ""),
        )
    return {"title": made.title, "finding": made.finding, "remarks": made.remarks}


def rerun_in_new_kernel(work: dict, tell: Tell) -> list[str]:
    """Differences between a published report's cells and those of the same notebook run by papermill in a new kernel.

    ``work``: ``notebook``, ``parameters``, ``folder`` (of the published
    report), ``environment`` and ``unset`` (so that the kernel finds what any
    other would).
    """
    import nbformat

    from spbe_analysis.reports.one.parameters import check_parameters
    from spbe_analysis.reports.one.published_notebook import NOTEBOOK, as_published
    from spbe_analysis.reports.one.run import RECORD, execute
    from spbe_analysis.reports.one.verify import clean

    for name in work["unset"]:
        os.environ.pop(name, None)
    os.environ.update(work["environment"])
    folder, notebook = Path(work["folder"]), Path(work["notebook"])
    published = nbformat.read(folder / NOTEBOOK, as_version=nbformat.NO_CONVERT)
    language = json.loads((folder / RECORD).read_text(encoding="utf-8"))["language"]
    executed = clean(execute(notebook, check_parameters(notebook, work["parameters"])))
    return differences(published, as_published(executed, language))


def differences(ours, theirs) -> list[str]:
    """Cells of two run notebooks that are not the same to the byte, each with what differs."""
    found = [] if len(ours.cells) == len(theirs.cells) else [f"{len(ours.cells)} cells against {len(theirs.cells)}"]
    for place, (one, other) in enumerate(zip(ours.cells, theirs.cells, strict=False)):
        keys = sorted(one.keys() | other.keys())
        unlike = [
            key
            for key in keys
            if json.dumps(one.get(key), sort_keys=True) != json.dumps(other.get(key), sort_keys=True)
        ]
        found += [f"cell {place}: {', '.join(unlike)}"] if unlike else []
    return found


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


KINDS = {job.__name__: job for job in (cells, report, rerun_in_new_kernel)}
