"""Every control of the exploration in one place, and what is written on them in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager

from spbe_analysis.analysis.panel.peers import BAND
from spbe_analysis.evidence.register import Institution, load_register
from spbe_analysis.explore import controls
from spbe_analysis.explore.output import keys, style
from spbe_analysis.explore.pages import PAGES
from spbe_analysis.explore.starting_levels import Start
from spbe_analysis.explore.state import KINDS, Choice
from spbe_analysis.presentation.text.wording import exact, say

_LANGUAGES = (("Bahasa Indonesia", "id"), ("English", "en"))
_LONG = "min(100%, 34rem)"


class Board:
    """Controls and views of one `Choice`; it hears nothing itself.

    Parameters
    ----------
    at : Choice
        What the controls show.
    on_level : callable
        Called with a code and its new level when a stepper is moved.
    """

    def __init__(self, at: Choice, on_level: Callable[[str, int], None]) -> None:
        self.at, self._on_stepper = at, on_level
        self.writing = False
        names = [body.name for body in load_register()]
        self.views = {name: controls.view() for name in PAGES}
        self.institution, self.other = controls.name_box(names), controls.name_box(names)
        self.which, self.rule, self.start = (controls.drop_down(_LONG) for _ in range(3))
        self.from_year, self.to_year, self.language, self.detail = (controls.drop_down() for _ in range(4))
        self.ticks = {kind: controls.tick_box() for kind in KINDS}
        self.paste, self.upload = controls.text_area(), controls.upload_button()
        self.use_paste, self.reset, self.apply = (controls.button() for _ in range(3))
        self.steppers = controls.Steppers(at.levels_framework, on_level)
        self._beside = controls.column(self.views["levels"])
        self._playing = controls.split(self.steppers.widget, self._beside)
        self._look = [controls.view(f"<style>{style()}</style>"), controls.script(keys())]
        self._made: dict[str, object] = {}

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
            body = self._playing if name == "levels" else self.views[name]
            self._made[name] = controls.column(*self._look, *bars, body)
        return self._made[name]

    def write(self) -> None:
        """Write what is chosen into every control."""
        with self.quietly():
            self._write_choice()
            self._write_evidence_and_peers()
            self._write_levels()

    def offer(self, found: Sequence[Institution]) -> None:
        """Put institutions into the list to choose one from."""
        with self.quietly():
            first = (say("explore.which_choose", self.at.language), "")
            controls.fill(self.which, [first, *((body.name, body.name) for body in found)], "")
            self.which.layout.display = None if found else "none"

    @contextmanager
    def quietly(self):
        """While the program itself writes into the controls, so that this is not taken for the reader's doing."""
        was, self.writing = self.writing, True
        try:
            yield
        finally:
            self.writing = was

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
            (say("explore.rule_near", lang, band=exact(BAND, lang)), "near"),
            (say("explore.rule_kind", lang), "kind"),
            (say("explore.rule_province", lang), "province"),
        ]
        controls.fill(self.rule, rules, at.rule)

    def _write_levels(self) -> None:
        at, lang, framework = self.at, self.at.language, self.at.levels_framework
        if self.steppers.framework is not framework:
            self.steppers = controls.Steppers(framework, self._on_stepper)
            self.steppers.widget.add_class("spbe-steppers")
            self._playing.children = (self.steppers.widget, self._beside)
        self.steppers.name(lang)
        self.steppers.put(at.table, at.start.levels)
        self.paste.description = say("explore.paste_label", lang, count=len(framework.indicators))
        self.paste.placeholder = say("explore.paste_hint", lang)
        self.use_paste.description = say("explore.paste_use", lang)
        self.upload.tooltip = say("explore.upload", lang)
        self.start.description = say("explore.start_label", lang)
        self.reset.description, self.apply.description = say("explore.reset", lang), say("explore.apply_plan", lang)
        controls.fill(self.start, [(self._start_name(start), key) for key, start in at.starts.items()], at.start.key)

    def _start_name(self, start: Start) -> str:
        lang, framework = self.at.language, self.at.levels_framework
        return {
            "published": lambda: say("explore.start_published", lang, year=start.year),
            "fitting": lambda: say("explore.start_fitting", lang, year=start.year),
            "no_fit": lambda: say("explore.start_fitting", lang, year=start.year),
            "lowest": lambda: say("explore.start_lowest", lang, minimum=framework.minimum),
            "own": lambda: say("explore.start_own", lang, name=start.name),
            "own_fitting": lambda: say("explore.start_own_fitting", lang, name=start.name),
        }[start.sort]()
