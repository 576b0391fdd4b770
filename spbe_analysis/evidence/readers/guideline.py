"""The ministry's guideline (Pedoman Menteri PANRB 3/2024) in PDF: what it asks at each level of each indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from spbe_analysis.evidence.readers.pdf_tables import Line, lines_of
from spbe_analysis.evidence.readers.pdf_words import read_pages
from spbe_analysis.evidence.values.limits import GUIDELINE_SECONDS, MAX_GUIDELINE_PAGES, refuse
from spbe_analysis.message import Message
from spbe_analysis.regulation.criteria import PARTS

_LABELS = {"Kriteria Level": "criterion", "Kriteria": "fulfilment", "Kriteria Bukti": "evidence"}
_NAMES = {"criterion": "guideline.criterion", "fulfilment": "guideline.fulfilment", "evidence": "guideline.evidence"}
_LABEL_FROM, _TEXT_FROM = 130.0, 222.0  # [points] left edges of the second and the third column
_INDICATOR = re.compile(r"^INDIKATOR (\d{1,2})$")
_LEVEL = re.compile(r"^Level ([1-5])$")
_CHAPTER = re.compile(r"^BAB [IVX]+$")
_EDGE = re.compile(r"^-\s?\d+\s?-$|^jdih\.menpan\.go\.id$")


@dataclass
class Cell:
    """What the guideline says in one cell, and the page on which the cell begins."""

    text: str
    page: int


Cells = dict[tuple[int, int, str], Cell]  # (indicator, level, part)


def read_guideline(path: str | Path, numbers: range, levels: range, only: tuple[int, int] | None = None) -> Cells:
    """The guideline's cells by indicator, level and part (criterion, fulfilment, evidence).

    The three columns of its tables are told apart by their places on the page;
    a row that runs over the page's end goes on below the next page's head.

    Parameters
    ----------
    path : path
        The guideline as the ministry published it.
    numbers, levels : range
        The indicators, and the levels of each, that must be there.
    only : (int, int), optional
        First and last page to read, where they are known: the whole takes half a minute.

    Raises
    ------
    EvidenceError
        If the file cannot be read or lacks a cell; all that lack are named.
    """
    path = Path(path)
    cells: Cells = {}
    indicator, level, part = 0, 0, ""
    for line in lines_of(read_pages(path, MAX_GUIDELINE_PAGES, GUIDELINE_SECONDS, only)):
        if _EDGE.match(line.text):
            continue
        if found := _INDICATOR.match(line.text):
            indicator, level, part = int(found[1]), 0, ""
            continue
        if _CHAPTER.match(line.text):
            indicator = 0
        left, label, text = _columns(line)
        if left:
            found = _LEVEL.match(left)
            level, part = (int(found[1]), "") if found else (0, "")
        part = _LABELS.get(label, part)
        if indicator and level and part and text:
            cell = cells.setdefault((indicator, level, part), Cell("", line.page))
            cell.text = f"{cell.text} {text}".strip()
    wanted = [(i, n, part) for i in numbers for n in levels for part in PARTS]
    faults: list[str] = [
        Message("guideline.lacks", file=path.name, indicator=i, level=n, part=Message(_NAMES[part]))
        for i, n, part in wanted
        if (i, n, part) not in cells
    ]
    if not cells:
        faults = [Message("guideline.another", file=path.name)]
    refuse(path.name, faults, Message("advice.guideline"))
    return {key: cells[key] for key in wanted}


def _columns(line: Line) -> tuple[str, str, str]:
    def between(low: float, high: float) -> str:
        return " ".join(word.text for word in line.words if low <= word.left < high)

    return between(0, _LABEL_FROM), between(_LABEL_FROM, _TEXT_FROM), between(_TEXT_FROM, 10_000)
