"""A set of institutions against its mean: a selection of the panel, with nobody dropped in silence."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

import spbe_analysis as spbe
from spbe_analysis.errors import BridgeError, CoverageError, InstitutionError, ParameterError
from spbe_analysis.presentation.drawing.style import NARROW, narrow
from spbe_analysis.presentation.page.error_text import refusal
from spbe_analysis.studies.compare import MEAN

KALTIM = "Pemerintah Provinsi Kalimantan Timur"
THREE = ["Kaltim", "Kalsel", "Kalteng"]


@pytest.fixture(scope="module")
def three():
    return spbe.compare(THREE, from_year=2023, to_year=2024)


def test_rows_are_those_of_the_panel(three):
    nation = spbe.panel(2023, 2024).to_frame(exact=True)
    rows = three.rows
    shared = [name for name in rows if name in nation]
    assert {"index_before", "D2_after", "D4_low", "D4_high", "D4_verdict", "D4_direction"} <= set(shared)
    for name in rows.index:
        assert rows.loc[name, shared].tolist() == nation.loc[name, shared].tolist()


def test_the_mean_is_that_of_the_printed_figures(three):
    # national reports 2023, Tabel 35, and 2024, Tabel 36: 2.91, 2.69, 2.75 and 3.79, 3.63, 2.87
    assert three.mean["index_before"] == Fraction("8.35") / 3 and three.mean["index_after"] == Fraction("10.29") / 3
    assert three.mean["change"] == three.mean["index_after"] - three.mean["index_before"]
    for code in ("D1", "D2", "D3", "D4"):
        lows, highs = three.rows[f"{code}_low"], three.rows[f"{code}_high"]
        assert (three.mean[f"{code}_low"], three.mean[f"{code}_high"]) == (sum(lows) / 3, sum(highs) / 3)
    apart = three.to_frame("difference", exact=True)
    assert not any(map(sum, (apart[name] for name in apart)))  # differences from a mean add up to nothing
    assert list(three.rows["difference"]) == list(apart["index_after"])
    assert list(three.rows["rank_after"]) == [2, 3, 1]


def test_one_year_alone_has_no_change(three):
    one = spbe.compare(THREE, 2024)
    assert one.years == (2024,) and one.exact.equals(spbe.compare(THREE, to_year=2024).exact)
    shared = list(one.exact)
    assert not [name for name in shared if "before" in name or "change" in name or name.endswith(("low", "verdict"))]
    assert one.exact.values.tolist() == three.exact[shared].values.tolist()


def test_sets_by_province_kind_and_a_column_of_ones_own():
    province = spbe.compare(province="Kalimantan Timur", from_year=2023, to_year=2024)
    assert len(province.rows) == 11 and province.own == KALTIM  # the register: the province, 7 kabupaten, 3 kota
    cities = spbe.compare(kind="kota", province="Kalimantan Timur", to_year=2024)
    assert len(cities.rows) == 3 and cities.own == ""
    column = pd.DataFrame({"nama": ["Kota Bontang", "Kota Samarinda", "Kota Balikpapan"]})["nama"]
    assert spbe.compare(column, 2024).exact.equals(cities.exact)
    assert "(kota) di Kalimantan Timur" in cities.sentences("id")[0]


def test_nobody_is_left_out_in_silence():
    found = spbe.compare(["Kaltim", "Kalsel", "Kab. Nduga"], 2023, 2024)
    assert found.left_out == {"Pemerintah Kab. Nduga": (2023,)}  # no row of 2023
    assert found.to_frame("left_out").loc["Pemerintah Kab. Nduga", "without_index"] == "2023"
    assert any("Pemerintah Kab. Nduga (2023)" in told for told in found.sentences("id"))
    assert len(spbe.compare(["Kaltim", "Kalsel", "Kab. Nduga"], 2024).rows) == 3


def test_corrected_figures_are_named_and_counted_as_in_the_panel():
    found = spbe.compare(province="Jawa Timur", from_year=2023, to_year=2024)
    assert found.corrected == {"Pemerintah Provinsi Jawa Timur": (2024,)}  # data/corrections.csv
    assert "Pemerintah Provinsi Jawa Timur (2024)" in found.sentences("en")[-1]
    assert "Pemerintah Provinsi Jawa Timur" in found.rows.index


def test_figures_that_no_levels_give_are_named_and_their_direction_is_not_told():
    from spbe_analysis.presentation.comparison.tables import rows

    found = spbe.compare(province="Sumatera Selatan", from_year=2023, to_year=2024)
    name = "Pemerintah Kab. Banyuasin"  # domain 4 of 2023 printed 0.30, below the lowest level
    assert found.not_reproducible == [name] and any(name in told for told in found.sentences("id"))
    (row,) = (row for row in rows(found, "en") if row.name == name)
    assert {(part.direction, part.way) for part in row.parts} == {("not reproducible", "")}
    assert spbe.compare(province="Bali", from_year=2023, to_year=2024).not_reproducible == []


def test_a_domain_that_one_does_not_publish_has_no_mean():
    found = spbe.compare(["Kota Bandar Lampung", "Kaltim"], 2021, 2023)  # of Kaltim 2021 the index alone is published
    assert found.mean["D1_before"] is None and found.mean["D1_after"] is not None
    assert found.mean["index_before"] is not None and "no mean" not in " ".join(found.sentences("en")).lower()
    one = spbe.compare(["Kota Bandar Lampung", "Kaltim"], 2021)
    assert one.mean["D1_after"] is None and any(told.startswith("No mean is given of") for told in one.sentences("en"))
    assert len(one.plot().texts) > 2


def test_kind_and_province_are_told_as_the_register_spells_them():
    found = spbe.compare(kind="KOTA", province="kalimantan timur", to_year=2024)
    assert (found.kind, found.province) == ("kota", "Kalimantan Timur")
    assert found.sentences("en")[0].startswith("Mean index of 3 institutions (city) in Kalimantan Timur: ")
    assert found.sentences("id")[0].startswith("Rata-rata indeks 3 instansi (kota) di Kalimantan Timur: ")


def test_the_ends_are_said_of_the_set_alone_where_one_left_out_stands_below_it():
    found = spbe.compare(province="Papua Barat Daya", from_year=2023, to_year=2024)
    out = found.apart[2024]["Pemerintah Kab. Raja Ampat"].values[found.framework.root].value
    assert out < min(found.rows["index_after"])
    assert found.sentences("en")[1].startswith("Highest of these in 2024: ")
    assert found.sentences("id")[1].startswith("Tertinggi di antaranya pada 2024: ")


def test_a_score_that_all_share_is_told_once():
    """Papua Selatan 2024: Manajemen SPBE is printed 1.00 for all four."""
    (figure,) = spbe.compare(province="Papua Selatan", from_year=2023, to_year=2024).figure("domain", "en")
    assert "Management: all 1.00." in figure.about["alt"]


def test_nothing_is_said_to_have_contributed_to_a_mean_that_stood():
    change = spbe.panel(2023, 2024).to_frame()["change"]
    found = spbe.compare(change.index[change == 0][:3], 2023, 2024)
    assert found.mean["change"] == 0 and "contribution" not in " ".join(found.sentences("en"))


REFUSED = {
    "unknown, several, empty and twice at once": (
        lambda: spbe.compare(["Kaltimm", "Bogor", "", "Kaltim", "Pemprov Kaltim"], 2024),
        InstitutionError,
        ["'Kaltimm'. Mungkin: Pemerintah Provinsi Kalimantan Timur", "'Bogor' cocok dengan 2", "Nama ke-3", "2 kali"],
    ),
    "no names at all": (lambda: spbe.compare(5, 2024), ParameterError, ["institutions: 5", "spbe.compare("]),
    "one alone": (lambda: spbe.compare("Kaltim", 2024), CoverageError, ["sedikitnya dua instansi", "dari 1"]),
    "an empty set": (lambda: spbe.compare([], 2024), CoverageError, ["sedikitnya dua instansi", "dari 0"]),
    "a year of one": (lambda: spbe.compare(THREE, 2025), CoverageError, ["indeks 2025 tidak dipublikasikan"]),
    "no year": (lambda: spbe.compare(THREE), ParameterError, ["Tahun indeks belum disebut"]),
    "years in the wrong order": (lambda: spbe.compare(THREE, 2024, 2023), ParameterError, ["lebih awal"]),
    "two regulations": (lambda: spbe.compare(THREE, 2019, 2021), BridgeError, ["spbe bridge"]),
    "nobody": (lambda: spbe.compare(to_year=2024), ParameterError, ["belum disebut"]),
    "named and chosen": (lambda: spbe.compare(THREE, 2024, kind="kota"), ParameterError, ["jangan keduanya"]),
    "no such kind": (lambda: spbe.compare(kind="desa", to_year=2024), InstitutionError, ["'desa'"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_refusal_is_one_that_a_reader_can_act_on(case):
    call, kind, wanted = REFUSED[case]
    with pytest.raises(kind) as refused:
        call()
    told = refused.value.told("id")
    assert all(words in told for words in wanted), told
    assert "Keterangan teknis" not in refusal(refused.value, "id").plain


def test_what_is_saved_is_the_table_with_its_mean(three, tmp_path):
    files = three.save(tmp_path / "new")
    assert [path.name for path in files] == ["comparison-2023-2024.csv", "comparison-2023-2024.xlsx"]
    before = [path.read_bytes() for path in files]
    table = pd.read_csv(files[0], encoding="utf-8-sig").set_index("institution")
    assert table.index[-1] == MEAN and table.loc[KALTIM, "index_after"] == 3.79
    sheets = pd.read_excel(files[1], sheet_name=None, engine="openpyxl")
    data, book, sources, cite = sheets.values()
    assert list(book["column"]) == list(data) and data.iloc[-1]["change"] == pytest.approx(float(three.mean["change"]))
    assert sources["values"].sum() == 30 and any("Pemerintah Provinsi" in str(one) for one in cite.iloc[:, 0])
    assert [path.read_bytes() for path in three.save(tmp_path / "new")] == before


@pytest.mark.parametrize("count", [2, 7, 60])
def test_the_figure_holds_two_to_sixty_on_a_page_and_on_a_telephone(count):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    names = spbe.institutions(kind="kota").query("first_year <= 2023").index[:count]
    found = spbe.compare(names, 2023, 2024)
    from spbe_analysis.presentation.comparison.figures import MOST_NAMED, against_mean
    from spbe_analysis.presentation.page.tables import short_body

    page = against_mean(found, "id").figure
    for drawn in (page, narrow(page)):
        renderer = FigureCanvasAgg(drawn).get_renderer()
        drawn.draw(renderer)
        (axes,) = drawn.axes
        dots = [line for line in axes.lines if line.get_marker() in ("o", "D")]
        assert sum(len(line.get_xdata()) for line in dots) == 5 * count  # the index and four domains
        told = " ".join(text.get_text() for text in drawn.findobj(Text)).replace("\N{NO-BREAK SPACE}", " ")
        named = [short_body(name) in told for name in found.rows.index]
        assert all(named) if count <= MOST_NAMED else not all(named)  # of many only the ends are named
        for text in drawn.findobj(Text):
            if text.get_visible() and text.get_text().strip():
                box = text.get_window_extent(renderer)
                assert box.x0 >= -1 and box.x1 <= drawn.bbox.x1 + 1, text.get_text()
    assert narrow(page).get_figwidth() == NARROW


@pytest.mark.parametrize("language", ["id", "en"])
def test_blocks_of_a_page(three, language):
    assert three.answers(language)[0].about["kind"] == "title"
    (figure,) = three.figure("domain", language)
    assert "3,79" in figure.about["alt"] if language == "id" else "3.79" in figure.about["alt"]
    for part in ("institution", "domain"):
        (table,) = three.table(part, language)
        assert len(table.about["rows"]) == 4
    assert f"<th>{MEAN}</th>" in spbe.compare(kind="kota", to_year=2024)._repr_html_()
    assert three.cite(language=language) and three.closing(language)
