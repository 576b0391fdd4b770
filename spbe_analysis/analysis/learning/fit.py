"""Whole weights from known tables: what is likelier than what, given the sums that are printed anyway.

Both fits are conditional: only how a sum is shared out among its indicators is
learned, so an institution's own standing cancels. Logarithms of weights are
shrunk towards 0 by a normal law with a declared spread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp

import numpy as np

from spbe_analysis.analysis.learning.tables import KnownTable
from spbe_analysis.errors import SpbeError
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

Moves = tuple[np.ndarray, np.ndarray]  # places on the scale, before and after, of the indicators of a top-level node
LEVEL_SPREAD, CHANGE_SPREAD = 0.5, 1.0  # standard deviations of the logarithms where nothing is there to choose them by
FEATURES = ("stay", "fall", "far")
LARGEST = 1000  # the whole weight of what is likeliest


def fit_level_weights(
    tables: Sequence[KnownTable], framework: Framework, spread: float = LEVEL_SPREAD
) -> dict[str, tuple[tuple[int, int], ...]]:
    """Whole weight of every level, one list for all indicators below a top-level node.

    Parameters
    ----------
    tables : sequence of KnownTable
        Tables under `framework`.
    spread : float
        Standard deviation of a weight's logarithm before anything is learned.

    Returns
    -------
    dict of str to tuple of (level, weight)
        By code of the top-level node, the largest weight 1000.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> fit_level_weights([], framework)["P59-D1"]
    ((1, 1000), (2, 1000), (3, 1000), (4, 1000), (5, 1000))
    """
    scale = range(framework.minimum, framework.maximum + 1)
    found = {}
    for top in framework.children(framework.root):
        leaves = framework.leaves(top)
        counts, wholes = np.zeros((len(tables), len(scale))), np.zeros(len(tables), dtype=int)
        for row, table in enumerate(tables):
            known = [table.levels[leaf] - framework.minimum for leaf in leaves if leaf in table.levels]
            counts[row] = np.bincount(known, minlength=len(scale))
            wholes[row] = table.sums[top] - framework.minimum * len(leaves)
        items = np.full(len(tables), len(leaves))
        unknown, rests = items - counts.sum(axis=1).astype(int), wholes - (counts @ range(len(scale))).astype(int)
        given = counts.sum(axis=0)

        def slope(logs: np.ndarray, given=given, items=items, wholes=wholes, unknown=unknown, rests=rests):
            weights = np.exp(logs - logs.max())
            ways = level_ways(weights, max(items, default=0))
            # Expected numbers of each level among the unknown, less those among all, given their sums.
            drawn = _expected(weights, ways, unknown, rests) - _expected(weights, ways, items, wholes)
            return given + drawn.sum(axis=0) - logs / spread**2

        logs = _settled(slope, len(scale))
        found[top] = tuple(zip(scale, _whole(logs), strict=True))
    return found


def fit_change_logs(
    pairs: Sequence[tuple[KnownTable, KnownTable]], framework: Framework, spread: float = CHANGE_SPREAD
) -> tuple[float, float, float]:
    """Logarithms that a change of level adds: for staying, for falling, for each level moved beyond the first.

    Given the sums of both years of every top-level node, so neither year's
    level is learned. Levels are read on the scale of `framework`, also where
    the tables lie under another regulation with the same levels.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> fit_change_logs([], load_framework("permenpanrb-59-2020"))
    (0.0, 0.0, 0.0)
    """
    return fit_moves([group for pair in pairs for group in moves(pair, framework)], framework, spread)


def moves(pair: tuple[KnownTable, KnownTable], framework: Framework) -> list[Moves]:
    """Places on the scale of `framework` before and after, an item for every top-level node of the tables' regulation.

    Examples
    --------
    >>> from spbe_analysis.analysis.learning.tables import known_table
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> table = known_table(framework, Scorecard.of(framework, dict.fromkeys(framework.indicators, "3")))
    >>> moves((table, table), framework)[0][1].tolist()
    [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    law = pair[0].framework
    found = []
    for top in law.children(law.root):
        before, after = (
            np.array([table.levels[leaf] - framework.minimum for leaf in law.leaves(top)]) for table in pair
        )
        found.append((before, after))
    return found


def fit_moves(groups: Sequence[Moves], framework: Framework, spread: float) -> tuple[float, float, float]:
    """`fit_change_logs` from `moves`, so that some top-level nodes can be left out.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> fit_moves([], load_framework("permenpanrb-59-2020"), 1.0)
    (0.0, 0.0, 0.0)
    """
    size = framework.maximum - framework.minimum + 1
    features = change_features(size)
    flipped = features[::-1, ::-1]
    most = max((len(before) for before, _ in groups), default=0)

    def slope(logs: np.ndarray) -> np.ndarray:
        weights = np.exp(features @ logs)
        ways, found = pair_ways(weights, most), -logs / spread**2
        for before, after in groups:
            items, x, y = len(before), before.sum(), after.sum()
            found = found + features[before, after].sum(axis=0)
            fewer = np.pad(ways[items - 1], size - 1)[x : x + size, y : y + size]
            shares = items * weights[::-1, ::-1] * fewer / ways[items][x, y]
            found = found - (shares[:, :, None] * flipped).sum(axis=(0, 1))
        return found

    stay, fall, far = _settled(slope, len(FEATURES))
    return float(stay), float(fall), float(far)


def change_weights(logs: Sequence[float], reach: int) -> dict[int, int]:
    """Whole weight of every change from -`reach` to `reach` levels, the largest 1000.

    Examples
    --------
    >>> change_weights((0.0, 0.0, 0.0), 1)
    {-1: 1000, 0: 1000, 1: 1000}
    """
    changes = range(-reach, reach + 1)
    return dict(zip(changes, _whole(np.array([np.dot(logs, _features(d)) for d in changes])), strict=True))


def change_features(size: int) -> np.ndarray:
    """What `FEATURES` say of every pair of places (before, after) on a scale of `size` levels.

    Examples
    --------
    >>> change_features(2)[1, 0].tolist()
    [0.0, 1.0, 0.0]
    """
    return np.array([[_features(after - before) for after in range(size)] for before in range(size)], dtype=float)


def _features(change: int) -> tuple[int, int, int]:
    return int(change == 0), int(change < 0), max(0, abs(change) - 1)


def _whole(logs: np.ndarray) -> list[int]:
    most = float(logs.max())
    return [max(1, int(LARGEST * exp(float(log) - most) + 0.5)) for log in logs]


def _settled(slope: Callable[[np.ndarray], np.ndarray], size: int) -> np.ndarray:
    """Where a concave function with this slope is highest."""
    from scipy.optimize import root

    found = root(slope, np.zeros(size), tol=1e-12)
    if not found.success and float(abs(slope(found.x)).max()) > 1e-8:
        raise SpbeError(Message("learn.not_settled"))
    return found.x


def level_ways(weights: np.ndarray, most: int) -> np.ndarray:
    """Weight of 0, 1, ... indicators (rows) by the sum of their places on the scale (columns).

    Examples
    --------
    >>> level_ways(np.ones(2), 2).tolist()
    [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 2.0, 1.0]]
    """
    further = len(weights) - 1
    found = np.zeros((most + 1, most * further + 1))
    found[0, 0] = 1.0
    for items in range(most):
        sums = items * further + 1
        found[items + 1, : sums + further] = np.convolve(found[items, :sums], weights)
    return found


def _expected(weights: np.ndarray, ways: np.ndarray, items: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Expected number of each level, a row for every number of indicators and the total of their places."""
    left = totals[:, None] - np.arange(len(weights))
    fewer = np.where((left >= 0) & (items > 0)[:, None], ways[items[:, None] - 1, left], 0.0)
    return items[:, None] * weights * fewer / ways[items, totals][:, None]


def pair_ways(weights: np.ndarray, most: int) -> list[np.ndarray]:
    """Weight of 0, 1, ... indicators by the sums of their places on the scale in both years.

    Examples
    --------
    >>> pair_ways(np.ones((2, 2)), 1)[1].tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    found, size = [np.ones((1, 1))], len(weights)
    widest = max(0, most - 1) * (size - 1) + 1
    by_row = np.zeros((size, widest, widest + size - 1))  # adds an indicator's second place to a row of sums
    for step in range(size):
        by_row[:, np.arange(widest), np.arange(widest) + step] = weights[:, step, None]
    for _ in range(most):
        last = found[-1]
        wide = len(last) + size - 1
        wider = np.zeros((wide, wide))
        for first, rows in enumerate(last @ by_row[:, : len(last), :wide]):
            wider[first : first + len(last)] += rows
        found.append(wider)
    return found
