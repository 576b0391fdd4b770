"""The figures of a report on one change: where the points came from, and how sure that is.

A figure draws what a table of `spbe_analysis.presentation.drivers.tables` holds and
computes nothing but places on the page. It takes ``ax=None`` and returns the Axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import (
    SMALL,
    Bound,
    beside,
    name_bounds,
    name_numbers,
    number_axis,
    rows_for,
    sign_colour,
    thickness,
)
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, PAPER, SOFT, is_narrow, styled
from spbe_analysis.presentation.page.tables import number_ranges, points, short_label, span
from spbe_analysis.presentation.text.wording import say

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

End = tuple[str, Fraction, str]  # label, value, text
_ROW = 0.19  # inches a row of a long list
_LEFT = 3.72  # inches for names in long lists


@styled
def waterfall(steps: pd.DataFrame, ends: tuple[End, End], bounds: Sequence[Bound], language: str, ax=None):
    """The way from one index to the next, one bar a step, each starting where the last one ended.

    Parameters
    ----------
    steps : DataFrame
        ``label``, ``low``, ``high`` and ``middle`` [index points] by row, from
        `tables.steps`. A step with low < high is hatched and carries a bracket
        from its lowest to its highest end.
    ends : pair of (label, value, text)
        The index before and after.
    bounds : sequence of (value, name, gloss)
        Lower bounds of predicates, drawn as thin upright lines.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    last = len(steps) + 1
    (start_label, start, start_text), (end_label, end, end_text) = ends
    names = [start_label, *steps["label"], end_label]
    ax, rows = rows_for(
        ax, names, 0.4, left=2.2, right=0.95 if is_narrow() else 1.5, top=0.42 if bounds else 0.1, size=9
    )
    named = len(ax.texts)
    at, reach = float(start), [float(start), float(end)]
    for step in steps.itertuples():
        if step.middle is not None:
            reach += [at + float(step.low), at + float(step.high)]
            at += float(step.middle)
    room = max(max(reach) - min(reach), 0.05)
    ax.set_xlim(min(reach) - 0.06 * room, max(reach) + 0.04 * room)
    at = float(start)
    _dot(ax, at, rows[0], start_text)
    for before, y, step in zip(rows, rows[1:], steps.itertuples(), strict=False):
        _link(ax, at, before, y)
        if step.middle is None:
            _outside(ax, say("drivers.figure_missing", language), (at, at), y=y, color=SOFT)
            continue
        low, middle, high = (float(part) for part in (step.low, step.middle, step.high))
        _bar(ax, y, at, middle, sure=low == high, colour=sign_colour(low, high))
        if high - low > 0.02 * room:
            xs, ys = [low, low, high, high], [0.1, 0.38, 0.38, 0.1]
            ax.plot([at + x for x in xs], [y + shift for shift in ys], color=INK, linewidth=0.9)
        reached, bar = ((at + min(0, middle, *ends), at + max(0, middle, *ends)) for ends in ((low, high), ()))
        _outside(ax, span(step.low, step.high, language), reached, bar, y=y)
        at += middle
    _link(ax, at, rows[last - 1], rows[last])
    _dot(ax, float(end), rows[last], end_text)
    _clear(ax.texts[named:])
    name_bounds(ax, bounds)
    number_axis(ax.xaxis, language, 4 if is_narrow() else 6, least=2)
    name_numbers(ax, say("drivers.axis_index", language))
    return ax


