"""Claims held against the published record, each by the declared rule of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spbe_analysis.analysis.claims import comparisons as claim_places
from spbe_analysis.analysis.claims import own_figures as claim_values
from spbe_analysis.analysis.claims.record import Judgement, Record
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.claim import Claim
from spbe_analysis.message import Message

RULES: dict[str, Callable[[Claim, Record], Judgement]] = {
    "index_value": claim_values.index_value,
    "predicate": claim_values.predicate,
    "only_predicate": claim_places.only_predicate,
    "significant_rise": claim_places.significant_rise,
    "percent_rise": claim_values.percent_rise,
    "one_of_the_best": claim_places.one_of_the_best,
    "place": claim_places.place,
    "highest_ever": claim_values.highest_ever,
    "rising_years": claim_values.rising_years,
    "new_instrument": claim_values.new_instrument,
    "stricter_assessment": claim_values.unanswerable,
    "reason": claim_values.unanswerable,
    "public_service": claim_values.unanswerable,
}


def judge(claim: Claim, record: Record) -> Judgement:
    """The verdict on one claim: supported, weakly, not supported by the record, contradicted or not to be checked.

    Parameters
    ----------
    claim : Claim
        For example from `spbe_analysis.evidence.claims.load_claims`.
    record : Record
        The published figures.

    Returns
    -------
    Judgement
        Verdict, the rule that gave it and its numbers. A verdict compares a
        sentence with published figures; where they cannot decide, it says so.

    Raises
    ------
    ParameterError
        If no rule judges claims of this kind.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> claim = SimpleNamespace(kind="index_value", institution="Kota A", year=2024, stage="final", url="news", value="3,1")
    >>> rows = {("Kota A", 2024, "final"): [{"value": "3.14", "predicate": "Baik", "document": "decree", "url": "decree"}]}
    >>> judge(claim, Record({}, rows, {}, {})).verdict
    'weakly supported'
    """
    if claim.kind not in RULES:
        raise ParameterError(
            Message("claims.no_rule", kind=claim.kind), advice=Message("claims.kinds", known=tuple(RULES))
        )
    return RULES[claim.kind](claim, record)


def judge_all(claims: Iterable[Claim], record: Record) -> list[Judgement]:
    """Verdicts in the order of the claims.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> claim = SimpleNamespace(kind="index_value", institution="Kota A", year=2024, stage="final", url="news", value="3,1")
    >>> rows = {("Kota A", 2024, "final"): [{"value": "3.14", "predicate": "Baik", "document": "decree", "url": "decree"}]}
    >>> [judgement.rule for judgement in judge_all([claim], Record({}, rows, {}, {}))]
    ['value_rounded']
    """
    return [judge(claim, record) for claim in claims]
