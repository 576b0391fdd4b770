"""How a scorecard read on another regulation's list compared with the result that later came, where both are known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from spbe_analysis.analysis.bridge.simulator import Simulation
from spbe_analysis.evidence.values.scorecard import Scorecard


@dataclass(frozen=True)
class BackTest:
    """One institution's reading against its card under the other regulation.

    ``mapped`` counts the indicators with an ancestor whose value is printed,
    ``equal`` those whose value lies within what the reading gave, ``gaps`` is
    the sum of the distances of all of them [levels]. ``above_floor`` is the
    printed index less the lowest of the reading, None where no index is printed.
    """

    institution: str
    years: tuple[int | None, int | None]
    stage: str
    mapped: int
    equal: int
    gaps: Fraction
    above_floor: Fraction | None


def back_test(simulation: Simulation, card: Scorecard) -> BackTest:
    """Compare a reading with the card that the institution has under the other regulation.

    Parameters
    ----------
    simulation : Simulation
        The earlier card read on the later list, from `simulate`.
    card : Scorecard
        What is printed of the institution under the later regulation.

    Examples
    --------
    >>> from spbe_analysis.analysis.bridge.simulator import simulate
    >>> from spbe_analysis.regulation import load_framework
    >>> from spbe_analysis.regulation.lineage_table import load_lineage
    >>> old, new = (load_framework(f"permenpanrb-{name}") for name in ("59-2020", "8-2026"))
    >>> earlier = Scorecard.of(old, dict.fromkeys(old.indicators, "2"))
    >>> reading = simulate(earlier, (old, new), load_lineage(old.id, new.id))
    >>> found = back_test(reading, Scorecard.of(new, {"I05": "2", "I13": "1.5"}))
    >>> found.mapped, found.equal, found.gaps
    (2, 1, Fraction(1, 2))
    """
    gaps = []
    for row in simulation.table.itertuples():
        if row.ancestors and row.code in card.values:
            value = card.values[row.code].value
            gaps.append(max(row.low - value, value - row.high, Fraction(0)))
    printed = card.values.get(simulation.frameworks[1].root)
    return BackTest(
        card.institution,
        (simulation.scorecard.year, card.year),
        card.stage,
        len(gaps),
        sum(gap == 0 for gap in gaps),
        sum(gaps, Fraction(0)),
        printed.value - simulation.index[0] if printed else None,
    )
