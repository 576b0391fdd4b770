"""Nearest corrections: ranked, complete, and never offered for figures that stand."""

from fractions import Fraction

import pytest

from spbe_analysis.analysis.consistency.nearest_figures import (
    cell_suggestions,
    nearest_corrections,
    one_digit_away,
    possible_texts,
)
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import fixed

LAW = load_framework("permenpanrb-59-2020")


def texts(found):
    return [(*c.codes, *c.texts) for c in found]


def test_domain_of_ten_indicators_moves_in_tenths():
    # ten like indicators: 34/10 and 35/10 are printed 3.40 and 3.50, nothing is printed 3.45
    found = nearest_corrections(LAW, Scorecard.of(LAW, {"D1": "3.45"}))
    assert texts(found)[:2] == [("P59-D1", "3.40"), ("P59-D1", "3.50")]
    assert found[0].printed == ("3.45",) and found[0].values == (Fraction(17, 5),)


def test_lost_first_digit_of_jawa_timur_2024():
    # Laporan Pelaksanaan Evaluasi SPBE 2024, Tabel 32 no. 1: ",60" 4.40 3.09 4.87, index 4.43
    card = Scorecard.of(LAW, {"D2": "4.40", "D3": "3.09", "D4": "4.87", "index": "4.43"})
    assert cell_suggestions(LAW, card, "P59-D1", ",60")[0] == "4.60"


def test_blank_cells_of_2024():
    # Laporan Pelaksanaan Evaluasi SPBE 2024, Tabel 9 no. 16 and 17: D1 lost, D2-D4 and index printed
    for others, value in (("3.50 2.64 4.69 4.00", "4.30"), ("4.30 1.82 3.75 3.60", "4.00")):
        card = Scorecard.of(LAW, dict(zip(["D2", "D3", "D4", "index"], others.split(), strict=True)))
        assert cell_suggestions(LAW, card, "P59-D1", "") == [value]


def test_consistent_figures_need_no_correction():
    card = Scorecard.of(LAW, {"D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "3.90", "index": "2.91"})
    assert nearest_corrections(LAW, card) == []


def test_every_suggestion_makes_the_card_reproducible():
    card = Scorecard.of(LAW, {"D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "2.90", "index": "2.91"})
    found = nearest_corrections(LAW, card, limit=99)
    assert texts(found)[0] == ("P59-D4", "3.90")
    for correction in found:
        mended = card
        for code, text in zip(correction.codes, correction.texts, strict=True):
            mended = mended.with_value(code, text)
        assert not Reachable(LAW, mended).empty
    assert len({c.codes for c in found}) >= 2  # the index could be the mistaken cell as well


def test_pairs_only_when_no_single_cell_will_do():
    card = Scorecard.of(LAW, {"D1": "3.45", "D2": "1.95"})
    found = nearest_corrections(LAW, card)
    assert found[0].codes == ("P59-D1", "P59-D2") and found[0].texts == ("3.40", "1.90")
    assert nearest_corrections(LAW, card, cells=1) == []


def test_possible_texts_of_an_indicator():
    card = Scorecard.of(LAW, {"A4": "2.00", "I19": "1"})
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


def full_card(changes=None):
    """All 47 levels and every score that follows from them, some cells then replaced."""
    levels = {leaf: 1 + (7 * i) % 5 for i, leaf in enumerate(LAW.indicators)}
    scores = score_levels(levels, LAW)
    texts = {c: str(levels[c]) if c in levels else fixed(scores[c]) for c in LAW.nodes}
    return levels, Scorecard.of(LAW, {**texts, **(changes or {})})


def test_one_level_of_a_full_table_is_named():
    levels, _ = full_card()
    wrong = levels["P59-I33"] % 5 + 1
    _, card = full_card({"P59-I33": str(wrong)})
    found = nearest_corrections(LAW, card, limit=99)
    assert ("P59-I33", str(levels["P59-I33"])) in texts(found)
    assert all(c.codes[0] in LAW.leaves("P59-A7") for c in found)


def test_full_tables_give_the_same_single_corrections_as_the_general_search():
    for changes in ({"P59-A3": "1.23"}, {"P59-I33": "5"}, {"P59-I01": "4", "P59-A8": "1.00"}):
        _, card = full_card(changes)
        general = {
            (code, text)
            for code in card.values
            for text in possible_texts(LAW, card, code, card.values[code].decimals)
            if Fraction(text) != card.values[code].value
        }
        assert {(c.codes[0], c.texts[0]) for c in nearest_corrections(LAW, card, cells=1, limit=999)} == general
