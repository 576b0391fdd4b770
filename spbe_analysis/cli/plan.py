"""``spbe plan``: the fewest level steps by which an institution reaches a predicate, and the work they are."""

from __future__ import annotations

import argparse
from datetime import date as Date
from fractions import Fraction

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.regulation.rounding import fixed

FRONTIER_SHOWN = 8  # lines of the cost table in plain words; JSON holds them all


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "institution", help="name of the institution, short forms understood, or a file of levels or scores of your own"
    )
    parser.add_argument("--year", type=int, help="index year to start from; of a file only where it does not say it")
    parser.add_argument("--stage", default="final", help="final (default), interim or self_assessment")
    parser.add_argument("--target", metavar="PREDICATE", help="for example 'Sangat Baik'; the next one up by default")
    parser.add_argument(
        "--costs",
        metavar="FILE",
        help="CSV with the columns code,from,to,cost[,max_level][,needs], see docs/your-data.md; steps not in it cost 1",
    )
    parser.add_argument(
        "--rule",
        choices=["exact", "rounded"],
        default="exact",
        help="whether the exact index (default) or the printed one must reach the bound",
    )
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--bold", action="store_true", help="up to two levels a year for each indicator, not one")
    pace.add_argument("--cheapest", action="store_true", help="the fewest steps, however far an indicator is raised")
    parser.add_argument(
        "--actions",
        nargs="*",
        metavar="FILE",
        help="the plan as work: criterion, evidence and page of every step; XLSX and DOCX files keep what was filled in",
    )
    parser.add_argument(
        "--assessed",
        type=_day,
        metavar="DAY",
        help="day of the assessment that comes, such as 2025-08-31, against which --actions FILE holds the dates of\n        evidence (default: the last day of the year after --year)",
    )
    parser.add_argument("--sheet", metavar="FILE", help="one page for a meeting: FILE.html or FILE.pdf")


def run(args: argparse.Namespace) -> int:
    """Find the plan and print it."""
    from spbe_analysis.studies.plan import plan

    a_year = None if args.cheapest else 2 if args.bold else 1
    found = plan(
        args.institution, args.year, args.target, costs=args.costs, a_year=a_year, rule=args.rule, stage=args.stage
    )
    written = []
    if args.actions:
        from spbe_analysis.studies.action_plan import save_actions

        written = save_actions(found, args.actions, args.language, args.assessed)
    if args.sheet:
        return _sheet(found, args)
    if args.json:
        print_json(_answer(found, args.language) | (_actions(found, written, args) if args.actions is not None else {}))
    else:
        print_lines(_lines(found, args.language) if args.actions is None else _action_lines(found, written, args))
    return 0


def _sheet(found, args: argparse.Namespace) -> int:
    from spbe_analysis.reports.one.sheet import save_sheet
    from spbe_analysis.studies.meeting import meeting_page

    path = save_sheet(meeting_page(found, args.language), args.sheet, args.language)
    if args.json:
        print_json({"file": str(path)})
    else:
        print_lines([say("meeting.written", args.language, file=path.name)])
    return 0


def _actions(found, written: list, args: argparse.Namespace) -> dict:
    from spbe_analysis.studies.action_plan import assessment_day

    language, day = args.language, args.assessed or assessment_day(found)
    dated = {
        "assessed": str(day) if day else None,
        "renewals": [
            {
                "code": one.code,
                "evidence_date": str(one.dated) if one.dated else None,
                "valid_until": str(one.until) if one.until else None,
                "state": one.state,
            }
            for one in (written[0].lapses if written else ())
        ],
    }
    return (dated if written else {}) | {
        "actions": [
            {
                "kind": action.kind,
                "code": action.code,
                "now": action.start,
                "possible": list(action.possible),
                "target": action.target,
                "criterion": action.criterion.must(language),
                "evidence": action.criterion.evidence(language),
                "limits": [vars(one) for one in action.limits],
                "page": action.criterion.page,
                "evidence_page": action.criterion.evidence_page,
            }
            for action in found.actions
        ]
    }


def _action_lines(found, written: list, args: argparse.Namespace) -> list[str]:
    from spbe_analysis.presentation.page import criteria_words
    from spbe_analysis.presentation.plans import action_lines
    from spbe_analysis.presentation.plans.words import pace
    from spbe_analysis.regulation.criteria import load_criteria
    from spbe_analysis.studies.action_plan import assessment_day

    language, day = args.language, args.assessed or assessment_day(found)
    told = [] if written else action_lines.sentences(found.actions, found.known, found.framework, language)
    files = [say("actions.written", language, file=one.path.name, count=one.lines, kept=one.kept) for one in written]
    files += action_lines.renewals(written[0].lapses, day, language) if written else []
    status = criteria_words.status(load_criteria(found.framework.id), language)
    return [*found.sentences(language)[:1], *pace(found, language), *told, *files, status]


def _answer(found, language: str) -> dict:
    from spbe_analysis.presentation.plans.words import plan_notes

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
        "threshold": plan.threshold,
        "index_before": {"exact" if found.known else "low": plan.index_before},
        "steps": [
            {
                "code": s.code,
                "name": framework.nodes[s.code].name(language),
                "from": s.start,
                "to": s.end,
                "cost": _plain(s.cost),
                "gain": s.gain,
                "rise": s.rise or (None if s.start is None else s.end - s.start),
                "possible": list(s.possible) if s.possible else [s.start, s.start],
                "chosen_service": framework.chosen(s.code),
            }
            for s in plan.steps
        ],
        "cost": _plain(plan.cost),
        "cost_is": "cost" if found.costed else "level steps",
        "levels_a_year": found.a_year,
        "years": found.years,
        "index": fixed(plan.index, framework.decimals, framework.rounding),
        "index_exact": plan.index,
        "margin": plan.margin,
        "alternatives": str(plan.alternatives),
        "robust": plan.robust,
        "levels_known": found.known,
        "family": plan.family,
        "frontier": [{"cost": _plain(c), "index": i} for c, i in plan.frontier],
        "notes": plan_notes(plan, found.known, language, found.costed),
    }


def _day(text: str) -> Date:
    from spbe_analysis.evidence.values.days import read_day

    day = read_day(text)
    if day is None:
        raise argparse.ArgumentTypeError(Message("usage.day", text=text))
    return day


def _plain(cost: Fraction) -> int | float:
    return int(cost) if cost.denominator == 1 else float(cost)


def _lines(found, language: str) -> list[str]:
    from spbe_analysis.presentation.plans.words import frontier_lines, history, pace, plan_notes
    from spbe_analysis.studies.plan import yearly_steps

    told = found.sentences(language)
    if not found.exact.steps:
        return told
    shown = frontier_lines(found.exact, language, FRONTIER_SHOWN, found.costed)
    counted = yearly_steps(found.framework)
    notes = [*pace(found, language), *([history(counted, language)] if counted.pairs else [])]
    reached = say("plan.frontier" if found.known else "plan.frontier_sure", language)
    return [*told, *notes, reached, *shown, *plan_notes(found.exact, found.known, language, found.costed)]
