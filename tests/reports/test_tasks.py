"""Which reports there are to make, counted against the national reports."""

from pathlib import Path

from spbe_analysis.reports.factory.tasks import find_tasks

NOTEBOOK = Path("01_drivers.ipynb")


def test_607_bodies_are_in_both_national_reports():
    # Laporan Pelaksanaan Evaluasi SPBE 2023 lists 621 bodies, that of 2024 615; 607 are in both
    tasks, skipped = find_tasks(NOTEBOOK, from_year=2023, to_year=2024)
    assert len(tasks) == len({task.folder for task in tasks}) == 607
    reasons = [one.reason for one in skipped]
    assert reasons.count("published: 2024") == 8 and reasons.count("published: 2023") == 14


def test_neighbouring_years_of_one_regulation_by_default():
    tasks, _ = find_tasks(NOTEBOOK)
    pairs = {(task.parameters["from_year"], task.parameters["to_year"]) for task in tasks if "lampung" in task.folder}
    assert {(2021, 2022), (2022, 2023), (2023, 2024)} <= pairs
    assert all(first < last for first, last in pairs)
    assert not any(task.parameters["from_year"] <= 2020 < task.parameters["to_year"] for task in tasks)


def test_kind_province_and_language_choose():
    tasks, _ = find_tasks(NOTEBOOK, province="Kalimantan Timur", from_year=2023, to_year=2024, languages=("id", "en"))
    assert len(tasks) == 22 and sum(task.folder.endswith("-en") for task in tasks) == 11
    kinds, _ = find_tasks(NOTEBOOK, kind="provinsi", from_year=2023, to_year=2024)
    assert 30 < len(kinds) <= 38


def test_years_under_different_regulations_say_where_to_look():
    _, skipped = find_tasks(NOTEBOOK, from_year=2019, to_year=2021)
    reasons = {one.institution: one.reason for one in skipped}
    assert any("spbe bridge" in reason for reason in reasons.values())
    assert any(reason.startswith("published: ") for reason in reasons.values())
