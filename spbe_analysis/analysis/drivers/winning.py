"""Exact chances that one indicator of a group gained the most, ties broken evenly at random.

Give every indicator a tie-break drawn uniformly between 0 and 1. The chance
that nobody beats (change d, tie-break u) is a polynomial in u whose degree is
below the number of indicators, so Gauss-Legendre nodes integrate it exactly.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from spbe_analysis.analysis.feasible.sibling_sums import joint_sums
from spbe_analysis.analysis.feasible.skeleton import Block

if TYPE_CHECKING:
    from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    from spbe_analysis.analysis.two_years.independent import IndependentPair

PAIR_LIMIT = 20_000  # joint candidates of both years compared at once
Levels = tuple[int, ...]


def winning_shares(pair: IndependentPair, top: str) -> dict[str, float] | None:
    """Probability that each indicator below `top` has the largest contribution among them.

    Returns None when the indicators below `top` do not fall into groups of
    like ones whose sums can be listed; then draws must do.
    """
    first, second = (_groups(year, top) for year in (pair.before, pair.after))
    if first is None or second is None or [b.leaves for b in first] != [b.leaves for b in second]:
        return None
    starts, ends = joint_sums(pair.before, top), joint_sums(pair.after, top)
    if not starts or not ends or len(starts) * len(ends) > PAIR_LIMIT:
        return None
    p = np.array([share for _, share in starts])
    q = np.array([share for _, share in ends])
    low, high = _sums(starts, first), _sums(ends, second)
    leaves = sum(len(block.leaves) for block in first)
    nodes, weights = np.polynomial.legendre.leggauss(max(1, (leaves + 1) // 2))
    found: dict[str, float] = {}
    for k, (block, after) in enumerate(zip(first, second, strict=True)):
        levels = _levels(block), _levels(after)
        share = 0.0
        for d in sorted({end - start for start in levels[0] for end in levels[1]}):
            bar = block.unit * d
            for node, weight in zip(nodes, weights, strict=True):
                u = (node + 1) / 2
                product = _one_at_bar(len(block.leaves), *levels, block.unit, bar, u)[
                    _at(low[k], high[k], block, after)
                ]
                for j, (other, other_after) in enumerate(zip(first, second, strict=True)):
                    if j != k:
                        table = _below_bar(len(other.leaves), _levels(other), _levels(other_after), other.unit, bar, u)
                        product = product * table[_at(low[j], high[j], other, other_after)]
                share += weight / 2 * float(p @ product @ q)
        found.update(dict.fromkeys(block.leaves, share))
    return found


def _groups(year: FeasibleSet, top: str) -> list[Block] | None:
    groups = []
    for part in year.parts(top):
        below = [part] if isinstance(part, Block) else year.parts(part)
        if len(below) != 1 or not isinstance(below[0], Block):
            return None
        groups.append(below[0])
    return groups


def _levels(block: Block) -> Levels:
    return tuple(level for level, _ in block.weights)


def _sums(joint: list, blocks: list[Block]) -> list[np.ndarray]:
    return [np.array([sums[k] // block.unit for sums, _ in joint]) for k, block in enumerate(blocks)]


def _at(low: np.ndarray, high: np.ndarray, before: Block, after: Block):
    size = len(before.leaves)
    return np.ix_(low - size * _levels(before)[0], high - size * _levels(after)[0])


@cache
def _ways(items: int, levels: Levels) -> np.ndarray:
    """Number of ways to each plain sum of `items` indicators, from the lowest sum up."""
    one = np.zeros(levels[-1] - levels[0] + 1)
    one[[level - levels[0] for level in levels]] = 1
    out = np.ones(1)
    for _ in range(items):
        out = np.convolve(out, one)
    return out


@cache
def _weighted(items: int, before: Levels, after: Levels, unit: int, bar: int, u: float) -> np.ndarray:
    """Pairs of level vectors in which nobody passes `bar`, by both years' sums; each at the bar counts u."""
    if items == 0:
        return np.ones((1, 1))
    last = _weighted(items - 1, before, after, unit, bar, u)
    rows, columns = last.shape
    out = np.zeros((rows + before[-1] - before[0], columns + after[-1] - after[0]))
    for first in before:
        for second in after:
            gain = unit * (second - first)
            if gain <= bar:
                i, j = first - before[0], second - after[0]
                out[i : i + rows, j : j + columns] += last * (u if gain == bar else 1.0)
    return out


@cache
def _below_bar(items: int, before: Levels, after: Levels, unit: int, bar: int, u: float) -> np.ndarray:
    return _weighted(items, before, after, unit, bar, u) / _pairs(items, before, after)


@cache
def _one_at_bar(items: int, before: Levels, after: Levels, unit: int, bar: int, u: float) -> np.ndarray:
    """Chance that one named indicator sits exactly at the bar and no other of its group beats it."""
    last = _weighted(items - 1, before, after, unit, bar, u)
    rows, columns = last.shape
    out = np.zeros((rows + before[-1] - before[0], columns + after[-1] - after[0]))
    for first in before:
        for second in after:
            if unit * (second - first) == bar:
                i, j = first - before[0], second - after[0]
                out[i : i + rows, j : j + columns] += last
    return out / _pairs(items, before, after)


@cache
def _pairs(items: int, before: Levels, after: Levels) -> np.ndarray:
    pairs = np.outer(_ways(items, before), _ways(items, after))
    return np.where(pairs > 0, pairs, 1.0)
