"""What a check found: one thing that does not fit, where it stands, and what would fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
