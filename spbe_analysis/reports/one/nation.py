"""What a report on one institution shows of the others, as a fingerprint."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from hashlib import sha256

from spbe_analysis.analysis.panel.peers import BAND
from spbe_analysis.evidence.collection.processed import Version, version
from spbe_analysis.presentation.page.tables import PART_DECIMALS
from spbe_analysis.regulation.rounding import fixed
from spbe_analysis.studies.falls import national_years
from spbe_analysis.studies.national import national_panel


def standing_digest(institution: str, from_year: int, to_year: int) -> str:
    """A fingerprint of what a report shows of other institutions; '' where it shows nothing of them.

    Over places, the three parts rounded as they are shown, and every peer's
    two indexes: another institution's score changes it only when the page may
    change. Cheap enough to ask of every institution before anything is made.

    Parameters
    ----------
    institution : str
        Canonical name.
    """
    return standing_digests(from_year, to_year).get(institution, "")


def standing_digests(from_year: int, to_year: int) -> dict[str, str]:
    """`standing_digest` of every institution of two years; empty where a year has no national report."""
    return _digests(version(), from_year, to_year) if {from_year, to_year} <= set(national_years()) else {}


@lru_cache(maxsize=4)
def _digests(made: Version, from_year: int, to_year: int) -> dict[str, str]:
    panel, places = national_panel(from_year, to_year)
    ranked: dict[str, list[str]] = {}
    for name, *row in places.drop(columns=["kind", "value"]).itertuples(index=False):
        ranked.setdefault(name, []).append(" ".join(map(str, row)))
    kinds: dict[str, list[tuple]] = {}
    for row in panel.table.itertuples():
        kinds.setdefault(row.kind, []).append(
            (row.index_before, row.Index, f"{row.Index} {row.index_before} {row.index_after}")
        )
    kinds = {kind: sorted(rows) for kind, rows in kinds.items()}
    starts = {kind: [row[0] for row in rows] for kind, rows in kinds.items()}
    found = {}
    for row in panel.table.itertuples():
        ends = (
            bisect_left(starts[row.kind], row.index_before - BAND),
            bisect_right(starts[row.kind], row.index_before + BAND),
        )
        parts = (fixed(part, PART_DECIMALS) for part in (row.drift, row.category, row.own))
        said = [str(len(panel.table)), str(len(kinds[row.kind])), *parts, *ranked[row.Index]]
        said += [text for _, _, text in kinds[row.kind][slice(*ends)]]
        found[row.Index] = sha256("\n".join(said).encode()).hexdigest()
    return found
