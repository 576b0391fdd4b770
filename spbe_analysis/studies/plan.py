"""The plan of one institution and year, from whatever of its levels is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.plans.hidden_levels import plan_hidden
from spbe_analysis.analysis.plans.known_levels import Plan, lowest_units, plan_known
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.evidence.values.step_costs import StepCosts
from spbe_analysis.regulation import Framework, Predicate
from spbe_analysis.studies.answer import Answer, shorten
from spbe_analysis.studies.scorecards import scorecard_of

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.studies.scorecards import Figures


@dataclass(frozen=True, repr=False)
class LevelPlan(Answer):
    """The cheapest level steps by which a scorecard reaches a predicate.

    Attributes
    ----------
    exact : Plan
        The plan in fractions.
    known : bool
        Whether every level is published; else the plan holds for any levels that fit the printed figures.
    """

    exact: Plan
    scorecard: Scorecard
    framework: Framework
    present: Predicate | None
    known: bool

    PAGE = "plans.page"
    PARTS = ("step", "frontier")
    FIGURES = ("frontier",)

    @cached_property
    def hidden(self) -> Plan | None:
        """The plan that domains and index alone would allow; None where levels are hidden anyway or no whole ones."""
        if not self.known or self.framework.open_grids:
            return None
        kept = {self.framework.root, *self.framework.of_kind("domain")}
        rest = [code for code in self.scorecard.values if code not in kept]
        return plan_hidden(self.scorecard.without(*rest), self.framework, self.exact.target)

    @property
    def rounded_bound(self) -> Fraction:
        """The lowest index that earns the target where the printed index decides."""
        return Fraction(lowest_units(self.exact.target, self.framework, "rounded"), self.framework.denominator)

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part == "frontier":
            frame = pd.DataFrame(self.exact.frontier, columns=["cost", "index"])
            return frame.assign(margin=frame["index"] - self.exact.threshold).set_index("cost")
        rows = [
            {
                "name_id": self.framework.nodes[step.code].name_id,
                "name_en": self.framework.nodes[step.code].name_en,
                "from": step.start,
                "to": step.end,
                "cost": step.cost,
                "gain": step.gain,
            }
            for step in self.exact.steps
        ]
        columns = ["name_id", "name_en", "from", "to", "cost", "gain"]
        table = pd.DataFrame(rows, columns=columns, index=[step.code for step in self.exact.steps])
        return shorten(table, self.framework)

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.plans import figures, words

        shown, chosen, marks = words.frontier_shown(self.exact, self.framework, language)
        return figures.frontier(shown, chosen, marks, language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.plans import words

        return words.plan_sentences(self.exact, self.scorecard, self.framework, self.known, language)

    def _scorecards(self) -> Iterable[Scorecard]:
        return (self.scorecard,)


def plan(
    scorecard: Figures,
    year: int | None = None,
    target: str | None = None,
    *,
    costs: str | Path | StepCosts | None = None,
    rule: str = "exact",
    stage: str = "final",
    regulation: str | None = None,
) -> LevelPlan:
    """The cheapest level steps by which an institution reaches a predicate. Arithmetic, not advice.

    Parameters
    ----------
    scorecard : str, or figures
        The name of an institution (with its `year`), levels, or printed scores
        such as ``{"index": "3,79", "D1": "3,70"}``. Where levels are hidden the
        plan holds for every table that fits the printed figures.
    year : int, optional
        Index year to start from.
    target : str, optional
        A predicate in either language; the next one up by default.
    costs : path or StepCosts, optional
        CSV with the columns ``code,from,to,cost[,max_level][,needs]``; one
        unit a level by default.
    rule : str
        Whether the ``exact`` index (default) or the ``rounded`` one must reach the bound.
    stage : str
        ``final``, ``interim`` or ``self_assessment``, of published figures.
    regulation : str, optional
        Of figures of your own.

    Returns
    -------
    LevelPlan
        ``.to_frame()``: a row a step: ``from``, ``to`` (levels), ``cost``
        (units), ``gain`` [index points]; ``.to_frame("frontier")``: the highest
        ``index`` every cost reaches. ``.exact`` has the plan in fractions.

    Raises
    ------
    ParameterError
        If the regulation has no such predicate, or there is none above.
    InfeasibleError
        If the printed figures fit no whole levels, or the target cannot be reached.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> steps = spbe.plan([3] * 47, target="Sangat Baik")
    >>> float(steps.exact.cost), float(steps.exact.index)
    (18.0, 3.525)
    """
    card, framework = scorecard_of(scorecard, year, stage, regulation)
    levels, printed = card.levels(framework), card.values.get(framework.root)
    now = score_levels(levels, framework)[framework.root] if levels else printed.value if printed else None
    present = framework.predicate(now, rule) if now is not None else framework.find_predicate(card.predicate)
    wanted = _target(target, present, framework)
    if isinstance(costs, (str, Path)):
        from spbe_analysis.evidence.readers.step_costs import read_costs

        costs = read_costs(costs, framework)
    found = (
        plan_known(levels, framework, wanted, costs, rule)
        if levels
        else plan_hidden(card, framework, wanted, costs, rule)
    )
    return LevelPlan(found, card, framework, present, levels is not None)


def _target(text: str | None, present: Predicate | None, framework: Framework) -> Predicate:
    known = "Predicates: " + ", ".join(f"{p.name_id} ({p.name_en})" for p in framework.predicates) + "."
    if text:
        found = framework.find_predicate(text)
        if found is None:
            raise ParameterError(f"{framework.id} has no predicate {text!r}", advice=known)
        return found
    higher = [p for p in framework.predicates if present and p.lower > present.lower]
    if not higher:
        raise ParameterError("there is no next predicate to aim for", advice=f"Give --target. {known}")
    return higher[-1]
