"""Plans from known levels, against full enumeration and against an integer programming solver."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from counts import cases
from integer_program import milp_cost, random_costs
from small_laws import small_law

from spbe_analysis.analysis.plans.known_levels import MAX_ASSIGNMENTS, lowest_units, plan_known
from spbe_analysis.errors import CoverageError, ParameterError
from spbe_analysis.evidence.values.step_costs import Need, StepCosts
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.framework import Predicate

LAW = load_framework("permenpanrb-59-2020")
VERY_GOOD = LAW.find_predicate("Sangat Baik")


def every_plan(levels: dict[str, int], law: Framework, costs: StepCosts, threshold: int):
    """(cost, index units, levels after) of every admissible plan that reaches the threshold."""
    ranges = [range(levels[c], max(levels[c], costs.highest(c, law)) + 1) for c in law.indicators]
    for after in product(*ranges):
        final = dict(zip(law.indicators, after, strict=True))
        if any(final[n.code] >= n.level > levels[n.code] and final[n.other] < n.other_level for n in costs.needs):
            continue
        units = sum(law.units[c] * final[c] for c in law.indicators)
        if units >= threshold:
            yield sum(costs.cost(c, k) for c in final for k in range(levels[c], final[c])), units, final


@pytest.mark.parametrize("seed", range(cases(300, quick=100)))
def test_cost_count_and_gain_equal_full_enumeration(seed):
    rng = random.Random(seed)
    law = small_law(rng, rng.randint(3, 6), rng.choice([0, 1]), 3)
    levels = {c: rng.randint(law.minimum, law.maximum) for c in law.indicators}
    costs = random_costs(rng, law, rng.choice([0, 0, 1, 2, 3]))
    target, rule = rng.choice(law.predicates), rng.choice(["exact", "rounded"])
    threshold = lowest_units(target, law, rule)
    plans = list(every_plan(levels, law, costs, threshold))
    if not plans:
        with pytest.raises(ParameterError, match="cannot be reached"):
            plan_known(levels, law, target, costs, rule)
        return
    cheapest = min(cost for cost, _, _ in plans)
    best = [units for cost, units, _ in plans if cost == cheapest]
    plan = plan_known(levels, law, target, costs, rule)
    assert plan.cost == cheapest
    assert plan.alternatives == len(best)
    assert plan.index == Fraction(max(best), law.denominator)
    final = levels | {step.code: step.end for step in plan.steps}
    assert (cheapest, max(best), final) in plans
    assert sum((s.gain for s in plan.steps), Fraction(0)) == plan.index - plan.index_before


@pytest.mark.parametrize("seed", range(60))
def test_frontier_is_the_highest_index_of_each_cost(seed):
    rng = random.Random(seed)
    law = small_law(rng, 4)
    levels = {c: rng.randint(1, 3) for c in law.indicators}
    costs = random_costs(rng, law, rng.choice([0, 1]))
    plans = list(every_plan(levels, law, costs, 0))
    expected = []
    for cost in sorted({cost for cost, _, _ in plans}):
        reach = max(units for paid, units, _ in plans if paid <= cost)
        if not expected or Fraction(reach, law.denominator) > expected[-1][1]:
            expected.append((cost, Fraction(reach, law.denominator)))
    assert list(plan_known(levels, law, law.predicates[-1], costs).frontier) == expected


def check_against_milp(cases: range, needs: int) -> int:
    compared = 0
    for seed in cases:
        rng = random.Random(seed)
        spread = [1, 2, 3, 4, 5][: rng.randint(2, 5)]
        levels = {c: rng.choice(spread) for c in LAW.indicators}
        costs = StepCosts() if rng.random() < 0.3 else random_costs(rng, LAW, rng.randint(0, needs))
        target = rng.choice(LAW.predicates[:4])
        threshold = lowest_units(target, LAW)
        oracle = milp_cost(levels, LAW, costs, threshold)
        try:
            cost = float(plan_known(levels, LAW, target, costs).cost)
        except ParameterError:
            cost = None
        assert (cost is None) == (oracle is None), seed
        assert cost is None or abs(cost - oracle) < 1e-9, seed
        compared += 1
    return compared


@pytest.mark.parametrize("seed", range(cases(40, quick=10)))
def test_steps_that_need_each_other_in_turn_equal_the_integer_program(seed):
    """Two indicators climb together, each step asking for the other's level before it: no circle runs through levels."""
    rng = random.Random(seed)
    levels = {c: rng.choice([1, 2, 3]) for c in LAW.indicators}
    one, other = rng.sample(LAW.indicators, 2)
    turns = [Need(a, k, b, k - 1) for a, b in ((one, other), (other, one)) for k in range(3, LAW.maximum + 1)]
    costs = random_costs(rng, LAW, 0)
    costs = StepCosts(costs.step, costs.cap, tuple(rng.sample(turns, 4)))
    oracle = milp_cost(levels, LAW, costs, lowest_units(VERY_GOOD, LAW))
    assert oracle is not None and float(plan_known(levels, LAW, VERY_GOOD, costs).cost) == pytest.approx(oracle)


