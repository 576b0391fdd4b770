"""A figure from a prepared layer is the plain figure, to the byte, or to the pixel."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure

from spbe_analysis.presentation import layers
from spbe_analysis.presentation.style import to_svg

SCORES = np.linspace(1, 5, 200)


def cloud():
    ax = Figure(figsize=(5, 3)).add_subplot()
    ax.scatter(SCORES, SCORES[::-1], c=SCORES, marker="^")
    ax.plot(SCORES, SCORES, "s--", markersize=3, label="line")
    ax.legend()
    return _finished(ax, "cloud")


def bars():
    ax = Figure(figsize=(5, 3)).add_subplot()
    ax.bar(range(5), [3, 1, 4, 1, 5], hatch="//", edgecolor="white")
    return _finished(ax, "bars")


def heat():
    ax = Figure(figsize=(5, 3)).add_subplot()
    drawn = ax.pcolormesh(np.arange(30).reshape(5, 6))
    ax.figure.colorbar(drawn)
    return _finished(ax, "heat")


def picture():
    ax = Figure(figsize=(5, 3)).add_subplot()
    ax.imshow(np.arange(30).reshape(5, 6), aspect="auto")
    return _finished(ax, "picture")


BUILDS = [cloud, bars, heat, picture]


def _finished(ax, name):
    ax.set_title(name, y=1.02)
    ax.autoscale(False)
    return ax


def _mark(ax, below=False):
    zorder = -1 if below else 9
    ax.plot([2, 3], [2, 1], "D", color="#D55E00", zorder=zorder)
    ax.axvline(2.5, color="black", zorder=zorder)
    ax.annotate("Kota $X$ <&>", (2, 2), xytext=(4, 4), textcoords="offset points", zorder=zorder)
    ax.barh(2, 1, hatch="xx", facecolor="none", zorder=zorder)
    return ax


@pytest.fixture
def ready():
    """Prepares figures as a worker does; leaves nothing behind."""

    def prepare(*builds):
        layers.keep()
        for build in builds:
            layers.prepared(build)
        assert layers.make_ready() == len(builds)

    yield prepare
    layers._known.clear()
    layers._ready.clear()
    layers._keeping = False


def _count_plain_draws(monkeypatch):
    drawn = []
    plain = layers._Remembering.__init__

    def counting(self, artist, axes):
        plain(self, artist, axes)
        inner = self.plainly
        self.plainly = lambda *args, **kwargs: (drawn.append(artist), inner(*args, **kwargs))[1]

    monkeypatch.setattr(layers._Remembering, "__init__", counting)
    return drawn


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("below", [False, True], ids=["marks above", "marks below"])
def test_svg_is_the_plain_figures(ready, build, below):
    plain = to_svg(_mark(build(), below).figure)
    ready(build)
    assert to_svg(_mark(layers.prepared(build), below).figure) == plain


@pytest.mark.parametrize("build", BUILDS)
def test_png_is_the_plain_figures(ready, build):
    def pixels(ax):
        out = BytesIO()
        ax.figure.savefig(out, format="png")
        return out.getvalue()

    plain = pixels(_mark(build()))
    ready(build)
    assert pixels(_mark(layers.prepared(build))) == plain


@pytest.mark.parametrize("build", BUILDS)
def test_common_part_is_not_drawn_again(ready, build, monkeypatch):
    drawn = _count_plain_draws(monkeypatch)
    ready(build)
    drawn.clear()
    ax = _mark(layers.prepared(build))
    to_svg(ax.figure)
    # a colour bar comes after the marks, whose numbers it continues, so it is drawn again
    assert [artist for artist in drawn if artist.axes is ax] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.set_title("another"),
        lambda ax: ax.set_xlim(-3, 9),
        lambda ax: ax.set_position([0.3, 0.3, 0.4, 0.4]),
        lambda ax: ax.lines[0].set_linewidth(5),
        lambda ax: ax.figure.set_size_inches(8, 8),
        lambda ax: ax.lines[0].set_zorder(50),
        lambda ax: ax.lines[0].remove(),
        lambda ax: ax.legend_.get_texts()[0].set_text("other"),
        lambda ax: ax.xaxis.set_ticks([1, 3]),
        lambda ax: ax.grid(),
    ],
)
def test_a_changed_common_part_is_drawn_as_changed(ready, change):
    def drawn(ax):
        change(ax)
        return to_svg(_mark(ax).figure)

    plain = drawn(cloud())
    ready(cloud)
    assert drawn(layers.prepared(cloud)) == plain


def test_settings_decide_which_figure_is_found(ready):
    from matplotlib import rc_context

    with rc_context({"axes.facecolor": "#eeeeee"}):
        plain = to_svg(_mark(bars()).figure)
        ready(bars)
    assert to_svg(_mark(layers.prepared(bars)).figure) != plain
    with rc_context({"axes.facecolor": "#eeeeee"}):
        assert to_svg(_mark(layers.prepared(bars)).figure) == plain


def test_every_call_gives_a_figure_without_marks(ready):
    ready(bars)
    first = to_svg(_mark(layers.prepared(bars)).figure)
    assert to_svg(_mark(layers.prepared(bars)).figure) == first
    assert layers.prepared(bars) is not layers.prepared(bars)
