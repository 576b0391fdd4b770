"""Figures of a plan: the steps it takes, and what each further cost can reach."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import SMALL, Bound, beside, name_numbers, number_axis, rows_for
from spbe_analysis.presentation.drawing.style import GAIN, INK, RULE, SOFT, axes_for, is_narrow, styled
from spbe_analysis.presentation.text.wording import say

if TYPE_CHECKING:
    import pandas as pd

Mark = tuple[Fraction, str]  # value, label


@styled
def steps(rows: pd.DataFrame, scale: tuple[int, int], language: str, ax=None):
    """Level now and after a plan, one row an indicator or a group with the same floor.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``start`` (level, or None where not known), ``low`` (lowest
        level it may stand at), ``end`` and ``text`` (what stands to the right).
    scale : (int, int)
        Lowest and highest level.

    Returns
    -------
    matplotlib Axes
    """
    ax, places = rows_for(ax, list(rows["label"]), 0.27, left=3.6, right=1.0)
    for y, row in zip(places, rows.itertuples(), strict=True):
        if row.start is None:
            ax.plot([row.low, row.end], [y, y], color=GAIN, linewidth=7, alpha=0.25, solid_capstyle="butt")
        else:
            ax.plot([row.start, row.end], [y, y], color=GAIN, linewidth=2.4, zorder=2)
            look = {"color": "white", "markeredgecolor": GAIN, "markeredgewidth": 1.4, "markersize": 6}
            ax.plot([row.start], [y], "o", zorder=3, **look)
        ax.plot([row.end], [y], "o", color=GAIN, markeredgecolor=INK, markeredgewidth=0.7, markersize=7, zorder=4)
        beside(ax, row.text, y)
    ax.set_xlim(scale[0] - 0.2, scale[1] + 0.2)
    ax.set_xticks(range(scale[0], scale[1] + 1))
    name_numbers(ax, say("nextpredicate.axis_level", language))
    return ax


@styled
def frontier(
    pairs: Sequence[tuple[Fraction, Fraction]], chosen: Mark, bounds: Sequence[Bound], axis: str, language: str, ax=None
):
    """The highest index each cost can reach, with the bounds of predicates and the plan chosen.

    Parameters
    ----------
    pairs : sequence of (cost, index)
        From the least cost up.
    chosen : (cost, text)
        The plan's cost and what stands beside its dot.
    bounds : sequence of (index, name, gloss)
        Lower bounds of predicates.
    axis : str
        What the costs count in.

    Returns
    -------
    matplotlib Axes
    """
    ax = axes_for(ax, 2.9, left=0.65, right=0.95 if is_narrow() else 1.15, top=0.15, bottom=0.5)
    costs, index = ([float(pair[i]) for pair in pairs] for i in (0, 1))
    ax.plot(costs, index, drawstyle="steps-post", color=GAIN, linewidth=1.8)
    here = next(float(i) for cost, i in pairs if cost == chosen[0])
    ax.plot([float(chosen[0])], [here], "D", color=GAIN, markeredgecolor=INK, markersize=8, zorder=4)
    room = max(index) - min(index) or 0.1
    passed = [float(value) for value, _, _ in bounds if here - 0.15 * room < value <= here]
    at = (float(chosen[0]), min([here, *passed]))  # below a bound that lies close below the dot
    look = {"fontweight": "bold", "va": "center", "fontsize": SMALL if is_narrow() else 9}
    ax.annotate(chosen[1], at, (8, -13), textcoords="offset points", **look)
    ax.set_ylim(min(index) - 0.08 * room, max(index) + 0.08 * room)
    ax.set_xlim(-0.02 * (costs[-1] or 1), costs[-1] * 1.02 or 1)
    low, high = ax.get_ylim()
    for value, name, gloss in bounds:
        if low < value < high:
            ax.axhline(float(value), color=RULE, linewidth=2.2, zorder=0)
            beside(ax, f"{name}\n{gloss}".strip(), float(value), 6, color=SOFT)
    ax.set_xlabel(axis, color=SOFT)
    ax.set_ylabel(say("nextpredicate.axis_index", language), color=SOFT)
    number_axis(ax.xaxis, language, 8)
    number_axis(ax.yaxis, language, 6)
    return ax
