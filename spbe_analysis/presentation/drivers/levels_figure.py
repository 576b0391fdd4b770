"""The map of levels: every indicator of every aspect, year under year."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.style import GAIN, LOSS, SOFT, axes_for, styled

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

_CELL = 0.42  # inches a cell is wide
_HIGH = 0.22  # inches a year's cell is high
_LEFT = 2.3


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
            ax.text(_LEFT + 0.38, top + _HIGH * (j + 0.5), str(year), ha="right", va="center", fontsize=7.5, color=SOFT)
        for k, code in enumerate(framework.leaves(aspect)):
            _indicator(
                ax,
                _LEFT + 0.48 + k * (_CELL + 0.05),
                top,
                framework.nodes[code].number,
                list(levels.loc[code]),
                framework,
            )
    return ax


def _indicator(ax, x: float, top: float, name: str, levels: list[int], framework: Framework) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    scale = framework.maximum - framework.minimum
    for j, level in enumerate(levels):
        shade = (level - framework.minimum) / scale
        colour = colormaps["cividis"](shade)
        ax.add_patch(Rectangle((x, top + _HIGH * j), _CELL, _HIGH, facecolor=colour, edgecolor="white", linewidth=0.6))
        ax.text(
            x + _CELL / 2,
            top + _HIGH * (j + 0.52),
            str(level),
            ha="center",
            va="center",
            fontsize=8.5,
            color="white" if shade < 0.45 else "black",
        )
    change = levels[-1] - levels[0]
    arrow = "\N{BLACK UP-POINTING SMALL TRIANGLE}" if change > 0 else "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
    colour = GAIN if change > 0 else LOSS if change < 0 else SOFT
    ax.text(
        x + _CELL / 2,
        top - 0.02,
        f"{name}{arrow}" if change else name,
        ha="center",
        va="bottom",
        fontsize=7.5,
        color=colour,
    )
    if change:
        ax.add_patch(Rectangle((x, top), _CELL, _HIGH * len(levels), fill=False, edgecolor=colour, linewidth=1.8))
