"""A change between two years: intervals, verdicts, classes, chances; truth recovered when it is hidden."""

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from counts import cases
from laws import every_table, random_card, random_law, random_levels, score
from scipy.stats import kstest

from spbe_analysis.analysis.assumptions import parse_assumptions
from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.analysis.drivers.recovery import DISCLOSURES, recover, simulate
from spbe_analysis.analysis.feasible.disclosure import disclosures, entropy_of_levels
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import Prior
from spbe_analysis.errors import BridgeError
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework

BANDAR_LAMPUNG = "Pemerintah Kota Bandar Lampung"


def test_kalimantan_timur(law, kaltim):
    """METHODOLOGY's worked check: 0.091, 0.400, 0.195; D4 in [0.190, 0.195]; total in [0.876, 0.881]."""
    answer = drivers(law, *kaltim)
    rows = answer.table
    fixed = {"P59-D1": "0.091", "P59-D2": "0.4", "P59-D3": "0.195", "P59-A1": "0.091"}
    for code, value in fixed.items():
        assert rows.loc[code, "low"] == rows.loc[code, "high"] == Fraction(value)
        assert rows.loc[code, "verdict"] == "identified"
    assert (rows.loc["P59-D4", "low"], rows.loc["P59-D4", "high"]) == (Fraction("0.190"), Fraction("0.195"))
    assert rows.loc["P59-D4", "verdict"] == "bounded"
    assert (answer.change_low, answer.change_high) == (Fraction("0.876"), Fraction("0.881"))
    assert answer.change_published == Fraction("0.88")
    assert set(answer.rows("indicator")["verdict"]) <= {"not identified", "bounded"}


def test_members_of_a_class_get_the_same_numbers(law, kaltim):
    answer = drivers(law, *kaltim)
    numbers = ["low", "high", "expected", "p05", "p50", "p95", "p_positive", "p_largest", "verdict", "direction"]
    classes = {members for members in answer.table["tied_with"] if members}
    assert {len(members) for members in classes} == {10, 11, 6, 2}
    for members in classes:
        assert len({tuple(answer.table.loc[code, numbers]) for code in members}) == 1
    ranks = answer.rows("indicator")
    assert ranks["p_largest"].sum() == pytest.approx(4)  # one winner among the indicators of each of 4 domains


def test_from_the_index_alone_no_indicator_is_identified(law):
    cards = [Scorecard.of(law, {"index": value}, year=year) for year, value in ((2023, "2.91"), (2024, "3.79"))]
    answer = drivers(law, *cards)
    assert set(answer.rows("indicator")["verdict"]) == {"not identified"}
    assert any(remark.key == "answer.drawn" for remark in answer.remarks)


def test_full_tables_are_identified_throughout(law):
    answer = drivers(law, *(scorecard_for(BANDAR_LAMPUNG, year) for year in (2023, 2024)))
    assert set(answer.table["verdict"]) == {"identified"} and answer.count_before == answer.count_after == 1
    assert answer.change_low == answer.change_high == Fraction("0.825")
    assert answer.ranked("indicator").index[0] == "P59-I39"


@pytest.mark.few(3)
@pytest.mark.parametrize("seed", range(6))
def test_changes_equal_brute_force(seed):
    """Bounds, expectation, quantiles, P(positive) and P(largest) over every pair of tables."""
    rng, done = random.Random(300 + seed), 0
    while done < cases(12, quick=5):
        law = random_law(rng, most=4)
        cards = [random_card(rng, law, random_levels(rng, law), "half_up") for _ in range(2)]
        tables = [every_table(law, card, "half_up") for card in cards]
        if not all(tables) or len(tables[0]) * len(tables[1]) > 40_000:
            continue
        answer = drivers(law, *cards)
        pairs = list(product(*tables))
        for code, row in answer.table.iterrows():
            weight = law.weight(code)
            changes = Counter(weight * (score(law, b, code) - score(law, a, code)) for a, b in pairs)
            assert (row["low"], row["high"]) == (min(changes), max(changes))
            mean = sum(c * n for c, n in changes.items()) / len(pairs)
            assert row["expected"] == pytest.approx(float(mean), abs=1e-12)
            assert row["p_positive"] == pytest.approx(
                sum(n for c, n in changes.items() if c > 0) / len(pairs), abs=1e-12
            )
            for name, share in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
                running, at = 0, None
                for at in sorted(changes):
                    running += changes[at]
                    if running >= share * len(pairs) - 1e-9:
                        break
                assert row[name] == pytest.approx(float(at), abs=1e-12)
        if not any(remark.key == "answer.drawn" for remark in answer.remarks):
            _check_largest(law, answer, pairs)
        done += 1


