"""What may be assumed to tie two years together, indicator by indicator: named, never silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message

NO_FALL, MAX_STEP = "no-fall", "max-step"


@dataclass(frozen=True)
class Assumptions:
    """What every indicator's level is assumed to have done between two years.

    ``no_fall`` says that no level fell. ``max_step`` is the most levels an
    indicator moved in all, up or down; None leaves that open. ``names`` are
    the assumptions as the reader gave them, to be shown beside every answer.
    Neither is known to be true: they narrow an answer only for a reader who
    grants them.

    Examples
    --------
    >>> Assumptions(no_fall=True, max_step=2).allowed_pairs([2], [1, 2, 3, 5])
    ((2, 2), (2, 3))
    """

    no_fall: bool = False
    max_step: int | None = None
    names: tuple[str, ...] = ()

    def in_ticks(self, ticks: int) -> Assumptions:
        """The same assumptions on levels counted in ticks."""
        return replace(self, max_step=None if self.max_step is None else self.max_step * ticks)

    def allows(self, before: int, after: int) -> bool:
        """Whether an indicator may go from one level to the other."""
        if self.no_fall and after < before:
            return False
        return self.max_step is None or abs(after - before) <= self.max_step

    def allowed_pairs(self, levels_before: Iterable[int], levels_after: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Every pair of levels (before, after) of one indicator that the assumptions let stand.

        Parameters
        ----------
        levels_before, levels_after : iterable of int
            Levels each year's own evidence leaves to the indicator.
        """
        after = tuple(levels_after)
        return tuple(
            (level, next_level) for level in levels_before for next_level in after if self.allows(level, next_level)
        )


def parse_assumptions(texts: Iterable[str], years_between: int = 1) -> Assumptions:
    """Assumptions from their names, all faults listed at once.

    Parameters
    ----------
    texts : iterable of str
        ``no-fall`` (no indicator's level fell) or ``max-step=K`` (no indicator
        moved more than K levels a year, up or down).
    years_between : int
        Years from the first result to the second [years]; K is multiplied by it.

    Returns
    -------
    Assumptions
        With ``names`` in the order given.

    Raises
    ------
    ParameterError
        If a name is unknown or given twice, K is not a whole number, or
        max-step is asked of two results less than a year apart.

    Examples
    --------
    >>> parse_assumptions(["no-fall", "max-step=1"], years_between=2)
    Assumptions(no_fall=True, max_step=2, names=('no-fall', 'max-step=1'))
    """
    found: dict[str, int | None] = {}
    names, problems = [], []
    for text in texts:
        name, equals, value = str(text).strip().partition("=")
        if name in found:
            problems.append(Message("assumption.twice", text=text, name=name))
        elif name == NO_FALL and not equals:
            found[name] = None
        elif name == NO_FALL:
            problems.append(Message("assumption.no_value", text=text, name=NO_FALL))
        elif name != MAX_STEP:
            problems.append(Message("assumption.unknown", text=text, name=NO_FALL, other=MAX_STEP))
        elif not (value.isascii() and value.isdigit() and len(value) == 1):
            problems.append(Message("assumption.number", text=text[:60], name=MAX_STEP))
        elif years_between < 1:
            problems.append(Message("assumption.apart", text=text, years=years_between))
        else:
            found[name] = int(value) * years_between
        names.append(str(text).strip())
    if problems:
        raise ParameterError(
            Message("assumption.refused"),
            problems,
            Message("advice.assume", name=NO_FALL, other=MAX_STEP),
        )
    return Assumptions(NO_FALL in found, found.get(MAX_STEP), tuple(names))
