"""``spbe bridge``: did the institution change, or the yardstick?"""

from __future__ import annotations

import argparse
from itertools import pairwise

from spbe_analysis.cli.output import about_scorecard, print_json, print_lines, print_sources
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import percent, say

_DETAIL = ("part", "before", "after", "relation", "confidence", "scope_changed", "low", "high", "verdict")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "institution",
        nargs="?",
        help='name, tolerant of case and "Pemprov", "Kab.", "Kota"; with --simulate also a file of levels of your own',
    )
    parser.add_argument("--from", dest="from_year", type=int, metavar="Y", help="first index year")
    parser.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    parser.add_argument("--from-stage", default="final", choices=STAGES)
    parser.add_argument("--to-stage", default="final", choices=STAGES)
    parser.add_argument("--simulate", metavar="R", help="read the first year's scorecard on this regulation's list")
    parser.add_argument("--target", metavar="V", help="an index a plan aims at, read on the newest regulation's list")
    parser.add_argument("--lineage", metavar="FILE", help="a lineage table of your own instead of the project's")
    parser.add_argument("--scale", choices=["level", "position"], default="level", help="convention between scales")
    parser.add_argument("--strict", action="store_true", help="indicators whose scope moved count as dropped and added")
    parser.add_argument(
        "--confidence", choices=["low", "medium", "high"], default="low", help="least confidence of a link"
    )
    parser.add_argument("--chain", action="store_true", help="step by step through every published year between")


def run(args: argparse.Namespace) -> int:
    """Bridge two years, or read one year's scorecard on another regulation's list."""
    from spbe_analysis.studies.bridge import bridge, newest_list

    simulate = args.simulate or (newest_list() if args.target else None)
    _require(args)
    found = bridge(
        args.institution,
        {"index": args.target} if args.target else args.from_year,
        args.to_year,
        simulate=simulate,
        scale=args.scale,
        strict=args.strict,
        confidence=args.confidence,
        lineage=args.lineage,
        chain=args.chain,
        stage=args.from_stage,
        to_stage=args.to_stage,
    )
    simulated = simulate is not None
    if args.json:
        print_json((simulation_json if simulated else to_json)(found, args.language))
    else:
        (_print_simulation if simulated else _print)(found, args.language)
    return 0


def _require(args: argparse.Namespace) -> None:
    given = {"institution": args.institution, "--from": args.from_year}
    if args.target is None:
        if missing := tuple(name for name, value in given.items() if value is None):
            raise ParameterError(Message("usage.refused"), [Message("usage.required", names=missing)])
        return
    for name, value in {**given, "--to": args.to_year}.items():
        if value is not None:
            raise ParameterError(Message("usage.refused"), [Message("usage.not_with", name="--target", other=name)])


def to_json(bridged, language: str) -> dict:
    """The answer in the shape the command line promises."""
    from spbe_analysis.analysis.bridge.decomposition import PARTS
    from spbe_analysis.analysis.direction import direction
    from spbe_analysis.presentation.bridge.words import part_name, verdicts
    from spbe_analysis.studies.answer import sources_of

    answer, chances, path = bridged.exact, bridged.chances, bridged.path

    def ends(span) -> dict:
        return {"low": span.low, "high": span.high, "verdict": span.verdict, "direction": span.direction}

    def chance(name: str) -> dict:
        return {"chance": chances[name]._asdict()} if name in chances else {}

    printed = [
        scorecard.values.get(framework.root)
        for scorecard, framework in zip((answer.before, answer.after), answer.frameworks, strict=True)
    ]
    found = {
        "institution": answer.after.institution,
        "before": about_scorecard(answer.before, answer.frameworks[0]),
        "after": about_scorecard(answer.after, answer.frameworks[1]),
        "parts": [
            {"part": part, "name": part_name(part, answer, language), **ends(answer.parts[part]), **chance(part)}
            for part in PARTS
        ],
        "total": ends(answer.total) | {"published": printed[1].value - printed[0].value if all(printed) else None},
        "like_for_like": ends(answer.like_for_like)
        | {f"weights_{side}": ends(answer.fixed_weights[side]) for side in ("before", "after")},
        "yardstick": ends(answer.yardstick),
        "kept_weight": {"before": answer.kept_weight[0], "after": answer.kept_weight[1]},
        "scale": answer.scale,
        "lineage": _about_lineage(answer.lineage, language),
        "detail": [
            {**{name: row[name] for name in _DETAIL}, "direction": direction(row["low"], row["high"])}
            for row in answer.detail.to_dict("records")
        ],
        "verdicts": verdicts(answer, language),
        "notes": bridged.notes(language),
        "sources": sources_of(answer.before, answer.after),
    }
    if path is not None:
        steps = [*pairwise(path.years), (path.years[0], path.years[-1])]
        found["chain"] = [
            {
                "from": a,
                "to": b,
                "parts": [{"part": p, **ends(path.spans[a, b][p])} for p in PARTS],
                "total": ends(path.spans[a, b]["total"]),
            }
            for a, b in dict.fromkeys(steps)
        ]
    return found


