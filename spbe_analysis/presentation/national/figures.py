"""Figures of the nation as a whole: spreads, kinds by domain, start against change, predicates, shares of variance.

Statistics are drawn with seaborn; the numbers written beside them come ready
from tables. Nothing here draws at random, so the same table gives the same figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import SMALL, diverging, ink_on, number_axis, side_by_side
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, RULE, SOFT, axes_for, styled
from spbe_analysis.presentation.text.wording import percent, say, signed, whole

if TYPE_CHECKING:
    import pandas as pd

_BOX = "#c9d7e3"  # a pale blue grey: neither a gain nor a loss
_SEED = 59_2020  # of the band that seaborn resamples


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
    sns.boxenplot(
        data=boxed,
        x="value",
        y="group",
        order=order,
        color=_BOX,
        width=0.62,
        linewidth=0.6,
        ax=ax,
        flier_kws={"s": 7, "facecolor": SOFT, "linewidth": 0},
        line_kws={"color": INK, "linewidth": 1.3},
    )
    if few:
        sns.stripplot(
            data=table[table["group"].isin(few)],
            x="value",
            y="group",
            order=order,
            jitter=False,
            size=4,
            color=SOFT,
            alpha=0.7,
            ax=ax,
        )
    for y, (_, mean) in enumerate(means.items()):
        ax.plot([float(mean)], [y], "D", color=_colour(mean), markeredgecolor=INK, markersize=5.5, zorder=6)
        ax.annotate(
            signed(mean, language, 3),
            (1, y),
            (8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
        )
    ax.axvline(0, color=INK, linewidth=0.8, zorder=0)
    ax.set_yticks(range(len(order)), [fill(label, 30) for label in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_ylabel("")
    ax.set_xlabel(axis, color=SOFT)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
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
        ax.annotate(
            signed(totals[name], language, 3),
            (1, y + 0.5),
            (10, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=9,
            fontweight="bold",
        )
    ax.annotate(
        say("national.head_change", language),
        (1, 1),
        (10, 5),
        xycoords="axes fraction",
        va="bottom",
        textcoords="offset points",
        fontsize=SMALL,
        color=SOFT,
    )
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
    colours = [_colour(value) for value in dots["change"]]
    for place, (panel, column, label) in enumerate(zip(panels, ("start", "mean"), labels[:2], strict=True)):
        panel.scatter(dots[column], dots["change"], s=9, c=colours, alpha=0.55, linewidths=0)
        sns.regplot(
            data=table,
            x=column,
            y="change",
            scatter=False,
            ci=95,
            n_boot=400,
            seed=_SEED,
            color=INK,
            line_kws={"linewidth": 1.6},
            ax=panel,
        )
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
    from matplotlib.patches import Rectangle

    size = len(counts)
    ax = axes_for(ax, 0.44 * size + 0.8, left=1.9, right=1.9, top=0.62, bottom=0.1)
    direction = counts.astype(float).copy()
    for i in range(size):
        for j in range(size):
            direction.iloc[i, j] *= (j > i) - (j < i)
    reach = float(direction.abs().to_numpy().max()) or 1.0
    texts = counts.map(lambda count: whole(int(count), language) if count else "\N{MIDDLE DOT}")
    shown = direction.abs().pow(0.5) * direction.map(lambda value: (value > 0) - (value < 0))
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
        ax.plot(
            [row.share], [y], "o", color=INK, markersize=6, label=say("national.key_share", language) if not y else None
        )
        ax.plot(
            [float(row.weight)],
            [y],
            "o",
            markerfacecolor="white",
            markeredgecolor=INK,
            markersize=8,
            zorder=1,
            linestyle="none",
            label=say("national.key_weight", language) if not y else None,
        )
        ax.annotate(
            percent(Fraction(f"{row.share:.6f}"), language, 1),
            (1, y),
            (8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
        )
    ax.set_yticks(range(len(table)), [fill(label, 30) for label in table.index])
    ax.set_ylim(len(table) - 0.5, -0.5)
    low, high = min(0.0, table["low"].min()), max(table["high"].max(), float(table["weight"].max()))
    ax.set_xlim(low - 0.02, high + 0.03)
    ticks = [tick / 10 for tick in range(int(low * 10), int(high * 10) + 1)]
    ax.set_xticks(ticks, [percent(Fraction(f"{tick:.1f}"), language) for tick in ticks])
    ax.set_xlabel(say("national.shares_axis", language), color=SOFT)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=SMALL, borderaxespad=0.1)
    return ax


def _heat(ax, values: pd.DataFrame, texts: pd.DataFrame, reach: float, size: float) -> None:
    """Coloured cells with a text in each, from orange at -reach to blue at reach."""
    import seaborn as sns

    sns.heatmap(
        values,
        annot=texts,
        fmt="",
        cmap=diverging(),
        vmin=-reach,
        vmax=reach,
        cbar=False,
        linewidths=1.5,
        linecolor="white",
        annot_kws={"fontsize": size},
        ax=ax,
    )
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


def _colour(value) -> str:
    return GAIN if value > 0 else LOSS if value < 0 else SOFT
