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


@pytest.mark.few(2)
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_an_office_fills_in_survives(found, tmp_path, suffix, language):
    path, other = tmp_path / f"plan{suffix}", tmp_path / "other.xlsx"
    save_actions(found, [path], "id")
    _fill_in(path)
    written = save_actions(found, [path, other], language)  # another language, and a second file beside it
    assert [one.kept for one in written] == [2, 2]
    _assert_filled_in(other, len(found.actions))


# Time limit of all four: evidence less than two years old (Pedoman Menteri PANRB 3/2024); assessed on 31 August 2025
DATES = {"I20": "31/08/2023", "I30": "1 September 2023", "I36": "", "I40": "2024-05-02"}


def _date_evidence(path, dates):
    """Dates of evidence of the lines to renew, by code, as an office writes them."""
    code, dated = COLUMNS.index("code"), COLUMNS.index("dated")
    if path.suffix == ".xlsx":
        book = _workbook(path)
        for row in book.worksheets[0].iter_rows(min_row=2, max_row=5):
            row[dated].value = dates[row[code].value] or None
        book.worksheets[0]["K3"].value = date(2023, 9, 1)  # one as a date, the others as text
        book.save(path)
    else:
        document = pytest.importorskip("docx").Document(str(path))
        for row in document.tables[0].rows[1:5]:
            row.cells[dated].text = dates[row.cells[code].text]
        document.save(str(path))


def _entries(path):
    columns = [COLUMNS.index(name) for name in ("code", "owner", "deadline", "status")]
    rows = _workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [tuple(str(row[n])[:10] if hasattr(row[n], "year") else row[n] for n in columns) for row in rows]


def _renewals(path):
    code, dated, until = (COLUMNS.index(name) for name in ("code", "dated", "until"))
    rows = list(_workbook(path).worksheets[0].iter_rows(min_row=2, max_row=5, values_only=True))
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    return [(row[code], row[dated] and str(row[dated])[:10], row[until]) for row in rows]


@pytest.mark.few(0)
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_lapses_before_the_assessment_stands_first(found, tmp_path, suffix):
    path, other = tmp_path / f"plan{suffix}", tmp_path / "other.xlsx"
    save_actions(found, [path, other], "id")
    assert {row[2] for row in _renewals(other)} == {"Isi tanggal bukti"}
    _date_evidence(path, DATES)
    written = save_actions(found, [path, other], "en", date(2025, 8, 31))
    assert [(one.code, one.state) for one in written[0].lapses] == [
        ("P59-I20", "lapsed"), ("P59-I36", "asked"), ("P59-I30", "valid"), ("P59-I40", "valid"),
    ]  # fmt: skip
    told = [
        ("I20", "2023-08-31", "30 August 2025: lapses before the assessment"),
        ("I36", None, "Fill in the date of evidence"),
        ("I30", "2023-09-01", "31 August 2025: still valid at the assessment"),
        ("I40", "2024-05-02", "1 May 2026: still valid at the assessment"),
    ]
    assert _renewals(other) == told
    assert [one.kept for one in save_actions(found, [path, other], "en", date(2025, 8, 31))] == [3, 3]  # and again
    assert _renewals(other) == told
    save_actions(found, [path, other], "id")  # no day named: the last of 2025
    assert [row[0] for row in _renewals(other)] == ["I20", "I30", "I36", "I40"]
    assert _renewals(other)[1][2] == "31 Agustus 2025: habis sebelum penilaian"


def test_a_date_that_cannot_be_used_is_asked_for_and_kept(found, tmp_path):
    path = tmp_path / "plan.xlsx"
    save_actions(found, [path], "en")
    _date_evidence(path, {"I20": "middle of 2023", "I30": "", "I36": "32/01/2024", "I40": "01/02/2026"})
    book = _workbook(path)
    book.worksheets[0]["K3"].value = None
    book.save(path)
    (written,) = save_actions(found, [path], "en")
    assert [one.state for one in written.lapses] == ["asked"] * 3 + ["later"]
    unread = "The date cannot be read; write it such as 30/06/2025"
    told = {code: (dated, until) for code, dated, until in _renewals(path)}
    assert told["I20"] == ("middle of ", unread) and told["I36"] == ("32/01/2024", unread)
    assert told["I40"] == ("2026-02-01", "31 January 2028: dated after the assessment, check the date")


def test_a_file_made_before_there_were_dates_is_taken(found, tmp_path):
    path = tmp_path / "plan.xlsx"
    save_actions(found, [path], "id")
    _fill_in(path)
    book = _workbook(path)
    book.worksheets[0].delete_cols(COLUMNS.index("dated") + 1, 2)
    book.save(path)
    assert [one.kept for one in save_actions(found, [path], "id")] == [2]
    _assert_filled_in(path, len(found.actions))


def test_the_command_holds_dates_against_the_day_it_is_told(found, tmp_path, capsys):
    path = tmp_path / "plan.xlsx"
    save_actions(found, [path], "id")
    _date_evidence(path, DATES)
    words = ["plan", BODY, "--year", "2024", "--actions", str(path), "--assessed", "31/08/2025"]
    assert main([*words, "--language", "id"]) == 0
    told = capsys.readouterr().out
    assert "Dari 4 bukti yang berbatas waktu, 1 habis masa berlakunya sebelum penilaian (31 Agustus 2025), 2 " in told
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    first = {"code": "P59-I20", "evidence_date": "2023-08-31", "valid_until": "2025-08-30", "state": "lapsed"}
    assert answer["assessed"] == "2025-08-31" and answer["renewals"][0] == first and len(answer["renewals"]) == 4
    assert main([*words[:-1], "soon", "--language", "id"]) == 2
    assert "'soon' bukan tanggal" in capsys.readouterr().err


@pytest.mark.few(1)
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_an_office_fills_in_survives_libreoffice(found, tmp_path, suffix):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    path, saved, other = tmp_path / f"plan{suffix}", tmp_path / "saved", tmp_path / "other.xlsx"
    save_actions(found, [path], "id")
    _fill_in(path)
    _date_evidence(path, DATES)
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", suffix.removeprefix("."), "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    written = save_actions(found, [saved / path.name, other], "id", date(2025, 8, 31))
    assert [one.kept for one in written] == [4, 4]
    assert [(row[0], row[1]) for row in _renewals(other)] == [
        ("I20", "2023-08-31"), ("I36", None), ("I30", "2023-09-01"), ("I40", "2024-05-02"),
    ]  # fmt: skip
    entries = [row[1:] for row in _entries(other) if any(row[1:])]
    assert entries == [(None, None, "Berjalan"), ("Dinas Komunikasi dan Informatika", "2025-06-30", None)]


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
