"""A run becomes a report only when it is whole; equal inputs give equal bytes."""

import csv
import hashlib
import io
import json
from fractions import Fraction

import nbformat
import pytest

from spbe_analysis.errors import ParameterError, ReportError
from spbe_analysis.reports.one import page_content
from spbe_analysis.reports.one import run as runs
from spbe_analysis.reports.one.published_notebook import read_published
from spbe_analysis.reports.one.run import is_whole, run_notebook

from .conftest import CASES, DRIVERS


def _sums(folder):
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def _rows(folder):
    return list(csv.DictReader(io.StringIO((folder / "contributions.csv").read_text(encoding="utf-8-sig"))))


@pytest.mark.few(0)
def test_same_inputs_same_bytes(published, tmp_path):
    again = run_notebook(DRIVERS, CASES["lampung"], tmp_path / "again").folder
    first, second = _sums(published("lampung")), _sums(again)
    assert [name for name in first if first[name] != second.get(name)] == [] and first.keys() == second.keys()


def test_record_names_inputs_outputs_and_parameters(published):
    folder = published("lampung")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"]["institution"] == "Pemerintah Kota Bandar Lampung"
    assert set(record["inputs"]) == {"notebook", "package", "data", "nation", "parameters", "citation"}
    assert len(record["input_hash"]) == 64 and is_whole(folder)
    files = {path for path in _sums(folder) if path != "run.json"}
    assert (
        files == set(record["outputs"]) >= {"report.html", "report.ipynb", "contributions.csv", "figures/waterfall.svg"}
    )


def test_the_47_contributions_add_up(published):
    """LHE Kota Bandar Lampung 2023 and 2024, p. 10 on: levels; index 2.1545 to 2.9795 (METHODOLOGY, worked check)."""
    rows = [row for row in _rows(published("lampung")) if row["kind"] == "indicator"]
    assert len(rows) == 47
    assert sum(Fraction(row["contribution_low"]) for row in rows) == Fraction("0.825")
    assert all(row["contribution_low"] == row["contribution_high"] and row["verdict"] == "identified" for row in rows)
    assert max(rows, key=lambda row: Fraction(row["contribution_low"]))["code"] == "P59-I39"


def test_where_only_domains_are_published_nothing_more_is_shown(published):
    """Laporan Pelaksanaan Evaluasi 2023, 2024: the four domains and the index of Kalimantan Timur."""
    rows = {row["code"]: row for row in _rows(published("kaltim"))}
    exact = {"P59-D1": "0.091", "P59-D2": "0.4", "P59-D3": "0.195"}
    assert (
        {code: rows[code]["contribution_low"] for code in exact}
        == exact
        == {code: rows[code]["contribution_high"] for code in exact}
    )
    assert (rows["P59-D4"]["contribution_low"], rows["P59-D4"]["contribution_high"]) == ("0.19", "0.195")
    names = {
        about["name"] for about in page_content.roles(nbformat.read(published("kaltim") / "report.ipynb", 4), "figure")
    }
    assert {"waterfall", "ranges"} <= names and not {"indicators", "levels", "years"} & names


def test_executed_notebook_holds_no_times_or_random_names(published):
    executed = nbformat.read(published("lampung") / "report.ipynb", as_version=4)
    assert [cell.id for cell in executed.cells] == [f"cell-{i:02d}" for i in range(len(executed.cells))]
    assert "papermill" not in executed.metadata and all(
        set(cell.metadata) <= {"tags", "jupyter"} for cell in executed.cells
    )


