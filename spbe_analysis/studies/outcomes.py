"""Does the index go together with other published figures?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.outcomes import FEWEST, left_out, paired, two_year_questions
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.published import all_scorecards, load_outcomes
from spbe_analysis.evidence.register import institutions_of
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.studies.answer import Answer, kept

if TYPE_CHECKING:
    import pandas as pd

WHOSE = "provinsi"  # other figures are published of provinces


@dataclass(frozen=True, repr=False)
class Compared(Answer):
    """The index of the provinces beside another figure, in two years.

    Attributes
    ----------
    exact : DataFrame
        Answer of every question, from `two_year_questions`; statistics, so
        float64 like the frame.
    paired : DataFrame
        ``index_before``, ``index_after``, ``outcome_before``,
        ``outcome_after`` of every province that has all four.
    rows : DataFrame
        The published rows of the other figure.
    remarked : list of str
        Provinces whose figure carries a remark of its source.
    lacking : dict of str to list of str
        By column, provinces that lack it.
    provinces : dict of str to str
        Province by canonical name of its government.
    every : DataFrame
        Rows of every other figure in the collection.
    outcome : str
        Short name of this one.
    """

    exact: pd.DataFrame
    paired: pd.DataFrame
    rows: pd.DataFrame
    years: tuple[int, int]
    remarked: list[str]
    lacking: dict[str, list[str]]
    provinces: dict[str, str]
    cards: dict[int, dict[str, Scorecard]] = field(repr=False)
    every: pd.DataFrame
    outcome: str

    PAGE = "outcomes.page"
    PARTS = ("question", "institution")
    FIGURES = ("institution",)

    @cached_property
    def without_remarked(self) -> pd.DataFrame:
        """The same questions without the provinces whose figure carries a remark."""
        return two_year_questions(self.paired.drop(index=self.remarked))

    @property
    def both(self) -> list[pd.DataFrame]:
        """The answers for all provinces and, where figures carry a remark, for those without one."""
        return [self.exact, *([self.without_remarked] if self.remarked else [])]

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """The correlation of the last year when one province after the other is left out."""
        return left_out(self.paired, "index_after", "outcome_after")

    def name(self, language: str) -> str:
        """Short name of the other figure."""
        from spbe_analysis.presentation.outcomes.words import outcome_names

        return outcome_names(self.rows, language)[1]

    def _frame(self, part: str) -> pd.DataFrame:
        if part == "question":
            return self.exact.rename_axis("question")
        about = self.paired.assign(province=[self.provinces[name] for name in self.paired.index])
        return about.rename_axis("institution")

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.outcomes import figures, words
        from spbe_analysis.presentation.text.wording import say

        about = {"outcome": self.name(language), "year": self.years[1]}
        axes = say("outcomes.axis_outcome", language, **about), say("outcomes.axis_index", language, year=self.years[1])
        frame = words.point_frame(
            self.paired["outcome_after"], self.paired["index_after"], self.remarked, self.provinces
        )
        return figures.named_points(frame, axes, language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.outcomes import words

        return words.headlines(self.exact, self.name(language), self.years, language)

    def _scorecards(self) -> Iterable[Scorecard]:
        return [card for cards in self.cards.values() for card in cards.values()]


@kept
def outcomes(outcome: str, from_year: int, to_year: int) -> Compared:
    """Correlations of the provinces' index with another published figure, at one time and over two years.

    A correlation says that figures go together, never why.

    Parameters
    ----------
    outcome : str
        Short name of the figure in this collection, such as ``ip_tik``.
    from_year, to_year : int
        Index years.

    Returns
    -------
    Compared
        ``.to_frame()``: a row a question with ``pearson`` and ``spearman`` [-1
        to 1], their bootstrap and Fisher intervals, ``_p`` and ``_holm``
        (corrected by Holm over all but the one question settled beforehand:
        ``same_after`` by value) and ``n``;
        ``.to_frame("institution")``: the figures themselves.

    Raises
    ------
    ParameterError
        If the collection has no such figure of enough provinces in both years; those it has are listed.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.outcomes("ip_tik", 2023, 2024).to_frame().loc["same_after", "n"]
    np.int64(34)
    """
    years, every = (from_year, to_year), load_outcomes()
    provinces = {body.name: body.province for body in institutions_of(WHOSE)}
    cards = {year: {name: card for name, card in all_scorecards(year).items() if name in provinces} for year in years}
    rows = every[(every["variable"] == outcome) & every["year"].isin(years) & every["institution"].isin(provinces)]
    if len(set.intersection(*(set(rows.loc[rows["year"] == year, "institution"]) for year in years))) < FEWEST:
        raise ParameterError(
            Message("published.no_outcome", outcome=outcome, first=from_year, last=to_year, least=FEWEST),
            [Message("place.at", where=name, fault=_held(there)) for name, there in every.groupby("variable")],
        )
    root = framework_for_year(to_year).root
    values = {}
    for when, year in (("before", from_year), ("after", to_year)):
        values[f"index_{when}"] = {name: card.values[root].value for name, card in cards[year].items()}
        values[f"outcome_{when}"] = rows[rows["year"] == year].set_index("institution")["value"].to_dict()
    table, lacking = paired(
        {name: values[name] for name in ("index_before", "index_after", "outcome_before", "outcome_after")}
    )
    noted = set(rows.loc[rows["note_en"] != "", "institution"])
    remarked = [name for name in table.index if name in noted]
    return Compared(two_year_questions(table), table, rows, years, remarked, lacking, provinces, cards, every, outcome)


def _held(rows: pd.DataFrame) -> tuple[Message, ...]:
    """Of how many provinces the collection has a figure, by year."""
    counts = rows[rows["institution"] != ""].groupby("year").size()
    return tuple(Message("published.outcome_of", year=year, count=int(count)) for year, count in counts.items())
