"""How many indicators fell, stayed and rose: how many surely, and how many as a prior expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.analysis.drivers.answer import DriversAnswer
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, ChangePrior

if TYPE_CHECKING:
    import pandas as pd

MOVES = ("fell", "stayed", "rose")

_FEW = 4_000  # pairs of values that are taken one by one


def movement(answer: DriversAnswer, change: ChangePrior = NO_CHANGE_PRIOR) -> pd.DataFrame:
    """Numbers of indicators that fell, stayed and rose, by top-level node and in all.

    Which ones moved is not told: indicators that nothing tells apart get the
    same chances.

    Parameters
    ----------
    answer : DriversAnswer
        Of two years that levels reproduce, read without assumptions.
    change : ChangePrior
        Weight of every change of level; by default the years are read apart.

    Returns
    -------
    DataFrame
        By code, the root last: ``indicators``; ``fell``, ``stayed``, ``rose``
        (expected numbers, adding up to it); ``sure_fell``, ``sure_stayed``,
        ``sure_rose`` (numbers that no possible pair of tables contradicts).

    Examples
    --------
    >>> from spbe_analysis.analysis.drivers.drivers import drivers
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> cards = [Scorecard.of(framework, {"D1": text}) for text in ("1.00", "5.00")]
    >>> movement(drivers(framework, *cards)).loc["P59-D1", ["rose", "sure_rose"]].tolist()
    [10.0, 10.0]
    """
    import pandas as pd

    framework, (before, after) = answer.framework, answer.years
    chances = _tied(answer, change) if change.weights else _apart(answer)
    rows: dict[str, dict[str, float]] = {}
    for top in framework.children(framework.root):
        row = dict.fromkeys(("indicators", *MOVES, *(f"sure_{move}" for move in MOVES)), 0.0)
        for leaf in framework.leaves(top):
            row["indicators"] += 1
            (b_low, b_high), (a_low, a_high) = before.score_bounds(leaf), after.score_bounds(leaf)
            row["sure_fell"] += a_high < b_low
            row["sure_stayed"] += b_low == b_high == a_low == a_high
            row["sure_rose"] += a_low > b_high
            for move, p in zip(MOVES, chances[leaf], strict=True):
                row[move] += p
        rows[top] = row
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.loc[framework.root] = frame.sum()
    return frame


def _apart(answer: DriversAnswer) -> dict[str, tuple[float, float, float]]:
    before, after = answer.years
    found: dict[str, tuple[float, float, float]] = {}
    known: dict[tuple[int, int], tuple[float, float, float]] = {}
    for leaf in answer.framework.indicators:
        first, second = before.tick_probabilities(leaf), after.tick_probabilities(leaf)
        key = id(first), id(second)
        if key not in known:  # indicators that nothing tells apart share their chances
            few = len(first) * len(second) <= _FEW
            known[key] = (
                _split({(a, b): p * q for a, p in first.items() for b, q in second.items()})
                if few
                else _split_many(first, second)
            )
        found[leaf] = known[key]
    return found


def _tied(answer: DriversAnswer, change: ChangePrior) -> dict[str, tuple[float, float, float]]:
    from spbe_analysis.analysis.assumptions import Assumptions
    from spbe_analysis.analysis.two_years.tied import PairSet

    before, after = answer.years
    cards, priors = (before.scorecard, after.scorecard), (before.prior, after.prior)
    pair = PairSet(answer.framework, *cards, Assumptions(), priors, before.rounding, change)
    return {leaf: _split(pair.leaf_pairs(leaf)) for leaf in answer.framework.indicators}


def _split_many(first: dict[int, float], second: dict[int, float]) -> tuple[float, float, float]:
    """The same for two years read apart whose values are many: by running totals."""
    below, rose, stayed, values = 0.0, 0.0, 0.0, sorted(first)
    at = 0
    for value in sorted(second):
        while at < len(values) and values[at] < value:
            below += first[values[at]]
            at += 1
        rose += second[value] * below
        stayed += second[value] * first.get(value, 0.0)
    return 1.0 - rose - stayed, stayed, rose


def _split(pairs: dict[tuple[int, int], float]) -> tuple[float, float, float]:
    found = [0.0, 0.0, 0.0]
    for (before, after), p in pairs.items():
        found[(after > before) - (after < before) + 1] += p
    return found[0], found[1], found[2]
