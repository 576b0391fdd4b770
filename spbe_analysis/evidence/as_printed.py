"""The collection as printed, before corrections: what the check reads when no file is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.evidence.collection.corrections import COLUMNS
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.collection.sources import read_table
from spbe_analysis.evidence.collection.store import data_folder
from spbe_analysis.evidence.values.printed import PrintedMeans, PrintedScorecard

if TYPE_CHECKING:
    import pandas as pd


def collection_cards() -> list[PrintedScorecard]:
    """The whole collection as printed, before corrections, one card a document."""
    scorecards: dict[tuple[str, ...], PrintedScorecard] = {}
    for row in rows_of(version(), "published"):
        key = tuple(row[name] for name in ("institution", "year", "stage", "document", "url"))
        scorecard = scorecards.get(key)
        if scorecard is None:
            scorecard = scorecards[key] = PrintedScorecard(
                row["institution"],
                int(row["year"]),
                row["stage"],
                row["regulation"],
                assessment=row["assessment"],
                document=row["document"],
                place=row["place"],
                url=row["url"],
                rank=int(row["rank"]),
            )
        scorecard.cells[row["code"]] = row["printed"]
        scorecard.places[row["code"]] = row["place"]
        scorecard.predicate = scorecard.predicate or row["predicate"]
        if row["correction_en"]:
            scorecard.corrections[row["code"]] = _said(row, "correction")
        if row["note_en"]:
            scorecard.notes[row["code"]] = _said(row, "note")
    return list(scorecards.values())


def collection_means() -> list[PrintedMeans]:
    """Every printed category mean, one table a document, year and category."""
    tables: dict[tuple[str, ...], PrintedMeans] = {}
    for row in rows_of(version(), "category_means"):
        if row["kind"] in ("count", "share"):
            continue
        key = (row["document"], row["year"], row["scope"])
        table = tables.setdefault(
            key,
            PrintedMeans(row["scope"], int(row["year"]), row["regulation"], document=row["document"], rank=len(tables)),
        )
        table.cells.setdefault(row["code"], []).append(row["printed"])
        if row["note_en"]:
            table.notes[row["code"]] = _said(row, "note")
    return list(tables.values())


def load_corrections() -> pd.DataFrame:
    """Every correction of a known fault: file, row, column, what is expected there, what is used, why in both languages."""
    import pandas as pd

    table = read_table(data_folder() / "corrections.csv", "corrections.csv", COLUMNS)
    return pd.DataFrame([row.cells for row in table.rows], columns=list(COLUMNS), dtype=str)


def _said(row: dict[str, str], name: str) -> dict[str, str]:
    """A text that stands in both languages, by language."""
    return {"id": row[f"{name}_id"], "en": row[f"{name}_en"]}
