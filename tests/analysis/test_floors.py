"""Floors of equal indicators, against every spread of levels."""

from __future__ import annotations

from itertools import product

import pytest

from spbe_analysis.analysis.floors import floor_options, hand_out, number_of_options
from spbe_analysis.analysis.hidden_sums import Cell


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
