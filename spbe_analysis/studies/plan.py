"""The plan of one institution and year, from whatever of its levels is published."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.plans.hidden_levels import robust_plan
from spbe_analysis.analysis.plans.known_levels import Plan, cheapest_plan, lowest_units
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, Predicate


@dataclass(frozen=True)
class NextPredicate:
    """A plan, the predicate held now, and what not knowing the levels would add.

    ``known`` says that every level is published. ``hidden`` is then the plan
    that domains and index alone would allow, else None. ``rounded`` is the
    lowest index that earns the target where the printed index decides.
    """

    plan: Plan
    present: Predicate
    known: bool
    hidden: Plan | None
    rounded: Fraction


def next_predicate(scorecard: Scorecard, framework: Framework, target: str = "") -> NextPredicate:
    """The cheapest plan to a predicate, or to the one above the present one.

    Raises
    ------
    ParameterError
        If the regulation has no such predicate, or there is none above.
    """
    levels, printed = scorecard.levels(framework), scorecard.values.get(framework.root)
    now = score_levels(levels, framework)[framework.root] if levels else printed.value if printed else None
    present = framework.find_predicate(scorecard.predicate) or (framework.predicate(now) if now is not None else None)
    known = f"Predicates: {', '.join(f'{p.name_id} ({p.name_en})' for p in framework.predicates)}."
    if present is None:
        raise ParameterError(
            f"no index of {scorecard.institution} is published for {scorecard.year}", advice="Choose another year."
        )
    higher = [p for p in framework.predicates if p.lower > present.lower]
    wanted = framework.find_predicate(target) if target else (higher[-1] if higher else None)
    if wanted is None:
        what = (
            f"{framework.id} has no predicate {target!r}"
            if target
            else f"there is no predicate above {present.name_id}"
        )
        raise ParameterError(what, advice=known)
    plan = cheapest_plan(levels, framework, wanted) if levels else robust_plan(scorecard, framework, wanted)
    hidden = None
    if levels:
        domains = [code for code in scorecard.values if code not in (framework.root, *framework.of_kind("domain"))]
        hidden = robust_plan(scorecard.without(*domains), framework, wanted)
    rounded = Fraction(lowest_units(wanted, framework, "rounded"), framework.denominator)
    return NextPredicate(plan, present, bool(levels), hidden, rounded)
