"""A change between two years: what the published figures identify, bound and leave open."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import require_one_regulation
from spbe_analysis.analysis.direction import direction
from spbe_analysis.analysis.drivers.answer import (
    BOUNDED,
    CONTRADICTED,
    IDENTIFIED,
    NOT_IDENTIFIED,
    NOT_REPRODUCIBLE,
    QUANTILES,
    DriversAnswer,
    Remark,
)
from spbe_analysis.analysis.drivers.largest import largest_shares
from spbe_analysis.analysis.drivers.printed_ledger import about_node, printed_ledger
from spbe_analysis.analysis.feasible.exchangeable import exchangeable_classes
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, UNIFORM, ChangePrior, Prior
from spbe_analysis.analysis.two_years.independent import IndependentPair
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    from spbe_analysis.analysis.assumptions import Assumptions
    from spbe_analysis.analysis.two_years.tied import PairSet

_SLACK = 1e-12  # rounding of summed probabilities must not push a quantile to the next value


def drivers(
    framework: Framework,
    before: Scorecard,
    after: Scorecard,
    priors: tuple[Prior, Prior] = (UNIFORM, UNIFORM),
    assumptions: Assumptions | None = None,
    rounding: str | None = None,
    shares: bool = True,
    change_prior: ChangePrior = NO_CHANGE_PRIOR,
) -> DriversAnswer:
    """Contribution of every domain, aspect and indicator to a change in the index.

    A contribution is weight times change. It says where the points came from,
    not why they came. Where figures are not published it is an interval that
    every possible table of levels respects and some table reaches.

    Parameters
    ----------
    framework : Framework
        The regulation both years lie under.
    before, after : Scorecard
        What was published of each year.
    priors : (Prior, Prior)
        Prior of each year; probabilities depend on it, bounds do not.
    assumptions : Assumptions, optional
        What ties the years leaf by leaf: no fall, at most k steps.
    rounding : str, optional
        Rounding rule of the printed values; the regulation's by default.
    shares : bool
        Whether ``p_largest`` and ``p_largest_in_direction`` are reckoned,
        which takes most of the time where only the index is published; they
        are None otherwise.
    change_prior : ChangePrior
        Weight of every change of level; by default the years are read apart.
        Probabilities depend on it, bounds, counts and verdicts do not.

    Returns
    -------
    DriversAnswer
        The table of contributions and what must be said with it.

    Raises
    ------
    BridgeError
        If the years lie under different regulations.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> answer = drivers(framework, before, after)
    >>> answer.table.loc["P59-D1", ["low", "high", "verdict"]].tolist()
    [Fraction(13, 1000), Fraction(13, 1000), 'identified']
    """
    require_one_regulation(before, after, framework)
    pair = IndependentPair(framework, before, after, priors, rounding)
    names = assumptions.names if assumptions else ()
    remarks = [
        Remark(
            "answer.not_reproducible",
            {"year": year.scorecard.year, "regulation": framework.number_text, "rounding": year.rounding},
        )
        for year in (pair.before, pair.after)
        if year.empty
    ]
    years: IndependentPair | PairSet = pair
    bounds: IndependentPair | PairSet = pair
    if (names or change_prior.weights) and not remarks:
        from spbe_analysis.analysis.assumptions import Assumptions
        from spbe_analysis.analysis.two_years.tied import PairSet

        years = PairSet(framework, before, after, assumptions or Assumptions(), priors, rounding, change_prior)
        bounds = years if names else pair  # what is likely of a change does not move what is possible
        if years.empty:
            remarks.append(Remark("answer.assumptions_contradicted", {"assumptions": ", ".join(names)}))
    low = high = None
    drawn: frozenset[str] = frozenset()
    if remarks:
        impossible = pair.before.empty or pair.after.empty
        records = printed_ledger(framework, before, after, NOT_REPRODUCIBLE if impossible else CONTRADICTED)
    else:
        records, drawn = _records(framework, pair, years, bounds, shares)
        low, high = (Fraction(x, framework.denominator) for x in bounds.change_bounds(framework.root))
        if drawn:
            remarks.append(Remark("answer.drawn"))
        for step in sorted({grid.step for grid in framework.open_grids}):
            remarks.append(Remark("identify.grid", {"regulation": framework.number_text, "step": str(step)}))
    first, second = (scorecard.values.get(framework.root) for scorecard in (before, after))
    return DriversAnswer(
        framework,
        before,
        after,
        priors[1].name,
        names,
        tuple(records),
        second.value - first.value if first and second else None,
        low,
        high,
        pair.before.count,
        pair.after.count,
        tuple(remarks),
        (pair.before, pair.after),
        drawn,
        change_prior.name,
        tuple(dict.fromkeys(prior.training for prior in (*priors, change_prior) if prior.training)),
    )


def _records(
    framework: Framework,
    pair: IndependentPair,
    years: IndependentPair | PairSet,
    bounds: IndependentPair | PairSet,
    shares: bool,
) -> tuple[list[dict], frozenset[str]]:
    classes = exchangeable_classes(framework, pair.before, pair.after)
    total = bounds.change_bounds(framework.root)
    way = 1 if total[0] > 0 else -1 if total[1] < 0 else 0
    signs = (1, -1) if way < 0 else (1,)
    largest, drawn = largest_shares(years, classes, signs) if shares else ({}, frozenset())
    base = index_only_bounds(framework, pair.before.scorecard, pair.after.scorecard, pair.before.rounding)
    rows, summaries = [], {}
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        chances = years.change_distribution(classes.get(code, (code,))[0])  # one reckoning serves a whole class
        if id(chances) not in summaries:
            summaries[id(chances)] = chances, _summary(chances, framework.denominator)
        low, high = (Fraction(x, framework.denominator) for x in bounds.change_bounds(code))
        b_low, b_high = bounds.bounds_before(code)
        a_low, a_high = bounds.bounds_after(code)
        rows.append(
            {
                **about_node(framework, code),
                "before_low": b_low,
                "before_high": b_high,
                "after_low": a_low,
                "after_high": a_high,
                "low": low,
                "high": high,
                **summaries[id(chances)][1],
                "p_largest": largest.get(1, {}).get(code),
                "p_largest_in_direction": largest.get(way, {}).get(code),
                "verdict": verdict(low, high, base[code]),
                "direction": direction(low, high),
                "tied_with": classes.get(code, ()),
            }
        )
    return rows, drawn


def _summary(chances: dict[int, float], denominator: int) -> dict[str, float]:
    steps = sorted(chances.items())
    points, out, total = iter(QUANTILES.items()), {}, 0.0
    name, share = next(points)
    for x, p in steps:
        total += p
        while name and total >= share - _SLACK:
            out[name] = x / denominator
            name, share = next(points, ("", 2.0))
    for rest in QUANTILES.keys() - out.keys():
        out[rest] = steps[-1][0] / denominator
    mean = sum(x * p for x, p in steps) / denominator if len(steps) > 1 else steps[0][0] / denominator
    positive = sum(p for x, p in steps if x > 0)
    ends = 1.0 if steps[0][0] > 0 else 0.0 if steps[-1][0] <= 0 else min(positive, 1.0)
    return {"expected": mean, **{key: out[key] for key in QUANTILES}, "p_positive": ends}


def verdict(low: Fraction, high: Fraction, base: tuple[Fraction, Fraction]) -> str:
    """Whether one value is possible, the range says something, or neither; `base` is the range from the index alone.

    Examples
    --------
    >>> verdict(Fraction(1, 10), Fraction(1, 5), (Fraction(-1), Fraction(1)))
    'bounded'
    """
    if low == high:
        return IDENTIFIED
    if low > 0 or high < 0 or high - low < base[1] - base[0]:
        return BOUNDED
    return NOT_IDENTIFIED


def index_only_bounds(
    framework: Framework,
    before: Scorecard,
    after: Scorecard,
    rounding: str | None = None,
    codes: tuple[str, ...] | None = None,
) -> dict[str, tuple[Fraction, Fraction]]:
    """What contributions would be bounded by if only the index had been published [index points].

    Parameters
    ----------
    codes : tuple of str, optional
        Whose contributions; those of every node and indicator by default, which takes longer.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"index": "2.00"}), Scorecard.of(framework, {"index": "4.00"})
    >>> index_only_bounds(framework, before, after)["P59-D4"]
    (Fraction(-3, 16), Fraction(91, 50))
    """
    wanted = codes or tuple(code for code, node in framework.nodes.items() if node.parent)
    first, second = (
        _index_only(framework, rounding or framework.rounding, printed.text if printed else "", wanted)
        for printed in (scorecard.values.get(framework.root) for scorecard in (before, after))
    )
    return {
        code: (
            framework.weight(code) * (second[code][0] - first[code][1]),
            framework.weight(code) * (second[code][1] - first[code][0]),
        )
        for code in first
    }


@cache
def _index_only(
    framework: Framework, rounding: str, text: str, codes: tuple[str, ...]
) -> dict[str, tuple[Fraction, Fraction]]:
    scorecard = Scorecard.of(framework, {framework.root: text} if text else {})
    alone = FeasibleSet(framework, scorecard, rounding=rounding)
    return {code: alone.score_bounds(code) for code in codes}
