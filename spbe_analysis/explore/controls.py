"""The controls of the exploration: boxes, lists and steppers, each with a label and usable from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from spbe_analysis.errors import ReportError
from spbe_analysis.explore.level_words import level_text
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.document import escape
from spbe_analysis.presentation.page.tables import label
from spbe_analysis.presentation.text.wording import exact, say
from spbe_analysis.regulation import Framework

_NATURAL = {"description_width": "initial"}


def kit():
    """The ipywidgets package, or a refusal that says how to get it.

    Raises
    ------
    ReportError
        If it is not installed.
    """
    try:
        import ipywidgets
    except ImportError as error:
        raise ReportError(
            Message("explore.widgets"),
            [Message("explore.extra")],
            Message("advice.explore"),
        ) from error
    return ipywidgets


def listening(control, act: Callable):
    """The control itself, after every change of its value calling `act` with the new one."""
    control.observe(lambda change: act(change["new"]), names="value")
    return control


def name_box(options: Sequence[str]):
    """A box that takes any name and offers those of the register."""
    made = kit().Combobox(options=list(options), ensure_option=False, continuous_update=False, style=_NATURAL)
    made.layout.width = "min(100%, 34rem)"
    return made


def drop_down(width: str = "auto"):
    """A list of choices, filled later."""
    made = kit().Dropdown(options=[], style=_NATURAL)
    made.layout.width = width
    return made


def tick_box():
    """A box to tick."""
    return kit().Checkbox(value=True, indent=False, layout={"width": "auto"})


def button(name: str = "", icon: str = ""):
    """A button; the keys script knows it by its class `name`. Its icon stands alone where there is no room for words."""
    made = kit().Button(layout={"width": "auto"}, icon=icon)
    made.add_class(name or "spbe-button")
    return made


def slider(step: float):
    """A slider, heard when it is let go; its number belongs into its label, for ipywidgets knows no decimal comma."""
    made = kit().FloatSlider(
        min=0, max=100, step=step, readout=False, continuous_update=False, style={"description_width": "18rem"}
    )
    made.layout.width = "min(100%, 40rem)"
    made.add_class("spbe-weight")
    return made


def text_area():
    """A box for pasted numbers."""
    return kit().Textarea(style=_NATURAL, rows=3, layout={"width": "min(100%, 44rem)"})


def upload_button(accept: str):
    """A button that takes one file; its name goes into ``tooltip``, for ipywidgets writes a count behind the other."""
    made = kit().FileUpload(accept=accept, multiple=False, layout={"width": "auto"}, description="")
    made.add_class("spbe-upload")
    return made


def bar(*controls):
    """Controls beside each other, wrapping where there is no room."""
    made = kit().HBox(list(controls))
    made.add_class("spbe-bar")
    return made


def split(left, right):
    """Steppers beside what follows from them; below each other on a narrow page."""
    left.add_class("spbe-steppers")
    right.add_class("spbe-beside")
    made = kit().HBox([left, right])
    made.add_class("spbe-split")
    return made


def column(*controls):
    """Controls below each other."""
    return kit().VBox(list(controls))


def view(markup: str = ""):
    """A place whose HTML is replaced as a whole: faster than an output that is run again."""
    return kit().HTML(markup)


def script(text: str):
    """A script that runs where the control is shown, and shows nothing itself."""
    shown = {"output_type": "display_data", "data": {"text/html": f"<script>{text}</script>"}, "metadata": {}}
    return kit().Output(outputs=(shown,))


def fill(control, options: Sequence[tuple[str, object]], value: object) -> None:
    """Give a list its choices and its value; nothing is sent where nothing changes."""
    if tuple(options) != tuple(control.options):
        control.options = list(options)
    if control.value != value:
        control.value = value


class Steppers:
    """One number box an indicator, grouped by aspect, with what one level is worth.

    Parameters
    ----------
    framework : Framework
        The regulation the levels are given under.
    act : callable
        Called with a code and its new level.
    """

    def __init__(self, framework: Framework, act: Callable[[str, int], None]) -> None:
        widgets = kit()
        self.framework = framework
        self._named = ""  # the language of the labels; none once a refusal stands in one of them
        self._headings, self.boxes, rows = {}, {}, []
        for aspect in dict.fromkeys(framework.nodes[code].parent for code in framework.indicators):
            self._headings[aspect] = view()
            rows.append(self._headings[aspect])
            for code in framework.children(aspect):
                # Without bounds of its own: a bounded box changes 9 to 5 and 2.5 to 2 without a word.
                step = 1 if framework.ticks == 1 else 0.01
                box = widgets.FloatText(value=framework.minimum, step=step, style=_NATURAL)
                box.add_class("spbe-stepper")
                listening(box, lambda level, code=code: act(code, level))
                self.boxes[code] = box
                rows.append(box)
        self._refusal = view()
        self.widget = widgets.VBox([self._refusal, *rows])

    def name(self, language: str) -> None:
        """Write labels and hints in a language, unless they stand there already."""
        if self._named == language:
            return
        self._named, framework = language, self.framework
        self._tell("", language)
        for aspect, heading in self._headings.items():
            gains = {framework.weight(code) for code in framework.children(aspect)}
            gain = exact(max(gains, default=Fraction(0)), language, 3, 5)
            text = say("explore.aspect_heading", language, name=label(aspect, framework, language), gain=gain)
            heading.value = f'<div class="spbe-explore"><h3>{escape(text)}</h3></div>'
        for code, box in self.boxes.items():
            hint = say(
                "explore.stepper_hint",
                language,
                name=framework.nodes[code].name(language),
                minimum=framework.minimum,
                maximum=framework.maximum,
            )
            with box.hold_sync():  # one message instead of two
                box.description, box.tooltip = label(code, framework, language), hint

    def put(self, levels: Mapping[str, int], start: Mapping[str, int]) -> None:
        """Show levels, and mark those that differ from the start."""
        for code, box in self.boxes.items():
            if box.value != (shown := float(levels[code])):
                box.value = shown
            self.mark(code, levels[code] - start[code])

    def refuse(self, code: str, given: float, kept: int | Fraction, language: str) -> None:
        """Say beside a box why what was typed is no level; it keeps the one that it had."""
        box, framework = self.boxes[code], self.framework
        told = say(
            "explore.level_refused" if framework.ticks == 1 else "explore.level_refused_decimal",
            language,
            given=level_text(Fraction(str(given)), language),
            kept=level_text(kept, language),
            minimum=framework.minimum,
            maximum=framework.maximum,
        )
        self._tell(told, language)
        box.value, box.description = float(kept), f"{label(code, framework, language)} — {told}"
        box._dom_classes, self._named = [*box._dom_classes, "spbe-refused"], ""

    def _tell(self, told: str, language: str) -> None:
        """Have a refusal spoken by a screen reader; what the browser itself refuses is said in the same place."""
        framework = self.framework
        key = "explore.no_number" if framework.ticks == 1 else "explore.no_number_decimal"
        of_text = escape(say(key, language, minimum=framework.minimum, maximum=framework.maximum))
        self._refusal.value = f'<p role="status" class="spbe-told" data-no-number="{of_text}">{escape(told)}</p>'

    def mark(self, code: str, change: int) -> None:
        """Mark a box as raised, lowered or neither."""
        box = self.boxes[code]
        wanted = ["spbe-stepper", *(["spbe-up"] if change > 0 else ["spbe-down"] if change < 0 else [])]
        if list(box._dom_classes) != wanted:
            box._dom_classes = wanted
