"""How many indicators of a change fell, stayed and rose, under every prior that holds for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spbe_analysis.analysis.drivers.movement import movement
from spbe_analysis.analysis.prior import Training
from spbe_analysis.errors import ParameterError
from spbe_analysis.studies.priors import change_gains, change_prior_for

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.analysis.drivers.answer import DriversAnswer


@dataclass(frozen=True)
class Moved:
    """Numbers of indicators by what they did, from `movement`: read apart, and under the learned change.

    ``learned`` is None where the learned change does not hold; ``refusal``
    then says why. ``gains`` are the bits an indicator by which it foretold
    each transition that it was not learned from.
    """

    apart: pd.DataFrame
    learned: pd.DataFrame | None = None
    training: Training | None = None
    gains: tuple[float, ...] = ()
    refusal: ParameterError | None = None


def moved(answer: DriversAnswer) -> Moved | None:
    """Numbers of indicators that fell, stayed and rose; None where no levels reproduce the years or all are known.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> found = moved(spbe.drivers("Kaltim", 2023, 2024).exact)
    >>> found.learned["sure_rose"].iloc[-1], found.training.tables
    (0.0, 6)
    """
    if not answer.reproducible or answer.assumptions or all(row["verdict"] == "identified" for row in answer.records):
        return None
    apart = movement(answer)
    try:
        change = change_prior_for("learned", answer.framework, answer.before, answer.after)
    except ParameterError as error:
        return Moved(apart, refusal=error)
    return Moved(apart, movement(answer, change), change.training, change_gains())
