"""An XLSX that every spreadsheet opens alike: numbers as numbers, texts as texts, no formula, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from numbers import Real
from typing import NamedTuple

_MADE = datetime(2000, 1, 1)  # stands in every file, so that equal contents are equal bytes
_NO_NAME = re.compile(r"[\[\]:*?/\\']")  # what a sheet's name may not hold
_NAME_LENGTH, _WIDEST = 31, 60  # letters of a sheet's name; of a column
_LOOKED_AT = 200  # rows that a column's width is seen from


class Sheet(NamedTuple):
    """A sheet: its name, the heads of its columns, and rows of numbers, texts and None."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]


def workbook(sheets: Iterable[Sheet], title: str) -> bytes:
    """A workbook with one table a sheet, its head in bold and always in view.

    Numbers (fractions too) become numbers of the spreadsheet, which shows them
    with its reader's own decimal mark; a text that begins with ``=`` stays a
    text. Names of sheets are shortened to what a spreadsheet takes.

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
    bold = book.add_format({"bold": True, "bg_color": "#DDE6ED", "text_wrap": True, "valign": "top"})
    names: list[str] = []
    for made in sheets:
        rows = [list(row) for row in made.rows]
        names.append(_name(made.name, names))
        sheet = book.add_worksheet(names[-1])
        sheet.freeze_panes(1, 1)
        for column, head in enumerate(made.head):
            sheet.set_column(column, column, _width(head, [row[column] for row in rows[:_LOOKED_AT]]))
            sheet.write_string(0, column, head, bold)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None or value != value:
                    continue
                if isinstance(value, Real) and not isinstance(value, bool):
                    sheet.write_number(place, column, float(value))
                else:
                    sheet.write_string(place, column, str(value))
        if rows:
            sheet.autofilter(0, 0, len(rows), len(made.head) - 1)
    book.close()
    return stream.getvalue()


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
