"""``spbe check``: can whole levels produce these printed numbers."""

from __future__ import annotations

import argparse

ABOUT = {
    "institution": "whose figures these are, where the file does not say",
    "regulation": "for example permenpanrb-59-2020, where neither file nor year decides",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="result reports (PDF), tables (CSV, text) or spreadsheets; the whole collection by default",
    )
    add_about(parser)
    parser.add_argument("--rounding", choices=["half_up", "half_even", "truncate"], help="the regulation's by default")
    parser.add_argument("--language", choices=["id", "en"], default="en")


def add_about(parser: argparse.ArgumentParser) -> None:
    """Declare what a reader may say of a file that the file does not say of itself."""
    for name, text in ABOUT.items():
        parser.add_argument(f"--{name}", metavar=name[0].upper(), help=text)
    parser.add_argument("--year", type=int, metavar="Y", help="index year, where the file does not say")
    parser.add_argument("--stage", choices=["final", "interim", "self_assessment"], default="final")


def run(args: argparse.Namespace) -> int:
    """Check the files or the collection; exit 1 when there are findings."""
    from spbe_analysis.analysis.consistency.consistency import check_cards
    from spbe_analysis.analysis.consistency.printed_means import check_means
    from spbe_analysis.analysis.consistency.publisher_rules import count_tables
    from spbe_analysis.cli.output import print_json

    if args.files:
        scorecards, means = _cards_of(args), []
    else:
        from spbe_analysis.evidence.as_printed import collection_cards, collection_means

        scorecards, means = collection_cards(), collection_means()
    findings = check_cards(scorecards, args.rounding) + check_means(means, args.rounding)
    rows = sum(len(scorecard.cells) + len(scorecard.again) + len(scorecard.foreign) for scorecard in scorecards)
    rows += sum(len(texts) for table in means for texts in table.cells.values())
    names, counts = count_tables(scorecards)
    if args.json:
        answer = {"rows": rows, "findings": [as_json(finding, args.language) for finding in findings]}
        print_json(
            {
                **answer,
                "publisher_rules": [
                    {"table": names[year], "year": year, **_counts_json(*both)} for year, both in counts.items()
                ],
            }
        )
    else:
        show(findings, rows, args.language)
        for year, both in counts.items():
            _show_counts(names[year], *both, args.language)
    return 1 if findings else 0


def show(findings, rows: int, language: str) -> None:
    """Findings in plain words."""
    from spbe_analysis.presentation.text.findings import headline, message, remedies
    from spbe_analysis.presentation.text.wording import say, whole

    for finding in findings:
        print(headline(finding, language))
        for sentence in (message(finding, language), *remedies(finding, language)):
            print(f"  {sentence}")
    if findings:
        print(say("check.read", language, rows=whole(rows, language), findings=len(findings)))
    else:
        print(say("check.read_none", language, rows=whole(rows, language)))


def as_json(finding, language: str) -> dict:
    """A finding in the shape of the JSON answer."""
    from spbe_analysis.presentation.text.findings import message

    suggestions = [
        {"code": s.code, "value": s.value}
        | ({"with": [{"code": code, "value": value} for code, value in s.others]} if s.others else {})
        for s in finding.suggestions
    ]
    return {
        "institution": finding.institution,
        "year": finding.year,
        "stage": finding.stage,
        "code": finding.code,
        "printed": finding.printed,
        "rule": finding.rule,
        "message": message(finding, language),
        "suggestions": suggestions,
        "corrected": finding.correction.get(language, ""),
        "note": finding.note.get(language, ""),
        "document": finding.document,
        "place": finding.place,
    }


def _counts_json(rounding, predicates) -> dict:
    return {
        "rounding": {"rule": rounding.rule, "cards": rounding.scorecards, "fits": rounding.fits},
        "predicate": {"rule": predicates.rule, "cards": predicates.scorecards, "fits": predicates.fits},
    }


def _show_counts(name: str, rounding, predicates, language: str) -> None:
    from spbe_analysis.presentation.text.wording import say

    print(
        say(
            "check.rules",
            language,
            table=name,
            cards=rounding.scorecards,
            predicates=predicates.scorecards,
            **rounding.fits,
            **predicates.fits,
        )
    )


def _cards_of(args: argparse.Namespace):
    from spbe_analysis.evidence.readers.any_file import read_file
    from spbe_analysis.evidence.readers.imported import About

    about = About(args.institution or "", args.year, args.stage, args.regulation or "")
    return [scorecard for path in args.files for scorecard in read_file(path, about).scorecards]
