"""Axes that carry numbers and names: the language's decimal mark, rows with their names, and panels side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from textwrap import fill

from spbe_analysis.presentation.drawing.style import (
    GAIN,
    INK,
    LOSS,
    PAPER,
    RULE,
    SOFT,
    axes_for,
    is_narrow,
    new_page,
    page_width,
)
from spbe_analysis.presentation.text.wording import number, signed

Bound = tuple[Fraction, str, str]  # value, name, gloss
SMALL = 8.2  # points: type inside figures
_INCH, _LETTER, _LINE = 72.0, 0.56, 1.25  # points; of the type's size: an average letter's width, a line's height
_BOUND = 8.0  # points: names of bounds
_EDGE, _PLOT = 0.22, 2.0  # inches: the margin of a telephone, and the least that a drawing needs there


def number_axis(axis, language: str, most: int = 6, sign: bool = False, least: int = 0) -> None:
    """Put round numbers at the ticks of an axis (``ax.xaxis`` or ``ax.yaxis``), in the language's way.

    Parameters
    ----------
    most : int
        Ticks at most.
    sign : bool
        Write a plus before what is above zero.
    least : int
        Decimals at least.
    """
    from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

    low, high = sorted(axis.get_view_interval())
    wished = [Fraction(f"{tick:.6f}") for tick in MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    ticks = [tick for tick in wished if low <= tick <= high]
    decimals = next((d for d in range(least, 3) if all((tick * 10**d).denominator == 1 for tick in ticks)), 3)
    write = signed if sign else number
    axis.set_major_locator(FixedLocator([float(tick) for tick in ticks]))
    axis.set_major_formatter(FixedFormatter([write(tick, language, decimals) for tick in ticks]))


def beside(ax, text: str, y: float, away: float = 8, **look) -> None:
    """Write a text to the right of the axes, in the row at `y`."""
    look = {"va": "center", "fontsize": SMALL, "textcoords": "offset points", **look}
    ax.annotate(text, (1, y), (away, 0), xycoords=("axes fraction", "data"), **look)


def above(ax, text: str, x: float, lift: float = 7, aside: float = 0, **look) -> None:
    """Write a text over the axes, above the place `x`."""
    look = {"ha": "center", "va": "center", "fontsize": SMALL, "color": SOFT, "textcoords": "offset points", **look}
    ax.annotate(text, (float(x), 1), (aside, lift), xycoords=("data", "axes fraction"), **look)


def name_rows(ax, labels: Sequence[str], axis: str, places: Sequence[float] | None = None, **look) -> None:
    """Name the rows of a figure at its left and its axis of numbers below it."""
    ax.set_yticks(range(len(labels)) if places is None else places, list(labels), **look)
    name_numbers(ax, axis)


def name_numbers(ax, axis: str) -> None:
    """Name the axis of numbers of a figure of rows."""
    look = {"color": SOFT}
    if is_narrow():
        room = (ax.get_position().x1 * page_width() - 0.05) * _INCH / (_LETTER * SMALL)
        axis, look = fill(axis, int(room)), {**look, "x": 1, "ha": "right", "fontsize": SMALL}
    ax.set_xlabel(axis, **look)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")


def rows_for(
    ax,
    labels: Sequence[str],
    pitch: float,
    left: float,
    right: float = 0.15,
    top: float = 0.1,
    bottom: float = 0.5,
    gap: float = 0.0,
    size: float = SMALL,
    bare: Collection[int] = (),
    bold: Collection[int] = (),
    least: float = _PLOT,
):
    """Axes with a named row for each label: the name beside its row, above it on a telephone where it is long.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        The given axes; by default new ones with margins [inches].
    pitch : float
        Height of a row [inches].
    gap : float
        Further rows between two.
    bare : collection of int
        Places of rows in which nothing is drawn.
    bold : collection of int
        Places of rows with bold names.
    least : float
        Width that the drawing needs on a telephone [inches].

    Returns
    -------
    (Axes, list of float)
        The axes, and where each row stands; the first one at the top.
    """
    given, width, letter = ax is not None, page_width(), _LETTER * size / _INCH
    widest = max((len(line) for label in labels for line in label.split("\n")), default=0) * letter + 0.12
    over = is_narrow() and width - min(widest, left) - right < least
    left = _EDGE if over else min(left, widest) if is_narrow() else left
    texts = [
        "\n".join(fill(part, int(((width if over else left) - 0.1) / letter)) for part in label.split("\n"))
        for label in labels
    ]
    step = pitch + (size * _LINE / _INCH + 0.06 if over else 0)
    line, places, at = size * _LINE / _INCH / step, [], 0.0
    for place, text in enumerate(texts):
        extra = line * text.count("\n")
        tight = max(0.0, extra - (0 if over else 0.25))
        places.append(at + (tight if over else tight / 2))
        at += 1 + tight + gap - (pitch / step if over and place in bare else 0)
    head = 0.45 if over else 0.1
    ax = axes_for(ax, step * (at + head) + top + bottom, left, right, top, bottom)
    ax.set_ylim(at - 0.5, -0.5 - head)
    if given:
        ax.set_yticks(places, texts, fontsize=size, linespacing=1.0)
        names = ax.get_yticklabels()
    else:  # a tick is three lines and two texts, and takes five times as long to draw as its name alone
        ax.set_yticks([])
        frame = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.4}
        look = {"fontsize": size, "linespacing": 1.0, "color": INK, "textcoords": "offset points"}
        look |= {"va": "bottom", "bbox": frame} if over else {"va": "center_baseline", "ha": "right"}
        away = (3 - _EDGE * _INCH, -size * 0.5) if over else (-3.5, 0)
        names = [
            ax.annotate(text, (0, y - 0.5 * over), away, xycoords=("axes fraction", "data"), **look)
            for y, text in zip(places, texts, strict=True)
        ]
    for place in bold:
        names[place].set_fontweight("bold")
    return ax, places


def name_bounds(ax, bounds: Sequence[Bound]) -> None:
    """Vertical lines at bounds with their names and glosses above; a name that would touch the one before it stands a line higher."""
    low, high = ax.get_xlim()
    inch = (high - low) / (ax.get_position().width * ax.figure.get_figwidth())
    ended, raised = low - high, False
    for value, name, gloss in sorted(bounds):
        label = name if is_narrow() else f"{name} {gloss}".strip()  # a gloss has no room on a telephone
        if low < float(value) < high:
            half = (len(label) * _LETTER * _BOUND / _INCH + 0.18) / 2 * inch
            raised = float(value) - half < ended and not raised
            ended = float(value) + half
            ax.axvline(float(value), color=RULE, linewidth=2.4, zorder=0)
            place = ax.get_position().x0 * ax.figure.get_figwidth() + (float(value) - low) / inch
            aside = max(0.0, half / inch - place) - max(0.0, place + half / inch - ax.figure.get_figwidth())
            above(ax, label, value, 17 if raised else 7, aside * _INCH, fontsize=_BOUND)


def thickness(share: float) -> float:
    """Height of a bar as a share of its row, less where the row also holds its name."""
    return share * (0.6 if is_narrow() else 1)


def sign_colour(low, high=None) -> str:
    """Blue for what is surely above zero, orange for what is surely below, grey for what may be either."""
    return GAIN if low > 0 else LOSS if (low if high is None else high) < 0 else SOFT


def side_by_side(
    count: int,
    height: float,
    left: float,
    right: float = 0.15,
    top: float = 0.35,
    bottom: float = 0.55,
    gap: float = 0.3,
):
    """Axes of equal size in one row of a new figure, one below the other on a telephone, with margins [inches]."""
    width, across = page_width(), 1 if is_narrow() else count
    down, left = count // across, min(left, 1.5) if is_narrow() else left
    page, each = new_page(height * down), (width - left - right - gap * (across - 1)) / across
    return [
        page.add_axes(
            (
                (left + i % across * (each + gap)) / width,
                (bottom + (down - 1 - i // across) * height) / (height * down),
                each / width,
                (height - top - bottom) / (height * down),
            )
        )
        for i in range(count)
    ]


def diverging():
    """Colours of a change: orange below zero, white at zero, blue above."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("spbe-change", [LOSS, "#ffffff", GAIN])


def ink_on(colour) -> str:
    """Black or white, whichever reads better on a colour (relative luminance of WCAG)."""
    from matplotlib.colors import to_rgb

    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return "black" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "white"
