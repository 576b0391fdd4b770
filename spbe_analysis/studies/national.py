"""All institutions of two years: joined once for each state of the data, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
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
from spbe_analysis.evidence.values.scorecard import Scorecard
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
    """How many institutions' printed domain scores contradict that nothing fell, of how many, between which years.

    ``rose``: of those that contradict it, how many have a printed index that rose all the same.
    """

    count: int
    of: int
    years: tuple[int, int]
    rose: int = 0


def no_fall_refuted() -> Refuted:
    """Institutions of the last two national reports under one regulation of which some domain score fell, from `fallen`.

    Examples
    --------
    >>> found = no_fall_refuted()
    >>> found.count, found.of
    (275, 603)
    """
    return _no_fall_refuted(version())


def fallen(before: Mapping[str, Scorecard], after: Mapping[str, Scorecard], years: tuple[int, int]) -> Refuted:
    """Institutions of which some domain score fell between two years.

    Counted are those whose index and domain scores stand in both years as they
    were printed, on the scale and without a correction.

    Parameters
    ----------
    before, after : mapping of str to Scorecard
        Scorecards of two years under one regulation, by canonical name.
    years : (int, int)
        Those years.

    Examples
    --------
    >>> fallen(all_scorecards(2023), all_scorecards(2024), (2023, 2024)).rose
    229
    """
    framework = framework_for_year(years[1])
    codes = (framework.root, *framework.children(framework.root))
    printed = [
        {
            name: [card.values[code].value for code in codes]
            for name, card in cards.items()
            if all(code in card.values and card.values[code].value >= framework.minimum for code in codes)
            and not is_corrected(card)
        }
        for cards in (before, after)
    ]
    moves = [
        [b - a for a, b in zip(printed[0][name], printed[1][name], strict=True)]
        for name in printed[0]
        if name in printed[1]
    ]
    fell = [index for index, *domains in moves if min(domains, default=0) < 0]
    return Refuted(len(fell), len(moves), years, sum(index > 0 for index in fell))


def is_corrected(card: Scorecard) -> bool:
    """Whether a figure of a scorecard is used otherwise than it was printed."""
    return any(note.key in ("note.corrected", "note.illegible") for note in card.notes)


@lru_cache(maxsize=4)
def _no_fall_refuted(made: Version) -> Refuted:
    first, last = comparable_years()[-1]
    return fallen(all_scorecards(first), all_scorecards(last), (first, last))


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
