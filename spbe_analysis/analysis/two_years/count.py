"""The exact number of pairs of level vectors: one walk through all indicators in long whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from spbe_analysis.analysis.two_years.convolution import (
    Factor,
    PairPart,
    carry,
    chain,
    chain_cost,
    elimination_order,
    sum_axis,
)
from spbe_analysis.analysis.two_years.lattice import Axis, Grid, IndicatorKernel, TableKernel
from spbe_analysis.analysis.two_years.pair_tree import PairTree

_WORD = 63  # bits of a 64-bit word that sums may fill before their overflow is carried on


def count_pairs(tree: PairTree) -> int:
    """Number of pairs of level vectors in an exact tree.

    A year without a printed index leaves its index out of account. The part
    whose removal leaves the fewest sums is joined to the index first, the rest
    follows indicator by indicator, and one part is met at the end.

    Examples
    --------
    >>> from spbe_analysis.analysis.assumptions import Assumptions
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators[1:], "3")
    >>> year = FeasibleSet(framework, Scorecard.of(framework, levels))
    >>> count_pairs(PairTree((year, year), Assumptions(no_fall=True), exact=True))
    15
    """
    if tree.broken:
        return 0
    root = tree.framework.root
    over = tuple(not bound for bound in tree.bound(root))
    parts = [part.summed(*over) if any(over) else part for part in tree.expand_unprinted_nodes(root)]
    x, y = (Axis(0, 1, 1) if o else axis for o, axis in zip(over, tree.axes(root), strict=True))
    if not (x.size and y.size):
        return 0
    out = Grid(x, y, np.ones((x.size, y.size), dtype=object))
    if len(parts) > 1:
        first, *parts = elimination_order(parts)
        x = sum_axis(p.x for p in parts).clip(x.low - first.x.high, x.high - first.x.low)
        y = sum_axis(p.y for p in parts).clip(y.low - first.y.high, y.high - first.y.low)
        out = carry(out, [first], x, y)
    if not out.values.size:
        return 0
    walks = [(_in_order([p for p in parts if p is not last]), last) for last in parts]
    factors, last = min(walks, key=lambda walk: chain_cost((x, y), walk[0], (walk[1].x, walk[1].y), 1))
    digits = Digits(factors)
    met = digits.joined(chain(digits.begin(out), factors, last.x, last.y, 1, digits.settle))
    return int((met.values * last.table.values).sum())


def _in_order(parts: Sequence[PairPart]) -> list[Factor]:
    """Tables first, while the grid is small, then single indicators from the lightest up."""
    factors = [piece for part in parts for piece in part.pieces]
    singles = [factor for factor in factors if isinstance(factor, IndicatorKernel)]
    return [*(f for f in factors if isinstance(f, TableKernel)), *sorted(singles, key=lambda single: single.unit)]


class Digits:
    """Exact whole numbers as digits in 64-bit words, for factors that only add shifted copies.

    Tables are applied in Python integers, then numbers are split into digits
    so narrow that one indicator's copies fit into a word; after each indicator
    the overflow is carried on, and a digit is added when the numbers need it.
    """

    def __init__(self, factors: Sequence[Factor]) -> None:
        self.tables = sum(isinstance(factor, TableKernel) for factor in factors)
        self.growth = [_weight(factor) for factor in factors if isinstance(factor, IndicatorKernel)]
        self.width = _WORD - max(self.growth, default=1).bit_length()
        self.largest = 0

    def begin(self, grid: Grid) -> Grid:
        """The grid ready for the first factor."""
        return grid if self.tables or not self.growth else grid._replace(values=self._split(grid.values))

    def settle(self, values: np.ndarray, factor: Factor) -> np.ndarray:
        """Values in order after a factor."""
        if isinstance(factor, TableKernel):
            self.tables -= 1
            return values if self.tables or not self.growth else self._split(values)
        self.largest *= _weight(factor)
        if self.largest.bit_length() > self.width * len(values):
            values = np.concatenate([values, np.zeros_like(values[:1])])
        for low, high in pairwise(values):
            high += low >> np.uint64(self.width)
            low &= np.uint64((1 << self.width) - 1)
        return values

    def _split(self, values: np.ndarray) -> np.ndarray:
        self.largest = int(values.max()) if values.size else 0
        count, mask = -(-max(1, self.largest.bit_length()) // self.width), (1 << self.width) - 1
        return np.stack([(values >> (self.width * i) & mask).astype(np.uint64) for i in range(count)])

    def joined(self, grid: Grid) -> Grid:
        """The grid in Python integers."""
        if grid.values.ndim == 2:
            return grid
        whole = sum(digit.astype(object) << (self.width * i) for i, digit in enumerate(grid.values))
        return grid._replace(values=whole)


def _weight(factor: IndicatorKernel) -> int:
    return sum(int(weight) for _, _, weight in factor.pairs)
