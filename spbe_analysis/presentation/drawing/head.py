"""What makes a figure stand alone: its message and unit above it, its source beneath."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from spbe_analysis.presentation.drawing.style import INK, SOFT, look

LONGEST = 12  # words of a title
_INCH, _EDGE = 72.0, 0.05
_TITLE, _UNIT, _SOURCE = 12.0, 9.0, 7.5  # points
_BOLD, _LETTER = 0.66, 0.575  # of the type's size: an average letter's width
_LINE, _APART = 1.3, 0.1  # of the type's size; inches between head, drawing and foot


@dataclass(frozen=True)
class Head:
    """What is to be seen, in at most twelve words; unit and years; where the figures come from."""

    title: str
    unit: str
    source: str


def put(page, head: Head) -> tuple[float, float]:
    """Write a head above and a source beneath what is drawn; the page grows, the drawing keeps its size.

    Returns the shares of the new height that they take, above and beneath.
    """
    width, old = page.get_size_inches()
    title, unit, source = (
        _lines(text, size * wide, width)
        for text, size, wide in (
            (head.title, _TITLE, _BOLD),
            (head.unit, _UNIT, _LETTER),
            (head.source, _SOURCE, _LETTER),
        )
    )
    up = (len(title) * _TITLE + len(unit) * _UNIT) * _LINE / _INCH + _APART
    down = len(source) * _SOURCE * _LINE / _INCH + _APART
    new = old + up + down
    page.set_size_inches(width, new)
    for axes in page.axes:
        box = axes.get_position(original=True)
        axes.set_position((box.x0, (box.y0 * old + down) / new, box.width, box.height * old / new))
    for text in page.texts:
        text.set_y((text.get_position()[1] * old + down) / new)
    left, at = _EDGE / width, new - _APART
    with look():
        for lines, size, colour, weight in ((title, _TITLE, INK, "bold"), (unit, _UNIT, SOFT, "normal")):
            for line in lines:
                page.text(left, at / new, line, fontsize=size, color=colour, fontweight=weight, va="top")
                at -= size * _LINE / _INCH
        for place, line in enumerate(reversed(source)):
            y = (_APART / 2 + place * _SOURCE * _LINE / _INCH) / new
            page.text(left, y, line, fontsize=_SOURCE, color=SOFT, va="bottom")
    return up / new, down / new


def _lines(text: str, letter: float, width: float) -> list[str]:
    return wrap(text, int((width - 2 * _EDGE) * _INCH / letter), break_long_words=False, break_on_hyphens=False)
