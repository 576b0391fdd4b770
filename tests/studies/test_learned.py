"""Learned priors: the shipped files, what they may be used for, and that they never move what is possible."""

import math
import random

import numpy as np
import pytest
from counts import cases

import spbe_analysis as spbe
from spbe_analysis.analysis.drivers.drivers import drivers as reckon
from spbe_analysis.analysis.drivers.recovery import print_card
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.learning.fit import change_weights, fit_change_logs, fit_level_weights
from spbe_analysis.analysis.learning.scores import change_score, level_score, require_gain
from spbe_analysis.analysis.learning.shrinkage import SPREADS, change_spread, level_spread
from spbe_analysis.analysis.learning.tables import known_table, transitions
from spbe_analysis.analysis.prior import UNIFORM
from spbe_analysis.analysis.two_years.independent import IndependentPair
from spbe_analysis.analysis.two_years.tied import PairSet
from spbe_analysis.errors import EvidenceError, ParameterError, ReportError
from spbe_analysis.evidence.learned import FOLDER, NOBODY, read_learned
from spbe_analysis.evidence.published import all_scorecards, scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.studies.learn import fit_change, fit_levels, known_tables, learn
from spbe_analysis.studies.movement import moved
from spbe_analysis.studies.priors import change_prior_for, learned_level_prior

LAW = load_framework("permenpanrb-59-2020")
BALAM, KALTIM = "Pemerintah Kota Bandar Lampung", "Pemerintah Provinsi Kalimantan Timur"


def test_the_fit_gives_the_shipped_bytes(tmp_path):
    weights = learn(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: (FOLDER / name).read_bytes() for name in weights.files()
    }
    assert read_learned(tmp_path) == weights == read_learned()


