"""Sharp bounds of weighted sums over every table of levels that reproduces the printed figures.

For each possible sum of a node (in whole units of weight) the least value of
the wanted quantity is kept; children are joined upward, each table cut to what
was printed at its node. The root's least entry is the bound, and some table of
levels reaches it. Several quantities share one pass; a maximum is the minimum
of the negative. Arithmetic is on whole numbers over a common denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

import numpy as np

from spbe_analysis.errors import BridgeError, InfeasibleError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import rule_named

Values = Mapping[str, Sequence[Fraction]]
_WORD = 1 << 60  # entries at or above stand for "cannot occur"; half of it stays clear of overflow


class _Table(NamedTuple):
    """Least values by sum: column c belongs to the sum low + c * step."""

    low: int
    step: int
    least: np.ndarray


def separable_bounds(
    framework: Framework, scorecard: Scorecard, quantities: Sequence[Values], rounding: str | None = None
) -> list[tuple[Fraction, Fraction]]:
    """Least and greatest value of sums with one term per scored item, over the feasible set.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators.
    quantities : sequence of mapping of str to sequence of Fraction
        For each quantity the term of a scored item at every value it can
        have, a printed step apart from the lowest to the highest; items left
        out count zero.
    rounding : str, optional
        Rounding rule of the printed values; the regulation's by default.

    Returns
    -------
    list of (Fraction, Fraction)
        Bounds of each quantity; both ends are reached by some table of levels
        that reproduces every printed value.

    Raises
    ------
    BridgeError
        If the evidence lies under another regulation.
    InfeasibleError
        If no whole levels reproduce the printed figures.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> scorecard = Scorecard.of(framework, {"D1": "4.90"})
    >>> above_three = {"P59-I01": [Fraction(level > 3) for level in range(1, 6)]}
    >>> separable_bounds(framework, scorecard, [above_three])
    [(Fraction(1, 1), Fraction(1, 1))]
    """
    if scorecard.regulation != framework.id:
        raise BridgeError(Message("law.other", regulation=scorecard.regulation, law=framework.id))
    search = _Search(framework, scorecard, quantities, rounding or framework.rounding)
    least = search.least()
    if least is None:
        who = f"{scorecard.institution} {scorecard.year or ''}".strip() or Message("levels.these")
        raise InfeasibleError(
            Message("levels.none_fit", who=who, law=framework.id, rounding=rule_named(search.rounding)),
            advice=Message("advice.check"),
        )
    n = len(quantities)
    return [
        (Fraction(int(least[i]), search.scales[i]), -Fraction(int(least[n + i]), search.scales[i])) for i in range(n)
    ]


class _Search:
    def __init__(self, framework: Framework, scorecard: Scorecard, quantities: Sequence[Values], rounding: str) -> None:
        self.framework, self.rounding = framework, rounding
        self.windows = scorecard.windows(framework, rounding)
        given = scorecard.ticks(framework, rounding)
        self.allowed = {leaf: given.get(leaf, framework.values(leaf)) for leaf in framework.indicators}
        self._whole_numbers(quantities or [{}])

    def _whole_numbers(self, quantities: Sequence[Values]) -> None:
        """Every quantity on whole numbers, its negative below, in 64 bits when they surely fit."""
        self.scales = [lcm(*{v.denominator for row in q.values() for v in row}) for q in quantities]
        rows = {
            leaf: [
                [v.numerator * (s // v.denominator) for v in q.get(leaf, ())]
                for q, s in zip(quantities, self.scales, strict=True)
            ]
            for leaf in self.framework.indicators
        }
        reach = sum(max((abs(v) for row in table for v in row), default=0) for table in rows.values())
        self.kind = np.int64 if 2 * reach < _WORD // 4 else object
        self.never = _WORD if self.kind is np.int64 else 8 * reach + 8
        self.terms = {}
        for leaf, table in rows.items():
            width = len(self.framework.printable(leaf))
            block = np.array([row or [0] * width for row in table], dtype=self.kind).reshape(len(table), width)
            self.terms[leaf] = np.vstack([block, -block])

    def least(self) -> np.ndarray | None:
        """Least value of every quantity and of its negative at the root; None when nothing fits."""
        table = self.table(self.framework.root)
        return None if table is None else table.least.min(axis=1)

    def table(self, code: str) -> _Table | None:
        below = self.framework.children(code)
        if not below:
            return self._leaf(code)
        tables = []
        for child in below:
            table = self.table(child)
            if table is None:
                return None
            tables.append(table)
        window = self.windows.get(code)
        if code == self.framework.root and window is None:
            least = sum(table.least.min(axis=1) for table in tables)
            return _Table(0, 1, least[:, None])
        tables.sort(key=lambda t: int(self._present(t).size))
        joined = tables[0]
        for table in tables[1:-1]:
            joined = self._join(joined, table)
        if len(tables) == 1:
            return self._cut(joined, window)
        if window is not None and window[1] - window[0] < self._present(tables[-1]).size:
            return self._join_into(joined, tables[-1], window)
        return self._cut(self._join(joined, tables[-1]), window)

    def _leaf(self, code: str) -> _Table | None:
        levels = self.allowed[code]
        if not levels:
            return None
        unit, every = self.framework.tick_units[code], self.framework.printable(code)
        step = gcd(*(level - levels[0] for level in levels)) or every.step
        columns = [(level - levels[0]) // step for level in levels]
        least = np.full((len(self.terms[code]), columns[-1] + 1), self.never, dtype=self.kind)
        least[:, columns] = self.terms[code][:, [(level - every.start) // every.step for level in levels]]
        return _Table(unit * levels[0], unit * step, least)

    def _present(self, table: _Table) -> np.ndarray:
        """Columns that can occur, which are the same for every quantity."""
        return np.flatnonzero(table.least[0] < self.never // 2)

    def _stretched(self, table: _Table, step: int) -> np.ndarray:
        factor = table.step // step
        if factor == 1:
            return table.least
        rows, columns = table.least.shape
        out = np.full((rows, (columns - 1) * factor + 1), self.never, dtype=self.kind)
        out[:, ::factor] = table.least
        return out

    def _join(self, small: _Table, large: _Table) -> _Table:
        if self._present(small).size > self._present(large).size:
            small, large = large, small
        step = gcd(small.step, large.step)
        wide, factor = self._stretched(large, step), small.step // step
        length = wide.shape[1]
        out = np.full((len(wide), length + (small.least.shape[1] - 1) * factor), self.never, dtype=self.kind)
        for column in self._present(small):
            at = int(column) * factor
            view = out[:, at : at + length]
            np.minimum(view, wide + small.least[:, column, None], out=view)
        out[out > self.never // 2] = self.never
        return _Table(small.low + large.low, step, out)

    def _join_into(self, first: _Table, second: _Table, window: tuple[int, int]) -> _Table | None:
        """Join two tables only at the sums inside a window."""
        columns = self._present(second)
        sums = second.low + columns * second.step
        picked = second.least[:, columns]
        out = np.full((len(picked), max(window[1] - window[0] + 1, 0)), self.never, dtype=self.kind)
        for i in range(out.shape[1]):
            need = window[0] + i - sums - first.low
            place, rest = np.divmod(need, first.step)
            fits = (rest == 0) & (place >= 0) & (place < first.least.shape[1])
            if fits.any():
                out[:, i] = (first.least[:, place[fits]] + picked[:, fits]).min(axis=1)
        out[out > self.never // 2] = self.never
        return self._cut(_Table(window[0], 1, out), None)

    def _cut(self, table: _Table, window: tuple[int, int] | None) -> _Table | None:
        present = self._present(table)
        if window is not None:
            sums = table.low + present * table.step
            present = present[(sums >= window[0]) & (sums <= window[1])]
        if not present.size:
            return None
        start, stop = int(present[0]), int(present[-1]) + 1
        return _Table(table.low + start * table.step, table.step, table.least[:, start:stop])
