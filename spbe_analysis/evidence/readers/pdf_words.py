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

_EXPECTED = "expected a result report with a text layer"
_ADVICE = "Ask for the report as the ministry issued it; a scan has to be typed in by hand."


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


def read_pages(path: str | Path) -> list[list[Word]]:
    """Words of every page of a PDF, in reading order.

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
            [sys.executable, "-m", __name__, str(path)],
            capture_output=True,
            timeout=PDF_SECONDS,
            env=environment,
            check=False,
        )
        answer = json.loads(child.stdout) if child.returncode == 0 else {"fault": _how_it_ended(child)}
    except subprocess.TimeoutExpired:
        answer = {"fault": f"reading it takes more than {PDF_SECONDS} seconds"}
    except ValueError:
        answer = {"fault": "it cannot be read as a PDF"}
    if "fault" in answer:
        raise EvidenceError(f"{path.name} was not read", [f"{path.name}: {answer['fault']}; {_EXPECTED}"], _ADVICE)
    pages = [[Word(*word) for word in page] for page in answer["pages"]]
    if not any(pages):
        raise EvidenceError(
            f"{path.name} was not read",
            [f"{path.name}, pages 1 to {len(pages)}: no text, only pictures; {_EXPECTED}"],
            _ADVICE,
        )
    return pages


def _how_it_ended(child: subprocess.CompletedProcess) -> str:
    told = child.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    if "MemoryError" in told or child.returncode < 0:
        return f"it asks for more than {PDF_MEMORY_BYTES // 1_000_000} MB of memory"
    if "No module named" in told:
        return "the extra 'pdf' is not installed (spbe-analysis[pdf])"
    return f"it cannot be read as a PDF ({told[:200] or 'no reason given'})"


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; size, pages and time still hold
        return
    resource.setrlimit(resource.RLIMIT_DATA, (PDF_MEMORY_BYTES, PDF_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PDF_SECONDS, PDF_SECONDS + 5))


def _answer(path: str) -> dict:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as report:
            if len(report.pages) > MAX_PDF_PAGES:
                return {"fault": f"{len(report.pages)} pages, at most {MAX_PDF_PAGES}"}
            if not report.pages:
                return {"fault": "it has no pages"}
            pages, words = [], 0
            for page in report.pages:
                found = page.extract_words()
                words += len(found)
                if words > MAX_PDF_WORDS:
                    return {"fault": f"more than {MAX_PDF_WORDS:,} words by page {page.page_number}"}
                pages.append([[w["text"], w["x0"], w["x1"], w["top"], w["bottom"]] for w in found])
                page.close()
            return {"pages": pages}
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, PDFPasswordIncorrect):
            return {"fault": "it is protected by a password"}
        if isinstance(cause, MemoryError):
            raise MemoryError from error
        return {"fault": f"it is broken or cut off ({type(cause).__name__})"}


def _main() -> int:
    import logging

    logging.disable(logging.CRITICAL)
    _limit_this_process()
    json.dump(_answer(sys.argv[1]), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
