"""Claims about one institution's own figures: value, predicate, record height, a run of rises, the instrument."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from spbe_analysis.analysis.bridge.bridge import bridge
from spbe_analysis.analysis.claims.record import (
    CONTRADICTED,
    SUPPORTED,
    UNCHECKABLE,
    WEAK,
    Judgement,
    Record,
    claimed_span,
)
from spbe_analysis.evidence.values.claim import Claim
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.regulation.lineage_table import lineage_pairs, load_lineage
from spbe_analysis.regulation.rounding import round_exact


def no_record(claim: Claim, years: list[int]) -> Judgement:
    """Nothing is published that the claim could be held against."""
    return Judgement(claim, UNCHECKABLE, "no_record", {"years": years})


def index_value(claim: Claim, record: Record) -> Judgement:
    """The printed index a document gives, against the one on record.

    Supported when a document other than the claim's own prints the same value;
    weakly when the recorded value rounds to it; contradicted when it does not.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> claim = SimpleNamespace(kind="index_value", institution="Kota A", year=2024, stage="final", url="news", value="3,1")
    >>> rows = {("Kota A", 2024, "final"): [{"value": "3.14", "predicate": "Baik", "document": "decree", "url": "decree"}]}
    >>> index_value(claim, Record({}, rows, {}, {})).rule
    'value_rounded'
    """
    rows = record.rows.get((claim.institution, claim.year, claim.stage), ())
    if not rows:
        return no_record(claim, [claim.year])
    claimed, decimals = parse_score(claim.value, max_decimals=None)
    first = next((row for row in rows if row["url"] != claim.url), rows[0])
    value = Fraction(first["value"])
    facts = {"claimed": claimed, "decimals": decimals, "recorded": value, "document": first["document"]}
    if first["url"] == claim.url:
        return Judgement(claim, UNCHECKABLE, "value_own_source", facts)
    if value == claimed:
        return Judgement(claim, SUPPORTED, "value_same", facts)
    framework = framework_for_year(claim.year)
    if decimals < framework.decimals and round_exact(value, decimals, framework.rounding) == claimed:
        return Judgement(claim, WEAK, "value_rounded", facts)
    return Judgement(claim, CONTRADICTED, "value_other", facts)


def predicate(claim: Claim, record: Record) -> Judgement:
    """A predicate a document gives, against the one another document states, else against the scale.

    The scale is read at the least and the greatest exact index that the
    printed figures allow, and at the printed index where the year's rule goes
    by that.
    """
    framework = framework_for_year(claim.year)
    rows = record.rows.get((claim.institution, claim.year, claim.stage), ())
    if not rows:
        return no_record(claim, [claim.year])
    value = Fraction(rows[0]["value"])
    if framework.predicate_rule(claim.year) == "exact" and claim.stage == "final":
        ends = record.bounds(claim.institution, claim.year)
    else:
        ends = (value, value)
    scale = list(dict.fromkeys(framework.predicate(end).name_id for end in ends))
    stated = next((row for row in rows if row["predicate"] and row["url"] != claim.url), None)
    facts = {
        "claimed": claim.predicate,
        "index": value,
        "scale": scale,
        "known": [p.name_id for p in framework.predicates],
        "stated": stated["predicate"] if stated else "",
        "document": (stated or rows[0])["document"],
    }
    named = framework.find_predicate(claim.predicate)
    if named is None:
        return Judgement(claim, CONTRADICTED, "predicate_unknown", facts)
    if stated:
        same = framework.find_predicate(stated["predicate"]) == named
        return Judgement(
            claim, SUPPORTED if same else CONTRADICTED, "predicate_stated" if same else "predicate_stated_other", facts
        )
    if named.name_id not in scale:
        return Judgement(claim, CONTRADICTED, "predicate_scale_other", facts)
    return Judgement(claim, SUPPORTED if len(scale) == 1 else WEAK, "predicate_scale", facts)


def highest_ever(claim: Claim, record: Record) -> Judgement:
    """The highest index of an institution, over the years that could be known when it was said.

    Only years under the same regulation are compared. Supported when it is
    above all others even at the least that rounding allows. Later years and
    years assessed in another way are told in the notes.
    """
    framework = framework_for_year(claim.year)
    years = record.years_under(claim.institution, framework)
    known = [year for year in years if year <= claim.known_through]
    others = [year for year in known if year != claim.year]
    if claim.year not in known or not others:
        return no_record(
            claim, [year for year in framework.index_years if year <= claim.known_through and year not in known]
        )
    values = {year: record.value(claim.institution, year) for year in years}
    ends = {year: record.bounds(claim.institution, year) for year in known}
    top = max(others, key=lambda year: values[year])
    facts = {
        "values": {year: values[year] for year in known},
        "best_other": values[top],
        "best_other_year": top,
        "value": values[claim.year],
    }
    notes = []
    for year in [year for year in years if year > claim.known_through]:
        assessment, higher = record.scorecards[year][claim.institution].assessment, values[year] > values[claim.year]
        about = {"year": year, "value": values[year], "assessment": assessment, "higher": higher}
        notes.append(("later", about))
    notes += _mixed(claim, record, known)
    if ends[claim.year][0] > max(ends[year][1] for year in others):
        return Judgement(claim, SUPPORTED, "highest_yes", facts, tuple(notes))
    if values[claim.year] < values[top]:
        return Judgement(claim, CONTRADICTED, "highest_no", facts, tuple(notes))
    return Judgement(claim, WEAK, "highest_tied", facts, tuple(notes))


def rising_years(claim: Claim, record: Record) -> Judgement:
    """A rise in every year from one to another, each beyond rounding."""
    first, last = claimed_span(claim)
    framework, years = framework_for_year(last), list(range(first, last + 1))
    missing = [year for year in years if record.scorecard(claim.institution, year) is None]
    if missing:
        return no_record(claim, missing)
    if any(framework_for_year(year) != framework for year in years):
        return Judgement(claim, UNCHECKABLE, "other_regulation", {"from_year": first, "year": last})
    values = {year: record.value(claim.institution, year) for year in years}
    ends = {year: record.bounds(claim.institution, year) for year in years}
    facts = {"values": values, "changes": {b: values[b] - values[a] for a, b in pairwise(years)}}
    alone = [year for year in years if not record.elsewhere(claim, year)]
    notes = [*_mixed(claim, record, years), *[("alone", {"year": year}) for year in alone]]
    if any(ends[b][1] <= ends[a][0] for a, b in pairwise(years)):
        return Judgement(claim, CONTRADICTED, "rising_no", facts, tuple(notes))
    sure = all(ends[b][0] > ends[a][1] for a, b in pairwise(years))
    return Judgement(
        claim, SUPPORTED if sure and not alone else WEAK, "rising_yes" if sure else "rising_close", facts, tuple(notes)
    )


def new_instrument(claim: Claim, record: Record) -> Judgement:
    """A change put down to a new instrument, against the regulations of both years and the bridge between them.

    Contradicted where one regulation covers both years, where the index surely
    stood still, or where the yardstick's part surely runs against the change.
    Supported where that part surely goes the way of the change and the
    like-for-like part surely does not; weakly where only the former is sure.
    Where the bridge leaves the sign open, or cannot be asked, nothing is decided.
    """
    span = claimed_span(claim)
    before, after = (framework_for_year(year) for year in span)
    values = {year: printed.value for year in span if (printed := record.index(claim.institution, year))}
    facts: dict[str, Any] = {
        "from_year": span[0],
        "year": span[1],
        "before": before.number_text,
        "after": after.number_text,
        "items_before": len(before.indicators),
        "items_after": len(after.indicators),
        "values": values,
    }
    if before.id == after.id:
        return Judgement(claim, CONTRADICTED, "instrument_same", facts)
    cards = [record.scorecard(claim.institution, year) for year in span]
    if cards[0] is None or cards[1] is None:
        return Judgement(claim, UNCHECKABLE, "instrument_no_figures", facts)
    bridged = {(before.id, after.id), (after.id, before.id)} & set(lineage_pairs())
    lineage = load_lineage(before.id, after.id) if bridged else None
    if lineage is None or not lineage.comparable:
        return Judgement(claim, UNCHECKABLE, "instrument_no_bridge", facts)
    answer = bridge(cards[0], cards[1], (before, after), lineage)
    rule, kept, total = answer.yardstick, answer.like_for_like, answer.total
    facts |= {"rule_low": rule.low, "rule_high": rule.high, "kept_low": kept.low, "kept_high": kept.high}
    if total.low == total.high == 0:
        return Judgement(claim, CONTRADICTED, "instrument_still", facts)
    way = 1 if total.low > 0 else -1 if total.high < 0 else 0
    least, most = sorted((way * rule.low, way * rule.high))
    if way and most <= 0:
        return Judgement(claim, CONTRADICTED, "instrument_against", facts)
    if not way or least <= 0:
        return Judgement(claim, UNCHECKABLE, "instrument_open", facts)
    if max(way * kept.low, way * kept.high) <= 0:
        return Judgement(claim, SUPPORTED, "instrument_all", facts)
    return Judgement(claim, WEAK, "instrument_part", facts)


def percent_rise(claim: Claim, record: Record) -> Judgement:
    """A rise told in percent of the index, which no figure can decide: levels say an order, not an amount.

    What can be said instead, the change in points, is among the facts.
    """
    first, last = claimed_span(claim)
    missing = [year for year in (first, last) if record.scorecard(claim.institution, year) is None]
    if missing:
        return no_record(claim, missing)
    facts: dict[str, Any] = {"from_year": first, "year": last}
    framework = framework_for_year(last)
    if framework_for_year(first) != framework:
        return Judgement(claim, UNCHECKABLE, "other_regulation", facts)
    before, after = (record.value(claim.institution, year) for year in (first, last))
    facts |= {"before": before, "after": after, "change": after - before}
    facts |= {"least": framework.minimum, "most": framework.maximum}
    return Judgement(claim, UNCHECKABLE, "percent_points", facts)


def unanswerable(claim: Claim, record: Record) -> Judgement:
    """Claims that no published figure of the index can decide; the rule says what would be needed.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> claim = SimpleNamespace(kind="reason", institution="Kota A", year=2024, from_year=None)
    >>> unanswerable(claim, Record({}, {}, {}, {})).verdict
    'cannot be checked'
    """
    facts = {"year": claim.year, "from_year": claim.from_year}
    assessed = [
        ("assessed", {"year": year, "assessment": scorecard.assessment})
        for year in ((claim.from_year, claim.year) if claim.from_year else ())
        if (scorecard := record.scorecard(claim.institution, year)) and scorecard.assessment
    ]
    return Judgement(claim, UNCHECKABLE, claim.kind, facts, tuple(assessed))


def _mixed(claim: Claim, record: Record, years: list[int]) -> list[tuple[str, dict]]:
    """A note when the years were not all assessed in the same way."""
    ways: dict[str, list[int]] = {}
    for year in years:
        ways.setdefault(record.scorecards[year][claim.institution].assessment, []).append(year)
    return [("mixed", {"ways": ways})] if len(ways) > 1 else []
