"""Tables that people really have: the right values of each, whatever its headings and whatever kind of file it is."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.regulation import load_framework
from tests.counts import cases
from tests.evidence.made_reports import some_levels
from tests.evidence.made_tables import WRITERS, as_csv, as_json, as_semicolons, as_xlsx

FOLDER = Path(__file__).parent / "tables"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
CARDS = {name: one for name, one in EXPECTED.items() if not isinstance(one["want"], str)}
LAW = load_framework("permenpanrb-59-2020")
BODIES = ["Pemerintah Kota Samarinda", "Pemerintah Kota Balikpapan", "Pemerintah Kab. Kutai Kartanegara"]
SCORES = [
    ["4,00", "3,90", "2,00", "4,45", "3,85", "Sangat Baik"],
    ["4,50", "3,90", "2,64", "4,32", "3,96", "Sangat Baik"],
    ["3,20", "2,70", "2,55", "4,13", "3,39", "Baik"],
]
CODES = ["D1", "D2", "D3", "D4", "INDEX"]
OWN, FINAL = some_levels(LAW, 11), some_levels(LAW, 12)


def said(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--institution", default="")
    parser.add_argument("--year", type=int)
    parser.add_argument("--regulation", default="")
    given = parser.parse_args(shlex.split(arguments))
    return About(given.institution, given.year, regulation=given.regulation)


def figures(read):
    """Cards as plain dictionaries, decimal points throughout."""
    found = {}
    for card in read.scorecards:
        law = load_framework(card.regulation)
        cells = {law.short(code): text.replace(",", ".") for code, text in card.cells.items()}
        assert found.setdefault((card.institution, card.year, card.stage), cells) is cells
    return found


@pytest.mark.parametrize("name", CARDS)
def test_each_file_that_was_found_gives_its_values(name):
    wanted = {
        (card.pop("institution"), card.pop("year"), card.pop("stage", "final")): {
            "INDEX" if code == "index" else code: text.replace(",", ".") for code, text in card.items()
        }
        for card in map(dict, CARDS[name]["want"])
    }
    read = read_file(FOLDER / name, said(CARDS[name]["args"]))
    assert figures(read) == wanted and read.refused == []


def test_another_body_than_said_is_never_stored_under_that_name():
    about = said(EXPECTED["head_provinsi_other_body.csv"]["args"])
    with pytest.raises(EvidenceError, match="names Pemerintah Provinsi Kalimantan Utara, but --institution says"):
        read_file(FOLDER / "head_provinsi_other_body.csv", about)
    card = read_file(FOLDER / "head_provinsi_other_body.csv").scorecards[0]
    assert card.institution == "Pemerintah Provinsi Kalimantan Utara"


@pytest.mark.parametrize("name", ["two_value_columns.csv", "two_level_columns_same_name.csv"])
def test_two_columns_that_say_the_same_are_refused_by_name(name):
    with pytest.raises(EvidenceError, match=r"columns '.*', '.*' say the same"):
        read_file(FOLDER / name, About("Kota Denpasar", 2021))


def test_a_sheet_per_year_gives_a_card_per_year():
    about = said(EXPECTED["sheet_per_year.xlsx"]["args"])
    read = read_file(FOLDER / "sheet_per_year.xlsx", about)
    assert {key[1]: len(cells) for key, cells in figures(read).items()} == {2020: 47, 2021: 47}
    assert figures(read)["Pemerintah Kota Denpasar", 2021, "final"]["I01"] == "4"


def test_levels_for_the_index_are_read_as_they_are():
    read = read_file(FOLDER / "levels_semicolon_for_spbe_index.csv", About(year=2021))
    assert len(read.scorecards[0].cells) == 47 and read.doubtful == []


@pytest.mark.parametrize("name", ["row_without_number.csv", "xlsx_indicator_formula_no_cache.xlsx"])
def test_a_level_without_a_number_is_named_and_what_is_missing_too(name):
    read = read_file(FOLDER / name, About("Kota Bandar Lampung", 2024))
    assert len(read.refused) == 1 and "line 8" in read.refused[0] and "names no indicator" in read.refused[0]
    assert any("46 of 47" in remark and "P59-I07" in remark for remark in read.doubtful)


def test_a_damaged_workbook_is_refused_in_words():
    with pytest.raises(EvidenceError, match="broken"):
        read_file(FOLDER / "xlsx_flipped_byte.xlsx", About("Kota Bandar Lampung", 2024))


# -- the same table under other headings and in other files -----------------------------

HEADS = [
    ["No", "Nama Instansi", "Domain 1", "Domain 2", "Domain 3", "Domain 4", "Indeks SPBE", "Predikat"],
    ["NO.", "INSTANSI PUSAT / PEMERINTAH DAERAH", "D1", "D2", "D3", "D4", "INDEKS", "PREDIKAT"],
    ["no", "nama_kabupaten_kota", "d1", "d2", "d3", "d4", "indeks_spbe", "predikat"],
    ["#", "Kabupaten/Kota", "Kebijakan", "Tata Kelola", "Manajemen", "Layanan", "Nilai SPBE", "Kategori"],
    [
        *("Nomor", "Pemerintah Daerah", "Kebijakan Internal SPBE", "Tata Kelola SPBE"),
        *("Manajemen SPBE", "Layanan SPBE", "Indeks", "Predikat SPBE"),
    ],
    [
        *("No Urut", "K/L/D", "Indeks Domain 1", "Nilai Domain 2", "Skor Domain 3", "Domain 4 (Layanan)"),
        *("Nilai Indeks", "Predicate"),
    ],
    ["No", "Kab/Kota", "P59-D1", "P59-D2", "P59-D3", "P59-D4", "P59-INDEX", "Predikat Indeks"],
    [
        *("No", "Nama Pemda", "Domain Kebijakan SPBE", "Domain Tata Kelola SPBE", "Domain Manajemen SPBE"),
        *("Domain Layanan SPBE", "Indeks SPBE 2024", "Predikat 2024"),
    ],
]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("head", HEADS, ids=[head[1] for head in HEADS])
def test_a_national_table_under_many_headings_in_every_kind_of_file(tmp_path, head, writer):
    rows = [head, *([str(i), body, *scores] for i, (body, scores) in enumerate(zip(BODIES, SCORES, strict=True), 1))]
    read = read_file(WRITERS[writer](rows, tmp_path / writer), About(year=2024))
    assert figures(read) == {
        (body, 2024, "final"): {code: text.replace(",", ".") for code, text in zip(CODES, scores, strict=False)}
        for body, scores in zip(BODIES, SCORES, strict=True)
    }
    assert {card.predicate for card in read.scorecards} == {"Sangat Baik", "Baik"}
    assert read.refused == [] and read.doubtful == []


LONG = {
    "by number": (["No", "Indikator", "Mandiri", "Final"], lambda node: [node.number, "x"]),
    "by code": (["kode", "nama_indikator", "penilaian_mandiri", "hasil"], lambda node: [node.code, node.name_id]),
    "by name": (
        ["No", "Nama Indikator", "Nilai Mandiri", "Nilai Pusat"],
        lambda node: ["", node.name_id.upper().replace("/", " / ")],
    ),
    "named and numbered": (
        ["Indikator", "Uraian", "Evaluasi Mandiri", "Evaluasi Akhir"],
        lambda node: [f"Indikator {node.number}", node.name_id],
    ),
    "short names": (
        ["#", "Indikator", "Asesor Internal", "Asesor Eksternal"],
        lambda node: ["", node.name_id.removeprefix("Tingkat Kematangan ")],
    ),
    "database": (["id", "indikator_id", "nilai_mandiri", "nilai_eksternal"], lambda node: ["900", node.number]),
}


@pytest.mark.few(28)
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("shape", LONG)
@pytest.mark.parametrize("level", ["{}", "Level {}"], ids=["figure", "words"])
def test_indicators_of_two_stages_under_many_headings_in_every_kind_of_file(tmp_path, shape, writer, level):
    head, of_node = LONG[shape]
    rows = [head]
    rows += [[*of_node(LAW.nodes[code]), level.format(OWN[code]), level.format(FINAL[code])] for code in OWN]
    read = read_file(WRITERS[writer](rows, tmp_path / writer), About("Kota Denpasar", 2023))
    assert figures(read) == {
        ("Pemerintah Kota Denpasar", 2023, stage): {LAW.short(code): str(levels[code]) for code in LAW.indicators}
        for stage, levels in (("self_assessment", OWN), ("final", FINAL))
    }
    assert read.refused == []


# -- headers over several rows, titles, sheets -------------------------------------------


def test_years_over_index_and_predicate(tmp_path):
    rows = [["No", "Instansi", "2023", "", "2024", ""], ["", "", "Indeks", "Predikat", "Indeks", "Predikat"]]
    rows += [["1", "Kota Samarinda", "3,39", "Baik", "3,85", "Sangat Baik"]]
    for path in (as_semicolons(rows, tmp_path / "a.csv"), as_xlsx(rows, tmp_path / "a.xlsx", ["C1:D1", "E1:F1"])):
        read = read_file(path)
        assert [(c.year, list(c.cells.values()), c.predicate) for c in read.scorecards] == [
            (2023, ["3,39"], "Baik"),
            (2024, ["3,85"], "Sangat Baik"),
        ]


def test_years_as_columns_are_indices_and_never_levels(tmp_path):
    rows = [["No", "Kabupaten/Kota", "2023", "2024"], ["1", "Kota Samarinda", "3,39", "3,85"]]
    read = read_file(as_semicolons(rows, tmp_path / "a.csv"))
    assert figures(read) == {
        ("Pemerintah Kota Samarinda", year, "final"): {"INDEX": text} for year, text in ((2023, "3.39"), (2024, "3.85"))
    }


def test_columns_that_are_numbered_below_their_headings(tmp_path):
    rows = [HEADS[0], ["1", "2", "3", "4", "5", "6", "7", "8"], ["1", BODIES[0], *SCORES[0]]]
    read = read_file(as_semicolons(rows, tmp_path / "a.csv"), About(year=2024))
    assert [card.institution for card in read.scorecards] == BODIES[:1] and read.refused == []


def test_titles_say_whose_and_which_year(tmp_path):
    rows = [["HASIL EVALUASI SPBE TAHUN 2021"], ["Instansi : Kota Denpasar"], ["(PermenPANRB Nomor 59 Tahun 2020)"]]
    rows += [[""], ["No", "Indikator", "Nilai"], *([LAW.nodes[code].number, "x", FINAL[code]] for code in FINAL)]
    read = read_file(as_xlsx(rows, tmp_path / "a.xlsx", ["A1:C1", "A2:C2"]))
    assert list(figures(read)) == [("Pemerintah Kota Denpasar", 2021, "final")]
    for about in (About("Kota Denpasar", 2022), About("Kota Madiun", 2021)):
        with pytest.raises(EvidenceError, match=r"but --(institution|year) says"):
            read_file(tmp_path / "a.xlsx", about)


def test_a_title_of_self_assessment_is_no_final_result(tmp_path):
    rows = [["HASIL PENILAIAN MANDIRI SPBE TAHUN 2021"], ["No", "Indikator", "Nilai"]]
    rows += [[LAW.nodes[code].number, "x", OWN[code]] for code in OWN]
    read = read_file(as_xlsx(rows, tmp_path / "a.xlsx"), About("Kota Denpasar"))
    assert [card.stage for card in read.scorecards] == ["self_assessment"]


def test_the_ministrys_workbook_of_a_sheet_an_indicator(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Petunjuk"
    book.active.append(["Isi setiap lembar."])
    for code in LAW.indicators:
        sheet = book.create_sheet(f"Indikator {LAW.nodes[code].number}")
        sheet.append(["Nama Indikator", LAW.nodes[code].name_id])
        sheet.append(["Penjelasan", "- uraian " * 100])
        sheet.append(["Penilaian Mandiri", OWN[code]])
        sheet.append(["Hasil Evaluasi", FINAL[code]])
    book.save(tmp_path / "a.xlsx")
    read = read_file(tmp_path / "a.xlsx", About("Kota Denpasar", 2023))
    assert {key[2]: list(cells.values()) for key, cells in figures(read).items()} == {
        "self_assessment": [str(OWN[code]) for code in LAW.indicators],
        "final": [str(FINAL[code]) for code in LAW.indicators],
    }
    assert any("Petunjuk" in remark for remark in read.doubtful)


def test_sheets_that_contradict_each_other_give_no_card(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for levels in (OWN, FINAL):
        sheet = book.create_sheet()
        sheet.append(["indikator", "nilai"])
        for code in levels:
            sheet.append([LAW.nodes[code].number, levels[code]])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(EvidenceError, match="is there already"):
        read_file(tmp_path / "a.xlsx", About("Kota Denpasar", 2023))


# -- what must not be taken for a figure --------------------------------------------------


def worksheet(level_head, *columns):
    """A worksheet of 47 levels with columns made of level and weight."""
    rows = [["No", "Indikator", level_head, *(head for head, _ in columns)]]
    for code in LAW.indicators:
        node = LAW.nodes[code]
        cells = [make(FINAL[code], node.weight * 100) for _, make in columns]
        rows.append([node.number, node.name_id, str(FINAL[code]), *cells])
    return rows


def printed(value):
    return f"{float(value):.2f}".replace(".", ",")


def test_a_level_times_its_weight_is_no_level(tmp_path):
    columns = [
        ("Bobot", lambda level, weight: printed(weight)),
        ("Nilai", lambda level, weight: printed(level * weight)),
    ]
    read = read_file(as_semicolons(worksheet("Tingkat Kematangan", *columns), tmp_path / "a.csv"), About("", 2023))
    assert [list(card.cells.values()) for card in read.scorecards] == [[str(level) for level in FINAL.values()]]
    assert "columns not read: Bobot, Nilai" in read.doubtful[0]


def test_weighted_points_alone_are_no_levels(tmp_path):
    rows = worksheet("Keterangan", ("Bobot", lambda _, w: printed(w)), ("Nilai", lambda level, w: printed(level * w)))
    with pytest.raises(EvidenceError, match="no maturity levels"):
        read_file(as_semicolons(rows, tmp_path / "a.csv"), About("Kota Denpasar", 2023))


@pytest.mark.parametrize("head", ["Target", "Bobot", "Rata-rata Nasional", "Nilai Tertimbang", "Peringkat"])
def test_columns_beside_the_levels_are_told_and_not_read(tmp_path, head):
    rows = worksheet("Tingkat Kematangan", (head, lambda level, weight: "4"))
    read = read_file(as_csv(rows, tmp_path / "a.csv"), About("Kota Denpasar", 2023))
    assert list(read.scorecards[0].cells.values()) == [str(level) for level in FINAL.values()]
    assert any(f"columns not read: {head}" in remark for remark in read.doubtful)


def test_number_and_name_of_different_indicators_are_refused(tmp_path):
    rows = worksheet("Nilai")
    rows[3][0] = "7"
    read = read_file(as_csv(rows, tmp_path / "a.csv"), About("Kota Denpasar", 2023))
    assert len(read.refused) == 1 and "line 4" in read.refused[0] and "different indicators" in read.refused[0]
    assert "P59-I03" not in read.scorecards[0].cells


def test_means_are_no_institution(tmp_path):
    rows = [HEADS[0], *(["", body, *scores] for body, scores in zip(BODIES, SCORES, strict=True))]
    rows += [["", "Rata-rata", "3,90", "3,50", "2,40", "4,30", "3,73", ""]]
    read = read_file(as_semicolons(rows, tmp_path / "a.csv"), About(year=2024))
    assert [card.institution for card in read.scorecards] == BODIES and "means or totals" in read.doubtful[0]


def test_a_figure_in_a_merged_cell_belongs_to_neither(tmp_path):
    rows = [["Instansi", "Indeks", "Predikat"], [BODIES[0], 3.85, "Sangat Baik"], [BODIES[1], "", "Sangat Baik"]]
    path = as_xlsx([*rows, [BODIES[2], 3.39, "Baik"]], tmp_path / "a.xlsx", ["B2:B3"])
    read = read_file(path, About(year=2024))
    assert [card.institution for card in read.scorecards] == BODIES[2:]
    assert len(read.refused) == 2 and all("merged" in fault for fault in read.refused)


def test_a_row_without_a_name_is_not_the_body_that_was_said(tmp_path):
    rows = [["Instansi", "Indikator", "Nilai"], *([BODIES[0], LAW.nodes[c].number, FINAL[c]] for c in FINAL)]
    rows[5][0] = ""
    read = read_file(as_csv(rows, tmp_path / "a.csv"), About(BODIES[0], 2023))
    assert "line 6" in read.refused[0] and "names no institution" in read.refused[0]


def test_one_decimal_among_two_is_told_with_its_cost(tmp_path):
    rows = [["Instansi", "Indeks"], *([f"Kab. {name}", text] for name, text in (("Batang", "3.85"), ("Blora", "3.7")))]
    read = read_file(as_csv(rows, tmp_path / "a.csv"), About(year=2024))
    assert "1 figure with one decimal, 3.7, among 1 with two" in read.doubtful[0] and "ten times" in read.doubtful[0]


def test_a_file_that_breaks_off_in_a_figure_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Instansi;Indeks\nKab. Batang;3,85\nKab. Blora;3,7")
    with pytest.raises(EvidenceError, match="cut off"):
        read_file(path, About(year=2024))


def test_json_that_names_a_field_twice_is_refused(tmp_path):
    (tmp_path / "a.json").write_text('[{"instansi": "Kab. Batang", "indeks": "3.85", "indeks": "3.95"}]')
    with pytest.raises(EvidenceError, match="twice"):
        read_file(tmp_path / "a.json", About(year=2024))


def test_values_beside_the_records_say_year_and_body(tmp_path):
    rows = {
        "tahun": 2023,
        "instansi": "Kota Denpasar",
        "data": [{"indikator": int(LAW.nodes[c].number), "nilai": FINAL[c]} for c in FINAL],
    }
    (tmp_path / "a.json").write_text(json.dumps(rows))
    assert list(figures(read_file(tmp_path / "a.json"))) == [("Pemerintah Kota Denpasar", 2023, "final")]


# -- lines ---------------------------------------------------------------------------------


def test_lines_of_indicators_with_names_over_two_lines(tmp_path):
    lines = ["INDEKS SPBE KOTA DENPASAR TAHUN 2023", "No Indikator Tingkat Kematangan"]
    for code in LAW.indicators:
        words = LAW.nodes[code].name_id.split()
        half = len(words) // 2
        lines += [" ".join([LAW.nodes[code].number, *words[:half], str(FINAL[code])]), " ".join(words[half:])]
    (tmp_path / "a.txt").write_text("\n".join(lines))
    read = read_file(tmp_path / "a.txt", About("Kota Denpasar", 2023))
    assert list(read.scorecards[0].cells.values()) == [str(level) for level in FINAL.values()] and read.refused == []


def test_a_line_of_another_name_than_its_number_is_refused(tmp_path):
    lines = [f"{LAW.nodes[c].number} {LAW.nodes[c].name_id} {FINAL[c]}" for c in LAW.indicators]
    lines[4] = lines[4].replace("5 ", "6 ", 1)
    (tmp_path / "a.txt").write_text("\n".join(lines) + "\n")
    read = read_file(tmp_path / "a.txt", About("Kota Denpasar", 2023))
    assert len(read.scorecards[0].cells) == 46 and "line 5" in read.refused[0]


def test_a_decree_with_broken_names_and_a_title(tmp_path):
    text = (
        "KEPUTUSAN MENTERI NOMOR 13 TAHUN 2022\nHASIL EVALUASI SPBE TAHUN 2021\nNO INSTANSI INDEKS PREDIKAT\n"
        "1 Kementerian Koordinator Bidang\nPerekonomian 3,21 Baik\n2 Pemerintah Kota Bontang 2,39 Cukup\n"
    )
    (tmp_path / "a.txt").write_text(text)
    assert figures(read_file(tmp_path / "a.txt", About(year=2021))) == {
        ("Kementerian Koordinator Bidang Perekonomian", 2021, "final"): {"INDEX": "3.21"},
        ("Pemerintah Kota Bontang", 2021, "final"): {"INDEX": "2.39"},
    }


def test_words_of_a_stage_that_nobody_knows_are_refused(tmp_path):
    rows = [
        ["Instansi", "Tahap", "Indeks"],
        ["Kab. Batang", "entah", "3.85"],
        ["Kab. Batang", "Penilaian Mandiri", "3.95"],
    ]
    read = read_file(as_csv(rows, tmp_path / "a.csv"), About(year=2024))
    assert [card.stage for card in read.scorecards] == ["self_assessment"] and "'entah'" in read.refused[0]


def test_json_by_rows_and_by_columns(tmp_path):
    columns = {"indikator": list(range(1, 48)), "nilai": list(FINAL.values())}
    (tmp_path / "a.json").write_text(json.dumps(columns))
    rows = [["indikator", "nilai"], *zip(columns["indikator"], columns["nilai"], strict=True)]
    (tmp_path / "b.json").write_text(json.dumps(rows))
    both = [figures(read_file(tmp_path / name, About("Kota Denpasar", 2023))) for name in ("a.json", "b.json")]
    records = as_json([["indikator", "nilai"], *map(list, rows[1:])], tmp_path / "c.json")
    assert both[0] == both[1] == figures(read_file(records, About("Kota Denpasar", 2023)))


# -- the whole nation ------------------------------------------------------------------------


def converted(rows, every=37):
    """What a converter makes of a printed table: a table a page, broken names, stray cells, prose between."""
    lines = [
        "# Laporan Pelaksanaan Evaluasi",
        "",
        "Bab ini memuat hasil evaluasi, yang disusun menurut jenis instansi.",
        "",
    ]
    head = ["No", "Nama Instansi", "Domain 1", "Domain 2", "Domain 3", "Domain 4", "Indeks", "Predikat"]
    for i, row in enumerate(rows):
        if i % every == 0:
            lines += [
                "",
                f"Tabel {i // every + 9}. Hasil Evaluasi SPBE",
                "",
                "- butir | bukan tabel" if i == every else "",
            ]
            lines += ["| " + " | ".join(head) + " |", "|:---:|" + "---|" * 7] if i % 2 == 0 or i == 0 else []
        words = str(row[1]).split()
        name = " ".join(words[:3]) + "<br>" + " ".join(words[3:]) if len(words) > 4 else f"**{row[1]}**"
        lines.append("| " + " | ".join([row[0], name, *row[2:]]) + (" |  |" if i % 50 == 7 else " |"))
    return "\n".join(lines)


def test_the_national_table_of_2024_in_markdown_needs_no_edit(tmp_path):
    import csv

    raw = Path(__file__).parents[2] / "data" / "raw" / "evaluation-report-2024" / "scores.csv"
    with raw.open(encoding="utf-8") as stream:
        source = list(csv.DictReader(stream))
    columns = ("no", "institution", "d1", "d2", "d3", "d4", "index", "predicate")
    rows = [[row[name].replace(".", ",") if i > 1 else row[name] for i, name in enumerate(columns)] for row in source]
    (tmp_path / "a.md").write_text(converted(rows), encoding="utf-8")
    read = read_file(tmp_path / "a.md", About(year=2024))
    wanted = [dict(zip(CODES, row[2:7], strict=True)) for row in rows]
    got = [{LAW.short(code): text for code, text in card.cells.items()} for card in read.scorecards]
    assert len(rows) == 615 and sum(len(card) for card in got) == 3075
    assert got == wanted
    assert [card.institution for card in read.scorecards] == list(map(NameBook().canonical, (row[1] for row in rows)))
    assert read.refused == []


# -- files that are broken or mean harm ---------------------------------------------------------


def packed(files):
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


SHEET = '<table:table table:name="a"><table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}" office:value-type="float" office:value="3"/></table:table-row></table:table>'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>{}</office:spreadsheet>'
    "</office:body></office:document-content>"
)
KIND = "application/vnd.oasis.opendocument.spreadsheet"
HOSTILE = {
    "endless.ods": lambda: packed({"mimetype": KIND, "content.xml": ODS.format(SHEET.format(1_000_000, 1_000))}),
    "flat.ods": lambda: packed({"mimetype": KIND, "content.xml": "x"}),
    "word.xlsx": lambda: packed({"word/document.xml": "x"}),
    "bomb.json": lambda: b"[" * 100_000,
    "number.json": lambda: (
        b'[{"indikator": 1e999999999, "nilai": 3}, {"indikator": 2, "nilai": 1' + b"0" * 5000 + b"}]"
    ),
    "span.xls": lambda: b"<table><tr><td rowspan=999999 colspan=999999>Indikator<td>Nilai<tr><td>1<td>3</table>\n",
    "script.xls": lambda: b"<html><script>indikator;nilai</script><table><tr><td>=1+1<td>x</table></html>\n",
    "quote.csv": lambda: b'indikator;nilai\n1;"3\n' + b"2;3\n" * 50_000,
    "wide.csv": lambda: b"indikator," * 40_000 + b"\n",
    "bars.md": lambda: b"|" * 400_000 + b"\n",
    "lines.txt": lambda: b"1 Kementerian 3,45 Baik 2\n" * 20_001,
    "xml.xls": lambda: b"<?xml version='1.0'?><Workbook><Worksheet/></Workbook>\n",
    "cut.xls": lambda: (FOLDER / "old_excel.xls").read_bytes()[:3000],
    "cut.ods": lambda: (FOLDER / "open_document.ods").read_bytes()[:900],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_in_words_and_leaves_nothing(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(EvidenceError) as refused:
        read_file(path, About("Kota Denpasar", 2023))
    assert name in str(refused.value) and len(str(refused.value)) < 60_000
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["old_excel.xls", "open_document.ods", "sheet_per_year.xlsx"])
def test_workbooks_with_changed_bytes_are_read_or_refused_in_words(tmp_path, name):
    import random

    content, about = (FOLDER / name).read_bytes(), About(regulation=LAW.id)
    assert figures(read_file(FOLDER / name, about))
    for seed in range(cases(40, 6)):
        rng, broken = random.Random(seed), bytearray(content)
        for _ in range(rng.choice([1, 5, 50])):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        (tmp_path / name).write_bytes(broken)
        try:
            read_file(tmp_path / name, about)
        except EvidenceError:
            continue


@pytest.mark.few(0)
def test_two_thousand_rows_need_little_memory(tmp_path):
    import tracemalloc

    rows = [HEADS[0], *([str(i), f"Dinas {i}", *SCORES[i % 3]] for i in range(2000))]
    path = as_semicolons(rows, tmp_path / "a.csv")
    tracemalloc.start()
    assert len(read_file(path, About(year=2024)).scorecards) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
