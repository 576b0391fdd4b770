"""Claims that compare an institution with others: a significant rise, one of the best, a place, the only one.

Words such as "significant" and "best" have no fixed meaning here, so each is
given a declared rule, and the numbers are shown whatever the verdict.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from spbe_analysis.analysis.claims.own_figures import no_record, predicate
from spbe_analysis.analysis.claims.record import (
    CONTRADICTED,
    SUPPORTED,
    UNCHECKABLE,
    UNSUPPORTED,
    WEAK,
    Judgement,
    Record,
    claimed_span,
)
from spbe_analysis.analysis.panel.join import index_bounds
from spbe_analysis.analysis.panel.peers import distribution
from spbe_analysis.analysis.panel.ranks import ranks
from spbe_analysis.evidence.values.claim import Claim
from spbe_analysis.regulation import framework_for_year

BEST = Fraction(1, 4)  # "one of the best": surely within the first quarter of its kind
HALF = Fraction(1, 2)  # contradicted: surely below the middle
NAMED = 5  # others of the same predicate that a sentence names; beyond that it counts them


def significant_rise(claim: Claim, record: Record) -> Judgement:
    """A rise called significant, against the changes of all institutions and of the same kind.

    Supported when the rise is certain under rounding and at least as large as
    that of three quarters of all joined institutions and of its own kind;
    weakly when at least as large as the middle change of one of them;
    contradicted when below both, or when there was no rise. It is a comparison,
    not a test of significance: all institutions are observed, none is a sample.
    """
    span = claimed_span(claim)
    missing = [year for year in span if record.scorecard(claim.institution, year) is None]
    if missing:
        return no_record(claim, missing)
    facts: dict[str, Any] = {"from_year": span[0], "year": span[1]}
    if framework_for_year(span[0]) != framework_for_year(span[1]):
        return Judgement(claim, UNCHECKABLE, "other_regulation", facts)
    before, after = (record.value(claim.institution, year) for year in span)
    (a, b), (c, d) = (record.bounds(claim.institution, year) for year in span)
    facts |= {"before": before, "after": after, "change": after - before, "low": c - b, "high": d - a}
    if d - a <= 0:
        return Judgement(claim, CONTRADICTED, "rise_none", facts)
    if c - b <= 0:
        return Judgement(claim, UNCHECKABLE, "rise_within_rounding", facts)
    panel = record.panels.get(span)
    if panel is None or claim.institution not in panel.table.index:
        return Judgement(claim, UNCHECKABLE, "rise_no_comparison", facts)
    row, kind = panel.table.loc[claim.institution], panel.kinds[claim.institution]
    spread = distribution(panel)
    places = {
        scope: _places(
            panel.table[panel.table["kind"] == kind]["change"] if scope else panel.table["change"], claim.institution
        )
        for scope in ("", kind)
    }
    facts |= {
        "kind": kind,
        "drift": row["drift"],
        "category": row["category"],
        "own": row["own"],
        "nation": {**dict(spread.loc["", "change"]), **places[""]},
        "kind_spread": {**dict(spread.loc[kind, "change"]), **places[kind]},
    }
    groups = (facts["nation"], facts["kind_spread"])
    if all(after - before >= group["p75"] for group in groups):
        return Judgement(claim, SUPPORTED, "rise_upper", facts)
    if any(after - before >= group["p50"] for group in groups):
        return Judgement(claim, WEAK, "rise_middle", facts)
    return Judgement(claim, CONTRADICTED, "rise_lower", facts)


def one_of_the_best(claim: Claim, record: Record) -> Judgement:
    """A body called one of the best of its kind, against its place in it.

    Supported when its place is surely within the first quarter of its kind,
    weakly when ties or rounding leave that open, contradicted when it surely
    stands in the lower half; a place between is not supported by the record.
    """
    found = _table(claim, record, "kind")
    if found is None:
        return _no_table(claim, record)
    table, values = found
    row = table.loc[claim.institution]
    facts = _about(row, values, claim)
    facts["kind"] = record.institutions[claim.institution].kind
    notes = []
    for (first, last), panel in record.panels.items():
        if last == claim.year and claim.institution in panel.table.index:
            kinds = panel.table[panel.table["kind"] == facts["kind"]]
            notes.append(("rise_place", {"from_year": first, **_places(kinds["change"], claim.institution)}))
            earlier = {
                name: scorecard.values[panel.framework.root].value
                for name, scorecard in panel.before.items()
                if panel.kinds[name] == facts["kind"]
            }
            start = _places(earlier, claim.institution)
            notes.append(("start_place", {"from_year": first, **start}))
    if facts["worst"] <= BEST * facts["of"]:
        verdict, rule = SUPPORTED, "best_first_quarter"
    elif facts["best"] > HALF * facts["of"]:
        verdict, rule = CONTRADICTED, "best_lower_half"
    elif facts["best"] <= BEST * facts["of"]:
        verdict, rule = WEAK, "best_open"
    else:
        verdict, rule = UNSUPPORTED, "best_upper_half"
    return Judgement(claim, verdict, rule, facts, tuple(notes))


def place(claim: Claim, record: Record) -> Judgement:
    """A place claimed in a kind, a province or the nation: that place or a better one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from spbe_analysis.evidence.values.institution import Institution
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> towns = {name: Institution(name, "kota", "Riau") for name in ("A", "B")}
    >>> scorecards = {"A": Scorecard.of(framework, {"index": "3.00"}), "B": Scorecard.of(framework, {"index": "2.00"})}
    >>> claim = SimpleNamespace(institution="A", year=2024, place=1, among="province")
    >>> place(claim, Record({2024: scorecards}, {}, towns, {}, [2024])).verdict
    'supported'
    """
    found = _table(claim, record, claim.among)
    if found is None:
        return _no_table(claim, record)
    table, values = found
    facts = {
        **_about(table.loc[claim.institution], values, claim),
        "place": claim.place,
        "among": claim.among,
        "province": record.institutions[claim.institution].province,
        "kind": record.institutions[claim.institution].kind,
    }
    if facts["worst"] <= claim.place:
        return Judgement(claim, SUPPORTED, "place_yes", facts)
    if facts["best"] > claim.place:
        return Judgement(claim, CONTRADICTED, "place_no", facts)
    return Judgement(claim, WEAK, "place_open", facts)


def only_predicate(claim: Claim, record: Record) -> Judgement:
    """A predicate that only this one is said to hold in its kind, its province or the nation.

    Its own predicate is judged first, by `predicate`; then that of each other
    published in the year, by the same rule.
    """
    own = predicate(claim, record)
    if own.verdict in (CONTRADICTED, UNCHECKABLE):
        return own
    found = _table(claim, record, claim.among)
    if found is None:
        return _no_table(claim, record)
    values = found[1]
    others = {
        name: predicate(replace(claim, institution=name), record).verdict
        for name in sorted(values, key=lambda name: (-values[name], name))
        if name != claim.institution
    }
    also = [name for name, verdict in others.items() if verdict == SUPPORTED]
    facts = own.facts | {
        "year": claim.year,
        "of": len(values),
        "count": len(also),
        "also": also[:NAMED],
        "among": claim.among,
        "province": record.institutions[claim.institution].province,
        "kind": record.institutions[claim.institution].kind,
    }
    if also:
        return Judgement(claim, CONTRADICTED, "only_no" if len(also) <= NAMED else "only_many", facts)
    if own.verdict == WEAK or any(verdict != CONTRADICTED for verdict in others.values()):
        return Judgement(claim, WEAK, "only_open", facts)
    return Judgement(claim, SUPPORTED, "only_yes", facts)


def _table(claim: Claim, record: Record, among: str):
    """Places among those published in the claim's year, and their printed values; None where not all were."""
    if claim.year not in record.national or record.scorecard(claim.institution, claim.year) is None:
        return None
    framework, own = framework_for_year(claim.year), record.institutions[claim.institution]
    scorecards = {
        name: scorecard
        for name, scorecard in record.scorecards[claim.year].items()
        if framework.root in scorecard.values
        and (among != "kind" or record.institutions[name].kind == own.kind)
        and (among != "province" or record.institutions[name].province == own.province)
    }
    values = {name: scorecard.values[framework.root].value for name, scorecard in scorecards.items()}
    return ranks(values, index_bounds(scorecards, framework)), values


def _no_table(claim: Claim, record: Record) -> Judgement:
    if record.scorecard(claim.institution, claim.year) is None:
        return no_record(claim, [claim.year])
    return Judgement(claim, UNCHECKABLE, "no_national_table", {"year": claim.year, "national": list(record.national)})


def _about(row, values: dict[str, Fraction], claim: Claim) -> dict:
    own = values[claim.institution]
    with_it = sorted(name for name, value in values.items() if value == own and name != claim.institution)
    return {
        **{key: int(value) for key, value in row.items()},
        "value": own,
        "higher": int(row["rank"]) - 1,
        "with": with_it,
        "highest": max(values.values()),
    }


def _places(values, institution: str) -> dict[str, int]:
    """Place by printed values, the highest first; equal values share the places from ``rank`` to ``last``."""
    values = dict(values)
    own = values[institution]
    above, equal = sum(v > own for v in values.values()), sum(v == own for v in values.values())
    return {"rank": above + 1, "last": above + equal, "of": len(values)}
