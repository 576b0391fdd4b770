"""What is chosen in the exploration: institution, years, figures shown, peers, and levels to move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from spbe_analysis.analysis.index import PredicateReading, read_predicate, score_levels
from spbe_analysis.analysis.plans.known_levels import Plan, cheapest_plan
from spbe_analysis.errors import CoverageError, ParameterError, SpbeError
from spbe_analysis.evidence.published import all_evidence, evidence_for, published_years
from spbe_analysis.evidence.register import Institution, load_register, resolve_institution
from spbe_analysis.explore import starting_levels as explore_levels
from spbe_analysis.explore.level_words import next_predicate
from spbe_analysis.explore.words import figures_by_kind
from spbe_analysis.presentation.text.wording import check_language
from spbe_analysis.regulation import Framework, Predicate, load_framework

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.analysis.drivers.drivers import DriversAnswer
    from spbe_analysis.analysis.panel.join import Panel as YearPanel
    from spbe_analysis.evidence.values.scorecard import Evidence

KINDS = ("index", "domain", "aspect", "indicator")
RULES = ("near", "kind", "province")
DETAILS = ("parts", "indicators")


@dataclass(frozen=True)
class Standing:
    """Where a table of levels stands: its exact index, its predicate, and the plan to the next one.

    ``target`` is None at the highest predicate; ``plan`` also where the target
    is out of reach.
    """

    index: Fraction
    reading: PredicateReading
    target: Predicate | None
    plan: Plan | None


class Choice:
    """One institution, two years, and all that a reader can set; it shows nothing.

    Parameters
    ----------
    institution : str
        Any name the register understands.
    from_year, to_year : int
        Published index years.
    language : str
        ``id`` or ``en``.
    """

    def __init__(self, institution: str, from_year: int, to_year: int, language: str = "id") -> None:
        self.language = check_language(language)
        self.shown: tuple[str, ...] = KINDS
        self.detail, self.rule = DETAILS[0], RULES[0]
        self.other: Institution | None = None
        self.own_table: explore_levels.Taken | None = None
        self.pick(institution, from_year, to_year)

    def pick(self, institution: str | None = None, from_year: int | None = None, to_year: int | None = None) -> None:
        """Take another institution or other years; years that it has no figures of give way to its last ones."""
        body = self.body if institution is None else resolve_institution(institution)
        years = published_years(body.name)
        named = [from_year, to_year] if institution is not None and None not in (from_year, to_year) else None
        if named is None:
            held = [from_year or self.from_year, to_year or self.to_year]
            named = held if set(held) <= set(years) else last_two(body.name, years)
        cards = [evidence_for(body.name, year) for year in dict.fromkeys(named)]
        self.body, self.years, self.cards = body, years, cards
        self.from_year, self.to_year = named[0], named[-1]
        self.shown = KINDS
        self._answer: DriversAnswer | None = None
        self._make_starts()
        self.begin(str(cards[-1].year))

    def begin(self, key: str) -> None:
        """Set the levels back to one of the tables to start from, by its key."""
        if key not in self.starts:
            raise ParameterError(f"no table called {key!r} to start from", [f"there are {', '.join(self.starts)}"])
        self.start = self.starts[key]
        self.table = dict(self.start.levels)

    def _make_starts(self) -> None:
        law = self.levels_law
        if self.own_table is not None and self.own_table.card.regulation != law.id:
            self.own_table = None
        under = [card for card in reversed(self.cards) if card.regulation == law.id]
        self.starts = explore_levels.starts(under, law, self.own_table)

    @property
    def law(self) -> Framework:
        """The regulation of the first year."""
        return self.law_of(self.cards[0])

    @property
    def levels_law(self) -> Framework:
        """The regulation of the later year, under which levels are moved."""
        return self.law_of(self.cards[-1])

    def law_of(self, card: Evidence) -> Framework:
        """The regulation a year lies under."""
        return load_framework(card.regulation)

    def figures(self, kind: str) -> int:
        """How many figures of a kind are published for the two years."""
        return sum(figures_by_kind(card, self.law_of(card)).get(kind, 0) for card in self.cards)

    def move(self, moves: Mapping[str, int]) -> None:
        """Set levels by code or number, all of them checked first."""
        law, changed, problems = self.levels_law, {}, []
        for given, level in moves.items():
            code = law.find(given)
            if code not in law.indicators:
                problems.append(f"{given!r} is not an indicator of {law.id}")
            elif type(level) is not int or not law.minimum <= level <= law.maximum:
                problems.append(
                    f"{given}: level {level!r}, expected a whole number from {law.minimum} to {law.maximum}"
                )
            else:
                changed[code] = level
        if problems:
            raise CoverageError("these levels cannot be set", problems)
        self.table.update(changed)

    def take_own(self, taken: explore_levels.Taken) -> None:
        """Put a table of one's own before the others."""
        self.own_table = taken
        self._make_starts()
        self.begin(explore_levels.OWN)

    def shown_on_scale(self) -> list[Evidence]:
        """Years whose published index belongs beside the levels: none beside a table of somebody else."""
        taken = self.own_table
        stranger = self.start.key == explore_levels.OWN and taken.institution not in ("", self.body.name)
        return [] if stranger else self.cards

    def standing(self) -> Standing:
        """Where the levels stand now."""
        law = self.levels_law
        return _standing(tuple(self.table[code] for code in law.indicators), law.id, self.start.year)

    def answer(self) -> DriversAnswer:
        """Where the change between the two years came from; both must lie under one regulation."""
        from spbe_analysis.analysis.drivers.drivers import drivers

        if self._answer is None:  # only another institution or other years change it
            self._answer = drivers(self.law, *self.cards, shares=False)  # no page shows them
        return self._answer

    def panel(self) -> YearPanel | None:
        """All institutions of the two years, or None where none is published in both."""
        return _joined(self.from_year, self.to_year, self.law.id)

    def ledger(self) -> pd.DataFrame | None:
        """Contributions by domain of all institutions of the two years, or None where none prints them all."""
        return _ledger(self.from_year, self.to_year, self.law.id)


