"""``spbe law``: the regulations as JSON for other programs."""

from __future__ import annotations

import argparse

from spbe_analysis.cli.output import print_json
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", default="law", metavar="DIR", help="folder they are written to (default: law)")


def run(args: argparse.Namespace) -> int:
    """Write the files and say where."""
    from spbe_analysis.regulation import regulation_ids
    from spbe_analysis.studies.law import export_law

    files = export_law(args.out)
    if args.json:
        print_json({"folder": args.out, "files": [path.as_posix() for path in files]})
        return 0
    print(say("evidence.law_written", args.language, folder=args.out, laws=len(regulation_ids()), files=len(files)))
    return 0
