"""A fit that is shown as a warning and used nowhere: changes of indicators guessed from printed sums alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from spbe_analysis.analysis.learning.fit import CHANGE_SPREAD, change_features, pair_ways
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework


def fit_change_logs_from_sums(
    pairs: Iterable[tuple[Scorecard, Scorecard]], framework: Framework
) -> tuple[float, float, float]:
    """What `fit_change_logs` looks for, from the sums of both years of each top-level node whose score fixes its sum.

    An institution's own standing and how much its indicators persist look
    alike in sums, so this finds weights that real tables contradict.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> fit_change_logs_from_sums([], load_framework("permenpanrb-59-2020"))
    (0.0, 0.0, 0.0)
    """
    from scipy.optimize import minimize

    size = framework.maximum - framework.minimum + 1
    units = {
        top: {framework.units[leaf] for leaf in framework.leaves(top)} for top in framework.children(framework.root)
    }
    plain = [top for top, found in units.items() if len(found) == 1]
    seen: dict[int, Counter] = {}
    for before, after in pairs:
        for top in plain:
            items = len(framework.leaves(top))
            sums = [_sum(card, top, framework) for card in (before, after)]
            if None not in sums:
                seen.setdefault(items, Counter())[sums[0], sums[1]] += 1
    tables = {
        items: (np.array(list(counts)).T, np.array(list(counts.values()), dtype=float))
        for items, counts in seen.items()
    }
    features = change_features(size)

    def loss(logs: np.ndarray) -> float:
        ways = pair_ways(np.exp(features @ logs), max(tables, default=0))
        found = float(logs @ logs) / (2 * CHANGE_SPREAD**2)
        for items, ((x, y), counts) in tables.items():
            table = ways[items]
            found -= float(counts @ np.log(table[x, y] / table[x].sum(axis=1)))
        return found

    stay, fall, far = minimize(loss, np.zeros(features.shape[-1])).x
    return float(stay), float(fall), float(far)


def _sum(card: Scorecard, top: str, framework: Framework) -> int | None:
    """Sum of the places on the scale below a node, where its printed score leaves one."""
    if top not in card.values:
        return None
    unit = Fraction(framework.units[framework.leaves(top)[0]])
    low, high = (Fraction(end) / unit for end in card.values[top].window(framework))
    first, last = -(-low // 1), high // 1
    items = len(framework.leaves(top))
    least, most = framework.minimum * items, framework.maximum * items
    return int(first) - least if first == last and least <= first <= most else None
