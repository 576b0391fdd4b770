"""Every figure fits its page, says signs in more than colour, and draws the same bytes twice."""

import re
from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from spbe_analysis.analysis.attribution import path_contributions
from spbe_analysis.presentation.drawing.style import GAIN, LOSS, narrow
from spbe_analysis.presentation.drawing.svg import to_svg
from spbe_analysis.presentation.drivers import figure_blocks as report_figures
from spbe_analysis.presentation.drivers import figures, tables
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.text.findings import predicate_bounds

LANGUAGES = ("id", "en")
ENDS = (("Index 2023", Fraction(2), "2.00 (Fair)"), ("Index 2024", Fraction(3), "3.00 (Good)"))


def _drawn(answer, cards, law, language):
    top = answer.table[answer.table["parent"] == law.root]
    ends, marks = report_figures._ends(answer, language), predicate_bounds(law, language)
    yield "waterfall", figures.waterfall(tables.steps(top, law, language), ends, marks, language)
    if (answer.rows("indicator")["verdict"] == "identified").all():
        yield (
            "bars",
            figures.contribution_bars(tables.ranked_indicators(answer.ranked("indicator"), law, language), language),
        )
    else:
        below = answer.table[answer.table["parent"] != law.root].dropna(subset=["low"])
        yield "ranges", figures.interval_bars(tables.ranges(below, law, language), language)
    if cards:
        levels = tables.levels_by_year(list(cards.values()), law, language)
        parts = path_contributions({year: levels[year] for year in levels}, law)
        yield "levels", figures.level_changes(levels, law, language)
        yield "years", figures.waterfall(tables.path_steps(parts), ends, marks, language)


def _texts(ax):
    page = ax.figure
    renderer = FigureCanvasAgg(page).get_renderer()
    page.draw(renderer)
    shown = list(ax.texts)
    if ax.axison:
        shown += [*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label]
    if ax.get_legend():
        shown += ax.get_legend().get_texts()
    return page.bbox, [(t.get_text(), t.get_window_extent(renderer)) for t in shown if t.get_text().strip()]


@pytest.mark.few(3)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["full", "partial", "index_only", "falling"])
def test_no_label_is_cut_or_covers_another(case, language, request, lampung_cards, law):
    cards = lampung_cards if case == "full" else None
    for name, ax in _drawn(request.getfixturevalue(case), cards, law, language):
        page, texts = _texts(ax)
        cut = [t for t, box in texts if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1]
        assert cut == [], name
        assert _covered(texts) == [], name


def _covered(texts):
    """Pairs of texts of which each, shrunk to 90 % of its width and 70 % of its height, lies on the other."""
    boxes = np.array([box.shrunk(0.9, 0.7).extents for _, box in texts])  # x0, y0, x1, y1
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    lies_on = ((low <= high.swapaxes(0, 1)) & (low.swapaxes(0, 1) <= high)).all(axis=2)
    return [(texts[i][0], texts[j][0]) for i, j in zip(*np.nonzero(np.triu(lies_on, 1)), strict=True)]


def test_labels_that_touch_are_found():
    """The fast test of all pairs against matplotlib's own, on boxes at random and on two that meet at an edge."""
    places = np.random.default_rng(59).uniform(0, 40, (60, 2))
    texts = [(str(i), Bbox.from_bounds(x, y, 6, 4)) for i, (x, y) in enumerate(places)]
    texts += [("left", Bbox.from_bounds(100, 0, 10, 10)), ("right", Bbox.from_bounds(109, 0, 10, 10))]
    pairs = combinations([(name, box.shrunk(0.9, 0.7)) for name, box in texts], 2)
    expected = [(a, b) for (a, one), (b, other) in pairs if one.overlaps(other)]
    assert _covered(texts) == expected and ("left", "right") in expected and len(expected) > 20


@pytest.mark.parametrize("case", ["full", "partial", "falling"])
def test_same_bytes_twice_and_no_date(case, request, law):
    answer = request.getfixturevalue(case)
    one, two = ({name: to_svg(ax.figure) for name, ax in _drawn(answer, None, law, "id")} for _ in range(2))
    assert one == two
    assert all("<dc:date>" not in svg and "<metadata" not in svg for svg in one.values())


def test_gains_are_blue_losses_orange_and_both_carry_a_sign(law):
    rows = pd.DataFrame(
        {
            "label": ["a", "b", "c"],
            "contribution": [Fraction(1, 10), Fraction(0), Fraction(-1, 10)],
            "levels": ["1", "2", "3"],
        },
        dtype=object,
    )
    ax = figures.contribution_bars(rows, "en")
    from matplotlib.colors import to_hex

    assert [to_hex(patch.get_facecolor()).upper() for patch in ax.patches] == [GAIN, LOSS]
    shown = [text.get_text() for text in ax.texts]
    assert "+0.100" in shown and "−0.100" in shown and "0" in shown


def test_bars_end_where_the_table_says(partial, law):
    top = partial.table[partial.table["parent"] == law.root]
    ax = figures.waterfall(tables.steps(top, law, "en"), ENDS, [], "en")
    widths = [patch.get_width() for patch in ax.patches]
    assert widths == pytest.approx([float(x) for x in top["expected"]])
    starts = [patch.get_x() for patch in ax.patches]
    assert starts[1:] == pytest.approx([start + width for start, width in zip(starts, widths, strict=True)][:-1])


def test_what_is_not_published_is_told_and_not_drawn(impossible, law):
    top = impossible.table[impossible.table["parent"] == law.root]
    ax = figures.waterfall(tables.steps(top, law, "en"), ENDS, [], "en")
    assert [text.get_text() for text in ax.texts].count("not published") == 3 and len(ax.patches) == 1


