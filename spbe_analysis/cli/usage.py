"""Arguments that cannot be taken, refused like anything else: in the reader's language, and as JSON where asked."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message

# What argparse says, by the sentence that says it here; its own words are no part of a reader's language.
_SENTENCES = [
    (re.compile(pattern), key)
    for pattern, key in (
        (r"the following arguments are required: (?P<names>.+)", "usage.required"),
        (r"one of the arguments (?P<names>.+) is required", "usage.required_one"),
        (r"unrecognized arguments: (?P<text>.+)", "usage.unknown"),
        (r"argument (?P<name>.+?): invalid choice: '?(?P<text>.*?)'? \(choose from (?P<names>.+)\)", "usage.choice"),
        (r"argument (?P<name>.+?): invalid (int|float|_\w+) value: '(?P<text>.*)'", "usage.number"),
        (r"argument (?P<name>.+?): expected (at least )?one argument", "usage.value_missing"),
        (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "usage.not_with"),
        (r"argument (?P<name>.+?): ignored explicit argument '(?P<text>.*)'", "usage.no_value"),
        (r"ambiguous option: (?P<text>\S+) could match (?P<names>.+)", "usage.ambiguous"),
    )
]


class Parser(argparse.ArgumentParser):
    """A parser of arguments that raises a `ParameterError` where the library would print and exit."""

    def error(self, message: str) -> NoReturn:
        """Refuse arguments.

        Raises
        ------
        ParameterError
            Always.
        """
        raise ParameterError(
            Message("usage.refused"), [_told(message, sys.exc_info()[1])], Message("usage.help", command=self.prog)
        )


def asked(argv: list[str]) -> argparse.Namespace:
    """Language and form of the answer, as far as they can be told before the arguments are read.

    Examples
    --------
    >>> asked(["plan", "--year", "x", "--language=id", "--json"])
    Namespace(language='id', json=True)
    """
    early = Parser(add_help=False)
    early.add_argument("--language")
    early.add_argument("--json", action="store_true")
    try:
        return early.parse_known_args(argv)[0]
    except ParameterError:
        return argparse.Namespace(language=None, json="--json" in argv)


def _told(message: str, error: BaseException | None) -> str:
    """The sentence of a fault; what a type of argument says of its own stays its own."""
    own = error.__context__ if isinstance(error, argparse.ArgumentError) else None
    if isinstance(own, argparse.ArgumentTypeError):
        return Message("usage.type", name=getattr(error, "argument_name", ""), why=own.args[0])
    for pattern, key in _SENTENCES:
        found = pattern.fullmatch(message)
        if found:
            fields = found.groupdict()
            return Message(key, **fields | ({"names": fields["names"].replace("'", "")} if "names" in fields else {}))
    return Message("usage.other", why=message)