def test_a_changed_file_is_refused(tmp_path):
    for name in ("levels.csv", "change.csv", "learned.toml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    path = tmp_path / "change.csv"
    path.write_bytes(path.read_bytes().replace(b",0,1000", b",0,1001"))
    with pytest.raises(EvidenceError, match=r"change\.csv: not the file"):
        read_learned(tmp_path)


def test_what_was_learned_from():
    """Bandar Lampung 2021-24, Kemenko Perekonomian 2021, Denpasar 2021, Aceh Tengah 2025; changes: BL and Denpasar 2018-19."""
    learned = read_learned()
    assert len(learned.taught("levels")) == 7 and len({t.institution for t in learned.taught("levels")}) == 4
    assert len(learned.taught("change")) == 6 and len({t.institution for t in learned.taught("change")}) == 2
    assert {t.sha256 for t in learned.tables} <= {table.digest for table in known_tables()}
    assert set(learned.change) == {NOBODY, BALAM, "Pemerintah Kota Denpasar"}
    assert all(1 <= weight <= 1000 for row in learned.change.values() for weight in row.values())


@pytest.mark.few(0)
def test_left_out_gains_and_what_is_said_of_the_real_changes():
    """The issue: mean gain about 0.29 bits on four transitions, said within 10 of 8/95/75, 90 % intervals hold 90 %."""
    pairs = transitions(known_tables(), LAW)
    apart = [change_score(pair, LAW) for pair in pairs]
    learned = [change_score(pair, LAW, fit_change(pairs, LAW, pair[0].institution)) for pair in pairs]
    gains = [a["bits"] - b["bits"] for a, b in zip(apart, learned, strict=True)]
    assert len(gains) == 4 and 0.25 < sum(gains) / 4 < 0.33
    for name, true in (("fell", 8), ("stayed", 95), ("rose", 75)):
        assert sum(row[f"true_{name}"] for row in learned) == true
        assert abs(sum(row[name] for row in learned) - true) < 10
    assert all(row["inside"] >= 0.9 for row in learned)
    tables = [table for table in known_tables() if table.framework.id == LAW.id]
    by_institution = {}
    for t in tables:
        gain = level_score(t)["bits"] - level_score(t, fit_levels(tables, LAW, t.institution))["bits"]
        by_institution.setdefault(t.institution, []).append(gain)
    assert sum(sum(gains) / len(gains) for gains in by_institution.values()) / 4 > 0.1


@pytest.mark.few(0)
def test_who_is_foretold_has_no_part_in_the_shrinkage():
    """A spread follows from the tables learned from: those of whoever is left out may say anything."""
    tables = known_tables()
    pairs, mine = transitions(tables, LAW), [table for table in tables if table.framework.id == LAW.id]
    spreads = read_learned().spreads
    for who in (BALAM, "Pemerintah Kota Denpasar"):
        others = [pair for pair in pairs if pair[0].institution != who]
        assert spreads[f"change, without {who}"] == str(change_spread(others, LAW))
        assert spreads[f"levels, without {who}"] == str(level_spread([t for t in mine if t.institution != who], LAW))
    assert (spreads["change"], spreads["levels"]) == (str(change_spread(pairs, LAW)), str(level_spread(mine, LAW)))
    assert {float(text) for text in spreads.values()} <= set(SPREADS)


def test_the_spread_chosen_foretells_best_what_was_drawn_with_it():
    """Even levels ask for the hardest shrinkage, levels that mostly stand at one place for hardly any."""
    rng = np.random.default_rng(2)
    for chances, spread in (([0.2] * 5, min(SPREADS)), ([0.01, 0.02, 0.94, 0.02, 0.01], max(SPREADS))):
        tables = [
            known_table(
                LAW, print_card(dict(zip(LAW.indicators, row, strict=True)), LAW, "indicators", institution=str(i))
            )
            for i, row in enumerate(rng.choice(5, (6, len(LAW.indicators)), p=chances).astype(int).tolist())
            for row in [[place + 1 for place in row]]
        ]
        assert level_spread(tables, LAW) == spread


def test_without_leaving_out_the_answer_would_be_circular():
    """Weights that have seen a transition say it better than those that have not: the reason why they are left out."""
    pairs = transitions(known_tables(), LAW)
    seen, apart = (
        [
            change_score(pair, LAW, fit_change(pairs, LAW, left))["bits"]
            for pair in pairs
            if pair[0].institution != BALAM
        ]
        for left in (NOBODY, "Pemerintah Kota Denpasar")
    )
    assert seen[0] < apart[0]
    before, after = scorecard_for(BALAM, 2023), scorecard_for(BALAM, 2024)
    change = change_prior_for("learned", LAW, before, after)
    assert change.weights == read_learned().change[BALAM] != read_learned().change[NOBODY]
    assert (change.training.left_out, change.training.institutions) == (BALAM, 1)
    prior = learned_level_prior(LAW, after)
    assert prior.tilts["P59-A1"] == read_learned().levels[BALAM]["P59-D1"] != read_learned().levels[NOBODY]["P59-D1"]
    assert all(table.institution != BALAM for table in read_learned().taught("levels", prior.training.left_out))
    stranger = change_prior_for("learned", LAW, *(scorecard_for(KALTIM, year) for year in (2023, 2024)))
    assert (stranger.training.left_out, stranger.training.tables) == ("", 6)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: spbe.drivers("Kaltim", 2021, 2022, change_prior="learned"), "no score of D1, D2, D3, D4"),
        (lambda: spbe.drivers("Kota Denpasar", 2018, 2019, change_prior="learned"), "learned for PermenPANRB 59/2020"),
        (lambda: spbe.drivers("Kota Bandar Lampung", 2021, 2024, change_prior="learned"), "3 years apart"),
        (lambda: spbe.drivers("Kaltim", 2024, 2024, to_stage="interim", change_prior="learned"), "of stage interim"),
        (lambda: spbe.drivers("Kaltim", 2023, 2024, change_prior="guess"), "no prior of the change 'guess'"),
        (lambda: spbe.identify("Kaltim", 2021, prior="learned"), "no score of D1, D2, D3, D4"),
        (lambda: spbe.identify({"index": "3.00"}, regulation=LAW.id, prior="guess"), "there is no prior 'guess'"),
        (
            lambda: spbe.drivers(None, {"index": "3.00"}, {"index": "3.10"}, change_prior="learned", regulation=LAW.id),
            "not known",
        ),
    ],
)
def test_refused_where_nothing_was_learned(ask, said):
    with pytest.raises(ParameterError, match=said) as refused:
        ask()
    assert refused.value.told("id") != refused.value.told("en")


def test_bounds_counts_and_verdicts_are_those_of_no_prior():
    """Every card of the national reports by itself, 1,236 under ``make test-full``."""
    rng = random.Random(3)
    cards = [card for year in (2023, 2024) for card in all_scorecards(year).values()]
    assert len(cards) >= 1230
    for card in rng.sample(cards, cases(len(cards), quick=25)):
        even = FeasibleSet(LAW, card)
        weighed = FeasibleSet(LAW, card, learned_level_prior(LAW, card))
        assert weighed.count == even.count and weighed.empty == even.empty
        if not even.empty:
            assert all(weighed.score_bounds(code) == even.score_bounds(code) for code in LAW.nodes)


FIXED = ["before_low", "before_high", "after_low", "after_high", "low", "high", "verdict", "direction", "tied_with"]


def test_bounds_and_verdicts_of_every_body_are_those_of_no_prior(monkeypatch):
    """All 607 of both years under ``make test-full``; chances, which take most of the time, are left out.

    The test below reckons them too, for a hundred bodies.
    """
    for pair in (IndependentPair, PairSet):
        monkeypatch.setattr(pair, "change_distribution", lambda self, code: {0: 1.0})
    first, second = (all_scorecards(year) for year in (2023, 2024))
    both = [name for name in first if name in second]
    assert len(both) == 607
    for name in random.Random(5).sample(both, cases(len(both), quick=12)):
        before, after = first[name], second[name]
        even = reckon(LAW, before, after, shares=False)
        levels = (learned_level_prior(LAW, before), learned_level_prior(LAW, after))
        for priors in ((UNIFORM, UNIFORM), levels):
            change = change_prior_for("learned", LAW, before, after)
            found = reckon(LAW, before, after, priors, shares=False, change_prior=change)
            assert found.table[FIXED].equals(even.table[FIXED])
            assert (found.count_before, found.count_after) == (even.count_before, even.count_after)
            assert (found.change_low, found.change_high) == (even.change_low, even.change_high)


