"""Every published report as a file: how much it weighs, what it asks for, what it says without a script."""

import gzip
import json
import re
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import pytest
from counts import EVERY, cases
from planned_pages import NOTEBOOKS, RECORD, chosen_runs, pages, reports
from two_languages import Page, foreign_words

from spbe_analysis.evidence.edition import SHOWN
from spbe_analysis.presentation.drawing.head import LONGEST
from spbe_analysis.presentation.page.document import MIN_ALT
from spbe_analysis.reports.one.html import script
from spbe_analysis.reports.one.page_content import in_one_language, roles
from spbe_analysis.reports.one.pdf import REPORT, SLIDE_PNG, SLIDE_SVG, SUMMARY, paper_files
from spbe_analysis.reports.one.plan_file import load_runs
from spbe_analysis.reports.one.published_notebook import read_published

MAX_BYTES, MAX_ZIPPED = 400_000, 80_000  # of one report, plain and gzipped
DEFAULT_ALT = re.compile(
    r"^(image|figure|gambar|plot|chart|grafik|untitled|no description)\b[^.,:]{0,20}$|\.(svg|png)$", re.I
)


class Tags(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, *wanted):
        return [attrs for tag, attrs in self.found if tag in wanted]


@pytest.fixture(scope="module")
def texts(planned):
    return {path.parent.relative_to(planned).as_posix(): path.read_text(encoding="utf-8") for path in reports(planned)}


def test_all_are_there_in_both_languages_and_nothing_was_said_on_the_side(planned, texts):
    """notebooks/runs.toml: fifteen reports in two languages, and the other ways of publishing."""
    folders = {run.folder for run in load_runs(NOTEBOOKS / "runs.toml")}
    assert len(folders) == 30 and len([name for name in folders if f"{name}-en" in folders]) == 15
    assert texts.keys() == {run.folder for run in chosen_runs()}
    assert len([name for name in texts if f"{name}-en" in texts]) == cases(16, quick=0)
    assert json.loads((planned / RECORD).read_text(encoding="utf-8")) == {}
    assert {tag["lang"] for text in texts.values() for tag in Tags(text).of("html")} == {"id", "en"}


def test_weight(texts):
    for name, text in texts.items():
        data = text.encode()
        weight = (len(data), len(gzip.compress(data)))
        assert weight[0] <= MAX_BYTES and weight[1] <= MAX_ZIPPED, (name, weight)


def test_nothing_is_fetched_and_nothing_runs_but_the_copying_of_a_citation(texts):
    for name, text in texts.items():
        tags = Tags(text)
        assert not tags.of("link", "iframe", "object", "embed", "base", "form", "video", "audio"), name
        assert all(image["src"].startswith("data:") for image in tags.of("img")), name
        assert not [key for _, attrs in tags.found for key in attrs if key.startswith("on") or key == "style"], name
        policy = next(tag["content"] for tag in tags.of("meta") if tag.get("http-equiv"))
        assert (
            policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-") and policy.count("script") == 1
        )
        assert text.count("<script") == text.count(f">{script()}</script>") == 1, name
        assert not re.search(r"@import|url\((?!%23)", text), name


def test_every_picture_says_what_is_to_be_seen(texts):
    count = 0
    for name, text in texts.items():
        alts = [image["alt"].strip() for image in Tags(text).of("img")]
        assert alts and len(set(alts)) == len(alts), name
        for alt in alts:
            assert len(alt) > MIN_ALT and not DEFAULT_ALT.search(alt) and " " in alt, (name, alt)
        count += len(alts)
    assert count >= cases(
        86, quick=43 if EVERY else 10
    )  # the figures of the planned reports, of one language, of a few


def test_every_figure_file_stands_alone(planned):
    """Title of at most twelve words, description and source in the SVG; a PNG beside it that shows the same."""
    for path in sorted(planned.glob("*/*/figures/*.svg")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"<title>(.+?)</title><desc>(.{40,})</desc>", text)
        assert title and len(title[1].split()) <= LONGEST, path
        assert re.search(r">(Sumber|Source): ", text) and "spbe-analysis." in text, path
        png = path.with_suffix(".png").read_bytes()
        wide = float(re.search(r'width="([\d.]+)pt"', text)[1])
        assert png.startswith(b"\x89PNG") and abs(int.from_bytes(png[16:20], "big") - 2 * wide) <= 2, path


