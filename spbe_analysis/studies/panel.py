"""All institutions of two years: joined once for each state of the data, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from spbe_analysis.analysis.drivers.answer import NOT_REPRODUCIBLE
from spbe_analysis.analysis.drivers.drivers import index_only_bounds, verdict
from spbe_analysis.analysis.panel.join import Panel, contribution_bounds, domain_ledger, join_years
from spbe_analysis.analysis.panel.national import group_means, kind_contributions, mean_contributions, year_means
from spbe_analysis.analysis.panel.peers import Peers, distribution, peers
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.collection.processed import Version, rows_of, version
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register, resolve_institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.studies.answer import Answer, plain

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = "national_report"


@dataclass(frozen=True)
class Standing:
    """One institution among all: the joined nation, its places in it and its peers."""

    institution: str
    panel: Panel
    places: pd.DataFrame
    near: Peers

    @property
    def row(self) -> pd.Series:
        """The institution's row of the panel."""
        return self.panel.table.loc[self.institution]


def national_years() -> list[int]:
    """Index years whose results a national report prints for every institution."""
    return list(_national_years(version()))


def national_panel(from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame] | None:
    """All institutions of two years side by side and their places, or None where a year has no national report.

    Kept for the life of the process, so that a worker forked for each report
    joins the nation once. Rows used: every final row of both years.
    """
    made = version()
    return _joined(made, from_year, to_year) if {from_year, to_year} <= set(_national_years(made)) else None


def national_standing(institution: str, from_year: int, to_year: int) -> Standing | None:
    """Where an institution stands among all of two years, or None where it or a year's report is not there.

    Parameters
    ----------
    institution : str
        Canonical name.
    """
    nation = national_panel(from_year, to_year)
    if nation is None or institution not in nation[0].table.index:
        return None
    panel, places = nation
    return Standing(institution, panel, places[places["institution"] == institution], peers(panel, institution))


