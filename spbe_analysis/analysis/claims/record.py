"""What a claim is held against, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from spbe_analysis.analysis.panel.join import Panel, index_bounds
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.claim import Claim
from spbe_analysis.evidence.values.institution import Institution
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year

SUPPORTED, WEAK = "supported", "weakly supported"
UNSUPPORTED = "not supported by the record"
CONTRADICTED, UNCHECKABLE = "contradicted", "cannot be checked"
VERDICTS = (SUPPORTED, WEAK, UNSUPPORTED, CONTRADICTED, UNCHECKABLE)


def claimed_span(claim: Claim) -> tuple[int, int]:
    """The year a claimed change starts from and the one it ends in.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> claimed_span(SimpleNamespace(from_year=2023, year=2024))
    (2023, 2024)
    """
    if claim.from_year is None:
        raise ParameterError(Message("claims.no_start", id=claim.id, kind=claim.kind))
    return claim.from_year, claim.year


@dataclass(frozen=True)
class Judgement:
    """A verdict on one claim with the rule that gave it and the numbers it stands on.

    ``rule`` names the rule that applied, ``facts`` its numbers (Fraction for
    index points), ``notes`` further facts a reader should have, as (name,
    values). The verdict speaks of the published record, not of anybody's honesty.
    """

    claim: Claim
    verdict: str
    rule: str
    facts: dict[str, Any]
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Record:
    """Published figures that claims are held against.

    Parameters
    ----------
    scorecards : mapping of int to mapping of str to Scorecard
        Final evidence by year and canonical name, from `all_evidence`.
    rows : mapping of (str, int, str) to sequence of mapping
        Published index rows by institution, year and stage, the first to use
        first: ``value``, ``predicate``, ``document``, ``url``.
    institutions : mapping of str to Institution
        The register by canonical name.
    panels : mapping of (int, int) to Panel
        Joined years for which every institution was published.
    national : sequence of int
        Years whose results were published for every institution.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> record = Record({2024: {"Kota A": Scorecard.of(framework, {"index": "2.98"})}}, {}, {}, {})
    >>> record.value("Kota A", 2024), record.index("Kota A", 2023)
    (Fraction(149, 50), None)
    """

    scorecards: Mapping[int, Mapping[str, Scorecard]] = field(repr=False)
    rows: Mapping[tuple[str, int, str], Sequence[Mapping[str, str]]] = field(repr=False)
    institutions: Mapping[str, Institution] = field(repr=False)
    panels: Mapping[tuple[int, int], Panel] = field(repr=False)
    national: Sequence[int] = ()

    def scorecard(self, institution: str, year: int) -> Scorecard | None:
        """Final evidence with a printed index, or None."""
        found = self.scorecards.get(year, {}).get(institution)
        return found if found and framework_for_year(year).root in found.values else None

    def index(self, institution: str, year: int) -> PrintedValue | None:
        """Printed final index, or None."""
        found = self.scorecard(institution, year)
        return found.values[framework_for_year(year).root] if found else None

    def value(self, institution: str, year: int) -> Fraction:
        """Printed final index of a year that has one."""
        return self.scorecards[year][institution].values[framework_for_year(year).root].value

    def bounds(self, institution: str, year: int) -> tuple[Fraction, Fraction]:
        """Least and greatest exact index that the printed figures allow."""
        framework = framework_for_year(year)
        return index_bounds({institution: self.scorecards[year][institution]}, framework)[institution]

    def elsewhere(self, claim: Claim, year: int) -> bool:
        """Whether a document other than the claim's own states the index of a year."""
        return any(row["url"] != claim.url for row in self.rows.get((claim.institution, year, claim.stage), ()))

    def years_under(self, institution: str, framework: Framework) -> list[int]:
        """Index years of a regulation with a printed final index."""
        return [year for year in framework.index_years if self.scorecard(institution, year)]
