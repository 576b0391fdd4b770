"""An XLSX that every spreadsheet opens alike: numbers as numbers, texts as texts, no formula, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date
from datetime import datetime
from io import BytesIO
from numbers import Real
from typing import Any, NamedTuple

_MADE = datetime(2000, 1, 1)  # stands in every file, so that equal contents are equal bytes
_NO_NAME = re.compile(r"[\[\]:*?/\\']")  # what a sheet's name may not hold
_NAME_LENGTH, _WIDEST = 31, 60  # letters of a sheet's name; of a column
_LINE, _ROOM, _A4 = 15, 199, 9  # height of a line [points]; rows that may be added to a form; a spreadsheet's paper
_LOOKED_AT = 200  # rows that a column's width is seen from


class Sheet(NamedTuple):
    """A sheet: its name, the heads of its columns, and rows of numbers, texts and None."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]
    form: Form | None = None


class Form(NamedTuple):
    """What a sheet to be filled in and printed has besides: long texts in full, on pages on their side.

    ``widths`` of its columns [characters]; ``pinned`` columns stay in view;
    ``days`` are the places of columns for dates; ``words`` are the words
    offered for the column at a place, separated by commas, and a hint.
    """

    widths: Sequence[int]
    pinned: int = 1
    days: Collection[int] = ()
    words: tuple[int, str, str] | None = None


def workbook(sheets: Iterable[Sheet], title: str) -> bytes:
    """A workbook with one table a sheet, its head in bold and always in view.

    Numbers (fractions too) become numbers of the spreadsheet, which shows them
    with its reader's own decimal mark, and days become dates; a text that
    begins with ``=`` stays a text. Names of sheets are shortened to what a
    spreadsheet takes.

    Examples
    --------
    >>> made = workbook([Sheet("data", ["name", "index"], [["Kaltim", 3.79], ["Nduga", None]])], "SPBE")
    >>> made[:2], made == workbook([Sheet("data", ["name", "index"], [["Kaltim", 3.79], ["Nduga", None]])], "SPBE")
    (b'PK', True)
    """
    from xlsxwriter import Workbook

    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": title, "created": _MADE})
    look = {"text_wrap": True, "valign": "top"}
    bold = book.add_format({"bold": True, "bg_color": "#DDE6ED", **look})
    names: list[str] = []
    for made in sheets:
        rows, form = [list(row) for row in made.rows], made.form
        wrapped = book.add_format(look) if form else None
        day = book.add_format({"num_format": "dd/mm/yyyy", **look}) if form else None
        names.append(_name(made.name, names))
        sheet = book.add_worksheet(names[-1])
        sheet.freeze_panes(1, form.pinned if form else 1)
        for column, head in enumerate(made.head):
            width = form.widths[column] if form else _width(head, [row[column] for row in rows[:_LOOKED_AT]])
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None or value != value:
                    if form and column in form.days:
                        sheet.write_blank(place, column, None, day)
                elif isinstance(value, Date):
                    sheet.write_datetime(place, column, value, day)
                elif isinstance(value, Real) and not isinstance(value, bool):
                    sheet.write_number(place, column, float(value), wrapped)
                else:
                    sheet.write_string(place, column, str(value), wrapped)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(made.head) - 1)
        if form:
            _make_form(sheet, form, [list(made.head), *rows])
    book.close()
    return stream.getvalue()


def _make_form(sheet: Any, form: Form, rows: Sequence[Sequence[object]]) -> None:
    """Rows as high as their texts, what may be filled in, and pages on their side with the head on each."""
    for place, row in enumerate(rows):
        lines = (-(-len(str(cell or "")) // (width - 2)) for cell, width in zip(row, form.widths, strict=True))
        sheet.set_row(place, _LINE * max(1, *lines))
    last = len(rows) + _ROOM
    for column in form.days:
        dates = {"validate": "date", "criteria": ">", "value": _MADE, "show_error": False}
        sheet.data_validation(1, column, last, column, dates)
    if form.words:
        column, words, hint = form.words
        choices = {"validate": "list", "source": words.split(","), "input_message": hint, "show_error": False}
        sheet.data_validation(1, column, last, column, choices)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _name(text: str, taken: Sequence[str]) -> str:
    """A name that a spreadsheet takes and that no sheet has yet, capitals or not."""
    plain = _NO_NAME.sub(" ", text)[:_NAME_LENGTH].strip() or "-"
    used = {one.lower() for one in taken}
    count = 1
    while plain.lower() in used:
        count += 1
        plain = f"{plain[: _NAME_LENGTH - 4].rstrip()} ({count})"
    return plain


def _width(head: str, cells: Sequence[object]) -> int:
    words = max(map(len, head.split()), default=0)
    return min(_WIDEST, max(8, words + 3, *(len(str(cell)) + 1 for cell in cells if isinstance(cell, str))))
