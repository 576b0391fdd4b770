"""Whether any levels can stand behind printed figures: sets of sums, without counting.

A set of whole sums is kept as the bits of one integer, so that adding two sets
is a handful of shifts. This answers yes or no for a card in microseconds, where
`feasible.FeasibleSet` counts and weighs the same set.

Where nobody has said which values an indicator can take, any number is allowed:
bit k of a node above such an indicator stands for every sum from k to just
below k + 1. Nothing is called impossible that some grid allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from math import ceil, floor

from spbe_analysis.errors import BridgeError
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import ScoreInterval, check_rule, fixed, printed_interval

_LONG = 16  # members from which a set without gaps is worth moving by doubling


class Reachable:
    """Sums of levels that fit printed figures, node by node.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators. A printed
        indicator that has no such value simply fits nothing.
    rounding : str, optional
        Rounding rule of the printed values; the regulation's by default.

    Raises
    ------
    BridgeError
        If the evidence lies under another regulation.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> Reachable(framework, Scorecard.of(framework, {"D1": "2.95"})).empty
    True
    """

    def __init__(self, framework: Framework, scorecard: Scorecard, rounding: str | None = None) -> None:
        if scorecard.regulation != framework.id:
            raise BridgeError(Message("law.other", regulation=scorecard.regulation, law=framework.id))
        self.framework = framework
        rule = check_rule(rounding or framework.rounding)
        decimals = scorecard.leaf_decimals(framework)
        exact = () if decimals else scorecard.values
        self._continuous = frozenset(
            code
            for code in continuous_nodes(framework)
            if any(leaf not in exact and not framework.grid(leaf).known for leaf in framework.leaves(code))
        )
        self._masks = {
            code: _mask(framework, printed, rule, decimals, code in self._continuous)
            for code, printed in scorecard.values.items()
        }
        for leaf, level in scorecard.at_least.items():
            self._cut(leaf, level, framework.maximum)
        for leaf, level in scorecard.at_most.items():
            self._cut(leaf, framework.minimum, level)
        self._touched = {above for code in self._masks for above in framework.upward(code)}
        self._inside: dict[str, int] = {}

    def _cut(self, leaf: str, low: int, high: int) -> None:
        unit = self.framework.units[leaf]
        self._masks[leaf] = self._masks.get(leaf, free_sums(self.framework, leaf)) & _window(unit * low, unit * high)

    def inside(self, code: str) -> int:
        """Sums [units] of a node that fit everything printed at and below it, as bits."""
        if code not in self._touched:
            return free_sums(self.framework, code)
        if code not in self._inside:
            self._inside[code] = self.own(code) & self._masks.get(code, -1)
        return self._inside[code]

    def own(self, code: str) -> int:
        """Sums [units] of a node that fit everything printed below it, its own figure left aside."""
        below = self.framework.children(code)
        if not below or not any(child in self._touched for child in below):
            return free_sums(self.framework, code)
        return self._together(below)

    def _together(self, codes: Iterable[str]) -> int:
        parts = [(self.inside(code), code in self._continuous) for code in codes]
        return _add_all(sorted(parts, key=lambda part: part[0].bit_count()))

    @property
    def empty(self) -> bool:
        """Whether no whole levels reproduce the printed figures."""
        return not self.inside(self.framework.root)

    def allowed(self, code: str) -> int:
        """Sums [units] of a node that the figures printed elsewhere leave room for, as bits."""
        parent = self.framework.nodes[code].parent
        if not parent:
            return -1
        room = self.allowed(parent) & self._masks.get(parent, -1)
        siblings = [other for other in self.framework.children(parent) if other != code]
        if room == -1:  # nothing is printed above
            return -1 if self._together(siblings) else 0
        if code in self._continuous and self._continuous.intersection(siblings):
            room |= room >> 1
        return subtract_set(room, self._together(siblings))

    def sums_given_others(self, code: str) -> list[int]:
        """Sums [units] a node can have once its own printed figure is set aside."""
        return list(bits(self.own(code) & self.allowed(code)))

    def texts_given_others(self, code: str, decimals: int, rule: str) -> list[str]:
        """What a node can print with so many decimals once its own printed figure is set aside."""
        room = self.own(code) & self.allowed(code)
        return [text for text, sums in _printable(self.framework, code, decimals, rule) if room & sums]


def possible_alone(framework: Framework, printed: PrintedValue, rule: str) -> bool:
    """Whether some levels give a printed figure when everything else is left aside.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> possible_alone(framework, PrintedValue.read("P59-D1", "2.90"), "half_up")
    True
    """
    open_ = printed.code in continuous_nodes(framework)
    return bool(free_sums(framework, printed.code) & _mask(framework, printed, rule, printed.decimals, open_))


@cache
def continuous_nodes(framework: Framework) -> frozenset[str]:
    """Nodes with an indicator at or below them of which nobody has said which values it can have.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> len(continuous_nodes(load_framework("permenpanrb-59-2020")))
    0
    """
    return frozenset(
        code for code in framework.nodes if not all(framework.grid(leaf).known for leaf in framework.leaves(code))
    )


def _mask(framework: Framework, printed: PrintedValue, rule: str, decimals: int, continuous: bool) -> int:
    code = printed.code
    if framework.children(code):
        if not continuous:
            return _window(*printed.window(framework, rule))
        return _stretch(printed.interval(rule), framework.units[code])
    if not continuous or not decimals:
        scale = (framework.minimum, framework.maximum, framework.ticks)
        values = framework.grid(code).behind(printed.value, decimals, rule, *scale)
        return sum(1 << framework.tick_units[code] * tick for tick in values)
    span = printed_interval(printed.value, decimals, rule)
    return _stretch(span, framework.units[code]) & free_sums(framework, code)


def _stretch(span: ScoreInterval, unit: int) -> int:
    """Every bit that shares a number with an interval."""
    last = floor(span.high * unit) if span.closed_high else ceil(span.high * unit) - 1
    return _window(floor(span.low * unit), last)


def _add_all(parts: Iterable[tuple[int, bool]]) -> int:
    """All sums of one member of each set; of two sets of stretches the sums fill two stretches."""
    sums, stretched = 1, False
    for mask, continuous in parts:
        sums = add_sets(sums, mask)
        if continuous and stretched:
            sums |= sums << 1
        stretched = stretched or continuous
        if not sums:
            break
    return sums


@cache
def _printable(framework: Framework, code: str, decimals: int, rule: str) -> list[tuple[str, int]]:
    """Everything a node can print on the scale with so many decimals, and the sums [units] behind it as bits."""
    unit, tens, found = framework.units[code], 10**decimals, []
    for whole in range(framework.minimum * tens, framework.maximum * tens + 1):
        value = Fraction(whole, tens)
        found.append((fixed(value, decimals), _stretch(printed_interval(value, decimals, rule), unit)))
    return found


@cache
def free_sums(framework: Framework, code: str) -> int:
    """Sums [units] of a node when nothing is printed, as bits."""
    below = framework.children(code)
    if below:
        return _add_all((free_sums(framework, child), child in continuous_nodes(framework)) for child in below)
    if code in continuous_nodes(framework):
        return _window(framework.units[code] * framework.minimum, framework.units[code] * framework.maximum)
    return sum(1 << framework.tick_units[code] * tick for tick in framework.values(code))


def add_sets(first: int, second: int) -> int:
    """All sums of one member of each set.

    Examples
    --------
    >>> bin(add_sets(0b11, 0b101))
    '0b1111'
    """
    small, large = sorted((first, second), key=int.bit_count)
    if run := _run(small):
        return _smear(large << run[0], run[1], left=True)
    out = 0
    for shift in bits(small):
        out |= large << shift
    return out


def _run(mask: int) -> tuple[int, int] | None:
    """First member and length of a long set without a gap; None for any other."""
    size = mask.bit_count()
    if size < _LONG:
        return None
    first = (mask & -mask).bit_length() - 1
    return (first, size) if mask.bit_length() - first == size else None


def _smear(mask: int, length: int, left: bool) -> int:
    """A set with copies of itself moved by 0 to `length` - 1."""
    done = 1
    while done < length:
        step = min(done, length - done)
        mask |= mask << step if left else mask >> step
        done += step
    return mask


def subtract_set(room: int, rest: int) -> int:
    """Every s with s + r in `room` for some r in `rest`.

    Examples
    --------
    >>> list(bits(subtract_set(0b1000, 0b110)))
    [1, 2]
    """
    if run := _run(rest):
        return _smear(room >> run[0], run[1], left=False)
    out = 0
    for shift in bits(rest):
        out |= room >> shift
    return out


def bits(mask: int) -> Iterator[int]:
    """Members of a set, smallest first.

    Examples
    --------
    >>> list(bits(0b1010))
    [1, 3]
    """
    text = bin(mask)
    at, last = text.rfind("1"), len(text) - 1
    while at > 1:
        yield last - at
        at = text.rfind("1", 2, at)


def _window(first: int, last: int) -> int:
    first = max(first, 0)
    return ((1 << last - first + 1) - 1) << first if last >= first else 0
