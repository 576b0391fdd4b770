"""Shares of the variance of change: they add up, and the bootstrap repeats itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spbe_analysis.analysis.panel.join import domain_ledger, join_years
from spbe_analysis.analysis.panel.variance_shares import covariance_shares
from spbe_analysis.errors import CoverageError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


@pytest.fixture(scope="module")
def parts() -> pd.DataFrame:
    panel = join_years(all_scorecards(2023), all_scorecards(2024), load_register(), LAW)
    return domain_ledger(panel)["change"].unstack("code")[list(LAW.of_kind("domain"))].astype(float)


def test_shares_add_up_to_one_and_equal_numpy(parts):
    found = covariance_shares(parts)
    assert abs(found["share"].sum() - 1) < 1e-12
    total = parts.sum(axis=1)
    for code in parts:
        joint = np.cov(parts[code], total, bias=True)
        assert found.at[code, "share"] == pytest.approx(joint[0, 1] / joint[1, 1], rel=1e-9)
    assert (found["low"] <= found["share"]).all() and (found["share"] <= found["high"]).all()


def test_bootstrap_is_seeded_and_equals_resampling_rows(parts):
    one, two = covariance_shares(parts, 300, seed=4), covariance_shares(parts, 300, seed=4)
    assert one.equals(two) and not one["low"].equals(covariance_shares(parts, 300, seed=5)["low"])
    rng = np.random.default_rng(4)
    n, shares = len(parts), []
    for counts in rng.multinomial(n, np.full(n, 1 / n), size=300):
        rows = parts.to_numpy().repeat(counts, axis=0)
        joint = np.cov(rows.T, rows.sum(axis=1), bias=True)
        shares.append(joint[:-1, -1] / joint[-1, -1])
    assert np.allclose(one["low"], np.quantile(shares, 0.025, axis=0), atol=1e-9)
    assert np.allclose(np.sum(shares, axis=1), 1, atol=1e-12)


def test_a_part_that_runs_against_the_rest_has_a_negative_share():
    frame = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [0.0, -0.25, -0.5, -0.75]})
    found = covariance_shares(frame, 50)
    # total 0.75 a: cov(a, total) / var(total) = 1 / 0.75
    assert found.at["a", "share"] == pytest.approx(4 / 3) and found.at["b", "share"] == pytest.approx(-1 / 3)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [0.1], "b": [0.2]}),
        pd.DataFrame({"a": [0.1, 0.2], "b": [0.2, 0.1]}),
        pd.DataFrame({"a": [0.1, None], "b": [0.2, 0.1]}),
    ],
)
def test_what_cannot_be_shared_is_refused(frame):
    with pytest.raises(CoverageError):
        covariance_shares(frame)


def test_whole_provinces_drawn_again_equal_repeating_their_rows(parts):
    """Bodies without a province (ministries) are clusters of their own."""
    about = {body.name: body.province for body in load_register()}
    found = covariance_shares(parts, 100, seed=4, clusters=about)
    assert found[["share", "low", "high"]].equals(covariance_shares(parts, 100, seed=4)[["share", "low", "high"]])
    names = [about[name] or name for name in parts.index]
    places = list(dict.fromkeys(names))
    groups = [[i for i, name in enumerate(names) if name == place] for place in places]
    shares, n = [], len(places)
    for counts in np.random.default_rng(4).multinomial(n, np.full(n, 1 / n), size=100):
        rows = parts.to_numpy()[[i for group, times in zip(groups, counts, strict=True) for i in group * times]]
        joint = np.cov(rows.T, rows.sum(axis=1), bias=True)
        shares.append(joint[:-1, -1] / joint[-1, -1])
    assert np.allclose(found["cluster_low"], np.quantile(shares, 0.025, axis=0), atol=1e-9)
    assert np.allclose(found["cluster_high"], np.quantile(shares, 0.975, axis=0), atol=1e-9)
