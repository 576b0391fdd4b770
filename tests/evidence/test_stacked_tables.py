"""Tables below one another in one sheet or text: each is read under its own headings and its own titles."""

from __future__ import annotations

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.regulation import load_framework
from tests.evidence.made_reports import some_levels
from tests.evidence.made_tables import as_semicolons, as_tabs, as_xlsx

HEAD = ["No", "Instansi", "D1", "D2", "D3", "D4", "Indeks"]
SAMARINDA, JATENG = "Pemerintah Kota Samarinda", "Pemerintah Provinsi Jawa Tengah"
IN_2023 = ["1", SAMARINDA, "3,10", "2,90", "1,09", "4,02", "3,14"]
IN_2024 = ["2", JATENG, "4,90", "4,20", "3,45", "4,75", "4,42"]
INDICES = {(SAMARINDA, 2023, "final"): "3,14", (JATENG, 2024, "final"): "4,42"}


def wide(text, column=0, width=7):
    return [text if i == column else "" for i in range(width)]


def indices(read):
    return {(card.institution, card.year, card.stage): card.cells.get("P59-INDEX") for card in read.scorecards}


@pytest.mark.parametrize("write", [as_semicolons, as_tabs, as_xlsx])
@pytest.mark.parametrize(
    "rows",
    [
        [wide("Tahun 2023"), HEAD, IN_2023, wide("Tahun 2024"), HEAD, IN_2024],
        [HEAD, wide("Tahun 2023"), IN_2023, wide("Tahun 2024"), IN_2024],
        [HEAD, wide("TAHUN 2023", 1), IN_2023, wide("TAHUN 2024", 1), IN_2024],
        [wide("Hasil SPBE Tahun 2023"), HEAD, IN_2023, wide(""), ["Tahun", "2024", *[""] * 5], IN_2024],
    ],
)
def test_a_year_amid_the_rows_holds_for_what_follows_it(write, rows, tmp_path):
    read = read_file(write(rows, tmp_path / "years"))
    assert indices(read) == INDICES and read.refused == [] and read.scorecards[1].cells["P59-D3"] == "3,45"


@pytest.mark.parametrize("write", [as_semicolons, as_xlsx])
def test_other_headings_begin_another_table(write, tmp_path):
    regencies = [["No", "Kabupaten", "Indeks SPBE"], ["1", "Semarang", "3,70"]]
    cities = [["No", "Kota", "Indeks SPBE"], ["1", "Magelang", "3,36"]]
    rows = [["Hasil SPBE Tahun 2024", "", ""], *regencies, *cities]
    wanted = {("Pemerintah Kab. Semarang", 2024, "final"): "3,70", ("Pemerintah Kota Magelang", 2024, "final"): "3,36"}
    assert indices(read_file(write(rows, tmp_path / "kinds"))) == wanted

    other_order = [["No", "Instansi", "Indeks", "D1", "D2", "D3", "D4"], [*IN_2024[:2], IN_2024[6], *IN_2024[2:6]]]
    read = read_file(write([HEAD, IN_2023, wide("Tabel 2"), *other_order], tmp_path / "order"), About(year=2024))
    assert [dict(card.cells) for card in read.scorecards] == [
        dict(zip(("P59-D1", "P59-D2", "P59-D3", "P59-D4", "P59-INDEX"), row[2:], strict=True))
        for row in (IN_2023, IN_2024)
    ]


def test_scorecards_below_one_another_are_of_those_whom_their_titles_name(tmp_path):
    head = ["No", "Indikator", "Nilai"]
    levels = {"Kota Bogor": 2, "Kota Samarinda": 4}
    rows = [
        row
        for body, level in levels.items()
        for row in ([f"Instansi: {body}", "", ""], head, *[[i, f"Indikator {i}", level] for i in range(1, 48)])
    ]
    read = read_file(as_xlsx(rows, tmp_path / "two.xlsx"), About(year=2024))
    assert {card.institution: set(card.cells.values()) for card in read.scorecards} == {
        f"Pemerintah {body}": {str(level)} for body, level in levels.items()
    }
    assert read.refused == [] and all(not card.again for card in read.scorecards)


def test_stages_amid_the_rows(tmp_path):
    rows = [HEAD, wide("PENILAIAN MANDIRI", 1), IN_2023, wide("HASIL EVALUASI", 1), IN_2024]
    read = read_file(as_semicolons(rows, tmp_path / "stages.csv"), About(year=2024))
    assert indices(read) == {(SAMARINDA, 2024, "self_assessment"): "3,14", (JATENG, 2024, "final"): "4,42"}


