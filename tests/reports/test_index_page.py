"""The list of reports and the plan they come from."""

import json

import pytest
from browser import chromium

from spbe_analysis.errors import ParameterError
from spbe_analysis.reports.index_page import write_index
from spbe_analysis.reports.runs_file import load_runs

from .conftest import PROJECT

RUN = '[[run]]\nnotebook = "01_drivers"\nparameters = { institution = "%s", from_year = 2023, to_year = 2024 }\n'


def _publish(root, folder, **about):
    path = root / folder
    path.mkdir(parents=True)
    (path / "run.json").write_text(json.dumps({"title": "T", "finding": "F", "language": "id", "outputs": {}, **about}))
    return path


def test_list_groups_by_language_and_escapes(tmp_path):
    _publish(tmp_path, "b/1", title="<b>Kota B</b>", finding="naik & turun")
    _publish(tmp_path, "a/1-en", title="City A", language="en")
    text = write_index(tmp_path).read_text(encoding="utf-8")
    assert "&lt;b&gt;Kota B&lt;/b&gt;" in text and "naik &amp; turun" in text
    assert text.index("Kota B") < text.index('lang="en" aria-labelledby') < text.index("City A")
    assert 'href="b/1/report.html"' in text and text.count("Content-Security-Policy") == 1


def test_unfinished_and_hidden_folders_are_not_listed(tmp_path):
    _publish(tmp_path, ".x.new-1", title="Half")
    (tmp_path / "c").mkdir()
    text = write_index(tmp_path).read_text(encoding="utf-8")
    assert "Half" not in text and "Belum ada laporan." in text


@pytest.mark.browser
def test_list_opens_from_disk(tmp_path):
    _publish(tmp_path, "b/1 ü", title="Kota B").joinpath("report.html").write_text("<title>there</title>")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(write_index(tmp_path).as_uri())
        page.click("text=Kota B")
        assert page.title() == "there"


def _plan(tmp_path, text):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir(exist_ok=True)
    for path in (PROJECT / "notebooks").glob("0*.ipynb"):
        (notebooks / path.name).write_bytes(path.read_bytes())
    (notebooks / "runs.toml").write_text(text)
    return load_runs(notebooks / "runs.toml")


def test_the_project_s_own_plan_holds_the_three_cases():
    folders = [run.folder for run in load_runs(PROJECT / "notebooks" / "runs.toml")]
    for wanted in (
        "kota-bandar-lampung-7c6be6/2023-2024",
        "provinsi-kalimantan-timur-0feb72/2023-2024",
        "kota-bandar-lampung-7c6be6/2021-2024",
    ):
        assert wanted in folders and f"{wanted}-en" in folders


def test_folder_follows_from_institution_years_and_language(tmp_path):
    runs = _plan(tmp_path, RUN % "Kota Bandar Lampung" + 'languages = ["id", "en"]\n')
    assert [run.folder for run in runs] == [
        "kota-bandar-lampung-7c6be6/2023-2024",
        "kota-bandar-lampung-7c6be6/2023-2024-en",
    ]


FAULTS = {
    "unknown key": (RUN % "Kota Bandar Lampung" + "colour = 1\n", "colour"),
    "unknown body": (RUN % "Kota Atlantis", "Atlantis"),
    "same folder twice": (RUN % "Kota Bandar Lampung" + RUN % "Pemkot Bandar Lampung", "more than one run"),
    "way out": (RUN % "Kota Bandar Lampung" + 'folder = "../../x"\n', "does not lie under"),
    "no notebook": ("[[run]]\nparameters = {}\n", "no notebook"),
    "foreign notebook": ('[[run]]\nnotebook = "99_none"\nfolder = "x"\n', "99_none"),
    "not a plan": ("[[run", "cannot be read"),
}


@pytest.mark.parametrize(("text", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_faulty_plans_are_refused(text, told, tmp_path):
    with pytest.raises(ParameterError) as refusal:
        _plan(tmp_path, text)
    assert told in str(refusal.value)
