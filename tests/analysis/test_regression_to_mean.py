"""Change against start: equal to scipy, and honest about what an unsure start produces."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from spbe_analysis.analysis.panel.regression_to_mean import (
    by_group,
    corrected_slope,
    errors_needed,
    even_rise_slope,
    level_error,
    rounding_error,
    rounding_slope,
    start_and_change,
    supposed_errors,
)
from spbe_analysis.errors import CoverageError, ParameterError
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


def years(n: int = 400, noise: float = 0.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Everybody rises by 0.3 and a little, independently of the true start; the printed start carries `noise`."""
    rng = np.random.default_rng(seed)
    true = rng.normal(3, 0.7, n)
    return true + rng.normal(0, noise, n), true + 0.3 + rng.normal(0, 0.1, n)


def test_statistics_equal_scipy():
    x, y = years(noise=0.2)
    found = start_and_change(x, y, 50)
    line = stats.linregress(x, y - x)
    assert found["slope"] == pytest.approx(line.slope) and found["r_start"] == pytest.approx(line.rvalue)
    assert found["r_mean"] == pytest.approx(stats.pearsonr(y - x, (x + y) / 2).statistic)
    assert found["spread_ratio"] == pytest.approx(np.std(y) / np.std(x)) and found["n"] == 400


def test_oldham_is_zero_just_when_spreads_are_equal():
    rng = np.random.default_rng(3)
    x = rng.normal(size=200)
    y = x[::-1].copy()  # the same values in another order: same spread
    assert start_and_change(x, y, 50)["r_mean"] == pytest.approx(0, abs=1e-12)


def test_bootstrap_is_seeded_and_equals_resampling_rows():
    x, y = years(60, 0.3)
    one = start_and_change(x, y, 300, seed=9)
    assert one == start_and_change(x, y, 300, seed=9) != start_and_change(x, y, 300, seed=8)
    rng = np.random.default_rng(9)
    slopes = []
    for counts in rng.multinomial(60, np.full(60, 1 / 60), size=300):
        u, v = x.repeat(counts), y.repeat(counts)
        slopes.append(stats.linregress(u, v - u).slope)
    assert (one["slope_low"], one["slope_high"]) == pytest.approx(tuple(np.quantile(slopes, [0.025, 0.975])))


def test_an_unsure_start_leans_the_slope_and_the_stated_error_straightens_it():
    # 40,000 simulated bodies, so that the sampling error of a slope is about 0.002
    x, y = years(40_000, noise=0.25)
    found = start_and_change(x, y, 20)
    assert found["slope"] < -0.1 and abs(start_and_change(*years(40_000), 20)["slope"]) < 0.01
    assert corrected_slope(found["slope"], 0.25, found["sd_before"]) == pytest.approx(0, abs=0.01)
    assert found["error_for_slope"] == pytest.approx(0.25, abs=0.01)
    assert corrected_slope(found["slope"], found["error_for_slope"], found["sd_before"]) == pytest.approx(0, abs=1e-9)
    assert corrected_slope(found["slope"], 0, found["sd_before"]) == found["slope"]


def test_an_upward_slope_needs_no_error():
    x = np.linspace(1, 4, 50)
    rising = start_and_change(x, 1.2 * x + 0.01 * np.sin(np.arange(50)), 20)
    assert rising["slope"] > 0 and rising["error_for_slope"] == 0


def test_errors_of_rounding_and_of_levels():
    rng = np.random.default_rng(0)
    assert rounding_error(2) == pytest.approx(rng.uniform(-0.005, 0.005, 200_000).std(), rel=0.01)
    assert corrected_slope(rounding_slope(2, 0.7), rounding_error(2), 0.7) == pytest.approx(0, abs=1e-15)
    weights = np.array([float(LAW.weight(leaf)) for leaf in LAW.indicators])
    drawn = rng.choice([-1, 1], size=(50_000, len(weights))) @ weights
    assert level_error(LAW) == pytest.approx(drawn.std(), rel=0.02)
    assert errors_needed(2 * level_error(LAW), LAW) == pytest.approx(2)


def test_a_ceiling_alone_leans_the_slope_and_its_absence_does_not():
    scores = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.8], "b": [1.0, 2.5, 3.0, 4.0]}).astype(object)
    weights = {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    rises = {"a": Fraction(1, 2), "b": Fraction(1, 10)}
    free, held = even_rise_slope(scores, weights, rises, 6)
    assert free == pytest.approx(0) and held == {"a": 0, "b": 0}
    slope, held = even_rise_slope(scores, weights, rises, 5)
    assert held == {"a": 1, "b": 0}
    change, index = [0.3, 0.3, 0.3, 0.15], [1.0, 2.25, 3.0, 4.4]  # the last one's part a rises by 0.2 only
    assert slope == pytest.approx(stats.linregress(index, change).slope)


def test_groups_too_small_are_left_out_and_all_come_first():
    x, y = years(40)
    before = {f"b{i}": value for i, value in enumerate(x)}
    after = {f"b{i}": value for i, value in enumerate(y)}
    group = {name: "large" if i < 31 else "small" for i, name in enumerate(before)}
    found = by_group(before, after, group)
    assert list(found.index) == ["", "large"] and list(found["n"]) == [40, 31]
    assert found.at["large", "slope"] == pytest.approx(stats.linregress(x[:31], (y - x)[:31]).slope)


def test_what_cannot_be_related_is_refused():
    flat, rising = [2.0] * 12, list(np.arange(12.0))
    for before, after in (
        (rising[:5], rising[:5]),
        (flat, rising),
        (rising, flat),
        (rising, rising),
        (rising, flat[:3]),
    ):
        with pytest.raises(CoverageError):
            start_and_change(before, after)
    with pytest.raises(ParameterError):
        corrected_slope(-0.1, 0.8, 0.7)


def test_supposed_errors_correct_the_slope_while_they_fit():
    x, y = years(noise=0.2)
    found = start_and_change(x, y, 20)
    rows = supposed_errors(found, LAW)
    assert rows[0] == (0.0, 0.0, found["slope"]) and len(rows) == 4
    for levels, error, slope in rows:
        assert error == pytest.approx(levels * level_error(LAW))
        assert slope == corrected_slope(found["slope"], error, found["sd_before"])
    assert len(supposed_errors({"slope": -0.1, "sd_before": 0.1}, LAW)) == 2  # only 0 and half a level fit
