"""The figures of a report on one change: where the points came from, and how sure that is.

A figure draws what a table of `spbe_analysis.presentation.drivers.tables` holds and
computes nothing but places on the page. It takes ``ax=None`` and returns the Axes.
"""

from __future__ import annotations

from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import SMALL, above, name_rows, number_axis, row_places, sign_colour
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, PAPER, RULE, SOFT, axes_for, styled
from spbe_analysis.presentation.page.tables import points, span
from spbe_analysis.presentation.text.wording import say

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

End = tuple[str, Fraction, str]  # label, value, text
Mark = tuple[Fraction, str]  # value, label
_ROW = 0.19  # inches a row of a long list
_NAME = 54  # characters a line of a name before it is wrapped
_LETTER = 0.072  # inches of a letter of 8 points
_LEFT = 3.72  # inches for names in long lists
_CELL, _HIGH, _FIRST = 0.42, 0.22, 2.3  # inches: a cell of the map of levels, and where the first one stands


@styled
def waterfall(steps: pd.DataFrame, ends: tuple[End, End], marks: list[Mark], language: str, ax=None):
    """The way from one index to the next, one bar a step, each starting where the last one ended.

    Parameters
    ----------
    steps : DataFrame
        ``label``, ``low``, ``high`` and ``middle`` [index points] by row, from
        `tables.steps`. A step with low < high is hatched and carries a bracket
        from its lowest to its highest end.
    ends : pair of (label, value, text)
        The index before and after.
    marks : list of (value, label)
        Lower bounds of predicates, drawn as thin upright lines.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    last = len(steps) + 1
    ax = axes_for(ax, 0.4 * last + 1.15, left=2.2, right=1.5, top=0.32, bottom=0.5)
    (start_label, start, start_text), (end_label, end, end_text) = ends
    at, reach = float(start), [float(start), float(end)]
    for step in steps.itertuples():
        if step.middle is not None:
            reach += [at + float(step.low), at + float(step.high)]
            at += float(step.middle)
    room = max(max(reach) - min(reach), 0.05)
    at = float(start)
    _dot(ax, at, 0, start_text)
    for y, step in enumerate(steps.itertuples(), start=1):
        _link(ax, at, y)
        if step.middle is None:
            _beside(ax, say("drivers.figure_missing", language), at, y, color=SOFT)
            continue
        low, middle, high = (float(part) for part in (step.low, step.middle, step.high))
        _bar(ax, y, at, middle, sure=low == high, colour=sign_colour(low, high))
        if high - low > 0.02 * room:
            xs, ys = [low, low, high, high], [0.1, 0.38, 0.38, 0.1]
            ax.plot([at + x for x in xs], [y + shift for shift in ys], color=INK, linewidth=0.9)
        _beside(ax, span(step.low, step.high, language), at + max(0, middle, high), y)
        at += middle
    _link(ax, at, last)
    _dot(ax, float(end), last, end_text)
    ax.set_xlim(min(reach) - 0.06 * room, max(reach) + 0.04 * room)
    ax.set_ylim(last + 0.6, -0.6)
    names = [start_label, *(fill(label, 30) for label in steps["label"]), end_label]
    _clear(ax)
    _thresholds(ax, marks)
    number_axis(ax.xaxis, language, least=2)
    name_rows(ax, names, say("drivers.axis_index", language))
    return ax


@styled
def contribution_bars(rows: pd.DataFrame, language: str, ax=None):
    """Every indicator's contribution from the largest down, with its level before and after.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``contribution`` [index points] and ``levels`` (text such as
        "1 → 3"), ranked, from `tables.ranked_indicators`.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    labels = [fill(label, _NAME) for label in rows["label"]]
    places, height = row_places(labels, 0.75)
    ax = axes_for(ax, height * _ROW + 0.85, left=_LEFT, right=0.8, top=0.3, bottom=0.5)
    for y, value, levels in zip(places, rows["contribution"], rows["levels"], strict=True):
        _bar(ax, y, 0, float(value), height=0.68)
        _beside(ax, points(value, language) if value else "0", max(float(value), 0), y, fontsize=SMALL)
        _beside(ax, levels, 1, y, xycoords=("axes fraction", "data"), fontsize=SMALL)
    _beside(ax, say("drivers.figure_levels", language), 1, 1, 9, xycoords="axes fraction", color=SOFT, fontsize=8)
    low, high = (float(end) for end in (min(0, *rows["contribution"]), max(0, *rows["contribution"])))
    room = high - low or 0.01
    ax.set_xlim(low - 0.02 * room, high + 0.26 * room)
    _list_of_rows(ax, places, labels, height, language)
    return ax


