"""The page itself: one language, one file, nothing fetched, readable by everyone."""

import gzip
import re
from html.parser import HTMLParser
from itertools import pairwise

import nbformat
import pytest
from headless import chromium

from spbe_analysis.errors import ReportError
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import MIN_ALT
from spbe_analysis.reports.one import html

MAX_BYTES, MAX_ZIPPED = 400_000, 80_000  # what a report may weigh, plain and gzipped
ODD_NAMES = [
    "<script>document.title='ran'</script>",
    '"><img src=x onerror="document.title=\'ran\'">',
    "' onfocus='document.title=1' autofocus x='",
    "</style><script>document.title='ran'</script>",
    "{{ 7*7 }} $x^2$ <b>bold</b> & co",
]


class Page(HTMLParser):
    """Start tags in order, with their attributes, and which are still open at the end."""

    VOID = ("meta", "img", "br", "link", "input", "hr", "source")

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def of(self, *wanted):
        return [attrs for tag, attrs in self.tags if tag in wanted]


def _text(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def _notebook(*blocks, markdown=()):
    """A run notebook that shows blocks, each in a cell of its own."""
    made = nbformat.v4.new_notebook()
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
        made.cells.append(nbformat.v4.new_code_cell("show()", outputs=[output], execution_count=1))
    made.cells += [nbformat.v4.new_markdown_cell(source) for source in markdown]
    return made


@pytest.mark.few(1)
@pytest.mark.parametrize(("case", "language"), [("lampung", "id"), ("kaltim", "en"), ("lampung-path", "en")])
def test_page_is_well_formed_and_whole(case, language, published):
    text = _text(published(case))
    page = Page(text)
    assert page.open == [] and page.of("html")[0]["lang"] == language
    policy = next(m["content"] for m in page.of("meta") if m.get("http-equiv") == "Content-Security-Policy")
    own = html.policy(script=html.script())
    assert policy == own and own.startswith("default-src 'none'") and "unsafe" not in policy
    assert (
        text.count(html.script()) == len(page.of("script")) == 1
    )  # the copy button of the citation; hidden without it
    assert not page.of("link", "iframe", "object", "embed", "base", "form")
    assert all(image["src"].startswith("data:") and len(image["alt"]) > MIN_ALT for image in page.of("img"))
    assert len({image["alt"] for image in page.of("img")}) == len(page.of("img"))
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]
    assert all(
        link["href"].startswith(("#", "https://", "data:text/csv", "data:application/x-", "data:application/vnd."))
        for link in page.of("a")
    )
    assert not re.search(r"url\((?!%23)|@import|href=%22http", text)


@pytest.mark.few(1)
@pytest.mark.parametrize("case", ["lampung", "kaltim", "lampung-path"])
def test_headings_tables_and_figures_are_labelled(case, published):
    text = _text(published(case))
    page = Page(text)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert text.count("<table>") == text.count("<caption>") > 0
    assert all("scope" in cell for cell in page.of("th"))
    assert len(page.of("figure")) == len(page.of("figcaption")) == len(page.of("img"))
    anchors = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert all(link["href"][1:] in anchors for link in page.of("a") if link["href"].startswith("#"))


@pytest.mark.few(1)
@pytest.mark.parametrize("case", ["lampung", "kaltim", "lampung-path"])
def test_weight(case, published):
    data = _text(published(case)).encode()
    assert len(data) <= MAX_BYTES and len(gzip.compress(data)) <= MAX_ZIPPED


def test_indonesian_numbers_carry_a_comma(published):
    shown = re.sub(r"<[^>]+>|data:[^\"]*", " ", _text(published("lampung")).split("<main", 1)[1])
    shown = re.sub(r"https?://\S+", " ", shown)
    assert "2,15" in shown and "0,825" in shown
    assert not re.search(r"(?<![\w.])[+−]\d\.\d", shown)


def test_both_the_printed_and_the_exact_change_are_told(published):
    """LHE 2023 and 2024 print 2,15 and 2,98; the 47 levels give 2.1545 and 2.9795."""
    text = _text(published("lampung"))
    for told in ("0,83 poin", "tepat 0,825 poin", "2,1545 menjadi 2,9795"):
        assert told in text


def test_words_that_claim_a_cause_are_absent(published):
    for case in ("lampung", "kaltim", "lampung-path"):
        shown = re.sub(r"<details.*?</details>|<[^>]+>", " ", _text(published(case)), flags=re.DOTALL).lower()
        assert not re.search(r"\b(caused?|effects?|impacts?|disebabkan|dampak|efek|pengaruh)\b", shown)


