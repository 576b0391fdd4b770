"""``spbe report``: one report through papermill."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("institution", nargs="?", help='name, tolerant of case and "Pemprov", "Kab.", "Kota"')
    parser.add_argument("--from", dest="from_year", type=int, metavar="Y", help="first index year")
    parser.add_argument("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    parser.add_argument(
        "--year", type=int, metavar="Y", help="instead of both: a report on this year's scorecard alone"
    )
    parser.add_argument("--stage", choices=STAGES, help="with --year: the scorecard's stage (default: final)")
    parser.add_argument("--from-stage", choices=STAGES, help="stage of the first (default: final)")
    parser.add_argument("--to-stage", choices=STAGES, help="stage of the second (default: final)")
    parser.add_argument("--language", choices=["id", "en"], default="id", help="language of the report (default: id)")
    parser.add_argument(
        "--pdf", action="store_true", help="also write report.pdf, summary.pdf, slide.png and slide.svg"
    )
    parser.add_argument("--out", metavar="DIR", help="root folder of the reports (default: reports)")


def run(args: argparse.Namespace) -> int:
    """Make the report, then the page of its province and the site; print where they are."""
    from spbe_analysis.cli.door import tell
    from spbe_analysis.evidence.register import resolve_institution
    from spbe_analysis.reports.factory.worker import lean_start
    from spbe_analysis.reports.one.pdf import REPORT, SLIDE_PNG, SLIDE_SVG, SUMMARY
    from spbe_analysis.reports.one.sheet import MEETING
    from spbe_analysis.reports.one.single import report as make
    from spbe_analysis.reports.one.single import report_root
    from spbe_analysis.reports.site.guide import build_guide
    from spbe_analysis.reports.site.provinces import build_provinces
    from spbe_analysis.reports.site.site import build_site

    lean_start()
    root = report_root(args.out)
    first = args.stage if args.year else args.from_stage
    stages = {"stage": first or STAGES[0], "to_stage": args.to_stage or STAGES[0]}
    years = _years(args)
    if sys.stderr.isatty():
        tell(say("report.making", args.language))
    report = make(*years, args.language, **stages, pdf=args.pdf, out=root)
    if report.remarks:
        print(report.remarks.rstrip(), file=sys.stderr)
    build_guide(root)
    build_provinces(root, {resolve_institution(args.institution).province})
    index = build_site(root)
    if args.json:
        print_json(
            {
                "index": str(index),
                "reports": [{"path": str(report.page), "title": report.title, "finding": report.finding}],
            }
        )
    else:
        beside = [
            report.folder / name for name in (MEETING, *((REPORT, SUMMARY, SLIDE_PNG, SLIDE_SVG) if args.pdf else ()))
        ]
        print_lines(map(str, [report.page, *filter(Path.is_file, beside), index]))
    return 0


def _years(args: argparse.Namespace) -> tuple:
    """Whom and which years the report is about; one year stands for its scorecard alone."""
    of_two = {"--from": args.from_year, "--to": args.to_year}
    extra = {"--from-stage": args.from_stage, "--to-stage": args.to_stage}
    wanted = {"institution": args.institution} | ({} if args.year else of_two)
    problems = [Message("report.missing", name=name) for name, value in wanted.items() if value is None]
    if args.year:
        clash = [name for name, value in (of_two | extra).items() if value is not None]
        problems += [Message("usage.not_with", name="--year", other=name) for name in clash]
    elif args.stage:
        problems.append(Message("report.stage_alone"))
    if problems:
        raise ParameterError(Message("report.needs"), problems)
    return (args.institution, args.year, None) if args.year else (args.institution, args.from_year, args.to_year)
