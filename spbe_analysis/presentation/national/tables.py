"""Frames of the page on the nation: what its figures draw and what its tables say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis.analysis.panel.join import ROUNDING
from spbe_analysis.presentation.drawing.tile_map import short_name
from spbe_analysis.presentation.page.tables import ARROW, frame_of, known, label, short_body, weight_text
from spbe_analysis.presentation.text.findings import predicate_name
from spbe_analysis.presentation.text.kinds import kind_name, scope_name
from spbe_analysis.presentation.text.wording import DASH, number, percent, ranged, real, say, signed, spanned, whole
from spbe_analysis.regulation import Framework

TOTAL = "total"  # the last line of a ledger
FEW = 10  # institutions; kinds with fewer are put together in figures
_FINE = 5  # decimals of a ledger, so that what rounding leaves over can be seen
_STUCK = "\N{NO-BREAK SPACE}"
MARK = "*"  # beside printed figures that no whole levels produce


def part_name(code: str, framework: Framework, language: str) -> str:
    """Name of a line of a ledger: a node of the regulation, what rounding leaves over, or the total."""
    names = {ROUNDING: "national.rounding", TOTAL: "national.total"}
    return say(names[code], language) if code in names else label(code, framework, language)


def steps(means: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """What the waterfall of the mean draws: ``label``, ``low``, ``high``, ``middle`` of every line."""
    cells: dict = {"label": lambda code: part_name(code, framework, language)}
    return frame_of(cells | dict.fromkeys(("low", "high", "middle"), means["mean"].get), means.index)


def ledger_table(means: pd.DataFrame, drift: Fraction, framework: Framework, language: str) -> pd.DataFrame:
    """Texts: domain, weight, mean contribution, what levels allow, share of the mean change; the total last."""
    total = {"weight": sum(means["weight"]), "mean": drift, "low": None, "high": None, "share": Fraction(1)}
    rows = {**means.to_dict("index"), TOTAL: total}

    def share(code: str) -> str:
        return DASH if rows[code]["share"] is None else percent(rows[code]["share"], language, 1)

    cells = {
        say("national.head_domain", language): lambda code: part_name(code, framework, language),
        say("national.head_weight", language): lambda code: (
            DASH if code == ROUNDING else weight_text(rows[code]["weight"], language)
        ),
        say("national.head_mean", language): lambda code: signed(rows[code]["mean"], language, _FINE),
        say("national.head_allowed", language): lambda code: _span(
            known(rows[code]["low"]), known(rows[code]["high"]), language, _FINE
        ),
        say("national.head_share", language): share,
    }
    return frame_of(cells, rows)


def spread_frame(parts: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``group`` and ``value`` of every institution's contributions, from a frame of codes (columns)."""
    groups = [(part_name(code, framework, language), parts[code].astype(float)) for code in parts]
    return pd.concat([pd.DataFrame({"group": name, "value": part}) for name, part in groups], ignore_index=True)


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


def province_table(
    provinces: pd.DataFrame, bounds: pd.DataFrame, years: Sequence[int], framework: Framework, language: str
) -> pd.DataFrame:
    """Texts: every provincial government's index before and after, its change, and what each domain contributed to it.

    Parameters
    ----------
    provinces : DataFrame
        From `province_table` of the panel; its order is kept, the largest change first.
    bounds : DataFrame
        ``institution``, ``code``, ``low``, ``high`` [index points] of every domain.
    """
    codes = list(framework.of_kind("domain"))
    ends = {(row.institution, row.code): (known(row.low), known(row.high)) for row in bounds.itertuples()}

    cells: dict = {
        say("national.head_province", language): lambda row: row.Index,
        say("peers.measure_index", language, year=years[0]): lambda row: number(row.own_before, language),
        say("peers.measure_index", language, year=years[1]): lambda row: number(row.own_after, language),
        say("national.head_change", language): lambda row: signed(row.own_change, language),
    }
    for code in codes:
        cells[label(code, framework, language)] = lambda row, code=code: _span(
            *ends.get((row.institution, code), (None, None)), language
        )
    there = provinces[[known(change) is not None for change in provinces["own_change"]]]
    order = sorted(there.index, key=lambda name: (-there.at[name, "own_change"], name))
    return frame_of(cells, there.loc[order].itertuples())


def mover_frame(table: pd.DataFrame) -> pd.DataFrame:
    """``label``, ``before``, ``after``, ``change`` of movers, with a mark where figures are not reproducible."""
    marks = ["" if sound else f"{_STUCK}{MARK}" for sound in table["reproducible"]]
    labels = [f"{short_body(name)}{mark}" for name, mark in zip(table.index, marks, strict=True)]
    return table[["before", "after", "change"]].assign(label=labels)


def mover_table(table: pd.DataFrame, years: Sequence[int], language: str) -> pd.DataFrame:
    """Texts: institution, both indexes, change, what rounding allows of it, place, places possible."""
    cells = {
        say("national.head_institution", language): lambda row: row.label,
        say("national.head_ends", language, from_year=years[0], arrow=ARROW, to_year=years[1]): lambda row: (
            f"{number(row.before, language)}{_STUCK}{ARROW}{_STUCK}{number(row.after, language)}"
        ),
        say("national.head_change", language): lambda row: signed(row.change, language),
        say("national.head_allowed", language): lambda row: _span(row.low, row.high, language),
        say("national.head_rank", language): lambda row: _places(row.rank, row.last, language),
        say("national.head_rank_allowed", language): lambda row: _places(row.best, row.worst, language),
    }
    return frame_of(cells, table.assign(label=mover_frame(table)["label"]).itertuples())


