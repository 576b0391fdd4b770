"""``spbe import``: read a result report, a national table or a spreadsheet into tidy rows."""

from __future__ import annotations

import argparse

_CARDS_SHOWN = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    from spbe_analysis.cli.check import add_about

    parser.epilog = (
        "A table names its columns in the first row: 'indicator,level' or 'No, Indikator, Mandiri, Final' with a row an "
        "indicator, or institution, year, 1 to 47 (or D1 to D4, Indeks, Predikat) with a row an institution. Nothing is "
        "written to data/ without --save."
    )
    parser.add_argument("file", metavar="FILE", help="PDF, XLSX, CSV or pasted text")
    add_about(parser)
    parser.add_argument("--assessment", choices=["evaluasi", "pemantauan"], help="where the file does not say")
    parser.add_argument("--save", metavar="NAME", help="keep the cards in data/raw/imported/NAME, all or none")
    parser.add_argument("--title", default="", help="with --save: title of the document")
    parser.add_argument("--publisher", default="", help="with --save: who published it")
    parser.add_argument("--url", default="", help="with --save: where it was read")
    parser.add_argument(
        "--source", default="", help="with --save: result_report, national_report, decree, own_site or press"
    )
    parser.add_argument("--language", choices=["id", "en"], default="en")


def run(args: argparse.Namespace) -> int:
    """Read the file, check it, and save it when asked to."""
    from spbe_analysis.analysis.consistency.consistency import check_cards
    from spbe_analysis.cli.check import as_json, show
    from spbe_analysis.cli.output import print_json
    from spbe_analysis.evidence.readers.any_file import read_file
    from spbe_analysis.evidence.readers.imported import About

    about = About(args.institution or "", args.year, args.stage, args.regulation or "", args.assessment or "")
    imported = read_file(args.file, about)
    findings = check_cards(imported.scorecards)
    saved = ""
    if args.save is not None:
        from spbe_analysis.evidence.readers.save import save_cards

        saved = str(save_cards(imported, args.save, args.title, args.publisher, args.url, args.source))
    rows = imported.rows
    if args.json:
        print_json(
            {
                "file": imported.file,
                "kind": imported.kind,
                "rows": rows,
                "findings": [as_json(finding, args.language) for finding in findings],
                "doubtful": imported.doubtful,
                "refused": imported.refused,
                "saved": saved,
            }
        )
        return 0
    _summary(imported, args.language)
    show(findings, len(rows), args.language)
    _ending(saved, args.language)
    return 0


def _summary(imported, language: str) -> None:
    from spbe_analysis.presentation.text.wording import say

    about = {"file": imported.file, "cards": len(imported.scorecards), "cells": len(imported.rows)}
    print(
        {
            "result_report": say("import.kind_result_report", language, **about),
            "national_table": say("import.kind_national_table", language, **about),
            "spreadsheet": say("import.kind_spreadsheet", language, **about),
        }[imported.kind]
    )
    for scorecard in imported.scorecards[:_CARDS_SHOWN]:
        print(f"  {_card(scorecard, language)}")
    if len(imported.scorecards) > _CARDS_SHOWN:
        print(f"  {say('import.more_cards', language, count=len(imported.scorecards) - _CARDS_SHOWN)}")
    for what in imported.doubtful:
        print(say("import.doubtful", language, what=what))
    for what in imported.refused:
        print(say("import.refused", language, what=what))


def _card(scorecard, language: str) -> str:
    from spbe_analysis.presentation.text.findings import mark, predicate_text
    from spbe_analysis.presentation.text.wording import say
    from spbe_analysis.regulation import load_framework

    framework = load_framework(scorecard.regulation)
    levels = sum(code in scorecard.cells for code in framework.indicators)
    none = say("import.none", language)
    stages = {
        "final": say("import.stage_final", language),
        "interim": say("import.stage_interim", language),
        "self_assessment": say("import.stage_self_assessment", language),
    }
    return say(
        "import.card",
        language,
        institution=scorecard.institution or say("import.no_institution", language),
        year=scorecard.year or say("import.no_year", language),
        stage=stages[scorecard.stage],
        levels=levels,
        scores=len(scorecard.cells) - levels - (framework.root in scorecard.cells),
        index=mark(scorecard.cells.get(framework.root, ""), language) or none,
        predicate=predicate_text(scorecard.predicate, framework, language) or none,
    )


def _ending(saved: str, language: str) -> None:
    from spbe_analysis.presentation.text.wording import say

    print(say("import.saved", language, folder=saved) if saved else say("import.not_saved", language))
