"""How a verb answers: JSON for machines, lines for people, both on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction

MANY_PLACES = 4  # more are told by the first and the last one


def print_json(answer: object) -> None:
    """Write `answer` as JSON; fractions become decimal numbers good to 1e-9."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain))


def print_lines(lines: Iterable[str]) -> None:
    """Write one line each."""
    for line in lines:
        print(line)


def print_sources(language: str, *scorecards) -> None:
    """One line a document of a year, with the first and the last of many places in it."""
    from spbe_analysis.presentation.text.source_names import document_name, place_in
    from spbe_analysis.studies.answer import sources_of

    places: dict[tuple, list[str]] = {}
    for row in sources_of(*scorecards):
        told = place_in(row["place"], language)
        places.setdefault((row["year"], row["document"], row["url"]), []).extend([told] if told else [])
    for (year, document, url), there in places.items():
        many = f"{there[0]} \u2026 {there[-1]} ({len(there)})" if len(there) > MANY_PLACES else ", ".join(there)
        where = ", ".join(filter(None, [document_name(document, language), many]))
        print(f"  [{year}] {' '.join(filter(None, [where, url]))}")


def about_scorecard(scorecard, framework) -> dict:
    """A scorecard in the shape the JSON answers share."""
    printed = scorecard.values.get(framework.root)
    return {
        **{name: getattr(scorecard, name) for name in ("year", "regulation", "stage", "assessment")},
        "index": printed.text if printed else None,
        "predicate": scorecard.predicate or None,
    }


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, (set, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
