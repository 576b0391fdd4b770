"""A change held against other institutions, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drivers import peers_figure as figures_peers
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.tables import PART_DECIMALS
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.wording import DASH, exact, number, say, signed, whole
from spbe_analysis.regulation.rounding import round_exact

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 5  # peers listed from the top, and of the same province
_BIN = Fraction(1, 20)  # index points a bar of the figure spans


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
    return say(
        "peers.ledger",
        language,
        change=signed(row["change"], language),
        kind=kind_name(row["kind"], language),
        **{part: signed(row[part], language, PART_DECIMALS) for part in ("drift", "category", "own")},
        count=whole(len(table), language),
        kind_count=whole(int((table["kind"] == row["kind"]).sum()), language),
    )


def ledger(standing, language: str) -> pd.DataFrame:
    """The three parts and their sum as texts."""
    row, kind = standing.row, kind_name(standing.row["kind"], language)
    count = whole(len(standing.panel.table), language)
    lines = [
        (say("peers.row_drift", language), row["drift"], say("peers.row_drift_meaning", language, count=count)),
        (say("peers.row_category", language), row["category"], say("peers.row_category_meaning", language, kind=kind)),
        (say("peers.row_own", language), row["own"], say("peers.row_own_meaning", language)),
        (say("peers.row_change", language), row["change"], say("peers.row_change_meaning", language)),
    ]
    heads = [say("peers.head_part", language), say("peers.head_points", language), say("peers.head_meaning", language)]
    return _frame([(name, signed(points, language, PART_DECIMALS), meaning) for name, points, meaning in lines], heads)


def places(standing, language: str) -> pd.DataFrame:
    """Places by index of both years and by change, in the kind and the nation, as texts."""
    first, last = standing.panel.years
    measures = {
        "before": say("peers.measure_index", language, year=first),
        "after": say("peers.measure_index", language, year=last),
        "change": say("peers.measure_change", language, from_year=first, to_year=last),
    }
    kind = kind_name(standing.row["kind"], language)
    heads = [
        say("peers.head_measure", language),
        say("peers.head_kind", language, kind=kind),
        say("peers.head_nation", language),
    ]
    rows = []
    for measure, name in measures.items():
        found = standing.places[standing.places["measure"] == measure].set_index("scope")
        rows.append((name, *(_place(found.loc[scope], language) for scope in ("kind", "nation"))))
    return _frame(rows, heads)


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
    return say(
        "peers.peers",
        language,
        count=whole(near.count, language),
        mean=signed(near.mean_change, language, PART_DECIMALS),
        more=more,
        same=same,
        less=near.count - more - same,
        institution=near.institution,
        **about,
    )


def nearest(standing, language: str) -> pd.DataFrame:
    """The peers that rose most, those of the same province and the institution itself, as texts."""
    table = standing.near.table
    home = table[table["same_province"] & ~table["is_self"]].index[:_SHOWN]
    chosen = [
        name for place, name in enumerate(table.index) if place < _SHOWN or name in home or table.at[name, "is_self"]
    ]
    first, last = standing.panel.years
    heads = [
        say("peers.head_institution", language),
        say("peers.head_rank", language),
        say("peers.measure_index", language, year=first),
        say("peers.measure_index", language, year=last),
        say("peers.head_change", language),
    ]
    rows = [
        (
            say("peers.itself", language, institution=name) if row["is_self"] else name,
            str(row["rank"]),
            number(row["index_before"], language),
            number(row["index_after"], language),
            signed(row["change"], language),
        )
        for name, row in table.loc[chosen].iterrows()
    ]
    return _frame(rows, heads)


def peers_figure(standing, language: str):
    """The spread of the peers' changes with the institution's own; the drift stands where its text says."""
    near, row = standing.near, standing.row
    changes = near.table.loc[~near.table["is_self"], "change"]
    drift = signed(row["drift"], language, PART_DECIMALS)
    counts: dict[Fraction, int] = {}
    for change in changes:
        start = floor(change / _BIN) * _BIN
        counts[start] = counts.get(start, 0) + 1
    axes = figures_peers.peer_changes(
        counts,
        _BIN,
        (row["change"], signed(row["change"], language)),
        (round_exact(row["drift"], PART_DECIMALS), say("peers.mark_drift", language, drift=drift)),
        language,
    )
    caption = say("peers.figure_caption", language, institution=near.institution)
    alt = say(
        "peers.figure_alt",
        language,
        count=near.count,
        institution=near.institution,
        drift=drift,
        least=signed(min(changes), language),
        greatest=signed(max(changes), language),
        own=signed(row["change"], language),
    )
    return document.figure(axes, "peers", alt, caption)


def _place(row, language: str) -> str:
    rank, open_ = (
        str(a) if a == b else f"{a}{DASH}{b}" for a, b in ((row["rank"], row["last"]), (row["best"], row["worst"]))
    )
    return say("peers.place", language, rank=rank, of=whole(int(row["of"]), language), open=open_)


def _frame(rows: Sequence, heads: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=heads, dtype=object)
