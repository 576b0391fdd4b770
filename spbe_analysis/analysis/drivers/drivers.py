"""A change between two years: what the published figures identify, bound and leave open."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import printed_contributions, require_one_regulation
from spbe_analysis.analysis.drivers.largest import largest_shares
from spbe_analysis.analysis.feasible.exchangeable import exchangeable_classes
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import UNIFORM, Prior
from spbe_analysis.analysis.two_years.independent import IndependentPair
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.analysis.assumptions import Assumptions

IDENTIFIED, BOUNDED, NOT_IDENTIFIED = "identified", "bounded", "not identified"
NOT_REPRODUCIBLE = "not reproducible"
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
_SLACK = 1e-12  # rounding of summed probabilities must not push a quantile to the next value


@dataclass(frozen=True)
class Remark:
    """Something a reader must be told: a message key and what fills its places."""

    key: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DriversAnswer:
    """Where the points of a change came from, with how sure that is.

    ``table`` has one row per domain, aspect and indicator in the regulation's
    order: ``code``, ``kind``, ``parent``, ``name_id``, ``name_en``, ``weight``
    (Fraction of the index), ``before_low``, ``before_high``, ``after_low``,
    ``after_high`` (scores or levels, Fraction or None), ``low``, ``high``
    (contribution, Fraction of index points, or None), ``expected``, ``p05``,
    ``p50``, ``p95`` [index points], ``p_positive``, ``p_largest`` (float or
    None), ``verdict`` and ``tied_with`` (codes told apart from nothing in it).
    """

    framework: Framework
    before: Scorecard
    after: Scorecard
    prior: str
    assumptions: tuple[str, ...]
    table: pd.DataFrame
    change_published: Fraction | None
    change_low: Fraction | None
    change_high: Fraction | None
    count_before: int
    count_after: int
    remarks: tuple[Remark, ...]
    years: tuple[FeasibleSet, FeasibleSet] = field(repr=False)

    @property
    def reproducible(self) -> bool:
        """Whether both years' printed figures can come from whole levels."""
        return self.count_before > 0 and self.count_after > 0

    @property
    def index_code(self) -> str:
        """Code of the index in the evidence."""
        return self.framework.root

    @cached_property
    def records(self) -> tuple[dict, ...]:
        """The rows of `table` as dictionaries, made once; to be read, not changed."""
        return tuple(self.table.to_dict("records"))

    def rows(self, kind: str) -> pd.DataFrame:
        """Rows of one kind, in the regulation's order."""
        return self.table[self.table["kind"] == kind]

    def ranked(self, kind: str) -> pd.DataFrame:
        """Rows of one kind from the largest expected contribution down; ties keep the regulation's order."""
        rows = self.rows(kind)
        by = rows["expected"].astype(float) if self.reproducible else rows["low"].map(lambda x: float(x or 0))
        return rows.loc[(-by).sort_values(kind="stable").index]