def test_full_size_plans_equal_the_integer_program():
    count = cases(1_000, quick=100)
    assert check_against_milp(range(count), needs=4) == count


def test_the_shown_plan_is_the_documented_one():
    levels = dict.fromkeys(LAW.indicators, 3)
    plan = plan_known(levels, LAW, VERY_GOOD)
    # 0.5 points = 1000 units of 1/2000; the heaviest steps are 12 x 60 (I42-I47), then 55 (I32-I41): 720 + 6 x 55 = 1050
    assert (plan.cost, plan.index) == (18, Fraction(3) + Fraction(1050, 2000))
    assert [(s.code, s.end) for s in plan.steps] == [(f"P59-I{n}", 5) for n in (32, 33, 34, 42, 43, 44, 45, 46, 47)]
    assert plan.margin == Fraction(50, 2000)


def test_alternatives_are_counted_when_only_one_mix_of_weights_suffices():
    plan = plan_known(dict.fromkeys(LAW.indicators, 3), LAW, Predicate("x", "x", Fraction(3) + Fraction(995, 2000)))
    # 17 steps give 995 units only as 12 x 60 + 5 x 55: five single steps among ten indicators with two steps
    # each, the coefficient of x^5 in (1 + x + x^2)^10, which is 1452
    assert (plan.cost, plan.margin, plan.alternatives) == (17, 0, 1452)


def test_a_target_already_met_costs_nothing():
    plan = plan_known(dict.fromkeys(LAW.indicators, 4), LAW, VERY_GOOD)
    assert (plan.cost, plan.steps, plan.alternatives) == (0, (), 1)
    assert plan.index == plan.index_before == 4


def test_rounded_rule_needs_half_a_printed_unit_less():
    assert lowest_units(VERY_GOOD, LAW, "exact") == 7000
    assert lowest_units(VERY_GOOD, LAW, "rounded") == 6990  # 3.495 is printed 3.50, half up
    assert lowest_units(Predicate("x", "x", Fraction("3.501")), LAW, "rounded") == 7010  # printed 3.51 or more


def test_more_cannot_cost_less_and_a_cap_cannot_help():
    rng = random.Random(3)
    for _ in range(cases(50, quick=15)):
        levels = {c: rng.randint(1, 3) for c in LAW.indicators}
        costs = random_costs(rng, LAW, 0)
        free = StepCosts(costs.step)
        plans = [plan_known(levels, LAW, p, free) for p in reversed(LAW.predicates)]
        assert [p.cost for p in plans] == sorted(p.cost for p in plans)
        try:
            assert plan_known(levels, LAW, VERY_GOOD, costs).cost >= plans[3].cost
        except ParameterError:
            pass


def test_out_of_reach_names_the_highest_index():
    costs = StepCosts(cap=dict.fromkeys(LAW.indicators, 3))
    with pytest.raises(ParameterError, match=r"highest that steps can reach is 3\.0"):
        plan_known(dict.fromkeys(LAW.indicators, 1), LAW, VERY_GOOD, costs)


def test_faulty_input_is_refused():
    whole = dict.fromkeys(LAW.indicators, 3)
    with pytest.raises(CoverageError):
        plan_known(dict(list(whole.items())[:46]), LAW, VERY_GOOD)
    with pytest.raises(ParameterError, match="rule"):
        plan_known(whole, LAW, VERY_GOOD, rule="printed")
    with pytest.raises(ParameterError, match="below zero"):
        plan_known(whole, LAW, VERY_GOOD, StepCosts({"P59-I01": {3: Fraction(-1)}}))
    with pytest.raises(ParameterError, match="exactly"):
        plan_known(whole, LAW, VERY_GOOD, StepCosts({"P59-I01": {3: Fraction(10**19, 7)}}))
    chain = tuple(Need(a, 2, b, 2) for a, b in zip(LAW.indicators, LAW.indicators[1:], strict=False))
    with pytest.raises(ParameterError, match=f"{MAX_ASSIGNMENTS:,}"):
        plan_known(dict.fromkeys(LAW.indicators, 1), LAW, VERY_GOOD, StepCosts(needs=chain))
