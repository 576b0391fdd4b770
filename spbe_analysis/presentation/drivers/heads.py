"""What each figure of one change shows in a sentence, with its unit and source; nothing open is named as sure."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.drivers.sentences import whose
from spbe_analysis.presentation.page.heads import documents_of, head_of, parts_titles
from spbe_analysis.presentation.page.tables import label, points, when
from spbe_analysis.presentation.text.wording import say


def parts(answer, language: str) -> Head:
    """Which part contributed most, if that is sure."""
    top = [row for row in answer.records if row["parent"] == answer.framework.root]
    rows = [(label(row["code"], answer.framework, language), row["low"], row["high"]) for row in top]
    titles = parts_titles(rows, answer.change_published, language, answer.falls)
    return _head(titles, answer, "heads.parts_unit", language)


def bars(answer, language: str) -> Head:
    """How much one indicator contributed at most in the direction of the change, and how many did not change."""
    values = list(answer.rows("indicator")["low"])
    same, down, most = values.count(0), sum(value < 0 for value in values), max(values)
    key = "heads.bars" if most > 0 else "heads.bars_none_up"
    if answer.falls:
        key, most = "heads.bars_fall", min(values)
    title = say(key, language, points=points(most, language), same=same, down=down)
    return _head([title], answer, "heads.bars_unit", language)


def ranges(answer, count: int, certain: int, language: str) -> Head:
    """How many of the rows drawn surely rose or fell."""
    title = say("heads.ranges" if certain else "heads.ranges_none", language, count=count, certain=certain)
    return _head([title], answer, "heads.ranges_unit", language)


def levels(scorecards: Sequence, table: pd.DataFrame, language: str) -> Head:
    """How many indicators rose and fell from the first year to the last."""
    first, last = table.columns[0], table.columns[-1]
    changes = table[last] - table[first]
    up, down = int((changes > 0).sum()), int((changes < 0).sum())
    title = say("heads.levels" if down else "heads.levels_none_down", language, up=up, down=down, count=len(table))
    cards = [card for card, name in zip(scorecards, when(scorecards, language), strict=True) if name in table]
    whom, what, years = cards[-1].institution, say("heads.levels_unit", language), (cards[0].year, cards[-1].year)
    return head_of([title], whom, years, what, documents_of(cards), language)


def by_year(steps: pd.DataFrame, answer, language: str) -> Head:
    """The largest yearly step."""
    step = max(steps.itertuples(), key=lambda row: abs(row.low))
    key = "heads.years_up" if step.low > 0 else "heads.years_down" if step.low < 0 else "heads.years_none"
    title = say(key, language, step=step.label, points=points(step.low, language))
    return _head([title], answer, "heads.years_unit", language)


def _head(titles: list[str], answer, unit: str, language: str) -> Head:
    cards, years = (answer.before, answer.after), (answer.before.year, answer.after.year)
    return head_of(titles, whose(answer), years, say(unit, language), documents_of(cards), language)
