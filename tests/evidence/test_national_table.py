"""National tables, pasted or exported: headers that come again, broken names, blanks, decimal commas."""

import pytest

from spbe_analysis.analysis.consistency.consistency import check_cards
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.as_printed import collection_cards
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.broken_names import Line, NameBook, join_broken
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.regulation import load_framework

HEAD = ["No", "Nama Instansi", "Domain 1", "Domain 2", "Domain 3", "Domain 4", "Indeks", "Predikat"]
CODES = ["P59-D1", "P59-D2", "P59-D3", "P59-D4", "P59-INDEX"]


def national(year):
    """Rows of a national table as the collection has them, with decimal commas."""
    rows = []
    for card in collection_cards():
        if card.document == f"Laporan Pelaksanaan Evaluasi SPBE Tahun {year}":
            figures = [card.cells[code].replace(".", ",") for code in CODES]
            rows.append([str(len(rows) % 40 + 1), card.institution, *figures, card.predicate])
    return rows


def broken_name(name):
    """A name as a narrow column breaks it."""
    words = name.split()
    half = len(words) // 2
    return [" ".join(words[:half]), " ".join(words[half:])] if len(words) > 3 else [name]


def markdown(rows, every=25):
    lines = []
    for i, row in enumerate(rows):
        if i % every == 0:
            lines += ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
        first, *rest = broken_name(row[1])
        lines.append("| " + " | ".join([row[0], first, *row[2:]]) + " |")
        lines += [f"|  | {piece} |" + "  |" * 6 for piece in rest]
    return "\n".join(lines) + "\n"


def semicolons(rows):
    lines = ["Laporan Pelaksanaan Evaluasi", ";".join(HEAD)]
    for i, row in enumerate(rows):
        if i and i % 30 == 0:
            lines.append(";".join(HEAD))
        lines.append(";".join([row[0], '"' + "\n".join(broken_name(row[1])) + '"', *row[2:]]))
    return "\n".join(lines) + "\n"


def pasted(rows):
    lines = ["Tabel 9. Hasil Evaluasi", " ".join(HEAD)]
    for i, row in enumerate(rows):
        if i and i % 35 == 0:
            lines += ["17", " ".join(HEAD)]
        first, *rest = broken_name(row[1])
        if i % 3 == 0 and rest:  # the number stands at the middle of the cell
            lines += [first, " ".join([row[0], *row[2:]]), *rest]
        else:
            lines += [" ".join([row[0], first, *row[2:]]), *rest]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("shape", "ending"), [(markdown, "md"), (semicolons, "csv"), (pasted, "txt")])
def test_the_whole_table_of_2023_comes_back(tmp_path, shape, ending):
    rows = national(2023)
    assert len(rows) == 621
    path = tmp_path / f"table.{ending}"
    path.write_text(shape(rows), encoding="utf-8")
    read = read_file(path, About(year=2023))
    assert read.kind == "national_table" and read.refused == [] and read.doubtful == []
    assert [(c.institution, list(c.cells.values()), c.predicate) for c in read.scorecards] == [
        (row[1], row[2:7], row[7]) for row in rows
    ]
    assert [f.institution for f in check_cards(read.scorecards)] == ["Pemerintah Kab. Banyuasin"]


