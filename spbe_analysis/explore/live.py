"""The exploration with controls: what a reader moves changes the state, and only the pages that follow are made again."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps

from spbe_analysis.errors import InstitutionError, SpbeError
from spbe_analysis.evidence.register import find_institutions, near_institutions, resolve_institution
from spbe_analysis.explore import starting_levels as explore_levels
from spbe_analysis.explore.board import Board
from spbe_analysis.explore.controls import listening
from spbe_analysis.explore.output import markup
from spbe_analysis.explore.pages import PAGES, page
from spbe_analysis.explore.state import KINDS, Choice
from spbe_analysis.explore.words import note, which
from spbe_analysis.presentation.page.error_text import refusal
from spbe_analysis.presentation.text.wording import say

_CANDIDATES = 20  # names offered where a text fits several


def ignore_programmatic_change(act: Callable) -> Callable:
    """Act on what the reader did, not on what the program itself just wrote."""

    @wraps(act)
    def heard(self: Live, *given):
        if not self.writing:
            act(self, *given)

    return heard


def _leave_out_of_collections() -> None:
    """Have Python's garbage collector pass over what is there now: libraries, data and controls, all there to stay.

    Looking through them takes it 100 to 150 ms, now and then in the middle of a move.
    """
    gc.collect()
    gc.freeze()


class Live(Board):
    """Controls of one `Choice` that are listened to and kept in step with it."""

    def __init__(self, at: Choice) -> None:
        super().__init__(at, self._on_level)
        self._refused: SpbeError | None = None  # the last file or paste, until another one is taken
        for control, act in (
            (self.institution, self._on_institution),
            (self.which, self._on_which),
            (self.from_year, lambda year: self._on_years(year, None)),
            (self.to_year, lambda year: self._on_years(None, year)),
            (self.language, self._on_language),
            (self.detail, self._on_detail),
            (self.rule, self._on_rule),
            (self.other, self._on_other),
            (self.upload, self._on_upload),
            (self.start, self._on_start),
            *((tick, self._on_shown) for tick in self.ticks.values()),
        ):
            listening(control, act)
        self.use_paste.on_click(lambda _: self._on_paste())
        self.reset.on_click(lambda _: self._on_start(self.at.start.key))
        self.apply.on_click(lambda _: self._on_apply())
        self.refresh()
        _leave_out_of_collections()

    def refresh(self, *names: str) -> None:
        """Write the state into every control, and make the named pages again (all of them by default)."""
        self.write()
        self.show(*(names or PAGES))

    def show(self, *names: str) -> None:
        """Make pages again."""
        for name in dict.fromkeys(names):
            refused = self._refused if name == "own" else None
            blocks = page(self.at, name) if refused is None else [refusal(refused, self.at.language)]
            self.views[name].value = markup(blocks, self.at.language)
        if "levels" in names:
            self.apply.disabled = self.at.standing().plan is None

    # -- what the reader does ------------------------------------------------------

    @ignore_programmatic_change
    def _on_institution(self, text: str) -> None:
        if not text.strip():
            return
        try:
            self.at.pick(text)
        except InstitutionError:
            named = find_institutions(text)[:_CANDIDATES]
            found = named or near_institutions(text)
            self.offer(found)
            self.views["choice"].value = markup([which(text, found, bool(named), self.at.language)], self.at.language)
        except SpbeError as error:
            self.views["choice"].value = markup([refusal(error, self.at.language)], self.at.language)
        else:
            self.refresh()

    @ignore_programmatic_change
    def _on_which(self, name: str) -> None:
        if name:
            self._on_institution(name)

    @ignore_programmatic_change
    def _on_years(self, from_year: int | None, to_year: int | None) -> None:
        self.at.pick(from_year=from_year, to_year=to_year)
        self.refresh()

    @ignore_programmatic_change
    def _on_language(self, language: str) -> None:
        self.at.language = language
        self.refresh()

    @ignore_programmatic_change
    def _on_shown(self, _) -> None:
        self.at.shown = tuple(kind for kind in KINDS if self.ticks[kind].value)
        self.show("evidence")

    @ignore_programmatic_change
    def _on_detail(self, detail: str) -> None:
        self.at.detail = detail
        self.show("evidence")

    @ignore_programmatic_change
    def _on_rule(self, rule: str) -> None:
        self.at.rule = rule
        self.show("peers")

    @ignore_programmatic_change
    def _on_other(self, text: str) -> None:
        try:
            self.at.other = resolve_institution(text) if text.strip() else None
        except InstitutionError as error:
            self.views["peers"].value = markup([refusal(error, self.at.language)], self.at.language)
        else:
            self.show("peers")

    def _on_paste(self) -> None:
        name = say("explore.pasted_name", self.at.language)
        self._take(lambda framework: explore_levels.own_from_text(self.paste.value, framework, name))

    @ignore_programmatic_change
    def _on_upload(self, files) -> None:
        for one in files:
            reading = note(say("explore.reading", self.at.language, name=one["name"]))
            self.views["own"].value = markup([reading], self.at.language)  # a report in PDF takes a second or two
            self._take(
                lambda framework, one=one: explore_levels.own_from_bytes(bytes(one["content"]), one["name"], framework)
            )
        with self.quietly():
            self.upload.value = ()

    @ignore_programmatic_change
    def _on_start(self, key: str) -> None:
        self.at.begin(key)
        self.refresh("levels")

    def _on_apply(self) -> None:
        plan = self.at.standing().plan
        if plan is not None:
            self.at.move({step.code: step.end for step in plan.steps})
            self.refresh("levels")
            if self.apply.disabled:  # the focus would be lost with it
                self.reset.focus()

    @ignore_programmatic_change
    def _on_level(self, code: str, level: int) -> None:
        self.at.move({code: level})
        self.steppers.mark(code, level - self.at.start.levels[code])
        self.show("levels")

    def _take(self, read: Callable) -> None:
        try:
            taken = read(self.at.levels_framework)
        except SpbeError as error:
            self._refused = error
            self.show("own")
            return
        self._refused = None
        self.at.take_own(taken)
        self.refresh("own", "levels")
