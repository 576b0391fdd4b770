"""Sentences on patterns across institutions: start and change, predicates, variance, printed means, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.national.tables import real, short_body, weight_text
from spbe_analysis.presentation.page.tables import ARROW, join, label
from spbe_analysis.presentation.text.kinds import scope_name
from spbe_analysis.presentation.text.wording import DASH, number, percent, say, signed, whole

if TYPE_CHECKING:
    import pandas as pd

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
    slope = {
        name: signed(real(found[key]), language, 3)
        for name, key in (("slope", "slope"), ("low", "slope_low"), ("high", "slope_high"))
    }
    key = "national.start_slope" if found["slope_high"] < 0 else "national.start_slope_up"
    told = [say(key, language, r=signed(real(found["r_start"]), language), **slope, **about)]
    oldham = {
        name: signed(real(found[key]), language)
        for name, key in (("r", "r_mean"), ("low", "r_mean_low"), ("high", "r_mean_high"))
    }
    apart = found["r_mean_low"] > 0 or found["r_mean_high"] < 0
    key = "national.start_oldham_some" if apart else "national.start_oldham_none"
    told += [
        say("national.start_regression", language),
        say(key, language, ratio=number(real(found["spread_ratio"]), language, 3), **oldham, **about),
    ]
    held = [
        say("national.start_held", language, name=label(code, framework, language), count=count)
        for code, count in facts["held"].items()
        if count
    ]
    told.append(
        say(
            "national.start_rounding",
            language,
            rounding=signed(real(facts["rounding"]), language, 5),
            maximum=framework.maximum,
            ceiling=signed(real(facts["ceiling"]), language, 3),
            held=join(held, language) or say("national.start_held_none", language),
        )
    )
    if found["error_for_slope"] > 0:
        told.append(
            say(
                "national.start_error",
                language,
                error=number(real(found["error_for_slope"]), language),
                levels=number(real(facts["levels"]), language, 1),
                **about,
            )
        )
    return [*told, say("national.start_limits", language)]


def starts_alt(found: Mapping[str, float], years: Sequence[int], language: str) -> str:
    """The two clouds of start and change in words."""
    return say(
        "national.start_alt",
        language,
        count=whole(int(found["n"]), language),
        from_year=years[0],
        slope=signed(real(found["slope"]), language, 3),
        r=signed(real(found["r_mean"]), language),
    )


def movement(counts: pd.DataFrame, panel, language: str) -> tuple[list[str], str]:
    """Sentences on movement between predicates, and the matrix in words.

    Parameters
    ----------
    counts : DataFrame of int
        From `national_tables.movement_frame`.
    """
    cells = [
        (i, j, int(counts.iloc[i, j])) for i in range(len(counts)) for j in range(len(counts)) if counts.iloc[i, j]
    ]
    up, same, down = (
        sum(n for i, j, n in cells if keep(i, j))
        for keep in (lambda i, j: j > i, lambda i, j: j == i, lambda i, j: j < i)
    )
    framework, order = panel.framework, [p.name_id for p in reversed(panel.framework.predicates)]
    fallen = [
        say(
            "national.fallen_body",
            language,
            name=short_body(name),
            arrow=ARROW,
            before=number(row["index_before"], language),
            after=number(row["index_after"], language),
        )
        for name, row in panel.table.iterrows()
        if {row["predicate_before"], row["predicate_after"]} <= set(order)
        and order.index(row["predicate_after"]) < order.index(row["predicate_before"])
    ]
    about = {"up": up, "same": same, "count": whole(up + same + down, language)}
    told = [
        say("national.movement_text", language, down=down, names=join(fallen, language), **about)
        if down
        else say("national.movement_text_none", language, **about)
    ]
    rules = {year: framework.predicate_rule(year) for year in panel.years}
    words = [
        say("national.rule_exact" if rule == "exact" else "national.rule_rounded", language, year=year)
        for year, rule in rules.items()
    ]
    key = "national.movement_rule_same" if len(set(rules.values())) == 1 else "national.movement_rule"
    told.append(say(key, language, rules=join(words, language)))
    parts = [
        say("national.pair_count", language, first=counts.index[i], arrow=ARROW, second=counts.columns[j], count=n)
        for i, j, n in cells
    ]
    return told, say("national.movement_alt", language, up=up, same=same, down=down, parts=" ".join(parts))


def shares(table: pd.DataFrame, language: str) -> tuple[str, str]:
    """The sentence on shares of variance and the figure in words, from `national_tables.share_frame`."""
    shown = {
        name: {
            "name": name,
            "share": percent(real(row["share"]), language, 1),
            "low": percent(real(row["low"]), language, 1),
            "high": percent(real(row["high"]), language, 1),
        }
        for name, row in table.iterrows()
    }
    first = max(shown, key=lambda name: table.at[name, "share"])
    text = say(
        "national.shares_text", language, weight=weight_text(table.at[first, "weight"], language), **shown[first]
    )
    parts = [say("national.share_of", language, **about) for about in shown.values()]
    return text, say("national.shares_alt", language, parts=join(parts, language))


def means(
    parts: Mapping[int, pd.DataFrame], rows: Mapping[int, pd.DataFrame], tolerance: Fraction, language: str
) -> list[str]:
    """How many printed means agree with their parts and with their rows, and which do not agree with their parts."""
    good = [[bool(a) for table in tables.values() for a in table["agrees"]] for tables in (parts, rows)]
    told = [
        say(
            "national.means_text",
            language,
            tolerance=number(tolerance, language),
            parts_good=sum(good[0]),
            parts=len(good[0]),
            rows_good=sum(good[1]),
            rows=len(good[1]),
        )
    ]
    for year, table in parts.items():
        for row in table[~table["agrees"].astype(bool)].itertuples():
            told.append(
                say(
                    "national.means_parts_fail",
                    language,
                    category=scope_name(row.category, language),
                    year=year,
                    rebuilt=number(row.rebuilt, language, 3),
                    printed=number(row.printed, language),
                    difference=signed(row.difference, language, 3),
                )
            )
    return told


def ranks_alt(frame: pd.DataFrame, language: str) -> str:
    """Which places move most under other weights and which not at all."""
    width = frame["high"] - frame["low"]
    order = sorted(frame.index, key=lambda name: (-width[name], frame.at[name, "rank"]))
    wide = [
        say(
            "national.rank_range",
            language,
            name=frame.at[n, "label"].split(". ")[1],
            low=frame.at[n, "low"],
            high=frame.at[n, "high"],
            dash=DASH,
        )
        for n in order[:_ENDS]
    ]
    firm = [frame.at[name, "label"].split(". ")[1] for name in frame.index if width[name] == 0]
    return say(
        "national.ranks_alt",
        language,
        count=len(frame),
        wide=join(wide, language),
        firm=join(firm, language) or say("national.nobody", language),
    )


def ranks(nation: pd.DataFrame, year: int, margin: Fraction, language: str) -> str:
    """How far places in the nation move under other weights, from `rank_robustness` of all institutions."""
    width = (nation["spread_p95"] - nation["spread_p05"]).median()
    firm = int((nation["spread_keeps"] >= float(_FIRM)).sum())
    return say(
        "national.ranks_text",
        language,
        year=year,
        margin=percent(margin, language),
        median=whole(int(width), language),
        firm=firm,
        count=whole(len(nation), language),
        share=percent(_FIRM, language),
    )
