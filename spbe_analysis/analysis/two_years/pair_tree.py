"""The tree of a regulation for two years tied together: parts, windows and pair tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log

import numpy as np

from spbe_analysis.analysis.assumptions import Assumptions
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.two_years.convolution import Part, chain, combine, sum_axis
from spbe_analysis.analysis.two_years.lattice import Axis, Grid, IndicatorKernel
from spbe_analysis.analysis.two_years.tilting import IndicatorGroup, Tilt, tilt_to_window

Pairs = tuple[tuple[int, int, int | float], ...]


class Block(Part):
    """Indicators below one node that nothing tells apart in either year."""

    def __init__(self, leaves: Sequence[str], stencil: IndicatorKernel, exact: bool) -> None:
        self.leaves, self.stencil, self.exact = tuple(leaves), stencil, exact
        x, y = (
            Axis(
                span.low * len(leaves), span.stride or 1, (span.high - span.low) * len(leaves) // (span.stride or 1) + 1
            )
            for span in stencil.spans
        )
        super().__init__(self.leaves, x, y, lambda: self.of(len(self.leaves)), (stencil,) * len(leaves))

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


class PairTree:
    """Pair tables of every node, cut to what was printed of it in either year.

    With `exact` every pair weighs 1 and weights are Python integers; otherwise
    a pair weighs what the priors say and tables are known up to a factor.
    """

    def __init__(self, years: tuple[FeasibleSet, FeasibleSet], assumptions: Assumptions, exact: bool = False) -> None:
        self.framework, self.years, self.exact = years[0].framework, years, exact
        self.assumptions = assumptions
        self.windows = tuple(year.scorecard.windows(self.framework, year.rounding) for year in years)
        self._below: dict[str, list[Part]] = {}
        self._nodes: dict[str, Part] = {}
        self._pulls: dict[str, Tilt] = {}
        self._kinds: dict[tuple, str] = {}

    def below(self, code: str) -> list[Part]:
        """Child nodes of `code`, then its own indicators in blocks."""
        if code not in self._below:
            nodes, blocks = [], {}
            for child in self.framework.children(code):
                if self.framework.children(child):
                    nodes.append(self.node(child))
                else:
                    blocks.setdefault((self.framework.units[child], self._pairs(child)), []).append(child)
            self._below[code] = nodes + [
                Block(leaves, IndicatorKernel(unit, pairs), self.exact) for (unit, pairs), leaves in blocks.items()
            ]
        return self._below[code]

    def _pairs(self, leaf: str) -> Pairs:
        first, second = (dict(year.level_weights(leaf)) for year in self.years)
        allowed = self.assumptions.allowed_pairs(first, second)
        if not self._weighed or not allowed:
            return tuple((*pair, 1) for pair in allowed)
        like = self._indicator_group(leaf)
        pulls = [self.framework.units[leaf] * pull for pull in self._pull(self.framework.nodes[leaf].parent)]
        logs = like.logs + pulls[0] * like.levels[0] + pulls[1] * like.levels[1]
        return tuple((*pair, float(w)) for pair, w in zip(allowed, np.exp(logs - logs.max()), strict=True))

    def _indicator_group(self, leaf: str, items: int = 1) -> IndicatorGroup:
        first, second = (dict(year.level_weights(leaf)) for year in self.years)
        allowed = self.assumptions.allowed_pairs(first, second)
        logs = np.array([log(first[a]) + log(second[b]) for a, b in allowed])
        levels = tuple(np.array(year, dtype=float) for year in zip(*allowed, strict=True))
        return IndicatorGroup(self.framework.units[leaf], items, levels, logs)

    @property
    def _weighed(self) -> bool:
        return not self.exact and any(year.prior.tilts for year in self.years)

    def _pull(self, code: str) -> Tilt:
        """What the logarithm of weights below `code` is raised by per unit of each year's sum."""
        if not code or not self._weighed:
            return (0.0, 0.0)
        if code not in self._pulls:
            pull = self._pull(self.framework.nodes[code].parent)
            if any(self.bound(code)):
                kinds = Counter(self._kind(leaf) for leaf in self.framework.leaves(code))
                groups = [self._indicator_group(leaf, items) for leaf, items in kinds.items()]
                pull = tilt_to_window(groups, [windows.get(code) for windows in self.windows], pull)
            self._pulls[code] = pull
        return self._pulls[code]

    def _kind(self, leaf: str) -> str:
        """The first indicator like `leaf` in unit, levels and weights."""
        key = (self.framework.units[leaf], *(year.level_weights(leaf) for year in self.years))
        return self._kinds.setdefault(key, leaf)

    def untilted(self, code: str, grid: Grid) -> Grid:
        """A grid by the sums of a node, rid of the pull towards what was printed of the node.

        Under a prior far from the printed scores all that fits is so unlikely
        that floating point would lose it. So below each printed node weights
        are pulled towards its score, and the pull is taken off at the node.
        """
        here, above = self._pull(code), self._pull(self.framework.nodes[code].parent)
        if here == above or not grid.values.size:
            return grid
        logs = [(up - pull) * axis.positions() for pull, up, axis in zip(here, above, grid[:2], strict=True)]
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
        parts, found = self.below(code), []
        for k, axis in enumerate((sum_axis(p.x for p in parts), sum_axis(p.y for p in parts))):
            window = self.windows[k].get(code)
            found.append(axis.clip(*window) if window else axis)
        return tuple(found)

    def bound(self, code: str) -> tuple[bool, bool]:
        """Whether a score of the node itself was printed, in each year."""
        return tuple(code in windows for windows in self.windows)

    def node(self, code: str) -> Part:
        """A node below the root as a part of what it belongs to."""
        if code not in self._nodes:
            parts, (x, y) = self.below(code), self.axes(code)
            if any(self.bound(code)):
                grid = Grid(x, y, np.zeros((x.size, y.size)))
                if grid.values.size:
                    grid = self.untilted(code, combine(parts, x, y)).trimmed()
                part = Part(code, grid.x, grid.y, lambda: grid)
            else:
                pieces = [piece for part in parts for piece in part.pieces]
                part = Part(code, x, y, lambda: combine(parts, x, y), pieces)
            self._nodes[code] = part
        return self._nodes[code]

    def expand_unprinted_nodes(self, code: str) -> list[Part]:
        """Parts of a node with unprinted nodes opened, down to printed nodes and blocks; like blocks joined."""
        found: list[Part] = []
        blocks: dict[IndicatorKernel, list[str]] = {}
        for part in self.below(code):
            opened = (
                [part]
                if isinstance(part, Block) or any(self.bound(part.name))
                else self.expand_unprinted_nodes(part.name)
            )
            for each in opened:
                if isinstance(each, Block):
                    blocks.setdefault(each.stencil, []).extend(each.leaves)
                else:
                    found.append(each)
        return found + [Block(leaves, stencil, self.exact) for stencil, leaves in blocks.items()]
