"""Plans, radii and ranks beside general solvers on the same questions, in one run.

    python benchmarks/panel_and_plans.py

Times are measured in this process; ratios are what to read. Answers of both
sides are compared on the way, and every comparison is counted.
"""

from __future__ import annotations

import platform
import random
import time
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array
from scipy.stats import rankdata

from spbe_analysis.analysis.drivers.robustness import flip_radius
from spbe_analysis.analysis.drivers.weight_draws import draw_weights
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.panel.join import contribution_bounds, domain_ledger, join_years
from spbe_analysis.analysis.panel.rank_robustness import rank_draws, rank_robustness
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.analysis.panel.variance_shares import covariance_shares
from spbe_analysis.analysis.plans import floors
from spbe_analysis.analysis.plans.hidden_levels import plan_hidden
from spbe_analysis.analysis.plans.known_levels import lowest_units, plan_known
from spbe_analysis.errors import SpbeError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.evidence.values.step_costs import StepCosts
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
CODES = LAW.indicators
UNITS = np.array([LAW.units[code] for code in CODES])


def timed(question, *given):
    start = time.perf_counter()
    answer = question(*given)
    return time.perf_counter() - start, answer


def next_up(card: Scorecard):
    """The predicate above the printed index, or None."""
    higher = [p for p in LAW.predicates if p.lower > card.values[LAW.root].value]
    return higher[-1] if higher else None


def possible_levels(cards: dict[str, Scorecard], many: int) -> list[tuple[dict[str, int], object]]:
    """One possible table of levels of each of `many` institutions, and its next predicate."""
    found = []
    for seed, card in enumerate(cards.values()):
        hidden = FeasibleSet(LAW, card)
        if not hidden.empty and next_up(card):
            found.append((dict(zip(CODES, map(int, hidden.sample(1, seed)[0]), strict=True)), next_up(card)))
        if len(found) == many:
            return found
    return found


