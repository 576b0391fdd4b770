"""Ranks under drawn weights, against ranking one draw at a time and the exact radius of pairs."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from spbe_analysis.analysis.drivers.robustness import flip_radius
from spbe_analysis.analysis.drivers.weight_draws import CONCENTRATION, draw_weights
from spbe_analysis.analysis.panel.rank_robustness import rank_draws, rank_robustness
from spbe_analysis.errors import CoverageError, ParameterError
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
WEIGHTS = [LAW.weight(code) for code in LAW.of_kind("domain")]


def random_scores(seed: int, bodies: int) -> pd.DataFrame:
    rng = random.Random(seed)
    rows = [[Fraction(rng.randint(100, 500), 100) for _ in WEIGHTS] for _ in range(bodies - 2)]
    rows += [rows[0], rows[1]]  # two pairs of equals
    return pd.DataFrame(rows, index=[f"body {i}" for i in range(bodies)], columns=LAW.of_kind("domain"))


def test_ranks_equal_ranking_one_draw_at_a_time():
    scores = random_scores(1, 40).to_numpy(dtype=float)
    drawn = draw_weights(WEIGHTS, draws=700, seed=1)
    ranks = rank_draws(scores, drawn)
    for draw in (0, 1, 499, 500, 699):
        total = scores @ drawn[draw]
        expected = [1 + sum(other > own + 1e-12 for other in total) for own in total]
        assert list(ranks[draw]) == expected
    assert (ranks[:, 0] == ranks[:, -2]).all() and (ranks[:, 1] == ranks[:, -1]).all()


def test_rank_and_radius_at_the_printed_weights():
    scores = random_scores(2, 25)
    found = rank_robustness(scores, WEIGHTS, draws=300)
    totals = [sum(w * x for w, x in zip(WEIGHTS, row, strict=True)) for row in scores.itertuples(index=False)]
    for i, (name, row) in enumerate(found.iterrows()):
        assert row["rank"] == 1 + sum(t > totals[i] for t in totals)
        assert row["tied"] == sum(t == totals[i] for t in totals)
        radii = []
        for j in range(len(totals)):
            lead = list(scores.iloc[i] - scores.iloc[j])
            if any(lead):
                radius = flip_radius(WEIGHTS, lead if totals[i] >= totals[j] else [-x for x in lead])
                radii += [] if radius is None or radius > 1 else [float(radius)]
        assert row["radius"] == pytest.approx(min(radii, default=np.inf), abs=1e-12), name
    assert (found["spread_p05"] <= found["spread_p50"]).all() and (found["spread_p50"] <= found["spread_p95"]).all()
    assert found["dirichlet_keeps"].between(0, 1).all()


def test_draws_are_weights_centred_on_the_printed_ones_and_repeatable():
    centre = np.array([float(w) for w in WEIGHTS])
    for scheme in ("dirichlet", "spread"):
        drawn = draw_weights(WEIGHTS, scheme, 10_000, 3)
        assert np.array_equal(drawn, draw_weights(WEIGHTS, scheme, 10_000, 3))
        assert (drawn > 0).all() and np.allclose(drawn.sum(axis=1), 1)
        assert np.allclose(drawn.mean(axis=0), centre, atol=0.004)
    # variance of a Dirichlet share: w (1 - w) / (concentration + 1)
    spread = draw_weights(WEIGHTS, "dirichlet", 10_000, 3).var(axis=0)
    assert np.allclose(spread, centre * (1 - centre) / (CONCENTRATION + 1), rtol=0.06)
    quarter = draw_weights(WEIGHTS, "spread", 10_000, 3) / centre
    assert quarter.max() <= 1.25 / 0.75 and quarter.min() >= 0.75 / 1.25


def test_forty_seven_small_weights_can_be_drawn():
    drawn = draw_weights([LAW.weight(c) for c in LAW.indicators], "dirichlet", 1_000, 1)
    assert np.isfinite(drawn).all() and (drawn > 0).all()


def test_refusals_list_everything():
    with pytest.raises(ParameterError) as caught:
        draw_weights([Fraction(1, 2)], "normal", 0, 1, -1, Fraction(1))
    assert len(caught.value.problems) == 5
    scores = random_scores(3, 6)
    scores.iloc[2, 1] = None
    with pytest.raises(CoverageError, match="body 2: P59-D2 missing"):
        rank_robustness(scores, WEIGHTS, draws=5)
