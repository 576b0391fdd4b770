"""Four things people come for, each from the site's home page by clicks and keys alone, as somebody new would do them."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from pathlib import Path

import pytest

import spbe_analysis as spbe
from spbe_analysis.reports.site.data import build_data
from spbe_analysis.reports.site.guide import build_guide
from spbe_analysis.reports.site.site import build_site

pytestmark = [pytest.mark.browser, pytest.mark.few(1)]
KALTIM = "Pemerintah Provinsi Kalimantan Timur"
SLUG = "pemerintah-provinsi-kalimantan-timur-2023-2024"
PAGES = {"id": "index.html", "en": "index.en.html"}
LANGUAGES = pytest.mark.parametrize("language", PAGES)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Folder of a site with one institution's report in both languages, on paper too."""
    root = tmp_path_factory.mktemp("reports")
    for language in PAGES:
        spbe.report("Kaltim", 2023, 2024, language, pdf=True, out=root)
    build_guide(root)
    build_data(root)
    build_site(root)
    return root


@contextmanager
def _home(browser, site: Path, language: str, viewport=None):
    context = browser.new_context(offline=True, viewport=viewport or {"width": 1280, "height": 800})
    page = context.new_page()
    page.goto((site / PAGES[language]).as_uri())
    yield page
    context.close()


def _search(page, language: str, text: str) -> None:
    page.get_by_role("link", name={"id": "Cari instansi", "en": "Find an institution"}[language], exact=True).click()
    assert page.get_by_role("searchbox").evaluate("box => box === document.activeElement")  # nothing more to press
    page.keyboard.type(text)


def _in_view(page, place: str) -> bool:
    box = page.locator(place).bounding_box()
    return box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.mark.few(0)
@LANGUAGES
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_how_much_and_from_where_for_my_institution(browser, site, language, viewport):
    with _home(browser, site, language, viewport) as page:
        _search(page, language, "kaltim")
        page.get_by_role("link", name=KALTIM, exact=True).click()
        page.wait_for_url("**/report.html")
        told = page.locator("dl.answers").inner_text()
        change = spbe.drivers("Kaltim", 2023, 2024)
        for answer in change.sentences(language)[:2]:
            assert answer in " ".join(told.split()), answer
        first = page.locator("dl.answers dd").nth(1).bounding_box()
        assert first["y"] + first["height"] <= page.viewport_size["height"]  # both answers, without scrolling
        heading = page.locator("h1 .years").bounding_box()
        assert heading["height"] < 45  # the span of years in one line


@LANGUAGES
def test_which_provinces_gained_most_in_governance_and_the_file_of_it(browser, site, language, tmp_path):
    words = {
        "id": ("Jenis", "provinsi", "Tata Kelola", "Unduh yang ditampilkan (CSV)"),
        "en": ("Kind", "province", "Governance", "Download what is shown (CSV)"),
    }[language]
    with _home(browser, site, language) as page:
        page.get_by_label(words[0], exact=True).select_option(label=words[1])
        page.get_by_role("button", name=words[2]).click()
        shown = page.locator("#rows tr:visible th > :first-child").all_inner_texts()
        with page.expect_download() as kept:
            page.get_by_role("button", name=words[3]).click()
        text = Path(kept.value.path()).read_text(encoding="utf-8-sig")
    notes = [line for line in text.splitlines() if line.startswith("# ")]
    assert any("KemenPANRB" in line for line in notes) and any("spbe-analysis" in line for line in notes)
    rows = list(csv.reader(io.StringIO(text.split("\n", len(notes))[-1])))
    unit = {"id": "perubahan skor", "en": "change in score"}[language]
    column = rows[0].index(f"{words[2]} [{unit}]")
    scores = spbe.scores(kind="provinsi")
    governance = scores[scores["code"].str.endswith("D2")].pivot_table(
        index="institution", columns="year", values="value"
    )
    moved = (governance[2024] - governance[2023]).round(2)
    assert len(rows) == 39 and rows[1][0] == KALTIM and len(shown) == 38
    for row in rows[1:]:
        assert float(row[column]) == pytest.approx(moved[row[0]]), row[0]


