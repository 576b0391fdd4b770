"""How likely each size of a part is, when every table of levels that fits the figures counts alike."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from spbe_analysis.analysis.bridge.bridge import BridgeAnswer, readable
from spbe_analysis.analysis.bridge.decomposition import Form, bridge_forms
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import UNIFORM, Prior

DRAWS = 10_000  # standard error of a probability at most 0.005


class Chance(NamedTuple):
    """Expected value, quantiles [index points] and probability of being above zero, under a prior."""

    expected: float
    p05: float
    p50: float
    p95: float
    p_positive: float


def bridge_chances(
    answer: BridgeAnswer, priors: tuple[Prior, Prior] = (UNIFORM, UNIFORM), draws: int = DRAWS, seed: int = 0
) -> dict[str, Chance]:
    """Where inside its interval each part is likely to lie, under a named prior.

    The interval of a part does not depend on a prior; these figures do.
    Expected values are exact, the rest is read off seeded random draws.

    Parameters
    ----------
    answer : BridgeAnswer
        From `bridge`.
    priors : (Prior, Prior)
        Prior of each year.
    draws : int
        Random tables of levels for each year.
    seed : int
        Same seed, same figures.

    Returns
    -------
    dict of str to Chance
        By the names of `bridge_forms`.
    """
    sets = [
        FeasibleSet(framework, readable(scorecard, framework)[0], prior)
        for framework, scorecard, prior in zip(answer.frameworks, (answer.before, answer.after), priors, strict=True)
    ]
    tables = [feasible.sample(draws, seed + side) for side, feasible in enumerate(sets)]
    return {
        name: _chance(form, sets, tables)
        for name, form in bridge_forms(answer.frameworks, answer.lineage, answer.scale).items()
    }


def _chance(form: Form, sets: list[FeasibleSet], tables: list[np.ndarray]) -> Chance:
    mean, drawn = 0.0, np.zeros(len(tables[0]))
    for side, (feasible, levels) in enumerate(zip(sets, tables, strict=True)):
        framework = feasible.framework
        column = {leaf: i for i, leaf in enumerate(framework.indicators)}
        for leaf, row in form.terms.get(side, {}).items():
            terms = np.array([float(v) for v in row])
            drawn += terms[levels[:, column[leaf]] - framework.minimum]
            mean += sum(
                p * float(row[level - framework.minimum]) for level, p in feasible.level_probabilities(leaf).items()
            )
    slack = float(Fraction(1, 10**9))  # sums of rounded terms: what is zero must not count as above it
    p05, p50, p95 = np.quantile(drawn, [0.05, 0.5, 0.95])
    return Chance(mean, float(p05), float(p50), float(p95), float((drawn > slack).mean()))
