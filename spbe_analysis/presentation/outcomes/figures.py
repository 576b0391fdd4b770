"""Figures of the index beside another published figure: named points, and correlations with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import pandas as pd

from spbe_analysis.analysis.resampling import SEED
from spbe_analysis.presentation.drawing.axes import SMALL, name_rows, number_axis, side_by_side
from spbe_analysis.presentation.drawing.label_places import place_labels
from spbe_analysis.presentation.drawing.style import INK, RULE, SOFT, axes_for, is_narrow, page_width, styled
from spbe_analysis.presentation.text.wording import say

_HEIGHT, _LEFT, _BOTTOM, _RIGHT, _TOP = 5.2, 0.65, 0.55, 0.12, 0.1
_TYPE = 7.4  # points: names of points
_INCH = 72.0
_NAMED = 14  # points named on a telephone


@styled
def named_points(table: pd.DataFrame, axes: tuple[str, str], language: str, sign: bool = False, ax=None):
    """Two figures about the same bodies, one named point each, with the best straight line.

    Parameters
    ----------
    table : DataFrame
        ``label``, ``x``, ``y`` (float) and ``apart`` (bool: drawn hollow).
    axes : (str, str)
        What x and y are, with their units.
    sign : bool
        Both are changes: zero lines, and a plus before what is above zero.

    Returns
    -------
    matplotlib Axes
        The line and its band (95 %, bootstrap with a fixed seed) are seaborn's.
    """
    import seaborn as sns

    ax = axes_for(ax, _height(), left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)
    look = {"scatter": False, "color": SOFT, "line_kws": {"linewidth": 1.2}, "truncate": True}
    sns.regplot(data=table, x="x", y="y", ci=95, n_boot=1000, seed=SEED, ax=ax, **look)
    for apart, face in ((False, INK), (True, "white")):
        part = table[table["apart"] == apart]
        ax.plot(part["x"], part["y"], "o", markersize=5, markerfacecolor=face, markeredgecolor=INK, linestyle="none")
    for axis, column in ((ax.set_xlim, "x"), (ax.set_ylim, "y")):
        room = 0.06 * (table[column].max() - table[column].min())
        axis(table[column].min() - room, table[column].max() + room)
    _names(ax, table)
    letters = 44 if is_narrow() else 90
    ax.set_xlabel(fill(axes[0], letters), color=SOFT)
    ax.set_ylabel(fill(axes[1], letters), color=SOFT)
    ax.grid(color=RULE)
    number_axis(ax.xaxis, language, 5 if is_narrow() else 8, sign)
    number_axis(ax.yaxis, language, 8, sign)
    if sign:
        ax.axhline(0, color=INK, linewidth=0.8, zorder=0)
        ax.axvline(0, color=INK, linewidth=0.8, zorder=0)
    return ax


@styled
def correlation_ranges(panels: Mapping[str, pd.DataFrame], labels: Sequence[str], language: str, ax=None):
    """Correlations with their 95 % intervals: one row a question, one panel a choice of bodies.

    Parameters
    ----------
    panels : mapping of str to DataFrame
        By the panel's head: rows in the order of `labels`, with ``pearson``,
        ``pearson_low``, ``pearson_high`` and the same for ``spearman``.
    labels : sequence of str
        What each row relates.

    Returns
    -------
    matplotlib Axes
        The first panel; the others share its figure.
    """
    height = (0.62 if is_narrow() else 0.56) * len(labels) + 1.15
    drawn = (
        side_by_side(len(panels), height, left=2.5, right=0.28, top=0.55, bottom=0.5, gap=0.5)
        if ax is None
        else list(ax)
    )
    for place, (panel, (head, table)) in enumerate(zip(drawn, panels.items(), strict=True)):
        for method, shift, mark, face in (("pearson", -0.15, "o", INK), ("spearman", 0.15, "s", "white")):
            for y, row in enumerate(table.to_dict("records")):
                ends = [row[f"{method}_low"], row[f"{method}_high"]]
                panel.plot(ends, [y + shift] * 2, "|-", color=SOFT, linewidth=1.3, markersize=6)
                look = {"markerfacecolor": face, "markeredgecolor": INK, "markersize": 5.5, "linestyle": "none"}
                name = say(f"outcomes.key_{method}", language) if not y else None
                panel.plot([row[method]], [y + shift], mark, zorder=3, label=name, **look)
        panel.axvline(0, color=INK, linewidth=0.8, zorder=0)
        panel.set_xlim(-1, 1)
        panel.set_ylim(len(labels) - 0.5, -0.5)
        named, letters = place == 0 or is_narrow(), 22 if is_narrow() else 36
        names = [fill(text, letters, break_on_hyphens=False) if named else "" for text in labels]
        name_rows(panel, names, say("outcomes.axis_correlation", language), fontsize=SMALL)
        panel.set_title(head, fontsize=9, loc="left", fontweight="bold", pad=20)
        number_axis(panel.xaxis, language, 5, sign=True)
    look = {"frameon": False, "fontsize": SMALL, "borderaxespad": 0.2, "handletextpad": 0.3, "columnspacing": 1.0}
    drawn[0].legend(loc="lower left", bbox_to_anchor=(-0.7 if is_narrow() else -0.02, 1.0), ncols=2, **look)
    return drawn[0]


def _height() -> float:
    return 4.2 if is_narrow() else _HEIGHT


def _outermost(table: pd.DataFrame) -> pd.DataFrame:
    """The points that lie farthest from the middle, which a telephone has room to name."""
    places = table[["x", "y"]].astype(float)
    far = (((places - places.mean()) / places.std()) ** 2).sum(axis=1)
    return table.loc[far.nlargest(_NAMED).index]


def _names(ax, table: pd.DataFrame) -> None:
    """Write the names of all points, on a telephone those of the outermost."""
    named = _outermost(table) if is_narrow() else table
    wide, high = (page_width() - _LEFT - _RIGHT) * _INCH, (_height() - _TOP - _BOTTOM) * _INCH
    (left, right), (low, top) = ax.get_xlim(), ax.get_ylim()
    on_page = {
        body: ((x - left) / (right - left) * wide, (y - low) / (top - low) * high)
        for body, x, y in zip(table.index, table["x"], table["y"], strict=True)
    }
    points = [on_page.pop(body) for body in named.index]
    places = place_labels(points, list(named["label"]), _TYPE, (wide, high), nameless=list(on_page.values()))
    for (u, v), text, x, y, place in zip(points, named["label"], named["x"], named["y"], places, strict=True):
        line = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2} if place.far else None
        look = {"ha": "center", "va": "center", "fontsize": _TYPE, "arrowprops": line}
        ax.annotate(text, (x, y), (place.x - u, place.y - v), textcoords="offset points", **look)
