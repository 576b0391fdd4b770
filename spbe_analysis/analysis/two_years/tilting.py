"""Weights pulled towards printed scores, so that an unlikely set is not lost in floating point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_STEEPEST = 20.0  # logarithm of the largest ratio between neighbouring levels of the lightest indicator
_HALVINGS = 40
_ROUNDS = 3  # the years are settled in turn, since what ties them ties their pulls

Tilt = tuple[float, float]


class IndicatorGroup(NamedTuple):
    """Like indicators: unit, how many, allowed levels of both years, logarithms of the weights."""

    unit: int
    items: int
    levels: tuple[np.ndarray, np.ndarray]
    logs: np.ndarray

    def expected(self, year: int, pull: Sequence[float]) -> float:
        """Expected sum of a year [units] when weights are pulled."""
        logs = self.logs + self.unit * (pull[0] * self.levels[0] + pull[1] * self.levels[1])
        shares = np.exp(logs - logs.max())
        return self.unit * self.items * float(self.levels[year] @ shares / shares.sum())


def tilt_to_window(groups: Sequence[IndicatorGroup], windows: Sequence[tuple[int, int] | None], above: Tilt) -> Tilt:
    """Exponents per unit, one a year, under which a node's sums are expected where they were printed.

    Parameters
    ----------
    groups : sequence of Like
        The indicators below the node.
    windows : two of (int, int) or None
        First and last sum [units] that print as each year's score.
    above : (float, float)
        The pull of what the node belongs to; kept in a year without a window.

    Returns
    -------
    (float, float)
        With weights multiplied by exp(exponent x units x level) the expected
        sum lies in the window, or at its nearest end, as nearly as bounded
        exponents allow; 0 where it lies there by itself.
    """
    found = [up if window is None else 0.0 for up, window in zip(above, windows, strict=True)]
    for _ in range(_ROUNDS if all(windows) else 1):
        for year, window in enumerate(windows):
            if window is not None:
                found[year] = _settled(groups, year, window, found)
    return tuple(found)


def _settled(groups: Sequence[IndicatorGroup], year: int, window: tuple[int, int], pulls: Sequence[float]) -> float:
    def expected(pull: float) -> float:
        both = [pull if k == year else other for k, other in enumerate(pulls)]
        return sum(group.expected(year, both) for group in groups)

    itself = expected(0.0)
    if window[0] <= itself <= window[1]:
        return 0.0
    wanted = window[0] if itself < window[0] else window[1]
    high = _STEEPEST / min(group.unit for group in groups)
    low = -high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if expected(middle) < wanted else (low, middle)
    return (low + high) / 2
