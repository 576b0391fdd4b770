"""Floors of equal indicators, against every spread of levels."""

from __future__ import annotations

from itertools import product

import pytest

from spbe_analysis.analysis.plans.floors import floor_options, floor_options_at, hand_out, number_of_options
from spbe_analysis.analysis.plans.hidden_sums import Cell


@pytest.mark.parametrize(
    ("low", "high", "ladder"), [(1, 3, (0, 1, 2)), (1, 4, (0, 2, 3)), (2, 3, (0, 1, 5, 6)), (3, 3, (0, 4))]
)
def test_sure_gain_and_worst_cost_equal_every_spread(low, high, ladder):
    cell = Cell(("a", "b", "c"), 7, low, high, ladder)
    options = floor_options(cell, uniform=False)
    assert len(options.counts) == number_of_options(cell, uniform=False) and sum(options.ways) == len(ladder) ** 3
    for place, counts in enumerate(options.counts):
        floors = list(hand_out(cell, counts).values())
        for excess in range(3 * (high - low) + 1):
            spreads = [s for s in product(range(low, high + 1), repeat=3) if sum(s) == 3 * low + excess]
            gain = min(sum(max(f - x, 0) for f, x in zip(floors, s, strict=True)) for s in spreads)
            cost = max(
                sum(ladder[f - low] - ladder[x - low] for f, x in zip(floors, s, strict=True) if x < f) for s in spreads
            )
            assert options.sure[place, excess] == gain
            assert options.worst[place, excess] == cost


def test_one_floor_for_all():
    cell = Cell(("a", "b"), 1, 1, 3, (0, 1, 2))
    options = floor_options(cell, uniform=True)
    assert options.counts == ((2, 0, 0), (0, 2, 0), (0, 0, 2)) and options.ways == (1, 1, 1)
    assert hand_out(cell, options.counts[1]) == {"a": 2, "b": 2}


@pytest.mark.parametrize("sums", [(9,), (5, 9), (4, 8, 13)])
@pytest.mark.parametrize("ladder", [(0, 1, 2, 3), (0, 2, 3, 7)])
def test_floors_at_sums_keep_every_outcome_that_matters(sums, ladder):
    cell = Cell(("a", "b", "c", "d"), 3, 1, 4, ladder)
    every, some = floor_options(cell, uniform=False), floor_options_at(cell, sums, uniform=False)
    columns = [total - cell.least for total in sums]

    def outcomes(options, places):
        found = {}
        for sure, worst, ways in zip(options.sure[:, places], options.worst[:, places], options.ways, strict=True):
            key = (*sure.tolist(), *worst.tolist())
            found[key] = found.get(key, 0) + ways
        return found

    whole = outcomes(every, columns)
    if len(sums) == 1:  # a dearer floor of the same gain is in no cheapest plan
        least = {gain: min(cost for other, cost in whole if other == gain) for gain, _ in whole}
        whole = {(gain, cost): ways for (gain, cost), ways in whole.items() if cost == least[gain]}
    assert outcomes(some, range(len(sums))) == whole and len(some.ways) == len(whole)
