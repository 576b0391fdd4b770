"""Which further published number would tell most: expected narrowing in bits, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.printed_chances import printed_chances
from spbe_analysis.regulation.grid import WHOLE
from spbe_analysis.regulation.rounding import round_exact


@dataclass(frozen=True)
class Disclosure:
    """A number not yet published and how much it would narrow the set of possible levels.

    ``bits`` is the expected fall in the entropy of the level vector when the
    number is printed with ``decimals`` decimals: the entropy of that number
    itself, since the levels determine it.
    """

    code: str
    kind: str
    decimals: int
    bits: float


def entropy_of_levels(feasible: FeasibleSet) -> float:
    """Entropy of the whole level vector under the prior [bits]; log2 of the count when it is uniform.

    Examples
    --------
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> f"{entropy_of_levels(FeasibleSet(framework, Scorecard.of(framework, {}))):.1f}"
    '109.1'
    """
    feasible.require()
    if not feasible.prior.tilts:
        return _log2(feasible.total)
    weighed = 0.0
    for leaf in feasible.framework.indicators:
        weights = dict(feasible.level_weights(leaf))
        weighed += sum(p * _log2(weights[level]) for level, p in feasible.tick_probabilities(leaf).items() if p)
    return _log2(feasible.total) - weighed


def disclosures(feasible: FeasibleSet) -> list[Disclosure]:
    """Every single score not yet published, the most telling first.

    Ties keep the regulation's order: of indicators that nothing tells apart,
    any one tells as much.

    Examples
    --------
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> found = disclosures(FeasibleSet(framework, Scorecard.of(framework, {"index": "2.98"})))[0]
    >>> found.code, f"{found.bits:.1f}"
    ('P59-D4', '6.5')
    """
    framework = feasible.framework
    decimals = {}
    for code, node in framework.nodes.items():
        if code not in feasible.scorecard.values:
            whole = node.kind == "indicator" and framework.grid(code) is WHOLE
            decimals[code] = 0 if whole else framework.decimals
    chances = (printed_chances if framework.open_grids else _exact_chances)(feasible, decimals)
    found = [
        Disclosure(code, framework.nodes[code].kind, places, _entropy(chances[code]))
        for code, places in decimals.items()
    ]
    return sorted(found, key=lambda item: -item.bits)


def _exact_chances(feasible: FeasibleSet, decimals: dict[str, int]) -> dict[str, Iterable[float]]:
    """Chances of all that each number can print, from the exact counts: quick where levels are whole."""
    found: dict[str, Iterable[float]] = {}
    for code, places in decimals.items():
        printed: dict = {}
        for score, p in feasible.distribution(code).items():
            text = round_exact(score, places, feasible.rounding)
            printed[text] = printed.get(text, 0.0) + p
        found[code] = printed.values()
    return found


def _entropy(shares) -> float:
    """Entropy [bits] to nine decimals, so that numbers that nothing tells apart tell as much."""
    return float(f"{sum(-p * log2(p) for p in shares if p > 0) + 0.0:.9f}") + 0.0


def _log2(whole: int) -> float:
    """log2 of a whole number of any size."""
    spare = max(0, whole.bit_length() - 1000)
    return log2(whole >> spare) + spare


def most_telling(years: Iterable[FeasibleSet]) -> tuple[int | None, str, float, float] | None:
    """Year, code, bits and bits not known of the number that would narrow the answer most, or None.

    Examples
    --------
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> year = FeasibleSet(framework, Scorecard.of(framework, {"index": "2.98"}, year=2024))
    >>> most_telling([year])[:2]
    (2024, 'P59-D4')
    """
    best = None
    for year in years:
        for item in disclosures(year)[:1]:
            if item.bits > 0 and (best is None or item.bits > best[2]):
                best = (year.scorecard.year, item.code, item.bits, entropy_of_levels(year))
    return best
