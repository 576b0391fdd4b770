"""The two tables every result report has, found by their headings and read by place and number.

No distance is fixed in points: words share a line, a column or a row by where
their own boxes lie, and a header reaches as far as the row below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from spbe_analysis.evidence.readers.pdf_words import Word
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

SCORE = re.compile(r"^\d[.,]\d{1,2}$", re.ASCII)
YEAR = re.compile(r"^20\d\d$", re.ASCII)
_NUMBER = re.compile(r"^\d{1,2}(?:-\d|[a-c])?\.?$", re.ASCII)
_HEADER_WORDS = 12  # a longer line is a sentence
_LABEL = 80  # characters of a row's name
_PAGES = 3  # a table of scores does not run over more pages


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


class Row(NamedTuple):
    """A row of a table: its page, its code or label, and a text for each column."""

    page: int
    name: str
    cells: list[str]


@dataclass
class Found:
    """Columns of a table by year (None where no year is printed), its rows, and what is wrong with it."""

    years: list[int | None] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[Message] = field(default_factory=list)

    @property
    def pages(self) -> set[int]:
        """Pages that the rows stand on."""
        return {row.page for row in self.rows}


class _Number(NamedTuple):
    """An indicator's number in the first column, and how far up and down its row reaches."""

    page: int
    code: str
    word: Word
    top: float
    bottom: float


def lines_of(pages: list[list[Word]]) -> list[Line]:
    """All lines of a report, page by page and from the top."""
    lines: list[Line] = []
    for page, words in enumerate(pages, start=1):
        groups: list[list[Word]] = []
        for word in sorted(words, key=lambda w: (w.middle, w.left)):
            if not groups or word.middle - groups[-1][0].middle > 0.4 * min(word.height, groups[-1][0].height):
                groups.append([])
            groups[-1].append(word)
        lines += [Line(page, sorted(group, key=lambda w: w.left)) for group in groups]
    return lines


def score_heads(lines: list[Line]) -> list[int]:
    """Where tables of scores begin: their line "Nama Indeks", else their title, with a score below it on its page."""

    def with_scores(heads: Iterable[int]) -> list[int]:
        return [
            i
            for i in heads
            if len(lines[i].words) <= _HEADER_WORDS
            and any(SCORE.match(w.text) for line in lines[i:] if line.page == lines[i].page for w in line.words)
        ]

    named = with_scores(i for i, line in enumerate(lines) if "namaindeks" in line.letters)
    return named or with_scores(i for i, line in enumerate(lines) if _is_score_title(line))


def level_heads(lines: list[Line]) -> list[int]:
    """Where tables of indicators begin, or go on: lines with "No" and, perhaps half a line off, "Indikator"."""
    return [i for i in range(len(lines)) if _names_beside(lines, i) is not None]


def score_table(lines: list[Line], rows_expected: int, file: str) -> Found:
    """Scores of index, domains and aspects: page, label and a text a year for each row in order.

    Found under "Nilai Indeks SPBE, Domain, dan Aspek"; the table may go on
    over the next page.
    """
    what = Message("pdf.score_table", count=rows_expected)
    start = next(iter(score_heads(lines)), None)
    if start is None:
        title = next((line for line in lines if _is_score_title(line)), None)
        if title is None:
            return Found(faults=[Message("pdf.no_table", file=file, what=what)])
        return Found(faults=[Message("pdf.no_scores", file=file, page=title.page, what=what)])
    page = lines[start].page
    below = [line for line in lines[start + 1 :] if line.page < page + _PAGES]
    columns = _columns([w for line in below if line.page == page for w in line.words if SCORE.match(w.text)])
    figures: list[tuple[Line, list[str]]] = []
    for line in below:
        if len(figures) >= rows_expected and line.page > figures[-1][0].page:
            break
        cells = [next((w.text for w in line.words if SCORE.match(w.text) and w.over(x)), "") for x in columns]
        if any(cells):
            figures.append((line, cells))
    if not figures:
        return Found(faults=[Message("pdf.no_scores", file=file, page=page, what=what)])
    head = [line for line in lines[max(start - 2, 0) : lines.index(figures[0][0])] if line.page == page]
    names = max((w.right for w in lines[start].words if w.text.casefold() == "indeks"), default=0.0)
    found = Found(_year_of_each(columns, [w for line in head for w in line.words], names))
    if len(columns) > 1 and (None in found.years or len(set(found.years)) < len(columns)):
        told = ", ".join(str(year or "-") for year in found.years)
        found.faults.append(Message("pdf.score_years", file=file, page=page, count=len(columns), years=told))
        return found
    for line, cells in figures:
        found.rows.append(Row(line.page, _label(line, figures, below, columns[0].left), cells))
    if len(found.rows) != rows_expected:
        last = found.rows[-1]
        ending = {"last": last.page, "page": last.page, "text": last.name}
        found.faults.append(Message("pdf.rows", file=file, first=page, what=what, found=len(found.rows), **ending))
    return found


