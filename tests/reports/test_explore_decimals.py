"""Exploration of decimal levels, as indicators have them from 2026 on: pasted, drawn, moved in number boxes."""

from __future__ import annotations

from fractions import Fraction

import pytest

import spbe_analysis as spbe
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import CoverageError, SpbeError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.explore import controls, starting_levels
from spbe_analysis.explore.state import Choice
from spbe_analysis.regulation import load_framework

P8 = load_framework("permenpanrb-8-2026")
CARD_2026 = "2.0 1.5 1.26 1.3 1.0 1.0 1.0 1.0 1.0 1.0 1.5 1.25 1.17 1.0 1.0 1.0 2.5 1.0 1.0 1.3"  # Kab. Aceh Tengah


@pytest.mark.parametrize(
    "pasted",
    [
        CARD_2026,
        CARD_2026.replace(" ", "\n"),
        CARD_2026.replace(" ", ","),
        CARD_2026.replace(".", ","),
        CARD_2026.replace(".", ",").replace(" ", "; "),
    ],
    ids=["points", "lines", "points between commas", "commas", "commas and semicolons"],
)
def test_decimal_levels_are_pasted(pasted):
    taken = starting_levels.own_from_text(pasted, P8, "own")
    assert taken.whole
    levels = starting_levels.starts([], P8, taken)["own"].levels
    assert levels["P8-I03"] == Fraction("1.26") and score_levels(levels, P8)[P8.root] == Fraction("1.2415")


def test_levels_that_fit_decimal_scores_print_them():
    """Index and aspects of Kab. Aceh Tengah 2026 (interim) as printed; drawn values once came in thousandths."""
    printed = {"A1": "1.75", "A2": "1.28", "A3": "1.00", "A4": "1.17", "A5": "1.08", "A6": "1.40", "A7": "1.18"}
    card = Scorecard.of(P8, {"index": "1.24", **printed})
    levels = starting_levels.fitting_levels(FeasibleSet(P8, card))
    scores = score_levels(levels, P8)
    assert all(P8.round(scores[code]) == value.value for code, value in card.values.items())


def test_number_boxes_take_decimals_where_levels_are_decimal():
    moved = {}
    boxes = controls.Steppers(P8, lambda code, level: moved.update({code: level}))
    start = dict.fromkeys(P8.indicators, 1)
    boxes.put({**start, "P8-I03": Fraction("1.26")}, start)
    assert boxes.boxes["P8-I03"].value == 1.26
    boxes.boxes["P8-I04"].value = 2.5
    assert moved["P8-I04"] == 2.5


def test_whole_levels_stay_whole():
    choice = Choice("Kota Bandar Lampung", 2023, 2024)
    with pytest.raises(CoverageError):
        choice.move({"I01": 2.5})


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"prior": "category"}, "kabupaten"),
        ({"prior": "learned"}, "8/2026"),
        ({"change_prior": "learned"}, "8/2026"),
    ],
)
def test_a_prior_that_does_not_hold_for_decimals_says_why(options, why):
    """No category mean of 2026 is printed; the weights were learned from whole levels of 59/2020."""
    with pytest.raises(SpbeError) as refused:
        spbe.drivers("Kab. Aceh Tengah", 2026, 2026, stage="self_assessment", to_stage="interim", **options)
    assert why in str(refused.value)
