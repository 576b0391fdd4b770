"""Reports on one scorecard and on two stages of one year: Kab. Aceh Tengah under 8/2026, interim and self-assessed."""

from __future__ import annotations

import re

import pytest

from spbe_analysis.cli import main
from spbe_analysis.reports.one.run import is_whole

WHO = "Kab. Aceh Tengah"
ONE = ["--year", "2026", "--stage", "interim"]
TWO = ["--from", "2026", "--to", "2026", "--from-stage", "self_assessment", "--to-stage", "interim"]


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("options", "language", "folder", "said"),
    [
        (
            ONE,
            "id",
            "2026-interim",
            ("1,2415", "Kurang", "4,01", "bukan kelanjutan indeks SPBE", "tidak teruji", "1,17"),
        ),
        (
            ONE,
            "en",
            "2026-interim-en",
            ("1.2415", "by the bounds of PermenPANRB 8/2026", "does not continue the SPBE index", "is not tested"),
        ),
        (
            TWO,
            "id",
            "2026-self_assessment-interim",
            ("bukan perubahan antartahun", "lebih rendah 0,18 poin", "dua tahap penilaian", "1,26"),
        ),
        (
            TWO,
            "en",
            "2026-self_assessment-interim-en",
            ("not a change between years", "0.18 points below", "(interim)", "1.26"),
        ),
    ],
    ids=["one, Indonesian", "one, English", "two stages, Indonesian", "two stages, English"],
)
def test_a_whole_report(options, language, folder, said, tmp_path, capsys):
    assert main(["report", WHO, *options, "--language", language, "--out", str(tmp_path)]) == 0
    (place,) = tmp_path.glob(f"kab-aceh-tengah-*/{folder}")
    assert is_whole(place)
    page = (place / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]*>", " ", page)
    for words in said:
        assert words in text, words
    assert "2.59" not in text and "2,59" not in text  # its SPBE index of 2025
    site = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "juga 2026 (" in site


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--year", "2026"], "interim 2026"),  # no final result is published: the stages there are are named
        (["--year", "2026", "--from", "2025"], "--from"),
        (["--year", "2026", "--stage", "interim", "--to-stage", "final"], "--to-stage"),
        (["--from", "2026", "--to", "2026"], "--year 2026"),
        (["--from", "2023", "--to", "2024", "--stage", "final"], "--stage"),
        (["--from", "2025", "--to", "2026", "--to-stage", "interim"], "permenpanrb-8-2026"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_runs(words, said, tmp_path, capsys):
    assert main(["report", WHO, *words, "--out", str(tmp_path), "--language", "en"]) == 2
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert not list(tmp_path.rglob("report.html"))
