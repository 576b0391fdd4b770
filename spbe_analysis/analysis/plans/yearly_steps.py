"""How indicators moved from one year to the next, counted: never a chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spbe_analysis.regulation import Framework


@dataclass(frozen=True)
class YearlySteps:
    """Yearly changes of indicators: how many there are, and how they went."""

    bodies: int
    pairs: int
    changes: int
    one: int
    more: int
    same: int
    fell: int


def count_yearly_steps(
    pairs: Iterable[tuple[str, Mapping[str, int], Mapping[str, int]]], framework: Framework
) -> YearlySteps:
    """Count the changes of every indicator over pairs of consecutive years of one body each.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> law = load_framework("permenpanrb-59-2020")
    >>> low, high = dict.fromkeys(law.indicators, 2), dict.fromkeys(law.indicators, 3)
    >>> count_yearly_steps([("one body", low, high)], law).one
    47
    """
    pairs = list(pairs)
    found = [(before[code], after[code] - before[code]) for _, before, after in pairs for code in framework.indicators]
    return YearlySteps(
        bodies=len({name for name, _, _ in pairs}),
        pairs=len(pairs),
        changes=len(found),
        one=sum(change == 1 for _, change in found),
        more=sum(change > 1 for _, change in found),
        same=sum(change == 0 for _, change in found),
        fell=sum(change < 0 for _, change in found),
    )
