"""Indicators on grids of their own: against brute force, against intervals of real numbers, and on the 2026 card."""

import random
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from counts import cases
from laws import every_mixed_table, mixed_card, mixed_law, mixed_levels, score

from spbe_analysis.analysis.assumptions import Assumptions
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.analysis.prior import Prior
from spbe_analysis.analysis.two_years.independent import IndependentPair
from spbe_analysis.analysis.two_years.tied import PairSet
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import RULES, fixed

P8 = load_framework("permenpanrb-8-2026")


@pytest.mark.parametrize("seed", range(10))
def test_mixed_grids_equal_brute_force(seed):
    """1,000 random regulations under ``make test-full``: count, bounds, marginals, sums of levels."""
    rng = random.Random(seed)
    for _ in range(cases(100, quick=15)):
        law = mixed_law(rng)
        rule = rng.choice(RULES)
        card = mixed_card(rng, law, mixed_levels(rng, law), rule)
        found, tables = FeasibleSet(law, card, rounding=rule), every_mixed_table(law, card, rule)
        assert found.count == len(tables) > 0
        assert not Reachable(law, card, rule).empty
        for code in law.nodes:
            scores = [score(law, levels, code) for levels in tables]
            assert found.score_bounds(code) == (min(scores), max(scores))
            shares = {value: n / len(tables) for value, n in Counter(scores).items()}
            assert found.distribution(code) == shares
            assert found.expected(code) == pytest.approx(float(sum(scores) / len(scores)), abs=1e-12)
            columns = [law.indicators.index(leaf) for leaf in law.leaves(code)]
            plain = [sum(levels[i] for i in columns) for levels in tables]
            assert found.sum_bounds(code) == (min(plain), max(plain))
        for leaf, values in zip(law.indicators, zip(*tables, strict=True), strict=True):
            shares = {value: n / len(tables) for value, n in Counter(values).items()}
            assert {x: p for x, p in found.level_probabilities(leaf).items() if p} == shares
        drawn = {tuple(Fraction(int(x), law.ticks) for x in row) for row in found.sample(20, seed)}
        assert drawn <= set(tables)


@pytest.mark.parametrize("seed", range(5))
def test_tied_years_on_mixed_grids_equal_brute_force(seed):
    """Pairs of tables under no-fall or at most one level: count, bounds and chances of every contribution."""
    rng = random.Random(50 + seed)
    for _ in range(cases(20, quick=4)):
        law = mixed_law(rng, most=3)
        cards = [mixed_card(rng, law, mixed_levels(rng, law), law.rounding) for _ in range(2)]
        assumptions = rng.choice([Assumptions(no_fall=True), Assumptions(max_step=1), Assumptions(True, 1)])
        pair = PairSet(law, *cards, assumptions)
        years = [every_mixed_table(law, card, law.rounding) for card in cards]
        most = assumptions.max_step if assumptions.max_step is not None else 9
        pairs = [
            (a, b)
            for a, b in product(*years)
            if all((y >= x or not assumptions.no_fall) and abs(y - x) <= most for x, y in zip(a, b, strict=True))
        ]
        assert pair.count == len(pairs) and pair.empty == (not pairs)
        for code in law.nodes if pairs else ():
            changes = [law.weight(code) * (score(law, b, code) - score(law, a, code)) for a, b in pairs]
            low, high = (Fraction(x, law.denominator) for x in pair.change_bounds(code))
            assert (low, high) == (min(changes), max(changes))
            mean = sum(x * p for x, p in pair.change_distribution(code).items()) / law.denominator
            assert mean == pytest.approx(float(sum(changes) / len(changes)), abs=1e-9)


