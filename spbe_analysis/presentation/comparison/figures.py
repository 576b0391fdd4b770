"""The figure of a set of institutions against its mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import shorten

from spbe_analysis.presentation.comparison.words import few
from spbe_analysis.presentation.drawing.axes import beside, name_numbers, number_axis, rows_for
from spbe_analysis.presentation.drawing.style import INK, PAPER, SOFT, is_narrow, styled
from spbe_analysis.presentation.page.tables import known, label, short_body
from spbe_analysis.presentation.text.wording import number, say, signed

_BINS = 70  # places along the axis at which dots stand over each other
_BAND = 0.28  # of a row: how far dots are moved up and down at most
_STEP = 0.1  # of a row: from dot to dot where they are few
_DIAMOND = "\N{BLACK DIAMOND}"
_ENDS = 7.2  # points: type of the names below the dots
_LINE = 0.13  # of a row: from name to name on a telephone, where each has its own line


@styled
def against_mean(found, language: str, ax=None):
    """A dot an institution in every row, the index first and then the domains, as far from the mean as its score.

    Returns
    -------
    matplotlib Axes
    """
    drawn = measured(found, language)
    labels = [name for name, _, _ in drawn]
    ax, places = rows_for(
        ax, labels, 0.85 if is_narrow() else 0.78, left=1.75, right=0.62, top=0.12, bottom=0.5, size=9, bold=[0]
    )
    spans = [float(value) for _, values, _ in drawn for value in values]
    reach = max(max(spans), -min(spans), 0.1)
    ax.set_xlim(-1.08 * reach, 1.08 * reach)
    ax.axvline(0, color=INK, linewidth=0.9, zorder=1)
    own = list(found.rows.index).index(found.own) if found.own else None
    for y, (_, values, mean) in zip(places, drawn, strict=True):
        heights = _swarm([float(value) for value in values], 2.16 * reach / _BINS)
        others = [place for place in range(len(values)) if place != own]
        look = {"markeredgecolor": "white", "markeredgewidth": 0.5, "linestyle": "none"}
        dots = [[float(values[place]) for place in others], [y - 0.08 + heights[place] for place in others]]
        ax.plot(*dots, "o", color=SOFT, markersize=5.5, zorder=3, **look)
        if own is not None:
            ax.plot([float(values[own])], [y - 0.08 + heights[own]], "D", color=INK, markersize=6.5, zorder=4, **look)
        beside(ax, number(mean, language), y - 0.08, 5, fontweight="bold")
        _name_ends(
            ax, y + (0.25 if is_narrow() else 0.33), values, [short_body(name) for name in found.rows.index], language
        )
    heads = [(1, 5, say("compare.figure_mean", language))]
    heads += [(0, 0, f"{_DIAMOND} {short_body(found.own)}")] if found.own else []
    for x, away, text in heads:
        look = {"textcoords": "offset points", "va": "top", "fontsize": _ENDS, "color": SOFT}
        ax.annotate(text, (x, 1), (away, 4), xycoords="axes fraction", **look)
    number_axis(ax.xaxis, language, 5 if is_narrow() else 7, sign=True)
    name_numbers(ax, say("compare.figure_axis", language))
    return ax


def measured(found, language: str) -> list[tuple[str, list, object]]:
    """Index and domains that all of the set publish: name, differences from the mean in the set's order, and the mean."""
    framework = found.framework
    columns = {"index_after": say("compare.figure_index", language)}
    for code in framework.children(framework.root):
        columns[f"{framework.short(code)}_after"] = label(code, framework, language)
    means = {column: known(found.mean[column]) for column in columns}
    return [
        (name, [value - means[column] for value in found.rows[column]], means[column])
        for column, name in columns.items()
        if means[column] is not None
    ]


def _name_ends(ax, y: float, values: Sequence, names: Sequence[str], language: str) -> None:
    """The lowest at the left and the highest at the right, below their dots, each with its difference."""
    low, high = min(values), max(values)
    if low == high:
        return
    told = {}
    for end in (low, high):
        who = few([name for name, value in zip(names, values, strict=True) if value == end], language)
        told[end] = (who, signed(end, language))
    room = int(ax.get_position().width * ax.figure.get_figwidth() * 72 / (0.56 * _ENDS)) - 2
    for end, other, x, side in ((low, high, 0, "left"), (high, low, 1, "right")):
        who, value = told[end]
        if not is_narrow():  # both stand in one line: the longer of them has what the other leaves
            left = max(room // 2, room - len(" ".join(told[other])))
        who = shorten(who, (room if is_narrow() else left) - len(value) - 1, placeholder=" \N{HORIZONTAL ELLIPSIS}")
        look = {"ha": side, "va": "center", "fontsize": _ENDS, "color": SOFT}
        look["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.3}
        down = _LINE * (end == high) if is_narrow() else 0
        ax.annotate(f"{who} {value}", (x, y + down), xycoords=("axes fraction", "data"), **look)


def _swarm(values: Sequence[float], wide: float) -> list[float]:
    """Heights for dots in a row: those at one place stand above and below each other."""
    columns = [int(value // wide) for value in values]
    most = max(Counter(columns).values())
    step = min(_STEP, 2 * _BAND / max(most - 1, 1))
    seen: Counter[int] = Counter()
    heights = []
    for column in columns:
        turn = seen[column]
        seen[column] += 1
        heights.append(step * ((turn + 1) // 2) * (-1 if turn % 2 else 1))
    return heights
