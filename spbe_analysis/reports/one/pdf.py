"""A report on paper: tagged PDF, a one-page summary, and the main figure as a slide, set in-process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis import __version__
from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.citation import Citation
from spbe_analysis.presentation.text.wording import check_language, say
from spbe_analysis.reports.one.html import MOST_DOCUMENTS, shown_citation
from spbe_analysis.reports.one.page_content import citation
from spbe_analysis.reports.one.typeset import TALLEST, blocks_of, quoted, typst_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

REPORT, SUMMARY, SLIDE_PNG, SLIDE_SVG = "report.pdf", "summary.pdf", "slide.png", "slide.svg"
LOWER = (100, 75)  # millimetres: heights of figures that a summary tries before it leaves something out
FIGURE_PPI = 144  # 1094 pixels wide
SLIDE_PPI = 120  # 1600 x 900 pixels
_HEADINGS = {"section", "heading"}
_LOOK = """
#set document(title: {title}, author: {author})
#set text(lang: {language}, font: "DejaVu Sans", size: 9pt, fill: rgb("#1a1a1a"))
#set par(leading: 0.7em, spacing: 1em)
#set list(spacing: 0.7em)
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 0.8pt }} else {{ 0.3pt + rgb("#b0b0b0") }}), inset: (x: 3pt, y: 3.5pt))
#show table: set text(size: 7.5pt)
#show table: set par(leading: 0.45em)
#show figure.where(kind: table): set block(breakable: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set align(left)
#show figure.caption: it => block(width: 100%, sticky: true, align(left, text(size: 8pt, fill: rgb("#4d4d4d"), it.body)))
#show figure: set block(above: 1.4em, below: 1.4em)
#show heading: set block(above: 1.5em, below: 0.8em)
#show heading.where(level: 1): set text(size: 15.5pt)
#show heading.where(level: 2): set text(size: 12pt)
#show link: set text(fill: rgb("#004f8a"))
#let kicker(body) = text(fill: rgb("#4d4d4d"), body)
#let answers(..entries) = for pair in entries.pos().chunks(2) {{
  block(above: 0.9em, below: 0.9em, grid(columns: (26mm, 1fr), column-gutter: 4mm, strong(pair.at(0)), pair.at(1)))
}}
"""
_PAGE = """
#set page(paper: "a4", margin: (x: 20mm, top: 18mm, bottom: 20mm), footer: context [
  #set text(size: 7.5pt, fill: rgb("#4d4d4d"))
  #{footer} #h(1fr) #counter(page).display("1 / 1", both: true)
])
"""
_SLIDE = """
#set page(width: 338.67mm, height: 190.5mm, margin: (x: 16mm, y: 12mm))
#set text(size: 15pt)
"""


def paper_files(notebook: NotebookNode, language: str) -> dict[str, bytes]:
    """Every file of a report that is meant for paper or a slide, by name.

    Parameters
    ----------
    notebook : NotebookNode
        After its run, in one language.
    language : str
        Language of the page.

    Returns
    -------
    dict of str to bytes
        ``report.pdf`` and ``summary.pdf`` (PDF/UA-1: tagged, with language and
        alternative texts), ``slide.png`` and ``slide.svg`` (16:9).

    Raises
    ------
    ReportError
        If the extra `pdf` is not installed or the page has no figure.
    """
    check_language(language)
    blocks = blocks_of(notebook)
    title, finding = (_told(blocks, *place) for place in (("title", "title"), ("closing", "finding")))
    figures = [about for about in blocks if about["kind"] == "figure"]
    if not title or not figures:
        raise ReportError(Message("page.paper"))
    look = _look(title, language)
    paper = page_head(title, quoted(say("report.slide_source", language, version=__version__)), language)
    cite = {"kind": "citation", "text": say("cite.head", language), **_cited(citation(notebook, language))}
    body, files = typst_of([*blocks, cite], language)
    return {
        REPORT: set_paper(paper + body, files, pdf_standards=["ua-1"]),
        SUMMARY: _one_page(paper, _summary(blocks), cite | {"kind": "short_citation"}, language),
        **_slides(look, title, finding, figures[0], language),
    }


def _cited(cited: Citation) -> dict:
    """What paper says of the citation: the text, the documents, and the files beside it."""
    shown = shown_citation(cited)
    told = [cited.text, " ".join(shown["remarks"])]
    documents = cited.documents[:MOST_DOCUMENTS] + ([shown["more"]] if shown["more"] else [])
    return {"texts": told, "head": shown["documents_head"], "documents": documents}


def _look(title: str, language: str) -> str:
    return _LOOK.format(title=quoted(title), author=quoted("SPBE analysis"), language=quoted(language))


def page_head(title: str, footer: str, language: str) -> str:
    """What stands before the body of an A4: its look and its footer."""
    return _look(title, language) + _PAGE.format(footer=footer)


def _summary(blocks: list[dict]) -> list[dict]:
    """The first screen: everything up to the first table after the first figure, without how to read them."""
    kept, seen = [], set()
    for block in blocks:
        if block["kind"] == "table" and "figure" in seen:
            return [*kept, _plain(block)]
        if block["kind"] == "figure" and "figure" in seen:
            return kept
        if block["kind"] == "paragraphs" and "figure" in seen:  # how a figure and a table are read stands in the report
            continue
        kept.append(block)
        seen.add(block["kind"])
    return kept


def _plain(table: dict) -> dict:
    """A table with the columns that are read without a foot."""
    count = table.get("plain_columns")
    if not count:
        return table
    return {
        **table,
        "foot": "",
        "head": table["head"][:count],
        "numeric": table["numeric"][:count],
        "rows": [row[:count] for row in table["rows"]],
    }


def _one_page(head: str, kept: list[dict], last: dict, language: str) -> bytes:
    """A summary on one page: with a lower figure where that is enough, else without what comes last."""
    while True:
        for tallest in (TALLEST, *LOWER):
            body, files = typst_of([*kept, last], language, tallest)
            if len(kept) == 1 or not isinstance(set_paper(head + body, files, format="svg"), list):
                return set_paper(head + body, files, pdf_standards=["ua-1"])
        kept = kept[:-1]
        while len(kept) > 1 and kept[-1]["kind"] in _HEADINGS:
            kept = kept[:-1]


def _told(blocks: list[dict], kind: str, what: str) -> str:
    """What the first block of a kind tells the run."""
    return next((about[what] for about in blocks if about["kind"] == kind), "")


def _slides(look: str, title: str, finding: str, figure: dict, language: str) -> dict[str, bytes]:
    _, files = typst_of([figure], language)
    name = next(iter(files))
    source = say("report.slide_source", language, version=__version__)
    page = (
        f"{look}{_SLIDE}#grid(rows: (auto, auto, 1fr, auto), row-gutter: 6mm,\n"
        f'text(size: 24pt, weight: "bold", {quoted(title)}),\n{quoted(finding)},\n'
        f'image({quoted(name)}, alt: {quoted(figure["alt"])}, width: 100%, height: 100%, fit: "contain"),\n'
        f'text(size: 11pt, fill: rgb("#4d4d4d"), {quoted(source)}))\n'
    )
    return {
        SLIDE_PNG: set_paper(page, files, format="png", ppi=SLIDE_PPI),
        SLIDE_SVG: set_paper(page, files, format="svg"),
    }


def png_files(drawn: Mapping[str, str]) -> dict[str, bytes]:
    """Figures as PNG by name, for where no SVG can be put; drawn from the SVG, so that both show the same.

    One document with a page a figure: each by itself would take half as long again.
    None where the extra `pdf` is not installed.
    """
    if not drawn or find_spec("typst") is None:
        return {}
    pages = [f'#image("{place}.svg")\n' for place in range(len(drawn))]
    source = "#set page(width: auto, height: auto, margin: 0pt)\n" + "#pagebreak()\n".join(pages)
    files = {f"{place}.svg": svg.encode() for place, svg in enumerate(drawn.values())}
    made = set_paper(source, files, format="png", ppi=FIGURE_PPI)
    return dict(zip(drawn, made if isinstance(made, list) else [made], strict=True))


def set_paper(source: str, files: dict[str, bytes], **options) -> bytes:
    """What Typst makes of a source: a document, or one picture a page."""
    try:
        import typst
    except ImportError as error:
        raise ReportError(Message("report.pdf_extra"), advice=Message("advice.pdf_extra")) from error
    try:
        return typst.compile({"main": source.encode(), **files}, font_paths=fonts(), timestamp=0, **options)
    except (typst.TypstError, RuntimeError, TypeError) as error:
        raise ReportError(Message("report.not_set"), [str(error)]) from error


@cache
def fonts():
    """The type of our figures and Typst's own, looked through once a process; no font of the machine."""
    import matplotlib
    import typst

    own = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(own)])
