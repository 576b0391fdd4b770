"""The plan that reports come from."""

import pytest

from spbe_analysis.errors import ParameterError
from spbe_analysis.reports.one.plan_file import load_runs

from .conftest import PROJECT

RUN = '[[run]]\nnotebook = "01_drivers"\nparameters = { institution = "%s", from_year = 2023, to_year = 2024 }\n'


def _plan(tmp_path, text):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir(exist_ok=True)
    for path in (PROJECT / "notebooks").glob("*.ipynb"):
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
