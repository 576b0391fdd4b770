"""Criteria on pages: the action plan, the flag beside a contribution, and whether the yardstick moved."""

from __future__ import annotations

import pytest

import spbe_analysis as spbe
from spbe_analysis.presentation.text.wording import DASH, LANGUAGES, say

BODY = "Kota Bandar Lampung"  # LHE 2021 to 2024: every level


def _about(blocks) -> dict:
    return blocks[0].about


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", [BODY, "Kaltim"])  # every level published; domains and index only
def test_an_action_plan_gives_each_step_with_criterion_evidence_and_page(body, language):
    plan = spbe.plan(body, 2024)
    table = _about(plan.table("actions", language))
    assert len(table["rows"]) == len(plan.actions) and len(table["head"]) == 5
    assert all(all(cell for cell in row) for row in table["rows"])
    for row, action in zip(table["rows"], plan.actions, strict=True):
        assert plan.framework.short(action.code) in row[0] and row[4] == str(action.criterion.pages)
        assert row[1:3] == [action.criterion.must(language), action.criterion.evidence(language)]
        assert (row[3] == DASH) == (not action.limits)


def test_hidden_levels_are_asked_for_before_the_table():
    told = spbe.plan("Kaltim", 2024).text("actions", "en")[0].plain
    assert "at which level were indicators 1–20, 32–47 last assessed" in told


def test_without_criteria_the_page_says_so():
    old = spbe.plan("Kota Denpasar", 2019)
    for block in (old.text("actions", "en")[0], old.table("actions", "en")[0]):
        assert "are not in these data" in block.plain


def test_an_indicator_whose_criterion_changed_is_flagged_beside_its_contribution():
    change = spbe.drivers(BODY, 2023, 2024)
    table = _about(change.table("indicator", "en"))
    place = table["head"].index(say("drivers.head_moved", "en"))
    flagged = {f"P59-I{int(row[0].partition('.')[0]):02d}" for row in table["rows"] if row[place] != DASH}
    assert flagged == set(change.wording_moved) and len(flagged) == 17
    assert "second hand" in table["foot"]


def test_years_under_one_wording_have_no_column_for_it():
    table = _about(spbe.drivers(BODY, 2022, 2023).table("indicator", "en"))
    assert say("drivers.head_moved", "en") not in table["head"]


def test_the_verdicts_on_all_cells_add_up():
    found = spbe.criteria()
    table = _about(found.table("changes", "en"))
    assert sum(int(cell) for row in table["rows"] for cell in row[1:3]) == len(found.changes.judged) == 470
    assert "second hand" in found.text("yardstick", "en")[0].plain
