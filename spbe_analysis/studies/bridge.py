"""Did the institution change, or the yardstick? A change across a change of regulation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.bridge.back_test import BackTest, back_test
from spbe_analysis.analysis.bridge.bridge import BridgeAnswer, Chance, bridge_chances, require_comparable
from spbe_analysis.analysis.bridge.bridge import bridge as reckon
from spbe_analysis.analysis.bridge.decomposition import PARTS
from spbe_analysis.analysis.bridge.path import PathAnswer, bridge_path
from spbe_analysis.analysis.bridge.simulator import Simulation
from spbe_analysis.analysis.bridge.simulator import simulate as read_under
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.published import all_scorecards, load_category_means, published_years, scorecard_for
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework, regulation_ids
from spbe_analysis.regulation.lineage import Lineage
from spbe_analysis.regulation.lineage_table import lineage_pairs, load_lineage, read_lineage
from spbe_analysis.studies.answer import Answer, default_language, kept, shorten
from spbe_analysis.studies.arguments import Stage, taking
from spbe_analysis.studies.scorecards import scorecard_of

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.studies.scorecards import Figures

_SUREST_FIRST = ("final", "interim")  # stages whose card a reading is held against


@dataclass(frozen=True, repr=False)
class Bridged(Answer):
    """A change in the index split into what the institution did and what the yardstick did.

    Attributes
    ----------
    exact : BridgeAnswer
        Every part as a range of fractions.
    chances : dict of str to Chance
        Under the uniform prior, for parts that are not exact.
    path : PathAnswer or None
        Step by step through the years between, where asked for.
    """

    exact: BridgeAnswer
    chances: dict[str, Chance]
    path: PathAnswer | None = None
    strict: bool = False
    confidence: str = "low"

    OF_ALL = True
    PAGE = "bridge.page"
    PARTS = ("part", "indicator")
    FIGURES = ("part",)

    @cached_property
    def choices(self) -> dict[str, BridgeAnswer]:
        """The same change by other conventions: positions on the scale, scope changes cut off, sure links only."""
        answer = self.exact
        cards, frameworks, links = (answer.before, answer.after), answer.frameworks, answer.lineage
        return {
            "base": answer,
            "position": reckon(*cards, frameworks, links, "position"),
            "strict": reckon(*cards, frameworks, links.without_scope_changes()),
            "confident": reckon(*cards, frameworks, links.at_least("high")),
        }

    @property
    def national_means(self) -> tuple[pd.Series, list[str], int]:
        """The printed national mean of every year, the documents they stand in, and the last year any regulation covers."""
        means = load_category_means().query("scope == 'nasional' and kind == 'index'").drop_duplicates("year")
        last = max(year for name in regulation_ids() for year in load_framework(name).index_years)
        return means.set_index("year")["value"].map(Fraction), list(means["document"]), last

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part == "indicator":
            old, new = self.exact.frameworks
            table = self.exact.detail
            codes = {
                "before": [tuple(map(old.short, codes)) for codes in table["before"]],
                "after": [tuple(map(new.short, codes)) for codes in table["after"]],
            }
            return table.assign(**codes).reset_index(drop=True).rename_axis("row")
        spans = {**{name: self.exact.parts[name] for name in PARTS}, "total": self.exact.total}
        rows = {name: span._asdict() | {"direction": span.direction} for name, span in spans.items()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("part")

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.bridge import figures, words

        return figures.part_ranges(words.part_rows(self.exact, language), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.bridge import words

        return [words.headline(self.exact, language), *words.verdicts(self.exact, language)]

    @taking
    def notes(self, language: str | None = None) -> list[str]:
        """What must be said with the answer: the lineage, indicators whose scope moved, figures set aside."""
        from spbe_analysis.presentation.bridge import words

        return words.notes(self.exact, language or default_language(), self.strict, self.confidence)

    def _scorecards(self) -> Iterable[Scorecard]:
        return self.exact.before, self.exact.after


@dataclass(frozen=True, repr=False)
class Simulated(Answer):
    """A scorecard read on another regulation's list: what it says there, and where it is silent.

    Attributes
    ----------
    exact : Simulation
        Level of every indicator of the other list as a range of fractions.
    """

    exact: Simulation

    PAGE = "bridge.simulation_page"
    PARTS = ("indicator",)
    FIGURES = ("indicator",)

    def _frame(self, part: str) -> pd.DataFrame:
        old, new = self.exact.frameworks
        table = self.exact.table.set_index("code")
        names = {f"name_{lang}": [new.nodes[code].name(lang) for code in table.index] for lang in ("id", "en")}
        ancestors = [tuple(map(old.short, codes)) for codes in table["ancestors"]]
        return shorten(table.assign(**names, ancestors=ancestors), new, ["aspect"])

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.bridge.figures import implied_levels

        return implied_levels(self.exact.table, self.exact.frameworks[1], language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.bridge import simulation

        told = simulation.headline(self.exact, language), simulation.value_sentence(self.exact, language)
        return [*told, *simulation.reach_sentences(self.exact, language)]

    def _headline(self) -> str:
        from spbe_analysis.presentation.bridge import simulation

        return simulation.value_sentence(self.exact, "en")

    def _scorecards(self) -> Iterable[Scorecard]:
        return (self.exact.scorecard,)


@kept
def bridge(
    institution: str | None,
    from_year: int | Figures,
    to_year: int | None = None,
    *,
    simulate: str | None = None,
    scale: str = "level",
    strict: bool = False,
    confidence: str = "low",
    lineage: str | Path | None = None,
    chain: bool = False,
    stage: Stage = "final",
    to_stage: Stage | None = None,
) -> Bridged | Simulated:
    """Split a change across regulations, or read one year's scorecard on another regulation's list.

    Parameters
    ----------
    institution : str or None
        Any name `institutions` understands; None for figures of your own.
    from_year, to_year : int
        Index years under two regulations; `to_year` is left out with
        `simulate`, and `from_year` may then be figures in any shape `score` and
        `identify` take, such as the target of a plan: ``{"index": "3.50"}``.
    simulate : str, optional
        Regulation on whose list the first year's scorecard is read, such as
        ``permenpanrb-8-2026``.
    scale : str
        Convention between scales: ``level`` (default) or ``position``.
    strict : bool
        Whether indicators whose scope moved count as dropped and added.
    confidence : str
        Least confidence of a link: ``low`` (default), ``medium`` or ``high``.
    lineage : path, optional
        A lineage table of your own.
    chain : bool
        Also step by step through every published year between.
    stage, to_stage : str
        Stage of the published figures; `to_stage` only where the second differs.

    Returns
    -------
    Bridged or Simulated
        Bridged: ``.to_frame()``: ``low`` and ``high`` [index points], verdict
        and direction of every part and the total. Simulated: ``low`` and ``high``
        level of every indicator of the other list.

    Raises
    ------
    ParameterError
        If neither or both of `to_year` and `simulate` are given.
    BridgeError
        If the indices of the two regulations are not to be chained.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> parts = spbe.bridge("Kemenko Perekonomian", 2019, 2021).to_frame()
    >>> list(parts.index)
    ['performance', 'weights', 'added', 'dropped', 'scale', 'total']
    >>> target = spbe.bridge(None, {"index": "3.50"}, simulate="permenpanrb-8-2026")
    >>> [float(end) for end in target.exact.index]  # index points: a scenario, no forecast
    [1.0, 5.0]
    """
    to_stage = to_stage or stage
    if (simulate is None) == (to_year is None):
        raise ParameterError(Message("change.one_end"), advice=Message("advice.simulate"))
    if chain and (simulate or stage != to_stage):
        raise ParameterError(Message("change.chain"))
    if simulate is not None:
        scorecard, old = _read_from(institution, from_year, stage, simulate)
        frameworks = (old, load_framework(simulate))
        if old.id == simulate or old.ticks > 1:
            key = "change.own_list" if old.id == simulate else "change.between_levels"
            raise ParameterError(Message(key, law=old.id, other=simulate), advice=Message("advice.lists"))
        links = _lineage(frameworks, lineage, strict, confidence)
        tests = _tried(frameworks, links, scale)
        return Simulated(replace(read_under(scorecard, frameworks, links, scale), tests=tests))
    if institution is None or not isinstance(from_year, int):
        raise ParameterError(Message("change.own_figures"), advice=Message("advice.simulate"))
    name = resolve_institution(institution).name
    if to_year is None or (from_year, stage) == (to_year, to_stage):
        raise ParameterError(Message("change.same"))
    years = from_year, to_year
    frameworks = (framework_for_year(from_year), framework_for_year(to_year))
    links = _lineage(frameworks, lineage, strict, confidence)
    require_comparable(links, _instead(name, years, frameworks, links))
    cards = scorecard_for(name, from_year, stage), scorecard_for(name, to_year, to_stage)
    answer = reckon(*cards, frameworks, links, scale)
    unsure = any(span.low != span.high for span in answer.parts.values())
    path = _path(name, years, stage, links, scale) if chain else None
    return Bridged(answer, bridge_chances(answer) if unsure else {}, path, strict, confidence)


def _read_from(institution: str | None, figures: int | Figures, stage: str, law: str) -> tuple[Scorecard, Framework]:
    """The scorecard that is read on another list; figures of one's own lie under the regulation before that list."""
    if isinstance(figures, int):
        if institution is None:
            raise ParameterError(Message("change.own_figures"), advice=Message("advice.simulate"))
        return scorecard_of(institution, figures, stage)
    before = [first for first, second in lineage_pairs() if second == load_framework(law).id]
    scorecard, old = scorecard_of(figures, regulation=before[-1] if before else None)
    ends = {"minimum": old.minimum, "maximum": old.maximum}
    off = [
        Message("raw.off_scale", where=old.short(code), text=printed.text, **ends)
        for code, printed in scorecard.values.items()
        if not old.minimum <= printed.value <= old.maximum
    ]
    if off:
        raise ParameterError(Message("printed.refused"), off)
    return scorecard, old


