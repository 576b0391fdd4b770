"""The CSV under a table: numbers that programs read, sources above them, and nothing that acts."""

import csv
import re
from io import StringIO

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.csv_files import BOM, table_file


def _read(text):
    lines = [line for line in StringIO(text.removeprefix(BOM), newline="") if not line.startswith("#")]
    return list(csv.reader(lines))


def test_numbers_are_written_for_programs():
    rows = [["a", "+1.234,5", "\N{MINUS SIGN}0,09 s.d. +0,40", "2,75%"], ["b", "\N{EN DASH}", "0,10", "13%"]]
    text = table_file(["Nama", "Poin", "Rentang", "Bobot"], rows, ["Judul"], "id")
    assert text.startswith(BOM + "# Judul\r\n")
    assert _read(text) == [
        ["Nama", "Poin", "Rentang, terendah", "Rentang, tertinggi", "Bobot [%]"],
        ["a", "1234.5", "-0.09", "0.40", "2.75"],
        ["b", "", "0.10", "0.10", "13"],
    ]
    english = table_file(["N", "P"], [["a", "+1,234.5"]], [], "en")
    assert _read(english)[1] == ["a", "1234.5"]


def test_values_with_their_ranges_become_three_columns():
    rows = [
        ["a", "+0,49 (\N{MINUS SIGN}0,01 s.d. +0,71)", "0,1\N{NO-BREAK SPACE}s.d.\N{NO-BREAK SPACE}0,2"],
        ["b", "\N{EN DASH}", "0,3"],
    ]
    assert _read(table_file(["N", "r", "v"], rows, [], "id")) == [
        ["N", "r", "r, terendah", "r, tertinggi", "v, terendah", "v, tertinggi"],
        ["a", "0.49", "-0.01", "0.71", "0.1", "0.2"],
        ["b", "", "", "", "0.3", "0.3"],
    ]


def test_words_stay_words_and_a_column_of_dashes_too():
    rows = [["1", "22 of 38 (22)", "+0.1 at most", "\N{EN DASH}"]]
    assert _read(table_file(["N", "Place", "Text", "None"], rows, [], "en"))[1] == [
        "1",
        "22 of 38 (22)",
        "0.1 at most",
        "\N{EN DASH}",
    ]


@pytest.mark.parametrize("text", ["12.10.2024", "2.15", "1.2.3", "1,2,3"])
def test_what_the_language_does_not_write_so_is_no_number(text):
    assert _read(table_file(["N", "v"], [["a", text]], [], "id"))[1] == ["a", text]


def test_it_is_read_by_pandas():
    text = table_file(["Name", "Points"], [["x, y", "+0.4"]], ["About, with a comma", "Units"], "en")
    frame = pd.read_csv(StringIO(text), comment="#")
    assert list(frame.columns) == ["Name", "Points"] and frame["Points"][0] == 0.4 and frame["Name"][0] == "x, y"


@pytest.mark.parametrize("start", "=+-@\t")
def test_no_cell_and_no_head_acts_as_a_formula(start):
    bad = f"{start}cmd|' /C calc'!A0"
    text = table_file([bad, "n"], [[bad, "1"]], [f"two\r\n{bad}"], "en")
    assert all(cell[:1] not in "=+-@\t" for row in _read(text) for cell in row if cell)
    assert text.removeprefix(BOM).splitlines()[0].startswith("# two ")


HOSTILE = st.text(st.sampled_from("=+-@,;\t \n\r\"'1a."), max_size=12)


@given(st.lists(HOSTILE, min_size=2, max_size=2), HOSTILE, HOSTILE)
@example(["", ""], "-1;", "")
def test_no_mark_of_division_lets_a_formula_through(head, cell, remark):
    """A file that commas divide is opened at semicolons by an Indonesian spreadsheet, and its remarks are cells too."""
    text = table_file([f"a{name}" for name in head], [["row", cell]], [remark], "id")
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
