"""Spreadsheets as institutions keep them: long or wide, one stage or several, CSV or XLSX."""

import io
import tracemalloc
import zipfile

import pytest

from spbe_analysis.analysis.consistency.consistency import check_cards
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.header import find_header
from spbe_analysis.evidence.readers.headings import code_in, read_heading
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.values import limits
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import fixed
from tests.evidence.made_reports import some_levels

LAW, OLD = load_framework("permenpanrb-59-2020"), load_framework("permenpanrb-5-2018")
OLD_NUMBERS = [*map(str, range(1, 35)), "35", "35-2", "35-3"]


def as_csv(rows, path, mark=","):
    path.write_text("".join(mark.join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


def as_xlsx(rows, path, merges=()):
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    book.save(path)
    return path


def levels_of(card, law=LAW):
    return {code: int(text) for code, text in card.cells.items() if law.nodes[code].kind == "indicator"}


WRITERS = [(as_csv, "csv"), (as_xlsx, "xlsx")]


@pytest.mark.parametrize(("write", "ending"), WRITERS)
def test_long_table_of_one_year(tmp_path, write, ending):
    levels = some_levels(LAW, 1)
    rows = [["indicator", "level"], *([LAW.nodes[c].number, levels[c]] for c in levels)]
    read = read_file(write(rows, tmp_path / f"a.{ending}"))
    assert (
        levels_of(read.scorecards[0]) == levels
        and read.scorecards[0].regulation == LAW.id
        and check_cards(read.scorecards) == []
    )


@pytest.mark.parametrize(("write", "ending"), WRITERS)
def test_long_table_with_stages_side_by_side(tmp_path, write, ending):
    own, final = some_levels(LAW, 2), some_levels(LAW, 3)
    rows = [["No", "Indikator", "Target", "Penilaian Mandiri", "Nilai Akhir"]]
    rows += [[LAW.nodes[c].number, f"Tingkat Kematangan {LAW.nodes[c].number}", 5, own[c], final[c]] for c in own]
    read = read_file(write(rows, tmp_path / f"a.{ending}"), About("Kota Denpasar", 2024))
    assert {card.stage: levels_of(card) for card in read.scorecards} == {"self_assessment": own, "final": final}
    assert {card.institution for card in read.scorecards} == {"Pemerintah Kota Denpasar"}
    assert any("Target" in remark for remark in read.doubtful)


@pytest.mark.parametrize(("write", "ending"), WRITERS)
def test_wide_table_of_47_columns_with_scores(tmp_path, write, ending):
    rows = [["Instansi", "Tahun", *range(1, 48), "Indeks", "Predikat"]]
    truth = {}
    for seed, name in enumerate(["Pemerintah Kota Denpasar", "Pemerintah Kab. Batang"]):
        truth[name] = levels = some_levels(LAW, seed)
        index = score_levels(levels, LAW)[LAW.root]
        text = fixed(index)
        rows.append(
            [
                name,
                2023,
                *levels.values(),
                float(text) if ending == "xlsx" else text,
                LAW.predicate(LAW.round(index)).name_id,
            ]
        )
    read = read_file(write(rows, tmp_path / f"a.{ending}"))
    assert {card.institution: levels_of(card) for card in read.scorecards} == truth
    assert all(card.year == 2023 and card.predicate for card in read.scorecards)
    assert check_cards(read.scorecards) == [] and read.doubtful == []


def test_wide_table_of_37_columns_under_the_old_regulation(tmp_path):
    levels = some_levels(OLD, 4)
    rows = [["Nama Instansi", *OLD_NUMBERS], ["Kota Denpasar", *levels.values()]]
    read = read_file(as_csv(rows, tmp_path / "a.csv", ";"))
    assert read.scorecards[0].regulation == OLD.id and levels_of(read.scorecards[0], OLD) == levels


@pytest.mark.parametrize(
    "numbers", [OLD_NUMBERS, [*map(str, range(1, 38))], [*map(str, range(1, 35)), "35a", "35b", "35c"]]
)
def test_three_spellings_of_indicator_35(tmp_path, numbers):
    levels = some_levels(OLD, 5)
    rows = [["indikator", "nilai"], *zip(numbers, levels.values(), strict=True)]
    read = read_file(as_csv(rows, tmp_path / "a.csv"), About(year=2018))
    assert levels_of(read.scorecards[0], OLD) == levels


def test_wide_table_with_stages_over_the_columns(tmp_path):
    own, final = some_levels(LAW, 6), some_levels(LAW, 7)
    head = ["", "Penilaian Mandiri", *[""] * 46, "Hasil Evaluasi", *[""] * 46]
    rows = [
        ["Rekapitulasi"],
        head,
        ["Nama Instansi", *range(1, 48), *range(1, 48)],
        ["Kota Denpasar", *own.values(), *final.values()],
    ]
    read = read_file(as_xlsx(rows, tmp_path / "a.xlsx", ["B2:AV2", "AW2:CQ2"]), About(year=2024))
    assert {card.stage: levels_of(card) for card in read.scorecards} == {"self_assessment": own, "final": final}


def test_values_divided_by_year_below_the_heading(tmp_path):
    first, second = some_levels(LAW, 8), some_levels(LAW, 9)
    rows = [["No", "Indikator", "Nilai", ""], ["", "", 2021, 2022]]
    rows += [[LAW.nodes[c].number, "x", first[c], second[c]] for c in first]
    read = read_file(as_xlsx(rows, tmp_path / "a.xlsx"), About("Kota Denpasar"))
    assert {card.year: levels_of(card) for card in read.scorecards} == {2021: first, 2022: second}


def test_numbers_stored_without_their_last_zero_are_read_as_printed(tmp_path):
    rows = [["institution", "year", "d1", "d2", "d3", "d4", "index"], ["Kab. X", 2023, 3.0, 1.9, 1.64, 3.9, 2.91]]
    read = read_file(as_xlsx(rows, tmp_path / "a.xlsx"))
    assert list(read.scorecards[0].cells.values()) == ["3.00", "1.90", "1.64", "3.90", "2.91"]


def test_a_computed_figure_is_no_printed_score(tmp_path):
    rows = [["institution", "year", "index"], ["Kab. X", 2023, 2.9795]]
    read = read_file(as_xlsx(rows, tmp_path / "a.xlsx"))
    assert [(f.rule, f.printed) for f in check_cards(read.scorecards)] == [("illegible", "2.9795")]


def test_several_sheets_and_one_without_a_table(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Catatan"])
    for year in (2023, 2024):
        sheet = book.create_sheet(str(year))
        sheet.append(["indikator", f"nilai {year}"])
        for number in range(1, 48):
            sheet.append([number, 3])
    book.save(tmp_path / "a.xlsx")
    read = read_file(tmp_path / "a.xlsx", About("Kota Denpasar"))
    assert [card.year for card in read.scorecards] == [2023, 2024]
    assert any("Catatan" in remark for remark in read.doubtful)


def test_a_list_of_indices_and_documents_side_by_side(tmp_path):
    rows = [["institution", "year", "stage", "value", "document"]]
    rows += [["Kab. Batang", 2023, "final", "2.91", "a"], ["Kab. Batang", 2023, "final", "2.90", "b"]]
    assert [f.rule for f in check_cards(read_file(as_csv(rows, tmp_path / "a.csv")).scorecards)] == ["sources"]


def test_what_is_no_table_is_refused_with_what_was_expected(tmp_path):
    for text in ("foo,bar\n1,2\n", "\n", "year,scope,code,value\n2023,kota,index,3.02\n", "a" * 100 + "\n"):
        (tmp_path / "a.csv").write_text(text)
        with pytest.raises(EvidenceError, match=r"expected|empty") as refused:
            read_file(tmp_path / "a.csv")
        assert "a.csv" in str(refused.value)


def test_decimal_commas_and_points_do_not_mix(tmp_path):
    (tmp_path / "a.csv").write_text("institution;year;d1;d2\nKab. X;2023;3,40;1.90\n")
    with pytest.raises(EvidenceError, match="mixes decimal commas and points"):
        read_file(tmp_path / "a.csv")


def test_headings():
    for text, role, node in (
        ("I07", "node", "I7"),
        ("Indikator 12 - Peta Rencana", "node", "I12"),
        ("P59-D4", "node", "D4"),
        ("Indeks SPBE", "node", "index"),
        ("35-2", "node", "35-2"),
        ("Nama Instansi", "institution", ""),
        ("Nilai Tingkat Kematangan", "value", ""),
        ("Nomor", "row", ""),
        ("Predikat", "predicate", ""),
    ):
        heading = read_heading(text)
        assert (heading.role, heading.node) == (role, node), text
    assert read_heading("Mandiri 2023").stage == "self_assessment" and read_heading("Mandiri 2023").year == 2023
    assert code_in("Aspek 3") == "A3" and code_in("keterangan") == ""
    assert find_header([(1, ["a", "b"]), (2, ["3", "4"])]) is None


# -- limits ------------------------------------------------------------------------


def packed(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet_xml(cells):
    return (
        "<worksheet><sheetData>"
        + "".join(f'<row><c r="{at}"><v>1</v></c></row>' for at in cells)
        + "</sheetData></worksheet>"
    )


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (lambda: b"PK\x03\x04" + b"x" * limits.MAX_WORKBOOK_BYTES, "bytes"),
        (lambda: packed({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": " " * 20_000_000}), "times as many"),
        (
            lambda: packed(
                {"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": sheet_xml(["A1", f"A{limits.MAX_ROWS + 1}"])}
            ),
            "rows",
        ),
        (lambda: packed({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": sheet_xml(["KO1"])}), "columns"),
        (lambda: packed({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": sheet_xml(["XFD1048576"])}), "rows"),
        (
            lambda: packed({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": sheet_xml([f"CV{limits.MAX_ROWS}"])}),
            "cells",
        ),
        (
            lambda: packed(
                {"xl/workbook.xml": "", **{f"xl/worksheets/sheet{i}.xml": "" for i in range(limits.MAX_SHEETS + 1)}}
            ),
            "sheets",
        ),
        (lambda: packed({"word/document.xml": ""}), "another kind of archive"),
        (lambda: packed({"xl/workbook.xml": ""})[:40], "broken or cut off"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old or a protected Excel file"),
    ],
    ids=["bytes", "ratio", "rows", "columns", "far cell", "cells", "sheets", "archive", "cut off", "old"],
)
def test_each_limit_of_a_workbook_and_one_more(tmp_path, content, word):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content())
    tracemalloc.start()
    with pytest.raises(EvidenceError, match=word):
        read_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000


def test_each_limit_of_a_text_table(tmp_path):
    path = tmp_path / "a.csv"
    for text, word in (
        ("x" * limits.MAX_TEXT_BYTES + "\n", "bytes"),
        ("indicator,level\n" + "1,1\n" * limits.MAX_ROWS, "rows"),
        (",".join(map(str, range(1, limits.MAX_COLUMNS + 2))) + "\n", "columns"),
        ("indicator,level\n1," + "9" * (limits.MAX_CELL_CHARACTERS + 1) + "\n", "characters"),
    ):
        path.write_text(text)
        with pytest.raises(EvidenceError, match=word):
            read_file(path)
