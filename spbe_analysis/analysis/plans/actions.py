"""A plan as work: what to renew so that no level lapses, then what to raise, each with its criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spbe_analysis.analysis.plans.known_levels import Step
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.criteria import Criteria, Criterion, Limit

RENEW, RAISE = "renew", "raise"
RENEWED_FROM = 4  # levels whose evidence the guideline gives an age


@dataclass(frozen=True)
class Action:
    """One line of an action plan.

    ``start`` is the level now, None where it is hidden; ``possible`` then holds
    the lowest and the highest level it may be, which is the question to ask
    first. ``limits`` are time limits that the evidence must keep.
    """

    kind: str
    code: str
    start: int | None
    possible: tuple[int, int]
    criterion: Criterion
    limits: tuple[Limit, ...]

    @property
    def target(self) -> int:
        """The level to keep or to reach."""
        return self.criterion.level


def actions_of(
    steps: Iterable[Step], levels: Mapping[str, int] | None, criteria: Criteria, framework: Framework
) -> list[Action]:
    """The lines of an action plan: first what runs out, then what a plan raises, level by level.

    Parameters
    ----------
    steps : iterable of Step
        Of a plan for known or hidden levels.
    levels : mapping, optional
        Level now by code; None where levels are hidden. Nothing is then said
        to run out, for nobody can see who stands at level 4 or 5.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> from spbe_analysis.regulation.criteria import load_criteria
    >>> law = load_framework("permenpanrb-59-2020")
    >>> told = actions_of([], {code: 4 for code in law.indicators}, load_criteria(law.id), law)
    >>> len(told), told[0].kind, told[0].code
    (30, 'renew', 'P59-I01')
    """
    told = []
    for code in framework.indicators if levels else ():
        level = levels[code] if levels else 0
        running = criteria.running_out(code, level) if level >= RENEWED_FROM else []
        if running:
            held = max(n for n in range(1, level + 1) if set(running) & set(criteria[code, n].limits))
            told.append(Action(RENEW, code, level, (level, level), criteria[code, held], tuple(running)))
    for step in steps:
        start = None if step.start is None else int(step.start)
        lowest, highest = step.possible or (start or framework.minimum, start or framework.maximum)
        end = min(highest + step.rise, framework.maximum) if step.rise else step.end
        for row in criteria.between(step.code, lowest, end):
            told.append(Action(RAISE, step.code, start, (lowest, highest), row, row.limits))
    return told
