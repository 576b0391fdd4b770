"""A table of a page as a CSV text: numbers as numbers, with what they count and where they come from above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from spbe_analysis.presentation.page.csv_files import csv_text
from spbe_analysis.presentation.text.wording import check_language, say

DASH = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps ranges together on the page; means nothing in a file
_MARKS = {"id": (".", ","), "en": (",", ".")}  # thousands, decimals, as `wording` writes them


class _Cell(NamedTuple):
    """What a cell says in numbers: one value, the ends of a range, or both; empty where not known."""

    value: str = ""
    low: str = ""
    high: str = ""


def table_file(head: Sequence[str], rows: Sequence[Sequence[str]], remarks: Iterable[str], language: str) -> str:
    """CSV text of a table as it is read on a page.

    Parameters
    ----------
    head, rows : sequences of str
        Texts as shown, one a column; the first column names the row.
    remarks : iterable of str
        Lines above the table, each after a ``#``: what it is, units, sources.
    language : str
        The page's, which says what a comma in a number means.

    Returns
    -------
    str
        A column of nothing but numbers, ranges and dashes is written in
        numbers with a decimal point and no sign of thousands; one of per cents
        says so in its head; one with ranges becomes two, its lowest and its
        highest values, and one of values with their ranges three. An empty
        cell is not known. Other columns stay as they are read.
    """
    check_language(language)
    made: list[tuple[str, list[str]]] = []
    for place, name in enumerate(head):
        cells = [row[place].replace(_NO_BREAK, " ") for row in rows]
        read = [_read(cell, language) for cell in cells]
        if place == 0 or None in read or not any(any(cell) for cell in read):
            made.append((name, [cell[1:] if re.match(r"\+\d", cell) else cell for cell in cells]))
        else:
            made += _columns(f"{name} [%]" if any("%" in cell for cell in cells) else name, read, language)
    lines = "".join(f"# {' '.join(remark.split())}\r\n" for remark in remarks)
    return lines + csv_text([_inert(name) for name, _ in made], list(zip(*(cells for _, cells in made), strict=True)))


def _columns(name: str, cells: Sequence[_Cell], language: str) -> list[tuple[str, list[str]]]:
    if not any(cell.low for cell in cells):
        return [(name, [cell.value for cell in cells])]
    ends = [
        (say("cite.lowest", language, name=name), [cell.low or cell.value for cell in cells]),
        (say("cite.highest", language, name=name), [cell.high or cell.value for cell in cells]),
    ]
    if any(cell.value and cell.low for cell in cells):
        return [(name, [cell.value for cell in cells]), *ends]
    return ends


def _read(text: str, language: str) -> _Cell | None:
    """The numbers of a cell; None where it holds words."""
    if text.strip() in ("", DASH):
        return _Cell()
    found = next((match for shape in _shapes(language) if (match := shape.fullmatch(text))), None)
    if found is None:
        return None
    return _Cell(**{name: _plain(part, language) for name, part in found.groupdict().items()})


@cache
def _shapes(language: str) -> list[re.Pattern]:
    """A number, a range, and a number with its range in brackets, as the language writes them; no dates."""
    thousands, decimals = map(re.escape, _MARKS[language])
    number = rf"[+{_MINUS}-]?(?:\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)(?:{decimals}\d+)?(?: ?%)?"
    between = rf"(?P<low>{number})(?: {DASH} | sampai | to )(?P<high>{number})"
    shapes = [rf"(?P<value>{number})", between, rf"(?P<value>{number}) \({between}\)"]
    return [re.compile(shape, re.ASCII) for shape in shapes]


def _plain(text: str, language: str) -> str:
    thousands, decimals = _MARKS[language]
    text = text.rstrip("% ").replace(_MINUS, "-").removeprefix("+")
    return text.replace(thousands, "").replace(decimals, ".")


def _inert(name: str) -> str:
    return f"'{name}" if re.match(r"[=+\-@\t\r]", name) else name
