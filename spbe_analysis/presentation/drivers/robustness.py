"""How sturdy the largest contributor is under other weights, in tables."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from spbe_analysis.analysis.drivers.weight_draws import DIRICHLET, SPREAD
from spbe_analysis.presentation.drivers.tables import one_row_per_class
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.tables import frame_of, known, label
from spbe_analysis.presentation.text.wording import DASH, percent, ranged, say, spanned, whole
from spbe_analysis.regulation import Framework

KINDS = {"domain": "peers.kind_domain", "aspect": "peers.kind_aspect", "indicator": "peers.kind_indicator"}


def beside(shown: pd.DataFrame, rows: pd.DataFrame, robustness: pd.DataFrame, language: str) -> pd.DataFrame:
    """A table of contributions with a last column: how sturdily the named driver stays first.

    Parameters
    ----------
    shown : DataFrame of str
        From `tables.summary` of `rows`.
    rows : DataFrame
        Rows of one kind of an answer.
    robustness : DataFrame
        From `spbe_analysis.analysis.drivers.robustness.driver_robustness`.
    """
    kind = rows["kind"].iloc[0]
    named = robustness.loc[kind] if kind in robustness.index and robustness.at[kind, "code"] else None
    if named is None or named["radius_low"] == 0:  # another may be first already: the ranges allow it
        return shown
    cells = [_column(named, language) if code == named["code"] else DASH for code in one_row_per_class(rows)["code"]]
    return shown.assign(**{say("peers.column", language): cells})


def note(shown: pd.DataFrame, draws: int, language: str) -> str:
    """What the last column of `beside` says; empty when it is not there."""
    there = say("peers.column", language) in shown.columns
    return say("peers.column_note", language, draws=whole(draws, language)) if there else ""


def blocks(robustness: pd.DataFrame, framework: Framework, draws: int, margin: Fraction, language: str) -> list:
    """The section's blocks: what is asked, the table by kind, and what it does not say."""

    def named(cell):
        return lambda pair: cell(pair[1]) if pair[1]["code"] else DASH

    def first(pair) -> str:
        code = pair[1]["code"]
        return label(code, framework, language) if code else say("peers.unnamed", language)

    cells = {
        say("peers.head_level", language): lambda pair: say(KINDS[pair[0]], language) if pair[0] in KINDS else pair[0],
        say("peers.head_first", language): first,
        say("peers.head_rival", language): named(lambda row: label(row["rival"], framework, language)),
        say("peers.head_radius", language): named(lambda row: _radius(row, language)),
        say("peers.head_spread", language, margin=percent(margin, language)): named(
            lambda row: _share(row, SPREAD, language)
        ),
        say("peers.head_dirichlet", language): named(lambda row: _share(row, DIRICHLET, language)),
    }
    foot = say("peers.weights_note", language, draws=whole(draws, language))
    return [
        document.paragraphs(say("peers.weights_lead", language)),
        document.table(frame_of(cells, robustness.iterrows()), say("peers.weights_caption", language), foot),
    ]


def _column(row, language: str) -> str:
    share = percent(row[SPREAD], language)
    if known(row["radius_low"]) is None:
        return say("peers.column_always", language, share=share)
    return say("peers.column_value", language, share=share, radius=_down(row["radius_low"], language))


def _radius(row, language: str) -> str:
    low, high = row["radius_low"], row["radius_high"]
    if known(low) is None:
        return say("peers.radius_never", language)
    if known(high) is None:
        return say("peers.radius_open", language, low=_down(low, language))
    return spanned(_down(low, language), _down(high, language), language)


def _share(row, scheme: str, language: str) -> str:
    share, low, high = (percent(row[f"{scheme}{end}"], language) for end in ("", "_low", "_high"))
    return share if low == high else ranged("peers.share_span", language, low, high, share)


def _down(radius: Fraction, language: str) -> str:
    """A radius in whole per cent, never more than it is."""
    return percent(Fraction(int(radius * 100), 100), language)
