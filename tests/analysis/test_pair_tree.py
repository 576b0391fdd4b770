"""Two years tied by assumptions, against every pair of tables written out."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from counts import cases
from laws import every_table, random_card, random_law, random_levels
from scipy.stats import chisquare

from spbe_analysis.analysis.assumptions import Assumptions, parse_assumptions
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, UNIFORM, ChangePrior, Prior
from spbe_analysis.analysis.two_years.tied import PairSet
from spbe_analysis.errors import BridgeError, InfeasibleError, ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import RULES

TIES = [
    Assumptions(),
    Assumptions(no_fall=True),
    Assumptions(max_step=0),
    Assumptions(max_step=1),
    Assumptions(max_step=2),
    Assumptions(no_fall=True, max_step=1),
    Assumptions(no_fall=True, max_step=2),
]


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


def assert_equals_brute_force(law, cards, ties, rule, priors=(UNIFORM, UNIFORM), change=NO_CHANGE_PRIOR):
    found = PairSet(law, *cards, ties, priors, rule, change)
    before, after = every_pair(law, cards, ties, rule)
    assert found.count == len(before)
    assert found.empty == (not len(before))
    if found.empty:
        with pytest.raises(InfeasibleError, match="no levels of the two years"):
            found.leaf_pairs(law.indicators[0])
        return False
    shares = weights_of(law, before, priors[0]) * weights_of(law, after, priors[1])
    if change.weights:
        moved_by = np.vectorize(change.weights.get)(after - before)
        shares *= (moved_by / max(change.weights.values())).prod(axis=1)
    shares /= shares.sum()
    units = np.array([law.units[leaf] for leaf in law.indicators])
    for i, leaf in enumerate(law.indicators):
        scale = law.maximum + 1
        both = np.bincount(before[:, i] * scale + after[:, i], weights=shares, minlength=scale * scale)
        expected = {(int(k) // scale, int(k) % scale): both[k] for k in np.flatnonzero(both)}
        assert found.leaf_pairs(leaf) == pytest.approx(expected, abs=1e-10)
        for year, levels in zip(found.level_probabilities(leaf), (before, after), strict=True):
            assert {level: p for level, p in year.items() if p} == pytest.approx(
                {int(level): shares[levels[:, i] == level].sum() for level in np.unique(levels[:, i])}, abs=1e-10
            )
    for code in law.nodes:
        columns = [law.indicators.index(leaf) for leaf in law.leaves(code)]
        first, second = before[:, columns] @ units[columns], after[:, columns] @ units[columns]
        change, unit = second - first, law.units[code]
        expected = {int(x): shares[change == x].sum() for x in np.unique(change)}
        assert found.change_distribution(code) == pytest.approx(expected, abs=1e-10)
        assert found.change_bounds(code) == (change.min(), change.max())
        assert found.bounds_before(code) == (Fraction(int(first.min()), unit), Fraction(int(first.max()), unit))
        assert found.bounds_after(code) == (Fraction(int(second.min()), unit), Fraction(int(second.max()), unit))
    return True


@pytest.mark.few(3)
@pytest.mark.parametrize("seed", range(8))
def test_equals_brute_force(seed):
    """Random regulations, 400 in all under ``make test-full``, with different evidence in the two years."""
    rng, fitting = random.Random(seed), 0
    count = cases(50, quick=10)
    for _ in range(count):
        law, ties, rule = random_law(rng, most=6), rng.choice(TIES), rng.choice(RULES)
        truth = random_levels(rng, law)
        cards = [random_card(rng, law, levels, rule) for levels in (truth, moved(rng, law, truth, ties))]
        if rng.random() < 0.3:
            cards = [limited(rng, law, card) for card in cards]
        fitting += assert_equals_brute_force(law, cards, ties, rule)
    assert fitting > count * 2 / 5


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", range(2))
def test_weighs_by_both_priors(seed):
    rng, fitting = random.Random(100 + seed), 0
    for _ in range(30):
        law, ties = random_law(rng, most=5), rng.choice(TIES)
        parents = {law.nodes[leaf].parent for leaf in law.indicators}
        priors = [Prior("category", {p: Fraction(rng.randint(1, 9), rng.randint(1, 9)) for p in parents}) for _ in "ab"]
        truth = random_levels(rng, law)
        cards = [random_card(rng, law, levels, "half_up") for levels in (truth, moved(rng, law, truth, ties))]
        if rng.random() < 0.3:
            cards = [limited(rng, law, card) for card in cards]
        fitting += assert_equals_brute_force(law, cards, ties, "half_up", tuple(priors))
    assert fitting > 15


def learned_priors(rng, law):
    """Whole weights for every level and every change, as a fit gives them, with no order or ratio between them."""
    parents = {law.nodes[leaf].parent for leaf in law.indicators}
    scale, reach = range(law.minimum, law.maximum + 1), law.maximum - law.minimum
    priors = [
        Prior("learned", {p: tuple((level, rng.randint(1, 1000)) for level in scale) for p in parents}) for _ in "ab"
    ]
    return tuple(priors), ChangePrior("learned", {d: rng.randint(1, 1000) for d in range(-reach, reach + 1)})


@pytest.mark.few(2)
@pytest.mark.parametrize("seed", range(4))
def test_learned_weights_equal_brute_force(seed):
    """Random regulations, 500 in all under ``make test-full``; levels, change or both weigh, tied or not."""
    rng, fitting = random.Random(700 + seed), 0
    count = cases(125, quick=12)
    for k in range(count):
        law, ties, rule = random_law(rng, most=5), rng.choice([Assumptions(), *TIES]), rng.choice(RULES)
        priors, change = learned_priors(rng, law)
        priors, change = (priors if k % 3 else (UNIFORM, UNIFORM)), (change if k % 3 < 2 else NO_CHANGE_PRIOR)
        truth = random_levels(rng, law)
        cards = [random_card(rng, law, levels, rule) for levels in (truth, moved(rng, law, truth, ties))]
        fitting += assert_equals_brute_force(law, cards, ties, rule, priors, change)
    assert fitting > count * 2 / 5


def test_weighs_by_a_prior_far_from_the_figures(law):
    """Untied, each year must be as by itself, also where all that fits is a millionth of a millionth as likely."""
    low, high = (
        Prior("category", {law.nodes[leaf].parent: r for leaf in law.indicators})
        for r in (Fraction(1, 200), Fraction(200))
    )
    cards = [Scorecard.of(law, {"index": "4.90", "D1": "5.00"}), Scorecard.of(law, {"index": "1.30", "A8": "1.00"})]
    found = PairSet(law, *cards, Assumptions(), (low, high))
    years = [FeasibleSet(law, card, prior) for card, prior in zip(cards, (low, high), strict=True)]
    assert found.count == years[0].count * years[1].count
    for leaf in law.indicators:
        for year, levels in zip(years, found.level_probabilities(leaf), strict=True):
            assert levels == pytest.approx(year.level_probabilities(leaf), abs=1e-10)
    for code in law.nodes:
        assert found.bounds_before(code) == years[0].score_bounds(code)
        assert found.bounds_after(code) == years[1].score_bounds(code)


@pytest.mark.parametrize(
    "cards", [({"index": "2.91"}, {"index": "3.79"}), ({"D4": "3.9"}, {"index": "3.79", "A2": "3.25"})]
)
def test_untied_years_are_independent(law, cards):
    cards = [Scorecard.of(law, card) for card in cards]
    found, years = PairSet(law, *cards, Assumptions(max_step=4)), [FeasibleSet(law, card) for card in cards]
    assert found.count == years[0].count * years[1].count
    for leaf in law.indicators:
        first, second = (year.level_probabilities(leaf) for year in years)
        expected = {(a, b): p * q for a, p in first.items() for b, q in second.items()}
        assert found.leaf_pairs(leaf) == pytest.approx(expected, abs=1e-10)
    for code in law.nodes:
        assert found.bounds_after(code) == years[1].score_bounds(code)


def pair_ways(items, before=None, after=None):
    """Ways of some indicators to move at most 2 levels each, by their sums of levels in both years."""
    steps = [(a, b) for a, b in product(range(1, 6), repeat=2) if abs(a - b) <= 2]
    ways = {(0, 0): 1}
    for _ in range(items):
        longer = {}
        for (x, y), n in ways.items():
            for a, b in steps:
                longer[x + a, y + b] = longer.get((x + a, y + b), 0) + n
        ways = longer
    return ways if before is None else ways.get((before, after), 0)


def test_domain_cards_of_kaltim(law, kaltim):
    """Level sums of both years as METHODOLOGY section 6 states them; the index rules out none of them."""
    aspects = [(34, 28), (35, 27), (46, 17), (47, 16)], [(41, 28), (42, 27)]
    seven, eight = pair_ways(10), pair_ways(6)
    fourth = sum(seven.get((a, c), 0) * eight.get((b, d), 0) for (a, b), (c, d) in product(*aspects))
    expected = pair_ways(10, 30, 37) * pair_ways(10, 19, 35) * pair_ways(11, 18, 31) * fourth
    found = PairSet(law, *kaltim, parse_assumptions(["max-step=2"]))
    assert found.count == expected
    assert found.change_distribution("P59-D1") == {7 * law.units["P59-I01"]: 1.0}
    narrow = PairSet(law, *kaltim, parse_assumptions(["max-step=1"]))
    assert narrow.empty and narrow.count == 0  # domain 2 rose by 16 levels on 10 indicators


def test_index_only_count_equals_a_plain_walk(law):
    """The same count modulo a prime, walking all sums of domains 2 to 4 without cutting any."""
    prime, steps = (1 << 40) - 87, [(a, b) for a, b in product(range(5), repeat=2) if abs(a - b) <= 2]
    items = [law.units[leaf] // 5 for leaf in law.indicators[10:]]
    size, reach = 4 * sum(items) + 1, 1
    ways = np.zeros((size, size), dtype=np.int64)
    ways[0, 0] = 1
    for unit in items:
        longer = np.zeros_like(ways)
        for a, b in steps:
            longer[unit * a : unit * a + reach, unit * b : unit * b + reach] += ways[:reach, :reach]
        ways, reach = longer % prime, reach + 4 * unit

    def span(low, high, level_sum):
        start = low - law.denominator - 26 * (level_sum - 10)
        return slice(max(0, -(-start // 5)), max(0, (start + high - low) // 5 + 1))

    total = 0
    for (a, b), n in pair_ways(10).items():  # domain 1; printed 2.91 is 5810 to 5829 over 2000, 3.79 is 7570 to 7589
        total += n * int(ways[span(5810, 5829, a), span(7570, 7589, b)].sum())
    ties = parse_assumptions(["max-step=2"])
    found = PairSet(law, Scorecard.of(law, {"index": "2.91"}), Scorecard.of(law, {"index": "3.79"}), ties)
    assert found.count % prime == total % prime


def test_nothing_printed_leaves_every_pair(law):
    """19 of the 25 pairs of levels lie at most 2 apart."""
    nothing, ties = Scorecard.of(law, {}), parse_assumptions(["max-step=2"])
    found = PairSet(law, nothing, nothing, ties)
    assert found.count == 19**47
    assert found.leaf_pairs("P59-I01")[1, 3] == pytest.approx(1 / 19, abs=1e-12)
    assert found.change_bounds(law.root) == (-2 * law.denominator, 2 * law.denominator)
    assert sum(found.change_distribution(law.root).values()) == pytest.approx(1, abs=1e-10)


@pytest.mark.few(0)
def test_counts_of_all_later_figures_add_up(law):
    first, ties = Scorecard.of(law, {"index": "2.91"}), parse_assumptions(["max-step=2", "no-fall"])
    later = [PairSet(law, first, Scorecard.of(law, {"index": text}), ties).count for text in "12345"]
    assert sum(later) == PairSet(law, first, Scorecard.of(law, {}), ties).count


@pytest.mark.few(0)
def test_reversal_flips_every_change(law):
    cards, ties = (
        [Scorecard.of(law, {"index": "2.91"}), Scorecard.of(law, {"index": "3.10", "D2": "3.50"})],
        Assumptions(max_step=1),
    )
    there, back = PairSet(law, *cards, ties), PairSet(law, *reversed(cards), ties)
    assert there.count == back.count
    for code in law.nodes:
        flipped = {-x: p for x, p in back.change_distribution(code).items()}
        assert there.change_distribution(code) == pytest.approx(flipped, abs=1e-10)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", range(3))
def test_draws_follow_the_pairs(seed):
    """Chi-square of draws against every pair written out, on small regulations."""
    rng, p_values = random.Random(200 + seed), []
    while len(p_values) < 6:
        law, ties = random_law(rng, most=4), rng.choice(TIES)
        truth = random_levels(rng, law)
        cards = [random_card(rng, law, levels, "half_up") for levels in (truth, moved(rng, law, truth, ties))]
        parents = {law.nodes[leaf].parent for leaf in law.indicators}
        priors = tuple(Prior("category", {p: Fraction(rng.randint(1, 3), 2) for p in parents}) for _ in "ab")
        before, after = every_pair(law, cards, ties, "half_up")
        if not 2 <= len(before) <= 400:
            continue
        shares = weights_of(law, before, priors[0]) * weights_of(law, after, priors[1])
        keys = {row.tobytes(): i for i, row in enumerate(np.hstack([before, after]))}
        found = PairSet(law, *cards, ties, priors, "half_up")
        drawn = np.hstack(found.sample(4000, seed)).astype(np.int64)
        counts = np.bincount([keys[row.tobytes()] for row in drawn], minlength=len(keys))
        p_values.append(chisquare(counts, shares / shares.sum() * 4000).pvalue)
        assert all((a == b).all() for a, b in zip(found.sample(9, 5), found.sample(9, 5), strict=True))
    assert min(p_values) > 1e-4


def test_draws_fit_both_cards(law, kaltim):
    for cards in (
        kaltim,
        (Scorecard.of(law, {}), kaltim[1]),
        (Scorecard.of(law, {}), Scorecard.of(law, {"D2": "3.50"})),
    ):
        found = PairSet(law, *cards, parse_assumptions(["max-step=2"]))
        years = found.sample(300, 1)
        assert (abs(years[1].astype(int) - years[0]) <= 2).all()
        for card, levels in zip(cards, years, strict=True):
            for row in levels.tolist():
                for code, printed in card.values.items():
                    by_leaf = dict(zip(law.indicators, row, strict=True))
                    units = sum(law.units[leaf] * by_leaf[leaf] for leaf in law.leaves(code))
                    assert law.round(Fraction(units, law.units[code])) == printed.value


def test_another_regulation():
    law = load_framework("permenpanrb-5-2018")
    cards = [Scorecard.of(law, {"index": text}) for text in ("2.64", "3.33")]
    years = [FeasibleSet(law, card) for card in cards]
    assert PairSet(law, *cards, Assumptions(max_step=5)).count == years[0].count * years[1].count


def test_decimals_that_nothing_is_printed_of_are_not_tied():
    """801 values in each year are 641,601 pairs of each of twenty indicators; an answer would take days."""
    law = load_framework("permenpanrb-8-2026")
    cards = [Scorecard.of(law, {"index": text}) for text in ("1.24", "1.42")]
    with pytest.raises(ParameterError, match="20 indicators"):
        PairSet(law, *cards, Assumptions(max_step=1))


def test_refuses_two_regulations(law, old_law):
    with pytest.raises(BridgeError):
        PairSet(law, Scorecard.of(old_law, {}), Scorecard.of(law, {}), Assumptions())


def test_a_level_that_had_to_fall_contradicts_no_fall(law):
    cards = [Scorecard.of(law, {"I07": text, "index": "3.00"}) for text in "43"]
    found = PairSet(law, *cards, parse_assumptions(["no-fall"]))
    assert found.empty and found.count == 0
    with pytest.raises(InfeasibleError, match="no-fall"):
        found.change_distribution(law.root)


def test_what_nothing_tells_apart_gets_the_same_numbers(law, kaltim):
    """Indicators 11 to 20 lie below three aspects of one printed domain; aspects 2 and 3 hold alike."""
    found = PairSet(law, *kaltim, parse_assumptions(["max-step=2"]))
    alike = [f"P59-I{i}" for i in range(11, 21)]
    assert all(found.leaf_pairs(leaf) == found.leaf_pairs(alike[0]) for leaf in alike)
    assert all(found.change_distribution(leaf) == found.change_distribution(alike[0]) for leaf in alike)
    assert found.change_distribution("P59-A2") == found.change_distribution("P59-A3")
    assert found.bounds_after("P59-A2") == found.bounds_after("P59-A3")
