"""Reports on paper: tagged, in their language, with every word and alternative text, the same bytes each time."""

import re
from io import BytesIO
from itertools import pairwise

import nbformat
import pandas as pd
import pytest

from spbe_analysis.errors import ReportError
from spbe_analysis.presentation.page import document as page
from spbe_analysis.reports.one import pdf
from spbe_analysis.reports.one.pdf import REPORT, SLIDE_PNG, SLIDE_SVG, SUMMARY, paper_files
from spbe_analysis.reports.one.typeset import quoted, typst_of

ALT = "Dua batang biru: kontribusi dua domain, keduanya di atas nol."
_PRIORS = ("seragam", "pembelajaran", "prior")
NAMES = [
    '#let x = 1; "quoted"',
    "$\\alpha$ [bracket] *star*",
    "= heading_under & <script>alert(1)</script>",
    "\\",
    "// comment",
]


def _figure():
    from matplotlib.figure import Figure

    axes = Figure(figsize=(7.6, 3)).subplots()
    axes.bar(["a", "b"], [1, 2])
    return axes


def _notebook(name="Kota Contoh"):
    frame = pd.DataFrame({"Bagian": [name, "Tata Kelola"], "Poin": ["+0,100", "+0,200"]})
    blocks = [
        page.title(name, "Dari mana?"),
        page.pairs({"Berapa": f"Naik 0,30 poin: {name}."}),
        page.figure(_figure(), "bars", ALT, "Cara membaca gambar."),
        page.table(frame, "Kontribusi (poin)"),
        page.bullets(["Satu", "Dua"]),
        page.table(frame, "Lampiran"),
    ]
    outputs = []
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata))
    cells = [nbformat.v4.new_code_cell("1", outputs=outputs), nbformat.v4.new_markdown_cell("## Bagian")]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def files():
    return paper_files(_notebook(), "id")


def _words(data: bytes) -> str:
    pdfplumber = pytest.importorskip("pdfplumber")

    with pdfplumber.open(BytesIO(data)) as document:
        return "\n".join(sheet.extract_text() for sheet in document.pages)


def test_tagged_with_language_title_and_alternative_text(files):
    """PDF/UA-1: marked, /Lang, a displayed title, a figure with /Alt."""
    data = files[REPORT]
    assert data.startswith(b"%PDF-1.7") and b"/MarkInfo" in data and b"/StructTreeRoot" in data
    assert re.search(rb"/Lang ?\(id\)", data) and b"pdfuaid" in data and b"/Alt" in data


def test_every_word_of_the_page_is_there(files):
    text = _words(files[REPORT])
    for said in (
        "Kota Contoh",
        "Dari mana?",
        "Naik 0,30 poin",
        "Cara membaca gambar.",
        "Kontribusi (poin)",
        "Lampiran",
        "Dua",
    ):
        assert said in text


@pytest.mark.few(1)
@pytest.mark.parametrize(("language", "head"), [("id", "Cara mengutip"), ("en", "How to cite")])
def test_says_how_to_cite(language, head):
    made = paper_files(_notebook(), language)
    for name in (REPORT, SUMMARY):
        text = " ".join(_words(made[name]).split())
        author = {"id": "Kontributor spbe-analysis", "en": "The spbe-analysis contributors"}[language]
        assert head in text and re.search(rf"{author} \(20\d\d\)\. “Kota Contoh”", text)
        assert re.search(rb"/Lang ?\(%s\)" % language.encode(), made[name])
    assert "run.json" in _words(made[REPORT])


