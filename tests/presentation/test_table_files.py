"""The CSV under a table: numbers that programs read, sources above them, and nothing that acts."""

import csv
import re
from fractions import Fraction
from io import StringIO

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.csv_files import BOM, table_file
from spbe_analysis.presentation.page.tables import frame_of
from spbe_analysis.presentation.text.wording import DASH, number, percent, ranged, signed, spanned, whole


def _read(text):
    lines = [line for line in StringIO(text.removeprefix(BOM), newline="") if not line.startswith("#")]
    return list(csv.reader(lines))


def _table(head, rows):
    """Data of a table's block."""
    cells = {name: (lambda row, place=place: row[place]) for place, name in enumerate(head)}
    return document.table(frame_of(cells, rows), "c").about


def test_numbers_are_written_for_programs():
    gone, more = (signed(Fraction(value), "id") for value in ("-0.09", "0.4"))
    low, count, weight = number(Fraction("0.1"), "id"), whole(1234, "id"), percent(Fraction("0.0275"), "id", 2)
    rows = [
        ["a", count, spanned(gone, more, "id"), weight, 2024],
        ["b", DASH, low, percent(Fraction("0.13"), "id"), ""],
    ]
    table = _table(["Nama", "Poin", "Rentang", "Bobot", "Tahun"], rows)
    assert table["rows"][0] == ["a", "1.234", "\N{MINUS SIGN}0,09 s.d. +0,40", "2,75%", "2024"]
    assert table["numeric"] == [False, True, True, True, False]
    text = table_file(table, ["Judul"], "id")
    assert text.startswith(BOM + "# Judul\r\n")
    assert _read(text) == [
        ["Nama", "Poin", "Rentang, terendah", "Rentang, tertinggi", "Bobot [%]", "Tahun"],
        ["a", "1234", "-0.09", "0.40", "2.75", "2024"],
        ["b", "", "0.10", "0.10", "13", ""],
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_values_with_their_ranges_become_three_columns(language):
    value, low, high = (signed(Fraction(value), language) for value in ("0.49", "-0.01", "0.71"))
    rows = [["a", ranged("national.value_range", language, low, high, value), high], ["b", DASH, low]]
    head, *cells = _read(table_file(_table(["N", "r", "v"], rows), [], language))
    assert (
        head
        == {
            "id": ["N", "r", "r, terendah", "r, tertinggi", "v"],
            "en": ["N", "r", "r, lowest", "r, highest", "v"],
        }[language]
    )
    assert cells == [["a", "0.49", "-0.01", "0.71", "0.71"], ["b", "", "", "", "-0.01"]]


def test_words_stay_words_and_a_column_of_dashes_too():
    rows = [["1", "22 of 38 (22)", "+0.1 at most", DASH, "2.15"], ["+ b", "x", number(2, "en"), DASH, "12.10.2024"]]
    assert _read(table_file(_table(["N", "Place", "Text", "None", "v"], rows), [], "en"))[1:] == [
        ["1", "22 of 38 (22)", "0.1 at most", DASH, "2.15"],
        ["'+ b", "x", "2.00", DASH, "12.10.2024"],
    ]


def test_it_is_read_by_pandas():
    text = table_file(
        _table(["Name", "Points"], [["x, y", signed(Fraction("0.4"), "en")]]), ["About, with a comma", "Units"], "en"
    )
    frame = pd.read_csv(StringIO(text), comment="#")
    assert list(frame.columns) == ["Name", "Points"] and frame["Points"][0] == 0.4 and frame["Name"][0] == "x, y"


@pytest.mark.parametrize("start", "=+-@\t")
def test_no_cell_and_no_head_acts_as_a_formula(start):
    bad = f"{start}cmd|' /C calc'!A0"
    text = table_file(_table([bad, "n"], [[bad, "1"]]), [f"two\r\n{bad}"], "en")
    assert all(cell[:1] not in "=+-@\t" for row in _read(text) for cell in row if cell)
    assert text.removeprefix(BOM).splitlines()[0].startswith("# two ")


HOSTILE = st.text(st.sampled_from("=+-@,;\t \n\r\"'1a."), max_size=12)


@given(st.lists(HOSTILE, min_size=2, max_size=2), HOSTILE, HOSTILE)
@example(["", ""], "-1;", "")
def test_no_mark_of_division_lets_a_formula_through(head, cell, remark):
    """A file that commas divide is opened at semicolons by an Indonesian spreadsheet, and its remarks are cells too."""
    text = table_file({"head": [f"a{n}" for n in head], "rows": [["row", cell]], "numbers": [None] * 2}, [remark], "id")
    for mark in ",;\t":
        for row in csv.reader(StringIO(text, newline=""), delimiter=mark):
            for found in row:
                number = re.fullmatch(r"\s*[+-]?\d+([.,]\d+)?\s*", found)
                assert number or found.lstrip()[:1] not in ("=", "+", "-", "@") or not found.strip(), (
                    mark,
                    text,
                    found,
                )


def test_sources_ride_with_the_block():
    frame = pd.DataFrame({"Year": ["2023"], "Document": ["Doc"]})
    told = document.table(frame, "c", links={"Doc": "https://example.org/"}, sources=True).about["sources"]
    assert told == ["Year: 2023; Document: Doc https://example.org/"]
    assert document.pairs({"Data": "x"}).about["sources"] == ["Data: x"]
    assert "sources" not in document.pairs({"How much": "x"}, kind="answers").about
    assert (
        document.bullets(["s"], sources=True).about["sources"] == ["s"]
        and "sources" not in document.bullets(["s"]).about
    )
