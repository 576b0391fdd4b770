"""Very small line figures: one institution's published index by year, all on the same axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise

from spbe_analysis.presentation.page.document import escape

STEP, HEIGHT, MARGIN = 14, 34, 4  # units of the drawing: between years, overall, around the marks
_END = 30  # tenths by which a ground line reaches beyond its years
_TENTHS = 10  # positions are drawn to a tenth of a unit


@dataclass(frozen=True)
class Point:
    """A published index, the regulation it was scored under, and whether it comes from a full evaluation."""

    year: int
    value: Fraction
    regulation: str
    evaluated: bool = True


@dataclass(frozen=True)
class Axes:
    """Axes that every sparkline of a page shares: years in order, the regulation of each, least and greatest value."""

    regulations: dict[int, str]
    low: Fraction
    high: Fraction

    @classmethod
    def over(cls, points: Iterable[Point]) -> Axes:
        """Axes from the first to the last year with a value, and over all values."""
        points = list(points)
        values = [point.value for point in points] or [Fraction(0)]
        named = {point.year: point.regulation for point in points}
        return cls(dict(sorted(named.items())), min(values), max(values))

    @property
    def first(self) -> int:
        """First year."""
        return min(self.regulations, default=0)

    @property
    def last(self) -> int:
        """Last year."""
        return max(self.regulations, default=0)

    @property
    def width(self) -> int:
        """Width of the drawing."""
        return (self.last - self.first) * STEP + 2 * MARGIN

    def x(self, year: int) -> int:
        """Horizontal position of a year, in tenths."""
        return ((year - self.first) * STEP + MARGIN) * _TENTHS

    def y(self, value: Fraction) -> int:
        """Vertical position of a value, in tenths."""
        if value not in self._heights:
            share = (self.high - value) / (self.high - self.low or 1)
            self._heights[value] = int((MARGIN + share * (HEIGHT - 2 * MARGIN)) * _TENTHS + Fraction(1, 2))
        return self._heights[value]

    @cached_property
    def _heights(self) -> dict[Fraction, int]:
        return {}

    @cached_property
    def spells(self) -> list[tuple[int, int]]:
        """First and last year of each stretch of years under one regulation."""
        found = [list(years) for _, years in groupby(self.regulations, key=self.regulations.__getitem__)]
        return [(years[0], years[-1]) for years in found]

    @property
    def breaks(self) -> list[int]:
        """Horizontal positions between two years at which another regulation takes over, in tenths."""
        return [(self.x(one[1]) + self.x(other[0])) // 2 for one, other in pairwise(self.spells)]


def ground(axes: Axes, identity: str) -> str:
    """What all sparklines of a page share, to stand on the page once: a ground line for the years of each regulation."""
    lines = "".join(f"M{_n(axes.x(first) - _END)} {HEIGHT}H{_n(axes.x(last) + _END)}" for first, last in axes.spells)
    return (
        f'<svg class="ground" width="0" height="0" aria-hidden="true"><path id="{escape(identity)}" d="{lines}"/></svg>'
    )


def sparkline(points: Sequence[Point], axes: Axes, told: str, identity: str) -> str:
    """One institution's index by year as SVG.

    A line joins two neighbouring years under one regulation. It never runs
    through a year without a value, nor from one regulation into another, whose
    scores are not comparable; between the two stands an upright. A full
    evaluation is a dot, any other assessment a ring.

    Parameters
    ----------
    points : sequence of Point
        In any order, one a year.
    axes : Axes
        Shared by the page.
    told : str
        The same in words.
    identity : str
        Of the `ground` on this page.
    """
    points = sorted(points, key=lambda point: point.year)
    line, last = "", None
    for point in points:
        joined = last and last.regulation == point.regulation and last.year + 1 == point.year
        if joined and not line.endswith(_at(last, axes)):
            line += f"M{_at(last, axes)}"
        line += f"L{_at(point, axes)}" if joined else ""
        last = point
    dots = "".join(f"M{_at(point, axes)}h0" for point in points if point.evaluated)
    rings = "".join(
        f'<circle class="o" cx="{_n(axes.x(point.year))}" cy="{_n(axes.y(point.value))}" r="2"/>'
        for point in points
        if not point.evaluated
    )
    crossed = [x for x in axes.breaks if points and axes.x(points[0].year) < x < axes.x(points[-1].year)]
    uprights = "".join(f"M{_n(x)} 0V{HEIGHT}" for x in crossed)
    parts = ((' class="b"', uprights), ("", line), (' class="d"', dots))
    marks = "".join(f'<path{kind} d="{d}"/>' for kind, d in parts if d)
    return (
        f'<svg class="s" role="img" viewBox="0 0 {axes.width} {HEIGHT}"><title>{escape(told)}</title>'
        f'<use href="#{escape(identity)}"/>{marks}{rings}</svg>'
    )


def _at(point: Point, axes: Axes) -> str:
    return f"{_n(axes.x(point.year))} {_n(axes.y(point.value))}"


def _n(tenths: int) -> str:
    whole, rest = divmod(tenths, _TENTHS)
    return f"{whole}.{rest}" if rest else f"{whole}"
