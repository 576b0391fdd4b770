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
from spbe_analysis.message import Message

_REFERENCE = re.compile(rb'\br="([A-Z]{0,4})(\d{1,12})"')
_CHUNK, _OVERLAP = 1 << 20, 64


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
    weigh(content, path.name)
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise EvidenceError(
            Message("workbook.no_reader", file=path.name), [Message("workbook.extra")], Message("advice.excel")
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
            Message("workbook.unreadable", file=path.name), [f"{path.name}: {error}"], Message("advice.save_alone")
        ) from error
    refuse(path.name, faults, Message("advice.save_alone"))
    return sheets


def _sheet(file: str, name: str, rows: list[list], faults: list[str]) -> Sheet:
    sheet = Sheet(file, name)
    for line, values in enumerate(rows, start=1):
        cells = []
        for number, value in enumerate(values, start=1):
            if isinstance(value, str):
                fault = cell_fault(value) if value else ""
                if fault:
                    faults.append(Message("place.at", where=sheet.where(line, column_name(number)), fault=fault))
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


def weigh(content: bytes, file: str, main: str = "xl/workbook.xml") -> None:
    """Refuse a packed file by its table of contents and by the cells it names, before anything is built from it."""
    faults: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            sheets = [part for part in parts if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename)]
            if len(parts) > MAX_PARTS or len(sheets) > MAX_SHEETS:
                faults.append(
                    Message(
                        "workbook.parts",
                        file=file,
                        found=len(parts),
                        sheets=len(sheets),
                        limit=MAX_PARTS,
                        most=MAX_SHEETS,
                    )
                )
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES:
                faults.append(Message("workbook.unpacks", file=file, found=unpacked, limit=MAX_UNPACKED_BYTES))
            for part in parts:
                if part.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * part.compress_size):
                    faults.append(
                        Message(
                            "workbook.ratio",
                            where=f"{file}, {part.filename}",
                            found=part.compress_size,
                            size=part.file_size,
                            limit=MAX_RATIO,
                        )
                    )
            if any(part.flag_bits & 1 for part in parts):
                faults.append(Message("workbook.password", file=file))
            if not any(part.filename == main for part in parts):
                faults.append(Message("workbook.other_archive", file=file))
            if not faults:
                for part in sheets:
                    faults += _extent(packed, part, f"{file}, {part.filename}")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        faults.append(Message("workbook.broken", file=file, why=str(error)))
    refuse(file, faults, Message("advice.save_alone"))


def _extent(packed: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> list[str]:
    """Whether a sheet names a row or column farther out than anyone keeps: one such cell makes an endless table."""
    last_row = last_column = unpacked = 0
    tail = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED_BYTES:
                return [Message("workbook.unpacks_more", where=where, limit=MAX_UNPACKED_BYTES)]
            for letters, row in _REFERENCE.findall(tail + chunk):
                last_row = max(last_row, int(row))
                last_column = max(last_column, (len(letters) > 3 and 1 << 20) or _column_number(letters))
            tail = chunk[-_OVERLAP:]
    faults: list[str] = []
    if last_row > MAX_ROWS:
        faults.append(Message("workbook.row", where=where, found=last_row, limit=MAX_ROWS))
    if last_column > MAX_COLUMNS:
        faults.append(Message("workbook.column", where=where, found=last_column, limit=MAX_COLUMNS))
    if not faults and last_row * last_column > MAX_CELLS:
        faults.append(f"{where}: {last_row * last_column:,} cells, at most {MAX_CELLS:,}")
    return faults


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
