"""What each figure beside another figure shows in a sentence, with its unit and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.page.heads import head_of, nation_reports
from spbe_analysis.presentation.text.wording import real, say, signed


def related(row: pd.Series, name: str, years: Sequence[int], publisher: str, change: bool, language: str) -> Head:
    """Whether the two go together, as far as the interval of their correlation says."""
    key = "heads.related" if _clear(row, "pearson") else "heads.unrelated"
    title = say(key, language, r=signed(real(row["pearson"]), language), outcome=name)
    what = say("heads.related_change_unit" if change else "heads.related_unit", language, outcome=name)
    return _head(title, years, what, publisher, language)


def correlations(tables: Iterable[pd.DataFrame], years: Sequence[int], publisher: str, language: str) -> Head:
    """How many of the correlations drawn clearly differ from zero."""
    told = [_clear(row, way) for table in tables for _, row in table.iterrows() for way in ("pearson", "spearman")]
    title = say("heads.correlations", language, clear=sum(told), count=len(told))
    return _head(title, years, say("heads.correlations_unit", language), publisher, language)


def _clear(row: pd.Series, way: str) -> bool:
    return row[f"{way}_low"] > 0 or row[f"{way}_high"] < 0


def _head(title: str, years: Sequence[int], what: str, publisher: str, language: str) -> Head:
    whom, documents = say("heads.tiles_whom", language), [publisher, nation_reports(years, language)]
    return head_of([title], whom, years, what, documents, language)
