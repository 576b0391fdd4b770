"""Scorecards whose levels are printed in full: what each printed score should read, by plain sums."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import fixed


def misfits(framework: Framework, evidence: Scorecard, rule: str) -> dict[str, str] | None:
    """Printed scores that the printed levels do not give, with the score they do give.

    Returns
    -------
    dict of str to str, or None
        By whole code, empty when everything agrees. None when a printed score
        has an indicator below it whose level is not printed, or was rounded
        when it was printed, so that plain sums cannot decide.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators, "3")
    >>> misfits(framework, Scorecard.of(framework, {**levels, "index": "3.10"}), "half_up")
    {'P59-INDEX': '3.00'}
    """
    levels, scores = _split(framework, evidence)
    if evidence.leaf_decimals(framework) and not all(framework.grid(leaf).exact for leaf in levels):
        return None
    found = {}
    for code, printed in scores.items():
        leaves = framework.leaves(code)
        if not all(leaf in levels for leaf in leaves):
            return None
        total = sum(framework.units[leaf] * levels[leaf] for leaf in leaves)
        if not _fits(framework, printed, total, rule):
            found[code] = fixed(Fraction(total, framework.units[code]), printed.decimals, rule)
    outside = [leaf for leaf, level in levels.items() if not framework.minimum <= level <= framework.maximum]
    return None if outside else found


def partial_misfits(framework: Framework, evidence: Scorecard, rule: str) -> dict[str, str]:
    """The same for those printed scores whose own levels are all printed."""
    known = {leaf for leaf in framework.indicators if leaf in evidence.values}
    covered = [code for code in evidence.values if known.issuperset(framework.leaves(code))]
    part = evidence.without(*(code for code in evidence.values if code not in covered))
    return misfits(framework, part, rule) or {}


def changed_levels(
    framework: Framework, evidence: Scorecard, wrong: dict[str, str], rule: str
) -> Iterator[tuple[str, str]]:
    """Single levels that, changed, make every printed score of a full table agree."""
    levels, scores = _split(framework, evidence)
    totals = {code: sum(framework.units[leaf] * levels[leaf] for leaf in framework.leaves(code)) for code in scores}
    for leaf in framework.indicators:
        above = [code for code in scores if leaf in framework.leaves(code)]
        if leaf not in levels or not set(wrong) <= set(above):
            continue
        for level in map(framework.level, framework.values(leaf)):
            shift = framework.units[leaf] * (level - levels[leaf])
            if shift and all(_fits(framework, scores[code], totals[code] + shift, rule) for code in above):
                yield leaf, shortest(level)


def shortest(level: int | Fraction) -> str:
    """A level as it is written, without zeros at the end.

    Examples
    --------
    >>> shortest(Fraction(3, 2)), shortest(2)
    ('1.5', '2')
    """
    text = fixed(Fraction(level), 6)
    return text.rstrip("0").rstrip(".")


def _fits(framework: Framework, printed: PrintedValue, total: int | Fraction, rule: str) -> bool:
    first, last = printed.window(framework, rule)
    return first <= total <= last


def _split(framework: Framework, evidence: Scorecard) -> tuple[dict[str, int | Fraction], dict]:
    levels, scores = {}, {}
    for code, printed in evidence.values.items():
        if framework.nodes[code].kind == "indicator":
            levels[code] = int(printed.value) if printed.value.denominator == 1 else printed.value
        else:
            scores[code] = printed
    return levels, scores
