"""How far weights may move before a named driver loses its place.

The weights of a regulation are a choice. Two questions follow for whatever
stands first under them: how large must a change of weights be before it no
longer does (a radius, exact), and in what share of weights drawn around the
printed ones does it still (an acceptability).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from spbe_analysis.analysis.drivers.weight_draws import SCHEMES, draw_weights
from spbe_analysis.analysis.resampling import SEED, WEIGHT_DRAWS
from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd


def flip_radius(weights: Sequence[Fraction], lead: Sequence[Fraction]) -> Fraction | None:
    """The smallest relative change of weights that brings a weighted lead down to zero.

    Over all weights w' that add up to one, are none below zero and differ from
    w by at most r times w each: the least r with sum(w' x lead) <= 0. This
    linear program has a closed solution. Up to r = 1 it is the lead divided by
    the weighted mean distance of `lead` from its weighted median; beyond,
    weights fill up from the smallest lead on.

    Parameters
    ----------
    weights : sequence of Fraction
        Weights above zero that add up to one.
    lead : sequence of Fraction
        What the leader has ahead of its rival in each weighted part.

    Returns
    -------
    Fraction or None
        The radius (1/4: every weight may move by a quarter of itself), zero
        when there is no lead, None when no weights take the lead away.

    Raises
    ------
    ParameterError
        If the weights are not above zero or do not add up to one.

    Examples
    --------
    >>> flip_radius([Fraction(1, 2), Fraction(1, 2)], [Fraction(3), Fraction(-1)])
    Fraction(1, 2)
    """
    weights, lead = [Fraction(w) for w in weights], [Fraction(x) for x in lead]
    if not weights or len(weights) != len(lead) or sum(weights) != 1 or min(weights) <= 0:
        raise ParameterError(
            Message("weights.refused"),
            [Message("weights.count", count=len(weights), parts=len(lead), total=float(sum(weights)))],
            Message("advice.weights"),
        )
    ordered = sorted(zip(lead, weights, strict=True))
    gap = sum((w * x for x, w in ordered), Fraction(0))
    if gap <= 0:
        return Fraction(0)
    shares = accumulate(w for _, w in ordered)
    median = next(x for (x, _), share in zip(ordered, shares, strict=True) if 2 * share >= 1)
    distance = sum((w * abs(x - median) for x, w in ordered), Fraction(0))
    return gap / distance if distance >= gap else _beyond_one(ordered)


def _beyond_one(ordered: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The radius above one, where weights may vanish and the smallest leads are filled up first."""
    filled = sum((w for _, w in ordered), Fraction(0))
    value = sum((w * x for x, w in ordered), Fraction(0))
    for lead, weight in reversed(ordered):
        filled -= weight
        value -= weight * lead
        if not filled:
            return None
        if value <= 0:  # the parts below take (1 + r) times their weight, this one what is left
            return lead / (filled * lead - value) - 1
    return None


def driver_robustness(
    table: pd.DataFrame,
    framework: Framework,
    draws: int = WEIGHT_DRAWS,
    seed: int = SEED,
    falls: bool | None = None,
    moved: bool = True,
) -> pd.DataFrame:
    """Robustness of the first place of each kind's leading driver against other weights.

    The leading driver of a kind (domain, aspect, indicator) contributes more in
    the direction of the change than any other can, whatever the levels were: a
    fall is led by the largest loss. Where the ranges leave that open, or two
    tie, none is named; no prior decides it. Weights of all nodes of the kind
    move; changes in score stay. Where contributions are intervals, ``_low``
    takes the leader at its least and every rival at its most, ``_high`` the
    other way round, so the answer for the true levels lies between; the pair
    may be wider than joint bounds would be.

    Parameters
    ----------
    table : DataFrame
        ``DriversAnswer.table`` or any table with its columns ``code``, ``kind``,
        ``weight``, ``low``, ``high`` and ``expected``.
    draws, seed : int
        Weights drawn by each scheme of `draw_weights`, and the seed.
    falls : bool, optional
        Whether the whole fell; by the sum of the expected contributions if not given.
    moved : bool
        Whether the whole surely rose or fell; else nothing leads in its direction.

    Returns
    -------
    DataFrame
        One row per kind, indexed by it: ``code`` ('' when none is named),
        ``rival`` (the code that overtakes first), ``radius_low``,
        ``radius_high`` (Fraction; None when no weights suffice), and shares of
        draws in which the leader keeps its place: ``dirichlet``, ``spread`` at
        expected contributions (which the prior moves), each also ``_low`` and ``_high`` (float).
        They speak of weights only: not of doubt about levels, which the
        verdicts carry.

    Examples
    --------
    >>> import pandas as pd
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> gains = dict(zip(framework.of_kind("domain"), (Fraction(1, 10), Fraction(1, 20), Fraction(0), Fraction(1, 25))))
    >>> rows = [{"code": code, "kind": "domain", "low": x, "high": x, "expected": x} for code, x in gains.items()]
    >>> found = driver_robustness(pd.DataFrame(rows), framework, draws=100).loc["domain"]
    >>> found["code"], found["rival"], found["radius_low"]
    ('P59-D1', 'P59-D2', Fraction(1, 3))
    """
    import pandas as pd

    rows = []
    for kind in dict.fromkeys(table["kind"]):
        part = table[(table["kind"] == kind) & table["low"].notna()]
        if moved and len(part) == (table["kind"] == kind).sum():
            rows.append({"kind": kind, **_kind_robustness(part, framework, draws, seed, falls)})
        else:
            rows.append({"kind": kind, **_unnamed()})
    return pd.DataFrame(rows).set_index("kind")


def _unnamed() -> dict:
    shares = {f"{scheme}{end}": None for scheme in SCHEMES for end in ("_low", "", "_high")}
    return {"code": "", "rival": "", "radius_low": None, "radius_high": None, **shares}


def _kind_robustness(part: pd.DataFrame, framework: Framework, draws: int, seed: int, falls: bool | None) -> dict:
    codes = list(part["code"])
    weights = [framework.weight(code) for code in codes]
    low, high = list(part["low"]), list(part["high"])
    mean = [
        float(e) if e is not None and e == e else float(a + b) / 2
        for e, a, b in zip(part["expected"], low, high, strict=True)
    ]
    if sum(mean) < 0 if falls is None else falls:
        low, high, mean = [-x for x in high], [-x for x in low], [-x for x in mean]
    first = max(range(len(codes)), key=lambda i: low[i])
    if low[first] <= 0 or len(codes) < 2 or low[first] <= max(x for i, x in enumerate(high) if i != first):
        return _unnamed()
    worst = _radii(first, weights, low[first], high)
    best = _radii(first, weights, high[first], low)
    rival = min(worst, key=lambda i: (worst[i] is None, worst[i] or 0, -mean[i]))
    found = {
        "code": codes[first],
        "rival": codes[rival],
        "radius_low": worst[rival],
        "radius_high": min((r for r in best.values() if r is not None), default=None),
    }
    for scheme in SCHEMES:
        drawn = draw_weights(weights, scheme, draws, seed) / [float(w) for w in weights]
        for end, own, others in (("_low", low, high), ("", mean, mean), ("_high", high, low)):
            found[f"{scheme}{end}"] = _share(drawn, first, own, others)
    return found


def _radii(first: int, weights: list[Fraction], own: Fraction, others: list[Fraction]) -> dict[int, Fraction | None]:
    """Radius against every rival; `own` and `others` are contributions at the printed weights."""
    radii = {}
    for i in range(len(weights)):
        if i != first:
            lead = [Fraction(0)] * len(weights)
            lead[first], lead[i] = own / weights[first], -others[i] / weights[i]
            radii[i] = flip_radius(weights, lead)
    return radii


def _share(drawn, first: int, own: list, others: list) -> float:
    parts = drawn * np.array([float(x) for x in others])
    parts[:, first] = -np.inf
    return float((drawn[:, first] * float(own[first]) >= parts.max(axis=1)).mean())
