"""Levels of one's own, a self-assessment as a workbook: index, plan and the list of 2026, from the file alone."""

from __future__ import annotations

import json

import openpyxl
import pytest

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


@pytest.fixture
def form(tmp_path):
    """47 levels, all 3, under the headings of the ministry's form."""
    book = openpyxl.Workbook()
    book.active.append(["No", "Indikator", "Nilai"])
    for place, code in enumerate(LAW.indicators, 1):
        book.active.append([place, LAW.nodes[code].name("id"), 3])
    book.save(tmp_path / "mandiri.xlsx")
    return str(tmp_path / "mandiri.xlsx")


def test_the_file_decides_the_regulation(form, capsys):
    assert main(["index", form, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["regulation"], told["index_exact"], told["predicate"]) == (LAW.id, 3, "Baik")


def test_a_plan_needs_no_year_and_no_institution(form, capsys):
    assert main(["plan", form, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["target"], told["cost"], told["index_exact"]) == ("Sangat Baik", 18, 3.505)  # as in `plan`'s example


def test_the_levels_are_read_on_the_list_of_2026(form, capsys):
    assert main(["bridge", form, "--from", "2025", "--simulate", "permenpanrb-8-2026", "--language", "id"]) == 0
    assert capsys.readouterr().out.startswith("Angka Anda sendiri menurut PermenPANRB 59/2020")


def test_levels_of_59_2020_are_no_scorecard_of_2026(form, capsys):
    assert main(["plan", form, "--year", "2026", "--target", "Baik"]) == 2
    assert "permenpanrb-8-2026" in capsys.readouterr().err


def test_a_row_that_no_indicator_has_is_not_left_out_in_silence(tmp_path, capsys):
    file = tmp_path / "levels.csv"
    file.write_text("indicator,level\n" + "".join(f"{number},3\n" for number in [*range(1, 47), 48]))
    assert main(["plan", str(file), "--year", "2024", "--target", "Sangat Baik"]) == 2
    assert "'48' is not an indicator of permenpanrb-59-2020" in capsys.readouterr().err


def test_an_institution_needs_its_year(capsys):
    assert main(["plan", "kaltim", "--language", "id"]) == 2
    assert "--year 2024" in capsys.readouterr().err
