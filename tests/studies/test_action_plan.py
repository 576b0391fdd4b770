"""Action plans: every line with criterion, evidence and page; files that keep what an office filled in."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import date

import pytest
from counts import cases

import spbe_analysis as spbe
from spbe_analysis.cli import main
from spbe_analysis.errors import EvidenceError, ParameterError, SpbeError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.presentation.plans.action_lines import COLUMNS, heads
from spbe_analysis.studies.action_plan import save_actions
from spbe_analysis.studies.plan import yearly_steps

BODY = "Kota Bandar Lampung"


@pytest.fixture(scope="module")
def found():
    return spbe.plan(BODY, 2024)


def test_every_step_of_many_plans_has_criterion_evidence_and_page():
    names = [name for name, card in all_scorecards(2024).items() if card.predicate not in ("", "Memuaskan")]
    chosen = random.Random(16).sample(names, cases(40, quick=4))
    for name in chosen:
        try:
            plan = spbe.plan(name, 2024)
        except SpbeError as error:
            pytest.fail(f"{name}: {error}")
        told = {}
        for action in plan.actions:
            row = action.criterion
            assert row.must("id") and row.must("en") and row.evidence("id") and row.evidence("en") and row.page, name
            told.setdefault(action.code, []).append(action.target)
        for step in plan.exact.steps:
            low, high = step.possible or (step.start, step.start)
            end = min(5, high + step.rise) if step.rise else step.end
            assert set(range(low + 1, end + 1)) <= set(told[step.code]), name


def test_renewals_come_first(found):
    kinds = [action.kind for action in found.actions]
    assert kinds == ["renew"] * kinds.count("renew") + ["raise"] * kinds.count("raise")
    # LHE of Kota Bandar Lampung 2024: levels 4 and 5 whose evidence has an age limit
    assert [(a.code, a.start) for a in found.actions if a.kind == "renew"] == [
        ("P59-I20", 4), ("P59-I30", 4), ("P59-I36", 5), ("P59-I40", 5),
    ]  # fmt: skip
    assert all(a.limits for a in found.actions if a.kind == "renew")


def test_no_more_than_one_level_a_year_unless_told(found):
    assert {step.end - step.start for step in found.exact.steps} == {1}
    assert max(step.end - step.start for step in spbe.plan(BODY, 2024, a_year=2).exact.steps) == 2
    assert spbe.plan(BODY, 2024, a_year=None).exact.cost <= found.exact.cost
    with pytest.raises(ParameterError, match="whole number from 1"):
        spbe.plan(BODY, 2024, a_year=0)


def test_where_a_year_is_not_enough_the_plan_takes_more():
    plan = spbe.plan([1] * 47, target="Baik", regulation="permenpanrb-59-2020")
    assert (plan.years, float(plan.reach)) == (2, 2.0) and plan.exact.index >= plan.exact.threshold
    assert max(step.end - step.start for step in plan.exact.steps) <= 2


def test_yearly_steps_are_counted():
    counted = yearly_steps(spbe.plan(BODY, 2024).framework)
    assert counted.changes == counted.one + counted.more + counted.same + counted.fell == 47 * counted.pairs
    assert counted.bodies >= 1 and counted.pairs >= 3  # Kota Bandar Lampung 2021 to 2024


def _workbook(path):
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(path)


def test_a_workbook_is_typed(found, tmp_path):
    save_actions(found, [tmp_path / "plan.xlsx"], "id")
    sheet = _workbook(tmp_path / "plan.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads("id") and sheet.max_row == len(found.actions) + 1
    now, target, deadline = (COLUMNS.index(name) for name in ("now", "target", "deadline"))
    for row in sheet.iter_rows(min_row=2):
        assert isinstance(row[now].value, int) and isinstance(row[target].value, int)
        assert row[deadline].value is None and row[deadline].number_format == "dd/mm/yyyy"


def _fill_in(path):
    """Owner and deadline of the second line and the status of the third, as an office writes them."""
    owner, deadline, status = (COLUMNS.index(name) for name in ("owner", "deadline", "status"))
    if path.suffix == ".xlsx":
        book = _workbook(path)
        sheet = book.worksheets[0]
        sheet.cell(3, owner + 1).value = "Dinas Komunikasi dan Informatika"
        sheet.cell(3, deadline + 1).value = date(2025, 6, 30)
        sheet.cell(4, status + 1).value = "Berjalan"
        book.save(path)
    else:
        document = pytest.importorskip("docx").Document(str(path))
        rows = document.tables[0].rows
        rows[2].cells[owner].text = "Dinas Komunikasi dan Informatika"
        rows[2].cells[deadline].text = "30/06/2025"
        rows[3].cells[status].text = "Berjalan"
        document.save(str(path))


def _assert_filled_in(path, lines):
    owner, deadline, status = (COLUMNS.index(name) for name in ("owner", "deadline", "status"))
    sheet = _workbook(path).worksheets[0]
    assert sheet.cell(3, owner + 1).value == "Dinas Komunikasi dan Informatika"
    assert sheet.cell(3, deadline + 1).value.date() == date(2025, 6, 30)
    assert sheet.cell(4, status + 1).value == "Berjalan"
    assert sheet.max_row == lines + 1


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_an_office_fills_in_survives(found, tmp_path, suffix, language):
    path, other = tmp_path / f"plan{suffix}", tmp_path / "other.xlsx"
    save_actions(found, [path], "id")
    _fill_in(path)
    written = save_actions(found, [path, other], language)  # another language, and a second file beside it
    assert [one.kept for one in written] == [2, 2]
    _assert_filled_in(other, len(found.actions))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_an_office_fills_in_survives_libreoffice(found, tmp_path, suffix):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    path, saved, other = tmp_path / f"plan{suffix}", tmp_path / "saved", tmp_path / "other.xlsx"
    save_actions(found, [path], "id")
    _fill_in(path)
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", suffix.removeprefix("."), "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    written = save_actions(found, [saved / path.name, other], "id")
    assert [one.kept for one in written] == [2, 2]
    _assert_filled_in(other, len(found.actions))


def test_entries_of_lines_no_longer_planned_stay_and_come_back(found, tmp_path):
    path, owner, kind = tmp_path / "plan.xlsx", COLUMNS.index("owner"), COLUMNS.index("kind")
    save_actions(found, [path], "en")
    book = _workbook(path)
    last = book.worksheets[0].max_row
    book.worksheets[0].cell(last, owner + 1).value = "Bappeda"
    book.save(path)
    done = spbe.plan(BODY, 2024, "Baik")  # already met: nothing is raised
    save_actions(done, [path], "en")
    sheet = _workbook(path).worksheets[0]
    assert sheet.cell(sheet.max_row, owner + 1).value == "Bappeda"
    assert sheet.cell(sheet.max_row, kind + 1).value == "No longer in the plan"
    save_actions(found, [path], "id")
    sheet = _workbook(path).worksheets[0]
    assert sheet.max_row == last and sheet.cell(last, owner + 1).value == "Bappeda"


def test_other_files_are_left_alone(found, tmp_path):
    other = tmp_path / "other.xlsx"
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for words, line in (
        ("is not named in it", "anything"),
        ("no table with the headings", found.scorecard.institution),
    ):
        book.active.append([line])
        book.save(other)
        before = other.read_bytes()
        with pytest.raises(EvidenceError, match=words):
            save_actions(found, [other], "id")
        assert other.read_bytes() == before
    save_actions(spbe.plan("Kota Bogor", 2024), [tmp_path / "bogor.xlsx"], "id")
    with pytest.raises(EvidenceError, match="another institution"):
        save_actions(found, [tmp_path / "bogor.xlsx"], "id")
    with pytest.raises(ParameterError) as refused:
        save_actions(found, [tmp_path / "plan.pdf", tmp_path / "nowhere" / "plan.xlsx"], "id")
    assert len(refused.value.problems) == 2


def test_hidden_levels_ask_first(capsys):
    assert main(["plan", "Kaltim", "--year", "2024", "--actions", "--language", "id"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("Tanyakan") for line in lines) == 2
    assert all("hlm." in line for line in lines if line.startswith("  Naikkan"))


def test_json_has_the_actions(capsys):
    assert main(["plan", BODY, "--year", "2024", "--actions", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["levels_a_year"], answer["years"], answer["cost_is"]) == (1, 1, "level steps")
    assert answer["actions"][0]["limits"][0]["number"] == 2 and answer["actions"][0]["page"] == 84
    assert [step["code"] for step in answer["steps"] if step["chosen_service"]] == ["P59-I45", "P59-I46", "P59-I47"]
