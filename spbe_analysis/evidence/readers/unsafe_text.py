"""What no cell may hold: formulas, control characters, marks that nobody sees."""

from __future__ import annotations

import re
import unicodedata

from spbe_analysis.evidence.collection.sources import decode
from spbe_analysis.evidence.values.limits import MAX_CELL_CHARACTERS

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?%?$", re.ASCII)
_PLACEHOLDERS = {"-", "–", "—", "n/a", "na", "#n/a", "null"}  # ways of writing that a cell is empty
_CATEGORIES = {
    "Cc": "a control character",
    "Cf": "an invisible or direction mark",
    "Cs": "half a character",
    "Co": "a private character",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
}


def decode_table(content: bytes, name: str) -> str:
    """Text of a table that may be divided by tabs: strict UTF-8, no control or direction marks.

    Raises
    ------
    EvidenceError
        As `sources.decode`: every fault with its line.
    """
    decode(content.replace(b"\t", b" "), name)
    return unicodedata.normalize("NFC", content.decode("utf-8-sig").replace("\r\n", "\n"))


def cell_fault(text: str) -> str:
    """Why a cell is refused, or an empty text.

    A text that a spreadsheet would run as a formula is refused; a plain
    number with a sign is not one.
    """
    bare = text.strip()
    formula = text.startswith(FORMULA_STARTS) or bare.startswith(FORMULA_STARTS)
    if formula and not _NUMBER.match(bare) and bare not in _PLACEHOLDERS:
        return f"{text[:40]!r} begins like a formula"
    if len(text) > MAX_CELL_CHARACTERS:
        return f"{text[:20]!r}... has {len(text):,} characters, at most {MAX_CELL_CHARACTERS}"
    if not text.isascii() or not text.isprintable():
        for character in text:
            what = _CATEGORIES.get(unicodedata.category(character))
            if (what and character != "\n") or character == "\N{REPLACEMENT CHARACTER}":
                return f"U+{ord(character):04X} ({what or 'lost text'}) in {text[:40]!r}"
    return ""


def plain(text: str) -> str:
    """A cell's text composed, on one line, with single spaces; ways of writing nothing become empty."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return "" if text.casefold() in _PLACEHOLDERS else text
