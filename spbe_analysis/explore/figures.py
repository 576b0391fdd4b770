"""Figures of the exploration: the index on its scale, intervals that widen, changes of one kind of institution."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING

from spbe_analysis.explore.svg_axes import QuickFigure, corner_mark, dot_mark, swatch
from spbe_analysis.presentation.drawing.axes import sign_colour
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, PAPER, SOFT
from spbe_analysis.presentation.page.tables import PART_DECIMALS, span
from spbe_analysis.presentation.text.wording import say, signed

if TYPE_CHECKING:
    import pandas as pd

Band = tuple[str, Fraction]  # name of a predicate and the lowest index that earns it
Dot = tuple[str, Fraction, str]  # what the index is of, its value, its text
_NARROW, _WIDE = 630, 730  # pixels: the column beside the controls, and the page
_ALL = "#a9bac6"  # what is known from every published figure
_FAINT = "#8d99a2"  # institutions that are no peers
_BANDS = (PAPER, "#eef1f4")
_SMALL, _LEAST = 11, 3  # pixels: type of long lists, and the narrowest bar that is seen
_ROW, _MORE = 21, 13.5  # pixels: a row of one line, and each further line of its name


def index_scale(bands: Sequence[Band], dots: Sequence[Dot], maximum: int, language: str) -> QuickFigure:
    """Indexes on the scale with its predicates, one row each; the last one is the one being moved.

    Parameters
    ----------
    bands : sequence of (name, lowest index)
        Predicates from the lowest up.
    dots : sequence of (label, index, text)
        In the order of the rows. From the last but one to the last an arrow
        shows the move, blue up and orange down.
    maximum : int
        Highest index of the scale.
    language : str
        ``id`` or ``en``.
    """
    values = [float(value) for _, value, _ in dots]
    above = next((float(start) for _, start in bands if start > max(value for _, value, _ in dots)), float(maximum))
    low, high = max(float(bands[0][1]), min(values) - 0.35), min(float(maximum), above + 0.3)
    low = next((float(start) for _, start in bands if low < start < low + 0.12), low)  # no sliver of a lower predicate
    last = len(dots) - 1
    page = QuickFigure((_NARROW, 33 * len(dots) + 76), (112, 22, 30, 46), (low, high), (-0.6, last + 0.6))
    for i, (name, start) in enumerate(bands):
        end = bands[i + 1][1] if i + 1 < len(bands) else maximum
        left, right = max(float(start), low), min(float(end), high)
        if left < right:
            page.band(left, right, _BANDS[i % 2])
            if right - left > 0.09 * (high - low):
                page.words(name, (page.x(left) + page.x(right)) / 2, page.top - 11, 11.5, "middle", SOFT)
    page.level_axis(say("drivers.axis_index", language), language)
    if last and values[-1] != values[-2]:
        page.arrow(values[-2], values[-1], last - 0.5, GAIN if values[-1] > values[-2] else LOSS)
    for y, (value, (label, _, text)) in enumerate(zip(values, dots, strict=True)):
        page.row(fill(label, 16), y)
        page.dot(value, y, 5.5 if y == last else 4, INK if y == last else PAPER)
        beyond = value > low + 0.72 * (high - low)
        page.words(
            text, page.x(value) + (-12 if beyond else 12), page.y(y), 12, "end" if beyond else "start", bold=y == last
        )
    return page


def widening(rows: pd.DataFrame, ends: tuple[Fraction, Fraction], language: str) -> QuickFigure:
    """What each contribution can be from the figures shown, over what it can be from all published figures.

    Blue where the contribution is surely above zero, orange where surely
    below, grey where its range holds zero; the wide pale bar is what all
    published figures leave.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``low``, ``high`` [index points] from the figures shown and
        ``least``, ``most`` from all of them, in the order of the rows; ``heavy``
        marks a row that sums up those below it.
    ends : (Fraction, Fraction)
        Ends of the axis, the same whatever is shown, so that widening is seen.
    language : str
        ``id`` or ``en``.
    """
    labels = [fill(label, 44) for label in rows["label"]]
    heights = [_ROW + _MORE * label.count("\n") for label in labels]
    low, high = (float(end) for end in ends)
    room = max(high - low, 0.01)
    page = QuickFigure(
        (_WIDE, sum(heights) + 94),
        (284, 138, 44, 46),
        (low - 0.02 * room, high + 0.02 * room),
        (-4, sum(heights)),
    )
    shown = sorted({sign_colour(row.low, row.high) for row in rows.itertuples()}, key=(GAIN, LOSS, SOFT).index)
    page.key(
        [(swatch(*shown), say("explore.key_shown", language)), (swatch(_ALL), say("explore.key_all", language))],
        page.left + 8,
        10,
        _SMALL,
    )
    page.level_axis(say("drivers.axis_points", language), language)
    page.rule(0, upright=True)
    at = 0.0
    for label, height, row in zip(labels, heights, rows.itertuples(), strict=True):
        y, at = at + height / 2, at + height
        page.bar(row.least, row.most, y, 14, _ALL, _LEAST)
        page.bar(row.low, row.high, y, 6, sign_colour(row.low, row.high), _LEAST)
        page.row(label, y, _SMALL, row.heavy)
        page.words(span(row.low, row.high, language), page.right + 9, page.y(y), _SMALL, bold=row.heavy)
    return page


def peer_changes(
    rows: pd.DataFrame, mean: Fraction | None, name: str, others: Sequence[str], language: str
) -> QuickFigure:
    """Start and change of every institution of one kind, the peers dark, those named marked.

    Parameters
    ----------
    rows : DataFrame
        By institution: ``start``, ``change`` (Fraction), ``peer`` (bool).
    mean : Fraction or None
        Mean change of the peers, a dashed line.
    name : str
        The institution looked at.
    others : sequence of str
        Further institutions that are marked; more than one are one entry of the key.
    language : str
        ``id`` or ``en``.
    """
    keyed_others = others if len(others) < 2 else [say("explore.key_others", language, count=len(others))]
    named = [name, *keyed_others]
    starts, changes = ([float(value) for value in rows[column]] for column in ("start", "change"))
    x, y = _around(starts, 0.05), _around([0, *changes], 0.07)
    page = QuickFigure((_WIDE, 345 + 19 * (len(named) + 1)), (72, 120, 8 + 19 * (len(named) + 1), 48), x, y[::-1])
    page.upright_axis(say("explore.axis_change", language), language)
    page.level_axis(say("explore.axis_start", language), language)
    page.rule(0, upright=False)
    if mean is not None:
        page.rule(mean, upright=False, colour=SOFT, width=1.5, dash="7 4")
        words = say("explore.peers_mean_mark", language, mean=signed(mean, language, PART_DECIMALS))
        page.words(fill(words, 18), page.right + 8, page.y(mean), _SMALL, colour=SOFT)
    looks = {False: ("none", _FAINT), True: (SOFT, SOFT)}
    plain = rows.drop(index=[name, *others])
    for wanted, (inside, edge) in looks.items():
        for row in plain[[bool(peer) == wanted for peer in plain["peer"]]].itertuples():
            page.dot(row.start, row.change, 2.6, inside, edge, 1.1)
    keyed = [(say("explore.key_peers", language), True)]
    keyed += [] if all(plain["peer"]) else [(say("explore.key_alike", language), False)]
    for place, (words, peer) in enumerate(keyed):
        page.key([(dot_mark(*looks[peer]), words)], page.left + 8 + 130 * place, 12, _SMALL)
    marks = ((GAIN, True), (LOSS, False))[: len(named)]
    page.key([(corner_mark(*mark), words) for mark, words in zip(marks, named, strict=True)], page.left + 8, 31, _SMALL)
    for one in (*others, name):
        page.corners(rows.at[one, "start"], rows.at[one, "change"], 6, *marks[one != name])
    return page


def _around(values: Sequence[float], share: float) -> tuple[float, float]:
    """Ends of an axis with some room around the values."""
    low, high = min(values), max(values)
    room = max(high - low, 0.1)
    return low - share * room, high + share * room
