"""``spbe index``: a table of levels to its scores and predicate."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("file", help="CSV with the header indicator,level")
    parser.add_argument("--regulation", required=True, metavar="R", help="for example permenpanrb-59-2020")
    parser.add_argument("--year", type=int, help="index year, which decides the predicate rule")
    parser.add_argument("--language", choices=["id", "en"], default="en")


def run(args: argparse.Namespace) -> int:
    """Score the file and print the answer."""
    from spbe_analysis.analysis.index import read_predicate, score_levels
    from spbe_analysis.cli.output import decimal, print_json
    from spbe_analysis.evidence.readers.levels_file import read_levels
    from spbe_analysis.presentation.text.wording import exact, number, say
    from spbe_analysis.regulation import load_framework
    from spbe_analysis.regulation.rounding import fixed

    framework = load_framework(args.regulation)
    scores = score_levels(read_levels(args.file, framework), framework)
    index = scores[framework.root]
    reading = read_predicate(index, framework, args.year)
    shown = {
        code: {"score": fixed(scores[code], framework.decimals, framework.rounding), "exact": decimal(scores[code])}
        for code in scores
    }
    if args.json:
        print_json(
            {
                "regulation": framework.id,
                "index": shown[framework.root]["score"],
                "index_exact": decimal(index),
                "predicate": reading.predicate.name_id,
                "predicate_rule": reading.rule,
                "predicate_rules_differ": reading.rules_differ,
                "domains": {code: shown[code] for code in framework.of_kind("domain")},
                "aspects": {code: shown[code] for code in framework.of_kind("aspect")},
            }
        )
        return 0
    lang = args.language
    print(
        say(
            "index.headline",
            lang,
            index=number(index, lang, framework.decimals),
            exact=exact(index, lang),
            predicate=reading.predicate.name(lang),
            regulation=framework.number_text,
        )
    )
    if reading.rules_differ:
        print(say("index.rules_differ", lang, rounded=reading.rounded.name(lang), exact=reading.exact.name(lang)))
    for kind in ("domain", "aspect"):
        for code in framework.of_kind(kind):
            print(f"  {code:8} {number(scores[code], lang, framework.decimals)}  {framework.nodes[code].name(lang)}")
    return 0
