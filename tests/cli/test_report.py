"""``spbe report``: one report, or every planned one, and where they are."""

import json
from pathlib import Path

import pytest

from spbe_analysis.cli import main
from spbe_analysis.reports.one import run as runs


@pytest.fixture
def no_run(monkeypatch):
    """Nothing may run."""
    monkeypatch.setattr(runs, "execute", lambda *_: pytest.fail("a notebook was run"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Kota Atlantis", "--from", "2023", "--to", "2024"], "Atlantis"),
        (["Bandung", "--from", "2023", "--to", "2024"], "fits 2"),
        (["Kota Bandar Lampung", "--from", "2024", "--to", "2023"], "not before"),
        (["Kota Bandar Lampung", "--from", "2023"], "--to is missing"),
        (["--from", "2023", "--to", "2024"], "institution is missing"),
        (["Kota Bandar Lampung", "--year", "2024", "--stage", "interim"], "nothing is published"),
        (["Kota Bandar Lampung", "--year", "1999"], "nothing is published"),
        (["Kota Bandar Lampung", "--from", "2023", "--to", "2024", "--to-stage", "self_assessment"], "nothing is"),
        (["Kota Bandar Lampung", "--from", "2023", "--to", "2026"], "nothing is published"),
        (["Kemenko Perekonomian", "--from", "2019", "--to", "2021"], "bridge"),
    ],
)
def test_refusals_exit_2_before_anything_runs(arguments, told, no_run, capsys, tmp_path):
    assert main(["report", *arguments, "--language", "en", "--out", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_one_report_and_the_site(capsys, tmp_path):
    code = main(
        [
            "report",
            "pemprov kaltim",
            "--from",
            "2023",
            "--to",
            "2024",
            "--language",
            "en",
            "--json",
            "--out",
            str(tmp_path),
        ]
    )
    answer = json.loads(capsys.readouterr().out)
    assert code == 0 and answer["index"] == str(tmp_path / "index.html")
    folder = tmp_path / "provinsi-kalimantan-timur-0feb72" / "2023-2024-en"
    assert answer["reports"][0]["path"] == str(folder / "report.html") and (folder / "report.html").is_file()
    assert "Governance +0.400" in answer["reports"][0]["finding"]
    for page in ("index.html", "index.en.html"):
        text = (tmp_path / page).read_text(encoding="utf-8")
        assert f'href="{folder.relative_to(tmp_path).as_posix()}/report.html"' in text


@pytest.mark.few(0)
def test_every_file_that_was_asked_for_is_named(capsys, tmp_path):
    words = ["report", "Kota Tegal", "--from", "2023", "--to", "2024", "--pdf", "--out", str(tmp_path)]
    assert main(words) == 0
    told = [Path(line) for line in capsys.readouterr().out.splitlines()]
    names = ["report.html", "meeting.html", "report.pdf", "summary.pdf", "slide.png", "slide.svg", "index.html"]
    assert [path.name for path in told] == names and all(path.is_file() for path in told)
