"""What is chosen in the exploration: institution, years, figures shown, peers, and levels to move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from spbe_analysis.analysis.index import PredicateReading, read_predicate, score_levels
from spbe_analysis.analysis.plans.known_levels import Plan, plan_known
from spbe_analysis.errors import CoverageError, ParameterError, SpbeError
from spbe_analysis.evidence.published import all_scorecards, published_years, scorecard_for
from spbe_analysis.evidence.register import load_register, resolve_institution
from spbe_analysis.evidence.values.scorecard import off_scale
from spbe_analysis.explore import starting_levels
from spbe_analysis.explore.level_words import next_predicate
from spbe_analysis.explore.saved import (
    DETAILS,
    KINDS,
    MOST_OTHERS,
    RULES,
    History,
    Saved,
    as_percent,
    domains,
    own_weights,
    read_saved,
)
from spbe_analysis.explore.words import figures_by_kind
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import check_language
from spbe_analysis.regulation import Framework, Predicate, load_framework

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.analysis.drivers.answer import DriversAnswer
    from spbe_analysis.analysis.panel.join import Panel
    from spbe_analysis.evidence.values.scorecard import Scorecard


@dataclass(frozen=True)
class LevelStanding:
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
        self.others: tuple[str, ...] = ()
        self.weights: tuple[Fraction, ...] = ()
        self.own_table: starting_levels.Taken | None = None
        self.opened: Saved | None = None  # the saved state opened last,
        self.openings = 0  # and how many there have been
        self.pick(institution, from_year, to_year)
        self.history = History(self.saved())

    def saved(self) -> Saved:
        """All that is chosen now, as one value."""
        start = self.start.levels
        return Saved(
            self.institution.name,
            (self.from_year, self.to_year),
            self.language,
            self.shown,
            self.detail,
            self.rule,
            self.others,
            self.own_table,
            self.start.key,
            tuple((code, level) for code, level in self.table.items() if level != start[code]),
            self.weights,
        )

    def restore(self, saved: Saved) -> None:
        """Choose all that was chosen then."""
        if (saved.institution, saved.years) != (self.institution.name, (self.from_year, self.to_year)):
            self.pick(saved.institution, *saved.years)
        self.language, self.shown, self.detail = saved.language, saved.shown, saved.detail
        self.rule, self.others, self.weights = saved.rule, saved.others, saved.weights
        if self.own_table != saved.own:
            self.own_table = saved.own
            self._make_starts()
        self.begin(saved.start)
        self.table.update(saved.levels)

    def open(self, text: str) -> None:
        """Choose all that a saved state holds, given as `read_saved` takes it."""
        self.restore(read_saved(text))
        self.opened, self.openings = self.saved(), self.openings + 1

    def step(self, by: int) -> None:
        """Undo the last change (-1), or do an undone one again (1)."""
        if (saved := self.history.step(by)) is not None:
            self.restore(saved)

    def pick(self, institution: str | None = None, from_year: int | None = None, to_year: int | None = None) -> None:
        """Take another institution or other years; years that it has no figures of give way to its last ones."""
        chosen = self.institution if institution is None else resolve_institution(institution)
        years = published_years(chosen.name)
        named = [from_year, to_year] if institution is not None and None not in (from_year, to_year) else None
        if named is None:
            held = [from_year or self.from_year, to_year or self.to_year]
            named = held if set(held) <= set(years) else last_two(chosen.name, years)
        scorecards = [scorecard_for(chosen.name, year) for year in dict.fromkeys(named)]
        self.institution, self.years, self.scorecards = chosen, years, scorecards
        self.from_year, self.to_year = named[0], named[-1]
        self.shown = KINDS
        self._answer: DriversAnswer | None = None
        self._make_starts()
        self.begin(str(scorecards[-1].year))

    def begin(self, key: str) -> None:
        """Set the levels back to one of the tables to start from, by its key."""
        if key not in self.starts:
            raise ParameterError(
                Message("explore.no_start", key=key), [Message("explore.starts", known=tuple(self.starts))]
            )
        self.start = self.starts[key]
        self.table = dict(self.start.levels)

    def _make_starts(self) -> None:
        framework = self.levels_framework
        if self.own_table is not None and self.own_table.scorecard.regulation != framework.id:
            self.own_table = None
        if len(self.weights) != len(domains(framework)):
            self.weights = ()
        under = [scorecard for scorecard in reversed(self.scorecards) if scorecard.regulation == framework.id]
        self.starts = starting_levels.starts(under, framework, self.own_table)

    @property
    def framework(self) -> Framework:
        """The regulation of the first year."""
        return load_framework(self.scorecards[0].regulation)

    @property
    def levels_framework(self) -> Framework:
        """The regulation of the later year, under which levels are moved."""
        return load_framework(self.scorecards[-1].regulation)

    def figures(self, kind: str) -> int:
        """How many figures of a kind are published for the two years."""
        return sum(figures_by_kind(scorecard).get(kind, 0) for scorecard in self.scorecards)

    def move(self, moves: Mapping[str, float]) -> None:
        """Set levels by code or number, all of them checked first."""
        framework, changed, problems = self.levels_framework, {}, []
        for given, level in moves.items():
            code = framework.find(given)
            if code not in framework.indicators:
                problems.append(Message("levels.foreign", text=given, law=framework.id))
            elif type(level) not in (int, float) or not framework.fits(code, exact := Fraction(str(level))):
                problems.append(off_scale(framework, given, level))
            else:
                changed[code] = int(exact) if exact.denominator == 1 else exact
        if problems:
            raise CoverageError(Message("levels.cannot_set"), problems)
        self.table.update(changed)

    def take_own(self, taken: starting_levels.Taken) -> None:
        """Put a table of one's own before the others."""
        self.own_table = taken
        self._make_starts()
        self.begin(starting_levels.OWN)

    def compare(self, *names: str) -> None:
        """Hold other institutions beside this one, by any names; an empty name is none."""
        others = tuple(dict.fromkeys(resolve_institution(name).name for name in names if name.strip()))
        if len(others) > MOST_OTHERS:
            raise ParameterError(Message("explore.too_many", most=MOST_OTHERS))
        self.others = others

    def weigh(self, *percent: float | Fraction) -> None:
        """Give the domains weights of one's own in the regulation's order; none at all are the regulation's."""
        weights = tuple(value for one in percent if (value := as_percent(one)) is not None)
        codes = domains(self.levels_framework)
        if percent and (not len(percent) == len(weights) == len(codes) or sum(weights) != 100):
            names = tuple(self.levels_framework.short(code) for code in codes)
            raise ParameterError(Message("explore.weights", names=names, found=tuple(map(str, percent))))
        self.weights = () if weights == own_weights(self.levels_framework) else weights

    def shown_on_scale(self) -> list[Scorecard]:
        """Years whose published index belongs beside the levels: none beside a table of somebody else."""
        taken = self.own_table
        stranger = self.start.key == starting_levels.OWN and taken.institution not in ("", self.institution.name)
        return [] if stranger else self.scorecards

    def standing(self) -> LevelStanding:
        """Where the levels stand now."""
        framework = self.levels_framework
        return _standing(tuple(self.table[code] for code in framework.indicators), framework.id, self.start.year)

    def answer(self) -> DriversAnswer:
        """Where the change between the two years came from; both must lie under one regulation."""
        from spbe_analysis.analysis.drivers.drivers import drivers

        if self._answer is None:  # only another institution or other years change it
            self._answer = drivers(self.framework, *self.scorecards, shares=False)  # no page shows them
        return self._answer

    def panel(self) -> Panel | None:
        """All institutions of the two years, or None where none is published in both."""
        return _joined(self.from_year, self.to_year, self.framework.id)

    def ledger(self) -> pd.DataFrame | None:
        """Contributions by domain of all institutions of the two years, or None where none prints them all."""
        return _ledger(self.from_year, self.to_year, self.framework.id)


def last_two(name: str, years: list[int]) -> list[int]:
    """The last published year and the one before it under the same regulation, if any; else the last two."""
    if len(years) < 2:
        return years
    *earlier, last = years
    framework = scorecard_for(name, last).regulation
    alike = [year for year in earlier if scorecard_for(name, year).regulation == framework]
    return [(alike or earlier)[-1], last]


@lru_cache(maxsize=64)  # the page and its buttons ask for the same one
def _standing(levels: tuple[int, ...], regulation: str, year: int | None) -> LevelStanding:
    framework = load_framework(regulation)
    table = dict(zip(framework.indicators, levels, strict=True))
    index = score_levels(table, framework)[framework.root]
    reading = read_predicate(index, framework, year)
    target = next_predicate(reading.predicate, framework)
    try:
        plan = plan_known(table, framework, target, rule=reading.rule) if target is not None else None
    except ParameterError:
        plan = None
    return LevelStanding(index, reading, target, plan)


@lru_cache(maxsize=8)  # a pair of years joined once serves every institution
def _joined(from_year: int, to_year: int, regulation: str) -> Panel | None:
    from spbe_analysis.analysis.panel.join import join_years

    try:
        years = [all_scorecards(year) for year in (from_year, to_year)]
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
