"""Plain sums of levels: what a node's sum may be, and which sums of its children go together."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

from spbe_analysis.analysis.feasible.linear_bounds import separable_bounds
from spbe_analysis.analysis.feasible.skeleton import IndicatorBlock, Part

MOST_SUMS = 10_000  # possible sums of the nodes below the index up to which plain sums of levels are bounded
CANDIDATE_LIMIT = 10_000  # more joint candidates than this help nobody who reads them

SumRange = tuple[int | Fraction | None, int | Fraction | None]


def sum_bounds(feasible, code: str) -> SumRange:
    """Lowest and highest plain sum of the levels below a node over the whole set.

    Where the node's indicators have several weights, one score may go with
    several plain sums; both ends are reached.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> sum_bounds(FeasibleSet(framework, Scorecard.of(framework, {"D1": "2.90"})), "P59-D1")
    (29, 29)
    """
    feasible.require()
    if feasible.framework.nodes[code].kind == "indicator":
        low, high = feasible.score_bounds(code)
        return _level(low), _level(high)
    if feasible.framework.ticks > 1:
        return feasible.level_sums[code]
    plain = _plain_sums(feasible, code)
    ends = [plain[x] for x in feasible.weights_of(code)]
    return min(low for low, _ in ends), max(high for _, high in ends)


def joint_sums(feasible, parent: str) -> list[tuple[tuple[int, ...], float]] | None:
    """Joint possible sums [units] of all parts of a node with their probabilities.

    Returns None when there may be more than `CANDIDATE_LIMIT` of them.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> joint_sums(FeasibleSet(framework, Scorecard.of(framework, {"D1": "1.00"})), "P59-D1")
    [((260,), 1.0)]
    """
    feasible.require()
    parts = feasible.parts(parent)
    if len(parts) == 1:
        return [((x,), ways / feasible.total) for x, ways in feasible.weights_of(parent).items()]
    insides = [feasible.part_table(part) for part in parts]
    outside = feasible.outside(parent)
    possible = [[x for x in inside if x in feasible.part_outside(parent, i)] for i, inside in enumerate(insides[:-1])]
    tries = prod(len(sums) for sums in possible)
    if tries > CANDIDATE_LIMIT or tries * len(outside) > 50 * CANDIDATE_LIMIT:
        return None
    found, last = [], insides[-1]
    for sums in product(*possible):
        ways, head = prod(table[x] for table, x in zip(insides, sums, strict=False)), sum(sums)
        for z, ways_outside in outside.items():
            if ways_last := last.get(z - head):
                found.append(((*sums, z - head), ways * ways_outside * ways_last / feasible.total))
    return found if len(found) <= CANDIDATE_LIMIT else None


def candidates(feasible, parent: str) -> list[tuple[tuple[int, ...], float]] | None:
    """Joint possible plain sums of a node's children with their probabilities, likeliest first.

    Returns None when the children are not nodes whose own indicators share one
    weight, or when there are more than `CANDIDATE_LIMIT` candidates.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> year = FeasibleSet(framework, Scorecard.of(framework, {"D2": "1.10"}))
    >>> [sums for sums, _ in candidates(year, "P59-D2")]
    [(4, 5, 2), (5, 4, 2), (4, 4, 3)]
    """
    units = [_one_unit(feasible, part) for part in feasible.parts(parent)]
    if len(units) < 2 or not all(units):
        return None
    joint = joint_sums(feasible, parent)
    if joint is None:
        return None
    level = feasible.framework.level
    plain = [(tuple(level(x // unit) for x, unit in zip(sums, units, strict=True)), p) for sums, p in joint]
    return sorted(plain, key=lambda item: (-item[1], item[0]))


def level_sums(feasible) -> dict[str, SumRange]:
    """Lowest and highest sum of levels below every node that is no indicator, where levels have ticks.

    None and None for nodes of several weights where so much is open that the
    sums are not worth the time they take.

    Examples
    --------
    >>> from spbe_analysis.analysis.feasible.feasible import FeasibleSet
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-8-2026")
    >>> level_sums(FeasibleSet(framework, Scorecard.of(framework, {"A5": "1.08"})))["P8-A5"]
    (Fraction(43, 20), Fraction(433, 200))
    """
    framework = feasible.framework
    nodes = [code for code in framework.nodes if framework.children(code)]
    found: dict[str, SumRange] = dict.fromkeys(nodes, (None, None))
    mixed = []
    for code in nodes:
        unit = _one_unit(feasible, code)
        if unit:
            low, high = feasible.score_bounds(code)
            found[code] = _level(low * len(framework.leaves(code))), _level(high * len(framework.leaves(code)))
        else:
            mixed.append(code)
    if sum(len(feasible.part_table(part)) for part in feasible.parts(framework.root)) > MOST_SUMS:
        return found
    sums = [
        {leaf: [Fraction(x, framework.ticks) for x in framework.printable(leaf)] for leaf in framework.leaves(code)}
        for code in mixed
    ]
    bounds = separable_bounds(framework, feasible.scorecard, sums, feasible.rounding) if mixed else []
    return found | {code: (_level(low), _level(high)) for code, (low, high) in zip(mixed, bounds, strict=True)}


def _level(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _plain_sums(feasible, code: str) -> dict[int, tuple[int, int]]:
    out = {0: (0, 0)}
    for part in feasible.parts(code):
        if isinstance(part, IndicatorBlock):
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


def _one_unit(feasible, part: Part) -> int:
    if isinstance(part, IndicatorBlock):
        return 0
    units = {feasible.framework.tick_units[leaf] for leaf in feasible.framework.leaves(part)}
    return units.pop() if len(units) == 1 else 0
