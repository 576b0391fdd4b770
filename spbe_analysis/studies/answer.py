"""What every study gives back: an exact answer that can be tabled, drawn, said and traced to its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache, wraps
from inspect import signature as signature_of
from numbers import Rational
from os.path import exists
from textwrap import shorten as shorten_text
from typing import TYPE_CHECKING, Any, cast

from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.collection.processed import version
from spbe_analysis.evidence.edition import edition
from spbe_analysis.message import Message
from spbe_analysis.studies.arguments import Verb, taking

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from spbe_analysis.evidence.values.scorecard import Scorecard
    from spbe_analysis.presentation.page.document import Blocks
    from spbe_analysis.regulation import Framework


MAX_REPR = 220  # letters of an answer in a console: one or two lines
_SOURCE = ("year", "document", "place", "url", "values")
_keeping = False  # whether `kept` keeps answers


class Answer:
    """An exact answer: `exact` for programs, a frame for pandas, sentences and a figure for readers.

    Attributes
    ----------
    exact : object
        The answer of the mathematics, in whole numbers and fractions.
    """

    OF_ALL = False  # whether its page is made from all data, whomever it names
    OF_ITS_OWN = False  # whether an answer about several is made from their figures alone
    PAGE = ""  # module of `presentation` that says and draws the answer for a page
    PARTS: tuple[str, ...] = ()  # names that `to_frame` takes, the default first
    FIGURES: tuple[str, ...] = ()  # names that `plot` takes, the default first
    exact: Any

    @taking
    def to_frame(self, part: str | None = None, exact: bool = False) -> pd.DataFrame:
        """The answer as a table of plain numbers under short codes.

        Parameters
        ----------
        part : str, optional
            Which table, one of `PARTS`; the first by default.
        exact : bool
            Keep fractions and codes tied together as they are, instead of float64 and text.
        """
        frame = self._frame(self._one_of("to_frame", part, self.PARTS))
        return frame if exact else plain(frame)

    @taking
    def plot(self, part: str | None = None, ax: Axes | None = None, language: str | None = None):
        """Draw one figure of the answer, one of `FIGURES`, and return its Axes."""
        from spbe_analysis.presentation.drawing.style import on_screen

        part = self._one_of("plot", part, self.FIGURES)
        with on_screen():
            return self._draw(part, ax, _spoken(language))

    @taking
    def sentences(self, language: str | None = None) -> list[str]:
        """What the answer says, in whole sentences of a language (``id`` or ``en``)."""
        return self._sentences(_spoken(language))

    @taking
    def answers(self, language: str | None = None) -> Blocks:
        """What the answer comes to, under the title of its page: the first screen of a report."""
        return self._page("opening", None, language)

    @taking
    def text(self, part: str | None = None, language: str | None = None) -> Blocks:
        """Sentences of one part of the answer, as a page shows them.

        Parameters
        ----------
        part : str, optional
            Which part; the first by default, and the refusal of a wrong name lists all.
        language : str, optional
            ``id`` or ``en``; ``spbe.language`` by default.
        """
        return self._page("TEXTS", part, language)

    @taking
    def figure(self, part: str | None = None, language: str | None = None) -> Blocks:
        """A figure with what is to be seen in it and how to read it; `part` and `language` as in `text`."""
        return self._page("FIGURES", part, language)

    @taking
    def table(self, part: str | None = None, language: str | None = None) -> Blocks:
        """A table as a reader wants it, with its caption and unit; `to_frame` gives the numbers to go on with."""
        return self._page("TABLES", part, language)

    @taking
    def closing(self, language: str | None = None) -> Blocks:
        """The end of a page, without which a report does not count as whole."""
        last = self._page("closing", None, language)
        last[0].about["edition"] = self._edition()
        return last

    @taking
    def cite(self, form: str = "text", language: str | None = None) -> str:
        """How to cite the answer, with a fingerprint of its data and the documents that its figures were read in.

        Parameters
        ----------
        form : str
            ``text`` (default), ``bibtex`` or ``ris``.
        language : str, optional
            ``id`` or ``en``; ``spbe.language`` by default.

        Raises
        ------
        ParameterError
            If the form or the language is unknown.

        Examples
        --------
        >>> import spbe_analysis as spbe
        >>> print(spbe.drivers("Kaltim", 2023, 2024).cite(language="en").split(" Report ")[0])
        The spbe-analysis contributors (2026). “Pemerintah Provinsi Kalimantan Timur, 2023–2024”.
        """
        from spbe_analysis.presentation.page.citation import Citation

        language = _spoken(language)
        return Citation(self._title(language), language, self._edition()).told(form)

    def _page(self, kind: str, part: str | None, language: str | None) -> Blocks:
        """Blocks that the answer's page makes of one of its parts."""
        from importlib import import_module

        from spbe_analysis.presentation.page.document import Block, Blocks

        language = _spoken(language)
        page = import_module(f"spbe_analysis.presentation.{self.PAGE}") if self.PAGE else None
        made = getattr(page, kind, {})
        if callable(made):
            found = made(self, language)
        else:
            method = {"TEXTS": "text", "FIGURES": "figure", "TABLES": "table"}.get(kind, "page")
            found = made[self._one_of(method, part, tuple(made))](self, language)
        return Blocks(block.on_page(language) for block in ([found] if isinstance(found, Block) else found))

    def sources(self) -> pd.DataFrame:
        """Documents behind the answer: ``year``, ``document``, ``place``, ``url`` and the number of ``values`` used."""
        import pandas as pd

        return pd.DataFrame(sources_of(*self._scorecards()), columns=list(_SOURCE))

    def _frame(self, part: str) -> pd.DataFrame:
        raise NotImplementedError

    def _draw(self, part: str, ax, language: str):
        raise NotImplementedError

    def _sentences(self, language: str) -> list[str]:
        raise NotImplementedError

    def _scorecards(self) -> Iterable[Scorecard]:
        return ()

    def _edition(self) -> dict:
        """Version, day, address, fingerprint and documents behind the answer, as a citation takes them."""
        cards = list(self._scorecards())
        used = [(p.document, p.url) for card in cards for p in card.values.values() if p.url]
        names = {card.institution for card in cards}
        if self.OF_ALL or len(names) > 1:
            return asdict(edition(names if self.OF_ITS_OWN else None, used))
        return asdict(edition("".join(names) if used else "", used))  # figures of one's own have no address

    def _title(self, language: str) -> str:
        """The title of the answer's page, or what it says first."""
        blocks = self.answers(language) if self.PAGE else ()
        titles = [str(block.about["title"]) for block in blocks if block.about.get("kind") == "title"]
        return (titles or self._sentences(language) or [type(self).__name__])[0].rstrip(". ")

    def _headline(self) -> str:
        """The answer in one line of plain English, for a console."""
        return " ".join(self._sentences("en")[:1])

    def _blocks(self, language: str) -> list[str]:
        """Parts of the HTML that a notebook shows: the sentences and the first rows of the table."""
        from spbe_analysis.presentation.page import document

        shown = self.to_frame()
        return [document.paragraphs(*self._sentences(language)).markup, shown.head(10).to_html(border=0)]

    def _one_of(self, method: str, part: str | None, parts: tuple[str, ...]) -> str:
        if part is None and parts:
            return parts[0]
        if part not in parts:
            calls = ", ".join(f".{method}({name!r})" for name in parts) or f"no .{method} is offered"
            raise ParameterError(
                Message("answer.no_part", name=type(self).__name__, part=part),
                advice=Message("advice.calls", calls=calls),
            )
        return part

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {shorten_text(self._headline(), MAX_REPR, placeholder=' ...')}>"

    def _repr_html_(self) -> str:
        return "\n".join(self._blocks(default_language()))


