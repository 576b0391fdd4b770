"""Until when the evidence of a level counts, and whether that is long enough for the assessment that comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from spbe_analysis.regulation.criteria import Limit

LAPSED, ASKED, LATER, VALID = "lapsed", "asked", "later", "valid"
_ORDER = (LAPSED, ASKED, LATER, VALID)


@dataclass(frozen=True)
class Lapse:
    """What is known of the evidence behind one indicator's level.

    ``until`` is the last day on which it counts. ``state`` is ``lapsed`` where
    that lies before the assessment, ``valid`` where it does not or no
    assessment is named, ``later`` where the evidence is dated after the
    assessment, and ``asked`` where it has no date.
    """

    code: str
    dated: Date | None
    until: Date | None
    state: str

    @property
    def order(self) -> tuple[int, Date]:
        """What lapses stands first, then what has to be asked for, then what is still valid; each by its day."""
        return _ORDER.index(self.state), self.until or Date.min


def lapse_of(code: str, limits: Iterable[Limit], dated: Date | None, assessed: Date | None) -> Lapse:
    """Hold the date of evidence against its limits in years and the day of an assessment.

    Examples
    --------
    >>> from spbe_analysis.regulation.criteria import load_criteria
    >>> limits = load_criteria("permenpanrb-59-2020").running_out("P59-I20", 4)
    >>> found = lapse_of("P59-I20", limits, Date(2023, 6, 30), Date(2025, 12, 31))
    >>> found.state, str(found.until)  # less than two years old
    ('lapsed', '2025-06-29')
    """
    if dated is None:
        return Lapse(code, None, None, ASKED)
    until = min(_years_on(dated, one.number) - timedelta(days=one.relation == "<") for one in limits)
    if assessed is None or dated <= assessed <= until:
        return Lapse(code, dated, until, VALID)
    return Lapse(code, dated, until, LATER if dated > assessed else LAPSED)


def _years_on(day: Date, years: int) -> Date:
    """The same day some years on; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return Date(day.year + years, 3, 1)
