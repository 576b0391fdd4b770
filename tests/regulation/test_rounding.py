"""Rounding rules against decimal's own, and printed numbers read back."""

import random
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from spbe_analysis.errors import RegulationError
from spbe_analysis.regulation.rounding import RULES, fixed, printed_interval, round_exact

MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "truncate": ROUND_DOWN}


@pytest.mark.parametrize("rule", RULES)
def test_rounds_as_the_decimal_module_does(rule):
    rng = random.Random(1)
    for _ in range(3000):
        value = Decimal(rng.randrange(0, 50001)).scaleb(-4)
        assert fixed(Fraction(value), 2, rule) == str(value.quantize(Decimal("0.01"), MODES[rule]))


def test_a_change_and_its_reverse_are_printed_alike():
    assert fixed(Fraction(-1, 200)) == "-0.01" and fixed(Fraction(1, 200)) == "0.01"


@pytest.mark.parametrize("rule", RULES)
def test_interval_holds_exactly_the_scores_printed_so(rule):
    for decimals in (0, 1, 2, 3):
        for whole in (0, 3, 7, 8, 11):
            value = Fraction(whole, 10**decimals)
            interval = printed_interval(value, decimals, rule)
            denominator = 2 * 10 ** (decimals + 1)
            first, last = interval.integers(denominator)
            end = 20 * (whole + 2)  # two units of the last printed digit above the value
            printed = [u for u in range(end) if round_exact(Fraction(u, denominator), decimals, rule) == value]
            if whole:  # below zero nothing is printed, so the interval of 0 is cut there
                assert (first, last) == (printed[0], printed[-1])


def test_unknown_rule_is_refused():
    with pytest.raises(RegulationError, match="half_up"):
        round_exact(Fraction(1), 2, "bankers")
