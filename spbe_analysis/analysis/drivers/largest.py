"""How likely each node gained the most, or lost the most, among its siblings of the same kind.

Indicators are compared without listing their levels: give every indicator a
tie-break drawn uniformly between 0 and 1. The chance that nobody beats (change
d, tie-break u) is a polynomial in u whose degree is below the number of
indicators, so Gauss-Legendre nodes integrate it exactly.
"""

from __future__ import annotations

from functools import cache
from math import floor, log10, prod, sqrt
from typing import TYPE_CHECKING

import numpy as np

from spbe_analysis.analysis.feasible.sibling_sums import joint_sums
from spbe_analysis.analysis.feasible.skeleton import IndicatorBlock, Weights
from spbe_analysis.analysis.resampling import LARGEST_DRAWS, LARGEST_SEED

if TYPE_CHECKING:
    from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    from spbe_analysis.analysis.two_years.independent import IndependentPair
    from spbe_analysis.analysis.two_years.tied import PairSet

    Years = IndependentPair | PairSet

JOINT_LIMIT = 2_000_000  # pairs of joint candidates compared at once; more are drawn at random instead
MOST_LEVELS = 12  # values of an indicator compared exactly; draws must do where decimals leave more
PAIR_LIMIT = 20_000  # the same where indicators are compared


def largest_shares(
    pair: Years, classes: dict[str, tuple[str, ...]], signs: tuple[int, ...] = (1,)
) -> tuple[dict[int, dict[str, float]], frozenset[str]]:
    """Probability that a node's contribution is the largest among its siblings; ties are shared evenly.

    Siblings of a domain or aspect are the children of the same node; siblings
    of an indicator are the indicators below the same top-level node.

    Parameters
    ----------
    pair : IndependentPair or PairSet
        Both years' feasible sets, read apart or tied; of tied years only what
        bounds and classes leave open is drawn.
    classes : dict
        Exchangeable classes, from `exchangeable_classes`.
    signs : tuple of int
        1 asks for the largest gain, -1 for the largest loss.

    Returns
    -------
    (dict of int to dict of str to float, frozenset of str)
        By sign, the probability by code, adding up to 1 among siblings; and
        the codes for which it was estimated from random draws.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.exchangeable import exchangeable_classes
    >>> from spbe_analysis.analysis.two_years.independent import IndependentPair
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> figures = [dict.fromkeys(("D1", "D2", "D3"), "3.00") | {"D4": text} for text in ("2.00", "3.00")]
    >>> pair = IndependentPair(framework, *(Scorecard.of(framework, scores) for scores in figures))
    >>> shares, drawn = largest_shares(pair, exchangeable_classes(framework, pair.before, pair.after))
    >>> shares[1]["P59-D4"], shares[1]["P59-D1"]
    (1.0, 0.0)
    """
    found: dict[int, dict[str, float]] = {sign: {} for sign in signs}
    drawn: set[str] = set()
    changes = None
    for siblings, top in _families(pair, classes):
        for sign, shares in found.items():
            if len({classes.get(code, code) for code in siblings}) == 1:
                shares.update(dict.fromkeys(siblings, 1 / len(siblings)))
                continue
            own = _exactly(pair, siblings, top, sign)
            if own is None:
                if changes is None:
                    first, second = pair.sample(LARGEST_DRAWS, LARGEST_SEED)
                    changes = second.astype("int64") - first.astype("int64")
                own = _from_draws(pair, siblings, sign * changes)
                drawn.update(siblings)
            shares.update(_even_in_class(own, classes))
    return found, frozenset(drawn)


def drawn_decimals(members: int) -> int:
    """Decimals that a drawn chance is known to, shared evenly among the members of a class.

    Examples
    --------
    >>> drawn_decimals(1), drawn_decimals(20)
    (3, 4)
    """
    error = 1 / (2 * sqrt(LARGEST_DRAWS) * max(members, 1))
    return floor(-log10(error)) + 1


