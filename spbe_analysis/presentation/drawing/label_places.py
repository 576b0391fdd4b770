"""Where to write names beside points so that they cover neither each other nor the points, and each is at its own point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, sin
from typing import NamedTuple

_WIDE, _HIGH = 0.6, 1.25  # of the type's size: a letter's width and a line's height
_BETWEEN, _UNDER = 6.0, 1.0  # points between two names in one line, and between two lines
_ANGLES = (0, pi, pi / 2, -pi / 2, pi / 4, -pi / 4, 3 * pi / 4, -3 * pi / 4)
_REACHES = (1.0, 1.7, 2.6, 3.6, 4.8)  # tried in turn, in units of the first distance
_NEARER = 2.0  # points by which a name lies nearer to its own point than to any other
_STRAY = 40.0  # what a name costs that could be another point's, as much as that many square points covered
_ROUNDS = 6  # how often every name may move once the others stand

_Area = tuple[float, float, float, float]
_Point = tuple[float, float]


class LabelPlace(NamedTuple):
    """Centre of a label, and whether it lies so far off that a line should lead to it; same unit as the points."""

    x: float
    y: float
    far: bool


def place_labels(
    points: Sequence[_Point],
    texts: Sequence[str],
    size: float,
    box: tuple[float, float],
    clear: float = 3.0,
    nameless: Sequence[_Point] = (),
) -> list[LabelPlace]:
    """A place for the label of every point, found by trying ever farther ones in a fixed order.

    Crowded points choose first; then each may choose again while others stand.
    A label that fits nowhere takes the place where it covers least. The same
    points give the same places.

    Parameters
    ----------
    points : sequence of (float, float)
        Points on the page, for example in typographic points, y upwards.
    texts : sequence of str
        One label a point.
    size : float
        Size of the type, in the same unit.
    box : (float, float)
        Width and height of the page; labels stay inside.
    clear : float
        Radius around a point that stays free.
    nameless : sequence of (float, float)
        Points without a label, which none may cover or seem to name.
    """
    crowd = [sum((x - u) ** 2 + (y - v) ** 2 < (6 * size) ** 2 for u, v in points) for x, y in points]
    order = sorted(range(len(points)), key=lambda i: (-crowd[i], points[i], i))
    chosen: dict[int, tuple[float, LabelPlace, _Area]] = {}
    for turn in range(_ROUNDS):
        before = {i: found[1] for i, found in chosen.items()}
        for i in order:
            others = [*points[:i], *points[i + 1 :], *nameless]
            areas = [area for j, (_, _, area) in chosen.items() if j != i]
            chosen[i] = _best(points[i], _WIDE * size * len(texts[i]), _HIGH * size, areas, others, clear, box)
        if turn and before == {i: found[1] for i, found in chosen.items()}:
            break
    return [chosen[i][1] for i in range(len(points))]


def _best(
    point: _Point, wide: float, high: float, areas: list[_Area], others: list[_Point], clear: float, box
) -> tuple[float, LabelPlace, _Area]:
    """The first place that costs nothing, else the cheapest."""
    best = None
    for place, area in _tried(point, wide, high, clear):
        if best is not None and best[0] == 0:
            break
        cost = _covered(area, areas, others, clear, box) + _strays(point, place, area, others, clear)
        if best is None or cost < best[0]:
            best = (cost, place, area)
    assert best is not None
    return best


def _tried(point: _Point, wide: float, high: float, clear: float) -> Iterator[tuple[LabelPlace, _Area]]:
    for reach in _REACHES:
        for angle in _ANGLES:
            x = point[0] + cos(angle) * (wide / 2 + (clear + 2) * reach)
            y = point[1] + sin(angle) * (high / 2 + clear * reach)
            yield LabelPlace(x, y, reach > _REACHES[0]), (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _covered(area: _Area, areas: list[_Area], points: list[_Point], clear: float, box: tuple[float, float]) -> float:
    """How much a label would cover: overlap with labels, points inside, and what lies off the page."""
    left, low, right, high = area
    cost = 0.0
    for a, b, c, d in areas:
        wide = min(right, c) - max(left, a) + _BETWEEN  # two names side by side would read as one
        cost += max(0.0, wide) * max(0.0, min(high, d) - max(low, b) + _UNDER)
    for x, y in points:
        if left - clear < x < right + clear and low - clear < y < high + clear:
            cost += 4 * clear * clear
    off = max(0.0, -left) + max(0.0, -low) + max(0.0, right - box[0]) + max(0.0, high - box[1])
    return cost + 1000 * off


def _strays(point: _Point, place: LabelPlace, area: _Area, others: list[_Point], clear: float) -> float:
    """What it costs that a label seems to be another point's: it lies nearer to that, or its line runs over it."""
    if place.far:
        x, y = place.x - point[0], place.y - point[1]
        length = hypot(x, y)
        for u, v in ((one[0] - point[0], one[1] - point[1]) for one in others):
            along = (u * x + v * y) / length
            if 0 < along < length and abs(u * y - v * x) / length < clear:
                return _STRAY
        return 0.0
    own = _distance(area, point) + _NEARER
    return _STRAY if any(_distance(area, other) < own for other in others) else 0.0


def _distance(area: _Area, point: _Point) -> float:
    left, low, right, high = area
    return hypot(max(left - point[0], 0.0, point[0] - right), max(low - point[1], 0.0, point[1] - high))
