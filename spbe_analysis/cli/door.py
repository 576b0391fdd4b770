"""What every verb meets on its way in and out: streams that can show its words, and the machine's faults in words."""

from __future__ import annotations

import argparse
import codecs
import errno
import json
import os
import signal
import sys
import unicodedata

from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.message import Message, said

MAX_FAULTS = 1_000  # problems listed in JSON; the standard error counts the rest
_PLAIN = {"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u00d7": "x", "\u2264": "<=", "\u2265": ">="}
_FAULTS = {
    errno.ENOSPC: "machine.full",
    errno.EDQUOT: "machine.full",
    errno.EACCES: "machine.denied",
    errno.EPERM: "machine.denied",
    errno.EROFS: "machine.read_only",
    errno.ENOTDIR: "machine.not_folder",
    errno.EEXIST: "machine.not_folder",
    errno.EISDIR: "machine.folder",
    errno.ENOENT: "machine.missing",
    errno.ENAMETOOLONG: "machine.long",
    errno.EMFILE: "machine.open_files",
    errno.ENFILE: "machine.open_files",
    errno.ENOMEM: "machine.memory",
}


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM); it ends as after Ctrl-C, with everything put away."""


def open_streams() -> None:
    """Let both streams show every word: what their encoding lacks becomes the nearest plain character."""
    codecs.register_error("spbe-plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="spbe-plain")


def speak_utf8() -> None:
    """Standard output in UTF-8, which JSON always is."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(
            encoding="utf-8", errors="spbe-plain"
        )  # else a new encoding would refuse bytes of a name


def end_when_asked() -> None:
    """Let SIGTERM end a verb as Ctrl-C does, in the main thread of a program."""
    try:
        signal.signal(signal.SIGTERM, _terminate)
    except ValueError:
        pass  # another thread: whoever runs it decides


def no_empty_words(argv: list[str]) -> None:
    """Refuse a word that is there and says nothing: an empty variable of a shell must not widen an answer.

    Raises
    ------
    ParameterError
        Naming every option whose value is empty.
    """
    empty = [place for place, word in enumerate(argv) if not word.strip() or (word[:2] == "--" and word[-1] == "=")]
    before = [argv[place].strip().rstrip("=") or argv[place - 1] for place in empty]
    names = tuple(
        name if name[:1] == "-" else Message("door.argument", place=n) for n, name in zip(empty, before, strict=True)
    )
    if names:
        raise ParameterError(Message("door.empty", names=names), advice=Message("advice.empty"))


def machine_fault(error: OSError | MemoryError) -> Message:
    """A fault of the machine in words: which file, and why."""
    if isinstance(error, MemoryError):
        return Message("machine.memory")
    key = _FAULTS.get(error.errno or 0, "machine.other")
    file = os.fspath(error.filename) if isinstance(error.filename, (str, bytes, os.PathLike)) else "-"
    return Message(key, file=os.fsdecode(file), why=error.strerror or str(error) or type(error).__name__)


def tell(words: object) -> None:
    """Say it on standard error, unless nobody listens there."""
    try:
        print(words, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def refused(error: SpbeError, args: argparse.Namespace) -> int:
    """Tell a refusal in the reader's language, with --json also as JSON, and give its exit code."""
    language = "id" if getattr(args, "language", None) == "id" else "en"
    tell(error.told(language))
    if getattr(args, "json", False):
        answer = {
            "error": type(error).__name__,
            "summary": said(error.summary, language),
            "problems": [said(problem, language) for problem in error.problems[:MAX_FAULTS]],
            "advice": said(error.advice, language),
        }
        try:
            print(json.dumps({"refused": answer}, ensure_ascii=False, indent=2), flush=True)
        except OSError:
            silence(sys.stdout)
    return 2


def silence(stream) -> None:
    """Send what is still to be written to a stream nowhere: it can no longer be written to."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError, AttributeError):
        pass


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    told = []
    for character in error.object[error.start : error.end]:
        near = _PLAIN.get(character) or unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
        told.append(near or "?")
    return "".join(told), error.end


def _terminate(number: int, frame: object) -> None:
    raise Terminated
