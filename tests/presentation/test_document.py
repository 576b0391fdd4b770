"""The one door: every text is escaped, tables and figures are described, nothing is assembled elsewhere."""

import json

import pandas as pd
import pytest

import spbe_analysis as spbe
from spbe_analysis.errors import ReportError
from spbe_analysis.presentation.drawing.style import axes_for
from spbe_analysis.presentation.drivers import page
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.text.wording import Said, spanned
from spbe_analysis.reports.one.typeset import typst_of

BAD = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "block",
    [
        document.title(BAD, BAD),
        document.section(BAD),
        document.heading(BAD),
        document.paragraphs(BAD),
        document.bullets([BAD]),
        document.pairs({BAD: BAD}),
        document.pairs({BAD: [BAD]}, kind=BAD),
        document.download(BAD, BAD, BAD),
        document.closing(BAD, "id"),
        document.table(pd.DataFrame({BAD: [BAD]}), BAD, BAD, {BAD: "javascript:alert(1)"}),
    ],
)
def test_no_block_lets_markup_through(block):
    assert "<img" not in block.markup and "javascript:" not in block.markup


def test_table_marks_heads_rows_and_numbers():
    up, down = Said("+0,4", "0.4"), Said("−0,1", "-0.1")
    cells = {"Name": ["a", "b"], "Points": [up, spanned(down, up, "id")], "Year": [2023, 2024], "None": ["–", "–"]}
    frame = pd.DataFrame(cells, dtype=object)
    markup = document.table(frame, "What").markup
    assert markup.count('scope="col"') == 4 and markup.count('scope="row"') == 2 and "<caption>What</caption>" in markup
    assert '<td class="n">+0,4</td>' in markup and "<td>2023</td>" in markup and "<td>–</td>" in markup


def test_only_a_long_table_carries_the_numbers_it_is_sorted_by():
    up = Said("+1.230,5", "1230.5")
    frame = pd.DataFrame({"Name": "a", "Points": [up] * 10 + ["–"], "Year": 2023, "Word": "2 dari 3"}, dtype=object)
    markup = document.table(frame, "What").markup
    assert f'<tbody data-v=";{"1230.5," * 10};{",".join(["2023"] * 11)};"><tr>' in markup
    assert (
        "data-v" not in document.table(frame[:10], "What").markup + document.table(frame[["Name", "Word"]], "").markup
    )


def test_only_secure_addresses_become_links():
    frame = pd.DataFrame({"a": ["x"], "b": ["doc"]})
    assert 'href="https://example.org/"' in document.table(frame, "c", links={"doc": "https://example.org/"}).markup
    assert "href" not in document.table(frame, "c", links={"doc": "http://example.org/"}).markup


def test_figure_needs_words():
    with pytest.raises(ReportError, match="says too little"):
        document.figure(axes_for(None, 2, 1), "x", "Figure 1", "caption")


def test_figure_keeps_its_text_as_text():
    ax = axes_for(None, 2, 1)
    ax.set_title("Judul & <b>")
    block = document.figure(ax, "x", "what is to be seen in the figure", "how to read it")
    assert block.markup.count("<img ") == 1 and "Judul" in block.markup and "<b>" not in block.markup
    assert block.about["name"] == "x"


def test_closing_speaks_a_language_of_reports():
    with pytest.raises(Exception, match="language"):
        document.closing("x", "fr")


def test_addresses_in_sentences_are_links_on_the_page_and_on_paper_without_what_follows_them():
    address, open_one = "https://example.org/x", "http://example.org/y"
    block = document.pairs({"a": [f"See {address}.", open_one]}, addresses=[address, open_one, address])
    assert f'See <a rel="noreferrer" href="{address}">{address}</a>.' in block.markup and block.markup.count("<a ") == 1
    source, _ = typst_of([json.loads(json.dumps(block.about))], "en")
    assert f'#link("{address}")' in source and source.count("#link(") == 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_figures_that_contradict_each_other_make_every_part_of_a_page(kaltim, language):
    """Of 3.71 for a domain no levels exist; what is not known of indicators then is a gap, and no number that is none."""
    before, after = ({code: value.text for code, value in card.values.items()} for card in kaltim)
    change = spbe.drivers(None, before, {**after, "P59-D1": "3.71"}, regulation="permenpanrb-59-2020")
    assert not change.exact.reproducible
    parts = [*change.answers(language), *change.closing(language)]
    for method, names in ((change.text, page.TEXTS), (change.figure, page.FIGURES), (change.table, page.TABLES)):
        parts += [block for name in names for block in method(name, language)]
    for block in parts:
        json.dumps(block.about, allow_nan=False, default=str)
    assert change.to_frame("indicator")["direction"].isna().all()
