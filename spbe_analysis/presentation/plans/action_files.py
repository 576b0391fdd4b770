"""An action plan as a workbook or a document that an office fills in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date as Date

from spbe_analysis.presentation.page.workbook import Form, Sheet
from spbe_analysis.presentation.page.workbook import workbook as book
from spbe_analysis.presentation.plans.action_lines import COLUMNS, DAYS, Row, heads
from spbe_analysis.presentation.text.wording import say

_WIDTHS = (5, 11, 7, 34, 12, 8, 46, 52, 26, 11, 13, 24, 22, 13, 14)  # of the workbook's columns [characters]
_SHARES = (1.0, 1.8, 1.1, 3.0, 1.7, 1.4, 4.4, 4.8, 2.2, 2.0, 2.1, 2.2, 2.6, 2.1, 1.8)  # of the document's


def workbook(rows: Sequence[Row], about: Sequence[str], language: str) -> bytes:
    """An XLSX: levels as numbers, days as dates, a list of words for the status."""
    offered = COLUMNS.index("status"), say("actions.status_choices", language), say("actions.status_hint", language)
    form = Form(_WIDTHS, COLUMNS.index("indicator") + 1, [COLUMNS.index(name) for name in DAYS], offered)
    lines = [[None if row[name] == "" else row[name] for name in COLUMNS] for row in rows]
    told = Sheet(say("actions.sheet_about", language), about[:1], [[text] for text in about[1:]], Form((110,)))
    return book([Sheet(say("actions.sheet", language), heads(language), lines, form), told], about[0])


def word(rows: Sequence[Row], about: Sequence[str], language: str) -> bytes:
    """A DOCX: a page on its side with one table, its head repeated on every page."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    document.styles["Normal"].font.size = Pt(8)
    document.styles["Normal"].font.name = "Calibri"
    document.core_properties.title = about[0]
    document.core_properties.language = language
    document.add_heading(about[0], level=1)
    for text in about[1:]:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style, table.autofit = "Table Grid", False
    widths = [Cm(26.7 * share / sum(_SHARES)) for share in _SHARES]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, head, width in zip(table.rows[0].cells, heads(language), widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(head).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, name, width in zip(table.add_row().cells, COLUMNS, widths, strict=True):
            cell.width, cell.text = width, _told(row[name])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _told(value: object) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, Date) else str(value)
