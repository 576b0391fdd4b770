"""Whether any whole levels can stand behind printed figures: sets of sums, without counting.

A set of whole sums is kept as the bits of one integer, so that adding two sets
is a handful of shifts. This answers yes or no for a card in microseconds, where
`feasible.FeasibleSet` counts and weighs the same set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from spbe_analysis.errors import BridgeError
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import check_rule


class Reachable:
    """Sums of levels that fit printed figures, node by node.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators. A printed
        indicator that is not a whole level on the scale simply fits nothing.
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
            raise BridgeError(f"evidence under {scorecard.regulation} cannot be read under {framework.id}")
        self.framework = framework
        rule = check_rule(rounding or framework.rounding)
        self._masks: dict[str, int] = {}
        for code, printed in scorecard.values.items():
            self._masks[code] = _mask(framework, printed, rule)
        for leaf, level in scorecard.at_least.items():
            self._cut(leaf, level, framework.maximum)
        for leaf, level in scorecard.at_most.items():
            self._cut(leaf, framework.minimum, level)
        self._touched = set()
        for code in self._masks:
            while code:
                self._touched.add(code)
                code = framework.nodes[code].parent
        self._inside: dict[str, int] = {}

    def _cut(self, leaf: str, low: int, high: int) -> None:
        unit = self.framework.units[leaf]
        levels = sum(1 << unit * level for level in range(low, high + 1))
        self._masks[leaf] = self._masks.get(leaf, levels) & levels

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
        sums = 1
        for mask in sorted((self.inside(code) for code in codes), key=int.bit_count):
            sums = add_sets(sums, mask)
            if not sums:
                break
        return sums

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
        return subtract_set(room, self._together(siblings))

    def sums_given_others(self, code: str) -> list[int]:
        """Sums [units] a node can have once its own printed figure is set aside."""
        return list(bits(self.own(code) & self.allowed(code)))


def possible_alone(framework: Framework, printed: PrintedValue, rule: str) -> bool:
    """Whether some levels give a printed figure when everything else is left aside.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> possible_alone(framework, PrintedValue.read("P59-D1", "2.90"), "half_up")
    True
    """
    return bool(free_sums(framework, printed.code) & _mask(framework, printed, rule))


def _mask(framework: Framework, printed: PrintedValue, rule: str) -> int:
    unit = framework.units[printed.code]
    if framework.nodes[printed.code].kind == "indicator":
        return 1 << int(printed.value) * unit if printed.value.denominator == 1 else 0
    return _window(*printed.window(framework, rule))


@cache
def free_sums(framework: Framework, code: str) -> int:
    """Sums [units] of a node when nothing is printed, as bits."""
    below = framework.children(code)
    if not below:
        unit = framework.units[code]
        return sum(1 << unit * level for level in range(framework.minimum, framework.maximum + 1))
    sums = 1
    for child in below:
        sums = add_sets(sums, free_sums(framework, child))
    return sums


def add_sets(first: int, second: int) -> int:
    """All sums of one member of each set.

    Examples
    --------
    >>> bin(add_sets(0b11, 0b101))
    '0b1111'
    """
    small, large = sorted((first, second), key=int.bit_count)
    out = 0
    for shift in bits(small):
        out |= large << shift
    return out


def subtract_set(room: int, rest: int) -> int:
    """Every s with s + r in `room` for some r in `rest`.

    Examples
    --------
    >>> list(bits(subtract_set(0b1000, 0b110)))
    [1, 2]
    """
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