def test_markdown_keeps_the_half_of_the_language():
    head = document.title("Judul")
    source = "## Batas / Limits\n\nSatu. / One.\n\n- a / b"
    for language, there, gone in (("id", ["Batas", "Satu.", "a"], "Limits"), ("en", ["Limits", "One.", "b"], "Batas")):
        made = html.to_html(_notebook(head, document.paragraphs("x"), markdown=[source]), language)
        assert all(f">{text}<" in made for text in there) and gone not in made


def test_section_without_content_is_left_out():
    notebook = _notebook(document.title("T"))
    notebook.cells += [nbformat.v4.new_markdown_cell("## Kosong / Empty"), nbformat.v4.new_code_cell("1")]
    assert "Empty" not in html.to_html(notebook, "en")


def test_notebook_only_cells_stay_out():
    notebook = _notebook(document.title("T"))
    notebook.cells.append(nbformat.v4.new_markdown_cell("Rahasia / Secret", metadata={"tags": ["notebook-only"]}))
    assert "Secret" not in html.to_html(notebook, "en")


def test_page_without_title_is_refused():
    with pytest.raises(ReportError, match="no title"):
        html.to_html(_notebook(document.paragraphs("x")), "id")


def _hostile_page(name):
    import pandas as pd

    from spbe_analysis.presentation.drawing.style import axes_for

    axes = axes_for(None, 2, 1)
    axes.set_title(name)
    notebook = _notebook(
        document.title(name, kicker=name),
        document.section(name),
        document.paragraphs(name),
        document.bullets([name]),
        document.pairs({name: name}, kind="answers"),
        document.heading(name),
        document.table(pd.DataFrame({name: [name], "b": [name]}), name, name, links={name: name}),
        document.figure(axes, "figure", f"{name} and what is to be seen", name),
        document.download(name, f"{name}.csv", name),
        document.closing(name, "id"),
    )
    notebook.cells[0].source = repr(name)
    notebook.cells[0].outputs.append(nbformat.v4.new_output("stream", name="stdout", text=name))
    notebook.cells[0].outputs.append(nbformat.v4.new_output("display_data", data={"text/plain": name}))
    return html.to_html(notebook, "id")


@pytest.mark.few(0)
@pytest.mark.browser
def test_no_name_runs_on_any_way_out(tmp_path):
    with chromium() as browser:
        page = browser.new_page()
        for place, name in enumerate(ODD_NAMES):
            text = _hostile_page(name)
            # once with the page's policy and once without, so that escaping is tested and not only the policy
            for kind, shown in (("with", text), ("without", re.sub(r"<meta http-equiv[^>]*>", "", text))):
                path = tmp_path / f"{place}-{kind}.html"
                path.write_text(shown, encoding="utf-8")
                page.goto(path.as_uri())
                assert page.title() == name.strip() and page.locator("h1").inner_text() == " ".join(name.split())
                assert page.locator("main script, b, main img:not(figure img)").count() == 0


@pytest.mark.few(1)
@pytest.mark.browser
@pytest.mark.parametrize("case", ["lampung", "kaltim", "lampung-path"])
def test_opens_from_disk_alone_and_accessibly(case, published):
    from axe_playwright_python.sync_playwright import Axe

    address = (published(case) / "report.html").as_uri()
    with chromium() as browser:
        said, asked = [], []
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        assert said == [] and [url for url in asked if not url.startswith("data:")] == [address]
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 100)")
        first_figure = page.locator("figure img").first.bounding_box()
        assert first_figure["y"] + first_figure["height"] / 2 < 800  # the picture is on the first screen
        for width in (1280, 375):
            context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
            narrow = context.new_page()
            narrow.goto(address)
            assert narrow.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(narrow)
            assert found.violations_count == 0, found.generate_report()
            context.close()


@pytest.mark.browser
def test_keyboard_reaches_the_content(published):
    with chromium() as browser:
        page = browser.new_page()
        page.goto((published("lampung") / "report.html").as_uri())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        page.wait_for_url("**#content")


@pytest.mark.browser
def test_prints_on_a4_with_no_figure_cut(published, tmp_path):
    import pypdfium2

    with chromium() as browser:
        page = browser.new_page()
        page.goto((published("lampung-path") / "report.html").as_uri())
        page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 1000})
        heights = page.evaluate("[...document.images].map(image => image.getBoundingClientRect().height)")
    pages = pypdfium2.PdfDocument(str(tmp_path / "report.pdf"))
    width, height = pages[0].get_size()
    assert (int(width + 0.5), int(height + 0.5)) == (595, 842) and 4 <= len(pages) <= 10
    assert max(heights) < (297 - 32) * 96 / 25.4
