"""Nothing unchecked reaches papermill, which executes names and bytes and runs defaults for unknown ones."""

import pytest

from spbe_analysis.errors import ParameterError
from spbe_analysis.reports.one import run as runs
from spbe_analysis.reports.one.parameters import MAX_TEXT, check_parameters

from .conftest import DRIVERS

GOOD = {"institution": "Pemprov Kaltim", "from_year": 2023, "to_year": 2024, "language": "id"}


class Sly:
    """Runs code when it is shown."""

    def __repr__(self):
        return "__import__('os').abort()"


PAYLOADS = {
    "unknown name": {"instituton": "Kota Bandar Lampung"},
    "code in a name": {"language = 'id'\nimport os": "x"},
    "name that is no text": {7: "x"},
    "bytes": {"institution": b"__import__('os').abort()"},
    "object": {"institution": Sly()},
    "list": {"institution": ["Kota Bandar Lampung"]},
    "mapping": {"institution": {"a": 1}},
    "nothing": {"institution": None},
    "text for a year": {"from_year": "2023"},
    "truth for a year": {"from_year": True},
    "decimal for a year": {"from_year": 2023.0},
    "not a number": {"from_year": float("nan")},
    "line break": {"institution": "Kota Bandar Lampung\nimport os"},
    "direction mark": {"institution": "Kota Bandar\u202e Lampung"},
    "endless text": {"institution": "A" * (MAX_TEXT + 1)},
    "no such body": {"institution": "Kota Atlantis"},
    "several bodies": {"institution": "Bandung"},
    "no such language": {"language": "fr"},
    "years in reverse": {"from_year": 2024, "to_year": 2023},
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_refused_before_anything_runs(payload, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "execute", lambda *_: pytest.fail("the notebook was run"))
    with pytest.raises(ParameterError) as refusal:
        runs.run_notebook(DRIVERS, {**GOOD, **payload}, tmp_path / "out")
    assert refusal.value.problems
    assert not (tmp_path / "out").exists()


def test_at_least_fifteen_payloads():
    assert len(PAYLOADS) >= 15


def test_all_faults_at_once():
    with pytest.raises(ParameterError) as refusal:
        check_parameters(DRIVERS, {"x": 1, "y": 2, "from_year": "2023", "institution": b""})
    assert len(refusal.value.problems) == 4


def test_institution_comes_back_canonical():
    assert check_parameters(DRIVERS, GOOD)["institution"] == "Pemerintah Provinsi Kalimantan Timur"


def test_defaults_fill_what_is_not_given():
    assert check_parameters(DRIVERS, {})["from_year"] == 2023


def test_untyped_parameter_is_refused(notebook):
    with pytest.raises(ParameterError, match="cannot be checked"):
        check_parameters(notebook(parameters="language = [1]"), {})


def test_missing_notebook(tmp_path):
    with pytest.raises(ParameterError, match="no notebook"):
        check_parameters(tmp_path / "none.ipynb", {})


@pytest.mark.parametrize("odd", ["0012", "11.10", "1e5", "true", "null", "007", "1_000", "+1", "0x10", "''"])
def test_ids_stay_text(odd, notebook):
    path = notebook(parameters='language: str = "en"\ncode: str = ""')
    assert check_parameters(path, {"code": odd})["code"] == odd


def test_optional_parameter_takes_nothing(notebook):
    path = notebook(parameters='language: str = "en"\nnote: str | None = None')
    assert check_parameters(path, {"note": None})["note"] is None
