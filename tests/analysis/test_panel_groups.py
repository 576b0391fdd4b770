"""Peers, distributions and movement between predicates."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spbe_analysis.analysis.panel.join import join_years
from spbe_analysis.analysis.panel.peers import distribution, movement, peers
from spbe_analysis.errors import InstitutionError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
KALTIM = "Pemerintah Provinsi Kalimantan Timur"


@pytest.fixture(scope="module")
def panel():
    return join_years(all_scorecards(2023), all_scorecards(2024), load_register(), LAW)


def test_peers_obey_the_rule_and_all_who_obey_are_peers(panel):
    found = peers(panel, KALTIM)
    rule = {
        name
        for name, row in panel.table.iterrows()
        if row["kind"] == "provinsi" and abs(row["index_before"] - Fraction("2.91")) <= Fraction("0.25")
    }
    farther = peers(panel, KALTIM, Fraction("0.5")).table["distance"]
    assert (farther > Fraction("0.25")).any()  # so the quarter of a point decides
    assert set(found.table.index) == rule and KALTIM in rule and found.count == len(rule) - 1
    assert list(found.table["change"]) == sorted(found.table["change"], reverse=True)
    assert found.table.at[KALTIM, "rank"] == 1 + sum(found.table["change"] > Fraction("0.88"))
    others = found.table.drop(KALTIM)["change"]
    assert found.mean_change == sum(others) / len(others)


def test_peers_in_the_same_province_are_flagged(panel):
    found = peers(panel, "Pemerintah Kota Samarinda", Fraction(5))
    assert found.count == 92  # 93 cities join
    flagged = set(found.table.index[found.table["same_province"]])
    assert {"Pemerintah Kota Balikpapan", "Pemerintah Kota Bontang"} <= flagged and len(flagged) == 3
    assert peers(panel, "Sekretariat Kabinet").mean_change is None


def test_someone_in_one_year_only_has_no_peers(panel):
    with pytest.raises(InstitutionError, match="2023 and 2024"):
        peers(panel, panel.joiners[0])


def test_distribution_counts_everybody(panel):
    found = distribution(panel)
    everyone = found.loc[("", "change")]
    assert everyone["n"] == 607 == everyone["risen"] + everyone["unchanged"] + everyone["fallen"]
    assert everyone["mean"] == panel.drift
    kinds = found.drop(index="", level="kind").xs("change", level="measure")
    assert kinds["n"].sum() == 607 and kinds["risen"].sum() == everyone["risen"]
    values = sorted(panel.table["index_before"])
    assert found.loc[("", "index_before"), "p50"] == values[303]  # the 304th of 607
    assert (found["least"] <= found["p10"]).all() and (found["p90"] <= found["greatest"]).all()


def test_movement_counts_printed_predicates(panel):
    found = movement(panel)
    assert found.to_numpy().sum() == 607
    assert list(found.index) == ["Kurang", "Cukup", "Baik", "Sangat Baik", "Memuaskan"]
    moved = (panel.table["predicate_before"] == "Baik") & (panel.table["predicate_after"] == "Sangat Baik")
    assert found.at["Baik", "Sangat Baik"] == moved.sum() > 0
    parts = [movement(panel, kind) for kind in sorted(set(panel.table["kind"]))]
    assert sum(part.to_numpy().sum() for part in parts) == 607


def test_an_unstated_predicate_has_a_row_of_its_own(panel):
    from dataclasses import replace

    table = panel.table.copy()
    table.loc[KALTIM, "predicate_after"] = ""
    found = movement(replace(panel, table=table))
    assert found.at["Baik", ""] == 1 and found.to_numpy().sum() == 607
