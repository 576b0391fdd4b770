"""The slimmer SVG is the same picture: same marks, same text, same clip, fewer bytes."""

import re
from xml.etree import ElementTree

import pytest

from spbe_analysis.presentation.drawing import style
from spbe_analysis.presentation.drawing.style import axes_for
from spbe_analysis.presentation.drawing.svg import slim, to_svg

SVG = "{http://www.w3.org/2000/svg}"


@style.styled
def _figure():
    ax = axes_for(None, 3, 1)
    ax.plot([0, 1, 2], [0.123456, 1, 0.5], "o-")
    ax.scatter([0.1] * 50, range(50), s=9)
    ax.bar([0, 1], [1, 2], hatch="//")
    ax.set_title("a -- b <c> & 'd'  e")
    ax.annotate("turned", (1, 1), rotation=30)
    return ax.figure


def _plain(page):
    from io import StringIO

    from matplotlib import rc_context

    out = StringIO()
    with rc_context(style._RC):
        page.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return out.getvalue()[out.getvalue().index("<svg ") :]


def test_nothing_is_lost():
    plain = _plain(_figure())
    before, after = ElementTree.fromstring(plain), ElementTree.fromstring(slim(plain))
    for tag in ("path", "use", "text", "rect", "clipPath", "pattern"):
        assert len(list(before.iter(f"{SVG}{tag}"))) == len(list(after.iter(f"{SVG}{tag}")))
    assert ["".join(t.itertext()) for t in before.iter(f"{SVG}text")] == [
        "".join(t.itertext()) for t in after.iter(f"{SVG}text")
    ]
    assert len(slim(plain)) < 0.7 * len(plain)


def test_the_own_canvas_writes_what_matplotlibs_writes():
    page = _figure()
    page.axes[0].imshow([[1, 2], [3, 4]], extent=(0, 2, 0, 10), aspect="auto")
    with style.look():
        plain = _plain(page)
    assert to_svg(page) == slim(plain)
    assert to_svg(page) == slim(plain), "and again, with every text measured before"


def test_every_reference_still_points_somewhere():
    svg = to_svg(_figure())
    assert set(re.findall(r'(?:url\(|href=")#([\w-]+)', svg)) <= set(re.findall(r'id="([^"]+)"', svg))


def test_places_move_by_less_than_a_hundredth_of_a_point():
    plain = _plain(_figure())
    numbers = [
        [float(n) for d in re.findall(r' d="([^"]*)"', svg) for n in re.findall(r"-?\d+\.?\d*", d)]
        for svg in (plain, slim(plain))
    ]
    assert numbers[1] == pytest.approx(numbers[0], abs=0.0051)


@pytest.mark.parametrize("name", ["x -->", "<!-- x -->", 'd="1 2"', 'style="a : b"', "#p", "a  b"])
def test_text_is_not_taken_for_drawing(name):
    ax = axes_for(None, 2, 1)
    ax.set_title(name)
    shown = ["".join(t.itertext()) for t in ElementTree.fromstring(to_svg(ax.figure)).iter(f"{SVG}text")]
    assert name in shown


def _cloud(marker="o", count=50):
    ax = axes_for(None, 3, 1)
    ax.scatter(
        range(count),
        range(count),
        s=9,
        c=["#0072B2"] * (count - 9) + ["#D55E00"] * 9,
        alpha=0.5,
        marker=marker,
        linewidths=0,
    )
    return ax.figure


def test_a_cloud_of_dots_is_one_line_of_marks():
    """Every dot where it was, in its colour, laid over the others one by one (each mark has its own opacity)."""
    plain = _plain(_cloud())
    before = re.findall(r'<use xlink:href="#C[^"]*" x="([^"]*)" y="([^"]*)"', plain)
    after = slim(plain)
    lines = re.findall(r'<path d="M([^"]*)" style="fill:none;marker-start:url', after)
    places = [place.split() for line in lines for place in line.split("L")]
    assert len(before) == 50 and len(lines) == 2  # 41 of one colour, then 9 of the other
    assert [[float(n) for n in p] for p in places] == [pytest.approx([float(n) for n in p], abs=0.0051) for p in before]
    marks = re.findall(r'<circle r="1.5" style="fill:(#\w+);fill-opacity:0.5"/>', after)
    assert marks == ["#0072b2", "#d55e00"] and 'id="C0' not in after
    assert len(after) - len(slim(_plain(_cloud(count=18)))) < 32 * 16  # bytes a dot


@pytest.mark.parametrize(("marker", "count"), [("D", 50), ("o", 10)])
def test_other_marks_and_few_of_them_stay_as_they_are(marker, count):
    after = slim(_plain(_cloud(marker, count)))
    left = count if marker != "o" else 1  # nine of one colour are a line, the single one is not
    assert len(re.findall(r'<use xlink:href="#C', after)) == left
