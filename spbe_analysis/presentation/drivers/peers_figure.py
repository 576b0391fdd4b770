"""The spread of changes among institutions, with the one that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from spbe_analysis.presentation.drawing.axes import SMALL, number_axis
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, RULE, SOFT, axes_for, styled
from spbe_analysis.presentation.text.wording import say

Mark = tuple[Fraction, str]  # value, text


@styled
def peer_changes(counts: Mapping[Fraction, int], width: Fraction, own: Mark, drift: Mark, language: str, ax=None):
    """How many peers changed by how much, the institution's own change and the national drift.

    Parameters
    ----------
    counts : mapping of Fraction to int
        Number of peers by the left end of a range of changes [index points].
    width : Fraction
        Width of a range.
    own, drift : (value, text)
        The institution's change and the mean change of all.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    ax = axes_for(ax, 2.0, left=0.6, right=0.2, top=0.3, bottom=0.5)
    starts = sorted(counts)
    steps = int((starts[-1] - starts[0]) / width) + 1
    edges = [starts[0] + width * step for step in range(steps + 1)]
    heights = [counts.get(edge, 0) for edge in edges[:-1]]
    ax.stairs(heights, [float(edge) for edge in edges], fill=True, facecolor=RULE, edgecolor=SOFT, linewidth=0.7)
    top = max(counts.values())
    ends = [*map(float, starts), float(starts[-1] + width), float(own[0]), float(drift[0]), 0.0]
    room = max(ends) - min(ends)
    ax.set_xlim(min(ends) - 0.06 * room, max(ends) + 0.06 * room)
    ax.set_ylim(0, top * 1.32)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.axvline(float(drift[0]), color=SOFT, linewidth=1.1, linestyle="--")
    left = float(drift[0]) > float(own[0])
    ax.annotate(
        drift[1],
        (float(drift[0]), 1),
        (0, 6),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="left" if left else "right" if float(drift[0]) - min(ends) > 0.4 * room else "center",
        va="center",
        fontsize=SMALL,
        color=SOFT,
    )
    ax.plot([float(own[0])], [top * 1.15], "D", color=GAIN if own[0] >= 0 else LOSS, markeredgecolor=INK, markersize=8)
    ax.annotate(own[1], (float(own[0]), top * 1.15), (8, 0), textcoords="offset points", va="center", fontweight="bold")
    number_axis(ax.xaxis, language, sign=True)
    number_axis(ax.yaxis, language, 4)
    ax.set_xlabel(say("peers.axis_change", language), color=SOFT)
    ax.set_ylabel(say("peers.axis_count", language), color=SOFT)
    return ax
