"""Made-up pairs of regulations with a lineage between them, for tests of identities."""

from __future__ import annotations

import random
from fractions import Fraction

from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation.framework import Framework, Node
from spbe_analysis.regulation.lineage import Lineage, LineageRow
from spbe_analysis.regulation.rounding import fixed


def make_law(rng: random.Random, name: str, minimum: int, leaves: int) -> Framework:
    """A tree of domains, aspects and indicators with random exact weights."""
    parts = [rng.randint(1, 9) for _ in range(leaves)]
    whole = sum(parts)
    nodes = {f"{name}-INDEX": Node(f"{name}-INDEX", "", "index", "", Fraction(1), "100", "i", "i", "", "made up")}
    domains = rng.randint(1, min(3, leaves))
    cuts = sorted(rng.sample(range(1, leaves), domains - 1)) if domains > 1 else []
    for d, (start, stop) in enumerate(zip([0, *cuts], [*cuts, leaves], strict=True), start=1):
        code = f"{name}-D{d}"
        nodes[code] = _node(code, str(d), "domain", f"{name}-INDEX", Fraction(sum(parts[start:stop]), whole))
        for i in range(start, stop):
            leaf = f"{name}-I{i + 1:02d}"
            nodes[leaf] = _node(leaf, str(i + 1), "indicator", code, Fraction(parts[i], whole))
    meta = {
        "id": name,
        "prefix": name,
        "number": name,
        "scale": {"minimum": minimum, "maximum": 5},
        "rounding": {"rule": "half_up", "decimals": 2},
        "predicates": [],
        "predicate_rule": {"default": "exact"},
    }
    return Framework(name, name, meta, nodes)


def _node(code: str, number: str, kind: str, parent: str, weight: Fraction) -> Node:
    return Node(code, number, kind, parent, weight, str(weight * 100), code, code, "", "made up")


def make_lineage(rng: random.Random, before: Framework, after: Framework, shares: bool = True) -> Lineage:
    """Random links, at least one, with splits, mergers and now and then stated shares; the rest new or dropped."""
    pairs = {
        (rng.choice(before.indicators), rng.choice(after.indicators))
        for _ in range(rng.randint(1, len(before.indicators) + 2))
    }
    pairs = sorted(pairs)
    stated = shares and rng.random() < 0.3
    rows = []
    for old, new in pairs:
        share_before = Fraction(1, sum(o == old for o, _ in pairs) + rng.randint(0, 1)) if stated else None
        share_after = Fraction(1, sum(n == new for _, n in pairs) + rng.randint(0, 1)) if stated else None
        rows.append(
            LineageRow(old, new, "carried_over", "high", "made up", rng.random() < 0.2, share_before, share_after)
        )
    rows += [
        LineageRow(c, "", "dropped", "high", "made up") for c in before.indicators if c not in {o for o, _ in pairs}
    ]
    rows += [LineageRow("", c, "new", "high", "made up") for c in after.indicators if c not in {n for _, n in pairs}]
    return Lineage(before.id, after.id, tuple(rows))


def make_pair(rng: random.Random, most: int = 9, shares: bool = True) -> tuple[tuple[Framework, Framework], Lineage]:
    """Two regulations, the earlier now and then with a level 0, and a lineage between them."""
    before = make_law(rng, "PA", rng.randint(0, 1), rng.randint(1, most))
    after = make_law(rng, "PB", 1, rng.randint(1, most))
    return (before, after), make_lineage(rng, before, after, shares)


def make_levels(rng: random.Random, law: Framework) -> dict[str, int]:
    """A random whole table of levels."""
    return {leaf: rng.randint(law.minimum, law.maximum) for leaf in law.indicators}


def make_card(rng: random.Random, law: Framework, levels: dict[str, int], decimals: int = 2) -> Scorecard:
    """What a publisher might print of the levels: a random choice of nodes, rounded as the law says."""
    printed = {}
    for code in law.nodes:
        if rng.random() < (0.15 if law.nodes[code].kind == "indicator" else 0.6):
            units = law.units
            score = Fraction(sum(units[leaf] * levels[leaf] for leaf in law.leaves(code)), units[code])
            kind = law.nodes[code].kind
            printed[code] = str(levels[code]) if kind == "indicator" else fixed(score, decimals)
    return Scorecard.of(law, printed)
