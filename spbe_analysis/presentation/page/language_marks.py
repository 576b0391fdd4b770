"""Words of the other language on a page, marked with ``lang`` so that they are read aloud and hyphenated as what they are.

Official names of bodies and documents are never translated: on an English page
they are Indonesian words. They are known by their form, a first word such as
*Pemerintah* or *Laporan* and the capitalised words after it, so that a name
that joins the collection tomorrow is marked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from spbe_analysis.presentation.text.wording import Marked, in_html, other_language

_BODIES = (
    "Arsip|Badan|Dewan|Dinas|Kantor|Kejaksaan|Kementerian|Komisi|Konsil|Lembaga|Mahkamah|"
    "Majelis|Markas|Ombudsman|Pemerintah|Perpustakaan|Pusat|Radio|Sekretariat|Televisi"
)
_DOCUMENTS = "Laporan|Panduan|Paparan|Peraturan|Perolehan|Nilai|Kepmen|Tabel"
_LINKS = r"(?:(?:dan|&|&amp;|untuk|tentang|di) )?"  # in a text and in markup
_WORD = rf" {_LINKS}(?:Kab\.|Kep\.|Sel\.|D\.I\.|[A-Z][\w/’'-]*)"
_LIST = rf"(?:, (?!{_BODIES})[A-Z]\w*(?: [A-Z]\w*)*)+ dan [A-Z]\w*"  # Badan Meteorologi, Klimatologi dan Geofisika
_DAY = r",? \d{1,2} [A-Z][a-z]+ \d{4}"
_NUMBER = r" \d+(?:/\d{4})?\b"
_NAMES = {
    "en": rf"\b(?:(?:{_BODIES})(?:{_WORD})+(?:{_LIST}(?:{_WORD})*)?"
    rf"|(?:{_DOCUMENTS})(?:{_DAY}|,?{_WORD}|{_NUMBER})+"
    rf"|(?:Memuaskan|Sangat Baik|Baik|[Cc]ukup|Kurang|Sedang)\b)",
    "id": r"\bThe spbe-analysis contributors\b",
}
_PIECES = re.compile(r"(<(script|style|title|pre|code|svg|option|textarea)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_WHOLE = ("td", "th", "li", "dd", "dt", "a", "span", "b", "strong")
_OPENING = re.compile(rf"<(?:{'|'.join(_WHOLE)})\b[^>]*>$")


def in_languages(text: str, language: str, quotations: Iterable[str] = ()) -> list[tuple[str, str]]:
    """A text of a page in `language` in pieces, each with the other language where it is in that one, else nothing.

    Parameters
    ----------
    quotations : iterable of str
        Words of the text that are in the other language besides official names.
    """
    other, at = other_language(language), 0
    pieces: list[tuple[str, str]] = []
    for found in _foreign(language, tuple(quotations)).finditer(text):
        pieces += [(text[at : found.start()], ""), (found[0], other)]
        at = found.end()
    return [(piece, lang) for piece, lang in [*pieces, (text[at:], "")] if piece]


@lru_cache(maxsize=64)  # asked for with every cell of a table
def _foreign(language: str, quotations: tuple[str, ...] = ()) -> re.Pattern:
    """What is in the other language on a page in `language`: the longest quotation first, then names."""
    quoted = [re.escape(words) for words in sorted(filter(None, quotations), key=len, reverse=True)]
    return re.compile("|".join([*quoted, _NAMES[language]]))


class Teller:
    """Texts of a page as HTML, each safe to stand there, words of the other language marked as such.

    Parameters
    ----------
    language : str
        The page's; nothing is marked where it is not known.
    quotations : iterable of str
        As in `in_languages`.

    Examples
    --------
    >>> told = Teller("en")
    >>> told("td", "Pemerintah Kota Palu", class_="own"), told("p", "A & B: Baik")
    ('<td class="own" lang="id">Pemerintah Kota Palu</td>', '<p>A &amp; B: <span lang="id">Baik</span></p>')
    """

    def __init__(self, language: str, quotations: Iterable[str] = ()) -> None:
        self._language, self._quotations = language, tuple(quotations)

    def __call__(self, tag: str, text: str, **attributes: object) -> str:
        """An element with a text in it; one that is a name or quotation as a whole carries the mark itself.

        Attributes that are empty are left out; ``class_`` is ``class`` and ``data_index`` is ``data-index``.
        """
        pieces = [] if isinstance(text, Marked) else self._pieces(text)
        whole = pieces[0][1] if len(pieces) == 1 and tag in _WHOLE else ""
        inside = escape(text) if whole else _spans(pieces) if pieces else self.inside(text)
        shown = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
            for name, value in (attributes | {"lang": whole}).items()
            if value
        )
        return f"<{tag}{shown}>{inside}</{tag}>"

    def inside(self, text: str) -> str:
        """A text to stand in an element."""
        return in_html(text, lambda plain: _spans(self._pieces(plain)))

    def _pieces(self, text: str) -> list[tuple[str, str]]:
        return in_languages(text, self._language, self._quotations) if self._language else [(text, "")]


def _spans(pieces: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<span lang="{lang}">{escape(piece)}</span>' if lang else escape(piece) for piece, lang in pieces)


def with_names_marked(markup: str, language: str) -> str:
    """HTML that a library made of Markdown, in which official names in the other language carry ``lang``.

    Prose of a notebook or of the guide is free text: where its words end is
    known only when it has become HTML. Every other text is marked before.
    """
    names, other = _foreign(language), other_language(language)
    pieces = _PIECES.split(markup)
    out: list[str] = []
    for place in range(0, len(pieces), 3):
        text, (tag, _) = pieces[place], (*pieces[place + 1 : place + 3], "", "")[:2]
        before = out[-1] if out else ""
        if text and f' lang="{other}"' not in before:
            if names.fullmatch(text) and tag.startswith("</") and _OPENING.match(before):
                out[-1] = f'{before[:-1]} lang="{other}">'
            else:
                text = names.sub(rf'<span lang="{other}">\g<0></span>', text)
        out += [text, tag]
    return "".join(out)