def start_table(groups: pd.DataFrame, language: str) -> pd.DataFrame:
    """Texts of `regression_to_mean.by_group`: slope, Oldham's correlation, ratio of spreads, error for the slope."""

    def kind(row) -> str:
        return kind_name(row.Index, language) if row.Index else say("national.everyone", language)

    cells = {
        say("national.head_kind", language): kind,
        say("national.head_count", language): lambda row: whole(int(row.n), language),
        say("national.head_slope", language): lambda row: _ranged(row, "slope", language, 3),
        say("national.head_oldham", language): lambda row: _ranged(row, "r_mean", language, 2),
        say("national.head_ratio", language): lambda row: number(real(row.spread_ratio), language),
        say("national.head_error", language): lambda row: number(real(row.error_for_slope), language),
    }
    return frame_of(cells, groups.itertuples())


def what_if_table(rows: Iterable[tuple[float, float, float]], language: str) -> pd.DataFrame:
    """Texts of slopes corrected for errors: levels an indicator, index points, slope."""
    cells = {
        say("national.head_levels", language): lambda row: number(real(row[0]), language, 1),
        say("national.head_index_error", language): lambda row: number(real(row[1]), language, 3),
        say("national.head_corrected", language): lambda row: signed(real(row[2]), language, 3),
    }
    return frame_of(cells, rows)


def movement_frame(counts: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """Counts by predicate with names in the reader's language."""
    named = {p.name_id: predicate_name(p, language) for p in framework.predicates}
    texts = [named.get(name) or say("national.unstated", language) for name in counts.index]
    return counts.set_axis(texts, axis=0).set_axis(texts, axis=1)


def share_frame(shares: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """What `figures_national.variance_shares` draws: domains only, with their weights, by label."""
    columns = [name for name in ("share", "low", "high", "cluster_low", "cluster_high") if name in shares]
    frame = shares.loc[list(framework.of_kind("domain")), columns]
    frame = frame.assign(weight=[framework.weight(code) for code in frame.index])
    return frame.set_axis([label(code, framework, language) for code in frame.index], axis=0)


def single_year_table(found: Iterable[tuple[int, str, str, Fraction]], language: str) -> pd.DataFrame:
    """Texts of (year, name, kind, index) of institutions that are in one year only."""
    cells = {
        say("national.head_institution", language): lambda row: short_body(row[1]),
        say("national.head_kind", language): lambda row: kind_name(row[2], language),
        say("national.head_year", language): lambda row: row[0],
        say("national.head_index", language): lambda row: number(row[3], language),
    }
    return frame_of(cells, found)


def means_table(found: Mapping[int, pd.DataFrame], root: str, language: str) -> pd.DataFrame:
    """Texts of printed means against rows, one line a year and category.

    Parameters
    ----------
    found : mapping of year to DataFrame
        From `category_means.means_against_rows`, judged cells only.
    root : str
        Code of the index.
    """
    rows = []
    for year, table in found.items():
        for category, part in table.groupby("category", sort=True):
            index = part.set_index("code").loc[root]
            agrees = f"{sum(map(bool, part['agrees']))} / {len(part)}"
            row = {"category": category, "year": year, "worst": max(part["difference"], key=abs), "agrees": agrees}
            rows.append(row | index[["n", "printed", "rebuilt"]].to_dict())
    cells = {
        say("national.head_category", language): lambda row: scope_name(row["category"], language),
        say("national.head_year", language): lambda row: row["year"],
        say("national.head_rows", language): lambda row: whole(int(row["n"]), language),
        say("national.head_printed", language): lambda row: number(row["printed"], language),
        say("national.head_rebuilt", language): lambda row: number(row["rebuilt"], language, 3),
        say("national.head_worst", language): lambda row: signed(row["worst"], language, 3),
        say("national.head_agrees", language): lambda row: row["agrees"],
    }
    return frame_of(cells, rows)


def place_frame(ranked: pd.DataFrame, provinces: Mapping[str, str]) -> pd.DataFrame:
    """What `figures_places.place_ranges` draws, the first place first; provinces by institution give short names."""
    order = sorted(ranked.index, key=lambda name: (ranked.at[name, "rank"], name))
    frame = ranked.loc[order].assign(name=[short_name(provinces[name]) for name in order])
    return frame[["rank", "name"]].assign(
        label=[f"{rank}. {name}" for rank, name in zip(frame["rank"], frame["name"], strict=True)],
        low=frame["spread_p05"],
        high=frame["spread_p95"],
        wide_low=frame["dirichlet_p05"],
        wide_high=frame["dirichlet_p95"],
        keeps=frame["spread_keeps"],
    )


def _span(low: Fraction | None, high: Fraction | None, language: str, decimals: int = 3) -> str:
    if low is None or high is None:
        return DASH
    return spanned(*(signed(end, language, decimals) for end in (low, high)), language)


def _places(first: int, last: int, language: str) -> str:
    return spanned(whole(int(first), language), whole(int(last), language), language)


def _ranged(row, name: str, language: str, decimals: int) -> str:
    value, low, high = (
        signed(real(getattr(row, key)), language, decimals) for key in (name, f"{name}_low", f"{name}_high")
    )
    return ranged("national.value_range", language, low, high, value)
