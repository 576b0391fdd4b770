"""How much a file that somebody hands in may ask of this machine, and why that is enough."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import Message

MAX_TEXT_BYTES = 5_000_000  # all bodies of all years with every indicator come to about 1 MB
MAX_WORKBOOK_BYTES = 5_000_000  # the same as a packed spreadsheet, with room for its formats
MAX_UNPACKED_BYTES = 60_000_000  # what that unpacks to; a bomb goes on to gigabytes
MAX_RATIO = 100  # a sheet of levels packs about 10 to 30 times; a bomb a thousand times
RATIO_FROM_BYTES = 1_000_000  # below this a high ratio does no harm: an empty sheet packs very well
MAX_PARTS = 500  # files inside a workbook; a sheet with notes and pictures brings six
MAX_SHEETS = 80  # the ministry's workbook has one sheet an indicator, 47, and some for the scores above them
MAX_ROWS = 20_000  # 629 bodies, eight years and three stages are 15,096 rows
MAX_COLUMNS = 300  # 47 indicators and the scores above them, four stages side by side, are 240
MAX_CELLS = 1_500_000  # the two limits above are not meant to be reached together
WORKBOOK_SECONDS = 30  # a workbook of the largest size is read in about five
WORKBOOK_MEMORY_BYTES = 260_000_000  # data segment; a workbook of the largest size takes about 200 MB
MAX_CELL_CHARACTERS = 500  # the longest name of an indicator has 103
MAX_NAME_LINES = 5  # lines a broken name may take; more means that a quotation mark is open
MAX_FAULTS = 200  # faults told one by one; the rest is counted
MAX_PDF_BYTES = 20_000_000  # result reports with their pictures are 1 to 3 MB
MAX_PDF_PAGES = 60  # result reports have 11 to 20 pages
MAX_PDF_WORDS = 60_000  # sixty pages as full of words as paper holds
MAX_GUIDELINE_PAGES = 400  # the ministry's guideline has 236
GUIDELINE_SECONDS = 600  # its 236 pages take about a minute on a busy machine
PDF_SECONDS = 60  # a report is read in about a second
PDF_MEMORY_BYTES = 300_000_000  # data segment; a report takes about 100 MB


def read_bytes(path: str | Path, limit: int, advice: str = "") -> bytes:
    """A file's bytes, its size looked at before it is opened.

    Parameters
    ----------
    advice : str
        What to give instead where it is too large or no file of the usual kind.

    Raises
    ------
    EvidenceError
        If it cannot be read or is larger than `limit`.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe has no size and no end
            raise EvidenceError(Message("file.not_regular", file=str(path)), advice=advice)
        if not path.exists():
            raise EvidenceError(Message("file.missing", file=path.name), [Message("file.expected_at", path=str(path))])
        size = path.stat().st_size
        if size > limit:
            raise EvidenceError(
                Message("file.too_large", file=path.name),
                [Message("file.bytes", found=size, limit=limit)],
                advice or Message("advice.table_alone"),
            )
        return path.read_bytes()
    except OSError as error:
        raise EvidenceError(
            Message("file.unreadable", file=path.name),
            [Message("place.at", where=path, fault=error.strerror or str(error))],
        ) from error


def refuse(name: str, faults: Sequence[str], advice: str, summary: str = "") -> None:
    """Raise all faults at once when there are any; beyond the first hundreds they are counted."""
    if faults:
        told = list(faults[:MAX_FAULTS])
        if len(faults) > len(told):
            told.append(Message("file.more", count=len(faults) - len(told)))
        raise EvidenceError(summary or Message("file.not_read", file=name), told, advice)
