"""Two years tied together indicator by indicator: every pair of level tables, described without listing it.

The tree carries pairs of sums, one a year. One pass upward weighs what lies
inside each node, cut to what was printed of it in either year; one pass
downward weighs what the rest of the tree allows outside it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import prod

import numpy as np

from spbe_analysis.analysis.assumptions import Assumptions
from spbe_analysis.analysis.feasible.exchangeable import exchangeable_classes
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, UNIFORM, ChangePrior, Prior
from spbe_analysis.analysis.two_years.count import count_pairs
from spbe_analysis.analysis.two_years.joint_sums import Distribution, JointSums, differences, sum_of
from spbe_analysis.analysis.two_years.lattice import overlap
from spbe_analysis.analysis.two_years.pair_tree import PairTree
from spbe_analysis.analysis.two_years.sampling import draw
from spbe_analysis.errors import InfeasibleError, ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

MOST_PAIRS = 2_000  # pairs of values of one indicator that are tied one by one; whole levels have 36 at most


class PairSet:
    """All pairs of level vectors, one a year, that fit both years' evidence and what is assumed between them.

    Probabilities are those of the two priors and of the prior of the change,
    multiplied and restricted to the pairs that the evidence and the
    assumptions allow.

    Parameters
    ----------
    framework : Framework
        The one regulation both years lie under.
    before, after : Scorecard
        What was published of each year.
    assumptions : Assumptions
        What is assumed of every indicator between the years.
    priors : (Prior, Prior)
        Prior of each year; every vector alike by default.
    rounding : str, optional
        Rounding rule of the printed values; the regulation's by default.
    change : ChangePrior
        Weight of every change of level; every change alike by default.

    Raises
    ------
    BridgeError
        If the evidence of a year lies under another regulation.
    EvidenceError
        If a printed indicator is not a whole level.
    ParameterError
        If decimals leave some indicator too many pairs of values.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.90"}), Scorecard.of(framework, {"D1": "3.00"})
    >>> pair = PairSet(framework, before, after, Assumptions(no_fall=True))
    >>> pair.change_bounds("P59-D1"), pair.change_bounds("P59-I01")
    ((26, 26), (0, 26))
    """

    tied = True

    def __init__(
        self,
        framework: Framework,
        before: Scorecard,
        after: Scorecard,
        assumptions: Assumptions,
        priors: tuple[Prior, Prior] = (UNIFORM, UNIFORM),
        rounding: str | None = None,
        change: ChangePrior = NO_CHANGE_PRIOR,
    ) -> None:
        self.framework, self.assumptions, self.change = framework, assumptions, change
        self.before = FeasibleSet(framework, before, priors[0], rounding)
        self.after = FeasibleSet(framework, after, priors[1], rounding)
        self._refuse_too_many()
        self.sums = JointSums(PairTree((self.before, self.after), assumptions, change=change))
        self._changes: dict[object, Distribution] = {}
        self._levels: dict[object, dict[tuple[int, int], float]] = {}

    def _refuse_too_many(self) -> None:
        years = (self.before, self.after)
        open_ = [x for x in self.framework.indicators if prod(len(y.levels_allowed(x)) for y in years) > MOST_PAIRS]
        if open_:
            raise ParameterError(
                Message("assume.too_open", count=len(open_)),
                [Message("assume.open_grid", codes=tuple(open_), law=self.framework.id)],
                Message("advice.no_assumption"),
            )

    @cached_property
    def _even(self) -> PairSet:
        """The same pairs under uniform priors: what is possible does not depend on how likely it is."""
        if not (self.before.prior.tilts or self.after.prior.tilts or self.change.weights):
            return self
        scorecards = self.before.scorecard, self.after.scorecard
        return PairSet(self.framework, *scorecards, self.assumptions, rounding=self.before.rounding)

    @cached_property
    def count(self) -> int:
        """Number of pairs of level vectors, exactly."""
        even = (self._even.before, self._even.after)
        return count_pairs(PairTree(even, self.assumptions, exact=True))

    @cached_property
    def empty(self) -> bool:
        """Whether no pair of level vectors fits."""
        if self._even is not self:
            return self._even.empty
        return self.sums.empty

    def require(self) -> None:
        """Refuse an empty set.

        Raises
        ------
        InfeasibleError
            If no levels of the two years fit the evidence and the assumptions together.
        """
        if self.empty:
            names = tuple(self.assumptions.names) or Message("assumption.none")
            raise InfeasibleError(
                Message("levels.no_pair", names=names),
                advice=Message("advice.without_assumption"),
            )

    @cached_property
    def _classes(self) -> dict[str, tuple[str, ...]]:
        return exchangeable_classes(self.framework, self.before, self.after)

    def _indicator_group(self, code: str) -> str:
        """The first node that nothing tells apart from `code`: both get the same numbers to the last bit."""
        return self._classes.get(code, (code,))[0]

    def leaf_pairs(self, leaf: str) -> dict[tuple[int, int], float]:
        """Probability of every possible pair of levels [ticks] (before, after) of an indicator."""
        self.require()
        block = self.sums.blocks[self._indicator_group(leaf)]
        if block.leaves not in self._levels:
            others, out, unit = block.of(len(block.leaves) - 1), self.sums.outside(block), block.stencil.unit
            ways = {}
            for level, after, weight in block.stencil.pairs:
                rows, columns = overlap(others.x, out.x, unit * level), overlap(others.y, out.y, unit * after)
                if rows and columns:
                    inside = others.values[rows[0], columns[0]] * out.values[rows[1], columns[1]]
                    ways[level, after] = weight * float(inside.sum())
            total = sum(ways.values())
            self._levels[block.leaves] = {pair: way / total for pair, way in ways.items() if way}
        return self._levels[block.leaves]

    def level_probabilities(self, leaf: str) -> tuple[dict[int, float], dict[int, float]]:
        """Probability of every level [ticks] of an indicator in both years; impossible levels have exactly 0."""
        first, second = (dict.fromkeys(dict(year.level_weights(leaf)), 0.0) for year in (self.before, self.after))
        for (level, after), p in self.leaf_pairs(leaf).items():
            first[level] += p
            second[after] += p
        return first, second

    def change_distribution(self, code: str) -> Distribution:
        """Probability of every possible contribution of `code` [units of the denominator]."""
        code = self._indicator_group(code)
        if not self.framework.children(code):
            key = self.sums.blocks[code].leaves
            if key not in self._changes:
                unit = self.framework.tick_units[code]
                found: dict[int, float] = {}
                for (level, after), p in self.leaf_pairs(code).items():
                    found[unit * (after - level)] = found.get(unit * (after - level), 0.0) + p
                self._changes[key] = dict(sorted(found.items()))
            return self._changes[key]
        if code not in self._changes:
            self.require()
            parts = [differences(grid) for grid in self.sums.independent(code)]
            self._changes[code] = parts[0] if len(parts) == 1 else sum_of(parts)
        return self._changes[code]

    def change_bounds(self, code: str) -> tuple[int, int]:
        """Sharp bounds of the contribution of `code` [units of the denominator]."""
        possible = self._even.change_distribution(code)
        return min(possible), max(possible)

    def bounds_before(self, code: str) -> tuple[Fraction, Fraction]:
        """Sharp bounds of the score of a node, or level of an indicator, in the first year."""
        return self._even._bounds(code, 0)

    def bounds_after(self, code: str) -> tuple[Fraction, Fraction]:
        """Sharp bounds of the score of a node, or level of an indicator, in the second year."""
        return self._even._bounds(code, 1)

    def _bounds(self, code: str, year: int) -> tuple[Fraction, Fraction]:
        if not self.framework.children(code):
            levels = [pair[year] for pair in self.leaf_pairs(code)]
            return Fraction(min(levels), self.framework.ticks), Fraction(max(levels), self.framework.ticks)
        self.require()
        unit, low, high = self.framework.units[code], 0, 0
        for grid in self.sums.independent(self._indicator_group(code)):
            sums = (grid.x, grid.y)[year].positions()[(grid.values > 0).any(axis=1 - year)]
            low, high = low + int(sums[0]), high + int(sums[-1])
        return Fraction(low, unit), Fraction(high, unit)

    def sample(self, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Level vectors of both years drawn together from the set; see `sampling.draw`."""
        self.require()
        return draw(self.sums, n, seed)
