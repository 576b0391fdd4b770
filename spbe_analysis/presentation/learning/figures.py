"""One figure for all comparisons of the page: named rows, one bar or dot a series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spbe_analysis.presentation.drawing.axes import SMALL, name_numbers, number_axis, rows_for
from spbe_analysis.presentation.drawing.style import GAIN, INK, RULE, SOFT, is_narrow, styled

_LOOKS = ((SOFT, "o"), (GAIN, "s"), (INK, "D"))


@dataclass(frozen=True)
class Compared:
    """What is compared: names of rows, values by series (None where there is none), the axis, a line to read by.

    What the title says beside its words stands in `told`.
    """

    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    axis: str
    line: float | None = None
    bars: bool = False
    told: Mapping[str, str | int] = field(default_factory=dict)


@styled
def compared(what: Compared, language: str, ax=None):
    """Values of up to three series side by side in named rows.

    Returns
    -------
    matplotlib Axes
    """
    shown = [[i for i, value in enumerate(row) if value is not None] for row in zip(*what.series.values(), strict=True)]
    count = max(map(len, shown))
    legend = 0.22 * (len(what.series) if is_narrow() else 1) + 0.08
    panel, places = rows_for(ax, what.labels, 0.2 + 0.17 * count, left=2.6, top=legend, bottom=0.5)
    step = 0.8 / count
    for i, ((name, values), (colour, mark)) in enumerate(zip(what.series.items(), _LOOKS, strict=False)):
        rows = [
            (y + (mine.index(i) - (len(mine) - 1) / 2) * step * 0.8, x)
            for y, x, mine in zip(places, values, shown, strict=True)
            if x is not None
        ]
        if what.bars:
            panel.barh([y for y, _ in rows], [x for _, x in rows], height=step * 0.72, color=colour, label=name)
        else:
            look = {"linestyle": "none", "markersize": 6, "color": colour, "label": name}
            panel.plot([x for _, x in rows], [y for y, _ in rows], mark, **look)
    if what.line is not None:
        panel.axvline(what.line, color=RULE, linewidth=2, zorder=0)
    number_axis(panel.xaxis, language)
    name_numbers(panel, what.axis)
    columns = 1 if is_narrow() else len(what.series)
    panel.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, frameon=False, fontsize=SMALL, borderpad=0)
    return panel
