"""``spbe import``: what was read, doubtful and refused; nothing in data/ unless asked."""

import json

import pytest

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework
from tests.evidence.made_reports import make_report, some_levels

LAW = load_framework("permenpanrb-59-2020")
SAID = ["--title", "LHE 2023", "--publisher", "KemenPANRB", "--url", "https://example.org/lhe.pdf"]


@pytest.fixture
def report(tmp_path):
    return str(make_report(tmp_path / "lhe.pdf", LAW, {2023: some_levels(LAW, 1)}))


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project folder of one's own, so that nothing of this one can change."""
    import shutil

    from spbe_analysis.evidence.collection.store import data_folder

    home = tmp_path / "home"
    shutil.copytree(data_folder(), home / "data")
    monkeypatch.setenv("SPBE_HOME", str(home))
    return home


def files(home):
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.name != ".lock")


def test_a_report_in_json(report, home, capsys):
    before = files(home)
    assert main(["import", report, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["kind"] == "result_report" and len(answer["rows"]) == 60 and answer["findings"] == []
    assert answer["rows"][0].keys() >= {"institution", "year", "stage", "code", "printed"}
    assert answer["saved"] == "" and files(home) == before


@pytest.mark.parametrize(
    ("language", "word"), [("en", "a result report, scorecards: 1, figures: 60"), ("id", "laporan hasil")]
)
def test_a_report_in_words(report, home, capsys, language, word):
    assert main(["import", report, "--language", language]) == 0
    out = capsys.readouterr().out
    assert word in out and "47" in out and "--save" in out


def test_save_and_prepare(report, home, capsys):
    assert main(["import", report, "--save", "lhe-2023", *SAID]) == 0
    assert main(["prepare"]) == 0
    assert any("imported/lhe-2023/" in name for name in files(home))


def test_save_without_a_source_writes_nothing(report, home, capsys):
    before = files(home)
    assert main(["import", report, "--save", "lhe-2023"]) == 2
    assert "--title" in capsys.readouterr().err and files(home) == before


def test_doubtful_and_refused_are_told(tmp_path, home, capsys):
    path = tmp_path / "a.csv"
    path.write_text("institution,year,index,peringkat\nKab. Entah,2023,3.00,1\nKab. Batang,x,3.00,2\n")
    assert main(["import", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Doubtful" in out and "Kab. Entah" in out and "peringkat" in out and "Refused" in out and "line 3" in out


def test_a_refused_file_exits_2(tmp_path, home, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")
    assert main(["import", str(path)]) == 2
    assert "a.xlsx" in capsys.readouterr().err
