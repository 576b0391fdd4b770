"""Does a published predicate follow from the figures printed beside it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from spbe_analysis.analysis.feasible.reachable import Reachable, bits
from spbe_analysis.analysis.findings import Finding, Suggestion, found_on
from spbe_analysis.analysis.index import predicate_compatible
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, Predicate

PREDICATE_RULES = ("rounded", "exact")


def known_rules(framework: Framework, year: int | None) -> tuple[str, ...]:
    """The rule a year's predicates are known to follow, or both where nothing shows which.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> known_rules(framework, 2024)
    ('exact',)
    """
    shown = str(year) in framework.meta["predicate_rule"].get("years", {})
    return (framework.predicate_rule(year),) if shown else PREDICATE_RULES


def predicate_faults(
    scorecard: PrintedScorecard, evidence: Scorecard, framework: Framework, rounding: str | None = None
) -> list[Finding]:
    """A predicate that cannot follow from the scorecard's figures, with those that can.

    In a year whose rule is known the predicate must follow by that rule;
    elsewhere it is enough that it follows by one of the two.
    """
    code = framework.root
    if not scorecard.predicate or code not in evidence.values:
        return []
    rules = known_rules(framework, scorecard.year)
    if any(follows(scorecard.predicate, evidence, framework, rule, rounding) for rule in rules):
        return []
    fitting = possible_predicates(evidence, framework, rules, rounding)
    suggestions = [Suggestion(code, predicate.name_id) for predicate in fitting]
    about = {"index": evidence.values[code].text, "rules": rules[0] if len(rules) == 1 else "both"}
    fault = found_on("predicate", scorecard, code, scorecard.predicate, suggestions, **about)
    return [replace(fault, correction={})]  # what is corrected is the index


def follows(predicate: str, evidence: Scorecard, framework: Framework, rule: str, rounding: str | None = None) -> bool:
    """Whether a predicate can follow from a scorecard's printed figures under one rule.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> follows("Baik", Scorecard.of(framework, {"index": "2.98"}), framework, "exact")
    True
    """
    low, high = index_bounds(evidence, framework, rule, rounding)
    return predicate_compatible(low, high, predicate, framework, rule)


def possible_predicates(
    evidence: Scorecard, framework: Framework, rules: tuple[str, ...], rounding: str | None = None
) -> list[Predicate]:
    """Predicates that can follow under any of the rules, the highest first."""
    return [
        predicate
        for predicate in framework.predicates
        if any(follows(predicate.name_id, evidence, framework, rule, rounding) for rule in rules)
    ]


def index_bounds(
    evidence: Scorecard, framework: Framework, rule: str, rounding: str | None = None
) -> tuple[Fraction, Fraction]:
    """Lowest and highest index a predicate may be read from: the printed one, or the exact ones behind it.

    Where no whole levels give the scorecard, the exact index is bounded by the
    printed one alone.
    """
    printed = evidence.values[framework.root]
    if rule == "rounded":
        return printed.value, printed.value
    sums = Reachable(framework, evidence, rounding).inside(framework.root)
    if not sums:
        sums = Reachable(framework, Scorecard(framework.id, {framework.root: printed}), rounding).inside(framework.root)
    if not sums:
        interval = printed.interval(rounding or framework.rounding)
        return interval.low, interval.high
    members = list(bits(sums))
    unit = framework.units[framework.root]
    return Fraction(members[0], unit), Fraction(members[-1], unit)
