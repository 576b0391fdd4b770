"""Exact random draws from a feasible set, by walking down its tree of sums."""

from __future__ import annotations

from functools import cache

import numpy as np

from spbe_analysis.analysis.feasible.counting import Table, convolve, power
from spbe_analysis.analysis.feasible.skeleton import IndicatorBlock, Weights

_AT_ONCE = 4_000_000  # chances held at once


def draw(feasible, n: int, seed: int = 0) -> np.ndarray:
    """Independent level vectors from the set, each as likely as the prior weighs it.

    Conditional probabilities are ratios of exact whole numbers, rounded once to
    double precision; every vector satisfies the evidence.

    Parameters
    ----------
    feasible : FeasibleSet
        A set that is not empty.
    n : int
        How many vectors.
    seed : int
        Same seed, same vectors.

    Returns
    -------
    ndarray of int, shape (n, number of scored items)
        Levels [ticks], columns in the regulation's order.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = draw(FeasibleSet(framework, Scorecard.of(framework, {"D1": "2.90"})), 3)
    >>> levels.shape, levels[:, :10].sum(axis=1).tolist()
    ((3, 47), [29, 29, 29])
    """
    feasible.require()
    rng = np.random.default_rng(seed)
    column = {leaf: i for i, leaf in enumerate(feasible.framework.indicators)}
    levels = np.empty((n, len(column)), dtype=np.int8 if feasible.framework.ticks == 1 else np.int32)
    root = feasible.framework.root
    sums = _pick(rng, feasible.weights_of(root), n)
    _walk(feasible, root, sums, rng, levels, column)
    return levels


def _walk(feasible, code: str, sums: np.ndarray, rng, levels: np.ndarray, column: dict) -> None:
    parts = sorted(feasible.parts(code), key=lambda part: -len(feasible.part_table(part)))
    left = sums
    for k, part in enumerate(parts):
        if k < len(parts) - 1:
            rest: Table = {0: 1}
            for other in parts[k + 1 :]:
                rest = convolve(rest, feasible.part_table(other))
            taken = _pick_given(rng, feasible.part_table(part), rest, left)
            left = left - taken
        else:
            taken = left
        if isinstance(part, IndicatorBlock):
            _levels_of_block(part, taken // part.unit, rng, levels, column)
        else:
            _walk(feasible, part, taken, rng, levels, column)


def _levels_of_block(block: IndicatorBlock, sums: np.ndarray, rng, levels: np.ndarray, column: dict) -> None:
    left = sums.astype(np.int64)
    for k, leaf in enumerate(block.leaves):
        remaining = len(block.leaves) - k
        if remaining == 1:
            levels[:, column[leaf]] = left
            return
        low, cumulative, choices = _level_table(block.weights, remaining)
        row = left - low
        at = np.searchsorted(cumulative, rng.random(len(left)) + row, side="right")
        picked = choices[at - row * len(choices)] if len(choices) > 1 else choices[np.zeros_like(row)]
        levels[:, column[leaf]] = picked
        left = left - picked


@cache
def _level_table(weights: Weights, items: int) -> tuple[int, np.ndarray, np.ndarray]:
    """First possible sum, running shares of each level for every sum laid end to end, and the levels.

    The shares of sum s run from s - low to s - low + 1, so one sorted array
    serves all sums at once.
    """
    table, others = power(weights, items), power(weights, items - 1)
    low, high = min(table), max(table)
    shares = np.zeros((high - low + 1, len(weights)))
    for s in range(low, high + 1):
        ways = table.get(s)
        if ways:
            shares[s - low] = [weight * others.get(s - level, 0) / ways for level, weight in weights]
    running = _closed(shares)
    return low, running, np.array([level for level, _ in weights], dtype=np.int64)


def _closed(shares: np.ndarray) -> np.ndarray:
    """Row-wise running totals whose last possible entry is exactly 1, laid end to end."""
    running = np.cumsum(shares, axis=1)
    last = shares.shape[1] - 1 - np.argmax(shares[:, ::-1] > 0, axis=1)
    running[np.arange(shares.shape[1]) >= last[:, None]] = 1.0
    return (running + np.arange(len(running))[:, None]).ravel()


def _pick(rng, table: Table, n: int) -> np.ndarray:
    sums = np.array(sorted(table), dtype=np.int64)
    total = sum(table.values())
    running = np.cumsum([table[int(x)] / total for x in sums])
    running[-1] = 1.0
    return sums[np.searchsorted(running, rng.random(n), side="right")]


def _pick_given(rng, table: Table, rest: Table, wholes: np.ndarray) -> np.ndarray:
    """A part's sum for every draw, given the sum it must reach together with the rest."""
    distinct, row = np.unique(wholes, return_inverse=True)
    low, high = distinct[0] - max(rest), distinct[-1] - min(rest)
    sums = np.array(sorted(x for x in table if low <= x <= high), dtype=np.int64)
    ways, ways_low = _dense(table)
    others, others_low = _dense(rest)
    drawn, picked = rng.random(len(wholes)), np.empty(len(wholes), dtype=np.int64)
    rows = max(1, _AT_ONCE // len(sums))
    for start in range(0, len(distinct), rows):
        at = distinct[start : start + rows, None] - sums - others_low
        inside = (at >= 0) & (at < len(others))
        shares = np.where(inside, others[np.clip(at, 0, len(others) - 1)], 0.0) * ways[sums - ways_low]
        shares /= shares.sum(axis=1, keepdims=True)
        flat = _closed(shares)
        here = (row >= start) & (row < start + rows)
        own = row[here] - start
        picked[here] = np.searchsorted(flat, drawn[here] + own, side="right") - own * len(sums)
    return sums[picked]


def _dense(table: Table) -> tuple[np.ndarray, int]:
    low, most = min(table), max(table.values())
    dense = np.zeros(max(table) - low + 1)
    for x, count in table.items():
        dense[x - low] = count / most
    return dense, low
