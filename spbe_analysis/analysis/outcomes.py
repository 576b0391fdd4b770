"""Does the index go together with another published figure? Correlations, intervals, and who decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import atanh, sqrt, tanh
from statistics import NormalDist
from typing import SupportsFloat

import numpy as np
import pandas as pd

from spbe_analysis.analysis.resampling import CORRELATION_DRAWS, HIGH, LOW, SEED
from spbe_analysis.errors import CoverageError
from spbe_analysis.message import Message

PEARSON, SPEARMAN = "pearson", "spearman"
METHODS = (PEARSON, SPEARMAN)
_ENDS = ("low", "high", "fisher_low", "fisher_high", "p")
# What two years of two figures can be asked: columns related, and columns held still.
QUESTIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "same_before": ("index_before", "outcome_before", ()),
    "same_after": ("index_after", "outcome_after", ()),
    "change": ("index_change", "outcome_change", ()),
    "change_given": ("index_change", "outcome_change", ("index_before", "outcome_before")),
    "later_outcome": ("index_before", "outcome_after", ("outcome_before",)),
    "later_index": ("outcome_before", "index_after", ("index_before",)),
}
DECLARED = ("same_after", PEARSON)  # settled before looking; every other correlation is a look around
LEVEL = 0.05  # below it a correlation, Holm's correction made, is told from none
FEWEST = 8  # rows; with fewer no interval narrower than nearly everything exists


def paired(figures: Mapping[str, Mapping[str, SupportsFloat]]) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Put figures about the same institutions side by side; nothing missing is filled.

    Parameters
    ----------
    figures : mapping of str to mapping of str to number
        By column: value by institution.

    Returns
    -------
    (DataFrame of float, dict)
        One row per institution that has every figure; and by column the
        institutions that lack it while another column has them.

    Examples
    --------
    >>> table, lacking = paired({"index": {"A": 2, "B": 3}, "outcome": {"A": 5.5}})
    >>> table.loc["A"].tolist(), lacking["outcome"]
    ([2.0, 5.5], ['B'])
    """
    table = pd.DataFrame(
        {name: pd.Series({k: float(v) for k, v in values.items()}) for name, values in figures.items()}
    )
    lacking = {name: sorted(table.index[table[name].isna()]) for name in table}
    return table.dropna().sort_index(), lacking


