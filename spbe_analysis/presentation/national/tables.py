"""Frames of the page on the nation: what its figures draw and what its tables say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.tile_map import province_tiles
from spbe_analysis.presentation.page.tables import ARROW, label
from spbe_analysis.presentation.text.kinds import kind_name, scope_name
from spbe_analysis.presentation.text.wording import DASH, exact, number, percent, say, signed, whole

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

ROUNDING = "rounding"  # the line of a ledger that printed digits leave over
FEW = 10  # institutions; kinds with fewer are put together in figures
_FINE = 5  # decimals of a ledger, so that what rounding leaves over can be seen
_STUCK = "\N{NO-BREAK SPACE}"
MARK = "*"  # beside printed figures that no whole levels produce


def part_name(code: str, framework: Framework, language: str) -> str:
    """Name of a line of a ledger: a node of the regulation, or what rounding leaves over."""
    return say("national.rounding", language) if code == ROUNDING else label(code, framework, language)


def steps(means: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """What the waterfall of the mean draws: ``label``, ``low``, ``high``, ``middle`` of every line."""
    import pandas as pd

    rows = [(part_name(code, framework, language), value, value, value) for code, value in means["mean"].items()]
    return pd.DataFrame(rows, columns=["label", "low", "high", "middle"], dtype=object)


def ledger_table(means: pd.DataFrame, drift: Fraction, framework: Framework, language: str) -> pd.DataFrame:
    """Texts: domain, weight, mean contribution, what levels allow, share of the mean change; the total last."""
    import pandas as pd

    heads = [
        say(key, language)
        for key in (
            "national.head_domain",
            "national.head_weight",
            "national.head_mean",
            "national.head_allowed",
            "national.head_share",
        )
    ]
    rows = []
    for code, row in means.iterrows():
        known = code != ROUNDING
        rows.append(
            [
                part_name(code, framework, language),
                weight_text(row["weight"], language) if known else DASH,
                signed(row["mean"], language, _FINE),
                _span(row["low"], row["high"], language, _FINE) if known else DASH,
                DASH if row["share"] is None else percent(row["share"], language, 1),
            ]
        )
    total = [
        say("national.total", language),
        weight_text(sum(means["weight"]), language),
        signed(drift, language, _FINE),
    ]
    rows.append([*total, DASH, percent(Fraction(1), language, 1)])
    return pd.DataFrame(rows, columns=heads)


def spread_frame(parts: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``group`` and ``value`` of every institution's contributions, from a frame of codes (columns)."""
    import pandas as pd

    return pd.concat(
        [
            pd.DataFrame({"group": part_name(code, framework, language), "value": parts[code].astype(float)})
            for code in parts
        ],
        ignore_index=True,
    )


def kind_groups(kinds: pd.DataFrame, language: str) -> dict[str, str]:
    """Label of the figure's group for every kind: its own with its size, or that of all small kinds together."""
    small = kinds[kinds["n"] < FEW]
    others = say("national.group_others", language, fewest=FEW, count=int(small["n"].sum()))
    return {
        kind: others if kind in small.index and len(small) > 1 else group_label(kind, int(n), language)
        for kind, n in kinds["n"].items()
    }


def group_label(kind: str, count: int, language: str) -> str:
    """A kind of institution with the number of its institutions."""
    return say("national.group_size", language, name=kind_name(kind, language), count=whole(count, language))


def kind_part_frames(
    kinds: pd.DataFrame, framework: Framework, language: str
) -> tuple[pd.DataFrame, dict[str, Fraction]]:
    """What `figures_national.kind_parts` draws: mean contributions with labels, and the mean change by label."""
    rows = [group_label(kind, int(n), language) for kind, n in kinds["n"].items()]
    frame = kinds[list(framework.of_kind("domain"))].copy()
    frame.columns = [label(code, framework, language) for code in frame]
    frame.index = rows
    return frame, dict(zip(rows, kinds["change"], strict=True))


def mover_frame(table: pd.DataFrame) -> pd.DataFrame:
    """``label``, ``before``, ``after``, ``change`` of movers, with a mark where figures are not reproducible."""
    marks = ["" if sound else f"{_STUCK}{MARK}" for sound in table["reproducible"]]
    labels = [f"{short_body(name)}{mark}" for name, mark in zip(table.index, marks, strict=True)]
    return table[["before", "after", "change"]].assign(label=labels)


def short_body(name: str) -> str:
    """A body's name without the word for government that most names begin with."""
    return name.removeprefix("Pemerintah ")


def mover_table(table: pd.DataFrame, years: Sequence[int], language: str) -> pd.DataFrame:
    """Texts: institution, both indexes, change, what rounding allows of it, place, places possible."""
    import pandas as pd

    heads = [
        say("national.head_institution", language),
        say("national.head_ends", language, from_year=years[0], arrow=ARROW, to_year=years[1]),
        say("national.head_change", language),
        say("national.head_allowed", language),
        say("national.head_rank", language),
        say("national.head_rank_allowed", language),
    ]
    rows = [
        [
            row.label,
            f"{number(row.before, language)}{_STUCK}{ARROW}{_STUCK}{number(row.after, language)}",
            signed(row.change, language),
            _span(row.low, row.high, language),
            _places(row.rank, row.last, language),
            _places(row.best, row.worst, language),
        ]
        for row in table.assign(label=mover_frame(table)["label"]).itertuples()
    ]
    return pd.DataFrame(rows, columns=heads)


