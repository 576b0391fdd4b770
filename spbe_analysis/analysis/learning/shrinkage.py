"""How far learned weights are drawn towards even ones: chosen by what foretells best inside the tables learned from.

Whoever is foretold later has no part in the choice: among the tables that
weights are learned from, one institution after the other is left out and
foretold from the rest under each spread. Where the changes come from one
institution, its transitions are left out one by one, and where there is one
transition, its top-level nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from math import log
from typing import TypeVar

import numpy as np

from spbe_analysis.analysis.learning.fit import (
    CHANGE_SPREAD,
    LEVEL_SPREAD,
    Moves,
    change_features,
    fit_level_weights,
    fit_moves,
    level_ways,
    moves,
    pair_ways,
)
from spbe_analysis.analysis.learning.tables import KnownTable
from spbe_analysis.regulation import Framework

SPREADS = (0.25, 0.5, 1.0, 2.0)  # at 2 hardly anything is drawn in: one spread is a factor of 7 of a weight
Item = TypeVar("Item")


def level_spread(tables: Sequence[KnownTable], framework: Framework) -> float:
    """The spread for `fit_level_weights`: each institution foretold from the others, an institution counts once.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> level_spread([], load_framework("permenpanrb-59-2020"))
    0.5
    """

    def score(left: Sequence[KnownTable], others: Sequence[KnownTable], spread: float) -> float:
        weights = fit_level_weights(others, framework, spread)
        return sum(_level_log(table, weights, framework) for table in left) / len(left)

    folds = _folds(tables, lambda table: table.institution)
    return _best(folds, score) if len(folds) > 1 else LEVEL_SPREAD


def change_spread(pairs: Sequence[tuple[KnownTable, KnownTable]], framework: Framework) -> float:
    """The spread for `fit_change_logs`.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> change_spread([], load_framework("permenpanrb-59-2020"))
    1.0
    """

    def score(left: Sequence[tuple], others: Sequence[tuple], spread: float) -> float:
        logs = fit_moves([item[-1] for item in others], framework, spread)
        return _change_log([item[-1] for item in left], np.array(logs), framework)

    items = [
        (pair[0].institution, pair[0].year, place, group)
        for pair in pairs
        for place, group in enumerate(moves(pair, framework))
    ]
    for unit in (1, 2, 3):  # the widest of which there are two
        folds = _folds(items, lambda item, unit=unit: item[:unit])
        if len(folds) > 1:
            return _best(folds, score)
    return CHANGE_SPREAD


def _folds(items: Sequence[Item], key: Callable[[Item], Hashable]) -> list[tuple[list[Item], list[Item]]]:
    keys = dict.fromkeys(map(key, items))
    return [([i for i in items if key(i) == one], [i for i in items if key(i) != one]) for one in keys]


def _best(folds: list, score: Callable[[Sequence, Sequence, float], float]) -> float:
    return max(SPREADS, key=lambda spread: sum(score(left, others, spread) for left, others in folds))


def _level_log(table: KnownTable, weights: dict[str, tuple[tuple[int, int], ...]], framework: Framework) -> float:
    """Logarithm of the chance of the levels of a table, given the sum of every top-level node."""
    found = 0.0
    for top, row in weights.items():
        leaves = framework.leaves(top)
        of = np.array([weight for _, weight in row]) / max(weight for _, weight in row)
        known = [table.levels[leaf] - framework.minimum for leaf in leaves if leaf in table.levels]
        whole = table.sums[top] - framework.minimum * len(leaves)
        ways = level_ways(of, len(leaves))
        found += float(np.log(of[known]).sum())
        found += log(ways[len(leaves) - len(known)][whole - sum(known)]) - log(ways[len(leaves)][whole])
    return found


def _change_log(groups: Sequence[Moves], logs: np.ndarray, framework: Framework) -> float:
    """Logarithm of the chance of changes, given the sums of both years of every group."""
    by = change_features(framework.maximum - framework.minimum + 1) @ logs
    ways = pair_ways(np.exp(by), max(len(before) for before, _ in groups))
    return sum(float(by[one].sum()) - log(ways[len(one[0])][one[0].sum(), one[1].sum()]) for one in groups)