def correlation(
    table: pd.DataFrame,
    one: str,
    other: str,
    given: Sequence[str] = (),
    draws: int = CORRELATION_DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Correlation of two columns, by value and by rank, with intervals; partial for further columns.

    A partial correlation is that of what straight lines in the further columns
    leave over; by rank, of what they leave over of ranks. A correlation says
    that figures go together. It does not say why, nor that one follows the other.

    Parameters
    ----------
    table : DataFrame of float
        One row per institution, no gaps.
    one, other : str
        Columns to relate.
    given : sequence of str
        Columns held still.
    draws, seed : int
        Bootstrap samples of rows, and the seed.

    Returns
    -------
    DataFrame
        By ``pearson`` and ``spearman``: ``n``, ``value``, ``low``, ``high`` (95 % of
        bootstrap values lie between), ``fisher_low``, ``fisher_high`` (95 %
        interval by Fisher's transformation; for ranks it is an approximation),
        ``p`` (how often a pairing at chance would give one as far from zero, by
        Student's t).

    Raises
    ------
    CoverageError
        If a value is missing, there are fewer than eight rows, or a column
        does not vary.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"x": range(8), "y": [1, 0, 2, 3, 5, 4, 6, 7]}, dtype=float)
    >>> f"{correlation(table, 'x', 'y', draws=100).loc['pearson', 'value']:.3f}"
    '0.952'
    """
    columns = [one, other, *given]
    part = table[columns]
    still = [name for name in columns if len(part) and part[name].nunique() < 2]
    if part.isna().to_numpy().any() or len(part) < FEWEST or still:
        raise CoverageError(
            Message("relate.refused", one=one, other=other),
            [
                Message("relate.gaps", count=len(part), gaps=int(part.isna().any(axis=1).sum())),
                *(Message("relate.still", name=name) for name in still),
            ],
            Message("advice.rows", count=FEWEST),
        )
    values = part.to_numpy(dtype=float)
    n = len(values)
    picks = np.random.default_rng(seed).integers(0, n, size=(draws, n))
    rows = {}
    for method in METHODS:
        value = float(_partial(values[None], method)[0])
        low, high = np.nanquantile(_partial(values[picks], method), [LOW, HIGH])
        rows[method] = {"n": n, "value": value, "low": float(low), "high": float(high)}
        rows[method] |= dict(zip(("fisher_low", "fisher_high"), fisher_interval(value, n - len(given)), strict=True))
        rows[method]["p"] = chance_of(value, n - len(given))
    return pd.DataFrame.from_dict(rows, orient="index")


def two_year_questions(table: pd.DataFrame, draws: int = CORRELATION_DRAWS) -> pd.DataFrame:
    """Every question of `QUESTIONS`, put to a table of two figures in two years.

    Parameters
    ----------
    table : DataFrame of float
        ``index_before``, ``index_after``, ``outcome_before``, ``outcome_after``,
        one row per institution; changes are taken from them.

    Returns
    -------
    DataFrame
        By question: ``n``, and for ``pearson`` and ``spearman`` the value and its
        ``_low``, ``_high`` (bootstrap), ``_fisher_low``, ``_fisher_high``, ``_p``
        and ``_holm`` (that p corrected by Holm over all correlations but the
        `DECLARED` one, whose p stays as it is).

    Examples
    --------
    >>> import pandas as pd
    >>> rise = pd.Series([0, 3, 1, 4, 1, 5, 9, 2], dtype=float)
    >>> table = pd.DataFrame({"index_before": range(8), "outcome_before": [2, 7, 1, 8, 2, 8, 1, 8]}, dtype=float)
    >>> table = table.assign(index_after=table["index_before"] + rise, outcome_after=table["outcome_before"] + rise % 4)
    >>> f"{two_year_questions(table, draws=50).loc['change', 'pearson']:.2f}"
    '0.04'
    """
    whole = table.assign(
        index_change=table["index_after"] - table["index_before"],
        outcome_change=table["outcome_after"] - table["outcome_before"],
    )
    rows: dict[str, dict[str, float]] = {}
    for name, (one, other, given) in QUESTIONS.items():
        found = correlation(whole, one, other, given, draws)
        rows[name] = {"n": int(found["n"].iloc[0])}
        for method, row in found.iterrows():
            rows[name] |= {method: row["value"]} | {f"{method}_{end}": row[end] for end in _ENDS}
    looks = [(name, method) for name in rows for method in METHODS if (name, method) != DECLARED]
    corrected = holm([rows[name][f"{method}_p"] for name, method in looks])
    rows[DECLARED[0]][f"{DECLARED[1]}_holm"] = rows[DECLARED[0]][f"{DECLARED[1]}_p"]
    for (name, method), p in zip(looks, corrected, strict=True):
        rows[name][f"{method}_holm"] = p
    return pd.DataFrame.from_dict(rows, orient="index").astype({"n": int})


def holm(chances: Sequence[float]) -> list[float]:
    """P values of several looks, corrected by Holm's steps so that all of them together hold the level.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order, found, least = sorted(range(len(chances)), key=chances.__getitem__), [0.0] * len(chances), 0.0
    for step, place in enumerate(order):
        least = max(least, min(1.0, (len(chances) - step) * chances[place]))
        found[place] = least
    return found


def chance_of(value: float, n: int) -> float:
    """Two-sided p of a correlation of `n` rows by Student's t; for a partial one take n less columns held.

    Examples
    --------
    >>> f"{chance_of(0.5, 34):.4f}"
    '0.0026'
    """
    from scipy.stats import t

    if n <= 2 or abs(value) >= 1:
        return 1.0 if n <= 2 else 0.0
    return float(2 * t.sf(abs(value) * sqrt((n - 2) / (1 - value**2)), n - 2))


def fisher_interval(value: float, n: int) -> tuple[float, float]:
    """95 % interval of a correlation of `n` rows by Fisher's transformation; for a partial one take n less columns held.

    Examples
    --------
    >>> low, high = fisher_interval(0.5, 50)
    >>> f"{low:.2f} to {high:.2f}"
    '0.26 to 0.68'
    """
    if n <= 3 or abs(value) >= 1:
        return (-1.0, 1.0) if n <= 3 else (value, value)
    half = NormalDist().inv_cdf(HIGH) / sqrt(n - 3)
    return tanh(atanh(value) - half), tanh(atanh(value) + half)


def left_out(table: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """The correlation with each institution left out in turn, the one that moves it most by value first.

    Returns
    -------
    DataFrame
        By institution: ``pearson`` and ``spearman`` without it, ``moved`` (the former
        less that of all).

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"x": [*range(7), 9], "y": [1, 0, 2, 3, 5, 4, 6, 0]}, dtype=float, index=list("ABCDEFGH"))
    >>> left_out(table, "x", "y").index[0]
    'H'
    """
    values = table[[one, other]].to_numpy(dtype=float)
    n = len(values)
    without = np.array([np.delete(np.arange(n), i) for i in range(n)])
    found = {method: _partial(values[without], method) for method in METHODS}
    frame = pd.DataFrame(found, index=table.index)
    frame["moved"] = frame[PEARSON] - float(_partial(values[None], PEARSON)[0])
    return frame.loc[frame["moved"].abs().sort_values(ascending=False, kind="stable").index]


def _partial(samples: np.ndarray, method: str) -> np.ndarray:
    """Correlation of the first two columns given the rest, for samples of shape (draws, rows, columns)."""
    if method == SPEARMAN:
        from scipy.stats import rankdata

        samples = rankdata(samples, axis=1)
    centred = samples - samples.mean(axis=1, keepdims=True)
    joint = np.einsum("dij,dik->djk", centred, centred)
    spread = np.sqrt(np.einsum("djj->dj", joint))
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = joint / (spread[:, :, None] * spread[:, None, :])
    if samples.shape[2] == 2:
        return matrix[:, 0, 1]
    found = np.full(len(samples), np.nan)
    sound = np.isfinite(matrix).all(axis=(1, 2))
    sound[sound] = np.linalg.det(matrix[sound]) > 1e-12  # a resample may leave columns that say the same
    inverse = np.linalg.inv(matrix[sound])
    found[sound] = -inverse[:, 0, 1] / np.sqrt(inverse[:, 0, 0] * inverse[:, 1, 1])
    return found
