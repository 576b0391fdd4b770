"""The tree of a regulation for two years tied together: parts, windows and pair tables.

Below each printed node weights are tilted towards the printed score, so that an
unlikely set is not lost in floating point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log
from typing import NamedTuple

import numpy as np

from spbe_analysis.analysis.assumptions import Assumptions
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, ChangePrior
from spbe_analysis.analysis.two_years.convolution import PairPart, chain, combine, sum_axis
from spbe_analysis.analysis.two_years.lattice import Axis, Grid, IndicatorKernel

_STEEPEST = 20.0  # logarithm of the largest ratio between neighbouring levels of the lightest indicator
_STEPS, _NEAR = 40, 1e-6  # of settling a tilt at most; sums [units] are settled then
_ROUNDS = 3  # the years are settled in turn, since what ties them ties their tilts

Pairs = tuple[tuple[int, int, int | float], ...]
Tilt = tuple[float, float]


class PairBlock(PairPart):
    """Indicators below one node that nothing tells apart in either year."""

    def __init__(self, leaves: Sequence[str], stencil: IndicatorKernel, exact: bool) -> None:
        self.leaves, self.stencil, self.exact = tuple(leaves), stencil, exact
        x, y = (
            Axis(
                span.low * len(leaves), span.stride or 1, (span.high - span.low) * len(leaves) // (span.stride or 1) + 1
            )
            for span in stencil.spans
        )
        super().__init__(self.leaves[0], x, y, lambda: self.of(len(self.leaves)), (stencil,) * len(leaves))

    def of(self, items: int) -> Grid:
        """Table of some of the block's indicators."""
        grid, unit = _levels_table(self.stencil.pairs, items, self.exact), self.stencil.unit
        x, y = (axis._replace(low=axis.low * unit, step=axis.step * unit) for axis in (grid.x, grid.y))
        return Grid(x, y, grid.values)


