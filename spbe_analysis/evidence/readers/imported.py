"""What comes of reading a file that people have: what was read, what was doubtful, what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from spbe_analysis.evidence.values.printed import PrintedScorecard


@dataclass(frozen=True)
class About:
    """What a person says of a file that the file may not say of itself."""

    institution: str = ""
    year: int | None = None
    stage: str = "final"
    regulation: str = ""
    assessment: str = ""


@dataclass
class Imported:
    """Cards read from one file.

    ``doubtful`` are remarks on what was read, ``refused`` what was not taken,
    each with its place. A file whose cells cannot be told apart is never read
    in part: it raises.
    """

    file: str
    kind: str
    scorecards: list[PrintedScorecard] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Tidy rows: one printed value each, the predicate beside the index."""
        return [
            {
                "institution": scorecard.institution,
                "year": "" if scorecard.year is None else str(scorecard.year),
                "stage": scorecard.stage,
                "assessment": scorecard.assessment,
                "regulation": scorecard.regulation,
                "code": code,
                "printed": text,
                "predicate": scorecard.predicate if code.endswith("-INDEX") else "",
                "document": scorecard.document,
                "place": scorecard.places.get(code, scorecard.place),
            }
            for scorecard in self.scorecards
            for code, text in scorecard.cells.items()
        ]
