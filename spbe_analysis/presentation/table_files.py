"""A table of a page as a CSV text: numbers as numbers, with what they count and where they come from above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spbe_analysis.presentation.files import csv_text
from spbe_analysis.presentation.wording import check_language, say

DASH = "\N{EN DASH}"
_SPAN = f" {DASH} "
_MARKS = {"id": (".", ","), "en": (",", ".")}  # thousands, decimals, as `wording` writes them


def table_file(
    head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], remarks: Iterable[str], language: str
) -> str:
    """CSV text of a table as it is read on a page.

    Parameters
    ----------
    head, rows : sequences of str
        Texts as shown, one a column.
    numeric : sequence of bool
        Whether a column holds nothing but numbers, ranges of numbers and dashes.
    remarks : iterable of str
        Lines above the table, each after a ``#``: what it is, units, sources.
    language : str
        The page's, which says what a comma in a number means.

    Returns
    -------
    str
        Numbers carry a decimal point and no sign of thousands; a column of
        per cents says so in its head; a column with ranges becomes two, its
        lowest and its highest values. An empty cell is not known.
    """
    check_language(language)
    columns = [[row[place] for row in rows] for place in range(len(head))]
    made: list[tuple[str, list[str]]] = []
    for name, cells, is_numeric in zip(head, columns, numeric, strict=True):
        made += _numbers(name, cells, language) if is_numeric else [(name, list(cells))]
    lines = "".join(f"# {' '.join(remark.split())}\r\n" for remark in remarks)
    return lines + csv_text(
        [_inert_head(name) for name, _ in made], list(zip(*(cells for _, cells in made), strict=True))
    )


def _numbers(name: str, cells: Sequence[str], language: str) -> list[tuple[str, list[str]]]:
    if any(cell.endswith("%") for cell in cells):
        name = f"{name} [%]"
    ends = [cell.split(_SPAN) for cell in cells]
    lows, highs = ([_plain(pair[place], language) for pair in ends] for place in (0, -1))
    if all(len(pair) == 1 for pair in ends):
        return [(name, lows)]
    return [(say("cite.lowest", language, name=name), lows), (say("cite.highest", language, name=name), highs)]


def _plain(text: str, language: str) -> str:
    thousands, decimals = _MARKS[language]
    text = text.rstrip("% ").replace("\N{MINUS SIGN}", "-").removeprefix("+")
    return "" if text == DASH else text.replace(thousands, "").replace(decimals, ".")


def _inert_head(name: str) -> str:
    return f"'{name}" if re.match(r"[=+\-@\t\r]", name) else name
