"""A file under every table of a page: the table as CSV, carried inside the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from spbe_analysis.presentation.page.document import ROLE, anchor, escape
from spbe_analysis.presentation.page.table_files import table_file
from spbe_analysis.presentation.text.wording import say

if TYPE_CHECKING:
    from nbformat import NotebookNode

_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SAFE = " =:/;,()'!*@$+?&~[]|"
_NAME_LENGTH = 60


def add_table_links(notebook: NotebookNode, title: str, cite: str, language: str) -> None:
    """Put a link to its own CSV under every table of a run notebook, which is changed.

    Parameters
    ----------
    notebook : NotebookNode
        The page's own copy of a run.
    title, cite : str
        What the page is and how to cite it; both stand in every file.
    language : str
        The page's.
    """
    place, captions = 0, {}
    sources = page_sources(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get(ROLE, {})
            if about.get("kind") == "table":
                place += 1
                own = [about["origin"]] if "origin" in about else sources
                markup = output.data["text/html"]
                link = _link(markup, place, title, cite, own, language)
                output.data["text/html"] = _told_apart(markup, captions) + link


def page_sources(notebook: NotebookNode) -> list[str]:
    """Every line that a block of the page gives as a source, in order and once."""
    found: dict[str, None] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found |= dict.fromkeys(output.get("metadata", {}).get(ROLE, {}).get("sources", []))
    return list(found)


def read_table(markup: str) -> tuple[str, list[str], list[list[str]]]:
    """Caption, heads and rows of a table made by `document.table`."""
    caption = _text(_CAPTION.search(markup)[1])
    head, *rows = ([_text(text) for text in _CELL.findall(row)] for row in _ROW.findall(markup))
    return caption, head, rows


def _told_apart(markup: str, captions: dict[str, int]) -> str:
    """The table, its region numbered where an earlier one has the same caption: regions need names of their own."""
    caption = _CAPTION.search(markup)[1]
    captions[caption] = count = captions.get(caption, 0) + 1
    return markup if count == 1 else markup.replace(f'aria-label="{caption}"', f'aria-label="{caption} ({count})"', 1)


def _link(markup: str, place: int, title: str, cite: str, sources: Sequence[str], language: str) -> str:
    caption, head, rows = read_table(markup)
    remarks = [title, caption, say("cite.units", language), *sources, cite]
    source = "data:text/csv;charset=utf-8," + quote(table_file(head, rows, remarks, language), safe=_SAFE)
    name = f"{anchor(title)[:_NAME_LENGTH].strip('-')}-{place}.csv"
    told = say("cite.table_file", language, caption=caption)
    return f'<p class="download csv"><a download="{escape(name)}" href="{escape(source)}" aria-label="{escape(told)}">CSV</a></p>'


def _text(markup: str) -> str:
    return unescape(_TAG.sub("", markup))
