"""Whose figures a row holds: names of bodies by line, put together where a table broke them."""

from __future__ import annotations

import re
from functools import partial

from spbe_analysis.evidence.readers.broken_names import Line, NameBook, join_broken
from spbe_analysis.evidence.readers.grid import Grid, Row, at, shown
from spbe_analysis.evidence.readers.header import Header
from spbe_analysis.message import Message

_ENUMERATED = re.compile(r"^\d{1,3}[.)]\s*")


def _of_kind(book: NameBook, kind: str, text: str) -> str:
    """The one body a text names where the heading of its column says the kind of bodies, or an empty text."""
    bare = _ENUMERATED.sub("", text)
    of_kind = book.canonical(f"{kind} {bare}") if kind and bare else ""
    return of_kind or book.canonical(text) or book.canonical(bare)


def names_by_line(
    grid: Grid, header: Header, columns: list[int], rows: list[Row], book: NameBook, broken: bool
) -> tuple[dict[int, str], list[str], list[str]]:
    """Names by line, remarks on texts that belong to no row, and refusals of rows that name two bodies.

    Parameters
    ----------
    broken : bool
        Whether names may run on over several rows.
    """
    names: dict[int, str] = {}
    refused: list[str] = []
    lines: list[Line] = []
    for line, cells in rows:
        found: dict[str, str] = {}
        for column in columns:
            text = shown(at(cells, column)).strip()
            if text:
                body = _of_kind(book, header.headings[column].kind, text)
                found.setdefault(body or text, text)
        if len(found) > 1:
            text = ", ".join(map(repr, found.values()))
            refused.append(Message("table.two_names", where=grid.where(line), text=text))
            continue
        name = next(iter(found), "")
        if not broken:
            names[line] = name
            continue
        figures = any(cell != "" for i, cell in enumerate(cells) if i not in columns)
        lines.append(Line(line, next(iter(found.values()), ""), figures))
    if not broken:
        return names, [], refused
    kinds = {header.headings[column].kind for column in columns}
    canonical = partial(_of_kind, book, kinds.pop() if len(kinds) == 1 else "")
    joined, left_over = join_broken(lines, canonical)
    names = {line: canonical(name) or name for line, name in joined.items()}
    alone: list[str] = [
        Message("table.alone", where=grid.where(one.number), text=one.name) for one in left_over if one.name
    ]
    return names, alone, refused
