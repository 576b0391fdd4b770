"""Days as people in Indonesia write them: 30/06/2025, 30-6-2025, 30 Juni 2025 or 2025-06-30."""

from __future__ import annotations

import re
from datetime import date as Date

_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "pebruari"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "ags", "agt", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov", "nopember"),
    ("desember", "december", "des", "dec"),
)
_NUMBERS = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ][\d:.]+)?", re.ASCII)
_WRITTEN = re.compile(
    r"(?P<day>\d{1,2})(?:[/.-]|\s+)(?P<month>\d{1,2}|[a-z]+)\.?(?:[/.-]|\s+)(?P<year>\d{4})", re.ASCII
)


def read_day(text: str) -> Date | None:
    """The day a text names, the day of the month before the month; None where it names none.

    Examples
    --------
    >>> [str(read_day(text)) for text in ("30/06/2025", "30 Juni 2025", "2025-06-30 00:00:00", "06/30/2025")]
    ['2025-06-30', '2025-06-30', '2025-06-30', 'None']
    """
    text = text.strip().lower()
    found = _ISO.fullmatch(text) or _WRITTEN.fullmatch(text)
    if found is None:
        return None
    month = found["month"]
    try:
        return Date(int(found["year"]), int(month) if month.isdigit() else _NUMBERS.get(month, 0), int(found["day"]))
    except ValueError:
        return None
