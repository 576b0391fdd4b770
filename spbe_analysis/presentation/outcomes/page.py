"""The page on the index beside another figure: the two together, six questions, and what this cannot show."""

from __future__ import annotations

from spbe_analysis.analysis import outcomes
from spbe_analysis.analysis.resampling import CORRELATION_DRAWS
from spbe_analysis.presentation.outcomes import figures, heads, words
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.wording import say, whole


def opening(compared, language: str) -> list[Block]:
    """Whether the two go together, and of how many provinces that is known."""
    full, name = words.outcome_names(compared.rows, language)
    first, last = compared.years
    title = say("outcomes.title", language, outcome=full, from_year=first, to_year=last)
    told = words.coverage(
        compared.both, compared.lacking, compared.remarked, compared.provinces, name, compared.years, language
    )
    return [
        document.title(title, kicker=say("outcomes.question", language)),
        document.paragraphs(*words.headlines(compared.exact, name, compared.years, language), lead=True),
        document.bullets(told),
    ]


def closing(compared, language: str) -> Block:
    """One sentence for the list of reports."""
    told = words.finding(compared.exact, compared.name(language), compared.years, language)
    return document.closing(told, language, ["levels", "correlations", "changes"])


def _levels(compared, language: str) -> Block:
    scale, year = compared.rows["scale"].iloc[0], compared.years[1]
    about = {"outcome": compared.name(language), "year": year}
    across = say("outcomes.axis_outcome", language, **about)
    if scale:
        across = say("outcomes.axis_outcome_scale", language, scale=scale, **about)
    axes = across, say("outcomes.axis_index", language, year=year)
    places = compared.paired["outcome_after"], compared.paired["index_after"]
    caption = say("outcomes.levels_caption", language, year=year)
    return _points(compared, "levels", "same_after", places, axes, caption, [year], language)


def _changes(compared, language: str) -> Block:
    about = {"outcome": compared.name(language), "from_year": compared.years[0], "to_year": compared.years[1]}
    keys = ("outcomes.axis_outcome_change", "outcomes.axis_index_change", "outcomes.change_caption")
    across, up, caption = (say(key, language, **about) for key in keys)
    table = compared.paired
    places = table["outcome_after"] - table["outcome_before"], table["index_after"] - table["index_before"]
    return _points(compared, "changes", "change", places, (across, up), caption, compared.years, language)


def _points(compared, name: str, question: str, places, axes, caption: str, years, language: str) -> Block:
    """Provinces as named points at `places` (x, y), with the answer to the question that they show."""
    frame, row = words.point_frame(*places, compared.remarked, compared.provinces), compared.exact.loc[question]
    change = question == "change"
    publisher = compared.rows["publisher"].iloc[0]
    head = heads.related(row, compared.name(language), years, publisher, change, language)
    drawn, alt = figures.named_points(frame, axes, language, sign=change), words.points_alt(frame, axes, row, language)
    return document.figure(drawn, name, alt, caption, head)


def _panels(compared, language: str) -> dict:
    """Answers by which provinces are in."""
    counts = len(compared.paired), len(compared.paired) - len(compared.remarked)
    heads = (
        say("outcomes.panel_all", language, count=counts[0]),
        say("outcomes.panel_without", language, count=counts[1]),
    )
    return dict(zip(heads, compared.both, strict=False))


def _labels(compared, language: str) -> list[str]:
    return words.question_labels(compared.exact.index, compared.name(language), compared.years, language)


def _questions_figure(compared, language: str) -> Block:
    labels = _labels(compared, language)
    axes = figures.correlation_ranges(_panels(compared, language), labels, language)
    caption = say("outcomes.questions_caption", language, draws=whole(CORRELATION_DRAWS, language))
    told = heads.correlations(
        _panels(compared, language).values(), compared.years, compared.rows["publisher"].iloc[0], language
    )
    return document.figure(axes, "correlations", words.questions_alt(compared.exact, labels, language), caption, told)


def _questions_tables(compared, language: str) -> list[Block]:
    labels, name = _labels(compared, language), compared.name(language)
    foot = say("outcomes.table_foot", language)
    return [
        document.table(
            words.questions_table(asked, labels, language),
            say("outcomes.table_caption", language, outcome=name, head=head.lower()),
            foot,
        )
        for head, asked in _panels(compared, language).items()
    ]


def _data(compared, language: str) -> Block:
    name = compared.name(language)
    frame = words.data_table(compared.paired, compared.provinces, name, compared.years, language)
    return document.table(frame, say("outcomes.data_caption", language, outcome=name))


def _limits(compared, language: str) -> Block:
    publisher = compared.rows["publisher"].iloc[0]
    return document.bullets(words.limits(compared.paired, compared.name(language), publisher, language))


def _facts(compared, language: str) -> Block:
    used = [card for year in compared.years for card in compared.cards[year].values()]
    told = words.facts(compared.rows, used, compared.name(language), language)
    return document.pairs(told, kind="facts", addresses=compared.rows["url"])


TEXTS = {
    "questions": lambda compared, language: document.paragraphs(
        *words.told(compared.both, compared.name(language), language)
    ),
    "left": lambda compared, language: document.paragraphs(
        words.left_text(compared.left_out, compared.provinces, compared.years[1], language)
    ),
    "others": lambda compared, language: document.paragraphs(
        say("outcomes.others_text", language, fewest=outcomes.FEWEST)
    ),
    "limits": _limits,
    "facts": _facts,
}
FIGURES = {"institution": _levels, "questions": _questions_figure, "change": _changes}
TABLES = {
    "questions": _questions_tables,
    "left": lambda compared, language: document.table(
        words.left_table(compared.left_out, compared.provinces, language),
        say("outcomes.left_caption", language, year=compared.years[1]),
    ),
    "others": lambda compared, language: document.table(
        words.others_table(compared.every, compared.outcome, outcomes.FEWEST, language),
        say("outcomes.others_caption", language),
    ),
    "institution": _data,
}
