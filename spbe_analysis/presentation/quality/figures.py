"""Figures on the quality of the collection: holdings, findings, publishers' rules and slips."""

from __future__ import annotations

import pandas as pd

from spbe_analysis.presentation.drawing.axes import SMALL, name_numbers, number_axis, rows_for, thickness
from spbe_analysis.presentation.drawing.breaks import regulation_breaks
from spbe_analysis.presentation.drawing.style import GAIN, INK, PAPER, SOFT, axes_for, is_narrow, styled
from spbe_analysis.presentation.text.wording import percent, say, whole

_DARK = 0.55  # of the colour scale: below it white type is read better


@styled
def holdings_map(counts: pd.DataFrame, labels: list[str], language: str, ax=None):
    """Number of institutions by year (across) and level of what is published (down).

    Parameters
    ----------
    counts : DataFrame of int
        One row a level, one column a year.
    labels : list of str
        Names of the levels in the rows' order.

    Returns
    -------
    matplotlib Axes
    """
    from math import log10

    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    ax = axes_for(ax, 0.42 * len(counts) + 0.75, 0.85 if is_narrow() else 1.3, top=0.05)
    most = log10(max(int(counts.to_numpy().max()), 10))
    for y, row in enumerate(counts.to_numpy()):
        for x, count in enumerate(row):
            share = log10(count) / most if count else 0.0
            face = colormaps["cividis"](0.1 + 0.85 * share) if count else PAPER
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=face, edgecolor=PAPER, linewidth=1.5))
            if count:
                look = {"ha": "center", "va": "center", "color": "white" if share < _DARK else INK}
                ax.text(x, y, whole(int(count), language), fontsize=7 if is_narrow() else SMALL, **look)
    ax.set_xlim(-0.5, counts.shape[1] - 0.5)
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.set_xticks(range(counts.shape[1]), [str(year) for year in counts.columns], fontsize=7.5 if is_narrow() else 9)
    ax.set_yticks(range(len(labels)), labels, fontsize=SMALL if is_narrow() else 9)
    for (
        turn
    ) in regulation_breaks():  # the years stand beside each other here, so a line between two columns is the break
        if turn.last in counts.columns and turn.first in counts.columns:
            ax.axvline(list(counts.columns).index(turn.first) - 0.5, color=INK, linewidth=1.4, gid="break")
    ax.tick_params(length=0)
    ax.set_xlabel(say("quality.axis_year", language), color=SOFT)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


@styled
def findings_bars(counts: pd.DataFrame, language: str, ax=None):
    """Findings by kind: full where corrected, hatched where left as printed.

    Parameters
    ----------
    counts : DataFrame
        ``label``, ``count``, ``corrected``.

    Returns
    -------
    matplotlib Axes
    """
    ax, places = rows_for(ax, list(counts["label"]), 0.32, left=2.6, right=0.5, top=0.35)
    look = {"height": thickness(0.62), "edgecolor": INK, "linewidth": 0.6}
    corrected = list(counts["corrected"])
    ax.barh(places, corrected, color=GAIN, label=say("quality.key_corrected", language), **look)
    rest = counts["count_"] - counts["corrected"]
    ax.barh(
        places, rest, left=corrected, facecolor="white", hatch="////", label=say("quality.key_left", language), **look
    )
    for y, count in zip(places, counts["count_"], strict=True):
        ax.annotate(whole(count, language), (count, y), (4, 0), textcoords="offset points", va="center", fontsize=SMALL)
    ax.set_xlim(0, counts["count_"].max() * 1.08)
    number_axis(ax.xaxis, language)
    name_numbers(ax, say("quality.axis_findings", language))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=SMALL, borderaxespad=0.1)
    return ax


@styled
def rule_bars(counts: pd.DataFrame, language: str, ax=None):
    """Cards that do not fit, by rule and table; a bar that is missing is a rule that fits every card.

    Parameters
    ----------
    counts : DataFrame
        ``label``, ``misfits``, ``scorecards``, in the order they are drawn.

    Returns
    -------
    matplotlib Axes
    """
    ax, places = rows_for(ax, list(counts["label"]), 0.3, left=3.1, right=1.25)
    most = max(int(counts["misfits"].max()), 1)
    ax.barh(places, counts["misfits"], height=thickness(0.62), color=GAIN, edgecolor=INK, linewidth=0.6)
    for y, row in zip(places, counts.itertuples(), strict=True):
        text = say(
            "quality.misfits_of", language, misfits=whole(row.misfits, language), cards=whole(row.cards, language)
        )
        ax.annotate(text, (row.misfits, y), (4, 0), textcoords="offset points", va="center", fontsize=SMALL)
    ax.set_xlim(0, most * 1.02)
    number_axis(ax.xaxis, language)
    name_numbers(ax, say("quality.axis_misfits", language))
    return ax


@styled
def slip_dots(shares: pd.DataFrame, language: str, ax=None):
    """Share of slips found, and of those the share that is mended, by what is printed.

    Parameters
    ----------
    shares : DataFrame
        ``label``, ``found``, ``mended`` (shares).

    Returns
    -------
    matplotlib Axes
    """
    ax, rows = rows_for(ax, list(shares["label"]), 0.42, left=2.1, right=0.3, top=0.4, size=9)
    found, mended = say("quality.slips_found", language), say("quality.slips_mended", language)
    ax.plot(shares["found"], rows, "o", color=GAIN, markeredgecolor=INK, markersize=8, label=found)
    ax.plot(shares["mended"], rows, "D", color="white", markeredgecolor=INK, markersize=6, label=mended)
    for y, share in zip(rows, shares["found"], strict=True):
        text, look = percent(share, language, 1), {"ha": "right", "va": "center", "fontsize": SMALL}
        ax.annotate(text, (share, y), (-8, 0), textcoords="offset points", **look)
    low = min(0.7, shares["found"].min() - 0.08)
    ax.set_xlim(low, 1.01)
    ticks = [tick / 10 for tick in range(int(low * 10 + 1), 11)]
    ax.set_xticks(ticks, [percent(tick, language) for tick in ticks])
    name_numbers(ax, say("quality.axis_share", language))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=SMALL, borderaxespad=0.1)
    return ax
