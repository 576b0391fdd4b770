"""Plans by an integer program, and random costs, caps and prerequisites to try them on."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np

from spbe_analysis.evidence.values.step_costs import Need, StepCosts
from spbe_analysis.regulation import Framework


def random_costs(rng: random.Random, law: Framework, needs: int) -> StepCosts:
    codes = law.indicators
    steps = range(law.minimum, law.maximum)
    step = {
        code: {level: Fraction(rng.randint(0, 12), rng.choice([1, 2, 4])) for level in steps}
        for code in codes
        if rng.random() < 0.7
    }
    cap = {code: rng.randint(law.minimum, law.maximum) for code in codes if rng.random() < 0.15}
    order = rng.sample(codes, len(codes))
    pairs = [sorted(rng.sample(range(len(codes)), 2)) for _ in range(needs)]
    tied = tuple(
        Need(order[a], rng.randint(law.minimum + 1, law.maximum), order[b], rng.randint(law.minimum + 1, law.maximum))
        for a, b in pairs
    )
    return StepCosts(step, cap, tied)


def milp_cost(levels: dict[str, int], law: Framework, costs: StepCosts, threshold: int) -> float | None:
    """Least cost by an integer program with one yes/no per level step."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    names = [(c, k) for c in law.indicators for k in range(levels[c] + 1, costs.highest(c, law) + 1)]
    place = {name: i for i, name in enumerate(names)}
    need = threshold - sum(law.units[c] * levels[c] for c in law.indicators)
    if need > sum(law.units[c] for c, _ in names):
        return None
    if not names:
        return 0.0
    rows, low = [{i: law.units[c] for i, (c, _) in enumerate(names)}], [need]
    for (c, k), i in place.items():  # a step only after the one below it
        if (c, k - 1) in place:
            rows.append({place[c, k - 1]: 1, i: -1})
            low.append(0)
    for n in costs.needs:
        if (n.code, n.level) in place and levels[n.other] < n.other_level:
            there = place.get((n.other, n.other_level))
            rows.append({place[n.code, n.level]: -1} | ({there: 1} if there is not None else {}))
            low.append(0)
    data = [(v, r, i) for r, row in enumerate(rows) for i, v in row.items()]
    matrix = csr_array(
        ([v for v, _, _ in data], ([r for _, r, _ in data], [i for _, _, i in data])), (len(rows), len(names))
    )
    price = np.array([float(costs.cost(c, k - 1)) for c, k in names])
    done = milp(
        price, constraints=LinearConstraint(matrix, low), integrality=1, bounds=Bounds(0, 1), options={"mip_rel_gap": 0}
    )
    return None if done.x is None else float(price @ np.round(done.x))
