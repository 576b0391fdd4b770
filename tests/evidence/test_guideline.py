"""The guideline's tables, read from a PDF made in their layout: three columns, rows that run over the page's end."""

from __future__ import annotations

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.guideline import read_guideline

LEVEL, LABEL, TEXT = 76, 136, 235  # [points] where the columns begin in Pedoman Menteri PANRB 3/2024


@pytest.fixture
def guideline(tmp_path):
    """A guideline of two indicators and two levels; words can be taken out."""
    from reportlab.pdfgen.canvas import Canvas

    def make(without: str = ""):
        path = tmp_path / "pedoman.pdf"
        canvas, page, y = Canvas(str(path), pagesize=(595, 842)), 1, 760

        def line(*cells):
            nonlocal y, page
            if y < 90:
                canvas.drawString(66, 40, "jdih.menpan.go.id")
                canvas.showPage()
                page, y = page + 1, 760
                canvas.drawString(290, 800, f"-{page}-")
            for x, text in cells:
                if text != without:
                    canvas.drawString(x, y, text)
            y -= 30

        canvas.drawString(66, 780, "BAB II")
        for i in (1, 2):
            line((84, f"INDIKATOR {i}"))
            line((72, "Deskripsi"), (LABEL, "Indikator:"), (TEXT, "a. Sesuatu yang bukan kriteria"))
            for level in (1, 2):
                line((LEVEL, f"Level {level}"), (LABEL, "Kriteria Level"), (TEXT, f"Kriteria {i}.{level} baris satu"))
                line((TEXT, "dan baris dua."))
                line((LABEL, "Kriteria"), (TEXT, f"Pemenuhan {i}.{level}"))
                line((LABEL, "pemenuhan"), (TEXT, "dipenuhi (<2 tahun)."))
                line((LABEL, "Level"))
                line((LABEL, "Kriteria Bukti"), (TEXT, f"1) Bukti {i}.{level};"))
                line((LABEL, "Dukung"), (TEXT, "2) bukti lain."))
        line((280, "BAB III"))
        line((TEXT, "Bukan bagian dari sel mana pun."))
        canvas.save()
        return path

    return make


def test_all_cells_are_read_with_the_page_they_begin_on(guideline):
    cells = read_guideline(guideline(), range(1, 3), range(1, 3))
    assert len(cells) == 2 * 2 * 3
    assert cells[1, 1, "criterion"].text == "Kriteria 1.1 baris satu dan baris dua."
    assert cells[2, 1, "fulfilment"].text == "Pemenuhan 2.1 dipenuhi (<2 tahun)."
    assert cells[2, 2, "evidence"].text == "1) Bukti 2.2; 2) bukti lain."  # what follows the table is not in it
    assert [cells[i, 1, "criterion"].page for i in (1, 2)] == [1, 1]
    assert cells[2, 2, "evidence"].page == 2


def test_pages_can_be_chosen(guideline):
    assert read_guideline(guideline(), range(1, 2), range(1, 3), only=(1, 1))[1, 2, "evidence"].page == 1


def test_every_missing_cell_is_named(guideline):
    with pytest.raises(EvidenceError) as refused:
        read_guideline(guideline("Level 2"), range(1, 3), range(1, 3))
    assert len(refused.value.problems) == 6 and "indicator 2, level 2: no evidence" in str(refused.value)
    assert "bukti dukung tidak ditemukan" in refused.value.told("id")


def test_another_pdf_is_refused(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "other.pdf"))
    canvas.drawString(100, 700, "Laporan Hasil Evaluasi")
    canvas.save()
    with pytest.raises(EvidenceError, match="no table of criteria"):
        read_guideline(tmp_path / "other.pdf", range(1, 3), range(1, 3))
