"""Figures of which the common part is built and drawn once, and only one institution's marks for each report.

A function builds what is the same for everyone; `prepared` gives its axes; the
notebook adds its marks and shows the figure as any other. In a plain kernel
that is all there is to it. In a worker that will be forked, the built figure
waits ready and each of its artists remembers the SVG it wrote: drawn again in
the same state it writes the same text without drawing. In any other state, or
once it has been changed, it draws as ever, so the figure comes out the same to
the byte whichever way it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

# What an SVG renderer carries from one artist to the next: numbers given out, and definitions made.
_CARRIED = (
    "_groupd",
    "_clip_path_ids",
    "_clipd",
    "_markers",
    "_hatchd",
    "_path_collection_id",
    "_n_gradients",
    "_has_gouraud",
)
_WRITE, _FLUSH = "_XMLWriter__write", "_XMLWriter__flush"


@dataclass(frozen=True)
class _Wanted:
    build: Callable
    args: tuple
    settings: dict


_keeping = False
_known: dict[Hashable, _Wanted] = {}
_ready: dict[Hashable, object] = {}


def prepared(build: Callable, *args: Hashable):
    """Axes with what is common to all, to add marks to.

    Parameters
    ----------
    build : callable
        Draws the common part and returns its matplotlib Axes (or an array of
        them); nothing but `args` may decide what it draws. Fix the limits in
        it, for marks that move them make the common part be drawn anew, and
        give a title its place (``y=1.02``), for one that looks for its own
        makes the vertical axis be drawn anew.
    *args : hashable
        What it is called with.

    Returns
    -------
    What `build` returns. Each call gives a figure of its own.
    """
    settings = _settings()
    key = (build.__module__, build.__qualname__, args, _fingerprint(settings))
    if _keeping:
        _known[key] = _Wanted(build, args, settings)
    found = _ready.pop(key, None)
    return build(*args) if found is None else found


def keep() -> None:
    """From now on remember which figures are asked for, so that `make_ready` can make them."""
    global _keeping
    _keeping = True


def make_ready() -> int:
    """Build and draw once every figure that was asked for since `keep`; how many there are.

    Called in a worker before it is forked; each fork then finds them.
    """
    from matplotlib import rc_context

    from spbe_analysis.presentation.style import to_svg

    global _keeping
    _keeping = False
    for key, wanted in _known.items():
        if key in _ready:
            continue
        with rc_context(wanted.settings):
            axes = wanted.build(*wanted.args)
            page = _figure_of(axes)
            remember(page)
            to_svg(page)
        _ready[key] = axes
    return len(_ready)


def remember(page) -> None:
    """Have every artist of a figure keep the SVG it writes and write that again wherever it would be the same."""
    for axes in page.axes:
        for artist in axes.get_children():
            artist.draw = _Remembering(artist, axes)


class _Remembering:
    """An artist's way of drawing, with the text it wrote last and the state it was written in."""

    def __init__(self, artist, axes) -> None:
        self.plainly, self.artist, self.axes = type(artist).draw, artist, axes
        self.before = self.after = None
        self.text, self.parts = "", []

    def __call__(self, renderer, *args, **kwargs):
        svg = getattr(renderer, "_renderer", renderer)
        if not hasattr(getattr(svg, "writer", None), _WRITE) or getattr(renderer, "_rasterizing", False):
            return self.plainly(self.artist, renderer, *args, **kwargs)
        state = self._state(svg)
        write = getattr(svg.writer, _WRITE)
        getattr(svg.writer, _FLUSH)()
        if self.before is not None and state == self.before and not any(part.stale for part in self.parts):
            write(self.text)
            _carry(svg, self.after)
            return None
        if self.before is not None:  # changed since: what it writes now is nobody else's
            return self.plainly(self.artist, renderer, *args, **kwargs)
        parts: list[str] = []
        setattr(svg.writer, _WRITE, parts.append)
        try:
            self.plainly(self.artist, renderer, *args, **kwargs)
            getattr(svg.writer, _FLUSH)()
        finally:
            setattr(svg.writer, _WRITE, write)
        self.text = "".join(parts)
        write(self.text)
        self.before, self.after, self.parts = state, _carried(svg), list(_parts(self.artist))
        for part in self.parts:
            part.stale = False
        return None

    def _state(self, svg) -> tuple:
        view = (self.axes.viewLim.extents.tobytes(), self.axes.bbox.extents.tobytes(), self.axes.get_axisbelow())
        return view, svg.width, svg.height, svg.image_dpi, _settings_of(svg), self.artist.zorder, _carried(svg)


def _parts(artist):
    """An artist and all it consists of; any of them can be changed without its whole being told."""
    yield artist
    ticks = [tick for which in ("majorTicks", "minorTicks") for tick in artist.__dict__.get(which, ())]
    below = [artist.label, artist.offsetText, *ticks] if hasattr(artist, "offsetText") else artist.get_children()
    for part in below:
        yield from _parts(part)


def _carried(svg) -> dict[str, object]:
    """A copy of what the renderer carries on."""
    found = {name: getattr(svg, name, None) for name in _CARRIED}
    return {name: dict(value) if isinstance(value, dict) else value for name, value in found.items()}


def _carry(svg, state: dict[str, object]) -> None:
    for name, value in state.items():
        if value is not None:
            setattr(svg, name, dict(value) if isinstance(value, dict) else value)


def _settings_of(svg) -> int:
    """Fingerprint of matplotlib's settings while one figure is written; taken once for each."""
    if not hasattr(svg, "_spbe_settings"):
        svg._spbe_settings = _fingerprint(_settings())
    return svg._spbe_settings


def _settings() -> dict:
    """matplotlib's settings that decide what is drawn."""
    import matplotlib

    return {
        name: value
        for name, value in dict.items(matplotlib.rcParams)
        if not name.startswith(("backend", "interactive"))
    }


def _fingerprint(settings: dict) -> int:
    return hash(repr(sorted(settings.items(), key=lambda pair: pair[0])))


def _figure_of(axes):
    return axes.figure if hasattr(axes, "figure") else next(iter(getattr(axes, "flat", axes))).figure
