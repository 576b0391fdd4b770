"""The exploration with controls: what a reader moves changes the state, and only the pages that follow are made again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from functools import wraps

from spbe_analysis.analysis.panel.peers import BAND
from spbe_analysis.errors import InstitutionError, SpbeError
from spbe_analysis.evidence.register import (
    Institution,
    find_institutions,
    load_register,
    near_institutions,
    resolve_institution,
)
from spbe_analysis.explore import controls, starting_levels
from spbe_analysis.explore.controls import fill, listening
from spbe_analysis.explore.output import keys, markup, style
from spbe_analysis.explore.pages import PAGES, page
from spbe_analysis.explore.state import KINDS, Choice
from spbe_analysis.explore.words import note, which
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.error_text import refusal
from spbe_analysis.presentation.text.wording import exact, say

_LANGUAGES = (("Bahasa Indonesia", "id"), ("English", "en"))
_SHOW = {
    "index": "explore.show_index",
    "domain": "explore.show_domain",
    "aspect": "explore.show_aspect",
    "indicator": "explore.show_indicator",
}
_DETAILS = {"parts": "explore.detail_parts", "indicators": "explore.detail_indicators"}
_RULES = {"near": "explore.rule_near", "kind": "explore.rule_kind", "province": "explore.rule_province"}
_STARTS = {
    "published": "explore.start_published",
    "fitting": "explore.start_fitting",
    "no_fit": "explore.start_fitting",
    "lowest": "explore.start_lowest",
    "own": "explore.start_own",
    "own_fitting": "explore.start_own_fitting",
}
_LONG = "min(100%, 34rem)"
_CANDIDATES = 20  # names offered where a text fits several


def ignore_programmatic_change(act: Callable) -> Callable:
    """Act on what the reader did, not on what the program itself just wrote."""

    @wraps(act)
    def heard(self: Live, *given):
        if not self.writing:
            act(self, *given)

    return heard


class Live:
    """Controls and views of one `Choice`, kept in step with it.

    Parameters
    ----------
    state : Choice
        What the controls show and change.
    """

    def __init__(self, state: Choice) -> None:
        self.state, self.writing = state, False
        self._refused: SpbeError | None = None  # the last file or paste, until another one is taken
        names = [institution.name for institution in load_register()]
        self.views = {name: controls.view() for name in PAGES}
        self.institution, self.other = controls.name_box(names), controls.name_box(names)
        self.which, self.rule, self.start = (controls.drop_down(_LONG) for _ in range(3))
        self.from_year, self.to_year, self.language, self.detail = (controls.drop_down() for _ in range(4))
        self.ticks = {kind: controls.tick_box() for kind in KINDS}
        self.paste, self.upload = controls.text_area(), controls.upload_button()
        self.use_paste, self.reset, self.apply = (controls.button() for _ in range(3))
        self.steppers = controls.Steppers(state.levels_framework, self._on_level)
        self._beside = controls.column(self.views["levels"])
        self._playing = controls.split(self.steppers.widget, self._beside)
        self._look = [controls.view(f"<style>{style()}</style>"), controls.script(keys())]
        self._made: dict[str, object] = {}
        self._listen()
        self.refresh()
        _leave_out_of_collections()

    def _listen(self) -> None:
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
        self.reset.on_click(lambda _: self._on_start(self.state.start.key))
        self.apply.on_click(lambda _: self._on_apply())

    def widget(self, name: str):
        """The controls and the view of one page."""
        if name not in self._made:
            row = {
                "choice": [self.institution, self.which, self.from_year, self.to_year, self.language],
                "change": [],
                "evidence": [*self.ticks.values(), self.detail],
                "peers": [self.rule, self.other],
                "own": [self.paste, self.use_paste, self.upload],
                "levels": [self.start, self.reset, self.apply],
            }[name]
            bars = [controls.bar(*row)] if row else []
            view = self._playing if name == "levels" else self.views[name]
            self._made[name] = controls.column(*self._look, *bars, view)
        return self._made[name]

    def refresh(self, *names: str) -> None:
        """Write the state into every control, and make the named pages again (all of them by default)."""
        with self.quietly():
            self._write_texts()
            self._write_choice()
            self._write_levels()
        self.show(*(names or PAGES))

    def show(self, *names: str) -> None:
        """Make pages again."""
        for name in dict.fromkeys(names):
            refused = self._refused if name == "own" else None
            self._put(name, *(page(self.state, name) if refused is None else [refusal(refused, self.state.language)]))
        if "levels" in names:
            self.apply.disabled = self.state.standing().plan is None

    def _put(self, name: str, *blocks: Block) -> None:
        self.views[name].value = markup(blocks, self.state.language)

    @contextmanager
    def quietly(self):
        """While the program itself writes into the controls, so that this is not taken for the reader's doing."""
        was, self.writing = self.writing, True
        try:
            yield
        finally:
            self.writing = was

    # -- what the controls show ----------------------------------------------------

    def _write_texts(self) -> None:
        """What stands on the controls, in the reader's language."""
        lang = self.state.language
        for control, text in (
            (self.institution, say("explore.institution_label", lang)),
            (self.which, say("explore.which_label", lang)),
            (self.from_year, say("explore.from_label", lang)),
            (self.to_year, say("explore.to_label", lang)),
            (self.language, say("explore.language_label", lang)),
            (self.detail, say("explore.detail_label", lang)),
            (self.rule, say("explore.rule_label", lang)),
            (self.other, say("explore.other_label", lang)),
            (self.paste, say("explore.paste_label", lang, count=len(self.state.levels_framework.indicators))),
            (self.use_paste, say("explore.paste_use", lang)),
            (self.start, say("explore.start_label", lang)),
            (self.reset, say("explore.reset", lang)),
            (self.apply, say("explore.apply_plan", lang)),
        ):
            control.description = text
        self.institution.placeholder = self.other.placeholder = say("explore.institution_hint", lang)
        self.paste.placeholder = say("explore.paste_hint", lang)
        self.upload.tooltip = say("explore.upload", lang)

    def _write_choice(self) -> None:
        state, lang = self.state, self.state.language
        self.institution.value = state.institution.name
        self.other.value = state.other.name if state.other else ""
        self.which.layout.display = "none"
        years = [(str(year), year) for year in state.years]
        fill(self.from_year, years, state.from_year)
        fill(self.to_year, years, state.to_year)
        fill(self.language, _LANGUAGES, lang)
        for kind, tick in self.ticks.items():
            count = state.figures(kind)
            tick.description, tick.disabled = say(_SHOW[kind], lang, count=count), not count
            tick.value = kind in state.shown and count > 0
        fill(self.detail, [(say(key, lang), detail) for detail, key in _DETAILS.items()], state.detail)
        fill(self.rule, [(say(key, lang, band=exact(BAND, lang)), rule) for rule, key in _RULES.items()], state.rule)

    def _write_levels(self) -> None:
        state, lang, framework = self.state, self.state.language, self.state.levels_framework
        if self.steppers.framework is not framework:
            self.steppers = controls.Steppers(framework, self._on_level)
            self.steppers.widget.add_class("spbe-steppers")
            self._playing.children = (self.steppers.widget, self._beside)
        self.steppers.name(lang)
        self.steppers.put(state.table, state.start.levels)
        starts = [
            (say(_STARTS[start.sort], lang, year=start.year, name=start.name, minimum=framework.minimum), key)
            for key, start in state.starts.items()
        ]
        fill(self.start, starts, state.start.key)

    def _offer(self, found: Sequence[Institution]) -> None:
        """Put institutions into the list to choose one from."""
        with self.quietly():
            first = (say("explore.which_choose", self.state.language), "")
            fill(self.which, [first, *((one.name, one.name) for one in found)], "")
            self.which.layout.display = None if found else "none"

    # -- what the reader does ------------------------------------------------------

    @ignore_programmatic_change
    def _on_institution(self, text: str) -> None:
        if not text.strip():
            return
        try:
            self.state.pick(text)
        except InstitutionError:
            named = find_institutions(text)[:_CANDIDATES]
            found = named or near_institutions(text)
            self._offer(found)
            self._put("choice", which(text, found, bool(named), self.state.language))
        except SpbeError as error:
            self._put("choice", refusal(error, self.state.language))
        else:
            self.refresh()

    @ignore_programmatic_change
    def _on_which(self, name: str) -> None:
        if name:
            self._on_institution(name)

    @ignore_programmatic_change
    def _on_years(self, from_year: int | None, to_year: int | None) -> None:
        self.state.pick(from_year=from_year, to_year=to_year)
        self.refresh()

    @ignore_programmatic_change
    def _on_language(self, language: str) -> None:
        self.state.language = language
        self.refresh()

    @ignore_programmatic_change
    def _on_shown(self, _) -> None:
        self.state.shown = tuple(kind for kind in KINDS if self.ticks[kind].value)
        self.show("evidence")

    @ignore_programmatic_change
    def _on_detail(self, detail: str) -> None:
        self.state.detail = detail
        self.show("evidence")

    @ignore_programmatic_change
    def _on_rule(self, rule: str) -> None:
        self.state.rule = rule
        self.show("peers")

    @ignore_programmatic_change
    def _on_other(self, text: str) -> None:
        try:
            self.state.other = resolve_institution(text) if text.strip() else None
        except InstitutionError as error:
            self._put("peers", refusal(error, self.state.language))
        else:
            self.show("peers")

    def _on_paste(self) -> None:
        name = say("explore.pasted_name", self.state.language)
        self._take(lambda framework: starting_levels.own_from_text(self.paste.value, framework, name))

    @ignore_programmatic_change
    def _on_upload(self, files) -> None:
        for one in files:
            reading = note(say("explore.reading", self.state.language, name=one["name"]))
            self._put("own", reading)  # a report in PDF takes a second or two
            self._take(
                lambda framework, one=one: starting_levels.own_from_bytes(bytes(one["content"]), one["name"], framework)
            )
        with self.quietly():
            self.upload.value = ()

    @ignore_programmatic_change
    def _on_start(self, key: str) -> None:
        self.state.begin(key)
        self.refresh("levels")

    def _on_apply(self) -> None:
        plan = self.state.standing().plan
        if plan is not None:
            self.state.move({step.code: step.end for step in plan.steps})
            self.refresh("levels")
            if self.apply.disabled:  # the focus would be lost with it
                self.reset.focus()

    @ignore_programmatic_change
    def _on_level(self, code: str, level: float) -> None:
        self.state.move({code: level})
        self.steppers.mark(code, level - self.state.start.levels[code])
        self.show("levels")

    def _take(self, read: Callable) -> None:
        try:
            taken = read(self.state.levels_framework)
        except SpbeError as error:
            self._refused = error
            self.show("own")
            return
        self._refused = None
        self.state.take_own(taken)
        self.refresh("own", "levels")


def _leave_out_of_collections() -> None:
    """Have Python's garbage collector pass over what is there now: libraries, data and controls, all there to stay.

    Looking through them takes it 100 to 150 ms, now and then in the middle of a move.
    """
    gc.collect()
    gc.freeze()
