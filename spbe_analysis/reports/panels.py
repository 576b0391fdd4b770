"""The nation's figures that reports of single institutions show, joined once for each state of the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from spbe_analysis.analysis.panel import Panel, join_years
from spbe_analysis.analysis.panel_groups import Peers, peers
from spbe_analysis.analysis.panel_ranks import panel_ranks
from spbe_analysis.evidence.processed import Version, rows_of, version
from spbe_analysis.evidence.published import all_evidence
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import framework_for_year

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

    Over the texts that are shown, rounded as they are shown: another
    institution's score changes it only when the page would change.
    """
    from spbe_analysis.presentation import peer_words

    standing = national_standing(institution, from_year, to_year)
    if standing is None:
        return ""
    said = [block.plain for block in peer_words.texts(standing, "id")]
    changes = (f"{name} {change}" for name, change in standing.near.table["change"].items())
    return sha256("\n".join([*said, *changes]).encode()).hexdigest()


@lru_cache(maxsize=4)
def _national_years(made: Version) -> tuple[int, ...]:
    return tuple(sorted({int(row["year"]) for row in rows_of(made, "published") if row["source"] == NATIONAL}))


@lru_cache(maxsize=4)
def _joined(made: Version, from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame]:
    law = framework_for_year(to_year)
    panel = join_years(all_evidence(from_year), all_evidence(to_year), load_register(), law)
    return panel, panel_ranks(panel)
