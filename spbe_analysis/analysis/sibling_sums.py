"""Plain sums of levels: what a node's sum may be, and which sums of its children go together."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from spbe_analysis.analysis.skeleton import Block, Part

if TYPE_CHECKING:
    from spbe_analysis.analysis.feasible import FeasibleSet

CANDIDATE_LIMIT = 10_000  # more joint candidates than this help nobody who reads them


def sum_bounds(feasible: FeasibleSet, code: str) -> tuple[int, int]:
    """Lowest and highest plain sum of the levels below a node over the whole set.

    Where the node's indicators have several weights, one score may go with
    several plain sums; both ends are reached.
    """
    feasible.require()
    if feasible.framework.nodes[code].kind == "indicator":
        low, high = feasible.score_bounds(code)
        return int(low), int(high)
    plain = _plain_sums(feasible, code)
    ends = [plain[x] for x in feasible.weights_of(code)]
    return min(low for low, _ in ends), max(high for _, high in ends)


def candidates(
    feasible: FeasibleSet, parent: str, limit: int = CANDIDATE_LIMIT
) -> list[tuple[tuple[int, ...], float]] | None:
    """Joint possible plain sums of a node's children with their probabilities, likeliest first.

    Returns None when the children are not nodes whose own indicators share one
    weight, or when there are more than `limit` candidates.
    """
    feasible.require()
    children = feasible.parts(parent)
    units = [_one_unit(feasible, part) for part in children]
    if len(children) < 2 or not all(units):
        return None
    *front, last = [feasible.inside(part) for part in children]
    outside = feasible.outside(parent)
    possible = [feasible.weights_of(part) for part in children[:-1]]
    if prod(len(table) for table in possible) * len(outside) > 20 * limit:
        return None
    found = {}
    for sums in product(*possible):
        ways, head = prod(table[x] for table, x in zip(front, sums, strict=True)), sum(sums)
        for z, ways_outside in outside.items():
            if ways_last := last.get(z - head):
                plain = tuple(x // unit for x, unit in zip((*sums, z - head), units, strict=True))
                found[plain] = ways * ways_outside * ways_last / feasible.total
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return ranked if len(ranked) <= limit else None


def _plain_sums(feasible: FeasibleSet, code: str) -> dict[int, tuple[int, int]]:
    out = {0: (0, 0)}
    for part in feasible.parts(code):
        if isinstance(part, Block):
            table = {x: (x // part.unit, x // part.unit) for x in part.table}
        else:
            table = _plain_sums(feasible, part)
        joined: dict[int, tuple[int, int]] = {}
        for (x, (a, b)), (y, (c, d)) in product(out.items(), table.items()):
            low, high = joined.get(x + y, (a + c, b + d))
            joined[x + y] = (min(low, a + c), max(high, b + d))
        out = joined
    allowed = feasible.inside(code)
    return {x: ends for x, ends in out.items() if x in allowed}


def _one_unit(feasible: FeasibleSet, part: Part) -> int:
    if isinstance(part, Block):
        return 0
    units = {feasible.framework.units[leaf] for leaf in feasible.framework.leaves(part)}
    return units.pop() if len(units) == 1 else 0
