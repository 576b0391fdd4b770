"""What each figure on what printed figures fix shows in a sentence, with its unit and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.page.heads import documents_of, head_of
from spbe_analysis.presentation.text.wording import percent, say


def pairs(found: Mapping[int, Sequence], names: tuple[str, str], answer, language: str) -> Head:
    """How many pairs of sums each year's printed score leaves."""
    counts = [len(rows) for rows in found.values()]
    key = "heads.pairs_one" if min(counts) == max(counts) else "heads.pairs"
    title = say(key, language, least=min(counts), most=max(counts))
    what = say("heads.pairs_unit", language, first=names[0], second=names[1])
    cards = (answer.before, answer.after)
    return head_of([title], answer.after.institution, list(found), what, documents_of(cards), language)


def recovered(institution: str, years: Sequence[int], rows: pd.DataFrame, language: str) -> Head:
    """That what is published narrows what is possible; the bounds are sharp, so a further figure never widens them."""
    title, what = say("heads.recovered", language), say("heads.recovered_unit", language)
    return head_of([title], institution, years, what, [], language)


def coverage(table: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """How often the range under the prior holds the truth, at the least and at the most."""
    ends = {"least": percent(table["covered"].min(), language), "most": percent(table["covered"].max(), language)}
    title, what = say("heads.coverage", language, **ends), say("heads.coverage_unit", language)
    return head_of([title], say("heads.coverage_whom", language), years, what, [], language)
