"""Words that give a language away: none of them is a word of the other language, or a name."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ENGLISH = {
    "the",
    "of",
    "and",
    "which",
    "from",
    "is",
    "are",
    "was",
    "were",
    "by",
    "for",
    "with",
    "that",
    "this",
    "to",
    "not",
    "it",
    "than",
    "same",
    "only",
    "also",
    "used",
    "printed",
    "given",
    "one",
    "two",
    "first",
    "those",
    "their",
    "whose",
    "where",
    "what",
    "how",
    "when",
    "has",
    "have",
    "had",
    "each",
    "every",
    "between",
    "among",
    "other",
}
INDONESIAN = {
    "yang",
    "dan",
    "dari",
    "untuk",
    "dengan",
    "di",
    "ke",
    "pada",
    "tidak",
    "ini",
    "itu",
    "adalah",
    "dalam",
    "oleh",
    "atau",
    "sebagai",
    "bahwa",
    "karena",
    "sudah",
    "belum",
    "lebih",
    "bila",
    "setiap",
    "hanya",
    "juga",
    "dipakai",
    "tercetak",
    "lain",
    "sama",
    "akan",
    "dapat",
    "kedua",
    "bukan",
    "tetapi",
    "serta",
    "menurut",
}
_UNSEEN = {"script", "style", "pre", "code"}  # programs are in English on every page
_INLINE = {"a", "b", "em", "small", "span", "strong"}
_EMPTY = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
_SPOKEN = ("alt", "aria-label", "title", "placeholder")
_ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+\.(?:md|toml|csv|json|py|ipynb|html)\b|\b\w+=\S+|--\w+")


def foreign_words(text: str, language: str) -> list[str]:
    """Tell-tale words of the other language in a text of this one; addresses and names of files do not count."""
    words = re.findall(r"[a-z]+", _ADDRESS.sub(" ", text).lower())
    return [word for word in words if word in {"id": ENGLISH, "en": INDONESIAN}[language]]


class Page(HTMLParser):
    """What a page shows and says, block by block, in the language of the page; what carries another `lang` is left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language, self.blocks, self.marked = "", [""], []
        self._open: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        lang = about.get("lang") or (self._open[-1][1] if self._open else "")
        self.language = self.language or lang
        if tag not in _INLINE:
            self.blocks.append("")
        if lang == self.language:
            self.blocks[-1:-1] = [about[name] for name in _SPOKEN if about.get(name)]
        if tag not in _EMPTY:
            self._open.append((tag, lang))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if {tag for tag, _ in self._open} & _UNSEEN:
            return
        if self._open and self._open[-1][1] == self.language:
            self.blocks[-1] += data
        else:
            self.marked.append(data)

    def foreign(self) -> dict[str, list[str]]:
        """Blocks with words of the other language, and those words."""
        return {block: found for block in self.blocks if (found := foreign_words(block, self.language))}
