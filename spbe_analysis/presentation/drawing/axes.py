"""Axes that carry numbers and names: the language's decimal mark, rows with their names, and panels side by side."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from spbe_analysis.presentation.drawing.style import GAIN, LOSS, SOFT, WIDTH, new_page
from spbe_analysis.presentation.text.wording import number, signed

SMALL = 8.2  # points: type inside figures


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


def above(ax, text: str, x: float, lift: float = 7, **look) -> None:
    """Write a text over the axes, above the place `x`."""
    look = {"ha": "center", "va": "center", "fontsize": SMALL, "color": SOFT, "textcoords": "offset points", **look}
    ax.annotate(text, (float(x), 1), (0, lift), xycoords=("data", "axes fraction"), **look)


def name_rows(ax, labels: Sequence[str], axis: str, places: Sequence[float] | None = None, **look) -> None:
    """Name the rows of a figure at its left and its axis of numbers below it."""
    ax.set_yticks(range(len(labels)) if places is None else places, list(labels), **look)
    ax.set_xlabel(axis, color=SOFT)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")


def row_places(labels: Sequence[str], line: float, gap: float = 0) -> tuple[list[float], float]:
    """Where rows with wrapped names stand, and how high all of them are; a further line of a name takes `line` rows."""
    places, top = [], 0.0
    for label in labels:
        extra = line * label.count("\n")
        places.append(top + extra / 2)
        top += 1 + extra + gap
    return places, top


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
    """Axes of equal width in one row of a new figure, with margins [inches]."""
    page = new_page(height)
    each = (WIDTH - left - right - gap * (count - 1)) / count
    return [
        page.add_axes(
            ((left + i * (each + gap)) / WIDTH, bottom / height, each / WIDTH, (height - top - bottom) / height)
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
