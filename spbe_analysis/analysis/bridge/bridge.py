"""Did the institution change, or the yardstick? A change across a revised regulation in exact parts.

The parts and their algebra are in `bridge_forms`; here they are evaluated: on
whole tables of levels exactly, on published figures as sharp intervals and,
under a prior, as probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from spbe_analysis.analysis.bridge.decomposition import PARTS, Form, bridge_forms, group_forms, kept_weights
from spbe_analysis.analysis.direction import direction
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.linear_bounds import separable_bounds
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.resampling import BRIDGE_DRAWS
from spbe_analysis.errors import BridgeError, InfeasibleError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.lineage import CONFIDENCES, Group, Lineage

if TYPE_CHECKING:
    import pandas as pd


class Span(NamedTuple):
    """Lowest and highest value the evidence allows, both reached, and how far it settles the question."""

    low: Fraction
    high: Fraction
    verdict: str

    @property
    def direction(self) -> str | None:
        """Sure rise, sure fall, no change or open."""
        return direction(self.low, self.high)


class Chance(NamedTuple):
    """Expected value, quantiles [index points] and probability of being above zero, under a prior."""

    expected: float
    p05: float
    p50: float
    p95: float
    p_positive: float


@dataclass(frozen=True)
class BridgeAnswer:
    """A change across regulations: parts, total and like-for-like change with sharp bounds [index points].

    ``like_for_like`` is what the index of the kept indicators alone would have
    changed by, weighted as in the mean of both regulations; it equals the part
    ``performance``. ``fixed_weights`` gives the same with the weights of one
    regulation only. ``yardstick`` is everything else. ``detail`` has one row
    per part and group of indicators: ``part``, ``before``, ``after`` (tuples of
    codes), ``relation``, ``confidence``, ``scope_changed``, ``low``, ``high``,
    ``verdict``.
    """

    before: Scorecard
    after: Scorecard
    frameworks: tuple[Framework, Framework]
    lineage: Lineage
    scale: str
    parts: dict[str, Span]
    total: Span
    yardstick: Span
    fixed_weights: dict[str, Span]
    kept_weight: tuple[Fraction, Fraction]
    detail: pd.DataFrame
    set_aside: tuple[tuple[int | None, str], ...] = ()

    @property
    def like_for_like(self) -> Span:
        """Change of the kept indicators on one set of weights."""
        return self.parts["performance"]


def require_comparable(lineage: Lineage, simulate: str = "") -> None:
    """Refuse to bridge regulations whose indices are not to be chained.

    Raises
    ------
    BridgeError
        With the lineage's reason and the way to the simulator.

    Examples
    --------
    >>> from spbe_analysis.regulation.lineage_table import load_lineage
    >>> require_comparable(load_lineage("permenpanrb-59-2020", "permenpanrb-8-2026"))
    Traceback (most recent call last):
        ...
    spbe_analysis.errors.BridgeError: ...
    """
    if not lineage.comparable:
        before, after = (load_framework(one).number_text for one in (lineage.before, lineage.after))
        raise BridgeError(
            Message("bridge.apart", before=before, after=after),
            [Message("bridge.because", reason_id=lineage.reason("id"), reason_en=lineage.reason("en"))],
            simulate or Message("advice.see_simulated"),
        )


def bridge(
    before: Scorecard,
    after: Scorecard,
    frameworks: tuple[Framework, Framework],
    lineage: Lineage,
    scale: str = "level",
) -> BridgeAnswer:
    """Parts of a published change across regulations, each with the sharp interval the figures allow.

    Parameters
    ----------
    before, after : Scorecard
        One institution in two years, each under its own regulation; any mix of
        index, domains, aspects and indicators.
    frameworks : (Framework, Framework)
        The two regulations.
    lineage : Lineage
        From the first regulation to the second.
    scale : str
        Convention of the common scale, see `positions`.

    Returns
    -------
    BridgeAnswer
        Intervals are joint over the whole feasible set of each year: ends of
        different parts need not be reached together, so they do not add up to
        the ends of the total.

    Raises
    ------
    BridgeError
        If the lineage says the two are not to be bridged, joins other
        regulations, or nothing lives on.
    InfeasibleError
        If no whole levels reproduce a year's figures and the year does not
        print all its levels. With all levels printed the scores that disagree
        with them are set aside and named in ``set_aside``.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.bridge("Kemenko Perekonomian", 2019, 2021).exact
    >>> bridge(answer.before, answer.after, answer.frameworks, answer.lineage).total
    Span(low=Fraction(-367, 1200), high=Fraction(-367, 1200), verdict='identified')
    """
    if (before.regulation, after.regulation) != (frameworks[0].id, frameworks[1].id):
        raise BridgeError(
            Message(
                "bridge.other_cards",
                first=before.regulation,
                second=after.regulation,
                law=frameworks[0].id,
                other=frameworks[1].id,
            )
        )
    require_comparable(lineage)
    forms = bridge_forms(frameworks, lineage, scale)
    rows = group_forms(frameworks, lineage, scale)
    usable, aside = zip(
        *(readable(scorecard, framework) for scorecard, framework in zip((before, after), frameworks, strict=True)),
        strict=True,
    )
    spans = form_spans(
        [*forms.values(), *(form for _, _, form in rows)], dict(enumerate(usable)), dict(enumerate(frameworks))
    )
    named = dict(zip(forms, spans, strict=False))
    return BridgeAnswer(
        before=before,
        after=after,
        frameworks=frameworks,
        lineage=lineage,
        scale=scale,
        parts={part: named[part] for part in PARTS},
        total=named["total"],
        yardstick=named["yardstick"],
        fixed_weights={"before": named["weights_before"], "after": named["weights_after"]},
        kept_weight=kept_weights(lineage, frameworks).total,
        detail=_detail(rows, spans[len(forms) :]),
        set_aside=tuple(
            (scorecard.year, code) for scorecard, codes in zip((before, after), aside, strict=True) for code in codes
        ),
    )


def bridge_chances(answer: BridgeAnswer, draws: int = BRIDGE_DRAWS) -> dict[str, Chance]:
    """Where inside its interval each part is likely to lie, under the uniform prior.

    The interval of a part does not depend on a prior; these figures do.
    Expected values are exact, the rest is read off seeded random draws.

    Parameters
    ----------
    answer : BridgeAnswer
        From `bridge`.
    draws : int
        Random tables of levels for each year.

    Returns
    -------
    dict of str to Chance
        By the names of `bridge_forms`.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.bridge("Kemenko Perekonomian", 2019, 2021).exact
    >>> f"{bridge_chances(answer, draws=200)['total'].expected:.2f}"
    '-0.31'
    """
    sets = [
        FeasibleSet(framework, readable(scorecard, framework)[0])
        for framework, scorecard in zip(answer.frameworks, (answer.before, answer.after), strict=True)
    ]
    tables = [feasible.sample(draws, side) for side, feasible in enumerate(sets)]
    return {
        name: _chance(form, sets, tables)
        for name, form in bridge_forms(answer.frameworks, answer.lineage, answer.scale).items()
    }


def form_spans(forms: list[Form], scorecards: Mapping, frameworks: Mapping) -> list[Span]:
    """Sharp bounds of forms over the feasible sets of several years, with a verdict each.

    Parameters
    ----------
    forms : list of Form
        Quantities in the levels of the years.
    scorecards, frameworks : mapping of year to Scorecard, Framework
        What was published of each year and its regulation.

    Returns
    -------
    list of Span
        ``identified`` when both ends agree, ``bounded`` when the interval
        leaves zero out or is narrower than the indices alone leave it, else
        ``not identified``. Years are independent given their evidence.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> form = Form({2024: {"P59-I01": tuple(Fraction(level) for level in range(1, 6))}})
    >>> form_spans([form], {2024: Scorecard.of(framework, {"D1": "4.90"})}, {2024: framework})[0].low
    Fraction(4, 1)
    """
    totals = [(Fraction(0), Fraction(0))] * len(forms)
    widths = [Fraction(0)] * len(forms)
    for year, scorecard in scorecards.items():
        terms = [form.terms.get(year, {}) for form in forms]
        found = separable_bounds(frameworks[year], scorecard, terms)
        alone = separable_bounds(frameworks[year], _index_only(scorecard, frameworks[year]), terms)
        totals = [(low + a, high + b) for (low, high), (a, b) in zip(totals, found, strict=True)]
        widths = [width + b - a for width, (a, b) in zip(widths, alone, strict=True)]
    return [Span(low, high, _verdict(low, high, width)) for (low, high), width in zip(totals, widths, strict=True)]


def readable(scorecard: Scorecard, framework: Framework) -> tuple[Scorecard, tuple[str, ...]]:
    """Evidence some whole levels reproduce, and the codes set aside to get there.

    Printed levels outrank printed scores: where all levels are there, scores
    that disagree with them are left out and named.

    Raises
    ------
    InfeasibleError
        If nothing reproduces the figures and not all levels are printed.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators, "3")
    >>> readable(Scorecard.of(framework, {**levels, "D1": "3.10"}), framework)[1]
    ('P59-D1',)
    """
    try:
        separable_bounds(framework, scorecard, [])
        return scorecard, ()
    except InfeasibleError:
        levels = scorecard.levels(framework)
        if levels is None:
            raise
    scores, odd = score_levels(levels, framework), []
    for code, (first, last) in scorecard.windows(framework).items():
        if not first <= scores[code] * framework.units[code] <= last:
            odd.append(code)
    kept = scorecard.without(*odd)
    separable_bounds(framework, kept, [])
    return kept, tuple(odd)


def _index_only(scorecard: Scorecard, framework: Framework) -> Scorecard:
    return scorecard.without(*(code for code in scorecard.values if code != framework.root))


def _verdict(low: Fraction, high: Fraction, alone: Fraction) -> str:
    if low == high:
        return "identified"
    return "bounded" if low > 0 or high < 0 or high - low < alone else "not identified"


def _detail(rows: list[tuple[str, Group, Form]], spans: list[Span]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "part": part,
            "before": group.before,
            "after": group.after,
            "relation": group.rows[0].relation if group.rows else "",
            "confidence": min((row.confidence for row in group.rows), key=CONFIDENCES.index, default=""),
            "scope_changed": any(row.scope_changed for row in group.rows),
            **span._asdict(),
        }
        for (part, group, _), span in zip(rows, spans, strict=True)
    )


def _chance(form: Form, sets: list[FeasibleSet], tables: list[np.ndarray]) -> Chance:
    mean, drawn = 0.0, np.zeros(len(tables[0]))
    for side, (feasible, levels) in enumerate(zip(sets, tables, strict=True)):
        framework = feasible.framework
        column = {leaf: i for i, leaf in enumerate(framework.indicators)}
        for leaf, row in form.terms.get(side, {}).items():
            terms = np.array([float(v) for v in row])
            drawn += terms[levels[:, column[leaf]] - framework.minimum]
            mean += sum(
                p * float(row[tick - framework.minimum]) for tick, p in feasible.tick_probabilities(leaf).items()
            )
    slack = float(Fraction(1, 10**9))  # sums of rounded terms: what is zero must not count as above it
    p05, p50, p95 = np.quantile(drawn, [0.05, 0.5, 0.95])
    return Chance(mean, float(p05), float(p50), float(p95), float((drawn > slack).mean()))
