"""One page for a meeting on one institution's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.regulation.criteria import load_criteria
from spbe_analysis.studies.drivers import drivers
from spbe_analysis.studies.plan import LevelPlan, plan

if TYPE_CHECKING:
    from spbe_analysis.presentation.page.document import Block


def meeting_of(institution: str, year: int, target: str | None, stage: str, language: str) -> list[Block]:
    """The page of the plan from a year's published figures; where no predicate lies above, of the one that is reached.

    Raises
    ------
    SpbeError
        As `plan` and `meeting_page` do.
    """
    try:
        found = plan(institution, year, target, stage=stage)
    except ParameterError:
        found = plan(institution, year, framework_for_year(year).predicates[0].name_id, stage=stage)
        if not found.present:
            raise
    return meeting_page(found, language)


def meeting_page(found: LevelPlan, language: str) -> list[Block]:
    """The blocks of one A4: number, target, where the points came from, what next, how sure, three lines to paste.

    Where the year before has no figures under the same regulation the page says so.

    Raises
    ------
    RegulationError
        If no criteria of the regulation are held.
    """
    from spbe_analysis.presentation.drivers.sentences import answers, assessments
    from spbe_analysis.presentation.page.criteria_words import flagged
    from spbe_analysis.presentation.plans.meeting import meeting

    criteria = load_criteria(found.framework.id)
    change, flag, card = [], "", found.scorecard
    if card.institution and card.year:
        try:
            moved = drivers(card.institution, card.year - 1, card.year, shares=False)
        except SpbeError:  # no figures of the year before, or another regulation: the page says so
            moved = None
        if moved is not None:
            change = [list(told) for told in answers(moved.exact, language).values()]
            change[-1] += assessments((moved.exact.before, moved.exact.after), language)
            flag = flagged(moved.wording_moved, found.framework, language) if moved.wording_moved else ""
    return meeting(found, change, criteria, flag, language)
