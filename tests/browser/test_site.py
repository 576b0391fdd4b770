"""The site in a real browser, opened from disk without a network: found, filtered, sorted, by keyboard, by everybody."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from counts import FULL
from fake_reports import publish, publish_all, publish_drivers

from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.reports.site.content import Content, index_cards, published, rows_for
from spbe_analysis.reports.site.page import page_in
from spbe_analysis.reports.site.site import build_site

pytestmark = pytest.mark.browser
KALTIM = "Pemerintah Provinsi Kalimantan Timur"
PAGES = {"id": "index.html", "en": "index.en.html"}
SHOWN = "[...document.querySelectorAll('#rows tr:not([hidden])')].map(row => row.cells[0].firstChild.textContent)"
DOMAINS = ["Kebijakan Internal", "Tata Kelola", "Manajemen", "Layanan"]
PAYLOADS = [
    "<script>window.ran = 1</script>",
    '"><img src=x onerror="window.ran = 1">',
    "' onfocus='window.ran = 1' autofocus x='",
    "</title></svg><svg onload='window.ran = 1'>",
    "<a href='javascript:window.ran = 1'>x</a>",
]


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Path:
    """All reports on 2023-2024, one more, two national ones, and the site."""
    root = tmp_path_factory.mktemp("reports")
    publish_all(root, 2023, 2024)
    publish_drivers(root, "Pemerintah Kota Bandar Lampung", "kota-bandar-lampung-7c6be6", 2021, 2024)
    publish(root, "national/2023-2024", notebook="04_national", title="Seluruh negeri", finding="Naik.")
    publish(root, "national/2023-2024-en", notebook="04_national", title="The nation", finding="Up.", language="en")
    build_site(root)
    return root


@pytest.mark.few(1)
@pytest.mark.parametrize("language", PAGES)
def test_kaltim_finds_the_province(open_page, reports, language):
    page = open_page(reports / PAGES[language])
    page.fill("#q", "kaltim")
    assert page.evaluate(SHOWN) == [KALTIM]
    assert (
        page.inner_text("#count")
        == {"id": "1 dari 629 instansi ditampilkan.", "en": "1 of 629 institutions shown."}[language]
    )
    page.click(f"text={KALTIM}")
    page.wait_for_url("**/report.html")
    assert KALTIM in page.inner_text("h1")
    page.go_back()
    page.wait_for_selector("#count:not(:empty)")
    assert page.input_value("#q") == "kaltim" and page.evaluate(SHOWN) == [KALTIM]


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("KALTIM", [KALTIM]),
        ("pemprov kaltim", [KALTIM]),
        ("kalimantan timur provinsi", [KALTIM]),
        ("kab. bogor", ["Pemerintah Kab. Bogor"]),
        ("pemkot bogor", ["Pemerintah Kota Bogor"]),
        ("kabupaten bogor", ["Pemerintah Kab. Bogor"]),
        ("samarnda", ["Pemerintah Kota Samarinda"]),
        ("kutia timur", ["Pemerintah Kab. Kutai Timur"]),
        ("kemenkeu", ["Kementerian Keuangan"]),
        ("di yogyakarta", ["Pemerintah D.I. Yogyakarta"]),
        ("d.i. yogyakarta", ["Pemerintah D.I. Yogyakarta"]),
        ("qqqqqqqq", []),
    ],
)
def test_the_search_is_tolerant(open_page, reports, typed, found):
    page = open_page(reports / PAGES["id"])
    page.fill("#q", typed)
    assert page.evaluate(SHOWN) == found


@pytest.mark.few(0)
def test_every_name_and_alias_of_the_register_finds_its_body(open_page, reports):
    page = open_page(reports / PAGES["id"])
    wanted = [
        [name, body.name] for body in load_register() for name in {body.name, *body.names.values(), *body.aliases}
    ]
    missed = page.evaluate(
        """wanted => { const q = document.getElementById('q'); return wanted.filter(([typed, name]) => {
             q.value = typed; q.dispatchEvent(new Event('input'));
             return ![...document.querySelectorAll('#rows tr:not([hidden])')].some(row => row.cells[0].firstChild.textContent === name);
           }); }""",
        wanted[:: max(1, len(wanted) // 250)] + [pair for pair in wanted if not pair[0].startswith("Pemerintah")][:150],
    )
    assert missed == []


@pytest.mark.few(0)
def test_filters_and_the_way_back_to_everything(open_page, reports):
    page = open_page(reports / PAGES["id"])
    page.select_option("#province", "Kalimantan Timur")
    names = page.evaluate(SHOWN)
    # the register: the province, 7 kabupaten and 3 kota
    assert len(names) == 11 and KALTIM in names
    page.select_option("#kind", "kota")
    assert page.evaluate(SHOWN) == [f"Pemerintah Kota {name}" for name in ("Balikpapan", "Bontang", "Samarinda")]
    page.select_option("#province", "")
    assert len(page.evaluate(SHOWN)) == 93  # institutions.csv
    page.click("#clear")
    assert len(page.evaluate(SHOWN)) == 629 and not page.is_visible("#clear")
    page.check("#made")
    assert len(page.evaluate(SHOWN)) == 607
    page.fill("#q", "zzzzzz")
    assert page.evaluate(SHOWN) == [] and "Tidak ada" in page.inner_text("#count")


@pytest.mark.few(0)
def test_sorting_by_change_name_and_index(open_page, reports):
    page = open_page(reports / PAGES["en"])
    first = page.evaluate(SHOWN)
    assert first == sorted(first)

    def column(place):
        texts = page.evaluate(f"[...document.querySelectorAll('#rows tr')].map(row => row.cells[{place}].textContent)")
        return [float(text.replace("−", "-")) for text in texts if text != "–"], texts

    for name, place in (("Change", 4), ("2024", 3), ("2023", 2)):
        head = page.get_by_role("columnheader", name=re.compile(rf"^{name}\b"))  # and its unit
        head.get_by_role("button").click()
        numbers, texts = column(place)
        assert numbers == sorted(numbers, reverse=True) and head.get_attribute("aria-sort") == "descending"
        assert all(text == "–" for text in texts[len(numbers) :])
        head.get_by_role("button").click()
        numbers, texts = column(place)
        assert numbers == sorted(numbers) and head.get_attribute("aria-sort") == "ascending"
        assert all(text == "–" for text in texts[len(numbers) :])
    page.get_by_role("button", name="Institution").click()
    assert page.evaluate(SHOWN) == first
    assert page.locator("[aria-sort]").count() == 1


def test_a_search_can_be_sent_on_and_follows_to_the_other_language(open_page, reports):
    page = open_page(reports / PAGES["id"], "#kind=provinsi&sort=-change")
    names = page.evaluate(SHOWN)
    assert len(names) == 38
    assert names.index(KALTIM) == 4  # fifth-largest rise among the provinces, from both national reports
    page.click(".other a")
    page.wait_for_selector("html[lang=en] #count:not(:empty)")
    assert page.evaluate(SHOWN) == names
    strange = open_page(
        reports / PAGES["id"], "#kind=nonsense&province=%22%3E%3Cscript%3E&sort=-toString&q=%00%3Cimg%20src%3Dx%3E"
    )
    assert strange.input_value("#kind") == "" and strange.input_value("#province") == ""


def test_by_keyboard_alone(open_page, reports):
    page = open_page(reports / PAGES["id"])
    focus = "document.activeElement.id || document.activeElement.textContent.trim()"
    page.keyboard.press("Tab")
    assert page.evaluate(focus) == "Langsung ke tabel"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(focus) == "Cari instansi":  # past the provinces
            page.keyboard.press("Enter")
        if page.evaluate(focus) == "q":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type("kaltim")
    assert page.evaluate(SHOWN) == [KALTIM]
    visited = []
    for _ in range(16):
        page.keyboard.press("Tab")
        visited.append(page.evaluate(focus))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if visited[-1] == "Perubahan":
            page.keyboard.press("Enter")
            assert page.locator("[data-sort=change]").get_attribute("aria-sort") == "descending"
        if visited[-1] == KALTIM:
            break
    assert visited == [
        "kind",
        "province",
        "made",
        "clear",
        "csv",
        "xlsx",
        "Instansi",
        "2023",
        "2024",
        "Perubahan",
        *DOMAINS,
        KALTIM,
    ]
    page.keyboard.press("Enter")
    page.wait_for_url("**/report.html")


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("language", "width", "typed"),
    [("id", 1280, "kalimantan"), ("en", 375, "kalimantan")]
    + [("id", 1280, ""), ("en", 1280, ""), ("id", 375, "kalimantan")] * FULL,  # all 629 rows
)
def test_no_violation_in_either_language(open_page, reports, language, width, typed):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(reports / PAGES[language], width=width)
    page.fill("#q", typed)
    found = Axe().run(page)
    assert [(broken["id"], broken["nodes"][0]["html"][:200]) for broken in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.few(1)
@pytest.mark.parametrize("language", PAGES)
def test_the_table_stands_without_script(open_page, reports, language):
    page = open_page(reports / PAGES[language], script=False)
    assert page.locator("#rows tr").count() == 629 and page.locator("#rows tr").last.is_visible()
    assert not page.locator("#q").is_visible()
    assert page.locator("thead button").count() == 0
    page.click(f"text={KALTIM}")
    assert page.url.endswith("/report.html")


def test_prints_what_is_shown(open_page, reports):
    page = open_page(reports / PAGES["id"], "#kind=provinsi")
    page.emulate_media(media="print")
    assert not page.locator("#q").is_visible() and page.locator("#count").is_visible()
    assert page.locator("#rows tr:visible").count() == 38


@pytest.mark.few(1)
@pytest.mark.parametrize("language", PAGES)
def test_hostile_names_run_nothing(open_page, tmp_path, language):
    publish(tmp_path, "national", notebook="04_national", title=PAYLOADS[0], finding=PAYLOADS[1])
    rows = [
        replace(row, name=text, kind=text, province=text, search=text, predicate=text)
        for row, text in zip(rows_for(index_cards(), (2023, 2024), [], ("01_drivers",)), PAYLOADS, strict=False)
    ]
    content = Content(rows, published(tmp_path), [], (2023, 2024), framework_for_year(2024))
    path = tmp_path / "hostile.html"
    path.write_text(page_in(language, content), encoding="utf-8")
    page = open_page(path)
    assert page.evaluate(SHOWN) == PAYLOADS
    page.select_option("#kind", PAYLOADS[1])
    assert page.evaluate(SHOWN) == [PAYLOADS[1]]
    page.select_option("#kind", "")
    for text in PAYLOADS:
        page.fill("#q", text)
    page.click("#clear")
    page.get_by_role("button", name="2023").click()
    assert page.evaluate("window.ran") is None
    assert page.locator("img, iframe, script[src], svg[onload]").count() == 0


@pytest.mark.few(1)
@pytest.mark.parametrize("typed", ["jogja", "kalimantan timor"])
@pytest.mark.parametrize("width", [1280, 390])
def test_names_as_people_write_them_bring_their_row_into_view(open_page, reports, typed, width):
    page = open_page(reports / PAGES["id"], width=width)
    page.fill("#q", typed)
    wanted = {"jogja": "Pemerintah D.I. Yogyakarta", "kalimantan timor": KALTIM}[typed]
    assert page.evaluate(SHOWN)[0] == wanted
    place = page.locator("#rows tr:not([hidden])").first.bounding_box()
    assert place["y"] >= 0 and place["y"] + place["height"] <= page.viewport_size["height"]


def test_domains_sort_and_what_is_shown_can_be_kept(open_page, reports, tmp_path):
    page = open_page(reports / PAGES["en"], "#kind=provinsi&sort=-D2")
    with page.expect_download() as kept:
        page.click("#csv")
    text = Path(kept.value.path()).read_text(encoding="utf-8")
    assert text.startswith("\ufeff# Changes in the SPBE index 2023–2024")
    lines = [line.split(",") for line in text.splitlines() if not line.startswith(("#", "\ufeff#"))]
    units = "Institution,Kind,Province,2023 [index],2024 [index],Change [index points],Predicate 2024"
    assert ",".join(lines[0][:7]) == units and lines[0][9:11] == [
        "Governance [change in score]",
        "Governance [score 2024]",
    ]
    moves = [float(line[9]) for line in lines[1:]]
    assert len(moves) == 38 and moves == sorted(moves, reverse=True)
    with page.expect_download() as kept:
        page.click("#xlsx")
    assert kept.value.suggested_filename == "spbe-2023-2024.xlsx"
    kept.value.save_as(tmp_path / kept.value.suggested_filename)
    book = openpyxl.load_workbook(tmp_path / kept.value.suggested_filename)
    assert book.sheetnames == ["Institutions", "Notes"]
    written = [["" if cell is None else str(cell) for cell in row] for row in book["Institutions"].values]
    assert written == list(csv.reader(line for line in text.splitlines() if not line.startswith(("#", "\ufeff#"))))
    assert all(isinstance(row[9], float | int) for row in list(book["Institutions"].values)[1:])
    assert next(book["Notes"].values)[0].startswith("Changes in the SPBE index 2023–2024")


def test_a_province_shows_its_government_and_its_districts(open_page, reports):
    page = open_page(reports / PAGES["id"])
    page.locator(".areas a", has_text="Kalimantan Timur").click()
    page.wait_for_function("location.hash.includes('province')")
    assert len(page.evaluate(SHOWN)) == 11 and KALTIM in page.evaluate(SHOWN)
    assert page.locator(".areas a").count() == 38


def test_a_place_on_the_page_can_be_linked_to(open_page, reports):
    page = open_page(reports / PAGES["id"], fragment="#sources")
    assert page.evaluate("location.hash") == "#sources"
    assert page.locator("#sources").evaluate("head => head.getBoundingClientRect().top < innerHeight")
