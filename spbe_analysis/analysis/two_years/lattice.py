"""Weights of pairs of sums, one sum a year, on lattices: grids, and what shifts them.

A pair table says, for every sum a part of the tree may have in the first year
and in the second, what its pairs of level vectors weigh. Sums lie on a lattice
(weights of one part share a divisor), so a table is an array with two axes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import gcd, isclose
from typing import NamedTuple

import numpy as np

_SAME = 1e-12  # ratios of floating-point weights this close are one ratio


class Axis(NamedTuple):
    """Sums ``low, low + step, ...`` of one year [units], `size` of them.

    Examples
    --------
    >>> axis = Axis(low=3, step=2, size=4)
    >>> axis.high, axis.clip(4, 7)
    (9, Axis(low=5, step=2, size=2))
    """

    low: int
    step: int
    size: int

    @property
    def high(self) -> int:
        """The last sum."""
        return self.low + self.step * (self.size - 1)

    @property
    def stride(self) -> int:
        """Distance between neighbours; 0 when there is one sum only."""
        return self.step if self.size > 1 else 0

    def positions(self) -> np.ndarray:
        """Every sum, in order."""
        return self.low + self.step * np.arange(self.size, dtype=np.int64)

    def clip(self, first: int, last: int) -> Axis:
        """The part of the axis from `first` to `last`; size 0 when nothing is left."""
        start = max(0, -((self.low - first) // self.step))
        stop = min(self.size, (last - self.low) // self.step + 1)
        return Axis(self.low + start * self.step, self.step, max(0, stop - start))


def overlap(target: Axis, source: Axis, shift: int) -> tuple[slice, slice] | None:
    """Where `target` sums plus `shift` are `source` sums: matching slices of both, or None.

    Examples
    --------
    >>> overlap(Axis(0, 2, 4), Axis(0, 3, 4), 0)
    (slice(0, 4, 3), slice(0, 3, 2))
    """
    base, divisor = target.low + shift - source.low, gcd(target.step, source.step)
    offset, rest = divmod(base, divisor)
    if rest:
        return None
    # Entry i of the target meets entry j of the source where i * up + offset = j * down.
    up, down = target.step // divisor, source.step // divisor
    i = 0 if down == 1 else -offset * pow(up, -1, down) % down
    j = (i * up + offset) // down
    if j < 0:
        turns = -(j // up)
        i, j = i + turns * down, j + turns * up
    count = min((target.size - 1 - i) // down, (source.size - 1 - j) // up)
    if count < 0:
        return None
    return slice(i, i + count * down + 1, down), slice(j, j + count * up + 1, up)


class Grid(NamedTuple):
    """A pair table: `values` has one row per sum on `x` (first year), one column per sum on `y`.

    Extra leading axes of `values` are digits of exact whole numbers.

    Examples
    --------
    >>> Grid(Axis(0, 1, 3), Axis(0, 1, 1), np.array([[0], [2], [0]])).trimmed().x
    Axis(low=1, step=1, size=1)
    """

    x: Axis
    y: Axis
    values: np.ndarray

    def trimmed(self) -> Grid:
        """The same table without empty outer rows and columns."""
        filled = self.values != 0
        rows, columns = np.flatnonzero(filled.any(axis=1)), np.flatnonzero(filled.any(axis=0))
        if not rows.size:
            return Grid(self.x._replace(size=0), self.y._replace(size=0), self.values[:0, :0])
        r, c = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        x = Axis(self.x.low + self.x.step * int(rows[0]), self.x.step, int(rows[-1] - rows[0]) + 1)
        y = Axis(self.y.low + self.y.step * int(columns[0]), self.y.step, int(columns[-1] - columns[0]) + 1)
        return Grid(x, y, self.values[r, c])

    def on(self, x: Axis, y: Axis) -> Grid:
        """The table read on other axes; 0 where it says nothing."""
        if (x, y) == (self.x, self.y):
            return self
        out = blank(self.values, x, y)
        add_shifted(out, overlap(x, self.x, 0), overlap(y, self.y, 0), self.values)
        return Grid(x, y, out)

    def summed(self, over_x: bool, over_y: bool) -> Grid:
        """The table with a year's sums added up and put at 0."""
        x, y, values = self
        if over_x:
            x, values = Axis(0, 1, min(1, x.size)), values.sum(axis=0, keepdims=True)
        if over_y:
            y, values = Axis(0, 1, min(1, y.size)), values.sum(axis=1, keepdims=True)
        return Grid(x, y, values[: x.size, : y.size])

    def cells(self) -> Iterator[tuple[int, int, object]]:
        """Every filled cell: both sums and the weight."""
        for i, j in np.argwhere(self.values != 0).tolist():
            yield self.x.low + self.x.step * i, self.y.low + self.y.step * j, self.values[i, j]


