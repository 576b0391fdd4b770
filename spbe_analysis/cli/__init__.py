"""The command line: arguments in, exit code out. A verb's module loads only when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from types import ModuleType

import spbe_analysis
from spbe_analysis import __version__
from spbe_analysis.cli.door import (
    Terminated,
    end_when_asked,
    machine_fault,
    no_empty_words,
    open_streams,
    refused,
    silence,
    speak_utf8,
)
from spbe_analysis.cli.usage import Parser, asked
from spbe_analysis.errors import SpbeError

VERBS = {
    "prepare": "build data/processed from data/raw: hashes, corrections and schema checked",
    "institutions": "find an institution's canonical name",
    "index": "levels to aspects, domains, index and predicate",
    "drivers": "which indicators, aspects and domains the points came from",
    "identify": "what the printed figures of one scorecard fix, bound and leave open",
    "check": "can whole levels produce these printed numbers",
    "plan": "the cheapest way to a predicate",
    "learn": "weights of hidden levels and changes from the tables that are printed in full",
    "criteria": "what each level of an indicator asks, and which evidence counts",
    "law": "the regulations as JSON, with schema, a worked card each and examples in three languages",
    "bridge": "change across a changed regulation",
    "import": "read a result report, a national table or a spreadsheet into tidy rows",
    "panel": "every institution and both years as XLSX, CSV and Parquet with a codebook and a data package",
    "compare": "any set of institutions against their mean",
    "claims": "what was said of institutions, held against the published record",
    "report": "make one report",
    "reports": "make every report, incrementally",
    "release": "data, reports and fingerprints in one folder, and what two releases say differently",
    "explore": "open the exploration notebook in JupyterLab",
}
_ALL_TOGETHER = "run 'spbe VERB --help' for a verb's own options; every verb takes --json"


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code (0 done, 1 findings, 2 refused or a fault of the machine, 3 nothing fits)."""
    argv = list(sys.argv[1:] if argv is None else argv)
    parser = Parser(
        prog="spbe", description="Which indicators drove the change in an SPBE index?", epilog=_ALL_TOGETHER
    )
    parser.add_argument("--version", action="version", version=f"spbe {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    chosen = next((word for word in argv if word in VERBS), None)
    module = None
    for verb, purpose in VERBS.items():
        about = purpose[0].upper() + purpose[1:] + "."
        sub = verbs.add_parser(verb, help=purpose, description=about, conflict_handler="resolve")
        if verb == chosen:
            module = declare(sub, verb)
    open_streams()
    args, before, home = asked(argv), spbe_analysis.language, os.environ.get("SPBE_HOME")
    try:
        args = parser.parse_args(argv)
        no_empty_words(argv)
        spbe_analysis.language = getattr(args, "language", None) or before
        if args.data:
            os.environ["SPBE_HOME"] = args.data
        if args.json:
            speak_utf8()
        end_when_asked()
        code = module.run(args)
        sys.stdout.flush()
        return code
    except SpbeError as error:
        return refused(error, args)
    except BrokenPipeError:
        silence(sys.stdout)
        return 0
    except (OSError, MemoryError) as error:
        silence(sys.stdout)
        return refused(SpbeError(machine_fault(error)), args)
    except KeyboardInterrupt as stopped:
        return 143 if isinstance(stopped, Terminated) else 130
    finally:
        spbe_analysis.language = before
        if home is not None:
            os.environ["SPBE_HOME"] = home
        elif getattr(args, "data", None):
            del os.environ["SPBE_HOME"]


def declare(parser: argparse.ArgumentParser, verb: str) -> ModuleType:
    """Declare what every verb takes and what this one takes, which may speak otherwise of the same; its module."""
    parser.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    parser.add_argument("--data", metavar="FOLDER", help="the project whose data are read, as SPBE_HOME names it")
    parser.add_argument("--language", choices=["id", "en"], default="en", help="of the answer (default: en)")
    module = importlib.import_module(f"spbe_analysis.cli.{'import_' if verb == 'import' else verb}")
    module.configure(parser)
    return module
