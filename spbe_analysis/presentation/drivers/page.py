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


def _no_path(change, language: str) -> str:
    return say("drivers.no_path", language) if change.path is None else ""


def _no_standing(change, language: str) -> str:
    return say("peers.nothing", language) if change.standing is None else ""


def _no_peers(change, language: str) -> str:
    alone = change.standing is not None and not change.standing.near.count
    return peers.peers_sentence(change.standing, language) if alone else _no_standing(change, language)


def _no_moves(change, language: str) -> str:
    if change.exact.framework.open_grids:
        return say("chances.grid", language)
    return "" if change.moved else say("chances.nothing", language)


def _yearly(change, language: str) -> list[Block]:
    steps = tables.path(change.path, change.exact.framework, language)
    notes = sentences.assessments(change.scorecards, language)
    return [document.table(steps, say("drivers.table_years", language)), document.paragraphs(*notes)]


def _compared(change, language: str) -> Block:
    standing, span = change.standing, sentences.span(change.exact, language)
    if change.exact.one_year or 0 in change.years:
        return document.aside(say("peers.nothing", language))
    if standing is not None:
        return document.paragraphs(peers.ledger_sentence(standing, language))
    if set(span.values()) <= set(change.national_years):
        name = change.exact.before.institution
        return document.paragraphs(say("peers.not_joined", language, institution=name, **span))
    years = ", ".join(map(str, change.national_years)) or DASH
    return document.paragraphs(say("peers.none", language, years=years, **span))


def _among(frame, caption: str):
    """A table on the institution among all others."""

    def made(change, language: str) -> Block:
        origin = say("cite.national", language, **sentences.span(change.exact, language))
        return document.table(frame(change.standing, language), say(caption, language), origin=origin)

    return made


def _sources(change, language: str) -> list[Block]:
    cards, framework = change.scorecards, change.exact.framework
    return [
        provenance.documents(cards, language, say("cite.copies", language)),
        *provenance.corrections(change.published_rows, framework, language),
        *provenance.others(change.other_rows, cards, framework, language),
    ]


def _limits(change, language: str) -> Block:
    made = document.bullets(sentences.limits(change.exact, language, change.asks))
    made.about["next"] = sentences.upcoming(change.exact, language, change.asks)
    return made


def _file(change, language: str) -> Block:
    head, rows = contributions(change.exact)
    label = say("drivers.download", language)
    return document.download(BOM + csv_text(head, rows), "contributions.csv", label, head=head, rows=rows)


TEXTS = {
    "moved": document.unless(
        _no_moves,
        lambda change, language: document.paragraphs(*chances.sentences(change.exact, change.moved, language)),
    ),
    "others": _compared,
    "peers": document.unless(
        _no_standing, lambda change, language: document.paragraphs(peers.peers_sentence(change.standing, language))
    ),
    "limits": _limits,
    "checks": lambda change, language: document.bullets(sentences.checks(change.exact, language)),
    "facts": lambda change, language: document.pairs(
        provenance.provenance(change.exact.framework, change.scorecards, sentences.whose(change.exact), language)
    ),
    "file": _file,
}
FIGURES = {
    "domain": lambda change, language: figure_blocks.by_part(change.exact, language),
    "indicator": lambda change, language: figure_blocks.by_indicator(change.exact, language),
    "level": lambda change, language: (
        figure_blocks.levels(change.scorecards, change.exact.framework, language)
        or document.aside(say("drivers.no_levels", language))
    ),
    "year": document.unless(
        _no_path, lambda change, language: figure_blocks.by_year(change.path, change.exact, language)
    ),
    "peers": document.unless(_no_peers, lambda change, language: peers.peers_figure(change.standing, language)),
}
TABLES = {
    "domain": _domains,
    "aspect": _rows("aspect"),
    "indicator": _rows("indicator"),
    "year": document.unless(_no_path, _yearly),
    "others": document.unless(_no_standing, _among(peers.ledger, "peers.ledger_caption")),
    "rank": document.unless(_no_standing, _among(peers.places, "peers.places_caption")),
    "peers": document.unless(_no_peers, _among(peers.nearest, "peers.peers_caption")),
    "moved": document.unless(
        _no_moves,
        lambda change, language: document.table(
            chances.table(change.exact, change.moved, language), say("chances.caption", language)
        ),
    ),
    "weights": lambda change, language: robustness.blocks(
        change.robustness, change.exact.framework, WEIGHT_DRAWS, MARGIN, language
    )[1:],
    "sources": _sources,
}
