"""What each figure across regulations shows in a sentence, with its unit and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from spbe_analysis.presentation.bridge.words import points
from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.page.heads import documents_of, head_of
from spbe_analysis.presentation.text.wording import say, spanned


def parts(answer, language: str) -> Head:
    """How many of the points were performance."""
    cards = (answer.before, answer.after)
    total, kept = (
        spanned(points(part.low, language), points(part.high, language), language)
        for part in (answer.total, answer.parts["performance"])
    )
    title, what = say("heads.bridge_known", language, total=total, points=kept), say("heads.bridge_unit", language)
    years = [card.year for card in cards]
    return head_of([title], answer.after.institution, years, what, documents_of(cards), language)


def implied(found, language: str) -> Head:
    """How many indicators of the new list have no counterpart."""
    title = say("heads.implied", language, free=len(found.no_ancestor), count=len(found.table))
    card, what = found.scorecard, say("heads.implied_unit", language, regulation=found.frameworks[1].number_text)
    return head_of([title], card.institution, [card.year], what, documents_of([card]), language)


def by_year(values: pd.Series, turns: Sequence, documents: Iterable[str], language: str) -> Head:
    """How often the regulation changed."""
    title, what = say("heads.nation_years", language, count=len(turns)), say("heads.index_unit", language)
    return head_of([title], say("heads.nation_whom", language), list(values.index), what, documents, language)