def test_headings_that_come_again_on_every_page_begin_no_table(tmp_path):
    rows = [
        wide("SPBE Tahun 2024"),
        HEAD,
        IN_2023,
        wide("SPBE Tahun 2024"),
        ["NO.", *HEAD[1:]],
        IN_2024,
        wide("Catatan"),
    ]
    read = read_file(as_semicolons(rows, tmp_path / "pages.csv"))
    assert indices(read) == {(SAMARINDA, 2024, "final"): "3,14", (JATENG, 2024, "final"): "4,42"}


def test_a_column_that_names_nodes_is_read_whatever_its_heading(tmp_path):
    for heading in ("Variabel", "Jenis Indeks", "Ukuran", "Keterangan"):
        rows = [["Instansi", heading, "2023", "2024"]]
        rows += [[SAMARINDA, "Domain Layanan", "4,02", "4,45"], [SAMARINDA, "Indeks SPBE", "3,14", "3,85"]]
        read = read_file(as_semicolons(rows, tmp_path / "long.csv"))
        assert {(card.year, code): text for card in read.scorecards for code, text in card.cells.items()} == {
            (2023, "P59-D4"): "4,02",
            (2023, "P59-INDEX"): "3,14",
            (2024, "P59-D4"): "4,45",
            (2024, "P59-INDEX"): "3,85",
        }
        alone = read_file(as_semicolons(rows[:2], tmp_path / "one.csv"))
        assert [dict(card.cells) for card in alone.scorecards] == [{"P59-D4": "4,02"}, {"P59-D4": "4,45"}]


@pytest.mark.parametrize("titled", [True, False])
def test_a_title_or_sheet_that_names_a_domain_says_what_its_values_are(titled, tmp_path):
    for name in ("Domain Layanan", "Domain 4", "Nilai Domain Layanan SPBE"):
        rows = [["No", "Instansi", "Nilai", "Predikat"], ["1", SAMARINDA, "4,45", "Baik"]]
        told = [[f"{name} Tahun 2024", "", "", ""]] if titled else []
        read = read_file(as_xlsx(told + rows, tmp_path / "one.xlsx", sheet="" if titled else name), About(year=2024))
        assert [dict(card.cells) for card in read.scorecards] == [{"P59-D4": "4,45"}]
        assert read.scorecards[0].predicate == ""  # it is that of the index
        rows[0][2] = "Indeks"
        with pytest.raises(EvidenceError, match=r"name different things: '.*', 'Indeks'"):
            read_file(as_xlsx(told + rows, tmp_path / "two.xlsx", sheet="" if titled else name), About(year=2024))


@pytest.mark.parametrize("named", ["Domain {number}", "{name}", "Domain {name}"])
def test_sheets_of_one_domain_hold_its_indicators(named, tmp_path):
    import openpyxl

    law = load_framework("permenpanrb-59-2020")
    levels = some_levels(law, 5)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, domain in enumerate(law.of_kind("domain"), start=1):
        sheet = book.create_sheet(named.format(number=number, name=law.nodes[domain].name_id)[:31])
        sheet.append(["No", "Indikator", "Nilai"])
        for code in law.leaves(domain):
            sheet.append([law.short(code), law.nodes[code].name_id, levels[code]])
    book.save(tmp_path / "domains.xlsx")
    read = read_file(tmp_path / "domains.xlsx", About("Kota Bogor", 2024))
    assert [dict(card.cells) for card in read.scorecards] == [{code: str(level) for code, level in levels.items()}]
    assert read.doubtful == read.refused == [] and not read.scorecards[0].again


@pytest.mark.parametrize(
    "title", ["Target indeks SPBE Tahun 2025", "Tabel 3. Rata-rata indeks per provinsi 2024", "Nilai Rata-Rata"]
)
def test_targets_and_means_are_no_scores_of_institutions(title, tmp_path):
    rows = [["No", "Provinsi", "Indeks"], ["1", "Jawa Tengah", "3,42"]]
    with pytest.raises(EvidenceError, match="which are no scores of institutions"):
        read_file(as_xlsx([[title, "", ""], *rows], tmp_path / "a.xlsx"), About(year=2024))
    with pytest.raises(EvidenceError, match="which are no scores of institutions"):
        read_file(as_xlsx(rows, tmp_path / "b.xlsx", sheet=title[:31]), About(year=2024))
    below = [["Hasil SPBE Tahun 2024", "", ""], *rows, [title, "", ""], rows[0], ["1", "Jawa Tengah", "3,10"]]
    assert indices(read_file(as_semicolons(below, tmp_path / "c.csv"))) == {(JATENG, 2024, "final"): "3,42"}


