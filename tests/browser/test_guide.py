"""The guide in a real browser, from disk without a network: by everybody, by keyboard, on paper, on a phone."""

from __future__ import annotations

import pytest

from spbe_analysis.reports.site.guide import build_guide

pytestmark = pytest.mark.browser
PAGES = {"id": "index.html", "en": "index.en.html"}
FOCUS = "document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    """Folder of the guide's pages."""
    return build_guide(tmp_path_factory.mktemp("reports")).parent


@pytest.mark.few(1)
@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_no_violation_in_either_language(open_page, guide, language, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(guide / PAGES[language], width=width)
    assert page.evaluate("document.documentElement.lang") == language
    found = Axe().run(page)
    assert [(broken["id"], broken["nodes"][0]["html"][:200]) for broken in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", PAGES)
def test_by_keyboard_alone(open_page, guide, language):
    page = open_page(guide / PAGES[language], width=375)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == {"id": "Langsung ke isi", "en": "Skip to the content"}[language]
    chapter = {"id": "Metode, dengan contoh hitung tangan", "en": "Methods, with an example by hand"}[language]
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if page.evaluate(FOCUS) == chapter:
            break
    page.keyboard.press("Enter")
    page.wait_for_url({"id": "**#metode", "en": "**#methods"}[language])
    assert abs(page.locator("h2", has_text=chapter).bounding_box()["y"]) < 60
    every = page.evaluate(
        """() => [...document.querySelectorAll('pre, .scroll')]
             .filter(box => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).length"""
    )
    assert every == 0  # whatever scrolls can be reached and scrolled without a mouse


def test_the_two_languages_lead_to_each_other_and_across_chapters(open_page, guide):
    page = open_page(guide / PAGES["id"])
    page.click("text=Guide in English")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click("text=Panduan dalam bahasa Indonesia")
    page.locator("main a", has_text="Perubahan melintasi peraturan").first.click()
    assert page.url.endswith("index.html#ganti-peraturan") and page.locator("#ganti-peraturan").count() == 1


@pytest.mark.parametrize("language", PAGES)
def test_prints_without_cut_boxes(open_page, guide, language):
    page = open_page(guide / PAGES[language], width=680)  # what A4 leaves between its margins
    page.emulate_media(media="print")
    assert not page.locator(".skip, .contents, .other").filter(visible=True).count()
    assert page.evaluate("[...document.querySelectorAll('pre')].every(box => box.scrollWidth <= box.clientWidth + 1)")


def test_both_languages_have_every_chapter(open_page, guide):
    counts = {
        language: [open_page(guide / page).locator(part).count() for part in ("main > h2", "main h3", "main table")]
        for language, page in PAGES.items()
    }
    assert counts["id"] == counts["en"] and counts["id"][0] == 6


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", ("prior", "predikat", "evaluasi, pemantauan")), ("en", ("prior", "predicate", "evaluation, monitoring"))],
)
def test_words_are_explained_and_sentences_can_be_copied(open_page, guide, language, words):
    page = open_page(guide / PAGES[language])
    head = {"id": "boleh ditulis", "en": "you may write"}[language]
    rows = page.locator("table", has=page.get_by_role("columnheader", name=head, exact=True)).locator("tbody tr")
    assert rows.count() >= 3
    for place in range(rows.count()):
        assert [cell[-1] for cell in rows.nth(place).locator("td").all_inner_texts()[:2]] == [".", "."]
    terms = page.locator("tbody td:first-child").all_inner_texts()
    assert all(any(term.startswith(word) for term in terms) for word in words), words
