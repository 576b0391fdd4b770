"""The notebook beside a report: as it ran, in the report's language, its code folded, each figure once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.reports.one.html import XML
from spbe_analysis.reports.one.page_content import roles, speaking
from spbe_analysis.reports.one.parameters import TAG

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = "report.ipynb"
_FOLDED = "hide-input"  # what Jupyter Book and its kind fold; JupyterLab reads `source_hidden`


def as_published(executed: NotebookNode, language: str) -> NotebookNode:
    """A copy of a run that reads as a paper: one language, parameters in sight and other code folded.

    Its figures stand in its pages as they are seen; that they stand in files
    of their own too is left to the files.
    """
    from copy import deepcopy

    found = speaking(deepcopy(executed), language)
    for place, cell in enumerate(found.cells):
        cell.id = f"cell-{place:02d}"
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and TAG not in tags:
            cell.metadata |= {"jupyter": {"source_hidden": True}, "tags": [*tags, _FOLDED]}
    for about in roles(found, "figure"):
        about.pop("svg", None)
    return found


def read_published(folder: Path) -> NotebookNode:
    """The notebook beside a published report, its figures taken from their files."""
    import nbformat

    found = nbformat.read(folder / NOTEBOOK, as_version=nbformat.NO_CONVERT)
    for about in roles(found, "figure"):
        path = folder / "figures" / f"{about['name']}.svg"
        about["svg"] = path.read_text(encoding="utf-8").removeprefix(XML)
    return found
