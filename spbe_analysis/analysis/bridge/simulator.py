"""What a scorecard under one regulation would give under another, indicator by indicator, and where it is silent.

Each indicator of the other regulation that has ancestors takes the mean of
their levels, weighted as the lineage sends weight to it. One without an
ancestor can be anything on the scale: the old scorecard says nothing of it.
This assumes that a level carries over unchanged. It is a reading of the old
figures on the new list, not a forecast and not a link between two indices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.analysis.bridge.bridge import readable
from spbe_analysis.analysis.bridge.decomposition import positions
from spbe_analysis.analysis.feasible.linear_bounds import separable_bounds
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, Predicate
from spbe_analysis.regulation.lineage import CONFIDENCES, Lineage
from spbe_analysis.regulation.rounding import printed_interval

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PredicateReach:
    """Whether a predicate lies within reach, and what it would take.

    ``needed`` is the lowest and highest mean level that the indicators without
    an ancestor must have for the index to reach the predicate's lower bound
    (below the scale: already reached; above it: out of reach), or None when
    every indicator has an ancestor. ``other`` is the same under the other
    reading of disputed bounds, None where nothing is disputed.
    """

    predicate: Predicate
    lower: Fraction
    reachable: bool
    needed: tuple[Fraction, Fraction] | None
    other: PredicateReach | None = None


@dataclass(frozen=True)
class Simulation:
    """A scorecard read on another regulation's list.

    ``table`` has one row per indicator of the other regulation: ``code``,
    ``aspect``, ``weight``, ``ancestors`` (tuple of codes), ``confidence``,
    ``low``, ``high`` (level, Fraction). ``known`` bounds the points that come
    from indicators with an ancestor, ``free_weight`` is the weight of the rest,
    ``index`` bounds the index. ``tests`` are such readings of institutions that
    have a card under both regulations, against the later card (`back_test`).
    """

    scorecard: Scorecard
    frameworks: tuple[Framework, Framework]
    lineage: Lineage
    table: pd.DataFrame
    known: tuple[Fraction, Fraction]
    free_weight: Fraction
    index: tuple[Fraction, Fraction]
    predicates: tuple[PredicateReach, ...]
    tests: tuple = ()

    @property
    def no_ancestor(self) -> tuple[str, ...]:
        """Indicators of the other regulation of which the scorecard says nothing."""
        return self.lineage.new

    @property
    def no_successor(self) -> tuple[str, ...]:
        """Indicators of the scorecard that the other regulation does not take up."""
        return self.lineage.dropped

    @property
    def reachable(self) -> list[PredicateReach]:
        """Predicates the index can have, from the highest down."""
        return [reach for reach in self.predicates if reach.reachable]


def simulate(
    scorecard: Scorecard, frameworks: tuple[Framework, Framework], lineage: Lineage, scale: str = "level"
) -> Simulation:
    """Read a scorecard on the list of another regulation under a lineage.

    Parameters
    ----------
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators.
    frameworks : (Framework, Framework)
        The scorecard's regulation and the one to read it under.
    lineage : Lineage
        From the first to the second; another lineage gives another answer.
    scale : str
        Convention of the common scale, see `positions`.

    Returns
    -------
    Simulation
        Sharp bounds over every table of levels that reproduces the printed
        figures and every level of the indicators without an ancestor.

    Raises
    ------
    InfeasibleError
        If the printed figures are not reproducible, see `bridge.readable`.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.bridge("Kemenko Perekonomian", 2019, 2021).exact
    >>> simulation = simulate(answer.before, answer.frameworks, answer.lineage)
    >>> len(simulation.no_ancestor), [reach.predicate.name_id for reach in simulation.reachable]
    (22, ['Memuaskan', 'Sangat Baik', 'Baik', 'Cukup'])
    """
    import pandas as pd

    old, new = frameworks
    place = positions(old, new, scale)
    flows = lineage.flows(old, new)
    read, _ = readable(scorecard, old)

    def terms(codes: set[str]) -> dict[str, tuple[Fraction, ...]]:
        found: dict[str, Fraction] = {}
        for flow in flows:
            if flow.row.after in codes:
                found[flow.row.before] = found.get(flow.row.before, Fraction(0)) + flow.weight_after
        return {code: tuple(weight * p for p in place) for code, weight in found.items()}

    wanted = [{code} for code in new.indicators] + [set(new.indicators)]
    bounds = separable_bounds(old, read, [terms(codes) for codes in wanted])
    rows = []
    for code, (low, high) in zip(new.indicators, bounds, strict=False):
        mine = [flow for flow in flows if flow.row.after == code]
        free = new.weight(code) - sum((flow.weight_after for flow in mine), Fraction(0))
        rows.append(
            {
                "code": code,
                "aspect": new.ancestor(code, "aspect"),
                "weight": new.weight(code),
                "ancestors": tuple(flow.row.before for flow in mine),
                "confidence": min((flow.row.confidence for flow in mine), key=CONFIDENCES.index, default=""),
                "low": (low + free * new.minimum) / new.weight(code),
                "high": (high + free * new.maximum) / new.weight(code),
            }
        )
    known = bounds[-1]
    free = 1 - sum((flow.weight_after for flow in flows), Fraction(0))
    index = (known[0] + free * new.minimum, known[1] + free * new.maximum)
    return Simulation(
        scorecard, frameworks, lineage, pd.DataFrame(rows), known, free, index, _reach(new, known, free, index)
    )


def _reach(framework: Framework, known: tuple, free: Fraction, index: tuple) -> tuple[PredicateReach, ...]:
    entries = framework.meta["predicates"]
    used = [Fraction(entry["from"]) for entry in entries]
    other = [Fraction(entry.get("other_from", entry["from"])) for entry in entries]
    found = _by_bounds(used, framework, known, free, index)
    if other != used:
        disputed = _by_bounds(other, framework, known, free, index)
        found = [replace(reach, other=second) for reach, second in zip(found, disputed, strict=True)]
    return tuple(found)


def _by_bounds(
    bounds: list[Fraction], framework: Framework, known: tuple, free: Fraction, index: tuple
) -> list[PredicateReach]:
    """Every predicate's reach where these are the bounds; each begins at its bound, or at what is rounded up to it."""
    starts = bounds
    if framework.predicate_rule() == "rounded":
        starts = [printed_interval(bound, framework.decimals, framework.rounding).low for bound in bounds]
    found = []
    for predicate, bound, start, above in zip(framework.predicates, bounds, starts, [None, *starts], strict=False):
        reachable = index[1] >= start and (above is None or index[0] < above)
        needed = ((start - known[1]) / free, (start - known[0]) / free) if free else None
        found.append(PredicateReach(predicate, bound, reachable, needed))
    return found
