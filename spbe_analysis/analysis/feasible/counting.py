"""Exact counts of level vectors by their weighted sum: tables ``{sum: count}`` of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from math import gcd

Table = dict[int, int]

_WINDOW_LIMIT = 40_000  # products above this are quicker in FLINT, even where few of the sums are wanted
_LOOP_LIMIT = 4000  # products below this are quicker as plain loops than in FLINT


def convolve(first: Table, second: Table, window: tuple[int, int] | None = None) -> Table:
    """Counts of sums of one entry from each table, cut to a window of sums.

    Parameters
    ----------
    first, second : dict of int to int
        Positive counts by sum.
    window : (int, int), optional
        First and last sum kept.

    Returns
    -------
    dict of int to int
        Exact counts; sums that cannot occur are absent.

    Examples
    --------
    >>> convolve({1: 1, 2: 1}, {1: 1, 2: 1}, window=(3, 4))
    {3: 2, 4: 1}
    """
    if not first or not second:
        return {}
    small, large = (first, second) if len(first) <= len(second) else (second, first)
    if window is not None:
        width = window[1] - window[0] + 1
        if width < len(large) and width * len(small) <= _WINDOW_LIMIT:
            return _into_window(small, large, window)
        large = _within(large, window[0] - max(small), window[1] - min(small))
        if not large:
            return {}
    if len(small) * len(large) <= _LOOP_LIMIT:
        out: Table = {}
        get = out.get
        for x, a in small.items():
            for y, b in large.items():
                out[x + y] = get(x + y, 0) + a * b
    else:
        out = _by_flint(small, large)
    if window is not None:
        out = _within(out, *window)
    return out


def convolve_all(tables: Iterable[Table]) -> Table:
    """Counts of sums of one entry from every table; ``{0: 1}`` when there is none.

    Examples
    --------
    >>> convolve_all([{0: 1, 1: 1}] * 3)
    {0: 1, 1: 3, 2: 3, 3: 1}
    """
    out: Table = {0: 1}
    for table in sorted(tables, key=len):
        out = convolve(out, table)
    return out


def _within(table: Table, low: int, high: int) -> Table:
    return {x: count for x, count in table.items() if low <= x <= high}


def _into_window(small: Table, large: Table, window: tuple[int, int]) -> Table:
    out: Table = {}
    get = large.get
    items = list(small.items())
    for z in range(window[0], window[1] + 1):
        total = 0
        for x, a in items:
            b = get(z - x)
            if b is not None:
                total += a * b
        if total:
            out[z] = total
    return out


def _by_flint(first: Table, second: Table) -> Table:
    """Product of two polynomials of whole numbers, however long."""
    from flint import fmpz_poly

    low_a, low_b = min(first), min(second)
    step = gcd(*(x - low_a for x in first), *(y - low_b for y in second)) or 1
    one, other = (
        fmpz_poly([table.get(x, 0) for x in range(min(table), max(table) + 1, step)]) for table in (first, second)
    )
    return {low_a + low_b + i * step: int(count) for i, count in enumerate((one * other).coeffs()) if count}


@cache
def power(weights: tuple[tuple[int, int], ...], items: int) -> Table:
    """Weighted count of the levels of `items` like indicators by their plain sum.

    Parameters
    ----------
    weights : tuple of (level, weight)
        Allowed levels and their whole weights (all 1 when every vector counts once).
    items : int
        How many indicators.

    Returns
    -------
    dict of int to int
        For ten indicators of levels 1 to 5, sum 27 occurs 693,450 times.

    Examples
    --------
    >>> power(((1, 1), (2, 1), (3, 1)), 2)
    {2: 1, 3: 2, 4: 3, 5: 2, 6: 1}
    """
    if items == 0:
        return {0: 1}
    return convolve(power(weights, items - 1), dict(weights))


class Cumulative:
    """Running totals of a table, to sum it over any window of sums in two look-ups.

    Examples
    --------
    >>> Cumulative({2: 1, 3: 2, 4: 1}).upto(3)
    3
    """

    def __init__(self, table: Table) -> None:
        self.low, self.high = min(table), max(table)
        self.totals = list(accumulate(table.get(x, 0) for x in range(self.low, self.high + 1)))

    def upto(self, x: int) -> int:
        """Total of all sums at most `x`."""
        if x < self.low:
            return 0
        return self.totals[min(x, self.high) - self.low]
