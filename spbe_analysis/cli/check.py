"""``spbe check``: can whole levels produce these printed numbers."""

from __future__ import annotations

import argparse

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import said
from spbe_analysis.presentation.text.wording import say

ABOUT = {
    "institution": "whose figures these are, where the file does not say",
    "regulation": "for example permenpanrb-59-2020, where neither file nor year decides",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="result reports (PDF), tables (CSV, text) or spreadsheets; the whole collection by default",
    )
    add_about(parser)
    parser.add_argument("--rounding", choices=["half_up", "half_even", "truncate"], help="the regulation's by default")


def add_about(parser: argparse.ArgumentParser) -> None:
    """Declare what a reader may say of a file that the file does not say of itself."""
    for name, text in ABOUT.items():
        parser.add_argument(f"--{name}", metavar=name[0].upper(), help=text)
    parser.add_argument("--year", type=int, metavar="Y", help="index year, where the file does not say")
    parser.add_argument("--stage", choices=STAGES, default="final")


def run(args: argparse.Namespace) -> int:
    """Check the files or the collection; exit 1 when there are findings."""
    from spbe_analysis.studies.files import check

    found = check(
        args.files or None,
        rounding=args.rounding,
        institution=args.institution or "",
        year=args.year,
        stage=args.stage,
        regulation=args.regulation or "",
    )
    if args.json:
        print_json(
            {
                "rows": found.rows,
                "doubtful": [said(text, args.language) for text in found.doubtful],
                "refused": [said(text, args.language) for text in found.refused],
                "findings": [as_json(finding, args.language) for finding in found.exact],
                "publisher_rules": [
                    {"table": found.names[year], "year": year} | _fits("rounding", one) | _fits("predicate", other)
                    for year, (one, other) in found.rules.items()
                ],
            }
        )
    else:
        print_lines(said(text, args.language) for text in (*found.doubtful, *found.refused))
        print_lines(found.sentences(args.language))
        for year, (rounding, predicates) in found.rules.items():
            counts = {"cards": rounding.scorecards, "predicates": predicates.scorecards}
            fits = {**rounding.fits, **predicates.fits}
            print(say("check.rules", args.language, table=found.names[year], **counts, **fits))
    return 1 if found.exact else 0


def as_json(finding, language: str) -> dict:
    """A finding in the shape of the JSON answer."""
    from spbe_analysis.presentation.text.findings import message

    suggestions = [
        {"code": s.code, "value": s.value}
        | ({"with": [{"code": code, "value": value} for code, value in s.others]} if s.others else {})
        for s in finding.suggestions
    ]
    return {
        **{name: getattr(finding, name) for name in ("institution", "year", "stage", "code", "printed", "rule")},
        "message": message(finding, language),
        "suggestions": suggestions,
        "corrected": finding.correction.get(language, ""),
        "note": finding.note.get(language, ""),
        "document": finding.document,
        "place": finding.place,
    }


def _fits(of: str, count) -> dict:
    return {of: {"rule": count.rule, "cards": count.scorecards, "fits": count.fits}}
