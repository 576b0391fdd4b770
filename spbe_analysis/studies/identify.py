"""What the printed figures of one scorecard fix, bound and leave open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.consistency.nearest_figures import Correction, nearest_corrections
from spbe_analysis.analysis.feasible.disclosure import Disclosure, disclosures, entropy_of_levels
from spbe_analysis.analysis.feasible.exchangeable import exchangeable_classes
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.studies.answer import Answer, shorten
from spbe_analysis.studies.arguments import Stage
from spbe_analysis.studies.priors import prior_for
from spbe_analysis.studies.scorecards import scorecard_of

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.studies.scorecards import Figures


@dataclass(repr=False)
class Identified(Answer):
    """Every table of levels that reproduces the printed figures, described exactly.

    Attributes
    ----------
    exact : FeasibleSet
        The set itself: bounds, counts, candidates and draws.
    corrections : tuple of Correction
        Where no table fits: the smallest changes of printed cells after which some does.
    """

    exact: FeasibleSet
    corrections: tuple[Correction, ...] = ()

    PAGE = "identification.card"
    PARTS = ("all", "domain", "aspect", "indicator", "ask")
    FIGURES = ("domain", "aspect", "indicator")

    @cached_property
    def disclosures(self) -> list[Disclosure]:
        """Numbers not printed, by how much each would narrow the set [bits], the most telling first."""
        return [] if self.exact.empty else disclosures(self.exact)

    @cached_property
    def classes(self) -> dict[str, tuple[str, ...]]:
        """By indicator: the indicators that the figures cannot tell apart from it, itself included."""
        return {} if self.exact.empty else exchangeable_classes(self.exact.framework, self.exact)

    @property
    def bits(self) -> float:
        """How much is not known of the levels [bits]."""
        return entropy_of_levels(self.exact)

    @property
    def count(self) -> int:
        """How many tables of levels give the printed figures; 0 where none does."""
        return self.exact.count

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        found, framework = self.exact, self.exact.framework
        if part == "ask":
            asks = [(ask.kind, ask.bits) for ask in self.disclosures]
            table = pd.DataFrame(asks, columns=["kind", "bits"], index=[ask.code for ask in self.disclosures])
            return shorten(table, framework)
        rows, codes = [], []
        for code, node in framework.nodes.items():
            if found.empty or not node.parent or part not in ("all", node.kind):
                continue
            sums, scores = found.sum_bounds(code), found.score_bounds(code)
            codes.append(code)
            reckoned = found.expected(code), scores[0] == scores[1], self.classes.get(code, ())
            rows.append([node.kind, node.name_id, node.name_en, *scores, *sums, *reckoned])
        columns = ["kind", "name_id", "name_en", "low", "high", "sum_low", "sum_high", "expected", "fixed", "tied_with"]
        return shorten(pd.DataFrame(rows, columns=columns, index=codes), framework, ["tied_with"])

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.drawing.plain import ranges
        from spbe_analysis.presentation.text.wording import say

        rows, framework = self.to_frame(part), self.exact.framework
        rows = rows.assign(label=rows[f"name_{language}"])
        return ranges(rows, say("identify.axis", language), (framework.minimum, framework.maximum), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.identification.sentences import identified

        return identified(self.exact, language)

    def _scorecards(self) -> Iterable[Scorecard]:
        return (self.exact.scorecard,)


def identify(
    scorecard: Figures,
    year: int | None = None,
    *,
    regulation: str | None = None,
    prior: str = "uniform",
    kind: str | None = None,
    rounding: str | None = None,
    stage: Stage = "final",
) -> Identified:
    """What the printed figures of one scorecard fix, bound and leave open.

    Parameters
    ----------
    scorecard : str, or figures
        The name of an institution (with its `year`), or printed scores by code
        such as ``{"index": "3,79", "D1": "3,70"}``, or levels.
    year : int, optional
        Index year.
    regulation : str, optional
        Of figures of your own; by default the year's.
    prior : str
        ``uniform`` (default); ``category``, which needs `year` and, for
        figures of your own, the institution's `kind`; or ``learned`` from
        tables printed in full, where all domain scores are printed.
    rounding : str, optional
        ``half_up``, ``half_even`` or ``truncate``; the regulation's by default.
    stage : str
        ``final``, ``interim`` or ``self_assessment``, of published figures.

    Returns
    -------
    Identified
        ``.to_frame()``: ``low`` and ``high`` of every score [1 to 5] and sum of
        levels, ``expected`` (mean under the prior), ``fixed``, ``tied_with``;
        ``.to_frame("ask")``: which further number would tell most [bits];
        ``.count`` 0 and ``.corrections`` where no whole levels give the figures.

    Raises
    ------
    EvidenceError
        If a figure is not a score or a level of the regulation.
    ParameterError
        If it is not clear whose figures or which regulation is meant.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> found = spbe.identify("Kaltim", 2024)
    >>> found.to_frame("domain")["fixed"].tolist()
    [True, True, True, False]
    >>> spbe.identify({"D1": "3,70"}, regulation="permenpanrb-59-2020").to_frame().loc["D1", "sum_low"]
    np.int64(37)
    """
    card, framework = scorecard_of(scorecard, year, stage, regulation)
    if prior == "category" and kind is None and isinstance(scorecard, str):
        from spbe_analysis.evidence.register import resolve_institution

        kind = resolve_institution(scorecard).kind
    weighed = prior_for(prior, framework, kind, card, year)
    found = FeasibleSet(framework, card, weighed, rounding)
    return Identified(found, tuple(nearest_corrections(framework, card, rounding=rounding)) if found.empty else ())
