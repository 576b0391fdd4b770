"""What a collection of printed scorecards holds: how many institutions each year, and down to which level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.regulation import load_framework

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("index", "domain", "aspect", "indicator")


def data_coverage(scorecards: Iterable[PrintedScorecard]) -> pd.DataFrame:
    """Institutions with something final printed, by year and kind of node.

    An institution counts under every kind of which at least one figure is
    printed of it that year, in whatever document.

    Parameters
    ----------
    scorecards : iterable of PrintedScorecard
        Scorecards as printed.

    Returns
    -------
    DataFrame
        One row a year, indexed by year: ``index``, ``domain``, ``aspect``,
        ``indicator`` (institutions), ``whole`` (institutions with every scored
        item), ``figures`` (printed figures), ``documents``.

    Examples
    --------
    >>> scorecard = PrintedScorecard("Kota A", 2024, "final", "permenpanrb-59-2020", {"P59-D1": "2.90"})
    >>> int(data_coverage([scorecard]).loc[2024, "domain"])
    1
    """
    import pandas as pd

    scorecards = list(scorecards)
    printed: dict[int, dict[str, dict[str, set[str]]]] = {}
    figures: dict[int, int] = {}
    documents: dict[int, set[str]] = {}
    for scorecard in scorecards:
        if scorecard.stage != "final" or scorecard.year is None:
            continue
        framework = load_framework(scorecard.regulation)
        codes = printed.setdefault(scorecard.year, {}).setdefault(
            scorecard.institution, {kind: set() for kind in KINDS}
        )
        for code in scorecard.cells:
            codes[framework.nodes[code].kind].add(code)
        figures[scorecard.year] = figures.get(scorecard.year, 0) + len(scorecard.cells)
        documents.setdefault(scorecard.year, set()).add(scorecard.document)
    rows = []
    for year in sorted(printed):
        counts = {kind: sum(bool(found[kind]) for found in printed[year].values()) for kind in KINDS}
        regulation = next(scorecard.regulation for scorecard in scorecards if scorecard.year == year)
        items = len(load_framework(regulation).indicators)
        whole = sum(len(found["indicator"]) == items for found in printed[year].values())
        rows.append(
            {"year": year, **counts, "whole": whole, "figures": figures[year], "documents": len(documents[year])}
        )
    return pd.DataFrame(rows).set_index("year")
