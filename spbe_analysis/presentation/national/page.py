"""The pages on all institutions of two years: where the mean change came from, and the methods beside it."""

from __future__ import annotations

import pandas as pd

from spbe_analysis.analysis.resampling import MARGIN, PANEL_DRAWS, WEIGHT_DRAWS
from spbe_analysis.presentation.drawing.tile_map import tile_map
from spbe_analysis.presentation.national import figures, heads, patterns, rank_figures, tables, words
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.laws import with_next_law
from spbe_analysis.presentation.text.wording import number, percent, say, whole


def opening(nation, language: str) -> list[Block]:
    """How far the mean moved, who rose and fell, and which domain gave most."""
    question = with_next_law(say("national.question", language), nation.exact.framework, language)
    head = document.title(say("national.title", language, **_span(nation)), kicker=question)
    told = words.headlines(nation.exact, nation.year_means["joined"], nation.spread, nation.means, language)
    return [head, document.paragraphs(*told, lead=True)]


def closing(nation, language: str) -> Block:
    """One sentence for the list of reports."""
    names = ["mean-change", "kinds-domains", "provinces-level", "provinces-change", "movers"]
    return document.closing(words.finding(nation.exact, nation.means, language), language, names)


# -- where the mean came from


def _origin(nation, language: str) -> Block:
    framework, means = nation.exact.framework, nation.year_means["joined"]
    names = [say("national.mean_start", language, year=year) for year in nation.years]
    ends = tuple((name, value, number(value, language, 3)) for name, value in zip(names, means, strict=True))
    axes = nation.waterfall(tables.steps(nation.means, framework, language), ends, language)
    alt = words.ledger_alt(means, nation.means, framework, language)
    caption = say("national.waterfall_caption", language, **_count(nation))
    told = heads.origin(nation.means, nation.exact.drift, nation.years, framework, language)
    return document.figure(axes, "mean-change", alt, caption, told)


def _domains(nation, language: str) -> Block:
    framework, codes = nation.exact.framework, list(nation.exact.framework.of_kind("domain"))
    frame = tables.spread_frame(nation.changes[codes], framework, language)
    marks = {tables.part_name(code, framework, language): nation.means.at[code, "mean"] for code in codes}
    axes = figures.spreads(frame, marks, say("national.spread_axis", language), language)
    alt = say("national.spread_alt", language, parts=words.spread_sentences(frame, marks, language))
    caption = say("national.spread_caption", language, **_count(nation))
    return document.figure(axes, "contributions", alt, caption, heads.spread(frame, nation.years, language))


# -- by kind and by province


def _kinds(nation, language: str) -> Block:
    groups, panel = tables.kind_groups(nation.kinds, language), nation.exact
    frame = panel.table.assign(group=panel.table["kind"].map(groups), value=panel.table["change"].astype(float))
    marks = nation.group_means(groups)
    few = [group for kind, group in groups.items() if nation.kinds.at[kind, "n"] < tables.FEW]
    axes = figures.spreads(frame, marks, say("national.kinds_axis", language), language, few)
    alt = say("national.kinds_alt", language, parts=words.spread_sentences(frame, marks, language))
    caption = say("national.kinds_caption", language, fewest=tables.FEW, **_span(nation))
    return document.figure(axes, "kinds", alt, caption, heads.kinds(marks, nation.years, language))


def _kind_domains(nation, language: str) -> Block:
    frame, totals = tables.kind_part_frames(nation.kinds, nation.exact.framework, language)
    axes, alt = figures.kind_parts(frame, totals, language), words.kind_parts_alt(frame, totals, language)
    caption, told = say("national.kind_parts_caption", language), heads.kind_parts(frame, nation.years, language)
    return document.figure(axes, "kinds-domains", alt, caption, told)