@contextmanager
def keeping() -> Iterator[None]:
    """While reports are made answers are kept. Who asks outside gets one of their own, whose tables they may change."""
    global _keeping
    before, _keeping = _keeping, True
    try:
        yield
    finally:
        _keeping = before


def kept(make: Verb) -> Verb:
    """A verb with its last answers kept inside `keeping`: the same question to the same data is reckoned once.

    Both languages of a report ask the same. Only what is asked with names and
    numbers alone is kept, for tables and files may have changed.
    """
    signature = signature_of(make)
    held = lru_cache(maxsize=4, typed=True)(
        lambda _, *asked: make(**dict(zip(signature.parameters, asked, strict=True)))
    )

    def lasting(value: object) -> bool:
        if isinstance(value, tuple):
            return all(isinstance(one, str) and lasting(one) for one in value)
        return value is None or isinstance(value, int) or (isinstance(value, str) and not exists(value))

    @wraps(make)
    def answer(*given, **named):
        if not _keeping:
            return make(*given, **named)
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        asked = [tuple(value) if isinstance(value, list) else value for value in bound.arguments.values()]
        return held(version(), *asked) if all(map(lasting, asked)) else make(*given, **named)

    return cast(Verb, answer)


def default_language() -> str:
    """The language of answers that are not told another: ``spbe_analysis.language``."""
    import spbe_analysis

    return spbe_analysis.language


def _spoken(language: str | None) -> str:
    """The language that an answer is asked for in, else the default; refused where reports do not speak it."""
    from spbe_analysis.presentation.text.wording import check_language

    return check_language(language or default_language())


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table for pandas: fractions and gaps as float64, codes tied together as text."""
    told = frame.apply(_plain_column) if len(frame.columns) else frame
    if frame.index.dtype == object and len(frame) and isinstance(frame.index[0], Rational):
        told = told.set_axis(told.index.astype(float), axis="index")
    return told


def _plain_column(column: pd.Series) -> pd.Series:
    if column.dtype != object:
        return column
    there = [value for value in column if value is not None and value == value]
    if there and all(isinstance(value, bool) for value in there):
        return column if len(there) < len(column) else column.astype(bool)
    if all(isinstance(value, (Rational, float)) and not isinstance(value, bool) for value in there):
        return column.map(lambda value: float("nan") if value is None else float(value)).astype("float64")
    return column.map(lambda value: " ".join(value) if isinstance(value, tuple) else "" if value is None else value)


def shorten(frame: pd.DataFrame, framework: Framework, columns: Iterable[str] = ()) -> pd.DataFrame:
    """A table by code with short codes (``D2``, ``A7``, ``I15``) in its index and the columns named."""

    def short(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return tuple(map(framework.short, value)) if isinstance(value, tuple) else framework.short(value)

    frame = frame.set_axis(frame.index.map(framework.short).rename("code"), axis="index")
    return frame.assign(**{name: list(map(short, frame[name])) for name in columns})


def sources_of(*scorecards: Scorecard) -> list[dict]:
    """Documents and places with the number of values taken from each, in the order they are first used."""
    used = Counter((card.year, one.document, one.place, one.url) for card in scorecards for one in card.values.values())
    return [dict(zip(_SOURCE, (*key, count), strict=True)) for key, count in used.items()]
