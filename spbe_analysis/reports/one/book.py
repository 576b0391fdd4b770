"""A report's tables as one XLSX: numbers typed, a sheet a table, then sources and how to cite."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING

from spbe_analysis.presentation.page.csv_files import table_columns
from spbe_analysis.presentation.page.document import ROLE, escape
from spbe_analysis.presentation.page.workbook import Sheet, workbook
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.reports.one.page_content import citation, in_one_language, roles
from spbe_analysis.reports.one.table_links import kept_name, page_sources

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTRIBUTIONS, _TABLES = "contributions", "tables"


def book_of(notebook: NotebookNode, language: str) -> dict[str, bytes]:
    """The workbook of a run notebook by its file name; nothing where it shows no table.

    ``contributions.xlsx`` has the rows of ``contributions.csv``, a sheet each
    for domains, aspects and indicators; a report without that file gets
    ``tables.xlsx``, a sheet for each table of its page. In both come the
    sources and the citation last.
    """
    files = {about["name"]: about for about in roles(notebook, "file")}
    titles = [about["title"] for about in roles(notebook, "title")]
    page = notebook if f"{_CONTRIBUTIONS}.csv" in files else in_one_language(notebook, language)
    tables = roles(page, "table")
    if not tables or not titles:
        return {}
    name, sheets = _TABLES, [_shown(table, language) for table in tables if not table.get("sources")]
    if f"{_CONTRIBUTIONS}.csv" in files:
        name, sheets = _CONTRIBUTIONS, _by_kind(files[f"{_CONTRIBUTIONS}.csv"], language)
    documents = [
        _shown(table, language, say("panel.sheet_sources", language)) for table in tables if table.get("sources")
    ]
    if not documents and (lines := page_sources(page)):
        head = say("panel.sheet_sources", language)
        documents = [Sheet(head, [head], [[line] for line in lines])]
    head, cite = say("cite.head", language), citation(notebook, language)
    cited = Sheet(
        head, [head], [[text] for text in (titles[0], cite.text, *cite.documents, say("cite.units", language))]
    )
    return {f"{name}.xlsx": workbook([*sheets, *documents, cited], titles[0])}


def add_book_links(notebook: NotebookNode, book: Mapping[str, bytes], language: str) -> None:
    """Put the workbook into the page's own copy of a run: beside the CSV of all contributions, or after the last table."""
    shown = [o for cell in notebook.cells for o in cell.get("outputs", []) if ROLE in o.get("metadata", {})]
    title = next(iter(roles(notebook, "title")))["title"] if book else ""
    for name, content in book.items():
        wanted = "file" if name.startswith(_CONTRIBUTIONS) else "table"
        places = [output for output in shown if output.metadata[ROLE].get("kind") == wanted]
        source = f"data:{_TYPE};base64,{b64encode(content).decode()}"
        key = "report.book_contributions" if wanted == "file" else "report.book_tables"
        kept = escape(kept_name(title, f"-{name}"))
        link = f'<a download="{kept}" href="{source}">{escape(say(key, language))}</a>'
        for output in places[-1:]:
            output.data["text/html"] += f'<p class="download">{link}</p>'


def _by_kind(file: Mapping, language: str) -> list[Sheet]:
    head, kind = file["head"], file["head"].index("kind")
    names = {
        "domain": say("report.sheet_domain", language),
        "aspect": say("report.sheet_aspect", language),
        "indicator": say("report.sheet_indicator", language),
        "index": say("report.sheet_index", language),
    }
    rows: dict[str, list[list]] = {one: [] for one in names}
    for row in file["rows"]:
        rows.setdefault(row[kind], []).append([None if cell == "" else cell for cell in row])
    return [Sheet(names.get(one, one), head, cells) for one, cells in rows.items() if cells]


def _shown(table: Mapping, language: str, name: str = "") -> Sheet:
    """A table of the page, its numbers as numbers."""
    made = table_columns(table, language)
    columns = [[float(cell) if cell else None for cell in cells] if typed else cells for _, cells, typed in made]
    return Sheet(name or table["caption"], [head for head, _, _ in made], zip(*columns, strict=True))
