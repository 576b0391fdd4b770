"""The rounding rules a publisher may have used, and what a printed number says."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from spbe_analysis.errors import RegulationError
from spbe_analysis.message import Message

RULES = ("half_up", "half_even", "truncate")
_NAMES = dict(zip(RULES, ("rounding.half_up", "rounding.half_even", "rounding.truncate"), strict=True))


class ScoreInterval(NamedTuple):
    """The exact scores that are printed as one number; ends may be open.

    Examples
    --------
    >>> ScoreInterval(Fraction("2.95"), Fraction("3.05"), True, False).integers(20)
    (59, 60)
    """

    low: Fraction
    high: Fraction
    closed_low: bool
    closed_high: bool

    def integers(self, denominator: int) -> tuple[int, int]:
        """First and last whole number u with u / denominator inside; empty when first > last."""
        low, high = self.low * denominator, self.high * denominator
        first = -((-low.numerator) // low.denominator)
        last = high.numerator // high.denominator
        if not self.closed_low and low.denominator == 1:
            first += 1
        if not self.closed_high and high.denominator == 1:
            last -= 1
        return first, last


def check_rule(rule: str) -> str:
    """Return `rule` when it is known, refuse it otherwise.

    Examples
    --------
    >>> check_rule("half_up")
    'half_up'
    """
    if rule not in RULES:
        raise RegulationError(
            Message("law.rounding_rule", rule=rule), advice=Message("advice.one_of", known=tuple(RULES))
        )
    return rule


def rule_named(rule: str) -> Message:
    """A rounding rule in words, for a refusal.

    Examples
    --------
    >>> rule_named("half_up").told("id")
    'setengah ke atas'
    """
    return Message(_NAMES[check_rule(rule)])


def round_exact(value: Fraction, decimals: int = 2, rule: str = "half_up") -> Fraction:
    """Round an exact score once, to `decimals` places, by a named rule.

    Scores are never negative here; a negative change is rounded away from
    zero at a tie, so that reversing a change reverses its printed form.

    Examples
    --------
    >>> round_exact(Fraction("2.125")), round_exact(Fraction("2.125"), rule="half_even")
    (Fraction(213, 100), Fraction(53, 25))
    """
    check_rule(rule)
    value = Fraction(value)
    if value < 0:
        return -round_exact(-value, decimals, rule)
    scaled = value * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    up = twice > scaled.denominator or (twice == scaled.denominator and (rule == "half_up" or whole % 2 == 1))
    return Fraction(whole + (1 if up and rule != "truncate" else 0), 10**decimals)


def fixed(value: Fraction, decimals: int = 2, rule: str = "half_up") -> str:
    """`value` rounded by `rule` and written with a decimal point, ``Fraction(149, 50) -> '2.98'``.

    Examples
    --------
    >>> fixed(Fraction(149, 50))
    '2.98'
    """
    rounded = round_exact(value, decimals, rule)
    sign = "-" if rounded < 0 else ""
    digits = str(abs(rounded.numerator * 10**decimals // rounded.denominator)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


@lru_cache(maxsize=20_000)
def printed_interval(value: Fraction, decimals: int, rule: str = "half_up") -> ScoreInterval:
    """Every exact score that `rule` prints as `value` with `decimals` decimals.

    Parameters
    ----------
    value : Fraction
        The printed number.
    decimals : int
        Decimals it was printed with; 3.7 and 3.70 say different things.
    rule : str
        ``half_up``, ``half_even`` or ``truncate``.

    Examples
    --------
    >>> printed_interval(Fraction("2.98"), 2)
    ScoreInterval(low=Fraction(119, 40), high=Fraction(597, 200), closed_low=True, closed_high=False)
    """
    check_rule(rule)
    unit = Fraction(1, 10**decimals)
    if rule == "truncate":
        return ScoreInterval(value, value + unit, True, False)
    half = unit / 2
    if rule == "half_up":
        return ScoreInterval(value - half, value + half, True, False)
    even = (value / unit).numerator % 2 == 0
    return ScoreInterval(value - half, value + half, even, even)
