"""The page on whether hidden levels and changes can be guessed."""

from __future__ import annotations

from spbe_analysis.presentation.learning import figures, tables, words
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page import tables as page_tables
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.heads import head_of
from spbe_analysis.presentation.text.wording import number, real, say

_NAMES = ("said", "gain", "fifths", "concordance", "curve", "rejected")


def opening(found, language: str) -> list[Block]:
    """The question, what was learned from, and what came out."""
    title = document.title(say("learned.title", language), kicker=say("learned.question", language))
    return [title, document.bullets([words.trained(found, language), *words.sentences(found, language)])]


def closing(found, language: str) -> Block:
    """One sentence for the list of reports."""
    return document.closing(words.finding(found, language), language, list(_NAMES))


def _figure(name: str):
    def made(found, language: str) -> Block:
        what = getattr(tables, name)(found, language)
        told = []
        for place, label in enumerate(what.labels):
            there = {series: row[place] for series, row in what.series.items() if row[place] is not None}
            values = ", ".join(f"{series} {number(real(value), language)}" for series, value in there.items())
            told.append(say("learned.value", language, label=label, values=values))
        years = [table.year for pair in found.transitions for table in pair]
        title, whom = say(f"learned.{name}_title", language, **what.told), say("learned.whom", language)
        head = head_of([title], whom, years, what.axis, [], language)
        caption = say(f"learned.{name}_caption", language)
        return document.figure(figures.compared(what, language), name, "; ".join(told), caption, head)

    return made


def _table(make, key: str):
    return lambda found, language: document.table(make(found, language), say(key, language))


TEXTS = {
    "changes": lambda found, language: document.paragraphs(words.changes(found, language)),
    "order": lambda found, language: document.paragraphs(words.order(found, language)),
    "levels": lambda found, language: document.paragraphs(words.levels(found, language)),
    "rejected": lambda found, language: document.paragraphs(words.rejected(found, language)),
    "limits": lambda found, language: document.bullets(
        [say(f"learned.limit_{name}", language) for name in ("few", "which", "decree", "spread")]
    ),
}
FIGURES = {name: _figure(name) for name in _NAMES}
TABLES = {
    "change": _table(tables.changes_table, "learned.changes_caption"),
    "level": _table(tables.levels_table, "learned.levels_caption"),
    "known": _table(tables.known, "learned.known_caption"),
    "sources": lambda found, language: document.table(
        page_tables.sources(found.scorecards, language), say("learned.sources_caption", language), sources=True
    ),
}
