"""Exploring one institution: a choice, its published figures, its peers, and levels to move.

Every method answers as a `Panel`: plain text when printed, a page in a
notebook, and the same with controls where ipywidgets is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from spbe_analysis.errors import CoverageError, ParameterError, SpbeError
from spbe_analysis.evidence.published import all_evidence, evidence_for, published_years
from spbe_analysis.evidence.register import Institution, load_register, resolve_institution
from spbe_analysis.presentation.explore_words import figures_by_kind, note, problem
from spbe_analysis.presentation.wording import check_language, say
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.reports import explore_levels, explore_views
from spbe_analysis.reports.explore_panel import Panel
from spbe_analysis.reports.explore_views import DETAILS, KINDS, RULES

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.analysis.panel import Panel as YearPanel
    from spbe_analysis.analysis.pathways import Plan
    from spbe_analysis.evidence.scorecard import Evidence
    from spbe_analysis.presentation.document import Block
    from spbe_analysis.reports.explore_live import Live

_EXAMPLE = 'explore.levels({"15": 4})'


def open_exploration(institution: str, from_year: int, to_year: int, language: str = "id") -> Exploration:
    """Start exploring an institution and two years.

    Parameters
    ----------
    institution : str
        Any name the register understands.
    from_year, to_year : int
        Published index years.
    language : str
        ``id`` or ``en``.

    Raises
    ------
    InstitutionError, EvidenceError, ParameterError
        If the name fits none or several, a year is not published, or the
        language is unknown.
    """
    return Exploration(institution, from_year, to_year, language)


class Exploration:
    """What is chosen, and the six pages that follow from it."""

    def __init__(self, institution: str, from_year: int, to_year: int, language: str = "id") -> None:
        self.language = check_language(language)
        self.shown: tuple[str, ...] = KINDS
        self.detail, self.rule = DETAILS[0], RULES[0]
        self.other: Institution | None = None
        self.plan: Plan | None = None
        self.own_table: explore_levels.Taken | None = None
        self._live: Live | None = None
        self.pick(institution, from_year, to_year)

    # -- state ---------------------------------------------------------------

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

    def panel(self) -> YearPanel | None:
        """All institutions of the two years, or None where none is published in both."""
        return _joined(self.from_year, self.to_year, self.law.id)

    def ledger(self) -> pd.DataFrame | None:
        """Contributions by domain of all institutions of the two years, or None where none prints them all."""
        return _ledger(self.from_year, self.to_year, self.law.id)

    # -- pages -----------------------------------------------------------------

    def choice(
        self, institution: str | None = None, from_year: int | None = None, to_year: int | None = None,
        language: str | None = None,
    ) -> Panel:  # fmt: skip
        """Who and which years; give any of them to change the choice."""
        if language is not None:
            self.language = check_language(language)
        if any(value is not None for value in (institution, from_year, to_year)):
            self.pick(institution, from_year, to_year)
        hint = [] if self.controls else [note(say("explore.no_controls", self.language, example=_EXAMPLE))]
        return self._panel("choice", *hint)

    def change(self) -> Panel:
        """Where the points of the change came from."""
        return self._panel("change")

    def evidence(self, show: Iterable[str] | None = None, detail: str | None = None) -> Panel:
        """What the figures fix; `show` names the kinds not hidden (index, domain, aspect, indicator)."""
        if show is not None:
            self.shown = tuple(_known(kind, KINDS) for kind in show)
        self.detail = self.detail if detail is None else _known(detail, DETAILS)
        return self._panel("evidence")

    def peers(self, rule: str | None = None, other: str | None = None) -> Panel:
        """The change beside those of peers (near, kind, province) and of one `other` institution."""
        self.rule = self.rule if rule is None else _known(rule, RULES)
        self.other = self.other if other is None else resolve_institution(other) if other else None
        return self._panel("peers")

    def own(self, source: str | None = None) -> Panel:
        """One's own levels from a file, or from numbers in the regulation's order."""
        if source is not None:
            law, text = self.levels_law, str(source)
            if any(character.isalpha() for character in text):
                self.take_own(explore_levels.own_from_file(text, law))
            else:
                self.take_own(explore_levels.own_from_text(text, law, say("explore.pasted_name", self.language)))
        return self._panel("own")

    def levels(self, moves: Mapping[str, int] | None = None, start: str | None = None) -> Panel:
        """Index, predicate and plan of the levels; `moves` sets some by number, `start` begins anew from a table."""
        if start is not None:
            self.begin(start)
        self.move(moves or {})
        return self._panel("levels")

    def page(self, name: str) -> list[Block]:
        """The blocks of one page; a refusal is told in them."""
        pages = {
            "choice": explore_views.choice, "change": explore_views.change, "evidence": explore_views.evidence,
            "peers": explore_views.peers, "own": explore_views.own, "levels": explore_views.levels,
        }  # fmt: skip
        try:
            return pages[name](self)
        except SpbeError as error:
            return [problem(error, self.language)]

    @property
    def controls(self) -> bool:
        """Whether controls can be shown."""
        return find_spec("ipywidgets") is not None

    def live(self) -> Live:
        """The controls, made when first asked for."""
        if self._live is None:
            from spbe_analysis.reports.explore_live import Live

            self._live = Live(self)
        return self._live

    def _panel(self, name: str, *before: Block) -> Panel:
        if self._live is not None:
            self._live.refresh()
        return Panel([*before, *self.page(name)], (lambda: self.live().widget(name)) if self.controls else None)


def last_two(name: str, years: list[int]) -> list[int]:
    """The last published year and the one before it under the same regulation, if any; else the last two."""
    if len(years) < 2:
        return years
    *earlier, last = years
    law = evidence_for(name, last).regulation
    alike = [year for year in earlier if evidence_for(name, year).regulation == law]
    return [(alike or earlier)[-1], last]


@lru_cache(maxsize=8)  # a pair of years joined once serves every institution
def _joined(from_year: int, to_year: int, regulation: str) -> YearPanel | None:
    from spbe_analysis.analysis.panel import join_years

    try:
        years = [all_evidence(year) for year in (from_year, to_year)]
        return join_years(*years, load_register(), load_framework(regulation))
    except SpbeError:
        return None


@lru_cache(maxsize=8)
def _ledger(from_year: int, to_year: int, regulation: str) -> pd.DataFrame | None:
    from spbe_analysis.analysis.panel import domain_ledger

    panel = _joined(from_year, to_year, regulation)
    try:
        return domain_ledger(panel) if panel is not None else None
    except CoverageError:
        return None


def _known(name: str, names: Iterable[str]) -> str:
    if name not in names:
        raise ParameterError(f"{name!r} is not known here", advice=f"Use one of {', '.join(names)}.")
    return name
