"""Files that a reader may keep: CSV of exact values or of a page's table, in which no text can act as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from io import StringIO

from spbe_analysis.presentation.text.wording import check_language, say
from spbe_analysis.regulation.rounding import fixed

MAX_DECIMALS = 9  # of exact values, where a fraction does not end
BOM = "\ufeff"  # by which a spreadsheet knows UTF-8
_ABOUT = ["code", "kind", "parent", "name_id", "name_en"]
_SCORES = ("weight", "before_low", "before_high", "after_low", "after_high")
_VALUES = {name: name for name in _SCORES}
_VALUES |= {name: f"contribution_{name}" for name in ("low", "high", "expected", "p05", "p50", "p95")}
_VALUES |= {"p_positive": "p_positive"}
_CHANCES = ("p_largest", "p_largest_in_direction")
_NUMERIC = re.compile(r" *[+-]?\d+([.,]\d+)? *", re.ASCII)
# The beginning, or what follows a mark that divides cells, where a formula would begin.
_FORMULA = re.compile(r"(?:^|(?<=[,;\t\r\n]))(?=[\s\"']*[=+@-]|[\t\r])", re.ASCII)
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps ranges together on the page; means nothing in a file


def contributions(answer) -> tuple[list[str], list[list[object]]]:
    """Heads and every row of an answer: codes, names in both languages, exact bounds [index points], verdict.

    Rows of a kind stand in the order of expected contributions, the largest
    loss first where the index fell. ``weight`` is a fraction of the index;
    before and after are scores or levels; None is something not known. Numbers
    have at most `MAX_DECIMALS` decimals.
    """
    head = ["institution", "from_year", "to_year", *_ABOUT, *_VALUES.values(), *_CHANCES]
    head += ["verdict", "direction", "class", "prior"]
    rows = [
        [
            answer.after.institution,
            answer.before.year,
            answer.after.year,
            *(row[key] for key in _ABOUT),
            *(_written(row[key]) for key in _VALUES),
            *(_written(answer.chance(row, key)) for key in _CHANCES),
            row["verdict"],
            row["direction"] or "",
            " ".join(row["tied_with"]),
            answer.prior,
        ]
        for kind in dict.fromkeys(answer.table["kind"])
        for row in answer.ranked(kind).to_dict("records")
    ]
    return head, rows


def csv_text(head: Sequence[str], rows: Iterable[Sequence]) -> str:
    """CSV text; a text that a spreadsheet would take for a formula is quoted, numbers are as `plain_number` writes them."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_cell(cell) for cell in row] for row in (head, *rows))
    return out.getvalue()


def plain_number(value) -> str:
    """A number for a file: a decimal point, at most `MAX_DECIMALS` decimals; empty where it is not known.

    Examples
    --------
    >>> plain_number(Fraction(91, 1000)), plain_number(2024), plain_number(None)
    ('0.091', '2024', '')
    """
    if value is None or value != value:
        return ""
    text = fixed(value, MAX_DECIMALS) if isinstance(value, Fraction) else f"{value:.{MAX_DECIMALS}f}"
    return text.rstrip("0").rstrip(".")


def _written(value) -> float | None:
    text = plain_number(value)
    return float(text) if text else None


def inert(text: str) -> str:
    """A text in which no spreadsheet finds a formula, wherever it is divided.

    A file that commas divide is opened at semicolons by an Indonesian
    spreadsheet, so what follows any mark of division is looked at as the
    beginning of a cell is. An apostrophe is what a spreadsheet itself puts
    before text; a text that is a number alone stays one, beside a mark it does not:
    where the cell ends depends on the mark.
    """
    return text if _NUMERIC.fullmatch(text) else _FORMULA.sub("'", text)


def _cell(cell: object) -> str:
    return inert(cell) if isinstance(cell, str) else plain_number(cell)


def table_file(table: Mapping, remarks: Iterable[str], language: str) -> str:
    """CSV text of a table of a page.

    Parameters
    ----------
    table : mapping
        Data of its block (`spbe_analysis.presentation.page.document.table`).
    remarks : iterable of str
        Lines above the table, each after a ``#``: what it is, units, sources.
    language : str
        The page's.

    Returns
    -------
    str
        A column of nothing but numbers, ranges and dashes is written in
        numbers with a decimal point and no sign of thousands; one of per cents
        says so in its head; one with ranges becomes two, its lowest and its
        highest values, and one of values with their ranges three. An empty
        cell is not known. Other columns stay as they are read.
    """
    made = table_columns(table, language)
    lines = "".join(f"# {inert(' '.join(remark.split()))}\r\n" for remark in remarks)
    return BOM + lines + csv_text([name for name, _, _ in made], zip(*(cells for _, cells, _ in made), strict=True))


def table_columns(table: Mapping, language: str) -> list[tuple[str, list[str], bool]]:
    """Columns of a table of a page: head, cells as `table_file` writes them, and whether they are numbers."""
    check_language(language)
    made: list[tuple[str, list[str], bool]] = []
    for place, (name, numbers) in enumerate(zip(table["head"], table["numbers"], strict=True)):
        if numbers is None:
            cells = [row[place].replace(_NO_BREAK, " ") for row in table["rows"]]
            made.append(
                (name, [cell[1:] if cell[:1] == "+" and cell[1:2].isdigit() else cell for cell in cells], False)
            )
            continue
        name = f"{name} [%]" if numbers["percent"] else name
        values, is_range = numbers["value"], any(numbers["low"])
        if not is_range or any(value and low for value, low in zip(values, numbers["low"], strict=True)):
            made.append((name, values, True))
        for end, key in (("low", "cite.lowest"), ("high", "cite.highest")) if is_range else ():
            cells = [far or value for far, value in zip(numbers[end], values, strict=True)]
            made.append((say(key, language, name=name), cells, True))
    return made
