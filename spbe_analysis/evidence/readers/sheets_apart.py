"""Sheets of a workbook read with calamine: the program of a child process, which may not grow without end.

It is run by its path and imports nothing of the package, so that it starts at
once. Limits come as JSON in the first argument, the workbook on the way in;
out goes JSON: every sheet's name, rows and merged ranges, or what is wrong.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from typing import Any
from xml.parsers import expat

_ZIP = b"PK\x03\x04"
_OPEN_DOCUMENT, _TABLE = "content.xml", "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
Span = tuple[tuple[int, int], tuple[int, int]]


def sheets_of(content: bytes, most_sheets: int, most_rows: int, most_columns: int, most_cells: int) -> dict[str, Any]:
    """Name, rows and merged ranges of every sheet, or the fault with the key of its reason and its fields."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        return wrong("workbook.no_reader", "workbook.extra", "advice.excel")
    fault, advice = ("workbook.unreadable", "advice.save_alone")
    if not content.startswith(_ZIP):
        fault, advice = ("workbook.old", "advice.open_and_save")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > most_sheets:
            return wrong(fault, "workbook.sheets", advice, found=len(book.sheet_names), limit=most_sheets)
        sheets = []
        spans = spans_of(content)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows, columns = sheet.total_height, sheet.total_width
            if rows > most_rows or columns > most_columns or rows * columns > most_cells:
                size = {"sheet": name, "rows": rows, "columns": columns, "limit": most_rows, "most": most_columns}
                return wrong(fault, "workbook.sheet_large", advice, **size)
            merged = [
                (first, last)
                for first, last in spans.get(name, sheet.merged_cell_ranges or [])
                if last[0] < min(rows + 1, most_rows) and last[1] < most_columns
            ]
            sheets.append((name, sheet.to_python(skip_empty_area=False), merged))
        return {"sheets": sheets}
    except PasswordError:
        return wrong("workbook.old", "file.kinds", "advice.open_and_save")
    except (CalamineError, expat.ExpatError, ValueError, OSError, KeyError) as error:
        return wrong(fault, "workbook.because", advice, why=str(error)[:200])


def spans_of(content: bytes) -> dict[str, list[Span]]:
    """Merged ranges of an ODS file by sheet, which calamine does not tell; nothing for other files."""
    if not content.startswith(_ZIP):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if _OPEN_DOCUMENT not in packed.namelist():
            return {}
        text = packed.read(_OPEN_DOCUMENT)
    found: dict[str, list[Span]] = {}
    sheet: list[Span] = []
    row = column = tables = repeated = 0

    def number(attributes: dict[str, str], name: str) -> int:
        told = attributes.get(f"{_TABLE}number-{name}", "1")
        return int(told) if told.isdecimal() and len(told) < 8 else 1

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, row, column, tables, repeated
        if name == f"{_TABLE}table":
            tables += 1
            if tables == 1:
                sheet, row = found.setdefault(attributes.get(f"{_TABLE}name", ""), []), 0
        elif tables == 1 and name == f"{_TABLE}table-row":
            column, repeated = 0, number(attributes, "rows-repeated")
        elif tables == 1 and name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            down, across = number(attributes, "rows-spanned"), number(attributes, "columns-spanned")
            if down > 1 or across > 1:
                sheet.append(((row, column), (row + down - 1, column + across - 1)))
            column += number(attributes, "columns-repeated")

    def end(name: str) -> None:
        nonlocal row, tables
        if name == f"{_TABLE}table":
            tables -= 1
        elif tables == 1 and name == f"{_TABLE}table-row":
            row += repeated

    def refuse_types(*told: object) -> None:
        raise ValueError("a document type is declared")  # with it come entities that grow without end

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse_types
    parser.Parse(text, True)
    return found


def wrong(fault: str, because: str, advice: str, **fields: object) -> dict[str, Any]:
    return {"fault": fault, "because": because, "advice": advice, "fields": fields}


def _main() -> None:
    *limits, memory = json.loads(sys.argv[1])
    try:
        import resource
    except ImportError:  # no such limits on this system; size and time still hold
        pass
    else:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    json.dump(sheets_of(sys.stdin.buffer.read(), *limits), sys.stdout, default=str)


if __name__ == "__main__":
    _main()
