"""Figures of the nation as a whole: spreads, kinds by domain, start against change, predicates, shares of variance.

Statistics are drawn with seaborn; the numbers written beside them come ready
from tables. Nothing here draws at random, so the same table gives the same figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.analysis.resampling import SEED
from spbe_analysis.presentation.drawing.axes import (
    SMALL,
    beside,
    diverging,
    ink_on,
    name_rows,
    number_axis,
    side_by_side,
    sign_colour,
)
from spbe_analysis.presentation.drawing.style import INK, RULE, SOFT, axes_for, styled
from spbe_analysis.presentation.text.wording import percent, real, say, signed, whole

if TYPE_CHECKING:
    import pandas as pd

_BOX = "#c9d7e3"  # a pale blue grey: neither a gain nor a loss


@styled
def spreads(
    table: pd.DataFrame, means: Mapping[str, Fraction], axis: str, language: str, few: Sequence[str] = (), ax=None
):
    """How values spread in every group: boxes that halve what is left, with the mean and its number.

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
    ax = axes_for(ax, 0.46 * len(order) + 0.75, left=1.95, right=0.7, top=0.08, bottom=0.55)
    boxed = table[~table["group"].isin(few)]
    look = {"color": _BOX, "width": 0.62, "linewidth": 0.6, "line_kws": {"color": INK, "linewidth": 1.3}}
    dots = {"s": 7, "facecolor": SOFT, "linewidth": 0}
    sns.boxenplot(data=boxed, x="value", y="group", order=order, ax=ax, flier_kws=dots, **look)
    if few:
        single, look = table[table["group"].isin(few)], {"size": 4, "color": SOFT, "alpha": 0.7}
        sns.stripplot(data=single, x="value", y="group", order=order, jitter=False, ax=ax, **look)
    for y, (_, mean) in enumerate(means.items()):
        ax.plot([float(mean)], [y], "D", color=sign_colour(mean), markeredgecolor=INK, markersize=5.5, zorder=6)
        beside(ax, signed(mean, language, 3), y)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=0)
    name_rows(ax, [fill(label, 30) for label in order], axis)
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_ylabel("")
    number_axis(ax.xaxis, language, 7, sign=True)
    return ax


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
    ax = axes_for(ax, 0.34 * len(table) + 0.7, left=2.35, right=0.95, top=0.62, bottom=0.06)
    texts = table.map(lambda value: signed(value, language, 3))
    reach = max(abs(float(value)) for value in table.to_numpy().ravel()) or 1.0
    _heat(ax, table.astype(float), texts, reach, SMALL)
    for y, name in enumerate(table.index):
        beside(ax, signed(totals[name], language, 3), y + 0.5, 10, fontsize=9, fontweight="bold")
    head, look = say("national.head_change", language), {"va": "bottom", "fontsize": SMALL, "color": SOFT}
    ax.annotate(head, (1, 1), (10, 5), xycoords="axes fraction", textcoords="offset points", **look)
    _matrix_labels(ax, [fill(str(name), 14) for name in table.columns], [fill(str(name), 34) for name in table.index])
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

    panels = side_by_side(2, 3.3, left=0.65, top=0.12) if ax is None else list(ax)
    ways = (table["change"] <= 0).to_numpy(int) + (table["change"] < 0).to_numpy(int)
    dots = table.iloc[ways.argsort(kind="stable")]  # one colour after another, the few that fell on top
    colours = [sign_colour(value) for value in dots["change"]]
    for place, (panel, column, label) in enumerate(zip(panels, ("start", "mean"), labels[:2], strict=True)):
        panel.scatter(dots[column], dots["change"], s=9, c=colours, alpha=0.55, linewidths=0)
        look = {"scatter": False, "color": INK, "line_kws": {"linewidth": 1.6}}
        sns.regplot(data=table, x=column, y="change", ci=95, n_boot=400, seed=SEED, ax=panel, **look)
        panel.axhline(0, color=INK, linewidth=0.8, zorder=0)
        panel.set_xlabel(label, color=SOFT)
        panel.set_ylabel(labels[2] if place == 0 else "", color=SOFT)
        panel.grid(color=RULE)
        number_axis(panel.xaxis, language)
        number_axis(panel.yaxis, language, sign=True)
        panel.tick_params(labelleft=place == 0)
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
    ax = axes_for(ax, 0.44 * size + 0.8, left=1.9, right=1.9, top=0.62, bottom=0.1)
    reach = float(counts.where(~np.eye(size, dtype=bool), 0).to_numpy().max()) or 1.0
    texts = counts.map(lambda count: whole(int(count), language) if count else "\N{MIDDLE DOT}")
    shown = counts.pow(0.5) * np.sign(np.arange(size) - np.arange(size)[:, None])
    _heat(ax, shown, texts, 1.25 * reach**0.5, 10)
    for i in range(size):
        ax.add_patch(Rectangle((i + 0.05, i + 0.05), 0.9, 0.9, fill=False, edgecolor=INK, linewidth=1.6))
    _matrix_labels(ax, list(counts.columns), list(counts.index))
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
    ax = axes_for(ax, 0.42 * len(table) + 0.95, left=1.95, right=0.6, top=0.32, bottom=0.5)
    for y, row in enumerate(table.itertuples()):
        ax.plot([row.low, row.high], [y, y], "|-", color=SOFT, linewidth=1.5, markersize=9)
        share, weight = (say(key, language) if not y else None for key in ("national.key_share", "national.key_weight"))
        ax.plot([row.share], [y], "o", color=INK, markersize=6, label=share)
        look = {"markerfacecolor": "white", "markeredgecolor": INK, "markersize": 8, "linestyle": "none"}
        ax.plot([float(row.weight)], [y], "o", zorder=1, label=weight, **look)
        beside(ax, percent(real(row.share), language, 1), y)
    name_rows(ax, [fill(label, 30) for label in table.index], say("national.shares_axis", language))
    ax.set_ylim(len(table) - 0.5, -0.5)
    low, high = min(0.0, table["low"].min()), max(table["high"].max(), float(table["weight"].max()))
    ax.set_xlim(low - 0.02, high + 0.03)
    ticks = [tick / 10 for tick in range(int(low * 10), int(high * 10) + 1)]
    ax.set_xticks(ticks, [percent(Fraction(f"{tick:.1f}"), language) for tick in ticks])
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=SMALL, borderaxespad=0.1)
    return ax


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
    ax.set_xticks([i + 0.5 for i in range(len(columns))], columns, rotation=0, fontsize=SMALL, linespacing=1.05)
    ax.set_yticks([i + 0.5 for i in range(len(rows))], rows, rotation=0, fontsize=SMALL)
    ax.tick_params(length=0)
    ax.set_xlabel("")
    ax.set_ylabel("")
