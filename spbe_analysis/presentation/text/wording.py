"""Every sentence and number a reader meets, in Indonesian first and English second."""

from __future__ import annotations

import html
import tomllib
from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import date as Date
from fractions import Fraction
from functools import cache
from numbers import Integral
from pathlib import Path

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.regulation.rounding import fixed

LANGUAGES = ("id", "en")
MESSAGES = Path(__file__).parents[1] / "messages"
DASH = "\N{EN DASH}"  # between counts that follow each other; alone where nothing is known
_MINUS = "\N{MINUS SIGN}"


class Said(str):
    """A number, or a range of numbers, as a reader reads it, which keeps what it says.

    Parameters
    ----------
    text : str
        As it is read.
    value, low, high : str
        The number and the ends of its range with a decimal point and the
        decimals that are read; empty where it has none.
    is_percent : bool
        Whether the numbers are per cents.
    """

    value: str
    low: str
    high: str
    is_percent: bool

    def __new__(cls, text: str, value: str = "", low: str = "", high: str = "", is_percent: bool = False) -> Said:
        """A text with its numbers."""
        said = super().__new__(cls, text)
        said.value, said.low, said.high, said.is_percent = value, low, high, is_percent
        return said


def to_sort_by(cells: Iterable[object]) -> str:
    """What the cells of a column are sorted by, between commas: a value, the low end of a range, nothing for a text.

    Examples
    --------
    >>> to_sort_by([number(Fraction(5, 2), "id"), DASH, 7])
    '2.50,,7'
    """
    return ",".join(
        cell.value or cell.low if isinstance(cell, Said) else str(cell) if isinstance(cell, Integral) else ""
        for cell in cells
    )


class Marked(str):
    """A text of which HTML shows more than its letters; everywhere else it is the text alone."""

    @abstractmethod
    def html(self, show: Callable[[str], str]) -> str:
        """The text in HTML with its marks; `show` makes a plain text safe to stand there."""


class Years(Marked):
    """Years that follow each other, such as 2023–2024, which no page breaks at a line's end."""

    def html(self, show: Callable[[str], str]) -> str:
        """The years in a span of their own."""
        return f'<span class="years">{self}</span>'


class Sentence(Marked):
    """A message with its places filled, which in HTML keeps the marks of what fills them."""

    words: str
    values: dict[str, object]

    def __new__(cls, words: str, values: dict[str, object]) -> Sentence:
        """The sentence as plain text."""
        sentence = super().__new__(cls, words.format(**values))
        sentence.words, sentence.values = words, values
        return sentence

    def __getnewargs__(self) -> tuple[str, dict[str, object]]:  # type: ignore[override]
        return self.words, self.values

    def html(self, show: Callable[[str], str]) -> str:
        """The sentence with the marks of what fills it."""
        filled = {
            name: in_html(value, show) if isinstance(value, str) else value for name, value in self.values.items()
        }
        return show(self.words).format(**filled)


def in_html(text: str, show: Callable[[str], str] = html.escape) -> str:
    """A text made safe to stand in HTML, with the marks that it was made with.

    Examples
    --------
    >>> in_html(say("drivers.title", "en", institution="Kota A & B", years=years_of(2023, 2024)))
    'Kota A &amp; B, <span class="years">2023–2024</span>'
    """
    return text.html(show) if isinstance(text, Marked) else show(text)


def messages() -> dict[str, dict[str, str]]:
    """All messages as ``{"topic.key": {"id": ..., "en": ...}}``, one file per topic.

    The topics in ``outside`` no report speaks: site, guide, exploration.

    Raises
    ------
    ParameterError
        If a message lacks a language; all of a topic are listed.
    """
    return {f"{topic}.{key}": texts for topic in sorted(_files()) for key, texts in _topic(topic).items()}


def say(key: str, language: str, **values: object) -> str:
    """The message `key` (``topic.name``) in a language, its places filled from `values`.

    One thing is said otherwise than several where ``en_one`` or ``id_one`` is there: it stands if ``count`` is one.

    Examples
    --------
    >>> [say("drivers.figure_unchanged", "en", count=count) for count in (1, 2)]
    ['1 indicator unchanged', '2 indicators unchanged']
    """
    topic, _, name = key.partition(".")
    texts = _topic(topic)[name]
    words = texts[check_language(language)]
    if str(values.get("count")) == "1":
        words = texts.get(f"{language}_one", words)
    marked = any(isinstance(value, Marked) for value in values.values())
    return Sentence(words, values) if marked else words.format(**values)


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in MESSAGES.rglob("*.toml")}