@styled
def contribution_bars(rows: pd.DataFrame, language: str, ax=None):
    """Every indicator's contribution from the largest down, with its level before and after.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``contribution`` [index points] and ``levels`` (text such as
        "1 → 3"), ranked, from `tables.ranked_indicators`. Those that did not
        change share one row.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    shown, same = (
        rows[[value != 0 for value in rows["contribution"]]],
        sum(value == 0 for value in rows["contribution"]),
    )
    lines = [(row.label, row.contribution, row.levels) for row in shown.itertuples()]
    place = sum(value > 0 for value in shown["contribution"])
    if same:
        lines.insert(place, (say("drivers.figure_unchanged", language, count=same), Fraction(0), ""))
    ax, places = rows_for(ax, [line[0] for line in lines], _ROW + 0.03, left=_LEFT, right=0.6, top=0.3, bottom=0.5)
    low, high = (float(end) for end in (min(0, *shown["contribution"], 0), max(0, *shown["contribution"], 0)))
    room = high - low or 0.01
    ax.set_xlim(low - 0.2 * room * (low < 0), high + 0.26 * room)
    for y, (_, value, levels) in zip(places, lines, strict=True):
        _bar(ax, y, 0, float(value), share=0.68)
        _outside(
            ax, points(value, language) if value else "0", (min(float(value), 0), max(float(value), 0)), y=y, size=SMALL
        )
        _beside(ax, levels, 1, y, xycoords=("axes fraction", "data"), fontsize=SMALL)
    _beside(ax, say("drivers.figure_levels", language), 1, 1, 9, xycoords="axes fraction", color=SOFT, fontsize=8)
    _points_axis(ax, language)
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
    ax, places = rows_for(ax, list(rows["label"]), _ROW + 0.03, left=_LEFT, right=1.5, top=0.5, bottom=0.5)
    known = [(y, row) for y, row in zip(places, rows.itertuples(), strict=True) if row.low is not None]
    _ranges(ax, known)
    for y, row in zip(places, rows.itertuples(), strict=True):
        shown = say("drivers.figure_missing", language) if row.low is None else span(row.low, row.high, language)
        _beside(ax, shown, 1, y, xycoords=("axes fraction", "data"), fontsize=SMALL)
    ends = [0.0, *(float(end) for column in ("low", "high") for end in rows[column] if end is not None)]
    room = max(ends) - min(ends) or 0.01
    ax.set_xlim(min(ends) - 0.03 * room, max(ends) + 0.03 * room)
    _range_key(ax, language)
    _points_axis(ax, language)
    return ax


@styled
def level_changes(levels: pd.DataFrame, framework: Framework, language: str, ax=None):
    """Level of every indicator that moved, from the first year to the last, by aspect; those that did not share a row.

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
        A hollow dot for the first year and a full one for the last; small
        ticks are the years between. Blue rose, orange fell.
    """
    years = list(levels.columns)
    lines: list[tuple[str, str | None]] = []
    heads = set()
    for aspect in framework.of_kind("aspect"):
        codes = framework.leaves(aspect)
        moved = [code for code in codes if levels.at[code, years[0]] != levels.at[code, years[-1]]]
        heads.add(len(lines))
        lines.append((framework.nodes[aspect].name(language), None))
        lines += [(short_label(code, framework, language), code) for code in moved]
        if still := [code for code in codes if code not in moved]:
            told = ", ".join(
                say("drivers.figure_still", language, numbers=number_ranges(same, framework), level=level)
                for level in range(framework.maximum, framework.minimum - 1, -1)
                if (same := [code for code in still if levels.at[code, years[-1]] == level])
            )
            lines.append((told, None))
    bare = {place for place, (_, code) in enumerate(lines) if code is None}
    names, look = [text for text, _ in lines], {"bare": bare, "bold": heads}
    ax, places = rows_for(ax, names, 0.2, left=4.2, right=0.55, top=0.35, bottom=0.45, **look)
    for y, (_, code) in zip(places, lines, strict=True):
        if code:
            _move(ax, y, [int(level) for level in levels.loc[code]])
    ax.set_xlim(framework.minimum - 0.25, framework.maximum + 0.25)
    ax.set_xticks(range(framework.minimum, framework.maximum + 1))
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    name_numbers(ax, say("drivers.axis_level", language))
    return ax


def _move(ax, y: float, levels: list[int]) -> None:
    change = levels[-1] - levels[0]
    colour, sign = sign_colour(change), "+" if change > 0 else "\N{MINUS SIGN}"
    ax.plot([levels[0], levels[-1]], [y, y], color=colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
    ax.plot(levels[1:-1], [y] * len(levels[1:-1]), "|", color=colour, markersize=7, zorder=2)
    ax.plot([levels[0]], [y], "o", color=PAPER, markeredgecolor=colour, markeredgewidth=1.4, markersize=6, zorder=3)
    ax.plot([levels[-1]], [y], "o", color=colour, markeredgecolor=INK, markeredgewidth=0.7, markersize=7, zorder=4)
    beside(ax, f"{sign}{abs(change)}", y, color=colour)


def _bar(ax, y: float, start: float, size: float, sure: bool = True, share: float = 0.56, colour: str = "") -> None:
    height = thickness(share)
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
    if is_narrow():
        place = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1.0), "ncols": 2, "borderaxespad": 0.1}
    look = {"frameon": False, "fontsize": 8, "handlelength": 1.6, "columnspacing": 1.2, "handletextpad": 0.5}
    ax.legend(list(drawn.values()), words, **place, **look)


def _dot(ax, x: float, y: float, text: str) -> None:
    ax.plot([x], [y], "o", color=INK, markersize=6)
    _outside(ax, text, (x, x), y=y, fontweight="bold")


def _link(ax, x: float, above: float, y: float) -> None:
    ax.plot([x, x], [above + 0.1, y], color=SOFT, linewidth=0.7, linestyle=":", zorder=0.5)


def _outside(ax, text: str, *marks: tuple[float, float], y: float, size: float = 9.0, **look) -> None:
    """Write beside marks that reach from one end to the other: at the right of the first, else at its left, else beside
    the next, else on it."""
    (low, high), box, page = ax.get_xlim(), ax.get_position(), ax.figure.get_figwidth()
    wide = len(text) * size * 0.6 / 72 * (1.15 if "fontweight" in look else 1.0) + 0.12
    x, away, side = sum(marks[-1]) / 2, 0, "center"
    for ends in marks:
        left, right = ((box.x0 + box.width * (end - low) / (high - low)) * page for end in ends)
        if right + wide <= page or left > wide:
            x, away, side = (ends[1], 7, "left") if right + wide <= page else (ends[0], -7, "right")
            break
    _beside(ax, text, x, y, away=away, ha=side, fontsize=size, **look)


def _beside(ax, text: str, x: float, y: float, lift: float = 0, xycoords="data", away: float = 7, **look) -> None:
    ax.annotate(text, (x, y), (away, lift), xycoords=xycoords, textcoords="offset points", va="center", **look)


def _clear(texts) -> None:
    """White behind what is written beside the bars, so that no vertical line crosses a number."""
    for text in texts:
        text.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.8})


def _points_axis(ax, language: str) -> None:
    ax.axvline(0, color=INK, linewidth=0.8)
    number_axis(ax.xaxis, language, 4 if is_narrow() else 6, least=2)
    name_numbers(ax, say("drivers.axis_points", language))