def _tiles(column: str, name: str, key: str, change: bool):
    """A map of provinces by one of their columns; `key` begins its messages."""

    def made(nation, language: str) -> Block:
        counts = nation.provinces["n"]
        about = {**_span(nation), "year": nation.years[1], "least": counts.min(), "most": counts.max()}
        values, title = nation.provinces[column].to_dict(), say(f"national.{key}_title", language, **about)
        years = nation.years if change else nation.years[1:]
        told = heads.tiles(values, change, years, language, everyone=column == "mean_change")
        axes, alt = tile_map(values, title, language, change=change), words.tiles_alt(values, title, change, language)
        return document.figure(axes, name, alt, say(f"national.{key}_caption", language, **about), told)

    return made


def _provinces(nation, language: str) -> Block:
    framework = nation.exact.framework
    frame = tables.province_table(nation.provinces, nation.bounds, nation.years, framework, language)
    caption = say("national.provinces_caption", language, **_span(nation))
    return document.table(frame, caption, say("national.provinces_foot", language))


# -- movers


def _movers(nation, language: str) -> Block:
    up, down = nation.extremes(tables.FEW)
    axes = rank_figures.movers(tables.mover_frame(up), tables.mover_frame(down), language)
    caption = say("national.movers_caption", language, **_span(nation))
    return document.figure(
        axes, "movers", words.movers_alt(up, down, language), caption, heads.movers(up, nation.years, language)
    )


def _mover_lists(nation, language: str) -> list[Block]:
    foot = say("national.movers_foot", language, **_count(nation))
    captions = [say(key, language, **_span(nation)) for key in ("national.risers_caption", "national.fallers_caption")]
    return [
        document.table(tables.mover_table(table, nation.years, language), caption, foot)
        for table, caption in zip(nation.extremes(tables.FEW), captions, strict=True)
    ]


def _unsound(nation, language: str) -> Block:
    told = words.unsound(nation.extremes(tables.FEW), language)
    return document.paragraphs(*told) if told else document.aside(say("national.all_sound", language))


# -- methods


def _starts(nation, language: str) -> Block:
    found = nation.starts
    told = patterns.starts(found.found, found.facts, nation.years, nation.exact.framework, language)
    return document.bullets(told)


def _starts_figure(nation, language: str) -> Block:
    table = nation.exact.table
    start, end = table["index_before"], table["index_after"]
    frame = table.assign(
        start=start.astype(float), mean=(start + end).astype(float) / 2, change=table["change"].astype(float)
    )
    axes = (
        say("national.start_axis", language, year=nation.years[0]),
        say("national.start_axis_mean", language, **_span(nation)),
        say("national.start_axis_change", language),
    )
    alt = patterns.starts_alt(nation.starts.found, nation.years, language)
    caption, told = say("national.start_caption", language), heads.starts(nation.starts.found, nation.years, language)
    return document.figure(figures.starts(frame, axes, language), "start", alt, caption, told)


def _moved(nation, language: str) -> tuple[pd.DataFrame, list[str], str]:
    counts = tables.movement_frame(nation.movement, nation.exact.framework, language)
    return counts, *patterns.movement(counts, nation.exact, language)


def _predicates(nation, language: str) -> Block:
    counts, _, alt = _moved(nation, language)
    first, second = (say("national.axis_predicate", language, year=year) for year in nation.years)
    caption = say("national.movement_caption", language, **_span(nation))
    axes = figures.movement_map(counts, (first, second), language)
    return document.figure(axes, "predicates", alt, caption, heads.predicates(counts, nation.years, language))


def _shares_figure(nation, language: str) -> Block:
    frame = tables.share_frame(nation.shares, nation.exact.framework, language)
    caption = say("national.shares_caption", language, draws=whole(PANEL_DRAWS, language))
    axes, alt = figures.variance_shares(frame, language), patterns.shares(frame, language)[1]
    return document.figure(axes, "shares", alt, caption, heads.shares(frame, nation.years, language))


def _means(nation, language: str) -> Block:
    wholes, rows = nation.printed_means()
    return document.bullets(patterns.means(wholes, rows, nation.TOLERANCE, language))


def _ranks_figure(nation, language: str) -> Block:
    year = nation.years[1]
    owners = dict(zip(nation.provinces["institution"], nation.provinces.index, strict=True))
    frame = tables.place_frame(nation.lottery(year, list(owners)), owners)
    about = {"year": year, "margin": percent(MARGIN, language), "draws": whole(WEIGHT_DRAWS, language)}
    axes = rank_figures.place_ranges(frame, say("national.ranks_axis", language, count=len(frame)), language)
    caption, alt = say("national.ranks_caption", language, **about), patterns.ranks_alt(frame, language)
    return document.figure(axes, "ranks", alt, caption, heads.ranks(frame, [year], language))