def test_a_figure_draws_on_the_axes_it_is_given(full, law):
    from matplotlib.figure import Figure

    ax = Figure(figsize=(8, 10)).subplots()
    top = full.table[full.table["parent"] == law.root]
    assert figures.waterfall(tables.steps(top, law, "id"), ENDS, [], "id", ax=ax) is ax


def test_settings_of_the_caller_are_left_alone(full, law):
    before = dict(rcParams)
    list(_drawn(full, None, law, "id"))
    assert dict(rcParams) == before


ODD = [
    "$x^2$",
    "$",
    "a$b",
    r"\alpha",
    "{x}",
    "%s",
    "<b>",
    "&amp;",
    "'\"",
    "日本",
    "é" * 60,
    "_a_b",
    "^",
    "#",
    "~",
    "A" * 200,
]


@pytest.mark.filterwarnings("ignore:Glyph")  # the page's own type shows it: text stays text
@pytest.mark.parametrize("name", ODD)
def test_odd_names_draw(name):
    rows = pd.DataFrame({"label": [name], "contribution": [Fraction(1, 10)], "levels": [name]}, dtype=object)
    assert "<svg" in to_svg(figures.contribution_bars(rows, "id").figure)


def test_every_indicator_that_moved_is_a_named_row_from_its_first_to_its_last_level(lampung_cards, law):
    levels = tables.levels_by_year(list(lampung_cards.values()), law, "en")
    ax = figures.level_changes(levels, law, "id")
    first, last = levels[2021], levels[2024]
    moved = [code for code in law.indicators if first[code] != last[code]]
    hollow, full = (
        [line.get_xdata()[0] for line in ax.lines if (line.get_marker(), line.get_markersize()) == ("o", size)]
        for size in (6, 7)
    )
    assert [list(map(int, ends)) for ends in (hollow, full)] == [list(first[moved]), list(last[moved])]
    names = " ".join(text.get_text() for text in ax.texts).replace("\n", " ")
    assert all(f"{law.nodes[code].number}. " in names for code in moved)
    still = [int(law.nodes[code].number) for code in law.indicators if code not in moved]
    told = set()
    for run in re.findall(r"\d+(?:–\d+)?", " ".join(re.findall(r"tetap pada tingkat \d: ([\d–, ]+)", names))):
        ends = [int(end) for end in run.split("–")]
        told |= set(range(ends[0], ends[-1] + 1))
    assert told >= set(still) and len(told - set(still)) == 0


@pytest.mark.few(0)
def test_report_figures_say_what_is_seen(full, partial, impossible, lampung_cards, law):
    for answer in (full, partial, impossible):
        for language in LANGUAGES:
            for block in [*report_figures.by_part(answer, language), *report_figures.by_indicator(answer, language)]:
                if block.about["kind"] == "figure":
                    assert len(block.about["alt"]) > 40 and len(block.about["caption"]) > 40
    (block,) = report_figures.levels(list(lampung_cards.values()), law, "en")
    assert "2021, 2022, 2023, and 2024" in block.about["alt"]
    assert report_figures.levels([partial.before, partial.after], law, "en") == []


def test_names_of_near_predicates_stand_apart_and_numbers_are_clear_of_lines():
    """Kab. Jepara 2021-2022: each domain anywhere on the scale, so that four bounds of predicates are in view."""
    wide = pd.DataFrame(
        {
            "label": list("abcd"),
            "low": [Fraction(-182, 100)] * 4,
            "high": [Fraction(182, 100)] * 4,
            "middle": [Fraction(1, 40)] * 4,
        }
    )
    ends = (("Indeks 2021", Fraction(304, 100), "3,04"), ("Indeks 2022", Fraction(314, 100), "3,14"))
    marks = [
        (Fraction(value), name, "")
        for value, name in (("1.8", "Cukup"), ("2.6", "Baik"), ("3.5", "Sangat Baik"), ("4.2", "Memuaskan"))
    ]
    ax = figures.waterfall(wide, ends, marks, "id")
    page, texts = _texts(ax)
    named = [box.padded(1) for text, box in texts if text in {name for _, name, _ in marks}]
    assert len(named) == 4 and not [pair for pair in combinations(named, 2) if pair[0].overlaps(pair[1])]
    assert all(page.y1 >= box.y1 - 3 for box in named)
    beside = [text for text in ax.texts if text.get_text().startswith(("−", "3,"))]
    assert len(beside) == 6 and all(text.get_bbox_patch() for text in beside)


def test_the_gloss_of_a_predicate_has_no_room_on_a_telephone(partial, law):
    top = partial.table[partial.table["parent"] == law.root]
    ax = figures.waterfall(tables.steps(top, law, "en"), ENDS, predicate_bounds(law, "en"), "en")
    wide, slim = ({text.get_text() for text in page.axes[0].texts} for page in (ax.figure, narrow(ax.figure)))
    assert "Good (Baik)" in wide and "Good" in slim and not any("(Baik)" in text for text in slim)


def test_a_picture_says_the_size_of_its_drawing(partial, law):
    top = partial.table[partial.table["parent"] == law.root]
    ax = figures.waterfall(tables.steps(top, law, "en"), ENDS, [], "en")
    block = document.figure(ax, "parts", "what is to be seen in the figure", "how to read it")
    points = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', block.about["svg"]).groups()
    assert block.about["size"] == [round(float(point) * 4 / 3) for point in points]
