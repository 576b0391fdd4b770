"""Where to write names beside points so that they cover neither each other nor the points."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import NamedTuple

_WIDE, _HIGH = 0.6, 1.25  # of the type's size: a letter's width and a line's height
_BETWEEN = 6.0  # points between two names in one line
_ANGLES = (0, pi, pi / 2, -pi / 2, pi / 4, -pi / 4, 3 * pi / 4, -3 * pi / 4)
_REACHES = (1.0, 1.7, 2.6, 3.6, 4.8)  # tried in turn, in units of the first distance


class LabelPlace(NamedTuple):
    """Centre of a label, and whether it lies so far off that a line should lead to it; same unit as the points."""

    x: float
    y: float
    far: bool


def place_labels(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    size: float,
    box: tuple[float, float],
    clear: float = 3.0,
) -> list[LabelPlace]:
    """A place for the label of every point, found by trying ever farther ones in a fixed order.

    Crowded points choose first. A label that fits nowhere takes the place
    where it covers least. The same points give the same places.

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
    """
    crowd = [sum((x - u) ** 2 + (y - v) ** 2 < (6 * size) ** 2 for u, v in points) for x, y in points]
    order = sorted(range(len(points)), key=lambda i: (-crowd[i], points[i], i))
    places: dict[int, LabelPlace] = {}
    boxes: list[tuple[float, float, float, float]] = []
    for i in order:
        wide, high = _WIDE * size * len(texts[i]), _HIGH * size
        best = None
        for reach in _REACHES:
            for angle in _ANGLES:
                x = points[i][0] + cos(angle) * (wide / 2 + (clear + 2) * reach)
                y = points[i][1] + sin(angle) * (high / 2 + clear * reach)
                area = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
                cost = _covered(area, boxes, points, clear, box)
                if best is None or cost < best[0]:
                    best = (cost, LabelPlace(x, y, reach > _REACHES[0]), area)
            if best[0] == 0:
                break
        places[i] = best[1]
        boxes.append(best[2])
    return [places[i] for i in range(len(points))]


def _covered(area, boxes, points, clear: float, box: tuple[float, float]) -> float:
    """How much a label would cover: overlap with labels, points inside, and what lies off the page."""
    left, low, right, high = area
    cost = 0.0
    for a, b, c, d in boxes:
        wide = min(right, c) - max(left, a) + _BETWEEN  # two names side by side would read as one
        cost += max(0.0, wide) * max(0.0, min(high, d) - max(low, b))
    for x, y in points:
        if left - clear < x < right + clear and low - clear < y < high + clear:
            cost += 4 * clear * clear
    off = max(0.0, -left) + max(0.0, -low) + max(0.0, right - box[0]) + max(0.0, high - box[1])
    return cost + 1000 * off
