"""``spbe import``: read a result report, a national table or a spreadsheet into tidy rows."""

from __future__ import annotations

import argparse

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    from spbe_analysis.cli.check import add_about

    parser.epilog = (
        "A table names its columns in the first row: 'indicator,level' or 'No, Indikator, Mandiri, Final' with a row an "
        "indicator, or institution, year, 1 to 47 (or D1 to D4, Indeks, Predikat) with a row an institution. Nothing is "
        "written to data/ without --save."
    )
    parser.add_argument("file", metavar="FILE", help="PDF, XLSX, XLS, ODS, CSV, Markdown, HTML, JSON or pasted text")
    add_about(parser)
    parser.add_argument("--assessment", choices=["evaluasi", "pemantauan"], help="where the file does not say")
    parser.add_argument("--save", metavar="NAME", help="keep the cards in data/raw/imported/NAME, all or none")
    parser.add_argument("--title", default="", help="with --save: title of the document")
    parser.add_argument("--publisher", default="", help="with --save: who published it")
    parser.add_argument(
        "--url",
        default="",
        help="with --save: where it was read; in words where it has no address, such as 'arsip Diskominfo'",
    )
    parser.add_argument(
        "--source", default="", help="with --save: result_report, national_report, decree, own_site or press"
    )


def run(args: argparse.Namespace) -> int:
    """Read the file, check it, and save it when asked to."""
    from spbe_analysis.cli.check import as_json
    from spbe_analysis.studies.files import check, read

    found = read(
        args.file,
        args.institution or "",
        args.year,
        stage=args.stage,
        regulation=args.regulation or "",
        assessment=args.assessment or "",
    )
    imported, checked = found.exact, check(found)
    saved = ""
    if args.save is not None:
        from spbe_analysis.evidence.readers.save import save_cards

        saved = str(save_cards(imported, args.save, args.title, args.publisher, args.url, args.source))
    if args.json:
        print_json(
            {
                "file": imported.file,
                "kind": imported.kind,
                "rows": imported.rows,
                "findings": [as_json(finding, args.language) for finding in checked.exact],
                "doubtful": imported.doubtful,
                "refused": imported.refused,
                "saved": saved,
            }
        )
        return 0
    ending = say("import.saved", args.language, folder=saved) if saved else say("import.not_saved", args.language)
    print_lines([*found.sentences(args.language), *checked.sentences(args.language), ending])
    return 0
