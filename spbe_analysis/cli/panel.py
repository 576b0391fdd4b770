"""``spbe panel``: every institution, both years, as files."""

from __future__ import annotations

import argparse

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import say, whole


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="from_year", type=int, metavar="Y", help="first index year (default: every pair)"
    )
    parser.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    parser.add_argument("--out", metavar="DIR", help="folder of the files (default: data below the reports)")


def run(args: argparse.Namespace) -> int:
    """Write the files and say which."""
    from pathlib import Path

    from spbe_analysis.reports.one.single import report_root
    from spbe_analysis.reports.site.data import DATA
    from spbe_analysis.studies.panel import panel
    from spbe_analysis.studies.panel_files import published_pairs, save_panels

    if (args.from_year is None) != (args.to_year is None):
        raise ParameterError(Message("panel.one_year"), advice=Message("panel.both_years"))
    pairs = published_pairs() if args.from_year is None else [(args.from_year, args.to_year)]
    saved = save_panels(Path(args.out) if args.out else report_root(None) / DATA, [panel(*pair) for pair in pairs])
    counts = [
        {"from_year": before, "to_year": after, "institutions": count}
        for (before, after), count in saved.institutions.items()
    ]
    if args.json:
        left_out = [message.told(args.language) for message in saved.left_out]
        print_json({"files": [str(path) for path in saved.files], "panels": counts, "left_out": left_out})
        return 0
    for one in counts:
        years, count = {"before": one["from_year"], "after": one["to_year"]}, whole(one["institutions"], args.language)
        print_lines([say("panel.written", args.language, **years, count=count)])
    print_lines([f"  {path}" for path in saved.files])
    print_lines([message.told(args.language) for message in saved.left_out])
    return 0
