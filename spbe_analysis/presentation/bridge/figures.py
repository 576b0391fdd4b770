"""Figures of a change across regulations."""

from __future__ import annotations

import pandas as pd

from spbe_analysis.presentation.bridge.words import points
from spbe_analysis.presentation.drawing.axes import beside, name_numbers, number_axis, rows_for, sign_colour, thickness
from spbe_analysis.presentation.drawing.breaks import mark_breaks, split_at_breaks
from spbe_analysis.presentation.drawing.style import GAIN, INK, SOFT, axes_for, is_narrow, styled
from spbe_analysis.presentation.page.tables import label
from spbe_analysis.presentation.text.wording import number, percent, say, spanned
from spbe_analysis.regulation import Framework, framework_for_year


@styled
def index_by_year(values: pd.Series, language: str, ax=None, through: int | None = None):
    """An index over the years, broken wherever the regulation changed.

    Parameters
    ----------
    values : Series of Fraction
        Printed index by year. Years without a value are left open.
    language : str
        ``id`` or ``en``.
    through : int, optional
        Last year shown on the axis, to show a break after the last value.

    Returns
    -------
    matplotlib Axes
    """
    ax = axes_for(ax, 3.1, left=0.6, right=0.25, top=0.5, bottom=0.5)
    years = sorted(values.index)
    for run in split_at_breaks(years):
        ax.plot(run, [float(values[year]) for year in run], "o-", color=GAIN, linewidth=1.6, markersize=5)
    for year in years:
        at, look = (year, float(values[year])), {"ha": "center", "fontsize": 7 if is_narrow() else 8.5}
        ax.annotate(number(values[year], language), at, (0, 8), textcoords="offset points", **look)
    end = max(years[-1], through or years[-1])
    framework = framework_for_year(years[0])
    ax.set_xlim(years[0] - 0.5, end + 0.5)
    ax.set_ylim(framework.minimum, framework.maximum)
    ax.set_xticks(range(years[0], end + 1))
    ax.tick_params(axis="x", labelsize=7 if is_narrow() else 9)
    ax.set_xlabel(say("bridge.axis_year", language), color=SOFT)
    ax.set_ylabel(say("bridge.axis_index", language), color=SOFT)
    ax.grid(axis="y")
    mark_breaks(ax, language)
    return ax


@styled
def part_ranges(rows: pd.DataFrame, language: str, ax=None):
    """The parts of a change across regulations, each a dot or a line over what it can be.

    Parameters
    ----------
    rows : DataFrame
        ``part``, ``label``, ``low``, ``high`` [index points], from
        `bridge_words.part_rows`; sums stand below a rule.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    ax, places = rows_for(ax, list(rows["label"]), 0.42, left=2.5, right=1.4, size=9)
    for y, row in zip(places, rows.itertuples(), strict=True):
        colour = sign_colour(row.low, row.high)
        ends = [float(row.low), float(row.high)]
        if row.low == row.high:
            ax.plot(ends[:1], [y], "o", color=colour, markeredgecolor=INK, markersize=8)
        else:
            ax.plot(ends, [y, y], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.75)
            ax.plot(ends, [y, y], "|", color=colour, markersize=12, markeredgewidth=1.6)
        beside(ax, spanned(points(row.low, language), points(row.high, language), language), y, fontsize=9)
    ax.axvline(0, color=INK, linewidth=0.8)
    sums = (places[-3] + places[-2]) / 2 if not is_narrow() else places[-3] + 0.32
    ax.axhline(sums, color=SOFT, linewidth=0.6)
    number_axis(ax.xaxis, language, 4 if is_narrow() else 6, sign=True)
    name_numbers(ax, say("bridge.axis_points", language))
    return ax


@styled
def implied_levels(table: pd.DataFrame, framework: Framework, language: str, ax=None):
    """What a scorecard says of each indicator of another list, and where it says nothing.

    Parameters
    ----------
    table : DataFrame
        ``code``, ``ancestors``, ``low``, ``high``, ``weight`` from
        `spbe_analysis.analysis.bridge.simulator`.
    framework : Framework
        The regulation whose list it is.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    names = [label(code, framework, language) for code in table["code"]]
    ax, places = rows_for(ax, names, 0.225, left=3.5, right=0.95)
    for y, row in zip(places, table.itertuples(), strict=True):
        low, high = float(row.low), float(row.high)
        if not row.ancestors:
            look = {"facecolor": "white", "edgecolor": SOFT, "hatch": "////", "linewidth": 0.7}
            ax.barh(y, framework.maximum - framework.minimum, left=framework.minimum, height=thickness(0.75), **look)
            middle, box = (
                (framework.minimum + framework.maximum) / 2,
                {"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
            silent = say("bridge.figure_silent", language)
            ax.annotate(silent, (middle, y), ha="center", va="center", fontsize=8, color=SOFT, bbox=box)
        elif low == high:
            ax.plot([low], [y], "o", color=GAIN, markeredgecolor=INK, markersize=7)
        else:
            ax.plot([low, high], [y, y], "|-", color=GAIN, linewidth=4, markersize=10, solid_capstyle="butt")
        weight = say("bridge.axis_weight", language, weight=percent(row.weight, language))
        beside(ax, weight, y, fontsize=8, color=SOFT)
    ax.set_xlim(framework.minimum - 0.15, framework.maximum + 0.15)
    ax.set_xticks(range(framework.minimum, framework.maximum + 1))
    name_numbers(ax, say("bridge.axis_level", language))
    return ax
