"""The cheapest floors, or rises, that reach a predicate whatever the hidden levels are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod

import numpy as np

from spbe_analysis.analysis.plans.floors import (
    FloorOptions,
    floor_options,
    floor_options_at,
    hand_out,
    number_of_options,
)
from spbe_analysis.analysis.plans.hidden_sums import Cell, Component, hidden_components, impossible
from spbe_analysis.analysis.plans.knapsack import ListTable, PlanTable, SumTable
from spbe_analysis.analysis.plans.known_levels import (
    Plan,
    Step,
    cheapest_gain,
    cost_scale,
    frontier,
    ladder,
    lowest_units,
)
from spbe_analysis.errors import BridgeError, ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.evidence.values.step_costs import StepCosts
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, Predicate

ANY_FLOORS, EVEN_FLOORS, ANY_RISES, EVEN_RISES = "any_floors", "even_floors", "any_rises", "even_rises"
MAX_WORK = 60_000_000  # joint floors times joint sums weighed at once: about a second
MAX_EVEN = 20_000  # joint even floors under the printed index alone: about three seconds
_UNREACHED = 2**61


def plan_hidden(
    scorecard: Scorecard,
    framework: Framework,
    target: Predicate,
    costs: StepCosts | None = None,
    rule: str = "exact",
    a_year: int | None = None,
) -> Plan:
    """The cheapest plan that holds for every table of levels the printed figures allow.

    A plan is a floor for each indicator: raise it to that level from wherever
    it stands below, leave it where it already stands higher. It holds when the
    least index over all feasible tables reaches the target; it is priced at its
    greatest cost over them. Both are exact, and the plan is the cheapest of its
    family: ``any_floors`` where every sum of indistinguishable indicators is
    fixed or nearly so, ``even_floors`` (one floor for all indistinguishable
    indicators) where much stays open; ``notes`` then say more.

    Parameters
    ----------
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators.
    target : Predicate
        From ``framework.predicates``.
    costs : StepCosts, optional
        Cost of each step and caps; one unit a level by default.
    rule : str
        ``exact`` or ``rounded``, as in `plan_known`.
    a_year : int, optional
        Instead of floors: raise an indicator by at most so many levels from
        wherever it stands. The families are then ``any_rises`` and
        ``even_rises``.

    Returns
    -------
    Plan
        ``index_before`` is the least index that is possible now, ``index`` the
        one that is certain afterwards, ``cost`` the greatest. A step's ``start``
        is None where the level is not known, its ``cost`` the greatest for that
        indicator alone and its ``gain`` what is certain of it alone, often
        zero: the certainty lies in the sum.

    Raises
    ------
    BridgeError
        If the evidence lies under another regulation.
    InfeasibleError
        If no whole levels reproduce the printed figures.
    ParameterError
        If the target lies out of reach, or costs differ so finely that the
        cheapest plan cannot be found exactly, or prerequisites are given: they
        bind steps that nobody can see.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> plan = plan_hidden(Scorecard.of(framework, {"D1": "3.00", "index": "3.44"}), framework, framework.find_predicate("Sangat Baik"))
    >>> plan.cost, plan.family, plan.index >= plan.threshold
    (Fraction(15, 1), 'even_floors', True)
    """
    if framework.open_grids:
        hidden = tuple(leaf for leaf in framework.indicators if leaf not in scorecard.values)
        raise ParameterError(
            Message("plan.hidden_decimal", law=framework.id),
            [Message("plan.not_printed", codes=hidden)],
            Message("advice.every_value"),
        )
    if scorecard.regulation != framework.id:
        raise BridgeError(Message("plan.other_law", regulation=scorecard.regulation, law=framework.id))
    costs = costs or StepCosts()
    if costs.needs:
        raise ParameterError(
            Message("costs.needs_levels"),
            [
                Message("costs.need", code=need.code, level=need.level, other=need.other, least=need.other_level)
                for need in costs.needs
            ],
            Message("advice.no_needs"),
        )
    scale = cost_scale(costs, framework)
    ladders = {code: ladder(code, framework.minimum, costs, framework, scale) for code in framework.indicators}
    components, window = hidden_components(framework, scorecard, ladders)
    table, now, families, notes = _whole_table(components, window, a_year)
    threshold = lowest_units(target, framework, rule)
    gain, alternatives = cheapest_gain(table, threshold - now, now, framework, target)
    floors = table.choice(gain)
    cost = int(table.costs[np.searchsorted(table.gains, gain)])
    q = framework.denominator
    return Plan(
        target,
        rule,
        Fraction(threshold, q),
        Fraction(now, q),
        Fraction(now + gain, q),
        Fraction(cost, scale),
        tuple(_steps(floors, components, framework, scale, a_year)),
        alternatives,
        frontier(table, now, scale, q),
        True,
        {False: (ANY_FLOORS, EVEN_FLOORS), True: (ANY_RISES, EVEN_RISES)}[a_year is not None][EVEN_FLOORS in families],
        tuple(notes),
    )


def _whole_table(
    components: list[Component], window: tuple[int, int] | None, rise: int | None
) -> tuple[SumTable, int, set[str], list[str]]:
    loose = [component for component in components if len(component.sums) > 1] if window else []
    if window and _even(loose, rise) > MAX_EVEN:
        loose = []
        notes = ["index_left_out"]
    else:
        notes = []
    parts, now, families = [], 0, set()
    for component in components:
        if component not in loose:
            part, family = _component_table(component, rise)
            parts.append(part)
            families.add(family)
            now += int(component.totals.min())
    if window and loose:
        fixed = now
        part, least = _joint_table(loose, (window[0] - fixed, window[1] - fixed), rise)
        parts.append(part)
        families.add(EVEN_FLOORS)
        now += least
    return SumTable(parts), now, families, notes


def _even(components: list[Component], rise: int | None) -> int:
    return prod(number_of_options(cell, True, rise) for component in components for cell in component.cells)


def _component_table(component: Component, rise: int | None) -> tuple[PlanTable, str]:
    """Every joint floor of a component: its least gain over all its sums and its greatest cost."""
    rows, cells = len(component.sums), component.cells
    for uniform in (False, True):
        if prod(number_of_options(cell, uniform, rise) for cell in cells) * rows <= MAX_WORK:
            break
    else:
        raise ParameterError(
            Message("plan.too_open"),
            [Message("plan.too_many_ways", codes=tuple(cell.codes[0] for cell in cells))],
            Message("advice.coarser_costs"),
        )
    options, places = [], []
    for cell, sums in zip(cells, component.sums.T, strict=True):
        different, place = np.unique(sums, return_inverse=True)
        options.append(floor_options_at(cell, different.tolist(), uniform, rise))
        places.append(place)

    def outcomes(row: int) -> tuple[np.ndarray, np.ndarray]:
        after = [
            cell.unit * (int(total) + option.sure[:, place[row]])
            for cell, option, total, place in zip(cells, options, component.sums[row], places, strict=True)
        ]
        cost = [option.worst[:, place[row]] for option, place in zip(options, places, strict=True)]
        return reduce(np.add.outer, after), reduce(np.add.outer, cost)

    sure, worst = (table.copy() for table in outcomes(0))
    for row in range(1, rows):
        after, cost = outcomes(row)
        np.minimum(sure, after, out=sure)
        np.maximum(worst, cost, out=worst)
    gains = sure.ravel() - component.totals.min()
    family = EVEN_FLOORS if uniform and any(len(cell.codes) > 1 for cell in cells) else ANY_FLOORS
    return _listed(list(cells), options, gains, worst.ravel(), sure.shape), family


def _listed(
    cells: list[Cell], options: list[FloorOptions], gains: np.ndarray, costs: np.ndarray, shape: tuple[int, ...]
) -> ListTable:
    def picks(place: int) -> list[tuple[Cell, FloorOptions, int]]:
        return list(zip(cells, options, map(int, np.unravel_index(place, shape)), strict=True))

    def ways(place: int) -> int:
        return prod(option.ways[pick] for _, option, pick in picks(place))

    def choose(place: int) -> dict[str, int]:
        floors: dict[str, int] = {}
        for cell, option, pick in picks(place):
            floors.update(hand_out(cell, option.counts[pick]))
        return floors

    return ListTable(gains, costs, ways, choose)


def _joint_table(components: list[Component], window: tuple[int, int], rise: int | None) -> tuple[ListTable, int]:
    """Even floors of components that only the printed index ties: their sums need not be listed jointly."""
    cells = [cell for component in components for cell in component.cells]
    options = [floor_options(cell, True, rise) for cell in cells]
    none = np.zeros(1, dtype=np.int64)
    found = list(_descend(components, window, none, none, rise))
    now = found[0][0]  # the first joint floor raises nothing, so its least total is the present one
    gains = np.array([after for after, _ in found], dtype=np.int64) - now
    costs = np.array([cost for _, cost in found], dtype=np.int64)
    return _listed(cells, options, gains, costs, tuple(len(option.counts) for option in options)), now


def _descend(
    components: list[Component], window: tuple[int, int], after: np.ndarray, cost: np.ndarray, rise: int | None
) -> Iterator[tuple[int, int]]:
    """Least total after, and greatest cost, of each joint floor over totals before in the window.

    `after` and `cost` hold them for the floors chosen so far by total before [units].
    """
    if not components:
        allowed = slice(max(window[0], 0), max(window[1] + 1, 0))
        if (after[allowed] >= _UNREACHED).all():
            raise impossible()
        yield int(after[allowed].min()), int(cost[allowed].max())
        return
    component, rest = components[0], components[1:]
    totals = component.totals.tolist()
    for outcome, price in _even_outcomes(component, rise):
        width = len(after) + max(totals)
        later = np.full(width, _UNREACHED, dtype=np.int64)
        dearer = np.full(width, -_UNREACHED, dtype=np.int64)
        for total, add, pay in zip(totals, outcome.tolist(), price.tolist(), strict=True):
            part = slice(total, total + len(after))
            np.minimum(later[part], after + add, out=later[part])
            np.maximum(dearer[part], cost + pay, out=dearer[part])
        yield from _descend(rest, window, np.minimum(later, _UNREACHED), np.maximum(dearer, -_UNREACHED), rise)


def _even_outcomes(component: Component, rise: int | None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    options = [floor_options(cell, True, rise) for cell in component.cells]
    for picks in product(*(range(len(option.counts)) for option in options)):
        after = np.zeros(len(component.sums), dtype=np.int64)
        cost = np.zeros_like(after)
        for cell, option, pick, sums in zip(component.cells, options, picks, component.sums.T, strict=True):
            after += cell.unit * (sums + option.sure[pick, sums - cell.least])
            cost += option.worst[pick, sums - cell.least]
        yield after, cost


def _steps(
    floors: dict[str, int], components: list[Component], framework: Framework, scale: int, rise: int | None
) -> Iterator[Step]:
    found = {}
    for component in components:
        for cell, sums in zip(component.cells, component.sums.T, strict=True):
            others = len(cell.codes) - 1
            lowest = max(cell.low, int(sums.min()) - others * cell.high)
            highest = min(cell.high, int(sums.max()) - others * cell.low)
            top = cell.low + len(cell.ladder) - 1
            for code in cell.codes:
                if rise is None:
                    end = floors[code]
                    taken = end > lowest
                    most = cell.ladder[end - cell.low] - cell.ladder[lowest - cell.low] if taken else 0
                    sure = max(0, end - highest)
                else:
                    starts = range(lowest, highest + 1)
                    ends = [max(level, min(level + rise, top)) for level in starts]
                    taken, end = floors[code] > cell.low, ends[-1]
                    most = max(_climb(cell, a, b) for a, b in zip(starts, ends, strict=True))
                    sure = min(b - a for a, b in zip(starts, ends, strict=True))
                if taken:
                    start = lowest if lowest == highest else None
                    gain = framework.weight(code) * sure
                    found[code] = Step(code, start, end, Fraction(most, scale), gain, (lowest, highest), rise or 0)
    yield from (found[code] for code in framework.indicators if code in found)


def _climb(cell: Cell, start: int, end: int) -> int:
    return cell.ladder[end - cell.low] - cell.ladder[start - cell.low] if end > start else 0
