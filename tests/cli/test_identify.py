"""``spbe identify``: one scorecard, its feasible set, and impossible figures named."""

import json
import re
from fractions import Fraction

import pytest

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import fixed

KALTIM = ["--index", "2,91", "--score", "D1=3.00", "--score", "D2=1.90", "--score", "D3=1.64", "--score", "D4=3.90"]
R59 = ["identify", "--regulation", "permenpanrb-59-2020"]


def test_kalimantan_timur_2023(capsys):
    assert main([*R59, *KALTIM, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["count"] == "26878847052188440366200" and answer["index"] == {"low": 2.9075, "high": 2.91}
    nodes = {node["code"]: node for node in answer["nodes"]}
    assert nodes["P59-D1"]["sum"] == {"low": 30, "high": 30} and nodes["P59-D1"]["score"]["low"] == 3.0
    assert set(nodes["P59-I15"]["levels"]) == {"1", "2", "3", "4", "5"}
    assert sum(nodes["P59-I15"]["levels"].values()) == pytest.approx(1)
    pairs = next(entry for entry in answer["siblings"] if entry["parent"] == "P59-D4")
    assert pairs["codes"] == ["P59-A7", "P59-A8"]
    assert {tuple(c["sums"]) for c in pairs["candidates"]} == {(34, 28), (35, 27), (46, 17), (47, 16)}
    assert sum(c["probability"] for c in pairs["candidates"]) == pytest.approx(1)


def test_impossible_figures_exit_3_and_name_the_cell(capsys):
    """Ten levels of one weight cannot average 3.45."""
    assert main([*R59, "--score", "D1=3.45"]) == 3
    text = capsys.readouterr().err
    assert "P59-D1" in text and "3.40" in text and "3.50" in text and "not reproducible" in text
    assert main([*R59, *KALTIM[:2], "--score", "D1=3.45", "--json"]) == 3
    out = capsys.readouterr()
    assert json.loads(out.out)["count"] == "0"


def test_every_level_of_the_scale_is_told_impossible_ones_as_zero(capsys):
    """findings/meaning.md, F8: a known level, a free one, and one at the end of the scale."""
    assert main([*R59, "--index", "2,91", "--score", "I07=2", "--json"]) == 0
    nodes = {node["code"]: node for node in json.loads(capsys.readouterr().out)["nodes"]}
    assert nodes["P59-I07"]["levels"] == {"1": 0, "2": 1.0, "3": 0, "4": 0, "5": 0}
    for node in nodes.values():
        assert node["kind"] != "indicator" or list(node["levels"]) == ["1", "2", "3", "4", "5"]


def test_category_prior_changes_probabilities_not_bounds(capsys):
    answers = []
    for prior in ([], ["--prior", "category", "--kind", "provinsi", "--year", "2023"]):
        assert main([*R59, *KALTIM, *prior, "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    plain, tilted = ({node["code"]: node for node in answer["nodes"]} for answer in answers)
    assert answers[0]["count"] == answers[1]["count"] and answers[1]["prior"] == "category"
    assert all(plain[code]["score"] == tilted[code]["score"] for code in plain)
    assert plain["P59-A2"]["expected"] != tilted["P59-A2"]["expected"]


@pytest.mark.parametrize(
    "words",
    [
        ["--score", "D1"],
        ["--score", "Z9=3.00"],
        ["--score", "D1=3,4,5"],
        ["--score", "I07=2.5"],
        ["--score", "D1=3.00", "--score", "D1=3.10"],
        ["--prior", "category"],
    ],
)
def test_refusals(words, capsys):
    assert main([*R59, *words]) == 2
    assert capsys.readouterr().err


@pytest.mark.few(1)
@pytest.mark.parametrize("regulation", ["permenpanrb-5-2018", "permenpanrb-8-2026"])
def test_any_regulation(regulation, capsys):
    assert main(["identify", "--regulation", regulation, "--index", "2.50", "--json"]) == 0
    assert int(json.loads(capsys.readouterr().out)["count"]) > 0
    assert main(["identify", "--regulation", regulation, "--index", "2.5", "--language", "id"]) == 0


def test_the_published_scorecard_of_an_institution(capsys):
    """Kota Semarang 2024 prints 5.00 for D1, so that each of its ten levels is 5."""
    assert main(["identify", "Kota Semarang", "--year", "2024", "--json"]) == 0
    nodes = {node["code"]: node for node in json.loads(capsys.readouterr().out)["nodes"]}
    assert nodes["P59-I10"]["score"] == {"low": 5, "high": 5} and nodes["P59-I11"]["score"] == {"low": 1, "high": 5}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "missing: institution"),
        (["--index", "3,79"], "missing: --regulation"),
        (["Kota Semarang", "--year", "2024", "--index", "3,79"], "institution"),
        (["Kota Semarang"], "--year 2024"),
    ],
)
def test_whose_figures_must_be_clear(words, told, capsys):
    assert main(["identify", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("regulation", "index"),
    [("permenpanrb-8-2026", "1.24"), ("permenpanrb-59-2020", "3.79"), ("permenpanrb-5-2018", "3.50")],
)
def test_the_ends_of_the_exact_index_are_printed_as_the_index_is(regulation, index, capsys):
    """No end is told so short that it would be printed as another index."""
    assert main(["identify", "--regulation", regulation, "--index", index]) == 0
    ends = re.search(r"index lies in \[([\d.]+), ([\d.]+)\]", capsys.readouterr().out)
    framework = load_framework(regulation)
    for end in map(Fraction, ends.groups()):
        assert fixed(end, framework.decimals, framework.rounding) == index
