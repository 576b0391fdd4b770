"""The tile map: a tile for every province of the register, a number in each, and colours that tell sign and size."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from spbe_analysis.evidence.register import institutions_of
from spbe_analysis.presentation.drawing import tile_map as tiles
from spbe_analysis.presentation.drawing.axes import diverging, ink_on
from spbe_analysis.presentation.drawing.style import GAIN, LOSS
from spbe_analysis.presentation.drawing.svg import to_svg

PROVINCES = [body.province for body in institutions_of("provinsi")]


def squares(ax) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_width() == pytest.approx(0.9)]


def test_every_province_of_the_register_has_one_tile_of_its_own():
    layout = tiles.province_tiles()
    assert set(layout) == set(PROVINCES) and len(layout) == 38
    assert len({(tile.column, tile.row) for tile in layout.values()}) == 38
    assert len({tile.label for tile in layout.values()}) == 38


def test_islands_lie_about_as_they_do():
    at = tiles.province_tiles()
    west_to_east = ["Aceh", "Kalimantan Barat", "Sulawesi Selatan", "Maluku", "Papua"]
    assert [at[name].column for name in west_to_east] == sorted(at[name].column for name in west_to_east)
    north_to_south = ["Aceh", "Sumatera Barat", "Lampung"]
    assert [at[name].row for name in north_to_south] == sorted(at[name].row for name in north_to_south)
    assert at["Kalimantan Utara"].row < at["Kalimantan Timur"].row < at["Kalimantan Selatan"].row


def test_the_layout_says_whose_it_is():
    about = tomllib.loads(tiles.LAYOUT.with_suffix(".toml").read_text(encoding="utf-8"))
    assert about["publisher"] == "This project" and about["made"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_numbers_stand_in_the_tiles_and_signs_in_changes(language):
    values = {name: Fraction(i - 3, 10) for i, name in enumerate(PROVINCES)}
    ax = tiles.tile_map(values, "x", language, change=True)
    mark = "," if language == "id" else "."
    words = [text.get_text() for text in ax.texts]
    assert f"+0{mark}10" in words and f"\N{MINUS SIGN}0{mark}30" in words and f"0{mark}00" in words
    assert len(squares(ax)) == 38
    levels = [text.get_text() for text in tiles.tile_map({"Aceh": Fraction(3)}, "x", language).texts]
    assert f"3{mark}00" in levels and f"+3{mark}00" not in levels


def test_colours_tell_a_gain_from_a_loss_and_a_fall_has_a_heavy_line():
    values = {"Aceh": Fraction(1), "Bali": Fraction(-1), "Riau": Fraction(0), "Papua": None}
    ax = tiles.tile_map(values, "x", "en", change=True)
    up, down, level, unknown = squares(ax)
    assert to_hex(up.get_facecolor()) == GAIN.lower() and to_hex(down.get_facecolor()) == LOSS.lower()
    assert sum(level.get_facecolor()[:3]) > 2.95 and unknown.get_hatch()  # white but for the table's grain
    assert down.get_linewidth() > up.get_linewidth()


def test_every_number_can_be_read_on_its_tile():
    for colour in [diverging()(i / 50) for i in range(51)]:
        ink = ink_on(colour)
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
        light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        contrast = (light + 0.05) / 0.05 if ink == "black" else 1.05 / (light + 0.05)
        assert contrast >= 4.5  # WCAG 2.1, success criterion 1.4.3


def test_a_new_province_stands_below_the_map_under_its_own_name():
    """The next province that is founded must not stop a report."""
    values = {"Papua Tenggara": Fraction(1), "Aceh": Fraction(2)}
    texts = [text.get_text() for text in tiles.tile_map(values, "x", "en").texts]
    assert any("Papua Tenggara" in text for text in texts) and tiles.short_name("Papua Tenggara") == "Papua Tenggara"


def test_the_same_values_give_the_same_bytes():
    values = dict.fromkeys(PROVINCES, Fraction(1, 3))
    first, second = (to_svg(tiles.tile_map(values, "x", "id").figure) for _ in range(2))
    assert first == second
