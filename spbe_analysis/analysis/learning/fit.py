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
        shares = []
        for table in tables:
            known = [table.levels[leaf] - framework.minimum for leaf in leaves if leaf in table.levels]
            whole = table.sums[top] - framework.minimum * len(leaves)
            shares.append((np.bincount(known, minlength=len(scale)), len(leaves), whole, whole - sum(known)))

        def slope(logs: np.ndarray, shares=shares) -> np.ndarray:
            weights = np.exp(logs - logs.max())
            ways = level_ways(weights, max((items for _, items, _, _ in shares), default=0))
            found = -logs / spread**2
            for counts, items, whole, rest in shares:
                # Expected numbers of each level among the unknown, less those among all, given their sums.
                found = found + counts + _expected(weights, ways, items - counts.sum(), rest)
                found = found - _expected(weights, ways, items, whole)
            return found

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


def level_ways(weights: np.ndarray, most: int) -> list[np.ndarray]:
    """Weight of 0, 1, ... indicators by the sum of their places on the scale.

    Examples
    --------
    >>> level_ways(np.ones(2), 2)[2].tolist()
    [1.0, 2.0, 1.0]
    """
    found = [np.ones(1)]
    for _ in range(most):
        found.append(np.convolve(found[-1], weights))
    return found


def _expected(weights: np.ndarray, ways: list[np.ndarray], items: int, total: int) -> np.ndarray:
    """Expected number of each level among `items` indicators whose places add up to `total`."""
    if not items:
        return np.zeros(len(weights))
    fewer, at = ways[items - 1], total - np.arange(len(weights))
    there = (at >= 0) & (at < len(fewer))
    return items * weights * np.where(there, fewer[np.clip(at, 0, len(fewer) - 1)], 0.0) / ways[items][total]


def pair_ways(weights: np.ndarray, most: int) -> list[np.ndarray]:
    """Weight of 0, 1, ... indicators by the sums of their places on the scale in both years.

    Examples
    --------
    >>> pair_ways(np.ones((2, 2)), 1)[1].tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    found, size = [np.ones((1, 1))], len(weights)
    for _ in range(most):
        last = found[-1]
        wider = np.zeros((len(last) + size - 1, len(last) + size - 1))
        for a in range(size):
            for b in range(size):
                wider[a : a + len(last), b : b + len(last)] += weights[a, b] * last
        found.append(wider)
    return found
