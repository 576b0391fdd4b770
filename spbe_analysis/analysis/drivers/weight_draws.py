"""Weights drawn around the printed ones, in two declared ways and with a seed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from spbe_analysis.analysis.resampling import CONCENTRATION, MARGIN, SEED, WEIGHT_DRAWS
from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message

DIRICHLET, SPREAD = "dirichlet", "spread"
SCHEMES = (DIRICHLET, SPREAD)


def draw_weights(
    weights: Sequence[Fraction],
    scheme: str = DIRICHLET,
    draws: int = WEIGHT_DRAWS,
    seed: int = SEED,
    concentration: float = CONCENTRATION,
    margin: Fraction = MARGIN,
) -> np.ndarray:
    """Random weights that add up to one, one draw a row.

    Parameters
    ----------
    weights : sequence of Fraction
        Printed weights, above zero, adding up to one.
    scheme : str
        ``dirichlet``: a Dirichlet law whose mean is the printed weights and
        whose parameters add up to `concentration`. ``spread``: each weight
        multiplied by its own even draw from 1 - `margin` to 1 + `margin`, then
        all scaled to one.
    draws, seed : int
        Number of rows, and the seed that makes them repeatable.

    Returns
    -------
    array of float, shape (draws, len(weights))

    Raises
    ------
    ParameterError
        If the scheme is unknown, or a number is out of range.

    Examples
    --------
    >>> drawn = draw_weights([Fraction(1, 4), Fraction(3, 4)], "spread", draws=2)
    >>> drawn.shape, bool(np.allclose(drawn.sum(axis=1), 1))
    ((2, 2), True)
    """
    w = np.array([float(x) for x in weights])
    problems = [] if scheme in SCHEMES else [Message("weights.scheme", scheme=scheme, known=tuple(SCHEMES))]
    problems += [] if draws > 0 else [Message("weights.draws", draws=draws)]
    problems += [] if concentration > 0 else [Message("weights.concentration", concentration=concentration)]
    problems += [] if 0 <= margin < 1 else [Message("weights.margin", margin=float(margin))]
    problems += [] if len(w) and w.min() > 0 else [Message("weights.above_zero")]
    problems += [] if abs(w.sum() - 1) < 1e-9 else [Message("weights.sum", total=w.sum())]
    if problems:
        raise ParameterError(Message("weights.not_drawn"), problems)
    rng = np.random.default_rng(seed)
    if scheme == DIRICHLET:
        drawn = rng.standard_gamma(concentration * w, size=(draws, len(w)))
        drawn = np.maximum(drawn, np.finfo(float).tiny)  # a weight that underflows stays a weight
    else:
        drawn = w * rng.uniform(1 - float(margin), 1 + float(margin), size=(draws, len(w)))
    return drawn / drawn.sum(axis=1, keepdims=True)
