"""Figures behind claims: a rise among all rises, a place in a kind, and an index over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis.presentation.drawing.axes import (
    SMALL,
    Bound,
    above,
    beside,
    name_bounds,
    name_numbers,
    number_axis,
    rows_for,
    side_by_side,
)
from spbe_analysis.presentation.drawing.breaks import mark_breaks, split_at_breaks
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, PAPER, RULE, SOFT, axes_for, is_narrow, styled
from spbe_analysis.presentation.text.wording import number, say

Mark = tuple[Fraction, str]  # value, text
_BIN = 0.1  # index points a bar spans
_ALIKE = "#8f8f8f"  # darker than the grey of all, and neither a gain nor a loss


@styled
def two_spreads(
    everyone: Sequence[Fraction],
    alike: Sequence[Fraction],
    names: tuple[str, str],
    own: Mark,
    mean: Mark,
    language: str,
    ax=None,
):
    """Changes of all institutions and of one kind, one panel each, with one institution's own.

    Parameters
    ----------
    everyone, alike : sequence of Fraction
        Changes of all, and of the same kind [index points].
    names : (str, str)
        What the two groups are called.
    own, mean : (value, text)
        The institution's change, and the mean change of all.
    ax : sequence of two Axes, optional

    Returns
    -------
    matplotlib Axes
        The first panel; the second shares its figure.
    """
    panels = ax if ax is not None else side_by_side(2, 2.5, left=0.55, top=0.45, gap=0.45)
    low, high = float(min(everyone)), float(max(everyone))
    edges = [_BIN * step for step in range(int(low / _BIN) - 1, int(high / _BIN) + 2)]
    for panel, values, name, colour in zip(panels, (everyone, alike), names, (RULE, _ALIKE), strict=True):
        counts, _, _ = panel.hist([float(v) for v in values], bins=edges, color=colour, edgecolor=SOFT, linewidth=0.6)
        top = max(counts)
        panel.axvline(0, color=INK, linewidth=0.8)
        panel.axvline(float(mean[0]), color=INK, linewidth=1.1, linestyle="--")
        at, colour = (float(own[0]), top * 1.12), GAIN if own[0] >= 0 else LOSS
        panel.plot(*at, "D", color=colour, markeredgecolor=INK, markersize=8)
        look = {"va": "center", "fontweight": "bold", "fontsize": SMALL}
        panel.annotate(own[1], at, (8, 0), textcoords="offset points", **look)
        panel.set_ylim(0, top * 1.28)
        panel.set_xlim(edges[0], edges[-1] + _BIN)
        panel.set_title(name, fontsize=9, loc="left", fontweight="bold")
        panel.set_xlabel(say("claims.rise_axis", language), color=SOFT)
        number_axis(panel.xaxis, language, 7, sign=True)
        number_axis(panel.yaxis, language, 4)
    panels[0].set_ylabel(say("peers.axis_count", language), color=SOFT)
    above(panels[0], mean[1], mean[0], ha="left", color=INK)
    return panels[0]


@styled
def ranked_dots(rows: pd.DataFrame, bounds: Sequence[Bound], quarter: int, year: int, language: str, ax=None):
    """Institutions of one kind by index, the highest first, one of them marked.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``value`` (Fraction) and ``own`` (bool), in the order to draw.
    bounds : sequence of (value, name, gloss)
        Lower bounds of predicates.
    quarter : int
        Number of rows in the first quarter.

    Returns
    -------
    matplotlib Axes
    """
    few, own = len(rows) <= 100, [place for place, is_own in enumerate(rows["own"]) if is_own]
    if few:
        ax, places = rows_for(
            ax, list(rows["label"]), 0.165, left=2.9, right=0.5, top=0.45, size=7.5, bold=own, least=1.2
        )
    else:
        ax, places = axes_for(ax, 5.95, left=0.6, right=0.5, top=0.45, bottom=0.5), range(len(rows))
        ax.set_ylim(len(rows) - 0.4, -0.6)
    looks = {
        True: {"marker": "D", "color": GAIN, "markeredgecolor": INK, "markersize": 8},
        False: {"marker": "o", "color": SOFT, "markeredgecolor": SOFT, "markersize": 4.5},
    }
    for y, row in zip(places, rows.itertuples(), strict=True):
        ax.plot([float(row.value)], [y], linestyle="none", zorder=3, **looks[row.own])
        if few or row.own:
            beside(ax, number(row.value, language), y, fontsize=7.5, fontweight="bold" if row.own else "normal")
    if 0 < quarter < len(rows):
        line = (places[quarter - 1] + places[quarter]) / 2
        ax.axhline(line, color=INK, linewidth=0.9, linestyle=":")
        if not is_narrow():  # there the words would cover the dots; the caption has them
            box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
            look = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "bottom"}
            words = say("claims.rank_quarter", language)
            ax.annotate(words, (0, line), (3, 1), fontsize=7, color=SOFT, bbox=box, **look)
    low, high = float(rows["value"].min()), float(rows["value"].max())
    ax.set_xlim(low - 0.1, high + 0.25)
    name_bounds(ax, bounds)
    number_axis(ax.xaxis, language, 5)
    name_numbers(ax, say("claims.rank_axis", language, year=year))
    return ax


@styled
def index_by_year(values: Mapping[int, Fraction], hollow: set[int], known: int, language: str, ax=None):
    """An index over the years, its line broken where the regulation changed.

    Parameters
    ----------
    values : mapping of int to Fraction
        Printed index by year.
    hollow : set of int
        Years drawn as hollow dots.
    known : int
        Last year that could be known; a line is drawn after it.

    Returns
    -------
    matplotlib Axes
    """
    ax = axes_for(ax, 2.7, left=0.6, right=0.3, top=0.35, bottom=0.35)
    for run in split_at_breaks(values):
        ax.plot(run, [float(values[year]) for year in run], color=GAIN, linewidth=1.6, zorder=2)
    for year, value in values.items():
        at, face = (year, float(value)), "white" if year in hollow else GAIN
        ax.plot(*at, "o", color=face, markeredgecolor=GAIN, markersize=8, markeredgewidth=1.6, zorder=3)
        rises = values.get(year + 1, value) > value  # the line goes on through what stands above the dot
        place = {"ha": "right" if rises else "center", "textcoords": "offset points"}
        ax.annotate(number(value, language), at, (5 if rises else 0, 11), fontweight="bold", **place)
    first, last = min(values), max(values)
    ax.set_xlim(first - 0.5, last + 0.5)
    ends = [float(value) for value in values.values()]
    ax.set_ylim(min(ends) - 0.3, max(ends) + 0.5)
    ax.axvline(known + 0.5, color=SOFT, linewidth=1, linestyle="--")
    look = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "ha": "right", "va": "top"}
    ax.annotate(say("claims.years_known", language), (known + 0.5, 1), (-4, -4), fontsize=SMALL, color=SOFT, **look)
    ax.set_xticks(range(first, last + 1))
    mark_breaks(ax, language, first, last)
    ax.set_ylabel(say("claims.years_axis", language), color=SOFT)
    ax.grid(axis="y")
    number_axis(ax.yaxis, language, 5)
    return ax
