"""Files that a reader may keep: CSV of exact values or of a page's table, in which no text can act as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from io import StringIO
from typing import NamedTuple

from spbe_analysis.presentation.text.wording import DASH, check_language, say
from spbe_analysis.regulation.rounding import fixed

MAX_DECIMALS = 9  # of exact values, where a fraction does not end
BOM = "\ufeff"  # by which a spreadsheet knows UTF-8
_ABOUT = ["code", "kind", "parent", "name_id", "name_en"]
_VALUES = {
    "weight": "weight",
    "before_low": "before_low",
    "before_high": "before_high",
    "after_low": "after_low",
    "after_high": "after_high",
    "low": "contribution_low",
    "high": "contribution_high",
    "expected": "contribution_expected",
    "p05": "contribution_p05",
    "p50": "contribution_p50",
    "p95": "contribution_p95",
    "p_positive": "p_positive",
}
_CHANCES = ("p_largest", "p_largest_in_direction")
NUMERIC_COLUMNS = frozenset({"from_year", "to_year", *_VALUES.values(), *_CHANCES})  # of `contributions_file`
_NUMERIC = re.compile(r" *[+-]?\d+([.,]\d+)? *", re.ASCII)
# The beginning, or what follows a mark that divides cells, where a formula would begin.
_FORMULA = re.compile(r"(?:^|(?<=[,;\t\r\n]))(?=[\s\"']*[=+@-]|[\t\r])", re.ASCII)
_MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps ranges together on the page; means nothing in a file
_MARKS = {"id": (".", ","), "en": (",", ".")}  # thousands, decimals, as `wording` writes them


class _Cell(NamedTuple):
    """What a cell says in numbers: one value, the ends of a range, or both; empty where not known."""

    value: str = ""
    low: str = ""
    high: str = ""


def contributions_file(answer) -> str:
    """Every row of an answer as CSV text: codes, names in both languages, exact bounds [index points], verdict.

    Rows of a kind stand in the order of expected contributions, the largest
    loss first where the index fell. Numbers carry a decimal point whatever the language. ``weight`` is a
    fraction of the index; before and after are scores or levels; an empty cell
    is something not known.
    """
    head = [
        "institution",
        "from_year",
        "to_year",
        *_ABOUT,
        *_VALUES.values(),
        *_CHANCES,
        "verdict",
        "direction",
        "class",
        "prior",
    ]
    rows = [
        [
            answer.after.institution,
            answer.before.year,
            answer.after.year,
            *(row[key] for key in _ABOUT),
            *(plain_number(row[key]) for key in _VALUES),
            *(plain_number(answer.chance(row, key)) for key in _CHANCES),
            row["verdict"],
            row["direction"] or "",
            " ".join(row["tied_with"]),
            answer.prior,
        ]
        for kind in dict.fromkeys(answer.table["kind"])
        for row in answer.ranked(kind).to_dict("records")
    ]
    return BOM + csv_text(head, rows)


def csv_text(head: Sequence[str], rows: Iterable[Sequence]) -> str:
    """CSV text; a cell that a spreadsheet would take for a formula is quoted, numbers stay as they are."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_inert(cell) for cell in row] for row in (head, *rows))
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


def inert(text: str) -> str:
    """A text in which no spreadsheet finds a formula, wherever it is divided.

    A file that commas divide is opened at semicolons by an Indonesian
    spreadsheet, so what follows any mark of division is looked at as the
    beginning of a cell is. An apostrophe is what a spreadsheet itself puts
    before text; a text that is a number alone stays one, beside a mark it does not:
    where the cell ends depends on the mark.
    """
    return text if _NUMERIC.fullmatch(text) else _FORMULA.sub("'", text)


def _inert(cell: object) -> object:
    return inert(cell) if isinstance(cell, str) else cell


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
    made = table_columns(head, rows, language)
    lines = "".join(f"# {inert(' '.join(remark.split()))}\r\n" for remark in remarks)
    return BOM + lines + csv_text([name for name, _ in made], zip(*(cells for _, cells in made), strict=True))


def table_columns(head: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> list[tuple[str, list[str]]]:
    """Columns of a table as it is read on a page, by head: numbers as `table_file` writes them, texts as they are."""
    check_language(language)
    made: list[tuple[str, list[str]]] = []
    for place, name in enumerate(head):
        cells = [row[place].replace(_NO_BREAK, " ") for row in rows]
        read = [_read(cell, language) for cell in cells]
        if place == 0 or None in read or not any(any(cell) for cell in read):
            made.append((name, [cell[1:] if re.match(r"\+\d", cell) else cell for cell in cells]))
        else:
            made += _columns(f"{name} [%]" if any("%" in cell for cell in cells) else name, read, language)
    return made


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
    return _Cell(**{name: _without_marks(part, language) for name, part in found.groupdict().items()})


@cache
def _shapes(language: str) -> list[re.Pattern]:
    """A number, a range, and a number with its range in brackets, as the language writes them; no dates."""
    thousands, decimals = map(re.escape, _MARKS[language])
    number = rf"[+{_MINUS}-]?(?:\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)(?:{decimals}\d+)?(?: ?%)?"
    between = rf"(?P<low>{number})(?: s\.d\. | to )(?P<high>{number})"
    shapes = [rf"(?P<value>{number})", between, rf"(?P<value>{number}) \({between}\)"]
    return [re.compile(shape, re.ASCII) for shape in shapes]


def _without_marks(text: str, language: str) -> str:
    thousands, decimals = _MARKS[language]
    text = text.rstrip("% ").replace(_MINUS, "-").removeprefix("+")
    return text.replace(thousands, "").replace(decimals, ".")
