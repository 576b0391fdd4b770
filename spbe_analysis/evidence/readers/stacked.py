"""Tables that stand below one another in one sheet or text, each with the titles that hold for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from spbe_analysis.evidence.readers.grid import Cell, Grid, Row, shown
from spbe_analysis.evidence.readers.header import (
    Header,
    Titles,
    begins_table,
    find_header,
    is_label,
    same_row,
    titles_of,
)

_YEAR_LAST = re.compile(r"20\d\d\W*$", re.ASCII)
_SHORT = 4  # words of a text alone in a row that may name a stage; a longer one is a note


@dataclass
class _Part:
    """One table: its headings, what holds for it and its rows so far."""

    header: Header
    head: list[Row]
    titles: Titles
    rows: list[Row] = field(default_factory=list)


def tables_of(grid: Grid) -> list[tuple[Grid, Header | None, Titles]]:
    """Every table of a grid with its header and what its titles say.

    A row of other headings begins another table. A title amid the rows, such
    as ``Tahun 2024``, holds for what follows it under the same headings; what
    it does not say, the titles before it say.

    Examples
    --------
    >>> rows = [(1, ["Instansi", "Indeks"]), (2, ["A", "3,1"]), (3, ["Tahun 2024", ""]), (4, ["B", "3,2"])]
    >>> [(part.rows[-1][0], titles.year) for part, _, titles in tables_of(Grid("f.csv", rows=rows))]
    [(2, None), (4, 2024)]
    """
    header = None if grid.undivided else find_header(grid.rows, grid)
    if header is None:
        return [(grid, None, titles_of(grid.rows))]
    parts = [_Part(header, grid.rows[header.top : header.first], titles_of(grid.rows[: header.top]))]
    number = header.first
    while number < len(grid.rows):
        line, cells = grid.rows[number]
        part = parts[-1]
        told = _amid(cells, part.header)
        if told and told.over(part.titles) != part.titles and not _heads_again(part, grid.rows, number + 1):
            parts.append(_Part(part.header, part.head, told.over(part.titles)))
        elif told and _heads_again(part, grid.rows, number + 1):
            header = find_header(grid.rows[number:], grid) or part.header
            titles = titles_of(grid.rows[number : number + header.top]).over(told.over(part.titles))
            parts.append(_Part(header, grid.rows[number + header.top : number + header.first], titles))
            number += header.first
            continue
        elif begins_table(cells) and not any(same_row(cells, head) for _, head in part.head):
            above = _titles_below(part)
            rest = [*above, *grid.rows[number:]]
            header = find_header(rest, grid)
            if header is not None and header.top <= len(above) < header.first:
                titles = titles_of(rest[: header.top]).over(part.titles)
                parts.append(_Part(header, rest[header.top : header.first], titles))
                number += header.first - len(above)
                continue
            part.rows += [*above, (line, cells)]
        else:
            part.rows.append((line, cells))
        number += 1
    kept = [part for part in parts if part.rows] or parts[:1]
    return [_alone(grid, part, last=part is kept[-1]) for part in kept]


def _amid(cells: list[Cell], header: Header) -> Titles | None:
    """What a row amid figures says of the rows below it, where it is a title; None where it is none.

    A text in which a year stands anywhere but at its end is a note.
    """
    texts = list(dict.fromkeys(text for text in (shown(cell).strip() for cell in cells) if text))
    if not is_label(cells) and len(texts) != 1:
        return None
    told = titles_of([(0, cells)])
    if told.years and not _YEAR_LAST.search(texts[-1]):
        return None
    if header.columns("code"):
        told = replace(told, node="")
    told = replace(told, stage="") if len(" ".join(texts).split()) > _SHORT else told
    return told if told != Titles() else None


def _heads_again(part: _Part, rows: list[Row], number: int) -> bool:
    """Whether the headings of a table stand again in a row."""
    return number < len(rows) and any(same_row(rows[number][1], head) for _, head in part.head)


def _titles_below(part: _Part) -> list[Row]:
    """The rows of one text at the end of a table, taken from it: titles of the table that follows."""
    first = len(part.rows)
    while first and len({text for cell in part.rows[first - 1][1] if (text := shown(cell).strip())}) < 2:
        first -= 1
    taken, part.rows = part.rows[first:], part.rows[:first]
    return taken


def _alone(grid: Grid, part: _Part, last: bool) -> tuple[Grid, Header, Titles]:
    rows = [*part.head, *part.rows]
    lines = {line for line, _ in rows}
    unsafe = {place: fault for place, fault in grid.unsafe.items() if place[0] in lines}
    header = replace(part.header, top=0, first=len(part.head))
    return replace(grid, rows=rows, unsafe=unsafe, ended=grid.ended or not last), header, part.titles
