"""What a page takes of a run notebook: one language, the data of its blocks, and how it is cited."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from spbe_analysis.evidence.edition import edition
from spbe_analysis.presentation.page.citation import Citation
from spbe_analysis.presentation.page.document import ROLE
from spbe_analysis.presentation.text.wording import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK_ONLY = "notebook-only"  # tag of cells that stay out of a page


def roles(notebook: NotebookNode, kind: str) -> list[dict]:
    """What the blocks of one kind told the run, in the page's order."""
    return [
        output.metadata[ROLE]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.get("metadata", {}).get(ROLE, {}).get("kind") == kind
    ]


def citation(notebook: NotebookNode, language: str) -> Citation:
    """How the report of a run is cited: its title, and the edition that its closing block names."""
    title, closing = (next(iter(roles(notebook, kind)), {}) for kind in ("title", "closing"))
    known = closing.get("edition") or asdict(edition(None, ()))  # of a notebook that closes without an answer
    return Citation(title.get("title", ""), language, known)


def in_one_language(notebook: NotebookNode, language: str) -> NotebookNode:
    """What a page shows of a notebook: one language, no cell that only a notebook needs, no section without content."""
    from copy import deepcopy

    found = speaking(deepcopy(notebook), language)
    sections: list[list] = [[]]
    for cell in found.cells:
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("metadata", {}).get(ROLE, {}).get("kind") != "aside"]
        elif cell.source.startswith("## "):
            sections.append([])
        if NOTEBOOK_ONLY not in cell.metadata.get("tags", []):
            sections[-1].append(cell)
    found.cells = [cell for place, cells in enumerate(sections) for cell in cells if not (place and _is_bare(cells))]
    return found


def speaking(notebook: NotebookNode, language: str) -> NotebookNode:
    """The same notebook, changed in place, whose markdown speaks one language.

    A cell tagged ``id`` or ``en`` is in that language; in any other, a line
    written "Indonesian / English" keeps its half.
    """
    place, others = LANGUAGES.index(language), set(LANGUAGES) - {language}
    notebook.cells = [cell for cell in notebook.cells if not others & set(cell.metadata.get("tags", []))]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and language not in cell.metadata.get("tags", []):
            cell.source = "\n".join(_half(line, place) for line in cell.source.split("\n"))
    return notebook


def _is_bare(cells: list) -> bool:
    """Whether a section has a heading and nothing that its code shows, or nothing at all."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    return not any(cell.outputs for cell in code) if code else len(cells) < 2 and not _below_heading(cells)


def _below_heading(cells: list) -> bool:
    return any(len(cell.source.strip().splitlines()) > 1 for cell in cells)


def _half(line: str, place: int) -> str:
    mark = re.match(r"^(#+ |[-*] )?(.*)$", line)
    halves = mark[2].split(" / ")
    return f"{mark[1] or ''}{halves[place]}" if len(halves) == len(LANGUAGES) else line
