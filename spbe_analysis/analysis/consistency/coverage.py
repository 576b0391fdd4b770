"""What a collection of printed scorecards holds: how many institutions each year, and down to which level."""

from __future__ import annotations

from collections import Counter
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

    by_year: dict[int, list[PrintedScorecard]] = {}
    for scorecard in scorecards:
        if scorecard.stage == "final" and scorecard.year is not None:
            by_year.setdefault(scorecard.year, []).append(scorecard)
    rows = []
    for year, cards in sorted(by_year.items()):
        printed: dict[str, dict[str, str]] = {}
        for card in cards:
            nodes = load_framework(card.regulation).nodes
            printed.setdefault(card.institution, {}).update({code: nodes[code].kind for code in card.cells})
        held = [Counter(kinds.values()) for kinds in printed.values()]
        counts = {kind: sum(kinds[kind] > 0 for kinds in held) for kind in KINDS}
        items = len(load_framework(cards[0].regulation).indicators)
        counts["whole"] = sum(kinds["indicator"] == items for kinds in held)
        documents = {card.document for card in cards}
        figures = sum(len(card.cells) for card in cards)
        rows.append({"year": year, **counts, "figures": figures, "documents": len(documents)})
    return pd.DataFrame(rows).set_index("year")
