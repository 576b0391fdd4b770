"""Refusals in the reader's language: real ones of every sort, and plain texts under a heading."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from spbe_analysis.errors import EvidenceError, SpbeError
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.explore.starting_levels import own_from_bytes, own_from_text
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.error_text import refusal, remarks, retell

HEAD = "indicator,level\n"
ALL = [f"{number},3" for number in range(1, 48)]
ENGLISH = re.compile(r"\b(the|is|not|expected|found|with|give|save|missing|line|file|cannot|must|at most)\b")


def _archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


REFUSED = {
    "level off the scale": (
        "l.csv",
        HEAD + "\n".join(["1,7", "2,x", *ALL[2:]]) + "\n",
        "Baris 2: tingkat '7' untuk 1. ",
    ),
    "a missing indicator": ("l.csv", HEAD + "\n".join(ALL[:-2]) + "\n", "47. "),
    "not an indicator": ("l.csv", HEAD + "\n".join([*ALL, "I99,3"]) + "\n", "'I99' bukan indikator"),
    "given again": (
        "l.csv",
        HEAD + "\n".join([*ALL, "1,3"]) + "\n",
        "Baris 2: 1. Kebijakan Internal Arsitektur SPBE Instansi Pusat/Pemerintah Daerah diberikan lagi",
    ),
    "a third field": (
        "l.csv",
        HEAD + "\n".join(["1,3,4", *ALL[1:]]) + "\n",
        "l.csv baris 2, kolom indicator: 3 kolom, diharapkan 2",
    ),
    "a wrong column": (
        "l.csv",
        "nomor_urut,isi\n" + "\n".join(ALL) + "\n",
        "diharapkan judul kolom seperti indicator,level",
    ),
    "another table": ("l.csv", "No;Indikator;Nilai\n" + "1;Satu;6\n2;Dua;3\n", ""),
    "a level of a sheet": (
        "l.csv",
        "No;Indikator;Nilai\n" + "".join(f"{i};Nama;{8 if i == 3 else 3}\n" for i in range(1, 48)),
        "diharapkan bilangan bulat dari 1 sampai 5",
    ),
    "lines of prose": ("l.txt", "Yang terhormat\nterlampir tingkat kami\n", "diharapkan judul kolom"),
    "empty": ("l.csv", "", "l.csv"),
    "a formula": ("l.csv", "indikator;nilai\n1;=2+3\n", "diawali seperti rumus"),
    "no UTF-8": ("l.csv", "nilai;t\xe9st\n1;2\n".encode("latin-1"), "UTF-8"),
    "bytes in a table of levels": (
        "l.csv",
        b"indicator,level\n1,\xff\n",
        "l.csv baris 2: byte 0xff tidak dapat dibaca.",
    ),
    "too large": ("l.csv", "a;b\n" + "1;2\n" * 1_300_000, "5.200.004 byte, paling banyak 5.000.000."),
    "a large table of levels": ("l.csv", HEAD + "1,3\n" * 300_000, "300.001 baris, paling banyak 20.000."),
    "an old workbook": ("l.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600, "berkas Excel lama"),
    "another archive": ("l.xlsx", _archive("word/document.xml"), "ditemukan arsip jenis lain"),
    "a broken workbook": ("l.xlsx", _archive("xl/workbook.xml")[:40], "rusak atau terpotong"),
    "a broken report": (
        "l.pdf",
        b"%PDF-1.7\nnothing of the kind\n",
        "Diharapkan laporan hasil evaluasi yang teksnya dapat dipilih.",
    ),
}


def _refused(name: str, content: str | bytes, law) -> SpbeError:
    with pytest.raises(SpbeError) as refused:
        own_from_bytes(content.encode() if isinstance(content, str) else content, name, law)
    return refused.value


@pytest.mark.few(6)
@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_file_is_explained_in_indonesian(case, law):
    if case in ("another archive", "a broken workbook"):
        pytest.importorskip("python_calamine")
    if case == "a broken report":
        pytest.importorskip("pdfplumber")
    name, content, wanted = REFUSED[case]
    error = _refused(name, content, law)
    told = refusal(error, "id").plain
    assert wanted in told and "Keterangan teknis" not in told, error
    assert not ENGLISH.search(re.sub(r"'[^']*'", "", told)), told
    english = refusal(error, "en").plain
    assert "Technical remark" not in english and "--" not in english and english != told


def test_a_scan_is_told_from_a_report(tmp_path, law):
    pytest.importorskip("pdfplumber")
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas(str(tmp_path / "scan.pdf"))
    page.rect(10, 10, 100, 100)
    page.showPage()
    page.save()
    told = refusal(_refused("scan.pdf", (tmp_path / "scan.pdf").read_bytes(), law), "id").plain
    assert "Halaman 1 sampai 1 hanya berisi gambar" in told and "Keterangan teknis" not in told
    page = canvas.Canvas(str(tmp_path / "letter.pdf"))
    page.drawString(100, 700, "TAHUN 2023 surat biasa")
    page.save()
    told = refusal(_refused("letter.pdf", (tmp_path / "letter.pdf").read_bytes(), law), "id").plain
    assert "tidak ditemukan di halaman mana pun" in told and "Keterangan teknis" not in told


def test_a_refused_paste_and_a_name(law):
    with pytest.raises(SpbeError) as refused:
        own_from_text("1 2 9", law, "paste")
    told = refusal(refused.value, "id").plain
    assert (
        "Diharapkan 47 angka, ditemukan 3." in told
        and "Angka ke-3: '9'; diharapkan tingkat bulat dari 1 sampai 5." in told
    )
    for text, wanted in (("Bogor", "'Bogor' cocok dengan"), ("zzzz", "Tidak ada instansi bernama 'zzzz'.")):
        with pytest.raises(SpbeError) as refused:
            resolve_institution(text)
        told = refusal(refused.value, "id").plain
        assert wanted in told and "Keterangan teknis" not in told


def test_long_lists_are_cut_and_what_is_not_known_stands_under_a_heading():
    missing = [Message("levels.missing", code=f"P59-I{i:02}") for i in range(1, 40)]
    error = EvidenceError("something new", [*missing, "x"], "Do <this>.")
    block = refusal(error, "id")
    assert "... dan 28 lagi." in block.plain and "1. Kebijakan Internal Arsitektur SPBE" in block.plain
    assert block.plain.splitlines()[-3:] == ["Keterangan teknis (dalam bahasa Inggris):", "something new", "Do <this>."]
    assert "<this>" not in block.markup and "Do &lt;this&gt;." in block.markup
    unused = Message("own.not_used", institution="X", year=2023, stage="final")
    assert remarks([unused, "what is this"], "id") == ["Tidak dipakai: X 2023.", "what is this"]
    assert retell("what is this", "en") == ""
