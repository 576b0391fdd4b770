"""``spbe learn``: weights of hidden levels and changes, learned from tables that are printed in full."""

from __future__ import annotations

import argparse
from pathlib import Path

from spbe_analysis.cli.output import print_json, print_lines
from spbe_analysis.presentation.text.wording import real, say, signed


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, help="where the files are written (default: the package's own)")


def run(args: argparse.Namespace) -> int:
    """Write the weights; 0 when they are written, a refusal where they foretell nothing."""
    from spbe_analysis.evidence.learned import FOLDER
    from spbe_analysis.studies.learn import learn

    folder = args.folder or FOLDER
    weights = learn(folder)
    if args.json:
        tables = [{"institution": t.institution, "year": t.year, "taught": list(t.taught)} for t in weights.tables]
        print_json({"folder": str(folder), "tables": tables, "gains": weights.gains, "spreads": weights.spreads})
        return 0
    counts = {
        f"{what}_{noun}": len(found)
        for what in ("levels", "change")
        for noun, found in (
            ("tables", weights.taught(what)),
            ("institutions", {table.institution for table in weights.taught(what)}),
        )
    }
    print(say("chances.learned_files", args.language, folder=folder, **counts))
    print_lines(f"  {signed(real(float(bits)), args.language)}  {name}" for name, bits in weights.gains.items())
    return 0
