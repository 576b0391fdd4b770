"""Figures of the nation as a whole: spreads, kinds by domain, start against change, predicates, shares of variance.

Statistics are drawn with seaborn; the numbers written beside them come ready
from tables. Nothing here draws at random, so the same table gives the same figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import fill

import pandas as pd

from spbe_analysis.analysis.resampling import SEED
from spbe_analysis.presentation.drawing.axes import (
    SMALL,
    beside,
    diverging,
    ink_on,
    name_numbers,
    number_axis,
    rows_for,
    side_by_side,
    sign_colour,
    thickness,
)
from spbe_analysis.presentation.drawing.style import GAIN, INK, RULE, SOFT, axes_for, is_narrow, styled
from spbe_analysis.presentation.text.wording import percent, real, say, signed, whole

_TAILS = (10, 90)  # per cent: where whiskers end
_BOX = "#c9d7e3"  # a pale blue grey: neither a gain nor a loss


@styled
def spreads(
    table: pd.DataFrame, means: Mapping[str, Fraction], axis: str, language: str, few: Sequence[str] = (), ax=None
):
    """How values spread in every group: the middle half, 10 to 90 per cent, and the mean with its number.

    Parameters
    ----------
    table : DataFrame
        ``group`` (label) and ``value`` (float, index points), one row per institution.
    means : mapping of str to Fraction
        Mean by label, in the order to draw; written at the right with its sign.
    axis : str
        What the values are, with their unit.
    few : sequence of str
        Groups too small for boxes: every institution is a dot.

    Returns
    -------
    matplotlib Axes
    """
    import seaborn as sns

    order = list(means)
    ax, places = rows_for(ax, order, 0.42, left=1.95, right=0.6, top=0.3, bottom=0.55, size=9)
    rows, ends_of_rows = dict(zip(order, places, strict=True)), ax.get_ylim()
    ticks, names = ax.yaxis.get_major_locator(), ax.yaxis.get_major_formatter()
    dots = table.assign(row=table["group"].map(rows))
    boxed, single = dots[~dots["group"].isin(few)], dots[dots["group"].isin(few)]
    place = {"x": "value", "y": "row", "orient": "h", "native_scale": True, "ax": ax}
    look = {"color": _BOX, "width": thickness(0.56), "linewidth": 0.9, "linecolor": INK}
    if len(boxed):
        sns.boxplot(data=boxed, whis=_TAILS, showfliers=False, **place, **look)
    if len(single):
        sns.stripplot(data=single, jitter=False, size=4, color=SOFT, alpha=0.7, **place)
    for y, mean in zip(places, means.values(), strict=True):
        ax.plot([float(mean)], [y], "D", color=sign_colour(mean), markeredgecolor=INK, markersize=5.5, zorder=6)
        beside(ax, signed(mean, language, 3), y)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=0)
    ends = [*boxed.groupby("group")["value"].quantile([tail / 100 for tail in _TAILS]), *single["value"], 0.0]
    room = max(ends) - min(ends)
    ax.set_xlim(min(ends) - 0.05 * room, max(ends) + 0.05 * room)
    ax.set_ylim(ends_of_rows)
    ax.yaxis.set_major_locator(ticks)
    ax.yaxis.set_major_formatter(names)
    ax.set_ylabel("")
    number_axis(ax.xaxis, language, 5 if is_narrow() else 7, sign=True)
    name_numbers(ax, axis)
    _box_key(ax, bool(few), language)
    return ax


def _box_key(ax, dotted: bool, language: str) -> None:
    """What a box, its line, its whiskers and its mark are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    drawn = {
        "national.key_box": Patch(facecolor=_BOX, edgecolor=INK, linewidth=0.9),
        "national.key_tails": Line2D([], [], color=INK, linewidth=0.9, marker="|", markersize=6),
        "national.key_mean": Line2D(
            [], [], color=GAIN, marker="D", markeredgecolor=INK, linestyle="none", markersize=5
        ),
    }
    words = [say(key, language) for key in drawn]
    look = {"frameon": False, "fontsize": SMALL, "borderaxespad": 0.1, "columnspacing": 1.0, "handlelength": 1.4}
    ax.legend(list(drawn.values()), words, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, **look)


