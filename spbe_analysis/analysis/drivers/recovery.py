"""Does the engine find the truth again? Known levels are hidden and inferred back from their printed scores."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.prior import UNIFORM
from spbe_analysis.analysis.two_years.independent import IndependentPair
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import fixed

DISCLOSURES = {
    "index": ("index",),
    "domains": ("index", "domain"),
    "aspects": ("index", "domain", "aspect"),
    "indicators": ("index", "domain", "aspect", "indicator"),
}


def print_card(levels: Mapping[str, int], framework: Framework, disclosure: str, **about) -> Scorecard:
    """Evidence as it would be printed from whole levels at a level of disclosure.

    Parameters
    ----------
    levels : mapping of str to int
        A whole table of levels by code.
    disclosure : str
        ``index``, ``domains`` (and the index), ``aspects`` (and what is above)
        or ``indicators`` (everything).
    **about
        Institution, year and what else the scorecard says of itself.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> print_card(dict.fromkeys(framework.indicators, 3), framework, "index").values["P59-INDEX"].text
    '3.00'
    """
    if disclosure not in DISCLOSURES:
        raise ParameterError(
            Message("trial.disclosure", disclosure=disclosure),
            advice=Message("advice.one_of", known=tuple(DISCLOSURES)),
        )
    scores = score_levels(dict(levels), framework)
    texts = {}
    for code, node in framework.nodes.items():
        if node.kind in DISCLOSURES[disclosure]:
            leaf = node.kind == "indicator"
            texts[code] = str(levels[code]) if leaf else fixed(scores[code], framework.decimals, framework.rounding)
    return Scorecard.of(framework, texts, **about)


def recover(before: Mapping[str, int], after: Mapping[str, int], framework: Framework, disclosure: str) -> pd.DataFrame:
    """True contribution of every node beside the interval inferred with the levels hidden.

    Returns
    -------
    DataFrame
        Indexed by code: ``kind``, ``truth``, ``low``, ``high`` (Fraction, index
        points), ``expected``, ``p05``, ``p95`` (float), ``inside`` (bool).

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = (dict.fromkeys(framework.indicators, level) for level in (2, 3))
    >>> found = recover(before, after, framework, "aspects")
    >>> bool(found["inside"].all()), found.loc["P59-D1", "truth"]
    (True, Fraction(13, 100))
    """
    first, second = (print_card(levels, framework, disclosure) for levels in (before, after))
    pair = IndependentPair(framework, first, second, (UNIFORM, UNIFORM))
    starts, ends = (score_levels(dict(levels), framework) for levels in (before, after))
    rows = []
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        truth = node.weight * (ends[code] - starts[code])
        low, high = (Fraction(x, framework.denominator) for x in pair.change_bounds(code))
        chances = sorted(pair.change_distribution(code).items())
        running = np.cumsum([p for _, p in chances])
        p05, p95 = (chances[min(int(np.searchsorted(running, q - 1e-12)), len(chances) - 1)][0] for q in (0.05, 0.95))
        rows.append(
            {
                "code": code,
                "kind": node.kind,
                "truth": truth,
                "low": low,
                "high": high,
                "expected": sum(x * p for x, p in chances) / framework.denominator,
                "p05": p05 / framework.denominator,
                "p95": p95 / framework.denominator,
                "inside": low <= truth <= high,
            }
        )
    return pd.DataFrame(rows).set_index("code")


def simulate(
    framework: Framework, disclosure: str, institutions: int = 1000, truth: str = "uniform", seed: int = 0
) -> pd.DataFrame:
    """Simulated institutions whose hidden levels are known, judged by the uniform prior.

    Parameters
    ----------
    disclosure : str
        What is printed of each institution in both years.
    truth : str
        How the hidden levels really arise: ``uniform`` as the prior says,
        ``low`` (four in five levels are 1 to 3, the second year independent) or
        ``sticky`` (the second year keeps most levels and raises the rest by
        one). The last two are wrong for the prior on purpose.

    Returns
    -------
    DataFrame
        One row per institution and kind of node: ``kind``, ``inside`` (the
        truth lies in the sharp interval), ``transform`` (randomised probability
        transform), ``covered`` (truth within the 5 to 95 % points).

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> bool(simulate(framework, "aspects", institutions=2)["inside"].all())
    True
    """
    rng = np.random.default_rng(seed)
    leaves = framework.indicators
    kinds = {kind: framework.of_kind(kind) for kind in ("domain", "aspect", "indicator") if framework.of_kind(kind)}
    rows = []
    for _ in range(institutions):
        years = [dict(zip(leaves, map(int, vector), strict=True)) for vector in _truth(rng, framework, truth)]
        first, second = (print_card(levels, framework, disclosure) for levels in years)
        pair = IndependentPair(framework, first, second)
        units = framework.units
        for kind, codes in kinds.items():
            code = codes[rng.integers(len(codes))]
            change = sum(units[leaf] * (years[1][leaf] - years[0][leaf]) for leaf in framework.leaves(code))
            chances = pair.change_distribution(code)
            low, high = pair.change_bounds(code)
            below = sum(p for x, p in chances.items() if x < change)
            at = chances.get(change, 0.0)
            rows.append(
                {
                    "kind": kind,
                    "inside": low <= change <= high and at > 0,
                    "transform": below + rng.random() * at,
                    "covered": below + at >= 0.05 - 1e-12 and below <= 0.95 + 1e-12,
                }
            )
    return pd.DataFrame(rows)


def _truth(rng, framework: Framework, kind: str) -> tuple[np.ndarray, np.ndarray]:
    size, low, high = len(framework.indicators), framework.minimum, framework.maximum
    if kind == "uniform":
        return tuple(rng.integers(low, high + 1, size) for _ in range(2))
    weights = np.array([1.0 if level <= (low + high) / 2 else 0.25 for level in range(low, high + 1)])
    first, second = (rng.choice(np.arange(low, high + 1), size, p=weights / weights.sum()) for _ in range(2))
    if kind == "low":
        return first, second
    if kind == "sticky":
        return first, np.minimum(first + (rng.random(size) < 0.3), high)
    raise ParameterError(Message("trial.truth", kind=kind), advice=Message("advice.truths"))


def recover_all(tables: Mapping[int, Mapping[str, int]], framework: Framework) -> pd.DataFrame:
    """`recover` for every pair of neighbouring years and the whole span, at every level of disclosure.

    Parameters
    ----------
    tables : mapping of year to whole table of levels
        Years without a whole table (None) are passed over.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> tables = {year: dict.fromkeys(framework.indicators, level) for year, level in ((2023, 2), (2024, 3))}
    >>> sorted(set(recover_all(tables, framework)["shown"]))
    ['aspects', 'domains', 'index', 'indicators']
    """
    years = sorted(year for year, levels in tables.items() if levels)
    pairs = [*pairwise(years), *([(years[0], years[-1])] if len(years) > 2 else [])]
    frames = []
    for start, end in pairs:
        for shown in DISCLOSURES:
            found = recover(tables[start], tables[end], framework, shown)
            frames.append(found.assign(**{"from": start, "to": end, "shown": shown}))
    return pd.concat(frames)


def simulate_all(framework: Framework, institutions: int, seed: int = 0) -> pd.DataFrame:
    """`simulate` for every level of disclosure short of all indicators and every way the truth may arise.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> len(simulate_all(framework, institutions=1))
    27
    """
    frames = [
        simulate(framework, shown, institutions, arise, seed).assign(shown=shown, arise=arise)
        for shown in list(DISCLOSURES)[:-1]
        for arise in ("uniform", "low", "sticky")
    ]
    return pd.concat(frames, ignore_index=True)
