"""Result reports in PDF: read by place and number, whole or not at all."""

import os
from pathlib import Path

import pytest

from spbe_analysis.analysis.consistency.consistency import check_cards
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES, MAX_PDF_PAGES
from spbe_analysis.regulation import load_framework
from tests.evidence.made_reports import (
    OLD_SCORE_ROWS,
    SCORE_ROWS,
    make_report,
    placed_report,
    printed_cells,
    scanned_report,
    some_levels,
    swelling_report,
)

LAW, OLD = load_framework("permenpanrb-59-2020"), load_framework("permenpanrb-5-2018")
SAMPLES = Path(os.environ.get("SPBE_SAMPLES") or Path(__file__).parents[3] / "shared" / "data" / "samples")


def test_the_made_layout_follows_the_tree():
    from spbe_analysis.evidence.readers.pdf_report import tree_order

    assert [code.removeprefix("P59-") for code in tree_order(LAW)] == SCORE_ROWS
    assert [code.removeprefix("P5-") for code in tree_order(OLD)] == OLD_SCORE_ROWS


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"row_height": 40},
        {"row_height": 40, "repeat_header": False},
        {"push": 420},
        {"lines": False},
    ],
    ids=["one page", "levels over pages", "levels over pages, header once", "scores over pages", "no lines"],
)
def test_one_year(tmp_path, layout):
    levels = some_levels(LAW, 1)
    read = read_file(make_report(tmp_path / "lhe.pdf", LAW, {2023: levels}, **layout))
    (card,) = read.scorecards
    assert (read.kind, card.institution, card.year, card.stage) == (
        "result_report",
        "Pemerintah Kota Bandar Lampung",
        2023,
        "final",
    )
    assert card.cells == printed_cells(levels, LAW)
    assert card.assessment == "evaluasi" and card.predicate
    assert check_cards(read.scorecards) == [] and read.doubtful == []


@pytest.mark.parametrize(
    "layout", [{}, {"row_height": 35, "repeat_header": False, "push": 420}], ids=["plain", "broken"]
)
def test_two_years_side_by_side(tmp_path, layout):
    tables = {2021: some_levels(LAW, 2), 2022: some_levels(LAW, 3)}
    read = read_file(make_report(tmp_path / "lhp.pdf", LAW, tables, kind="PEMANTAUAN", **layout))
    assert {card.year: card.cells for card in read.scorecards} == {
        year: printed_cells(levels, LAW) for year, levels in tables.items()
    }
    assert [card.predicate != "" for card in read.scorecards] == [False, True]
    assert {card.assessment for card in read.scorecards} == {"pemantauan"}
    assert check_cards(read.scorecards) == []


def test_years_under_a_merged_heading_and_another_year_above_it(tmp_path):
    tables = {2023: some_levels(LAW, 12), 2024: some_levels(LAW, 13)}
    read = read_file(make_report(tmp_path / "lhe.pdf", LAW, tables, header="merged", row_height=30))
    assert {card.year: card.cells for card in read.scorecards} == {y: printed_cells(t, LAW) for y, t in tables.items()}


def test_a_report_under_the_old_regulation(tmp_path):
    # 37 scored items: tables print the three services of indicator 35 as 35, 35-2 and 35-3
    levels = some_levels(OLD, 14)
    (card,) = read_file(
        make_report(tmp_path / "lhe.pdf", OLD, {2019: levels}, whose="PEMERINTAH KOTA DENPASAR")
    ).scorecards
    assert card.cells == printed_cells(levels, OLD) and len(card.cells) == 37 + 7 + 3 + 1
    assert (card.regulation, card.institution) == (OLD.id, "Pemerintah Kota Denpasar") and check_cards([card]) == []


@pytest.mark.few(9)
@pytest.mark.parametrize("law", [LAW, OLD], ids=["59-2020", "5-2018"])
@pytest.mark.parametrize("above", [14, 16, 18, 19, 20, 22, 30])
@pytest.mark.parametrize(
    "layout",
    [
        {"years": False},
        {},
        {"years": False, "pitch": 26, "footer": 64},
        {"pitch": 26, "footer": 521},
        {"pitch": 40, "counted": True},
    ],
    ids=["no year", "a year under the header", "page numbers left", "page numbers right", "columns counted"],
)
def test_words_of_the_header_never_join_the_first_row(tmp_path, law, above, layout):
    # reports of 2020 (5/2018) and of 2021 print the header's last word 18 to 20 points above row 1
    levels = some_levels(law, above)
    report = {"levels": {2020 if law is OLD else 2021: levels}, "above": above, **layout}
    read = read_file(placed_report(tmp_path / "lhe.pdf", [report], law=law))
    (card,) = read.scorecards
    assert card.cells == printed_cells(levels, law) and card.year == (2020 if law is OLD else 2021)
    assert card.institution == "Pemerintah Kota Bandar Lampung" and card.predicate
    assert (check_cards([card]), read.doubtful, read.refused) == ([], [], [])