def test_a_predicate_goes_with_the_index_of_its_own_year_only(tmp_path):
    def told(head, *cells):
        path = as_semicolons([["Instansi", *head], [SAMARINDA, *cells]], tmp_path / "a.csv")
        read = read_file(path, About())
        remarks = " ".join(map(str, read.doubtful))
        return {card.year: card.predicate for card in read.scorecards}, "columns not read: Predikat" in remarks

    both = ["Indeks 2023", "Indeks 2024"]
    assert told([*both, "Predikat"], "3,14", "3,85", "Sangat Baik") == ({2023: "", 2024: ""}, True)
    assert told([*both, "Predikat 2024"], "3,14", "3,85", "Sangat Baik") == ({2023: "", 2024: "Sangat Baik"}, False)
    assert told(["Indeks 2024", "Predikat"], "3,85", "Sangat Baik") == ({2024: "Sangat Baik"}, False)
    assert told(["Tahun", "Indeks", "Predikat"], "2023", "3,14", "Baik") == ({2023: "Baik"}, False)


@pytest.mark.parametrize("filled", [True, False])
def test_three_rows_of_headings(filled, tmp_path):
    """Years over kinds of scores over domains, as a merged header says it and as a CSV of it does."""
    years = ["Tahun 2023", "Tahun 2024"]
    rows = [["No", "Instansi", *(text for year in years for text in [year, "", "", "", "", ""])]]
    rows += [["", "", *["Domain", "", "", "", "Indeks", "Predikat"] * 2]]
    rows += [["", "", *["Kebijakan", "Tata Kelola", "Manajemen", "Layanan", "", ""] * 2]]
    rows += [["1", SAMARINDA, *IN_2023[2:], "Baik", "4,00", "3,90", "2,00", "4,45", "3,85", "Sangat Baik"]]
    merges = ["A1:A3", "B1:B3", "C1:H1", "I1:N1", "C2:F2", "I2:L2", "G2:G3", "H2:H3", "M2:M3", "N2:N3"]
    path = as_xlsx(rows, tmp_path / "a.xlsx", merges) if filled else as_semicolons(rows, tmp_path / "a.csv")
    read = read_file(path)
    assert indices(read) == {(SAMARINDA, 2023, "final"): "3,14", (SAMARINDA, 2024, "final"): "3,85"}
    assert [card.predicate for card in read.scorecards] == ["Baik", "Sangat Baik"] and not read.doubtful
    assert [card.cells["P59-D3"] for card in read.scorecards] == ["1,09", "2,00"]


def test_weights_and_scales_in_headings_and_a_row_of_predicates(tmp_path):
    head = [
        "Instansi",
        "Kebijakan (13%)",
        "Tata Kelola (25%)",
        "Manajemen (16,5%)",
        "Layanan (bobot 45,5%)",
        "Indeks (1-5)",
    ]
    read = read_file(as_semicolons([head, IN_2023[1:]], tmp_path / "a.csv"), About(year=2023))
    assert list(read.scorecards[0].cells.values()) == IN_2023[2:] and read.doubtful == []

    rows = [["Komponen", "2023", "2024"], ["Indeks SPBE", "3,14", "3,85"], ["Predikat", "Baik", "Sangat Baik"]]
    read = read_file(as_semicolons(rows, tmp_path / "b.csv"), About("Kota Samarinda"))
    assert {card.year: card.predicate for card in read.scorecards} == {2023: "Baik", 2024: "Sangat Baik"}
    assert read.refused == read.doubtful == []


def test_a_category_that_is_a_kind_of_institution_is_no_predicate(tmp_path):
    rows = [["Instansi", "Indeks", "Kategori"], [SAMARINDA, "3,14", "Kota"], [JATENG, "4,26", "Provinsi"]]
    read = read_file(as_semicolons(rows, tmp_path / "a.csv"), About(year=2023))
    assert [card.predicate for card in read.scorecards] == ["", ""] and "columns not read: Kategori" in read.doubtful[0]
    rows = [["Instansi", "Indeks", "Kategori"], [SAMARINDA, "3,14", "Baik"], [JATENG, "4,26", "Memuaskan"]]
    read = read_file(as_semicolons(rows, tmp_path / "b.csv"), About(year=2023))
    assert [card.predicate for card in read.scorecards] == ["Baik", "Memuaskan"] and read.doubtful == []


def test_columns_without_a_year_are_of_the_only_year_that_others_say_and_it_is_told(tmp_path):
    head = [*HEAD[:6], "Indeks 2023"]
    read = read_file(as_semicolons([head, IN_2023], tmp_path / "a.csv"))
    assert [(card.year, list(card.cells.values())) for card in read.scorecards] == [(2023, IN_2023[2:])]
    assert "columns D1, D2, D3, D4 say no year and are read as of 2023" in read.doubtful[0]
    for more in ("Indeks 2024", "Indeks"):  # several years, or the same score twice: nothing is inferred
        read = read_file(as_semicolons([[*head, more], [*IN_2023, "3,85"]], tmp_path / "b.csv"))
        assert {card.year for card in read.scorecards} == {None, 2023, *([2024] if more != "Indeks" else [])}


