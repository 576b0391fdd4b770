"""Places, ties and the places that rounding allows."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from spbe_analysis.analysis.panel.join import join_years
from spbe_analysis.analysis.panel.ranks import panel_ranks, ranks
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
KALTIM = "Pemerintah Provinsi Kalimantan Timur"


def place_of(table, institution, measure, scope="kind"):
    """The one row of an institution, a measure and a scope."""
    return table.set_index(["institution", "measure", "scope"]).loc[(institution, measure, scope)]


@pytest.fixture(scope="module")
def table():
    return panel_ranks(join_years(all_scorecards(2023), all_scorecards(2024), load_register(), LAW))


def test_kalimantan_timur_among_the_provinces(table):
    before, after, change = (place_of(table, KALTIM, measure) for measure in ("before", "after", "change"))
    # national reports, tables of provinces: 22nd of 38 with 2.91, 15th to 16th with 3.79, fifth-largest rise 0.88
    assert (before["rank"], before["last"], before["of"]) == (22, 22, 38)
    assert (after["rank"], after["last"], after["tied"]) == (15, 16, 2)
    assert (change["rank"], change["last"], change["value"]) == (5, 5, Fraction("0.88"))
    assert (after["best"], after["worst"]) == (15, 16)


def test_a_tie_in_print_may_be_resolved_by_the_printed_domains(table):
    nation = place_of(table, KALTIM, "before", "nation")
    assert (nation["rank"], nation["last"], nation["of"]) == (281, 284, 621)
    assert nation["rank"] <= nation["best"] <= nation["worst"] <= nation["last"]
    assert nation["worst"] - nation["best"] < nation["tied"] - 1


def test_rounding_never_moves_an_index_beyond_its_tie(table):
    still = table[table["measure"] != "change"]
    assert (still["rank"] <= still["best"]).all() and (still["worst"] <= still["last"]).all()
    assert (table["last"] - table["rank"] + 1 == table["tied"]).all()
    moved = table[table["measure"] == "change"]
    assert len(moved) == 2 * 607 and (moved["best"] <= moved["worst"]).all()


def test_places_equal_every_exact_figure_within_bounds():
    rng = random.Random(2)
    for _ in range(60):
        names = [f"b{i}" for i in range(5)]
        ends = {n: sorted(Fraction(rng.randint(0, 6)) for _ in range(2)) for n in names}
        printed = {n: Fraction(round(sum(ends[n]) / 4)) for n in names}
        found = ranks(printed, {n: tuple(e) for n, e in ends.items()})
        for i, name in enumerate(names):
            places = {1 + sum(other > exact[i] for other in exact) for exact in product(*ends.values())}
            assert (found.at[name, "best"], found.at[name, "worst"]) == (min(places), max(places))
            assert found.at[name, "rank"] == 1 + sum(p > printed[name] for p in printed.values())
            assert found.at[name, "tied"] == list(printed.values()).count(printed[name])