def blank(like: np.ndarray, x: Axis, y: Axis) -> np.ndarray:
    """An empty array on two axes with the kind and the leading axes of another."""
    return np.zeros((*like.shape[:-2], x.size, y.size), dtype=like.dtype)


def add_shifted(out: np.ndarray, rows, columns, values: np.ndarray, weight=1) -> None:
    """Add a weighted piece of `values` to a piece of `out`; both as `overlap` gives them."""
    if rows is None or columns is None:
        return
    piece = values[..., rows[1], columns[1]]
    out[..., rows[0], columns[0]] += piece if weight == 1 else piece * weight


class Shift(NamedTuple):
    """What a factor adds to a year's sum: least, most, and the divisor in between (0: one value)."""

    low: int
    high: int
    stride: int

    def plus(self, other: Shift) -> Shift:
        """What two factors add together."""
        return Shift(self.low + other.low, self.high + other.high, gcd(self.stride, other.stride))


class TableKernel:
    """A pair table used as a factor: each filled cell shifts the grid and weighs it."""

    def __init__(self, x: Axis, y: Axis, load: Callable[[], Grid]) -> None:
        self.spans = tuple(Shift(axis.low, axis.high, axis.stride) for axis in (x, y))
        self.terms = x.size * y.size
        self._load = load

    @cached_property
    def grid(self) -> Grid:
        """The table."""
        return self._load()

    def summed(self, over_x: bool, over_y: bool) -> TableKernel:
        """The same factor with a year left out of account."""
        grid = self.grid.summed(over_x, over_y)
        return TableKernel(grid.x, grid.y, lambda: grid)

    def apply(self, source: Grid, x: Axis, y: Axis, sign: int) -> np.ndarray:
        """Values on `x`, `y`: each the weighted sum of source cells at the sum plus sign times the shift."""
        out = blank(source.values, x, y)
        rows = {s: overlap(x, source.x, sign * s) for s in self.grid.x.positions().tolist()}
        columns = {s: overlap(y, source.y, sign * s) for s in self.grid.y.positions().tolist()}
        for first, second, weight in self.grid.cells():
            add_shifted(out, rows[first], columns[second], source.values, weight)
        return out