def last_two(name: str, years: list[int]) -> list[int]:
    """The last published year and the one before it under the same regulation, if any; else the last two."""
    if len(years) < 2:
        return years
    *earlier, last = years
    law = evidence_for(name, last).regulation
    alike = [year for year in earlier if evidence_for(name, year).regulation == law]
    return [(alike or earlier)[-1], last]


@lru_cache(maxsize=64)  # the page and its buttons ask for the same one
def _standing(levels: tuple[int, ...], regulation: str, year: int | None) -> Standing:
    law = load_framework(regulation)
    table = dict(zip(law.indicators, levels, strict=True))
    index = score_levels(table, law)[law.root]
    reading = read_predicate(index, law, year)
    target = next_predicate(reading.predicate, law)
    try:
        plan = cheapest_plan(table, law, target, rule=reading.rule) if target is not None else None
    except ParameterError:
        plan = None
    return Standing(index, reading, target, plan)


@lru_cache(maxsize=8)  # a pair of years joined once serves every institution
def _joined(from_year: int, to_year: int, regulation: str) -> YearPanel | None:
    from spbe_analysis.analysis.panel.join import join_years

    try:
        years = [all_evidence(year) for year in (from_year, to_year)]
        return join_years(*years, load_register(), load_framework(regulation))
    except SpbeError:
        return None


@lru_cache(maxsize=8)
def _ledger(from_year: int, to_year: int, regulation: str) -> pd.DataFrame | None:
    from spbe_analysis.analysis.panel.join import domain_ledger

    panel = _joined(from_year, to_year, regulation)
    try:
        return domain_ledger(panel) if panel is not None else None
    except CoverageError:
        return None
