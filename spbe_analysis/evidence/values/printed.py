"""A scorecard as it is printed, legible or not, before anything is corrected or refused."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class PrintedScorecard:
    """What one document prints of one institution, year and stage.

    ``cells`` holds the text of every cell by whole code; an empty text is a
    cell that is blank where the table's other rows are filled. ``again`` are
    codes that come a second time with their text, ``foreign`` are codes the
    regulation does not have. ``corrections`` gives the reason for which the
    collection uses another value than the printed one, ``notes`` what else is
    known of a cell, each by language.
    """

    institution: str
    year: int | None
    stage: str
    regulation: str
    cells: dict[str, str] = field(default_factory=dict)
    predicate: str = ""
    assessment: str = ""
    document: str = ""
    place: str = ""
    url: str = ""
    rank: int = 0
    corrections: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    again: list[tuple[str, str]] = field(default_factory=list)
    foreign: list[tuple[str, str]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


@dataclass
class PrintedMeans:
    """Means over one category of institutions, as one document prints them for one year."""

    scope: str
    year: int
    regulation: str
    cells: dict[str, list[str]] = field(default_factory=dict)
    document: str = ""
    rank: int = 0
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
