"""``spbe compare``: any set of institutions against their mean."""

from __future__ import annotations

import argparse

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "institutions",
        nargs="*",
        metavar="NAME",
        help='two names or more, tolerant of case and "Pemprov", "Kab.", "Kota"',
    )
    parser.add_argument("--kind", metavar="K", help="instead of names: all of this kind, such as kota or kementerian")
    parser.add_argument("--province", metavar="P", help="instead of names: all local governments of this province")
    parser.add_argument("--from", dest="from_year", type=int, metavar="Y", help="first index year")
    parser.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    parser.add_argument("--year", type=int, metavar="Y", help="one index year, instead of --from and --to")
    parser.add_argument("--save", metavar="FOLDER", help="write the table as CSV and XLSX to this folder")


def run(args: argparse.Namespace) -> int:
    """Compare, write the files that were asked for, and say what came out."""
    from spbe_analysis.studies.compare import compare

    pair = (args.from_year, args.to_year)
    if pair.count(None) != (0 if args.year is None else 2):
        raise ParameterError(Message("compare.years"), advice=Message("compare.years_advice"))
    years = pair if args.year is None else (args.year, None)
    found = compare(args.institutions or None, *years, kind=args.kind, province=args.province)
    files = found.save(args.save) if args.save else []
    if args.json:
        print_json(_answer(found, files, args.language))
        return 0
    print_lines(_lines(found, args.language))
    print_lines([f"  {path}" for path in files])
    return 0


def _answer(found, files, language: str) -> dict:
    """The table in plain numbers with what it says, who is left out or corrected, and its sources."""
    from spbe_analysis.presentation.page.tables import known
    from spbe_analysis.studies.answer import sources_of

    records = [
        {"institution": name} | {column: known(value) for column, value in row.items()}
        for name, row in found.exact.to_dict("index").items()
    ]
    return {
        "years": list(found.years),
        "regulation": found.framework.id,
        "institutions": len(records) - 1,
        "rows": records[:-1],
        "mean": records[-1],
        "left_out": {name: list(years) for name, years in found.left_out.items()},
        "corrected": {name: list(years) for name, years in found.corrected.items()},
        "not_reproducible": found.not_reproducible,
        "sentences": found.sentences(language),
        "files": [str(path) for path in files],
        "sources": sources_of(*found._scorecards()),
    }


def _lines(found, language: str) -> list[str]:
    """The sentences, and a table of indices below which the domains stand."""
    from spbe_analysis.presentation.comparison import tables

    told = [*found.sentences(language), ""]
    for frame in (tables.indices(found, language), tables.parts(found, language)):
        columns = [[head, *frame[head]] for head in frame]
        widths = [max(map(len, column)) for column in columns]
        lines = zip(*columns, strict=True)
        told += [
            "  ".join(
                cell.rjust(width) if place else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        ]
        told.append("")
    return [*told, say("compare.printed", language)]
