"""What a check found: one thing that does not fit, where it stands, and what would fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from spbe_analysis.evidence.values.printed import PrintedScorecard

RULES = (
    "blank",
    "illegible",
    "foreign",
    "repeated",
    "not_whole",
    "off_scale",
    "not_reproducible",
    "parts",
    "predicate",
    "sources",
    "together",
    "means_parts",
    "means_sources",
)


@dataclass(frozen=True)
class Suggestion:
    """A value that would fit, best first; `others` are cells that would change with it."""

    code: str
    value: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """One fault of one cell or scorecard under one rule of `RULES`.

    ``details`` are the values a sentence about it needs. ``correction`` is the
    reason recorded where the collection uses another value; ``note`` what else
    is recorded, both by language. A finding says that printed figures do not go together, not
    who is wrong.
    """

    rule: str
    institution: str
    year: int | None
    stage: str
    code: str
    printed: str
    regulation: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""
    place: str = ""
    correction: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)


def found_on(
    rule: str, scorecard: PrintedScorecard, code: str, printed: str, suggestions: Iterable[Suggestion] = (), **details
) -> Finding:
    """A fault of a scorecard's cell, with what the scorecard records of it.

    Examples
    --------
    >>> scorecard = PrintedScorecard("Kota A", 2024, "final", "permenpanrb-59-2020", {"P59-D1": ""}, document="decree")
    >>> found_on("blank", scorecard, "P59-D1", "").document
    'decree'
    """
    return Finding(
        rule,
        scorecard.institution,
        scorecard.year,
        scorecard.stage,
        code,
        printed,
        scorecard.regulation,
        tuple(suggestions),
        details,
        scorecard.document,
        scorecard.places.get(code, scorecard.place),
        scorecard.corrections.get(code, {}),
        scorecard.notes.get(code, {}),
    )
