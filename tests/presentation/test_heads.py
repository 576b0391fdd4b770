"""Every figure of a change stands alone: message, unit and years, source; wide and on a telephone."""

import re
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from spbe_analysis.analysis.attribution import path_contributions
from spbe_analysis.presentation.drawing.head import LONGEST, Head, put
from spbe_analysis.presentation.drawing.style import NARROW, narrow
from spbe_analysis.presentation.drivers import figure_blocks, heads, tables
from spbe_analysis.presentation.page.heads import head_of, parts_titles, source_line

LANGUAGES = ("id", "en")
CASES = ("full", "partial", "index_only", "falling", "impossible")
SVG = "{http://www.w3.org/2000/svg}"
_QUOTES = str.maketrans("'\"", "\"'")


def _blocks(answer, cards, language):
    blocks = [*figure_blocks.by_part(answer, language), *figure_blocks.by_indicator(answer, language)]
    if cards:
        levels = tables.levels_by_year(list(cards.values()), answer.framework, language)
        blocks += figure_blocks.levels(list(cards.values()), answer.framework, language)
        blocks += figure_blocks.by_year(
            path_contributions({y: levels[y] for y in levels}, answer.framework), answer, language
        )
    return [block for block in blocks if block.about["kind"] == "figure"]


def _narrow(block) -> str:
    address = re.search(r'srcset="data:image/svg\+xml,([^"]*)"', block.markup)[1]
    assert " " not in address  # a blank would end the address
    return re.sub(r"<[^>]*>", lambda tag: tag[0].translate(_QUOTES), unquote(unescape(address)))


@pytest.mark.few(1)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_title_description_and_source_stand_in_both_pictures(case, language, request, lampung_cards):
    for block in _blocks(request.getfixturevalue(case), lampung_cards if case == "full" else None, language):
        for svg in (block.about["svg"], _narrow(block)):
            root = ElementTree.fromstring(svg)
            title = root.find(f"{SVG}title").text
            assert 3 <= len(title.split()) <= LONGEST and len(root.find(f"{SVG}desc").text) > 40
            shown = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
            assert all(word in shown for word in title.split())
            assert {"id": "Sumber: ", "en": "Source: "}[language] in shown and "spbe-analysis." in shown
            assert re.search(r"\b20\d\d\N{EN DASH}20\d\d: ", shown), shown
        assert block.about["alt"].startswith(f"{title}. ")


def test_the_largest_part_is_named_only_where_it_is_sure(partial, index_only, falling, full):
    told = [heads.parts(answer, "en").title for answer in (partial, index_only, full, falling)]
    assert told == [
        "Governance contributed most: +0.400 of +0.88 points",
        "Index changed by +0.88 points; its largest contributor is open",
        "Management contributed most: +0.255 of +0.83 points",  # 2.15 to 2.98: the first picture of the README
        "Management contributed the largest fall: \N{MINUS SIGN}0.255 of \N{MINUS SIGN}0.83 points",
    ]


def test_a_tie_or_an_open_sign_names_nobody():
    from fractions import Fraction as F

    tie = [("a", F(1, 10), F(1, 10)), ("b", F(1, 10), F(1, 10))]
    open_sign = [("a", F(-1, 10), F(9, 10)), ("b", F(-3, 10), F(-2, 10))]
    sure = [("a", F(2, 10), F(3, 10)), ("b", F(0), F(1, 10))]
    assert parts_titles(tie, F(2, 10), "en")[0].endswith("is open")
    assert parts_titles(open_sign, F(1, 10), "en")[0].endswith("is open")
    assert parts_titles(sure, F(3, 10), "en")[0] == "a contributed most: +0.200 to +0.300 points"
    against = [("a", F(1, 5), F(1, 4)), ("b", F(-1, 4), F(-1, 5)), ("c", F(0), F(0))]
    assert parts_titles(against, F(0), "en")[0] == "The printed index did not change: gains and losses cancel out"
    assert parts_titles(against[2:], F(0), "en") == ["The printed index did not change"]
    assert parts_titles([("a", F(-1, 5), F(1, 5))] * 2, F(0), "id") == ["Indeks tercetak tidak berubah"]
    assert parts_titles([("a", None, None)], None, "id") == ["Penyumbang terbesar perubahan indeks belum pasti"]


def test_a_title_too_long_gives_way_to_a_shorter_one():
    told = head_of(["word " * 13, "short enough"], "X", (2023, 2024), "points", ["d"], "en")
    assert told == Head("short enough", "X, 2023\N{EN DASH}2024: points", "Source: d. Calculation: spbe-analysis.")


def test_many_documents_are_counted_few_are_named():
    assert source_line(["a", "b", "a"], "en") == "Source: a; b. Calculation: spbe-analysis."
    assert "3 documents" in source_line(["a", "b", "c"], "en").replace("published ", "")
    assert "angka SPBE" in source_line([], "id")


@pytest.mark.few(1)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_off_a_telephones_screen(case, language, request, lampung_cards, law, monkeypatch):
    """Every text and every axes of the narrow drawing lies within its 3.7 inches."""
    from spbe_analysis.presentation.drawing import head

    drawn = []
    monkeypatch.setattr(head, "put", lambda page, told: (put(page, told), drawn.append(page)))
    _blocks(request.getfixturevalue(case), lampung_cards if case == "full" else None, language)
    pages = [page for page in drawn if page.get_figwidth() == NARROW]
    assert pages and len(pages) * 2 == len(drawn)
    for page in pages:
        renderer = FigureCanvasAgg(page).get_renderer()
        page.draw(renderer)
        for text in page.findobj(Text):
            if text.get_visible() and text.get_text().strip() and (text.axes is None or text.axes.axison):
                box = text.get_window_extent(renderer)
                assert box.x0 >= -1 and box.x1 <= page.bbox.x1 + 1, text.get_text()


def test_a_figure_on_given_axes_has_no_narrow_drawing(full, law):
    from matplotlib.figure import Figure

    ax = Figure(figsize=(8, 10)).subplots()
    assert narrow(figure_blocks.draw_parts(full, "id", ax=ax).figure) is None
    again = narrow(figure_blocks.draw_parts(full, "id").figure)
    assert again.get_figwidth() == NARROW
