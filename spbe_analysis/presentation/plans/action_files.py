"""An action plan as a workbook or a document that an office fills in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date as Date

from spbe_analysis.presentation.plans.action_lines import COLUMNS, DAYS, Row, heads
from spbe_analysis.presentation.text.wording import say

_WIDTHS = (5, 11, 7, 34, 12, 8, 46, 52, 26, 11, 13, 24, 22, 13, 14)  # of the workbook's columns [characters]
_LINE = 15  # height of a line of the workbook [points]
_SHARES = (
    1.0,
    1.8,
    1.1,
    3.0,
    1.7,
    1.4,
    4.4,
    4.8,
    2.2,
    2.0,
    2.1,
    2.2,
    2.6,
    2.1,
    1.8,
)  # of the document's columns [parts]


def workbook(rows: Sequence[Row], about: Sequence[str], language: str) -> bytes:
    """An XLSX: levels as numbers, days as dates, a list of words for the status."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = say("actions.sheet", language)
    sheet.append(heads(language))
    for row in rows:
        sheet.append([None if row[name] == "" else row[name] for name in COLUMNS])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6ED")
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate([dict(zip(COLUMNS, heads(language), strict=True)), *rows], start=1):
        lines = (-(-len(str(row[name])) // (width - 2)) for name, width in zip(COLUMNS, _WIDTHS, strict=True))
        sheet.row_dimensions[number].height = _LINE * max(1, *lines)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text
    last, letters = len(rows) + 200, {name: get_column_letter(COLUMNS.index(name) + 1) for name in (*DAYS, "status")}
    for number in range(2, len(rows) + 2):
        for name in DAYS:
            sheet[f"{letters[name]}{number}"].number_format = "dd/mm/yyyy"
    dates = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    choices = DataValidation(type="list", formula1=f'"{say("actions.status_choices", language)}"', allow_blank=True)
    choices.prompt, choices.showErrorMessage = say("actions.status_hint", language), False
    dates.showErrorMessage = False
    for name in DAYS:
        dates.add(f"{letters[name]}2:{letters[name]}{last}")
    choices.add(f"{letters['status']}2:{letters['status']}{last}")
    sheet.add_data_validation(dates)
    sheet.add_data_validation(choices)
    sheet.freeze_panes, sheet.auto_filter.ref = "E2", f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    told = book.create_sheet(say("actions.sheet_about", language))
    told.column_dimensions["A"].width = 110
    for text in about:
        told.append([text])
        cell = told.cell(told.max_row, 1)
        cell.alignment, cell.data_type = Alignment(wrap_text=True, vertical="top"), "s"
    return _bytes(book)


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
    return _bytes(document)


def _told(value: object) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, Date) else str(value)


def _bytes(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
