"""Start level against change: the printed relation, and what of it an unsure start would produce by itself.

Whoever starts low by accident tends to be nearer the mean next time. So the
slope of change on the start leans downwards even where nobody catches up. Two
ways of looking help: Oldham's (change against the mean of both years, which
compares the spread of the two years) and Blomqvist's (correct the slope for a
stated error of the start). Neither can tell which error there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf, sqrt

import numpy as np
import pandas as pd

from spbe_analysis.analysis.resampling import HIGH, LOW, PANEL_DRAWS, SEED, drawn_again
from spbe_analysis.errors import CoverageError, ParameterError
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

FEWEST = 10  # institutions; below, a bootstrap interval says nothing
SUPPOSED = (0.0, 0.5, 1.0, 1.5)  # levels: standard deviations of an error in every indicator, for what-if slopes
STATISTICS = ("slope", "r_start", "r_mean", "spread_ratio")


def start_and_change(
    before: Sequence[Fraction],
    after: Sequence[Fraction],
    draws: int = PANEL_DRAWS,
    seed: int = SEED,
    clusters: Sequence[str] | None = None,
) -> dict[str, float]:
    """How change goes with the start, and with the mean of both years.

    Parameters
    ----------
    before, after : sequence of number
        Index of the same institutions in two years.
    draws, seed : int
        Bootstrap samples of institutions, and the seed.
    clusters : sequence of str, optional
        Province of each institution, to draw whole provinces as well.

    Returns
    -------
    dict
        ``n``; ``slope`` (least-squares slope of change on the start, points a
        point), ``r_start`` (correlation of change and start), ``r_mean``
        (Oldham: correlation of change and the mean of both years),
        ``spread_ratio`` (standard deviation of the later year over that of the
        earlier), each with ``_low`` and ``_high`` (95 % of bootstrap values lie
        between) and, with `clusters`, ``_cluster_low`` and ``_cluster_high``;
        ``sd_before``; ``error_for_slope`` (standard deviation of an
        independent error in the start that alone would give the slope, 0 when
        the slope is not negative) [index points].

    Raises
    ------
    CoverageError
        If the years do not pair, there are fewer than ten institutions, or a
        year or the change does not vary.

    Examples
    --------
    >>> before = list(range(10))
    >>> found = start_and_change(before, [9 - x for x in before[:5]] + before[5:], draws=50)
    >>> f"{found['slope']:.2f}"
    '-1.00'
    """
    x, y = (np.array([float(value) for value in values]) for values in (before, after))
    if len(x) != len(y) or len(x) < FEWEST or 0 in (np.ptp(x), np.ptp(y), np.ptp(y - x)):
        raise CoverageError(
            Message("relate.start"),
            [Message("relate.pairs", count=len(x), other=len(y), least=FEWEST)],
        )
    n = len(x)
    values = _statistics(np.full((1, n), 1 / n), x, y)
    found: dict[str, float] = {"n": n} | {name: float(values[name][0]) for name in STATISTICS}
    for mark, groups in (("", None), ("_cluster", clusters)):
        if not mark or groups:
            drawn = _statistics(drawn_again(n, draws, seed, groups), x, y)
            for name in STATISTICS:
                low, high = np.nanquantile(drawn[name], [LOW, HIGH])
                found |= {f"{name}{mark}_low": float(low), f"{name}{mark}_high": float(high)}
    spread = float(x.std())
    return found | {"sd_before": spread, "error_for_slope": spread * sqrt(min(1.0, max(0.0, -found["slope"])))}


def by_group(
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    group: Mapping[str, str],
    clusters: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """`start_and_change` for all institutions (row '') and for every group large enough, the largest first.

    `clusters` gives the province of an institution, to draw whole provinces as well.

    Examples
    --------
    >>> before = {str(i): Fraction(i, 4) for i in range(10)}
    >>> after = {name: value + Fraction(int(name) % 3) for name, value in before.items()}
    >>> by_group(before, after, dict.fromkeys(before, "kota"))["n"].tolist()
    [10, 10]
    """
    before, after = dict(before), dict(after)
    members: dict[str, list[str]] = {"": list(before)}
    for name in before:
        members.setdefault(group[name], []).append(name)
    order = sorted(members, key=lambda key: (-len(members[key]), key))
    rows = {
        key: start_and_change(
            [before[n] for n in members[key]],
            [after[n] for n in members[key]],
            clusters=[clusters.get(n, "") for n in members[key]] if clusters else None,
        )
        for key in order
        if len(members[key]) >= FEWEST
    }
    return pd.DataFrame.from_dict(rows, orient="index").astype({"n": int})


def corrected_slope(slope: float, error: float, spread: float) -> float:
    """The slope of true change on the true start when the start carries an error (Blomqvist).

    Parameters
    ----------
    slope : float
        Printed slope of change on the start.
    error : float
        Standard deviation of an error in the start that is independent of the
        true start and of the later year [index points].
    spread : float
        Standard deviation of the printed start [index points].

    Raises
    ------
    ParameterError
        If the error is not below the spread.

    Examples
    --------
    >>> f"{corrected_slope(-0.2, error=0.1, spread=0.5):.3f}"
    '-0.167'
    """
    if not 0 <= error < spread:
        raise ParameterError(Message("relate.error", error=error, spread=spread))
    share = (error / spread) ** 2
    return (slope + share) / (1 - share)


def supposed_errors(found: Mapping[str, float], framework: Framework) -> list[tuple[float, float, float]]:
    """Corrected slopes for supposed errors: (levels in every indicator, index points, slope), while they fit the spread.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> len(supposed_errors({"sd_before": 0.1, "slope": -0.2}, framework))
    2
    """
    errors = [(levels, levels * level_error(framework)) for levels in SUPPOSED]
    spread = found["sd_before"]
    return [
        (levels, error, corrected_slope(found["slope"], error, spread)) for levels, error in errors if error < spread
    ]


def rounding_error(decimals: int) -> float:
    """Standard deviation of rounding to so many decimals, if exact figures lie evenly [index points]."""
    return 10.0**-decimals / sqrt(12)


def rounding_slope(decimals: int, spread: float) -> float:
    """The slope of change on the start that rounding alone gives, for a spread of printed starts [index points].

    Examples
    --------
    >>> f"{rounding_slope(2, 0.5):.5f}"
    '-0.00003'
    """
    return -((rounding_error(decimals) / spread) ** 2)


def level_error(framework: Framework) -> float:
    """Standard deviation of the index if every level were off by one, up or down with equal chance, independently.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> f"{level_error(framework):.3f}"
    '0.153'
    """
    return sqrt(sum(float(framework.weight(leaf)) ** 2 for leaf in framework.indicators))


def even_rise_slope(
    scores: pd.DataFrame, weights: Mapping[str, Fraction], rises: Mapping[str, Fraction], maximum: int
) -> tuple[float, dict[str, int]]:
    """The slope of change on the start if everybody had risen alike, but never above the scale.

    Parameters
    ----------
    scores : DataFrame
        Start scores, one row per institution, one column per part.
    weights, rises : mapping of str to Fraction
        Weight of each part, adding up to one, and its rise [score points].
    maximum : int
        Highest score.

    Returns
    -------
    (float, dict of str to int)
        The slope, and how many institutions the ceiling holds back in each part.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame({"D1": [2.0, 4.5], "D2": [2.0, 3.0]})
    >>> half = {"D1": Fraction(1, 2), "D2": Fraction(1, 2)}
    >>> even_rise_slope(scores, half, {"D1": Fraction(1), "D2": Fraction(1)}, 5)[1]
    {'D1': 1, 'D2': 0}
    """
    parts = list(scores.columns)
    start = scores.to_numpy(dtype=float)
    weight = np.array([float(weights[part]) for part in parts])
    wished = start + np.array([float(rises[part]) for part in parts])
    reached = np.minimum(wished, maximum)
    index, change = start @ weight, (reached - start) @ weight
    centred = index - index.mean()
    held = {part: int(count) for part, count in zip(parts, (wished > maximum).sum(axis=0), strict=True)}
    return float(centred @ change / (centred @ centred)), held


def errors_needed(error: float, framework: Framework) -> float:
    """An error of the index as a standard deviation of levels, equal and independent in every indicator.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> f"{errors_needed(0.2, framework):.2f}"
    '1.31'
    """
    one = level_error(framework)
    return error / one if one else inf


def _statistics(weights: np.ndarray, x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """Every statistic under weights over institutions, one row of weights each."""
    mean_x, mean_y = weights @ x, weights @ y
    var_x, var_y = weights @ x**2 - mean_x**2, weights @ y**2 - mean_y**2
    joint = weights @ (x * y) - mean_x * mean_y
    var_change, var_mean = var_x + var_y - 2 * joint, (var_x + var_y + 2 * joint) / 4
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "slope": joint / var_x - 1,
            "r_start": (joint - var_x) / np.sqrt(var_change * var_x),
            "r_mean": (var_y - var_x) / 2 / np.sqrt(var_change * var_mean),
            "spread_ratio": np.sqrt(var_y / var_x),
        }
