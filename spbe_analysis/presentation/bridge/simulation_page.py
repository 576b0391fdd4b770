"""What a scorecard says on another regulation's list, part by part of a page."""

from __future__ import annotations

from spbe_analysis.presentation.bridge import figures, heads, simulation, words
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.wording import say


def opening(simulated, language: str) -> list[Block]:
    """Whose scorecard is read on which list, and what it says there."""
    found = simulated.exact
    title = document.title(simulation.whose(found, language).rstrip("."))
    return [title, document.paragraphs(simulation.value_sentence(found, language))]


def closing(simulated, language: str) -> Block:
    """One sentence for the list of reports."""
    return document.closing(simulation.value_sentence(simulated.exact, language), language, ["implied-levels"])


def _reach(simulated, language: str) -> list[Block]:
    found = simulated.exact
    told = simulation.headline(found, language), simulation.value_sentence(found, language)
    return [document.paragraphs(*told), document.bullets(simulation.reach_sentences(found, language))]


def _levels(simulated, language: str) -> Block:
    found = simulated.exact
    axes = figures.implied_levels(found.table, found.frameworks[1], language)
    caption = say("bridge.levels_figure_caption", language)
    return document.figure(
        axes, "implied-levels", simulation.levels_alt(found, language), caption, heads.implied(found, language)
    )


def _facts(simulated, language: str) -> list[Block]:
    found = simulated.exact
    told = words.provenance([found.scorecard], list(found.frameworks), language)
    documents = words.documents([found.scorecard], language)
    return [document.bullets([told]), document.pairs(documents, kind="facts", addresses=documents.values())]


TEXTS = {
    "reach": _reach,
    "notes": lambda simulated, language: document.bullets(simulation.notes(simulated.exact, language)),
    "facts": _facts,
}
FIGURES = {"indicator": _levels}
TABLES = {
    "predicate": lambda simulated, language: document.table(
        simulation.predicates_table(simulated.exact, language), say("bridge.sim_predicates_caption", language)
    ),
    "indicator": lambda simulated, language: document.table(
        simulation.levels_table(simulated.exact, language), say("bridge.sim_levels_caption", language)
    ),
}
