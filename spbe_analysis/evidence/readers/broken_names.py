"""Institutions' names in a file: matched with the register, and put together again where a table broke them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.register import look_up

Canonical = Callable[[str], str]  # the one body a text names, or an empty text


class NameBook:
    """Canonical names by what is printed; without the project's register nothing is known."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        try:
            self._look_up = look_up()
        except EvidenceError:
            self._look_up = lambda text: []

    def canonical(self, text: str) -> str:
        """The one body a text names, or an empty text."""
        if text not in self._known:
            found = self._look_up(text) if text else []
            self._known[text] = found[0].name if len(found) == 1 else ""
        return self._known[text]


class Line(NamedTuple):
    """A line of a table: its number, the name on it, and whether it carries figures."""

    number: int
    name: str
    record: bool


def join_broken(lines: list[Line], canonical: Canonical) -> tuple[dict[int, str], list[Line]]:
    """Whole names by the line their figures stand on, and lines that belong to no name.

    A name may run on over lines above and below its figures. How the lines
    between two rows of figures are shared out is decided by the register;
    where it knows neither way, they go to the row above.
    """
    at = [i for i, line in enumerate(lines) if line.record]
    names: dict[int, str] = {}
    left_over: list[Line] = []
    above: list[Line] = []
    for k, i in enumerate(at):
        end = at[k + 1] if k + 1 < len(at) else len(lines)
        if k == 0:
            above, dropped = _titles(lines[:i], lines[i], canonical)
            left_over += dropped
        between, following = lines[i + 1 : end], lines[end] if end < len(lines) else None
        own = [*above, lines[i]]
        taken, above, dropped = _share(own, between, following, canonical)
        left_over += dropped
        names[lines[i].number] = _name([*own, *taken])
    if not at:
        left_over = list(lines)
    return names, left_over


def _share(own: list[Line], between: list[Line], following: Line | None, canonical: Canonical):
    """How many of the lines between go to the row above, how many to the row below, which to none."""
    ways = []
    for first in range(len(between), -1, -1):
        for second in range(first, len(between) + 1):
            upper = bool(canonical(_name([*own, *between[:first]])))
            lower = following is None or bool(canonical(_name([*between[second:], following])))
            ways.append((upper + lower, -(second - first), first, second))
    score, _, first, second = max(ways)
    if score == 0 or (following is None and score < 2):
        first = second = len(between) if following is not None or not canonical(_name(own)) else 0
    return between[:first], between[second:], between[first:second]


def _titles(before: list[Line], record: Line, canonical: Canonical) -> tuple[list[Line], list[Line]]:
    for first in range(len(before) + 1):
        if canonical(_name([*before[first:], record])):
            return before[first:], before[:first]
    return ([], before) if record.name else (before[-1:], before[:-1])


def _name(lines: list[Line]) -> str:
    return " ".join(line.name for line in lines if line.name)
