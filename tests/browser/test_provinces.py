"""Pages of provinces in a real browser, opened from disk: for everybody, on a telephone, and from the home page."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from counts import FULL
from fake_reports import publish_all

from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.text.wording import DASH, exact, spanned
from spbe_analysis.reports.one.html import script
from spbe_analysis.reports.site.content import province_folder
from spbe_analysis.reports.site.provinces import build_provinces
from spbe_analysis.reports.site.site import build_site

pytestmark = pytest.mark.browser
PAGES = {"id": "index.html", "en": "index.en.html"}
SOME = ("Kalimantan Timur", "DKI Jakarta", "Papua Pegunungan")
KALTIM = "Pemerintah Provinsi Kalimantan Timur"
OFF_SCREEN = """width => [...document.querySelectorAll('main *, header *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && getComputedStyle(one).position !== 'absolute' && (box.right > width + 1 || box.left < -1);
}).filter(one => !one.closest('thead')).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """All reports on 2023-2024, three provinces, and the site."""
    root = tmp_path_factory.mktemp("reports")
    publish_all(root, 2023, 2024)
    build_provinces(root, SOME)
    build_site(root)
    return root


@pytest.mark.few(1)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("language", "province"),
    [("id", SOME[0]), ("en", SOME[2])] + [(language, name) for language in PAGES for name in SOME] * FULL,
)
def test_no_violation_and_nothing_off_the_screen(open_page, root, language, province, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(root / province_folder(province) / PAGES[language], width=width)
    found = Axe().run(page)
    assert [(broken["id"], broken["nodes"][0]["html"][:200]) for broken in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OFF_SCREEN, width) == []


def test_every_figure_of_a_row_says_what_it_is_on_a_telephone(open_page, root):
    page = open_page(root / province_folder(SOME[0]) / PAGES["id"], width=390)
    row = page.locator("tr.own")
    assert row.locator("th > a").inner_text() == KALTIM
    told = [cell.inner_text().split("\n") for cell in row.locator("td").all()]
    assert [lines[0] for lines in told[:4]] == ["2023", "2024", "Perubahan", "Peringkat"]
    assert [lines[1].strip() for lines in told[:4]] == ["2,91", "3,79", "+0,88", "3"]  # both national reports
    assert told[5][:3] == ["Tata Kelola SPBE", "1,90 → 3,50", "+0,400"]
    assert page.locator(".l").first.is_visible() and page.locator("picture img").evaluate("i => i.naturalWidth") < 390


@pytest.mark.few(1)
@pytest.mark.parametrize("language", PAGES)
def test_from_the_home_page_there_and_back(open_page, root, language):
    page = open_page(root / PAGES[language])
    page.fill("#q", "samarinda")
    page.locator("#rows tr:not([hidden]) small a").first.click()
    assert page.url.endswith(f"provinces/kalimantan-timur/{PAGES[language]}")
    page.locator("main p a", has_text={"id": "Laporan instansi", "en": "Reports on institutions"}[language]).click()
    page.wait_for_selector("#count:not(:empty)")
    assert page.locator("#rows tr:not([hidden])").count() == 11
    page.locator(".areas a", has_text="Kalimantan Timur").click()
    page.click(f"text={KALTIM} >> nth=0")
    assert page.url.endswith("/2023-2024/report.html")


def test_only_those_with_a_report_are_told_from_those_with_a_province(open_page, root):
    page = open_page(root / PAGES["id"])
    page.check("#made")
    assert page.locator("#rows tr:not([hidden])").count() == 607


@pytest.mark.parametrize(("language", "width"), [("id", 390), ("en", 1280)])
def test_a_table_is_put_in_order_and_the_mean_stays_last(open_page, root, language, width):
    page = open_page(root / province_folder(SOME[0]) / PAGES[language], width=width)
    head = page.get_by_role("columnheader", name={"id": "Tata Kelola", "en": "Governance"}[language])
    names = page.locator("main tbody th")
    before = names.all_inner_texts()
    head.get_by_role("button").click()
    told = page.locator("main tbody tr > :nth-child(7) > small:first-of-type").all_inner_texts()[:-1]
    points = [
        float(re.split(r" (?:s\.d\.|to) ", one)[0].replace(",", ".").replace("\N{MINUS SIGN}", "-")) for one in told
    ]
    assert head.get_attribute("aria-sort") == "descending" and points == sorted(points, reverse=True)
    assert names.all_inner_texts()[-1] == before[-1] and sorted(names.all_inner_texts()) == sorted(before)
    page.get_by_role("columnheader").first.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None and names.all_inner_texts()[:-1] == sorted(before[:-1])


@pytest.mark.parametrize("language", PAGES)
def test_a_long_table_of_a_report_is_sorted_by_its_numbers_and_its_names_as_people_count(open_page, tmp_path, language):
    values = [Fraction(7, 2), -2, 1230, 12, None, *range(20, 27)]
    shown = [exact(value, language, 0) if value is not None else DASH for value in values]
    shown[1] = spanned(shown[1], exact(4, language), language)
    frame = pd.DataFrame({"": [f"I{n}" for n in range(12, 0, -1)], "Value": shown}, dtype=object)
    block = document.table(frame, "What").on_page(language)
    path = tmp_path / "page.html"
    path.write_text(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">{block.markup}<script>{script()}</script>'
    )
    page = open_page(path)
    names, cells = page.locator("tbody th"), page.locator("tbody td")
    page.get_by_role("button").nth(0).click()
    assert names.all_inner_texts() == [f"I{n}" for n in range(1, 13)]
    for down in (True, False):
        page.get_by_role("button").nth(1).click()
        order = sorted((value for value in values if value is not None), reverse=down)
        assert cells.all_inner_texts() == [shown[values.index(value)] for value in [*order, None]]
