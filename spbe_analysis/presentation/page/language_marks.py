"""Words of the other language on a page, marked with ``lang`` so that they are read aloud and hyphenated as what they are.

Official names of bodies and documents are never translated: on an English page
they are Indonesian words. They are known by their form, a first word such as
*Pemerintah* or *Laporan* and the capitalised words after it, so that a name
that joins the collection tomorrow is marked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from spbe_analysis.presentation.page.document import Block, escape
from spbe_analysis.presentation.text.wording import check_language, other_language

_BODIES = [
    "Arsip",
    "Badan",
    "Dewan",
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
_DOCUMENTS = ["Laporan", "Paparan", "Peraturan", "Perolehan", "Nilai", "Kepmen", "Tabel"]
_LINKS = r"(?:(?:dan|&amp;|untuk|tentang|di) )?"
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
_WHOLE = re.compile(r"<(?:td|th|li|dd|dt|a|span|b|strong)\b[^>]*>$")


def with_names_marked(markup: str, language: str) -> str:
    """A page on which official names in the other language carry ``lang``."""
    names = _NAMES[check_language(language)]
    return _marked(markup, other_language(language), lambda text: list(names.finditer(text)))


def with_words_marked(markup: str, words: Iterable[str], language: str) -> str:
    """Markup in which each of these texts carries ``lang``, wherever it stands."""
    wanted = sorted({escape(word) for word in words if word}, key=len, reverse=True)
    if not wanted:
        return markup
    pattern = re.compile("|".join(map(re.escape, wanted)))
    return _marked(markup, language, lambda text: list(pattern.finditer(text)))


def quoting(block: Block, words: Iterable[str], language: str) -> Block:
    """A block of a page in `language` in which these words are the other language's."""
    return Block(with_words_marked(block.markup, words, other_language(language)), block.plain, **block.about)


def _marked(markup: str, language: str, find: Callable[[str], list[re.Match]]) -> str:
    pieces = _PIECES.split(markup)
    out: list[str] = []
    for place in range(0, len(pieces), 3):
        text, (tag, _) = pieces[place], (*pieces[place + 1 : place + 3], "", "")[:2]
        before = out[-1] if out else ""
        if text and f' lang="{language}"' not in before:
            found = find(text)
            if len(found) == 1 and found[0][0] == text and tag.startswith("</") and _WHOLE.match(before):
                out[-1] = f'{before[:-1]} lang="{language}">'
            else:
                for match in reversed(found):
                    text = f'{text[: match.start()]}<span lang="{language}">{match[0]}</span>{text[match.end() :]}'
        out += [text, tag]
    return "".join(out)
