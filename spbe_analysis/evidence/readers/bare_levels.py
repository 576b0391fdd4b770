"""Levels pasted without a heading: one for each indicator in order, or beside the indicators' numbers."""

from __future__ import annotations

import re

from spbe_analysis.errors import RegulationError
from spbe_analysis.evidence.readers.grid import Grid, Row
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.unsafe_text import decode_table
from spbe_analysis.evidence.values.numbers import is_score
from spbe_analysis.regulation import Framework, framework_for_year, load_framework, regulation_ids

_PAIR = re.compile(
    r"^(?:i(?:nd|ndikator)?[ .-]?)?0?(\d{1,2}(?:-\d|[a-c])?)(?:[.)]?(?:[\t;|]| +|,(?=\d$)|, )| ?[:=])\s*(\S+)$",
    re.ASCII | re.I,
)
_APART = re.compile(r"[\s;|]+|,\s+|,(?=[1-9](?:,|\s|$))", re.ASCII)
_APART_DECIMALS = re.compile(r"[\s;|]+|,\s+", re.ASCII)  # a comma inside belongs to a value
_LEVEL = re.compile(r"^(\d)(?:[.,]0{1,2})?$", re.ASCII)
_MOST_BYTES = 10_000  # 47 numbers and levels come to a few hundred
_LEAST = 5  # numbered lines from which they are indicators and not a list of something else


def bare_levels(content: bytes, file: str, about: About) -> list[Grid]:
    """A table of numbers and levels made of them, or nothing where the text is anything else.

    Parameters
    ----------
    content : bytes
        Levels in the regulation's order, whatever divides them, as many as it
        has indicators; or lines of a number and a level, the numbers in order
        from 1. Levels may be written 3, 3,00 or 3.0, and 2,5 where the
        regulation has values between levels.
    about : About
        The year or the regulation, where they are known.

    Returns
    -------
    list of Grid
        One grid with the headings No and Nilai, or none.

    Examples
    --------
    >>> from spbe_analysis.evidence.readers.imported import About
    >>> bare_levels(b"3 " * 47, "pasted", About())[0].rows[:2]
    [(1, ['No', 'Nilai']), (1, ['I01', '3'])]
    """
    if len(content) > _MOST_BYTES:
        return []
    text = decode_table(content, file).replace("\N{NO-BREAK SPACE}", " ")
    lines = [(number, line.strip(' \t"')) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for law in _laws(about):
        found = _beside_numbers(lines, law) or _in_order(lines, law)
        if found:
            rows: list[Row] = [
                (line, [number, level if law.ticks > 1 else _whole(level)]) for line, number, level in found
            ]
            return [Grid(file, rows=[(rows[0][0], ["No", "Nilai"]), *rows])]
    return []


def _laws(about: About) -> list[Framework]:
    if about.regulation:
        return [load_framework(about.regulation)]
    try:
        return [framework_for_year(about.year)] if about.year else [load_framework(name) for name in regulation_ids()]
    except RegulationError:
        return []


def _beside_numbers(lines: list[tuple[int, str]], law: Framework) -> list[tuple[int, str, str]]:
    pairs = [(line, match) for line, text in lines if (match := _PAIR.match(text))]
    codes = [law.find(match[1]) for _, match in pairs]
    in_order = tuple(codes) == law.indicators[: len(codes)]
    if len(pairs) < len(lines) or len(pairs) < _LEAST or not in_order:
        return []
    return [(line, match[1], match[2]) for line, match in pairs]


def _in_order(lines: list[tuple[int, str]], law: Framework) -> list[tuple[int, str, str]]:
    apart, level = (_APART_DECIMALS, is_score) if law.ticks > 1 else (_APART, _LEVEL.match)
    given = [(line, part) for line, text in lines for part in apart.split(text) if part]
    if len(given) != len(law.indicators) or not all(level(part) for _, part in given):
        return []
    return [(line, law.short(code), part) for (line, part), code in zip(given, law.indicators, strict=True)]


def _whole(level: str) -> str:
    """A level without decimals that are all zero; anything else as it stands."""
    match = _LEVEL.match(level)
    return match[1] if match else level
