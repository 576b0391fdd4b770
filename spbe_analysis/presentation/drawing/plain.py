"""Two figures any table can be drawn with: ranges along one axis, and counts as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import SMALL, name_numbers, number_axis, rows_for, thickness
from spbe_analysis.presentation.drawing.style import GAIN, INK, styled

if TYPE_CHECKING:
    import pandas as pd

_ROW = 0.27  # inches a row


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
    ax, places = rows_for(ax, list(rows["label"]), _ROW, left=3.1, right=0.3)
    for y, row in zip(places, rows.itertuples(), strict=True):
        if row.low == row.low and row.low != row.high:
            ax.plot(
                [float(row.low), float(row.high)], [y, y], color=GAIN, linewidth=5, alpha=0.6, solid_capstyle="butt"
            )
        elif row.low == row.low:
            ax.plot([float(row.low)], [y], "o", color=GAIN, markeredgecolor=INK, markersize=6)
    if ends:
        ax.set_xlim(*ends)
    number_axis(ax.xaxis, language)
    name_numbers(ax, label)
    return ax


@styled
def counts(names: Sequence[str], numbers: Sequence[int], label: str, language: str, ax=None):
    """How many there are of each, one bar a name with its number beside it."""
    ax, places = rows_for(ax, list(names), _ROW, left=3.1, right=0.4)
    ax.barh(places, numbers, height=thickness(0.62), color=GAIN, edgecolor=INK, linewidth=0.6)
    for y, number in zip(places, numbers, strict=True):
        ax.annotate(str(number), (number, y), (4, 0), textcoords="offset points", va="center", fontsize=SMALL)
    ax.set_xlim(0, max([*numbers, 1]) * 1.1)
    number_axis(ax.xaxis, language)
    name_numbers(ax, label)
    return ax
