"""What no cell may hold: formulas, control characters, marks that nobody sees."""

from __future__ import annotations

import codecs
import unicodedata

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.collection.sources import BARRED, SIGNED_NUMBER, decode
from spbe_analysis.evidence.values.limits import MAX_CELL_CHARACTERS
from spbe_analysis.message import Message

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_STRETCH = 200  # bytes in which every second one is empty where a Latin text is UTF-16
_PLACEHOLDERS = {"-", "–", "—", "n/a", "na", "#n/a", "null"}  # ways of writing that a cell is empty


def decode_table(content: bytes, name: str) -> str:
    """Text of a table that may be divided by tabs: strict UTF-8, no control or direction marks.

    A last line without its end is let through. UTF-16 that begins with its
    mark, as Excel's Unicode text does, or shows itself by its empty bytes, and
    lines that end as on an old Mac are read too.

    Raises
    ------
    EvidenceError
        As `sources.decode`: every fault with its line.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", errors="replace").encode("utf-8")
    for first, code in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(content) > 3 and not any(content[first:_STRETCH:2]):
            content = content.decode(code, errors="replace").encode("utf-8")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    checked = content.replace(b"\t", b" ")
    try:
        decode(checked if checked.endswith(b"\n") else checked + b"\n", name)
    except EvidenceError as error:
        if error.advice:
            raise
        raise EvidenceError(error.summary, error.problems, Message("advice.marks")) from error
    return unicodedata.normalize("NFC", content.decode("utf-8-sig").replace("\r\n", "\n"))


def cell_fault(text: str) -> str:
    """Why a cell is refused, or an empty text.

    A text that a spreadsheet would run as a formula is refused; a plain
    number with a sign is not one.
    """
    bare = text.strip()
    formula = text.startswith(FORMULA_STARTS) or bare.startswith(FORMULA_STARTS)
    if formula and not SIGNED_NUMBER.match(bare) and bare not in _PLACEHOLDERS:
        return Message("cell.formula", text=text[:40])
    if len(text) > MAX_CELL_CHARACTERS:
        return Message("cell.long", text=text[:20], found=len(text), limit=MAX_CELL_CHARACTERS)
    if not text.isascii() or not text.isprintable():
        for character in text:
            what = BARRED.get(unicodedata.category(character))
            if (what and character != "\n") or character == "\N{REPLACEMENT CHARACTER}":
                return Message(
                    "cell.character", number=ord(character), what=Message(what or "cell.lost"), text=text[:40]
                )
    return ""


def plain(text: str) -> str:
    """A cell's text composed, on one line, with single spaces; ways of writing nothing become empty."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return "" if text.casefold() in _PLACEHOLDERS else text
