"""``spbe reports`` from the outside: what it makes, what it refuses, what it says."""

import errno
import json
from pathlib import Path

import nbformat
import pytest

from spbe_analysis.cli import main
from spbe_analysis.message import Message
from spbe_analysis.reports.factory import factory
from spbe_analysis.reports.factory import tasks as tasks_module
from spbe_analysis.reports.factory.tasks import Task
from spbe_analysis.reports.one.run import RECORD, is_whole

PICK = ["--kind", "kota", "--province", "Kalimantan Timur", "--from", "2023", "--to", "2024"]
CITIES = ["Balikpapan", "Bontang", "Samarinda"]  # the register's cities of the province


def _answer(capsys, *options: str) -> tuple[int, dict]:
    code = main(["reports", "--json", *options])
    return code, json.loads(capsys.readouterr().out)


def test_made_once_then_left_alone(tmp_path, capsys):
    out = ["--out", str(tmp_path), *PICK]
    code, told = _answer(capsys, *out, "--dry-run")
    assert code == 0 and [one["reason"] for one in told["would_make"]] == ["new"] * len(CITIES)
    assert not list(tmp_path.rglob(RECORD))

    code, told = _answer(capsys, *out, "--sample", "1", "--jobs", "2")
    assert code == 0 and told["failed"] == [] and len(told["sampled"]) == 1
    assert sorted(one["institution"] for one in told["made"]) == [f"Pemerintah Kota {city}" for city in CITIES]
    assert Path(told["site"]) == tmp_path / "index.html" and "Bontang" in (tmp_path / "index.html").read_text()

    code, told = _answer(capsys, *out)
    assert code == 0 and told["made"] == [] and told["current"] == len(CITIES)
    main(["reports", *out, "--dry-run"])
    assert "0 to make, 3 stand" in capsys.readouterr().out


def test_reasons_in_both_languages(tmp_path, capsys):
    pick = ["reports", "--province", "Papua", "--from", "2023", "--to", "2024", "--out", str(tmp_path), "--dry-run"]
    main([*pick, "--language", "id"])
    said = capsys.readouterr().out
    assert "): baru\n" in said and "tanpa laporan: Pemerintah Kab. Supiori: dipublikasikan: 2024\n" in said
    main(pick)
    said = capsys.readouterr().out
    assert "): new\n" in said and "no report: Pemerintah Kab. Supiori: published: 2024\n" in said


@pytest.mark.parametrize(
    ("reason", "english", "said"),
    [
        (
            Message("reason.changed", parts=(Message("part.notebook"), Message("part.version", name="pandas"))),
            "changed: notebook, version of pandas",
            "berubah: notebook, versi pandas",
        ),
        (
            Message("reason.regulations", first=2019, last=2021),
            "2019 and 2021 lie under different regulations; 'spbe bridge' compares them",
            "2019 dan 2021 diatur",
        ),
        (Message("reason.nothing"), "nothing is published", "belum ada yang dipublikasikan"),
        (Message("reason.files"), "its files are not as they were published", "berkasnya tidak seperti"),
    ],
)
def test_a_reason_is_told_in_indonesian(reason, english, said):
    assert reason.told("id", on_page=True).startswith(said)
    assert reason == reason.told("en", on_page=True).replace("`", "'") == english


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-p", "languag=en"], "'languag' is not a parameter"),
        (["-p", "language"], "NAME=VALUE"),
        (["-p", "language=fr"], "fr"),
        (["--kind", "kampung"], "no kind 'kampung'"),
        (["--province", "Atlantis"], "no province 'Atlantis'"),
        (["--notebook", "09_nothing", "-p", "a=b"], "no notebook"),
        (["--kind", "kementerian", "--province", "Kalimantan Timur"], "no ministry belongs to the province"),
        (["--kind", "kota", "--year", "2022", "--stage", "interim"], "none of the 93 selected institutions"),
        (["--kind", "kota", "--from", "2019", "--to", "2025", "--dry-run"], "of them (published: 2023, 2024)"),
    ],
)
def test_what_is_mistyped_is_refused_before_anything_runs(tmp_path, capsys, options, told):
    assert main(["reports", "--out", str(tmp_path), *options]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [["--jobs", "0"], ["--cell-seconds", "0"], ["--language", "fr"]])
def test_numbers_out_of_range_are_refused(options, capsys):
    assert main(["reports", *options]) == 2
    assert f"{options[0]}: " in capsys.readouterr().err


def test_a_failure_is_told_with_its_cell_and_traceback_and_exits_1(tmp_path, capsys, monkeypatch):
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    sources = (
        'language: str = "id"',
        "from spbe_analysis.presentation.page import document\ndocument.show(document.title('T'))",
        "{}['a place']",
        "document.show(document.closing('F.', language))",
    )
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, tmp_path / "bad.ipynb")
    task = Task(tmp_path / "bad.ipynb", {"language": "id"}, "bad/now", "Somebody")
    monkeypatch.setattr(tasks_module, "find_tasks", lambda *args, **options: ([task], []))
    assert main(["reports", "--out", str(tmp_path / "out"), "--no-site"]) == 1
    told = capsys.readouterr()
    assert "0 reports made, 0 stand, 1 failed" in told.out
    assert "FAILED bad/now (Somebody), cell 2: KeyError: 'a place'" in told.err
    assert "Traceback" in told.err and "\x1b[" not in told.err


def test_ids_stay_as_they_are_written(tmp_path):
    from spbe_analysis.reports.one.parameters import read_parameters

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('code: str = ""\ncount: int = 1')])
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, tmp_path / "ids.ipynb")
    for text in ("0012", "11.10", "1e5", "True", "None", "-3", "0x10", "'quoted'"):
        assert read_parameters(tmp_path / "ids.ipynb", {"code": text, "count": "12"}) == {"code": text, "count": 12}


@pytest.mark.few(0)
def test_files_for_paper_are_added_to_reports_that_stand(tmp_path, capsys):
    pytest.importorskip("typst")
    pick = [
        "--out",
        str(tmp_path),
        "--kind",
        "provinsi",
        "--province",
        "Kalimantan Timur",
        "--from",
        "2023",
        "--to",
        "2024",
    ]
    assert main(["reports", *pick, "--sample", "0"]) == 0
    (folder,) = [path.parent for path in tmp_path.rglob(RECORD)]
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != RECORD}
    assert "report.pdf" not in before
    capsys.readouterr()
    code, told = _answer(capsys, *pick, "--pdf")
    assert code == 0 and told["made"] == [] and told["current"] == 1
    assert {"report.pdf", "summary.pdf", "slide.png", "slide.svg"} <= {path.name for path in folder.iterdir()}
    assert all((folder / name).read_bytes() == content for name, content in before.items()) and is_whole(folder)
    told = _answer(capsys, *pick, "--pdf")[1]
    assert told["made"] == [] and told["current"] == 1


def test_on_a_full_disk_what_was_made_is_told_too(tmp_path, capsys, monkeypatch):
    """The disk fills while the guide is written, after the reports; none is made here."""
    from spbe_analysis.reports.site import guide

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(guide, "build_guide", full)
    monkeypatch.setattr(factory, "make", lambda *_: factory.Outcome())
    assert main(["reports", *PICK, "--out", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "0 reports made" in told.out and "no space" in told.err.lower()
