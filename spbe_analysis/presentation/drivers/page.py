"""The page on one change: what is said, drawn and tabled of a `studies` answer, part by part."""

from __future__ import annotations

from spbe_analysis.analysis.resampling import MARGIN, WEIGHT_DRAWS
from spbe_analysis.presentation.drivers import chances, figure_blocks, peers, robustness, sentences, tables
from spbe_analysis.presentation.page import document, provenance
from spbe_analysis.presentation.page.criteria_words import flagged
from spbe_analysis.presentation.page.csv_files import BOM, contributions, csv_text
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.laws import with_next_law
from spbe_analysis.presentation.text.wording import DASH, say


def opening(change, language: str) -> list[Block]:
    """Whose change, and the three answers: how much, from where, how sure."""
    answer = change.exact
    question = with_next_law(sentences.question(answer, language), answer.framework, language)
    title = document.title(sentences.title(answer, language), kicker=question)
    return [title, document.pairs(sentences.answers(answer, language), kind="answers")]


def closing(change, language: str) -> Block:
    """One sentence for the list of reports."""
    return document.closing(sentences.finding(change.exact, language), language, figures=["waterfall"])


def _domains(change, language: str) -> Block:
    answer, framework = change.exact, change.exact.framework
    top = answer.table[answer.table["parent"] == framework.root]
    shown = robustness.beside(tables.summary(top, framework, language), top, change.robustness, language)
    remarks = tables.verdict_note(top, language), robustness.note(shown, WEIGHT_DRAWS, language)
    key = "drivers.table_domains" if framework.of_kind("domain") else "drivers.table_aspects"
    caption = say(key, language, **sentences.span(answer, language))
    made = document.table(shown, caption, " ".join(filter(None, remarks)))
    made.about["plain_columns"] = len(tables.summary(top, framework, language).columns)  # those that need no foot
    return made


def _rows(kind: str):
    def made(change, language: str) -> Block:
        rows, framework = change.exact.rows(kind), change.exact.framework
        key = {"aspect": "drivers.table_aspects", "indicator": "drivers.table_indicators"}[kind]
        if kind == "aspect" and not framework.of_kind("domain"):
            return document.aside(say("drivers.same_table", language))
        caption = say(key, language, **sentences.span(change.exact, language))
        moved = change.wording_moved if kind == "indicator" else {}
        remarks = tables.verdict_note(rows, language), flagged(moved, framework, language) if moved else ""
        shown = tables.summary(rows, framework, language, moved)
        return document.table(shown, caption, " ".join(filter(None, remarks)))

    return made


def _levels(change, language: str) -> list[Block]:
    drawn = figure_blocks.levels(change.scorecards, change.exact.framework, language)
    return drawn or [document.aside(say("drivers.no_levels", language))]


def _years(change, language: str) -> list[Block]:
    if change.path is None:
        return [_no_path(language)]
    return figure_blocks.by_year(change.path, change.exact, language)


def _yearly(change, language: str) -> list[Block]:
    if change.path is None:
        return [_no_path(language)]
    steps = tables.path(change.path, change.exact.framework, language)
    notes = sentences.assessments(change.scorecards, language)
    return [document.table(steps, say("drivers.table_years", language)), document.paragraphs(*notes)]


def _no_path(language: str) -> Block:
    return document.aside(say("drivers.no_path", language))


def _compared(change, language: str) -> Block:
    standing, span = change.standing, sentences.span(change.exact, language)
    if change.exact.one_year:
        return document.aside(say("peers.nothing", language))
    if standing is not None:
        return document.paragraphs(peers.ledger_sentence(standing, language))
    if set(span.values()) <= set(change.national_years):
        name = change.exact.before.institution
        return document.paragraphs(say("peers.not_joined", language, institution=name, **span))
    years = ", ".join(map(str, change.national_years)) or DASH
    return document.paragraphs(say("peers.none", language, years=years, **span))


def _among(made):
    """A block about the institution among all others, where a report on all of both years is there."""

    def block(change, language: str) -> Block:
        if change.standing is None:
            return document.aside(say("peers.nothing", language))
        return made(change.standing, say("cite.national", language, **sentences.span(change.exact, language)), language)

    return block


def _ledger(standing, origin: str, language: str) -> Block:
    return document.table(peers.ledger(standing, language), say("peers.ledger_caption", language), origin=origin)


def _places(standing, origin: str, language: str) -> Block:
    return document.table(peers.places(standing, language), say("peers.places_caption", language), origin=origin)


def _peers(standing, origin: str, language: str) -> Block:
    return document.paragraphs(peers.peers_sentence(standing, language))


def _peers_figure(standing, origin: str, language: str) -> Block:
    return peers.peers_figure(standing, language) if standing.near.count else document.aside(_alone(standing, language))


def _peers_table(standing, origin: str, language: str) -> Block:
    if not standing.near.count:
        return document.aside(_alone(standing, language))
    return document.table(peers.nearest(standing, language), say("peers.peers_caption", language), origin=origin)


def _alone(standing, language: str) -> str:
    return peers.peers_sentence(standing, language)


def _sources(change, language: str) -> list[Block]:
    cards, framework = change.scorecards, change.exact.framework
    return [
        provenance.documents(cards, language, say("cite.copies", language)),
        *provenance.corrections(change.published_rows, framework, language),
        *provenance.others(change.other_rows, cards, framework, language),
    ]


def _facts(change, language: str) -> Block:
    framework, name = change.exact.framework, change.exact.before.institution
    return document.pairs(provenance.provenance(framework, change.scorecards, name, language))


def _moved(change, language: str) -> Block:
    if unsaid := _no_moves(change, language):
        return unsaid
    return document.paragraphs(*chances.sentences(change.exact, change.moved, language))


def _no_moves(change, language: str) -> Block | None:
    """Why nothing is said of how many indicators moved; None where it is."""
    if change.exact.framework.open_grids:
        return document.aside(say("chances.grid", language))
    return None if change.moved else document.aside(say("chances.nothing", language))


def _moved_table(change, language: str) -> Block:
    if unsaid := _no_moves(change, language):
        return unsaid
    return document.table(chances.table(change.exact, change.moved, language), say("chances.caption", language))


def _limits(change, language: str) -> Block:
    made = document.bullets(sentences.limits(change.exact, language, change.asks))
    made.about["next"] = sentences.upcoming(change.exact, language, change.asks)
    return made


def _file(change, language: str) -> Block:
    head, rows = contributions(change.exact)
    label = say("drivers.download", language)
    return document.download(BOM + csv_text(head, rows), "contributions.csv", label, head=head, rows=rows)


TEXTS = {
    "moved": _moved,
    "others": _compared,
    "peers": _among(_peers),
    "limits": _limits,
    "checks": lambda change, language: document.bullets(sentences.checks(change.exact, language)),
    "facts": _facts,
    "file": _file,
}
FIGURES = {
    "domain": lambda change, language: figure_blocks.by_part(change.exact, language),
    "indicator": lambda change, language: figure_blocks.by_indicator(change.exact, language),
    "level": _levels,
    "year": _years,
    "peers": _among(_peers_figure),
}
TABLES = {
    "domain": _domains,
    "aspect": _rows("aspect"),
    "indicator": _rows("indicator"),
    "year": _yearly,
    "others": _among(_ledger),
    "rank": _among(_places),
    "peers": _among(_peers_table),
    "moved": _moved_table,
    "weights": lambda change, language: robustness.blocks(
        change.robustness, change.exact.framework, WEIGHT_DRAWS, MARGIN, language
    )[1:],
    "sources": _sources,
}
