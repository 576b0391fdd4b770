"""The feasible set against brute force, a mixed-integer solver and published truth."""

import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from counts import cases
from laws import every_table, random_card, random_law, random_levels, score
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import chi2, kstest

from spbe_analysis.analysis.feasible.counting import convolve, power
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import category_prior, tilt_for_mean
from spbe_analysis.errors import BridgeError, InfeasibleError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation.rounding import RULES, printed_interval


def test_known_counts():
    """Number of ways for ten levels of 1 to 5 to add up to 27 and to 30, by plain dynamic programming."""
    ways = {0: 1}
    for _ in range(10):
        ways = {s: sum(ways.get(s - level, 0) for level in range(1, 6)) for s in range(51)}
    ten = power(tuple((level, 1) for level in range(1, 6)), 10)
    assert ten[27] == ways[27] == 693_450 and ten[30] == ways[30]


def test_packed_and_plain_products_agree():
    rng = random.Random(3)
    for _ in range(30):
        step = rng.choice([1, 5])
        a = {rng.randrange(900) * step: rng.randrange(1, 10**20) for _ in range(120)}
        b = {rng.randrange(900) * step + 7: rng.randrange(1, 10**25) for _ in range(120)}
        plain = Counter()
        for x, m in a.items():
            for y, n in b.items():
                plain[x + y] += m * n
        assert convolve(a, b) == plain
        assert convolve(a, b, (500, 900)) == {z: n for z, n in plain.items() if 500 <= z <= 900}


@pytest.mark.parametrize("seed", range(10))
def test_equals_brute_force(seed):
    """Random regulations, 1,000 in all under ``make test-full``: count, support, marginals, expectations, plain sums."""
    rng = random.Random(seed)
    for _ in range(cases(100, quick=15)):
        law = random_law(rng)
        rule = rng.choice(RULES)
        card = random_card(rng, law, random_levels(rng, law), rule)
        found, tables = FeasibleSet(law, card, rounding=rule), every_table(law, card, rule)
        assert found.count == len(tables) and found.empty == (not tables)
        if not tables:
            with pytest.raises(InfeasibleError, match="not reproducible"):
                found.expected(law.root)
            continue
        for code in law.nodes:
            scores = [score(law, levels, code) for levels in tables]
            assert found.score_bounds(code) == (min(scores), max(scores))
            expected = {value: n / len(tables) for value, n in Counter(scores).items()}
            assert found.distribution(code) == expected
            assert found.expected(code) == pytest.approx(float(sum(scores) / len(scores)), abs=1e-12)
            columns = [law.indicators.index(leaf) for leaf in law.leaves(code)]
            plain = [sum(levels[i] for i in columns) for levels in tables]
            assert found.sum_bounds(code) == (min(plain), max(plain))
            joint = found.candidates(code)
            if joint is not None:
                assert sum(p for _, p in joint) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(4))
def test_category_prior_equals_weighted_brute_force(seed):
    rng = random.Random(100 + seed)
    for _ in range(cases(40, quick=10)):
        law = random_law(rng, most=5)
        means = {
            code: law.minimum + Fraction(rng.randint(1, 99), 100) * (law.maximum - law.minimum) for code in law.nodes
        }
        prior = category_prior(law, means)
        card = random_card(rng, law, random_levels(rng, law), "half_up")
        tables = every_table(law, card, "half_up")
        if not tables:
            continue
        tilt = [prior.tilts[law.nodes[leaf].parent] for leaf in law.indicators]
        weight = [np.prod([float(t) ** level for t, level in zip(tilt, levels, strict=True)]) for levels in tables]
        found = FeasibleSet(law, card, prior)
        assert found.count == len(tables)
        for code in law.nodes:
            mean = sum(w * float(score(law, levels, code)) for w, levels in zip(weight, tables, strict=True)) / sum(
                weight
            )
            assert found.expected(code) == pytest.approx(mean, rel=1e-9)


@pytest.mark.parametrize("mean", ["1.00", "1.04", "1.65", "2.55", "3.00", "4.28", "4.97", "5.00"])
def test_category_tilt_gives_the_printed_mean(mean):
    tilt = tilt_for_mean(Fraction(mean), 1, 5)
    weights = [tilt**k for k in range(5)]
    level = sum((k + 1) * w for k, w in enumerate(weights)) / sum(weights)
    assert abs(level - Fraction(mean)) <= Fraction(1, 200)


def test_kalimantan_timur(law, kaltim):
    """Counts and pairs worked out from the national reports' printed scores."""
    first, second = (FeasibleSet(law, card) for card in kaltim)
    assert first.count == 26878847052188440366200 and second.count == 991207014507312230628000
    sums = [[year.sum_bounds(code) for code in ("P59-D1", "P59-D2", "P59-D3")] for year in (first, second)]
    assert sums == [[(30, 30), (19, 19), (18, 18)], [(37, 37), (35, 35), (31, 31)]]
    assert {pair for pair, _ in first.candidates("P59-D4")} == {(34, 28), (35, 27), (46, 17), (47, 16)}
    assert {pair for pair, _ in second.candidates("P59-D4")} == {(41, 28), (42, 27)}


@pytest.mark.parametrize("index", ["2.91", "3.79"])
def test_from_the_index_alone_nothing_is_known_of_an_indicator(law, index):
    found = FeasibleSet(law, Scorecard.of(law, {"index": index}))
    assert all(found.score_bounds(leaf) == (1, 5) for leaf in law.indicators)


