"""Exploring one institution: a choice, its published figures, its peers, and levels to move.

Every method answers as a `CellOutput`: plain text when printed, a page in a
notebook, and the same with controls where ipywidgets is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from os import PathLike

from spbe_analysis.errors import ParameterError
from spbe_analysis.explore import starting_levels
from spbe_analysis.explore.controls import kit
from spbe_analysis.explore.live import Live
from spbe_analysis.explore.output import CellOutput
from spbe_analysis.explore.pages import PAGES, files, page
from spbe_analysis.explore.saved import DETAILS, KINDS, RULES, History, read_saved, state_text
from spbe_analysis.explore.state import Choice
from spbe_analysis.explore.words import note
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import check_language, say

_EXAMPLE = 'explore.levels({"15": 4})'


def open_exploration(
    institution: str | None = None,
    from_year: int | None = None,
    to_year: int | None = None,
    language: str = "id",
    *,
    state: str | PathLike[str] = "",
) -> Exploration:
    """Start exploring an institution and two years.

    Parameters
    ----------
    institution : str
        Any name the register understands.
    from_year, to_year : int
        Published index years.
    language : str
        ``id`` or ``en``.
    state : str or path, optional
        Instead of all the others: a state that was saved (its file or the text
        in it, ``.saved().text()``, or an address with that).

    Returns
    -------
    Exploration
        Its methods are the parts of the page: ``.choice()``, ``.change()``,
        ``.evidence()``, ``.peers()``, ``.own()``, ``.levels()``, ``.ranks()``,
        ``.what_if()``, ``.share()``;
        ``.undo()`` and ``.redo()`` go back and forth.

    Raises
    ------
    InstitutionError, EvidenceError, ParameterError
        If the name fits none or several, a year is not published, the
        language is unknown, or the state cannot be opened.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> explore = spbe.open_exploration("Kaltim", 2023, 2024, "en")
    >>> print(str(explore.change()).splitlines()[0])
    Pemerintah Provinsi Kalimantan Timur, 2023–2024
    >>> again = spbe.open_exploration(state=explore.saved().text())
    >>> again.saved() == explore.saved()
    True
    """
    if not state:
        missing = {"institution": institution, "from_year": from_year, "to_year": to_year}
        if problems := [Message("report.missing", name=name) for name, value in missing.items() if value is None]:
            raise ParameterError(Message("explore.needs"), problems)
        return Exploration(institution, from_year, to_year, language)  # type: ignore[arg-type]
    saved = read_saved(state_text(state))
    opened = Exploration(saved.institution, *saved.years, saved.language)
    opened.open(saved.text())
    opened.history = History(saved)
    return opened


def prewarm(institution: str, from_year: int, to_year: int, language: str) -> None:
    """Make every page once and keep none: what is loaded and found by the way is there when a reader comes."""
    explored = Exploration(institution, from_year, to_year, language)
    for name in PAGES:
        page(explored, name)
    if explored.controls:
        kit()


class Exploration(Choice):
    """What is chosen, and the pages that follow from it."""

    _live: Live | None = None

    def choice(
        self,
        institution: str | None = None,
        from_year: int | None = None,
        to_year: int | None = None,
        language: str | None = None,
    ) -> CellOutput:
        """Who and which years; give any of them to change the choice."""
        if language is not None:
            self.language = check_language(language)
        if any(value is not None for value in (institution, from_year, to_year)):
            self.pick(institution, from_year, to_year)
        changed = any(value is not None for value in (institution, from_year, to_year, language))
        output = self._output("choice", *(PAGES if changed else ()))
        if not self.controls:
            output.blocks.insert(0, note(say("explore.no_controls", self.language, example=_EXAMPLE)))
        return output

    def change(self) -> CellOutput:
        """Where the points of the change came from."""
        return self._output("change")

    def evidence(self, show: Iterable[str] | None = None, detail: str | None = None) -> CellOutput:
        """What the figures fix; `show` names the kinds not hidden (index, domain, aspect, indicator)."""
        if show is not None:
            self.shown = tuple(_known(kind, KINDS) for kind in show)
        self.detail = self.detail if detail is None else _known(detail, DETAILS)
        return self._output("evidence")

    def peers(self, rule: str | None = None, other: str | Iterable[str] | None = None) -> CellOutput:
        """The change beside those of peers (near, kind, province) and of `other` institutions, up to eight."""
        self.rule = self.rule if rule is None else _known(rule, RULES)
        if other is not None:
            self.compare(*([other] if isinstance(other, str) else other))
        return self._output("peers")

    def own(self, source: str | None = None) -> CellOutput:
        """One's own levels from a file, or from numbers in the regulation's order."""
        if source is not None:
            framework, text = self.levels_framework, str(source)
            if any(character.isalpha() for character in text):
                self.take_own(starting_levels.own_from_file(text, framework))
            else:
                self.take_own(starting_levels.own_from_text(text, framework, say("explore.pasted_name", self.language)))
        return self._output("own", "levels")

    def levels(self, moves: Mapping[str, int] | None = None, start: str | None = None) -> CellOutput:
        """Index, predicate and plan of the levels; `moves` sets some by number, `start` begins anew from a table."""
        if start is not None:
            self.begin(start)
        self.move(moves or {})
        return self._output("levels")

    def ranks(self, weights: Iterable[float] | None = None) -> CellOutput:
        """Rank among all institutions under `weights`: a percentage a domain, in all 100; an empty list for the law's."""
        if weights is not None:
            self.weigh(*weights)
        return self._output("ranks")

    def share(self, state: str | None = None) -> CellOutput:
        """The bar that stays in view, with the whole state as a file; `state` opens one that was saved."""
        if state is not None:
            self.open(state)
        output = self._output("share", *(PAGES if state is not None else ()))
        output.blocks += page(self, "elsewhere")
        return output

    def what_if(self) -> CellOutput:
        """Levels before and after, the figure and a page of their own, each a file."""
        output = self._output("what_if")
        output.blocks += files(self)
        return output

    def undo(self) -> CellOutput:
        """Take back the last change."""
        self.step(-1)
        return self._output("share", *PAGES)

    def redo(self) -> CellOutput:
        """Do the last undone change again."""
        self.step(1)
        return self._output("share", *PAGES)

    @property
    def controls(self) -> bool:
        """Whether controls can be shown."""
        return find_spec("ipywidgets") is not None

    def live(self) -> Live:
        """The controls, made when first asked for."""
        if self._live is None:
            self._live = Live(self)
        return self._live

    def _output(self, name: str, *followers: str) -> CellOutput:
        """One page, and the pages beside it that follow from the same change brought into step."""
        self.history.note(self.saved())
        if self._live is not None:
            self._live.refresh(name, *followers)
        blocks = page(self, name) if self._live is None else self._live.blocks[name]
        return CellOutput(blocks, self.language, (lambda: self.live().widget(name)) if self.controls else None)


def _known(name: str, names: Iterable[str]) -> str:
    if name not in names:
        raise ParameterError(Message("explore.unknown", name=name), advice=Message("advice.one_of", known=tuple(names)))
    return name
