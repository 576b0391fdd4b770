"""Indonesia as one tile a province: the layout as data, and the figure with a number in every tile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from textwrap import wrap
from typing import NamedTuple

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.presentation.drawing.axes import (
    SMALL,
    beside,
    diverging,
    ink_on,
    name_numbers,
    number_axis,
    rows_for,
)
from spbe_analysis.presentation.drawing.style import INK, RULE, SOFT, axes_for, is_narrow, page_width, styled
from spbe_analysis.presentation.text.provinces import LAYOUT, layout
from spbe_analysis.presentation.text.wording import number, say, signed

_GAP = 0.05  # of a tile, between two
_NAMES, _LINE = 150, 0.115  # letters of a line of names below the map; its height [inches]
_KEY = (9.6, 4.9, 4.2, 0.32)  # the colour key: left, top, width, height [tiles]


class Tile(NamedTuple):
    """Where a province stands on the grid, and its short name."""

    label: str
    column: int
    row: int


@cache
def province_tiles() -> dict[str, Tile]:
    """Tile of every province, by its name in the register.

    Raises
    ------
    ParameterError
        If two provinces share a tile, a short name or a line.
    """
    rows = layout()
    tiles = {row["province"]: Tile(row["label"], int(row["column"]), int(row["row"])) for row in rows}
    places, labels = [(tile.column, tile.row) for tile in tiles.values()], [tile.label for tile in tiles.values()]
    problems = [Message("tiles.two", column=c, row=r) for c, r in dict.fromkeys(places) if places.count((c, r)) > 1]
    problems += [Message("tiles.label", label=label) for label in dict.fromkeys(labels) if labels.count(label) > 1]
    problems += [Message("tiles.lines")] if len(tiles) != len(rows) else []
    if problems:
        raise ParameterError(Message("tiles.refused", file=LAYOUT.name), problems)
    return tiles


def short_name(province: str) -> str:
    """Short name of a province on its tile; its own name where it has none yet."""
    tile = province_tiles().get(province)
    return tile.label if tile else province


def _tiles_for(provinces: Iterable[str]) -> dict[str, Tile]:
    """Tiles of these provinces; one that is new stands below the map, under its own name."""
    tiles = province_tiles()
    below = 1 + max(tile.row for tile in tiles.values())
    new = [name for name in provinces if name not in tiles]
    return {**tiles, **{name: Tile(name, 4 * place, below) for place, name in enumerate(new)}}


@styled
def tile_map(
    values: Mapping[str, Fraction | None],
    title: str,
    language: str,
    change: bool = False,
    ends: tuple[Fraction, Fraction] | None = None,
    ax=None,
):
    """One number a province, printed in its tile and shown by its colour.

    Parameters
    ----------
    values : mapping of str to Fraction or None
        By the register's name of the province; None where there is no number.
    title : str
        What the numbers are, with their unit, above the colour key.
    language : str
        ``id`` or ``en``.
    change : bool
        Numbers are changes: blue above zero, orange below, with a sign. Else
        they are levels: from dark (low) to yellow (high).
    ends : (Fraction, Fraction), optional
        Ends of the colours; by default the least and greatest number, or for
        changes the greatest distance from zero both ways.

    Returns
    -------
    matplotlib Axes
    """
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    tiles = _tiles_for(values)
    known = [value for value in values.values() if value is not None]
    low, high = (float(end) for end in ends or _ends(known, change))
    colours = diverging() if change else colormaps["cividis"]
    scale = Normalize(low, high if high > low else low + 1)
    if is_narrow():
        return _list(values, lambda value: colours(scale(float(value))), title, language, change)
    columns, rows = (1 + max(tile[i] for tile in tiles.values()) for i in (1, 2))
    side, names = (page_width() - 0.06) / columns, wrap(_spelled_out(values, tiles), _NAMES)
    foot = 0.03 + len(names) * _LINE
    ax = axes_for(ax, side * rows + 0.03 + foot, left=0.03, right=0.03, top=0.03, bottom=foot)
    look = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top", "fontsize": 6.5, "color": SOFT}
    ax.annotate("\n".join(names), (0, 0), (3, -2), linespacing=1.2, **look)
    for name, value in values.items():
        colour = "#ffffff" if value is None else colours(scale(float(value)))
        _tile(ax, tiles[name], value, colour, language, change)
    _key(ax, colours, low, high, title, language, change)
    ax.set_xlim(0, columns)
    ax.set_ylim(rows, 0)
    ax.set_axis_off()
    return ax


def _spelled_out(values: Mapping[str, object], tiles: Mapping[str, Tile]) -> str:
    """Short names with what they stand for."""
    return "; ".join(f"{tiles[name].label} = {name}" for name in values if tiles[name].label != name)


def _list(values: Mapping[str, Fraction | None], colour, title: str, language: str, change: bool):
    """The same numbers as a list, the highest first, for a page too narrow for tiles."""
    known = sorted((name for name in values if values[name] is not None), key=lambda name: (-values[name], name))
    names = [*known, *(name for name in values if values[name] is None)]
    ax, places = rows_for(None, names, 0.185, left=1.75, right=0.5, top=0.05, bottom=0.55, size=7.5, least=1.2)
    least = 0.0 if change or not known else float(values[known[-1]])
    for y, name in zip(places, names, strict=True):
        value = values[name]
        if value is None:
            beside(ax, say("national.tile_none", language), y, fontsize=7.5)
            continue
        beside(ax, (signed if change else number)(value, language), y, fontsize=7.5)
    ends = [float(values[name]) for name in known]
    ax.hlines(places[: len(known)], least, ends, color=RULE, linewidth=1.2, zorder=1)
    ax.scatter(ends, places[: len(known)], s=45, c=list(map(colour, ends)), edgecolors=INK, linewidths=0.7, zorder=2)
    if change:
        ax.axvline(0, color=INK, linewidth=0.8, zorder=0)
    number_axis(ax.xaxis, language, 4, sign=change)
    name_numbers(ax, title)
    return ax


def _ends(known: list[Fraction], change: bool) -> tuple[Fraction, Fraction]:
    if not known:
        return Fraction(0), Fraction(1)
    reach = max(abs(value) for value in known)
    return (-reach, reach) if change else (min(known), max(known))


def _tile(ax, tile: Tile, value, colour, language: str, change: bool) -> None:
    from matplotlib.patches import Rectangle

    fallen = change and value is not None and value < 0
    ax.add_patch(
        Rectangle(
            (tile.column + _GAP, tile.row + _GAP),
            1 - 2 * _GAP,
            1 - 2 * _GAP,
            facecolor=colour,
            edgecolor=INK if fallen else SOFT,
            linewidth=1.6 if fallen else 0.5,
            hatch="....." if value is None else None,
        )
    )
    ink = ink_on(colour)
    ax.text(tile.column + 0.5, tile.row + 0.3, tile.label, ha="center", va="center", fontsize=6.8, color=ink)
    text = say("national.tile_none", language) if value is None else (signed if change else number)(value, language)
    ax.text(
        tile.column + 0.5, tile.row + 0.66, text, ha="center", va="center", fontsize=9, color=ink, fontweight="bold"
    )


def _key(ax, colours, low: float, high: float, title: str, language: str, change: bool) -> None:
    from textwrap import fill

    from matplotlib.patches import Rectangle

    left, top, width, height = _KEY
    steps = 40
    for i in range(steps):  # each reaches to the end, under the next, so that no seam shows
        part = (left + width * i / steps, top), width * (1 - i / steps), height
        ax.add_patch(Rectangle(*part, linewidth=0, facecolor=colours((i + 0.5) / steps)))
    ax.add_patch(Rectangle((left, top), width, height, fill=False, edgecolor=SOFT, linewidth=0.5))
    ax.text(left, top - 0.12, fill(title, 36), ha="left", va="bottom", fontsize=SMALL, color=INK)
    write = signed if change else number
    for share in (0, 0.5, 1):
        value = Fraction(f"{low + share * (high - low):.6f}")
        ax.text(
            left + share * width,
            top + height + 0.08,
            write(value, language),
            fontsize=7.5,
            color=SOFT,
            ha=("left", "center", "right")[int(2 * share)],
            va="top",
        )
