"""Which way a contribution goes, as far as its range decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

SURE_RISE, SURE_FALL, NO_CHANGE, OPEN = "sure rise", "sure fall", "no change", "open"
DIRECTIONS = (SURE_RISE, SURE_FALL, NO_CHANGE, OPEN)


def direction(low: Fraction | None, high: Fraction | None) -> str | None:
    """Sure rise, sure fall, no change or open; None where nothing is known. No prior can move it.

    Examples
    --------
    >>> direction(Fraction(1, 100), Fraction(3, 10)), direction(Fraction(0), Fraction(3, 10))
    ('sure rise', 'open')
    """
    if low is None or high is None:
        return None
    if low > 0:
        return SURE_RISE
    if high < 0:
        return SURE_FALL
    return NO_CHANGE if low == high else OPEN


def sure_order(rows: Sequence[Mapping], falls: bool) -> tuple[list[Mapping], int]:
    """Rows with the largest first (the largest loss, where the total falls) as far as their ranges rank them.

    Returns
    -------
    (list, int)
        As many rows as surely stand before all that follow, and then the
        others as they came; how many those first ones are. Two rows that may
        be level count as ranked.

    Examples
    --------
    >>> rows = [{"code": code, "low": Fraction(low), "high": Fraction(high)} for code, low, high in (("A", -3, 0), ("B", -2, 1), ("C", -9, -5))]
    >>> ordered, ranked = sure_order(rows, falls=True)
    >>> [row["code"] for row in ordered], ranked
    (['C', 'A', 'B'], 1)
    """
    left = [row for row in rows if direction(row["low"], row["high"]) is not None]
    unknown = [row for row in rows if direction(row["low"], row["high"]) is None]
    ranked: list[Mapping] = []
    while left:
        ends = {id(row): (-row["high"], -row["low"]) if falls else (row["low"], row["high"]) for row in left}
        first = max(left, key=lambda row: ends[id(row)])
        if any(ends[id(first)][0] < ends[id(row)][1] for row in left if row is not first):
            break
        ranked.append(first)
        left = [row for row in left if row is not first]
    return [*ranked, *left, *unknown], len(ranked)
