"""Figures that show what printed scores fix: joint sums, hidden truth recovered, and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import name_rows, side_by_side
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, RULE, SOFT, axes_for, styled
from spbe_analysis.presentation.text.wording import number, percent, say

if TYPE_CHECKING:
    import pandas as pd

_SMALL = 8.5


@styled
def joint_sums(
    years: Mapping[int, Sequence[tuple[tuple[int, int], float]]], names: tuple[str, str], language: str, ax=None
):
    """Which sums of levels of two aspects go together, one panel a year, larger dots for likelier pairs.

    Parameters
    ----------
    years : mapping of year to list of ((sum, sum), probability)
        From `FeasibleSet.candidates` of a domain with two aspects.
    names : (str, str)
        Names of the two aspects, across and upwards.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
        The first panel; the others share its figure and its axes.
    """
    from matplotlib.ticker import MaxNLocator

    panels = _panels(ax, len(years), 3.0, left=0.85)
    across = [pair[0] for rows in years.values() for pair, _ in rows]
    up = [pair[1] for rows in years.values() for pair, _ in rows]
    for i, (panel, (year, rows)) in enumerate(zip(panels, years.items(), strict=True)):
        for k, ((x, y), share) in enumerate(sorted(rows)):
            panel.scatter([x], [y], s=20 + 260 * share, facecolor=GAIN, edgecolor=INK, linewidth=0.7, zorder=3)
            text = say("fixes.pair_label", language, first=x, second=y, share=percent(share, language))
            left, lift = x > sum(panel_ends(across)) / 2, 15 if k % 2 == 0 else -15
            look = {"va": "center", "ha": "right" if left else "left", "fontsize": _SMALL}
            panel.annotate(text, (x, y), (0, lift), textcoords="offset points", **look)
        panel.set_title(str(year), fontsize=10, loc="left", fontweight="bold")
        panel.set_xlim(*panel_ends(across))
        panel.set_ylim(*panel_ends(up))
        panel.grid(color=RULE)
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        panel.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        if i == 0:
            panel.set_ylabel(fill(say("fixes.axis_sum", language, name=names[1]), 28), color=SOFT, fontsize=_SMALL)
    panels[0].figure.supxlabel(say("fixes.axis_sum", language, name=names[0]), fontsize=_SMALL, color=SOFT, y=0.02)
    return panels[0]


def panel_ends(values: Sequence[int]) -> tuple[float, float]:
    """Ends of an axis with room for labels around whole-number values."""
    room = max(2.0, 0.18 * (max(values) - min(values)))
    return min(values) - room, max(values) + room


@styled
def recovered(tables: Mapping[str, pd.DataFrame], labels: Sequence[str], language: str, ax=None):
    """Hidden truth beside what was inferred of it, one panel for each level of disclosure.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By the panel's head: rows of `recovery.recover` in the order of
        `labels`, with ``truth``, ``low``, ``high``, ``p05``, ``p95`` [index points].
    labels : sequence of str
        What each row is.

    Returns
    -------
    matplotlib Axes
        The first panel; the others share its figure and its axes.
    """
    panels = _panels(ax, len(tables), 0.36 * len(labels) + 1.25, left=2.1)
    wrapped = [fill(label, 32) for label in labels]
    lows = [float(x) for table in tables.values() for x in table["low"]]
    highs = [float(x) for table in tables.values() for x in table["high"]]
    for i, (panel, (head, table)) in enumerate(zip(panels, tables.items(), strict=True)):
        for y, row in enumerate(table.itertuples()):
            panel.plot([float(row.low), float(row.high)], [y, y], "|-", color=SOFT, linewidth=1.2, markersize=7)
            panel.plot([row.p05, row.p95], [y, y], color=SOFT, linewidth=6, alpha=0.5, solid_capstyle="butt")
            colour = GAIN if row.truth >= 0 else LOSS
            panel.plot([float(row.truth)], [y], "D", color=colour, markeredgecolor=INK, markersize=5, zorder=4)
        panel.axvline(0, color=INK, linewidth=0.8)
        panel.set_title(head, fontsize=9, loc="left", fontweight="bold")
        panel.set_xlim(min(lows) * 1.05, max(highs) * 1.05)
        panel.set_ylim(len(labels) - 0.4, -0.6)
        panel.set_yticks(range(len(labels)), wrapped if i == 0 else [""] * len(labels), fontsize=_SMALL)
        panel.spines["left"].set_visible(False)
        panel.grid(axis="x")
        _few_ticks(panel, language)
    panels[0].figure.supxlabel(say("fixes.axis_points", language), fontsize=9, color=SOFT, y=0.01)
    return panels[0]


@styled
def coverage(table: pd.DataFrame, language: str, ax=None):
    """How often the truth lay inside the 5–95% range, by how the hidden levels really arise.

    Parameters
    ----------
    table : DataFrame
        ``label`` (what is published), ``truth`` (name of how levels arise),
        ``covered`` (share), from `fixes_tables.coverage_table`.

    Returns
    -------
    matplotlib Axes
    """
    truths = list(dict.fromkeys(table["truth"]))
    labels = list(dict.fromkeys(table["label"]))
    panel = axes_for(ax, 0.5 * len(labels) + 1.35, left=1.3, top=0.55, bottom=0.55)
    marks = dict(zip(truths, (("o", INK), ("s", SOFT), ("^", "white"), ("v", RULE)), strict=False))
    for truth in truths:
        rows = table[table["truth"] == truth]
        places = [labels.index(label) + (truths.index(truth) - 1) * 0.18 for label in rows["label"]]
        look = {"linestyle": "none", "markersize": 7, "markeredgecolor": INK, "color": marks[truth][1]}
        panel.plot(rows["covered"], places, marks[truth][0], label=truth, **look)
    panel.axvline(0.9, color=INK, linewidth=1)
    panel.set_xlim(min(0.6, table["covered"].min() - 0.03), 1.01)
    panel.set_ylim(len(labels) - 0.5, -0.5)
    name_rows(panel, labels, say("fixes.axis_coverage", language))
    ticks = [tick / 20 for tick in range(int(panel.get_xlim()[0] * 20 + 1), 21)]
    panel.set_xticks(ticks, [percent(tick, language) for tick in ticks])
    panel.legend(loc="lower left", bbox_to_anchor=(-0.18, 1.0), ncols=len(truths), frameon=False, fontsize=_SMALL)
    return panel


def _panels(ax, count: int, height: float, left: float) -> list:
    return side_by_side(count, height, left, gap=0.25) if ax is None else [ax] if count == 1 else list(ax)


def _few_ticks(panel, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    low, high = panel.get_xlim()
    ticks = [t for t in MaxNLocator(3).tick_values(low, high) if low <= t <= high]
    panel.set_xticks(ticks, [number(Fraction(f"{t:.6f}"), language, 1) for t in ticks], fontsize=_SMALL)
