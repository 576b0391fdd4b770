"""``spbe bridge``: did the institution change, or the yardstick?"""

from __future__ import annotations

import argparse
from itertools import pairwise

from spbe_analysis.cli.sources import print_sources, sources_of

_STAGES = ["final", "interim", "self_assessment"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("institution", help='name, tolerant of case and "Pemprov", "Kab.", "Kota"')
    parser.add_argument("--from", dest="from_year", type=int, required=True, metavar="Y", help="first index year")
    parser.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    parser.add_argument("--from-stage", default="final", choices=_STAGES)
    parser.add_argument("--to-stage", default="final", choices=_STAGES)
    parser.add_argument("--simulate", metavar="R", help="read the first year's scorecard on this regulation's list")
    parser.add_argument("--lineage", metavar="FILE", help="a lineage table of your own instead of the project's")
    parser.add_argument("--scale", choices=["level", "position"], default="level", help="convention between scales")
    parser.add_argument("--strict", action="store_true", help="indicators whose scope moved count as dropped and added")
    parser.add_argument(
        "--confidence", choices=["low", "medium", "high"], default="low", help="least confidence of a link"
    )
    parser.add_argument("--chain", action="store_true", help="step by step through every published year between")
    parser.add_argument("--language", choices=["id", "en"], default="en")


def run(args: argparse.Namespace) -> int:
    """Bridge two years, or read one year's scorecard on another regulation's list."""
    from spbe_analysis.errors import ParameterError
    from spbe_analysis.evidence.published import scorecard_for
    from spbe_analysis.evidence.register import resolve_institution

    if bool(args.simulate) == (args.to_year is not None):
        raise ParameterError("give either --to Y or --simulate R", advice="For example --simulate permenpanrb-8-2026.")
    if args.chain and (args.simulate or args.from_stage != args.to_stage):
        raise ParameterError("--chain goes with --to and one stage")
    body = resolve_institution(args.institution)
    if args.simulate:
        return _simulate(args, scorecard_for(body.name, args.from_year, args.from_stage))
    if (args.from_year, args.from_stage) == (args.to_year, args.to_stage):
        raise ParameterError("a change needs two different years or stages")
    return _bridge(args, body.name)


def _bridge(args: argparse.Namespace, institution: str) -> int:
    from spbe_analysis.analysis.bridge.bridge import bridge, require_comparable
    from spbe_analysis.analysis.bridge.probabilities import bridge_chances
    from spbe_analysis.cli.output import print_json
    from spbe_analysis.evidence.published import scorecard_for
    from spbe_analysis.regulation import framework_for_year

    frameworks = (framework_for_year(args.from_year), framework_for_year(args.to_year))
    lineage = _lineage(args, frameworks)
    require_comparable(lineage, _hint(args, institution, frameworks, lineage))
    scorecards = (
        scorecard_for(institution, args.from_year, args.from_stage),
        scorecard_for(institution, args.to_year, args.to_stage),
    )
    answer = bridge(*scorecards, frameworks, lineage, args.scale)
    unsure = any(span.low != span.high for span in answer.parts.values())
    chances = bridge_chances(answer) if unsure else {}
    path = _path(args, institution, lineage) if args.chain else None
    if args.json:
        print_json(to_json(answer, chances, path, args))
    else:
        _print(answer, chances, path, args)
    return 0


def _lineage(args: argparse.Namespace, frameworks: tuple):
    from spbe_analysis.regulation.lineage_table import lineage_pairs, load_lineage, read_lineage

    pair = (frameworks[0].id, frameworks[1].id)
    if args.lineage:
        found = read_lineage(args.lineage, *frameworks)
        if pair in lineage_pairs() or pair[::-1] in lineage_pairs():
            found = found.standing_as(load_lineage(*pair))
    else:
        found = load_lineage(*pair)
    if args.strict:
        found = found.without_scope_changes()
    return found.at_least(args.confidence)


def _hint(args: argparse.Namespace, institution: str, frameworks: tuple, lineage) -> str:
    """What to do instead of bridging regulations that are not to be chained."""
    from spbe_analysis.evidence.published import published_years
    from spbe_analysis.presentation.text.wording import say

    if lineage.comparable:
        return ""
    there = published_years(institution)
    years = [year for year in (args.from_year, args.to_year) if year in there]
    told = [
        say("bridge.no_result", args.language, year=year, regulation=framework.id, institution=institution)
        for year, framework in zip((args.from_year, args.to_year), frameworks, strict=True)
        if year not in there
    ]
    year = years[0] if years else args.from_year
    other = frameworks[1] if year == args.from_year else frameworks[0]
    told.append(say("bridge.simulate_hint", args.language, institution=institution, year=year, regulation=other.id))
    return "\n".join(told)


def _path(args: argparse.Namespace, institution: str, lineage):
    from spbe_analysis.analysis.bridge.path import bridge_path
    from spbe_analysis.evidence.published import published_years, scorecard_for
    from spbe_analysis.regulation import load_framework

    low, high = sorted((args.from_year, args.to_year))
    scorecards = {
        y: scorecard_for(institution, y, args.from_stage)
        for y in published_years(institution, args.from_stage)
        if low <= y <= high
    }
    frameworks = {year: load_framework(scorecard.regulation) for year, scorecard in scorecards.items()}
    forward = lineage if args.from_year < args.to_year else lineage.reversed()
    return bridge_path(scorecards, frameworks, {(forward.before, forward.after): forward}, args.scale)


def to_json(answer, chances, path, args: argparse.Namespace) -> dict:
    """The answer in the shape the command line promises."""
    from spbe_analysis.analysis.bridge.decomposition import PARTS
    from spbe_analysis.presentation.bridge.words import notes, part_name, verdicts

    language = args.language

    def ends(span) -> dict:
        return {"low": span.low, "high": span.high, "verdict": span.verdict}

    def chance(name: str) -> dict:
        return {"chance": chances[name]._asdict()} if name in chances else {}

    printed = [
        scorecard.values.get(framework.root)
        for scorecard, framework in zip((answer.before, answer.after), answer.frameworks, strict=True)
    ]
    found = {
        "institution": answer.after.institution,
        "before": _card(answer.before, answer.frameworks[0]),
        "after": _card(answer.after, answer.frameworks[1]),
        "parts": [
            {"part": part, "name": part_name(part, answer, language), **ends(answer.parts[part]), **chance(part)}
            for part in PARTS
        ],
        "total": ends(answer.total) | {"published": printed[1].value - printed[0].value if all(printed) else None},
        "like_for_like": ends(answer.like_for_like)
        | {
            "weights_before": ends(answer.fixed_weights["before"]),
            "weights_after": ends(answer.fixed_weights["after"]),
        },
        "yardstick": ends(answer.yardstick),
        "kept_weight": {"before": answer.kept_weight[0], "after": answer.kept_weight[1]},
        "scale": answer.scale,
        "lineage": _about_lineage(answer.lineage, language),
        "detail": [
            {
                "part": row.part,
                "before": list(row.before),
                "after": list(row.after),
                "relation": row.relation,
                "confidence": row.confidence,
                "scope_changed": row.scope_changed,
                "low": row.low,
                "high": row.high,
                "verdict": row.verdict,
            }
            for row in answer.detail.itertuples()
        ],
        "verdicts": verdicts(answer, language),
        "notes": notes(answer, language, args.strict, args.confidence),
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


def _print(answer, chances, path, args: argparse.Namespace) -> None:
    from spbe_analysis.analysis.bridge.decomposition import PARTS
    from spbe_analysis.presentation.bridge.words import chance_sentence, headline, notes, part_rows, span, verdicts
    from spbe_analysis.presentation.page.tables import VERDICTS
    from spbe_analysis.presentation.text.wording import say

    lang = args.language
    print(headline(answer, lang))
    for sentence in verdicts(answer, lang):
        print(sentence)
    print(f"\n{say('bridge.parts_head', lang)}")
    rows = part_rows(answer, lang)
    fixed = {
        side: say("bridge.fixed_before", lang, regulation=framework.number_text)
        for side, framework in zip(("before", "after"), answer.frameworks, strict=True)
    }
    wide = max(map(len, [*rows["label"], *fixed.values()]))
    for row in rows.itertuples():
        print(f"  {row.label:{wide}}  {span(row.low, row.high, lang):>20}  {say(VERDICTS[row.verdict], lang)}")
    for side, text in fixed.items():
        print(f"  {text:{wide}}  {span(*answer.fixed_weights[side][:2], lang):>20}")
    if path is not None:
        names = rows.set_index("part")["label"]
        print(f"\n{say('bridge.chain_head', lang)}")
        for a, b in dict.fromkeys([*pairwise(path.years), (path.years[0], path.years[-1])]):
            found = path.spans[a, b]
            print(
                "  "
                + say("bridge.part_total_step", lang, from_year=a, to_year=b)
                + f"  {span(*found['total'][:2], lang)}"
            )
            for part in PARTS:
                if found[part][:2] != (0, 0):
                    print(f"    {names[part]:{wide}}  {span(*found[part][:2], lang):>20}")
    print()
    if chances:
        print(chance_sentence(answer, chances, lang))
    for note in notes(answer, lang, args.strict, args.confidence):
        print(f"- {note}")
    print_sources(lang, answer.before, answer.after)


def _simulate(args: argparse.Namespace, scorecard) -> int:
    from spbe_analysis.analysis.bridge.simulator import simulate
    from spbe_analysis.cli.output import print_json
    from spbe_analysis.presentation.bridge.simulation import (
        headline,
        level_text,
        notes,
        reach_sentences,
        value_sentence,
    )
    from spbe_analysis.presentation.bridge.words import CONFIDENCES
    from spbe_analysis.presentation.page.tables import number_ranges
    from spbe_analysis.presentation.text.source_names import note_text
    from spbe_analysis.presentation.text.wording import percent, say
    from spbe_analysis.regulation import load_framework

    frameworks = (load_framework(scorecard.regulation), load_framework(args.simulate))
    found = simulate(scorecard, frameworks, _lineage(args, frameworks), args.scale)
    if args.json:
        print_json(simulation_json(found, args.language))
        return 0
    lang = args.language
    print(headline(found, lang))
    print(value_sentence(found, lang))
    for sentence in reach_sentences(found, lang):
        print(f"  {sentence}")
    print()
    for row in found.table.itertuples():
        ancestors = number_ranges(row.ancestors, frameworks[0]) if row.ancestors else say("bridge.figure_silent", lang)
        sure = f" ({say(CONFIDENCES[row.confidence], lang)})" if row.ancestors else ""
        print(
            f"  {row.code:7} {percent(row.weight, lang):>5} {level_text(row.low, row.high, lang):>11}  "
            f"{ancestors + sure:24} {frameworks[1].nodes[row.code].name(lang)}"
        )
    print()
    for note in [*notes(found, lang), *(note_text(note, lang, scorecard.remarks) for note in scorecard.notes)]:
        print(f"- {note}")
    print_sources(lang, scorecard)
    return 0


def simulation_json(found, language: str = "en") -> dict:
    """A simulation for machines."""
    from spbe_analysis.presentation.bridge.simulation import notes

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
        "scorecard": _card(found.scorecard, old),
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
                "ancestors": list(row.ancestors),
                "confidence": row.confidence,
                "level": {"low": row.low, "high": row.high},
            }
            for row in found.table.itertuples()
        ],
        "no_ancestor": list(found.no_ancestor),
        "no_successor": list(found.no_successor),
        "predicates": [reach(one) for one in found.predicates],
        "lineage": _about_lineage(found.lineage, language),
        "notes": notes(found, language),
        "sources": sources_of(found.scorecard),
    }


def _about_lineage(lineage, language: str) -> dict:
    return {
        "before": lineage.before,
        "after": lineage.after,
        "status": lineage.status,
        "title": lineage.title(language),
    }


def _card(scorecard, framework) -> dict:
    printed = scorecard.values.get(framework.root)
    return {
        "year": scorecard.year,
        "regulation": scorecard.regulation,
        "stage": scorecard.stage,
        "assessment": scorecard.assessment,
        "index": printed.text if printed else None,
        "predicate": scorecard.predicate or None,
    }
