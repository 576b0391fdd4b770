"""What the files of a report must hold together, read back from what would be published."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO
from typing import TYPE_CHECKING

from spbe_analysis.presentation.page.csv_files import MAX_DECIMALS

if TYPE_CHECKING:
    from nbformat import NotebookNode

CONTRIBUTIONS = "contributions.csv"
_EXEMPT = "not reproducible"  # printed scores that no whole levels give need not add up
_SLACK = Fraction(1, 10**MAX_DECIMALS)  # of each written number


def broken_promises(notebook: NotebookNode) -> list[str]:
    """Everything that is wrong with the tables of a run: none shown, an empty one, parts that miss their whole.

    Lows of the parts may add up to less than the whole's low and highs to
    more, never the other way; where every part is one number, so is the whole.
    """
    from spbe_analysis.reports.one.html import roles

    files = {about["name"]: about["content"] for about in roles(notebook, "file")}
    if CONTRIBUTIONS not in files:
        return []
    tables = roles(notebook, "table")
    problems = [] if tables else ["a report with contributions shows no table"]
    problems += [f"table {place} has no rows" for place, about in enumerate(tables, 1) if not about["rows"]]
    return problems + parts_and_wholes(list(csv.DictReader(StringIO(files[CONTRIBUTIONS]))))


def parts_and_wholes(rows: list[dict[str, str]]) -> list[str]:
    """Nodes whose contribution is not what their parts allow."""
    parts: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        parts.setdefault(row["parent"], []).append(row)
    problems = []
    for whole in rows:
        below = parts.get(whole["code"], [])
        if not below or any(row["verdict"] == _EXEMPT or not row["contribution_low"] for row in (whole, *below)):
            continue
        low, high = (Fraction(whole[f"contribution_{end}"]) for end in ("low", "high"))
        least, most = (sum(Fraction(row[f"contribution_{end}"]) for row in below) for end in ("low", "high"))
        slack = _SLACK * (len(below) + 1)
        if low > high or least > low + slack or most < high - slack:
            problems.append(
                f"{whole['code']}: its parts give {float(least):g} to {float(most):g}, it says {float(low):g} to {float(high):g}"
            )
    return problems