def _print(bridged, lang: str) -> None:
    from spbe_analysis.analysis.bridge.decomposition import PARTS
    from spbe_analysis.presentation.bridge.words import chance_sentence, part_rows, span
    from spbe_analysis.presentation.page.tables import verdict_text

    answer, chances, path = bridged.exact, bridged.chances, bridged.path
    print_lines(bridged.sentences(lang))
    print(f"\n{say('bridge.parts_head', lang)}")
    rows = part_rows(answer, lang)
    fixed = {  # one line where both years lie under one regulation
        say("bridge.fixed_before", lang, regulation=framework.number_text): answer.fixed_weights[side][:2]
        for side, framework in zip(("before", "after"), answer.frameworks, strict=True)
    }
    wide = max(map(len, [*rows["label"], *fixed]))
    for row in rows.itertuples():
        sure = verdict_text(row.verdict, row.low, row.high, lang)
        print(f"  {row.label:{wide}}  {span(row.low, row.high, lang):>20}  {sure}")
    for text, ends in fixed.items():
        print(f"  {text:{wide}}  {span(*ends, lang):>20}")
    if path is not None:
        names = rows.set_index("part")["label"]
        print(f"\n{say('bridge.chain_head', lang)}")
        for a, b in dict.fromkeys([*pairwise(path.years), (path.years[0], path.years[-1])]):
            found, step = path.spans[a, b], say("bridge.part_total_step", lang, from_year=a, to_year=b)
            print(f"  {step}  {span(*found['total'][:2], lang)}")
            for part in PARTS:
                if found[part][:2] != (0, 0):
                    print(f"    {names[part]:{wide}}  {span(*found[part][:2], lang):>20}")
    print()
    if chances:
        print(chance_sentence(answer, chances, lang))
    print_lines(f"- {note}" for note in bridged.notes(lang))
    print_sources(lang, answer.before, answer.after)


def _print_simulation(simulated, lang: str) -> None:
    from spbe_analysis.presentation.bridge.simulation import level_text, notes
    from spbe_analysis.presentation.page.tables import number_ranges, scorecard_notes

    found, (old, new) = simulated.exact, simulated.exact.frameworks
    first, second, *reached = simulated.sentences(lang)
    print_lines([first, second, *(f"  {sentence}" for sentence in reached), ""])
    for row in found.table.itertuples():
        ancestors = number_ranges(row.ancestors, old) if row.ancestors else say("bridge.figure_silent", lang)
        sure = " (" + say(f"bridge.confidence_{row.confidence}", lang) + ")" if row.ancestors else ""
        print(
            f"  {row.code:7} {percent(row.weight, lang):>5} {level_text(row.low, row.high, lang):>11}  "
            f"{ancestors + sure:24} {new.nodes[row.code].name(lang)}"
        )
    print()
    card = found.scorecard
    print_lines(f"- {note}" for note in [*notes(found, lang), *scorecard_notes(card, old, lang)])
    print_sources(lang, card)


def simulation_json(simulated, language: str) -> dict:
    """A simulation for machines."""
    from spbe_analysis.presentation.bridge.simulation import notes
    from spbe_analysis.studies.answer import sources_of

    found = simulated.exact

    def reach(one) -> dict | None:
        return one and {
            "name": one.predicate.name_id,
            "from": one.lower,
            "reachable": one.reachable,
            "needed": one.needed and {"low": one.needed[0], "high": one.needed[1]},
            "other_reading": reach(one.other),
        }

    old, new = found.frameworks
    return {
        "institution": found.scorecard.institution,
        "scorecard": about_scorecard(found.scorecard, old),
        "regulation": new.id,
        "status": new.status,
        "index": {"low": found.index[0], "high": found.index[1]},
        "known": {"low": found.known[0], "high": found.known[1]},
        "free_weight": found.free_weight,
        "indicators": [
            {
                "code": row.code,
                "name": new.nodes[row.code].name_id,
                "weight": row.weight,
                "ancestors": row.ancestors,
                "confidence": row.confidence,
                "level": {"low": row.low, "high": row.high},
            }
            for row in found.table.itertuples()
        ],
        "no_ancestor": found.no_ancestor,
        "no_successor": found.no_successor,
        "predicates": [reach(one) for one in found.predicates],
        "lineage": _about_lineage(found.lineage, language),
        "notes": notes(found, language),
        "sources": sources_of(found.scorecard),
    }


def _about_lineage(lineage, language: str) -> dict:
    about = {name: getattr(lineage, name) for name in ("before", "after", "status")}
    return about | {"title": lineage.title(language)}
