"""Which figures suit an answer, each with its alternative text and the caption that teaches to read it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from spbe_analysis.analysis.drivers.answer import AS_PRINTED
from spbe_analysis.presentation.drivers import figures, heads, tables
from spbe_analysis.presentation.drivers.sentences import leading, parts_in_order, parts_text, span
from spbe_analysis.presentation.page.document import Block, figure, paragraphs
from spbe_analysis.presentation.page.heads import ways
from spbe_analysis.presentation.page.tables import join, points
from spbe_analysis.presentation.text.findings import predicate_bounds, predicate_text, prior_name
from spbe_analysis.presentation.text.wording import number, say


def by_part(answer, language: str) -> list[Block]:
    """The waterfall over the parts directly below the index, in the order of the sentences."""
    top = answer.table[answer.table["parent"] == answer.framework.root]
    years = span(answer, language)
    ends, axes = _ends(answer, language), draw_parts(answer, language)
    key = "drivers.waterfall_caption_open"
    if all(top["verdict"] == "identified"):
        key = "drivers.waterfall_caption"
    elif any(top["verdict"].isin(AS_PRINTED)):
        key = "drivers.waterfall_caption_ledger"
    about = {"before": ends[0][2], "after": ends[1][2], "parts": parts_text(answer, language)}
    caption = say(key, language, prior=prior_name(answer.prior, language), **years)
    alt = say("drivers.waterfall_alt", language, **about)
    return [figure(axes, "waterfall", alt, caption, heads.parts(answer, language))]


def draw_parts(answer, language: str, ax=None):
    """The waterfall alone, on the given axes or new ones."""
    framework = answer.framework
    top = answer.table.loc[[row["code"] for row in parts_in_order(answer)]]
    steps = tables.steps(top, framework, language)
    return figures.waterfall(steps, _ends(answer, language), predicate_bounds(framework, language), language, ax=ax)


def draw_indicators(answer, language: str, ax=None):
    """Ranked bars or ranges alone, on the given axes or new ones."""
    framework, rows = answer.framework, answer.ranked("indicator")
    if all(rows["verdict"] == "identified"):
        return figures.contribution_bars(tables.ranked_indicators(rows, framework, language), language, ax=ax)
    below = answer.table[answer.table["parent"] != framework.root].dropna(subset=["low"])
    return figures.interval_bars(tables.ranges(below, framework, language), language, ax=ax)


def by_indicator(answer, language: str) -> list[Block]:
    """Ranked bars where every indicator is identified, else ranges in which nothing is ranked that cannot be."""
    rows = answer.ranked("indicator")
    if all(rows["verdict"] == "identified"):
        counts = ways(rows["low"])
        years = span(answer, language)
        order = say("answer.loss_first" if answer.falls else "answer.gain_first", language)
        axes, about = draw_indicators(answer, language), {"count": len(rows), "order": order}
        caption = say("drivers.bars_caption", language, **about, **years)
        parts = leading(rows.to_dict("records"), answer, language)
        alt = say("drivers.bars_alt", language, parts=parts, **about, **counts)
        return [figure(axes, "indicators", alt, caption, heads.bars(answer, language))]
    below = answer.table[answer.table["parent"] != answer.framework.root].dropna(subset=["low"])
    if below.empty:
        return [paragraphs(say("drivers.no_detail", language))]
    shown = tables.ranges(below, answer.framework, language)
    certain = sum(low > 0 or high < 0 for low, high in zip(shown["low"], shown["high"], strict=True))
    axes = draw_indicators(answer, language)
    caption = say("drivers.ranges_caption", language, prior=prior_name(answer.prior, language))
    alt = say("drivers.ranges_alt", language, count=len(shown), certain=certain)
    return [figure(axes, "ranges", alt, caption, heads.ranges(answer, len(shown), certain, language))]


def levels(scorecards: Sequence, framework, language: str) -> list[Block]:
    """The map of levels, where every year's table is published whole."""
    table = tables.levels_by_year(scorecards, framework, language)
    if table is None:
        return []
    first, last = table.columns[0], table.columns[-1]
    caption = say("drivers.map_caption", language, from_year=first, to_year=last)
    if len(table.columns) > 2:
        caption = say("drivers.map_between", language, caption=caption)
    about = {"count": len(table), "aspects": len(framework.of_kind("aspect")), **ways(table[last] - table[first])}
    alt = say("drivers.map_alt", language, years=join([str(year) for year in table.columns], language), **about)
    told = heads.levels(scorecards, table, language)
    return [figure(figures.level_changes(table, framework, language), "levels", alt, caption, told)]


def by_year(parts, answer, language: str) -> list[Block]:
    """The yearly steps of a path, from `spbe_analysis.analysis.attribution.path_contributions`."""
    steps = tables.path_steps(parts)
    ends = _ends(answer, language)
    axes = figures.waterfall(steps, ends, predicate_bounds(answer.framework, language), language)
    told = join([f"{row.label} {points(row.low, language)}" for row in steps.itertuples()], language)
    caption = say("drivers.years_caption", language, **span(answer, language))
    alt = say("drivers.waterfall_alt", language, before=ends[0][2], after=ends[1][2], parts=told)
    return [figure(axes, "years", alt, caption, heads.by_year(steps, answer, language))]


def _ends(answer, language: str) -> tuple[figures.End, figures.End]:
    """Both indexes with their labels and texts; the middle of what is possible where one is not printed."""
    framework, found = answer.framework, []
    told = span(answer, language).values()
    for scorecard, year, name in zip((answer.before, answer.after), answer.years, told, strict=True):
        name = say("drivers.figure_start", language, year=name)
        printed = scorecard.values.get(framework.root)
        if printed is not None:
            found.append((name, printed.value, _end_text(scorecard, framework, language)))
        else:
            middle = Fraction(framework.minimum) if year.empty else sum(year.score_bounds(framework.root)) / 2
            found.append((name, middle, say("drivers.figure_missing", language)))
    return found[0], found[1]


def _end_text(scorecard, framework, language: str) -> str:
    index = number(scorecard.values[framework.root].value, language, framework.decimals)
    predicate = predicate_text(scorecard.predicate, framework, language)
    return say("drivers.index_and_predicate", language, index=index, predicate=predicate) if predicate else index
