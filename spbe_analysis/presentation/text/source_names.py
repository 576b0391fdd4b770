"""Names and places of sources as readers of either language meet them.

The collection records titles as they are printed and its own remarks on them
in English ("press", "from p. 10"). Only those remarks are put into the
reader's language; a title is never translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import check_language, date, say

_REMARKS = (  # of a web source, in the brackets after its address
    (re.compile(r"press"), "sources.press"),
    (re.compile(r"press, citing (?P<cited>.+)"), "sources.press_citing"),
    (re.compile(r"press, LKPJ hearing, (?P<month>[A-Z][a-z]+ \d{4})"), "sources.press_hearing"),
    (re.compile(r"press, (?P<agency>.+) via (?P<via>.+)"), "sources.press_agency_via"),
    (re.compile(r"press, (?P<agency>.+)"), "sources.press_agency"),
    (re.compile(r"own site"), "sources.own_site"),
)
_NAMES = (  # sources that have no title of their own
    (
        re.compile(r"Database of the SPBE monitoring application of Kota Denpasar \(copy of May 2022\)"),
        "sources.denpasar",
    ),
    (re.compile(r"SPBE portal of a regency \(script file\)"), "sources.portal"),
    (re.compile(r"SPBE web site of Kab\. Madiun \(source code\)"), "sources.madiun"),
    (
        re.compile(r"(?P<title>.+), interview session of (?P<day>\d+) (?P<month>[A-Z][a-z]+ \d{4})"),
        "sources.interview",
    ),
    (re.compile(r"News item (?P<number>\d+) on the web site of Kota Balikpapan"), "sources.balikpapan"),
)
_PLACES = (
    (re.compile(r"from p\. (?P<page>\d+): (?P<table>.+)"), "sources.from_page"),
    (re.compile(r"p\. (?P<page>\d+): (?P<table>.+)"), "sources.page"),
    (re.compile(r"index record"), "sources.index_record"),
    (re.compile(r"aspect records"), "sources.aspect_records"),
    (re.compile(r"indicator records"), "sources.indicator_records"),
    (re.compile(r"table (?P<name>\w+)"), "sources.table_in_database"),
)
_WEB = re.compile(r"(\S+) \((.+)\)")


@cache
def document_name(document: str, language: str) -> str:
    """A source's name as it stands, with the collection's remark on it in the reader's language."""
    web = _WEB.fullmatch(document)
    if web:
        return f"{web[1]} ({_said(web[2], _REMARKS, language)})"
    return _said(document, _NAMES, language)


def place_in(place: str, language: str) -> str:
    """Where in a source a figure stands."""
    if isinstance(place, Message):
        told = place.told(language)
        return told[:1].lower() + told[1:]
    return _said(place, _PLACES, language)


def note_text(note: Message, language: str, names: Callable[[str], str] = str) -> str:
    """A note on the figures used, in the reader's language.

    Parameters
    ----------
    note : Message
        One of a scorecard's ``notes``.
    names : callable
        What a code of the regulation is called.
    """

    def shown(name: str, field: object) -> object:
        if name == "codes":
            return names(str(field))
        if name in ("document", "other"):
            return document_name(str(field), language)
        return str(field).replace(".", ",") if language == "id" and name in ("value", "used", "printed") else field

    return note.told(check_language(language), value=shown)


def _said(text: str, known: tuple, language: str) -> str:
    """The text in a language where its form is known, else as it stands."""
    for form, key in known:
        found = form.fullmatch(text)
        if found:
            values = found.groupdict()
            if "month" in values:
                values["date"] = _month(values.pop("month"), language)
            return say(key, language, **values)
    return text


def _month(text: str, language: str) -> str:
    """A month and year such as "May 2023" in the reader's language."""
    months = (f"{text.split()[1]}-{month:02d}" for month in range(1, 13))
    return next((date(month, language) for month in months if date(month, "en") == text), text)
