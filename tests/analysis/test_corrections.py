"""Nearest corrections: ranked, complete, and never offered for figures that stand."""

from fractions import Fraction

import pytest

from spbe_analysis.analysis.corrections import nearest_corrections, one_digit_away, possible_texts
from spbe_analysis.analysis.reachable import Reachable
from spbe_analysis.evidence import Evidence
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


def texts(found):
    return [(*c.codes, *c.texts) for c in found]


def test_domain_of_ten_indicators_moves_in_tenths():
    # ten like indicators: 34/10 and 35/10 are printed 3.40 and 3.50, nothing is printed 3.45
    found = nearest_corrections(LAW, Evidence.of(LAW, {"D1": "3.45"}))
    assert texts(found)[:2] == [("P59-D1", "3.40"), ("P59-D1", "3.50")]
    assert found[0].printed == ("3.45",) and found[0].values == (Fraction(17, 5),)


def test_lost_first_digit_of_jawa_timur_2024():
    # Laporan Pelaksanaan Evaluasi SPBE 2024, Tabel 32 no. 1: ",60" 4.40 3.09 4.87, index 4.43
    card = Evidence.of(LAW, {"D2": "4.40", "D3": "3.09", "D4": "4.87", "index": "4.43"})
    found = nearest_corrections(LAW, card, unread={"P59-D1": ",60"})
    assert found[0].texts == ("4.60",)


def test_consistent_figures_need_no_correction():
    card = Evidence.of(LAW, {"D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "3.90", "index": "2.91"})
    assert nearest_corrections(LAW, card) == []


def test_every_suggestion_makes_the_card_reproducible():
    card = Evidence.of(LAW, {"D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "2.90", "index": "2.91"})
    found = nearest_corrections(LAW, card, limit=99)
    assert texts(found)[0] == ("P59-D4", "3.90")
    for correction in found:
        mended = card
        for code, text in zip(correction.codes, correction.texts, strict=True):
            mended = mended.with_value(code, text)
        assert not Reachable(LAW, mended).empty
    assert len({c.codes for c in found}) >= 2  # the index could be the mistaken cell as well


def test_pairs_only_when_no_single_cell_will_do():
    card = Evidence.of(LAW, {"D1": "3.45", "D2": "1.95"})
    found = nearest_corrections(LAW, card)
    assert found[0].codes == ("P59-D1", "P59-D2") and found[0].texts == ("3.40", "1.90")
    assert nearest_corrections(LAW, card, cells=1) == []


def test_possible_texts_of_an_indicator():
    card = Evidence.of(LAW, {"A4": "2.00", "I19": "1"})
    assert possible_texts(LAW, card, "P59-I20") == ["3"]


@pytest.mark.parametrize(
    ("printed", "text", "near"),
    [
        ("3,45", "3.40", True),
        (",60", "4.60", True),
        ("3.45", "3.50", False),
        ("", "4.30", False),
        ("33.40", "3.40", True),
    ],
)
def test_one_digit_away(printed, text, near):
    assert one_digit_away(printed, text) is near
