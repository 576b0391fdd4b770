"""Years that national reports print every institution for, and of how many some domain score fell between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from spbe_analysis.evidence.collection.processed import Version, rows_of, version
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import framework_for_year

NATIONAL = "national_report"


def national_years() -> list[int]:
    """Index years whose results a national report prints for every institution."""
    return list(_national_years(version()))


@lru_cache(maxsize=4)
def _national_years(made: Version) -> tuple[int, ...]:
    return tuple(sorted({int(row["year"]) for row in rows_of(made, "published") if row["source"] == NATIONAL}))


def comparable_years() -> list[tuple[int, int]]:
    """Pairs of years with a national report that lie under one regulation, in order."""
    pairs = combinations(national_years(), 2)
    return [(a, b) for a, b in pairs if framework_for_year(a) is framework_for_year(b)]


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