@LANGUAGES
def test_the_one_page_for_a_meeting(browser, site, language, tmp_path):
    link = {"id": "Lembar rapat satu halaman", "en": "One page for a meeting"}[language]
    answers = {
        "id": ["Berapa", "Target", "Bulan ini", "Dari mana poinnya", "Seberapa pasti"],
        "en": ["How much", "Target", "This month", "Where the points came from", "How sure"],
    }[language]
    with _home(browser, site, language) as page:
        for word in (
            {"id": "rapat", "en": "meeting"}[language],
            link.lower(),
        ):  # what a reader types into the browser's search
            assert word in page.locator("body").inner_text()
        page.get_by_role("link", name={"id": "Belum terpasang?", "en": "Not installed yet?"}[language]).click()
        assert _in_view(page, "#install") and ".venv/bin/spbe" in page.locator("#install").inner_text()
        _search(page, language, "kaltim")
        assert _in_view(page, "#make") and _in_view(page, "#install")  # the sentence that names the page for a meeting
        page.locator("#rows").get_by_role("link", name=link.lower(), exact=True).click()
        page.wait_for_url("**/meeting.html")
        assert page.locator("dl.answers dt").all_inner_texts() == answers
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1  # one sheet of A4
        page.go_back()
        page.get_by_role("link", name=KALTIM, exact=True).click()
        page.get_by_role("link", name=link, exact=True).click()
        page.wait_for_url("**/meeting.html")
        page.go_back()
        report = page.url
        page.get_by_role("link", name={"id": "Cari instansi lain", "en": "Find another institution"}[language]).click()
        page.wait_for_url(f"**/{PAGES[language]}*")
        page.keyboard.type("bogor")
        assert page.get_by_role("searchbox").input_value() == "bogor"
        command = page.locator("#make").inner_text()  # for those without a report, with their name
        assert command.startswith('spbe report "Pemerintah Kab. Bogor" --from 2023 --to 2024')
        alone = tmp_path / "report.html"  # a report that was sent by itself leads nowhere
        alone.write_bytes(Path(report.removeprefix("file://")).read_bytes())
        page.goto(alone.as_uri())
        assert page.get_by_role("link", name=link).count() == 0


@pytest.mark.few(0)
@LANGUAGES
def test_the_summary_on_paper(browser, site, language):
    from pypdfium2 import PdfDocument

    link = {"id": "ringkasan (PDF)", "en": "summary (PDF)"}[language]
    with _home(browser, site, language) as page:
        _search(page, language, "kaltim")
        address = page.get_by_role("link", name=link).evaluate("link => link.href")
    document = PdfDocument(Path(address.removeprefix("file://")))
    words = " ".join(document[0].get_textpage().get_text_range().split())
    assert len(document) == 1
    for said in {
        "id": ("Berapa", "Dari mana", "Seberapa pasti", "Selanjutnya", "0,88 poin", "4,20", "Cara mengutip"),
        "en": ("How much", "From where", "How sure", "What next", "0.88 points", "4.20", "How to cite"),
    }[language]:
        assert said in words, said
    assert not re.search("Dirichlet|10[.,]000", words)


@LANGUAGES
def test_cite_it_in_bibtex(browser, site, language):
    cite = {"id": "Cara mengutip", "en": "How to cite"}[language]
    with _home(browser, site, language) as page:
        _search(page, language, "kaltim")
        page.keyboard.press("Tab")
        page.get_by_role("link", name=KALTIM, exact=True).press("Enter")
        page.wait_for_url("**/report.html")
        page.get_by_role("link", name=cite).press("Enter")
        page.locator("summary", has_text="BibTeX").press("Enter")
        form = page.locator("details.form[open]")
        told = form.locator("pre").inner_text()
        with page.expect_download() as kept:
            form.get_by_role("link").click()
        file = Path(kept.value.path()).read_text(encoding="utf-8")
    assert told.strip() == file.strip() and kept.value.suggested_filename == f"{SLUG}-citation.bib"
    fields = dict(re.findall(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", file.split("\n}\n")[0], re.MULTILINE))
    assert file.startswith("@") and "Kalimantan Timur" in fields["title"] and re.fullmatch(r"20\d\d", fields["year"])
    assert file.count("{") == file.count("}")
