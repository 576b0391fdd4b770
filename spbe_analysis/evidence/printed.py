"""A card as it is printed, legible or not, before anything is corrected or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from spbe_analysis.evidence.processed import rows_of, version


@dataclass
class PrintedCard:
    """What one document prints of one institution, year and stage.

    ``cells`` holds the text of every cell by whole code; an empty text is a
    cell that is blank where the table's other rows are filled. ``again`` are
    codes that come a second time with their text, ``foreign`` are codes the
    regulation does not have. ``corrections`` gives the reason for which the
    collection uses another value than the printed one, ``notes`` what else is
    known of a cell.
    """

    institution: str
    year: int | None
    stage: str
    regulation: str
    cells: dict[str, str] = field(default_factory=dict)
    predicate: str = ""
    assessment: str = ""
    document: str = ""
    place: str = ""
    url: str = ""
    rank: int = 0
    corrections: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    again: list[tuple[str, str]] = field(default_factory=list)
    foreign: list[tuple[str, str]] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


@dataclass
class PrintedMeans:
    """Means over one category of institutions, as one document prints them for one year."""

    scope: str
    year: int
    regulation: str
    cells: dict[str, list[str]] = field(default_factory=dict)
    document: str = ""
    rank: int = 0
    notes: dict[str, str] = field(default_factory=dict)


def collection_cards(data: Path | None = None) -> list[PrintedCard]:
    """The whole collection as printed, before corrections, one card a document.

    Parameters
    ----------
    data : Path, optional
        Folder with ``raw`` and ``processed``; the project's own by default.
    """
    cards: dict[tuple[str, ...], PrintedCard] = {}
    for row in rows_of(version(data), "published"):
        key = tuple(row[name] for name in ("institution", "year", "stage", "document", "url"))
        card = cards.get(key)
        if card is None:
            card = cards[key] = PrintedCard(
                row["institution"], int(row["year"]), row["stage"], row["regulation"],
                assessment=row["assessment"], document=row["document"], place=row["place"], url=row["url"],
                rank=int(row["rank"]),
            )  # fmt: skip
        card.cells[row["code"]] = row["printed"]
        card.places[row["code"]] = row["place"]
        card.predicate = card.predicate or row["predicate"]
        if row["correction"]:
            card.corrections[row["code"]] = row["correction"]
        if row["note"]:
            card.notes[row["code"]] = row["note"]
    return list(cards.values())


def collection_means(data: Path | None = None) -> list[PrintedMeans]:
    """Every printed category mean, one table a document, year and category."""
    tables: dict[tuple[str, ...], PrintedMeans] = {}
    for row in rows_of(version(data), "category_means"):
        if row["kind"] in ("count", "share"):
            continue
        key = (row["document"], row["year"], row["scope"])
        table = tables.setdefault(
            key,
            PrintedMeans(
                row["scope"],
                int(row["year"]),
                row["regulation"],
                document=row["document"],
                rank=len(tables),
            ),
        )
        table.cells.setdefault(row["code"], []).append(row["printed"])
        if row["note"]:
            table.notes[row["code"]] = row["note"]
    return list(tables.values())