@styled
def interval_bars(rows: pd.DataFrame, language: str, ax=None):
    """What each contribution can be: its whole range, and where most of it lies under the named prior.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``low``, ``high``, ``p05``, ``p95``, ``middle`` [index
        points], from `tables.ranges`; None where nothing is known.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
        Blue where the contribution is surely above zero, orange where surely
        below, grey where its range holds zero.
    """
    labels = [fill(label, _NAME) for label in rows["label"]]
    places, height = row_places(labels, 0.75)
    ax = axes_for(ax, height * _ROW + 1.05, left=_LEFT, right=1.35, top=0.5, bottom=0.5)
    known = [(y, row) for y, row in zip(places, rows.itertuples(), strict=True) if row.low is not None]
    _ranges(ax, known)
    for y, row in zip(places, rows.itertuples(), strict=True):
        shown = say("drivers.figure_missing", language) if row.low is None else span(row.low, row.high, language)
        _beside(ax, shown, 1, y, xycoords=("axes fraction", "data"), fontsize=SMALL)
    ends = [0.0, *(float(end) for column in ("low", "high") for end in rows[column] if end is not None)]
    room = max(ends) - min(ends) or 0.01
    ax.set_xlim(min(ends) - 0.03 * room, max(ends) + 0.03 * room)
    _range_key(ax, language)
    _list_of_rows(ax, places, labels, height, language)
    return ax


@styled
def level_map(levels: pd.DataFrame, framework: Framework, language: str, ax=None):
    """Levels by aspect, one cell an indicator and year, darker for a lower level.

    Parameters
    ----------
    levels : DataFrame of int
        Level by indicator code (rows) and year (columns, in order).
    framework : Framework
        The regulation the levels were given under.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
        A heavy frame marks an indicator whose level rose (blue, arrow up) or
        fell (orange, arrow down) from the first year to the last.
    """
    years = list(levels.columns)
    aspects = framework.of_kind("aspect")
    block = _HIGH * len(years) + 0.3
    ax = axes_for(ax, block * len(aspects) + 0.12, left=0.02, right=0.02, top=0.06, bottom=0.06)
    ax.set_xlim(0, 7.56)
    ax.set_ylim(block * len(aspects), 0)
    ax.set_axis_off()
    for i, aspect in enumerate(aspects):
        top = block * i + 0.2
        name = fill(framework.nodes[aspect].name(language), 27 if len(years) > 1 else 24)
        ax.text(0, top + _HIGH * len(years) / 2, name, va="center", fontsize=8.5, linespacing=1.1)
        for j, year in enumerate(years):
            ax.text(
                _FIRST + 0.38, top + _HIGH * (j + 0.5), str(year), ha="right", va="center", fontsize=7.5, color=SOFT
            )
        for k, code in enumerate(framework.leaves(aspect)):
            left = _FIRST + 0.48 + k * (_CELL + 0.05)
            _indicator(ax, left, top, framework.nodes[code].number, list(levels.loc[code]), framework)
    return ax


def _bar(ax, y: float, start: float, size: float, sure: bool = True, height: float = 0.56, colour: str = "") -> None:
    colour = colour or sign_colour(size)
    if size == 0:
        ax.plot([start, start], [y - height / 2, y + height / 2], color=SOFT, linewidth=1.2)
    elif sure:
        ax.barh(y, size, left=start, height=height, facecolor=colour, edgecolor=INK, linewidth=0.7)
    else:
        ax.barh(y, size, left=start, height=height, facecolor="white", edgecolor=colour, linewidth=0.7, hatch="////")


def _ranges(ax, rows: list[tuple[float, object]]) -> None:
    """The ranges of all rows, one line a colour with gaps between rows: forty lines take ten times as long to draw."""
    for colour in (GAIN, LOSS, SOFT):
        alike = [(y, row) for y, row in rows if sign_colour(row.low, row.high) == colour]
        whole = _with_gaps([(float(row.low), float(row.high), y) for y, row in alike])
        ninety = _with_gaps([(row.p05, row.p95, y) for y, row in alike if row.p05 is not None])
        if alike:
            ax.plot(*whole, "|-", color=colour, linewidth=1.2, markersize=7, solid_capstyle="butt")
        if ninety[0]:
            ax.plot(*ninety, color=colour, linewidth=6, alpha=0.55, solid_capstyle="butt")
    middles = [(float(row.middle), y) for y, row in rows if row.p05 is not None]
    if middles:
        ax.plot(*zip(*middles, strict=True), "o", color=INK, markersize=4)


