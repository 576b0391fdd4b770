"""Products of pair tables: in which order, by which factors, and cut to which sums at every step.

Two products occur. Upward, tables of parts are convolved (`sign` -1): an entry
of the product collects what adds up to its sums. Downward, what is allowed
outside a whole is carried to one part (`sign` +1): an entry collects what the
other parts add. Both go factor by factor, and after every factor only those
sums are kept that are reached and can still be completed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, product
from math import gcd
from typing import NamedTuple

import numpy as np

from spbe_analysis.analysis.two_years.lattice import Axis, Grid, IndicatorKernel, Shift, TableKernel, overlap

Factor = TableKernel | IndicatorKernel
_CALL = 3000  # one array call costs about as much as adding this many cells
_RESCALE_EVERY = 8  # factors after which floating-point weights are brought back near 1
_MOST_COMPARED = 3  # parts whose two ways of being used are compared in all combinations


class PairPart:
    """A child node or a block of like indicators: its sums, its table when asked for, its factors."""

    def __init__(
        self, name: str, x: Axis, y: Axis, load: Callable[[], Grid], pieces: Sequence[Factor] | None = None
    ) -> None:
        self.name, self.x, self.y = name, x, y
        self.cells = TableKernel(x, y, load)
        self.pieces: tuple[Factor, ...] = (self.cells,) if pieces is None else tuple(pieces)

    @property
    def table(self) -> Grid:
        """Weight of the part by its sums in both years."""
        return self.cells.grid

    @property
    def choices(self) -> list[tuple[Factor, ...]]:
        """Ways to use the part as factors: its table at once, or piece by piece."""
        if self.pieces == (self.cells,) or self.cells.terms <= sum(piece.terms for piece in self.pieces):
            return [(self.cells,)]
        return [self.pieces, (self.cells,)]

    def summed(self, over_x: bool, over_y: bool) -> PairPart:
        """The same part with a year left out of account."""
        x, y = Axis(0, 1, 1) if over_x else self.x, Axis(0, 1, 1) if over_y else self.y
        pieces = [piece.summed(over_x, over_y) for piece in self.pieces]
        return PairPart(
            self.name,
            x,
            y,
            lambda: self.table.summed(over_x, over_y),
            None if self.pieces == (self.cells,) else pieces,
        )


def sum_axis(axes: Iterable[Axis]) -> Axis:
    """Sums of one entry of every axis; size 0 when one of them has none.

    Examples
    --------
    >>> sum_axis([Axis(1, 2, 3), Axis(0, 4, 2)])
    Axis(low=1, step=2, size=5)
    """
    axes = list(axes)
    if not all(axis.size for axis in axes):
        return Axis(0, 1, 0)
    low, high = sum(axis.low for axis in axes), sum(axis.high for axis in axes)
    step = gcd(*(axis.stride for axis in axes)) or 1
    return Axis(low, step, (high - low) // step + 1)


def intermediate_axes(source: Axis, spans: Sequence[Shift], target: Axis, sign: int) -> list[Axis]:
    """Sums of one year kept after each factor on the way from `source` to `target`."""
    if not spans:
        return []
    done = list(accumulate(spans, Shift.plus))
    left = list(accumulate(reversed(spans), Shift.plus))[::-1]
    found = []
    for reach, need in zip(done, left[1:], strict=False):
        if sign > 0:
            start, added = target, need
            limits = source.low - reach.high, source.high - reach.low
        else:
            start, added = source, reach
            limits = target.low - need.high, target.high - need.low
        step, low = gcd(start.stride, added.stride) or 1, start.low + added.low
        found.append(Axis(low, step, (start.high + added.high - low) // step + 1).clip(*limits))
    return [*found, target]


def chain_cost(source: tuple[Axis, Axis], factors: Sequence[Factor], target: tuple[Axis, Axis], sign: int) -> float:
    ways = [intermediate_axes(source[k], [f.spans[k] for f in factors], target[k], sign) for k in (0, 1)]
    cost, area = 0, source[0].size * source[1].size
    for factor, x, y in zip(factors, *ways, strict=True):
        cost += factor.terms * (min(area, x.size * y.size) + _CALL) + x.size * y.size
        area = x.size * y.size
    return cost


def walk(
    source: Grid, factors: Sequence[Factor], x: Axis, y: Axis, sign: int, settle: Callable | None = None
) -> Iterator[Grid]:
    """The grid before any factor, then after each; the last one lies on `x`, `y`.

    `settle(values, factor)` may put the values in order after each factor;
    floating-point values are rescaled by a power of two now and then, so a
    table is known up to a factor only.
    """
    ways = [intermediate_axes((source.x, source.y)[k], [f.spans[k] for f in factors], (x, y)[k], sign) for k in (0, 1)]
    yield source if factors else source.on(x, y)
    for i, (factor, row, column) in enumerate(zip(factors, *ways, strict=True), start=1):
        values = factor.apply(source, row, column, sign)
        if settle is not None:
            values = settle(values, factor)
        elif i % _RESCALE_EVERY == 0 or i == len(factors):
            rescale(values)
        source = Grid(row, column, values)
        yield source


def chain(source: Grid, factors: Sequence[Factor], x: Axis, y: Axis, sign: int, settle: Callable | None = None) -> Grid:
    """All factors applied, read on `x`, `y`; see `walk`."""
    for grid in walk(source, factors, x, y, sign, settle):
        last = grid
    return last


def rescale(values: np.ndarray) -> None:
    """Bring floating-point values near 1 by a power of two, in place; exact values are left alone."""
    if values.dtype.kind == "f" and values.size:
        _, exponent = np.frexp(values.max())
        if abs(exponent) > 100:
            np.ldexp(values, -exponent, out=values)


class Route(NamedTuple):
    """A way to go: estimated cost, and as which factors each part on it is used."""

    cost: float
    steps: list[tuple[PairPart, tuple[Factor, ...]]]

    @property
    def factors(self) -> list[Factor]:
        """All factors in order."""
        return [factor for _, pieces in self.steps for factor in pieces]


def _route(source: tuple[Axis, Axis], parts: Sequence[PairPart], target: tuple[Axis, Axis], sign: int) -> Route:
    """The cheapest of each part's ways to be used, in the order given."""
    choices = [part.choices for part in parts]
    if sum(len(ways) > 1 for ways in choices) > _MOST_COMPARED:
        choices = [ways[:1] for ways in choices]
    routes = []
    for chosen in product(*choices):
        steps = list(zip(parts, chosen, strict=True))
        factors = [factor for pieces in chosen for factor in pieces]
        routes.append(Route(chain_cost(source, factors, target, sign), steps))
    return min(routes, key=lambda route: route.cost)


