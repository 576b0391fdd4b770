"""Correlations with their intervals, against scipy and against residuals of least squares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from spbe_analysis.analysis.outcomes import (
    QUESTIONS,
    chance_of,
    correlation,
    fisher_interval,
    holm,
    left_out,
    paired,
    two_year_questions,
)
from spbe_analysis.errors import CoverageError


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rng = np.random.default_rng(6)
    z = rng.normal(size=34)
    x, y = z + rng.normal(size=34), z + rng.normal(size=34)
    frame = pd.DataFrame({"x": x, "y": y, "z": z, "w": rng.normal(size=34)}, index=[f"p{i}" for i in range(34)])
    frame.loc["p1", "x"] = frame.loc["p2", "x"]  # a tie, as printed figures have them
    return frame


def residuals(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    design = np.column_stack([np.ones(len(given)), given])
    return values - design @ np.linalg.lstsq(design, values, rcond=None)[0]


def test_plain_correlations_equal_scipy(table):
    found = correlation(table, "x", "y", draws=50)
    one, two = stats.pearsonr(table["x"], table["y"]), stats.spearmanr(table["x"], table["y"])
    assert found.at["pearson", "value"] == pytest.approx(one.statistic)
    assert found.at["spearman", "value"] == pytest.approx(two.statistic)
    interval = one.confidence_interval()
    assert (found.at["pearson", "fisher_low"], found.at["pearson", "fisher_high"]) == pytest.approx(tuple(interval))
    assert (found["n"] == 34).all()
    assert (found.at["pearson", "p"], found.at["spearman", "p"]) == pytest.approx((one.pvalue, two.pvalue))


def test_holm_by_hand():
    """Four looks: the least p times four, the next times three, and none below an earlier one."""
    assert holm([0.004, 0.001, 0.5, 0.9]) == pytest.approx([0.012, 0.004, 1.0, 1.0])
    assert holm([]) == [] and holm([0.02]) == [0.02] and holm([0.03, 0.03]) == pytest.approx([0.06, 0.06])
    assert chance_of(1.0, 9) == 0 and chance_of(0.3, 2) == 1


@pytest.mark.parametrize("given", [["z"], ["z", "w"]])
def test_partial_correlations_equal_those_of_residuals(table, given):
    found = correlation(table, "x", "y", given, draws=50)
    held = table[given].to_numpy()
    expected = stats.pearsonr(residuals(table["x"].to_numpy(), held), residuals(table["y"].to_numpy(), held)).statistic
    assert found.at["pearson", "value"] == pytest.approx(expected)
    ranks = table.rank()
    expected = stats.pearsonr(
        residuals(ranks["x"].to_numpy(), ranks[given].to_numpy()),
        residuals(ranks["y"].to_numpy(), ranks[given].to_numpy()),
    ).statistic
    assert found.at["spearman", "value"] == pytest.approx(expected)
    assert found.at["pearson", "fisher_low"] == pytest.approx(
        fisher_interval(found.at["pearson", "value"], 34 - len(given))[0]
    )


def test_change_given_both_starts_is_the_end_given_both_starts(table):
    # an identity of least squares: taking the start off a column changes nothing once the start is held
    more = table.assign(dx=table["x"] - table["z"], dy=table["y"] - table["w"])
    one = correlation(more, "dx", "dy", ["z", "w"], draws=20).loc["pearson", "value"]
    assert one == pytest.approx(correlation(more, "x", "y", ["z", "w"], draws=20).loc["pearson", "value"])


def test_the_bootstrap_is_seeded_and_equals_resampling_rows(table):
    found = correlation(table, "x", "y", draws=300, seed=2)
    assert found.equals(correlation(table, "x", "y", draws=300, seed=2))
    assert not found.equals(correlation(table, "x", "y", draws=300, seed=3))
    picks = np.random.default_rng(2).integers(0, 34, size=(300, 34))
    values = table[["x", "y"]].to_numpy()
    for method, statistic in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr)):
        drawn = [statistic(*values[pick].T).statistic for pick in picks]
        expected = np.quantile(drawn, [0.025, 0.975])
        assert (found.at[method, "low"], found.at[method, "high"]) == pytest.approx(tuple(expected))


def test_fisher_at_its_ends():
    assert fisher_interval(0.5, 3) == (-1, 1) and fisher_interval(1.0, 20) == (1, 1)
    low, high = fisher_interval(0.5, 34)
    # by hand: atanh 0.5 = 0.5493, 1.96 / sqrt 31 = 0.3520, tanh 0.1973 = 0.1948, tanh 0.9013 = 0.7169
    assert (low, high) == pytest.approx((0.1948, 0.7169), abs=2e-4)


def test_one_body_may_decide_a_correlation(table):
    lone = table.copy()
    lone.loc["p0", ["x", "y"]] = [40.0, 40.0]
    found = left_out(lone, "x", "y")
    assert found.index[0] == "p0" and len(found) == 34
    rest = lone.drop(index="p0")
    assert found.at["p0", "pearson"] == pytest.approx(stats.pearsonr(rest["x"], rest["y"]).statistic)
    assert found.at["p0", "spearman"] == pytest.approx(stats.spearmanr(rest["x"], rest["y"]).statistic)
    assert found.at["p0", "moved"] < -0.2


def test_figures_are_paired_and_gaps_are_named():
    table, lacking = paired({"a": {"x": "1.5", "y": 2, "z": 3}, "b": {"x": 1, "y": 2, "w": 4}})
    assert list(table.index) == ["x", "y"] and table.at["x", "a"] == 1.5
    assert lacking == {"a": ["w"], "b": ["z"]}


def test_what_cannot_be_related_is_refused(table):
    gaps = table.copy()
    gaps.loc["p3", "y"] = np.nan
    for wrong in (gaps, table.iloc[:7], table.assign(y=1.0)):
        with pytest.raises(CoverageError, match="x and y"):
            correlation(wrong, "x", "y")


def test_two_years_are_asked_every_question(table):
    years = table.rename(columns={"x": "index_before", "y": "index_after", "z": "outcome_before", "w": "outcome_after"})
    found = two_year_questions(years, draws=100)
    assert len(found) == len(QUESTIONS) == 6 and (found["n"] == 34).all()
    assert found.at["same_after", "pearson"] == pytest.approx(stats.pearsonr(table["y"], table["w"]).statistic)
    assert found.at["change", "spearman"] == pytest.approx(
        stats.spearmanr(table["y"] - table["x"], table["w"] - table["z"]).statistic
    )
    held = table[["x", "z"]].to_numpy()
    ends = stats.pearsonr(residuals(table["y"].to_numpy(), held), residuals(table["w"].to_numpy(), held)).statistic
    assert found.at["change_given", "pearson"] == pytest.approx(ends)
    for method in ("pearson", "spearman"):
        assert (found[f"{method}_low"] <= found[f"{method}_high"]).all()
        assert (found[f"{method}_fisher_low"] <= found[method]).all()


def test_one_question_is_settled_beforehand_and_the_rest_corrected():
    """P values of findings/meaning.md (n = 34): same_after .0004/.002, same_before .004/.13, later_outcome .038/.044."""
    import spbe_analysis as spbe

    found = spbe.outcomes("ip_tik", 2023, 2024).to_frame()
    shown = {"same_after": (0.0004, 0.002), "same_before": (0.004, 0.13), "later_outcome": (0.038, 0.044)}
    for question, chances in shown.items():
        for method, p in zip(("pearson", "spearman"), chances, strict=True):
            assert found.at[question, f"{method}_p"] == pytest.approx(p, rel=0.15)
    assert found.at["same_after", "pearson_holm"] == found.at["same_after", "pearson_p"]
    sure = {(q, m) for q in found.index for m in ("pearson", "spearman") if found.at[q, f"{m}_holm"] <= 0.05}
    assert sure == {("same_after", "pearson"), ("same_after", "spearman"), ("same_before", "pearson")}
