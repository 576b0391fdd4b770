"""The nearest printed figures that whole levels can reproduce, when the printed ones cannot be.

A suggestion is a reading aid: it says which single figure, or else which pair,
would make the rest fit. It does not say that this figure is the mistaken one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from spbe_analysis.analysis.reachable import Reachable
from spbe_analysis.evidence.scorecard import Evidence
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import fixed

PAIR_BREADTH = 40  # values of a pair's first figure that are tried; farther ones are no one's misprint


@dataclass(frozen=True)
class Correction:
    """Figures that, put in place of what is printed, make a whole card reproducible.

    ``codes``, ``printed`` and ``values`` run in parallel: one entry for a
    single cell, two for a pair. ``texts`` are the values as they would be printed.
    """

    codes: tuple[str, ...]
    printed: tuple[str, ...]
    values: tuple[Fraction, ...]
    texts: tuple[str, ...]


def nearest_corrections(
    framework: Framework,
    evidence: Evidence,
    rounding: str | None = None,
    cells: int = 2,
    limit: int = 5,
    unread: Mapping[str, str] | None = None,
) -> list[Correction]:
    """The fewest printed cells whose change makes the figures reproducible, nearest first.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    evidence : Evidence
        Printed figures that no whole levels reproduce.
    rounding : str, optional
        Rounding rule; the regulation's by default.
    cells : int
        Most cells changed at once. Pairs are looked for only when no single
        cell will do.
    limit : int
        Most corrections returned.
    unread : mapping of str to str, optional
        Cells that hold no score, by whole code with what stands there (``,60``
        or an empty text). Only these are then filled in, as long as the other
        figures leave room for it.

    Returns
    -------
    list of Correction
        First those that differ from what is printed in one digit, lost digits
        included, then by distance. Empty when the figures are reproducible as
        they stand, or when no change of that many cells would do.
    """
    unread = dict(unread or {})
    evidence = evidence.without(*unread)
    sheet = _Sheet(framework, evidence, rounding or framework.rounding, unread)
    if unread:
        return sheet.ranked(sheet.fill(tuple(unread)))[:limit]
    if not Reachable(framework, evidence, rounding).empty:
        return []
    found: list[Correction] = []
    for size in range(1, cells + 1):
        for codes in combinations(evidence.values, size):
            found += sheet.fill(codes)
        if found:
            break
    return sheet.ranked(found)[:limit]


def possible_texts(
    framework: Framework, evidence: Evidence, code: str, decimals: int | None = None, rounding: str | None = None
) -> list[str]:
    """What a cell could print, given everything else that is printed, lowest first.

    Parameters
    ----------
    code : str
        Whole code; its own printed figure, if any, is set aside.
    decimals : int, optional
        Decimals of the cell; the regulation's by default, none for indicators.
    """
    rule = rounding or framework.rounding
    if decimals is None:
        decimals = 0 if framework.nodes[code].kind == "indicator" else framework.decimals
    unit = framework.units[code]
    sums = Reachable(framework, evidence.without(code), rule).sums_given_others(code)
    return list(dict.fromkeys(fixed(Fraction(x, unit), decimals, rule) for x in sums))


def one_digit_away(printed: str, text: str) -> bool:
    """Whether `text` is `printed` with one digit replaced, added or left out."""
    printed, text = (piece.strip().replace(",", ".") for piece in (printed, text))
    if len(printed) == len(text):
        return sum(a != b for a, b in zip(printed, text, strict=True)) == 1
    short, long = sorted((printed, text), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


class _Sheet:
    """One card's cells and the values they could take."""

    def __init__(self, framework: Framework, evidence: Evidence, rule: str, unread: dict[str, str]) -> None:
        self.framework, self.evidence, self.rule, self.unread = framework, evidence, rule, unread

    def fill(self, codes: tuple[str, ...]) -> list[Correction]:
        """Every change of exactly these cells that makes the card reproducible, within a breadth for pairs."""
        base = self.evidence.without(*codes)
        return [
            Correction(
                codes,
                tuple(self._printed(code) for code in codes),
                tuple(Fraction(text) for text in texts),
                texts,
            )
            for texts in self._choices(base, codes)
        ]

    def _choices(self, base: Evidence, codes: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        first, *rest = codes
        texts = possible_texts(self.framework, base, first, self._decimals(first), self.rule)
        changed = [text for text in texts if text != self._shown(first)]
        if not rest:
            yield from ((text,) for text in changed)
            return
        for text in sorted(changed, key=lambda t: self._rank(first, t))[:PAIR_BREADTH]:
            for others in self._choices(base.with_value(first, text), tuple(rest)):
                yield (text, *others)

    def _printed(self, code: str) -> str:
        return self.unread[code] if code in self.unread else self.evidence.values[code].text

    def _shown(self, code: str) -> str:
        if code in self.unread:
            return ""
        printed = self.evidence.values[code]
        return fixed(printed.value, printed.decimals, self.rule)

    def _decimals(self, code: str) -> int | None:
        return None if code in self.unread else self.evidence.values[code].decimals

    def _rank(self, code: str, text: str) -> tuple:
        near = one_digit_away(self._printed(code), text)
        away = abs(Fraction(text) - self.evidence.values[code].value) if code in self.evidence.values else Fraction(0)
        return (not near, away, Fraction(text))

    def ranked(self, found: list[Correction]) -> list[Correction]:
        """Corrections with the nearest digits first, then the smallest distance."""
        order = {code: i for i, code in enumerate(self.framework.nodes)}

        def key(correction: Correction) -> tuple:
            ranks = [self._rank(code, text) for code, text in zip(correction.codes, correction.texts, strict=True)]
            return (
                sum(far for far, _, _ in ranks),
                sum((away for _, away, _ in ranks), Fraction(0)),
                [order[code] for code in correction.codes],
                correction.values,
            )

        return sorted(found, key=key)
