"""Two years tied by assumptions, against every pair of tables written out."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from laws import every_table, random_card, random_law, random_levels

from spbe_analysis.analysis.assumptions import Assumptions, parse_assumptions
from spbe_analysis.analysis.feasible import FeasibleSet
from spbe_analysis.analysis.pair_tree import PairSet
from spbe_analysis.analysis.prior import UNIFORM, Prior
from spbe_analysis.errors import BridgeError, InfeasibleError
from spbe_analysis.evidence import Evidence
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import RULES

TIES = [
    Assumptions(), Assumptions(no_fall=True), Assumptions(max_step=0), Assumptions(max_step=1),
    Assumptions(max_step=2), Assumptions(no_fall=True, max_step=1), Assumptions(no_fall=True, max_step=2),
]  # fmt: skip


def moved(rng, law, levels, ties):
    """Levels of a second year that the assumptions allow."""
    scale = range(law.minimum, law.maximum + 1)
    return tuple(rng.choice([after for _, after in ties.allowed_pairs([level], scale)]) for level in levels)


def limited(rng, law, card):
    """The card with assumed bounds on a few levels."""
    at_least = {leaf: rng.randint(law.minimum, law.maximum) for leaf in law.indicators if rng.random() < 0.15}
    at_most = {leaf: rng.randint(law.minimum, law.maximum) for leaf in law.indicators if rng.random() < 0.1}
    return replace(card, at_least=at_least, at_most=at_most)


def tables(law, card, rule):
    """Every table of levels of one year, one a row."""
    found = [
        levels
        for levels in every_table(law, card, rule)
        if all(
            card.at_least.get(leaf, level) <= level <= card.at_most.get(leaf, level)
            for leaf, level in zip(law.indicators, levels, strict=True)
        )
    ]
    return np.array(found, dtype=np.int64).reshape(-1, len(law.indicators))


def every_pair(law, cards, ties, rule):
    """Levels of both years for every allowed pair of tables."""
    first, second = (tables(law, card, rule) for card in cards)
    allowed = np.ones((len(first), len(second)), dtype=bool)
    for i in range(len(law.indicators)):
        step = second[None, :, i] - first[:, None, i]
        allowed &= (step >= 0) | (not ties.no_fall)
        if ties.max_step is not None:
            allowed &= abs(step) <= ties.max_step
    a, b = np.nonzero(allowed)
    return first[a], second[b]


def weights_of(law, levels, prior):
    """What a prior weighs every table."""
    whole = np.ones(len(levels))
    scale = tuple(range(law.minimum, law.maximum + 1))
    for i, leaf in enumerate(law.indicators):
        weights = dict(prior.weights(law.nodes[leaf].parent, scale))
        whole *= np.array([weights[level] / max(weights.values()) for level in levels[:, i].tolist()])
    return whole


def assert_equals_brute_force(law, cards, ties, rule, priors=(UNIFORM, UNIFORM)):
    found = PairSet(law, *cards, ties, priors, rule)
    before, after = every_pair(law, cards, ties, rule)
    assert found.count == len(before)
    assert found.empty == (not len(before))
    if found.empty:
        with pytest.raises(InfeasibleError, match="no levels of the two years"):
            found.leaf_pairs(law.indicators[0])
        return False
    shares = weights_of(law, before, priors[0]) * weights_of(law, after, priors[1])
    shares /= shares.sum()
    units = np.array([law.units[leaf] for leaf in law.indicators])
    for i, leaf in enumerate(law.indicators):
        scale = law.maximum + 1
        both = np.bincount(before[:, i] * scale + after[:, i], weights=shares, minlength=scale * scale)
        expected = {(int(k) // scale, int(k) % scale): both[k] for k in np.flatnonzero(both)}
        assert found.leaf_pairs(leaf) == pytest.approx(expected, abs=1e-12)
        for year, levels in zip(found.level_probabilities(leaf), (before, after), strict=True):
            assert {level: p for level, p in year.items() if p} == pytest.approx(
                {int(level): shares[levels[:, i] == level].sum() for level in np.unique(levels[:, i])}, abs=1e-12
            )
    for code in law.nodes:
        columns = [law.indicators.index(leaf) for leaf in law.leaves(code)]
        first, second = before[:, columns] @ units[columns], after[:, columns] @ units[columns]
        change, unit = second - first, law.units[code]
        expected = {int(x): shares[change == x].sum() for x in np.unique(change)}
        assert found.change_distribution(code) == pytest.approx(expected, abs=1e-12)
        assert found.change_bounds(code) == (change.min(), change.max())
        assert found.bounds_before(code) == (Fraction(int(first.min()), unit), Fraction(int(first.max()), unit))
        assert found.bounds_after(code) == (Fraction(int(second.min()), unit), Fraction(int(second.max()), unit))
        assert found.expected_before(code) == pytest.approx(first @ shares / unit, abs=1e-12)
        assert found.expected_after(code) == pytest.approx(second @ shares / unit, abs=1e-12)
    return True


@pytest.mark.parametrize("seed", range(8))
def test_equals_brute_force(seed):
    """50 random regulations a seed, 400 in all, with different evidence in the two years."""
    rng, fitting = random.Random(seed), 0
    for _ in range(50):
        law, ties, rule = random_law(rng, most=6), rng.choice(TIES), rng.choice(RULES)
        truth = random_levels(rng, law)
        cards = [random_card(rng, law, levels, rule) for levels in (truth, moved(rng, law, truth, ties))]
        if rng.random() < 0.3:
            cards = [limited(rng, law, card) for card in cards]
        fitting += assert_equals_brute_force(law, cards, ties, rule)
    assert fitting > 20


@pytest.mark.parametrize("seed", range(2))
def test_weighs_by_both_priors(seed):
    rng, fitting = random.Random(100 + seed), 0
    for _ in range(30):
        law, ties = random_law(rng, most=5), rng.choice(TIES)
        parents = {law.nodes[leaf].parent for leaf in law.indicators}
        priors = [Prior("category", {p: Fraction(rng.randint(1, 9), rng.randint(1, 9)) for p in parents}) for _ in "ab"]
        truth = random_levels(rng, law)
        cards = [random_card(rng, law, levels, "half_up") for levels in (truth, moved(rng, law, truth, ties))]
        fitting += assert_equals_brute_force(law, cards, ties, "half_up", tuple(priors))
    assert fitting > 15
