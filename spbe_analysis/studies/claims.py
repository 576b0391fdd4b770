"""What was said against what is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.claims.judge import judge_all
from spbe_analysis.analysis.claims.record import Judgement, Record
from spbe_analysis.evidence.claims import Claim, load_claims
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register, resolve_institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.studies.answer import Answer
from spbe_analysis.studies.falls import comparable_years, national_years
from spbe_analysis.studies.national import national_panel

if TYPE_CHECKING:
    import pandas as pd


def published_record() -> Record:
    """Every final card, every printed index and the joined national years of the project's data."""
    rows: dict[tuple[str, int, str], list[dict[str, str]]] = {}
    for row in rows_of(version(), "published"):
        if row["kind"] == "index":
            rows.setdefault((row["institution"], int(row["year"]), row["stage"]), []).append(row)
    years = sorted({year for _, year, _ in rows})
    national = national_years()
    return Record(
        scorecards={year: all_scorecards(year) for year in years},
        rows=rows,
        institutions={institution.name: institution for institution in load_register()},
        panels={pair: joined[0] for pair in comparable_years() if (joined := national_panel(*pair))},
        national=tuple(national),
    )


@dataclass(frozen=True, repr=False)
class Judged(Answer):
    """Claims of the press and of officials, each with what the published record says of it.

    Attributes
    ----------
    exact : tuple of Judgement
        Verdict, rule and facts of every claim.
    record : Record
        The record they were held against.
    institution : str
        Whose claims these are; empty for everybody's.
    rest : tuple of Claim
        Claims about others in the same list.
    """

    exact: tuple[Judgement, ...]
    record: Record
    institution: str = ""
    rest: tuple[Claim, ...] = ()

    OF_ALL = True
    PAGE = "claims.page"
    PARTS = ("claim",)
    FIGURES = ("verdict",)

    @cached_property
    def others(self) -> list[Judgement]:
        """Claims about other institutions in the same list, judged as well."""
        return judge_all(list(self.rest), self.record)

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        rows = [
            {**vars(one.claim), "verdict": one.verdict, "rule": one.rule, "source": one.claim.source_in("id")}
            for one in self.exact
        ]
        columns = ["institution", "kind", "year", "words", "verdict", "rule", "source", "date", "url"]
        ids = pd.Index([judged.claim.id for judged in self.exact], name="claim")
        return pd.DataFrame(rows, columns=columns, index=ids)

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.claims.words import VERDICTS
        from spbe_analysis.presentation.drawing.plain import counts
        from spbe_analysis.presentation.text.wording import say

        numbers = [sum(judged.verdict == name for judged in self.exact) for name in VERDICTS]
        names = [say(key, language) for key in VERDICTS.values()]
        return counts(names, numbers, say("claims.axis_claims", language), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.claims import words

        return [
            f"{words.words(judged.claim, language)} {words.verdict(judged, language)}: {words.why(judged, language)}"
            for judged in self.exact
        ]

    def _headline(self) -> str:
        found = Counter(judged.verdict for judged in self.exact)
        told = ", ".join(f"{count} {verdict}" for verdict, count in found.items())
        return f"{len(self.exact)} claims: {told}" if told else f"No claim about {self.institution} in the file."

    def _scorecards(self) -> Iterable[Scorecard]:
        cards = {
            (judged.claim.institution, year): self.record.scorecard(judged.claim.institution, year)
            for judged in self.exact
            for year in (judged.claim.from_year, judged.claim.year)
            if year
        }
        return [card for card in cards.values() if card is not None]


def claims(institution: str | None = None, file: str | Path | None = None) -> Judged:
    """What was said of institutions, held against the published record under declared rules.

    Parameters
    ----------
    institution : str, optional
        Only claims about this one; any name `institutions` understands.
    file : path, optional
        A TOML file of your own claims, such as ``docs/examples/claims.toml``; the project's ``data/claims.toml`` by default or where it is empty.

    Returns
    -------
    Judged
        ``.to_frame()``: a row a claim with its ``verdict`` and the ``rule``
        that gave it. A verdict speaks of the record, not of anybody's honesty.

    Raises
    ------
    EvidenceError
        If the file is not a list of claims; every fault at once.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.claims("Kaltim").to_frame()["verdict"].value_counts().sum()
    np.int64(15)
    >>> spbe.claims(file="docs/examples/claims.toml").to_frame()["verdict"].tolist()[:2]
    ['supported', 'contradicted']
    """
    told, record = load_claims(file or None), published_record()
    if institution is None:
        return Judged(tuple(judge_all(told, record)), record)
    name = resolve_institution(institution).name
    own = [claim for claim in told if claim.institution == name]
    rest = tuple(claim for claim in told if claim.institution != name)
    return Judged(tuple(judge_all(own, record)), record, name, rest)
