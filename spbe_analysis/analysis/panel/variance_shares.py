"""Which part's changes differ most between institutions when the index's changes do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from spbe_analysis.analysis.resampling import HIGH, LOW, PANEL_DRAWS, SEED, drawn_again
from spbe_analysis.errors import CoverageError
from spbe_analysis.message import Message


def covariance_shares(
    contributions: pd.DataFrame,
    draws: int = PANEL_DRAWS,
    seed: int = SEED,
    clusters: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Share of each part in the variance of the total change across institutions.

    A part's share is its covariance with the total divided by the variance of
    the total; the total is the sum of the parts, so shares add up to one. One
    may be negative: that part then runs against the others. A share describes
    how institutions differ. It says nothing of how points came about, nor of
    the mean change, which is the same for all.

    Parameters
    ----------
    contributions : DataFrame
        One row per institution, one column per part [index points].
    draws, seed : int
        Bootstrap samples of institutions, and the seed.
    clusters : mapping of str to str, optional
        Province by institution, to draw whole provinces as well.

    Returns
    -------
    DataFrame
        By part: ``share``, ``low``, ``high`` (95 % of bootstrap shares lie
        between), with `clusters` also ``cluster_low``, ``cluster_high``,
        ``mean`` (mean contribution) and ``spread`` (standard deviation), both
        index points. Where all institutions are observed, the width says how
        far a share hangs on which of them are in, not how sure it is.

    Raises
    ------
    CoverageError
        If a contribution is missing, there are fewer than two institutions, or
        all change alike.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = pd.DataFrame({"D1": [x / 10 for x in range(12)], "D2": [x / 30 for x in range(12)]})
    >>> [f"{share:.2f}" for share in covariance_shares(parts, draws=20)["share"]]
    ['0.75', '0.25']
    """
    gaps = contributions.isna()
    if gaps.to_numpy().any():
        raise CoverageError(
            Message("relate.every_part"),
            [str(name) for name in gaps.index[gaps.any(axis=1)]],
            Message("advice.leave_out"),
        )
    parts = contributions.to_numpy(dtype=float)
    if len(parts) < 2 or np.ptp(parts.sum(axis=1)) == 0:
        raise CoverageError(
            Message("relate.total"), [Message("relate.count", count=len(parts))], Message("advice.two_differ")
        )
    centred = parts - parts.mean(axis=0)
    total = centred.sum(axis=1)
    n = len(parts)
    shares = _shares(np.ones((1, n)) / n, centred, total)[0]
    ends = {}
    for name, groups in (("", None), ("cluster_", clusters)):
        if not name or groups:
            own = None if groups is None else [groups.get(body, "") for body in contributions.index]
            drawn = _shares(drawn_again(n, draws, seed, own), centred, total)
            ends[f"{name}low"], ends[f"{name}high"] = np.nanquantile(drawn, [LOW, HIGH], axis=0)
    about = {"mean": parts.mean(axis=0), "spread": parts.std(axis=0)}
    return pd.DataFrame({"share": shares, **ends, **about}, index=contributions.columns)


def _shares(weights: np.ndarray, parts: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Shares under weights over institutions, one row of weights each; nan where the total does not vary."""
    mean = weights @ total
    joint = weights @ (parts * total[:, None]) - (weights @ parts) * mean[:, None]
    variance = joint.sum(axis=1)  # the total is the sum of the parts, so this is its variance
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance[:, None] > 0, joint / variance[:, None], np.nan)