def _check_largest(law, answer, pairs, shares=None):
    pairs = list(pairs)
    shares = [1 / len(pairs)] * len(pairs) if shares is None else shares

    def top(code):
        while law.nodes[code].parent != law.root:
            code = law.nodes[code].parent
        return code

    families = [[c for c in law.children(code) if law.children(c)] for code in law.nodes]
    by_top = {}
    for leaf in law.indicators:
        by_top.setdefault(top(leaf), []).append(leaf)
    for codes in [f for f in families if f] + list(by_top.values()):
        if any(top(m) != top(c) for c in codes for m in answer.table.loc[c, "tied_with"]):
            continue  # a class that spans top-level nodes competes with all of them
        for column, sign in (("p_largest", 1), ("p_largest_in_direction", -1 if answer.falls else 1)):
            share = dict.fromkeys(codes, 0.0)
            for (a, b), p in zip(pairs, shares, strict=True):
                gains = {c: sign * law.weight(c) * (score(law, b, c) - score(law, a, c)) for c in codes}
                best = [c for c in codes if gains[c] == max(gains.values())]
                for c in best:
                    share[c] += p / len(best)
            for c in codes:
                if column == "p_largest" or answer.moved:
                    assert answer.table.loc[c, column] == pytest.approx(share[c], abs=1e-9)
                else:
                    assert answer.table.loc[c, column] is None or np.isnan(answer.table.loc[c, column])


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", range(2))
def test_largest_by_weights_of_levels_that_are_no_ratio(seed):
    """Such weights do not cancel where a sum is fixed: every pair of tables is weighed by hand."""
    rng, checked = random.Random(40 + seed), 0
    while checked < cases(20, quick=6):
        law = random_law(rng, most=4)
        scale = range(law.minimum, law.maximum + 1)
        tilts = {law.nodes[c].parent: tuple((level, rng.randint(1, 99)) for level in scale) for c in law.indicators}
        prior = Prior("learned", tilts)
        cards = [random_card(rng, law, random_levels(rng, law), "half_up") for _ in "ab"]
        found = [every_table(law, card, "half_up") for card in cards]
        if not 1 < len(found[0]) * len(found[1]) < 4000:
            continue
        answer = drivers(law, *cards, priors=(prior, prior))
        if any(remark.key == "answer.drawn" for remark in answer.remarks):
            continue
        weights = [[_weight(law, prior, levels) for levels in tables] for tables in found]
        _check_largest(law, answer, product(*found), np.outer(*weights).ravel() / np.outer(*weights).sum())
        checked += 1


def _weight(law, prior, levels):
    return np.prod([dict(prior.tilts[law.nodes[c].parent])[x] for c, x in zip(law.indicators, levels, strict=True)])


def test_aspects_are_compared_exactly_not_drawn(law):
    """D2 has ten indicators of one weight; 1.10 leaves 10 tables of them, 1.20 leaves 55: all 550 pairs are tried."""
    aspects = law.children("P59-D2")
    leaves = law.leaves("P59-D2")
    others = {leaf: "1" for leaf in law.indicators if leaf not in leaves}
    before, after = (Scorecard.of(law, {**others, "D2": text}) for text in ("1.10", "1.20"))
    first = [Counter([leaf]) for leaf in leaves]
    second = [Counter(pair) for pair in combinations_with_replacement(leaves, 2)]
    wins = dict.fromkeys(aspects, Fraction(0))
    for start, end in product(first, second):
        gains = {code: sum(end[leaf] - start[leaf] for leaf in law.leaves(code)) for code in aspects}
        best = [code for code in aspects if gains[code] == max(gains.values())]
        for code in best:
            wins[code] += Fraction(1, len(best) * len(first) * len(second))
    shares = drivers(law, before, after).table["p_largest"]
    assert len(set(law.units[leaf] for leaf in leaves)) == 1 and len(first) * len(second) == 550
    assert {code: shares[code] for code in aspects} == pytest.approx({c: float(p) for c, p in wins.items()}, abs=1e-12)


def test_reversing_the_years_flips_every_interval(law, kaltim):
    there, back = drivers(law, *kaltim).table, drivers(law, *kaltim[::-1]).table
    assert (there["low"] == -back["high"]).all() and (there["high"] == -back["low"]).all()


def test_the_largest_loss_of_a_fall_is_the_largest_gain_of_the_way_back(law, kaltim):
    index_only = [Scorecard.of(law, {"index": value}, year=year) for year, value in ((2023, "2.91"), (2024, "3.79"))]
    for cards, slack in ((kaltim, 1e-9), (index_only, 0.02)):  # drawn where only the index is known
        there, back = drivers(law, *cards).table, drivers(law, *cards[::-1]).table
        assert (there["p_largest"] == there["p_largest_in_direction"]).all()
        assert there["p_largest"].tolist() == pytest.approx(back["p_largest_in_direction"].tolist(), abs=slack)
    assert back["p_largest"].tolist() != pytest.approx(back["p_largest_in_direction"].tolist(), abs=slack)


