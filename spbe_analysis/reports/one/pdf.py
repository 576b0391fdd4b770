"""A report on paper: tagged PDF, a one-page summary, and the main figure as a slide, set in-process."""

from __future__ import annotations

import json
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
# Heights that figures do not exceed [mm] and sizes of type [points]: of a report; of a summary, before it leaves out.
SIZES = ((TALLEST, 9), (165, 9), (140, 9), (TALLEST, 8.5), (140, 8.5), (120, 8), (TALLEST, 9.5))
ONE_PAGE = ((TALLEST, 9), (115, 9), (100, 9), (75, 9), (100, 8), (75, 7.5))
LOW = 0.8  # height of a figure over its width, its head included, on a slide
EMPTY = 100  # millimetres: a last page that ends above has too little on it
FIGURE_PPI = 144  # 1094 pixels wide
SLIDE_PPI = 120  # 1600 x 900 pixels
_HEADINGS = {"section", "heading"}
_LOOK = """
#set document(title: {title}, author: {author})
#set text(lang: {language}, font: "DejaVu Sans", size: 9pt, fill: rgb("#1a1a1a"))
#set par(leading: 0.7em, spacing: 1em)
#set list(spacing: 0.7em)
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 0.8pt }} else {{ 0.3pt + rgb("#b0b0b0") }}), inset: (x: 3pt, y: 3.5pt))
#set table.cell(breakable: false)
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
    return {
        REPORT: _report(paper, [*blocks, cite], language),
        SUMMARY: _one_page(paper, _summary(blocks, language), cite | {"kind": "short_citation"}, language),
        **_slides(look, title, finding, _for_a_room(figures), language),
    }


def _report(head: str, blocks: list[dict], language: str) -> bytes:
    """All blocks on as few pages as sizes of figures and of type allow, the last of them not all but empty."""
    tried = []
    for place, (tallest, size) in enumerate(SIZES):
        body, files = typst_of(blocks, language, tallest)
        source = f"{head}#set text(size: {size}pt)\n{body}"
        page, end = _end(source, files)
        tried.append((end < EMPTY and page > 1, page, place, source, files))
    *_, source, files = min(tried, key=lambda one: one[:3])
    return set_paper(source, files, pdf_standards=["ua-1"])


def _end(source: str, files: dict[str, bytes]) -> tuple[int, float]:
    """Page and height [mm] at which a document ends."""
    mark = "\n#context [#metadata((here().page(), here().position().y / 1mm)) <end>]"
    page, height = json.loads(_typst("query", source + mark, files, selector="<end>", field="value", one=True))
    return int(page), float(height)


def _cited(cited: Citation) -> dict:
    """What paper says of the citation: the text, the documents, and the files beside it."""
    shown = shown_citation(cited)
    told = [cited.text, " ".join(shown["remarks"])]
    documents = cited.documents[:MOST_DOCUMENTS] + ([shown["more"]] if shown["more"] else [])
    return {"texts": told, "head": shown["documents_head"], "documents": documents, "addresses": cited.addresses}


def _look(title: str, language: str) -> str:
    return _LOOK.format(title=quoted(title), author=quoted("SPBE analysis"), language=quoted(language))


def page_head(title: str, footer: str, language: str) -> str:
    """What stands before the body of an A4: its look and its footer."""
    return _look(title, language) + _PAGE.format(footer=footer)


def _summary(blocks: list[dict], language: str) -> list[dict]:
    """The first screen up to the first table after the first figure, without how to read them, and what comes next."""
    kept, later = _first_screen(blocks), [text for block in blocks for text in block.get("next", ())]
    if not later:
        return kept
    place = next((place for place, block in enumerate(kept) if block["kind"] == "pairs"), len(kept) - 1) + 1
    return [*kept[:place], {"kind": "pairs", "entries": [(say("answer.next", language), later)]}, *kept[place:]]


def _first_screen(blocks: list[dict]) -> list[dict]:
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
        for tallest, size in ONE_PAGE:
            body, files = typst_of([*kept, last], language, tallest)
            source = f"{head}#set text(size: {size}pt)\n{body}"
            if len(kept) == 1 or _end(source, files)[0] == 1:
                return set_paper(source, files, pdf_standards=["ua-1"])
        kept = kept[:-1]
        while len(kept) > 1 and _is_bare(kept):
            kept = kept[:-1]


def _is_bare(kept: list[dict]) -> bool:
    """Whether the last section has lost what its words were about."""
    kinds = [block["kind"] for block in kept]
    begun = max((place for place, kind in enumerate(kinds) if kind in _HEADINGS), default=-1)
    return begun >= 0 and not {"table", "figure"} & set(kinds[begun:])


def _told(blocks: list[dict], kind: str, what: str) -> str:
    """What the first block of a kind tells the run."""
    return next((about[what] for about in blocks if about["kind"] == kind), "")


def _for_a_room(figures: list[dict]) -> dict:
    """The first figure whose letters can be read from afar: one that is lower than a slide is."""
    return next((one for one in figures if one["size"][1] / one["size"][0] < LOW), figures[0])


def _slides(look: str, title: str, finding: str, figure: dict, language: str) -> dict[str, bytes]:
    """The figure with its message as the slide's title, its unit and years below, its source at the foot."""
    _, files = typst_of([figure], language)
    said = say("report.slide_source", language, version=__version__)
    head = figure.get("head") or {"title": title, "unit": finding, "source": said, "above": 0, "below": 0}
    width, height = figure["size"]
    above, below = head["above"], head["below"]
    page = (
        f"{look}{_SLIDE}#grid(rows: (auto, auto, 1fr, auto), row-gutter: (4mm, 6mm, 5mm),\n"
        f'text(size: 26pt, weight: "bold", {quoted(head["title"])}),\n'
        f'text(size: 16pt, fill: rgb("#4d4d4d"), {quoted(head["unit"])}),\n'
        f"layout(size => {{\n"
        f"let wide = calc.min(size.width, size.height * {width / height / (1 - above - below):.6f})\n"
        f"let tall = wide * {height / width:.6f}\n"
        f"align(center, box(width: wide, height: tall * {1 - above - below:.6f}, clip: true,\n"
        f"move(dy: -tall * {above:.6f}, image({quoted(next(iter(files)))}, "
        f"alt: {quoted(figure['alt'])}, width: wide, height: tall))))\n}}),\n"
        f'text(size: 12pt, fill: rgb("#4d4d4d"), {quoted(head["source"])}))\n'
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
    return _typst("compile", source, files, timestamp=0, **options)


def _typst(verb: str, source: str, files: dict[str, bytes], **options):
    try:
        import typst
    except ImportError as error:
        raise ReportError(Message("report.pdf_extra"), advice=Message("advice.pdf_extra")) from error
    try:
        return getattr(typst, verb)({"main": source.encode(), **files}, font_paths=fonts(), **options)
    except (typst.TypstError, RuntimeError, TypeError) as error:
        raise ReportError(Message("report.not_set"), [str(error)]) from error


@cache
def fonts():
    """The type of our figures and Typst's own, looked through once a process; no font of the machine."""
    import matplotlib
    import typst

    own = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(own)])
