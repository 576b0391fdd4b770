"""The exploration with controls: what a reader moves changes the state, and only the pages that follow are made again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import fields
from fractions import Fraction
from functools import wraps
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar

from spbe_analysis.analysis.panel.peers import BAND
from spbe_analysis.errors import CoverageError, InstitutionError, SpbeError
from spbe_analysis.evidence.register import (
    Institution,
    find_institutions,
    load_register,
    near_institutions,
)
from spbe_analysis.explore import controls, starting_levels
from spbe_analysis.explore.controls import fill, listening
from spbe_analysis.explore.level_words import start_text
from spbe_analysis.explore.output import keys, markup, style
from spbe_analysis.explore.pages import PAGES, files, page
from spbe_analysis.explore.saved import KINDS, MOST_OTHERS, Saved, domains, own_weights
from spbe_analysis.explore.state import Choice
from spbe_analysis.explore.tool_bar import address, opener, parts
from spbe_analysis.explore.weights import STEP, rebalanced
from spbe_analysis.explore.what_if import FIGURE
from spbe_analysis.explore.words import note, which
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.error_text import refusal
from spbe_analysis.presentation.page.tables import label
from spbe_analysis.presentation.text.wording import exact, say
from spbe_analysis.regulation import load_framework, regulation_ids

_LANGUAGES = (("Bahasa Indonesia", "id"), ("English", "en"))
_SHOW = {
    "index": "explore.show_index",
    "domain": "explore.show_domain",
    "aspect": "explore.show_aspect",
    "indicator": "explore.show_indicator",
}
_DETAILS = {"parts": "explore.detail_parts", "indicators": "explore.detail_indicators"}
_RULES = {"near": "explore.rule_near", "kind": "explore.rule_kind", "province": "explore.rule_province"}
_LONG = "min(100%, 34rem)"
_CANDIDATES = 20  # names offered where a text fits several


# What a page follows from, by the field of the state that has changed; another institution, year or language changes all.
_FOLLOWERS = {
    "shown": ("evidence",),
    "detail": ("evidence",),
    "rule": ("peers",),
    "others": ("peers", "ranks"),
    "own": ("own", "levels"),
    "start": ("own", "levels"),
    "levels": ("levels",),
    "weights": ("ranks",),
}


def by_the_reader(act: Callable) -> Callable:
    """Act on what the reader did, not on what the program itself just wrote, and show what follows from it."""

    @wraps(act)
    def heard(self: Live, *given):
        if not self.writing:
            before = self.state.saved()
            act(self, *given)
            self.follow(before)

    return heard


class Live:
    """Controls and views of one `Choice`, kept in step with it.

    Parameters
    ----------
    state : Choice
        What the controls show and change.
    """

    made: ClassVar[list[Live]] = []  # in this kernel, which all windows of the page share, by number

    def __init__(self, state: Choice) -> None:
        self.state, self.writing = state, False
        self.number = len(self.made)
        self.made.append(self)
        self._refused: dict[str, SpbeError] = {}  # by page: what was refused last, until something else is taken
        self.blocks: dict[str, list[Block]] = {}  # what every page shows
        names = [institution.name for institution in load_register()]
        self.views = {name: controls.view() for name in PAGES}
        self.sliders = [controls.slider(float(STEP)) for _ in range(_most_domains())]
        self.chips = [controls.button("spbe-chip") for _ in range(MOST_OTHERS)]
        self.institution, self.other = controls.name_box(names), controls.name_box(names)
        self.which, self.rule, self.start = (controls.drop_down(_LONG) for _ in range(3))
        self.from_year, self.to_year, self.language, self.detail = (controls.drop_down() for _ in range(4))
        self.ticks = {kind: controls.tick_box() for kind in KINDS}
        self.paste, self.upload = controls.text_area(), controls.upload_button(".csv,.xlsx,.pdf")
        self.text, self.open_file = controls.text_area(), controls.upload_button(".json")
        self.use_paste, self.reset, self.apply, self.open_text, self.law_weights, self.take_away = (
            controls.button() for _ in range(6)
        )
        self.undo, self.redo = controls.button("spbe-undo", "undo"), controls.button("spbe-redo", "repeat")
        self.steppers = controls.Steppers(state.levels_framework, self._on_level)
        self._beside = controls.column(self.views["levels"])
        self._playing = controls.split(self.steppers.widget, self._beside)
        self.parts, self.address, self.opener = (controls.view() for _ in range(3))
        self._elsewhere = controls.bar(self.views["elsewhere"], self.text, self.open_text)
        self._elsewhere.add_class("spbe-more")
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
            (self.open_file, self._on_open_file),
            (self.start, self._on_start),
            *((tick, self._on_shown) for tick in self.ticks.values()),
            *((slider, lambda percent, at=at: self._on_weight(at, percent)) for at, slider in enumerate(self.sliders)),
        ):
            listening(control, act)
        for button, press in (
            (self.use_paste, self._on_paste),
            (self.reset, lambda: self._on_start(self.state.start.key)),
            (self.apply, self._on_apply),
            (self.undo, lambda: self._on_step(-1)),
            (self.redo, lambda: self._on_step(1)),
            (self.open_text, lambda: self.open(self.text.value)),
            (self.law_weights, self._on_law_weights),
            (self.take_away, self._on_take_away),
            *((chip, lambda at=at: self._on_chip(at)) for at, chip in enumerate(self.chips)),
        ):
            button.on_click(lambda _, press=press: press())

    def widget(self, name: str):
        """The controls and the view of one page."""
        if name not in self._made:
            row = {
                "choice": [self.institution, self.which, self.from_year, self.to_year, self.language],
                "change": [],
                "evidence": [*self.ticks.values(), self.detail],
                "peers": [self.rule, self.other, *self.chips],
                "own": [self.paste, self.use_paste, self.upload],
                "levels": [self.start, self.reset, self.apply],
                "ranks": [*self.sliders, self.law_weights],
                "what_if": [self.take_away],
                "share": [
                    self.parts,
                    self.undo,
                    self.redo,
                    self.views["share"],
                    self.address,
                    self.open_file,
                    self.opener,
                ],
            }[name]
            below = {"levels": self._playing, "share": self._elsewhere}.get(name, self.views[name])
            self._made[name] = made = controls.column(*self._look, *([controls.bar(*row)] if row else []), below)
            if name == "share":
                made.add_class("spbe-tools")
                made.add_class(f"spbe-page-{self.number}")
        return self._made[name]

    def refresh(self, *names: str) -> None:
        """Write the state into every control, and make the named pages again (all of them by default)."""
        with self.quietly():
            self._write_texts()
            self._write_choice()
            self._write_levels()
        self.show(*(names or PAGES))

    def follow(self, before: Saved) -> None:
        """Keep the state for undo, and show what follows from all that has changed since `before`."""
        now = self.state.saved()
        self.state.history.note(now)
        changed = [one.name for one in fields(now) if getattr(now, one.name) != getattr(before, one.name)]
        if names := [name for field in changed for name in _FOLLOWERS.get(field, PAGES)]:
            self.refresh(*names, "share", "what_if")

    def show(self, *names: str) -> None:
        """Make pages again."""
        for name in dict.fromkeys(names):
            refused = self._refused.get(name)
            told = [] if refused is None else [refusal(refused, self.state.language)]
            self.blocks[name] = told if name == "own" and told else [*told, *page(self.state, name)]
            self._put(name, *self.blocks[name])
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
            (self.other, say("explore.add_label", lang)),
            (self.paste, say("explore.paste_label", lang, count=len(self.state.levels_framework.indicators))),
            (self.use_paste, say("explore.paste_use", lang)),
            (self.start, say("explore.start_label", lang)),
            (self.reset, say("explore.reset", lang)),
            (self.apply, say("explore.apply_plan", lang)),
            (self.undo, say("explore.undo", lang, count=self.state.history.left[0])),
            (self.redo, say("explore.redo", lang, count=self.state.history.left[1])),
            (self.law_weights, say("explore.law_weights", lang)),
            (self.take_away, say("explore.take_away", lang)),
            (self.text, say("explore.text_label", lang)),
            (self.open_text, say("explore.open_text", lang)),
        ):
            control.description = text
        for view, block in ((self.parts, parts(lang)), (self.address, address(lang)), (self.opener, opener(lang))):
            view.value = markup([block], lang)
        self.institution.placeholder = self.other.placeholder = say("explore.institution_hint", lang)
        self.paste.placeholder = say("explore.paste_hint", lang)
        self.upload.tooltip, self.open_file.tooltip = say("explore.upload", lang), say("explore.open_file", lang)
        self.undo.tooltip, self.redo.tooltip = say("explore.undo_keys", lang), say("explore.redo_keys", lang)

    def _write_choice(self) -> None:
        state, lang = self.state, self.state.language
        self.institution.value = state.institution.name
        self.other.value = ""
        for chip, name in zip_longest(self.chips, state.others, fillvalue=""):
            chip.layout.display = None if name else "none"
            chip.description, chip.tooltip = f"{name} ×", say("explore.remove", lang, name=name)
        self._write_weights()
        self.text.value = state.saved().text()
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

    def _write_weights(self) -> None:
        state, framework = self.state, self.state.levels_framework
        weights = state.weights or own_weights(framework)
        for slider, code, percent in zip_longest(self.sliders, domains(framework), weights):
            slider.layout.display = None if code else "none"
            if code:
                about = {"name": label(code, framework, state.language), "percent": exact(percent, state.language, 1)}
                slider.description, slider.value = say("explore.weight_label", state.language, **about), float(percent)

    def _write_levels(self) -> None:
        state, lang, framework = self.state, self.state.language, self.state.levels_framework
        if self.steppers.framework is not framework:
            self.steppers = controls.Steppers(framework, self._on_level)
            self.steppers.widget.add_class("spbe-steppers")
            self._playing.children = (self.steppers.widget, self._beside)
        self.steppers.name(lang)
        self.steppers.put(state.table, state.start.levels)
        starts = [(start_text(start, framework, lang), key) for key, start in state.starts.items()]
        fill(self.start, starts, state.start.key)

    def _offer(self, found: Sequence[Institution]) -> None:
        """Put institutions into the list to choose one from."""
        with self.quietly():
            first = (say("explore.which_choose", self.state.language), "")
            fill(self.which, [first, *((one.name, one.name) for one in found)], "")
            self.which.layout.display = None if found else "none"

    # -- what the reader does ------------------------------------------------------

    @by_the_reader
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
            self.refresh("choice")  # a name that was not understood before is no longer spoken of

    def _on_which(self, name: str) -> None:
        if name:
            self._on_institution(name)

    @by_the_reader
    def _on_years(self, from_year: int | None, to_year: int | None) -> None:
        self.state.pick(from_year=from_year, to_year=to_year)

    @by_the_reader
    def _on_language(self, language: str) -> None:
        self.state.language = language

    @by_the_reader
    def _on_shown(self, _) -> None:
        self.state.shown = tuple(kind for kind in KINDS if self.ticks[kind].value)

    @by_the_reader
    def _on_detail(self, detail: str) -> None:
        self.state.detail = detail

    @by_the_reader
    def _on_rule(self, rule: str) -> None:
        self.state.rule = rule

    @by_the_reader
    def _on_other(self, text: str) -> None:
        self._try("peers", lambda: self.state.compare(*self.state.others, text))

    @by_the_reader
    def _on_chip(self, at: int) -> None:
        self.state.compare(*self.state.others[:at], *self.state.others[at + 1 :])

    @by_the_reader
    def _on_weight(self, at: int, percent: float) -> None:
        weights = self.state.weights or own_weights(self.state.levels_framework)
        self.state.weigh(*rebalanced(weights, at, Fraction(str(percent)) // STEP * STEP))

    @by_the_reader
    def _on_law_weights(self) -> None:
        self.state.weigh()

    def _on_paste(self) -> None:
        name = say("explore.pasted_name", self.state.language)
        self._take(lambda framework: starting_levels.own_from_text(self.paste.value, framework, name))

    def _on_upload(self, files) -> None:
        for one in self._uploaded(self.upload, files):
            reading = note(say("explore.reading", self.state.language, name=one["name"]))
            self._put("own", reading)  # a report in PDF takes a second or two
            self._take(
                lambda framework, one=one: starting_levels.own_from_bytes(bytes(one["content"]), one["name"], framework)
            )

    @by_the_reader
    def _take(self, read: Callable) -> None:
        self._try("own", lambda: self.state.take_own(read(self.state.levels_framework)))
        self.show("own")

    @by_the_reader
    def _on_start(self, key: str) -> None:
        self.state.begin(key)

    @by_the_reader
    def _on_apply(self) -> None:
        plan = self.state.standing().plan
        if plan is not None:
            self.state.move({step.code: step.end for step in plan.steps})
            if self.state.standing().plan is None:  # the button's focus would be lost with it
                self.reset.focus()

    @by_the_reader
    def _on_level(self, code: str, level: float) -> None:
        try:
            self.state.move({code: level})
        except CoverageError:
            with self.quietly():
                self.steppers.refuse(code, level, self.state.table[code], self.state.language)

    @by_the_reader
    def _on_step(self, by: int) -> None:
        self.state.step(by)

    def _on_open_file(self, files) -> None:
        for one in self._uploaded(self.open_file, files):
            self.open(bytes(one["content"]).decode("utf-8", "replace"))

    @by_the_reader
    def open(self, text: str) -> None:
        """Restore a state that was saved, or tell why not; the page calls it with what its address holds."""
        self._try("share", lambda: self.state.open(text))
        self.show("share")

    def _on_take_away(self) -> None:
        """Only when asked: the files would make every move slower."""
        made, lang = files(self.state), self.state.language
        svg = next(block.about["content"] for block in made if block.about.get("name") == FIGURE)
        name = f"{Path(FIGURE).stem}.png"  # drawn by the browser, which needs our script
        png = document.download(svg, name, say("explore.what_if_png", lang), "image/svg+xml")
        self._put("what_if", *page(self.state, "what_if"), *made, png)

    def _try(self, name: str, act: Callable[[], None]) -> None:
        """Act, or tell on a page why not."""
        self._refused.pop(name, None)
        try:
            act()
        except SpbeError as error:
            self._refused[name] = error
            self.show(name)

    def _uploaded(self, button, files) -> list:
        """Files just given, the button made ready for the next ones."""
        if self.writing:
            return []
        with self.quietly():
            button.value = ()
        return list(files)


def _most_domains() -> int:
    return max(len(domains(load_framework(one))) for one in regulation_ids())


def _leave_out_of_collections() -> None:
    """Have Python's garbage collector pass over what is there now: libraries, data and controls, all there to stay.

    Looking through them takes it 100 to 150 ms, now and then in the middle of a move.
    """
    gc.collect()
    gc.freeze()
