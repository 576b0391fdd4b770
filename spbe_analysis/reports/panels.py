"""The nation's figures that reports of single institutions show, joined once for each state of the data."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from spbe_analysis.analysis.panel.join import Panel, join_years
from spbe_analysis.analysis.panel.peers import BAND, Peers, peers
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.evidence.collection.processed import Version, rows_of, version
from spbe_analysis.evidence.published import all_evidence
from spbe_analysis.evidence.register import load_register
from spbe_analysis.presentation.peer_words import PART_DECIMALS
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.regulation.rounding import fixed

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = "national_report"


@dataclass(frozen=True)
class Standing:
    """One institution among all: the joined nation, its places in it and its peers."""

    institution: str
    panel: Panel
    places: pd.DataFrame
    near: Peers

    @property
    def row(self) -> pd.Series:
        """The institution's row of the panel."""
        return self.panel.table.loc[self.institution]


def national_years() -> list[int]:
    """Index years whose results a national report prints for every institution."""
    return list(_national_years(version()))


def national_panel(from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame] | None:
    """All institutions of two years side by side and their places, or None where a year has no national report.

    Kept for the life of the process, so that a worker forked for each report
    joins the nation once. Rows used: every final row of both years.
    """
    made = version()
    return _joined(made, from_year, to_year) if {from_year, to_year} <= set(_national_years(made)) else None


def national_standing(institution: str, from_year: int, to_year: int) -> Standing | None:
    """Where an institution stands among all of two years, or None where it or a year's report is not there.

    Parameters
    ----------
    institution : str
        Canonical name.
    """
    nation = national_panel(from_year, to_year)
    if nation is None or institution not in nation[0].table.index:
        return None
    panel, places = nation
    return Standing(institution, panel, places[places["institution"] == institution], peers(panel, institution))


def standing_digest(institution: str, from_year: int, to_year: int) -> str:
    """A fingerprint of what a report shows of other institutions; '' where it shows nothing of them.

    Over places, the three parts rounded as they are shown, and every peer's
    two indexes: another institution's score changes it only when the page may
    change. Cheap enough to ask of every institution before anything is made.

    Parameters
    ----------
    institution : str
        Canonical name.
    """
    return standing_digests(from_year, to_year).get(institution, "")


def standing_digests(from_year: int, to_year: int) -> dict[str, str]:
    """`standing_digest` of every institution of two years; empty where a year has no national report."""
    made = version()
    return _digests(made, from_year, to_year) if {from_year, to_year} <= set(_national_years(made)) else {}


@lru_cache(maxsize=4)
def _digests(made: Version, from_year: int, to_year: int) -> dict[str, str]:
    panel, places = _joined(made, from_year, to_year)
    ranked: dict[str, list[str]] = {}
    for name, *row in places.drop(columns=["kind", "value"]).itertuples(index=False):
        ranked.setdefault(name, []).append(" ".join(map(str, row)))
    kinds: dict[str, list[tuple]] = {}
    for row in panel.table.itertuples():
        kinds.setdefault(row.kind, []).append(
            (row.index_before, row.Index, f"{row.Index} {row.index_before} {row.index_after}")
        )
    kinds = {kind: sorted(rows) for kind, rows in kinds.items()}
    starts = {kind: [row[0] for row in rows] for kind, rows in kinds.items()}
    found = {}
    for row in panel.table.itertuples():
        ends = (
            bisect_left(starts[row.kind], row.index_before - BAND),
            bisect_right(starts[row.kind], row.index_before + BAND),
        )
        parts = (fixed(part, PART_DECIMALS) for part in (row.drift, row.category, row.own))
        said = [str(len(panel.table)), str(len(kinds[row.kind])), *parts, *ranked[row.Index]]
        said += [text for _, _, text in kinds[row.kind][slice(*ends)]]
        found[row.Index] = sha256("\n".join(said).encode()).hexdigest()
    return found


@lru_cache(maxsize=4)
def _national_years(made: Version) -> tuple[int, ...]:
    return tuple(sorted({int(row["year"]) for row in rows_of(made, "published") if row["source"] == NATIONAL}))


@lru_cache(maxsize=4)
def _joined(made: Version, from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame]:
    law = framework_for_year(to_year)
    panel = join_years(all_evidence(from_year), all_evidence(to_year), load_register(), law)
    return panel, panel_ranks(panel)
