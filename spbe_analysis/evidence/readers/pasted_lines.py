"""National tables pasted as lines of text, without anything that divides the columns."""

from __future__ import annotations

import re

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.broken_names import Line, NameBook, join_broken
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.national_table import Reading
from spbe_analysis.evidence.readers.sheet import Sheet
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework

_SCORE = re.compile(r"^\d?[.,]\d{1,3}$|^\d$|^-$", re.ASCII)
_FIGURES = re.compile(r"(?:(?:\d?[.,]\d{1,2}|-)\s+){2,}", re.ASCII)
_TITLE = re.compile(
    r"^(tabel|table|gambar|lampiran)\s+[\dIVX]+\b|^(sumber|source)\s*:|^(halaman|page)\s+\d|^(no|nama)\b.*\b(indeks|predikat)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,3}\.?$", re.ASCII)


def read_pasted(sheet: Sheet, about: About, book: NameBook) -> Reading:
    """Cards of lines such as ``3 Kementerian X 3,10 2,30 2,00 4,01 3,13 Baik``.

    A line is read from its end: predicate, index, domains from the last to the
    first; what is left is the number and the name. Lines without figures are
    headings or pieces of names. A line with fewer figures than the regulation
    has domains is refused: nothing says which one is missing.

    Raises
    ------
    EvidenceError
        If no line carries the figures of an institution.
    """
    if not any(_FIGURES.search(cells[0]) for _, cells in sheet.rows):
        raise EvidenceError(
            Message("file.no_table", file=sheet.file),
            [
                Message(
                    "table.expected",
                    where=sheet.where(sheet.rows[0][0] if sheet.rows else 1),
                    what=Message("table.lines_words"),
                    found=repr((sheet.rows[0][1][0] if sheet.rows else "")[:80]),
                )
            ],
            Message("advice.name_columns"),
        )
    framework = _framework(about, sheet)
    codes = [*framework.of_kind("domain"), framework.root]
    reading, records, lines = Reading(), {}, []
    for number, cells in sheet.rows:
        words = cells[0].split()
        predicate, words = _predicate(words, framework)
        scores: list[str] = []
        while words and len(scores) < len(codes) and _SCORE.match(words[-1]):
            scores.insert(0, words.pop())
        if scores and words and _SCORE.match(words[-1]) and not _NUMBER.match(words[-1]):
            reading.refused.append(f"{sheet.where(number)}: more than {len(codes)} figures; the line is left out")
        elif len(scores) == len(codes):
            named = words[1:] if words and _NUMBER.match(words[0]) else words
            records[number] = (["" if score == "-" else score for score in scores], predicate)
            lines.append(Line(number, " ".join(named), True))
        elif any(re.search(r"[.,]\d", score) for score in scores):
            reading.refused.append(
                f"{sheet.where(number)}: {len(scores)} figures ({' '.join(scores)}), expected {len(codes)}; "
                "which is missing cannot be told, the line is left out"
            )
        elif words and not _TITLE.match(cells[0]) and not all(_NUMBER.match(word) for word in words):
            piece = words[1:] if _NUMBER.match(words[0]) else words
            lines.append(Line(number, " ".join(piece), False))
    if not records:
        raise EvidenceError(Message("file.not_read", file=sheet.file), reading.refused, Message("advice.correct_lines"))
    names, left_over = join_broken(lines, book)
    reading.doubtful += [Message("table.alone", where=sheet.where(line.number), text=line.name) for line in left_over]
    for number, (scores, predicate) in records.items():
        name = names[number] or about.institution
        reading.scorecards.append(
            PrintedScorecard(
                book.canonical(name) or name,
                about.year,
                about.stage,
                framework.id,
                dict(zip(codes, scores, strict=True)),
                predicate,
                about.assessment,
                sheet.file,
                sheet.place(number),
            )
        )
    strangers = [scorecard.institution for scorecard in reading.scorecards if not book.canonical(scorecard.institution)]
    if strangers:
        reading.doubtful.append(Message("table.strangers", where=sheet.where(1), text="; ".join(strangers[:10])))
    return reading


def _framework(about: About, sheet: Sheet) -> Framework:
    if about.regulation or about.year:
        return load_framework(about.regulation) if about.regulation else framework_for_year(about.year)
    raise EvidenceError(
        Message("table.file_no_law", file=sheet.file),
        [Message("table.no_year", file=sheet.file)],
        Message("advice.year_example"),
    )


def _predicate(words: list[str], framework: Framework) -> tuple[str, list[str]]:
    for length in (2, 1):
        found = framework.find_predicate(" ".join(words[-length:])) if len(words) > length else None
        if found:
            return " ".join(words[-length:]), words[:-length]
    return "", words
