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
from spbe_analysis.studies.plan import plan

LAW = load_framework("permenpanrb-59-2020")
CASES = {"Provinsi Kalimantan Timur": "Memuaskan", "Kota Bandar Lampung": "Sangat Baik"}


@pytest.fixture(scope="module", params=list(CASES))
def case(request):
    card = scorecard_for(request.param, 2024)
    return card, plan(request.param, 2024), CASES[request.param]


def test_the_next_predicate_is_taken(case):
    _, found, target = case
    assert found.exact.target.name_id == target and found.exact.index >= found.exact.threshold
    assert found.rounded_bound == found.exact.threshold - Fraction(1, 200)  # half up to two decimals


def test_hidden_levels_plan_holds_in_sampled_tables(case):
    card, found, _ = case
    made = found.hidden or found.exact
    hidden = card.without(*(code for code in card.values if code not in (LAW.root, *LAW.of_kind("domain"))))
    floors = {step.code: step.end for step in made.steps}
    for row in FeasibleSet(LAW, hidden).sample(300, seed=1).tolist():
        levels = dict(zip(LAW.indicators, row, strict=True))
        after = sum(LAW.weight(code) * max(level, floors.get(code, 0)) for code, level in levels.items())
        cost = sum(max(0, floors.get(code, 0) - level) for code, level in levels.items())
        assert after >= made.threshold and cost <= made.cost


def test_known_levels_are_never_dearer_than_hidden_ones():
    found = plan("Kota Bandar Lampung", 2024)
    assert found.known and found.exact.cost <= found.hidden.cost


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_reads_whole(case, language):
    card, found, _ = case
    for part, name in (("step", "steps"), ("frontier", "frontier")):
        ((figure,), (table,)) = found.figure(part, language), found.table(part, language)
        assert figure.about["name"] == name and table.about["rows"] and "{" not in figure.plain + table.plain
    told = [
        words.title(card, found.exact, found.present, language),
        words.finding(card, found.exact, found.known, language),
        words.start(card, LAW, found.exact, found.present, found.known, language),
        *words.answer(found.exact, found.known, language),
        words.disclosure(found, language),
        *words.limits(card, found.exact, LAW, found.rounded_bound, language),
    ]
    assert all(text and "{" not in text for text in told)


def test_one_row_for_all_floors_of_an_aspect():
    found = plan("Provinsi Kalimantan Timur", 2024)
    rows = words.floor_rows(found.exact, LAW, "en")
    assert rows["count"].sum() == len(found.exact.steps) and len(rows) < len(found.exact.steps)
    assert (rows["low"] >= LAW.minimum).all()


def test_a_target_already_met_asks_for_no_step():
    found = plan("Kota Bandar Lampung", 2024, "Cukup")
    assert not found.exact.steps and "no step" in found.figure("step", "en")[0].plain
    assert "no step" in words.answer(found.exact, True, "en")[0]


def test_targets_that_are_not_there():
    with pytest.raises(ParameterError, match="no predicate 'Unggul'"):
        plan("Kota Bandar Lampung", 2024, "Unggul")
    with pytest.raises(ParameterError, match="above Memuaskan"):
        plan("Provinsi Jawa Barat", 2024)  # 4.73


@pytest.mark.parametrize(
    ("language", "steps", "cost"), [("id", "jumlah kenaikan", "biaya"), ("en", "level steps", "cost")]
)
def test_a_plan_by_cost_says_costs_and_compares_steps_with_steps(tmp_path, language, steps, cost):
    path = tmp_path / "costs.csv"
    rows = [f"I{number},{level},{level + 1},{number}" for number in range(1, 48) for level in range(1, 5)]
    path.write_text("\n".join(["code,from,to,cost", *rows]))
    found, plain = plan("Kota Bandar Lampung", 2024, costs=path), plan("Kota Bandar Lampung", 2024)
    (figure,), (table,) = found.figure("frontier", language), found.table("frontier", language)
    told = [figure.plain, str(figure.about["head"]), table.about["caption"], *table.about["head"]]
    assert not [text for text in told if steps in text.casefold()]
    assert sum(cost in text.casefold() for text in told) >= 4
    assert cost in found.text("slip", language)[0].plain
    # knowing the levels is held against hidden ones in steps, whatever those cost
    assert found.cheapest == plain.cheapest
    assert found.text("worth", language)[0].plain == plain.text("worth", language)[0].plain