@pytest.mark.few(5)
@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["KEMENTERIAN KOORDINATOR BIDANG", "PEREKONOMIAN"], "Kementerian Koordinator Bidang Perekonomian"),
        (["PEMERINTAH KABUPATEN BANGKA", "TENGAH"], "Pemerintah Kab. Bangka Tengah"),
        (["PEMERINTAH KABUPATEN BANGKA"], "Pemerintah Kab. Bangka"),
        (
            ["KEMENTERIAN PENDAYAGUNAAN", "APARATUR NEGARA DAN", "REFORMASI BIROKRASI"],
            "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
        ),
        (["DINAS YANG TIDAK ADA DALAM", "DAFTAR"], "DINAS YANG TIDAK ADA DALAM DAFTAR"),
    ],
)
@pytest.mark.parametrize("level", [1, 3, 4, 5], ids=["Kurang", "Baik", "Sangat Baik", "Memuaskan"])
def test_a_name_over_several_lines_beside_its_figure(tmp_path, lines, name, level):
    levels = dict.fromkeys(LAW.indicators, level)
    read = read_file(
        placed_report(tmp_path / "lhe.pdf", [{"levels": {2021: levels}, "whose": lines, "years": False}], law=LAW)
    )
    (card,) = read.scorecards
    assert card.institution == name and card.cells == printed_cells(levels, LAW)
    assert card.predicate == {1: "Kurang", 3: "Baik", 4: "Sangat Baik", 5: "Memuaskan"}[level]
    assert len(read.doubtful) == ("DINAS" in name)


def test_levels_of_two_years_beside_scores_of_one(tmp_path):
    tables = {2021: some_levels(LAW, 21), 2022: some_levels(LAW, 22)}
    report = {"levels": tables, "scores": [2022], "kind": "PEMANTAUAN"}
    latest, earlier = read_file(placed_report(tmp_path / "lhp.pdf", [report], law=LAW)).scorecards
    assert (latest.year, latest.cells) == (2022, printed_cells(tables[2022], LAW)) and len(latest.cells) == 60
    assert earlier.year == 2021 and earlier.predicate == ""
    assert earlier.cells == {code: str(level) for code, level in tables[2021].items()}
    assert check_cards([latest, earlier]) == []


def test_two_reports_in_one_file_are_both_read(tmp_path):
    tables = {2023: some_levels(LAW, 23), 2024: some_levels(LAW, 24)}
    reports = [{"levels": {year: levels}, "pitch": 26} for year, levels in tables.items()]
    reports[1]["whose"] = ["PEMERINTAH KOTA DENPASAR"]
    read = read_file(placed_report(tmp_path / "both.pdf", reports, law=LAW))
    assert {(card.institution, card.year): card.cells for card in read.scorecards} == {
        ("Pemerintah Kota Bandar Lampung", 2023): printed_cells(tables[2023], LAW),
        ("Pemerintah Kota Denpasar", 2024): printed_cells(tables[2024], LAW),
    }
    first, second = (int(card.places["P59-I01"].split()[-1]) for card in read.scorecards)
    assert first < second and check_cards(read.scorecards) == []


def test_one_report_twice_in_a_file_is_refused_in_one_sentence(tmp_path):
    report = {"levels": {2023: some_levels(LAW, 25)}}
    with pytest.raises(EvidenceError, match="is there twice, on pages 2 and 6") as refused:
        read_file(placed_report(tmp_path / "twice.pdf", [report, report], law=LAW))
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(("pages", "figures"), [("scores", 13), ("levels", 47)])
def test_a_page_alone_as_posted(tmp_path, pages, figures):
    levels = some_levels(LAW, 26)
    posted = placed_report(tmp_path / "page.pdf", [{"levels": {2024: levels}, "pages": pages}], law=LAW)
    read = read_file(posted, About(institution="Kota Bandar Lampung"))
    (card,) = read.scorecards
    assert card.cells.items() <= printed_cells(levels, LAW).items() and len(card.cells) == figures
    assert (card.institution, card.year) == ("Pemerintah Kota Bandar Lampung", 2024)
    assert [remark.key for remark in read.doubtful] == [f"pdf.{pages}_alone"]


def test_a_report_of_another_body_or_year_is_not_saved_as_what_was_said(tmp_path):
    path = placed_report(tmp_path / "lhe.pdf", [{"levels": {2023: some_levels(LAW, 27)}}], law=LAW)
    with pytest.raises(EvidenceError) as refused:
        read_file(path, About(institution="Kota Denpasar", year=2022))
    assert {fault.key for fault in refused.value.problems} == {"table.other_body", "table.other_year"}


