"""How many slips of one digit a check can find: an experiment on invented scorecards."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from spbe_analysis.analysis.consistency.nearest_figures import nearest_corrections, printed_sum
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

_SPREAD = 1.2  # standard deviation of levels around a middle; the nine whole tables of the collection have 0.3 to 1.6

# What may be printed of a scorecard, by a short name: codes from a regulation.
DISCLOSURES: dict[str, Callable[[Framework], tuple[str, ...]]] = {
    "domains": lambda framework: (*framework.of_kind("domain"), framework.root),
    "aspects": lambda framework: framework.of_kind("aspect"),
    "aspects_index": lambda framework: (*framework.of_kind("aspect"), framework.root),
    "all": lambda framework: (*framework.of_kind("aspect"), *framework.of_kind("domain"), framework.root),
}


@dataclass(frozen=True)
class MisprintCount:
    """Outcome of an experiment.

    ``alarms`` are findings on scorecards without a slip, ``found`` slips that no
    whole levels reproduce, ``first`` and ``mended`` those of them whose true
    figure is the first suggestion and among the suggestions, ``missed`` the
    others by code.
    """

    codes: tuple[str, ...]
    scorecards: int
    alarms: int
    found: int
    first: int
    mended: int
    missed: dict[str, int]


def misprint_detection(framework: Framework, codes: tuple[str, ...], scorecards: int, seed: int = 0) -> MisprintCount:
    """Replace one digit of one printed score by another digit, on many invented scorecards, and check each.

    Cell, place and digit are drawn with equal chances. A slip that turns a
    scorecard into another possible scorecard cannot be found by anyone.

    Parameters
    ----------
    framework : Framework
        The regulation the scorecards are printed under.
    codes : tuple of str
        Whole codes of the scores that are printed.
    scorecards : int
        How many scorecards.
    seed : int
        Same seed, same scorecards.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> count = misprint_detection(framework, framework.of_kind("aspect"), scorecards=5)
    >>> count.alarms, count.found
    (0, 4)
    """
    rng, units = random.Random(seed), framework.units
    decimals, rule = framework.decimals, framework.rounding
    alarms = found = first = mended = 0
    missed: Counter[str] = Counter()
    for _ in range(scorecards):
        levels = some_levels(framework, rng)
        texts = {
            code: printed_sum(
                sum(units[leaf] * levels[leaf] for leaf in framework.leaves(code)), units[code], decimals, rule
            )
            for code in codes
        }
        alarms += Reachable(framework, Scorecard.of(framework, texts)).empty
        code, slipped = one_misprint(texts, rng)
        scorecard = Scorecard.of(framework, slipped)
        if not Reachable(framework, scorecard).empty:
            missed[code] += 1
            continue
        found += 1
        offered = [(c.codes, c.texts) for c in nearest_corrections(framework, scorecard)]
        truth = (code,), (texts[code],)
        mended += truth in offered
        first += offered[:1] == [truth]
    return MisprintCount(tuple(codes), scorecards, alarms, found, first, mended, dict(missed))


def some_levels(framework: Framework, rng: random.Random) -> dict[str, int]:
    """A table of levels around a middle of its own, every level possible."""
    middle = rng.uniform(framework.minimum, framework.maximum)
    low, high = framework.minimum, framework.maximum
    return {leaf: min(max(int(rng.gauss(middle, _SPREAD) + 0.5), low), high) for leaf in framework.indicators}


def one_misprint(texts: dict[str, str], rng: random.Random) -> tuple[str, dict[str, str]]:
    """Which cell slipped, and the cells with one digit of it replaced by another digit.

    Examples
    --------
    >>> one_misprint({"P59-D1": "2.90"}, random.Random(0))[0]
    'P59-D1'
    """
    code = rng.choice(list(texts))
    text = texts[code]
    place = rng.choice([i for i, mark in enumerate(text) if mark.isdigit()])
    digit = rng.choice([digit for digit in "0123456789" if digit != text[place]])
    return code, {**texts, code: text[:place] + digit + text[place + 1 :]}