def test_bounds_and_verdicts_of_a_change_are_those_of_no_prior():
    rng = random.Random(4)
    first, second = (all_scorecards(year) for year in (2023, 2024))
    both = [name for name in first if name in second]
    for name in rng.sample(both, cases(40, quick=8)):
        even = spbe.drivers(name, 2023, 2024, shares=False).exact
        for prior in ("uniform", "learned"):
            found = spbe.drivers(name, 2023, 2024, prior=prior, change_prior="learned", shares=False).exact
            assert found.table[FIXED].equals(even.table[FIXED])
            assert (found.count_before, found.count_after) == (even.count_before, even.count_after)
            assert (found.change_low, found.change_high) == (even.change_low, even.change_high)


def test_kalimantan_timur_for_a_reader():
    """None of 47 surely rose; the learned change halves what uniform says of falls; none can be named."""
    from spbe_analysis.presentation.drivers import chances

    answer = spbe.drivers("Kaltim", 2023, 2024).exact
    found = moved(answer)
    assert found.learned.loc[LAW.root, "sure_rose"] == 0
    for frame in (found.apart, found.learned):
        assert frame[["fell", "stayed", "rose"]].sum(axis=1).to_numpy() == pytest.approx(frame["indicators"].to_numpy())
    assert found.learned.loc[LAW.root, "fell"] < found.apart.loc[LAW.root, "fell"] / 2
    # learned-prior.md, section 4: falls of D1 26 % under uniform; D2 rose 74 % under uniform
    assert found.apart.loc["P59-D1", "fell"] / 10 == pytest.approx(0.26, abs=0.005)
    assert found.apart.loc["P59-D2", "rose"] / 10 == pytest.approx(0.74, abs=0.005)
    said = " ".join(chances.sentences(answer, found, "en"))
    assert "settle the direction of none of the 47 indicators" in said
    assert "trained on 6 tables of 2 institutions" in said and "No figure tells which indicator" in said
    assert "dilatih pada 6 tabel dari 2 instansi" in " ".join(chances.sentences(answer, found, "id"))


def test_no_fall_says_how_many_institutions_refute_it():
    notes = spbe.drivers("Kaltim", 2023, 2024, assume=["no-fall"], shares=False).notes("en")
    assert any("275 of 603 institutions (45.6%)" in note for note in notes)
    assert not any("no-fall" in note for note in spbe.drivers("Kaltim", 2023, 2024, shares=False).notes("en"))


def test_a_fit_that_foretells_nothing_is_not_written():
    require_gain({"a": [0.1], "b": [0.2], "c": [0.3], "d": [-0.5]}, "levels")
    with pytest.raises(ReportError, match="better than uniform at only 2 of 4"):
        require_gain({"a": [0.1], "b": [0.2], "c": [-0.1], "d": [-0.5, 0.1]}, "levels")
    with pytest.raises(ReportError):
        require_gain({}, "change")


def test_the_fit_finds_weights_that_tables_were_drawn_from():
    """A hundred made-up institutions whose levels and changes follow known weights."""
    rng = np.random.default_rng(1)
    law, level, by = (
        LAW,
        np.array([1, 2, 8, 4, 1]),
        np.array([math.exp(-1.2 * max(0, abs(d) - 1)) for d in range(-4, 5)]),
    )
    by[4] *= 3
    joint = level[:, None] * np.array([[by[b - a + 4] for b in range(5)] for a in range(5)])
    cards = []
    for i in range(100):
        cells = rng.choice(25, len(law.indicators), p=(joint / joint.sum()).ravel())
        for year, levels in ((2023, cells // 5 + 1), (2024, cells % 5 + 1)):
            levels = dict(zip(law.indicators, map(int, levels), strict=True))
            cards.append(print_card(levels, law, "indicators", institution=f"i{i}", year=year))
    tables = [known_table(law, card) for card in cards]
    stay, fall, far = fit_change_logs(transitions(tables, law), law)
    assert far < -0.8 and stay > 0.7 and abs(fall) < 0.3
    weights = dict(fit_level_weights(tables[::2], law, spread=2)["P59-D4"])
    assert weights[3] == 1000 and weights[1] < weights[2] < weights[3] > weights[4] > weights[5]
    assert change_weights((math.log(2), 0.0, 0.0), 1) == {-1: 500, 0: 1000, 1: 500}


def test_a_table_with_too_few_levels_is_not_learned_from():
    levels = dict.fromkeys(LAW.indicators[:20], "3")
    assert known_table(LAW, Scorecard.of(LAW, levels | {"index": "3.00"})) is None
