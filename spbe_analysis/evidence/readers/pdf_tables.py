"""The two tables every result report has, found by their headings and read by place and number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from spbe_analysis.evidence.readers.pdf_words import Word
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

SCORE = re.compile(r"^\d[.,]\d{1,2}$", re.ASCII)
_NUMBER = re.compile(r"^\d{1,2}(?:-\d|[a-c])?\.?$", re.ASCII)
YEAR = re.compile(r"^20\d\d$", re.ASCII)
_SAME_LINE = 4.0  # [points] middles of words on one line lie closer than this
_SAME_COLUMN = 25.0  # [points] centres of cells of one column lie closer than this
_OVER_COLUMN = 60.0  # [points] a year belongs to a column not farther across than this
_SAME_ROW = 20.0  # [points] a cell belongs to the nearest numbered row within this
_HEADER_WORDS = 12  # a longer line is a sentence
_HEADER_HEIGHT = 60.0  # [points] a header of several lines is not higher than this


@dataclass
class Line:
    """Words that stand on one line of a page, from left to right."""

    page: int
    words: list[Word]

    @property
    def middle(self) -> float:
        """Height of the line on its page."""
        return sum(word.middle for word in self.words) / len(self.words)

    @property
    def text(self) -> str:
        """The line as text."""
        return " ".join(word.text for word in self.words)

    @property
    def letters(self) -> str:
        """The line's letters alone, in lower case: spacing and marks differ between reports."""
        return re.sub(r"[^a-z]", "", self.text.casefold())


@dataclass
class Found:
    """Columns of a table by year (None where no year is printed), its rows, and what is wrong with it."""

    years: list[int | None] = field(default_factory=list)
    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def lines_of(pages: list[list[Word]]) -> list[Line]:
    """All lines of a report, page by page and from the top."""
    lines: list[Line] = []
    for page, words in enumerate(pages, start=1):
        current: list[Word] = []
        for word in sorted(words, key=lambda w: (w.middle, w.left)):
            if current and word.middle - current[0].middle > _SAME_LINE:
                lines.append(Line(page, sorted(current, key=lambda w: w.left)))
                current = []
            current.append(word)
        if current:
            lines.append(Line(page, sorted(current, key=lambda w: w.left)))
    return lines


def score_table(lines: list[Line], rows_expected: int, file: str) -> Found:
    """Scores of index, domains and aspects: page, label and a text a year for each row in order.

    Found under "Nilai Indeks SPBE, Domain, dan Aspek"; the table may go on
    over the next page.
    """
    what = Message("pdf.score_table", count=rows_expected)
    start = next((i for i, line in enumerate(lines) if _is_score_heading(line)), None)
    if start is None:
        return Found(faults=[Message("pdf.no_table", file=file, what=what)])
    named = next(
        (
            i
            for i in range(start, min(start + 80, len(lines)))
            if "namaindeks" in lines[i].letters and lines[i].page == lines[start].page
        ),
        start,
    )
    page = lines[start].page
    below = [line for line in lines[named + 1 :] if line.page <= page + 2]
    columns = _columns([w for line in below if line.page == page for w in line.words if SCORE.match(w.text)])
    first = next((line for line in below if any(SCORE.match(w.text) for w in line.words)), None)
    if first is None or not columns:
        return Found(faults=[Message("pdf.no_scores", file=file, page=page, what=what)])
    years = _year_of_each(
        columns,
        [
            w
            for line in lines[max(named - 2, 0) : lines.index(first)]
            if line.page == page
            for w in line.words
            if YEAR.match(w.text)
        ],
    )
    found = Found(years)
    if len(set(years)) < len(columns):
        told = ", ".join(str(year or "no year") for year in years)
        found.faults.append(Message("pdf.score_years", file=file, page=page, count=len(columns), years=told))
        return found
    for line in below:
        cells = [
            next((w for w in line.words if abs(w.centre - x) <= _SAME_COLUMN and SCORE.match(w.text)), None)
            for x in columns
        ]
        if any(cells):
            edge = min(columns) - _SAME_COLUMN
            label = " ".join(w.text for w in line.words if w.centre < edge)
            found.rows.append((line.page, label, [cell.text if cell else "" for cell in cells]))
    if len(found.rows) != rows_expected:
        last = found.rows[-1]
        found.faults.append(
            Message(
                "pdf.rows",
                file=file,
                first=page,
                last=last[0],
                what=what,
                found=len(found.rows),
                text=last[1],
                page=last[0],
            )
        )
    return found


