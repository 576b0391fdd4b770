"""Heads of figures in words: the message, the unit with whom and when, and the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from spbe_analysis.presentation.drawing.head import LONGEST, Head
from spbe_analysis.presentation.page.tables import known, span
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import DASH, dashed, say, signed

_NAMED = 2  # documents named in a source line
_LONG = 90  # letters of a document's name that still fits there


def head_of(
    titles: Sequence[str], whom: str, years: Sequence[int], what: str, documents: Iterable[str], language: str
) -> Head:
    """A head whose title is the first that is short enough, with whom and when before the unit."""
    title = next((text for text in titles if len(text.split()) <= LONGEST), titles[-1])
    known_years = [year for year in years if year] or [DASH]
    unit = say("heads.unit", language, whom=whom or DASH, years=dashed(min(known_years), max(known_years)), what=what)
    return Head(title, unit, source_line(documents, language))


def source_line(documents: Iterable[str], language: str) -> str:
    """The documents by name where they are few, else how many."""
    names = list(dict.fromkeys(document_name(document, language) for document in documents))
    if names and (len(names) > _NAMED or any(len(name) > _LONG for name in names)):
        told = say("heads.source_many", language, count=len(names))
    else:
        told = "; ".join(names) or say("heads.source_none", language)
    return say("heads.source", language, documents=told)


def nation_reports(years: Sequence[int], language: str) -> str:
    """The ministry's yearly reports on all institutions, which most of their figures come from."""
    told = say("drivers.list_two", language, first=years[0], last=years[-1]) if len(set(years)) > 1 else years[0]
    return say("heads.source_nation", language, years=told)


def documents_of(scorecards: Iterable) -> list[str]:
    """Names of the documents that scorecards were read from, in order."""
    return [printed.document for card in scorecards for printed in card.values.values()]


def parts_titles(rows: Sequence[tuple], change: Fraction | None, language: str, falls: bool = False) -> list[str]:
    """Which part contributed most, where its place and sign are sure; else that this is open.

    Of an index that did not change it is told whether gains and losses stand
    against each other.

    Parameters
    ----------
    rows : sequence of (label, low, high)
        Every part with the ends of its contribution [index points].
    change : Fraction or None
        Change of the index.
    falls : bool
        Whether the index surely fell, where no change of it is printed.
    """
    shown = "" if change is None else signed(change, language)
    unsure = "heads.parts_open_no_index" if change is None else "heads.parts_open"
    told = [say(unsure, language, change=shown)]
    if any(known(low) is None for _, low, _ in rows) or not rows:
        return told
    if change == 0:  # nothing is the largest part of no change
        both = any(low > 0 for _, low, _ in rows) and any(high < 0 for *_, high in rows)
        return [say("heads.parts_cancel", language)] * both + [say("heads.parts_still", language)]
    falls = falls if change is None else change < 0
    name, low, high = min(rows, key=lambda row: row[2]) if falls else max(rows, key=lambda row: row[1])
    others = [row for row in rows if row[0] != name]
    sure = (high < 0 if falls else low > 0) and all(high < row[1] if falls else low > row[2] for row in others)
    if not sure:
        return told
    exact, between = (
        ("heads.part_least", "heads.part_least_between") if falls else ("heads.part_most", "heads.part_most_between")
    )
    about = {"name": name, "points": span(low, high, language)}
    titles = [say(exact, language, change=shown, **about)] if low == high and shown else []
    return [*titles, say(between, language, **about), *told]


def ways(changes: Iterable) -> dict[str, int]:
    """How many changes go up, stay the same and go down."""
    values = list(changes)
    up, down = sum(value > 0 for value in values), sum(value < 0 for value in values)
    return {"up": up, "same": len(values) - up - down, "down": down}
