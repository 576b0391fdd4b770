"""The one way to break a time line where the yardstick changed.

A line through a change of regulation would say that both sides are on one
yardstick. `split_at_breaks` cuts a series there and `mark_breaks` draws why;
both read the years from the regulations, so a new regulation breaks every
chart by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from spbe_analysis.presentation.drawing.style import RULE, SOFT, is_narrow
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.regulation import Framework, framework_for_year, load_framework, regulation_ids


class Break(NamedTuple):
    """The turn between two index years where another regulation came into force."""

    last: int
    first: int
    before: Framework
    after: Framework

    @property
    def text(self) -> str:
        """The two years with the break between them, such as 2020|2021."""
        return f"{self.last}|{self.first}"

    @property
    def at(self) -> float:
        """Where the break stands on an axis of years."""
        return (self.last + self.first) / 2


def regulation_breaks() -> list[Break]:
    """Every turn from one regulation's last index year to the next one's first, in order."""
    frameworks = sorted(
        (load_framework(name) for name in regulation_ids()), key=lambda framework: min(framework.index_years)
    )
    return [Break(max(a.index_years), min(b.index_years), a, b) for a, b in pairwise(frameworks)]


def split_at_breaks(years: Iterable[int]) -> list[list[int]]:
    """Years in order, cut into runs that lie under one regulation each: draw one line per run.

    Raises
    ------
    RegulationError
        If no regulation covers a year.
    """
    runs: dict[str, list[int]] = {}
    for year in sorted(years):
        runs.setdefault(framework_for_year(year).id, []).append(year)
    return list(runs.values())


def mark_breaks(ax, language: str, first: int | None = None, last: int | None = None) -> list[Break]:
    """Draw an upright gap and its reason at every change of regulation on an axis of years.

    Parameters
    ----------
    ax : matplotlib Axes
        Years along x. Call it after the data are drawn.
    language : str
        ``id`` or ``en``.
    first, last : int, optional
        Only breaks from ``first`` on and up to ``last``, both counted in; by
        default those within the limits of the axis.

    Returns
    -------
    list of Break
        The breaks drawn, so that a caption can name them.
    """
    low, high = ax.get_xlim()
    low, high = low if first is None else first, high if last is None else last
    drawn = [turn for turn in regulation_breaks() if low < turn.at < high]
    for turn in drawn:
        ax.axvspan(
            turn.at - 0.09, turn.at + 0.09, facecolor=RULE, edgecolor=SOFT, linewidth=0.6, hatch="////", zorder=0
        )
        words = say("bridge.break_mark", language, before=turn.before.number_text, after=turn.after.number_text)
        ax.annotate(
            words,
            (turn.at, 1),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=6.5 if is_narrow() else 8,
            color=SOFT,
        )
    return drawn
