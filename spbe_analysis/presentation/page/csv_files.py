"""Files that a reader may keep: CSV with exact values, in which no text can act as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from io import StringIO

from spbe_analysis.regulation.rounding import fixed

MAX_DECIMALS = 9  # of exact values, where a fraction does not end
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
    "p_largest": "p_largest",
}
_NUMERIC = re.compile(r"^[+-]?\d+(\.\d+)?$", re.ASCII)


def contributions_file(answer) -> str:
    """Every row of an answer as CSV text: codes, names in both languages, exact bounds [index points], verdict.

    Numbers carry a decimal point whatever the language. ``weight`` is a
    fraction of the index; before and after are scores or levels; an empty cell
    is something not known.
    """
    head = ["institution", "from_year", "to_year", *_ABOUT, *_VALUES.values(), "verdict", "class", "prior"]
    rows = [
        [
            answer.after.institution,
            answer.before.year,
            answer.after.year,
            *(row[key] for key in _ABOUT),
            *(_plain(row[key]) for key in _VALUES),
            row["verdict"],
            " ".join(row["tied_with"]),
            answer.prior,
        ]
        for row in answer.records
    ]
    return csv_text(head, rows)


def csv_text(head: Sequence[str], rows: Iterable[Sequence]) -> str:
    """CSV text; a cell that a spreadsheet would take for a formula is quoted, numbers stay as they are."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _plain(value) -> str:
    if value is None or value != value:
        return ""
    text = fixed(value, MAX_DECIMALS) if isinstance(value, Fraction) else f"{value:.{MAX_DECIMALS}f}"
    return text.rstrip("0").rstrip(".")


def _inert(cell: object) -> object:
    text = str(cell)
    return f"'{text}" if text and text[0] in "=+-@\t\r" and not _NUMERIC.match(text) else cell
