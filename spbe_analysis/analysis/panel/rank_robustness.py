"""Ranks of institutions under other weights: how near a change of place is, and how often it comes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
import pandas as pd

from spbe_analysis.analysis.drivers.answer import QUANTILES
from spbe_analysis.analysis.drivers.weight_draws import SCHEMES, draw_weights
from spbe_analysis.analysis.resampling import SEED, WEIGHT_DRAWS
from spbe_analysis.errors import CoverageError
from spbe_analysis.message import Message

_BLOCK = 500  # draws ranked at once, so that memory stays small


def rank_draws(scores: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Rank of every institution in every draw of weights, 1 for the highest.

    Parameters
    ----------
    scores : array, shape (institutions, parts)
        Scores of each weighted part, for example the four domains.
    drawn : array, shape (draws, parts)
        Weights, from `draw_weights`.

    Returns
    -------
    array of int16 or int32, shape (draws, institutions)
        Institutions with equal scores in every part share the better rank.

    Examples
    --------
    >>> rank_draws(np.array([[3, 1], [2, 2]]), np.array([[0.9, 0.1], [0.1, 0.9]])).tolist()
    [[1, 2], [2, 1]]
    """
    unique, place, times = np.unique(np.asarray(scores, dtype=float), axis=0, return_inverse=True, return_counts=True)
    place = place.ravel()
    kind = np.int16 if len(scores) < np.iinfo(np.int16).max else np.int32
    ranks = np.empty((len(drawn), len(scores)), dtype=kind)
    for start in range(0, len(drawn), _BLOCK):
        totals = drawn[start : start + _BLOCK] @ unique.T
        order = np.argsort(-totals, axis=1)
        ahead = np.cumsum(times[order], axis=1) - times[order] + 1
        by_unique = np.empty_like(order)
        np.put_along_axis(by_unique, order, ahead, axis=1)
        ranks[start : start + _BLOCK] = by_unique[:, place]
    return ranks


def rank_robustness(scores: pd.DataFrame, weights: Sequence[Fraction], draws: int = WEIGHT_DRAWS) -> pd.DataFrame:
    """Rank of every institution at the printed weights and around them.

    Ranks are taken from the weighted sum of the scores given, so with printed
    domain scores they may differ from ranks of the printed index where those
    lie within rounding of each other.

    Parameters
    ----------
    scores : DataFrame of Fraction
        One row per institution, one column per weighted part, for example
        printed domain scores. No gaps.
    weights : sequence of Fraction
        Weight of each column, adding up to one.

    Returns
    -------
    DataFrame
        By institution: ``rank`` (equal sums share the better one), ``tied``
        (how many share it), ``radius`` (smallest relative change of weights
        that changes who is ahead of whom around it; inf above 1, 0 when tied),
        and for each scheme of `draw_weights` ``_keeps`` (share of draws with
        the same rank), ``_p05``, ``_p50``, ``_p95`` (ranks).

    Raises
    ------
    CoverageError
        If a score is missing; all are listed.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame({"D1": [3, 2], "D2": [1, 2]}, index=["A", "B"])
    >>> rank_robustness(scores, [Fraction(3, 4), Fraction(1, 4)], draws=100)[["rank", "radius"]].values.tolist()
    [[1.0, 1.0], [2.0, 1.0]]
    """
    gaps = scores.isna()
    if gaps.to_numpy().any():
        raise CoverageError(
            Message("rank.gaps"),
            [
                Message("rank.missing", name=name, known=tuple(gaps.columns[row]))
                for name, row in gaps.iterrows()
                if row.any()
            ],
            Message("advice.no_gaps"),
        )
    whole, units = _whole(scores.to_numpy()), _whole(np.array([list(weights)], dtype=object))[0]
    totals = whole @ units
    rank = 1 + (totals[None, :] > totals[:, None]).sum(axis=1)
    found = {"rank": rank, "tied": (totals[None, :] == totals[:, None]).sum(axis=1), "radius": _radii(whole, units)}
    for scheme in SCHEMES:
        ranks = rank_draws(whole, draw_weights(weights, scheme, draws, SEED))
        found[f"{scheme}_keeps"] = (ranks == rank).mean(axis=0)
        ranks.sort(axis=0)
        for name, share in QUANTILES.items():
            found[f"{scheme}_{name}"] = ranks[min(draws - 1, int(share * draws))].astype(int)
    return pd.DataFrame(found, index=scores.index)


def _whole(values: np.ndarray) -> np.ndarray:
    """Fractions as whole numbers over one denominator, so that comparisons are exact."""
    exact = [[Fraction(x) for x in row] for row in values]
    scale = lcm(*(x.denominator for row in exact for x in row))
    return np.array([[int(x * scale) for x in row] for row in exact], dtype=np.int64)


def _radii(whole: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Least radius over all pairs of each institution: the closed form of `flip_radius` up to one."""
    radii = np.full(len(whole), np.inf)
    for i, own in enumerate(whole):
        lead = own - whole
        gap = lead @ units
        order = np.argsort(lead, axis=1, kind="stable")
        ordered, weight = np.take_along_axis(lead, order, axis=1), units[order]
        middle = (2 * weight.cumsum(axis=1) >= units.sum()).argmax(axis=1)
        distance = (weight * np.abs(ordered - ordered[np.arange(len(whole)), middle][:, None])).sum(axis=1)
        within = (distance > 0) & (np.abs(gap) <= distance)  # the same point in every part is never overtaken
        if within.any():
            radii[i] = (np.abs(gap[within]) / distance[within]).min()
    return radii