def test_blank_and_illegible_cells_of_2024_stay_and_are_found(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(semicolons(national(2024)), encoding="utf-8")
    found = {
        f.institution: (f.rule, f.suggestions[0].value)
        for f in check_cards(read_file(path, About(year=2024)).scorecards)
    }
    assert found == {
        "Kementerian Pertanian": ("blank", "4.30"),
        "Kementerian Energi dan Sumber Daya Mineral": ("blank", "4.00"),
        "Pemerintah Provinsi Jawa Timur": ("illegible", "4.60"),
    }


def test_a_pasted_line_that_lost_a_figure_is_refused_not_guessed(tmp_path):
    path = tmp_path / "table.txt"
    path.write_text(
        "17 Kementerian Agama 4,30 1,82 3,75 3,60 Sangat Baik\n3 Kementerian Pertanian 4,30 3,50 2,64 4,69 4,00 Sangat Baik\n"
    )
    read = read_file(path, About(year=2024))
    assert [card.institution for card in read.scorecards] == ["Kementerian Pertanian"]
    assert len(read.refused) == 1 and "table.txt line 1" in read.refused[0] and "4 of 5 figures" in read.refused[0]


@pytest.mark.parametrize("text", [" ".join(["3"] * 46), "12 3 4 2 3 4 3 2", "1 2 4,30 1,82 2,00 3,75 3,60"])
def test_a_line_of_numbers_is_no_institution(text, tmp_path):
    path = tmp_path / "table.txt"
    path.write_text(text + "\n")
    with pytest.raises(EvidenceError, match="line 1: more than 5 figures"):
        read_file(path, About(year=2024))


@pytest.mark.parametrize(
    "pair", ["{}\t{}", "{}: {}", "I{:02d} = {}", "i{} {}", "Indikator {}: {}", "{}) {}", "{}.\N{NO-BREAK SPACE}{}"]
)
def test_numbers_and_levels_are_read_whatever_stands_between(pair, tmp_path):
    path = tmp_path / "levels.txt"
    path.write_text("\n".join(pair.format(number, number % 5 + 1) for number in range(1, 48)))
    [card] = read_file(path, About("Kota Bogor", 2024)).scorecards
    assert list(card.cells.values()) == [str(number % 5 + 1) for number in range(1, 48)]


def test_rows_copied_from_a_sheet_without_its_headings(tmp_path):
    law = load_framework("permenpanrb-59-2020")
    path = tmp_path / "pasted.txt"
    names = [law.nodes[code].name_id for code in law.indicators]
    path.write_text("\n".join(f"{number}\t{name}\t{number % 5 + 1}" for number, name in enumerate(names, 1)))
    [card] = read_file(path, About("Kota Bogor", 2024)).scorecards
    assert list(card.cells.values()) == [str(number % 5 + 1) for number in range(1, 48)]


@pytest.mark.parametrize(
    "line",
    ["1. {} 4,08 (Sangat Baik)", "- {} = 4,08 Sangat Baik", "\N{BULLET} {}: 4,08", "1 {} 4,08 Sangat\nBaik\n- 12 -"],
)
def test_lists_as_people_write_them(line, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("\n".join(line.format(name) for name in ("Kota Bogor", "Kota Samarinda")))
    read = read_file(path, About(year=2024))
    assert [(card.institution, card.cells) for card in read.scorecards] == [
        (f"Pemerintah {name}", {"P59-INDEX": "4,08"}) for name in ("Kota Bogor", "Kota Samarinda")
    ]
    assert {card.predicate for card in read.scorecards} == ({"Sangat Baik"} if "Sangat" in line else {""})


def test_a_figure_with_more_behind_it_is_told(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("1 Kota Bogor 4,08 Sangat Baik\n2 Kota Samarinda 3,85 Sangat Bagus sekali\n")
    read = read_file(path, About(year=2024))
    assert len(read.scorecards) == 1 and "line 2: more stands behind the figures: '2 Kota Samarinda" in read.refused[0]


def test_pasted_lines_need_a_year(tmp_path):
    path = tmp_path / "table.txt"
    path.write_text("3 Kementerian Pertanian 4,30 3,50 2,64 4,69 4,00 Sangat Baik\n")
    with pytest.raises(EvidenceError, match="--year"):
        read_file(path)


def test_domains_by_name_and_an_unread_column(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(
        "Nama Instansi;Kebijakan;Tata Kelola;Manajemen;Layanan;Indeks SPBE;Peringkat\n"
        "Pemprov Kaltim;3,70;3,50;2,82;4,32;3,79;15\n"
    )
    read = read_file(path, About(year=2024))
    assert read.scorecards[0].institution == "Pemerintah Provinsi Kalimantan Timur"
    assert list(read.scorecards[0].cells) == CODES
    assert "Peringkat" in read.doubtful[0]


def test_a_row_that_comes_twice_is_one_finding(tmp_path):
    path = tmp_path / "table.csv"
    line = "Kab. Batang,2024,3.00,3.00,3.00,3.00,3.00\n"
    path.write_text("institution,year,d1,d2,d3,d4,index\n" + line + line)
    read = read_file(path)
    assert len(read.scorecards) == 1 and [f.rule for f in check_cards(read.scorecards)] == ["repeated"]
    assert "first on line 2" in read.refused[0]


def test_sharing_out_of_broken_names():
    book = NameBook()
    lines = [
        Line(1, "Pemerintah Daerah di Jawa Tengah", False),
        Line(2, "Pemerintah Kab.", True),
        Line(3, "Batang", False),
        Line(4, "Pemerintah Kab. Sukabumi", True),
        Line(5, "Kementerian Energi dan", False),
        Line(6, "Sumber Daya", True),
        Line(7, "Mineral", False),
    ]
    names, left_over = join_broken(lines, book.canonical)
    assert names == {
        2: "Pemerintah Kab. Batang",
        4: "Pemerintah Kab. Sukabumi",
        6: "Kementerian Energi dan Sumber Daya Mineral",
    }
    assert [line.number for line in left_over] == [1]
