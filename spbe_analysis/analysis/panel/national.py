"""The nation as a whole: where its mean change came from, by kind and province, and who moved most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from statistics import mean
from typing import Any

import pandas as pd

from spbe_analysis.analysis.panel.join import ROUNDING, Panel, contribution_bounds, domain_ledger, index_bounds
from spbe_analysis.analysis.panel.ranks import CHANGE, NATION
from spbe_analysis.errors import CoverageError
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

GOVERNMENT = "provinsi"  # the register's kind of a provincial government


def mean_contributions(panel: Panel, ledger: pd.DataFrame | None = None) -> pd.DataFrame:
    """Mean contribution of every domain to the mean change of the joined institutions.

    Means of weight times printed change; with the mean of what rounding leaves
    over they add up to the mean change exactly.

    Parameters
    ----------
    ledger : DataFrame, optional
        From `domain_ledger`, when it is at hand.

    Returns
    -------
    DataFrame
        By code, the last one ``rounding``: ``weight`` (Fraction of the index,
        0 for rounding), ``mean`` (Fraction, index points), ``share`` (of the mean
        change, None when that is zero), ``low`` and ``high`` (mean of the least and
        greatest contributions that printed figures allow; None for rounding).

    Raises
    ------
    CoverageError
        If a joined institution lacks a domain: a mean over fewer would not add
        up to the mean change of all.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> f"{float(mean_contributions(panel).loc['P59-D1', 'mean']):.3f}"
    '0.062'
    """
    ledger = domain_ledger(panel) if ledger is None else ledger
    whole = set(ledger.index.get_level_values("institution"))
    if lacking := [name for name in panel.names if name not in whole]:
        raise CoverageError(Message("panel.domains"), lacking)
    bounds = contribution_bounds(panel, ["domain"]).set_index("code")
    rows = []
    for code in (*panel.framework.of_kind("domain"), ROUNDING):
        drift = ledger.xs(code, level="code")["drift"].iloc[0]
        known = code != ROUNDING
        ends = [mean(bounds.loc[[code], end]) for end in ("low", "high")] if known else [None, None]
        weight = panel.framework.weight(code) if known else Fraction(0)
        rows.append((code, weight, drift, drift / panel.drift if panel.drift else None, *ends))
    return pd.DataFrame(rows, columns=["code", "weight", "mean", "share", "low", "high"]).set_index("code")


def year_means(panel: Panel) -> dict[str, tuple[Fraction, Fraction]]:
    """Mean index of both years: of the ``joined`` institutions, and of ``all`` rows of each year.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> [f"{float(mean):.2f}" for mean in year_means(panel)["joined"]]
    ['2.84', '3.19']
    """
    root = panel.framework.root
    rows = [[scorecard.values[root].value for scorecard in year.values()] for year in (panel.before, panel.after)]
    return {
        "joined": (mean(panel.table["index_before"]), mean(panel.table["index_after"])),
        "all": (mean(rows[0]), mean(rows[1])),
    }


def group_means(panel: Panel, groups: Mapping[str, str]) -> dict[str, Fraction]:
    """Mean change of every group of kinds, in the order of `groups` (group by kind).

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> groups = {kind: kind if kind in ("kota", "kabupaten") else "others" for kind in panel.kinds.values()}
    >>> {group: f"{float(mean):.2f}" for group, mean in group_means(panel, groups).items()}
    {'others': '0.39', 'kabupaten': '0.33', 'kota': '0.37'}
    """
    found: dict[str, list[Fraction]] = {group: [] for group in groups.values()}
    for kind, change in zip(panel.table["kind"], panel.table["change"], strict=True):
        found[groups[kind]].append(change)
    return {group: mean(values) for group, values in found.items()}


def kind_contributions(panel: Panel, ledger: pd.DataFrame | None = None) -> pd.DataFrame:
    """Mean change by kind of institution and the mean contribution of every domain to it.

    Returns
    -------
    DataFrame
        By kind, the largest group first: ``n``, ``change`` and one column a code
        (Fraction, index points), ``rounding`` last; the codes add up to ``change``.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> [f"{float(kind_contributions(panel).loc['kota', part]):.3f}" for part in ("change", "P59-D1")]
    ['0.365', '0.057']
    """
    ledger = domain_ledger(panel) if ledger is None else ledger
    parts = ledger["change"].unstack("code")
    kinds = pd.Series({name: panel.kinds[name] for name in parts.index})
    rows: dict[str, dict[str, Any]] = {}
    for kind, names in kinds.groupby(kinds).groups.items():
        group = {code: mean(parts.loc[names, code]) for code in (*panel.framework.of_kind("domain"), ROUNDING)}
        rows[kind] = {"n": len(names), "change": sum(group.values(), Fraction(0)), **group}
    order = sorted(rows, key=lambda kind: (-rows[kind]["n"], kind))
    return pd.DataFrame.from_dict(rows, orient="index").loc[order]


def printed_scores(scorecards: Mapping[str, Scorecard], codes: Sequence[str]) -> pd.DataFrame:
    """Printed scores by institution (rows) and code (columns), Fraction; None where a score is not printed.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> printed_scores({"A": Scorecard.of(framework, {"D1": "2.90"})}, ["P59-D1", "P59-D2"]).values.tolist()
    [[Fraction(29, 10), None]]
    """
    rows = {
        name: [scorecard.values[code].value if code in scorecard.values else None for code in codes]
        for name, scorecard in scorecards.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(codes))


def province_table(panel: Panel, kind: str = GOVERNMENT) -> pd.DataFrame:
    """Each province: its government's own index and change, and the mean change of all governments in it.

    Returns
    -------
    DataFrame
        By province: ``institution`` (the provincial government), ``own_before``,
        ``own_after``, ``own_change`` (Fraction; None when it is not in both years),
        ``n`` (joined governments in the province, its own included) and
        ``mean_change`` (Fraction; unweighted mean of theirs).

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> f"{float(province_table(panel, 'provinsi').loc['Riau', 'mean_change']):.3f}"
    '0.404'
    """
    rows = {}
    for province, part in panel.table[panel.table["province"] != ""].groupby("province"):
        own = part[part["kind"] == kind]
        about = own.iloc[0] if len(own) else {}
        rows[province] = {
            "institution": own.index[0] if len(own) else "",
            "own_before": about.get("index_before"),
            "own_after": about.get("index_after"),
            "own_change": about.get("change"),
            "n": len(part),
            "mean_change": mean(part["change"]),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def extremes(panel: Panel, places: pd.DataFrame, count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The institutions that rose most and those that fell most, whole ties included.

    Parameters
    ----------
    places : DataFrame
        From `panel_ranks`.
    count : int
        Places to list; a tie that begins within them is listed whole.

    Returns
    -------
    pair of DataFrame
        By institution, the largest rise (or fall) first: ``kind``, ``before``, ``after``,
        ``change`` (Fraction, as printed), ``low`` and ``high`` (change that
        printed figures allow), ``rank``, ``last``, ``tied``, ``best``, ``worst``
        (places by change in the nation) and ``reproducible`` (False where no
        whole levels give one of the printed cards).

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> panel = spbe.panel(2023, 2024).exact
    >>> from spbe_analysis.analysis.panel.ranks import panel_ranks
    >>> rises, falls = extremes(panel, panel_ranks(panel), 1)
    >>> list(rises.index), list(falls.index)
    (['Pemerintah Kab. Banyuasin'], ['Pemerintah Kab. Bolaang Mongondow'])
    """
    from spbe_analysis.analysis.feasible.feasible import FeasibleSet

    framework = panel.framework
    moved = places[(places["measure"] == CHANGE) & (places["scope"] == NATION)].set_index("institution")
    found = []
    for chosen, ascending in (
        (moved[moved["rank"] <= count], False),
        (moved[moved["last"] > moved["of"] - count], True),
    ):
        order = sorted(chosen.index, key=lambda name: (chosen.at[name, "value"] * (1 if ascending else -1), name))
        scorecards = [{name: year[name] for name in order} for year in (panel.before, panel.after)]
        ends = [index_bounds(part, framework) for part in scorecards]
        table = chosen.loc[order, ["kind", "rank", "last", "tied", "best", "worst"]].assign(
            before=panel.table.loc[order, "index_before"],
            after=panel.table.loc[order, "index_after"],
            change=panel.table.loc[order, "change"],
            low=[ends[1][name][0] - ends[0][name][1] for name in order],
            high=[ends[1][name][1] - ends[0][name][0] for name in order],
            reproducible=[not any(FeasibleSet(framework, part[name]).empty for part in scorecards) for name in order],
        )
        found.append(table)
    return found[0], found[1]


