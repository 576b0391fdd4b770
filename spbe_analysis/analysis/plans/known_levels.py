"""The cheapest set of level steps to a predicate when every level is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate, product
from math import lcm, prod

import numpy as np

from spbe_analysis.analysis.plans.knapsack import NEVER, EitherTable, PlanTable, StepTable, SumTable
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import check_levels
from spbe_analysis.evidence.values.step_costs import DEFAULT_COST, StepCosts
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, Predicate
from spbe_analysis.regulation.loader import PREDICATE_RULES
from spbe_analysis.regulation.rounding import printed_interval

MAX_ASSIGNMENTS = 5_000  # levels of prerequisites tried together; each takes about half a millisecond


class OutOfReach(ParameterError):
    """No plan reaches the target; `reach` is the highest index that steps can reach.

    Examples
    --------
    >>> OutOfReach(Fraction(4), "the target cannot be reached").reach
    Fraction(4, 1)
    """

    def __init__(self, reach: Fraction, *told) -> None:
        self.reach = reach
        super().__init__(*told)

    def __reduce__(self):
        return (type(self), (self.reach, self.summary, self.problems, self.advice))


@dataclass(frozen=True)
class Step:
    """One indicator raised, possibly by several levels.

    `start` and `cost` are None and the worst case in a plan for hidden levels;
    `gain` [index points] is then what is certain of this indicator alone,
    `possible` the lowest and highest level it may stand at, and `rise` the
    levels it is raised by from wherever it stands; `end` is then the highest
    level it can come to. A floor has no `rise`.
    """

    code: str
    start: int | Fraction | None
    end: int
    cost: Fraction
    gain: Fraction
    possible: tuple[int, int] | None = None
    rise: int = 0


@dataclass(frozen=True)
class Plan:
    """Level steps that reach a predicate at the least cost.

    ``alternatives`` counts all plans of the same least cost, the one shown
    included. ``frontier`` lists (cost, index) pairs: the highest index that each
    further cost can reach, from no cost on. ``robust`` says that the plan holds
    for every hidden table of levels; ``index`` is then the index that is
    certain and ``cost`` the highest it can come to. A plan is arithmetic on
    weights and stated costs: it does not say how hard a level is to reach.
    """

    target: Predicate
    rule: str
    threshold: Fraction
    index_before: Fraction
    index: Fraction
    cost: Fraction
    steps: tuple[Step, ...]
    alternatives: int
    frontier: tuple[tuple[Fraction, Fraction], ...] = field(repr=False)
    robust: bool = True
    family: str = "levels"
    notes: tuple[str, ...] = ()

    @property
    def margin(self) -> Fraction:
        """Index points by which the plan passes the lowest index that earns the target."""
        return self.index - self.threshold


def plan_known(
    levels: Mapping[str, int | Fraction],
    framework: Framework,
    target: Predicate,
    costs: StepCosts | None = None,
    rule: str = "exact",
    a_year: int | None = None,
) -> Plan:
    """The cheapest level steps by which an index reaches a predicate.

    A value between two levels is raised to the next whole level by one step,
    at the cost of that step.

    Exact dynamic programming on whole units of weight and cost. Among plans of
    the least cost the one shown gains most; among those, indicators of equal
    weight that come first in the regulation take as much as they can, and
    within them earlier codes are raised furthest.

    Parameters
    ----------
    levels : mapping of str to int or Fraction
        Level of every scored item by whole code.
    framework : Framework
        The regulation the levels were given under.
    target : Predicate
        From ``framework.predicates``.
    costs : StepCosts, optional
        Cost of each step, caps and prerequisites; one unit a level by default.
    rule : str
        ``exact``: the exact index reaches the predicate's lower bound.
        ``rounded``: the printed one does.
    a_year : int, optional
        Most levels any indicator may be raised by; no such cap by default.

    Raises
    ------
    CoverageError
        If the levels are not a whole table.
    ParameterError
        If the target lies out of reach (the highest index that can be reached is
        named), the costs cannot be held exactly, the rule is unknown, or too
        many prerequisites hang together.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators, 3)
    >>> plan = plan_known(levels, framework, framework.find_predicate("Sangat Baik"))
    >>> plan.cost, plan.index, len(plan.steps)
    (Fraction(18, 1), Fraction(141, 40), 9)
    """
    given = check_levels(levels, framework)
    between = {code: Fraction(level) for code, level in given.items() if level != int(level)}
    whole = {code: int(level) for code, level in given.items()}
    costs = costs or StepCosts()
    if a_year is not None:
        near = {code: min(costs.highest(code, framework), int(level) + a_year) for code, level in given.items()}
        costs = replace(costs, cap=near)
    scale = cost_scale(costs, framework)
    units = framework.units
    ladders = {code: (level, ladder(code, level, costs, framework, scale)) for code, level in whole.items()}
    table = SumTable(_parts(ladders, whole, costs, units, between))
    now = int(sum(units[code] * level for code, level in given.items()))
    threshold = lowest_units(target, framework, rule)
    gain, alternatives = cheapest_gain(table, threshold - now, now, framework, target)
    after = table.choice(gain)
    steps = tuple(
        Step(
            code,
            given[code],
            after[code],
            sum((costs.cost(code, level) for level in range(whole[code], int(after[code]))), Fraction(0)),
            framework.weight(code) * (after[code] - given[code]),
        )
        for code in framework.indicators
        if after[code] > given[code]
    )
    q = framework.denominator
    return Plan(
        target,
        rule,
        Fraction(threshold, q),
        Fraction(now, q),
        Fraction(now + gain, q),
        sum((step.cost for step in steps), Fraction(0)),
        steps,
        alternatives,
        frontier(table, now, scale, q),
    )


def lowest_units(target: Predicate, framework: Framework, rule: str = "exact") -> int:
    """The lowest index, in whole units of the framework's denominator, that earns `target`.

    Raises
    ------
    ParameterError
        If `rule` is neither ``exact`` nor ``rounded``.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> target = framework.find_predicate("Sangat Baik")
    >>> lowest_units(target, framework), lowest_units(target, framework, "rounded")
    (7000, 6990)
    """
    if rule not in PREDICATE_RULES:
        raise ParameterError(
            Message("plan.rule", rule=rule), advice=Message("advice.one_of", known=tuple(PREDICATE_RULES))
        )
    if rule == "exact":
        return -(-target.lower * framework.denominator // 1)
    grid = 10**framework.decimals
    printed = Fraction(-(-target.lower * grid // 1), grid)
    return printed_interval(printed, framework.decimals, framework.rounding).integers(framework.denominator)[0]


def cost_scale(costs: StepCosts, framework: Framework) -> int:
    """Factor that turns every cost into a whole number; refuses costs too long to hold exactly."""
    if not costs.step:
        return DEFAULT_COST.denominator
    steps = range(framework.minimum, framework.maximum)
    every = [costs.cost(code, level) for code in framework.indicators for level in steps]
    scale = lcm(*(Fraction(cost).denominator for cost in every))
    problems: list[str] = [Message("costs.below_zero")] if min(every) < 0 else []
    if sum(every) * scale >= NEVER // 2:
        problems.append(Message("costs.wide"))
    if problems:
        raise ParameterError(Message("costs.refused"), problems, Message("advice.larger_unit"))
    return scale


def cheapest_gain(table: SumTable, need: int, now: int, framework: Framework, target: Predicate) -> tuple[int, int]:
    """The gain of the plan shown and the number of plans of the same least cost.

    Raises
    ------
    ParameterError
        If no gain of the table is as large as `need`.
    """
    enough = table.gains >= need
    if not enough.any():
        reach = Fraction(now + int(table.gains[-1]), framework.denominator)
        raise OutOfReach(
            reach,
            Message("plan.unreachable", predicate=target.name_id),
            [Message("plan.reach", bound=float(target.lower), index=float(reach))],
            Message("advice.lower_predicate"),
        )
    costs = np.where(enough, table.costs, NEVER)
    cheapest = table.gains[costs == costs.min()]
    return int(cheapest[-1]), table.ways_of(cheapest.tolist())


def frontier(table: PlanTable, now: int, scale: int, denominator: int) -> tuple[tuple[Fraction, Fraction], ...]:
    """(cost, index) pairs: the highest index each further cost can reach, from the cheapest on."""
    order = np.lexsort((-table.gains, table.costs))
    gains, costs = table.gains[order], table.costs[order]
    best = np.maximum.accumulate(gains)
    further = np.r_[True, best[1:] > best[:-1]]
    return tuple(
        (Fraction(cost, scale), Fraction(now + gain, denominator))
        for cost, gain in zip(costs[further].tolist(), gains[further].tolist(), strict=True)
    )


def ladder(code: str, level: int, costs: StepCosts, framework: Framework, scale: int) -> tuple[int, ...]:
    """Cost, by `scale` a whole number, of 0, 1, 2... steps up from a level to the highest that may be asked for."""
    starts = range(level, costs.highest(code, framework))
    return (0, *accumulate(int(costs.cost(code, start) * scale) for start in starts))


def _parts(
    ladders: dict, levels: dict[str, int], costs: StepCosts, units: dict[str, int], between: dict[str, Fraction]
) -> list[PlanTable]:
    tied = _tied_groups(costs)
    bound = set().union(*tied)
    if halfway := sorted(bound & between.keys()):
        raise ParameterError(
            Message("costs.whole_needs"),
            [Message("costs.between", code=code, level=float(between[code])) for code in halfway],
            Message("advice.needs_out"),
        )
    free = [code for code in ladders if code not in bound | between.keys()]
    return [
        *_step_tables(free, ladders, units),
        *(_between_table(code, level, ladders[code][1], units) for code, level in between.items()),
        *(_tied_table(group, ladders, levels, costs, units) for group in tied),
    ]


def _between_table(code: str, level: Fraction, ladder: tuple[int, ...], units: dict[str, int]) -> PlanTable:
    """An indicator between two levels: it stays, or goes to the next whole level and from there on."""
    options: list = [(SumTable([]), 0, 0, {code: level})]
    if len(ladder) > 1:
        above = int(level) + 1
        further = {code: (above, tuple(cost - ladder[1] for cost in ladder[1:]))}
        table = SumTable(_step_tables([code], further, units))
        options.append((table, int(units[code] * (above - level)), ladder[1], {}))
    return EitherTable(options)


def _step_tables(codes: Iterable[str], ladders: dict, units: dict[str, int]) -> list[PlanTable]:
    classes: dict[int, dict] = {}
    for code in codes:
        classes.setdefault(units[code], {})[code] = ladders[code]
    return [StepTable(unit, members) for unit, members in classes.items()]


def _tied_groups(costs: StepCosts) -> list[set[str]]:
    groups: list[set[str]] = []
    for need in costs.needs:
        joined = {need.code, need.other}.union(*(group for group in groups if group & {need.code, need.other}))
        groups = [group for group in groups if not group & joined] + [joined]
    return groups


def _tied_table(
    group: set[str], ladders: dict, levels: dict[str, int], costs: StepCosts, units: dict[str, int]
) -> PlanTable:
    """Indicators that prerequisites tie: every level of the required ones is tried, the rest follow freely."""
    members = [code for code in ladders if code in group]
    needs = [need for need in costs.needs if need.code in group]
    required = [code for code in members if any(need.other == code for need in needs)]
    choices: Sequence[range] = [
        range(levels[code] + len(ladders[code][1]) - 1, levels[code] - 1, -1) for code in required
    ]
    if prod(map(len, choices)) > MAX_ASSIGNMENTS:
        raise ParameterError(
            Message("costs.tied"),
            [Message("costs.ways", codes=tuple(required), found=prod(map(len, choices)), limit=MAX_ASSIGNMENTS)],
            Message("advice.fewer_needs"),
        )
    options = []
    for after in product(*choices):
        fixed = dict(zip(required, after, strict=True))
        top = {code: levels[code] + len(ladders[code][1]) - 1 for code in members}
        for need in needs:
            if fixed[need.other] < need.other_level and levels[need.code] < need.level:
                top[need.code] = min(top[need.code], need.level - 1)
        if any(fixed[code] > top[code] for code in required):
            continue
        free = {
            code: (levels[code], ladders[code][1][: top[code] - levels[code] + 1])
            for code in members
            if code not in fixed
        }
        gain = sum(units[code] * (level - levels[code]) for code, level in fixed.items())
        cost = sum(ladders[code][1][level - levels[code]] for code, level in fixed.items())
        options.append((SumTable(_step_tables(free, free, units)), gain, cost, fixed))
    return EitherTable(options)
