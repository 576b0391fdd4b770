"""Rows of a set of institutions and its mean, in words and numbers of a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from spbe_analysis.analysis.direction import SURE_FALL, SURE_RISE
from spbe_analysis.analysis.drivers.answer import NOT_REPRODUCIBLE
from spbe_analysis.presentation.page.tables import ARROW, frame_of, known, label, span, verdict_text
from spbe_analysis.presentation.text.wording import DASH, number, say, signed, whole


@dataclass(frozen=True)
class Part:
    """A domain's scores and contribution as texts, which way it goes in words, and ``up`` or ``down`` where that is sure."""

    scores: str
    points: str
    direction: str
    way: str = ""


@dataclass(frozen=True)
class Row:
    """An institution, or the mean, as texts; empty before and change for one year alone, empty rank for one left out."""

    name: str
    is_mean: bool
    before: str
    after: str
    change: str
    difference: str
    rank: str
    parts: tuple[Part, ...]


def rows(found, language: str) -> list[Row]:
    """Every institution, the highest index of the last year first, then the mean, then those left out of it."""
    order = found.rows.sort_values("index_after", ascending=False, kind="stable").index
    mean_name = say("compare.mean", language, count=whole(len(order), language))
    made = [_row(name, found.exact.loc[name], found, False, language) for name in order]
    apart = [_apart(name, found, language) for name in found.left_out]
    return [*made, _row(mean_name, found.mean, found, True, language), *apart]


def _apart(name: str, found, language: str) -> Row:
    """What is published of an institution that lacks the index of a year; it has no change, rank or contribution."""
    framework, cards = found.framework, [found.apart[year].get(name) for year in found.years]

    def printed(code: str) -> list[str]:
        values = [card.values.get(code) if card else None for card in cards]
        return [_score(value and value.value, language) for value in values]

    scores = [_way(printed(code)) for code in framework.children(framework.root)]
    before, after = ("", *printed(framework.root))[-2:]
    parts = tuple(Part(told, DASH if len(cards) > 1 else "", "") for told in scores)
    return Row(name, False, before, after, DASH if before else "", DASH, "", parts)


def _row(name: str, row, found, is_mean: bool, language: str) -> Row:
    framework, two = found.framework, len(found.years) > 1
    return Row(
        name=name,
        is_mean=is_mean,
        before=number(row["index_before"], language) if two else "",
        after=number(row["index_after"], language),
        change=signed(row["change"], language) if two else "",
        difference=DASH if is_mean else signed(row["difference"], language),
        rank=DASH if is_mean else whole(row["rank_after"], language),
        parts=tuple(_part(row, framework.short(code), two, language) for code in framework.children(framework.root)),
    )


def _part(row, short: str, two: bool, language: str) -> Part:
    scores = [_score(row[f"{short}_{when}"], language) for when in (("before", "after") if two else ("after",))]
    told = _way(scores)
    if not two:
        return Part(told, "", "")
    low, high = known(row[f"{short}_low"]), known(row[f"{short}_high"])
    verdict = row[f"{short}_verdict"] if row[f"{short}_verdict"] == NOT_REPRODUCIBLE else ""
    if verdict:
        return Part(told, span(low, high, language), verdict_text(verdict, low, high, language))
    direction = verdict_text("", low, high, language) if low is not None else ""
    way = {SURE_RISE: "up", SURE_FALL: "down"}.get(row[f"{short}_direction"] or "", "")
    return Part(told, span(low, high, language), direction, way)


def _way(scores: Sequence[str]) -> str:
    """Scores from year to year; one dash where none is known."""
    return f" {ARROW} ".join(scores) if set(scores) != {DASH} else DASH


def _score(value, language: str) -> str:
    return DASH if known(value) is None else number(value, language)


def names_of_parts(found, language: str) -> list[str]:
    """Names of the domains in the regulation's order."""
    framework = found.framework
    return [label(code, framework, language) for code in framework.children(framework.root)]


def indices(found, language: str) -> pd.DataFrame:
    """Index, change, difference from the mean and rank, as texts."""
    years = found.years
    cells = {say("compare.head_institution", language): lambda row: row.name}
    if len(years) > 1:
        cells |= {str(years[0]): lambda row: row.before}
    cells |= {str(years[-1]): lambda row: row.after}
    if len(years) > 1:
        cells |= {say("compare.head_change", language): lambda row: row.change}
    cells |= {
        say("compare.head_difference", language): lambda row: row.difference,
        say("compare.head_rank", language, year=years[-1]): lambda row: row.rank or DASH,
    }
    return frame_of(cells, rows(found, language))


def parts(found, language: str) -> pd.DataFrame:
    """Score of every domain, and what it contributed, as texts."""
    cells = {say("compare.head_institution", language): lambda row: row.name}
    for place, name in enumerate(names_of_parts(found, language)):
        cells[name] = lambda row, place=place: row.parts[place].scores
        if len(found.years) > 1:
            head = say("compare.head_contribution", language, name=name)
            cells[head] = lambda row, place=place: row.parts[place].points
    return frame_of(cells, rows(found, language))
