"""How every figure looks: colours, type, and the same bytes for the same picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any
from weakref import WeakKeyDictionary

GAIN, LOSS = "#0072B2", "#D55E00"  # apart for every common colour vision, with a sign beside them
INK, SOFT, RULE, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
WIDTH = 7.6  # inches: the report's column at 96 dots an inch
NARROW = 3.7  # inches: a telephone's column, 390 dots without its margins
_RC = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Segoe UI", "Arial", "sans-serif"],
    "font.size": 9.0,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",  # text stays text: small files, sharp at any size
    "svg.hashsalt": "spbe",  # the same figure gives the same bytes
}
# What says how matplotlib runs on this machine and not how a figure looks.
_MACHINE = (
    "backend",
    "date.epoch",
    "docstring.",
    "figure.max_open_warning",
    "figure.raise_window",
    "interactive",
    "keymap.",
    "savefig.directory",
    "timezone",
    "tk.",
    "toolbar",
    "webagg.",
)
TYPE = "'DejaVu Sans','Verdana','Segoe UI','Arial',sans-serif"  # as SVG writes the family above


_SCREEN: ContextVar[bool] = ContextVar("screen", default=False)
_WIDTH: ContextVar[float] = ContextVar("width", default=WIDTH)
_DRAWN: WeakKeyDictionary[Any, Callable] = WeakKeyDictionary()  # figure: how to draw it once more


def styled(draw: Callable) -> Callable:
    """Draw with the project's look and leave the caller's settings alone; a figure of its own can be drawn narrow."""

    @wraps(draw)
    def drawn(*args, **kwargs):
        with look():
            axes = draw(*args, **kwargs)
        if kwargs.get("ax") is None:
            _DRAWN[axes.figure] = partial(drawn, *args, **kwargs)
        return axes

    return drawn


@contextmanager
def look() -> Iterator[None]:
    """The project's settings over matplotlib's defaults, whatever the reader's own matplotlibrc says."""
    from matplotlib import rc_context, rcParams, rcParamsDefault

    own = [name for name in rcParamsDefault if not name.startswith(_MACHINE)]
    foreign = {name: rcParamsDefault[name] for name in own if rcParams[name] != rcParamsDefault[name]}
    with rc_context({**foreign, **_RC}):
        yield


@contextmanager
def on_screen() -> Iterator[None]:
    """Figures made inside belong to pyplot, so that a notebook or `pyplot.show` shows them."""
    token = _SCREEN.set(True)
    try:
        yield
    finally:
        _SCREEN.reset(token)


def narrow(page):
    """The same figure drawn for a telephone; None where it stands on axes that somebody else made."""
    draw = _DRAWN.get(page)
    if draw is None:
        return None
    token, screen = _WIDTH.set(NARROW), _SCREEN.set(False)
    try:
        return draw().figure
    finally:
        _WIDTH.reset(token)
        _SCREEN.reset(screen)


def page_width() -> float:
    """Width of the page that is drawn on [inches]."""
    return _WIDTH.get()


def is_narrow() -> bool:
    """Whether the page drawn on is a telephone's."""
    return page_width() < WIDTH


def new_page(height: float):
    """An empty figure of the page's width and a height [inches]."""
    if _SCREEN.get():
        from matplotlib import pyplot

        return pyplot.figure(figsize=(page_width(), height))
    from matplotlib.figure import Figure

    return Figure(figsize=(page_width(), height))


def axes_for(ax, height: float, left: float, right: float = 0.15, top: float = 0.1, bottom: float = 0.45):
    """The given axes, or new ones with margins [inches]; a fixed layout draws once and the same each time."""
    if ax is not None:
        return ax
    width = page_width()
    return new_page(height).add_axes(
        (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    )