@dataclass(frozen=True)
class IndicatorKernel:
    """One indicator as a factor: its weight in units and its weighted pairs of levels.

    Copies along the diagonal (both levels one higher) are shared: the pairs of
    one change of level are a run, and longer runs grow from shorter ones.

    Examples
    --------
    >>> IndicatorKernel(13, ((1, 2, 1), (2, 4, 1))).spans[1]
    Shift(low=26, high=52, stride=26)
    """

    unit: int
    pairs: tuple[tuple[int, int, int | float], ...]

    @cached_property
    def spans(self) -> tuple[Shift, Shift]:
        """What it adds to the sums of the two years."""
        return self._span(0), self._span(1)

    def _span(self, year: int) -> Shift:
        levels = sorted({pair[:2][year] for pair in self.pairs})
        gaps = [b - a for a, b in pairwise(levels)]
        return Shift(self.unit * levels[0], self.unit * levels[-1], self.unit * gcd(*gaps))

    @cached_property
    def runs(self) -> tuple[int | float, dict[int, list[tuple[int, int, int | float]]]] | None:
        """Ratio along the diagonals and, by length, the first pair of each run; None when nothing is gained."""
        weights = {(level, after): weight for level, after, weight in self.pairs}
        ahead = {pair: (pair[0] + 1, pair[1] + 1) for pair in weights}
        ratios = [weights[b] / weights[a] for a, b in ahead.items() if b in weights]
        if not ratios or not all(isclose(ratio, ratios[0], rel_tol=_SAME) for ratio in ratios):
            return None
        starts: dict[int, list] = {}
        for (level, after), weight in weights.items():
            if (level - 1, after - 1) not in weights:
                length = 1
                while (level + length, after + length) in weights:
                    length += 1
                starts.setdefault(length, []).append((level, after, weight))
        return 1 if ratios[0] == 1 else ratios[0], dict(sorted(starts.items()))

    @cached_property
    def terms(self) -> int:
        """How many shifted copies it takes."""
        if self.runs is None:
            return len(self.pairs)
        starts = self.runs[1]
        return min(len(self.pairs), max(starts) + 1 + sum(len(run) for run in starts.values()))

    def summed(self, over_x: bool, over_y: bool) -> IndicatorKernel:
        """The same indicator with a year's level left out of account."""
        merged: dict[tuple[int, int], int | float] = {}
        for level, after, weight in self.pairs:
            key = (0 if over_x else level, 0 if over_y else after)
            merged[key] = merged.get(key, 0) + weight
        return IndicatorKernel(self.unit, tuple((*key, weight) for key, weight in merged.items()))

    def apply(self, source: Grid, x: Axis, y: Axis, sign: int) -> np.ndarray:
        """Values on `x`, `y`: each the weighted sum of source cells at the sum plus sign times the shift."""
        unit = sign * self.unit
        if self.runs is None or self.terms == len(self.pairs):
            out = blank(source.values, x, y)
            for level, after, weight in self.pairs:
                rows, columns = overlap(x, source.x, unit * level), overlap(y, source.y, unit * after)
                add_shifted(out, rows, columns, source.values, weight)
            return out
        return self._apply_runs(*self.runs, source, x, y, unit)

    def _apply_runs(
        self,
        ratio: float,
        starts: dict[int, list[tuple[int, int, int | float]]],
        source: Grid,
        x: Axis,
        y: Axis,
        unit: int,
    ) -> np.ndarray:
        longest, out = max(starts), blank(source.values, x, y)
        run_x = self._run_axis(x, source.x, unit, longest, [s[0] for run in starts.values() for s in run])
        run_y = self._run_axis(y, source.y, unit, longest, [s[1] for run in starts.values() for s in run])
        running = blank(source.values, run_x, run_y)
        for length in range(1, longest + 1):
            shift = unit * (length - 1)
            rows, columns = overlap(run_x, source.x, shift), overlap(run_y, source.y, shift)
            add_shifted(running, rows, columns, source.values, ratio ** (length - 1))
            for level, after, weight in starts.get(length, ()):
                rows, columns = overlap(x, run_x, unit * level), overlap(y, run_y, unit * after)
                add_shifted(out, rows, columns, running, weight)
        return out

    @staticmethod
    def _run_axis(target: Axis, source: Axis, unit: int, longest: int, firsts: list[int]) -> Axis:
        """Where running sums are wanted by some run and can differ from 0."""
        ends = [unit * first for first in firsts]
        step = gcd(target.stride, unit)
        low, high = target.low + min(ends), target.high + max(ends)
        back = unit * (longest - 1)
        axis = Axis(low, step, (high - low) // step + 1)
        return axis.clip(source.low - max(back, 0), source.high - min(back, 0))
