"""A table as rows of cells with the line each stands on, wherever it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from spbe_analysis.evidence.readers.unsafe_text import cell_fault, plain
from spbe_analysis.evidence.values.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, refuse
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

Cell = str | Decimal  # a text as it stands, or a number as it is stored
Row = tuple[int, list[Cell]]

_LEVEL = re.compile(r"^(?:level|tingkat|lvl|lv)\.?\s*(\d)(?:\s*\(.*\))?$", re.ASCII | re.IGNORECASE)


@dataclass
class Grid:
    """Rows of cells of one sheet, table or text.

    Attributes
    ----------
    filled : set of (int, int)
        Line and column of cells whose content is that of a merged range they
        lie in.
    merged : set of (int, int)
        These cells and the first ones of their ranges.
    spread : set of int
        Lines whose headings say by merged ranges how many columns they cover.
    undivided : bool
        Whether each row is one line of text that nothing divides into columns.
    ended : bool
        Whether the file ends where a line ends; else its last row may be cut.
    unsafe : dict
        What is wrong with cells that may not be used, by line and column;
        such a cell is blank.
    """

    file: str
    name: str = ""
    rows: list[Row] = field(default_factory=list)
    filled: set[tuple[int, int]] = field(default_factory=set)
    merged: set[tuple[int, int]] = field(default_factory=set)
    spread: set[int] = field(default_factory=set)
    undivided: bool = False
    ended: bool = True
    unsafe: dict[tuple[int, int], str] = field(default_factory=dict)

    def place(self, line: int, column: str = "") -> str:
        """A place in words: sheet, line, column."""
        told = Message("place.sheet_line" if self.name else "place.line", sheet=self.name, line=line)
        return Message("place.column", where=told, column=column) if column else told

    def where(self, line: int, column: str = "") -> Message:
        """A place with the file it is in."""
        if self.name:
            key = "place.file_sheet_column" if column else "place.file_sheet"
        else:
            key = "place.file_column" if column else "place.file_line"
        return Message(key, file=self.file, sheet=self.name, line=line, column=column)

    def merge(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        """Give every cell of a merged range the content of its first one; ranges are (row, column) from 0.

        A row or column that holds nothing but such content, because the one
        before it takes two, is left out.
        """
        at = dict(self.rows)
        last = max(at, default=0)
        ranges = [((top, left), (min(bottom, last - 1), right)) for (top, left), (bottom, right) in ranges]
        area = sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in ranges if bottom >= top)
        if area > MAX_CELLS:
            fault = Message("table.cells", where=self.where(1), found=area, limit=MAX_CELLS)
            refuse(self.file, [fault], Message("advice.correct_file"))
        origin: dict[tuple[int, int], tuple[int, int]] = {}
        for (top, left), (bottom, right) in ranges:
            first = at.get(top + 1, [])
            content = first[left] if left < len(first) else ""
            if content == "":
                continue
            for line in range(top + 1, bottom + 2):
                cells = at.setdefault(line, [])
                cells += [""] * (right + 1 - len(cells))
                for column in range(left, right + 1):
                    cells[column] = content
                    origin[line, column] = top + 1, left
                if right > left:
                    self.spread.add(line)
        doubled = {
            column
            for column in {column for _, column in origin}
            if all(
                origin.get((line, column), (0, column))[1] < column
                for line, cells in at.items()
                if column < len(cells) and cells[column] != ""
            )
        }
        for line, cells in sorted(at.items()):
            for column in doubled & {column for column in range(len(cells)) if (line, column) in origin}:
                cells[column] = ""
                del origin[line, column]
            filled = [column for column, cell in enumerate(cells) if cell != ""]
            if filled and all(origin.get((line, column), (line, 0))[0] < line for column in filled):
                del at[line]
        self.filled = {place for place, first in origin.items() if place != first and place[0] in at}
        self.merged = {*self.filled, *(origin[place] for place in self.filled)}
        self.rows = sorted(at.items())

    def clean(self) -> None:
        """Put every text on one line with single spaces, and blank what no cell may hold."""
        for line, cells in self.rows:
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell:
                    fault = cell_fault(cell.strip(" \n"))
                    if fault:
                        self.unsafe[line, column] = fault
                    cells[column] = "" if fault else plain(cell)

    def faults_in(self, columns: Iterable[int] | None = None) -> list[str]:
        """What is wrong with cells of some columns, of all by default, each with its place."""
        wanted = None if columns is None else set(columns)
        return [
            Message("place.at", where=self.where(line, str(column + 1)), fault=fault)
            for (line, column), fault in self.unsafe.items()
            if wanted is None or column in wanted
        ]

    def too_large(self) -> list[str]:
        """Faults of a table with more rows or columns than anyone keeps."""
        widest = max((len(cells) for _, cells in self.rows), default=0)
        faults: list[str] = []
        if len(self.rows) > MAX_ROWS:
            faults.append(Message("table.rows", where=self.where(1), found=len(self.rows), limit=MAX_ROWS))
        if widest > MAX_COLUMNS:
            faults.append(Message("table.columns", where=self.where(1), found=widest, limit=MAX_COLUMNS))
        if not faults and len(self.rows) * widest > MAX_CELLS:
            faults.append(Message("table.cells", where=self.where(1), found=len(self.rows) * widest, limit=MAX_CELLS))
        return faults


def shown(cell: Cell) -> str:
    """A cell as a text: a whole number without decimals."""
    if isinstance(cell, str):
        return cell
    return str(int(cell)) if cell == cell.to_integral_value() else str(cell)


def at(cells: Sequence[Cell], column: int) -> Cell:
    """The cell of a column, blank where the row is shorter."""
    return cells[column] if column < len(cells) else ""


def figure(cell: Cell, framework: Framework, code: str, decimals: bool) -> str:
    """A cell of a node as it is printed: ``Level 3`` as 3, a number stored without its last zeros with them.

    Parameters
    ----------
    decimals : bool
        Whether scores of this table are stored as numbers with decimals.
    """
    level = framework.nodes[code].kind == "indicator"
    if isinstance(cell, str):
        words = _LEVEL.match(cell) if level else None
        return words[1] if words else cell
    text = shown(cell)
    if level or not decimals:
        return text
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.ljust(framework.decimals, '0')}"
