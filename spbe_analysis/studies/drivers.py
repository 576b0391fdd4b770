"""Where the points of a change came from: two years of a body in, every part with how sure it is out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.assumptions import NO_FALL, parse_assumptions
from spbe_analysis.analysis.attribution import path_contributions, require_one_regulation
from spbe_analysis.analysis.drivers.additivity import check_answer
from spbe_analysis.analysis.drivers.answer import DriversAnswer
from spbe_analysis.analysis.drivers.drivers import drivers as reckon
from spbe_analysis.analysis.drivers.robustness import driver_robustness
from spbe_analysis.analysis.feasible.disclosure import Disclosure, disclosures
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.published import load_published, other_values, published_years, scorecard_for
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.criteria import has_criteria
from spbe_analysis.regulation.criteria_changes import CellChange, load_criteria_changes
from spbe_analysis.studies.answer import Answer, default_language, kept, shorten
from spbe_analysis.studies.arguments import Stage, taking
from spbe_analysis.studies.falls import national_years, no_fall_refuted
from spbe_analysis.studies.movement import Moved, moved
from spbe_analysis.studies.national import Standing, national_standing
from spbe_analysis.studies.priors import change_prior_for, prior_for
from spbe_analysis.studies.scorecards import scorecard_of

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.studies.scorecards import Figures


_LAST = 10_000  # after every year


@dataclass(repr=False)
class Change(Answer):
    """Contribution of every domain, aspect and indicator to a change in the index.

    Attributes
    ----------
    exact : DriversAnswer
        The answer in fractions, with both years' feasible sets.
    """

    exact: DriversAnswer

    PAGE = "drivers.page"
    PARTS = ("all", "domain", "aspect", "indicator")
    FIGURES = ("domain", "indicator")

    @cached_property
    def scorecards(self) -> list[Scorecard]:
        """Both scorecards and every final one published of the years between, in order."""
        before, after = self.exact.before, self.exact.after
        (first, last), found = self.years, [before, after]
        if before.institution and before.institution == after.institution:
            between = [year for year in published_years(before.institution) if first < year < last]
            found += [scorecard_for(before.institution, year) for year in between]
        return sorted(found, key=lambda card: card.year or (0 if card is before else _LAST))  # own figures have no year

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """Whether the surely largest part of each kind stays so when weights move, from `driver_robustness`."""
        answer = self.exact
        return driver_robustness(answer.table, answer.framework, falls=answer.falls, moved=answer.moved)

    @cached_property
    def path(self) -> pd.DataFrame | None:
        """Contributions of each yearly step that add up to the whole; None unless every level of all years is known."""
        import pandas as pd

        levels = {card.year or 0: card.levels(self.exact.framework) for card in self.scorecards}
        if len(levels) < 3 or not all(levels.values()):
            return None
        tables = {year: pd.Series(found) for year, found in levels.items()}
        return path_contributions(tables, self.exact.framework)

    @cached_property
    def standing(self) -> Standing | None:
        """The change among all institutions; None where a year has no national report or a result is not final."""
        final = {self.exact.before.stage, self.exact.after.stage} == {"final"}
        return national_standing(self.exact.before.institution, *self.years) if final else None

    @property
    def national_years(self) -> list[int]:
        """Index years with a national report."""
        return national_years()

    @property
    def years(self) -> tuple[int, int]:
        """The two index years."""
        return self.exact.before.year or 0, self.exact.after.year or 0

    def disclosures(self, most: int) -> list[tuple[Scorecard, Disclosure]]:
        """For each scorecard the unpublished numbers that would tell most, at most so many."""
        return [
            (year.scorecard, ask) for year in self.exact.years if not year.empty for ask in disclosures(year)[:most]
        ]

    @property
    def asks(self) -> list[tuple[Scorecard, Disclosure]]:
        """For each scorecard the unpublished number that would tell most, the more telling first."""
        return sorted((pair for pair in self.disclosures(1) if pair[1].bits > 0), key=lambda pair: -pair[1].bits)

    @property
    def published_rows(self) -> list[dict]:
        """Rows of the collection that stand behind the answer, those that precedence leaves out among them."""
        rows = load_published()
        mine = rows[rows["institution"].isin({card.institution for card in self.scorecards})].to_dict("records")
        used = {(card.year, card.stage) for card in self.scorecards}
        return [row for row in mine if (row["year"], row["stage"]) in used]

    @property
    def other_rows(self) -> list[dict]:
        """Rows that precedence leaves out."""
        dated = [(card, card.year) for card in self.scorecards if card.year is not None]
        return [row for card, year in dated for row in other_values(card.institution, year, card.stage)]

    @cached_property
    def wording_moved(self) -> dict[str, list[CellChange]]:
        """Indicators whose criterion or evidence may ask something else in the later year, with the cells.

        Cells of the levels that an indicator may stand at in either year count.
        Empty where both years lie under one wording, as far as that is known.
        """
        framework, years = self.exact.framework, self.years
        if not has_criteria(framework.id):
            return {}
        changes = load_criteria_changes(framework.id)
        if not changes.between(min(years), max(years)):
            return {}
        told = {}
        for row in self.exact.of_kind("indicator"):
            ends = [row[end] for end in ("before_low", "before_high", "after_low", "after_high")]
            if None not in ends:
                told[row["code"]] = changes.of(row["code"], range(int(min(ends)), int(max(ends)) + 1))
        return {code: cells for code, cells in told.items() if cells}

    def _frame(self, part: str) -> pd.DataFrame:
        table = self.exact.table if part == "all" else self.exact.rows(part)
        framework = self.exact.framework
        about = {"parent": [framework.short(parent) for parent in table["parent"]]}
        if part == "indicator":
            about["wording_moved"] = [
                ", ".join(sorted({cell.verdict for cell in self.wording_moved.get(code, ())})) for code in table["code"]
            ]
        return shorten(table.assign(**about).drop(columns="code"), framework, ["tied_with"])

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.drivers import figure_blocks

        return {"domain": figure_blocks.draw_parts, "indicator": figure_blocks.draw_indicators}[part](
            self.exact, language, ax
        )

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.drivers import sentences

        return [sentence for told in sentences.answers(self.exact, language).values() for sentence in told]

    @taking
    def notes(self, language: str | None = None) -> list[str]:
        """What must be said with the answer: remarks on the sources, the predicate rules and the regulation."""
        from spbe_analysis.presentation.drivers import chances
        from spbe_analysis.presentation.drivers.notes import notes

        language = language or default_language()
        told = chances.of_priors(self.exact, language)
        if NO_FALL in self.exact.assumptions:
            told.append(chances.no_fall(no_fall_refuted(), language))
        return [*told, *notes(self.exact, language)]

    @cached_property
    def moved(self) -> Moved | None:
        """How many indicators fell, stayed and rose: surely, read apart, and under the learned change."""
        return moved(self.exact)

    def _scorecards(self) -> Iterable[Scorecard]:
        return self.exact.before, self.exact.after

    def _headline(self) -> str:
        from spbe_analysis.presentation.drivers.sentences import finding

        return finding(self.exact, "en")

    def _blocks(self, language: str) -> list[str]:
        return [block.markup for block in (*self.answers(language)[1:], *self.figure("domain", language))]


@kept
def drivers(
    institution: str | None,
    before: int | Figures,
    after: int | Figures,
    *,
    prior: str = "uniform",
    change_prior: str = "uniform",
    assume: Iterable[str] = (),
    stage: Stage = "final",
    to_stage: Stage | None = None,
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
        of your own, unless ``prior="category"`` asks whose they are.
    before, after : int, or levels or scores of your own
        Index years; or figures in any shape `score` and `identify` take, for
        a body that is not in the collection or for a what-if.
    prior : str
        ``uniform`` (default), ``category`` or ``learned``: how likely levels
        are in one year. Probabilities depend on it, bounds do not.
    change_prior : str
        ``uniform`` (default: the years are read apart) or ``learned``: how
        likely a level stayed, rose or fell, learned from tables printed in
        full, those of the institution itself left out. It says nothing on
        which indicator of an aspect moved. For final results of years that
        follow each other, all domain scores printed.
    assume : iterable of str
        ``no-fall`` and ``max-step=K``, which tie the years.
    stage, to_stage : str
        Stage of the published figures: ``final``, ``interim`` or
        ``self_assessment``; `to_stage` only where the second differs.
    regulation : str, optional
        Of figures of your own, where their number does not decide it.
    shares : bool
        Whether the chances of being the largest are reckoned; they take most
        of the time where only the index is published.

    Returns
    -------
    Change
        ``.to_frame("indicator")``: ``weight`` (share of the index),
        ``before_low`` ... ``after_high`` (scores or levels), ``low``, ``high``,
        ``expected``, ``p05``, ``p50``, ``p95`` (contribution, index points),
        ``p_positive``, ``p_largest`` (of the largest gain),
        ``p_largest_in_direction`` (of the largest loss, where the index fell),
        ``verdict``, ``direction`` (``sure rise``, ``sure fall``, ``no change``
        or ``open``), ``tied_with``.

    Raises
    ------
    ParameterError
        If years and stages are the same, a prior or an assumption is unknown,
        an institution or a stage is given that figures of your own do not use,
        or learned weights are asked for figures they were not learned for.
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
    _require_used(institution, before, after, prior, stage, to_stage)
    to_stage = to_stage or stage
    if isinstance(before, int) and isinstance(after, int) and (before, stage) == (after, to_stage):
        raise ParameterError(Message("change.same"))
    first, _ = _one_side(institution, before, stage, regulation)
    second, framework = _one_side(institution, after, to_stage, regulation)
    require_one_regulation(first, second, framework)
    kind, years = "", (first.year or 0, second.year or 0)
    if prior == "category" and institution is not None:
        kind = resolve_institution(institution).kind
    priors = prior_for(prior, framework, kind, first), prior_for(prior, framework, kind, second)
    likely = change_prior_for(change_prior, framework, first, second)
    tied = None
    if assume:
        tied = parse_assumptions(list(assume), abs(years[1] - years[0]))
    answer = reckon(framework, first, second, priors, tied, shares=shares, change_prior=likely)
    check_answer(answer)
    return Change(answer)


def _require_used(
    institution: str | None, before: int | Figures, after: int | Figures, prior: str, stage: str, to_stage: str | None
) -> None:
    """Refuse an institution or a stage that would be given in vain beside figures of one's own."""
    own = [not isinstance(when, int) for when in (before, after)]
    problems = []
    if institution is not None and all(own) and prior != "category":
        problems.append(Message("change.own_institution", name=institution))
    in_vain = (stage, own[0] and (own[1] or to_stage is not None)), (to_stage, own[1])
    given = [one for one, vain in in_vain if vain and one not in (None, "final")]
    problems += [Message("change.own_stage", stage=one) for one in given]
    if problems:
        raise ParameterError(Message("change.own"), problems, Message("advice.drivers_own"))


def _one_side(
    institution: str | None, when: int | Figures, stage: str, regulation: str | None
) -> tuple[Scorecard, Framework]:
    if not isinstance(when, int):
        return scorecard_of(when, regulation=regulation)
    if institution is None:
        raise ParameterError(Message("answer.whose"), advice=Message("advice.drivers_call"))
    return scorecard_of(institution, when, stage, regulation)