def newest_list() -> str:
    """The regulation that the lineages of the project lead to last."""
    return lineage_pairs()[-1][1]


def _lineage(frameworks: tuple[Framework, Framework], own: str | Path | None, strict: bool, confidence: str) -> Lineage:
    pair = (frameworks[0].id, frameworks[1].id)
    if own:
        found = read_lineage(own, *frameworks)
        if pair in lineage_pairs() or pair[::-1] in lineage_pairs():
            found = found.standing_as(load_lineage(*pair))
    else:
        found = load_lineage(*pair)
    return (found.without_scope_changes() if strict else found).at_least(confidence)


def _tried(frameworks: tuple[Framework, Framework], links: Lineage, scale: str) -> tuple[BackTest, ...]:
    """The reading of every institution with a card under both regulations, against the later card."""
    old, new = frameworks
    mapped = {row.after for row in links.links}
    found: dict[str, BackTest] = {}
    for year in new.index_years:
        for stage in _SUREST_FIRST:
            for name, card in all_scorecards(year, stage).items():
                years = [y for y in published_years(name) if y in old.index_years]
                if name in found or not years or not mapped & card.values.keys():
                    continue
                found[name] = back_test(read_under(scorecard_for(name, years[-1]), frameworks, links, scale), card)
    return tuple(found.values())


