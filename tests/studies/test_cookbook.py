"""The recipes of the cookbook run, and give what the command line gives."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest

import spbe_analysis as spbe
from spbe_analysis.cli import main

PROJECT = Path(__file__).parents[2]
COOKBOOK = PROJECT / "notebooks" / "09_your_own_question.ipynb"
KALTIM = "Pemerintah Provinsi Kalimantan Timur"


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """Everything the cookbook's cells name, run in order, and what each cell's last line gives."""
    folder, patch = tmp_path_factory.mktemp("cookbook"), pytest.MonkeyPatch()
    patch.setattr(spbe, "parameters", lambda: None, raising=False)
    patch.chdir(folder)
    found: dict = {}
    try:
        for cell in nbformat.read(COOKBOOK, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, cell.id, "exec"), found)
                plt.close("all")
        found["folder"] = folder
        yield found
    finally:
        patch.undo()


def _told(capsys, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_there_are_eleven_recipes_each_with_a_figure_or_a_table_and_a_word_on_how_to_read_it():
    cells = nbformat.read(COOKBOOK, as_version=4).cells
    recipes = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]
    assert len(recipes) == 11
    for place in recipes:
        code, indonesian, english = cells[place + 1 : place + 4]
        assert code.cell_type == "code" and indonesian.metadata.tags == ["id"] and english.metadata.tags == ["en"]
        assert 2 <= len([line for line in code.source.splitlines() if line.strip()]) <= 6


def test_who_rose_agrees_with_the_drivers_of_the_command_line(names, capsys):
    risers = names["risers"]
    assert len(risers) and (risers["change"] > 1).all() and risers["change"].is_monotonic_decreasing
    for name in risers[names["parts"]].dropna().index[:3]:
        told = _told(capsys, "drivers", name, "--from", "2023", "--to", "2024")
        lows = {row["code"][-2:]: row["contribution"]["low"] for row in told["drivers"] if row["kind"] == "domain"}
        for code in ("D1", "D2", "D3", "D4"):
            assert risers.at[name, f"{code}_low"] == pytest.approx(float(lows[code]), abs=1e-9)


def test_my_province_is_all_its_governments(names, capsys):
    told = _told(capsys, "institutions", "Kalimantan Timur")
    assert KALTIM in names["side"].index and len(names["side"]) == 11  # ten regencies and cities and the province
    assert names["side"]["INDEX"].is_monotonic_decreasing and told


def test_peers_and_own_table_carry_the_panels_change(names):
    nation = names["nation"]
    assert names["peers"]["change"].equals(nation["change"].reindex(names["peers"].index))
    joined = names["own"].join(nation)
    assert joined.index[0] == KALTIM and joined["change"].notna().all()


def test_one_level_of_indicator_15_is_its_weight(names, capsys, tmp_path):
    # PermenPANRB 59/2020, Tabel 9: indicators 15 to 18 weigh 2.50 % each
    moved = names["what_if"].to_frame("domain")
    assert moved.loc["D2", "low"] == moved.loc["D2", "high"] == 0.025 and moved["low"].sum() == 0.025
    indices = []
    for name, levels in (("a", names["levels"]), ("b", names["levels"] + (names["levels"].index == "I15"))):
        text = "".join(f"{code},{int(level)}\n" for code, level in levels.items())
        (tmp_path / f"{name}.csv").write_text("indicator,level\n" + text, encoding="utf-8")
        told = _told(capsys, "index", str(tmp_path / f"{name}.csv"), "--regulation", "permenpanrb-59-2020")
        indices.append(told["index_exact"])
    assert indices[1] - indices[0] == pytest.approx(0.025, abs=1e-9)


def test_the_plan_from_a_printed_scorecard_is_that_of_the_command_line(names, capsys):
    told = _told(capsys, "plan", KALTIM, "--year", "2024", "--target", "Memuaskan")
    plan = names["plan"]
    assert float(plan.exact.cost) == told["cost"] and float(plan.exact.index) == pytest.approx(told["index_exact"])
    assert len(plan.to_frame()) == len(told["steps"])


def test_the_yearly_steps_add_up_to_what_the_command_line_says_of_the_whole(names, capsys):
    told = _told(capsys, "drivers", names["city"], "--from", "2021", "--to", "2024")
    whole = {row["code"][-2:]: float(row["contribution"]["low"]) for row in told["drivers"] if row["kind"] == "domain"}
    assert names["steps"].sum().to_dict() == pytest.approx(whole, abs=1e-9)


def test_the_workbook_holds_the_numbers_as_numbers(names):
    import pandas as pd

    sheets = pd.read_excel(names["folder"] / "spbe.xlsx", sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["provinsi", "kabupaten_kota", "sumber"]
    assert sheets["provinsi"]["change"].tolist() == pytest.approx(names["provinces"]["change"].tolist())
    assert {"document", "place", "url"} <= set(sheets["sumber"])


def test_a_set_against_its_mean_is_that_of_the_command_line(names, capsys):
    told = _told(capsys, "compare", *names["mine"], "--from", "2023", "--to", "2024")
    table = names["group"].to_frame()
    assert told["institutions"] == len(table) - 1 == 5 and table.index[-1] == "mean"
    assert told["mean"]["change"] == pytest.approx(table.loc["mean", "change"], abs=1e-9)
    assert table["difference"].sum() == pytest.approx(0)
