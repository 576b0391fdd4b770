"""Grids are data: a further index, one of whose indicators is another regulation's root, needs files only."""

from fractions import Fraction

import pandas as pd
import pytest

from spbe_analysis.analysis.attribution import contributions
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import CoverageError, RegulationError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.loader import regulation_ids

LAW = """
id = "{name}"
prefix = "{prefix}"
title_id = "Contoh {name}"
title_en = "Example {name}"
number = "{name}"
index_years = [2031]
status = "verified"

[scale]
minimum = 1
maximum = 5

[rounding]
rule = "half_up"
decimals = 2

[[predicates]]
id = "Baik"
en = "Good"
from = "2.6"

[[predicates]]
id = "Kurang"
en = "Poor"
from = "1"

[predicate_rule]
default = "rounded"
"""
STATISTICS = """code,number,kind,parent,weight_pct,name_id,name_en,capability,source
S-INDEX,,index,,100,Indeks statistik,Statistics index,,made up
S-A1,1,aspect,S-INDEX,40,Prinsip,Principles,,made up
S-A2,2,aspect,S-INDEX,60,Kualitas,Quality,,made up
S-I01,1,indicator,S-A1,40,Standar,Standards,,made up
S-I02,2,indicator,S-A2,25,Akurat,Accuracy,,made up
S-I03,3,indicator,S-A2,35,Mutakhir,Timeliness,,made up
"""
DIGITAL = """code,number,kind,parent,weight_pct,name_id,name_en,capability,source,grid
G-INDEX,,index,,100,Indeks,Index,,made up,
G-A1,1,aspect,G-INDEX,100,Data,Data,,made up,
G-I01,1,indicator,G-A1,70,Layanan,Services,,made up,
G-I02,2,indicator,G-A1,30,Statistik,Statistics,,made up,statistics
"""
GRID = """
[grids.statistics]
kind = "{kind}"
step = "1/20"
"""


@pytest.fixture
def laws(tmp_path):
    for name, prefix, nodes, more in (
        ("statistics-2031", "S", STATISTICS, ""),
        ("digital-2031", "G", DIGITAL, GRID.format(kind="other_index")),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "regulation.toml").write_text(LAW.format(name=name, prefix=prefix) + more, encoding="utf-8")
        (tmp_path / name / "nodes.csv").write_text(nodes, encoding="utf-8")
    assert set(regulation_ids(tmp_path)) == {"statistics-2031", "digital-2031"}
    return load_framework("statistics-2031", tmp_path), load_framework("digital-2031", tmp_path)


def test_the_ledger_is_exact_through_both_trees(laws):
    """What an indicator of the inner index adds to the outer one is the product of the two weights and its change."""
    inner, outer = laws
    years = [{"S-I01": 2, "S-I02": 1, "S-I03": 4}, {"S-I01": 3, "S-I02": 3, "S-I03": 3}]
    roots = [score_levels(levels, inner)[inner.root] for levels in years]
    tables = [pd.Series({"G-I01": 2, "G-I02": root}, dtype=object) for root in roots]
    whole = contributions(*tables, outer)["contribution"]
    parts = contributions(*(pd.Series(levels) for levels in years), inner)["contribution"] * outer.weight("G-I02")
    assert parts.sum() == whole["G-I02"] == Fraction(30, 100) * (roots[1] - roots[0])
    first, second = (score_levels(table.to_dict(), outer)[outer.root] for table in tables)
    assert whole.sum() == second - first


def test_a_printed_value_of_another_index_stands_for_all_that_round_to_it(laws):
    _, outer = laws
    year = FeasibleSet(outer, Scorecard.of(outer, {"I01": "2", "I02": "2.5", "index": "2.15"}))
    assert year.score_bounds("G-I02") == (Fraction("2.5"), Fraction("2.5"))  # 2.45 gives 2.135 and 2.55 is printed 2.6
    loose = FeasibleSet(outer, Scorecard.of(outer, {"I02": "2.5"}))
    assert loose.score_bounds("G-I02") == (Fraction("2.45"), Fraction("2.5"))


def test_values_an_indicator_cannot_have_are_refused(laws):
    _, outer = laws
    with pytest.raises(CoverageError) as refused:
        score_levels({"G-I01": Fraction(5, 2), "G-I02": 6}, outer)
    assert [problem[:5] for problem in refused.value.problems] == ["G-I01", "G-I02"]
    assert "whole number" in refused.value.problems[0] and "can have" in refused.value.problems[1]


def test_a_grid_that_is_not_in_order_is_refused(tmp_path):
    folder = tmp_path / "digital-2031"
    folder.mkdir()
    bad = GRID.format(kind="guessed").replace("1/20", "0.3") + "known = false\n"
    (folder / "regulation.toml").write_text(LAW.format(name="digital-2031", prefix="G") + bad, encoding="utf-8")
    (folder / "nodes.csv").write_text(DIGITAL.replace("made up,statistics", "made up,nowhere"), encoding="utf-8")
    with pytest.raises(RegulationError) as refused:
        load_framework("digital-2031", tmp_path)
    told = " ".join(refused.value.problems)
    assert all(word in told for word in ("'guessed'", "'0.3'", "basis_id", "'nowhere'"))
