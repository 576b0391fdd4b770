"""Tables pasted as lines of text, without anything that divides the columns: cut into cells from both ends."""

from __future__ import annotations

import re
from typing import NoReturn

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.grid import Cell, Grid, shown
from spbe_analysis.evidence.readers.header import Header
from spbe_analysis.evidence.readers.headings import read_heading
from spbe_analysis.evidence.readers.node_names import node_named
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

_SCORE = re.compile(r"^\d?[.,]\d{1,3}$|^\d$|^-$", re.ASCII)
_DECIMAL = re.compile(r"^\d[.,]\d{1,2}$", re.ASCII)
_TITLE = re.compile(
    r"^(tabel|table|gambar|lampiran)\s+[\dIVX]+\b|^(sumber|source)\s*:|^(halaman|page)\s+\d|^(no|nama)\b.*\b(indeks|predikat)\b"
    r"|\b(tahun|nomor)\s+\d",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\s\d[.,]\d{1,2}(\s+\S+){0,2}$", re.ASCII)
_NUMBER = re.compile(r"^\d{1,3}[.)]?$", re.ASCII)
_LEVEL = re.compile(r"^(?:level\s*)?\d$", re.ASCII | re.IGNORECASE)
_VALUE = re.compile(r"^(?:level\s*)?\d(?:[.,]\d{1,3})?$", re.ASCII | re.IGNORECASE)  # where values lie between levels


def cut_lines(grid: Grid, framework: Framework, book: NameBook) -> tuple[Header, list[str]]:
    """Cells of lines such as ``3 Kementerian X 3,10 2,30 2,00 4,01 3,13 Baik`` or ``1 Tingkat Kematangan ... 4``.

    A line of an institution is read from its end: predicate, index, domains
    from the last to the first; what is left is the number and the name. A line
    with a registered name and one score holds the index, when no line holds
    more. A line of an indicator is its number, its official name and a level.
    Other numbers of figures are refused: nothing says which is missing.

    Returns
    -------
    Header, list of str
        What the columns of the grid hold now, and the lines that were refused.

    Raises
    ------
    EvidenceError
        If no line carries figures.
    """
    refused: list[str] = []
    if not _cut_indicators(grid, framework, refused) and not _cut_institutions(grid, framework, book, refused):
        refuse(grid.file, refused, Message("advice.correct_lines"))
        refuse_prose(grid)
    return Header(grid.rows[0][0], tuple(map(read_heading, map(shown, grid.rows.pop(0)[1]))), 0), refused


def carry_figures(grid: Grid) -> bool:
    """Whether any line ends as one of an institution or an indicator does."""
    lines = [shown(cells[0]).split() for _, cells in grid.rows]
    return any(
        words and (_FIGURES.search(" ".join(words)) or (_NUMBER.match(words[0]) and _LEVEL.match(words[-1])))
        for words in lines
    )


def refuse_prose(grid: Grid) -> NoReturn:
    """Say that lines of text hold no table.

    Raises
    ------
    EvidenceError
        Always.
    """
    first = grid.rows[0] if grid.rows else (1, [""])
    found = repr(shown(first[1][0])[:80])
    expected = Message("table.expected", where=grid.where(first[0]), what=Message("table.lines_words"), found=found)
    faults = [expected, *grid.faults_in()]
    raise EvidenceError(Message("file.no_table", file=grid.file), faults, Message("advice.name_columns"))


def _cut_institutions(grid: Grid, framework: Framework, book: NameBook, refused: list[str]) -> bool:
    codes = [*framework.of_kind("domain"), framework.root]
    texts = _predicates_whole([(line, shown(cells[0])) for line, cells in grid.rows], framework)
    cut = [(line, *_from_the_end(text, framework, len(codes))) for line, text in texts]
    whole = any(len(scores) == len(codes) for _, _, scores, _ in cut)
    lines: list[tuple[int, list[Cell]]] = []
    found = False
    for line, name, scores, predicate in cut:
        bare = name[1:] if name and _NUMBER.match(name[0]) else name
        single = not whole and len(scores) == 1 and bool(_DECIMAL.match(scores[0])) and bool(bare)
        if single and not (book.canonical(" ".join(bare)) or predicate):
            single = False
        one_more = bool(name and _SCORE.match(name[-1])) and not _NUMBER.match(name[-1])
        if scores and (one_more or (len(name) > 1 and all(_NUMBER.match(word) for word in name))):
            refused.append(Message("lines.more", where=grid.where(line), limit=len(codes)))
        elif len(scores) == len(codes) or single:
            cells = [""] * (len(codes) - len(scores)) + ["" if score == "-" else score for score in scores]
            lines.append((line, [" ".join(bare), *cells, predicate]))
            found = True
        elif any(re.search(r"[.,]\d", score) for score in scores):
            figures = {"found": len(scores), "text": " ".join(scores), "count": len(codes)}
            refused.append(Message("lines.fewer", where=grid.where(line), **figures))
        elif _figure_of_a_body(bare, book):
            refused.append(Message("lines.within", where=grid.where(line), text=" ".join(name)[:80]))
        else:
            text = " ".join([*name, *scores, *predicate.split()])
            if name and not _TITLE.search(text) and not all(_NUMBER.match(word) for word in name):
                lines.append((line, [" ".join(bare), *[""] * (len(codes) + 1)]))
    if found:
        short = ["index" if code == framework.root else framework.short(code) for code in codes]
        grid.rows = [(grid.rows[0][0], ["institution", *short, "predikat"]), *lines]
    return found


def _predicates_whole(texts: list[tuple[int, str]], framework: Framework) -> list[tuple[int, str]]:
    """Lines with a predicate of two words that broke between them put together: ``... 4,08 Sangat`` and ``Baik``."""
    out: list[tuple[int, str]] = []
    for line, text in texts:
        score, head = ["", "", *out[-1][1].split()][-2:] if out else ("", "")
        if " " not in text and _DECIMAL.match(score) and framework.find_predicate(f"{head} {text}"):
            out[-1] = out[-1][0], f"{out[-1][1]} {text}"
        else:
            out.append((line, text))
    return out


def _figure_of_a_body(words: list[str], book: NameBook) -> bool:
    """Whether words begin with a registered name and a score, after which more stands."""
    first = next((i for i, word in enumerate(words) if _DECIMAL.match(word)), 0)
    return first > 0 and bool(book.canonical(" ".join(words[:first])))


def _from_the_end(text: str, framework: Framework, most: int) -> tuple[list[str], list[str], str]:
    """Name, scores and predicate of a line."""
    words, predicate = text.split(), ""
    for length in (2, 1):
        told = " ".join(words[-length:]).strip("()")
        if len(words) > length and framework.find_predicate(told):
            predicate, words = told, words[:-length]
            break
    scores: list[str] = []
    while words and len(scores) < most and _SCORE.match(words[-1]):
        scores.insert(0, words.pop())
    return words, scores, predicate


def _cut_indicators(grid: Grid, framework: Framework, refused: list[str]) -> bool:
    """Lines of indicators, a name that runs on over further lines put together; whether there are any."""
    records: list[tuple[int, list[list[str]]]] = []
    for line, cells in grid.rows:
        words = shown(cells[0]).split()
        if len(words) > 1 and _NUMBER.match(words[0]):
            records.append((line, [words]))
        elif records and words and not _TITLE.search(" ".join(words)):
            records[-1][1].append(words)
    found: list[tuple[int, list[Cell]]] = []
    missed: list[str] = []
    for line, lines in records:
        number = lines[0][0].rstrip(".)")
        levels = _levels(lines, number.lstrip("0"), framework)
        text = " ".join(word for words in lines for word in words)
        if len(levels) == 1:
            found.append((line, [number, levels.pop()]))
        elif _LEVEL.match(lines[0][-1]) or node_named(text.partition(" ")[2], framework):
            missed.append(Message("lines.indicator", where=grid.where(line), text=text[:80]))
    if found:
        refused += missed
        grid.rows = [(grid.rows[0][0], ["indicator", "level"]), *found]
    return bool(found)


def _levels(lines: list[list[str]], number: str, framework: Framework) -> set[str]:
    """Levels that a number's lines can mean: one stands at the end of the first or of the last, the rest is the name."""
    levels: set[str] = set()
    value = _VALUE if framework.ticks > 1 else _LEVEL
    for at_first in (True, False):
        words = lines[0] if at_first else [word for line in lines for word in line]
        after = [word for line in lines[1:] for word in line] if at_first else []
        for count in (1, 2):
            level = " ".join(words[-count:])
            code = node_named(" ".join([*words[1 : len(words) - count], *after]), framework)
            if value.match(level) and code and framework.nodes[code].number == number:
                levels.add(level)
    return levels
