"""How likely each figure not yet printed is to read one way or another, in floats.

Counts stay exact in `feasible`. What a further figure would tell is a float in
any case, and where values lie 1/200 of a level apart the exact counts are whole
numbers of 60 digits for each of 80,000 sums. Here the same two passes go over
probabilities. Each value's weight is tilted so that the printed index lies in
the middle of what is likely, where a Fourier transform loses nothing, and the
tilt is taken out again at the top of the tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from math import gcd

import numpy as np

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.regulation.rounding import printed_interval


@dataclass(frozen=True)
class _Spread:
    """Weights of sums from `low` up, `step` apart."""

    low: int
    step: int
    weights: np.ndarray

    @property
    def high(self) -> int:
        return self.low + self.step * (len(self.weights) - 1)

    def between(self, low: int, high: int) -> _Spread:
        """Only the sums inside a window, on the same steps."""
        first = max(0, -((self.low - low) // self.step))
        last = min(len(self.weights), (high - self.low) // self.step + 1)
        kept = self.weights[first:last]
        return _Spread(self.low + self.step * first, self.step, kept / (kept.sum() or 1.0))

    def at_step(self, step: int) -> _Spread:
        """The same on finer steps."""
        if step == self.step:
            return self
        finer = np.zeros((self.high - self.low) // step + 1)
        finer[:: self.step // step] = self.weights
        return _Spread(self.low, step, finer)

    @property
    def sums(self) -> np.ndarray:
        return self.low + self.step * np.arange(len(self.weights))

    def tilted(self, tilt: float) -> _Spread:
        """Every weight times exp(tilt x sum), adding up to 1."""
        powers = tilt * (self.sums - self.low)
        weights = self.weights * np.exp(powers - powers.max())
        return _Spread(self.low, self.step, weights / weights.sum())

    def reversed(self) -> _Spread:
        return _Spread(-self.high, self.step, self.weights[::-1])


_NOTHING = _Spread(0, 0, np.ones(1))
_DIRECT = 500_000  # products below this are taken term by term
_HALVINGS = 60


def _together(first: _Spread, second: _Spread) -> _Spread:
    """Weights of the sums of one from each; coarse steps are taken as they are, without the zeros between."""
    step = gcd(first.step, second.step) or 1
    coarse, fine = (first, second) if first.step > second.step else (second, first)
    fine = fine.at_step(step) if len(fine.weights) > 1 else _Spread(fine.low, step, fine.weights)
    apart = coarse.step // step if len(coarse.weights) > 1 else 1
    out = np.zeros(len(fine.weights) + apart * (len(coarse.weights) - 1))
    for start in range(min(apart, len(fine.weights))):
        part = _product(fine.weights[start::apart], coarse.weights)
        out[start::apart][: len(part)] = part
    return _Spread(first.low + second.low, step, out)


def _product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    if len(first) * len(second) <= _DIRECT:
        return np.convolve(first, second)
    size = len(first) + len(second) - 1
    length = 1 << (size - 1).bit_length()
    found = np.fft.irfft(np.fft.rfft(first, length) * np.fft.rfft(second, length), length)[:size]
    return np.maximum(found, 0.0)


def printed_chances(feasible: FeasibleSet, decimals: dict[str, int]) -> dict[str, list[float]]:
    """For every node asked about, the chances of all it can print, in the order of the scale.

    Parameters
    ----------
    feasible : FeasibleSet
        What is printed so far, and the prior.
    decimals : dict of str to int
        With how many decimals each node asked about would be printed.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> year = FeasibleSet(framework, Scorecard.of(framework, {}))
    >>> [f"{chance:.1f}" for chance in printed_chances(year, {"P59-I01": 0})["P59-I01"]]
    ['0.2', '0.2', '0.2', '0.2', '0.2']
    """
    passes = _Passes(feasible)
    return {code: passes.chances(code, places) for code, places in decimals.items()}


class _Passes:
    """What lies inside each node and outside it, as spreads."""

    def __init__(self, feasible: FeasibleSet) -> None:
        feasible.require()
        self.feasible, self.framework = feasible, feasible.framework
        self.windows = feasible.scorecard.windows(self.framework, feasible.rounding)
        self._given = {leaf: self._weights(leaf) for leaf in self.framework.indicators}
        self._tilt = self._tilt_to(self.windows.get(self.framework.root))
        self._inside: dict[str, _Spread] = {}
        self._rests: dict[str, dict[str, _Spread]] = {}
        self._outside: dict[str, _Spread | None] = {}

    def inside(self, code: str) -> _Spread:
        if code not in self._inside:
            below = self.framework.children(code)
            spread = self._sums(below) if below else self._leaf(code)
            self._inside[code] = spread.between(*self.windows.get(code, (spread.low, spread.high)))
        return self._inside[code]

    def _sums(self, codes: Iterable[str]) -> _Spread:
        return reduce(_together, sorted(map(self.inside, codes), key=lambda spread: len(spread.weights)))

    def _weights(self, leaf: str) -> _Spread:
        unit, given = self.framework.tick_units[leaf], dict(self.feasible.level_weights(leaf))
        step = gcd(*(tick - min(given) for tick in given)) or 1
        whole, ticks = sum(given.values()), range(min(given), max(given) + 1, step)
        weights = [float(Fraction(given.get(tick, 0), whole)) for tick in ticks]
        return _Spread(unit * min(given), unit * step, np.array(weights))

    def _tilt_to(self, window: tuple[int, int] | None) -> float:
        """Factor [1/sum] under which the expected index lies in the middle of what was printed of it."""
        if window is None:
            return 0.0
        low, high = -1.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            means = (spread.sums @ spread.tilted(middle).weights for spread in self._given.values())
            low, high = (middle, high) if sum(means) < sum(window) / 2 else (low, middle)
        return low

    def _leaf(self, leaf: str) -> _Spread:
        return self._given[leaf].tilted(self._tilt)

    def rest(self, code: str) -> _Spread:
        """Everything beside a node below its parent."""
        parent = self.framework.nodes[code].parent
        if parent not in self._rests:
            below = self.framework.children(parent)
            spreads = [self.inside(child) for child in below]
            before = accumulate(spreads[:-1], _together, initial=_NOTHING)
            after = [*accumulate(spreads[:0:-1], _together, initial=_NOTHING)][::-1]
            self._rests[parent] = {child: _together(*pair) for child, *pair in zip(below, before, after, strict=True)}
        return self._rests[parent][code]

    def outside(self, code: str) -> _Spread | None:
        """What completes each sum of a node; None where nothing above it tells its sums apart."""
        if code not in self._outside:
            parent = self.framework.nodes[code].parent
            above = self.outside(parent) if parent else None
            if above is None and parent in self.windows:
                own = self.inside(parent)
                above = _Spread(own.low, own.step, np.ones(len(own.weights)))
                above = above.tilted(-self._tilt)
            self._outside[code] = above and self._carried(above, code)
        return self._outside[code]

    def _carried(self, above: _Spread, code: str) -> _Spread:
        own = self.inside(code)
        found = _together(above, self.rest(code).reversed())
        return found.between(own.low, own.high)

    def chances(self, code: str, decimals: int) -> list[float]:
        own, outside, unit = self.inside(code), self.outside(code), self.framework.units[code]
        weights = own.weights
        if outside is not None:
            places, off = np.divmod(own.sums - outside.low, outside.step)
            fits = (places >= 0) & (places < len(outside.weights)) & (off == 0)
            weights = weights * np.where(fits, outside.weights[np.clip(places, 0, len(outside.weights) - 1)], 0.0)
        weights = weights / weights.sum()
        tens, found = 10**decimals, []
        for whole in range(self.framework.minimum * tens, self.framework.maximum * tens + 1):
            first, last = printed_interval(Fraction(whole, tens), decimals, self.feasible.rounding).integers(unit)
            start, end = -((own.low - first) // own.step), (last - own.low) // own.step + 1
            found.append(float(weights[max(0, start) : max(0, end)].sum()))
        return found
