"""``spbe plan`` from known levels, from printed sums, and with a table of costs."""

from __future__ import annotations

import json

import pytest

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


def answer(capsys, *arguments: str) -> dict:
    assert main(["plan", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_known_levels_add_up(capsys):
    plan = answer(capsys, "Kota Bandar Lampung", "--year", "2024", "--target", "Sangat Baik")
    # result report (LHE) of Kota Bandar Lampung 2024: index 2.9795, Baik
    assert (plan["from"], plan["target"], plan["index_before"]) == ("Baik", "Sangat Baik", {"exact": 2.9795})
    assert plan["levels_known"] and plan["robust"] and plan["family"] == "levels"
    assert (
        plan["cost"] == sum(step["cost"] for step in plan["steps"]) == sum(s["to"] - s["from"] for s in plan["steps"])
    )
    assert plan["index_exact"] == pytest.approx(2.9795 + sum(step["gain"] for step in plan["steps"]), abs=1e-9)
    assert plan["index_exact"] >= 3.5 and int(plan["alternatives"]) >= 1
    reach = {point["cost"]: point["index"] for point in plan["frontier"]}
    assert reach[plan["cost"]] == plan["index_exact"] and reach[plan["cost"] - 1] < 3.5


def test_hidden_levels_are_planned_for_every_case(capsys):
    plan = answer(capsys, "Pemprov Kaltim", "--year", "2023", "--cheapest")
    assert (plan["from"], plan["target"], plan["levels_known"], plan["robust"]) == ("Baik", "Sangat Baik", False, True)
    assert all(step["from"] is None for step in plan["steps"])
    assert plan["cost"] == 26  # see tests/analysis/test_robust_plans.py
    assert len(plan["notes"]) == 3


def test_the_rounded_rule_asks_for_less(capsys):
    exact = answer(capsys, "Kota Bandar Lampung", "--year", "2024")
    rounded = answer(capsys, "Kota Bandar Lampung", "--year", "2024", "--rule", "rounded")
    assert (exact["threshold"], rounded["threshold"]) == (3.5, 3.495)
    assert rounded["cost"] <= exact["cost"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("who", [("Kota Bandar Lampung", "2024"), ("Pemprov Kaltim", "2023")])
def test_plain_words_in_both_languages(capsys, language, who):
    assert main(["plan", who[0], "--year", who[1], "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "3,50" in lines[0] if language == "id" else "3.50" in lines[0]
    assert sum("P59-I" in line for line in lines) >= 5


def test_a_target_already_met(capsys):
    assert main(["plan", "Kota Bandar Lampung", "--year", "2024", "--target", "Good"]) == 0
    assert "no step is needed" in capsys.readouterr().out
    assert answer(capsys, "Kota Bandar Lampung", "--year", "2024", "--target", "Good")["steps"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Pemprov Kaltim", "--year", "2023", "--target", "Luar Biasa"], "Memuaskan"),
        (["Pemprov Kaltim", "--year", "1999"], "2023"),
        (["Kabupaten Banyuasin", "--year", "2023"], "no whole levels"),
        (["Nowhere", "--year", "2023"], "Nowhere"),
    ],
)
def test_refusals_exit_2(capsys, arguments, words):
    assert main(["plan", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_costs_caps_and_prerequisites_change_the_plan(capsys, tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text(
        'code,from,to,cost,max_level,needs\nD4,4,5,"7,5",,\nI45,2,3,0.5,,I21>=2\nA8,,,,4,\nI46,,,,,I43>=4; I42>=4\n'
    )
    plan = answer(capsys, "Kota Bandar Lampung", "--year", "2024", "--costs", str(file))
    assert all(step["to"] <= 4 for step in plan["steps"] if step["code"] in LAW.leaves("P59-A8"))
    free = answer(capsys, "Kota Bandar Lampung", "--year", "2024")
    assert plan["cost"] > free["cost"]


def test_prerequisites_that_only_look_like_a_circle_are_taken(capsys, tmp_path):
    """findings/meaning.md, F6: each step asks for the level the other one starts from."""
    file = tmp_path / "costs.csv"
    file.write_text("code,from,to,cost,max_level,needs\nI21,2,3,1,5,I25>=2\nI25,2,3,1,5,I21>=2\n")
    assert answer(capsys, "Kota Bandar Lampung", "--year", "2023", "--costs", str(file))["cost"]


def test_what_the_file_of_costs_does_not_list_is_said_to_cost_one(capsys):
    assert main(["plan", "docs/examples/levels.csv", "--costs", "docs/examples/costs.csv", "--language", "id"]) == 0
    assert "tidak ada dalam berkas biaya dihitung dengan biaya 1" in capsys.readouterr().out


def test_more_indicators_than_steps_is_explained(capsys):
    """27 indicators by one level each, at most 23 steps: the printed sums put four at the top wherever they stand."""
    told = answer(capsys, "Kab. Bandung", "--year", "2024")
    assert (len(told["steps"]), told["cost"]) == (27, 23)
    assert sum("27 indicators are named, but at most 23" in note for note in told["notes"]) == 1
