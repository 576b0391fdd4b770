"""The joined years: who is in them, the three-way ledger, contributions of every institution."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from spbe_analysis.analysis.panel.join import (
    ROUNDING,
    contribution_bounds,
    domain_ledger,
    index_bounds,
    join_years,
    three_way,
)
from spbe_analysis.errors import BridgeError, CoverageError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import Institution, load_register
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
KALTIM = "Pemerintah Provinsi Kalimantan Timur"


@pytest.fixture(scope="module")
def panel():
    return join_years(all_scorecards(2023), all_scorecards(2024), load_register(), LAW)


def test_607_join_8_come_and_14_go(panel):
    # data/README.md: 621 and 615 institutions, 607 in both
    assert (len(panel.table), len(panel.joiners), len(panel.leavers)) == (607, 8, 14)
    assert (len(panel.before), len(panel.after), panel.years) == (621, 615, (2023, 2024))
    assert not set(panel.joiners) & set(panel.before) and not set(panel.leavers) & set(panel.after)


def test_three_way_ledger_is_exact_for_all(panel):
    table = panel.table
    assert (table["change"] == table["index_after"] - table["index_before"]).all()
    assert all(row.change == row.drift + row.category + row.own for row in table.itertuples())
    assert panel.drift == sum(table["change"]) / 607
    assert sum(table["category"]) == 0 and sum(table["own"]) == 0
    for _, part in table.groupby("kind"):
        assert sum(part["own"]) == 0 and part["category"].nunique() == 1


def test_kalimantan_timur_rose_by_far_more_than_nation_and_kind(panel):
    row = panel.table.loc[KALTIM]
    # national reports 2023 and 2024: 2.91 and 3.79
    assert (row["kind"], row["change"]) == ("provinsi", Fraction("0.88"))
    assert row["own"] == row["change"] - sum(panel.table.loc[panel.table["kind"] == "provinsi", "change"]) / 38
    assert row["own"] > Fraction("0.4") > row["drift"] > Fraction("0.3")


def test_reversing_the_years_reverses_every_part(panel):
    back = join_years(panel.after, panel.before, load_register(), LAW)
    for column in ("change", "drift", "category", "own"):
        assert (back.table[column] == -panel.table[column]).all()
    assert (back.joiners, back.leavers) == (panel.leavers, panel.joiners)


def test_domain_ledger_adds_up_to_the_index_ledger(panel):
    ledger = domain_ledger(panel)
    assert len(ledger) == 607 * 5
    total = ledger.groupby(level="institution", sort=False).sum()
    for column in ("change", "drift", "category", "own"):
        assert (total[column] == panel.table.loc[total.index, column]).all()
    assert all(row.change == row.drift + row.category + row.own for row in ledger.itertuples())
    own = ledger.loc[KALTIM]
    # weight x printed change: 0.25 x (3.50 - 1.90) and 0.13 x (3.70 - 3.00)
    assert own.at["P59-D2", "change"] == Fraction("0.4") and own.at["P59-D1", "change"] == Fraction("0.091")
    # printed digits leave at most half a unit at each end of each part and of the whole; Banyuasin's index was
    # computed with a score off the scale and Jawa Timur's D1 is corrected, both still within it
    assert max(abs(x) for x in ledger.xs(ROUNDING, level="code")["change"]) <= Fraction(2, 100)


def test_contributions_of_every_institution_are_exact_where_sums_are_fixed(panel):
    bounds = contribution_bounds(panel, ["domain"])
    assert len(bounds) == 607 * 4 and (bounds["low"] <= bounds["high"]).all()
    fixed = bounds[bounds["code"].isin(["P59-D1", "P59-D2", "P59-D3"]) & bounds["reproducible"]]
    assert fixed["identified"].all()
    own = bounds[bounds["institution"] == KALTIM].set_index("code")
    # METHODOLOGY, level sums 30->37, 19->35, 18->31 and domain 4 in [0.190, 0.195]
    assert list(own["low"]) == [Fraction(91, 1000), Fraction(4, 10), Fraction(195, 1000), Fraction(190, 1000)]
    assert own.at["P59-D4", "high"] == Fraction(195, 1000)
    lost = set(bounds.loc[~bounds["reproducible"], "institution"])
    assert lost == {"Pemerintah Kab. Banyuasin"}  # domain 4 printed 0,30 in 2023, below the lowest level


def test_index_bounds_hold_the_printed_index(panel):
    bounds = index_bounds(panel.after, LAW)
    for name, (low, high) in bounds.items():
        printed = panel.after[name].values[LAW.root].value
        assert printed - Fraction(1, 200) <= low <= high < printed + Fraction(1, 200), name


def test_random_changes_split_exactly():
    rng = random.Random(1)
    kinds = {f"b{i}": rng.choice(["x", "y", "z"]) for i in range(50)}
    change = {name: Fraction(rng.randint(-200, 200), 100) for name in kinds}
    table = three_way(change, kinds)
    assert all(row.change == row.drift + row.category + row.own for row in table.itertuples())
    lifted = three_way({name: value + 1 for name, value in change.items()}, kinds)
    assert (lifted["drift"] == table["drift"] + 1).all() and (lifted["own"] == table["own"]).all()


def card(year: int, index: str, regulation: str = LAW.id, **more: str) -> Scorecard:
    return Scorecard(regulation, Scorecard.of(LAW, {"index": index, **more}).values, year=year)


def test_refusals_list_everything():
    bodies = [Institution("A", "kota", "X"), Institution("B", "kota", "X")]
    with pytest.raises(CoverageError, match="C is not in the register"):
        join_years({"A": card(2023, "2.00")}, {"A": card(2024, "2.00"), "C": card(2024, "2.00")}, bodies, LAW)
    with pytest.raises(CoverageError, match="no institution"):
        join_years({"A": card(2023, "2.00")}, {"B": card(2024, "2.00")}, bodies, LAW)
    with pytest.raises(BridgeError, match="A 2019"):
        join_years({"A": card(2019, "2.00", "permenpanrb-5-2018")}, {"A": card(2024, "2.00")}, bodies, LAW)
    alone = join_years({"A": card(2023, "2.00")}, {"A": card(2024, "2.50")}, bodies, LAW)
    assert alone.table.loc["A", "own"] == 0
    with pytest.raises(CoverageError, match="domain"):
        domain_ledger(alone)