# -- limits


def _limits(nation, language: str) -> Block:
    regulation = nation.exact.framework.title(language)
    told = say("national.limits_ledger", language, regulation=regulation), say("national.limits_criteria", language)
    return document.bullets([*told, say("national.limits_unweighted", language)])


def _facts(nation, language: str) -> Block:
    cards = {year: list(found.values()) for year, found in nation.cards.items()}
    return document.pairs(words.facts(nation.exact.framework, cards, language), kind="facts")


def _method_opening(nation, language: str) -> list[Block]:
    title = say("national.methods_title", language, **_span(nation))
    told = words.sturdiness(nation.robustness, WEIGHT_DRAWS, MARGIN, nation.exact.framework, language)
    return [document.title(title, kicker=say("national.methods_question", language)), document.paragraphs(*told)]


def _method_closing(nation, language: str) -> Block:
    names = ["contributions", "kinds", "provinces-mean", "start", "predicates", "shares", "ranks"]
    finding = patterns.ranks(nation.lottery(nation.years[1]), nation.years[1], MARGIN, language)
    return document.closing(finding, language, names)


def _table(frame, key: str):
    """A table; `key` begins the messages of its caption and its foot."""

    def made(nation, language: str) -> Block:
        caption, foot = (say(f"national.{key}_{part}", language) for part in ("caption", "foot"))
        return document.table(frame(nation, language), caption, foot)

    return made


def _span(nation) -> dict[str, int]:
    return dict(zip(("from_year", "to_year"), nation.years, strict=True))


def _count(nation) -> dict[str, int]:
    return {"count": len(nation.exact.table)}


TEXTS = {
    "movers": _unsound,
    "printed": lambda nation, language: document.bullets(
        words.printed_nation(nation.gaps, nation.exact.framework, language)
    ),
    "starts": _starts,
    "predicates": lambda nation, language: document.paragraphs(*_moved(nation, language)[1]),
    "shares": lambda nation, language: document.paragraphs(
        patterns.shares(tables.share_frame(nation.shares, nation.exact.framework, language), language)[0]
    ),
    "joiners": lambda nation, language: document.paragraphs(words.joiners(nation.exact, nation.year_means, language)),
    "means": _means,
    "ranks": lambda nation, language: document.paragraphs(
        patterns.ranks(nation.lottery(nation.years[1]), nation.years[1], MARGIN, language)
    ),
    "limits": _limits,
    "facts": _facts,
    "methods": _method_opening,
    "methods-closing": _method_closing,
}
FIGURES = {
    "origin": _origin,
    "domain": _domains,
    "kind": _kinds,
    "kind-domain": _kind_domains,
    "province": _tiles("own_after", "provinces-level", "tiles_level", change=False),
    "province-change": _tiles("own_change", "provinces-change", "tiles_own", change=True),
    "province-mean": _tiles("mean_change", "provinces-mean", "tiles_mean", change=True),
    "movers": _movers,
    "starts": _starts_figure,
    "predicates": _predicates,
    "shares": _shares_figure,
    "ranks": _ranks_figure,
}
TABLES = {
    "origin": _table(
        lambda nation, language: tables.ledger_table(
            nation.means, nation.exact.drift, nation.exact.framework, language
        ),
        "ledger",
    ),
    "province": _provinces,
    "movers": _mover_lists,
    "starts": _table(lambda nation, language: tables.start_table(nation.starts.related, language), "start_table"),
    "what-if": _table(lambda nation, language: tables.what_if_table(nation.starts.supposed, language), "what_if"),
    "joiners": _table(lambda nation, language: tables.single_year_table(nation.single_years(), language), "joiners"),
    "means": _table(
        lambda nation, language: tables.means_table(nation.printed_means()[1], nation.exact.framework.root, language),
        "means",
    ),
}
