"""The nearest printed figures that whole levels can reproduce, when the printed ones cannot be.

A suggestion is a reading aid: it says which single figure, or else which pair,
would make the rest fit. It does not say that this figure is the mistaken one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from spbe_analysis.analysis.consistency.full_tables import changed_levels, misfits, shortest
from spbe_analysis.analysis.feasible.reachable import Reachable, continuous_nodes, possible_alone
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.grid import WHOLE
from spbe_analysis.regulation.rounding import fixed

PAIR_BREADTH = 40  # values of a pair's first figure that are tried; farther ones are no one's misprint


@dataclass(frozen=True)
class Correction:
    """Figures that, put in place of what is printed, make a whole scorecard reproducible.

    ``codes``, ``printed`` and ``values`` run in parallel: one entry for a
    single cell, two for a pair. ``texts`` are the values as they would be printed.
    """

    codes: tuple[str, ...]
    printed: tuple[str, ...]
    values: tuple[Fraction, ...]
    texts: tuple[str, ...]


def nearest_corrections(
    framework: Framework,
    evidence: Scorecard,
    rounding: str | None = None,
    cells: int = 2,
    limit: int = 5,
) -> list[Correction]:
    """The fewest printed cells whose change makes the figures reproducible, nearest first.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    scorecard : Scorecard
        Printed figures that no whole levels reproduce.
    rounding : str, optional
        Rounding rule; the regulation's by default.
    cells : int
        Most cells changed at once. Pairs are looked for only when no single
        cell will do.
    limit : int
        Most corrections returned.

    Returns
    -------
    list of Correction
        First those that differ from what is printed in one digit, a lost or
        added digit included, then by distance. Empty when the figures are
        reproducible as they stand, or when no change of that many cells would
        do.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> [correction.texts for correction in nearest_corrections(framework, Scorecard.of(framework, {"D1": "2.95"}), limit=2)]
    [('2.90',), ('3.00',)]
    """
    rule = rounding or framework.rounding
    wrong = misfits(framework, evidence, rule)
    if (wrong is not None and not wrong) or (wrong is None and not Reachable(framework, evidence, rule).empty):
        return []
    alone = {code for code, printed in evidence.values.items() if not possible_alone(framework, printed, rule)}
    for size in range(max(len(alone), 1), cells + 1):
        if size == 1 and wrong is not None:
            found = _in_full_table(framework, evidence, wrong, rule)
        else:
            found = [
                Correction(codes, tuple(evidence.values[code].text for code in codes), _exact(texts), texts)
                for codes in combinations(evidence.values, size)
                if alone.issubset(codes)
                for texts in _choices(framework, evidence, evidence.without(*codes), codes, rule)
            ]
        if found:
            return sorted(found, key=lambda correction: _distance(framework, evidence, correction))[:limit]
    return []


def cell_suggestions(framework: Framework, evidence: Scorecard, code: str, printed: str) -> list[str]:
    """What an illegible or impossible cell may have held, the five nearest to what stands there, nearest first.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    scorecard : Scorecard
        The other figures of the scorecard.
    code : str
        Whole code of the cell.
    printed : str
        What stands in it: ``,60``, ``0.30`` or nothing.
    """
    texts = possible_texts(framework, evidence, code)
    return sorted(texts, key=lambda text: _rank(printed, text))[:5]


def possible_texts(
    framework: Framework, evidence: Scorecard, code: str, decimals: int | None = None, rounding: str | None = None
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
    leaf = not framework.children(code)
    if decimals is None:
        decimals = 0 if leaf and framework.grid(code) is WHOLE else framework.decimals
    reach = Reachable(framework, evidence.without(code), rule)
    if code in continuous_nodes(framework):
        if leaf:
            decimals = max(decimals, evidence.leaf_decimals(framework))
        texts = reach.texts_given_others(code, decimals, rule)
        return [shortest(Fraction(text)) for text in texts] if leaf else texts
    unit = framework.units[code]
    return list(dict.fromkeys(printed_sum(x, unit, decimals, rule) for x in reach.sums_given_others(code)))


@lru_cache(maxsize=20_000)
def printed_sum(total: int, unit: int, decimals: int, rule: str) -> str:
    """A sum of levels as a score is printed from it.

    Examples
    --------
    >>> printed_sum(298, 100, 1, "half_up")
    '3.0'
    """
    return fixed(Fraction(total, unit), decimals, rule)


@lru_cache(maxsize=20_000)
def _value(text: str) -> Fraction:
    return Fraction(text)


def one_digit_away(printed: str, text: str) -> bool:
    """Whether `text` is `printed` with one digit replaced, added or left out.

    Examples
    --------
    >>> one_digit_away("2,95", "2.90"), one_digit_away("0.30", "3.00")
    (True, False)
    """
    printed, text = (piece.strip().replace(",", ".") for piece in (printed, text))
    if len(printed) == len(text):
        return sum(a != b for a, b in zip(printed, text, strict=True)) == 1
    short, long = sorted((printed, text), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _choices(
    framework: Framework, evidence: Scorecard, base: Scorecard, codes: tuple[str, ...], rule: str
) -> Iterable[tuple[str, ...]]:
    first, *rest = codes
    printed = evidence.values[first]
    texts = possible_texts(framework, base, first, printed.decimals, rule)
    changed = [text for text in texts if _value(text) != printed.value]
    if not rest:
        yield from ((text,) for text in changed)
        return
    for text in sorted(changed, key=lambda t: _rank(printed.text, t))[:PAIR_BREADTH]:
        for others in _choices(framework, evidence, base.with_value(first, text), tuple(rest), rule):
            yield (text, *others)


def _in_full_table(framework: Framework, evidence: Scorecard, wrong: dict[str, str], rule: str) -> list[Correction]:
    changes = [*changed_levels(framework, evidence, wrong, rule), *(wrong.items() if len(wrong) == 1 else ())]
    return [Correction((code,), (evidence.values[code].text,), _exact((text,)), (text,)) for code, text in changes]


def _exact(texts: tuple[str, ...]) -> tuple[Fraction, ...]:
    return tuple(map(_value, texts))


def _rank(printed: str, text: str) -> tuple[bool, Fraction, Fraction]:
    value = _value(text)
    try:
        away = abs(value - _value(printed.strip().replace(",", ".")))
    except ValueError:
        away = Fraction(0)
    return not one_digit_away(printed, text), away, value


def _distance(framework: Framework, evidence: Scorecard, correction: Correction) -> tuple:
    ranks = [
        _rank(evidence.values[code].text, text) for code, text in zip(correction.codes, correction.texts, strict=True)
    ]
    far = sum(many for many, _, _ in ranks)
    away = sum((away for _, away, _ in ranks), Fraction(0))
    order = list(framework.nodes)
    return far, away, [order.index(code) for code in correction.codes], correction.values