@cache
def _levels_table(pairs: Pairs, items: int, exact: bool) -> Grid:
    """Weight of the pairs of levels of like indicators by the plain sums of levels of both years."""
    if items == 0:
        return Grid(Axis(0, 1, 1), Axis(0, 1, 1), np.ones((1, 1), dtype=object if exact else float))
    stencil, fewer = IndicatorKernel(1, pairs), _levels_table(pairs, items - 1, exact)
    one = [Axis(span.low, span.stride or 1, (span.high - span.low) // (span.stride or 1) + 1) for span in stencil.spans]
    return chain(fewer, [stencil], sum_axis([fewer.x, one[0]]), sum_axis([fewer.y, one[1]]), -1)


class IndicatorGroup(NamedTuple):
    """Like indicators: unit, how many, allowed levels of both years, logarithms of the weights."""

    unit: int
    items: int
    levels: tuple[np.ndarray, np.ndarray]
    logs: np.ndarray

    def expected(self, year: int, tilt: Sequence[float]) -> np.ndarray:
        """Expected sum of a year [units] when weights are tilted, and what a steeper tilt of that year adds to it."""
        logs = self.logs + self.unit * (tilt[0] * self.levels[0] + tilt[1] * self.levels[1])
        shares, levels = np.exp(logs - logs.max()), self.unit * self.levels[year]
        mean = levels @ shares / shares.sum()
        return self.items * np.array([mean, (levels - mean) ** 2 @ shares / shares.sum()])


class PairTree:
    """Pair tables of every node, cut to what was printed of it in either year.

    With `exact` every pair weighs 1 and weights are Python integers; otherwise
    a pair weighs what the priors of both years and of the change say and
    tables are known up to a factor.

    Examples
    --------
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> years = tuple(FeasibleSet(framework, Scorecard.of(framework, {"D1": text})) for text in ("2.90", "3.00"))
    >>> PairTree(years, Assumptions()).bound("P59-D1")
    (True, True)
    """

    def __init__(
        self,
        years: tuple[FeasibleSet, FeasibleSet],
        assumptions: Assumptions,
        exact: bool = False,
        change: ChangePrior = NO_CHANGE_PRIOR,
    ) -> None:
        self.framework, self.years, self.exact = years[0].framework, years, exact
        self.assumptions, self.change = assumptions.in_ticks(self.framework.ticks), change
        self.windows = [year.scorecard.windows(self.framework, year.rounding) for year in years]
        self._below: dict[str, list[PairPart]] = {}
        self._nodes: dict[str, PairPart] = {}
        self._tilts: dict[str, Tilt] = {}
        self._kinds: dict[tuple, str] = {}

    def below(self, code: str) -> list[PairPart]:
        """Child nodes of `code`, then its own indicators in blocks."""
        if code not in self._below:
            nodes: list[PairPart] = []
            blocks: dict[tuple[int, Pairs], list[str]] = {}
            for child in self.framework.children(code):
                if self.framework.children(child):
                    nodes.append(self.node(child))
                else:
                    blocks.setdefault((self.framework.tick_units[child], self._pairs(child)), []).append(child)
            nodes += [
                PairBlock(leaves, IndicatorKernel(unit, pairs), self.exact) for (unit, pairs), leaves in blocks.items()
            ]
            self._below[code] = nodes
        return self._below[code]

    def _pairs(self, leaf: str) -> Pairs:
        first, second = (dict(year.level_weights(leaf)) for year in self.years)
        allowed = self.assumptions.allowed_pairs(first, second)
        if not self._weighed or not allowed:
            return tuple((*pair, 1) for pair in allowed)
        like = self._indicator_group(leaf)
        tilts = [self.framework.tick_units[leaf] * tilt for tilt in self._tilt(self.framework.nodes[leaf].parent)]
        logs = like.logs + tilts[0] * like.levels[0] + tilts[1] * like.levels[1]
        return tuple((*pair, float(w)) for pair, w in zip(allowed, np.exp(logs - logs.max()), strict=True))

    def _indicator_group(self, leaf: str, items: int = 1) -> IndicatorGroup:
        first, second = (dict(year.level_weights(leaf)) for year in self.years)
        allowed = self.assumptions.allowed_pairs(first, second)
        moved = self.change.weights
        logs = np.array([log(first[a]) + log(second[b]) + (log(moved[b - a]) if moved else 0) for a, b in allowed])
        befores, afters = np.array(allowed, dtype=float).T
        return IndicatorGroup(self.framework.tick_units[leaf], items, (befores, afters), logs)

    @property
    def _weighed(self) -> bool:
        return not self.exact and bool(self.change.weights or any(year.prior.tilts for year in self.years))

    def _tilt(self, code: str) -> Tilt:
        """What the logarithm of weights below `code` is raised by per unit of each year's sum."""
        if not code or not self._weighed:
            return (0.0, 0.0)
        if code not in self._tilts:
            tilt = self._tilt(self.framework.nodes[code].parent)
            if any(self.bound(code)):
                kinds = Counter(self._kind(leaf) for leaf in self.framework.leaves(code))
                groups = [self._indicator_group(leaf, items) for leaf, items in kinds.items()]
                tilt = tilt_to_window(groups, [windows.get(code) for windows in self.windows], tilt)
            self._tilts[code] = tilt
        return self._tilts[code]

    def _kind(self, leaf: str) -> str:
        """The first indicator like `leaf` in unit, levels and weights."""
        key = (self.framework.tick_units[leaf], *(year.level_weights(leaf) for year in self.years))
        return self._kinds.setdefault(key, leaf)

    def untilted(self, code: str, grid: Grid) -> Grid:
        """A grid by the sums of a node, rid of the tilt towards what was printed of the node.

        Under a prior far from the printed scores all that fits is so unlikely
        that floating point would lose it. So below each printed node weights
        are tilted towards its score, and the tilt is taken off at the node.
        """
        here, above = self._tilt(code), self._tilt(self.framework.nodes[code].parent)
        if here == above or not grid.values.size:
            return grid
        logs = [(up - tilt) * axis.positions() for tilt, up, axis in zip(here, above, grid[:2], strict=True)]
        return grid._replace(values=grid.values * np.outer(*(np.exp(year - year.max()) for year in logs)))

    @property
    def broken(self) -> bool:
        """Whether some part by itself already has no pair left."""
        for leaf in self.framework.indicators:
            if not self.assumptions.allowed_pairs(*(dict(year.level_weights(leaf)) for year in self.years)):
                return True
        return any(not (part.x.size and part.y.size) for part in self.below(self.framework.root))

    def axes(self, code: str) -> tuple[Axis, Axis]:
        """Sums of a node in both years that its parts can reach and its printed scores allow."""
        x, y = sum_axis(p.x for p in self.below(code)), sum_axis(p.y for p in self.below(code))
        before, after = (windows.get(code) for windows in self.windows)
        return x.clip(*before) if before else x, y.clip(*after) if after else y

    def bound(self, code: str) -> tuple[bool, bool]:
        """Whether a score of the node itself was printed, in each year."""
        before, after = self.windows
        return code in before, code in after

    def node(self, code: str) -> PairPart:
        """A node below the root as a part of what it belongs to."""
        if code not in self._nodes:
            parts, (x, y) = self.below(code), self.axes(code)
            if any(self.bound(code)):
                grid = Grid(x, y, np.zeros((x.size, y.size)))
                if grid.values.size:
                    grid = self.untilted(code, combine(parts, x, y)).trimmed()
                part = PairPart(code, grid.x, grid.y, lambda: grid)
            else:
                pieces = [piece for part in parts for piece in part.pieces]
                part = PairPart(code, x, y, lambda: combine(parts, x, y), pieces)
            self._nodes[code] = part
        return self._nodes[code]

    def expand_unprinted_nodes(self, code: str) -> list[PairPart]:
        """Parts of a node with unprinted nodes opened, down to printed nodes and blocks; like blocks joined."""
        found: list[PairPart] = []
        blocks: dict[IndicatorKernel, list[str]] = {}
        for part in self.below(code):
            opened = (
                [part]
                if isinstance(part, PairBlock) or any(self.bound(part.name))
                else self.expand_unprinted_nodes(part.name)
            )
            for each in opened:
                if isinstance(each, PairBlock):
                    blocks.setdefault(each.stencil, []).extend(each.leaves)
                else:
                    found.append(each)
        return found + [PairBlock(leaves, stencil, self.exact) for stencil, leaves in blocks.items()]


def tilt_to_window(groups: Sequence[IndicatorGroup], windows: Sequence[tuple[int, int] | None], above: Tilt) -> Tilt:
    """Exponents per unit, one a year, under which a node's sums are expected where they were printed.

    Parameters
    ----------
    groups : sequence of IndicatorGroup
        The indicators below the node.
    windows : two of (int, int) or None
        First and last sum [units] that print as each year's score.
    above : (float, float)
        The tilt of what the node belongs to; kept in a year without a window.

    Returns
    -------
    (float, float)
        With weights multiplied by exp(exponent x units x level) the expected
        sum lies in the window, or at its nearest end, as nearly as bounded
        exponents allow; 0 where it lies there by itself.

    Examples
    --------
    >>> levels, even = np.arange(1.0, 6.0), np.zeros(5)
    >>> group = IndicatorGroup(1, 10, (levels, np.full(5, 3.0)), even)
    >>> [f"{tilt:.2f}" for tilt in tilt_to_window([group], [(40, 40), None], (0.0, 0.0))]
    ['0.57', '0.00']
    """
    found = [up if window is None else 0.0 for up, window in zip(above, windows, strict=True)]
    for _ in range(_ROUNDS if all(windows) else 1):
        for year, window in enumerate(windows):
            if window is not None:
                found[year] = _settled(groups, year, window, found)
    return found[0], found[1]


def _settled(groups: Sequence[IndicatorGroup], year: int, window: tuple[int, int], tilts: Sequence[float]) -> float:
    """By Newton's steps, halving instead where one leads out of what is still possible."""

    def expected(tilt: float) -> np.ndarray:
        both = [tilt if k == year else other for k, other in enumerate(tilts)]
        return np.sum([group.expected(year, both) for group in groups], axis=0)

    itself, slope = expected(tilt := 0.0)
    if window[0] <= itself <= window[1]:
        return tilt
    wanted = window[0] if itself < window[0] else window[1]
    high = _STEEPEST / min(group.unit for group in groups)
    low = -high
    for _ in range(_STEPS):
        low, high = (tilt, high) if itself < wanted else (low, tilt)
        step = tilt + (wanted - itself) / slope if slope else low
        tilt = step if low < step < high else (low + high) / 2
        itself, slope = expected(tilt)
        if abs(itself - wanted) < _NEAR:
            break
    return tilt