def _families(pair: Years, classes: dict[str, tuple[str, ...]]) -> list[tuple[tuple[str, ...], str]]:
    """Children of one node compete; indicators compete with all below the same top-level node.

    Top-level nodes that share a class of indicators are taken together, so
    that members of a class always meet the same rivals.
    """
    framework = pair.framework
    nodes = {code: tuple(c for c in framework.children(code) if framework.children(c)) for code in framework.nodes}
    families = [(below, code) for code, below in nodes.items() if below]
    groups: dict[str, set[str]] = {}
    for top in framework.children(framework.root):
        members = {top}
        for leaf in framework.leaves(top):
            members |= {framework.upward(other)[-2] for other in classes.get(leaf, ())}
        for other in set().union(*(groups.get(member, {member}) for member in members)):
            members |= groups.get(other, {other})
        for member in members:
            groups[member] = members
    for members in {id(group): group for group in groups.values()}.values():
        leaves = tuple(
            leaf for top in framework.children(framework.root) if top in members for leaf in framework.leaves(top)
        )
        families.append((leaves, members.copy().pop() if len(members) == 1 else ""))
    return families


def _exactly(pair: Years, siblings: tuple[str, ...], parent: str, sign: int) -> dict[str, float] | None:
    bounds = [pair.change_bounds(code) for code in siblings]
    if all(low == high for low, high in bounds):
        changes = np.array([[low for low, _ in bounds]])
        return dict(zip(siblings, map(float, _winners(sign * changes, np.ones(1))), strict=True))
    if not parent or pair.tied:
        return None
    if pair.framework.nodes[siblings[0]].kind == "indicator":
        return _indicator_shares(*((pair.before, pair.after) if sign > 0 else (pair.after, pair.before)), parent)
    if pair.before.parts(parent) != list(siblings) or pair.after.parts(parent) != list(siblings):
        return None
    first, second = joint_sums(pair.before, parent), joint_sums(pair.after, parent)
    if first is None or second is None or len(first) * len(second) > JOINT_LIMIT:
        return None
    start, end = (np.array([sums for sums, _ in year]) for year in (first, second))
    p, q = (np.array([share for _, share in year]) for year in (first, second))
    changes = (end[None, :, :] - start[:, None, :]).reshape(-1, len(siblings))
    return dict(zip(siblings, map(float, _winners(sign * changes, np.outer(p, q).ravel())), strict=True))


def _winners(changes, shares):
    top = changes == changes.max(axis=1, keepdims=True)
    return (top / top.sum(axis=1, keepdims=True) * shares[:, None]).sum(axis=0)


def _from_draws(pair: Years, siblings: tuple[str, ...], drawn) -> dict[str, float]:
    framework = pair.framework
    below = [set(framework.leaves(code)) for code in siblings]
    units = [[framework.tick_units[leaf] if leaf in own else 0 for own in below] for leaf in framework.indicators]
    wins = _winners(drawn @ np.array(units), np.ones(len(drawn)))
    return dict(zip(siblings, map(float, wins / len(drawn)), strict=True))


def _even_in_class(shares: dict[str, float], classes: dict[str, tuple[str, ...]]) -> dict[str, float]:
    even = {}
    for code in shares:
        members = [other for other in classes.get(code, (code,)) if other in shares]
        even[code] = sum(shares[other] for other in members) / len(members)
    return even