def test_long_heads_of_numbers_leave_room_for_words():
    """A table of one word, two names and three percentages with long heads: no word is broken, no two share a place."""
    from pdfplumber import open as open_pdf

    names = ["Kebijakan Internal Tata Kelola SPBE", "Penerapan Manajemen SPBE"]
    heads = [
        "Di antara",
        "Penyumbang terbesar",
        "Terbesar kedua",
        "Bobot boleh berubah sampai",
        "Tetap terbesar, bobot",
        "Tetap pertama, undian",
    ]
    frame = pd.DataFrame([["indikator", *names, "4%", "64%", "56%"]], columns=heads)
    made = _notebook()
    data, metadata = page.table(frame, "Tabel")._repr_mimebundle_()
    made.cells.append(
        nbformat.v4.new_code_cell("2", outputs=[nbformat.v4.new_output("display_data", data, metadata=metadata)])
    )
    with open_pdf(BytesIO(paper_files(made, "id")[REPORT])) as document:
        words = [word for sheet in document.pages for word in sheet.extract_words()]
    shown = [word["text"] for word in words]
    assert {"indikator", "Kebijakan", "Penyumbang", "kedua", "64%"} <= set(shown)
    for one, other in pairwise(sorted((w["top"], w["x0"], w["x1"]) for w in words if w["text"] in " ".join(heads))):
        assert one[0] != other[0] or one[2] <= other[1]


def _with(*blocks):
    """The small notebook with more blocks at its end."""
    made = _notebook()
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        made.cells[0].outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata))
    return made


def _pages(data: bytes) -> list[str]:
    from pdfplumber import open as open_pdf

    with open_pdf(BytesIO(data)) as document:
        return [sheet.extract_text() for sheet in document.pages]


def test_more_columns_than_a_page_is_wide_share_it_without_touching():
    """Nine numbers with long heads beside a name: every word whole, no two words over each other."""
    from pdfplumber import open as open_pdf

    heads = ["Domain", "Indikator", *(f"{way} ({prior})" for way in ("Naik", "Tetap", "Turun") for prior in _PRIORS)]
    frame = pd.DataFrame([["Kebijakan Internal SPBE", "10", *["52%"] * 9]] * 3, columns=heads)
    with open_pdf(BytesIO(paper_files(_with(page.table(frame, "Peluang")), "id")[REPORT])) as document:
        words = [word for sheet in document.pages for word in sheet.extract_words()]
    assert sum(word["text"] == "(pembelajaran)" for word in words) == 3
    assert sum(word["text"] == "Kebijakan" for word in words) == 3
    for one, other in pairwise(sorted((w["top"], w["x0"], w["x1"], w["text"]) for w in words)):
        assert one[0] != other[0] or one[2] <= other[1], (one, other)


@pytest.mark.few(3)
@pytest.mark.parametrize("lines", range(20, 60, 4))
def test_a_short_table_stays_whole_with_its_heading_and_no_page_ends_the_report_with_four_lines(lines):
    """Whatever stands before: the rows of a table of ten are on the page of its caption and of its section's heading."""
    rows = pd.DataFrame({"Bagian": [f"Baris {i}" for i in range(10)], "Poin": ["+0,100"] * 10})
    made = _with(page.paragraphs(*["Kalimat."] * lines), page.section("Semua angka"), page.table(rows, "Sepuluh baris"))
    pages = _pages(paper_files(made, "id")[REPORT])
    (there,) = [text for text in pages if "Sepuluh baris" in text]
    assert "Semua angka" in there and all(f"Baris {i}" in there for i in range(10))
    assert len(pages) == 1 or len(pages[-1].splitlines()) > 12


@pytest.mark.few(0)
def test_a_long_table_does_not_start_with_a_row_at_the_foot_of_a_page():
    rows = pd.DataFrame({"Bagian": [f"Baris {i}" for i in range(60)], "Poin": ["+0,100"] * 60})
    for lines in range(20, 44, 3):
        made = _with(page.paragraphs(*["Kalimat."] * lines), page.section("Semua"), page.table(rows, "Enam puluh"))
        pages = _pages(paper_files(made, "id")[REPORT])
        (there,) = [text for text in pages if "Enam puluh" in text]
        assert "Baris 5" in there


