"""``spbe plan``: the cheapest level steps by which an institution reaches a predicate."""

from __future__ import annotations

import argparse
from fractions import Fraction

FRONTIER_SHOWN = 8  # lines of the cost table in plain words; JSON holds them all


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("institution", help="name of the institution, short forms understood")
    parser.add_argument("--year", type=int, required=True, help="index year to start from")
    parser.add_argument("--stage", default="final", help="final (default), interim or self_assessment")
    parser.add_argument("--target", metavar="PREDICATE", help="for example 'Sangat Baik'; the next one up by default")
    parser.add_argument("--costs", metavar="FILE", help="CSV with the columns code,from,to,cost[,max_level][,needs]")
    parser.add_argument(
        "--rule",
        choices=["exact", "rounded"],
        default="exact",
        help="whether the exact index (default) or the printed one must reach the bound",
    )
    parser.add_argument("--language", choices=["id", "en"], default="en")


def run(args: argparse.Namespace) -> int:
    """Find the plan and print it."""
    from spbe_analysis.analysis.index import score_levels
    from spbe_analysis.analysis.plans.hidden_levels import robust_plan
    from spbe_analysis.analysis.plans.known_levels import cheapest_plan
    from spbe_analysis.cli.output import print_json
    from spbe_analysis.evidence.published import scorecard_for
    from spbe_analysis.evidence.readers.step_costs import read_costs
    from spbe_analysis.regulation import load_framework

    scorecard = scorecard_for(args.institution, args.year, args.stage)
    framework = load_framework(scorecard.regulation)
    costs = read_costs(args.costs, framework) if args.costs else None
    levels = scorecard.levels(framework)
    printed = scorecard.values.get(framework.root)
    now = score_levels(levels, framework)[framework.root] if levels else printed.value if printed else None
    present = framework.predicate(now, args.rule) if now is not None else framework.find_predicate(scorecard.predicate)
    target = _target(args.target, present, framework)
    plan = (
        cheapest_plan(levels, framework, target, costs, args.rule)
        if levels
        else robust_plan(scorecard, framework, target, costs, args.rule)
    )
    if args.json:
        print_json(_answer(args, scorecard, framework, plan, present, levels is not None))
    else:
        _print(args, scorecard, framework, plan, levels is not None)
    return 0


def _target(text: str | None, present, framework):
    from spbe_analysis.errors import ParameterError

    known = "Predicates: " + ", ".join(f"{p.name_id} ({p.name_en})" for p in framework.predicates) + "."
    if text:
        found = framework.find_predicate(text)
        if found is None:
            raise ParameterError(f"{framework.id} has no predicate {text!r}", advice=known)
        return found
    higher = [p for p in framework.predicates if present and p.lower > present.lower]
    if not higher:
        raise ParameterError("there is no next predicate to aim for", advice=f"Give --target. {known}")
    return higher[-1]


def _answer(args: argparse.Namespace, scorecard, framework, plan, present, known: bool) -> dict:
    from spbe_analysis.cli.output import decimal
    from spbe_analysis.regulation.rounding import fixed

    return {
        "institution": scorecard.institution,
        "year": scorecard.year,
        "regulation": framework.id,
        "stage": scorecard.stage,
        "from": present.name_id if present else None,
        "predicate_published": scorecard.predicate or None,
        "target": plan.target.name_id,
        "rule": plan.rule,
        "threshold": decimal(plan.threshold),
        "index_before": {"exact" if known else "low": decimal(plan.index_before)},
        "steps": [
            {
                "code": s.code,
                "name": framework.nodes[s.code].name(args.language),
                "from": s.start,
                "to": s.end,
                "cost": _plain(s.cost),
                "gain": decimal(s.gain),
            }
            for s in plan.steps
        ],
        "cost": _plain(plan.cost),
        "index": fixed(plan.index, framework.decimals, framework.rounding),
        "index_exact": decimal(plan.index),
        "margin": decimal(plan.margin),
        "alternatives": str(plan.alternatives),
        "robust": plan.robust,
        "levels_known": known,
        "family": plan.family,
        "frontier": [{"cost": _plain(c), "index": decimal(i)} for c, i in plan.frontier],
        "notes": list(_notes(args.language, plan, known)),
    }


def _plain(cost: Fraction) -> int | float:
    return int(cost) if cost.denominator == 1 else float(cost)


def _notes(language: str, plan, known: bool):
    from spbe_analysis.presentation.text.wording import say

    if not known:
        yield say("plan.hidden_even" if plan.family == "even_floors" else "plan.hidden_any", language)
        yield say("plan.hidden_worst", language)
    if "index_left_out" in plan.notes:
        yield say("plan.index_left_out", language)
    yield say("plan.arithmetic", language)


def _print(args: argparse.Namespace, scorecard, framework, plan, known: bool) -> None:
    from spbe_analysis.presentation.text.wording import exact, number, say, signed, whole

    lang = args.language
    about = {
        "institution": scorecard.institution,
        "year": scorecard.year,
        "target": plan.target.name(lang),
        "bound": exact(plan.threshold, lang),
        "before": exact(plan.index_before, lang),
    }
    if not plan.steps:
        print(say("plan.already", lang, **about))
        return
    about |= {"cost": exact(plan.cost, lang, 0), "index": exact(plan.index, lang), "margin": exact(plan.margin, lang)}
    print(say("plan.headline_known" if known else "plan.headline_hidden", lang, **about))
    for s in plan.steps:
        name, cost = framework.nodes[s.code].name(lang), exact(s.cost, lang, 0)
        if s.start is None:
            print(say("plan.floor", lang, code=s.code, name=name, end=s.end, cost=cost))
        else:
            print(
                say(
                    "plan.step",
                    lang,
                    code=s.code,
                    name=name,
                    start=s.start,
                    end=s.end,
                    cost=cost,
                    gain=signed(s.gain, lang, 4),
                )
            )
    print(say("plan.alternatives", lang, count=whole(plan.alternatives, lang)))
    print(say("plan.frontier", lang))
    place = next(i for i, (cost, _) in enumerate(plan.frontier) if cost == plan.cost)
    for cost, index in plan.frontier[max(0, place - 2) : place - 2 + FRONTIER_SHOWN]:
        print(
            say(
                "plan.frontier_line",
                lang,
                cost=exact(cost, lang, 0),
                index=number(index, lang, 4),
                margin=signed(index - plan.threshold, lang, 4),
            )
        )
    for note in _notes(lang, plan, known):
        print(note)
