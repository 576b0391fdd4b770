"""``spbe index``: a table of levels to its scores and predicate."""

from __future__ import annotations

import argparse
from pathlib import Path

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.presentation.text.wording import number
from spbe_analysis.regulation.rounding import fixed


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a table of levels (CSV, text or workbook) or a result report (PDF)")
    parser.add_argument(
        "--regulation", metavar="R", help="for example permenpanrb-59-2020, where the levels do not decide it"
    )
    parser.add_argument("--year", type=int, help="index year, which decides the predicate rule")


def run(args: argparse.Namespace) -> int:
    """Score the file and print the answer."""
    from spbe_analysis.studies.score import score

    found = score(Path(args.file), args.regulation, args.year)
    framework, scores, reading = found.framework, found.exact, found.reading
    shown = {
        code: {"score": fixed(scores[code], framework.decimals, framework.rounding), "exact": scores[code]}
        for code in scores
    }
    if args.json:
        print_json(
            {
                "regulation": framework.id,
                "index": shown[framework.root]["score"],
                "index_exact": scores[framework.root],
                "predicate": reading.predicate.name_id,
                "predicate_rule": reading.rule,
                "predicate_rules_differ": reading.rules_differ,
                "domains": {code: shown[code] for code in framework.of_kind("domain")},
                "aspects": {code: shown[code] for code in framework.of_kind("aspect")},
            }
        )
        return 0
    lang = args.language
    print_lines(found.sentences(lang))
    for kind in ("domain", "aspect"):
        for code in framework.of_kind(kind):
            print(f"  {code:8} {number(scores[code], lang, framework.decimals)}  {framework.nodes[code].name(lang)}")
    return 0
