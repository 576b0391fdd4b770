"""Workbooks (XLSX, XLS, ODS) as grids: weighed before they are unpacked, then read with calamine in a process of its own."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.grid import Cell, Grid
from spbe_analysis.evidence.readers.sheets_apart import wrong
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
    WORKBOOK_MEMORY_BYTES,
    WORKBOOK_SECONDS,
    read_bytes,
    refuse,
)
from spbe_analysis.message import Message

_REFERENCE = re.compile(rb'\br="([A-Z]{0,4})(\d{1,12})"')
_CHUNK, _OVERLAP = 1 << 20, 64
_OTHER_KINDS = {"word/document.xml": "Word", "ppt/presentation.xml": "PowerPoint", "xl/workbook.bin": "XLSB"}
_ZIP = b"PK\x03\x04"


def workbook_grids(path: str | Path) -> list[Grid]:
    """Every sheet of a workbook that holds something, merged ranges filled; numbers stay numbers.

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
    if content.startswith(_ZIP):
        weigh(content, path.name)
    answer = _read_apart(content)
    if "fault" in answer:
        because = Message(answer["because"], **answer["fields"])
        raise EvidenceError(Message(answer["fault"], file=path.name), [because], Message(answer["advice"]))
    grids = []
    for name, rows, merged in answer["sheets"]:
        grid = Grid(path.name, name, [(line, list(map(_cell, values))) for line, values in enumerate(rows, start=1)])
        grid.clean()
        grid.merge([((top, left), (bottom, right)) for (top, left), (bottom, right) in merged])
        grid.rows = [(line, cells) for line, cells in grid.rows if any(cell != "" for cell in cells)]
        grids += [grid] if grid.rows else []
    return grids


def _cell(value: Any) -> Cell:
    """A stored value: a number as Excel shows it, with at most fifteen digits."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, (int, float)):
        return Decimal(format(value, ".15g")) if abs(value) < 1e15 else str(value)
    return value


def _read_apart(content: bytes) -> dict[str, Any]:
    """Sheets as a child process reads them: whatever a broken file does there, this process goes on."""
    limits = json.dumps([MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CELLS, WORKBOOK_MEMORY_BYTES])
    unreadable = wrong("workbook.unreadable", "workbook.not_whole", "advice.save_alone")
    try:
        child = subprocess.run(
            [sys.executable, "-P", str(Path(__file__).with_name("sheets_apart.py")), limits],
            input=content,
            capture_output=True,
            timeout=WORKBOOK_SECONDS,
            check=False,
        )
        return json.loads(child.stdout) if child.returncode == 0 else unreadable
    except (subprocess.TimeoutExpired, ValueError):
        return unreadable


def weigh(content: bytes, file: str, main: str = "") -> None:
    """Refuse a workbook by its table of contents and by the cells it names, before anything is built from it.

    Another packed file is weighed so when its `main` part is named.
    """
    faults: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            sheets = [part for part in parts if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename)]
            if len(parts) > MAX_PARTS or len(sheets) > MAX_SHEETS:
                fields = {"found": len(parts), "sheets": len(sheets), "limit": MAX_PARTS, "most": MAX_SHEETS}
                faults.append(Message("workbook.parts", file=file, **fields))
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES:
                faults.append(Message("workbook.unpacks", file=file, found=unpacked, limit=MAX_UNPACKED_BYTES))
            for part in parts:
                if part.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * part.compress_size):
                    where, packed_size = f"{file}, {part.filename}", part.compress_size
                    fields = {"found": packed_size, "size": part.file_size, "limit": MAX_RATIO}
                    faults.append(Message("workbook.ratio", where=where, **fields))
            if any(part.flag_bits & 1 for part in parts):
                faults.append(Message("workbook.password", file=file))
            if not names & ({main} if main else {"xl/workbook.xml", "content.xml"}):
                kind = next((kind for name, kind in _OTHER_KINDS.items() if name in names), "")
                key = "workbook.other_kind" if kind else "workbook.other_archive"
                faults.append(Message(key, file=file, kind=kind))
            if not faults:
                for part in sheets:
                    faults += _extent(packed, part, f"{file}, {part.filename}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
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
        faults.append(Message("table.cells", where=where, found=last_row * last_column, limit=MAX_CELLS))
    return faults


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
