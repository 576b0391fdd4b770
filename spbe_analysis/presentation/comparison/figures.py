"""The figure of a set of institutions against its mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from math import inf
from textwrap import shorten, wrap

from spbe_analysis.presentation.comparison.words import few
from spbe_analysis.presentation.drawing.axes import beside, name_numbers, number_axis, rows_for
from spbe_analysis.presentation.drawing.style import INK, PAPER, SOFT, is_narrow, page_width, styled
from spbe_analysis.presentation.page.tables import known, label, short_body
from spbe_analysis.presentation.text.wording import number, say, signed

_DOT = 5.5  # points: width of a dot
_BAND = 0.28  # of a row: how far dots are moved up and down at most
_STEP = 0.1  # of a row: from dot to dot where they are few
_DIAMOND = "\N{BLACK DIAMOND}"
_ENDS = 7.2  # points: type of the names below the dots
MOST_NAMED = 12  # institutions whose dots have numbers, with the names of all below the figure
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
    named = numbered(found) if ax is None else {}  # on given axes there is no room for the names
    key = _key(named, page_width())
    below = 0.5 + (0.12 + 1.5 * _ENDS / 72 * len(key) if key else 0)
    ax, places = rows_for(
        ax, labels, 0.85 if is_narrow() else 0.78, left=1.75, right=0.62, top=0.12, bottom=below, size=9, bold=[0]
    )
    spans = [float(value) for _, values, _ in drawn for value in values]
    reach = max(max(spans), -min(spans), 0.1)
    ax.set_xlim(-1.08 * reach, 1.08 * reach)
    ax.axvline(0, color=INK, linewidth=0.9, zorder=1)
    own = list(found.rows.index).index(found.own) if found.own else None
    large = 2 if named else 1  # a dot that holds a number
    wide = 2.16 * reach * (_DOT * large + 0.5) / (ax.get_position().width * ax.figure.get_figwidth() * 72)
    for y, (_, values, mean) in zip(places, drawn, strict=True):
        heights = _swarm([float(value) for value in values], wide, _STEP * large)
        others = [place for place in range(len(values)) if place != own]
        look = {"markeredgecolor": "white", "markeredgewidth": 0.5, "linestyle": "none"}
        dots = [[float(values[place]) for place in others], [y - 0.08 + heights[place] for place in others]]
        ax.plot(*dots, "o", color=SOFT, markersize=_DOT * large, zorder=3, **look)
        if own is not None:
            look |= {"color": INK, "markersize": 6.5 * large * 0.85}
            ax.plot([float(values[own])], [y - 0.08 + heights[own]], "D", zorder=4, **look)
        for place, name in enumerate(found.rows.index if named else ()):
            at = (float(values[place]), y - 0.08 + heights[place])
            ax.annotate(str(named[name]), at, ha="center", va="center", fontsize=6.5, color=PAPER, zorder=5)
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
    if key:
        look = {"ha": "left", "va": "bottom", "fontsize": _ENDS, "color": INK, "linespacing": 1.5}
        ax.figure.text(0.01, 0.04 / ax.figure.get_figheight(), "\n".join(key), **look)
    return ax


def numbered(found) -> dict[str, int]:
    """Numbers of institutions in the figure, the highest index first; none where they are too many to tell apart."""
    order = found.rows.sort_values("index_after", ascending=False, kind="stable").index
    return {name: place for place, name in enumerate(order, start=1)} if len(order) <= MOST_NAMED else {}


def _key(named: Mapping[str, int], width: float) -> list[str]:
    """Lines below the figure with the number and the name of each."""
    names = (f"{place} {short_body(name)}".replace(" ", "\N{NO-BREAK SPACE}") for name, place in named.items())
    text = ", ".join(names)
    return wrap(text, int(width * 72 / (0.56 * _ENDS)) - 2, break_long_words=False, break_on_hyphens=False)


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


def _swarm(values: Sequence[float], wide: float, step: float) -> list[float]:
    """Heights for dots in a row: each as near the middle as those at its left that are less than `wide` away allow."""
    ends: dict[int, float] = {}  # of the rightmost dot at each height
    levels = [0] * len(values)
    for place in sorted(range(len(values)), key=lambda place: values[place]):
        level = next(one for one in _outward() if values[place] - ends.get(one, -inf) >= wide)
        levels[place], ends[level] = level, values[place]
    step = min(step, 2 * _BAND / max(len(ends) - 1, 1))
    return [step * level for level in levels]


def _outward() -> Iterator[int]:
    """0, -1, 1, -2, 2 ... where -1 is above the middle."""
    return ((turn + 1) // 2 * (-1) ** turn for turn in count())
