"""Levels to scores: what a table of one's own comes to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.consistency.full_tables import shortest
from spbe_analysis.analysis.index import PredicateReading, read_predicate, score_levels
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import printed_interval
from spbe_analysis.studies.answer import Answer, shorten
from spbe_analysis.studies.scorecards import levels_of

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.studies.scorecards import Figures


@dataclass(frozen=True, repr=False)
class Scored(Answer):
    """Index, domains, aspects and predicate of a whole table of levels.

    Attributes
    ----------
    exact : dict of str to Fraction
        Exact score of every node by whole code.
    levels : dict of str to int
        The levels, by whole code.
    predicate : str
        The predicate as the regulation's rule for the year reads it.
    """

    exact: dict[str, Fraction]
    framework: Framework
    levels: dict[str, int | Fraction]
    reading: PredicateReading

    PARTS = ("score", "level")
    FIGURES = ("level",)

    @property
    def index(self) -> float:
        """The index before rounding [1 to 5]."""
        return float(self.exact[self.framework.root])

    @property
    def predicate(self) -> str:
        """Name of the predicate in Indonesian, as the ministry writes it."""
        return self.reading.predicate.name_id

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        nodes = [node for node in self.framework.nodes.values() if (node.kind == "indicator") == (part == "level")]
        scores = [self.exact[node.code] for node in nodes]
        rows = [
            [node.kind, node.name_id, node.name_en, node.weight, score, self.framework.round(score)]
            for node, score in zip(nodes, scores, strict=True)
        ]
        columns = ["kind", "name_id", "name_en", "weight", "score", "printed"]
        frame = shorten(pd.DataFrame(rows, columns=columns, index=[node.code for node in nodes]), self.framework)
        return frame.rename(columns={"score": "level"}).drop(columns="printed") if part == "level" else frame

    def _draw(self, part: str, ax, language: str):
        import pandas as pd

        from spbe_analysis.presentation.drivers.figures import level_changes

        return level_changes(pd.DataFrame({"": pd.Series(self.levels)}), self.framework, language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.text.laws import disputed_predicate
        from spbe_analysis.presentation.text.wording import exact, number, say

        index = self.exact[self.framework.root]
        told = [
            say(
                "index.headline",
                language,
                index=number(index, language, self.framework.decimals),
                exact=exact(index, language),
                predicate=self.reading.predicate.name(language),
                regulation=self.framework.number_text,
            )
        ]
        if self.reading.rules_differ:
            both = self.reading.rounded.name(language), self.reading.exact.name(language)
            told.append(say("index.rules_differ", language, rounded=both[0], exact=both[1]))
        told += disputed_predicate(self.framework, self.framework.round(index), language)
        if low_high := self.rounded_range:
            low, high = (exact(end, language, 0, 4) for end in low_high[self.framework.root])
            told.append(say("index.rounded_values", language, low=low, high=high))
        return told

    @cached_property
    def rounded_range(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Score of every node between these ends, where indicators are printed rounded; empty where they are not."""
        law = self.framework
        card = Scorecard.of(law, {code: shortest(level) for code, level in self.levels.items()})
        decimals = card.leaf_decimals(law)
        if not decimals or all(law.grid(leaf).exact for leaf in law.indicators):
            return {}
        ends: dict[str, tuple[Fraction, Fraction]] = {}
        for leaf, level in self.levels.items():
            span = printed_interval(Fraction(level), decimals, law.rounding)
            low, high = (level, level) if law.grid(leaf).exact else (span.low, span.high)
            ends[leaf] = max(Fraction(low), Fraction(law.minimum)), min(Fraction(high), Fraction(law.maximum))
        for code in law.nodes:
            below = law.leaves(code)
            sums = [sum((law.weight(leaf) * ends[leaf][k] for leaf in below), Fraction(0)) for k in (0, 1)]
            ends[code] = sums[0] / law.weight(code), sums[1] / law.weight(code)
        return ends


def score(levels: Figures, regulation: str | None = None, year: int | None = None) -> Scored:
    """Index, domains, aspects and predicate of a whole table of levels.

    Parameters
    ----------
    levels : list, dict, Series, DataFrame or path
        A level [1 to 5] for every indicator: a list in the regulation's order,
        a dict or Series by ``I01`` or ``1``, a table with a column of codes and
        one of levels, or a file in any shape `read` knows: text, a workbook or
        a result report. Of several stages in a file the final one counts.
    regulation : str, optional
        Such as ``permenpanrb-59-2020``; by default the only regulation with as
        many indicators, or that of `year`.
    year : int, optional
        Index year, which decides the predicate rule.

    Returns
    -------
    Scored
        ``.index`` [1 to 5], ``.predicate``, ``.to_frame()`` with the exact and
        the printed score of every domain and aspect.

    Raises
    ------
    CoverageError
        If a level is missing, foreign, repeated or off the scale; a gap is
        never filled or re-weighted. All faults at once.
    ParameterError
        If the regulation does not cover the year.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.score([3] * 47)
    >>> answer.index, answer.predicate
    (3.0, 'Baik')
    >>> spbe.score("docs/examples/levels.csv").predicate
    'Baik'
    >>> spbe.score({i: 4 for i in range(1, 48)}).to_frame().loc["D2", "score"]
    np.float64(4.0)
    """
    whole, framework = levels_of(levels, regulation, year)
    if year is not None and year not in framework.index_years:
        years = ", ".join(map(str, framework.index_years))
        raise ParameterError(
            Message("scorecard.other_year", year=str(year)[:20], law=framework.id),
            advice=Message("advice.years", years=years),
        )
    scores = score_levels(whole, framework)
    return Scored(scores, framework, whole, read_predicate(scores[framework.root], framework, year))