def start_table(groups: pd.DataFrame, language: str) -> pd.DataFrame:
    """Texts of `regression_to_mean.by_group`: slope, Oldham's correlation, ratio of spreads, error for the slope."""
    import pandas as pd

    heads = [
        say(key, language)
        for key in (
            "national.head_kind",
            "national.head_count",
            "national.head_slope",
            "national.head_oldham",
            "national.head_ratio",
            "national.head_error",
        )
    ]
    rows = [
        [
            kind_name(kind, language) if kind else say("national.everyone", language),
            whole(int(row["n"]), language),
            _ranged(row, "slope", language, 3),
            _ranged(row, "r_mean", language, 2),
            number(real(row["spread_ratio"]), language),
            number(real(row["error_for_slope"]), language),
        ]
        for kind, row in groups.iterrows()
    ]
    return pd.DataFrame(rows, columns=heads)


def what_if_table(rows: Iterable[tuple[float, float, float]], language: str) -> pd.DataFrame:
    """Texts of slopes corrected for errors: levels an indicator, index points, slope."""
    import pandas as pd

    heads = [
        say(key, language) for key in ("national.head_levels", "national.head_index_error", "national.head_corrected")
    ]
    made = [
        [number(real(levels), language, 1), number(real(error), language, 3), signed(real(slope), language, 3)]
        for levels, error, slope in rows
    ]
    return pd.DataFrame(made, columns=heads)


def movement_frame(counts: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """Counts by predicate with names in the reader's language."""
    named = {p.name_id: p.name(language) for p in framework.predicates}
    texts = [named.get(name) or say("national.unstated", language) for name in counts.index]
    return counts.set_axis(texts, axis=0).set_axis(texts, axis=1)


def share_frame(shares: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """What `figures_national.variance_shares` draws: domains only, with their weights, by label."""
    frame = shares.loc[list(framework.of_kind("domain")), ["share", "low", "high"]]
    frame = frame.assign(weight=[framework.weight(code) for code in frame.index])
    return frame.set_axis([label(code, framework, language) for code in frame.index], axis=0)


def single_year_table(found: Iterable[tuple[int, str, str, Fraction]], language: str) -> pd.DataFrame:
    """Texts of (year, name, kind, index) of institutions that are in one year only."""
    import pandas as pd

    heads = [
        say(key, language)
        for key in ("national.head_institution", "national.head_kind", "national.head_year", "national.head_index")
    ]
    rows = [
        [short_body(name), kind_name(kind, language), str(year), number(index, language)]
        for year, name, kind, index in found
    ]
    return pd.DataFrame(rows, columns=heads)


def means_table(found: Mapping[int, pd.DataFrame], root: str, language: str) -> pd.DataFrame:
    """Texts of printed means against rows, one line a year and category.

    Parameters
    ----------
    found : mapping of year to DataFrame
        From `category_means.means_against_rows`, judged cells only.
    root : str
        Code of the index.
    """
    import pandas as pd

    heads = [
        say(key, language)
        for key in (
            "national.head_category",
            "national.head_year",
            "national.head_rows",
            "national.head_printed",
            "national.head_rebuilt",
            "national.head_worst",
            "national.head_agrees",
        )
    ]
    rows = []
    for year, table in found.items():
        for category, part in table.groupby("category", sort=True):
            index = part.set_index("code").loc[root]
            worst = max(part["difference"], key=abs)
            rows.append(
                [
                    scope_name(category, language),
                    str(year),
                    whole(int(index["n"]), language),
                    number(index["printed"], language),
                    number(index["rebuilt"], language, 3),
                    signed(worst, language, 3),
                    f"{sum(map(bool, part['agrees']))} / {len(part)}",
                ]
            )
    return pd.DataFrame(rows, columns=heads)


def place_frame(ranked: pd.DataFrame, provinces: Mapping[str, str]) -> pd.DataFrame:
    """What `figures_places.place_ranges` draws, the first place first; provinces by institution give short names."""
    order = sorted(ranked.index, key=lambda name: (ranked.at[name, "rank"], name))
    frame = ranked.loc[order]
    tiles = province_tiles()
    return frame[["rank"]].assign(
        label=[f"{frame.at[name, 'rank']}. {tiles[provinces[name]].label}" for name in order],
        low=frame["spread_p05"],
        high=frame["spread_p95"],
        wide_low=frame["dirichlet_p05"],
        wide_high=frame["dirichlet_p95"],
        keeps=frame["spread_keeps"],
    )


def weight_text(weight: Fraction, language: str) -> str:
    """A weight as a percentage with as few decimals as show it."""
    return f"{exact(weight * 100, language, 0, 2)}%"


def real(value: float) -> Fraction:
    """A statistic as an exact number for display."""
    return Fraction(f"{value:.9f}")


def _span(low: Fraction, high: Fraction, language: str, decimals: int = 3) -> str:
    ends = [signed(end, language, decimals) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} {DASH} {ends[1]}"


def _places(first: int, last: int, language: str) -> str:
    ends = [whole(int(end), language) for end in (first, last)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} {DASH} {ends[1]}"


def _ranged(row, name: str, language: str, decimals: int) -> str:
    value, low, high = (signed(real(row[key]), language, decimals) for key in (name, f"{name}_low", f"{name}_high"))
    return say("national.value_range", language, value=value, low=low, high=high)