def _with_gaps(spans: list[tuple[float, float, float]]) -> tuple[list[float], list[float]]:
    gap = float("nan")
    return [x for low, high, _ in spans for x in (low, high, gap)], [y for *_, y in spans for y in (y, y, gap)]


def _range_key(ax, language: str) -> None:
    from matplotlib.lines import Line2D

    drawn = {
        "drivers.key_range": Line2D([], [], color=SOFT, linewidth=1.2, marker="|", markersize=7),
        "drivers.key_ninety": Line2D([], [], color=SOFT, linewidth=6, alpha=0.55),
        "drivers.key_expected": Line2D([], [], color=INK, linestyle="none", marker="o", markersize=4),
    }
    words = [say(key, language) for key in drawn]
    place = {"loc": "lower right", "bbox_to_anchor": (1.5, 1.0), "ncols": 3, "borderaxespad": 0.1}
    look = {"frameon": False, "fontsize": 8, "handlelength": 1.6, "columnspacing": 1.2}
    ax.legend(list(drawn.values()), words, **place, **look)


def _dot(ax, x: float, y: float, text: str) -> None:
    ax.plot([x], [y], "o", color=INK, markersize=6)
    _beside(ax, text, x, y, fontweight="bold")


def _link(ax, x: float, y: int) -> None:
    ax.plot([x, x], [y - 0.9, y], color=SOFT, linewidth=0.7, linestyle=":", zorder=0.5)


def _beside(ax, text: str, x: float, y: float, lift: float = 0, xycoords="data", **look) -> None:
    ax.annotate(text, (x, y), (7, lift), xycoords=xycoords, textcoords="offset points", va="center", **look)


def _clear(ax) -> None:
    """White behind what is written beside the bars, so that no upright line crosses a number."""
    for text in ax.texts:
        text.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.8})


def _list_of_rows(ax, places: list[float], labels: list[str], height: float, language: str) -> None:
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_ylim(height - 0.3, -0.8)
    number_axis(ax.xaxis, language, least=2)
    name_rows(ax, labels, say("drivers.axis_points", language), places, fontsize=SMALL, linespacing=1.0)


def _thresholds(ax, marks: list[Mark]) -> None:
    """Upright lines with their names above; a name that would touch the one before it stands a line higher."""
    low, high = ax.get_xlim()
    inch = (high - low) / (ax.get_position().width * ax.figure.get_figwidth())
    ended, raised = low - high, False
    for value, label in sorted(marks):
        if low < float(value) < high:
            half = (len(label) * _LETTER + 0.08) / 2 * inch
            raised = float(value) - half < ended and not raised
            ended = float(value) + half
            ax.axvline(float(value), color=RULE, linewidth=2.4, zorder=0)
            above(ax, label, value, 17 if raised else 7, fontsize=8)


def _indicator(ax, x: float, top: float, name: str, levels: list[int], framework: Framework) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    scale = framework.maximum - framework.minimum
    for j, level in enumerate(levels):
        shade = (level - framework.minimum) / scale
        colour = colormaps["cividis"](shade)
        ax.add_patch(Rectangle((x, top + _HIGH * j), _CELL, _HIGH, facecolor=colour, edgecolor="white", linewidth=0.6))
        look = {"ha": "center", "va": "center", "fontsize": 8.5, "color": "white" if shade < 0.45 else "black"}
        ax.text(x + _CELL / 2, top + _HIGH * (j + 0.52), str(level), **look)
    change = levels[-1] - levels[0]
    arrow = "\N{BLACK UP-POINTING SMALL TRIANGLE}" if change > 0 else "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
    colour, text = sign_colour(change), f"{name}{arrow}" if change else name
    ax.text(x + _CELL / 2, top - 0.02, text, ha="center", va="bottom", fontsize=7.5, color=colour)
    if change:
        ax.add_patch(Rectangle((x, top), _CELL, _HIGH * len(levels), fill=False, edgecolor=colour, linewidth=1.8))
