"""A small CSV file that somebody keeps by hand, as rows with the lines they end on."""

from __future__ import annotations

import csv
from pathlib import Path

from spbe_analysis.errors import EvidenceError

MAX_BYTES = 1_000_000  # a table kept by hand is a few kilobytes; anything near this is another file


def rows_of(path: Path, what: str) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, each with its line.

    Parameters
    ----------
    what : str
        What the file should hold, for the advice where it is too large.

    Raises
    ------
    EvidenceError
        If the file cannot be read, is too large or is not UTF-8.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise EvidenceError(f"{path.name} is larger than {MAX_BYTES:,} bytes", advice=f"Give {what}.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read", [error.strerror or str(error)]) from error
    except UnicodeDecodeError as error:
        raise EvidenceError(
            f"{path.name} is not UTF-8", [f"byte {error.start}: {error.reason}"], "Save it as CSV in UTF-8."
        ) from error
    reader = csv.reader(text.splitlines())
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