@dataclass(frozen=True, repr=False)
class Nation(Answer):
    """All institutions of two years side by side.

    Attributes
    ----------
    exact : Panel
        The joined nation in fractions.
    places : DataFrame
        Places of every institution, from `panel_ranks`.
    """

    exact: Panel
    places: pd.DataFrame

    PARTS = ("institution",)
    FIGURES = ("domain", "kind")

    def _frame(self, part: str) -> pd.DataFrame:
        panel, framework = self.exact, self.exact.framework
        top = framework.children(framework.root)
        parts = {**{f"{framework.short(code)}": code for code in top}}
        table = panel.table.drop(columns=["drift", "category", "own"])
        for when, cards in (("before", panel.before), ("after", panel.after)):
            for short, code in parts.items():
                printed = [cards[name].values.get(code) for name in table.index]
                table[f"{short}_{when}"] = [value and value.value for value in printed]
        bounds = contribution_bounds(panel, {framework.nodes[code].kind for code in top})
        bounds["verdict"] = [
            verdict(row.low, row.high, self._alone(row.institution, row.code)) if row.reproducible else NOT_REPRODUCIBLE
            for row in bounds.itertuples()
        ]
        for short, code in parts.items():
            own = bounds[bounds["code"] == code].set_index("institution")
            for column in ("low", "high", "verdict"):
                table[f"{short}_{column}"] = own[column].reindex(table.index)
        for scope in ("nation", "kind"):
            ranked = self.places[self.places["scope"] == scope].pivot(
                index="institution", columns="measure", values="rank"
            )
            for measure in ("before", "after", "change"):
                table[f"rank_{scope}_{measure}"] = ranked[measure].reindex(table.index).astype("int64")
        return table

    def _alone(self, institution: str, code: str) -> tuple[Fraction, Fraction]:
        """What the contribution would be bounded by if only the index had been published."""
        cards = self.exact.before[institution], self.exact.after[institution]
        return index_only_bounds(self.exact.framework, *cards)[code]

    def ledger(self) -> pd.DataFrame:
        """Every change in three parts that add up: of all, of the kind, its own; for the index and every domain.

        Returns
        -------
        DataFrame of float64
            One row an institution and code (``INDEX``, ``D1`` ... and
            ``rounding``, what printed digits leave over): ``change``,
            ``drift``, ``category``, ``own`` [index points].
        """
        import pandas as pd

        panel, framework = self.exact, self.exact.framework
        columns = ["change", "drift", "category", "own"]
        index = (
            panel.table[columns].assign(code=framework.short(framework.root)).rename_axis("institution").reset_index()
        )
        parts = domain_ledger(panel, framework.nodes[framework.children(framework.root)[0]].kind).reset_index()
        parts["code"] = parts["code"].map(framework.short)
        return plain(pd.concat([index, parts], ignore_index=True)[["institution", "code", *columns]])

    def peers(self, institution: str) -> pd.DataFrame:
        """Institutions of the same kind that started near one, by change, itself included.

        Parameters
        ----------
        institution : str
            Any name `institutions` understands.

        Returns
        -------
        DataFrame
            By institution: ``province``, ``same_province``, ``index_before``,
            ``index_after``, ``change``, ``distance`` [index points], ``is_self``, ``rank``.
        """
        return plain(peers(self.exact, resolve_institution(institution).name).table)

    def ranks(self) -> pd.DataFrame:
        """Places in the nation and in the kind, each year and by change, ties and rounding kept apart.

        Returns
        -------
        DataFrame
            One row an institution, ``measure`` (``before``, ``after``,
            ``change``) and ``scope`` (``nation``, ``kind``): ``value``,
            ``rank``, ``last`` (of those it is level with in print), ``tied``,
            ``best`` and ``worst`` (by what rounding allows), ``of``.
        """
        return plain(self.places)

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.national import figures, tables
        from spbe_analysis.presentation.text.wording import say

        panel, framework = self.exact, self.exact.framework
        if part == "kind":
            groups = tables.kind_groups(kind_contributions(panel), language)
            frame = panel.table.assign(group=panel.table["kind"].map(groups), value=panel.table["change"].astype(float))
            axis = say("national.kinds_axis", language)
            return figures.spreads(frame, group_means(panel, groups), axis, language, ax=ax)
        codes = list(framework.of_kind("domain"))
        mean = mean_contributions(panel)
        parts = domain_ledger(panel)["change"].unstack("code")[codes]
        means = {tables.part_name(code, framework, language): mean.at[code, "mean"] for code in codes}
        frame = tables.spread_frame(parts, framework, language)
        return figures.spreads(frame, means, say("national.spread_axis", language), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.national import words

        panel = self.exact
        spread = distribution(panel).loc[("", "change")]
        return words.headlines(panel, year_means(panel)["joined"], spread, mean_contributions(panel), language)

    def _scorecards(self) -> Iterable[Scorecard]:
        for cards in (self.exact.before, self.exact.after):
            yield from (cards[name] for name in self.exact.names)


def panel(from_year: int, to_year: int) -> Nation:
    """All institutions of two years side by side: index, domains, change, contributions, places.

    Parameters
    ----------
    from_year, to_year : int
        Index years whose results a national report prints for every institution.

    Returns
    -------
    Nation
        ``.to_frame()``: one row an institution: ``kind``, ``province``,
        ``index_before``, ``index_after``, ``change`` [index points], the
        domains of both years (``D1_before`` ...), what each contributed
        (``D1_low``, ``D1_high`` [index points], ``D1_verdict``), predicates and
        places (``rank_nation_after`` ...). Also ``.ledger()``, ``.peers(name)``
        and ``.ranks()``.

    Raises
    ------
    ParameterError
        If a year has no national report; the years that have one are named.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> table = spbe.panel(2023, 2024).to_frame()
    >>> len(table), table.loc["Pemerintah Provinsi Kalimantan Timur", "rank_kind_change"]
    (607, np.int64(5))
    """
    found = national_panel(from_year, to_year)
    if found is None:
        raise ParameterError(
            f"no national report prints every institution of both {from_year} and {to_year}",
            advice=f"Years with one: {', '.join(map(str, national_years()))}.",
        )
    return Nation(*found)


@lru_cache(maxsize=4)
def _national_years(made: Version) -> tuple[int, ...]:
    return tuple(sorted({int(row["year"]) for row in rows_of(made, "published") if row["source"] == NATIONAL}))


@lru_cache(maxsize=4)
def _joined(made: Version, from_year: int, to_year: int) -> tuple[Panel, pd.DataFrame]:
    framework = framework_for_year(to_year)
    panel = join_years(all_scorecards(from_year), all_scorecards(to_year), load_register(), framework)
    return panel, panel_ranks(panel)
