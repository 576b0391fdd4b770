"""Random regulations small enough that every table of levels can be written out."""

from __future__ import annotations

import random
from fractions import Fraction

from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.framework import Node


def small_law(rng: random.Random, items: int, minimum: int = 1, maximum: int = 3) -> Framework:
    """A law of two domains with uneven whole weights; predicates at thirds of the scale."""
    weights = [rng.choice([1, 1, 2, 3]) for _ in range(items)]
    total = sum(weights)
    first = rng.randint(1, items - 1)
    domain = ["S-D1"] * first + ["S-D2"] * (items - first)
    share = {
        d: Fraction(sum(w for w, e in zip(weights, domain, strict=True) if e == d), total) for d in ("S-D1", "S-D2")
    }

    def node(code: str, kind: str, parent: str, weight: Fraction) -> Node:
        return Node(code, code[-1], kind, parent, weight, str(weight * 100), code, code, "", "invented")

    nodes = {"S-INDEX": node("S-INDEX", "index", "", Fraction(1))}
    for d in ("S-D1", "S-D2"):
        nodes[d] = node(d, "domain", "S-INDEX", share[d])
        for i, (w, e) in enumerate(zip(weights, domain, strict=True), start=1):
            if e == d:
                nodes[f"S-I{i}"] = node(f"S-I{i}", "indicator", d, Fraction(w, total))
    third = Fraction(maximum - minimum, 3)
    bounds = [minimum + 2 * third, minimum + third, Fraction(minimum)]
    meta = {
        "scale": {"minimum": minimum, "maximum": maximum},
        "rounding": {"rule": rng.choice(["half_up", "half_even", "truncate"]), "decimals": 2},
        "predicates": [{"id": f"P{i}", "en": f"P{i}", "from": str(b)} for i, b in enumerate(bounds)],
        "predicate_rule": {"default": "exact"},
        "aliases": {"index": "S-INDEX"},
    }
    return Framework("small", "S", meta, nodes)
