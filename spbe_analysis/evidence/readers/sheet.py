"""A table as rows of text, wherever it came from, and how text files are cut into one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from itertools import pairwise

from spbe_analysis.evidence.readers.headings import known_headings
from spbe_analysis.evidence.readers.unsafe_text import cell_fault, decode_table, plain
from spbe_analysis.evidence.values.limits import MAX_COLUMNS, MAX_NAME_LINES, MAX_ROWS, refuse
from spbe_analysis.message import Message

_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_DIGIT, _DECIMALS = re.compile(r"^\s*\d\s*$", re.ASCII), re.compile(r"^\s*\d{1,2}\s*$", re.ASCII)
_HEADER_WITHIN = 30  # lines of titles before a table begins


@dataclass
class Sheet:
    """Rows of cells with the line each stands on.

    ``numeric`` marks a sheet whose numbers are stored as numbers, without the
    zeros they are shown with. ``pasted`` marks lines without any divider.
    """

    file: str
    name: str = ""
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    numeric: bool = False
    pasted: bool = False

    def place(self, line: int, column: str = "") -> str:
        """A place in words: sheet, line, column."""
        sheet = f"sheet {self.name!r} " if self.name else ""
        return f"{sheet}line {line}" + (f", column {column}" if column else "")

    def where(self, line: int, column: str = "") -> Message:
        """A place with the file it is in."""
        if self.name:
            key = "place.file_sheet_column" if column else "place.file_sheet"
        else:
            key = "place.file_column" if column else "place.file_line"
        return Message(key, file=self.file, sheet=self.name, line=line, column=column)


def text_sheet(content: bytes, file: str) -> Sheet:
    """A text file as a sheet: commas, semicolons, tabs or bars divide the cells, or nothing does.

    The fields of every record are counted against the header, so that an
    unquoted decimal comma is found where it stands.

    Raises
    ------
    EvidenceError
        Listing every fault with its file, line and column.
    """
    lines = (text := decode_table(content, file)).split("\n")
    divider = _divider(lines)
    sheet = Sheet(file, pasted=not divider)
    faults: list[str] = []
    if divider in ("", "|"):
        records = [
            (number, line.strip().strip("|").split("|") if divider else [line])
            for number, line in enumerate(lines, start=1)
            if line.strip() and not _RULE.match(line.strip()) and divider in line
        ]
    else:
        records, faults = _records(text, divider, sheet)
    if divider:
        records, found = _even(sheet, records)
        faults += found
    for line, cells in records:
        for number, cell in enumerate(cells, start=1):
            fault = cell_fault(cell.strip(" \n"))
            faults += [Message("place.at", where=sheet.where(line, str(number)), fault=fault)] if fault else []
        sheet.rows.append((line, [plain(cell) for cell in cells]))
    refuse(file, faults + too_many(sheet), Message("advice.correct_file"))
    return sheet


def too_many(sheet: Sheet) -> list[str]:
    """Faults of a sheet with more rows or columns than anyone keeps."""
    widest = max((len(cells) for _, cells in sheet.rows), default=0)
    faults: list[str] = []
    if len(sheet.rows) > MAX_ROWS:
        faults.append(Message("table.rows", where=sheet.where(1), found=len(sheet.rows), limit=MAX_ROWS))
    if widest > MAX_COLUMNS:
        faults.append(Message("table.columns", where=sheet.where(1), found=widest, limit=MAX_COLUMNS))
    return faults


def _divider(lines: list[str]) -> str:
    """The mark under which one of the first lines names most columns, or nothing when none names two."""
    first = [line for line in lines if line.strip()][:_HEADER_WITHIN]
    named = {
        mark: max((known_headings(line.split(mark)) for line in first), default=0) for mark in ("\t", ";", ",", "|")
    }
    best = max(named, key=lambda mark: named[mark])
    return best if named[best] >= 2 else ""


def _records(text: str, divider: str, sheet: Sheet) -> tuple[list[tuple[int, list[str]]], list[str]]:
    reader = csv.reader(io.StringIO(text), delimiter=divider, strict=True)
    faults: list[str] = []
    records, start = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start, cells))
            if any(cell.count("\n") >= MAX_NAME_LINES for cell in cells):
                faults.append(Message("table.quote_open", where=sheet.where(start, str(len(cells)))))
            start = reader.line_num + 1
    except csv.Error as error:
        faults.append(Message("table.quotes", where=sheet.where(start), why=str(error)))
    return records, faults


def _even(sheet: Sheet, records: list[tuple[int, list[str]]]) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Records as wide as the header, titles before it left out, and every record of another width."""
    if not records:
        return records, []
    at = max(range(min(len(records), _HEADER_WITHIN)), key=lambda i: (known_headings(records[i][1]), -i))
    head = records[at][1]
    width = len(head)
    kept = [(line, cells) for line, cells in records[:at] if len(cells) == width] + records[at:]
    faults: list[str] = []
    for line, cells in kept:
        if len(cells) == width:
            continue
        split = next(
            (i for i, pair in enumerate(pairwise(cells)) if _DIGIT.match(pair[0]) and _DECIMALS.match(pair[1])), None
        )
        comma = split is not None and len(cells) > width
        column = split if split is not None and comma else min(len(cells), width) - 1
        name = head[column].strip() if column < width else str(column + 1)
        key = "table.comma" if comma else "table.fields"
        faults.append(Message(key, where=sheet.where(line, name), found=len(cells), count=width))
    return kept, faults
