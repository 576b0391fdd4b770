"""The rules a publisher used, recovered from its own tables."""

import pytest

from spbe_analysis.analysis.consistency.consistency import legible
from spbe_analysis.analysis.consistency.publisher_rules import count_predicate_rules, count_rounding_rules
from spbe_analysis.evidence.as_printed import collection_cards
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


@pytest.fixture(scope="module")
def tables():
    """Legible figures of the two national tables, as printed."""
    found = {2023: [], 2024: []}
    for card in collection_cards():
        if card.document == f"Laporan Pelaksanaan Evaluasi SPBE Tahun {card.year}":
            found[card.year].append(legible(card, LAW)[1])
    return found


def test_half_up_is_recovered_from_2023_alone(tables):
    # METHODOLOGY section 1: 620, 602 and 388 of 621 rows; the one that fits no rule is Banyuasin,
    # whose D4 of 0,30 is off the scale and therefore set aside: its other figures do not go together either
    count = count_rounding_rules(tables[2023], LAW)
    assert (count.scorecards, count.fits) == (621, {"half_up": 620, "half_even": 602, "truncate": 388})
    assert count.rule == "half_up" and count.misfits["half_up"] == ("Pemerintah Kab. Banyuasin",)


def test_rounding_of_the_complete_rows_of_2024(tables):
    complete = [card for card in tables[2024] if len(card.values) == 5]
    count = count_rounding_rules(complete, LAW)
    assert (count.scorecards, count.fits) == (612, {"half_up": 612, "half_even": 591, "truncate": 332})


def test_predicate_rule_changes_between_the_years(tables):
    # METHODOLOGY section 1: Nias Barat and Boven Digoel 2023; Pacitan, Luwu and Nias Barat 2024
    before, after = (count_predicate_rules(tables[year], LAW) for year in (2023, 2024))
    assert before.rule == "rounded" and before.fits["rounded"] == before.scorecards == 621
    assert set(before.misfits["exact"]) == {"Pemerintah Kab. Nias Barat", "Pemerintah Kab. Boven Digoel"}
    assert after.rule == "exact" and after.fits["exact"] == after.scorecards == 615
    assert set(after.misfits["rounded"]) == {
        "Pemerintah Kab. Pacitan",
        "Pemerintah Kab. Luwu",
        "Pemerintah Kab. Nias Barat",
    }


def test_cards_that_tell_nothing_apart_name_no_rule():
    count = count_rounding_rules([Scorecard.of(LAW, {"index": "2.91"})], LAW)
    assert count.rule is None and set(count.fits.values()) == {1}
