"""The words of a PDF with their places, read in a process of its own that may not grow without end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.values.limits import (
    MAX_PDF_BYTES,
    MAX_PDF_PAGES,
    MAX_PDF_WORDS,
    PDF_MEMORY_BYTES,
    PDF_SECONDS,
    read_bytes,
)
from spbe_analysis.message import Message


class Word(NamedTuple):
    """A word and its box on the page [points from the left and from the top]."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way down the word."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Half way across the word."""
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def over(self, other: Word) -> bool:
        """Whether the two share a part of the page's width."""
        return self.left <= other.right and other.left <= self.right


def read_pages(
    path: str | Path, most: int = MAX_PDF_PAGES, seconds: int = PDF_SECONDS, only: tuple[int, int] | None = None
) -> list[list[Word]]:
    """Words of every page of a PDF, in reading order.

    Parameters
    ----------
    most : int
        Pages the file may have.
    seconds : int
        Time its reading may take.
    only : (int, int), optional
        First and last page to read; the others are then empty.

    Raises
    ------
    EvidenceError
        If the file is too large, broken, protected, has too many pages, asks
        for more memory or time than a report needs, or holds no text at all.
    """
    path = Path(path)
    read_bytes(path, MAX_PDF_BYTES)
    root = str(Path(__file__).resolve().parents[3])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
    try:
        child = subprocess.run(
            [sys.executable, "-m", __name__, str(path), *map(str, (most, seconds, *(only or ())))],
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
        answer = json.loads(child.stdout) if child.returncode == 0 else _how_it_ended(child)
    except subprocess.TimeoutExpired:
        answer = _fault("pdf.seconds", limit=seconds)
    except ValueError:
        answer = _fault("pdf.unreadable")
    pages = [[Word(*word) for word in page] for page in answer.get("pages", ())]
    if any(pages):
        return pages
    if "fault" in answer:
        fault = Message("pdf.fault", file=path.name, fault=Message(answer["fault"], **answer["fields"]))
    else:
        fault = Message("pdf.scan", file=path.name, first=1, last=len(pages))
    raise EvidenceError(Message("file.not_read", file=path.name), [fault], Message("advice.no_scan"))


def _fault(key: str, **fields: object) -> dict:
    """What is wrong with a PDF, as it can be sent from one process to another."""
    return {"fault": key, "fields": fields}


def _how_it_ended(child: subprocess.CompletedProcess) -> dict:
    told = child.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    if "MemoryError" in told or child.returncode < 0:
        return _fault("pdf.memory", limit=PDF_MEMORY_BYTES // 1_000_000)
    if "No module named" in told:
        return _fault("pdf.extra")
    return _fault("pdf.unreadable_because", why=told[:200] or "no reason given")


def _limit_this_process(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; size, pages and time still hold
        return
    resource.setrlimit(resource.RLIMIT_DATA, (PDF_MEMORY_BYTES, PDF_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def _answer(path: str, most: int, only: tuple[int, ...]) -> dict:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as report:
            if len(report.pages) > most:
                return _fault("pdf.pages", found=len(report.pages), limit=most)
            if not report.pages:
                return _fault("pdf.no_pages")
            pages: list[list[list]] = []
            words = 0
            for page in report.pages:
                if only and not only[0] <= page.page_number <= only[1]:
                    pages.append([])
                    continue
                found = page.extract_words()
                words += len(found)
                if words > MAX_PDF_WORDS:
                    return _fault("pdf.words", limit=MAX_PDF_WORDS, place=page.page_number)
                pages.append([[w["text"], w["x0"], w["x1"], w["top"], w["bottom"]] for w in found])
                page.close()
            return {"pages": pages}
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, PDFPasswordIncorrect):
            return _fault("pdf.password")
        if isinstance(cause, MemoryError):
            raise MemoryError from error
        return _fault("pdf.broken", why=type(cause).__name__)


def _main() -> int:
    import logging

    logging.disable(logging.CRITICAL)
    most, seconds, *only = map(int, sys.argv[2:])
    _limit_this_process(seconds)
    json.dump(_answer(sys.argv[1], most, tuple(only)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
