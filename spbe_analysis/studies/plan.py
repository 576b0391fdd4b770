"""The plan of one institution and year, from whatever of its levels is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.plans.actions import Action, actions_of
from spbe_analysis.analysis.plans.hidden_levels import plan_hidden
from spbe_analysis.analysis.plans.known_levels import OutOfReach, Plan, lowest_units, plan_known
from spbe_analysis.analysis.plans.yearly_steps import YearlySteps, count_yearly_steps
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.evidence.values.step_costs import StepCosts
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, Predicate
from spbe_analysis.regulation.criteria import load_criteria
from spbe_analysis.studies.answer import Answer, kept, shorten
from spbe_analysis.studies.arguments import Stage
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
    a_year : int or None
        Most levels an indicator is raised by in a year; None where nothing caps it.
    years : int
        Years the plan takes at that pace.
    reach : Fraction or None
        Highest index that one year (surely) reaches, where it is not enough.
    costed : bool
        Whether a file of costs was given; else a plan's cost is its number of level steps.
    """

    exact: Plan
    scorecard: Scorecard
    framework: Framework
    present: Predicate | None
    known: bool
    a_year: int | None = None
    years: int = 1
    reach: Fraction | None = None
    costed: bool = False

    PAGE = "plans.page"
    PARTS = ("step", "frontier", "actions")
    FIGURES = ("frontier",)

    @cached_property
    def cheapest(self) -> Plan:
        """The plan of the fewest steps, whatever they cost and however far it raises an indicator; `hidden` counts the same."""
        levels = self.scorecard.levels(self.framework)
        if levels is None or (self.a_year is None and not self.costed):
            return self.exact
        return plan_known(levels, self.framework, self.exact.target)

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
        if part == "actions":
            columns = ["kind", "level_now", "lowest", "highest", "target"]
            columns += ["criterion_id", "criterion_en", "evidence_id", "evidence_en", "limit", "limit_number", "page"]
            told = [
                [
                    a.kind, a.start, *a.possible, a.target,
                    a.criterion.must_id, a.criterion.must_en, a.criterion.evidence_id, a.criterion.evidence_en,
                    ", ".join(one.limit for one in a.limits), a.limits[0].number if a.limits else None, a.criterion.pages,
                ]
                for a in self.actions
            ]  # fmt: skip
            codes = [a.code for a in self.actions]
            frame = pd.DataFrame(told, columns=columns, index=codes).astype({"level_now": float, "limit_number": float})
            return shorten(frame, self.framework)
        pairs = [(step, self.framework.nodes[step.code]) for step in self.exact.steps]
        rows = [[node.name_id, node.name_en, one.start, one.end, one.cost, one.gain] for one, node in pairs]
        columns = ["name_id", "name_en", "from", "to", "cost", "gain"]
        table = pd.DataFrame(rows, columns=columns, index=[step.code for step in self.exact.steps])
        return shorten(table, self.framework)

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.plans import words

        return words.draw_frontier(self, language, ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.plans import words

        return words.plan_sentences(self.exact, self.scorecard, self.framework, self.known, language, self.costed)

    @property
    def actions(self) -> list[Action]:
        """The plan as work: what to renew so that no level lapses, then what to raise, each with its criterion.

        Raises
        ------
        RegulationError
            If no criteria of the regulation are held.
        """
        printed = self.scorecard.levels(self.framework)
        levels = None if printed is None else {code: int(level) for code, level in printed.items()}
        return actions_of(self.exact.steps, levels, load_criteria(self.framework.id), self.framework)

    def _scorecards(self) -> Iterable[Scorecard]:
        return (self.scorecard,)


@kept
def plan(
    scorecard: Figures,
    year: int | None = None,
    target: str | None = None,
    *,
    costs: str | Path | StepCosts | None = None,
    a_year: int | None = 1,
    rule: str = "exact",
    stage: Stage = "final",
    regulation: str | None = None,
) -> LevelPlan:
    """The fewest level steps by which an institution reaches a predicate in a year. Arithmetic, not advice.

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
        CSV with the columns ``code,from,to,cost[,max_level][,needs]``, such as
        ``docs/examples/costs.csv``: a row is of an indicator, or of all below
        an aspect, a domain or the index; ``from`` and ``to`` are one level
        apart; ``needs`` reads ``I21>=2; I08>=3``. A level step that is not
        listed costs one unit, as every step does without a file.
    a_year : int or None
        Most levels an indicator may be raised by in a year: one by default,
        two for a bold plan, None for the cheapest plan whatever it asks. Where
        one year is not enough the plan takes the fewest years that are.
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
        ``index`` every cost reaches; ``.to_frame("actions")``: what to renew and
        to raise, each with criterion, evidence and page. ``.exact`` has the
        plan in fractions.

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
    (18.0, 3.505)
    >>> spbe.plan([3] * 47, target="Sangat Baik", a_year=None).exact.steps[0].end
    5
    >>> float(spbe.plan("docs/examples/levels.csv", costs="docs/examples/costs.csv").exact.cost)
    26.0
    """
    card, framework = scorecard_of(scorecard, year, stage, regulation)
    levels, printed = card.levels(framework), card.values.get(framework.root)
    now = score_levels(levels, framework)[framework.root] if levels else printed.value if printed else None
    present = framework.predicate(now, rule) if now is not None else framework.find_predicate(card.predicate)
    wanted = _target(target, present, framework)
    if isinstance(costs, (str, Path)):
        from spbe_analysis.evidence.readers.step_costs import read_costs

        costs = read_costs(costs, framework)
    if a_year is not None and (not isinstance(a_year, int) or a_year < 1):
        raise ParameterError(Message("plan.a_year", text=a_year), advice=Message("advice.a_year"))
    first: OutOfReach | None = None
    for years in range(1, framework.maximum - framework.minimum + 1):
        cap = None if a_year is None else a_year * years
        try:
            found = (
                plan_known(levels, framework, wanted, costs, rule, cap)
                if levels
                else plan_hidden(card, framework, wanted, costs, rule, cap)
            )
        except OutOfReach as error:
            first = first or error
            if cap is None or cap >= framework.maximum - framework.minimum:
                raise
            continue
        break
    reach = first.reach if first else None
    return LevelPlan(found, card, framework, present, levels is not None, a_year, years, reach, costs is not None)


def yearly_steps(framework: Framework) -> YearlySteps:
    """How indicators moved from one year to the next in the collection, where both years' levels are all published.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> yearly_steps(load_framework("permenpanrb-59-2020")).pairs > 0
    True
    """
    from spbe_analysis.evidence.published import all_scorecards

    years = {year: all_scorecards(year) for year in framework.index_years}
    pairs = []
    for year, cards in years.items():
        for name, card in years.get(year + 1, {}).items():
            before = cards[name].levels(framework) if name in cards else None
            after = card.levels(framework)
            if before and after:
                first, second = ({code: int(x) for code, x in levels.items()} for levels in (before, after))
                pairs.append((name, first, second))
    return count_yearly_steps(pairs, framework)


def _target(text: str | None, present: Predicate | None, framework: Framework) -> Predicate:
    known = tuple(f"{p.name_id} ({p.name_en})" for p in framework.predicates)
    if text:
        found = framework.find_predicate(text)
        if found is None:
            raise ParameterError(
                Message("plan.no_predicate", law=framework.id, text=text),
                advice=Message("advice.predicates", predicates=known),
            )
        return found
    higher = [p for p in framework.predicates if present and p.lower > present.lower]
    if not higher:
        above = Message("plan.no_next", predicate=present.name_id) if present else Message("plan.no_start")
        raise ParameterError(above, advice=Message("advice.target", predicates=known))
    return higher[-1]
