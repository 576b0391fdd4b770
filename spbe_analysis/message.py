"""Sentences that keep what they are made of, so that each reader gets them in a language of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from string import Formatter

SENTENCES = Path(__file__).parent / "messages.toml"


class Message(str):
    """An English sentence with its key in ``messages.toml`` and the fields that fill its places.

    As text it is the sentence that the command line and JSON show, so it can
    stand wherever a text does. A field may be a message or a tuple of fields.
    ``en_one`` and ``id_one`` stand where the ``count`` is one.

    Parameters
    ----------
    key : str
        Group and name in ``messages.toml``.
    **fields
        Values of the sentence's places; more than it has do no harm.

    Examples
    --------
    >>> told = Message("table.rows", where=Message("place.line", line=3), found=20_001, limit=20_000)
    >>> told
    'line 3: 20,001 rows, at most 20,000'
    >>> told.told("id")
    'Baris 3: 20.001 baris, paling banyak 20.000.'
    """

    key: str
    fields: dict[str, object]

    def __new__(cls, key: str, /, **fields: object) -> Message:
        """The English sentence of a key."""
        message = super().__new__(cls, _filled(key, fields, "en", False, _as_it_is))
        message.key, message.fields = key, fields
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.key,), self.fields

    def told(self, language: str, on_page: bool = False, value: Callable[[str, object], object] | None = None) -> str:
        """The sentence in a language.

        Parameters
        ----------
        language : str
            ``id`` or ``en``.
        on_page : bool
            Whether a page shows it, which may need other words than the
            command line: it has no options to name.
        value : callable, optional
            What a place, by its name, shows of a field; the field as it is by
            default.
        """
        return _filled(self.key, self.fields, language, on_page, value or _as_it_is)


def said(text: str, language: str) -> str:
    """A message in a language; a plain text as it is."""
    return text.told(language) if isinstance(text, Message) else text


class _Places(Formatter):
    """Places of a sentence; thousands and decimals are divided by the marks of its language."""

    def __init__(self, language: str) -> None:
        self._mark = "." if language == "id" else ","

    def format_field(self, value: object, format_spec: str) -> str:
        text = super().format_field(value, format_spec)
        if isinstance(value, float) and self._mark == ".":
            return text.replace(".", ",")
        return text.replace(",", self._mark) if format_spec == "," else text


def _filled(
    key: str, fields: dict[str, object], language: str, on_page: bool, value: Callable[[str, object], object]
) -> str:
    def shown(name: str, field: object) -> object:
        if isinstance(field, Message):
            return field.told(language, on_page, value)
        if isinstance(field, tuple):
            return ", ".join(str(shown(name, one)) for one in field)
        return value(name, field)

    words = _sentences()[key]
    if str(fields.get("count")) == "1":  # English says one thing otherwise than several
        words = words | {language: words.get(f"{language}_one", words[language])}
    sentence = words.get(f"page_{language}", words[language]) if on_page else words[language]
    return _Places(language).vformat(sentence, (), {name: shown(name, field) for name, field in fields.items()})


def _as_it_is(name: str, field: object) -> object:
    return field


@cache
def _sentences() -> dict[str, dict[str, str]]:
    import tomllib

    groups = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    return {f"{group}.{name}": words for group, names in groups.items() for name, words in names.items()}
