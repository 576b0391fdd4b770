"""One reader for printed scores, so that a decimal comma is never a thousands mark."""

from __future__ import annotations

import re
from fractions import Fraction

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import Message

MAX_DECIMALS = 2  # results are printed with at most two decimals (PermenPANRB 59/2020, worked examples)
DIGITS = 60  # far beyond anything printed; Python itself refuses whole numbers of thousands of digits
_SCORE = re.compile(r"^(\d)(?:([.,])(\d+))?$", re.ASCII)


def is_score(text: str) -> bool:
    """Whether a text is written as a score is: one digit, and decimals after a comma or a point if any.

    Examples
    --------
    >>> is_score("2,5"), is_score("40")
    (True, False)
    """
    return bool(_SCORE.match(text))


def parse_score(text: str, max_decimals: int | None = MAX_DECIMALS) -> tuple[Fraction, int]:
    """Exact value and number of printed decimals of a score such as ``3,79`` or ``3.7``.

    Parameters
    ----------
    text : str
        One digit, optionally a comma or point and decimals. Nothing else.
    max_decimals : int or None
        Most decimals accepted; None for any number.

    Raises
    ------
    EvidenceError
        If `text` is anything else: it is refused, never guessed at.
    """
    match = _SCORE.match(text)
    most = DIGITS if max_decimals is None else max_decimals
    if not match or len(match[3] or "") > most:
        shown = text if len(text) <= DIGITS else f"{text[:DIGITS]}..."
        raise EvidenceError(Message("score.none", text=shown), advice=Message("advice.score"))
    decimals = match[3] or ""
    return Fraction(int(match[1] + decimals), 10 ** len(decimals)), len(decimals)
