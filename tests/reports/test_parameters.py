"""Nothing unchecked reaches papermill, which executes names and bytes and runs defaults for unknown ones."""

import json
import subprocess
import sys

import nbformat
import pytest

from spbe_analysis.errors import ParameterError
from spbe_analysis.reports.one import run as runs
from spbe_analysis.reports.one.parameters import MAX_TEXT, check_injected, check_parameters, with_parameters

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


MISTAKES = {
    "mistyped name": (["-p", "institutionn", "Kaltim"], "'institutionn' is not a parameter of 01_drivers.ipynb"),
    "wrong type": (["-r", "from_year", "2023"], "from_year: expected int, found str '2023'"),
    "years in reverse": (["-p", "from_year", "2025"], "from_year 2025 is not before to_year 2024"),
}


@pytest.mark.few(1)
@pytest.mark.parametrize(("words", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_papermills_own_command_line_says_one_sentence_and_makes_nothing(words, told, tmp_path):
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--engine", "spbe", "--no-progress-bar", str(DRIVERS), str(out)]
    ran = subprocess.run([*command, *words], capture_output=True, text=True)
    assert ran.returncode == 2 and told in ran.stderr and "Traceback" not in ran.stderr
    assert not out.exists()


@pytest.mark.few(0)
@pytest.mark.parametrize(
    "words, told",
    [
        (["-p", "institutions", "Semarang", "-r", "to_year", "2024"], "'institutions' bukan parameter notebook."),
        (["-p", "from_year", "2024", "-p", "to_year", "2023"], "from_year (2024) harus lebih awal"),
    ],
)
def test_without_our_engine_papermill_leaves_nothing_that_looks_like_a_report(words, told, tmp_path):
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", *words, str(DRIVERS), str(out)]
    run = subprocess.run(command, capture_output=True, text=True)
    last = run.stderr.rstrip().splitlines()[-5:]
    assert run.returncode == 1 and any(told in line for line in last) and last[-1].startswith("Parameternya: "), last
    cells = nbformat.read(out, as_version=4).cells
    assert "An Exception was encountered" in cells[0].source
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert [output.output_type for output in outputs] == ["error"]
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]


def test_an_untyped_notebook_of_others_runs_on_the_engine(notebook):
    import nbformat

    made = nbformat.read(notebook(parameters="a = 1"), as_version=4)
    made.cells.insert(1, nbformat.v4.new_code_cell("# Parameters\nb = 2", metadata={"tags": ["injected-parameters"]}))
    assert check_injected(made) is None


def _in_a_notebook(*cells: str) -> tuple[str, list[str]]:
    """Name of the refusal and what a reader sees of it, where the cells are run one after the other in a kernel's shell."""
    code = (
        "import json, sys\nfrom spbe_analysis.reports.factory.shell import NotebookShell\n"
        "with NotebookShell() as shell:\n    runs = [shell.run(source) for source in json.loads(sys.argv[1])]\n"
        "print(json.dumps(runs[-1].error))"
    )
    ran = subprocess.run([sys.executable, "-c", code, json.dumps(cells)], capture_output=True, text=True, check=True)
    error = json.loads(ran.stdout)
    return ("", []) if error is None else (error["ename"], error["traceback"])


FIRST = 'institution: str = "{}"\nfrom_year: int = {}\nto_year: int = {}\nlanguage: str = "{}"'
CHECK = "import spbe_analysis as spbe\nspbe.parameters()"
READERS = {
    "reversed, id": (["Kaltim", 2024, 2023, "id"], [], "from_year (2024) harus lebih awal daripada to_year (2023)."),
    "reversed, en": (["Kaltim", 2024, 2023, "en"], [], "from_year 2024 is not before to_year 2023"),
    "unknown name": (["Kota Atlantis", 2023, 2024, "id"], [], "Tidak ada instansi bernama 'Kota Atlantis'."),
    "language": (["Kaltim", 2023, 2024, "fr"], [], "language 'fr' tidak dikenal; pilihannya: id, en."),
    "put in by papermill": (
        ["Kaltim", 2023, 2024, "id"],
        ["# Parameters\ninstitusi = 'Kaltim'\n"],
        "'institusi' bukan parameter notebook.",
    ),
}


@pytest.mark.parametrize(("values", "more", "told"), READERS.values(), ids=READERS.keys())
def test_a_notebook_says_what_is_wrong_in_its_language(values, more, told):
    name, shown = _in_a_notebook(FIRST.format(*values), *more, CHECK)
    assert name == "ParameterError" and told in "\n".join(shown) and "Traceback" not in "\n".join(shown)
    assert len(shown) <= 4  # what, where, what to do: no frames of the package


@pytest.mark.few(0)
def test_missing_years_are_named_without_a_traceback():
    verbs = {
        'spbe.drivers("Kaltim", 2015, 2024)': "Tidak ada hasil Pemerintah Provinsi Kalimantan Timur",
        "spbe.panel(2015, 2024)": "Tidak ada peraturan yang mencakup tahun indeks 2015",
        "spbe.panel(2021, 2024)": "Tidak ada laporan nasional",
        'spbe.outcomes("ip_tik", 2015, 2024)': "Kumpulan ini tidak memuat angka 'ip_tik'",
    }
    for call, told in verbs.items():
        _, shown = _in_a_notebook(FIRST.format("Kaltim", 2015, 2024, "id"), CHECK, call)
        assert shown and shown[0].startswith(told) and not any("Traceback" in line for line in shown), shown


def test_good_parameters_pass_and_set_the_language():
    cells = FIRST.format("Kaltim", 2023, 2024, "en"), CHECK, "assert spbe.language == 'en'"
    assert _in_a_notebook(*cells) == ("", [])


def test_the_run_puts_values_into_the_parameters_cell():
    values = check_parameters(DRIVERS, {"institution": 'Kota "Bandar" Lampung'.replace('"', ""), "from_year": 2021})
    made = with_parameters(DRIVERS, values)
    source = next(cell.source for cell in made.cells if "parameters" in cell.metadata.get("tags", []))
    assert 'institution: str = "Pemerintah Kota Bandar Lampung"  # ' in source and "from_year: int = 2021  # " in source
    assert not any("injected-parameters" in cell.metadata.get("tags", []) for cell in made.cells)


@pytest.mark.parametrize("value", ['say "hi"', "back\\slash", "é / ü", ""])
def test_any_text_survives_in_the_parameters_cell(value, notebook):
    path = notebook(parameters='language: str = "en"  # é\ncode: str = "x"  # kode é')
    source = with_parameters(path, {"language": "id", "code": value}).cells[0].source
    names: dict = {}
    exec(source, names)
    assert names["code"] == value and names["language"] == "id" and source.endswith("# kode é")


def test_what_a_notebook_leaves_open_is_filled_in_later(notebook):
    from spbe_analysis.reports.one.parameters import read_parameters

    path = notebook("1", parameters="institution: str = ''\nlanguage: str = 'en'")
    assert read_parameters(path, {}) == {}
    with pytest.raises(ParameterError):
        read_parameters(path.with_name("none.ipynb"), {})
