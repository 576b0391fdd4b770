"""Tables carry what the answer says, once, in the reader's numbers."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest

from spbe_analysis.analysis.attribution import path_contributions
from spbe_analysis.presentation.drivers import tables
from spbe_analysis.presentation.page import csv_files as files
from spbe_analysis.presentation.page import tables as page_tables


def test_short_names_drop_what_all_names_share(law):
    assert page_tables.label("P59-I39", law, "id") == "39. Layanan Pengawasan Internal Pemerintah"
    assert page_tables.label("P59-D4", law, "id") == "Layanan SPBE"
    assert all(page_tables.short_name(law.nodes[code], law, lang) for code in law.nodes for lang in ("id", "en"))


def test_full_tables_leave_out_the_verdict_and_say_so(full, law):
    rows = full.rows("indicator")
    shown = tables.summary(rows, law, "id")
    assert len(shown) == 47 and shown.shape[1] == 5 and tables.verdict_note(rows, "id")


def test_classes_appear_once_and_are_named(partial, law):
    shown = tables.summary(partial.rows("indicator"), law, "en")
    assert list(shown.iloc[:, 0]) == [
        "Each of indicators 1–10 (Internal policy on governance)",
        "Each of indicators 11–20 (Governance)",
        "Each of indicators 21–31 (Management)",
        "Each of indicators 32–41 (Electronic administrative services)",
        "Each of indicators 42–47 (Electronic public services)",
    ]
    assert shown.shape[1] == 6 and tables.verdict_note(partial.rows("indicator"), "en") == ""


def test_what_is_not_published_is_a_dash_not_a_zero(impossible, law):
    shown = tables.summary(impossible.rows("domain"), law, "en")
    assert shown.iloc[1, 1] == "–" and shown.iloc[0, 1] != "–"


def test_number_ranges(law):
    codes = [f"P59-I{number:02d}" for number in (12, 1, 2, 3, 7)]
    assert page_tables.number_ranges(codes, law) == "1–3, 7, 12"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.825", "+0,825"), ("-0.078", "−0,078"), ("0", "0,000"), ("0.0275", "+0,0275"), ("0.4", "+0,400")],
)
def test_points(value, shown):
    assert page_tables.points(Fraction(value), "id") == shown


def test_yearly_steps_add_up(lampung_cards, law):
    """Kota Bandar Lampung 2021-2024: 1.2000 to 2.9795 in steps 0.3025, 0.652, 0.825 (METHODOLOGY, worked check)."""
    levels = tables.levels_by_year(list(lampung_cards.values()), law, "en")
    parts = path_contributions({year: levels[year] for year in levels}, law)
    assert [str(row.low) for row in tables.path_steps(parts).itertuples()] == ["121/400", "163/250", "33/40"]
    shown = tables.path(parts, law, "en")
    assert list(shown.iloc[-1]) == ["SPBE index", "+0.3025", "+0.652", "+0.825", "+1.7795"]
    assert len(shown) == 5


def test_levels_need_whole_tables_at_both_ends(lampung_cards, partial, law):
    assert list(tables.levels_by_year(list(lampung_cards.values()), law, "en").columns) == [2021, 2022, 2023, 2024]
    cards = list(lampung_cards.values())
    cards[1] = replace(partial.before, year=2022)
    assert tables.levels_by_year([replace(partial.before, year=2020), *lampung_cards.values()], law, "en") is None
    assert list(tables.levels_by_year(cards, law, "en").columns) == [2021, 2023, 2024]


def test_file_holds_every_row_exactly(partial):
    rows = list(csv.DictReader(io.StringIO(files.csv_text(*files.contributions(partial)))))
    assert len(rows) == 4 + 8 + 47
    assert len(rows) == len(partial.table) == len({row["code"] for row in rows})
    for row in rows:
        answer = partial.table.loc[row["code"]]
        assert (
            Fraction(row["contribution_low"]) == answer["low"] and Fraction(row["contribution_high"]) == answer["high"]
        )
        assert Fraction(row["weight"]) == answer["weight"] and row["verdict"] == answer["verdict"]


def test_file_leaves_unknown_cells_empty(impossible):
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(files.csv_text(*files.contributions(impossible))))}
    assert rows["P59-I01"]["contribution_low"] == "" and rows["P59-D1"]["contribution_low"] != ""


FORMULAS = ["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "-2+3+cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_acts_as_a_formula(text):
    cell = next(csv.reader(io.StringIO(files.csv_text(["a"], [[text]]).split("\r\n", 1)[1], newline="")))[0]
    assert cell == ("'\t'=1" if text == "\t=1" else "'\r'=1" if text == "\r=1" else f"'{text}")  # each mark divides


@pytest.mark.parametrize("number", ["-0.078", "+1", "3", "-12.5"])
def test_numbers_are_left_alone(number):
    assert files.csv_text(["a"], [[number]]) == f"a\r\n{number}\r\n"


def test_indicators_of_which_nothing_is_known_are_one_visible_gap(impossible, law):
    shown = tables.summary(impossible.rows("indicator"), law, "en")
    assert len(shown) == 1 and list(shown.iloc[0, 1:5]) == ["–"] * 4 and "1–47" in shown.iloc[0, 0]


def test_no_first_place_is_printed_where_another_may_hold_it(index_only, full, law):
    from spbe_analysis.analysis.drivers.robustness import driver_robustness
    from spbe_analysis.presentation.drivers import robustness as weight_words

    for answer, added in ((index_only, 0), (full, 1)):
        rows = answer.rows("domain")
        shown = tables.summary(rows, law, "en")
        assert (
            weight_words.beside(shown, rows, driver_robustness(answer.table, law), "en").shape[1]
            == shown.shape[1] + added
        )
