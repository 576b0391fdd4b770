"""Bounds over the feasible set against brute force, a mixed-integer solver and the feasible set itself."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from counts import cases
from generated_regulations import make_card, make_law, make_levels
from scipy.optimize import Bounds, LinearConstraint, milp

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.linear_bounds import separable_bounds
from spbe_analysis.errors import BridgeError, InfeasibleError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.rounding import printed_interval

P5, P59 = load_framework("permenpanrb-5-2018"), load_framework("permenpanrb-59-2020")


def linear_bounds(law: Framework, card: Scorecard, coefficients: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Least and greatest value of sum(coefficient x level)."""
    levels = range(law.minimum, law.maximum + 1)
    return separable_bounds(law, card, [{leaf: [c * level for level in levels] for leaf, c in coefficients.items()}])[0]


def random_terms(rng: random.Random, law: Framework) -> dict[str, tuple[Fraction, ...]]:
    width = law.maximum - law.minimum + 1
    return {
        leaf: tuple(Fraction(rng.randint(-30, 30), rng.randint(1, 7)) for _ in range(width)) for leaf in law.indicators
    }


def fits(law: Framework, card: Scorecard, levels: dict[str, int]) -> bool:
    for code, printed in card.values.items():
        score = Fraction(sum(law.units[leaf] * levels[leaf] for leaf in law.leaves(code)), law.units[code])
        if law.nodes[code].kind == "indicator":
            if score != printed.value:
                return False
        elif law.round(score) != printed.value:
            return False
    return True


def test_brute_force_on_small_regulations() -> None:
    rng = random.Random(1)
    for _ in range(cases(60, quick=20)):
        law = make_law(rng, "PA", rng.randint(0, 1), rng.randint(1, 5))
        card = make_card(rng, law, make_levels(rng, law))
        terms = [random_terms(rng, law) for _ in range(3)]
        tables = [
            dict(zip(law.indicators, x, strict=True))
            for x in product(range(law.minimum, 6), repeat=len(law.indicators))
        ]
        inside = [x for x in tables if fits(law, card, x)]
        for quantity, found in zip(terms, separable_bounds(law, card, terms), strict=True):
            values = [sum(quantity[c][x[c] - law.minimum] for c in x) for x in inside]
            assert found == (min(values), max(values))


def solve(law: Framework, card: Scorecard, terms: dict[str, tuple[Fraction, ...]], sign: int) -> float:
    """The same question as a mixed-integer program: one 0/1 variable for each indicator and level."""
    columns = [(leaf, level) for leaf in law.indicators for level in range(law.minimum, law.maximum + 1)]
    cost = [sign * float(terms[leaf][level - law.minimum]) for leaf, level in columns]
    rows, low, high = [], [], []
    for leaf in law.indicators:
        rows.append([float(leaf == other) for other, _ in columns])
        low.append(1), high.append(1)
    for code, printed in card.values.items():
        rows.append([float(law.units[leaf] * level * (leaf in law.leaves(code))) for leaf, level in columns])
        if law.nodes[code].kind == "indicator":
            first = last = int(printed.value) * law.units[code]
        else:
            first, last = printed_interval(printed.value, printed.decimals, law.rounding).integers(law.units[code])
        low.append(first), high.append(last)
    n = len(columns)
    found = milp(cost, integrality=np.ones(n), bounds=Bounds(0, 1), constraints=LinearConstraint(rows, low, high))
    assert found.status == 0, found.message
    return sign * found.fun


@pytest.mark.parametrize("law", [P5, P59], ids=lambda law: law.id)
def test_a_mixed_integer_solver_finds_the_same_ends(law) -> None:
    rng = random.Random(2)
    for _ in range(6):
        card = make_card(rng, law, make_levels(rng, law))
        terms = random_terms(rng, law)
        low, high = separable_bounds(law, card, [terms])[0]
        assert solve(law, card, terms, 1) == pytest.approx(float(low), abs=1e-6)
        assert solve(law, card, terms, -1) == pytest.approx(float(high), abs=1e-6)


@pytest.mark.parametrize("law", [P5, P59], ids=lambda law: law.id)
def test_node_scores_agree_with_the_feasible_set(law) -> None:
    rng = random.Random(3)
    for _ in range(cases(8, quick=3)):
        card = make_card(rng, law, make_levels(rng, law))
        feasible = FeasibleSet(law, card)
        for code in law.nodes:
            weights = {leaf: law.weight(leaf) / law.weight(code) for leaf in law.leaves(code)}
            assert linear_bounds(law, card, weights) == feasible.score_bounds(code)


def test_assumed_bounds_of_levels_count() -> None:
    card = Scorecard.of(P59, {}, at_least={"P59-I01": 3}, at_most={"P59-I01": 4})
    assert linear_bounds(P59, card, {"P59-I01": Fraction(1)}) == (3, 4)


def test_numbers_too_large_for_64_bits_stay_exact() -> None:
    rng = random.Random(4)
    law = make_law(rng, "PA", 1, 5)
    card = make_card(rng, law, make_levels(rng, law))
    big = Fraction(10**25 + 1, 3)
    small = {leaf: Fraction(i + 1) for i, leaf in enumerate(law.indicators)}
    low, high = linear_bounds(law, card, small)
    assert linear_bounds(law, card, {leaf: c * big for leaf, c in small.items()}) == (low * big, high * big)


def test_refusals() -> None:
    with pytest.raises(InfeasibleError, match="not reproducible with weights permenpanrb-59-2020 and rounding half up"):
        separable_bounds(P59, Scorecard.of(P59, {"D1": "3.05"}), [])
    assert separable_bounds(P59, Scorecard.of(P59, {"D1": "3.00"}), []) == []
    with pytest.raises(BridgeError, match="cannot be read under"):
        separable_bounds(P5, Scorecard.of(P59, {"D1": "3.00"}), [])
