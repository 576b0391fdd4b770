"""Figures that follow a reader's hand, written straight as SVG in about a millisecond.

matplotlib takes 20 to 45 ms for each figure of the exploration, and one choice
draws several of them. The look is that of `spbe_analysis.presentation.drawing.style`;
a figure that stands in a report is drawn there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from textwrap import fill

from spbe_analysis.presentation.drawing.style import INK, PAPER, RULE, SOFT, TYPE
from spbe_analysis.presentation.page.document import escape
from spbe_analysis.presentation.text.wording import number

Span = tuple[float, float]
_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))  # of a power of ten
_MOST_TICKS = 8
_LINE = 1.2  # height of a line of text, in sizes of its letters
_BELOW_MIDDLE = 0.35  # from the middle of a letter to the line it stands on


class QuickFigure:
    """One pair of axes on a page of fixed size, and marks at places of its data.

    Parameters
    ----------
    size : (float, float)
        Width and height [pixels].
    margins : (float, float, float, float)
        Left, right, top and bottom [pixels].
    x, y : (float, float)
        Values at the left and right, and at the top and bottom end of the axes.
    """

    def __init__(self, size: Span, margins: tuple[float, float, float, float], x: Span, y: Span) -> None:
        self.size = self.width, self.height = size
        left, right, top, bottom = margins
        self.left, self.right = left, self.width - right
        self.top, self.bottom = top, self.height - bottom
        self._x, self._y = x, y
        self._behind: list[str] = []
        self._marks: list[str] = []

    def x(self, value: float) -> float:
        """Pixels from the left of a value."""
        low, high = self._x
        return self.left + (float(value) - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Pixels from the top of a value."""
        low, high = self._y
        return self.top + (float(value) - low) / (high - low) * (self.bottom - self.top)

    def band(self, low: float, high: float, colour: str) -> None:
        """A stretch of the horizontal axis over the whole height, behind everything."""
        x = self.x(low)
        self._behind.append(_box(x, self.top, self.x(high) - x, self.bottom - self.top, colour))

    def bar(self, low: float, high: float, y: float, height: float, colour: str, least: float = 0) -> None:
        """A bar from one value to another, `height` pixels high and at least `least` wide."""
        width = max(self.x(high) - self.x(low), least)
        middle = (self.x(low) + self.x(high)) / 2
        self._marks.append(_box(middle - width / 2, self.y(y) - height / 2, width, height, colour))

    def rule(self, value: float, upright: bool, colour: str = INK, width: float = 1, dash: str = "") -> None:
        """A line across the axes, upright or level."""
        at = self.x(value) if upright else self.y(value)
        ends = (at, self.top, at, self.bottom) if upright else (self.left, at, self.right, at)
        self._behind.append(_line(*ends, colour, width, dash))

    def dot(self, x: float, y: float, radius: float, fill: str = INK, edge: str = INK, width: float = 1.2) -> None:
        """A circle."""
        self._marks.append(_dot(self.x(x), self.y(y), radius, fill, edge, width))

    def corners(self, x: float, y: float, radius: float, fill: str, turned: bool) -> None:
        """A square, or one that stands on its corner."""
        self._marks.append(_corners(self.x(x), self.y(y), radius, fill, turned))

    def arrow(self, start: float, end: float, y: float, colour: str) -> None:
        """A level arrow from one value to another."""
        from_x, to_x, at = self.x(start), self.x(end), self.y(y)
        back = 7 if to_x < from_x else -7
        self._marks.append(_line(from_x, at, to_x + back / 2, at, colour, 2.4))
        head = f"M{_n(to_x)} {_n(at)}l{back} -4v8z"
        self._marks.append(f'<path d="{head}" fill="{colour}"/>')

    def words(
        self,
        text: str,
        x: float,
        y: float,
        size: float = 12,
        anchor: str = "start",
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Text whose lines stand around a place of the page [pixels]."""
        self._marks.append(_words(text, x, y, size, anchor, colour, bold))

    def row(self, text: str, y: float, size: float = 12, bold: bool = False) -> None:
        """The name of a row, left of the axes."""
        self.words(text, self.left - 6, self.y(y), size, "end", bold=bold)

    def key(self, entries: Iterable[tuple[str, str]], x: float, y: float, size: float = 11) -> None:
        """Marks (SVG, around 0,0) with what they stand for, one after the other on a line or, from a new x, below."""
        for mark, text in entries:
            self._marks.append(f'<g transform="translate({_n(x)} {_n(y)})">{mark}</g>')
            self.words(text, x + 14, y, size)
            y += size * 1.7

    def level_axis(self, name: str, language: str, grid: bool = True) -> None:
        """Values and the name of the horizontal axis."""
        self._behind.append(_line(self.left, self.bottom, self.right, self.bottom, SOFT, 0.8))
        for value, text in _ticks(self._x, language):
            x = self.x(value)
            if grid:
                self._behind.append(_line(x, self.top, x, self.bottom, RULE, 0.8))
            self._behind.append(_line(x, self.bottom, x, self.bottom + 4, SOFT, 0.8))
            self.words(text, x, self.bottom + 13, 12, "middle", SOFT)
        self.words(name, (self.left + self.right) / 2, self.bottom + 30, 12, "middle", SOFT)

    def upright_axis(self, name: str, language: str) -> None:
        """Values and the name of the upright axis."""
        for value, text in _ticks(self._y[::-1], language):
            y = self.y(value)
            self._behind.append(_line(self.left, y, self.right, y, RULE, 0.8))
            self.words(text, self.left - 6, y, 12, "end")
        middle = (self.top + self.bottom) / 2
        turned = _words(name, 0, 0, 12, "middle", SOFT, False)
        self._marks.append(f'<g transform="translate({_n(self.left - 52)} {_n(middle)}) rotate(-90)">{turned}</g>')

    @property
    def svg(self) -> str:
        """The figure as SVG text."""
        points = f'width="{_n(self.width * 0.75)}pt" height="{_n(self.height * 0.75)}pt"'
        size = f'{points} viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
        ground = _box(0, 0, self.width, self.height, PAPER)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="font-family:{TYPE}">'
            f"{ground}{''.join(self._behind)}{''.join(self._marks)}</svg>"
        )


def with_words(svg: str, size: Sequence[int], title: str, source: str, alt: str) -> str:
    """A figure that can be taken alone: its message above it, where it comes from below, and its description inside."""
    width, height = size
    head, foot = fill(title, int(width / 8.5)), fill(source, int(width / 5.6))
    above, below = 14 + 18 * (head.count("\n") + 1), 14 + 12 * (foot.count("\n") + 1)
    points = f'width="{_n(width * 0.75)}pt" height="{_n((height + above + below) * 0.75)}pt"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {points} viewBox="0 0 {_n(width)} {_n(height + above + below)}" '
        f'style="font-family:{TYPE}"><title>{escape(title)}</title><desc>{escape(f"{alt} {source}")}</desc>'
        f"{_box(0, 0, width, height + above + below, PAPER)}"
        f"{_words(head, 10, above / 2, 15, 'start', INK, True)}"
        f'<g transform="translate(0 {above})">{svg}</g>'
        f"{_words(foot, 10, height + above + below / 2, 10, 'start', SOFT, False)}</svg>"
    )


def swatch(*colours: str) -> str:
    """A bar for a key, in as many colours as the marks it stands for have."""
    width = 20 / len(colours)
    return "".join(_box(-10 + place * width, -4, width, 8, colour) for place, colour in enumerate(colours))


def dot_mark(fill: str, edge: str) -> str:
    """A circle for a key."""
    return _dot(0, 0, 3.2, fill, edge, 1.1)


def corner_mark(fill: str, turned: bool) -> str:
    """A square for a key, or one that stands on its corner."""
    return _corners(0, 0, 5, fill, turned)


def _ticks(ends: Span, language: str) -> list[tuple[Fraction, str]]:
    """Round values between the ends, at most eight of them, all with as many decimals as the finest needs."""
    low, high = Fraction(f"{ends[0]:.6f}"), Fraction(f"{ends[1]:.6f}")
    step = next(
        step * power
        for power in (Fraction(10) ** place for place in range(-3, 3))
        for step in _STEPS
        if (high - low) / (step * power) <= _MOST_TICKS - 1
    )
    values = [count * step for count in range(-(-low // step), high // step + 1)]
    decimals = next(places for places in range(2, 6) if (step * 10**places).denominator == 1)
    return [(value, number(value, language, decimals)) for value in values]


def _words(text: str, x: float, y: float, size: float, anchor: str, colour: str, bold: bool) -> str:
    lines: Sequence[str] = text.split("\n")
    first = y - (len(lines) - 1) / 2 * size * _LINE + size * _BELOW_MIDDLE
    look = f'font-size="{_n(size)}" fill="{colour}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    look += ' font-weight="700"' if bold else ""
    told = "".join(
        f'<tspan x="{_n(x)}" y="{_n(first + i * size * _LINE)}">{escape(line)}</tspan>' for i, line in enumerate(lines)
    )
    return f"<text {look}>{told}</text>"


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _dot(x: float, y: float, radius: float, fill: str, edge: str, width: float) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{radius}" fill="{fill}" stroke="{edge}" stroke-width="{width}"/>'


def _corners(x: float, y: float, radius: float, fill: str, turned: bool) -> str:
    r = _n(radius * 1.3 if turned else radius)
    way = (
        f"M{_n(x)} {_n(y)}m0 -{r}l{r} {r}l-{r} {r}l-{r} -{r}z"
        if turned
        else f"M{_n(x)} {_n(y)}m-{r} -{r}h{_n(2 * radius)}v{_n(2 * radius)}h-{_n(2 * radius)}z"
    )
    return f'<path d="{way}" fill="{fill}" stroke="{INK}"/>'


def _n(pixels: float) -> str:
    return f"{pixels:.2f}".rstrip("0").rstrip(".")
