"""Two figures any table can be drawn with: ranges along one axis, and counts as bars."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import SMALL, number_axis
from spbe_analysis.presentation.drawing.style import GAIN, INK, SOFT, axes_for, styled

if TYPE_CHECKING:
    import pandas as pd

_ROW = 0.27  # inches a row
_NAME = 44  # characters a line of a name


@styled
def ranges(rows: pd.DataFrame, label: str, ends: tuple[float, float] | None, language: str, ax=None):
    """One row a line: a dot where a value is known, a bar from the lowest to the highest it can be where not.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``low``, ``high`` (numbers of one unit, NaN where nothing is known).
    label : str
        What the axis measures, with its unit.
    ends : (float, float), optional
        Ends of the axis; those of the values by default.

    Returns
    -------
    matplotlib Axes
    """
    ax = axes_for(ax, _ROW * len(rows) + 0.7, left=3.1, right=0.3, top=0.1, bottom=0.5)
    for y, row in enumerate(rows.itertuples()):
        if row.low == row.low and row.low != row.high:
            ax.plot(
                [float(row.low), float(row.high)], [y, y], color=GAIN, linewidth=5, alpha=0.6, solid_capstyle="butt"
            )
        elif row.low == row.low:
            ax.plot([float(row.low)], [y], "o", color=GAIN, markeredgecolor=INK, markersize=6)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks(range(len(rows)), [fill(name, _NAME) for name in rows["label"]], fontsize=SMALL)
    if ends:
        ax.set_xlim(*ends)
    ax.grid(axis="x")
    number_axis(ax.xaxis, language)
    ax.set_xlabel(label, color=SOFT)
    return ax


@styled
def counts(names: Sequence[str], numbers: Sequence[int], label: str, language: str, ax=None):
    """How many there are of each, one bar a name with its number beside it."""
    ax = axes_for(ax, _ROW * len(names) + 0.7, left=3.1, right=0.4, top=0.1, bottom=0.5)
    ax.barh(range(len(names)), numbers, height=0.62, color=GAIN, edgecolor=INK, linewidth=0.6)
    for y, number in enumerate(numbers):
        ax.annotate(str(number), (number, y), (4, 0), textcoords="offset points", va="center", fontsize=SMALL)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), [fill(name, _NAME) for name in names], fontsize=SMALL)
    ax.set_xlim(0, max([*numbers, 1]) * 1.1)
    number_axis(ax.xaxis, language)
    ax.set_xlabel(label, color=SOFT)
    return ax
