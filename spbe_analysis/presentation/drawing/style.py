"""How every figure looks: colours, type, and the same bytes for the same picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from io import StringIO
from itertools import count, groupby
from operator import itemgetter

GAIN, LOSS = "#0072B2", "#D55E00"  # apart for every common colour vision, with a sign beside them
INK, SOFT, RULE, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
WIDTH = 7.6  # inches: the report's column at 96 dots an inch
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
_PLACES = re.compile(r'\b(d|x|y|transform|width|height)="([^"]*)"')
_STYLE = re.compile(r'style="([^"]*)"')
_DISC = re.compile(r'<defs><path id="(\w+)" d="(M0 ([\d.]+)(?:C[^C"]+){8}z)"/></defs>')
_CLOUD = re.compile(
    r'<g style="(fill:#\w+(?:;fill-opacity:[\d.]+)?)">((?:<use xlink:href="#(\w+)" x="[^"]*" y="[^"]*"/>)+)</g>'
)
_FEW = 8  # marks; fewer are no shorter said another way
_RUN = re.compile(r'(?:<g clip-path="(url\(#\w+\))"><use [^>]*/></g>)+')
TYPE = "'DejaVu Sans','Verdana','Segoe UI','Arial',sans-serif"  # as SVG writes the family above


def styled(draw: Callable) -> Callable:
    """Draw with the project's look and leave the caller's settings alone."""

    @wraps(draw)
    def drawn(*args, **kwargs):
        from matplotlib import rc_context

        with rc_context(_RC):
            return draw(*args, **kwargs)

    return drawn


_SCREEN: ContextVar[bool] = ContextVar("screen", default=False)


@contextmanager
def on_screen() -> Iterator[None]:
    """Figures made inside belong to pyplot, so that a notebook or `pyplot.show` shows them."""
    token = _SCREEN.set(True)
    try:
        yield
    finally:
        _SCREEN.reset(token)


def new_page(height: float):
    """An empty figure of the report's width and a height [inches]."""
    if _SCREEN.get():
        from matplotlib import pyplot

        return pyplot.figure(figsize=(WIDTH, height))
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height))


def axes_for(ax, height: float, left: float, right: float = 0.15, top: float = 0.1, bottom: float = 0.45):
    """The given axes, or new ones with margins [inches]; a fixed layout draws once and the same each time."""
    if ax is not None:
        return ax
    return new_page(height).add_axes(
        (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
    )


@styled
def to_svg(page) -> str:
    """A figure as SVG text with neither date nor random names in it."""
    out = StringIO()
    page.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = out.getvalue()
    return slim(text[text.index("<svg ") :])


def slim(svg: str) -> str:
    """The same picture in fewer bytes: no comments, no unused names, hundredths of a point, the type said once."""
    svg = re.sub(r">\s+<", "><", re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL))
    used = set(re.findall(r'(?:url\(|href=")#([\w-]+)', svg))
    svg = re.sub(r"<[^>]*>", lambda tag: _named(_slim_tag(tag[0]), used), svg)
    svg = svg.replace("<svg ", f'<svg style="font-family:{TYPE}" ', 1)
    return _as_dots(_RUN.sub(_one_group, svg))


def _as_dots(svg: str) -> str:
    """Discs of one size and colour as marks of one line that is not drawn: a fifth of the bytes, laid over each other as before."""
    sizes = {name: size for name, path, size in _DISC.findall(svg) if _is_circle(path, float(size))}
    number = count()

    def dots(cloud: re.Match) -> str:
        look, marks, name = cloud.groups()
        places = re.findall(r'href="#(\w+)" x="([^"]*)" y="([^"]*)"', marks)
        if name not in sizes or len(places) < _FEW or any(other != name for other, _, _ in places):
            return cloud[0]
        mark = f"dot{next(number)}"
        line = "M" + "L".join(f"{x} {y}" for _, x, y in places)
        ends = ";".join(f"marker-{end}:url(#{mark})" for end in ("start", "mid", "end"))
        return (
            f'<marker id="{mark}" markerUnits="userSpaceOnUse" overflow="visible">'
            f'<circle r="{sizes[name]}" style="{look}"/></marker><path d="{line}" style="fill:none;{ends}"/>'
        )

    svg = _CLOUD.sub(dots, svg)
    return _DISC.sub(lambda found: found[0] if f'href="#{found[1]}"' in svg else "", svg)


def _is_circle(path: str, radius: float) -> bool:
    """Whether every point where two of the path's curves meet lies on the circle (to hundredths)."""
    ends = [tuple(map(float, curve.split()[-2:])) for curve in path.rstrip("z").split("C")[1:]]
    return all(abs((x * x + y * y) ** 0.5 - radius) < 0.02 for x, y in ends)


@lru_cache(maxsize=1 << 15)  # axes, grids and letters come again in every figure
def _slim_tag(tag: str) -> str:
    """A tag with short places and look; the words between tags are never touched."""
    tag = re.sub(r' transform="rotate\(-?0 [^"]*"', "", tag)
    tag = _PLACES.sub(lambda found: f'{found[1]}="{_short(found[2])}"', tag)
    tag = _STYLE.sub(lambda found: 'style="' + re.sub(r"\s*([;:,])\s*", r"\1", found[1]) + '"', tag)
    return tag.replace(f"font-family:{TYPE};", "").replace(f";font-family:{TYPE}", "")


def _named(tag: str, used: set[str]) -> str:
    """A group without its name, unless something refers to it."""
    if not tag.startswith('<g id="'):
        return tag
    return re.sub(r'^<g id="([^"]*)"', lambda found: found[0] if found[1] in used else "<g", tag)


def _one_group(run: re.Match) -> str:
    """Marks that follow each other under one clip in one group; those of one look say it once."""
    marks = re.findall(r"<use ([^>]*?) style=\"([^\"]*)\"/>", run[0])
    groups = [(look, [mark for mark, _ in same]) for look, same in groupby(marks, key=itemgetter(1))]
    drawn = "".join(f'<g style="{look}">{"".join(f"<use {mark}/>" for mark in same)}</g>' for look, same in groups)
    return f'<g clip-path="{run[1]}">{drawn}</g>' if len(marks) > 1 and len(marks) == run[0].count("<use ") else run[0]


def _short(places: str) -> str:
    """Path data, positions or a transformation with hundredths, and no white space that tells nothing."""
    shorter = re.sub(r"-?\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), places)
    return re.sub(r"\s*([A-Za-z(),])\s*", r"\1", re.sub(r"\s+", " ", shorter)).strip()
