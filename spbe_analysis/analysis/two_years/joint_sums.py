"""Joint probabilities of both years' sums, part by part: what lies inside times what is allowed outside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from math import gcd

import numpy as np

from spbe_analysis.analysis.two_years.convolution import PairPart, combine, split, sum_axis
from spbe_analysis.analysis.two_years.lattice import Axis, Grid
from spbe_analysis.analysis.two_years.pair_tree import PairBlock, PairTree

Distribution = dict[int, float]

_ANY = Axis(0, 1, 1)  # the sums of a year left out of account


class JointSums:
    """Probability of every pair of sums of every part of a tree that is not broken.

    Examples
    --------
    >>> from spbe_analysis.analysis.assumptions import Assumptions
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> years = [FeasibleSet(framework, Scorecard.of(framework, {"D1": text})) for text in ("3.00", "2.90")]
    >>> JointSums(PairTree(tuple(years), Assumptions(no_fall=True))).empty
    True
    """

    def __init__(self, tree: PairTree) -> None:
        self.tree, self.root = tree, tree.framework.root
        self._outside: dict[str, Grid] = {}
        self._joint: dict[str, Grid] = {}

    @property
    def empty(self) -> bool:
        """Whether no pair is left."""
        if self.tree.broken:
            return True
        part = self.tree.below(self.root)[0]
        return not (self.outside(part).values * part.table.values).any()

    @cached_property
    def blocks(self) -> dict[str, PairBlock]:
        """The block of every indicator."""
        framework = self.tree.framework
        parents = dict.fromkeys(framework.nodes[leaf].parent for leaf in framework.indicators)
        blocks = [part for parent in parents for part in self.tree.below(parent) if isinstance(part, PairBlock)]
        return {leaf: block for block in blocks for leaf in block.leaves}

    def outside(self, part: PairPart) -> Grid:
        """What the rest of the tree allows, by the sums of a part; known up to a factor."""
        if part.name not in self._outside:
            parent = self.tree.framework.nodes[part.name].parent
            self._outside.update(self._split_root() if parent == self.root else self._split(parent))
        return self._outside[part.name]

    def _split(self, code: str) -> dict[str, Grid]:
        outside = self.outside(self.tree.node(code))
        return split(self.tree.untilted(code, outside), self.tree.below(code))

    def _split_root(self) -> dict[str, Grid]:
        parts = self.tree.below(self.root)
        # A year whose index is not printed does not tie the parts to each other.
        over = tuple(not bound for bound in self.tree.bound(self.root))
        x, y = (_ANY if o else axis for o, axis in zip(over, self.tree.axes(self.root), strict=True))
        out = self.tree.untilted(self.root, Grid(x, y, np.ones((x.size, y.size))))
        if not any(over):
            return split(out, parts)
        found = split(out, [part.summed(*over) for part in parts])
        return {
            part.name: Grid(part.x, part.y, np.broadcast_to(found[part.name].values, (part.x.size, part.y.size)))
            for part in parts
        }

    def of_part(self, part: PairPart) -> Grid:
        """Probability of every pair of sums of a part."""
        if part.name not in self._joint:
            values = part.table.values * self.outside(part).values
            self._joint[part.name] = Grid(part.x, part.y, values / values.sum())
        return self._joint[part.name]

    def independent(self, code: str) -> list[Grid]:
        """Probabilities of pairs of sums that add up to those of a node and do not depend on each other.

        The node's own, as one; but the parts' when neither year's index is
        printed, which leaves them independent.
        """
        if code != self.root:
            return [self.of_part(self.tree.node(code))]
        if not any(self.tree.bound(code)):
            return [self.of_part(part) for part in self.tree.below(code)]
        if code not in self._joint:
            grid = self.tree.untilted(code, combine(self.tree.below(code), *self.tree.axes(code)))
            self._joint[code] = grid._replace(values=grid.values / grid.values.sum())
        return [self._joint[code]]


def differences(grid: Grid) -> Distribution:
    """Distribution of the second sum minus the first.

    Examples
    --------
    >>> differences(Grid(Axis(1, 1, 2), Axis(2, 1, 1), np.array([[0.5], [0.5]])))
    {0: 0.5, 1: 0.5}
    """
    changes = grid.y.positions()[None, :] - grid.x.positions()[:, None]
    low, step = int(changes.min()), gcd(grid.x.step, grid.y.step)
    shares = np.bincount(((changes - low) // step).ravel(), weights=grid.values.ravel())
    return {low + step * int(i): float(shares[i]) for i in np.flatnonzero(shares)}


def sum_of(distributions: Sequence[Distribution]) -> Distribution:
    """Distribution of the sum of independent whole numbers.

    Examples
    --------
    >>> sum_of([{0: 0.5, 1: 0.5}, {0: 0.5, 1: 0.5}])
    {0: 0.25, 1: 0.5, 2: 0.25}
    """
    parts = []
    for number, distribution in enumerate(distributions):
        low = min(distribution)
        step = gcd(*(x - low for x in distribution)) or 1
        axis = Axis(low, step, (max(distribution) - low) // step + 1)
        shares = np.array([[distribution.get(x, 0.0)] for x in axis.positions().tolist()])
        parts.append(PairPart(str(number), axis, _ANY, partial(Grid, axis, _ANY, shares)))
    total = combine(parts, sum_axis(part.x for part in parts), _ANY)
    shares = total.values[:, 0] / total.values.sum()
    return {total.x.low + total.x.step * int(i): float(shares[i]) for i in np.flatnonzero(shares)}
