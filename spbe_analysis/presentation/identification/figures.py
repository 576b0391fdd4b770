"""Figures that show what printed scores fix: joint sums, hidden truth recovered, and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import fill

import pandas as pd

from spbe_analysis.presentation.drawing.axes import name_numbers, name_rows, rows_for, side_by_side, thickness
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, RULE, SOFT, axes_for, is_narrow, styled
from spbe_analysis.presentation.text.wording import number, percent, say

_SMALL = 8.5
_TABLES = "#c9d7e3"  # a pale blue grey: neither a gain nor a loss


@styled
def joint_sums(
    years: Mapping[int, Sequence[tuple[tuple[int, int], float]]], names: tuple[str, str], language: str, ax=None
):
    """Which sums of levels of two aspects go together: one row a pair, its bar the share of tables of levels behind it.

    Parameters
    ----------
    years : mapping of year to list of ((sum, sum), probability)
        From `FeasibleSet.candidates` of a domain with two aspects.
    names : (str, str)
        Names of the two aspects.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    lines: list[tuple[str, float | None]] = []
    for year, rows in years.items():
        lines.append((say("fixes.pairs_head", language, year=year, first=names[0], second=names[1]), None))
        for (first, second), share in sorted(rows, key=lambda row: -row[1]):
            lines.append((say("fixes.pair_row", language, first=first, second=second), share))
    heads = {place for place, (_, share) in enumerate(lines) if share is None}
    ax, places = rows_for(ax, [text for text, _ in lines], 0.28, left=3.4, right=0.6, bare=heads, bold=heads)
    for y, (_, share) in zip(places, lines, strict=True):
        if share is not None:
            ax.barh(y, share, height=thickness(0.6), color=_TABLES, edgecolor=INK, linewidth=0.6)
            text = percent(share, language)
            ax.annotate(text, (share, y), (5, 0), textcoords="offset points", va="center", fontsize=_SMALL)
    ax.set_xlim(0, max(share for _, share in lines if share is not None) * 1.02)
    ticks = [tick for tick in (0, 0.25, 0.5, 0.75, 1) if tick <= ax.get_xlim()[1]]
    ax.set_xticks(ticks, [percent(tick, language) for tick in ticks])
    name_numbers(ax, say("fixes.axis_pairs", language))
    return ax


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
    wrapped = [fill(label, 22 if is_narrow() else 32) for label in labels]
    seen = [float(x) for table in tables.values() for column in ("truth", "p05", "p95") for x in table[column]]
    room = 0.12 * (max(seen) - min(seen) or 1)
    low, high = min(seen) - room, max(seen) + room
    for i, (panel, (head, table)) in enumerate(zip(panels, tables.items(), strict=True)):
        for y, row in enumerate(table.itertuples()):
            panel.plot([float(row.low), float(row.high)], [y, y], "|-", color=SOFT, linewidth=1.2, markersize=7)
            for beyond, edge, arrow in ((float(row.low) < low, low, "<"), (float(row.high) > high, high, ">")):
                if beyond:
                    panel.plot([edge], [y], arrow, color=SOFT, markersize=5, clip_on=False)
            panel.plot([row.p05, row.p95], [y, y], color=SOFT, linewidth=6, alpha=0.5, solid_capstyle="butt")
            colour = GAIN if row.truth >= 0 else LOSS
            panel.plot([float(row.truth)], [y], "D", color=colour, markeredgecolor=INK, markersize=5, zorder=4)
        panel.axvline(0, color=INK, linewidth=0.8)
        panel.set_title(head, fontsize=9, loc="left", fontweight="bold")
        panel.set_xlim(low, high)
        panel.set_ylim(len(labels) - 0.4, -0.6)
        named = i == 0 or is_narrow()
        panel.set_yticks(
            range(len(labels)), wrapped if named else [""] * len(labels), fontsize=7.5 if is_narrow() else _SMALL
        )
        panel.tick_params(axis="y", pad=7)
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
    ways = len(truths) if is_narrow() else 1
    panel = axes_for(ax, 0.5 * len(labels) + 1.15 + 0.2 * ways, left=1.3, top=0.35 + 0.2 * ways, bottom=0.55)
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
    ticks = [tick / 20 for tick in range(int(panel.get_xlim()[0] * 20 + 1), 21, 2 if is_narrow() else 1)]
    panel.set_xticks(ticks, [percent(tick, language) for tick in ticks])
    columns, start = (1, -0.5) if is_narrow() else (len(truths), -0.18)
    panel.legend(loc="lower left", bbox_to_anchor=(start, 1.0), ncols=columns, frameon=False, fontsize=_SMALL)
    return panel


def _panels(ax, count: int, height: float, left: float) -> list:
    return side_by_side(count, height, left, gap=0.25) if ax is None else [ax] if count == 1 else list(ax)


def _few_ticks(panel, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    low, high = panel.get_xlim()
    ticks = [t for t in MaxNLocator(3).tick_values(low, high) if low <= t <= high]
    panel.set_xticks(ticks, [number(Fraction(f"{t:.6f}"), language, 1) for t in ticks], fontsize=_SMALL)
