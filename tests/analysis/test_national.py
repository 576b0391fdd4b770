"""The nation's mean change in parts, provinces, extremes and the printed national index."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spbe_analysis.analysis.panel.join import ROUNDING, domain_ledger, join_years
from spbe_analysis.analysis.panel.national import (
    extremes,
    group_means,
    kind_contributions,
    mean_contributions,
    national_gap,
    printed_scores,
    province_table,
    year_means,
)
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.errors import CoverageError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import Institution, load_register
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


@pytest.fixture(scope="module")
def panel():
    return join_years(all_scorecards(2023), all_scorecards(2024), load_register(), LAW)


@pytest.fixture(scope="module")
def ledger(panel):
    return domain_ledger(panel)


def test_mean_contributions_add_up_to_the_mean_change(panel, ledger):
    found = mean_contributions(panel, ledger)
    assert list(found.index) == [*LAW.of_kind("domain"), ROUNDING]
    assert found["mean"].sum() == panel.drift and found["share"].sum() == 1 and found["weight"].sum() == 1
    for code in LAW.of_kind("domain"):
        by_hand = sum(
            LAW.weight(code) * (panel.after[n].values[code].value - panel.before[n].values[code].value)
            for n in panel.names
        ) / len(panel.names)
        assert found.at[code, "mean"] == by_hand
        # half a printed unit at each end is the most that rounding can hide of a domain's mean
        assert abs(found.at[code, "low"] - by_hand) <= LAW.weight(code) / 100
        assert found.at[code, "low"] <= found.at[code, "high"]
    fixed = found.loc[["P59-D1", "P59-D2", "P59-D3"]]
    assert (fixed["low"] == fixed["high"]).all()  # one weight each: printed scores fix the sums of levels


def test_mean_contributions_refuse_a_gap():
    bodies = [Institution("A", "kota", "X"), Institution("B", "kota", "X")]
    whole = {"index": "2.00", "D1": "2.00", "D2": "2.00", "D3": "2.00", "D4": "2.00"}
    years = [
        {"A": Scorecard.of(LAW, whole, year=year), "B": Scorecard.of(LAW, {"index": "2.00"}, year=year)}
        for year in (2023, 2024)
    ]
    with pytest.raises(CoverageError, match="B"):
        mean_contributions(join_years(*years, bodies, LAW))


def test_kinds_add_up_and_weigh_to_the_nation(panel, ledger):
    found = kind_contributions(panel, ledger)
    assert found["n"].sum() == 607 and found.index[0] == "kabupaten"
    codes = [*LAW.of_kind("domain"), ROUNDING]
    for _, row in found.iterrows():
        assert sum(row[code] for code in codes) == row["change"]
    assert sum(found["n"] * found["change"]) / 607 == panel.drift
    nation = mean_contributions(panel, ledger)["mean"]
    for code in codes:
        assert sum(int(n) * x for n, x in zip(found["n"], found[code], strict=True)) / 607 == nation[code]


def test_provinces_have_one_government_each_and_all_their_bodies(panel):
    found = province_table(panel)
    assert len(found) == 38 and (found["institution"] != "").all()
    # national reports 2023 and 2024, tables of provinces: 2.91 and 3.79
    own = found.loc["Kalimantan Timur"]
    assert (own["own_before"], own["own_after"], own["own_change"]) == (
        Fraction("2.91"),
        Fraction("3.79"),
        Fraction("0.88"),
    )
    assert own["n"] == 11  # ten regencies and cities and the province (register)
    local = panel.table[panel.table["province"] != ""]
    assert found["n"].sum() == len(local)
    assert sum(int(n) * m for n, m in zip(found["n"], found["mean_change"], strict=True)) == sum(local["change"])


def test_a_province_without_its_government_in_both_years_is_shown_as_such():
    bodies = [Institution("A", "kota", "X")]
    cards = [{"A": Scorecard.of(LAW, {"index": value}, year=year)} for year, value in ((2023, "2.00"), (2024, "2.50"))]
    found = province_table(join_years(*cards, bodies, LAW))
    assert found.at["X", "own_change"] is None and found.at["X", "mean_change"] == Fraction(1, 2)


def test_extremes_list_whole_ties_and_mark_what_no_levels_give(panel):
    places = panel_ranks(panel)
    up, down = extremes(panel, places, 12)
    # 1.05 is shared by places 12 to 14: all three are listed
    assert len(up) == 14 and list(up["rank"])[-3:] == [12, 12, 12]
    assert list(up["change"]) == sorted(panel.table["change"], reverse=True)[:14]
    lowest = sorted(panel.table["change"])
    assert list(down["change"]) == lowest[: len(down)] and lowest[len(down)] > lowest[11]
    for table in (up, down):
        assert (table["low"] <= table["change"] + Fraction(1, 100)).all()
        assert (table["high"] >= table["change"] - Fraction(1, 100)).all()
    # Banyuasin 2023: domain 4 printed 0,30, below the lowest level (data/README.md)
    assert list(up.index[~up["reproducible"]]) == ["Pemerintah Kab. Banyuasin"] and down["reproducible"].all()


def test_the_printed_national_index_is_not_the_mean_of_the_rows(panel):
    # national reports: 2,79 and 3,12; means of the 621 and 615 rows 2.816 and 3.169
    first = national_gap(panel.before, PrintedValue.read("P59-INDEX", "2.79"), LAW)
    second = national_gap(panel.after, PrintedValue.read("P59-INDEX", "3.12"), LAW)
    assert (first.rows, second.rows) == (621, 615)
    assert Fraction("0.025") < first.gap < Fraction("0.027") and Fraction("0.049") < second.gap < Fraction("0.05")
    for found in (first, second):
        for count in range(found.fewest - 2, found.most + 3):
            mean = (found.mean * found.rows + count) / (found.rows + count)  # the lowest level is 1
            assert (LAW.round(mean) == found.printed) == (found.fewest <= count <= found.most)


def test_a_gap_upwards_has_no_such_bodies():
    cards = {"A": Scorecard.of(LAW, {"index": "2.00"})}
    found = national_gap(cards, PrintedValue.read("P59-INDEX", "2.10"), LAW)
    assert (found.gap, found.fewest, found.most) == (Fraction(-1, 10), None, None)
    assert national_gap(cards, PrintedValue.read("P59-INDEX", "2.00"), LAW).fewest is None
    with pytest.raises(CoverageError):
        national_gap({}, PrintedValue.read("P59-INDEX", "2.10"), LAW)


def test_means_of_years_and_of_groups(panel):
    found = year_means(panel)
    assert found["joined"][1] - found["joined"][0] == panel.drift
    assert found["all"][0] == national_gap(panel.before, PrintedValue.read("P59-INDEX", "2.79"), LAW).mean
    groups = {
        kind: "local" if kind in ("provinsi", "kabupaten", "kota") else "central" for kind in set(panel.table["kind"])
    }
    means = group_means(panel, groups)
    local = panel.table["kind"].isin(["provinsi", "kabupaten", "kota"])
    assert means["local"] == sum(panel.table.loc[local, "change"]) / sum(local)
    assert sum(local) * means["local"] + sum(~local) * means["central"] == 607 * panel.drift


def test_printed_scores_leave_gaps_open():
    cards = {
        "A": Scorecard.of(LAW, {"index": "2.00", "D1": "3.00"}),
        "B": Scorecard.of(LAW, {"D1": "1.50", "D2": "2.50"}),
    }
    found = printed_scores(cards, ["P59-D1", "P59-D2"])
    assert found.loc["B"].tolist() == [Fraction("1.5"), Fraction("2.5")]
    assert found.at["A", "P59-D1"] == 3 and found.isna().sum().sum() == 1
