"""Weights pulled towards a printed score, so that an unlikely set is not lost in floating point."""

from __future__ import annotations

from math import exp, log

from spbe_analysis.analysis.feasible import FeasibleSet

_STEEPEST = 30.0  # logarithm of the largest ratio between neighbouring levels that a pull makes
_HALVINGS = 40


def pull_towards(year: FeasibleSet, code: str, window: tuple[int, int]) -> float:
    """Exponent per unit under which a node's sum is expected in the middle of a window.

    Parameters
    ----------
    year : FeasibleSet
        Gives the levels and prior weights of the year's indicators.
    code : str
        A node.
    window : (int, int)
        First and last sum [units] that print as its score.

    Returns
    -------
    float
        With every indicator's weights multiplied by exp(exponent x units x
        level), the expected sum of the node is the middle of the window, as
        nearly as a bounded exponent allows.
    """
    units = year.framework.units
    leaves = [(units[leaf], weights) for leaf in year.framework.leaves(code) if (weights := year.level_weights(leaf))]
    high = _STEEPEST / min((unit for unit, _ in leaves), default=1)
    low = -high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if 2 * sum(_expected(unit, weights, middle) for unit, weights in leaves) < sum(window):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _expected(unit: int, weights: tuple[tuple[int, int], ...], pull: float) -> float:
    logs = [log(weight) + pull * unit * level for level, weight in weights]
    shares = [exp(value - max(logs)) for value in logs]
    return unit * sum(level * share for (level, _), share in zip(weights, shares, strict=True)) / sum(shares)
