"""Floors and rises for indicators that cannot be told apart: what they surely gain and at worst cost.

A floor raises an indicator to a level from wherever it stands below it, a rise
by so many levels from wherever it stands, as far as the scale goes. For a cell
of equal indicators with a known sum only the number of indicators at each
floor, or of those raised, matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial, prod

import numpy as np

from spbe_analysis.analysis.plans.hidden_sums import Cell

NONE = -(2**62)  # cost of a spread of levels that does not exist


@dataclass(frozen=True)
class FloorOptions:
    """All floors or rises considered for a cell, by position.

    ``counts[p]`` is the number of indicators at each floor, from the lowest
    level up; of rises, the number of those left and of those raised. ``sure[p, e]`` is the least number of levels gained and
    ``worst[p, e]`` the greatest cost, over every spread of ``e`` levels above
    the lowest; ``ways[p]`` counts the ways to hand the floors out.
    """

    counts: tuple[tuple[int, ...], ...]
    ways: tuple[int, ...]
    sure: np.ndarray
    worst: np.ndarray


def floor_options(cell: Cell, uniform: bool, rise: int | None = None) -> FloorOptions:
    """Floors of a cell, or rises by `rise` levels: any, or one for all (`uniform`).

    Examples
    --------
    >>> floor_options(Cell(("I01", "I02"), 13, 1, 2, (0, 1)), uniform=True).counts
    ((2, 0), (0, 2))
    """
    return _options(len(cell.codes), cell.high - cell.low, cell.ladder, uniform, rise)


def floor_options_at(cell: Cell, sums: Sequence[int], uniform: bool, rise: int | None = None) -> FloorOptions:
    """The floors of a cell that differ at these sums of its levels, the ways of equal ones added up.

    As `floor_options`, but with one column a sum in place of one an excess.
    Where there is one sum, only the cheapest floors of each gain are there: no
    cheapest plan holds another.
    """
    excesses = tuple(int(total) - cell.least for total in sums)
    return _options_at(len(cell.codes), cell.high - cell.low, cell.ladder, uniform, rise, excesses)


def hand_out(cell: Cell, counts: tuple[int, ...]) -> dict[str, int]:
    """Floors by code, the highest to the codes that come first.

    Examples
    --------
    >>> hand_out(Cell(("I01", "I02"), 13, 1, 2, (0, 1)), (1, 1))
    {'I01': 2, 'I02': 1}
    """
    floors = [cell.low + rise for rise in range(len(counts) - 1, -1, -1) for _ in range(counts[rise])]
    return dict(zip(cell.codes, floors, strict=True))


def number_of_options(cell: Cell, uniform: bool, rise: int | None = None) -> int:
    """How many floors or rises `floor_options` would list.

    Examples
    --------
    >>> number_of_options(Cell(("I01", "I02"), 13, 1, 2, (0, 1)), uniform=False)
    3
    """
    n, heights = len(cell.codes), len(cell.ladder)
    if rise is not None:
        return 2 if uniform else n + 1
    return heights if uniform else factorial(n + heights - 1) // factorial(n) // factorial(heights - 1)


@lru_cache(maxsize=256)
def _options(n: int, span: int, ladder: tuple[int, ...], uniform: bool, rise: int | None) -> FloorOptions:
    if rise is not None:
        return _rises(n, span, ladder, uniform, rise)
    single = [_one(rise, span, ladder) for rise in range(len(ladder))]
    if uniform:
        found = [
            (tuple(n if i == rise else 0 for i in range(len(ladder))), _power(single[rise], n))
            for rise in range(len(ladder))
        ]
    else:
        powers = [[np.zeros(1, dtype=np.int64)] for _ in ladder]
        for table, one in zip(powers, single, strict=True):
            for _ in range(n):
                table.append(_worst_of_both(table[-1], one))
        found = list(_spread(n, powers, ()))
    counts = tuple(count for count, _ in found)
    ways = tuple(factorial(n) // prod(map(factorial, count)) for count in counts)
    excess = np.arange(n * span + 1)
    rises = np.arange(len(ladder))
    total = np.array([np.dot(count, rises) for count in counts])
    useful = np.array([np.dot(count, np.minimum(rises, span)) for count in counts])
    sure = total[:, None] - np.minimum(excess[None, :], useful[:, None])
    return FloorOptions(counts, ways, sure.astype(np.int64), np.array([worst for _, worst in found]))


def _rises(n: int, span: int, ladder: tuple[int, ...], uniform: bool, rise: int) -> FloorOptions:
    top, levels = len(ladder) - 1, range(span + 1)
    ends = [max(x, min(x + rise, top)) for x in levels]
    lost = np.array([x - end for x, end in zip(levels, ends, strict=True)], dtype=np.int64)
    cost = np.array([ladder[end] - ladder[x] if end > x else 0 for x, end in zip(levels, ends, strict=True)])
    still, counts, sure, worst = np.zeros(span + 1, dtype=np.int64), [], [], []
    for raised in (0, n) if uniform else range(n + 1):
        left = _power(still, n - raised)
        counts.append((n - raised, raised))
        sure.append(-_worst_of_both(left, _power(lost, raised)))
        worst.append(_worst_of_both(left, _power(cost.astype(np.int64), raised)))
    ways = tuple(factorial(n) // prod(map(factorial, count)) for count in counts)
    return FloorOptions(tuple(counts), ways, np.array(sure), np.array(worst))


@lru_cache(maxsize=4096)  # a handful of cells, each at a few dozen sums
def _options_at(
    n: int, span: int, ladder: tuple[int, ...], uniform: bool, rise: int | None, excesses: tuple[int, ...]
) -> FloorOptions:
    every = _options(n, span, ladder, uniform, rise)
    sure, worst = every.sure[:, list(excesses)], every.worst[:, list(excesses)]
    kept = np.arange(len(sure))
    if len(excesses) == 1:
        best = np.full(sure.max() + 1, -NONE, dtype=np.int64)
        np.minimum.at(best, sure[:, 0], worst[:, 0])
        kept = np.flatnonzero(worst[:, 0] == best[sure[:, 0]])
    _, first, group = np.unique(np.hstack([sure, worst])[kept], axis=0, return_index=True, return_inverse=True)
    ways = [0] * len(first)
    for place, to in zip(kept.tolist(), group.ravel().tolist(), strict=True):
        ways[to] += every.ways[place]
    order = np.argsort(first)  # so that among equals the same floors come first as in the whole list
    places = kept[first[order]]
    counts = tuple(every.counts[place] for place in places.tolist())
    return FloorOptions(counts, tuple(ways[to] for to in order.tolist()), sure[places], worst[places])


def _one(rise: int, span: int, ladder: tuple[int, ...]) -> np.ndarray:
    """Cost of one indicator's floor by how far it already stands above the lowest level."""
    return np.array([ladder[rise] - ladder[x] if x < rise else 0 for x in range(span + 1)], dtype=np.int64)


def _spread(left: int, powers: list[list[np.ndarray]], counts: tuple[int, ...]):
    depth = len(counts)
    if depth == len(powers) - 1:
        yield (*counts, left), powers[depth][left]
        return
    for here in range(left + 1):
        for count, worst in _spread(left - here, powers, (*counts, here)):
            yield count, _worst_of_both(powers[depth][here], worst)


def _worst_of_both(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Greatest cost of two groups by their joint excess, over every split of it."""
    short, long = sorted((one, two), key=len)
    worst = np.full(len(one) + len(two) - 1, NONE, dtype=np.int64)
    for shift, cost in enumerate(short.tolist()):
        window = worst[shift : shift + len(long)]
        np.maximum(window, long + cost, out=window)
    return worst


def _power(one: np.ndarray, times: int) -> np.ndarray:
    table = np.zeros(1, dtype=np.int64)
    for _ in range(times):
        table = _worst_of_both(table, one)
    return table
