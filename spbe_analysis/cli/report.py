"""``spbe report``: one report through papermill."""

from __future__ import annotations

import argparse
import sys

from spbe_analysis.message import Message


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("institution", nargs="?", help='name, tolerant of case and "Pemprov", "Kab.", "Kota"')
    parser.add_argument("--from", dest="from_year", type=int, metavar="Y", help="first index year")
    parser.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    parser.add_argument("--language", choices=["id", "en"], default="id", help="language of the report (default: id)")
    parser.add_argument(
        "--pdf", action="store_true", help="also write report.pdf, summary.pdf, slide.png and slide.svg"
    )
    parser.add_argument("--out", metavar="DIR", help="root folder of the reports (default: reports)")


def run(args: argparse.Namespace) -> int:
    """Make the report, then the site; print where they are."""
    from spbe_analysis.cli.output import print_json
    from spbe_analysis.errors import ParameterError
    from spbe_analysis.reports.factory.worker import lean_start
    from spbe_analysis.reports.one.single import report as make
    from spbe_analysis.reports.one.single import report_root
    from spbe_analysis.reports.site.guide import build_guide
    from spbe_analysis.reports.site.site import build_site

    lean_start()
    wanted = {"institution": args.institution, "--from": args.from_year, "--to": args.to_year}
    missing = [name for name, value in wanted.items() if value is None]
    if missing:
        raise ParameterError(Message("report.needs"), [Message("report.missing", name=name) for name in missing])
    root = report_root(args.out)
    report = make(args.institution, args.from_year, args.to_year, args.language, pdf=args.pdf, out=root)
    if report.remarks:
        print(report.remarks.rstrip(), file=sys.stderr)
    build_guide(root)
    index = build_site(root)
    if args.json:
        print_json(
            {
                "index": str(index),
                "reports": [{"path": str(report.page), "title": report.title, "finding": report.finding}],
            }
        )
    else:
        print(report.page)
        print(index)
    return 0
