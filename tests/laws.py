"""Random small regulations and cards, small enough to write out every table of levels."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

from spbe_analysis.analysis.bridge.decomposition import bridge_forms
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard, check_levels
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.framework import Node
from spbe_analysis.regulation.grid import WHOLE
from spbe_analysis.regulation.rounding import fixed, round_exact


def random_law(rng: random.Random, most: int = 7) -> Framework:
    """A regulation of 2 to `most` indicators: uneven weights, 1 to 3 levels of tree, levels from 0 or 1."""
    count, depth, minimum = rng.randint(2, most), rng.randint(1, 3), rng.randint(0, 1)
    maximum = minimum + rng.randint(2, 4 if count < 6 else 2)
    parts = [1] * count if rng.random() < 0.4 else [rng.randint(1, 6) for _ in range(count)]
    weights = [Fraction(part, sum(parts)) for part in parts]
    above = [rng.randrange(min(3, count)) for _ in range(count)]
    over = {a: rng.randrange(2) for a in set(above)}
    nodes: dict[str, Node] = {}

    def add(code: str, kind: str, parent: str, weight: Fraction) -> None:
        nodes[code] = Node(code, code[-2:].strip("IAD"), kind, parent, weight, "", code, code, "", "made up")

    add("R-INDEX", "index", "", Fraction(1))
    if depth == 3:
        for d in sorted(set(over.values())):
            add(f"R-D{d}", "domain", "R-INDEX", sum(w for w, a in zip(weights, above, strict=True) if over[a] == d))
    if depth > 1:
        for a in sorted(set(above)):
            parent = f"R-D{over[a]}" if depth == 3 else "R-INDEX"
            add(f"R-A{a}", "aspect", parent, sum(w for w, b in zip(weights, above, strict=True) if a == b))
    for i, (weight, a) in enumerate(zip(weights, above, strict=True)):
        add(f"R-I{i:02d}", "indicator", f"R-A{a}" if depth > 1 else "R-INDEX", weight)
    third = Fraction(maximum - minimum, 3)
    meta = {
        "number": "r",
        "scale": {"minimum": minimum, "maximum": maximum},
        "rounding": {"rule": "half_up", "decimals": 2},
        "predicates": [{"id": f"P{k}", "en": f"P{k}", "from": str(minimum + k * third)} for k in (2, 1, 0)],
        "predicate_rule": {"default": "rounded"},
    }
    return Framework("random", "R", meta, nodes)


GRIDS = {
    "half": {"kind": "decimal", "step": "1/2"},
    "third": {"kind": "rounded", "step": "1/3"},
    "open": {"kind": "other_index", "step": "1/4", "known": False, "basis_id": "diandaikan", "basis_en": "assumed"},
}


def mixed_law(rng: random.Random, most: int = 4) -> Framework:
    """A small regulation whose indicators lie on whole levels, halves, rounded thirds and an assumed grid of quarters."""
    law = random_law(rng, most)
    span = {"minimum": law.minimum, "maximum": law.minimum + 2}
    grid = {leaf: rng.choice([WHOLE.id, *GRIDS]) for leaf in law.indicators}
    nodes = {code: replace(node, grid=grid.get(code, WHOLE.id)) for code, node in law.nodes.items()}
    third = Fraction(2, 3)
    predicates = [{"id": f"P{k}", "en": f"P{k}", "from": str(law.minimum + k * third)} for k in (2, 1, 0)]
    return Framework("random", "R", {**law.meta, "scale": span, "predicates": predicates, "grids": GRIDS}, nodes)


def mixed_levels(rng: random.Random, law: Framework) -> tuple[Fraction, ...]:
    """Values drawn evenly over what each indicator can have."""
    return tuple(Fraction(rng.choice(law.values(leaf)), law.ticks) for leaf in law.indicators)


def mixed_card(rng: random.Random, law: Framework, truth: tuple[Fraction, ...], rule: str) -> Scorecard:
    """Some of the scores and values of a table, indicators with two decimals or, all whole, with none."""
    values = {}
    for code, node in law.nodes.items():
        if rng.random() < (0.35 if node.kind == "indicator" else 0.45):
            decimals = 2 if node.kind == "indicator" else rng.choice([0, 1, 2, 2, 3])
            values[code] = PrintedValue.read(code, fixed(score(law, truth, code), decimals, rule))
    return Scorecard(law.id, values)


def every_mixed_table(law: Framework, card: Scorecard, rule: str) -> list[tuple[Fraction, ...]]:
    """All tables of values that print as the card says, by trying every one."""
    scales = [[Fraction(x, law.ticks) for x in law.values(leaf)] for leaf in law.indicators]
    return [
        levels
        for levels in product(*scales)
        if all(round_exact(score(law, levels, code), p.decimals, rule) == p.value for code, p in card.values.items())
    ]


def score(law: Framework, levels: tuple[int, ...], code: str) -> Fraction:
    """Exact score of a node from levels in the regulation's order."""
    by_leaf = dict(zip(law.indicators, levels, strict=True))
    return Fraction(sum(law.units[leaf] * by_leaf[leaf] for leaf in law.leaves(code)), law.units[code])


def random_levels(rng: random.Random, law: Framework) -> tuple[int, ...]:
    """Levels drawn evenly over the scale."""
    return tuple(rng.randint(law.minimum, law.maximum) for _ in law.indicators)


def random_card(rng: random.Random, law: Framework, truth: tuple[int, ...], rule: str) -> Scorecard:
    """Some of the scores of a table of levels, printed with 0 to 3 decimals; now and then one made wrong."""
    values = {}
    for code, node in law.nodes.items():
        if rng.random() < (0.25 if node.kind == "indicator" else 0.45):
            decimals = 0 if node.kind == "indicator" else rng.choice([0, 1, 2, 2, 3])
            values[code] = PrintedValue.read(code, fixed(score(law, truth, code), decimals, rule))
    if values and rng.random() < 0.1:
        code = rng.choice(list(values))
        values[code] = PrintedValue.read(code, str(rng.randint(law.minimum, law.maximum)))
    return Scorecard(law.id, values)


def every_table(law: Framework, card: Scorecard, rule: str) -> list[tuple[int, ...]]:
    """All tables of levels that print as the card says, by trying every one."""
    scale = range(law.minimum, law.maximum + 1)
    return [
        levels
        for levels in product(scale, repeat=len(law.indicators))
        if all(round_exact(score(law, levels, code), p.decimals, rule) == p.value for code, p in card.values.items())
    ]


def bridge_levels(before: dict, after: dict, frameworks: tuple, lineage, scale: str = "level") -> dict[str, Fraction]:
    """Exact parts of a change from two whole tables of levels, by the forms of the bridge."""
    tables = [check_levels(dict(levels), law) for levels, law in zip((before, after), frameworks, strict=True)]
    forms = bridge_forms(frameworks, lineage, scale)
    return {name: form.at(dict(enumerate(tables)), dict(enumerate(frameworks))) for name, form in forms.items()}