def _instead(institution: str, years: tuple[int, int], frameworks: tuple[Framework, Framework], links: Lineage) -> str:
    """What to do instead of bridging regulations that are not to be chained."""
    from spbe_analysis.presentation.text.wording import say

    if links.comparable:
        return ""
    language = default_language()
    there = {year for stage in STAGES for year in published_years(institution, stage)}
    told = [
        say("bridge.no_result", language, year=year, regulation=framework.id, institution=institution)
        for year, framework in zip(years, frameworks, strict=True)
        if year not in there
    ]
    year = next((year for year in years if year in there), years[0])
    other = frameworks[1] if year == years[0] else frameworks[0]
    told.append(say("bridge.simulate_hint", language, institution=institution, year=year, regulation=other.id))
    return "\n".join(told)


def _path(institution: str, years: tuple[int, int], stage: str, links: Lineage, scale: str) -> PathAnswer:
    between = [year for year in published_years(institution, stage) if min(years) <= year <= max(years)]
    scorecards = {year: scorecard_for(institution, year, stage) for year in between}
    frameworks = {year: load_framework(scorecard.regulation) for year, scorecard in scorecards.items()}
    forward = links if years[0] < years[1] else links.reversed()
    return bridge_path(scorecards, frameworks, {(forward.before, forward.after): forward}, scale)