@styled
def kind_parts(table: pd.DataFrame, totals: Mapping[str, Fraction], language: str, ax=None):
    """Mean contribution by group and part, written in the cells and shown by colour.

    Parameters
    ----------
    table : DataFrame of Fraction
        Groups (rows) by parts (columns), with labels on both [index points].
    totals : mapping of str to Fraction
        Mean change of each group, written at the right.

    Returns
    -------
    matplotlib Axes
    """
    left, right, wide = (1.04, 0.58, 17) if is_narrow() else (2.35, 0.95, 34)
    names = [fill(str(name), wide) for name in table.index]
    ax = axes_for(ax, (0.42 if is_narrow() else 0.34) * len(table) + 0.7, left, right, top=0.62, bottom=0.06)
    texts = table.map(lambda value: signed(value, language, 3))
    reach = max(abs(float(value)) for value in table.to_numpy().ravel()) or 1.0
    _heat(ax, table.astype(float), texts, reach, 7 if is_narrow() else SMALL)
    for y, name in enumerate(table.index):
        beside(
            ax, signed(totals[name], language, 3), y + 0.5, 7, fontsize=SMALL if is_narrow() else 9, fontweight="bold"
        )
    head = say("national.head_change", language)
    look = {"va": "bottom", "fontsize": 6.2 if is_narrow() else SMALL, "color": SOFT, "xycoords": "axes fraction"}
    ax.annotate(fill(head, 9) if is_narrow() else head, (1, 1), (7, 5), textcoords="offset points", **look)
    _matrix_labels(ax, [_lines(str(name), 14) for name in table.columns], names)
    return ax


@styled
def starts(table: pd.DataFrame, labels: tuple[str, str, str], language: str, ax=None):
    """Change against the start (left) and against the mean of both years (right), one dot an institution.

    Parameters
    ----------
    table : DataFrame of float
        ``start``, ``mean``, ``change`` [index points], one row per institution.
    labels : (str, str, str)
        Names of the three axes: start, mean, change.

    Returns
    -------
    matplotlib Axes
        The left panel; the right one shares its figure and its height.
    """
    import seaborn as sns

    panels = side_by_side(2, 3.0 if is_narrow() else 3.3, left=0.65, top=0.12) if ax is None else list(ax)
    ways = (table["change"] <= 0).to_numpy(int) + (table["change"] < 0).to_numpy(int)
    dots = table.iloc[ways.argsort(kind="stable")]  # one colour after another, the few that fell on top
    colours = [sign_colour(value) for value in dots["change"]]
    for place, (panel, column, label) in enumerate(zip(panels, ("start", "mean"), labels[:2], strict=True)):
        panel.scatter(dots[column], dots["change"], s=9, c=colours, alpha=0.55, linewidths=0)
        look = {"scatter": False, "color": INK, "line_kws": {"linewidth": 1.6}}
        sns.regplot(data=table, x=column, y="change", ci=95, n_boot=400, seed=SEED, ax=panel, **look)
        panel.axhline(0, color=INK, linewidth=0.8, zorder=0)
        panel.set_xlabel(label, color=SOFT)
        first = place == 0 or is_narrow()
        panel.set_ylabel(labels[2] if first else "", color=SOFT)
        panel.grid(color=RULE)
        number_axis(panel.xaxis, language)
        number_axis(panel.yaxis, language, sign=True)
        panel.tick_params(labelleft=first)
    return panels[0]


