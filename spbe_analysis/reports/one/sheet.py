"""The page for a meeting as a file: HTML, or PDF on one A4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from spbe_analysis import __version__
from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.document import Block, escape
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.reports.one import pdf
from spbe_analysis.reports.one.html import policy, stylesheet
from spbe_analysis.reports.one.typeset import quoted, typst_of

MEETING = "meeting.html"  # beside a report on one institution
_OF_ONE = ("01_drivers", "06_next_predicate", "11_one_scorecard")  # notebooks of such reports
_PRINT = "@page{size:A4;margin:14mm}@media print{body{font-size:9pt}.back{display:none}}"


def meeting_files(record: Mapping, language: str, report: str) -> dict[str, str]:
    """The page for a meeting that lies beside a report, by its file name.

    Nothing beside a report that is not on one institution's last year, and where
    no plan can be made: no criteria of its regulation, or no figures that fit.

    Parameters
    ----------
    record : mapping
        The report's ``notebook`` and ``parameters``.
    language : str
        Of the page.
    report : str
        Name of the file that it leads back to.
    """
    if record["notebook"] not in _OF_ONE:
        return {}
    from spbe_analysis.studies.meeting import meeting_of

    given = record["parameters"]
    year, stage = given.get("year") or given["to_year"], given.get("to_stage") or given.get("stage") or "final"
    try:
        blocks = meeting_of(given["institution"], year, given.get("target") or None, stage, language)
    except SpbeError:
        return {}
    back = f'<p class="back"><a href="{report}">{escape(say("report.whole", language))}</a></p>'
    return {MEETING: _page(blocks, blocks[0].about["title"], language, back)}


def save_sheet(blocks: Sequence[Block], path: str | Path, language: str) -> Path:
    """Write the page as ``.html`` or ``.pdf``; its first block is its title.

    Raises
    ------
    ParameterError
        If the name ends otherwise or its folder is not there.
    ReportError
        If a PDF is asked for and cannot be set.
    """
    path = Path(path)
    faults = []
    if path.suffix.lower() not in (".html", ".pdf"):
        faults.append(Message("sheet.suffix", file=path.name))
    if not path.parent.is_dir():
        faults.append(Message("filled.folder", file=path.name, folder=str(path.parent)))
    if faults:
        raise ParameterError(Message("sheet.not_written"), faults, Message("advice.sheet"))
    title = blocks[0].about["title"]
    if path.suffix.lower() == ".pdf":
        path.write_bytes(_paper(blocks, title, language))
    else:
        path.write_text(_page(blocks, title, language), encoding="utf-8")
    return path


def _paper(blocks: Sequence[Block], title: str, language: str) -> bytes:
    footer = quoted(say("report.slide_source", language, version=__version__))
    head = pdf.page_head(title, footer, language)
    body, files = typst_of([block.about for block in blocks], language)
    for size in (9, 8.5, 8, 7.5, 7):  # the page is one page: smaller type before a second one
        source = head + f"#set text(size: {size}pt)\n" + body
        if not isinstance(pdf.set_paper(source, files, format="svg"), list):
            break
    return pdf.set_paper(source, files, pdf_standards=["ua-1"])


def _page(blocks: Sequence[Block], title: str, language: str, back: str = "") -> str:
    style = stylesheet() + _PRINT
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(style))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body>{back}<main>{''.join(block.on_page(language).markup for block in blocks)}</main></body></html>\n"
    )