def milp_plan(levels: dict[str, int], target, costs: StepCosts) -> float:
    """Least cost by an integer program: one yes/no per level step, a step only after the one below it."""
    names = [(c, k) for c in CODES for k in range(levels[c], LAW.maximum)]
    place = {name: i for i, name in enumerate(names)}
    need = lowest_units(target, LAW) - sum(LAW.units[c] * levels[c] for c in CODES)
    if need <= 0:
        return 0.0
    data = [(LAW.units[c], 0, i) for i, (c, _) in enumerate(names)]
    chain = [(place[c, k - 1], i) for (c, k), i in place.items() if (c, k - 1) in place]
    for row, (lower, upper) in enumerate(chain, start=1):
        data += [(1, row, lower), (-1, row, upper)]
    values, rows, columns = zip(*data, strict=True)
    matrix = csr_array((values, (rows, columns)), (len(chain) + 1, len(names)))
    price = np.array([float(costs.cost(c, k)) for c, k in names])
    done = milp(
        price,
        constraints=LinearConstraint(matrix, [need, *[0] * len(chain)]),
        integrality=1,
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(price @ np.rint(done.x))


def plans_from_levels(cards: dict[str, Scorecard]) -> None:
    cases = possible_levels(cards, 500)
    rng = random.Random(1)
    priced = StepCosts({c: {k: Fraction(rng.randint(1, 40), 4) for k in range(1, 5)} for c in CODES})
    plan_known(cases[0][0], LAW, cases[0][1])
    ours = theirs = differ = 0.0
    slowest = 0.0
    for costs in (StepCosts(), priced):
        for levels, target in cases:
            spent, plan = timed(plan_known, levels, LAW, target, costs)
            other, cost = timed(milp_plan, levels, target, costs)
            ours, theirs, slowest = ours + spent, theirs + other, max(slowest, spent)
            differ += abs(float(plan.cost) - cost) > 1e-9
    n = 2 * len(cases)
    print(
        f"plan from known levels: {n} cases, {differ:.0f} differ from milp; {1e3 * ours / n:.2f} ms each "
        f"(slowest {1e3 * slowest:.1f}), milp {1e3 * theirs / n:.2f} ms, ratio {theirs / ours:.1f}; "
        "ours also counts all cheapest plans and the whole frontier"
    )


def plans_from_sums(cards: dict[str, Scorecard]) -> None:
    usable = [(card, next_up(card)) for card in cards.values() if next_up(card)]
    floors._options.cache_clear()
    cold, _ = timed(plan_hidden, usable[0][0], LAW, usable[0][1])
    spent, refused = [], 0
    for card, target in usable:
        try:
            spent.append(timed(plan_hidden, card, LAW, target)[0])
        except SpbeError:
            refused += 1
    alone, _ = timed(plan_hidden, Scorecard.of(LAW, {"index": "2.91"}), LAW, LAW.predicates[1])
    print(
        f"plan for hidden levels: {len(spent)} national cards, median {1e3 * np.median(spent):.1f} ms "
        f"(first {1e3 * cold:.0f}, slowest {1e3 * max(spent):.0f}), {refused} refused; index alone {1e3 * alone:.0f} ms"
    )


def plans_that_hold(cards: dict[str, Scorecard], institutions: int = 100, draws: int = 10_000) -> None:
    failures, seed, tried = 0, 0, 0
    for card in cards.values():
        target, hidden = next_up(card), FeasibleSet(LAW, card)
        if target is None or hidden.empty:
            continue
        plan = plan_hidden(card, LAW, target)
        ends = {step.code: step.end for step in plan.steps}
        floor = np.array([ends.get(code, LAW.minimum) for code in CODES])
        levels = hidden.sample(draws, seed).astype(np.int64)
        missed = np.maximum(levels, floor) @ UNITS < plan.index * LAW.denominator
        failures += int((missed | (np.maximum(floor - levels, 0).sum(axis=1) > plan.cost)).sum())
        seed, tried = seed + 1, tried + 1
        if tried == institutions:
            break
    print(f"robust plans: {failures} failures in {tried} institutions x {draws:,} sampled hidden tables")


def radii(cases: int = 500) -> None:
    rng = random.Random(2)
    ours = theirs = worst = 0.0
    for _ in range(cases):
        raw = [rng.choice([1, 2, 3, 5, 20]) for _ in range(rng.randint(2, 8))]
        weights = [Fraction(x, sum(raw)) for x in raw]
        lead = [Fraction(rng.randint(-200, 300), 100) for _ in raw]
        spent, exact = timed(flip_radius, weights, lead)
        other, found = timed(bisected, weights, lead)
        ours, theirs = ours + spent, theirs + other
        assert (exact is None) == (found is None)
        worst = max(worst, abs(float(exact) - found) / (1 + found)) if exact is not None else worst
    print(
        f"radius: {cases} cases, largest relative difference from LP bisection {worst:.1e}; "
        f"{1e6 * ours / cases:.0f} us each, bisection {1e3 * theirs / cases:.1f} ms, ratio {theirs / ours:,.0f}"
    )


def bisected(weights: list[Fraction], lead: list[Fraction], top: float = 64.0) -> float | None:
    w, price = np.array([float(x) for x in weights]), np.array([float(x) for x in lead])

    def lost(r: float) -> bool:
        ends = np.column_stack([np.maximum(0.0, (1 - r) * w), (1 + r) * w])
        least = linprog(price, A_eq=np.ones((1, len(w))), b_eq=[1.0], bounds=ends).fun
        return least is not None and least <= 1e-12

    if w @ price <= 0:
        return 0.0
    if not lost(top):
        return None
    low, high = 0.0, top
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (low, middle) if lost(middle) else (middle, high)
    return high


def ranks_under_draws(panel, draws: int = 10_000) -> None:
    codes = LAW.of_kind("domain")
    weights = [LAW.weight(code) for code in codes]
    scores = np.array([[float(panel.after[name].values[c].value) for c in codes] for name in panel.names])
    spent, found = timed(lambda: rank_draws(scores, draw_weights(weights, draws=draws)))
    drawn = draw_weights(weights, draws=draws)
    other, loop = timed(lambda: [rankdata(-np.around(scores @ w, 12), method="min") for w in drawn[:1000]])
    same = np.mean(found[:1000] == np.array(loop))
    print(
        f"ranks: {len(scores)} institutions x {draws:,} draws in {spent:.2f} s; scipy.stats.rankdata draw by draw "
        f"{other * draws / 1000:.2f} s, ratio {other * draws / 1000 / spent:.1f}, equal ranks {same:.6f}"
    )
    import pandas as pd

    exact = pd.DataFrame(
        [[panel.after[name].values[c].value for c in codes] for name in panel.names], index=panel.names
    )
    print(f"        with radii, both schemes and quantiles: {timed(rank_robustness, exact, weights)[0]:.2f} s")


def the_panel(before: dict[str, Scorecard], after: dict[str, Scorecard]):
    bodies = load_register()
    join, panel = timed(join_years, before, after, bodies, LAW)
    exact = all(row.change == row.drift + row.category + row.own for row in panel.table.itertuples())
    places, _ = timed(panel_ranks, panel)
    ledger, table = timed(domain_ledger, panel)
    bounds, _ = timed(contribution_bounds, panel)
    parts = table["change"].unstack("code")[list(LAW.of_kind("domain"))].astype(float)
    share, shares = timed(covariance_shares, parts)
    print(
        f"panel: {len(panel.table)} joined, ledger exact for all: {exact}; join {1e3 * join:.0f} ms, places "
        f"{1e3 * places:.0f} ms, domain ledger {1e3 * ledger:.0f} ms, contribution bounds {1e3 * bounds:.0f} ms, "
        f"shares with bootstrap {1e3 * share:.0f} ms, |sum of shares - 1| {abs(shares['share'].sum() - 1):.1e}"
    )
    return panel


def main() -> None:
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    before, after = all_scorecards(2023), all_scorecards(2024)
    panel = the_panel(before, after)
    plans_from_levels(after)
    plans_from_sums(after)
    plans_that_hold(after)
    radii()
    ranks_under_draws(panel)


if __name__ == "__main__":
    main()
