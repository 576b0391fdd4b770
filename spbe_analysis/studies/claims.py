"""The published record in the form that claims are held against."""

from __future__ import annotations

from itertools import combinations

from spbe_analysis.analysis.claims.record import Record
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.studies.national import national_panel, national_years


def published_record() -> Record:
    """Every final card, every printed index and the joined national years of the project's data."""
    rows: dict[tuple[str, int, str], list[dict[str, str]]] = {}
    for row in rows_of(version(), "published"):
        if row["kind"] == "index":
            rows.setdefault((row["institution"], int(row["year"]), row["stage"]), []).append(row)
    years = sorted({year for _, year, _ in rows})
    national = national_years()
    return Record(
        scorecards={year: all_scorecards(year) for year in years},
        rows=rows,
        bodies={body.name: body for body in load_register()},
        panels={pair: national_panel(*pair)[0] for pair in combinations(national, 2)},
        national=tuple(national),
    )
