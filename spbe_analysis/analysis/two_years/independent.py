"""Two years read apart: each year's feasible set by itself, changes as differences of the two."""

from __future__ import annotations

from math import gcd

import numpy as np

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import UNIFORM, Prior
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

_LOOP_LIMIT = 4000  # above this many products a dense convolution is quicker


class IndependentPair:
    """A change between two years that nothing ties but what was printed of each.

    Parameters
    ----------
    framework : Framework
        The one regulation both years lie under.
    before, after : Scorecard
        What was published of each year.
    priors : (Prior, Prior)
        Prior of each year.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> IndependentPair(framework, before, after).change_bounds("P59-D1")
    (26, 26)
    """

    def __init__(
        self,
        framework: Framework,
        before: Scorecard,
        after: Scorecard,
        priors: tuple[Prior, Prior] = (UNIFORM, UNIFORM),
        rounding: str | None = None,
    ) -> None:
        self.framework = framework
        self.before = FeasibleSet(framework, before, priors[0], rounding)
        self.after = FeasibleSet(framework, after, priors[1], rounding)
        self._changes: dict[object, dict[int, float]] = {}

    tied = False

    def sample(self, n: int, seed: int = 0) -> tuple:
        """Level vectors of both years, drawn apart; see `sampling.draw`."""
        return self.before.sample(n, seed), self.after.sample(n, seed + 1)

    @property
    def empty(self) -> bool:
        """Whether one of the two years cannot be reproduced."""
        return self.before.empty or self.after.empty

    def bounds_before(self, code: str):
        """Sharp bounds of the score of a node, or level of an indicator, in the first year."""
        return self.before.score_bounds(code)

    def bounds_after(self, code: str):
        """Sharp bounds of the score of a node, or level of an indicator, in the second year."""
        return self.after.score_bounds(code)

    def change_bounds(self, code: str) -> tuple[int, int]:
        """Sharp bounds of the contribution of `code` [units of the regulation's denominator]."""
        unit = self.framework.units[code]
        (b_low, b_high), (a_low, a_high) = self.bounds_before(code), self.bounds_after(code)
        return int(unit * (a_low - b_high)), int(unit * (a_high - b_low))

    def change_distribution(self, code: str) -> dict[int, float]:
        """Probability of every possible contribution of `code` [units of the denominator]."""
        unit = self.framework.units[code]
        if self.framework.nodes[code].kind == "indicator":
            unit = self.framework.tick_units[code]
            first, second = self.before.tick_probabilities(code), self.after.tick_probabilities(code)
            key = (id(first), id(second), unit)
            if key not in self._changes:
                scaled = [{unit * tick: p for tick, p in year.items() if p} for year in (first, second)]
                self._changes[key] = difference(*scaled)
            return self._changes[key]
        if code not in self._changes:
            years = [
                {int(unit * x): p for x, p in year.distribution(code).items()} for year in (self.before, self.after)
            ]
            self._changes[code] = difference(*years)
        return self._changes[code]


def difference(first: dict[int, float], second: dict[int, float]) -> dict[int, float]:
    """Distribution of the second of two independent whole numbers minus the first.

    Examples
    --------
    >>> difference({1: 0.5, 2: 0.5}, {2: 1.0})
    {1: 0.5, 0: 0.5}
    """
    if len(first) * len(second) <= _LOOP_LIMIT:
        out: dict[int, float] = {}
        for x, p in first.items():
            for y, q in second.items():
                out[y - x] = out.get(y - x, 0.0) + p * q
        return out
    low_x, low_y = min(first), min(second)
    step = gcd(*(x - low_x for x in first), *(y - low_y for y in second)) or 1
    ahead = np.zeros((max(second) - low_y) // step + 1)
    back = np.zeros((max(first) - low_x) // step + 1)
    for y, q in second.items():
        ahead[(y - low_y) // step] = q
    for x, p in first.items():
        back[(x - low_x) // step] = p
    joint = np.convolve(ahead, back[::-1])
    lowest = low_y - max(first)
    return {lowest + step * i: float(p) for i, p in enumerate(joint) if p > 0}
