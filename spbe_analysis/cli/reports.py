"""``spbe reports``: every report that is not up to date, then the site over them."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter

from spbe_analysis.cli.output import print_json
from spbe_analysis.errors import EvidenceError, ParameterError, SpbeError
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message, said
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.wording import LANGUAGES, number, say

DRIVERS, CARD = "01_drivers", "11_one_scorecard"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # a notebook's traceback is coloured for terminals


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--planned", action="store_true", help="the runs of notebooks/runs.toml instead of every institution")
    add("--kind", metavar="K", help="only bodies of this kind, such as kota")
    add("--province", metavar="P", help="only bodies of this province")
    add("--from", dest="from_year", type=int, metavar="Y", help="first index year (default: every pair with evidence)")
    add("--to", dest="to_year", type=int, metavar="Y", help="second index year")
    add("--year", type=int, metavar="Y", help="instead of two years: a report on every scorecard of this year")
    add("--stage", choices=STAGES, help="with --year: the scorecards' stage (default: final)")
    add(
        "--language",
        choices=["id", "en", "both"],
        help="language of the reports (default: id) and, where it is given, of what this verb says",
    )
    add("--notebook", metavar="N", help=f"notebook about one institution (default: {DRIVERS}; with --year {CARD})")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a further parameter; repeatable")
    add(
        "--pdf",
        action="store_true",
        help="also have report.pdf, summary.pdf, slide.png and slide.svg beside each report",
    )
    add("--out", metavar="DIR", help="root folder of the reports (default: reports)")
    add("--jobs", type=_positive, metavar="N", help="reports made at the same time (default: one a core)")
    add(
        "--cluster",
        metavar="ADDRESS",
        help="make them on the workers of this Dask scheduler, tcp://host:port or tls://host:port",
    )
    add("--sample", type=int, default=2, metavar="N", help="made again in a cold kernel and compared (default: 2)")
    add("--cell-seconds", type=_seconds, default=120.0, metavar="S", help="time limit of a cell (default: 120)")
    add("--run-seconds", type=_seconds, default=600.0, metavar="S", help="time limit of a report (default: 600)")
    add("--force", action="store_true", help="make also those that are up to date")
    add("--dry-run", action="store_true", help="say what would be made and why, and make nothing")
    add("--spawn", action="store_true", help=argparse.SUPPRESS)  # of 0.1.0; every report has a process of its own
    add("--no-site", action="store_true", help="leave the site as it is")


def run(args: argparse.Namespace) -> int:
    """Make what is stale; 1 when a report failed or a sample differs."""
    from spbe_analysis.evidence.values.paths import project_root
    from spbe_analysis.regulation import framework_for_year
    from spbe_analysis.reports.factory.factory import BuildPlan
    from spbe_analysis.reports.factory.tasks import find_tasks
    from spbe_analysis.reports.factory.worker import lean_start
    from spbe_analysis.reports.one.single import report_root

    lean_start()
    _refuse_two_ways(args)
    for year in (args.from_year, args.to_year, args.year):
        if year is not None:
            framework_for_year(year)  # refuses a year that no regulation covers: it would quietly make nothing
    project = project_root()
    root = report_root(args.out)
    notebook = project / "notebooks" / f"{args.notebook or (CARD if args.year else DRIVERS)}.ipynb"
    languages = LANGUAGES if args.language == "both" else (args.language or LANGUAGES[0],)
    if args.planned:
        tasks, skipped = _planned(args, project), []
    else:
        more = _more(args.parameter, notebook) | ({"stage": args.stage or STAGES[0]} if args.year else {})
        years = args.from_year, args.to_year
        tasks, skipped = find_tasks(notebook, args.kind, args.province, *years, languages, more, args.year)
        if not tasks:
            raise _nobody(args, skipped)
    if args.dry_run:
        plan = BuildPlan.of(tasks, root, args.force)
        _tell_plan(args, plan.to_make, plan.current, skipped)
        return 0
    return _make(args, tasks, skipped, root)


def _refuse_two_ways(args: argparse.Namespace) -> None:
    """One year and two years ask for different reports; a stage goes with one year."""
    others = {"--from": args.from_year, "--to": args.to_year, "--planned": args.planned or None}
    problems = [Message("usage.not_with", name="--year", other=name) for name in others if args.year and others[name]]
    if args.stage and not args.year:
        problems.append(Message("report.stage_alone"))
    if problems:
        raise ParameterError(Message("report.refused"), problems)


def _nobody(args: argparse.Namespace, skipped: list) -> SpbeError:
    """Why a selection gives no report: nobody is of the kind and the province, or none has the years."""
    if not skipped:
        kind = kind_name(args.kind, _spoken(args))
        return ParameterError(Message("report.nobody", kind=kind, province=args.province))
    reasons = Counter(one.reason for one in skipped).most_common()
    told = [Message("report.without", count=count, reason=reason) for reason, count in reasons]
    return EvidenceError(Message("report.none_of", count=len(skipped)), told)


def _planned(args: argparse.Namespace, project) -> list:
    """The runs of the plan as tasks, the longest first so that no core waits at the end."""
    from spbe_analysis.reports.factory.tasks import Task
    from spbe_analysis.reports.one.plan_file import load_runs

    narrowing = {"--kind": args.kind, "--province": args.province, "--from": args.from_year, "--to": args.to_year}
    given = [name for name, value in narrowing.items() if value is not None]
    if given:
        raise ParameterError(Message("report.planned"), [Message("report.not_with", name=name) for name in given])
    runs = load_runs(project / "notebooks" / "runs.toml")
    tasks = [Task(run.notebook, run.parameters, run.folder, str(run.parameters.get("institution", ""))) for run in runs]
    return sorted(tasks, key=lambda task: task.notebook.stem, reverse=True)


def _make(args: argparse.Namespace, tasks: list, skipped: list, root) -> int:
    import os

    from tqdm import tqdm

    from spbe_analysis.cli.door import tell
    from spbe_analysis.reports.factory.factory import Limits, make

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    quiet = args.json or None  # None: where there is no terminal
    bar = tqdm(unit="", desc=say("factory.progress", _spoken(args)), dynamic_ncols=True, disable=quiet)
    ended = 0

    def count(done: int, of: int, task) -> None:
        nonlocal ended
        ended, bar.total = done, of
        bar.update(done - bar.n)

    try:
        limits = Limits(args.cell_seconds, args.run_seconds)
        jobs = args.jobs or cores
        outcome = make(tasks, root, jobs, args.sample, args.force, limits, args.cluster, skipped, count)
    except KeyboardInterrupt:
        tell(say("factory.stopped", _spoken(args), done=ended))
        raise
    finally:
        bar.close()
    try:
        if args.pdf:
            _set_for_paper([*outcome.made, *outcome.current], root)
        site = None if args.no_site else _site(args, outcome, root)
    except OSError:  # a full disk, say: what was made until then is told all the same
        if not args.json:
            _tell(args, outcome, None)
        raise
    _tell(args, outcome, site)
    return 0 if outcome.whole else 1


def _set_for_paper(tasks: list, root) -> None:
    """Files for paper and slides beside every report that has none yet."""
    from spbe_analysis.reports.one.publish import inside
    from spbe_analysis.reports.one.run import add_paper

    for task in tasks:
        add_paper(inside(root, task.folder))


def _site(args: argparse.Namespace, outcome, root):
    """Write the site with guide, panel and provinces beside it; what says the same already is left alone."""
    from spbe_analysis.evidence.register import institutions_of
    from spbe_analysis.reports.site.whole import build_whole

    only = {body.province for body in institutions_of(province=args.province)} if args.province else None
    pair = (args.from_year, args.to_year) if args.from_year and args.to_year else (None, None)
    return build_whole(root, *pair, {one.task.institution for one in outcome.failed}, only)


def _more(pairs: list[str], notebook) -> dict[str, object]:
    """Further parameters, typed as the notebook, which must be there, declares them; texts stay as they were written."""
    from spbe_analysis.reports.one.parameters import read_parameters

    faulty = [pair for pair in pairs if "=" not in pair]
    if faulty:
        raise ParameterError(Message("report.parameter"), faulty)
    return read_parameters(notebook, dict(pair.split("=", 1) for pair in pairs))


def _tell_plan(args: argparse.Namespace, to_make: list, current: list, skipped: list) -> None:
    if args.json:
        print_json(
            {
                "would_make": [{**_about(task), "reason": reason} for task, reason in to_make],
                "current": len(current),
                "skipped": [vars(one) for one in skipped],
            }
        )
        return
    language = _spoken(args)
    for task, reason in to_make:
        print(say("factory.would", language, **_about(task), reason=reason.told(language, on_page=True)))
    _tell_skipped(skipped, language)
    counts = {"stale": len(to_make), "current": len(current), "skipped": len(skipped)}
    print(say("factory.planned", language, count=len(to_make) + len(current), **counts))


def _tell(args: argparse.Namespace, outcome, site) -> None:
    from fractions import Fraction

    failures = [*outcome.failed, *outcome.differing]
    if args.json:
        print_json(
            {
                "made": [_about(task) for task in outcome.made],
                "current": len(outcome.current),
                "failed": [
                    {**_about(one.task), "reason": one.reason, "cell": one.cell, "traceback": one.detail}
                    for one in failures
                ],
                "skipped": [vars(one) for one in outcome.skipped],
                "sampled": [task.folder for task in outcome.sampled],
                "left_out": outcome.left_out,
                "seconds": float(f"{outcome.seconds:.3f}"),
                "site": str(site) if site else None,
            }
        )
        return
    for folder, remark in outcome.remarks.items():
        print(f"{folder}: {remark.rstrip()}", file=sys.stderr)
    language = _spoken(args)
    for address, why in outcome.left_out.items():
        print(Message("cluster.left_out", address=address, why=why).told(language), file=sys.stderr)
    _tell_skipped(outcome.skipped, language)
    counts = {"made": len(outcome.made), "current": len(outcome.current), "failed": len(failures)}
    print(say("factory.made", language, **counts, seconds=number(Fraction(outcome.seconds), language, 1)))
    if outcome.sampled:
        print(say("factory.sampled", language, count=len(outcome.sampled)))
    for one in failures:
        about = {**_about(one.task), "reason": said(one.reason, language)}
        key = "factory.failed_outside" if one.cell is None else "factory.failed"
        print(say(key, language, **about, cell=one.cell), file=sys.stderr)
        if one.detail:
            plain = _COLOURS.sub("", one.detail)
            print("\n".join(f"    {line}" for line in plain.splitlines()), file=sys.stderr)
    if site:
        print(site)


def _tell_skipped(skipped: list, language: str) -> None:
    for one in skipped:
        reason = one.reason.told(language, on_page=True)
        print(say("factory.skipped", language, institution=one.institution, reason=reason))


def _spoken(args: argparse.Namespace) -> str:
    """The language this verb speaks: that of the reports where it was asked for, else English like the other verbs."""
    return args.language if args.language in ("id", "en") else "en"


def _about(task) -> dict[str, str]:
    return {"folder": task.folder, "institution": task.institution}


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(Message("usage.at_least_one"))
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(Message("usage.seconds"))
    return number
