"""The documents behind an answer: for machines as they are recorded, for people in their language."""

from __future__ import annotations


def sources_of(*scorecards) -> list[dict]:
    """Documents and places with the number of values taken from each, in the order they are first used."""
    found: dict[tuple, dict] = {}
    for scorecard in scorecards:
        for printed in scorecard.values.values():
            key = (scorecard.year, printed.document, printed.place, printed.url)
            row = found.setdefault(
                key, dict(zip(("year", "document", "place", "url"), key, strict=True)) | {"values": 0}
            )
            row["values"] += 1
    return list(found.values())


def print_sources(language: str, *scorecards) -> None:
    """One line a document and place."""
    from spbe_analysis.presentation.text.source_names import document_name, place_in

    for row in sources_of(*scorecards):
        told = [document_name(row["document"], language), place_in(row["place"], language), row["url"]]
        print(f"  [{row['year']}] {' '.join(filter(None, told))}")
