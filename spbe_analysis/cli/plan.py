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
    from spbe_analysis.cli.output import print_json, print_lines
    from spbe_analysis.studies.plan import plan

    found = plan(args.institution, args.year, args.target, costs=args.costs, rule=args.rule, stage=args.stage)
    if args.json:
        print_json(_answer(found, args.language))
    else:
        print_lines(_lines(found, args.language))
    return 0


def _answer(found, language: str) -> dict:
    from spbe_analysis.cli.output import decimal
    from spbe_analysis.presentation.plans.words import plan_notes
    from spbe_analysis.regulation.rounding import fixed

    plan, scorecard, framework, present = found.exact, found.scorecard, found.framework, found.present

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
        "index_before": {"exact" if found.known else "low": decimal(plan.index_before)},
        "steps": [
            {
                "code": s.code,
                "name": framework.nodes[s.code].name(language),
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
        "levels_known": found.known,
        "family": plan.family,
        "frontier": [{"cost": _plain(c), "index": decimal(i)} for c, i in plan.frontier],
        "notes": plan_notes(plan, found.known, language),
    }


def _plain(cost: Fraction) -> int | float:
    return int(cost) if cost.denominator == 1 else float(cost)


def _lines(found, language: str) -> list[str]:
    from spbe_analysis.presentation.plans.words import frontier_lines, plan_notes
    from spbe_analysis.presentation.text.wording import say

    told = found.sentences(language)
    if not found.exact.steps:
        return told
    shown = frontier_lines(found.exact, language, FRONTIER_SHOWN)
    return [*told, say("plan.frontier", language), *shown, *plan_notes(found.exact, found.known, language)]