def test_one_title_contents_and_a_way_to_cite(texts):
    for name, text in texts.items():
        assert text.count("<h1>") == 1, name
        assert 'id="cite"' in text and 'href="#cite"' in text, name


def test_the_citation_lies_beside_every_report_with_the_fingerprint_of_its_data(planned):
    for path in sorted(planned.glob("*/*/run.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        for name in ("citation.bib", "citation.ris"):
            told = (path.parent / name).read_text(encoding="utf-8")
            assert record["inputs"]["data"][:SHOWN] in told and record["versions"]["spbe-analysis"] in told, path
            assert name in record["outputs"], path


def test_site_and_guide_lead_only_to_what_is_there(planned):
    for path in pages(planned):
        if path.name == "report.html":
            continue
        for link in Tags(path.read_text(encoding="utf-8")).of("a"):
            target = link["href"].partition("#")[0]
            if target and not re.match(r"https?:|mailto:|data:", target):
                assert (path.parent / target).is_file(), (path.name, target)


def test_no_page_speaks_the_other_language(planned):
    """Official names, titles and quotations of the other language are marked with ``lang``, and only they are."""
    for path in pages(planned):
        page = Page(path.read_text(encoding="utf-8"))
        assert page.foreign() == {}, path.relative_to(planned)
        assert not [words for words in page.marked if foreign_words(words, "id" if page.language == "en" else "en")]
        assert not [block for block in page.blocks if re.search(r"\b\d{4}-\d\d-\d\d\b", block) and "//" not in block], (
            path
        )


def test_a_page_in_the_wrong_language_is_found():
    page = Page(
        '<html lang="id"><p>Where the points <b>came from</b></p><td lang="en">of the</td><img alt="from the left">'
    )
    assert page.foreign() == {"Where the points came from": ["where", "the", "from"], "from the left": ["from", "the"]}
    assert page.marked == ["of the"]


@pytest.mark.parametrize("sign", ["jingga", "prior uniform", "half_up", "(press", "(own site", "from p.", "INDEX 2"])
def test_indonesian_pages_hold_no_word_of_the_machine(texts, sign):
    for name, text in texts.items():
        if not name.endswith("-en"):
            shown = re.sub(r"<details.*?</details>|<[^>]+>", " ", text, flags=re.DOTALL)
            assert sign not in shown, name


def _over_each_other(data: bytes) -> list[tuple[int, str, str]]:
    """Page and words of a line that stand over each other."""
    from pdfplumber import open as open_pdf

    found = []
    with open_pdf(BytesIO(data)) as document:
        for sheet in document.pages:
            words = sorted(sheet.extract_words(), key=lambda word: (round(word["top"]), word["x0"]))
            for one, other in pairwise(words):
                if round(one["top"]) == round(other["top"]) and one["x1"] > other["x0"] + 1:
                    found.append((sheet.page_number, one["text"], other["text"]))
    return found


@pytest.mark.few(0)
def test_every_report_can_be_set_for_paper(planned):
    """PDF/UA-1 in the page's language with a text for every figure, how to cite, a summary of one page, one slide."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    for path in sorted(planned.glob("*/*/run.json")):
        language = json.loads(path.read_text(encoding="utf-8"))["language"]
        notebook = in_one_language(read_published(path.parent), language)
        files, name = paper_files(notebook, language), path.parent.name
        assert b"pdfuaid" in files[REPORT] and re.search(rb"/Lang ?\(%s\)" % language.encode(), files[REPORT]), name
        assert files[REPORT].count(b"/Alt") == len(roles(notebook, "figure")), name
        assert len(pypdfium2.PdfDocument(files[SUMMARY])) == 1, name
        summary = pypdfium2.PdfDocument(files[SUMMARY])[0].get_textpage().get_text_range()
        assert path.parent.name.startswith("methods") or not re.search(r"Dirichlet|10[.,]000", summary), name
        sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(files[REPORT])]
        assert {"id": "Cara mengutip", "en": "How to cite"}[language] in " ".join(sheets[-2:]), name
        assert len(sheets[-1].splitlines()) > 12, (name, sheets[-1])  # no last page of a few lines
        assert _over_each_other(files[REPORT]) == [], name
        assert files[SLIDE_PNG].startswith(b"\x89PNG") and files[SLIDE_SVG].count(b"<svg") >= 1, name