def test_the_slide_says_the_figures_message_and_the_summary_what_comes_next(monkeypatch):
    from spbe_analysis.presentation.drawing.head import Head

    set_sources, set_paper = [], pdf.set_paper
    monkeypatch.setattr(
        pdf, "set_paper", lambda source, *a, **b: set_sources.append(source) or set_paper(source, *a, **b)
    )
    head = Head("Tata Kelola menyumbang terbesar", "Kota Contoh, 2023-2024: poin", "Sumber: laporan 2024.")
    limits = page.bullets(["Bukan sebab."])
    limits.about["next"] = ["Mintalah satu angka."]
    made = _with(page.title("Kota Contoh", "Dari mana?"), page.figure(_figure(), "a", ALT, "Cara.", head), limits)
    made.cells[0].outputs = made.cells[0].outputs[-3:]
    summary = _words(paper_files(made, "id")[SUMMARY])
    assert "Selanjutnya" in summary and "Mintalah satu angka." in summary
    slide = set_sources[-1]
    assert f'weight: "bold", "{head.title}"' in slide and f'"{head.unit}"' in slide and f'"{head.source}"' in slide


def test_a_long_first_screen_still_makes_one_page_and_one_slide():
    from pypdfium2 import PdfDocument

    made = _notebook("Sebuah nama yang panjang " * 6)
    rows = pd.DataFrame({"Bagian": [f"Baris {i}" for i in range(40)], "Poin": ["+0,100"] * 40})
    for block in (page.table(rows, "Panjang"), page.closing("Sebuah temuan yang panjang. " * 8, "id")):
        data, metadata = block._repr_mimebundle_()
        made.cells[0].outputs.insert(2, nbformat.v4.new_output("display_data", data, metadata=metadata))
    files = paper_files(made, "id")
    assert len(PdfDocument(files[SUMMARY])) == 1 and "Cara mengutip" in _words(files[SUMMARY])
    assert isinstance(files[SLIDE_PNG], bytes) and b"<svg" in files[SLIDE_SVG]


def test_summary_is_the_first_screen_on_one_page(files):
    text = _words(files[SUMMARY])
    assert "Kontribusi (poin)" in text and "Lampiran" not in text and "1 / 1" in text


def test_slides(files):
    assert files[SLIDE_PNG].startswith(b"\x89PNG") and b"<svg" in files[SLIDE_SVG]
    width, height = (int.from_bytes(files[SLIDE_PNG][at : at + 4], "big") for at in (16, 20))
    assert abs(width / height - 16 / 9) < 0.01 and width >= 1500


def test_same_page_same_bytes(files):
    assert paper_files(_notebook(), "id") == files


@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_and_never_read_as_markup(name):
    assert re.sub(r"\s+", "", name) in re.sub(r"\s+", "", _words(paper_files(_notebook(name), "id")[REPORT]))


def test_a_string_is_a_string():
    assert quoted('a"b\\c\n') == '"a\\"b\\\\c "'
    table = page.table(pd.DataFrame({"a": ["x"], "b": ["y"]}), "c", links={"y": "javascript:1"}).about
    source, found = typst_of([table], "id")
    assert "javascript" not in source and found == {}


def test_what_is_no_block_is_set_as_it_is_printed():
    made = _notebook()
    output = nbformat.v4.new_output("display_data", {"text/plain": 'a  1\nb  "2"', "text/html": "<table></table>"})
    made.cells.append(nbformat.v4.new_code_cell("2", outputs=[output]))
    text = _words(paper_files(made, "id")[REPORT])
    assert "a  1" in text.replace("\N{NO-BREAK SPACE}", " ") or "a 1" in text
    assert 'b "2"' in " ".join(text.split())


def test_a_page_without_a_figure_is_refused():
    with pytest.raises(ReportError, match="figure"):
        paper_files(nbformat.v4.new_notebook(), "id")


def test_answers_stand_in_the_pages_order_after_a_notebook_was_written():
    made = _notebook()
    data, metadata = page.pairs({"Zat": "a", "Apa": "b"})._repr_mimebundle_()
    made.cells[0].outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata))
    read = nbformat.reads(nbformat.writes(made), 4)
    text = _words(paper_files(read, "id")[REPORT])
    assert text.index("Zat") < text.index("Apa")
