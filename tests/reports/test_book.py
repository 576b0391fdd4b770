"""The XLSX beside a report's CSV: the same rows, numbers as numbers, sources and citation."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from io import BytesIO, StringIO

import nbformat
import pandas as pd
import pytest
from office import OFFICE, opened

from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.text.wording import number, whole
from spbe_analysis.reports.one.book import add_book_links, book_of


def _notebook(*blocks):
    outputs = []
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        outputs.append(nbformat.v4.new_output("display_data", data=dict(data), metadata=metadata))
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=outputs)])


@pytest.mark.few(0)
def test_contributions_are_the_rows_of_the_csv_by_kind(published) -> None:
    folder = published("lampung")
    text = (folder / "contributions.csv").read_text(encoding="utf-8-sig")
    assert (folder / "contributions.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(text)))
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(folder / "contributions.xlsx")
    assert book.sheetnames[-2:] == ["sumber", "Cara mengutip"]
    kinds = {"domain": "domain", "aspek": "aspect", "indikator": "indicator"}
    for name, kind in kinds.items():
        head, *cells = book[name].iter_rows(values_only=True)
        mine = [row for row in rows if row["kind"] == kind]
        assert book[name].freeze_panes == "B2" and len(cells) == len(mine)
        for shown, row in zip(cells, mine, strict=True):
            told = dict(zip(head, shown, strict=True))
            assert told["code"] == row["code"]
            assert told["contribution_low"] == pytest.approx(float(row["contribution_low"]))
    assert len(rows) == sum(book[name].max_row - 1 for name in book.sheetnames[:-2])
    page = (folder / "report.html").read_text(encoding="utf-8")
    named = re.findall(r'download="([^"]*contributions[^"]*)"', page)
    assert named == [f"pemerintah-kota-bandar-lampung-2023-2024-contributions.{kind}" for kind in ("csv", "xlsx")]
    assert len(page) < 400_000


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_other_report_has_its_tables_as_numbers(language) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    counts = [whole(count, language) for count in (1234, 2)]
    cells = {"nama": ["=1+1", "b"], "nilai": [number(Fraction("0.091"), language, 3), "–"], "banyak": counts}
    table = pd.DataFrame(cells, dtype=object)
    blocks = [
        document.title("Judul"),
        document.table(table, "Apa: ini? [poin]"),
        document.table(table, "apa  ini   poin"),
    ]
    notebook = _notebook(*blocks)
    made = book_of(notebook, language)
    assert made == book_of(notebook, language) and list(made) == ["tables.xlsx"]
    book = openpyxl.load_workbook(BytesIO(made["tables.xlsx"]))
    first = book[book.sheetnames[0]]
    assert [[cell.value for cell in row] for row in first.iter_rows()] == [
        ["nama", "nilai", "banyak"],
        ["=1+1", 0.091, 1234],
        ["b", None, 2],
    ]
    assert first["A2"].data_type == "s"
    add_book_links(notebook, made, language)
    shown = [output.data["text/html"] for output in notebook.cells[0].outputs]
    assert 'download="judul-tables.xlsx"' in shown[2] and "tables.xlsx" not in shown[1]


def test_a_page_without_tables_has_no_workbook() -> None:
    assert book_of(_notebook(document.title("Judul"), document.paragraphs("x")), "id") == {}


@pytest.mark.skipif(not OFFICE, reason="no LibreOffice")
def test_an_indonesian_spreadsheet_sees_numbers_and_no_formula(tmp_path) -> None:
    table = pd.DataFrame({"nama": ["=1+1"], "nilai": [number(Fraction("-0.091"), "id", 3)]}, dtype=object)
    made = book_of(_notebook(document.title("T"), document.table(table, "tabel")), "id")
    (tmp_path / "tables.xlsx").write_bytes(made["tables.xlsx"])
    sheets = opened(tmp_path / "tables.xlsx", tmp_path)
    assert sheets["tabel"][1][:2] == [("string", "=1+1"), ("float", "-0,091")]


@pytest.mark.few(0)
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice")
def test_the_workbook_of_a_report_is_numbers_to_an_indonesian_spreadsheet(tmp_path) -> None:
    """Kalimantan Timur 2023 to 2024: every bound that `spbe.drivers` gives is a number there, with a decimal comma."""
    import spbe_analysis as spbe

    made = spbe.report("Kaltim", 2023, 2024, "id", out=tmp_path)
    sheets = opened(made.page.parent / "contributions.xlsx", tmp_path)
    cells = [cell for rows in sheets.values() for row in rows for cell in row]
    for kind in ("domain", "aspect", "indicator"):
        for low in spbe.drivers("Kaltim", 2023, 2024).to_frame(kind)["low"]:
            shown = f"{low:.3f}".rstrip("0").rstrip(".").replace(".", ",")
            assert any(kind == "float" and text.startswith(shown) for kind, text in cells), low
    numbers = re.compile(r"[+\N{MINUS SIGN}-]?\d+([.,]\d+)?%?")
    texts = {text for kind, text in cells if kind == "string" and numbers.fullmatch(text)}
    assert texts <= {"2023", "2024"}  # a year names a row; it is no quantity
