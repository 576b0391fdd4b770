"""XLSX workbooks as sheets of text: weighed before they are unpacked, then read with calamine."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.sheet import Sheet
from spbe_analysis.evidence.readers.unsafe_text import cell_fault, plain
from spbe_analysis.evidence.values.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_UNPACKED_BYTES,
    MAX_WORKBOOK_BYTES,
    RATIO_FROM_BYTES,
    read_bytes,
    refuse,
)

_REFERENCE = re.compile(rb'\br="([A-Z]{0,4})(\d{1,12})"')
_CHUNK, _OVERLAP = 1 << 20, 64
_ADVICE = "Save the table alone as XLSX or CSV and try again; nothing was taken from the file."


def read_sheets(path: str | Path) -> list[Sheet]:
    """Every sheet of a workbook that holds something, all cells as text.

    Formulas are not worked out: the value stored beside them is read. A text
    that would run as a formula is refused.

    Raises
    ------
    EvidenceError
        If the file is larger, unpacks to more, or has more rows or columns
        than anyone keeps; if it is protected, broken or not a workbook.
    """
    path = Path(path)
    content = read_bytes(path, MAX_WORKBOOK_BYTES)
    _weigh(content, path.name)
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise EvidenceError(
            f"{path.name} needs python-calamine",
            ["the extra 'excel' is not installed"],
            "Install spbe-analysis[excel], or save the table as CSV.",
        ) from error
    faults: list[str] = []
    sheets = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            sheet = _sheet(path.name, name, rows, faults)
            if sheet.rows:
                sheets.append(sheet)
    except (CalamineError, ValueError, OSError) as error:
        raise EvidenceError(
            f"{path.name} is not a workbook that can be read", [f"{path.name}: {error}"], _ADVICE
        ) from error
    refuse(path.name, faults, _ADVICE)
    return sheets


def _sheet(file: str, name: str, rows: list[list], faults: list[str]) -> Sheet:
    sheet = Sheet(file, name)
    for line, values in enumerate(rows, start=1):
        cells = []
        for number, value in enumerate(values, start=1):
            if isinstance(value, str):
                fault = cell_fault(value) if value else ""
                if fault:
                    faults.append(f"{sheet.where(line, column_name(number))}: {fault}")
                cells.append(plain(value))
            elif isinstance(value, float):
                cells.append(str(int(value)) if value.is_integer() else repr(value))
                sheet.numeric = sheet.numeric or not value.is_integer()
            else:
                cells.append("" if value is None else str(value))
        if any(cells):
            sheet.rows.append((line, cells))
    return sheet


def column_name(number: int) -> str:
    """A column's letters, 1 for A and 28 for AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _weigh(content: bytes, file: str) -> None:
    """Refuse a workbook by its table of contents and by the cells it names, before anything is built from it."""
    faults: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            sheets = [part for part in parts if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename)]
            if len(parts) > MAX_PARTS or len(sheets) > MAX_SHEETS:
                faults.append(
                    f"{file}: {len(parts)} parts and {len(sheets)} sheets, at most {MAX_PARTS} and {MAX_SHEETS}"
                )
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES:
                faults.append(f"{file}: unpacks to {unpacked:,} bytes, at most {MAX_UNPACKED_BYTES:,}")
            for part in parts:
                if part.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * part.compress_size):
                    faults.append(
                        f"{file}, {part.filename}: {part.compress_size:,} bytes unpack to {part.file_size:,}, "
                        f"at most {MAX_RATIO} times as many"
                    )
            if any(part.flag_bits & 1 for part in parts):
                faults.append(f"{file}: it is protected by a password")
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                faults.append(f"{file}: expected an Excel workbook (xl/workbook.xml), found another kind of archive")
            if not faults:
                for part in sheets:
                    faults += _extent(packed, part, file)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        faults.append(f"{file}: the archive is broken or cut off ({error})")
    refuse(file, faults, _ADVICE)


def _extent(packed: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> list[str]:
    """Whether a sheet names a row or column farther out than anyone keeps: one such cell makes an endless table."""
    last_row = last_column = unpacked = 0
    tail = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED_BYTES:
                return [f"{file}, {part.filename}: unpacks to more than {MAX_UNPACKED_BYTES:,} bytes"]
            for letters, row in _REFERENCE.findall(tail + chunk):
                last_row = max(last_row, int(row))
                last_column = max(last_column, (len(letters) > 3 and 1 << 20) or _column_number(letters))
            tail = chunk[-_OVERLAP:]
    faults = []
    if last_row > MAX_ROWS:
        faults.append(f"{file}, {part.filename}: row {last_row:,}, at most {MAX_ROWS:,} rows")
    if last_column > MAX_COLUMNS:
        faults.append(f"{file}, {part.filename}: column {last_column:,}, at most {MAX_COLUMNS} columns")
    if not faults and last_row * last_column > MAX_CELLS:
        faults.append(f"{file}, {part.filename}: {last_row * last_column:,} cells, at most {MAX_CELLS:,}")
    return faults


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