@styled
def movement_map(counts: pd.DataFrame, axes: tuple[str, str], language: str, ax=None):
    """How many institutions went from each predicate to each: blue up, orange down, outlined where they stayed.

    Parameters
    ----------
    counts : DataFrame of int
        From the earlier year's predicate (rows, lowest first) to the later
        year's (columns), with labels on both.
    axes : (str, str)
        Names of rows and columns.

    Returns
    -------
    matplotlib Axes
    """
    import numpy as np
    from matplotlib.patches import Rectangle

    size = len(counts)
    left, right = (1.15, 0.1) if is_narrow() else (1.9, 1.9)
    ax = axes_for(ax, 0.44 * size + 0.95, left, right, top=0.77, bottom=0.1)
    reach = float(counts.where(~np.eye(size, dtype=bool), 0).to_numpy().max()) or 1.0
    texts = counts.map(lambda count: whole(int(count), language) if count else "\N{MIDDLE DOT}")
    shown = counts.pow(0.5) * np.sign(np.arange(size) - np.arange(size)[:, None])
    _heat(ax, shown, texts, 1.25 * reach**0.5, 10)
    for i in range(size):
        ax.add_patch(Rectangle((i + 0.05, i + 0.05), 0.9, 0.9, fill=False, edgecolor=INK, linewidth=1.6))
    _matrix_labels(ax, [_lines(name, 11) for name in counts.columns], [_lines(name, 14) for name in counts.index])
    ax.set_ylabel(axes[0], color=SOFT, labelpad=10)
    ax.set_xlabel(axes[1], color=SOFT, labelpad=8)
    return ax


@styled
def variance_shares(table: pd.DataFrame, language: str, ax=None):
    """Share of every part in the variance of change, with its interval and the part's weight.

    Parameters
    ----------
    table : DataFrame
        By label: ``share``, ``low``, ``high``, ``weight`` (parts of one).

    Returns
    -------
    matplotlib Axes
    """
    ax, places = rows_for(ax, list(table.index), 0.42, left=1.95, right=0.6, top=0.32, size=9)
    for y, row in zip(places, table.itertuples(), strict=True):
        ax.plot([row.low, row.high], [y, y], "|-", color=SOFT, linewidth=1.5, markersize=9)
        keys = ("national.key_share", "national.key_weight")
        share, weight = (say(key, language) if y == places[0] else None for key in keys)
        ax.plot([row.share], [y], "o", color=INK, markersize=6, label=share)
        look = {"markerfacecolor": "white", "markeredgecolor": INK, "markersize": 8, "linestyle": "none"}
        ax.plot([float(row.weight)], [y], "o", zorder=1, label=weight, **look)
        beside(ax, percent(real(row.share), language, 1), y)
    name_numbers(ax, say("national.shares_axis", language))
    low, high = min(0.0, table["low"].min()), max(table["high"].max(), float(table["weight"].max()))
    ax.set_xlim(low - 0.02, high + 0.03)
    ticks = [tick / 10 for tick in range(int(low * 10), int(high * 10) + 1)]
    ax.set_xticks(ticks, [percent(Fraction(f"{tick:.1f}"), language) for tick in ticks])
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=SMALL, borderaxespad=0.1)
    return ax


def _lines(name: str, wide: int) -> str:
    """A name in lines of a column's width; no word is cut."""
    return fill(name, 9 if is_narrow() else wide, break_long_words=False)


def _heat(ax, values: pd.DataFrame, texts: pd.DataFrame, reach: float, size: float) -> None:
    """Coloured cells with a text in each, from orange at -reach to blue at reach."""
    import seaborn as sns

    look = {"linewidths": 1.5, "linecolor": "white", "cmap": diverging(), "annot_kws": {"fontsize": size}}
    sns.heatmap(values, annot=texts, fmt="", vmin=-reach, vmax=reach, cbar=False, ax=ax, **look)
    for text, colour in zip(ax.texts, ax.collections[0].get_facecolors(), strict=True):
        text.set_color(ink_on(colour))  # seaborn's own choice is hard to read on middle blues


def _matrix_labels(ax, columns: Sequence[str], rows: Sequence[str]) -> None:
    ax.xaxis.set_label_position("top")
    ax.xaxis.tick_top()
    across, down = (5.9, 7.2) if is_narrow() else (SMALL, SMALL)
    ax.set_xticks([i + 0.5 for i in range(len(columns))], columns, rotation=0, fontsize=across, linespacing=1.05)
    ax.set_yticks([i + 0.5 for i in range(len(rows))], rows, rotation=0, fontsize=down, linespacing=1.0)
    ax.tick_params(length=0)
    ax.set_xlabel("")
    ax.set_ylabel("")
