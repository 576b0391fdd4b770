"""A change held against other institutions, in words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.axes import above, number_axis
from spbe_analysis.presentation.drawing.style import GAIN, INK, LOSS, RULE, SOFT, axes_for, styled
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.tables import PART_DECIMALS, frame_of
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.wording import DASH, exact, number, say, signed, spanned, whole
from spbe_analysis.regulation.rounding import round_exact

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 5  # peers listed from the top, and of the same province
_BIN = Fraction(1, 20)  # index points a bar of the figure spans
Mark = tuple[Fraction, str]  # value, text


def compared(standing, years: tuple[int, int], national: Sequence[int], institution: str, language: str) -> list:
    """The section's blocks: three-way ledger, places, peers and their figure; a sentence where there is no comparison.

    Parameters
    ----------
    standing : Standing or None
        From `spbe_analysis.studies.national.national_standing`.
    years : (int, int)
        Index years of the report.
    national : sequence of int
        Years that have a national report.
    """
    span = {"from_year": years[0], "to_year": years[1]}
    if standing is None:
        if set(years) <= set(national):
            return [document.paragraphs(say("peers.not_joined", language, institution=institution, **span))]
        there = ", ".join(map(str, national)) or DASH
        return [document.paragraphs(say("peers.none", language, years=there, **span))]
    origin = say("cite.national", language, **span)
    blocks = [
        document.paragraphs(ledger_sentence(standing, language), say("peers.ledger_note", language)),
        document.table(ledger(standing, language), say("peers.ledger_caption", language), origin=origin),
        document.table(places(standing, language), say("peers.places_caption", language), origin=origin),
        document.paragraphs(peers_sentence(standing, language)),
    ]
    if standing.near.count:
        near = document.table(nearest(standing, language), say("peers.peers_caption", language), origin=origin)
        blocks += [peers_figure(standing, language), near]
    return blocks


def ledger_sentence(standing, language: str) -> str:
    """The change of the institution told apart in drift, category and own part."""
    row, table = standing.row, standing.panel.table
    parts = {part: signed(row[part], language, PART_DECIMALS) for part in ("drift", "category", "own")}
    counts = {"count": len(table), "kind_count": int((table["kind"] == row["kind"]).sum())}
    about = {"change": signed(row["change"], language), "kind": kind_name(row["kind"], language)}
    return say("peers.ledger", language, **about, **parts, **{k: whole(n, language) for k, n in counts.items()})


def ledger(standing, language: str) -> pd.DataFrame:
    """The three parts and their sum as texts."""
    row, kind = standing.row, kind_name(standing.row["kind"], language)
    count = whole(len(standing.panel.table), language)
    names = {
        "drift": (say("peers.row_drift", language), say("peers.row_drift_meaning", language, count=count)),
        "category": (say("peers.row_category", language), say("peers.row_category_meaning", language, kind=kind)),
        "own": (say("peers.row_own", language), say("peers.row_own_meaning", language)),
        "change": (say("peers.row_change", language), say("peers.row_change_meaning", language)),
    }
    cells = {
        say("peers.head_part", language): lambda part: names[part][0],
        say("peers.head_points", language): lambda part: signed(row[part], language, PART_DECIMALS),
        say("peers.head_meaning", language): lambda part: names[part][1],
    }
    return frame_of(cells, names)


def places(standing, language: str) -> pd.DataFrame:
    """Places by index of both years and by change, in the kind and the nation, as texts."""
    first, last = standing.panel.years
    measures = {
        "before": say("peers.measure_index", language, year=first),
        "after": say("peers.measure_index", language, year=last),
        "change": say("peers.measure_change", language, from_year=first, to_year=last),
    }
    kind = kind_name(standing.row["kind"], language)
    found = standing.places.set_index(["measure", "scope"])
    cells = {
        say("peers.head_measure", language): measures.get,
        say("peers.head_kind", language, kind=kind): lambda measure: _place(found.loc[measure, "kind"], language),
        say("peers.head_nation", language): lambda measure: _place(found.loc[measure, "nation"], language),
    }
    return frame_of(cells, measures)


def peers_sentence(standing, language: str) -> str:
    """Who the peers are by the declared rule and how their changes compare."""
    near, row = standing.near, standing.row
    about = {
        "kind": kind_name(row["kind"], language),
        "from_year": standing.panel.years[0],
        "band": exact(near.band, language),
    }
    if not near.count:
        return say("peers.no_peers", language, **about)
    others = near.table.loc[~near.table["is_self"], "change"]
    more, same = sum(x > row["change"] for x in others), sum(x == row["change"] for x in others)
    about |= {"more": more, "same": same, "less": near.count - more - same, "institution": near.institution}
    mean = signed(near.mean_change, language, PART_DECIMALS)
    return say("peers.peers", language, count=whole(near.count, language), mean=mean, **about)


def nearest(standing, language: str) -> pd.DataFrame:
    """The peers that rose most, those of the same province and the institution itself, as texts."""
    table = standing.near.table
    home = table[table["same_province"] & ~table["is_self"]].index[:_SHOWN]
    chosen = [
        name for place, name in enumerate(table.index) if place < _SHOWN or name in home or table.at[name, "is_self"]
    ]
    first, last = standing.panel.years
    cells = {
        say("peers.head_institution", language): lambda row: (
            say("peers.itself", language, institution=row.Index) if row.is_self else row.Index
        ),
        say("peers.head_rank", language): lambda row: str(row.rank),
        say("peers.measure_index", language, year=first): lambda row: number(row.index_before, language),
        say("peers.measure_index", language, year=last): lambda row: number(row.index_after, language),
        say("peers.head_change", language): lambda row: signed(row.change, language),
    }
    return frame_of(cells, table.loc[chosen].itertuples())


def peers_figure(standing, language: str):
    """The spread of the peers' changes with the institution's own; the drift stands where its text says."""
    near, row = standing.near, standing.row
    changes = near.table.loc[~near.table["is_self"], "change"]
    drift = signed(row["drift"], language, PART_DECIMALS)
    counts = Counter(floor(change / _BIN) * _BIN for change in changes)
    own, mark = signed(row["change"], language), say("peers.mark_drift", language, drift=drift)
    drift_mark = (round_exact(row["drift"], PART_DECIMALS), mark)
    axes = peer_changes(counts, _BIN, (row["change"], own), drift_mark, language)
    about = {"institution": near.institution, "count": near.count, "drift": drift, "own": own}
    least, greatest = signed(min(changes), language), signed(max(changes), language)
    alt = say("peers.figure_alt", language, least=least, greatest=greatest, **about)
    return document.figure(axes, "peers", alt, say("peers.figure_caption", language, institution=near.institution))


@styled
def peer_changes(counts: Mapping[Fraction, int], width: Fraction, own: Mark, drift: Mark, language: str, ax=None):
    """How many peers changed by how much, the institution's own change and the national drift.

    Parameters
    ----------
    counts : mapping of Fraction to int
        Number of peers by the left end of a range of changes [index points].
    width : Fraction
        Width of a range.
    own, drift : (value, text)
        The institution's change and the mean change of all.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    ax = axes_for(ax, 2.0, left=0.6, right=0.2, top=0.3, bottom=0.5)
    starts = sorted(counts)
    steps = int((starts[-1] - starts[0]) / width) + 1
    edges = [starts[0] + width * step for step in range(steps + 1)]
    heights = [counts.get(edge, 0) for edge in edges[:-1]]
    ax.stairs(heights, [float(edge) for edge in edges], fill=True, facecolor=RULE, edgecolor=SOFT, linewidth=0.7)
    top = max(counts.values())
    ends = [*map(float, starts), float(starts[-1] + width), float(own[0]), float(drift[0]), 0.0]
    room = max(ends) - min(ends)
    ax.set_xlim(min(ends) - 0.06 * room, max(ends) + 0.06 * room)
    ax.set_ylim(0, top * 1.32)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.axvline(float(drift[0]), color=SOFT, linewidth=1.1, linestyle="--")
    left = float(drift[0]) > float(own[0])
    side = "left" if left else "right" if float(drift[0]) - min(ends) > 0.4 * room else "center"
    above(ax, drift[1], drift[0], 6, ha=side)
    ax.plot([float(own[0])], [top * 1.15], "D", color=GAIN if own[0] >= 0 else LOSS, markeredgecolor=INK, markersize=8)
    ax.annotate(own[1], (float(own[0]), top * 1.15), (8, 0), textcoords="offset points", va="center", fontweight="bold")
    number_axis(ax.xaxis, language, sign=True)
    number_axis(ax.yaxis, language, 4)
    ax.set_xlabel(say("peers.axis_change", language), color=SOFT)
    ax.set_ylabel(say("peers.axis_count", language), color=SOFT)
    return ax


def _place(row, language: str) -> str:
    pairs = (("rank", "last"), ("best", "worst"))
    rank, open_ = (spanned(str(row[first]), str(row[last]), DASH) for first, last in pairs)
    return say("peers.place", language, rank=rank, of=whole(int(row["of"]), language), open=open_)