@cache
def _topic(topic: str) -> dict[str, dict[str, str]]:
    """Messages of one topic; the command line reads no more than it says."""
    found = tomllib.loads(_files()[topic].read_text(encoding="utf-8"))
    lacking = [
        Message("language.lacks", key=f"{topic}.{key}", language=lang)
        for key, texts in found.items()
        for lang in LANGUAGES
        if not texts.get(lang)
    ]
    if lacking:
        raise ParameterError(Message("language.incomplete"), lacking)
    return found


def check_language(language: str) -> str:
    """Return `language` when reports speak it, refuse it otherwise."""
    if language not in LANGUAGES:
        raise ParameterError(
            Message("language.unknown", language=language), advice=Message("advice.one_of", known=tuple(LANGUAGES))
        )
    return language


def other_language(language: str) -> str:
    """The language that a page in this one is not in."""
    return next(one for one in LANGUAGES if one != check_language(language))


def number(value: Fraction | int, language: str, decimals: int = 2) -> Said:
    """A number rounded half up once, with the language's decimal mark: 2,98 or 2.98."""
    plain = fixed(Fraction(value), decimals)
    text = plain.replace("-", _MINUS)
    return Said(text.replace(".", ",") if language == "id" else text, plain)


def as_printed(text: str, language: str) -> str:
    """A number as it is printed somewhere, with the language's decimal mark; a text where its first digit is lost.

    Examples
    --------
    >>> as_printed("4.60", "id").value, isinstance(as_printed(",60", "id"), Said)
    ('4.60', False)
    """
    plain = text.replace(",", ".")
    shown = plain.replace(".", ",") if language == "id" else plain
    return Said(shown, plain) if plain[:1].isdigit() else shown


def exact(value: Fraction | int, language: str, least: int = 2, most: int = 6) -> Said:
    """A number with as few decimals as show it exactly, between `least` and `most`."""
    value = Fraction(value)
    decimals = next((d for d in range(least, most) if (value * 10**d).denominator == 1), most)
    return number(value, language, decimals)


def in_full(value: Fraction | int, language: str) -> str:
    """A number with all its decimals, or with its first ones and an ellipsis where they do not end."""
    ends = (Fraction(value) * 10**6).denominator == 1
    return exact(value, language) if ends else f"{exact(value, language, 4, 4)}\N{HORIZONTAL ELLIPSIS}"


def signed(value: Fraction | int, language: str, decimals: int = 2) -> Said:
    """A number that always carries its sign: +0,40, −0,09, 0,00."""
    text = number(value, language, decimals)
    return text if value <= 0 else Said(f"+{text}", text.value)


def spanned(low: Said, high: Said, language: str) -> Said:
    """One text where both ends read the same, else both with a word between them: a dash would meet a minus."""
    return low if low == high else ranged("drivers.range", language, low, high)


def ranged(key: str, language: str, low: Said, high: Said, value: Said | None = None) -> Said:
    """A range, with the value inside it where there is one, in the words of a message."""
    text = say(key, language, low=low, high=high, value=value)
    return Said(text, value.value if value else "", low.value, high.value, low.is_percent)


def dashed(first: object, last: object) -> str:
    """Counts, ranks or years that follow each other, such as 15–16; one of them where both are the same."""
    return str(first) if first == last else f"{first}{DASH}{last}"


def years_of(first: int, last: int) -> Years:
    """The first and last year of a span, or its one year."""
    return Years(dashed(first, last))


def real(value: float) -> Fraction:
    """A statistic as an exact number for display."""
    return Fraction(f"{value:.9f}")


def percent(value: float | Fraction, language: str, decimals: int = 0) -> Said:
    """A share as a percentage: 97,5% or 97.5%."""
    return as_percent(number(Fraction(value) * 100, language, decimals))


def as_percent(text: Said) -> Said:
    """A number of hundredths with the sign of per cents."""
    return Said(f"{text}%", text.value, is_percent=True)


def whole(value: int, language: str) -> Said:
    """A count with the language's thousands mark: 1.230 or 1,230."""
    text = f"{value:,}"
    return Said(text.replace(",", ".") if language == "id" else text, str(value))


def date(iso: str, language: str) -> str:
    """An ISO date in words, as far as it is told: 24 November 2026, November 2026 or 2026."""
    from babel.dates import format_date

    year, *rest = (int(part) for part in iso[:10].split("-"))
    pattern = ("y", "MMMM y", "d MMMM y")[len(rest)]
    return format_date(Date(year, *rest, *[1] * (2 - len(rest))), pattern, locale=check_language(language))
