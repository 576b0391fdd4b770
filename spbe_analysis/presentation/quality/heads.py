"""What each figure on the quality of the collection shows in a sentence, with its unit and source."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.page.heads import head_of
from spbe_analysis.presentation.text.wording import percent, say, whole


def holdings(counts: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """For how many institutions the finest detail is known in the best year."""
    most = whole(int(counts.iloc[-1].max()), language)
    return _head(say("heads.holdings", language, most=most), years, "heads.holdings_unit", language)


def findings(counts: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """How many findings are corrected."""
    about = {"count": int(counts["count_"].sum()), "corrected": int(counts["corrected"].sum())}
    return _head(say("heads.findings", language, **about), years, "heads.findings_unit", language)


def rules(frame: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """How many of the rules drawn fit every scorecard."""
    about = {"fit": int((frame["misfits"] == 0).sum()), "count": len(frame)}
    return _head(say("heads.rules", language, **about), years, "heads.rules_unit", language)


def slips(shares: pd.DataFrame, years: Sequence[int], language: str) -> Head:
    """Which share of misprints is found, at the least and at the most."""
    ends = {"least": percent(shares["found"].min(), language, 1), "most": percent(shares["found"].max(), language, 1)}
    return _head(say("heads.slips", language, **ends), years, "heads.slips_unit", language)


def _head(title: str, years: Sequence[int], unit: str, language: str) -> Head:
    return head_of([title], say("heads.quality_whom", language), years, say(unit, language), [], language)
