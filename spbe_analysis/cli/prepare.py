"""``spbe prepare``: raw files checked and turned into the processed tables."""

from __future__ import annotations

import argparse
import sys

from spbe_analysis.cli.output import print_json
from spbe_analysis.presentation.text.wording import say, whole


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing: it takes what every verb takes."""


def run(args: argparse.Namespace) -> int:
    """Write data/processed; 0 when it is written, a refusal with every fault otherwise."""
    from spbe_analysis.evidence.collection.prepare import prepare

    done = prepare(progress=_line) if sys.stderr.isatty() else prepare()
    if sys.stderr.isatty():
        _line("")
    if args.json:
        print_json(
            {"rows": done.rows, "files": done.files, "corrections": done.corrections, "inputs_sha256": done.inputs}
        )
        return 0
    counts = {"published": done.rows["published"], "bodies": done.rows["institutions"]}
    counts |= {"files": done.files, "corrections": done.corrections}
    told = {key: whole(count, args.language) for key, count in counts.items()}
    print(say("evidence.prepared", args.language, **told))
    return 0


def _line(step: str) -> None:
    """Show the step at hand on one line that the next step overwrites."""
    print(f"\r\033[K{step}", end="", file=sys.stderr, flush=True)
