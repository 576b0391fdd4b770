"""Words of the other language on a page, marked with ``lang`` so that they are read aloud and hyphenated as what they are.

Official names of bodies and documents are never translated: on an English page
they are Indonesian words. They are known by their form, a first word such as
*Pemerintah* or *Laporan* and the capitalised words after it, so that a name
that joins the collection tomorrow is marked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from spbe_analysis.presentation.page.document import Block, escape
from spbe_analysis.presentation.text.wording import check_language, other_language

_BODIES = [
    "Arsip",
    "Badan",
    "Dewan",
    "Dinas",
    "Kantor",
    "Kejaksaan",
    "Kementerian",
    "Komisi",
    "Konsil",
    "Lembaga",
    "Mahkamah",
    "Majelis",
    "Markas",
    "Ombudsman",
    "Pemerintah",
    "Perpustakaan",
    "Pusat",
    "Radio",
    "Sekretariat",
    "Televisi",
]
_DOCUMENTS = ["Laporan", "Panduan", "Paparan", "Peraturan", "Perolehan", "Nilai", "Kepmen", "Tabel"]
_LINKS = r"(?:(?:dan|&|&amp;|untuk|tentang|di) )?"  # in a text and in markup
_WORD = rf" {_LINKS}(?:Kab\.|Kep\.|Sel\.|D\.I\.|[A-Z][\w/’'-]*)"
_LIST = rf"(?:, (?!{'|'.join(_BODIES)})[A-Z]\w*(?: [A-Z]\w*)*)+ dan [A-Z]\w*"  # Badan Meteorologi, Klimatologi dan Geofisika
_DAY = r",? \d{1,2} [A-Z][a-z]+ \d{4}"
_NUMBER = r" \d+(?:/\d{4})?\b"
_NAMES = {
    "en": re.compile(
        rf"\b(?:(?:{'|'.join(_BODIES)})(?:{_WORD})+(?:{_LIST}(?:{_WORD})*)?"
        rf"|(?:{'|'.join(_DOCUMENTS)})(?:{_DAY}|,?{_WORD}|{_NUMBER})+"
        rf"|(?:Memuaskan|Sangat Baik|Baik|[Cc]ukup|Kurang|Sedang)\b)"
    ),
    "id": re.compile(r"\bThe spbe-analysis contributors\b"),
}
_PIECES = re.compile(r"(<(script|style|title|pre|code|svg|option|textarea)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\w+|\w+);")
_WHOLE = re.compile(r"<(?:td|th|li|dd|dt|a|span|b|strong)\b[^>]*>$")


def with_names_marked(markup: str, language: str) -> str:
    """A page on which official names in the other language carry ``lang``."""
    names = _NAMES[check_language(language)]
    return _marked(markup, other_language(language), lambda text: list(names.finditer(text)))


def in_languages(text: str, language: str, quotations: Iterable[str] = ()) -> list[tuple[str, str]]:
    """A text of a page in `language` in pieces, each with the other language where it is in that one, else nothing.

    Parameters
    ----------
    quotations : iterable of str
        Words of the text that are in the other language besides official names.
    """
    names, other = _NAMES[check_language(language)], other_language(language)
    pieces: list[tuple[str, str]] = []
    for rest, quotation in _around(text, _any_of(quotations)):
        pieces += [
            (piece, lang) for part in _around(rest, names) for piece, lang in zip(part, ("", other), strict=True)
        ]
        pieces.append((quotation, other))
    return [(piece, lang) for piece, lang in pieces if piece]


def quoting(block: Block, words: Iterable[str], language: str) -> Block:
    """A block of a page in `language` in which these words are the other language's."""
    words = list(words)
    if not any(words):
        return block
    found, other = _any_of(map(escape, words)), other_language(language)
    markup = _marked(block.markup, other, lambda text: list(found.finditer(text)))
    return Block(markup, block.plain, **block.about, quotations=words)


def _any_of(words: Iterable[str]) -> re.Pattern:
    """Any of some words, the longest first; what is never found where there are none."""
    return re.compile("|".join(map(re.escape, sorted(filter(None, words), key=len, reverse=True))) or r"(?!)")


def _around(text: str, pattern: re.Pattern) -> Iterator[tuple[str, str]]:
    """What stands before each match and the match, then the rest and nothing."""
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()], match[0]
        at = match.end()
    yield text[at:], ""


def _marked(markup: str, language: str, find: Callable[[str], list[re.Match]]) -> str:
    pieces = _PIECES.split(markup)
    out: list[str] = []
    for place in range(0, len(pieces), 3):
        text, (tag, _) = pieces[place], (*pieces[place + 1 : place + 3], "", "")[:2]
        before = out[-1] if out else ""
        if text and f' lang="{language}"' not in before:
            entities = [entity.span() for entity in _ENTITY.finditer(text)]
            found = [
                match
                for match in find(text)
                if not any(low < end < high for end in match.span() for low, high in entities)
            ]
            if len(found) == 1 and found[0][0] == text and tag.startswith("</") and _WHOLE.match(before):
                out[-1] = f'{before[:-1]} lang="{language}">'
            else:
                for match in reversed(found):
                    text = f'{text[: match.start()]}<span lang="{language}">{match[0]}</span>{text[match.end() :]}'
        out += [text, tag]
    return "".join(out)