def drivers(
    framework: Framework,
    before: Scorecard,
    after: Scorecard,
    priors: tuple[Prior, Prior] = (UNIFORM, UNIFORM),
    assumptions: Assumptions | None = None,
    rounding: str | None = None,
    shares: bool = True,
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
        Whether ``p_largest`` is reckoned, which takes most of the time where
        only the index is published; it is None otherwise.

    Returns
    -------
    DriversAnswer
        The table of contributions and what must be said with it.

    Raises
    ------
    BridgeError
        If the years lie under different regulations.
    """
    require_one_regulation(before, after, framework)
    pair = IndependentPair(framework, before, after, priors, rounding)
    names = assumptions.names if assumptions else ()
    remarks: list[Remark] = []
    years: object = pair
    if pair.empty:
        table, low, high = _ledger(framework, before, after), None, None
        remarks += [
            Remark(
                "answer.not_reproducible",
                {"year": year.scorecard.year, "regulation": framework.number_text, "rounding": year.rounding},
            )
            for year in (pair.before, pair.after)
            if year.empty
        ]
    else:
        if names:
            from spbe_analysis.analysis.two_years.tied import PairSet

            years = PairSet(framework, before, after, assumptions, priors, rounding)
        if names and years.empty:
            table, low, high = _ledger(framework, before, after), None, None
            remarks.append(Remark("answer.assumptions_contradicted", {"assumptions": ", ".join(names)}))
        else:
            table, drawn = _table(framework, pair, years, shares)
            low, high = (Fraction(x, framework.denominator) for x in years.change_bounds(framework.root))
            if drawn:
                remarks.append(Remark("answer.drawn", {}))
    printed = [scorecard.values.get(framework.root) for scorecard in (before, after)]
    return DriversAnswer(
        framework,
        before,
        after,
        priors[1].name,
        names,
        table,
        printed[1].value - printed[0].value if all(printed) else None,
        low,
        high,
        pair.before.count,
        pair.after.count,
        tuple(remarks),
        (pair.before, pair.after),
    )


def _table(framework: Framework, pair: IndependentPair, years, shares: bool) -> tuple[pd.DataFrame, bool]:
    import pandas as pd

    classes = exchangeable_classes(framework, pair.before, pair.after)
    largest, drawn = largest_shares(years, classes) if shares else ({}, False)
    base = index_only_bounds(framework, pair.before.scorecard, pair.after.scorecard, pair.before.rounding)
    rows, summaries = [], {}
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        law = years.change_distribution(classes.get(code, (code,))[0])  # one reckoning serves a whole class
        if id(law) not in summaries:
            summaries[id(law)] = law, _summary(law, framework.denominator)
        low, high = (Fraction(x, framework.denominator) for x in years.change_bounds(code))
        b_low, b_high = years.bounds_before(code)
        a_low, a_high = years.bounds_after(code)
        rows.append(
            {
                **_about(framework, code),
                "before_low": b_low,
                "before_high": b_high,
                "after_low": a_low,
                "after_high": a_high,
                "low": low,
                "high": high,
                **summaries[id(law)][1],
                "p_largest": largest.get(code),
                "verdict": verdict(low, high, base[code]),
                "tied_with": classes.get(code, ()),
            }
        )
    return pd.DataFrame(rows).set_index("code", drop=False), drawn


def _about(framework: Framework, code: str) -> dict:
    node = framework.nodes[code]
    return {
        "code": code,
        "kind": node.kind,
        "parent": node.parent,
        "name_id": node.name_id,
        "name_en": node.name_en,
        "weight": node.weight,
    }


def _summary(framework: dict[int, float], denominator: int) -> dict[str, float]:
    steps = sorted(framework.items())
    points, out, total = iter(QUANTILES.items()), {}, 0.0
    name, share = next(points)
    for x, p in steps:
        total += p
        while name and total >= share - _SLACK:
            out[name] = x / denominator
            name, share = next(points, (None, 2.0))
    for rest in QUANTILES.keys() - out.keys():
        out[rest] = steps[-1][0] / denominator
    mean = sum(x * p for x, p in steps) / denominator if len(steps) > 1 else steps[0][0] / denominator
    positive = sum(p for x, p in steps if x > 0)
    ends = 1.0 if steps[0][0] > 0 else 0.0 if steps[-1][0] <= 0 else min(positive, 1.0)
    return {"expected": mean, **{key: out[key] for key in QUANTILES}, "p_positive": ends}


def verdict(low: Fraction, high: Fraction, base: tuple[Fraction, Fraction]) -> str:
    """Whether one value is possible, the range says something, or neither; `base` is the range from the index alone."""
    if low == high:
        return IDENTIFIED
    if low > 0 or high < 0 or high - low < base[1] - base[0]:
        return BOUNDED
    return NOT_IDENTIFIED


def index_only_bounds(
    framework: Framework, before: Scorecard, after: Scorecard, rounding: str | None = None
) -> dict[str, tuple[Fraction, Fraction]]:
    """What every contribution would be bounded by if only the index had been published [index points]."""
    first, second = (
        _index_only(framework, rounding or framework.rounding, printed.text if printed else "")
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
def _index_only(framework: Framework, rounding: str, text: str) -> dict[str, tuple[Fraction, Fraction]]:
    scorecard = Scorecard.of(framework, {framework.root: text} if text else {})
    alone = FeasibleSet(framework, scorecard, rounding=rounding)
    return {code: alone.score_bounds(code) for code, node in framework.nodes.items() if node.parent}


def _ledger(framework: Framework, before: Scorecard, after: Scorecard) -> pd.DataFrame:
    """The rows that printed scores alone allow, where a year cannot be reproduced from whole levels."""
    import pandas as pd

    parts = printed_contributions(before, after, framework)
    rows = []
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        first, second = (scorecard.values.get(code) for scorecard in (before, after))
        low, high = parts[code] or (None, None)
        rows.append(
            {
                **_about(framework, code),
                "before_low": first and first.value,
                "before_high": first and first.value,
                "after_low": second and second.value,
                "after_high": second and second.value,
                "low": low,
                "high": high,
                "expected": None,
                "p05": None,
                "p50": None,
                "p95": None,
                "p_positive": None,
                "p_largest": None,
                "verdict": NOT_REPRODUCIBLE,
                "tied_with": (),
            }
        )
    return pd.DataFrame(rows).set_index("code", drop=False)
