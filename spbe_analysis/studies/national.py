"""All institutions of two years: joined once for each state of the data, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from spbe_analysis.analysis.panel.join import Panel, join_years
from spbe_analysis.analysis.panel.peers import Peers, peers
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.evidence.collection.processed import Version, rows_of, version
from spbe_analysis.evidence.published import all_scorecards
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


@dataclass(frozen=True)
class Refuted:
    """How many institutions' printed domain scores contradict that nothing fell, of how many, between which years."""

    count: int
    of: int
    years: tuple[int, int]


def no_fall_refuted() -> Refuted:
    """Institutions of the last two national reports under one regulation of which some domain score fell.

    Counted are those whose domain scores stand in both years as they were
    printed, on the scale and without a correction.

    Examples
    --------
    >>> found = no_fall_refuted()
    >>> found.count, found.of
    (275, 603)
    """
    return _no_fall_refuted(version())


@lru_cache(maxsize=4)
def _no_fall_refuted(made: Version) -> Refuted:
    first, last = comparable_years()[-1]
    framework = framework_for_year(last)
    tops = framework.children(framework.root)
    years = [
        {
            name: [card.values[top].value for top in tops]
            for name, card in all_scorecards(year).items()
            if all(top in card.values and card.values[top].value >= framework.minimum for top in tops)
            and not any(note.key in ("note.corrected", "note.illegible") for note in card.notes)
        }
        for year in (first, last)
    ]
    both = [name for name in years[0] if name in years[1]]
    fell = sum(any(b < a for a, b in zip(years[0][name], years[1][name], strict=True)) for name in both)
    return Refuted(fell, len(both), (first, last))


@lru_cache(maxsize=4)
def _national_years(made: Version) -> tuple[int, ...]:
    return tuple(sorted({int(row["year"]) for row in rows_of(made, "published") if row["source"] == NATIONAL}))


def comparable_years() -> list[tuple[int, int]]:
    """Pairs of years with a national report that lie under one regulation, in order."""
    pairs = combinations(national_years(), 2)
    return [(a, b) for a, b in pairs if framework_for_year(a) is framework_for_year(b)]


@lru_cache(maxsize=4)
def _joined(made: Version, from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame]:
    framework = framework_for_year(to_year)
    panel = join_years(all_scorecards(from_year), all_scorecards(to_year), load_register(), framework)
    return panel, panel_ranks(panel)
