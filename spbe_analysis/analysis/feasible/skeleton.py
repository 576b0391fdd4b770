"""A regulation's tree prepared for counting: like indicators grouped, unconstrained tables kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from spbe_analysis.analysis.feasible.counting import Cumulative, Table, convolve, convolve_all, power
from spbe_analysis.analysis.prior import Prior
from spbe_analysis.regulation import Framework

Weights = tuple[tuple[int, int], ...]
_LOOP_LIMIT = 40_000  # products below this are quicker one by one than as one product of polynomials


@dataclass(frozen=True)
class IndicatorBlock:
    """Indicators below one node that nothing tells apart: one unit, one set of weighted levels [ticks].

    Examples
    --------
    >>> IndicatorBlock(("I01", "I02"), 13, ((1, 1), (2, 1))).table
    {26: 1, 39: 2, 52: 1}
    """

    leaves: tuple[str, ...]
    unit: int
    weights: Weights

    @property
    def table(self) -> Table:
        """Weighted count by sum of unit times level."""
        return _scaled(self.weights, len(self.leaves), self.unit)

    def level_shares(self, outside: Table, total: int) -> dict[int, float]:
        """Probability of each level of one of the block's indicators.

        `outside` counts what the rest of the tree adds for each sum of the
        block; `total` is the weight of the whole feasible set.
        """
        others = power(self.weights, len(self.leaves) - 1)
        plain = {x // self.unit: ways for x, ways in outside.items()}
        if len(self.weights) * min(len(plain), len(others)) > _LOOP_LIMIT:
            window = (self.weights[0][0], self.weights[-1][0])
            ways_of = convolve(plain, {-x: ways for x, ways in others.items()}, window)
            return {level: weight * ways_of.get(level, 0) / total for level, weight in self.weights}
        shares = {}
        for level, weight in self.weights:
            if len(others) <= len(plain):
                ways = sum(count * plain.get(x + level, 0) for x, count in others.items())
            else:
                ways = sum(count * others.get(x - level, 0) for x, count in plain.items())
            shares[level] = weight * ways / total
        return shares


@cache
def _scaled(weights: Weights, items: int, unit: int) -> Table:
    return {unit * total: count for total, count in power(weights, items).items()}


Part = str | IndicatorBlock


def parts_below(code: str, framework: Framework, weights_of: Callable[[str], Weights]) -> list[Part]:
    """Child nodes of a node, then its own indicators in blocks, in the regulation's order.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> [len(block.leaves) for block in parts_below("P59-A1", framework, lambda leaf: ((1, 1),))]
    [10]
    """
    nodes: list[Part] = []
    groups: dict[tuple[int, Weights], list[str]] = {}
    for child in framework.children(code):
        if framework.children(child):
            nodes.append(child)
        else:
            groups.setdefault((framework.tick_units[child], weights_of(child)), []).append(child)
    return nodes + [IndicatorBlock(tuple(members), unit, weights) for (unit, weights), members in groups.items()]


class Skeleton:
    """Tables of every subtree without evidence, computed once per regulation and prior."""

    def __init__(self, framework: Framework, prior: Prior) -> None:
        self.framework = framework
        self.prior = prior
        self._inside: dict[str, Table] = {}
        self._rest: dict[tuple[str, frozenset[int]], Table] = {}
        self._running: dict[tuple[str, frozenset[int]], Cumulative] = {}

    def weights(self, leaf: str, levels: tuple[int, ...] | None = None) -> Weights:
        """Allowed values [ticks] of an indicator with their prior weights."""
        parent, ticks = self.framework.nodes[leaf].parent, self.framework.ticks
        return self.prior.weights(parent, levels or self.framework.values(leaf), ticks)

    @cached_property
    def parts(self) -> dict[str, list[Part]]:
        """Below each node: its child nodes, then its own indicators in blocks."""
        return {code: parts_below(code, self.framework, self.weights) for code in self.framework.nodes}

    def part_table(self, part: Part) -> Table:
        """Counts of a part by its sum."""
        return part.table if isinstance(part, IndicatorBlock) else self.inside(part)

    def inside(self, code: str) -> Table:
        """Counts of a whole subtree by its sum."""
        if code not in self._inside:
            self._inside[code] = convolve_all(self.part_table(part) for part in self.parts[code])
        return self._inside[code]

    def rest(self, code: str, chosen: frozenset[int]) -> Table:
        """Counts of some parts of a node together, by their sum."""
        key = (code, chosen)
        if key not in self._rest:
            parts = self.parts[code]
            self._rest[key] = convolve_all(self.part_table(parts[i]) for i in chosen)
        return self._rest[key]

    def running(self, code: str, chosen: frozenset[int]) -> Cumulative:
        """Running totals of `rest`."""
        key = (code, chosen)
        if key not in self._running:
            self._running[key] = Cumulative(self.rest(code, chosen))
        return self._running[key]


@cache
def _skeleton(framework: Framework, tilts: tuple) -> Skeleton:
    return Skeleton(framework, Prior("", dict(tilts)))


def skeleton_for(framework: Framework, prior: Prior) -> Skeleton:
    """The skeleton of a regulation under a prior, built once.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> len(skeleton_for(framework, Prior()).parts["P59-A1"])
    1
    """
    return _skeleton(framework, tuple(sorted(prior.tilts.items())))
