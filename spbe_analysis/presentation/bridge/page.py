"""The page on a change across regulations: its parts, what was kept, and how far it hangs on choices."""

from __future__ import annotations

from spbe_analysis.presentation.bridge import figures, heads, words
from spbe_analysis.presentation.drawing.breaks import regulation_breaks
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.wording import say


def opening(bridged, language: str) -> list[Block]:
    """Whose change, how much of it is like for like, and what the yardstick did."""
    answer = bridged.exact
    told = words.headline(answer, language), *words.verdicts(answer, language)
    head = document.title(words.title(answer, language), kicker=say("bridge.question", language))
    return [head, document.paragraphs(*told, lead=True)]


def closing(bridged, language: str) -> Block:
    """One sentence for the list of reports."""
    names = ["parts", "implied-levels", "years"]
    return document.closing(words.finding(bridged.exact, language), language, names)


def _parts(bridged, language: str) -> Block:
    axes = figures.part_ranges(words.part_rows(bridged.exact, language), language)
    caption, told = say("bridge.parts_figure_caption", language), heads.parts(bridged.exact, language)
    return document.figure(axes, "parts", words.parts_alt(bridged.exact, language), caption, told)


def _robust(bridged, language: str) -> Block:
    choices = {say(f"bridge.robust_{key}", language): answer for key, answer in bridged.choices.items()}
    return document.table(words.robust_table(choices, language), say("bridge.robust_caption", language))


def _years(bridged, language: str) -> Block:
    values, documents, last = bridged.national_means
    turns = regulation_breaks()
    axes = figures.index_by_year(values, language, through=last)
    caption = words.years_caption(turns, documents, language)
    told = heads.by_year(values, turns, documents, language)
    return document.figure(axes, "years", words.years_alt(values, turns, language), caption, told)


def _limits(bridged, language: str) -> Block:
    cards, frameworks = [bridged.exact.before, bridged.exact.after], list(bridged.exact.frameworks)
    told = *words.notes(bridged.exact, language), words.provenance(cards, frameworks, language)
    return document.bullets(told)


def _facts(bridged, language: str) -> Block:
    cards = [bridged.exact.before, bridged.exact.after]
    told = words.documents(cards, language)
    return document.pairs(told, kind="facts", addresses=told.values())


TEXTS = {
    "checks": lambda bridged, language: document.bullets(words.checks(bridged.exact, language)),
    "kept": lambda bridged, language: document.paragraphs(
        words.chance_sentence(bridged.exact, bridged.chances, language)
    ),
    "limits": _limits,
    "facts": _facts,
}
FIGURES = {"part": _parts, "years": _years}
TABLES = {
    "part": lambda bridged, language: document.table(
        words.parts_table(bridged.exact, language, bridged.chances), say("bridge.parts_caption", language)
    ),
    "kept": lambda bridged, language: document.table(
        words.groups_table(bridged.exact, language), say("bridge.groups_caption", language)
    ),
    "choices": _robust,
}