def _indicator_shares(before: FeasibleSet, after: FeasibleSet, top: str) -> dict[str, float] | None:
    """Probability that each indicator below `top` gains the most from one set to the other.

    The largest loss is the largest gain of the way back.

    Returns None when the indicators below `top` do not fall into groups of
    like ones whose sums can be listed; then draws must do.
    """
    first, second = (_groups(year, top) for year in (before, after))
    if first is None or second is None or [b.leaves for b in first] != [b.leaves for b in second]:
        return None
    starts, ends = joint_sums(before, top), joint_sums(after, top)
    if not starts or not ends or len(starts) * len(ends) > PAIR_LIMIT:
        return None
    p = np.array([share for _, share in starts])
    q = np.array([share for _, share in ends])
    low, high = _sums(starts, first), _sums(ends, second)
    leaves = sum(len(block.leaves) for block in first)
    nodes, weights = np.polynomial.legendre.leggauss(max(1, (leaves + 1) // 2))
    places = tuple((node + 1) / 2 for node in nodes)
    found: dict[str, float] = {}
    for k, (block, later) in enumerate(zip(first, second, strict=True)):
        levels = block.weights, later.weights
        share = 0.0
        for d in sorted({end - start for start, _ in levels[0] for end, _ in levels[1]}):
            bar = block.unit * d
            at_bar = _one_at_bar(len(block.leaves), *levels, block.unit, bar, places)
            tables = [(at_bar, _at(low[k], high[k], block, later))]
            for j, (other, its_later) in enumerate(zip(first, second, strict=True)):
                if j != k:
                    below = _below_bar(len(other.leaves), other.weights, its_later.weights, other.unit, bar, places)
                    tables.append((below, _at(low[j], high[j], other, its_later)))
            for place, weight in enumerate(weights):
                product = prod(table[place][at] for table, at in tables)
                share += weight / 2 * float(p @ product @ q)
        found.update(dict.fromkeys(block.leaves, share))
    return found


def _groups(year: FeasibleSet, top: str) -> list[IndicatorBlock] | None:
    groups = []
    for part in year.parts(top):
        below = [part] if isinstance(part, IndicatorBlock) else year.parts(part)
        if len(below) != 1 or not isinstance(below[0], IndicatorBlock):
            return None
        if len(below[0].weights) > MOST_LEVELS:
            return None
        groups.append(below[0])
    return groups


def _sums(joint: list, blocks: list[IndicatorBlock]) -> list[np.ndarray]:
    return [np.array([sums[k] // block.unit for sums, _ in joint]) for k, block in enumerate(blocks)]


def _at(low: np.ndarray, high: np.ndarray, before: IndicatorBlock, after: IndicatorBlock):
    size = len(before.leaves)
    return np.ix_(low - size * before.weights[0][0], high - size * after.weights[0][0])


def _shares(weights: Weights) -> list[tuple[int, float]]:
    """Levels with weights of which the largest is 1, so that no product overflows."""
    most = max(weight for _, weight in weights)
    return [(level, weight / most) for level, weight in weights]


@cache
def _ways(items: int, weights: Weights) -> np.ndarray:
    """Weight of the ways to each plain sum of `items` indicators, from the lowest sum up."""
    low = weights[0][0]
    one = np.zeros(weights[-1][0] - low + 1)
    for level, share in _shares(weights):
        one[level - low] = share
    out = np.ones(1)
    for _ in range(items):
        out = np.convolve(out, one)
    return out


@cache
def _weighted(items: int, before: Weights, after: Weights, unit: int, bar: int, us: tuple[float, ...]) -> np.ndarray:
    """Weight of pairs of level vectors in which nobody passes `bar`, by both years' sums; each at the bar counts u.

    One table for each of `us`, the first axis.
    """
    if items == 0:
        return np.ones((len(us), 1, 1))
    last = _weighted(items - 1, before, after, unit, bar, us)
    counted = np.array(us)[:, None, None]
    _, rows, columns = last.shape
    out = np.zeros((len(us), rows + before[-1][0] - before[0][0], columns + after[-1][0] - after[0][0]))
    for first, p in _shares(before):
        for second, q in _shares(after):
            gain = unit * (second - first)
            if gain <= bar:
                i, j = first - before[0][0], second - after[0][0]
                out[:, i : i + rows, j : j + columns] += last * (p * q * (counted if gain == bar else 1.0))
    return out


@cache
def _below_bar(items: int, before: Weights, after: Weights, unit: int, bar: int, us: tuple[float, ...]) -> np.ndarray:
    return _weighted(items, before, after, unit, bar, us) / _pairs(items, before, after)


@cache
def _one_at_bar(items: int, before: Weights, after: Weights, unit: int, bar: int, us: tuple[float, ...]) -> np.ndarray:
    """Chance that one named indicator sits exactly at the bar and no other of its group beats it; one table for each u."""
    last = _weighted(items - 1, before, after, unit, bar, us)
    _, rows, columns = last.shape
    out = np.zeros((len(us), rows + before[-1][0] - before[0][0], columns + after[-1][0] - after[0][0]))
    for first, p in _shares(before):
        for second, q in _shares(after):
            if unit * (second - first) == bar:
                i, j = first - before[0][0], second - after[0][0]
                out[:, i : i + rows, j : j + columns] += last * (p * q)
    return out / _pairs(items, before, after)


@cache
def _pairs(items: int, before: Weights, after: Weights) -> np.ndarray:
    pairs = np.outer(_ways(items, before), _ways(items, after))
    return np.where(pairs > 0, pairs, 1.0)
