"""Every published page in a real browser, from disk without a network: readable by everyone, by keyboard, on paper."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from counts import FULL
from planned_pages import one_of_each_kind, pages, reports

pytestmark = pytest.mark.browser
PAPER = (297 - 32) * 96 / 25.4  # pixels of A4 between the margins of the page's print style
FIGURES = """() => [...document.querySelectorAll('main figure')].map(figure => ({
  height: figure.getBoundingClientRect().height, whole: getComputedStyle(figure).breakInside,
  alt: figure.querySelector('img').alt, caption: figure.querySelector('figcaption').textContent,
  said: [...new DOMParser().parseFromString(decodeURIComponent(figure.querySelector('img').src.slice(19)), 'image/svg+xml')
    .querySelectorAll('text')].map(text => text.textContent.trim()).filter(text => text) }))"""
WALK = """() => { const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  return [here.tagName, here.className, style.outlineStyle, box.bottom > 0 && box.top < innerHeight] }"""


def _name(root, path) -> str:
    return path.relative_to(root).as_posix()


def _by_turns(root) -> list:
    """One of the two languages of every page."""
    return [*pages(root)[::4], *pages(root)[3::4], *one_of_each_kind(root)]


@pytest.mark.few(0)
def test_no_violation_on_any_page(browser, planned):
    """axe-core on every second page, the languages by turns, on one of each kind in the quick run; none is too wide."""
    from axe_playwright_python.sync_playwright import Axe

    axe, found, looked_into = Axe(), {}, _by_turns(planned) if FULL else one_of_each_kind(planned)
    context = browser.new_context(bypass_csp=True, offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    for path in pages(planned):
        page.goto(path.as_uri())
        for violation in axe.run(page).response["violations"] if path in looked_into else ():
            found[_name(planned, path), violation["id"]] = violation["nodes"][0]["html"][:200]
        page.set_viewport_size({"width": 375, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            found[_name(planned, path), "wide"] = ""
        page.set_viewport_size({"width": 1280, "height": 800})
    context.close()
    assert found == {}


def test_figures_are_redrawn_for_a_telephone_and_none_is_off_its_screen(browser, planned):
    """390 px: the narrow drawing is shown, at its own size, and its box does not scroll sideways."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    off = {}
    for path in reports(planned):
        page.goto(path.as_uri())
        for name, narrow, wide in page.evaluate(
            "[...document.querySelectorAll('main figure')].map(figure => { const image = figure.querySelector('img'),"
            " box = image.parentElement.closest('.scroll'), right = image.getBoundingClientRect().right;"
            " return [image.alt.slice(0, 60), image.naturalWidth < 400, box.scrollWidth > box.clientWidth || right > 390] })"
        ):
            if wide or not narrow:
                off[_name(planned, path), name] = (narrow, wide)
    page.close()
    assert off == {}


def test_no_text_of_a_figure_is_cut_at_its_edge(browser, planned):
    """Wide and narrow drawings of every figure, measured in the font that a reader's browser takes."""
    page, cut, looked = browser.new_page(), {}, 0
    for path in reports(planned):
        for drawing in re.findall(r'"data:image/svg[+]xml,([^"]+)"', path.read_text(encoding="utf-8")):
            page.set_content(f"<body style='margin:50px'>{unquote(drawing)}</body>")
            looked += 1
            for text in page.evaluate(
                "(() => { const edge = document.querySelector('svg').getBoundingClientRect();"
                " return [...document.querySelectorAll('text')].filter(text => { const box = text.getBoundingClientRect();"
                " return box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1"
                " || box.bottom > edge.bottom + 1 }).map(text => text.textContent) })()"
            ):
                cut[_name(planned, path), text] = drawing[:60]
    page.close()
    assert looked > 10 and cut == {}


def test_every_report_is_painted_without_script_and_asks_for_nothing(browser, planned):
    context = browser.new_context(java_script_enabled=False, offline=True, viewport={"width": 1280, "height": 800})
    said, asked = [], []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in reports(planned):
        asked.clear()
        page.goto(path.as_uri())
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()], path
        assert page.locator("h1").bounding_box()["y"] < 200 and page.locator("figure img").count()
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 300)"), path
    context.close()
    assert said == []


def test_the_first_screen_of_a_change_holds_answers_and_picture(browser, planned):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    for path in sorted(planned.glob("*/20??-20??*/report.html")):
        if path.parent.parent.name == "national":
            continue
        page.goto(path.as_uri())
        assert page.locator("dl.answers > div").count() == 3
        box = page.locator("figure img").first.bounding_box()
        assert box["y"] + box["height"] / 2 < 800, path
    page.close()


@pytest.mark.few(0)
def test_no_figure_is_cut_on_a4(browser, planned, tmp_path):
    """All words of a figure stand on the sheet that its caption stands on, and it fits a sheet."""
    import pypdfium2

    page = browser.new_page(viewport={"width": 680, "height": 1000})
    for path in reports(planned):
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        figures = page.evaluate(FIGURES)
        page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
        document = pypdfium2.PdfDocument(str(tmp_path / "page.pdf"))
        assert [int(end + 0.5) for end in document[0].get_size()] == [595, 842]
        sheets = [_letters(sheet.get_textpage().get_text_range()) for sheet in document]
        for figure in figures:
            assert figure["whole"] == "avoid" and figure["height"] < PAPER, (path, figure["alt"])
            words = [_letters(word) for word in (*figure["said"], figure["caption"])]
            missing = [[word for word in words if word not in sheet] for sheet in sheets]
            assert min(map(len, missing)) == 0, (_name(planned, path), min(missing, key=len))
    page.close()


@pytest.mark.few(0)
def test_by_keyboard_alone(browser, planned):
    """On one report of each notebook: to the content at once, then through all there is, always seen where one is."""
    page = browser.new_page(viewport={"width": 900, "height": 800})
    wanted = ("national/*-en", "claims/*-en", "kota-bandar-lampung-*/*-2024-en")
    for path in sorted({path for pattern in wanted for path in planned.glob(f"{pattern}/report.html")}):
        page.goto(path.as_uri())
        page.keyboard.press("Tab")
        assert (
            page.evaluate("document.activeElement.className") == "skip"
            and page.locator(".skip").bounding_box()["x"] >= 0
        )
        page.keyboard.press("Enter")
        page.wait_for_url("**#content")
        reached, count = set(), page.locator("main :is(a, summary, .scroll)").count()
        for _ in range(count):
            page.keyboard.press("Tab")
            tag, kind, outline, seen = page.evaluate(WALK)
            assert outline != "none" and seen, (path, tag, kind)
            reached.add(page.evaluate("[...document.querySelectorAll('main *')].indexOf(document.activeElement)"))
        assert len(reached - {-1}) == count, path
        if tag == "SUMMARY":
            page.keyboard.press("Enter")
        scrolled = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(box => box.scrollWidth > box.clientWidth + 1"
            " && getComputedStyle(box).overflowX === 'auto' && box.tabIndex !== 0).length"
        )
        assert scrolled == 0, path  # whatever scrolls can be scrolled without a mouse
    page.close()


def _letters(text: str) -> str:
    """A text without the white space, hyphens and ligatures that setting it in lines puts in or takes out."""
    return re.sub(r"[\s\u00ad\ufffe-]+", "", text.replace("\ufb01", "fi").replace("\ufb02", "fl"))
