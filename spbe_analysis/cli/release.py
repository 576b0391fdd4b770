"""``spbe release``: data, reports and fingerprints in one folder, and what two releases say differently."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import as_printed, date, say, whole


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="FOLDER", help="folder of the release (default: release/<version>)")
    parser.add_argument("--reports", metavar="FOLDER", help="folder of the published reports (default: reports)")
    parser.add_argument("--since", metavar="FOLDER", help="the release before: its differences go into changes.csv")
    parser.add_argument(
        "--differences",
        nargs=2,
        metavar=("BEFORE", "AFTER"),
        help="write nothing: list every value that two releases give differently",
    )


def run(args: argparse.Namespace) -> int:
    """Write a release, or list what two say differently; 0 either way."""
    from spbe_analysis.evidence.differences import differences

    if args.differences:
        unused = [f"--{name}" for name in ("out", "reports", "since") if getattr(args, name)]
        if unused:
            raise ParameterError(Message("release.only_differences", names=", ".join(unused)))
        found = differences(*args.differences)
        if args.json:
            print_json({"differences": [asdict(one) for one in found], "count": len(found)})
        else:
            print_lines(_told(found, args.language))
        return 0
    from spbe_analysis import __version__
    from spbe_analysis.reports.one.single import report_root
    from spbe_analysis.reports.release.release import release

    root = report_root(args.reports)
    made = release(
        Path(args.out) if args.out else root.parent / "release" / __version__,
        root,
        Path(args.since) if args.since else None,
    )
    if args.json:
        about = asdict(made.edition)
        told = {"folder": str(made.folder), "reports": made.reports, "documents": len(about.pop("documents")), **about}
        changes = made.changes
        print_json(told | {"differences": None if changes is None else [asdict(one) for one in changes]})
        return 0
    about = {"folder": made.folder, "reports": made.reports, "version": made.edition.version}
    day = date(made.edition.day, args.language)
    print(say("release.made", args.language, day=day, hash=made.edition.fingerprint, **about))
    print_lines([] if made.changes is None else _told(made.changes, args.language))
    return 0


def _named(code: str, year: int, language: str) -> str:
    """A node's name and code; the code alone where no regulation of the year knows it."""
    from spbe_analysis.regulation import framework_for_year

    try:
        node = framework_for_year(year).nodes.get(code)
    except SpbeError:
        node = None
    return f"{node.name(language)} ({code})" if node else code


def _told(found, language: str) -> list[str]:
    """Differences in words, those of one institution under its name."""
    if not found:
        return [say("release.same", language)]
    lines, name = [say("release.count", language, count=whole(len(found), language))], ""
    for one in found:
        if one.institution != name:
            name = one.institution
            lines.append(name)
        reason = one.reason_id if language == "id" else one.reason_en
        about = {name: as_printed(getattr(one, name), language) for name in ("before", "after")}
        about["code"] = _named(one.code, one.year, language)
        stage = "" if one.stage == "final" else f" ({one.stage})"
        told = say(f"release.{one.what}", language, year=f"{one.year}{stage}", **about)
        lines.append(f"  {told} {say('release.reason', language, reason=reason)}" if reason else f"  {told}")
    return lines
