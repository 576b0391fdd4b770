"""Figures as SVG text: neither date nor random names in it, and no byte that shows nothing."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from io import StringIO
from itertools import count, groupby
from operator import itemgetter
from xml.sax.saxutils import escape

from spbe_analysis.presentation.drawing.style import TYPE, look

_CANVAS = "module://spbe_analysis.presentation.drawing.canvas"
_PLACES = re.compile(r'\b(d|x|y|transform|width|height)="([^"]*)"')
_STYLE = re.compile(r'style="([^"]*)"')
_DISC = re.compile(r'<defs><path id="(\w+)" d="(M0 ([\d.]+)(?:C[^C"]+){8}z)"/></defs>')
_CLOUD = re.compile(
    r'<g style="(fill:#\w+(?:;fill-opacity:[\d.]+)?)">((?:<use xlink:href="#(\w+)" x="[^"]*" y="[^"]*"/>)+)</g>'
)
_HASH = re.compile(r"\b[mph][0-9a-f]{10}\b")
_OFTEN = 3  # uses of a look
_FEW = 8  # marks; fewer are no shorter said another way
_RUN = re.compile(r'(?:<g clip-path="(url\(#\w+\))"><use [^>]*/></g>)+')


def to_svg(page, title: str = "", told: str = "") -> str:
    """A figure as SVG text with neither date nor random names in it; title and description are for who cannot see it."""
    out = StringIO()
    with look():
        page.savefig(out, format="svg", backend=_CANVAS, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = out.getvalue()
    about = f"<title>{escape(title)}</title><desc>{escape(told)}</desc>" if title else ""
    return slim(text[text.index("<svg ") :]).replace(">", f">{about}", 1)


def slim(svg: str) -> str:
    """The same picture in fewer bytes: no comments, no unused names, hundredths of a point, the type said once."""
    svg = re.sub(r">\s+<", "><", re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL))
    used = set(re.findall(r'(?:url\(|href=")#([\w-]+)', svg))
    svg = re.sub(r"<[^>]*>", lambda tag: _named(_slim_tag(tag[0]), used), svg)
    svg = svg.replace("<svg ", f'<svg style="font-family:{TYPE}" ', 1)
    return _said_once(_short_names(_flat(_as_dots(_RUN.sub(_one_group, svg)))))


def _flat(svg: str) -> str:
    """The same drawing without groups that say nothing."""
    kept, open_groups = [], []
    for piece in re.split(r"(<g>|<g/>|</g>|<g [^>]*>)", svg):
        if piece == "</g>":
            kept.append(piece if open_groups.pop() else "")
        elif piece.startswith("<g") and piece != "<g/>":
            open_groups.append(piece != "<g>")
            kept.append(piece if open_groups[-1] else "")
        elif piece != "<g/>":
            kept.append(piece)
    return "".join(kept)


def _short_names(svg: str) -> str:
    """Names of marks and clips in the order in which they appear, in place of hashes."""
    names = {name: f"{name[0]}{place}" for place, name in enumerate(dict.fromkeys(_HASH.findall(svg)))}
    return _HASH.sub(lambda found: names[found[0]], svg)


def _said_once(svg: str) -> str:
    """The same drawing with a look that comes again and again told once, in its style sheet."""
    looks = Counter(_STYLE.findall(svg))
    names = {look: f"s{place}" for place, look in enumerate(look for look, uses in looks.items() if uses >= _OFTEN)}
    rules = "".join(f".{name}{{{look}}}" for look, name in names.items())
    svg = _STYLE.sub(lambda found: f'class="{names[found[1]]}"' if found[1] in names else found[0], svg)
    return svg.replace("</style>", f"{rules}</style>", 1)


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
