"""Two years tied by assumptions: how long every answer about a pair of published cards takes.

    python benchmarks/pair_tree.py

`cold` is the first answer with every table forgotten, `warm` the best of five
that follow in this process; a new pair is set up each time. One answer holds
the exact count, the pair probabilities of all indicators, and distribution and
bounds of the change of every node.
"""

from __future__ import annotations

import platform
import time
from itertools import pairwise

from spbe_analysis.analysis.assumptions import parse_assumptions
from spbe_analysis.analysis.feasible import skeleton
from spbe_analysis.analysis.two_years import pair_tree as pair_parts
from spbe_analysis.analysis.two_years.tied import PairSet
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
# Laporan Pelaksanaan Evaluasi SPBE 2023, Tabel 35 no. 1, and 2024, Tabel 36 no. 1: Kalimantan Timur.
FIRST = {"index": "2.91", "D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "3.90"}
SECOND = {"index": "3.79", "D1": "3.70", "D2": "3.50", "D3": "2.82", "D4": "4.32"}
PAIRS = {
    "domain cards": (FIRST, SECOND),
    "index only": ({"index": "2.91"}, {"index": "3.79"}),
    "index only, middle of the scale": ({"index": "3.00"}, {"index": "3.00"}),
    "domain card, then index only": (FIRST, {"index": "3.79"}),
    "nothing, then index only": ({}, {"index": "3.79"}),
}
TIES = (["max-step=2"], ["no-fall"], ["no-fall", "max-step=2"])
DRAWS = 20_000


def forget() -> None:
    """Empty every cache, so that the next answer starts cold."""
    pair_parts._levels_table.cache_clear()
    skeleton._scaled.cache_clear()
    skeleton._skeleton.cache_clear()


def answer(cards: tuple[dict, dict], ties: list[str]) -> tuple[PairSet, dict[str, float]]:
    """Everything about one pair, and the seconds each step took."""
    marks = [time.perf_counter()]
    pair = PairSet(LAW, *(Scorecard.of(LAW, card) for card in cards), parse_assumptions(ties))
    count = pair.count
    marks.append(time.perf_counter())
    shares = [sum(pair.leaf_pairs(leaf).values()) for leaf in LAW.indicators]
    marks.append(time.perf_counter())
    for code in LAW.nodes:
        pair.change_distribution(code), pair.change_bounds(code), pair.bounds_before(code), pair.bounds_after(code)
    marks.append(time.perf_counter())
    assert count > 0 and max(abs(share - 1) for share in shares) < 1e-9
    steps = dict(zip(("count", "indicators", "nodes"), (b - a for a, b in pairwise(marks)), strict=True))
    return pair, steps | {"all": marks[-1] - marks[0]}


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}; seconds\n")
    print("| cards | tie | pairs | count | indicators | nodes | all, warm | all, cold |")
    print("|---|---|---|---|---|---|---|---|")
    for (name, cards), ties in ((item, ties) for item in PAIRS.items() for ties in TIES):
        forget()
        cold = answer(cards, ties)[1]["all"]
        pair, best = min((answer(cards, ties) for _ in range(5)), key=lambda found: found[1]["all"])
        times = " | ".join(f"{best[step]:.3f}" for step in ("count", "indicators", "nodes", "all"))
        print(f"| {name} | {', '.join(ties)} | {float(pair.count):.3g} | {times} | {cold:.3f} |")
    start = time.perf_counter()
    pair.sample(DRAWS, 1)
    print(f"\n{DRAWS} draws of the last pair: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