def level_table(lines: list[Line], framework: Framework, file: str) -> Found:
    """Levels of the indicators by number: page, whole code and a text a year for each row.

    Found under a header with "No" and "Indikator"; matched by number, never by
    name; the table may go on over several pages, with or without its header.
    """
    what = Message("pdf.level_table", count=len(framework.indicators))
    start = next(iter(level_heads(lines)), None)
    if start is None:
        return Found(faults=[Message("pdf.no_table", file=file, what=what)])
    header, names = lines[start], _names_beside(lines, start)
    assert names is not None
    numbers = _numbers(lines[start + 1 :], header, names, framework)
    columns = _level_columns(lines[start + 1 :], numbers, names)
    if not columns or not numbers:
        return Found(faults=[Message("pdf.no_levels", file=file, page=header.page, what=what)])
    found = Found(_year_of_each(columns, _header_words(lines, start, numbers), names.right))
    if len(columns) > 1 and (None in found.years or len(set(found.years)) < len(columns)):
        told = ", ".join(str(year or "-") for year in found.years)
        found.faults.append(Message("pdf.level_years", file=file, page=header.page, count=len(columns), years=told))
    seen: dict[str, Row] = {}
    for number in numbers:
        row = Row(number.page, number.code, [_cell(lines, number, x) for x in columns])
        first = seen.setdefault(row.name, row)
        if first is not row and any(first.cells) and any(row.cells):
            again = {"number": number.word.text, "first": first.page}
            found.faults.append(Message("pdf.twice", file=file, page=number.page, **again))
        elif any(row.cells):  # a number of the page without anything beside it gives way
            seen[row.name] = row
    found.rows = list(seen.values())
    missing = [framework.nodes[code].number for code in framework.indicators if code not in seen]
    if missing:
        pages = {"first": header.page, "last": max(number.page for number in numbers)}
        told = ", ".join(missing)
        found.faults.append(
            Message("pdf.numbers_missing", file=file, what=what, count=len(missing), numbers=told, **pages)
        )
    return found


def printed_years(lines: list[Line]) -> list[int]:
    """Years that stand over the columns of the two tables, as far as a look at their headers tells."""
    heads = [*score_heads(lines)[:1], *level_heads(lines)[:1]]
    near = [line for i in heads for line in lines[max(i - 2, 0) : i + 4] if line.page == lines[i].page]
    return [int(w.text) for line in near for w in line.words if YEAR.match(w.text)]


def first_number_below(lines: list[Line], head: int) -> str:
    """The first number in the first column below the header of a table of indicators."""
    names = _names_beside(lines, head)
    for line in lines[head + 1 :]:
        word = line.words[0]
        if names is not None and _NUMBER.match(word.text) and word.right < names.left and not _is_column_numbers(line):
            return word.text.rstrip(".")
    return ""


def last_page_of_levels(lines: list[Line], head: int) -> int:
    """The last page with a number where the header of a table of indicators has "No", up to the end of the lines."""
    names, no = _names_beside(lines, head), lines[head].words[0]
    last = lines[head].page
    for line in lines[head + 1 :]:
        word = line.words[0]
        if line.page <= last + 1 and names is not None and _NUMBER.match(word.text) and word.over(no):
            last = line.page
    return last


def _is_score_title(line: Line) -> bool:
    letters = line.letters
    return "nilaiindeks" in letters and "domain" in letters and "aspek" in letters


def _names_beside(lines: list[Line], at: int) -> Word | None:
    """The heading "Indikator" beside a line that begins with "No", or None where there is none."""
    line = lines[at]
    no = line.words[0]
    if no.text.casefold().strip(".") not in ("no", "nomor") or len(line.words) > _HEADER_WORDS:
        return None
    for near in lines[max(at - 3, 0) : at + 4]:
        if near.page == line.page and abs(near.middle - line.middle) <= 1.5 * no.height:
            named = [w for w in near.words if w.text.casefold().strip(":") == "indikator" and w.left > no.right]
            if named and len(near.words) <= _HEADER_WORDS:
                return named[0]
    return None