def test_from_aspects_alone_every_sum_is_exact(law):
    """A two-decimal aspect score fixes the sum of its levels."""
    rng = random.Random(8)
    for _ in range(50):
        levels = random_levels(rng, law)
        aspects = {code: _printed(law, levels, code) for code in law.of_kind("aspect")}
        found = FeasibleSet(law, Scorecard.of(law, aspects))
        for code in (code for code, node in law.nodes.items() if node.kind != "indicator"):
            total = sum(levels[law.indicators.index(leaf)] for leaf in law.leaves(code))
            assert found.sum_bounds(code) == (total, total)


def _printed(law, levels, code):
    value = law.round(score(law, levels, code)) * 100
    return f"{value.numerator // 100}.{value.numerator % 100:02d}"


def _solver_bounds(law, card, leaves):
    """Bounds of a weighted sum by mixed-integer programming over all 47 levels."""
    rows, low, high = [], [], []
    for code, printed in card.values.items():
        below = set(law.leaves(code))
        first, last = printed_interval(printed.value, printed.decimals, law.rounding).integers(law.units[code])
        rows.append([law.units[leaf] if leaf in below else 0 for leaf in law.indicators])
        low.append(first)
        high.append(last)
    cost = np.array([law.units[leaf] if leaf in leaves else 0 for leaf in law.indicators], dtype=float)
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(law.minimum, law.maximum),
            constraints=[LinearConstraint(np.array(rows), low, high)] if rows else [],
        )
        assert found.success
        ends.append(int(np.rint(sign * found.fun)))
    return tuple(ends)


@pytest.mark.parametrize("seed", range(4))
def test_bounds_equal_a_mixed_integer_solver_at_full_size(law, old_law, seed):
    """Full-size questions, 1,000 in all under ``make test-full``, each bound solved twice."""
    rng, asked = random.Random(200 + seed), 0
    while asked < cases(250, quick=40):
        framework = rng.choice([law, law, old_law])
        levels = random_levels(rng, framework)
        chosen = [code for code, node in framework.nodes.items() if node.kind != "indicator" and rng.random() < 0.35]
        card = Scorecard.of(framework, {code: _printed(framework, levels, code) for code in chosen})
        found = FeasibleSet(framework, card)
        for code in rng.sample(list(framework.nodes), 5):
            low, high = found.score_bounds(code)
            unit = framework.units[code]
            assert (low * unit, high * unit) == _solver_bounds(framework, card, set(framework.leaves(code)))
            asked += 1


def test_samples_satisfy_the_evidence(law, kaltim):
    for card in (
        *kaltim,
        Scorecard.of(law, {"index": "2.91"}),
        Scorecard.of(law, {"A7": "4.10", "I15": "3", "D2": "2.70"}),
    ):
        draws = FeasibleSet(law, card).sample(20_000, seed=4).astype(np.int64)
        for code, printed in card.values.items():
            below = [law.indicators.index(leaf) for leaf in law.leaves(code)]
            units = draws[:, below] @ np.array([law.units[leaf] for leaf in law.leaves(code)])
            first, last = printed_interval(printed.value, printed.decimals, law.rounding).integers(law.units[code])
            if law.nodes[code].kind == "indicator":
                first = last = int(printed.value) * law.units[code]
            assert units.min() >= first and units.max() <= last
        assert draws.min() >= 1 and draws.max() <= 5


def test_samples_are_uniform_over_the_whole_set():
    """Chi-square over every table of a small set, 200 seeds; the p-values must themselves be uniform."""
    rng = random.Random(77)
    while True:
        law = random_law(rng, most=6)
        card = random_card(rng, law, random_levels(rng, law), "half_up")
        tables = every_table(law, card, "half_up")
        if 20 <= len(tables) <= 60 and len(card.values) > 1:
            break
    place = {levels: i for i, levels in enumerate(tables)}
    found, p_values, n = FeasibleSet(law, card), [], 4000
    for seed in range(cases(200, quick=50)):
        drawn, times = np.unique(found.sample(n, seed), axis=0, return_counts=True)
        counts = np.zeros(len(tables))
        counts[[place[tuple(int(x) for x in row)] for row in drawn]] = times
        expected = n / len(tables)
        p_values.append(chi2.sf(((counts - expected) ** 2 / expected).sum(), len(tables) - 1))
    assert kstest(p_values, "uniform").pvalue > 0.01


def test_same_seed_same_sample(law, kaltim):
    found = FeasibleSet(law, kaltim[0])
    assert (found.sample(50, 1) == found.sample(50, 1)).all()


def test_other_rounding_rules_and_decimals(law):
    """3.745 prints as 3.75, 3.74 and 3.74; more decimals say more."""
    levels = dict.fromkeys(law.indicators, 3)
    assert (
        FeasibleSet(law, Scorecard.of(law, {"index": "3"})).count
        > FeasibleSet(law, Scorecard.of(law, {"index": "3.00"})).count
    )
    exact = FeasibleSet(law, Scorecard.of(law, {"index": "3.0005"}))
    assert exact.score_bounds(law.root) == (Fraction("3.0005"),) * 2
    assert FeasibleSet(law, Scorecard.of(law, {c: "3" for c in levels})).count == 1


def test_assumed_bounds_on_levels(law):
    card = Scorecard(law.id, Scorecard.of(law, {"A2": "3.00"}).values, at_least={"P59-I11": 4}, at_most={"P59-I12": 2})
    found = FeasibleSet(law, card)
    assert found.score_bounds("P59-I11") == (4, 5) and found.score_bounds("P59-I12") == (1, 2)


def test_another_regulation_is_refused(law, old_law):
    with pytest.raises(BridgeError):
        FeasibleSet(law, Scorecard.of(old_law, {"index": "3.25"}))
