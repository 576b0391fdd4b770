"""The exploration with controls: what a reader moves changes the state, and only the pages that follow are made again."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps

from spbe_analysis.analysis.panel_groups import BAND
from spbe_analysis.errors import InstitutionError, SpbeError
from spbe_analysis.evidence.register import find_institutions, load_register, near_institutions, resolve_institution
from spbe_analysis.presentation import explore_controls as controls
from spbe_analysis.presentation.explore_words import which
from spbe_analysis.presentation.refusals import refusal
from spbe_analysis.presentation.wording import exact, say
from spbe_analysis.reports import explore_levels
from spbe_analysis.reports.explore_choice import KINDS, Choice
from spbe_analysis.reports.explore_panel import markup, style
from spbe_analysis.reports.explore_views import PAGES, page

_CANDIDATES = 20  # names offered where a text fits several
_LANGUAGES = (("Bahasa Indonesia", "id"), ("English", "en"))


def _heard(act: Callable) -> Callable:
    """Act on what the reader did, not on what the program itself just wrote."""

    @wraps(act)
    def heard(self: Live, *given):
        if not self._writing:
            act(self, *given)

    return heard


def _leave_out_of_collections() -> None:
    """Have Python's garbage collector pass over what is there now: libraries, data and controls, all there to stay.

    Looking through them takes it 100 to 150 ms, now and then in the middle of a move.
    """
    gc.collect()
    gc.freeze()


class Live:
    """Controls of one `Choice`, kept in step with it."""

    def __init__(self, at: Choice) -> None:
        self.at = at
        self._writing = False
        names = [body.name for body in load_register()]
        self.views = {name: controls.view() for name in PAGES}
        self.institution = controls.listening(controls.name_box(names), self._on_institution)
        self.which = controls.listening(controls.drop_down("min(100%, 34rem)"), self._on_which)
        self.from_year = controls.listening(controls.drop_down(), lambda year: self._on_years(year, None))
        self.to_year = controls.listening(controls.drop_down(), lambda year: self._on_years(None, year))
        self.language = controls.listening(controls.drop_down(), self._on_language)
        self.ticks = {kind: controls.listening(controls.tick_box(), self._on_shown) for kind in KINDS}
        self.detail = controls.listening(controls.drop_down(), self._on_detail)
        self.rule = controls.listening(controls.drop_down("min(100%, 34rem)"), self._on_rule)
        self.other = controls.listening(controls.name_box(names), self._on_other)
        self.paste = controls.text_area()
        self.use_paste = controls.button(self._on_paste)
        self.upload = controls.listening(controls.upload_button(), self._on_upload)
        self.start = controls.listening(controls.drop_down("min(100%, 34rem)"), self._on_start)
        self.reset = controls.button(lambda: self._on_start(self.at.start.key))
        self.apply = controls.button(self._on_apply)
        self.steppers = controls.Steppers(at.levels_law, self._on_level)
        self._beside = controls.column(self.views["levels"])
        self._playing = controls.split(self.steppers.widget, self._beside)
        self._look = controls.view(f"<style>{style()}</style>")
        self._made: dict[str, object] = {}
        self._refused: SpbeError | None = None  # the last file or paste, until another one is taken
        self.refresh()
        _leave_out_of_collections()

    def widget(self, name: str):
        """The controls and the view of one page."""
        if name not in self._made:
            rows = {
                "choice": lambda: [
                    controls.bar(self.institution, self.which, self.from_year, self.to_year, self.language)
                ],
                "change": lambda: [],
                "evidence": lambda: [controls.bar(*self.ticks.values(), self.detail)],
                "peers": lambda: [controls.bar(self.rule, self.other)],
                "own": lambda: [controls.bar(self.paste, self.use_paste, self.upload)],
                "levels": lambda: [controls.bar(self.start, self.reset, self.apply)],
            }[name]()
            body = self._playing if name == "levels" else self.views[name]
            self._made[name] = controls.column(self._look, *rows, body)
        return self._made[name]

    def refresh(self, *names: str) -> None:
        """Write the state into every control, and make the named pages again (all of them by default)."""
        with self._quietly():
            self._write_choice()
            self._write_evidence_and_peers()
            self._write_levels()
        self.show(*(names or PAGES))

    def show(self, *names: str) -> None:
        """Make pages again."""
        for name in dict.fromkeys(names):
            refused = self._refused if name == "own" else None
            blocks = page(self.at, name) if refused is None else [refusal(refused, self.at.language)]
            self.views[name].value = markup(blocks)
        if "levels" in names:
            self.apply.disabled = self.at.standing().plan is None

    # -- what the reader does ------------------------------------------------------

    @_heard
    def _on_institution(self, text: str) -> None:
        if not text.strip():
            return
        try:
            self.at.pick(text)
        except InstitutionError:
            self.views["choice"].value = markup([self._offer(text)])
        except SpbeError as error:
            self.views["choice"].value = markup([refusal(error, self.at.language)])
        else:
            self.refresh()

    def _offer(self, text: str):
        """Put the institutions that a text may mean into a list, and say so."""
        named = find_institutions(text)[:_CANDIDATES]
        found = named or near_institutions(text)
        with self._quietly():
            first = (say("explore.which_choose", self.at.language), "")
            controls.fill(self.which, [first, *((body.name, body.name) for body in found)], "")
            self.which.layout.display = None if found else "none"
        return which(text, found, bool(named), self.at.language)

    @_heard
    def _on_which(self, name: str) -> None:
        if name:
            self._on_institution(name)

    @_heard
    def _on_years(self, from_year: int | None, to_year: int | None) -> None:
        self.at.pick(from_year=from_year, to_year=to_year)
        self.refresh()

    @_heard
    def _on_language(self, language: str) -> None:
        self.at.language = language
        self.refresh()

    @_heard
    def _on_shown(self, _) -> None:
        self.at.shown = tuple(kind for kind in KINDS if self.ticks[kind].value)
        self.show("evidence")

    @_heard
    def _on_detail(self, detail: str) -> None:
        self.at.detail = detail
        self.show("evidence")

    @_heard
    def _on_rule(self, rule: str) -> None:
        self.at.rule = rule
        self.show("peers")

    @_heard
    def _on_other(self, text: str) -> None:
        try:
            self.at.other = resolve_institution(text) if text.strip() else None
        except InstitutionError as error:
            self.views["peers"].value = markup([refusal(error, self.at.language)])
        else:
            self.show("peers")

    def _on_paste(self) -> None:
        name = say("explore.pasted_name", self.at.language)
        self._take(lambda law: explore_levels.own_from_text(self.paste.value, law, name))

    @_heard
    def _on_upload(self, files) -> None:
        for one in files:
            self._take(lambda law, one=one: explore_levels.own_from_bytes(bytes(one["content"]), one["name"], law))
        with self._quietly():
            self.upload.value = ()

    @_heard
    def _on_start(self, key: str) -> None:
        self.at.begin(key)
        self.refresh("levels")

    def _on_apply(self) -> None:
        plan = self.at.standing().plan
        if plan is not None:
            self.at.move({step.code: step.end for step in plan.steps})
            self.refresh("levels")

    @_heard
    def _on_level(self, code: str, level: int) -> None:
        self.at.move({code: level})
        self.steppers.mark(code, level - self.at.start.levels[code])
        self.show("levels")

    def _take(self, read: Callable) -> None:
        try:
            taken = read(self.at.levels_law)
        except SpbeError as error:
            self._refused = error
            self.show("own")
            return
        self._refused = None
        self.at.take_own(taken)
        self.refresh("own", "levels")

    # -- what is written into the controls -------------------------------------------

    @contextmanager
    def _quietly(self):
        was, self._writing = self._writing, True
        try:
            yield
        finally:
            self._writing = was

    def _write_choice(self) -> None:
        at, lang = self.at, self.at.language
        self.institution.description = say("explore.institution_label", lang)
        self.institution.placeholder = say("explore.institution_hint", lang)
        self.institution.value = at.body.name
        self.which.description = say("explore.which_label", lang)
        self.which.layout.display = "none"
        self.from_year.description, self.to_year.description = (
            say("explore.from_label", lang),
            say("explore.to_label", lang),
        )
        years = [(str(year), year) for year in at.years]
        controls.fill(self.from_year, years, at.from_year)
        controls.fill(self.to_year, years, at.to_year)
        self.language.description = say("explore.language_label", lang)
        controls.fill(self.language, _LANGUAGES, lang)

    def _write_evidence_and_peers(self) -> None:
        at, lang = self.at, self.at.language
        counts = {kind: at.figures(kind) for kind in KINDS}
        names = {
            "index": say("explore.show_index", lang, count=counts["index"]),
            "domain": say("explore.show_domain", lang, count=counts["domain"]),
            "aspect": say("explore.show_aspect", lang, count=counts["aspect"]),
            "indicator": say("explore.show_indicator", lang, count=counts["indicator"]),
        }
        for kind, tick in self.ticks.items():
            tick.description, tick.disabled = names[kind], not counts[kind]
            tick.value = kind in at.shown and counts[kind] > 0
        self.detail.description = say("explore.detail_label", lang)
        details = [(say("explore.detail_parts", lang), "parts"), (say("explore.detail_indicators", lang), "indicators")]
        controls.fill(self.detail, details, at.detail)
        self.rule.description, self.other.description = (
            say("explore.rule_label", lang),
            say("explore.other_label", lang),
        )
        self.other.placeholder = say("explore.institution_hint", lang)
        self.other.value = at.other.name if at.other else ""
        rules = [
            (say("explore.rule_near", lang, band=exact(BAND, lang)), "near"), (say("explore.rule_kind", lang), "kind"),
            (say("explore.rule_province", lang), "province"),
        ]  # fmt: skip
        controls.fill(self.rule, rules, at.rule)

    def _write_levels(self) -> None:
        at, lang, law = self.at, self.at.language, self.at.levels_law
        if self.steppers.framework is not law:
            self.steppers = controls.Steppers(law, self._on_level)
            self.steppers.widget.add_class("spbe-steppers")
            self._playing.children = (self.steppers.widget, self._beside)
        self.steppers.name(lang)
        self.steppers.put(at.table, at.start.levels)
        self.paste.description = say("explore.paste_label", lang, count=len(law.indicators))
        self.paste.placeholder = say("explore.paste_hint", lang)
        self.use_paste.description, self.upload.description = (
            say("explore.paste_use", lang),
            say("explore.upload", lang),
        )
        self.start.description = say("explore.start_label", lang)
        self.reset.description, self.apply.description = say("explore.reset", lang), say("explore.apply_plan", lang)
        controls.fill(self.start, [(self._start_name(start), key) for key, start in at.starts.items()], at.start.key)

    def _start_name(self, start) -> str:
        lang, law = self.at.language, self.at.levels_law
        return {
            "published": lambda: say("explore.start_published", lang, year=start.year),
            "fitting": lambda: say("explore.start_fitting", lang, year=start.year),
            "no_fit": lambda: say("explore.start_fitting", lang, year=start.year),
            "lowest": lambda: say("explore.start_lowest", lang, minimum=law.minimum),
            "own": lambda: say("explore.start_own", lang, name=start.name),
            "own_fitting": lambda: say("explore.start_own_fitting", lang, name=start.name),
        }[start.sort]()
