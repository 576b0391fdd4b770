"""What printed figures say of sums of hidden levels, in the shape that robust plans need.

Indicators that nothing printed, no weight and no cost tells apart form a cell.
Within a cell every spread of levels over its sum is possible, so only the sums
matter; printed figures that span several cells tie their sums together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spbe_analysis.errors import InfeasibleError, ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

MAX_CANDIDATES = 500_000  # joint sums written out at once; national tables leave a few


@dataclass(frozen=True)
class Cell:
    """Indicators that cannot be told apart, the range of their levels and the cost of climbing.

    ``unit`` is the weight of each in whole units; ``ladder`` holds the cost of
    reaching ``low``, ``low + 1`` and so on from ``low``, up to the highest level
    a plan may ask for.
    """

    codes: tuple[str, ...]
    unit: int
    low: int
    high: int
    ladder: tuple[int, ...]

    @property
    def least(self) -> int:
        """Smallest sum of levels."""
        return len(self.codes) * self.low

    @property
    def most(self) -> int:
        """Largest sum of levels."""
        return len(self.codes) * self.high


@dataclass(frozen=True)
class Component:
    """Cells whose sums are tied together: one row of `sums` per possible combination."""

    cells: tuple[Cell, ...]
    sums: np.ndarray

    @property
    def totals(self) -> np.ndarray:
        """Weighted total [units] of each combination."""
        return self.sums @ np.array([cell.unit for cell in self.cells], dtype=np.int64)


def hidden_components(
    framework: Framework, scorecard: Scorecard, ladders: dict[str, tuple[int, ...]]
) -> tuple[list[Component], tuple[int, int] | None]:
    """Cells and their possible sums, and what the printed index still cuts from their total.

    Parameters
    ----------
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators.
    ladders : dict of str to tuple of int
        By code, cost of reaching the lowest level of the scale, the next, and so
        on, up to the highest a plan may ask for.

    Returns
    -------
    list of Component
        Independent of each other but for the window.
    (int, int) or None
        Least and greatest weighted total [units] over all components that the
        printed index allows; None where it cuts nothing.

    Raises
    ------
    InfeasibleError
        If no whole levels reproduce the printed figures.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> ladders = dict.fromkeys(framework.indicators, (0, 1, 2, 3, 4))
    >>> components, window = hidden_components(framework, Scorecard.of(framework, {"D1": "3.00"}), ladders)
    >>> components[0].sums.tolist(), window
    ([[30]], None)
    """
    windows = scorecard.windows(framework)
    root = windows.pop(framework.root, None)
    cells = _cells(framework, scorecard, ladders, windows)
    components = [_component(group, nodes) for group, nodes in _groups(framework, cells, windows)]
    least = sum(int(component.totals.min()) for component in components)
    most = sum(int(component.totals.max()) for component in components)
    if root is None or (root[0] <= least and most <= root[1]):
        return _freed(components), None
    loose = [component for component in components if len(component.sums) > 1]
    if len(loose) == 1:
        fixed = least - int(loose[0].totals.min())
        totals = loose[0].totals + fixed
        kept = loose[0].sums[(totals >= root[0]) & (totals <= root[1])]
        if not len(kept):
            raise impossible()
        components = [c if c is not loose[0] else Component(c.cells, kept) for c in components]
        return _freed(components), None
    if root[0] > most or root[1] < least:
        raise impossible()
    return _freed(components), root


def impossible() -> InfeasibleError:
    """The refusal when no whole levels reproduce the printed figures."""
    return InfeasibleError(Message("plan.impossible"), advice=Message("advice.check_first"))


def _cells(framework: Framework, scorecard: Scorecard, ladders: dict, windows: dict) -> list[Cell]:
    members: dict[tuple, list[str]] = {}
    for code in framework.indicators:
        low = scorecard.at_least.get(code, framework.minimum)
        high = scorecard.at_most.get(code, framework.maximum)
        if code in scorecard.values:
            level = int(scorecard.values[code].value)
            low, high = max(low, level), min(high, level)
        if low > high:
            raise impossible()
        rungs = ladders[code][low - framework.minimum :] or (0,)
        ladder = tuple(cost - rungs[0] for cost in rungs)
        above = tuple(node for node in windows if code in framework.leaves(node))
        members.setdefault((above, framework.units[code], low, high, ladder), []).append(code)
    return [Cell(tuple(codes), unit, low, high, ladder) for (_, unit, low, high, ladder), codes in members.items()]


def _groups(framework: Framework, cells: list[Cell], windows: dict):
    """Cells tied by printed figures, each group with (places of its cells, window) of every figure."""
    groups: list[tuple[set[int], list[tuple[set[int], tuple[int, int]]]]] = [({i}, []) for i in range(len(cells))]
    for node, window in windows.items():
        below = set(framework.leaves(node))
        spanned = {i for i, cell in enumerate(cells) if cell.codes[0] in below}
        joined = [group for group in groups if group[0] & spanned]
        groups = [group for group in groups if not group[0] & spanned]
        groups.append(
            (
                set().union(*(places for places, _ in joined)),
                [*(rule for _, rules in joined for rule in rules), (spanned, window)],
            )
        )
    for places, rules in sorted(groups, key=lambda group: min(group[0])):
        order = sorted(places)
        yield [cells[i] for i in order], [({order.index(i) for i in spanned}, window) for spanned, window in rules]


def _component(cells: list[Cell], rules: list[tuple[set[int], tuple[int, int]]]) -> Component:
    rows = np.zeros((1, 0), dtype=np.int64)
    for place, cell in enumerate(cells):
        sums = np.arange(cell.least, cell.most + 1, dtype=np.int64)
        if len(rows) * len(sums) > MAX_CANDIDATES:
            raise ParameterError(
                Message("plan.too_open"),
                [Message("plan.too_many_sums", codes=tuple(c.codes[0] for c in cells))],
                Message("advice.coarser_costs"),
            )
        rows = np.column_stack([np.repeat(rows, len(sums), axis=0), np.tile(sums, len(rows))])
        for spanned, (low, high) in rules:
            known = [i for i in spanned if i <= place]
            ahead = [i for i in spanned if i > place]
            part = rows[:, known] @ np.array([cells[i].unit for i in known], dtype=np.int64)
            least = sum(cells[i].unit * cells[i].least for i in ahead)
            most = sum(cells[i].unit * cells[i].most for i in ahead)
            rows = rows[(part + least <= high) & (part + most >= low)]
    if not len(rows):
        raise impossible()
    return Component(tuple(cells), rows)


def _freed(components: list[Component]) -> list[Component]:
    """Cells whose sum turns out fixed stand alone, so that fewer are planned jointly."""
    freed = []
    for component in components:
        fixed = (component.sums == component.sums[0]).all(axis=0)
        freed += [Component((cell,), component.sums[:1, [i]]) for i, cell in enumerate(component.cells) if fixed[i]]
        if not fixed.all():
            rest = tuple(cell for i, cell in enumerate(component.cells) if not fixed[i])
            freed.append(Component(rest, component.sums[:, ~fixed]))
    return freed
