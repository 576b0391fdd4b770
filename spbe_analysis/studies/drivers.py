"""Where the points of a change came from: two years of a body in, every part with how sure it is out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import require_one_regulation
from spbe_analysis.analysis.drivers.drivers import DriversAnswer
from spbe_analysis.analysis.drivers.drivers import drivers as reckon
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.studies.answer import Answer, default_language, shorten
from spbe_analysis.studies.priors import priors_for
from spbe_analysis.studies.scorecards import scorecard_of

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.studies.scorecards import Figures

_DROPPED = ["code", "parent"]


@dataclass(frozen=True, repr=False)
class Change(Answer):
    """Contribution of every domain, aspect and indicator to a change in the index.

    Attributes
    ----------
    exact : DriversAnswer
        The answer in fractions, with both years' feasible sets.
    """

    exact: DriversAnswer

    PARTS = ("all", "domain", "aspect", "indicator")
    FIGURES = ("domain", "indicator")

    def _frame(self, part: str) -> pd.DataFrame:
        table = self.exact.table if part == "all" else self.exact.rows(part)
        framework = self.exact.framework
        about = {"parent": [framework.short(parent) for parent in table["parent"]]}
        return shorten(table.assign(**about).drop(columns="code"), framework, ["tied_with"])

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.drivers import figure_blocks

        return {"domain": figure_blocks.draw_parts, "indicator": figure_blocks.draw_indicators}[part](
            self.exact, language, ax
        )

    def answers(self, language: str | None = None) -> dict[str, list[str]]:
        """The three answers of a report's first screen: how much, from where, how sure."""
        from spbe_analysis.presentation.drivers import sentences

        return sentences.answers(self.exact, language or default_language())

    def _sentences(self, language: str) -> list[str]:
        return [sentence for told in self.answers(language).values() for sentence in told]

    def notes(self, language: str | None = None) -> list[str]:
        """What must be said with the answer: remarks on the sources, the predicate rules and the regulation."""
        from spbe_analysis.presentation.drivers.notes import notes

        return notes(self.exact, language or default_language())

    def _scorecards(self) -> Iterable[Scorecard]:
        return self.exact.before, self.exact.after

    def _headline(self) -> str:
        from spbe_analysis.presentation.drivers.sentences import finding

        return finding(self.exact, "en")

    def _blocks(self, language: str) -> list[str]:
        from spbe_analysis.presentation.drivers import figure_blocks
        from spbe_analysis.presentation.page import document

        shown = document.pairs(self.answers(language), kind="answers"), *figure_blocks.by_part(self.exact, language)
        return [block.markup for block in shown]


def drivers(
    institution: str | None,
    before: int | Figures,
    after: int | Figures,
    *,
    prior: str = "uniform",
    assume: Iterable[str] = (),
    stage: str = "final",
    to_stage: str | None = None,
    regulation: str | None = None,
    shares: bool = True,
) -> Change:
    """Which domains, aspects and indicators the points of a change came from, and how sure that is.

    A contribution is weight times change: it says where the points came from,
    not why they came. Where figures are not published it is an interval that
    every possible table of levels respects and some table reaches.

    Parameters
    ----------
    institution : str or None
        Any name `institutions` understands; None where both years are figures
        of your own.
    before, after : int, or levels or scores of your own
        Index years; or figures in any shape `score` and `identify` take, for
        a body that is not in the collection or for a what-if.
    prior : str
        ``uniform`` (default) or ``category``: probabilities depend on it, bounds do not.
    assume : iterable of str
        ``no-fall`` and ``max-step=K``, which tie the years.
    stage, to_stage : str
        Stage of the published figures: ``final``, ``interim`` or
        ``self_assessment``; `to_stage` only where the second differs.
    regulation : str, optional
        Of figures of your own, where their number does not decide it.
    shares : bool
        Whether ``p_largest`` is reckoned; it takes most of the time where only
        the index is published.

    Returns
    -------
    Change
        ``.to_frame("indicator")``: ``weight`` (share of the index),
        ``before_low`` ... ``after_high`` (scores or levels), ``low``, ``high``,
        ``expected``, ``p05``, ``p50``, ``p95`` (contribution, index points),
        ``p_positive``, ``p_largest``, ``verdict``, ``tied_with``.

    Raises
    ------
    ParameterError
        If years and stages are the same, or a prior or an assumption is unknown.
    BridgeError
        If the years lie under different regulations; `bridge` goes across.
    EvidenceError, InstitutionError
        If nothing is published, or no institution goes by the name.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> change = spbe.drivers("Kaltim", 2023, 2024)
    >>> change.to_frame("domain")["low"].round(3).to_dict()
    {'D1': 0.091, 'D2': 0.4, 'D3': 0.195, 'D4': 0.19}
    """
    to_stage = to_stage or stage
    if isinstance(before, int) and (before, stage) == (after, to_stage):
        raise ParameterError("a change needs two different years or stages")
    scorecards, frameworks = zip(
        *(
            scorecard_of(_who(institution), year, at, regulation)
            if isinstance(year, int)
            else scorecard_of(year, regulation=regulation)
            for year, at in ((before, stage), (after, to_stage))
        ),
        strict=True,
    )
    framework = frameworks[1]
    require_one_regulation(*scorecards, framework)
    kind, years = "", tuple(scorecard.year or 0 for scorecard in scorecards)
    if prior != "uniform" and institution is not None:
        from spbe_analysis.evidence.register import resolve_institution

        kind = resolve_institution(institution).kind
    priors = priors_for(prior, framework, kind, years)
    tied = None
    if assumptions := list(assume):
        from spbe_analysis.analysis.assumptions import parse_assumptions

        tied = parse_assumptions(assumptions, abs(years[1] - years[0]))
    return Change(reckon(framework, *scorecards, priors, tied, shares=shares))


def _who(institution: str | None) -> str:
    if institution is None:
        raise ParameterError(
            "a year alone does not say whose", advice='For example spbe.drivers("Kaltim", 2023, 2024).'
        )
    return institution
