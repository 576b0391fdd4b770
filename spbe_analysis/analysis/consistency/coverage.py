"""What a collection of printed cards holds: how many institutions each year, and down to which level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from spbe_analysis.evidence.values.printed import PrintedCard
from spbe_analysis.regulation import load_framework

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("index", "domain", "aspect", "indicator")


def holdings(cards: Iterable[PrintedCard], stage: str = "final") -> pd.DataFrame:
    """Institutions with something printed, by year and kind of node.

    An institution counts under every kind of which at least one figure is
    printed of it that year, in whatever document.

    Parameters
    ----------
    cards : iterable of PrintedCard
        Cards as printed.
    stage : str
        Stage that is counted.

    Returns
    -------
    DataFrame
        One row a year, indexed by year: ``index``, ``domain``, ``aspect``,
        ``indicator`` (institutions), ``whole`` (institutions with every scored
        item), ``figures`` (printed figures), ``documents``.
    """
    import pandas as pd

    cards = list(cards)
    bodies: dict[int, dict[str, dict[str, set[str]]]] = {}
    figures: dict[int, int] = {}
    documents: dict[int, set[str]] = {}
    for card in cards:
        if card.stage != stage or card.year is None:
            continue
        law = load_framework(card.regulation)
        by_body = bodies.setdefault(card.year, {}).setdefault(card.institution, {kind: set() for kind in KINDS})
        for code in card.cells:
            by_body[law.nodes[code].kind].add(code)
        figures[card.year] = figures.get(card.year, 0) + len(card.cells)
        documents.setdefault(card.year, set()).add(card.document)
    rows = []
    for year in sorted(bodies):
        counts = {kind: sum(bool(found[kind]) for found in bodies[year].values()) for kind in KINDS}
        items = len(load_framework(_regulation_of(cards, year)).indicators)
        whole = sum(len(found["indicator"]) == items for found in bodies[year].values())
        rows.append(
            {"year": year, **counts, "whole": whole, "figures": figures[year], "documents": len(documents[year])}
        )
    return pd.DataFrame(rows).set_index("year")


def _regulation_of(cards: Iterable[PrintedCard], year: int) -> str:
    return next(card.regulation for card in cards if card.year == year)
