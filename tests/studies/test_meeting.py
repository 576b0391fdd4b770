"""One page for a meeting: the five answers, three lines to paste, HTML and a PDF of one page."""

from __future__ import annotations

import re
import shlex

import pytest

import spbe_analysis as spbe
from spbe_analysis.cli import main
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.studies.meeting import meeting_page

BODIES = ("Kota Bandar Lampung", "Kaltim")  # every level published; domains and index only


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_answers_five_questions(body, language):
    blocks = meeting_page(spbe.plan(body, 2024), language)
    answers = next(block.about["entries"] for block in blocks if block.about["kind"] == "pairs")
    *_, paste, notes = [block.about["texts"] for block in blocks if block.about["kind"] == "list"]
    assert len(answers) == 5 and all(texts and all(texts) for _, texts in answers)
    assert len(paste) == 3 and len(notes) >= 2
    told = " ".join(text for _, texts in answers for text in texts)
    assert "8/2026" in told  # what a target of this index is worth from 2026 on
    number = {"Kota Bandar Lampung": "2.98", "Kaltim": "3.79"}[body]  # national report 2024
    assert (number.replace(".", ",") if language == "id" else number) in paste[0]


def test_without_a_year_before_the_page_says_so():
    told = " ".join(block.plain for block in meeting_page(spbe.plan("Kota Bandar Lampung", 2021), "en"))
    assert "no figures of the year before" in told


def test_two_ways_of_assessing_are_told_where_points_are_compared():
    """Kab. Aceh Tengah was evaluated in 2024 and monitored in 2025."""
    told = " ".join(block.plain for block in meeting_page(spbe.plan("Kab. Aceh Tengah", 2025), "en"))
    assert "2025 was assessed by monitoring" in told


def test_indicators_stand_with_their_names():
    told = " ".join(block.plain for block in meeting_page(spbe.plan("Kota Bandar Lampung", 2024), "id"))
    assert "20. Kolaborasi Penerapan SPBE" in told and "12. Peta Rencana SPBE" in told
    assert "kurang 0,5205 poin" in told and "dalam satu tahun" in told  # 3.50 less 2.9795 of the LHE 2024


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_on_the_page_writes_the_action_plan(body, language, tmp_path, monkeypatch, capsys):
    told = " ".join(block.plain for block in meeting_page(spbe.plan(body, 2024), language))
    command = re.search(r"spbe (plan .+?\.xlsx --language \w\w)", told)[1]
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0 and ".xlsx" in capsys.readouterr().out
    assert len(list(tmp_path.glob("*.xlsx"))) == 1


@pytest.mark.parametrize("body", BODIES)
def test_files(body, tmp_path, capsys):
    pypdfium2 = pytest.importorskip("pypdfium2")
    for name in ("rapat.pdf", "rapat.html"):
        assert main(["plan", body, "--year", "2024", "--language", "id", "--sheet", str(tmp_path / name)]) == 0
    assert len(pypdfium2.PdfDocument(tmp_path / "rapat.pdf")) == 1
    page = (tmp_path / "rapat.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html><html lang="id">') and "Tiga baris untuk disalin" in page
    assert main(["plan", body, "--year", "2024", "--sheet", str(tmp_path / "none" / "rapat.doc")]) == 2
    told = capsys.readouterr().err
    assert ".html or .pdf" in told and "no folder" in told