@pytest.mark.parametrize(
    "note",
    ["Sumber: Laporan SPBE Tahun 2025", "Catatan: SPBE tahun 2023", "Data SPBE 2023 tidak tersedia", "*) tahun 2025"],
)
def test_a_note_with_a_year_changes_no_year(note, tmp_path):
    for column in (0, 1):
        rows = [wide("Hasil SPBE Tahun 2024"), HEAD, IN_2023, wide(note, column), IN_2024]
        read = read_file(as_semicolons(rows, tmp_path / "a.csv"))
        assert {card.year for card in read.scorecards} == {2024} and len(read.scorecards) == 2
        read = read_file(as_semicolons([wide(note), *rows[:3]], tmp_path / "b.csv"))
        assert {card.year for card in read.scorecards} == {None if note.startswith("Data") else 2024}


def test_a_title_over_the_columns_comes_again_with_another_year(tmp_path):
    """A title in the second column stands over the others as a heading of several columns does."""
    rows = [wide("SPBE Tahun 2023", 1), HEAD, IN_2023, wide("SPBE Tahun 2024", 1), HEAD, IN_2024]
    for write in (as_xlsx, as_semicolons):
        assert indices(read_file(write(rows, tmp_path / "a"))) == INDICES


@pytest.mark.parametrize("of_year", ["Tahun {}", "TA {}", "th. {}", "({})", "tahun penilaian {}"])
def test_a_heading_may_say_of_its_year_that_it_is_one(of_year, tmp_path):
    head = ["Instansi", *(f"Indeks SPBE {of_year.format(year)}" for year in (2023, 2024)), "Predikat Tahun 2024"]
    read = read_file(as_semicolons([head, [SAMARINDA, "3,14", "3,85", "Sangat Baik"]], tmp_path / "a.csv"))
    assert indices(read) == {(SAMARINDA, 2023, "final"): "3,14", (SAMARINDA, 2024, "final"): "3,85"}
    assert {card.year: card.predicate for card in read.scorecards} == {2023: "", 2024: "Sangat Baik"}


def test_rows_of_domains_and_aspects_without_figures_are_headings_of_what_follows(tmp_path):
    law = load_framework("permenpanrb-59-2020")
    levels = some_levels(law, 6)
    rows = [["No", "Indikator", "Nilai"]]
    for code, node in law.nodes.items():
        if node.kind == "indicator":
            rows.append([node.number, node.name_id, levels[code]])
        elif node.parent:
            rows.append(["", f"{node.kind.replace('aspect', 'aspek').title()} {node.number} {node.name_id}", ""])
    read = read_file(as_semicolons(rows, tmp_path / "lke.csv"), About("Kota Bogor", 2024))
    assert [dict(card.cells) for card in read.scorecards] == [{code: str(level) for code, level in levels.items()}]
    assert read.doubtful == read.refused == []


@pytest.mark.parametrize("years", ["2023 dan 2024", "2023-2024", "2023 s.d. 2024", "2022, 2023 dan 2024"])
def test_a_title_of_several_years_says_no_year(years, tmp_path):
    rows = [wide(f"Perbandingan SPBE Tahun {years}"), HEAD, IN_2023]
    assert indices(read_file(as_semicolons(rows, tmp_path / "a.csv"))) == {(SAMARINDA, None, "final"): "3,14"}


@pytest.mark.parametrize("units", [["(nama)", "(poin)"], ["a", "b"], ["(1)", "(2)=(1)x5"]])
def test_units_below_the_headings_are_no_row(units, tmp_path):
    rows = [["Instansi", "Indeks 2023"], units, [SAMARINDA, "3,14"]]
    read = read_file(as_semicolons(rows, tmp_path / "a.csv"))
    assert indices(read) == {(SAMARINDA, 2023, "final"): "3,14"} and read.doubtful == []


def test_values_beside_indicators_may_be_called_after_the_index(tmp_path):
    law = load_framework("permenpanrb-59-2020")
    rows = [["Indikator", "Nilai SPBE 2024"], *([law.nodes[code].name_id, "3"] for code in law.indicators)]
    [card] = read_file(as_semicolons(rows, tmp_path / "a.csv"), About("Kota Bogor")).scorecards
    assert card.year == 2024 and card.cells == dict.fromkeys(law.indicators, "3")
    with pytest.raises(EvidenceError, match="permenpanrb-8-2026 does not know most of the rows") as refused:
        read_file(as_semicolons([["Indikator", "Nilai"], *rows[1:]], tmp_path / "b.csv"), About("Kota Bogor", 2026))
    assert "year" in str(refused.value.advice)
