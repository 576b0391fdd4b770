"""A small CSV file that somebody keeps by hand, as rows with the lines they end on."""

from __future__ import annotations

import csv
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.values.limits import read_bytes
from spbe_analysis.message import Message

MAX_BYTES = 1_000_000  # a table kept by hand is a few kilobytes; anything near this is another file


def rows_of(path: Path, advice: str) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, each with its line; semicolons or tabs may divide them as commas do.

    Parameters
    ----------
    advice : str
        What to give instead where it is too large.

    Raises
    ------
    EvidenceError
        If the file cannot be read, is too large or is not UTF-8.
    """
    try:
        text = read_bytes(path, MAX_BYTES, advice).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvidenceError(
            Message("file.not_utf8", file=path.name),
            [Message("file.byte", place=error.start, why=error.reason)],
            Message("advice.csv_utf8"),
        ) from error
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        where = Message("place.line", line=reader.line_num)
        fault = Message("file.quotes", where=where, why=str(error))
        raise EvidenceError(Message("file.unreadable", file=path.name), [fault], Message("advice.quotes")) from error
