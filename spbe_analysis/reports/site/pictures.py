"""Pictures of the guide: figures of a real report with numbered call-outs, drawn again by ``make guide-pictures``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from spbe_analysis.presentation.drawing.style import look, narrow
from spbe_analysis.presentation.drawing.svg import to_svg
from spbe_analysis.presentation.drivers import figure_blocks, tables
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.studies.drivers import Change, drivers

OF = ("Pemerintah Provinsi Kalimantan Timur", 2023, 2024)
_INK = "#1a1a1a"
Spot = tuple[float, float, float, float]  # x and y of what is meant [data], and how far away the number stands [points]


def pictures() -> dict[str, str]:
    """SVG text of every picture by file name."""
    drawn = {"waterfall": waterfall, "ranges": ranges}
    return {f"guide-{name}-{language}.svg": draw(language) for name, draw in drawn.items() for language in LANGUAGES}


def waterfall(language: str) -> str:
    """The figure by domain: the first index, a bar, its contribution, a range, the bound of a predicate, the last index."""
    ax = _phone(figure_blocks.draw_parts(_change().exact, language))
    values = _values(ax, len(ax.patches) + 2)
    (bound,) = {line.get_xdata()[0] for line in ax.lines if list(line.get_ydata()) == [0, 1]}  # across the whole figure
    first, ranged = ax.patches[0], ax.patches[2]
    return _numbered(
        ax,
        [
            (*values[0], -13, 0),
            (first.get_x() + first.get_width() / 2, values[1][1], 0, 0),
            (*values[1], 50, 0),
            (ranged.get_x() + ranged.get_width() / 2, values[3][1], 0, 0),
            (bound, values[0][1], 0, 0),
            (*values[-1], 13, 0),
        ],
    )


def ranges(language: str) -> str:
    """The figure by aspect and indicator: one value, a range on one side of zero, one that holds zero, the zero."""
    answer = _change().exact
    ax = _phone(figure_blocks.draw_indicators(answer, language))
    below = answer.table[answer.table["parent"] != answer.framework.root].dropna(subset=["low"])
    shown = tables.ranges(below, answer.framework, language)
    rows = [y for _, y in _values(ax, len(shown))]
    spots = []
    for wanted in (
        shown["low"] == shown["high"],
        (shown["low"] > 0) & (shown["low"] < shown["high"]),
        (shown["low"] < 0) & (shown["high"] > 0),
    ):
        fits = [place for place, there in enumerate(wanted) if there]
        place = min(fits[:2], key=lambda place: shown["high"].iloc[place])  # room for the number beside it
        spots.append((float(shown["high"].iloc[place]), rows[place], 13, 0))
    return _numbered(ax, [*spots, (0, rows[-1], 0, -13)])


def _phone(ax):
    """The same figure as wide as a telephone: a picture that is read there is read everywhere."""
    return narrow(ax.figure).axes[0]


def _values(ax, count: int) -> list[tuple[float, float]]:
    """Where the numbers of the rows stand, which follow their names."""
    return [text.xy for text in ax.texts[count : 2 * count]]


@cache
def _change() -> Change:
    return drivers(*OF)


def _numbered(ax, spots: Sequence[Spot]) -> str:
    with look():
        for number, (x, y, right, up) in enumerate(spots, 1):
            ax.annotate(
                str(number),
                (x, y),
                (right, up),
                textcoords="offset points",
                ha="center",
                va="center",
                color="white",
                fontsize=8,
                fontweight="bold",
                zorder=20,
                annotation_clip=False,
                bbox={"boxstyle": "circle,pad=0.25", "facecolor": _INK, "edgecolor": "white"},
            )
    return to_svg(ax.figure)


if __name__ == "__main__":
    for name, text in pictures().items():
        (Path(sys.argv[1]) / name).write_text(text + "\n", encoding="utf-8")
