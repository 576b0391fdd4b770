"""Figures written straight as SVG: places, ticks, safe words, and what the exploration draws with them."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import pandas as pd
import pytest

from spbe_analysis.explore.figures import index_scale, peer_changes, widening
from spbe_analysis.explore.svg_axes import QuickFigure, _ticks
from spbe_analysis.presentation.drawing.style import GAIN, LOSS, SOFT
from spbe_analysis.presentation.page.document import picture

BANDS = [("Kurang", Fraction(1)), ("Cukup", Fraction(18, 10)), ("Baik", Fraction(26, 10))]


def _tree(page: QuickFigure) -> ElementTree.Element:
    return ElementTree.fromstring(page.svg)


def _words(page: QuickFigure) -> list[str]:
    return [span.text for span in _tree(page).iter("{http://www.w3.org/2000/svg}tspan")]


def _bars(page: QuickFigure) -> list[tuple[float, float, float, str]]:
    """Left, width, height and colour of every box but the ground."""
    boxes = list(_tree(page).iter("{http://www.w3.org/2000/svg}rect"))[1:]
    return [(*(float(box.get(key)) for key in ("x", "width", "height")), box.get("fill")) for box in boxes]


def test_values_lie_between_the_margins():
    page = QuickFigure((200, 100), (20, 30, 10, 40), (1, 5), (0, 2))
    assert (page.x(1), page.x(3), page.x(5)) == (20, 95, 170)
    assert (page.y(0), page.y(1), page.y(2)) == (10, 35, 60)


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        ((1, 5), ["1,00", "2,00", "3,00", "4,00", "5,00"]),
        ((-0.26, 0.9), ["−0,20", "0,00", "0,20", "0,40", "0,60", "0,80"]),
        ((0.001, 0.016), ["0,0025", "0,0050", "0,0075", "0,0100", "0,0125", "0,0150"]),
        ((2.0, 2.1), ["2,00", "2,02", "2,04", "2,06", "2,08", "2,10"]),
    ],
)
def test_ticks_are_round_and_few(ends, wanted):
    found = [text for _, text in _ticks(ends, "id")]
    assert found == wanted
    assert 2 <= len(found) <= 8 and all(ends[0] <= value <= ends[1] for value, _ in _ticks(ends, "id"))


def test_words_are_shown_and_never_run():
    page = QuickFigure((200, 100), (20, 30, 10, 40), (1, 5), (0, 2))
    page.words("<script>alert(1)</script> & co\nsecond line", 10, 10)
    assert "<script" not in page.svg and _words(page) == ["<script>alert(1)</script> & co", "second line"]
    block = picture(page.svg, page.size, "page", "two lines of words, for a test", "Words.")
    assert 'width="200" height="100"' in block.markup and "<script" not in block.markup


@pytest.mark.parametrize(("now", "colour"), [("2.5", GAIN), ("1.9", LOSS)])
def test_the_arrow_shows_the_move_in_its_colour(now, colour):
    dots = [("2023", Fraction("2.15"), "2,15"), ("Awal", Fraction("2.15"), "2,15"), ("Sekarang", Fraction(now), now)]
    page = index_scale(BANDS, dots, 5, "id")
    head = re.search(rf'<path d="M([\d.]+) [\d.]+l(-?7) -4v8z" fill="{colour}"', page.svg)
    assert float(head[1]) == pytest.approx(page.x(float(now)), abs=0.01) and (head[2] == "-7") == (colour == GAIN)
    assert {"Cukup", "2023", "Awal", "Sekarang"} <= set(_words(page))
    still = index_scale(BANDS, [*dots[:2], ("Sekarang", dots[1][1], "2,15")], 5, "id")
    assert "v8z" not in still.svg


def test_bars_are_as_wide_as_the_ranges_and_coloured_by_what_is_sure():
    rows = pd.DataFrame(
        [
            {
                "label": "up",
                "low": Fraction(1, 10),
                "high": Fraction(3, 10),
                "least": Fraction(1, 10),
                "most": Fraction(3, 10),
            },
            {
                "label": "down",
                "low": Fraction(-3, 10),
                "high": Fraction(-1, 10),
                "least": Fraction(-2, 10),
                "most": Fraction(-1, 10),
            },
            {
                "label": "open",
                "low": Fraction(-1, 10),
                "high": Fraction(1, 10),
                "least": Fraction(0),
                "most": Fraction(0),
            },
        ],
        dtype=object,
    ).assign(heavy=False)
    page = widening(rows, (Fraction(-1), Fraction(1)), "en")
    thin = [bar for bar in _bars(page) if bar[2] == 6]
    assert [colour for *_, colour in thin] == [GAIN, LOSS, SOFT]
    assert [width for _, width, *_ in thin] == pytest.approx([page.x(0.2) - page.x(0)] * 3, abs=0.02)
    pale = [width for _, width, height, _ in _bars(page) if height == 14]
    assert pale[2] == 3, "what is certain is still seen"
    assert "+0.100 to +0.300" in _words(page)


def test_every_institution_is_one_circle_but_the_named_ones_have_corners():
    rows = pd.DataFrame(
        {
            "start": [Fraction(2), Fraction(3), Fraction(4), Fraction(3)],
            "change": [Fraction(1, 2), Fraction(0), Fraction(-1, 4), Fraction(1)],
            "peer": [True, True, False, False],
        },
        index=["A", "B", "C", "D"],
    )
    page = peer_changes(rows, Fraction(1, 8), "A", ["C"], "en")
    assert page.svg.count("<circle") == 2 + 2  # and two in the key
    assert {"A", "C", "peers", "others of the same kind"} <= set(_words(page))
    for blue in re.findall(rf'<path d="M([\d.]+) [^"]*" fill="{GAIN}"', page.svg)[-1:]:
        assert float(blue) == pytest.approx(page.x(2), abs=0.01)
    alone = peer_changes(rows.head(3), None, "A", ["C"], "en")
    assert "others of the same kind" not in _words(alone)
    several = peer_changes(rows, None, "A", ["C", "D"], "en")
    assert several.svg.count(f'fill="{LOSS}"') == 2 + 1 and "2 other institutions chosen" in _words(several)
