"""All institutions of two years: joined once for each state of the data, and what is asked of them."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from spbe_analysis.analysis.panel.join import Panel, join_years
from spbe_analysis.analysis.panel.peers import Peers, peers
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.evidence.collection.processed import Version, version
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.studies.falls import national_years

if TYPE_CHECKING:
    import pandas as pd


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


def national_panel(from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame] | None:
    """All institutions of two years side by side and their places, or None where a year has no national report.

    Kept for the life of the process, so that a worker forked for each report
    joins the nation once; each caller's tables are its own, to be changed at
    will. Rows used: every final row of both years.
    """
    if not {from_year, to_year} <= set(national_years()):
        return None
    panel, places = _joined(version(), from_year, to_year)
    own = {name: copy(getattr(panel, name)) for name in ("before", "after", "kinds", "table")}
    return replace(panel, **own), places.copy()


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


@lru_cache(maxsize=4)
def _joined(made: Version, from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame]:
    framework = framework_for_year(to_year)
    panel = join_years(all_scorecards(from_year), all_scorecards(to_year), load_register(), framework)
    return panel, panel_ranks(panel)
