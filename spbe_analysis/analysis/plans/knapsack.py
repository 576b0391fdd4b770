"""Tables of cheapest cost by gain, with exact counts of the ways: the dynamic programming behind plans.

Three tables combine into any plan. Each answers the same four questions for a
gain in whole units: which gains there are, what each costs at least, in how
many ways at that cost, and one of those ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np

NEVER = 2**62  # cost of a gain that cannot be had; every real cost stays below half of it


class PlanTable(Protocol):
    """Cheapest cost of every gain, how often, and how."""

    gains: np.ndarray
    costs: np.ndarray

    def ways(self, gain: int) -> int:
        """Number of cheapest ways to this gain."""

    def choice(self, gain: int) -> dict[str, int]:
        """The cheapest way shown for this gain: level by code."""


@lru_cache(maxsize=4096)
def _repeated(ladder: tuple[int, ...], times: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Cheapest cost and ways to take 0, 1, 2... steps on `times` equal ladders."""
    if times == 1:
        return ladder, (1,) * len(ladder)
    return _joined(_repeated(ladder, times - 1), (ladder, (1,) * len(ladder)))


def _joined(one: tuple, two: tuple) -> tuple[tuple[int, ...], tuple[int, ...]]:
    (costs, ways), (more, more_ways) = one, two
    best = [NEVER] * (len(costs) + len(more) - 1)
    count = [0] * len(best)
    for a, (cost, way) in enumerate(zip(costs, ways, strict=True)):
        for b, (extra, times) in enumerate(zip(more, more_ways, strict=True), start=a):
            total = cost + extra
            if total < best[b]:
                best[b], count[b] = total, way * times
            elif total == best[b]:
                count[b] += way * times
    return tuple(best), tuple(count)


class StepTable:
    """Indicators of one weight: a gain is that weight times the number of steps taken among them.

    Parameters
    ----------
    unit : int
        Weight of each indicator in whole units.
    ladders : dict of str to (int, tuple of int)
        By code, the present level and the cost of 0, 1, 2... steps up from it.
        Among equal ways the first codes of this dict are raised furthest.

    Examples
    --------
    >>> table = StepTable(13, {"I01": (2, (0, 1, 3)), "I02": (2, (0, 1, 3))})
    >>> table.ways(26), table.choice(26)
    (1, {'I01': 3, 'I02': 3})
    """

    def __init__(self, unit: int, ladders: dict[str, tuple[int, tuple[int, ...]]]) -> None:
        self.unit, self.ladders = unit, ladders
        kinds: dict[tuple[int, ...], int] = {}
        for _, ladder in ladders.values():
            kinds[ladder] = kinds.get(ladder, 0) + 1
        table: tuple[tuple[int, ...], tuple[int, ...]] = ((0,), (1,))
        for ladder, times in sorted(kinds.items()):
            table = _joined(table, _repeated(ladder, times))
        self._ways = table[1]
        self.costs = np.array(table[0], dtype=np.int64)
        self.gains = np.arange(len(self.costs), dtype=np.int64) * unit

    def ways(self, gain: int) -> int:
        """Number of cheapest ways to this gain."""
        return self._ways[gain // self.unit]

    def choice(self, gain: int) -> dict[str, int]:
        """Levels after the cheapest way to this gain, earlier codes raised furthest."""
        steps = gain // self.unit
        items = list(self.ladders.items())
        rest = [[0] + [NEVER] * steps]  # rest[-1 - i][k]: cheapest k steps among the items after the i-th
        for _, (_, ladder) in reversed(items[1:]):
            known = rest[-1]
            rest.append(
                [min(known[k - d] + ladder[d] for d in range(min(k, len(ladder) - 1) + 1)) for k in range(steps + 1)]
            )
        levels = {}
        for (code, (level, ladder)), after in zip(items, reversed(rest), strict=True):
            most = min(steps, len(ladder) - 1)
            cheapest = min(ladder[d] + after[steps - d] for d in range(most + 1))
            taken = next(d for d in range(most, -1, -1) if ladder[d] + after[steps - d] == cheapest)
            levels[code] = level + taken
            steps -= taken
        return levels


_SPREAD = 100_000  # gains spread wider than this are sorted instead of laid out


class ListTable:
    """Alternatives written out: the cheapest of each gain, and how many of them tie.

    Parameters
    ----------
    gains, costs : array of int
        Whole units and whole costs of each alternative; a gain may come more than once.
    ways : callable
        Position of an alternative to the number of ways it stands for.
    choose : callable
        Position to levels by code. Among equals the first alternative is shown.
    """

    def __init__(
        self,
        gains: np.ndarray,
        costs: np.ndarray,
        ways: Callable[[int], int],
        choose: Callable[[int], dict[str, int]],
    ) -> None:
        self._ways, self._choose = ways, choose
        order = _cheapest_places(gains, costs)
        fresh = np.r_[True, gains[order][1:] != gains[order][:-1]]
        self._order, self._starts = order, np.flatnonzero(fresh)
        self._all_costs = costs
        self.gains, self.costs = gains[order][fresh], costs[order][fresh]

    def ways(self, gain: int) -> int:
        """Number of cheapest ways to this gain."""
        return sum(self._ways(place) for place in self._cheapest(gain))

    def choice(self, gain: int) -> dict[str, int]:
        """Levels of the first cheapest alternative of this gain."""
        return self._choose(self._cheapest(gain)[0])

    def _cheapest(self, gain: int) -> list[int]:
        at = int(np.searchsorted(self.gains, gain))
        end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._order)
        places = self._order[self._starts[at] : end]
        return places[self._all_costs[places] == self.costs[at]].tolist()


