"""Figures of single institutions among many: who moved most, and how far places hold under other weights."""

from __future__ import annotations

import pandas as pd

from spbe_analysis.presentation.drawing.axes import beside, name_numbers, number_axis, rows_for, sign_colour
from spbe_analysis.presentation.drawing.style import INK, SOFT, styled
from spbe_analysis.presentation.text.wording import percent, real, say, signed

_ROW = 0.205  # inches a row


@styled
def movers(up: pd.DataFrame, down: pd.DataFrame, language: str, ax=None):
    """From start to end of those who rose most (above) and fell most (below).

    Parameters
    ----------
    up, down : DataFrame
        ``label``, ``before``, ``after``, ``change`` (Fraction, index points),
        the largest move first.

    Returns
    -------
    matplotlib Axes
    """
    blocks = [(say("national.movers_up", language), up), (say("national.movers_down", language), down)]
    lines = [
        (text, row)
        for head, table in blocks
        for text, row in ((head, None), *((r.label, r) for r in table.itertuples()))
    ]
    heads = {place for place, (_, row) in enumerate(lines) if row is None}
    ax, places = rows_for(
        ax, [text for text, _ in lines], _ROW, left=2.75, right=0.65, top=0.05, bare=heads, bold=heads
    )
    for y, (_, row) in zip(places, lines, strict=True):
        if row is not None:
            _move(ax, y, row, language)
    number_axis(ax.xaxis, language)
    name_numbers(ax, say("national.axis_index", language))
    return ax


def _move(ax, y: float, row, language: str) -> None:
    colour = sign_colour(row.change)
    before, after = float(row.before), float(row.after)
    ax.plot([before, after], [y, y], color=colour, linewidth=2.4, solid_capstyle="butt", zorder=2)
    ax.plot([before], [y], "o", markerfacecolor="white", markeredgecolor=colour, markeredgewidth=1.4, markersize=5.5)
    ax.plot([after], [y], "o", color=colour, markeredgecolor=INK, markeredgewidth=0.6, markersize=6)
    beside(ax, signed(row.change, language), y)


@styled
def place_ranges(table: pd.DataFrame, axis: str, language: str, ax=None):
    """Place of every institution under the regulation's weights and its range under others.

    Parameters
    ----------
    table : DataFrame
        ``label``, ``rank``, ``low``, ``high`` (places, thick line), ``wide_low``,
        ``wide_high`` (places, thin line), ``keeps`` (share of draws), in the order to draw.
    axis : str
        What the places are among.

    Returns
    -------
    matplotlib Axes
    """
    ax, places = rows_for(ax, list(table["label"]), 0.185, left=1.85, right=0.6, top=0.05)
    for y, row in zip(places, table.itertuples(), strict=True):
        ax.plot([row.wide_low, row.wide_high], [y, y], color=SOFT, linewidth=1, zorder=1)
        ax.plot([row.low, row.high], [y, y], color=SOFT, linewidth=5.5, alpha=0.5, solid_capstyle="butt", zorder=2)
        ax.plot([row.rank], [y], "o", color=INK, markersize=4.5, zorder=3)
        beside(ax, percent(real(row.keeps), language), y, fontsize=7.8)
    ax.set_xlim(0.2, max(table["wide_high"].max(), table["rank"].max()) + 0.8)
    number_axis(ax.xaxis, language, 8)
    name_numbers(ax, axis)
    return ax
