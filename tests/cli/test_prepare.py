"""The verb ``prepare``."""

from __future__ import annotations

import json
import shutil

import pytest

from spbe_analysis.cli import main
from spbe_analysis.evidence.collection.store import data_folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    shutil.copytree(data_folder() / "raw", tmp_path / "data" / "raw")
    shutil.copy(data_folder() / "corrections.csv", tmp_path / "data")
    monkeypatch.setenv("SPBE_HOME", str(tmp_path))
    return tmp_path


def test_prepare_says_what_it_wrote(home, capsys):
    assert main(["prepare"]) == 0
    told = capsys.readouterr()
    assert told.out == (
        "data/processed is written: 7,031 published values of 629 institutions, 43 raw files, 7 corrections.\n"
    )
    assert told.err == ""  # no progress line off a terminal
    assert (home / "data" / "processed" / "datapackage.json").is_file()


def test_prepare_in_indonesian_and_json(home, capsys):
    assert main(["prepare", "--language", "id"]) == 0
    assert "7.031 nilai yang dipublikasikan dari 629 instansi" in capsys.readouterr().out
    assert main(["prepare", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"]["published"] == 7031 and told["corrections"] == 7 and len(told["inputs_sha256"]) == 64


def test_prepare_lists_every_fault_and_refuses(home, capsys):
    raw = home / "data" / "raw"
    for name, old, new in (
        ("evaluation-report-2023/scores.csv", "3.40,2.70,1.18,3.74", "3,40,2.70,1.18,3.74"),
        ("press-and-sites/index-values.csv", "Kab. Bangli,2023,final", "Kab. Bangli,2023,finale"),
    ):
        text = (raw / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (raw / name).write_text(text.replace(old, new), encoding="utf-8")
    assert main(["prepare"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "scores.csv line 2, column d1: 10 fields, expected 9; an unquoted decimal comma?" in told.err
    assert told.err.count("this is not the file that was read") == 2
    assert not (home / "data" / "processed").exists()


def test_prepare_shows_its_steps_on_a_terminal(home, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["prepare"]) == 0
    assert "\r\033[Kevaluation-report-2023/scores.csv" in capsys.readouterr().err
