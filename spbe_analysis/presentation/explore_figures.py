"""Figures of the exploration: the index on its scale, intervals that widen, changes of one kind of institution."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.presentation.style import GAIN, INK, LOSS, RULE, SOFT, styled
from spbe_analysis.presentation.tables import PART_DECIMALS, span
from spbe_analysis.presentation.wording import number, say, signed

if TYPE_CHECKING:
    import pandas as pd

Band = tuple[str, Fraction]  # name of a predicate and the lowest index that earns it
Dot = tuple[str, Fraction, str]  # what the index is of, its value, its text
_NARROW = 6.6  # inches: the column beside the controls
_ALL = "#a9bac6"  # what is known from every published figure


@styled
def index_scale(bands: Sequence[Band], dots: Sequence[Dot], maximum: int, language: str, ax=None):
    """Indexes on the scale with its predicates, one row each; the last one is the one being moved.

    Parameters
    ----------
    bands : sequence of (name, lowest index)
        Predicates from the lowest up.
    dots : sequence of (label, index, text)
        In the order of the rows. From the last but one to the last an arrow
        shows the move, blue up and orange down.
    maximum : int
        Highest index of the scale.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or _page(0.34 * len(dots) + 0.85, left=1.25, right=0.3, top=0.32, bottom=0.42)
    values = [float(value) for _, value, _ in dots]
    above = next((float(start) for _, start in bands if start > max(value for _, value, _ in dots)), float(maximum))
    low, high = max(float(bands[0][1]), min(values) - 0.35), min(float(maximum), above + 0.3)
    ax.set_xlim(low, high)
    ax.set_ylim(len(dots) - 0.4, -0.6)
    for i, (name, start) in enumerate(bands):
        end = bands[i + 1][1] if i + 1 < len(bands) else maximum
        left, right = max(float(start), low), min(float(end), high)
        if left < right:
            ax.axvspan(left, right, facecolor="#eef1f4" if i % 2 else "#ffffff", edgecolor="none", zorder=0)
            if right - left > 0.09 * (high - low):
                ax.annotate(name, ((left + right) / 2, 1), (0, 4), xycoords=("data", "axes fraction"),
                            textcoords="offset points", ha="center", fontsize=8.5, color=SOFT)  # fmt: skip
    for y, (value, (_, _, text)) in enumerate(zip(values, dots, strict=True)):
        last = y == len(dots) - 1
        ax.plot([value], [y], "o", color=INK, markersize=8 if last else 6, markerfacecolor=INK if last else "white")
        beyond = value > low + 0.72 * (high - low)
        ax.annotate(text, (value, y), (-9 if beyond else 9, 0), textcoords="offset points", va="center",
                    ha="right" if beyond else "left", fontweight="bold" if last else "normal")  # fmt: skip
    if len(values) > 1 and values[-1] != values[-2]:
        colour = GAIN if values[-1] > values[-2] else LOSS
        ax.annotate("", (values[-1], len(dots) - 1.28), (values[-2], len(dots) - 1.28),
                    arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    ax.set_yticks(range(len(dots)), [fill(label, 16) for label, _, _ in dots])
    _number_axis(ax, say("drivers.axis_index", language), language)
    return ax


@styled
def widening(rows: pd.DataFrame, ends: tuple[Fraction, Fraction], language: str, ax=None):
    """What each contribution can be from the figures shown, over what it can be from all published figures.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``low``, ``high`` [index points] from the figures shown and
        ``least``, ``most`` from all of them, in the order of the rows; ``heavy``
        marks a row that sums up those below it.
    ends : (Fraction, Fraction)
        Ends of the axis, the same whatever is shown, so that widening is seen.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
        Blue where the contribution is surely above zero, orange where surely
        below, grey where its range holds zero; the wide pale bar is what all
        published figures leave.
    """
    labels = [fill(label, 44) for label in rows["label"]]
    heights = [0.22 + 0.14 * label.count("\n") for label in labels]
    ax = ax or _page(sum(heights) + 0.95, left=2.95, right=1.45, top=0.36, bottom=0.45, width=7.6)
    at = 0.0
    places = []
    for height in heights:
        places.append(at + height / 2)
        at += height
    low, high = (float(end) for end in ends)
    room = max(high - low, 0.01)
    ax.set_xlim(low - 0.02 * room, high + 0.02 * room)
    ax.set_ylim(at + 0.05, -0.05)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    dot = 0.008 * room
    for y, row in zip(places, rows.itertuples(), strict=True):
        colour = GAIN if row.low > 0 else LOSS if row.high < 0 else SOFT
        for start, end, height, fill_colour in (
            (row.least, row.most, 0.15, _ALL), (row.low, row.high, 0.06, colour),
        ):  # fmt: skip
            wide = max(float(end - start), dot)
            middle = float(start + end) / 2
            ax.barh(y, wide, left=middle - wide / 2, height=height, facecolor=fill_colour, edgecolor="none", zorder=2)
        ax.annotate(span(row.low, row.high, language), (1, y), (7, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", va="center", fontsize=8.2,
                    fontweight="bold" if row.heavy else "normal")  # fmt: skip
    ax.set_yticks(places, labels, fontsize=8.2, linespacing=1.0)
    for tick, heavy in zip(ax.get_yticklabels(), rows["heavy"], strict=True):
        tick.set_fontweight("bold" if heavy else "normal")
    _widening_key(ax, language)
    _number_axis(ax, say("drivers.axis_points", language), language)
    return ax


@styled
def peer_changes(rows: pd.DataFrame, mean: Fraction | None, named: Sequence[tuple[str, str]], language: str, ax=None):
    """Start and change of every institution of one kind, the peers dark, those named marked.

    Parameters
    ----------
    rows : DataFrame
        By institution: ``start``, ``change`` (Fraction), ``peer`` (bool).
    mean : Fraction or None
        Mean change of the peers, a dashed line.
    named : sequence of (institution, label)
        The institution looked at first, then at most one other.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    from matplotlib.lines import Line2D

    ax = ax or _page(3.6, left=0.75, right=1.25, top=0.2 + 0.2 * (len(named) + 1), bottom=0.5, width=7.6)
    starts, changes = ([float(value) for value in rows[column]] for column in ("start", "change"))
    dark = [bool(peer) for peer in rows["peer"]]
    key = {}
    for wanted, look in (
        (True, {"facecolor": SOFT, "edgecolor": SOFT}),
        (False, {"facecolor": "none", "edgecolor": "#8d99a2"}),
    ):
        shown = [(x, y) for x, y, peer in zip(starts, changes, dark, strict=True) if peer == wanted]
        if shown:
            ax.scatter(*zip(*shown, strict=True), s=18, linewidth=0.8, zorder=2, **look)
            words = say("explore.key_peers", language) if wanted else say("explore.key_alike", language)
            key[words] = Line2D([], [], marker="o", linestyle="none", markersize=4.5, markeredgecolor=look["edgecolor"],
                                markerfacecolor=look["facecolor"])  # fmt: skip
    low, high = min(starts), max(starts)
    room = max(high - low, 0.1)
    ax.set_xlim(low - 0.05 * room, high + 0.05 * room)
    ax.axhline(0, color=INK, linewidth=0.8, zorder=1)
    if mean is not None:
        ax.axhline(float(mean), color=SOFT, linewidth=1.1, linestyle=(0, (5, 3)), zorder=1)
        words = say("explore.peers_mean_mark", language, mean=signed(mean, language, PART_DECIMALS))
        ax.annotate(fill(words, 18), (1, float(mean)), (6, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", va="center", fontsize=8, color=SOFT)  # fmt: skip
    look = {"color": GAIN, "marker": "D"}, {"color": LOSS, "marker": "s"}
    for (name, words), drawn in zip(reversed(named), reversed(look[: len(named)]), strict=True):
        x, y = float(rows.at[name, "start"]), float(rows.at[name, "change"])
        ax.plot([x], [y], linestyle="none", markeredgecolor=INK, markersize=9, zorder=3, **drawn)
        key[words] = Line2D([], [], linestyle="none", markeredgecolor=INK, markersize=7, **drawn)
    ax.legend(list(key.values()), list(key), loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=1 if len(named) > 1 else 2,
              frameon=False, fontsize=8.5, handletextpad=0.4, borderaxespad=0.1)  # fmt: skip
    _number_axis(ax, say("explore.axis_start", language), language)
    _number_axis(ax, say("explore.axis_change", language), language, which="y")
    ax.grid(axis="both")
    return ax


def _widening_key(ax, language: str) -> None:
    from matplotlib.patches import Patch

    drawn = {
        say("explore.key_shown", language): Patch(facecolor=GAIN),
        say("explore.key_all", language): Patch(facecolor=_ALL),
    }
    ax.legend(list(drawn.values()), list(drawn), loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False,
              fontsize=8, handlelength=1.6, handleheight=0.6, borderaxespad=0.1)  # fmt: skip


def _number_axis(ax, label: str, language: str, which: str = "x") -> None:
    from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

    axis = ax.xaxis if which == "x" else ax.yaxis
    low, high = ax.get_xlim() if which == "x" else ax.get_ylim()
    exact = [Fraction(f"{tick:.6f}") for tick in MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    ticks = [tick for tick in exact if low <= tick <= high]
    decimals = 2 if all((tick * 100).denominator == 1 for tick in ticks) else 3
    axis.set_major_locator(FixedLocator([float(tick) for tick in ticks]))
    axis.set_major_formatter(FixedFormatter([number(tick, language, decimals) for tick in ticks]))
    axis.set_label_text(label, color=SOFT)
    if which == "x":
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x", color=RULE)


def _page(height: float, left: float, right: float, top: float, bottom: float, width: float = _NARROW):
    from matplotlib.figure import Figure

    page = Figure(figsize=(width, height))
    return page.add_axes(
        (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    )