@dataclass(frozen=True)
class NationalGap:
    """A printed national index beside the mean of the rows printed with it.

    ``fewest`` and ``most``: how many bodies outside the rows, each counted at
    the lowest level, would bring the mean of the rows down to the printed
    figure within its rounding; None where the printed figure is not below the
    mean. It is arithmetic, not a finding that such bodies were counted.
    """

    printed: Fraction
    mean: Fraction
    rows: int
    fewest: int | None
    most: int | None

    @property
    def gap(self) -> Fraction:
        """Mean of the rows less the printed figure [index points]."""
        return self.mean - self.printed


def national_gap(scorecards: Mapping[str, Scorecard], printed: PrintedValue, framework: Framework) -> NationalGap:
    """Hold a printed national index beside the mean index of the year's printed rows.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> scorecards = {"A": Scorecard.of(framework, {"index": "2.00"}), "B": Scorecard.of(framework, {"index": "3.00"})}
    >>> national_gap(scorecards, PrintedValue.read(framework.root, "2.40"), framework).gap
    Fraction(1, 10)
    """
    values = [
        scorecard.values[framework.root].value
        for scorecard in scorecards.values()
        if framework.root in scorecard.values
    ]
    if not values:
        raise CoverageError(Message("panel.no_index"))
    total, lowest = sum(values, Fraction(0)), framework.minimum
    near = printed.interval(framework.rounding)
    counts: tuple[int | None, int | None] = (None, None)
    if near.low > lowest and total / len(values) > near.high:
        needed = [(total - end * len(values)) / (end - lowest) for end in (near.high, near.low)]
        counts = (ceil(needed[0]), floor(needed[1]))
    return NationalGap(printed.value, total / len(values), len(values), *counts)