def test_the_published_notebook_reads_as_a_paper(published):
    """One language, the values of the run in the one parameters cell, other code folded, each figure once."""
    text = (published("kaltim") / "report.ipynb").read_text(encoding="utf-8")
    executed = nbformat.reads(text, as_version=4)
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    tagged = [cell for cell in code if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", []))]
    assert tagged == code[:1] and "Pemerintah Provinsi Kalimantan Timur" in code[0].source
    assert not any("Bandar Lampung" in cell.source for cell in code)  # the default
    assert not any("id" in cell.metadata.get("tags", []) for cell in executed.cells)
    assert all(cell.metadata.jupyter.source_hidden and "hide-input" in cell.metadata.tags for cell in code[1:])
    assert "jupyter" not in code[0].metadata
    figures = page_content.roles(executed, "figure")
    assert figures and not any("svg" in about for about in figures) and "<svg" not in text
    whole = page_content.roles(read_published(published("kaltim")), "figure")
    assert all(about["svg"].startswith("<svg") for about in whole)


def test_prose_of_the_notebook_stands_on_the_page_and_on_paper(published):
    from spbe_analysis.reports.one.typeset import blocks_of

    page = (published("kaltim") / "report.html").read_text(encoding="utf-8")
    shown = page_content.in_one_language(read_published(published("kaltim")), "en")
    told = " ".join(text for block in blocks_of(shown) for text in block.get("texts", []))
    for words in ("they say where the points came from, not why scores changed", "no confidence interval"):
        assert words in page and words in told
    assert "Try this next" not in page and "dataframe" not in page  # what only a notebook needs
    assert "notebook splits the change" not in told


BROKEN = {
    "cell that raises": ["raise ValueError('no')"],
    "exit() in a cell": ["exit()"],
    "shell command that fails": ["!false"],
    "figure without words": [
        "from spbe_analysis.presentation.page import document as d\nd.show(d.Block(lambda told: '<figure></figure>', '', kind='figure', name='x', alt='', caption=''))"
    ],
    "two titles": ["document.show(document.title('Another'))"],
}


@pytest.mark.few(2)
@pytest.mark.parametrize("cells", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_run_publishes_nothing(cells, notebook, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("good")
    before = _sums(out)
    with pytest.raises(ReportError) as refusal:
        run_notebook(notebook(*cells), {}, out)
    assert refusal.value.problems and _sums(out) == before


def test_no_closing_block(notebook, tmp_path):
    with pytest.raises(ReportError, match="did not come to its end"):
        run_notebook(notebook(closing="1"), {}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_hanging_cell_ends(notebook, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "CELL_SECONDS", 1)
    with pytest.raises(ReportError):
        run_notebook(notebook("while True: pass"), {}, tmp_path / "out")


def test_a_report_about_somebody_else_is_refused(notebook, tmp_path):
    path = notebook(parameters='language: str = "en"\ninstitution: str = "Kota Bandar Lampung"')
    with pytest.raises(ReportError, match="does not name"):
        run_notebook(path, {}, tmp_path / "out")


def test_wrong_language_is_refused(notebook, tmp_path):
    with pytest.raises(ReportError, match="asked for 'id'"):
        run_notebook(
            notebook(closing="document.show(document.closing('x', 'en'))"), {"language": "id"}, tmp_path / "out"
        )


STEPS = ["execute", "_standard_error", "clean", "verify", "write_report"]


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk full", "interrupted"]
)
@pytest.mark.parametrize("step", STEPS)
def test_ten_injected_failures_leave_the_old_bytes(step, fault, published, tmp_path, monkeypatch):
    executed = read_published(published("lampung"))
    out = tmp_path / "out"
    monkeypatch.setattr(runs, "execute", lambda *_: executed)
    run_notebook(DRIVERS, CASES["lampung"], out)
    before = _sums(out)

    def fail(*_):
        raise fault

    monkeypatch.setattr(runs, step, fail)
    with pytest.raises(type(fault)):
        run_notebook(DRIVERS, CASES["lampung"], out)
    assert _sums(out) == before and is_whole(out)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [out]


def test_ids_reach_the_notebook_as_text(notebook, tmp_path):
    path = notebook("document.show(document.paragraphs(code))", parameters='language: str = "en"\ncode: str = ""')
    run_notebook(path, {"code": "0012"}, tmp_path / "out")
    assert "<p>0012</p>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_years_that_are_not_published_are_named(tmp_path):
    with pytest.raises((ReportError, ParameterError), match="2019"):
        run_notebook(DRIVERS, {**CASES["kaltim"], "from_year": 2019}, tmp_path / "out")


def test_torn_report_is_not_whole(published, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(published("kaltim"), copy)
    (copy / "report.html").write_text("torn")
    assert not is_whole(copy) and not is_whole(tmp_path / "none")