def test_a_level_that_is_blank_or_off_the_scale_is_a_finding_at_its_page(tmp_path):
    levels = dict.fromkeys(LAW.indicators, 3)
    change = {(2023, "P59-I47"): "", (2023, "P59-I05"): "7"}
    read = read_file(make_report(tmp_path / "lhe.pdf", LAW, {2023: levels}, change=change))
    found = {(f.rule, f.code, f.place) for f in check_cards(read.scorecards)}
    assert found == {
        ("blank", "P59-I47", read.scorecards[0].places["P59-I47"]),
        ("off_scale", "P59-I05", read.scorecards[0].places["P59-I05"]),
    }


def test_a_misprinted_score_is_found_by_the_levels(tmp_path):
    levels = some_levels(LAW, 4)
    right = printed_cells(levels, LAW)["P59-A7"]
    wrong = right[:-1] + str((int(right[-1]) + 3) % 10)
    read = read_file(make_report(tmp_path / "lhe.pdf", LAW, {2023: levels}, change={(2023, "P59-A7"): wrong}))
    (finding,) = check_cards(read.scorecards)
    assert finding.code == "P59-A7" and finding.suggestions[0].value == right.replace(",", ".")


def test_names_decide_nothing(tmp_path):
    # "Sektor 1" ends in a number, and names differ between documents
    levels = some_levels(LAW, 5)
    card = read_file(make_report(tmp_path / "lhe.pdf", LAW, {2024: levels}, whose="DINAS X")).scorecards[0]
    assert card.cells["P59-I45"] == str(levels["P59-I45"]) and card.institution == "DINAS X"
    said = read_file(tmp_path / "lhe.pdf", About(institution="Kota Denpasar"))
    assert said.scorecards[0].institution == "Pemerintah Kota Denpasar"


def broken(tmp_path):
    """Five reports that must not be read, with a word that the refusal has to say."""
    levels = some_levels(LAW, 6)
    whole = make_report(tmp_path / "whole.pdf", LAW, {2023: levels}).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: len(whole) // 2])
    gone = [f"P59-I{n}" for n in range(40, 48)]
    return {
        "scanned": (scanned_report(tmp_path / "scanned.pdf"), "no text"),
        "cut off": (cut, "cut.pdf"),
        "protected": (make_report(tmp_path / "protected.pdf", LAW, {2023: levels}, encrypt=True), "password"),
        "rows missing": (make_report(tmp_path / "gone.pdf", LAW, {2023: levels}, leave_out=gone), "40, 41, 42"),
        "no scores": (make_report(tmp_path / "no.pdf", LAW, {2023: levels}, scores=False), "Nilai Indeks SPBE"),
    }


def test_five_broken_reports_are_refused_clearly(tmp_path):
    for path, word in broken(tmp_path).values():
        with pytest.raises(EvidenceError) as refused:
            read_file(path)
        text = str(refused.value)
        assert path.name in text and "expected" in text and word in text and refused.value.advice


def test_other_faults_of_reports(tmp_path):
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.4 <html>not a report</html>")
    other_law = make_report(tmp_path / "years.pdf", LAW, {2019: some_levels(LAW, 1)})
    for path in (page, other_law):
        with pytest.raises(EvidenceError):
            read_file(path)


def test_limits_on_size_pages_and_memory(tmp_path):
    heavy = tmp_path / "heavy.pdf"
    heavy.write_bytes(b"%PDF-1.4\n" + b"x" * MAX_PDF_BYTES)
    many = tmp_path / "many.pdf"
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(many))
    for _ in range(MAX_PDF_PAGES + 1):
        canvas.drawString(100, 100, "x")
        canvas.showPage()
    canvas.save()
    swelling = swelling_report(tmp_path / "swelling.pdf", 400_000_000)
    assert swelling.stat().st_size < 1_000_000
    for path, word in ((heavy, "bytes"), (many, "pages"), (swelling, "memory")):
        with pytest.raises(EvidenceError, match=word):
            read_file(path)


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_published_reports_of_bandar_lampung(year):
    path = SAMPLES / f"LHE_Kota_Bandar_Lampung_{year}.pdf"
    if not path.is_file():
        pytest.skip("the sample reports are not here")
    read = read_file(path)
    (card,) = read.scorecards
    stored = scorecard_for("Kota Bandar Lampung", year)
    assert {code: text.replace(",", ".") for code, text in card.cells.items()} == {
        code: value.text for code, value in stored.values.items()
    }
    assert len(card.cells) == 47 + 8 + 4 + 1
    assert (card.institution, card.year, card.predicate) == (stored.institution, year, stored.predicate)
    assert check_cards(read.scorecards) == [] and read.doubtful == [] and read.refused == []