def _columns(words: list[Word], least: int = 2) -> list[Word]:
    """Columns that figures stand in, each as a box from its leftmost to its rightmost; few figures make none."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.left):
        if groups and word.left <= max(w.right for w in groups[-1]):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        Word("", group[0].left, max(w.right for w in group), min(w.top for w in group), max(w.bottom for w in group))
        for group in groups
        if len(group) >= least
    ]


def _year_of_each(columns: list[Word], words: list[Word], beyond: float) -> list[int | None]:
    """The year printed over each column: a year belongs to the nearest column; of several the lowest counts."""
    over: dict[int, list[Word]] = {}
    for word in words:
        if YEAR.match(word.text) and word.left >= beyond:
            nearest = min(range(len(columns)), key=lambda i: abs(columns[i].centre - word.centre))
            over.setdefault(nearest, []).append(word)
    return [int(max(over[i], key=lambda w: w.middle).text) if i in over else None for i in range(len(columns))]


def _label(line: Line, figures: list[tuple[Line, list[str]]], below: list[Line], edge: float) -> str:
    """Words left of the figures that stand nearer to this row of figures than to another one of its page."""
    middles = [other.middle for other, _ in figures if other.page == line.page]
    return " ".join(
        word.text
        for near in below
        if near.page == line.page
        and abs(near.middle - line.middle) == min(abs(near.middle - middle) for middle in middles)
        for word in near.words
        if word.right <= edge
    )[:_LABEL]


def _header_words(lines: list[Line], start: int, numbers: list[_Number]) -> list[Word]:
    """Words of the header: above the first row, and above "No" not farther than the first row is below it."""
    no, first = lines[start], numbers[0]
    reach = first.word.middle - no.middle if first.page == no.page else 3 * no.words[0].height
    return [
        word
        for line in lines
        if line.page == no.page and len(line.words) <= _HEADER_WORDS and abs(line.middle - no.middle) <= reach
        for word in line.words
    ]


def _is_column_numbers(line: Line) -> bool:
    """Whether a line under a header only counts its columns: 1 2 3."""
    texts = [word.text.strip("()") for word in line.words]
    return len(texts) > 2 and texts == [str(i) for i in range(1, len(texts) + 1)]


def _numbers(lines: list[Line], header: Line, names: Word, framework: Framework) -> list[_Number]:
    """Numbers of indicators in the first column below the header, in reading order, each with its row's reach."""
    no = header.words[0]
    given = [
        (line.page, code, word)
        for line in lines
        if not _is_column_numbers(line)
        for word in line.words
        if _NUMBER.match(word.text)
        and word.centre < names.centre
        and (code := framework.find(word.text.rstrip("."))) in framework.indicators
    ]
    columns = _columns([word for _, _, word in given])
    if not columns:
        return []
    column = min(columns, key=lambda x: abs(x.centre - no.centre))
    given = [(page, str(code), word) for page, code, word in given if word.over(column)]
    last = next((i for i, (_, code, _) in enumerate(given) if code == framework.indicators[-1]), len(given) - 1)
    given = given[: last + 1]
    found = []
    for page in dict.fromkeys(page for page, _, _ in given):
        rows = [(code, word) for at, code, word in given if at == page]
        middles = [word.middle for _, word in rows]
        halves = [(b - a) / 2 for a, b in pairwise(middles)] or [rows[0][1].height]
        for (code, word), above, under in zip(rows, [halves[0], *halves], [*halves, halves[-1]], strict=False):
            found.append(_Number(page, code, word, word.middle - above, word.middle + under))
    return found


def _level_columns(lines: list[Line], numbers: list[_Number], names: Word) -> list[Word]:
    """Columns of levels: right of the names, with a single digit in most of the numbered rows."""
    digits = [
        word
        for number in numbers
        for line in lines
        if line.page == number.page and number.top < line.middle < number.bottom
        for word in line.words
        if word.text.isascii() and word.text.isdigit() and len(word.text) == 1 and word.centre > names.centre
    ]
    return _columns(digits, least=max(2, len(numbers) // 2))


def _cell(lines: list[Line], number: _Number, column: Word) -> str:
    """What stands in a column on the line of a row's number, else the figures within the row's reach.

    A word of the header above the first row, however near, is neither.
    """
    words = [
        word
        for line in lines
        if line.page == number.page
        for word in line.words
        if word.over(column) and number.top < word.middle < number.bottom and not YEAR.match(word.text)
    ]
    beside = [word for word in words if number.word.top <= word.middle <= number.word.bottom]
    return " ".join(w.text for w in beside or words if w in beside or any(mark.isdigit() for mark in w.text))
