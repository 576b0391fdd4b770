"""Random draws of both years together, by walking down the tree of pairs of sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from spbe_analysis.analysis.two_years.convolution import Factor, PairPart, upward, walk
from spbe_analysis.analysis.two_years.joint_sums import JointSums
from spbe_analysis.analysis.two_years.lattice import Axis, Grid, IndicatorKernel, TableKernel
from spbe_analysis.analysis.two_years.pair_tree import PairBlock, PairTree

_AT_ONCE = 2_000_000  # chances held at one time
_BELOW_ONE = 1 - 2.0**-30  # a draw this close to 1 must not round up into the next row


def draw(sums: JointSums, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Independent pairs of level vectors from the set, each as likely as the priors weigh it.

    Parameters
    ----------
    sums : JointSums
        Sums of a set of pairs that is not empty.
    n : int
        How many pairs.
    seed : int
        Same seed, same pairs.

    Returns
    -------
    (ndarray of int8, ndarray of int8), each of shape (n, number of scored items)
        Levels before and after, columns in the regulation's order; every pair
        of rows fits both years' evidence and the assumptions.

    Examples
    --------
    >>> from spbe_analysis.analysis.assumptions import Assumptions
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> years = tuple(FeasibleSet(framework, Scorecard.of(framework, {"D1": text})) for text in ("2.90", "3.00"))
    >>> before, after = draw(JointSums(PairTree(years, Assumptions(no_fall=True))), 3)
    >>> bool((after >= before).all())
    True
    """
    tree, root = sums.tree, sums.tree.framework.root
    down, grids, parts = _Descent(tree, n, seed), sums.independent(root), tree.below(root)
    if any(tree.bound(root)):
        down.share(parts, tree.axes(root), *down.any_of(grids[0]))
    else:
        for part, grid in zip(parts, grids, strict=True):
            down.place(part, *down.any_of(grid))
    return down.levels


class _Descent:
    """One walk down the tree for all draws at once."""

    def __init__(self, tree: PairTree, n: int, seed: int) -> None:
        self.tree, self.rng, self.n = tree, np.random.default_rng(seed), n
        self.column = {leaf: i for i, leaf in enumerate(tree.framework.indicators)}
        shape = n, len(self.column)
        kind = np.int8 if tree.framework.ticks == 1 else np.int32
        self.levels = np.empty(shape, dtype=kind), np.empty(shape, dtype=kind)

    def any_of(self, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
        """Sums of both years for every draw, from their probabilities."""
        x, y, chances = _options(TableKernel(grid.x, grid.y, lambda: grid))
        picked = self._pick(chances[None, :], np.zeros(self.n, dtype=np.int64))
        return x[picked], y[picked]

    def share(self, parts: Sequence[PairPart], axes: tuple[Axis, Axis], x: np.ndarray, y: np.ndarray) -> None:
        """Share out the sums of a whole among its parts."""
        start, route = upward(parts, *axes)
        pieces = [piece for part, chosen in route.steps for piece in self._owned(part, chosen)]
        grids = list(walk(start.table, [factor for _, _, factor in pieces], *axes, -1))
        for (part, leaf, factor), before in zip(reversed(pieces), reversed(grids[:-1]), strict=True):
            taken = self._take(before, factor, x, y)
            x, y = x - taken[0], y - taken[1]
            if isinstance(factor, IndicatorKernel):
                self._set(leaf, factor.unit, *taken)
            else:
                self.place(part, *taken)
        self.place(start, x, y)

    def place(self, part: PairPart, x: np.ndarray, y: np.ndarray) -> None:
        """Levels of all indicators of a part, given the part's sums."""
        if not isinstance(part, PairBlock):
            self.share(self.tree.below(part.name), self.tree.axes(part.name), x, y)
            return
        for left, leaf in zip(range(len(part.leaves) - 1, -1, -1), part.leaves, strict=True):
            taken = self._take(part.of(left), part.stencil, x, y)
            x, y = x - taken[0], y - taken[1]
            self._set(leaf, part.stencil.unit, *taken)

    def _set(self, leaf: str, unit: int, x: np.ndarray, y: np.ndarray) -> None:
        for levels, taken in zip(self.levels, (x, y), strict=True):
            levels[:, self.column[leaf]] = taken // unit

    def _owned(self, part: PairPart, chosen: Sequence[Factor]) -> Iterator[tuple[PairPart, str, Factor]]:
        """The factors of a part, each with what it stands for: a whole part or one indicator."""
        if tuple(chosen) == (part.cells,):
            yield part, "", part.cells
        elif isinstance(part, PairBlock):
            yield from ((part, leaf, part.stencil) for leaf in part.leaves)
        else:
            for below in self.tree.below(part.name):
                yield from self._owned(below, below.pieces)

    def _take(self, source: Grid, factor: Factor, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What a factor takes of every draw's sums, given what the source weighs without it."""
        first, second, weights = _options(factor)
        totals, row = np.unique(np.stack([x, y]), axis=1, return_inverse=True)
        row, picked = row.ravel(), np.empty(self.n, dtype=np.int64)
        order, rows = np.argsort(row, kind="stable"), max(1, _AT_ONCE // len(weights))
        for start in range(0, totals.shape[1], rows):
            some = totals[:, start : start + rows, None]
            chances = weights * _read(source, some[0] - first, some[1] - second)
            ends = np.searchsorted(row[order], [start, start + rows])
            draws = order[ends[0] : ends[1]]
            picked[draws] = self._pick(chances, row[draws] - start)
        return first[picked], second[picked]

    def _pick(self, chances: np.ndarray, row: np.ndarray) -> np.ndarray:
        """For every draw one column of its row of chances."""
        running = np.cumsum(chances, axis=1)
        running /= running[:, -1:]
        # Rows laid end to end, each one unit further, make one sorted array.
        ends = (running + np.arange(len(running))[:, None]).ravel()
        drawn = np.minimum(self.rng.random(len(row)), _BELOW_ONE)
        return np.searchsorted(ends, drawn + row, side="right") - row * chances.shape[1]


def _options(factor: Factor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a factor may add in the first and in the second year, and the weights."""
    if isinstance(factor, IndicatorKernel):
        pairs = np.array(factor.pairs, dtype=float)
        first, second = (factor.unit * pairs[:, k].astype(np.int64) for k in (0, 1))
        return first, second, pairs[:, 2]
    x, y, values = factor.grid
    rows, columns = np.nonzero(values)
    return x.positions()[rows], y.positions()[columns], values[rows, columns]


def _read(grid: Grid, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights at sums that may lie anywhere; 0 off the grid."""
    at, inside = [], True
    for axis, sums in zip(grid[:2], (x, y), strict=True):
        index, rest = np.divmod(sums - axis.low, axis.step)
        good = (rest == 0) & (index >= 0) & (index < axis.size)
        at.append(np.where(good, index, 0))
        inside = inside & good
    return np.where(inside, grid.values[at[0], at[1]], 0.0)