def elimination_order(parts: Sequence[PairPart]) -> list[PairPart]:
    """Parts in the order in which to set one apart from the rest, so that the rest lies on few sums."""
    left, order = list(parts), []
    while len(left) > 1:
        sizes = []
        for i in range(len(left)):
            rest = left[:i] + left[i + 1 :]
            sizes.append(sum_axis(p.x for p in rest).size * sum_axis(p.y for p in rest).size)
        order.append(left.pop(sizes.index(min(sizes))))
    return order + left


def upward(parts: Sequence[PairPart], x: Axis, y: Axis) -> tuple[PairPart, Route]:
    """Where best to start combining parts, and how to go on: the part set apart first comes last, when few sums are left."""
    *rest, first = elimination_order(parts)
    orders = [[first, *reversed(rest)]]
    if rest:
        largest = max(range(len(rest)), key=lambda i: rest[i].x.size * rest[i].y.size)
        if largest:
            orders.append([rest[largest], first, *reversed(rest[:largest] + rest[largest + 1 :])])
    routes = [(start, _route((start.x, start.y), others, (x, y), -1)) for start, *others in orders]
    return min(routes, key=lambda found: found[1].cost)


def combine(parts: Sequence[PairPart], x: Axis, y: Axis, way: tuple[PairPart, Route] | None = None) -> Grid:
    """Weight of several parts together by their sums, on `x`, `y`.

    Examples
    --------
    >>> axis, none = Axis(1, 1, 2), Axis(0, 1, 1)
    >>> part = PairPart("D1", axis, none, lambda: Grid(axis, none, np.ones((2, 1))))
    >>> combine([part, part], sum_axis([axis, axis]), none).values.ravel().tolist()
    [1.0, 2.0, 1.0]
    """
    start, route = way or upward(parts, x, y)
    return chain(start.table, route.factors, x, y, -1)


def carry(out: Grid, others: Sequence[PairPart], x: Axis, y: Axis) -> Grid:
    """What is allowed outside a whole, carried to the sums `x`, `y` of one part past the `others`."""
    wanted = x.size * y.size
    rest_x = sum_axis(p.x for p in others).clip(out.x.low - x.high, out.x.high - x.low)
    rest_y = sum_axis(p.y for p in others).clip(out.y.low - y.high, out.y.high - y.low)
    size = rest_x.size * rest_y.size
    ordered = sorted(others, key=lambda p: p.x.high - p.x.low + p.y.high - p.y.low)
    if out.values.size > wanted:
        ordered.reverse()
    down, up = _route((out.x, out.y), ordered, (x, y), 1), upward(others, rest_x, rest_y)
    if down.cost <= up[1].cost + min(size, wanted) * (min(out.values.size, size) + 2 * _CALL):
        return chain(out, down.factors, x, y, 1)
    rest = combine(others, rest_x, rest_y, up)
    if size < wanted:
        return chain(out, [TableKernel(rest_x, rest_y, lambda: rest)], x, y, 1)
    return _at_each(out, rest, x, y)


def _at_each(out: Grid, rest: Grid, x: Axis, y: Axis) -> Grid:
    """The same, one sum after another: cheap when few sums are wanted."""
    values = np.zeros((x.size, y.size), dtype=out.values.dtype)
    columns = [(j, c) for j, at in enumerate(y.positions().tolist()) if (c := overlap(rest.y, out.y, at))]
    for i, at in enumerate(x.positions().tolist()):
        rows = overlap(rest.x, out.x, at)
        if rows:
            for j, c in columns:
                values[i, j] = (out.values[rows[1], c[1]] * rest.values[rows[0], c[0]]).sum()
    rescale(values)
    return Grid(x, y, values)


def split(out: Grid, parts: Sequence[PairPart]) -> dict[str, Grid]:
    """What is allowed outside each part, by the part's name, from what is allowed outside the whole."""
    found, order = {}, elimination_order(parts)
    while len(order) > 1:
        part, *rest = order
        found[part.name] = carry(out, rest, part.x, part.y)
        x = sum_axis(p.x for p in rest).clip(out.x.low - part.x.high, out.x.high - part.x.low)
        y = sum_axis(p.y for p in rest).clip(out.y.low - part.y.high, out.y.high - part.y.low)
        out, order = carry(out, [part], x, y), rest
    found[order[0].name] = out.on(order[0].x, order[0].y)
    return found
