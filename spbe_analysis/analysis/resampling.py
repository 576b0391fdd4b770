"""Seeds and numbers of random draws: the same figures in every run, and enough draws for the digits shown."""

from __future__ import annotations

from fractions import Fraction

SEED = 59_2020  # any fixed number does; it makes two runs agree
CORRELATION_DRAWS = 4_000
PANEL_DRAWS = 2_000
BRIDGE_DRAWS = 10_000  # standard error of a probability at most 0.005
LARGEST_DRAWS = 20_000  # standard error at most 0.0036
LARGEST_SEED = 59
WEIGHT_DRAWS = 10_000
CONCENTRATION = 100  # a weight w then varies with standard deviation sqrt(w (1 - w) / 101): 0.13 by about 0.03
MARGIN = Fraction(1, 4)
