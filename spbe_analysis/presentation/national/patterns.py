"""Sentences on patterns across institutions: start and change, predicates, variance, printed means, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis.presentation.national.tables import short_body
from spbe_analysis.presentation.page.tables import ARROW, join, label, weight_text
from spbe_analysis.presentation.text.kinds import scope_name
from spbe_analysis.presentation.text.wording import dashed, number, percent, real, say, signed, whole
from spbe_analysis.regulation import Framework

_FIRM = Fraction(9, 10)  # of the draws, for a place that holds
_ENDS = 3  # names told in an alternative text


def starts(
    found: Mapping[str, float], facts: Mapping[str, object], years: Sequence[int], framework: Framework, language: str
) -> list[str]:
    """Start level and change, with what of the slope rounding, the ceiling and an unsure start would give.

    Parameters
    ----------
    found : mapping
        From `regression_to_mean.start_and_change` of all institutions.
    facts : mapping
        ``rounding`` and ``ceiling`` (slopes they give alone), ``held`` (institutions
        held back by the ceiling, by code), ``levels`` (error for the slope as levels).
    """
    about = {"from_year": years[0], "to_year": years[1]}
    slope = _ranged(found, {"slope": "slope", "low": "slope_low", "high": "slope_high"}, language, 3)
    key = "national.start_slope" if found["slope_high"] < 0 else "national.start_slope_up"
    told = [say(key, language, r=signed(real(found["r_start"]), language), **slope, **about)]
    told.append(say("national.observed", language, count=whole(int(found["n"]), language)))
    if "slope_cluster_low" in found:
        ends = {"low": "slope_cluster_low", "high": "slope_cluster_high"}
        told.append(say("national.by_province", language, **_ranged(found, ends, language, 3)))
    oldham = _ranged(found, {"r": "r_mean", "low": "r_mean_low", "high": "r_mean_high"}, language, 2)
    apart = found["r_mean_low"] > 0 or found["r_mean_high"] < 0
    key = "national.start_oldham_some" if apart else "national.start_oldham_none"
    told += [
        say("national.start_regression", language),
        say(key, language, ratio=number(real(found["spread_ratio"]), language, 3), **oldham, **about),
    ]
    counts = {label(code, framework, language): count for code, count in facts["held"].items() if count}
    held = [say("national.start_held", language, name=name, count=count) for name, count in counts.items()]
    shown = {
        "rounding": signed(real(facts["rounding"]), language, 5),
        "maximum": framework.maximum,
        "ceiling": signed(real(facts["ceiling"]), language, 3),
        "held": join(held, language) or say("national.start_held_none", language),
    }
    told.append(say("national.start_rounding", language, **shown))
    if found["error_for_slope"] > 0:
        error = number(real(found["error_for_slope"]), language)
        levels = number(real(facts["levels"]), language, 1)
        told.append(say("national.start_error", language, error=error, levels=levels, **about))
    return [*told, say("national.start_limits", language)]


def starts_alt(found: Mapping[str, float], years: Sequence[int], language: str) -> str:
    """The two clouds of start and change in words."""
    slope, r = signed(real(found["slope"]), language, 3), signed(real(found["r_mean"]), language)
    count = whole(int(found["n"]), language)
    return say("national.start_alt", language, count=count, from_year=years[0], slope=slope, r=r)


def movement(counts: pd.DataFrame, panel, language: str) -> tuple[list[str], str]:
    """Sentences on movement between predicates, and the matrix in words.

    Parameters
    ----------
    counts : DataFrame of int
        From `national_tables.movement_frame`.
    """
    import numpy as np

    order = [p.name_id for p in reversed(panel.framework.predicates)]
    cells = {(i, j): int(n) for (i, j), n in np.ndenumerate(counts.to_numpy()) if n}
    up, same, down = (sum(n for (i, j), n in cells.items() if (j > i) - (j < i) == way) for way in (1, 0, -1))
    fallen = []
    for name, row in panel.table.iterrows():
        stated = [order.index(p) if p in order else -1 for p in (row["predicate_before"], row["predicate_after"])]
        if 0 <= stated[1] < stated[0]:
            ends = {when: number(row[f"index_{when}"], language) for when in ("before", "after")}
            fallen.append(say("national.fallen_body", language, name=short_body(name), arrow=ARROW, **ends))
    about = {"up": up, "same": same, "count": whole(up + same + down, language)}
    told = [
        say("national.movement_text", language, down=down, names=join(fallen, language), **about)
        if down
        else say("national.movement_text_none", language, **about)
    ]
    rules = {year: panel.framework.predicate_rule(year) for year in panel.years}
    words = [say(f"national.rule_{rule}", language, year=year) for year, rule in rules.items()]
    key = "national.movement_rule_same" if len(set(rules.values())) == 1 else "national.movement_rule"
    told.append(say(key, language, rules=join(words, language)))
    parts = []
    for (i, j), n in cells.items():
        ends = {"first": counts.index[i], "second": counts.columns[j]}
        parts.append(say("national.pair_count", language, arrow=ARROW, count=n, **ends))
    return told, say("national.movement_alt", language, up=up, same=same, down=down, parts=" ".join(parts))


def shares(table: pd.DataFrame, language: str) -> tuple[str, str]:
    """The sentence on shares of variance and the figure in words, from `national_tables.share_frame`."""
    shown = {}
    for name, row in table.iterrows():
        shares = {key: percent(real(row[key]), language, 1) for key in ("share", "low", "high")}
        shown[name] = {"name": name, **shares}
    first = max(shown, key=lambda name: table.at[name, "share"])
    weight = weight_text(table.at[first, "weight"], language)
    text = say("national.shares_text", language, weight=weight, **shown[first])
    if "cluster_low" in table:
        ends = {end: percent(real(table.at[first, f"cluster_{end}"]), language, 1) for end in ("low", "high")}
        text = f"{text} {say('national.by_province', language, **ends)}"
    parts = [say("national.share_of", language, **about) for about in shown.values()]
    return text, say("national.shares_alt", language, parts=join(parts, language))


def means(
    parts: Mapping[int, pd.DataFrame], rows: Mapping[int, pd.DataFrame], tolerance: Fraction, language: str
) -> list[str]:
    """How many printed means agree with their parts and with their rows, and which do not agree with their parts."""
    good = [[bool(a) for table in tables.values() for a in table["agrees"]] for tables in (parts, rows)]
    about = {"parts_good": sum(good[0]), "parts": len(good[0]), "rows_good": sum(good[1]), "rows": len(good[1])}
    told = [say("national.means_text", language, tolerance=number(tolerance, language), **about)]
    for year, table in parts.items():
        for row in table[~table["agrees"].astype(bool)].itertuples():
            shown = {"rebuilt": number(row.rebuilt, language, 3), "printed": number(row.printed, language)}
            shown |= {"difference": signed(row.difference, language, 3), "category": scope_name(row.category, language)}
            told.append(say("national.means_parts_fail", language, year=year, **shown))
    return told


def ranks_alt(frame: pd.DataFrame, language: str) -> str:
    """Which places move most under other weights and which not at all."""
    frame = frame.assign(width=frame["high"] - frame["low"])
    wide = []
    for row in frame.sort_values(["width", "rank"], ascending=[False, True], kind="stable").head(_ENDS).itertuples():
        wide.append(say("national.rank_range", language, name=row.name, range=dashed(row.low, row.high)))
    firm = join(list(frame.loc[frame["width"] == 0, "name"]), language) or say("national.nobody", language)
    return say("national.ranks_alt", language, count=len(frame), wide=join(wide, language), firm=firm)


def ranks(nation: pd.DataFrame, year: int, margin: Fraction, language: str) -> str:
    """How far places in the nation move under other weights, from `rank_robustness` of all institutions."""
    width = (nation["spread_p95"] - nation["spread_p05"]).median()
    firm = int((nation["spread_keeps"] >= float(_FIRM)).sum())
    counts = {"median": whole(int(width), language), "firm": firm, "count": whole(len(nation), language)}
    shares = {"margin": percent(margin, language), "share": percent(_FIRM, language)}
    return say("national.ranks_text", language, year=year, **counts, **shares)


def _ranged(found: Mapping[str, float], names: Mapping[str, str], language: str, decimals: int) -> dict[str, str]:
    """Statistics as texts with their sign, by the places of a sentence."""
    return {place: signed(real(found[name]), language, decimals) for place, name in names.items()}
