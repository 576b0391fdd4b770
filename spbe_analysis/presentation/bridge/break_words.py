"""What is said with a chart over years that breaks where the regulation changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from spbe_analysis.presentation.drawing.breaks import Break
from spbe_analysis.presentation.page.tables import join
from spbe_analysis.presentation.text.wording import number, say


def years_alt(values: Mapping[int, Fraction], breaks: Iterable[Break], language: str) -> str:
    """The values of each year and where the line is broken."""
    values = dict(values)
    told = [
        say("bridge.year_value", language, year=year, value=number(values[year], language)) for year in sorted(values)
    ]
    return say("bridge.years_alt", language, values=join(told, language), breaks=_turns(breaks, language))


def years_caption(breaks: Iterable[Break], documents: Iterable[str], language: str) -> str:
    """Why the line is broken where it is, and where the values stand."""
    why = say("bridge.years_caption", language, breaks=_turns(breaks, language))
    return say("bridge.years_source", language, text=why, documents="; ".join(dict.fromkeys(documents)))


def _turns(breaks: Iterable[Break], language: str) -> str:
    return join([turn.text for turn in breaks], language)
