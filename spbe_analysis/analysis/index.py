"""Levels to aspects, domains, index and predicate, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from spbe_analysis.evidence.values.scorecard import check_levels
from spbe_analysis.regulation import Framework, Predicate


def score_levels(levels: Mapping[str, int | Fraction], framework: Framework) -> dict[str, Fraction]:
    """Exact score of every node of the regulation from a whole table of levels.

    A score is the weighted mean of what lies below, weights nested, so the
    index is the sum of level times indicator weight. Nothing is rounded.

    Parameters
    ----------
    levels : mapping of str to int or Fraction
        Level of every scored item by whole code.
    framework : Framework
        The regulation the levels were given under.

    Returns
    -------
    dict of str to Fraction
        Score by code [levels], the index under ``framework.root``.

    Raises
    ------
    CoverageError
        If an indicator is missing or foreign or a level is off the scale.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators, 3) | {"P59-I15": 5}
    >>> score_levels(levels, framework)[framework.root]
    Fraction(61, 20)
    """
    whole = check_levels(levels, framework)
    units = framework.units
    return {
        code: Fraction(sum(units[leaf] * whole[leaf] for leaf in framework.leaves(code)), units[code])
        for code in framework.nodes
    }


@dataclass(frozen=True)
class PredicateReading:
    """The predicate of an index under both rules, and the one its year follows."""

    rounded: Predicate
    exact: Predicate
    rule: str

    @property
    def predicate(self) -> Predicate:
        """The predicate under the year's rule."""
        return self.exact if self.rule == "exact" else self.rounded

    @property
    def rules_differ(self) -> bool:
        """Whether the two rules disagree on this index; a report then says so."""
        return self.rounded != self.exact


def read_predicate(index: Fraction, framework: Framework, year: int | None = None) -> PredicateReading:
    """Predicate of an exact index under the rounded and the exact rule.

    Parameters
    ----------
    index : Fraction
        Exact index [levels].
    year : int, optional
        Index year, which decides the rule; the regulation's default otherwise.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> reading = read_predicate(Fraction(2597, 1000), framework, 2024)
    >>> reading.rounded.name_id, reading.exact.name_id, reading.rules_differ
    ('Baik', 'Cukup', True)
    """
    return PredicateReading(
        framework.predicate(index, "rounded"), framework.predicate(index, "exact"), framework.predicate_rule(year)
    )


def predicate_compatible(low: Fraction, high: Fraction, published: str, framework: Framework, rule: str) -> bool:
    """Whether a published predicate can follow from an index somewhere in [low, high].

    Parameters
    ----------
    low, high : Fraction
        Bounds of the exact index, both included.
    published : str
        Predicate as printed.
    rule : str
        ``rounded`` or ``exact``.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> predicate_compatible(Fraction("2.595"), Fraction("2.605"), "Cukup", framework, "exact")
    True
    """
    stated = framework.find_predicate(published)
    if stated is None:
        return False
    lowest, highest = framework.predicate(low, rule), framework.predicate(high, rule)
    return highest.lower >= stated.lower >= lowest.lower
