"""The page on a set of institutions against its mean."""

from __future__ import annotations

from spbe_analysis.presentation.comparison import figures, tables, words
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page import tables as page_tables
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.heads import documents_of, head_of
from spbe_analysis.presentation.page.tables import short_body
from spbe_analysis.presentation.text.wording import number, say, whole


def opening(found, language: str) -> list[Block]:
    """Who is compared, the mean and its ends, and who is left out."""
    title = document.title(words.title(found, language), kicker=say("compare.question", language))
    return [title, document.paragraphs(*words.headlines(found, language))]


def closing(found, language: str) -> Block:
    """One sentence for a list of reports."""
    return document.closing(words.headlines(found, language)[0], language, ["comparison"])


def figure(found, language: str) -> Block:
    """The dots of all against the mean, with what is to be seen and how to read it."""
    year, count, rows = found.years[-1], whole(len(found.rows), language), found.rows
    values = rows["index_after"]
    first = [short_body(name) for name in rows.index if values[name] == max(values)]
    titles = [
        say("compare.figure_title", language, name=words.few(first, language), count=count, year=year),
        say("compare.figure_title_short", language, year=year, spread=number(max(values) - min(values), language)),
    ]
    what, cards = say("compare.figure_unit", language), found.cards[year].values()
    head = head_of(titles, words.whom(found, language), [year], what, documents_of(cards), language)
    told = []
    for name, differences, mean in figures.measured(found, language):
        ends = {}
        for end, value in (("low", min(differences)), ("high", max(differences))):
            who = [short_body(one) for one, own in zip(rows.index, differences, strict=True) if own == value]
            ends |= {end: words.few(who, language), f"{end}_value": number(mean + value, language)}
        key = "compare.figure_alt_level" if len(set(differences)) == 1 else "compare.figure_alt"
        told.append(say(key, language, label=name, mean=number(mean, language), **ends))
    caption = [say("compare.figure_caption", language)]
    caption += [say("compare.figure_numbers", language)] if figures.numbered(found) else []
    caption += [say("compare.figure_own", language, name=found.own)] if found.own else []
    return document.figure(figures.against_mean(found, language), "comparison", " ".join(told), " ".join(caption), head)


def _parts(found, language: str) -> Block:
    key = "compare.parts_caption" if len(found.years) > 1 else "compare.scores_caption"
    return document.table(tables.parts(found, language), say(key, language, year=found.years[-1]))


TEXTS = {"remarks": lambda found, language: document.bullets(words.remarks(found, language))}
FIGURES = {"domain": figure}
TABLES = {
    "institution": lambda found, language: document.table(
        tables.indices(found, language), say("compare.table_caption", language)
    ),
    "domain": _parts,
    "sources": lambda found, language: document.table(
        page_tables.sources([card for cards in found.cards.values() for card in cards.values()], language),
        say("learned.sources_caption", language),
        sources=True,
    ),
}
