"""Tables to learn from: scorecards whose levels are printed, or follow from what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

_PRINTED = (3, 4)  # a table with fewer of its levels printed than this share is not one to learn from


@dataclass(frozen=True)
class KnownTable:
    """Levels of one institution and year that are known for certain, and what its domains add up to.

    ``sums`` holds, by code of a top-level node, the plain sum of all levels
    below it, those that are not known among them.
    """

    framework: Framework
    scorecard: Scorecard
    levels: Mapping[str, int]
    sums: Mapping[str, int]

    @property
    def institution(self) -> str:
        """Whose table it is."""
        return self.scorecard.institution

    @property
    def year(self) -> int:
        """Of which index year."""
        return self.scorecard.year or 0

    @property
    def whole(self) -> bool:
        """Whether every level is known."""
        return len(self.levels) == len(self.framework.indicators)

    @property
    def digest(self) -> str:
        """SHA-256 of the levels and sums, one a line: what the weights were learned from."""
        lines = [f"{code},{value}\n" for code, value in (*self.levels.items(), *self.sums.items())]
        return sha256("".join(lines).encode("ascii")).hexdigest()


def known_table(framework: Framework, scorecard: Scorecard) -> KnownTable | None:
    """What a scorecard makes known for certain; None where it prints too few levels, or cannot be reproduced.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> printed = Scorecard.of(framework, dict.fromkeys(framework.indicators[1:], "3") | {"D1": "2.90"})
    >>> known_table(framework, printed).levels["P59-I01"]
    2
    """
    printed = sum(code in scorecard.values for code in framework.indicators)
    if printed * _PRINTED[1] < _PRINTED[0] * len(framework.indicators):
        return None
    feasible = FeasibleSet(framework, scorecard)
    if feasible.empty:
        return None
    bounds = {leaf: feasible.sum_bounds(leaf) for leaf in framework.indicators}
    sums = {top: feasible.sum_bounds(top) for top in framework.children(framework.root)}
    if any(low != high for low, high in sums.values()):
        return None
    return KnownTable(
        framework,
        scorecard,
        {leaf: low for leaf, (low, high) in bounds.items() if low == high},
        {top: low for top, (low, _) in sums.items()},
    )


def transitions(tables: Iterable[KnownTable], framework: Framework) -> list[tuple[KnownTable, KnownTable]]:
    """Pairs of whole tables of one institution under one regulation, one year apart, with levels on one scale.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> cards = [Scorecard.of(framework, dict.fromkeys(framework.indicators, "3"), year=y) for y in (2023, 2024)]
    >>> len(transitions([known_table(framework, card) for card in cards], framework))
    1
    """
    found: dict[tuple[str, str], list[KnownTable]] = {}
    for table in tables:
        if table.whole and framework.minimum <= min(table.levels.values()) <= framework.maximum:
            found.setdefault((table.institution, table.framework.id), []).append(table)
    return [
        (before, after)
        for mine in found.values()
        for before, after in pairwise(sorted(mine, key=lambda table: table.year))
        if after.year - before.year == 1
    ]