def level_table(lines: list[Line], framework: Framework, file: str) -> Found:
    """Levels of the indicators by number: page, whole code and a text a year for each row.

    Found under a header with "No" and "Indikator"; matched by number, never by
    name; the table may go on over several pages, with or without its header.
    """
    what = Message("pdf.level_table", count=len(framework.indicators))
    start, names_column = _level_header(lines)
    if start is None:
        return Found(faults=[Message("pdf.no_table", file=file, what=what)])
    header = lines[start]
    numbers = _numbers(lines[start:], header.words[0].centre, framework)
    columns = _level_columns(lines[start:], numbers, names_column)
    if not columns or not numbers:
        return Found(faults=[Message("pdf.no_levels", file=file, page=header.page, what=what)])
    around = [line for line in lines if line.page == header.page and abs(line.middle - header.middle) <= _HEADER_HEIGHT]
    found = Found(_year_of_each(columns, [w for line in around for w in line.words if YEAR.match(w.text)]))
    if len(set(found.years)) < len(columns):
        told = ", ".join(str(year or "no year") for year in found.years)
        found.faults.append(Message("pdf.level_years", file=file, page=header.page, count=len(columns), years=told))
    reach = min([_SAME_COLUMN, *((b - a) / 2 for a, b in pairwise(columns))])
    seen: dict[str, int] = {}
    for page, code, word in numbers:
        if code in seen:
            found.faults.append(Message("pdf.twice", file=file, page=page, number=word.text, first=seen[code]))
            continue
        seen[code] = page
        found.rows.append((page, code, [_cell(lines, page, word, x, reach, numbers) for x in columns]))
    missing = [framework.nodes[code].number for code in framework.indicators if code not in seen]
    if missing:
        found.faults.append(
            Message(
                "pdf.numbers_missing",
                file=file,
                first=header.page,
                last=max(page for page, _, _ in numbers),
                what=what,
                count=len(missing),
                numbers=", ".join(missing),
            )
        )
    return found


def printed_years(lines: list[Line]) -> list[int]:
    """Years that stand over the columns of the two tables, as far as a look at their headers tells."""
    start, _ = _level_header(lines)
    heads = [i for i, line in enumerate(lines) if "namaindeks" in line.letters] + ([start] if start is not None else [])
    near = [line for i in heads for line in lines[max(i - 2, 0) : i + 4] if line.page == lines[i].page]
    return [int(w.text) for line in near for w in line.words if YEAR.match(w.text)]


def _is_score_heading(line: Line) -> bool:
    letters = line.letters
    return "nilaiindeks" in letters and "domain" in letters and "aspek" in letters


def _level_header(lines: list[Line]) -> tuple[int | None, float]:
    """The line that begins with "No", and where "Indikator" stands beside it, perhaps half a line off."""
    for i, line in enumerate(lines):
        if line.words[0].text.casefold().strip(".") != "no" or len(line.words) > _HEADER_WORDS:
            continue
        for near in lines:
            beside = near.page == line.page and abs(near.middle - line.middle) <= _HEADER_HEIGHT / 4
            names = [w for w in near.words if w.text.casefold() == "indikator" and w.left > line.words[0].right]
            if beside and names and len(near.words) <= _HEADER_WORDS:
                return i, names[0].centre
    return None, 0.0


def _columns(words: list[Word], least: int = 2) -> list[float]:
    """Centres of the columns that figures stand in; fewer than `least` figures make no column."""
    groups: list[list[float]] = []
    for centre in sorted(word.centre for word in words):
        if groups and centre - groups[-1][-1] <= _SAME_COLUMN:
            groups[-1].append(centre)
        else:
            groups.append([centre])
    return [sum(group) / len(group) for group in groups if len(group) >= least]


def _year_of_each(columns: list[float], words: list[Word]) -> list[int | None]:
    """The year printed over each column: of several the nearest across, then the lowest on the page."""
    found: list[int | None] = []
    for x in columns:
        near = [word for word in words if abs(word.centre - x) <= _OVER_COLUMN]
        best = min(near, key=lambda word: (abs(word.centre - x) > _SAME_COLUMN, -word.middle), default=None)
        found.append(int(best.text) if best else None)
    return found


def _numbers(lines: list[Line], column: float, framework: Framework) -> list[tuple[int, str, Word]]:
    """Numbers of indicators in the first column below the header, in reading order, with their codes."""
    found = []
    for line in lines:
        for word in line.words:
            code = framework.find(word.text.rstrip(".")) if _NUMBER.match(word.text) else None
            if code in framework.indicators and abs(word.centre - column) <= _SAME_COLUMN:
                found.append((line.page, code, word))
    last = next((i for i, (_, code, _) in enumerate(found) if code == framework.indicators[-1]), len(found) - 1)
    return found[: last + 1]


def _level_columns(lines: list[Line], numbers: list[tuple[int, str, Word]], beyond: float) -> list[float]:
    """Centres of the columns of levels: where most numbered rows have a single digit to the right of the names."""
    rows = {(page, word.middle) for page, _, word in numbers}
    digits = [
        word
        for line in lines
        if any(line.page == page and abs(line.middle - middle) <= _SAME_LINE for page, middle in rows)
        for word in line.words
        if word.text.isascii() and word.text.isdigit() and len(word.text) == 1 and word.centre > beyond
    ]
    return _columns(digits, least=max(2, len(numbers) // 2))


def _cell(lines: list[Line], page: int, number: Word, column: float, reach: float, numbers) -> str:
    """What stands in a column nearer to this numbered row than to any other."""
    middles = [word.middle for at, _, word in numbers if at == page]
    words = [
        w
        for line in lines
        if line.page == page
        for w in line.words
        if abs(w.centre - column) <= reach
        and abs(w.middle - number.middle) <= _SAME_ROW
        and abs(w.middle - number.middle) == min(abs(w.middle - middle) for middle in middles)
    ]
    return " ".join(w.text for w in words if not YEAR.match(w.text))
