"""The processed tables as plain rows, read once for each state of the files."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from spbe_analysis.evidence.collection.prepare import ensure_prepared
from spbe_analysis.evidence.collection.store import PACKAGE

Version = tuple[str, int]
TABLES = ("published", "category_means", "category_scopes", "institutions", "names", "outcomes", "conflicts")
_held: dict[Path | None, Version] = {}  # by folder, as it is asked for


def version(data: Path | None = None) -> Version:
    """The processed folder and the moment it was written; prepared first where needed."""
    if data in _held:
        return _held[data]
    folder = ensure_prepared(data)
    return str(folder), (folder / PACKAGE).stat().st_mtime_ns


def hold() -> Version:
    """Read every table now and take this state for the rest of the process, without looking at the files again.

    For a worker that makes many reports, which must all come from one state.
    """
    made = version()
    for table in TABLES:
        rows_of(made, table)
    _held[None] = made
    return made


@lru_cache(maxsize=32)
def rows_of(made: Version, table: str) -> tuple[dict[str, str], ...]:
    """Rows of one processed table, all cells as text. Not to be changed by the reader."""
    with (Path(made[0]) / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))