def test_independent_years_on_mixed_grids_equal_brute_force():
    rng = random.Random(8)
    for _ in range(cases(40, quick=8)):
        law = mixed_law(rng, most=3)
        cards = [mixed_card(rng, law, mixed_levels(rng, law), law.rounding) for _ in range(2)]
        pair, years = IndependentPair(law, *cards), [every_mixed_table(law, card, law.rounding) for card in cards]
        for code in law.nodes:
            changes = Counter(
                law.weight(code) * (score(law, b, code) - score(law, a, code)) for a, b in product(*years)
            )
            total = changes.total()
            found = {Fraction(x, law.denominator): p for x, p in pair.change_distribution(code).items()}
            assert found == {change: pytest.approx(n / total) for change, n in changes.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_tilted_prior_on_mixed_grids_equals_weighted_brute_force(seed):
    rng = random.Random(20 + seed)
    for _ in range(cases(30, quick=8)):
        law = mixed_law(rng)
        card = mixed_card(rng, law, mixed_levels(rng, law), law.rounding)
        tilt = {law.nodes[leaf].parent: Fraction(rng.randint(1, 9), rng.randint(1, 9)) for leaf in law.indicators}
        found, tables = FeasibleSet(law, card, Prior("tilted", tilt)), every_mixed_table(law, card, law.rounding)
        assert found.count == len(tables)
        slopes = [float(tilt[law.nodes[leaf].parent]) for leaf in law.indicators]
        weights = []
        for levels in tables:
            weight = 1.0
            for slope, level in zip(slopes, levels, strict=True):
                weight *= slope ** float(level)
            weights.append(weight)
        for code in law.nodes:
            mean = sum(w * float(score(law, t, code)) for w, t in zip(weights, tables, strict=True)) / sum(weights)
            assert found.expected(code) == pytest.approx(mean, rel=1e-8)


def _real_possible(law, card) -> bool:
    """Whether any real numbers give a card of an all-decimal regulation: intervals [low, high) added up the tree."""
    decimals = card.leaf_decimals(law)

    def span(code):
        printed = card.values.get(code)
        below = law.children(code)
        if not below:
            low, high = Fraction(law.minimum), Fraction(law.maximum)
            if printed is None:
                return low, high, True
            unit = Fraction(1, 2 * 10**decimals)
            ends = max(low, printed.value - unit), min(high, printed.value + unit)
            return (*ends, ends[1] == high)
        parts = [span(child) for child in below]
        if None in parts:
            return None
        low = sum(law.weight(c) * part[0] for c, part in zip(below, parts, strict=True)) / law.weight(code)
        high = sum(law.weight(c) * part[1] for c, part in zip(below, parts, strict=True)) / law.weight(code)
        closed = all(part[2] for part in parts)
        if printed is not None:
            unit = Fraction(1, 2 * 10**printed.decimals)
            low = max(low, printed.value - unit)
            if printed.value + unit <= high:
                high, closed = printed.value + unit, False
        return (low, high, closed) if low < high or (low == high and closed) else None

    return span(law.root) is not None


@pytest.mark.parametrize("seed", range(4))
def test_where_the_grid_is_not_known_the_check_answers_as_real_numbers_do(seed):
    """Cards of 8/2026 with a slip here and there: possible exactly when some real numbers give them."""
    rng, impossible = random.Random(seed), 0
    for _ in range(cases(250, quick=60)):
        levels = {leaf: Fraction(rng.randint(100, 500), 100) for leaf in P8.indicators}
        scores = {
            code: sum(P8.weight(leaf) * levels[leaf] for leaf in P8.leaves(code)) / P8.weight(code) for code in P8.nodes
        }
        printed = {code: fixed(scores[code]) for code in P8.nodes if rng.random() < 0.8}
        for code in rng.sample(sorted(printed), 2):
            wrong = Fraction(printed[code]) + Fraction(rng.randint(-2, 2), 100)
            printed[code] = fixed(min(max(wrong, Fraction(1)), Fraction(5)))
        card = Scorecard(P8.id, {code: PrintedValue.read(code, text) for code, text in printed.items()})
        possible = _real_possible(P8, card)
        impossible += not possible
        assert Reachable(P8, card).empty == (not possible)
        hidden = [leaf for leaf in P8.indicators if leaf not in card.values]
        if len(hidden) < 3 and not FeasibleSet(P8, card).empty:
            assert possible  # the assumed grid is one of those that are allowed
    assert impossible > 5
