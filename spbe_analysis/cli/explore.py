"""``spbe explore``: the exploration notebook in JupyterLab."""

from __future__ import annotations

import argparse
import sys

from spbe_analysis.cli.output import print_json
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import say


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port, metavar="P", help="port to listen on; 0 takes any (default: first free from 8888)"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    parser.add_argument("--allow-root", action="store_true", help="run as the superuser, as in a container")
    parser.add_argument(
        "--state", metavar="FILE_OR_TEXT", default="", help="open a saved state: its file, its text or its address"
    )


def run(args: argparse.Namespace) -> int:
    """Start JupyterLab, say where the notebook is once it answers there, and stay until it is stopped."""
    from spbe_analysis.evidence.values.paths import project_root
    from spbe_analysis.explore.saved import state_text
    from spbe_analysis.explore.server import NOTEBOOK, prepare_server, serve, trust

    state = state_text(args.state)
    server = prepare_server(project_root(), args.port, not args.no_browser, args.allow_root, state)
    trust(server.folder)

    def tell() -> None:
        if args.json:
            print_json({"url": server.url, "port": server.port, "notebook": NOTEBOOK, "folder": str(server.folder)})
        else:
            print(say("explore.opening", args.language, url=server.url))
            print(say("explore.how_to_run", args.language))
        sys.stdout.flush()

    return serve(server, tell)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(Message("usage.port"))
    return number
