"""Seeds and numbers of random draws: the same figures in every run, and enough draws for the digits shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

SEED = 59_2020  # any fixed number does; it makes two runs agree
CORRELATION_DRAWS = 4_000
PANEL_DRAWS = 2_000
BRIDGE_DRAWS = 10_000  # standard error of a probability at most 0.005
LARGEST_DRAWS = 20_000  # standard error at most 0.0036
LARGEST_SEED = 59
WEIGHT_DRAWS = 10_000
CONCENTRATION = 100  # a weight w then varies with standard deviation sqrt(w (1 - w) / 101): 0.13 by about 0.03
MARGIN = Fraction(1, 4)
LOW, HIGH = 0.025, 0.975  # between these quantiles lie 95 % of what is drawn


def drawn_again(n: int, draws: int, seed: int, clusters: Sequence[str] | None = None) -> np.ndarray:
    """Weights of `n` bodies in each bootstrap sample, one sample a row, each row adding up to one.

    Parameters
    ----------
    n, draws, seed : int
        Bodies, samples, and the seed.
    clusters : sequence of str, optional
        The cluster of each body, such as its province; whole clusters are then
        drawn, and a body whose cluster is '' is a cluster of its own.

    Examples
    --------
    >>> drawn_again(4, draws=3, seed=1, clusters=["a", "a", "b", "b"]).sum(axis=1).tolist()
    [1.0, 1.0, 1.0]
    """
    names = [cluster or f"\0{i}" for i, cluster in enumerate(clusters)] if clusters is not None else range(n)
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    size = len(places)
    counts = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws)
    weights = counts[:, [places[name] for name in names]]
    return weights / weights.sum(axis=1, keepdims=True)