def test_impossible_figures_leave_the_printed_ledger(law):
    """Banyuasin 2023 prints D4 0,30, below the lowest level."""
    answer = drivers(law, *(scorecard_for("Pemerintah Kab. Banyuasin", year) for year in (2023, 2024)))
    assert not answer.reproducible and set(answer.table["verdict"]) == {"not reproducible"}
    assert answer.table.loc["P59-D1", "low"] is not None and answer.table.loc["P59-I01", "low"] is None
    assert [remark.values["year"] for remark in answer.remarks] == [2023]


def test_two_regulations_are_refused(law, old_law, kaltim):
    with pytest.raises(BridgeError, match="spbe bridge"):
        drivers(law, Scorecard.of(old_law, {"index": "2.00"}, year=2019), kaltim[1])


def _real_pairs():
    law59, law5 = load_framework("permenpanrb-59-2020"), load_framework("permenpanrb-5-2018")
    years = {y: scorecard_for(BANDAR_LAMPUNG, y).levels(law59) for y in (2021, 2022, 2023, 2024)}
    for start, end in ((2021, 2022), (2022, 2023), (2023, 2024), (2021, 2024)):
        yield law59, years[start], years[end]
    denpasar = [scorecard_for("Pemerintah Kota Denpasar", year).levels(law5) for year in (2018, 2019)]
    yield law5, *denpasar
    yield law5, denpasar[1], scorecard_for("Pemerintah Kab. Madiun", 2020).levels(law5)
    own, judged = (
        scorecard_for("Pemerintah Kota Denpasar", 2021, s).levels(law59) for s in ("self_assessment", "final")
    )
    yield law59, own, judged
    ministry = scorecard_for("Kementerian Koordinator Bidang Perekonomian", 2021).levels(law59)
    yield law59, years[2021], ministry


@pytest.mark.parametrize("disclosure", DISCLOSURES)
def test_hidden_truth_lies_inside_every_interval_on_every_real_table(disclosure):
    for framework, before, after in _real_pairs():
        found = recover(before, after, framework, disclosure)
        assert found["inside"].all()
        if disclosure == "indicators":
            assert (found["low"] == found["truth"]).all() and (found["high"] == found["truth"]).all()


@pytest.mark.few(1)
@pytest.mark.parametrize("disclosure", DISCLOSURES)
def test_simulated_institutions(law, disclosure):
    """Bounds always cover; under the stated prior the probability transform is uniform and 90 % covers 90 %."""
    found = simulate(law, disclosure, institutions=cases(1_000, quick=250), seed=11)
    assert found["inside"].all()
    for _, rows in found.groupby("kind"):
        assert kstest(rows["transform"], "uniform").pvalue > 0.01
        assert rows["covered"].mean() >= cases(0.90, quick=0.86)  # two standard errors of 250 institutions


@pytest.mark.few(1)
@pytest.mark.parametrize("truth", ["low", "sticky"])
def test_wrong_priors_never_break_a_bound(law, truth):
    """Probabilities may then be off, and notebook 02 shows by how much; bounds are not."""
    found = simulate(law, "domains", institutions=cases(200, quick=50), truth=truth, seed=12)
    assert found["inside"].all()


def test_value_of_disclosure_is_the_entropy_of_the_number():
    """By brute force: bits left after a number is printed, averaged over what it may turn out to be."""
    rng, done = random.Random(5), 0
    while done < cases(25, quick=12):
        law = random_law(rng, most=5)
        card = random_card(rng, law, random_levels(rng, law), "half_up")
        tables = every_table(law, card, "half_up")
        if len(tables) < 4:
            continue
        found = FeasibleSet(law, card)
        assert entropy_of_levels(found) == pytest.approx(np.log2(len(tables)))
        for item in disclosures(found):
            groups = Counter(
                score(law, t, item.code)
                if law.nodes[item.code].kind == "indicator"
                else law.round(score(law, t, item.code))
                for t in tables
            )
            left = sum(n / len(tables) * np.log2(n) for n in groups.values())
            assert item.bits == pytest.approx(np.log2(len(tables)) - left, abs=1e-9)
        done += 1


def test_tied_years_are_ranked_from_joint_draws(law, kaltim):
    answer = drivers(law, *kaltim, assumptions=parse_assumptions(["max-step=2"]))
    assert any(remark.key == "answer.drawn" for remark in answer.remarks)
    shares = answer.table["p_largest"].astype(float)
    assert shares[list(law.of_kind("domain"))].sum() == pytest.approx(1) and shares["P59-D2"] == 1
    for members in set(answer.table["tied_with"]) - {()}:
        assert len(set(shares[list(members)])) == 1


def test_without_shares_everything_else_is_the_same(law, kaltim):
    whole, quick = drivers(law, *kaltim), drivers(law, *kaltim, shares=False)
    chances = ["p_largest", "p_largest_in_direction"]
    assert quick.table[chances].isna().all(axis=None)
    assert quick.table.drop(columns=chances).equals(whole.table.drop(columns=chances))
    cards = [Scorecard.of(law, {"index": value}, year=year) for year, value in ((2023, "2.91"), (2024, "3.79"))]
    assert not any(remark.key == "answer.drawn" for remark in drivers(law, *cards, shares=False).remarks)
