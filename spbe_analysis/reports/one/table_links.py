"""A file under every table of a page: the table as CSV, carried inside the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from spbe_analysis.presentation.page.csv_files import table_file
from spbe_analysis.presentation.page.document import ROLE, anchor, escape
from spbe_analysis.presentation.text.wording import say

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SAFE = " =:/;,()'!*@$+?&~[]|"
_NAME_LENGTH = 80  # letters of a page's title in the names of its files


def add_table_links(notebook: NotebookNode, title: str, cite: str, language: str) -> None:
    """Put a link to its own CSV under every table of a run notebook, which is changed, and name its files after the page.

    Parameters
    ----------
    notebook : NotebookNode
        The page's own copy of a run.
    title, cite : str
        What the page is and how to cite it; both stand in every file.
    language : str
        The page's.
    """
    captions: Counter[str] = Counter()
    sources = page_sources(notebook)
    for output in _outputs(notebook):
        about = output.metadata[ROLE]
        if about.get("kind") == "file":
            named = (f'download="{escape(one)}"' for one in (about["name"], kept_name(title, f"-{about['name']}")))
            output.data["text/html"] = output.data["text/html"].replace(*named, 1)
        if about.get("kind") == "table":
            captions[about["caption"]] += 1
            own = [about["origin"]] if "origin" in about else sources
            remarks = [title, about["caption"], say("cite.units", language), *own, cite]
            markup = _told_apart(output.data["text/html"], about["caption"], captions[about["caption"]])
            output.data["text/html"] = markup + _link(about, captions.total(), title, remarks, language)


def kept_name(title: str, rest: str) -> str:
    """Name under which a file of a page is kept elsewhere: the page's title, and what it is.

    Examples
    --------
    >>> kept_name("Kota Contoh, 2023\N{EN DASH}2024", "-tables.xlsx")
    'kota-contoh-2023-2024-tables.xlsx'
    """
    return anchor(title)[:_NAME_LENGTH].strip("-") + rest


def page_sources(notebook: NotebookNode) -> list[str]:
    """Every line that a block of the page gives as a source, in order and once."""
    return list(dict.fromkeys(line for o in _outputs(notebook) for line in o.metadata[ROLE].get("sources", [])))


def _outputs(notebook: NotebookNode) -> list:
    """Every output of our own, in the page's order."""
    return [o for cell in notebook.cells for o in cell.get("outputs", []) if ROLE in o.get("metadata", {})]


def _told_apart(markup: str, caption: str, count: int) -> str:
    """The table, its region numbered where an earlier one has the same caption: regions need names of their own."""
    label = f'aria-label="{escape(caption)}'
    return markup if count == 1 else markup.replace(f'{label}"', f'{label} ({count})"', 1)


def _link(about: Mapping, place: int, title: str, remarks: Sequence[str], language: str) -> str:
    file = table_file(about, remarks, language)
    source = "data:text/csv;charset=utf-8," + quote(file, safe=_SAFE)
    name = kept_name(title, f"-{place}.csv")
    told = say("cite.table_file", language, caption=about["caption"])
    return f'<p class="download csv"><a download="{escape(name)}" href="{escape(source)}" aria-label="{escape(told)}">CSV</a></p>'
