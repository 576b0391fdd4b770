"""The feasible-set engine beside general engines on the same questions, in one run.

    pip install -r requirements.lock -r benchmarks/requirements.txt
    python benchmarks/feasible_set.py

Every time is the best of several runs in this process on one core; ratios are
what to read. Engines that are not installed are left out and said so.
"""

from __future__ import annotations

import platform
import time
import warnings

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from spbe_analysis.analysis.feasible import counting, skeleton
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import UNIFORM, Prior
from spbe_analysis.evidence.published import all_scorecards, scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.rounding import printed_interval
from spbe_analysis.studies.priors import learned_level_prior

KALTIM = {"index": "2.91", "D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "3.90"}
LAW = load_framework("permenpanrb-59-2020")


def best(question, runs: int) -> tuple[float, object]:
    """Shortest time of several runs [s] and the answer."""
    times, answer = [], None
    for _ in range(runs):
        start = time.perf_counter()
        answer = question()
        times.append(time.perf_counter() - start)
    return min(times), answer


def forget() -> None:
    """Empty every cache, so that the next answer starts cold."""
    counting.power.cache_clear()
    skeleton._scaled.cache_clear()
    skeleton._skeleton.cache_clear()


def count_ours(items: int, total: int) -> int:
    forget()
    return counting.power(tuple((level, 1) for level in range(1, 6)), items)[total]


def count_normaliz(items: int, total: int) -> int:
    from PyNormaliz import Cone

    unit = [[1 if i == j else 0 for j in range(items)] for i in range(items)]
    inequalities = [[*row, -1] for row in unit] + [[-x for x in row] + [5] for row in unit]
    cone = Cone(inhom_inequalities=inequalities, inhom_equations=[[1] * items + [-total]])
    return int(cone.NumberLatticePoints())


def count_cp_sat(items: int, total: int) -> int:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    levels = [model.new_int_var(1, 5, f"l{i}") for i in range(items)]
    model.add(sum(levels) == total)

    class Counter(cp_model.CpSolverSolutionCallback):
        def __init__(self):
            super().__init__()
            self.seen = 0

        def on_solution_callback(self):
            self.seen += 1

    solver, counter = cp_model.CpSolver(), Counter()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(model, counter)
    return counter.seen


def marginals(card: Scorecard, law: Framework = LAW, prior: Prior = UNIFORM) -> FeasibleSet:
    """Count, sharp bounds, expectation and probabilities of every node and indicator."""
    found = FeasibleSet(law, card, prior)
    if found.count:
        for code in law.nodes:
            found.score_bounds(code)
            found.expected(code)
            found.distribution(code)
    return found


def bounds_milp(card: Scorecard, law: Framework = LAW) -> int:
    """Sharp bounds of every node by mixed-integer programs; a level is its least value and so many steps."""
    values = [law.values(leaf) for leaf in law.indicators]
    least, steps = [ticks[0] for ticks in values], [ticks[1] - ticks[0] for ticks in values]
    units = [law.tick_units[leaf] for leaf in law.indicators]
    most = [len(ticks) - 1 for ticks in values]
    rows, low, high = [], [], []
    for code, printed in card.values.items():
        below = [leaf in set(law.leaves(code)) for leaf in law.indicators]
        first, last = printed_interval(printed.value, printed.decimals, law.rounding).integers(law.units[code])
        rows.append([unit * step * inside for unit, step, inside in zip(units, steps, below, strict=True)])
        start = sum(unit * tick * inside for unit, tick, inside in zip(units, least, below, strict=True))
        low.append(first - start)
        high.append(last - start)
    constraint, solved = LinearConstraint(np.array(rows), low, high), 0
    for code in law.nodes:
        below = [leaf in set(law.leaves(code)) for leaf in law.indicators]
        cost = np.array([u * s * inside for u, s, inside in zip(units, steps, below, strict=True)], dtype=float)
        for sign in (1, -1):
            milp(sign * cost, integrality=np.ones(len(cost)), bounds=Bounds(0, most), constraints=[constraint])
            solved += 1
    return solved


def rejection(card: Scorecard, seconds: float) -> tuple[int, int]:
    """Accepted and tried vectors of uniform random levels within a time."""
    windows = {
        code: printed_interval(p.value, p.decimals, LAW.rounding).integers(LAW.units[code])
        for code, p in card.values.items()
    }
    matrix = np.array(
        [[LAW.units[leaf] if leaf in set(LAW.leaves(c)) else 0 for leaf in LAW.indicators] for c in windows]
    )
    low, high = (np.array([w[k] for w in windows.values()]) for k in (0, 1))
    rng, stop, kept, tried = np.random.default_rng(0), time.perf_counter() + seconds, 0, 0
    while time.perf_counter() < stop:
        sums = rng.integers(1, 6, (20_000, 47)) @ matrix.T
        kept += int(((sums >= low) & (sums <= high)).all(axis=1).sum())
        tried += 20_000
    return kept, tried


def hit_and_run(card: Scorecard, n: int) -> int:
    """Hit-and-run steps in the continuous polytope of the same card, without whole levels."""
    import hopsy

    rows, ends = [], []
    for code, p in card.values.items():
        below = set(LAW.leaves(code))
        row = np.array([LAW.units[leaf] / LAW.units[code] if leaf in below else 0.0 for leaf in LAW.indicators])
        interval = printed_interval(p.value, p.decimals, LAW.rounding)
        rows += [row, -row]
        ends += [float(interval.high), -float(interval.low)]
    a = np.vstack([*rows, np.eye(47), -np.eye(47)])
    b = np.concatenate([ends, np.full(47, 5.0), np.full(47, -1.0)])
    problem = hopsy.Problem(a, b)
    start = hopsy.compute_chebyshev_center(problem)
    chain = hopsy.MarkovChain(problem, proposal=hopsy.UniformHitAndRunProposal, starting_point=start)
    # A draw that forgets the last one needs about as many steps as there are dimensions.
    _, samples = hopsy.sample(chain, hopsy.RandomNumberGenerator(1), n_samples=n, thinning=47)
    return samples.shape[1]


def main() -> None:
    warnings.filterwarnings("ignore")
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, one core\n")
    ours, answer = best(lambda: count_ours(10, 27), 50)
    print(f"count 10 indicators at sum 27: ours, cold {ours * 1e6:,.0f} us -> {answer:,}")
    for name, engine, runs in (("Normaliz", count_normaliz, 1), ("CP-SAT enumeration", count_cp_sat, 1)):
        try:
            took, said = best(lambda engine=engine: engine(10, 27), runs)
        except ImportError:
            print(f"  {name}: not installed")
            continue
        print(f"  {name} {took:.2f} s -> {said:,}: ours {took / ours:,.0f} times as fast")
    ours8, answer = best(lambda: count_ours(8, 22), 50)
    try:
        took, said = best(lambda: count_cp_sat(8, 22), 1)
        print(
            f"count 8 indicators at sum 22: ours {ours8 * 1e6:,.0f} us -> {answer:,}; CP-SAT {took:.2f} s -> {said:,}: {took / ours8:,.0f} times"
        )
    except ImportError:
        pass

    domain, index = Scorecard.of(LAW, KALTIM), Scorecard.of(LAW, {"index": "2.91"})
    for name, card in (("index only", index), ("domains and index", domain)):
        forget()
        cold, _ = best(lambda card=card: marginals(card), 1)
        warm, _ = best(lambda card=card: marginals(card), 20)
        print(f"all marginals, {name}: {warm * 1e3:.2f} ms (first in the process {cold * 1e3:.1f} ms)")
    bounds, _ = best(lambda: marginals(domain), 20)
    took, solved = best(lambda: bounds_milp(domain), 1)
    print(
        f"sharp bounds of all {solved // 2} nodes, domains and index: scipy milp {took:.2f} s, ours with all marginals {bounds * 1e3:.2f} ms: {took / bounds:,.0f} times"
    )

    learned = learned_level_prior(LAW, domain)
    took, _ = best(lambda: marginals(domain, prior=learned), 5)
    print(f"all marginals, domains and index, learned weights: {took * 1e3:.2f} ms")
    mixed, card = load_framework("permenpanrb-8-2026"), scorecard_for("Kab. Aceh Tengah", 2026, "interim")
    parts = {code: printed.text for code, printed in card.values.items() if mixed.nodes[code].kind != "indicator"}
    for name, given in (("index only", {"index": card.values[mixed.root].text}), ("aspects and index", parts)):
        forget()
        some = Scorecard.of(mixed, given)
        took, _ = best(lambda some=some: marginals(some, mixed), 1)
        theirs, solved = best(lambda some=some: bounds_milp(some, mixed), 1)
        print(
            f"8/2026, {len(mixed.indicators)} indicators in steps of 0.005, {name}: all marginals {took:.2f} s; "
            f"sharp bounds of {solved // 2} nodes by scipy milp {theirs:.2f} s"
        )

    cards = [card for year in (2023, 2024) for card in all_scorecards(year).values()]
    forget()
    took, _ = best(lambda: [marginals(card) for card in cards], 1)
    print(f"all marginals of {len(cards):,} cards of two years: {took:.2f} s")

    for name, card in (("index only", index), ("domains and index", domain)):
        found, n = marginals(card), 200_000
        took, _ = best(lambda found=found, n=n: found.sample(n, 1), 3)
        rate = n / took
        kept, tried = rejection(card, 2.0)
        line = (
            f"samples, {name}: ours {rate:,.0f} a second; rejection kept {kept} of {tried:,}, {kept / 2:,.0f} a second"
        )
        try:
            took, got = best(lambda card=card: hit_and_run(card, 2_000), 1)
            line += f"; hit-and-run (continuous, 47 steps a draw) {got / took:,.0f} a second: ours {rate * took / got:,.0f} times"
        except ImportError:
            line += "; hopsy not installed"
        print(line)


if __name__ == "__main__":
    main()
