"""Text files as tables: JSON, HTML, Markdown, a mark between the cells, or lines that nothing divides."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise

from spbe_analysis.evidence.readers.grid import Grid
from spbe_analysis.evidence.readers.header import known_headings
from spbe_analysis.evidence.readers.unsafe_text import decode_table, plain
from spbe_analysis.evidence.values.limits import MAX_NAME_LINES, refuse
from spbe_analysis.message import Message

_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK, _MARKS = re.compile(r"<br\s*/?>", re.I), re.compile(r"\*\*|__|(?<![^\W_])[*_](?=\w)|(?<=\w)[*_](?![^\W_])")
_DIGIT, _DECIMALS = re.compile(r"^\s*\d\s*$", re.ASCII), re.compile(r"^\s*\d{1,2}\s*$", re.ASCII)
_SPREADSHEET_ML = "urn:schemas-microsoft-com:office:spreadsheet"  # the XML of Excel 2003
_BULLET = re.compile(r"^\s*[-*\N{BULLET}\N{EN DASH}]\s+(?=\w)")  # of a list, or around the number of a page
_GAP = re.compile(r" {2,}")
_LOOKED_AT = 60  # rows in which a header is looked for
Records = list[tuple[int, list[str]]]


def text_grids(content: bytes, file: str) -> list[Grid]:
    """The tables of a text file, whatever divides their cells.

    The fields of every record are counted against the header, so that an
    unquoted decimal comma is found where it stands.

    Raises
    ------
    EvidenceError
        Listing every fault with its file, line and column.
    """
    text = decode_table(content, file)
    start = text.lstrip()[:1000].casefold()
    if start.startswith(("{", "[")):
        from spbe_analysis.evidence.readers.json_records import json_grids

        return json_grids(text, file)
    if start.startswith("<") and "<table" in text.casefold() and _SPREADSHEET_ML not in start:
        from spbe_analysis.evidence.readers.html_tables import html_grids

        return html_grids(text, file)
    if start.startswith("<"):
        refuse(file, [Message("file.markup", file=file)], Message("advice.open_and_save"))
    text = _columns_of_spaces(text)
    lines = text.split("\n")
    divider = _divider(lines)
    faults: list[str] = []
    if divider == "|":
        tables = _barred(lines)
    elif divider:
        tables = [_records(text, divider, file, faults)]
    else:
        tables = [
            [
                (number, [_BULLET.sub("", line.replace("\t", " "))])
                for number, line in enumerate(lines, start=1)
                if line.strip()
            ]
        ]
    grids = [Grid(file, undivided=not divider, ended=not lines[-1].strip()) for _ in tables]
    for grid, records in zip(grids, tables, strict=True):
        if divider:
            faults += _make_even(records, grid, divider)
        grid.rows = [(line, list(cells)) for line, cells in records]
        grid.clean()
        faults += grid.too_large()
    refuse(file, faults, Message("advice.correct_file"))
    return grids


def _divider(lines: list[str]) -> str:
    """The mark under which one of the first lines that hold it names most columns; none when none names two."""
    named: dict[str, int] = {"": 1}
    for mark in ("\t", ";", ",", "|"):
        holding = [line for line in lines if mark in line][:_LOOKED_AT]
        named[mark] = max(
            (known_headings([cell.strip('" ') for cell in line.split(mark)]) for line in holding), default=0
        )
    return max(named, key=lambda mark: named[mark])


def _columns_of_spaces(text: str) -> str:
    """Columns that spaces keep apart, divided by tabs; the text as it is where any row has another number of them."""
    rows = [_GAP.split(line.strip()) for line in text.split("\n")]
    head = next((i for i, cells in enumerate(rows[:_LOOKED_AT]) if known_headings(cells) > 1), None)
    if head is None or any(mark in text for mark in "\t;|") or not rows[head + 1 :]:
        return text
    filled = [cells for cells in rows[head:] if cells != [""]]
    even = len(filled) > 1 and all(len(cells) == len(rows[head]) for cells in filled)
    return "\n".join("\t".join(cells) for cells in rows) if even else text


def _barred(lines: list[str]) -> list[Records]:
    """Tables of Markdown: prose around them left out as titles, one that goes on after a page break put together."""
    tables: list[Records] = []
    prose: Records = []
    fresh = True
    barred = [line.lstrip().startswith("|") for line in lines if "|" in line]
    mark = "|" if 2 * sum(barred) > len(barred) else ""  # what a row begins with; prose may hold a bar too
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if "|" not in text or not text.startswith(mark):
            fresh = fresh or bool(text)
            prose += [(number, [text])] if text else []
            continue
        if _RULE.match(text):
            continue
        text = text.removeprefix("|")
        text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
        cells = [_BREAK.sub(" ", _MARKS.sub("", cell.replace("\\|", "|"))) for cell in _BAR.split(text)]
        if fresh and (not tables or known_headings(cells) >= 2):
            head = next((above for _, above in tables[-1] if len(above) > 1), []) if tables else []
            if not tables or list(map(plain, cells)) != list(map(plain, head)):
                tables.append(prose)
        tables[-1].append((number, cells))
        fresh, prose = False, []
    return tables


def _records(text: str, divider: str, file: str, faults: list[str]) -> Records:
    grid = Grid(file)
    reader = csv.reader(io.StringIO(text), delimiter=divider, strict=True)
    records: Records = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start, cells))
            if any(cell.count("\n") >= MAX_NAME_LINES for cell in cells):
                faults.append(Message("table.quote_open", where=grid.where(start, str(len(cells)))))
            start = reader.line_num + 1
    except csv.Error as error:
        faults.append(Message("table.quotes", where=grid.where(start), why=str(error)))
    return records


def _make_even(rows: Records, grid: Grid, divider: str) -> list[str]:
    """Make records as wide as the header, and find every record of another width.

    Blank cells at the end come and go with whatever wrote the file; a text
    that stands alone is a title or a note. The last record of a file that
    breaks off must be whole.
    """
    if not rows:
        return []
    place = max(range(min(len(rows), _LOOKED_AT)), key=lambda i: (known_headings(rows[i][1]), -i))
    head = rows[place][1]
    width = len(head)
    named = max((i + 1 for i, cell in enumerate(head) if cell.strip()), default=width)
    beyond = [cell.strip() for _, cells in rows[place:] for cell in cells[named:] if cell.strip()]
    if divider == "," and all(map(_DECIMALS.match, beyond)) and any(_split(cells) is not None for _, cells in rows):
        width = named  # columns without a heading that hold nothing but what may stand after a decimal comma
    faults: list[str] = []
    for line, cells in rows[place:]:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        last = line == rows[-1][0] and not grid.ended
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1 and cells[0].strip() and not last and not cells[0].strip()[-1].isdigit():
            cells += [""] * (width - len(cells))
        if len(cells) == width:
            continue
        split = _split(cells)
        comma = split is not None and len(cells) > width
        column = split if split is not None and comma else min(len(cells), width) - 1
        name = head[column].strip() if column < width else str(column + 1)
        if last and not comma:
            faults.append(Message("file.cut_off", file=grid.file))
        key = "table.comma" if comma else "table.fields"
        faults.append(Message(key, where=grid.where(line, name), found=len(cells), count=width))
    return faults


def _split(cells: list[str]) -> int | None:
    """Where a record may have been cut at a decimal comma: a digit, and beside it one or two."""
    pairs = enumerate(pairwise(cells))
    return next((i for i, (digit, rest) in pairs if _DIGIT.match(digit) and _DECIMALS.match(rest)), None)