def _cheapest_places(gains: np.ndarray, costs: np.ndarray) -> np.ndarray:
    """Places of the cheapest alternatives of each gain, by gain; equals keep their order."""
    low, high = int(gains.min()), int(gains.max())
    if high - low > _SPREAD + 4 * len(gains):
        return np.lexsort((costs, gains))
    best = np.full(high - low + 1, NEVER, dtype=np.int64)
    np.minimum.at(best, gains - low, costs)
    kept = np.flatnonzero(costs == best[gains - low])
    return kept[np.argsort(gains[kept], kind="stable")]


class EitherTable:
    """One of several tables is followed; together they leave no way out and share none.

    Parameters
    ----------
    options : sequence of (PlanTable, int, int, dict)
        A table, a gain and a cost that come with following it, and the levels
        they belong to. Among equals the first option is shown.
    """

    def __init__(self, options: Sequence[tuple[PlanTable, int, int, dict[str, int]]]) -> None:
        self._options = options
        width = 1 + max(int(table.gains[-1]) + gain for table, gain, _, _ in options)
        best = np.full(width, NEVER, dtype=np.int64)
        for table, gain, cost, _ in options:
            np.minimum.at(best, table.gains + gain, table.costs + cost)
        self.gains = np.flatnonzero(best < NEVER)
        self.costs = best[self.gains]

    def ways(self, gain: int) -> int:
        """Number of cheapest ways to this gain over all options."""
        return sum(table.ways(rest) for table, rest, _ in self._cheapest(gain))

    def choice(self, gain: int) -> dict[str, int]:
        """Levels of the first option that is cheapest for this gain."""
        table, rest, levels = self._cheapest(gain)[0]
        return {**levels, **table.choice(rest)}

    def _cheapest(self, gain: int) -> list[tuple[PlanTable, int, dict[str, int]]]:
        wanted = self.costs[np.searchsorted(self.gains, gain)]
        found = []
        for table, extra, cost, levels in self._options:
            place = np.searchsorted(table.gains, gain - extra)
            if place < len(table.gains) and table.gains[place] == gain - extra and table.costs[place] + cost == wanted:
                found.append((table, gain - extra, levels))
        return found


class SumTable:
    """Several tables followed side by side: gains and costs add up.

    Among equal ways the first parts take as much of the gain as they can.

    Examples
    --------
    >>> table = SumTable([StepTable(13, {"I01": (2, (0, 1))}), StepTable(25, {"I15": (2, (0, 3))})])
    >>> table.gains.tolist(), table.costs.tolist(), table.choice(25)
    ([0, 13, 25, 38], [0, 1, 3, 4], {'I01': 2, 'I15': 3})
    """

    def __init__(self, parts: Sequence[PlanTable]) -> None:
        self._parts = list(parts)[::-1]  # built from the last part on, so that unwinding starts at the first
        layer = np.zeros(1, dtype=np.int64)
        self._layers = [layer]
        for part in self._parts:
            width = len(layer) + int(part.gains[-1])
            wider = np.full(width, NEVER, dtype=np.int64)
            for gain, cost in zip(part.gains.tolist(), part.costs.tolist(), strict=True):
                window = wider[gain : gain + len(layer)]
                np.minimum(window, layer + cost, out=window)
            layer = np.minimum(wider, NEVER)
            self._layers.append(layer)
        self.gains = np.flatnonzero(layer < NEVER)
        self.costs = layer[self.gains]

    def ways(self, gain: int) -> int:
        """Number of cheapest ways to this gain."""
        return self.ways_of([gain])

    def ways_of(self, gains: Sequence[int]) -> int:
        """Number of cheapest ways to these gains, each gain at its own cheapest cost."""
        states = {int(gain): 1 for gain in gains}
        for depth in range(len(self._parts), 0, -1):
            part = self._parts[depth - 1]
            reached: dict[int, int] = {}
            froms = np.array(sorted(states), dtype=np.int64)
            rows, columns = self._moves(depth, froms)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                gain = int(part.gains[column])
                start = int(froms[row]) - gain
                reached[start] = reached.get(start, 0) + states[int(froms[row])] * part.ways(gain)
            states = reached
        return states.get(0, 0)

    def choice(self, gain: int) -> dict[str, int]:
        """Levels of the cheapest way to this gain that leans on the first parts most."""
        levels: dict[str, int] = {}
        for depth in range(len(self._parts), 0, -1):
            _, columns = self._moves(depth, np.array([gain], dtype=np.int64))
            taken = int(self._parts[depth - 1].gains[columns.max()])
            levels.update(self._parts[depth - 1].choice(taken))
            gain -= taken
        return levels

    def _moves(self, depth: int, froms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        part, before, after = self._parts[depth - 1], self._layers[depth - 1], self._layers[depth]
        starts = froms[:, None] - part.gains[None, :]
        inside = (starts >= 0) & (starts < len(before))
        reached = before[np.where(inside, starts, 0)] + part.costs[None, :]
        rows, columns = np.nonzero(inside & (reached == after[froms][:, None]))
        return rows, columns
