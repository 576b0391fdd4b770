"""A change held against other institutions, in words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis.presentation.drawing.axes import (
    SMALL,
    above,
    beside,
    name_numbers,
    number_axis,
    rows_for,
    sign_colour,
)
from spbe_analysis.presentation.drawing.style import INK, SOFT, axes_for, styled
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.heads import head_of, nation_reports
from spbe_analysis.presentation.page.tables import PART_DECIMALS, frame_of, short_body
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.wording import dashed, exact, number, say, signed, whole
from spbe_analysis.regulation.rounding import round_exact

_SHOWN = 5  # peers listed from the top, and of the same province
_NAMED = 24  # institutions that a figure has room to name
Mark = tuple[Fraction, str]  # value, text


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
        say("peers.head_rank", language): lambda row: whole(row.rank, language),
        say("peers.measure_index", language, year=first): lambda row: number(row.index_before, language),
        say("peers.measure_index", language, year=last): lambda row: number(row.index_after, language),
        say("peers.head_change", language): lambda row: signed(row.change, language),
    }
    return frame_of(cells, table.loc[chosen].itertuples())


def peers_figure(standing, language: str):
    """The peers' changes with the institution's own among them; the drift stands where its text says."""
    near, row = standing.near, standing.row
    others = near.table.loc[~near.table["is_self"], "change"]
    drift, own = signed(row["drift"], language, PART_DECIMALS), signed(row["change"], language)
    drift_mark = (round_exact(row["drift"], PART_DECIMALS), say("peers.mark_drift", language, drift=drift))
    shown = near.table.sort_values("change", ascending=False, kind="stable")
    cells = {
        "label": lambda one: short_body(one.Index),
        "change": lambda one: one.change,
        "own": lambda one: one.is_self,
    }
    axes = peer_changes(frame_of(cells, shown.itertuples()), drift_mark, language)
    about = {"institution": near.institution, "count": near.count, "drift": drift, "own": own}
    least, greatest = signed(min(others), language), signed(max(others), language)
    alt = say("peers.figure_alt", language, least=least, greatest=greatest, **about)
    title = say("heads.peers", language, less=sum(one < row["change"] for one in others), count=near.count)
    what, nation = say("heads.peers_unit", language), nation_reports(standing.panel.years, language)
    told = head_of([title], near.institution, standing.panel.years, what, [nation], language)
    return document.figure(
        axes, "peers", alt, say("peers.figure_caption", language, institution=near.institution), told
    )


@styled
def peer_changes(rows: pd.DataFrame, drift: Mark, language: str, ax=None):
    """Every peer's change as a named dot, the institution's own among them, and the national drift.

    Parameters
    ----------
    rows : DataFrame
        ``label``, ``change`` (Fraction, index points), ``own`` (bool), the
        largest change first. Where they are many only the institution itself
        and the outermost are named.
    drift : (value, text)
        The mean change of all.
    language : str
        ``id`` or ``en``.

    Returns
    -------
    matplotlib Axes
    """
    changes, own = [float(change) for change in rows["change"]], list(rows["own"]).index(True)
    many = len(rows) > _NAMED
    if many:
        ax = axes_for(ax, 2.2, left=0.3, right=0.3, top=0.35, bottom=0.5)
        places = _swarm(changes, own, ax)
    else:
        ax, places = rows_for(ax, list(rows["label"]), 0.24, left=2.6, right=0.6, top=0.35, bold=[own])
    others = [place for place in range(len(rows)) if place != own]
    edge = {"linestyle": "none", "markeredgecolor": INK, "markeredgewidth": 0.7}
    dots = [changes[place] for place in others], [places[place] for place in others]
    ax.plot(*dots, marker="o", color=SOFT, markersize=5, zorder=3, **edge)
    ax.plot(changes[own], places[own], marker="D", color=sign_colour(changes[own]), markersize=8, zorder=4, **edge)
    named = {0, own, len(rows) - 1} if many else range(len(rows))
    for place in named:
        text, weight = signed(rows["change"].iloc[place], language), "bold" if place == own else "normal"
        if many:
            at, shift = (changes[place], places[place]), (0, 14 if place == own else -12)
            look = {"ha": "center" if place == own else "left" if place else "right", "fontsize": SMALL}
            shown = f"{rows['label'].iloc[place]} {text}"
            ax.annotate(shown, at, shift, textcoords="offset points", fontweight=weight, **look)
        else:
            beside(ax, text, places[place], fontweight=weight)
    ends = [*changes, float(drift[0]), 0.0]
    room = max(ends) - min(ends) or 0.1
    ax.set_xlim(min(ends) - 0.06 * room, max(ends) + 0.06 * room)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=0)
    ax.axvline(float(drift[0]), color=SOFT, linewidth=1.1, linestyle="--", zorder=1)
    share = (float(drift[0]) - min(ends)) / room
    above(ax, drift[1], drift[0], 6, ha="left" if share < 0.3 else "right" if share > 0.7 else "center")
    number_axis(ax.xaxis, language, 5, sign=True)
    name_numbers(ax, say("peers.axis_change", language))
    return ax


def _swarm(changes: Sequence[float], own: int, ax) -> list[float]:
    """Heights for many dots on one line: those of nearly the same change stand over each other."""
    step = (max(changes) - min(changes)) / 60 or 1
    seen: Counter = Counter()
    places = []
    for change in changes:
        column = int(change // step)
        seen[column] += 1
        places.append(float(seen[column]))
    ax.set_yticks([])
    ax.set_ylim(-1.5, max(seen.values()) + 3)
    places[own] = max(seen.values()) + 1.0
    return places


def _place(row, language: str) -> str:
    pairs = (("rank", "last"), ("best", "worst"))
    rank, open_ = (dashed(row[first], row[last]) for first, last in pairs)
    key = "peers.place" if open_ != rank else "peers.place_sure"
    return say(key, language, rank=rank, of=whole(int(row["of"]), language), open=open_)
