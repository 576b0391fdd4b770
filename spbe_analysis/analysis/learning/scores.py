"""How well a prior foretells known tables when only their domain scores and index are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import log2

import numpy as np

from spbe_analysis.analysis.assumptions import Assumptions
from spbe_analysis.analysis.drivers.recovery import print_card
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.learning.tables import KnownTable
from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, UNIFORM, ChangePrior, Prior
from spbe_analysis.analysis.two_years.tied import PairSet
from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

FIFTHS = 5
_TAIL = 0.05
_GOOD = (3, 4)  # at how many institutions of how many the mean gain has to be above 0
_SLACK = 1e-12


def change_score(
    pair: tuple[KnownTable, KnownTable],
    framework: Framework,
    change: ChangePrior = NO_CHANGE_PRIOR,
    priors: tuple[Prior, Prior] = (UNIFORM, UNIFORM),
) -> dict:
    """What a prior says of every indicator's change, beside what it was.

    Parameters
    ----------
    pair : two KnownTable
        Two whole tables; only their domain scores and index are shown.
    framework : Framework
        The regulation on whose scale levels are read.

    Returns
    -------
    dict
        ``bits``: mean of -log2 of the chance given to the true change of an
        indicator; ``fell``, ``stayed``, ``rose`` (expected numbers) and
        ``true_fell``, ``true_stayed``, ``true_rose``; ``inside``: share of
        true changes within the 5 to 95 % points; ``fifths``: share of truths
        in each fifth of what was expected, even where all is well.

    Examples
    --------
    >>> from spbe_analysis.analysis.learning.tables import known_table
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> cards = [Scorecard.of(framework, dict.fromkeys(framework.indicators, text)) for text in "15"]
    >>> change_score(tuple(known_table(framework, card) for card in cards), framework)["rose"]
    47.0
    """
    law = pair[0].framework
    first, second = (_shown(table, framework) for table in pair)
    found = PairSet(law, first, second, Assumptions(), priors, change=change)
    bits, inside, said, true = 0.0, 0, np.zeros(3), np.zeros(3)
    fifths = np.zeros(FIFTHS)
    for leaf in law.indicators:
        chances: dict[int, float] = {}
        for (before, after), p in found.leaf_pairs(leaf).items():
            chances[after - before] = chances.get(after - before, 0.0) + p
        moved = pair[1].levels[leaf] - pair[0].levels[leaf]
        bits -= log2(chances[moved])
        for by, p in chances.items():
            said[_sign(by)] += p
        true[_sign(moved)] += 1
        below = sum(p for by, p in chances.items() if by < moved)
        inside += below + chances[moved] >= _TAIL - _SLACK and below <= 1 - _TAIL + _SLACK
        fifths += _spread_out(below, below + chances[moved])
    items = len(law.indicators)
    names = ("fell", "stayed", "rose")
    return {
        "indicators": items,
        "bits": bits / items,
        **dict(zip(names, map(float, said), strict=True)),
        **{f"true_{name}": int(n) for name, n in zip(names, true, strict=True)},
        "inside": inside / items,
        "fifths": fifths / items,
    }


def level_score(table: KnownTable, prior: Prior = UNIFORM) -> dict:
    """What a prior says of a whole table of levels, given its domain scores and index.

    Returns
    -------
    dict
        ``bits``: -log2 of the chance given to everything that is known of the
        levels, by indicator; ``fifths``: as in `change_score`, for levels.

    Examples
    --------
    >>> from spbe_analysis.analysis.learning.tables import known_table
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> card = print_card(dict.fromkeys(framework.indicators, 5), framework, "indicators")
    >>> level_score(known_table(framework, card))["bits"]
    0.0
    """
    law, known = table.framework, table.scorecard
    scale = tuple(range(law.minimum, law.maximum + 1))
    # Weights level by level keep their size where fewer levels are left, so that both totals can be compared.
    prior = Prior(prior.name, {parent: prior.weights(parent, scale) for parent in prior.tilts})
    domains = [code for code in known.values if law.nodes[code].kind in ("index", "domain")]
    shown = FeasibleSet(law, known.without(*(code for code in known.values if code not in domains)), prior)
    whole = FeasibleSet(law, known, prior)
    fifths = np.zeros(FIFTHS)
    for leaf, level in table.levels.items():
        chances = shown.level_probabilities(leaf)
        below = sum(p for at, p in chances.items() if at < level)
        fifths += _spread_out(below, below + chances[level])
    bits = log2(shown.total) - log2(whole.total)
    return {"bits": bits / len(law.indicators), "fifths": fifths / len(table.levels)}


def concordance(table: KnownTable, others: Sequence[KnownTable], before: KnownTable | None = None) -> float | None:
    """How often two indicators of one aspect stand in the order in which they stand at other institutions.

    Parameters
    ----------
    table : KnownTable
        The table whose order is to be foretold.
    others : sequence of KnownTable
        Tables of other institutions under the same regulation; each institution counts once.
    before : KnownTable, optional
        The same institution's table of an earlier year: then it is the order
        of the changes that is to be foretold.

    Returns
    -------
    float or None
        Share of the pairs that differ, 0.5 where nothing can be foretold (a
        pair that stands alike at the others counts one half); None without such pairs.

    Examples
    --------
    >>> from spbe_analysis.analysis.learning.tables import known_table
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators, "3") | {framework.indicators[0]: "4"}
    >>> mine, other = (known_table(framework, Scorecard.of(framework, levels, institution=name)) for name in "ab")
    >>> concordance(mine, [other])
    1.0
    """
    usual = _usual(others)
    right = total = 0.0
    for code in {table.framework.nodes[leaf].parent for leaf in table.levels}:
        leaves = [leaf for leaf in table.framework.children(code) if leaf in table.levels and leaf in usual]
        for one, two in combinations(leaves, 2):
            mine = table.levels[one] - table.levels[two]
            if before is not None:
                mine -= before.levels[one] - before.levels[two]
            if mine:
                others_say = usual[one] - usual[two]
                right += 0.5 if not others_say else (mine > 0) == (others_say > 0)
                total += 1
    return right / total if total else None


def _usual(tables: Sequence[KnownTable]) -> dict[str, float]:
    """Mean over institutions of how far an indicator stands above its aspect."""
    by_institution: dict[str, dict[str, list[float]]] = {}
    for table in tables:
        for leaf, level in table.levels.items():
            siblings = [
                table.levels[other]
                for other in table.framework.children(table.framework.nodes[leaf].parent)
                if other in table.levels
            ]
            mine = by_institution.setdefault(table.institution, {}).setdefault(leaf, [])
            mine.append(level - sum(siblings) / len(siblings))
    found: dict[str, list[float]] = {}
    for leaves in by_institution.values():
        for leaf, above in leaves.items():
            found.setdefault(leaf, []).append(sum(above) / len(above))
    return {leaf: sum(above) / len(above) for leaf, above in found.items()}


def _shown(table: KnownTable, framework: Framework) -> Scorecard:
    card = print_card(table.levels, table.framework, "domains")
    if table.framework.minimum >= framework.minimum:
        return card
    return replace(card, at_least=dict.fromkeys(table.framework.indicators, framework.minimum))


def _sign(change: int) -> int:
    return (change > 0) - (change < 0) + 1


def _spread_out(below: float, upto: float) -> np.ndarray:
    """Share of each fifth of 0 to 1 that an even law from `below` to `upto` puts there."""
    ends = np.clip(np.linspace(0, 1, FIFTHS + 1), below, upto)
    return np.diff(ends) / (upto - below)


def require_gain(gains: Mapping[str, Sequence[float]], of: str) -> None:
    """Refuse weights that do not foretell institutions they were not learned from.

    Parameters
    ----------
    gains : mapping of str to sequence of float
        By institution, the gain over the uniform prior on each of its tables or transitions [bits an indicator].
    of : str
        ``levels`` or ``change``.

    Raises
    ------
    ReportError
        If the mean gain is not above 0 at three institutions in four.

    Examples
    --------
    >>> require_gain({"a": [0.2], "b": [0.1, 0.3], "c": [0.1], "d": [-0.1]}, "levels")
    """
    means = {name: sum(values) / len(values) for name, values in gains.items()}
    good = sum(mean > 0 for mean in means.values())
    if not means or good * _GOOD[1] < _GOOD[0] * len(means):
        problems = [Message("learn.gain", institution=name, bits=f"{mean:.3f}") for name, mean in means.items()]
        raise ReportError(Message("learn.no_gain", of=of, good=good, all=len(means)), problems)
