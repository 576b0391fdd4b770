"""The page on the next predicate: what it plans and how it says it.

Kalimantan Timur 2024 prints domains and index only; Kota Bandar Lampung 2024 every indicator (LHE 2024).
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.presentation.plans import words
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.regulation import load_framework
from spbe_analysis.studies.plan import next_predicate

LAW = load_framework("permenpanrb-59-2020")
CASES = {"Provinsi Kalimantan Timur": "Memuaskan", "Kota Bandar Lampung": "Sangat Baik"}


@pytest.fixture(scope="module", params=list(CASES))
def case(request):
    card = scorecard_for(request.param, 2024)
    return card, next_predicate(card, LAW), CASES[request.param]


def test_the_next_predicate_is_taken(case):
    _, found, target = case
    assert found.plan.target.name_id == target and found.plan.index >= found.plan.threshold
    assert found.rounded == found.plan.threshold - Fraction(1, 200)  # half up to two decimals


def test_hidden_levels_plan_holds_in_sampled_tables(case):
    card, found, _ = case
    plan = found.hidden or found.plan
    hidden = card.without(*(code for code in card.values if code not in (LAW.root, *LAW.of_kind("domain"))))
    floors = {step.code: step.end for step in plan.steps}
    for row in FeasibleSet(LAW, hidden).sample(300, seed=1).tolist():
        levels = dict(zip(LAW.indicators, row, strict=True))
        after = sum(LAW.weight(code) * max(level, floors.get(code, 0)) for code, level in levels.items())
        cost = sum(max(0, floors.get(code, 0) - level) for code, level in levels.items())
        assert after >= plan.threshold and cost <= plan.cost


def test_known_levels_are_never_dearer_than_hidden_ones():
    found = next_predicate(scorecard_for("Kota Bandar Lampung", 2024), LAW)
    assert found.known and found.plan.cost <= found.hidden.cost


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_reads_whole(case, language):
    card, found, _ = case
    blocks = [
        *words.steps(found.plan, LAW, found.known, language),
        *words.costs(found.plan, LAW, found.known, language),
    ]
    assert [b.about["name"] for b in blocks if b.about.get("kind") == "figure"] == ["steps", "frontier"]
    told = [
        words.title(card, found.plan, found.present, language),
        words.finding(card, found.plan, found.known, language),
        words.start(card, LAW, found.plan, found.present, found.known, language),
        *words.answer(found.plan, found.known, language),
        words.disclosure(found.plan, found.hidden, language),
        *words.limits(card, found.plan, LAW, found.rounded, language),
    ]
    assert all(text and "{" not in text for text in told)


def test_one_row_for_all_floors_of_an_aspect():
    found = next_predicate(scorecard_for("Provinsi Kalimantan Timur", 2024), LAW)
    rows = words.floor_rows(found.plan, LAW, "en")
    assert rows["count"].sum() == len(found.plan.steps) and len(rows) < len(found.plan.steps)
    assert (rows["low"] >= LAW.minimum).all()


def test_a_target_already_met_asks_for_no_step():
    card = scorecard_for("Kota Bandar Lampung", 2024)
    found = next_predicate(card, LAW, "Cukup")
    assert not found.plan.steps and words.steps(found.plan, LAW, True, "en") == []
    assert "no step" in words.answer(found.plan, True, "en")[0]


def test_targets_that_are_not_there():
    with pytest.raises(ParameterError, match="no predicate 'Unggul'"):
        next_predicate(scorecard_for("Kota Bandar Lampung", 2024), LAW, "Unggul")
    with pytest.raises(ParameterError, match="above Memuaskan"):
        next_predicate(scorecard_for("Provinsi Jawa Barat", 2024), LAW)  # 4.73
