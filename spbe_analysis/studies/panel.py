"""All institutions of two years side by side, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import require_one_law
from spbe_analysis.analysis.consistency.category_means import TOLERANCE, means_against_parts, means_against_rows
from spbe_analysis.analysis.direction import direction
from spbe_analysis.analysis.drivers.answer import NOT_REPRODUCIBLE
from spbe_analysis.analysis.drivers.drivers import index_only_bounds, verdict
from spbe_analysis.analysis.drivers.robustness import driver_robustness
from spbe_analysis.analysis.panel import regression_to_mean as regression
from spbe_analysis.analysis.panel.join import Panel, contribution_bounds, domain_ledger
from spbe_analysis.analysis.panel.national import (
    NationalGap,
    extremes,
    group_means,
    kind_contributions,
    mean_contributions,
    national_gap,
    printed_scores,
    province_table,
    year_means,
)
from spbe_analysis.analysis.panel.peers import distribution, movement, peers
from spbe_analysis.analysis.panel.rank_robustness import rank_robustness
from spbe_analysis.analysis.panel.variance_shares import covariance_shares
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.published import category_means_for, category_scope, load_category_means
from spbe_analysis.evidence.register import load_register, resolve_institution
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.message import Message
from spbe_analysis.studies.answer import Answer, kept, plain
from spbe_analysis.studies.arguments import taking
from spbe_analysis.studies.falls import national_years
from spbe_analysis.studies.national import national_panel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Starts:
    """Change against start: by group, what an even rise would give, and what errors would have to be.

    ``related`` is from `regression_to_mean.by_group`, its row '' the nation;
    ``supposed`` lists slopes under supposed errors.
    """

    related: pd.DataFrame
    facts: dict[str, object]
    supposed: list[tuple[float, float, float]]

    @property
    def found(self) -> pd.Series:
        """The nation's row."""
        return self.related.loc[""]


@dataclass(repr=False)
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

    PAGE = "national.page"
    TOLERANCE = TOLERANCE
    PARTS = ("institution", "all")
    FIGURES = ("domain", "kind")

    def _frame(self, part: str) -> pd.DataFrame:
        return self._joined.copy() if part == "institution" else self._all()

    def _all(self) -> pd.DataFrame:
        """The joined institutions and, with what one year alone gives, those of one year."""
        import pandas as pd

        framework, about = self.exact.framework, {body.name: body for body in load_register()}
        codes = {"index": framework.root} | {framework.short(top): top for top in framework.children(framework.root)}
        rows = {}
        for year, name, kind, _ in self.single_years():
            when, card = "before" if year == self.years[0] else "after", self.cards[year][name]
            found = {f"{short}_{when}": card.values.get(code) for short, code in codes.items()}
            rows[name] = {
                "kind": kind,
                "province": about[name].province,
                f"predicate_{when}": card.predicate,
                **{column: value and value.value for column, value in found.items()},
            }
        alone = pd.DataFrame.from_dict(rows, orient="index", columns=self._joined.columns, dtype=object)
        whole = pd.concat([self._joined.astype(object), alone]).sort_index()
        return whole.where(whole.notna(), None).rename_axis("institution")

    @cached_property
    def _joined(self) -> pd.DataFrame:
        """One row an institution; made once, for the bounds of all take seconds."""
        panel, framework = self.exact, self.exact.framework
        top = framework.children(framework.root)
        parts = {framework.short(code): code for code in top}
        table = panel.table.drop(columns=["drift", "category", "own"])
        for when, cards in (("before", panel.before), ("after", panel.after)):
            for short, code in parts.items():
                printed = [cards[name].values.get(code) for name in table.index]
                table[f"{short}_{when}"] = [value and value.value for value in printed]
        alone = {name: self._index_alone(name) for name in table.index}
        bounds = self.bounds.assign(
            verdict=[
                verdict(row.low, row.high, alone[row.institution][row.code]) if row.reproducible else NOT_REPRODUCIBLE
                for row in self.bounds.itertuples()
            ],
            direction=list(map(direction, self.bounds["low"], self.bounds["high"])),
        )
        for short, code in parts.items():
            own = bounds[bounds["code"] == code].set_index("institution")
            for column in ("low", "high", "verdict", "direction"):
                table[f"{short}_{column}"] = own[column].reindex(table.index)
        for scope in ("nation", "kind"):
            ranked = self.places[self.places["scope"] == scope].pivot(
                index="institution", columns="measure", values="rank"
            )
            for measure in ("before", "after", "change"):
                table[f"rank_{scope}_{measure}"] = ranked[measure].reindex(table.index).astype("int64")
        return table

    def _index_alone(self, institution: str) -> dict[str, tuple[Fraction, Fraction]]:
        """What every domain's contribution would be bounded by if only the index had been published."""
        law, cards = self.exact.framework, (self.exact.before[institution], self.exact.after[institution])
        return index_only_bounds(law, *cards, codes=tuple(law.children(law.root)))

    @cached_property
    def bounds(self) -> pd.DataFrame:
        """What every institution's domains contributed: ``institution``, ``code``, ``low``, ``high``, ``reproducible``."""
        framework = self.exact.framework
        kinds = {framework.nodes[code].kind for code in framework.children(framework.root)}
        return contribution_bounds(self.exact, kinds)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """The exact three-way ledger of every domain, from `domain_ledger`."""
        return domain_ledger(self.exact)

    @cached_property
    def means(self) -> pd.DataFrame:
        """Mean contribution of every domain and aspect, from `mean_contributions`."""
        return mean_contributions(self.exact, self.parts)

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """Mean contribution of every domain by kind of institution, from `kind_contributions`."""
        return kind_contributions(self.exact, self.parts)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Contribution of every part to every institution's change: a column a part [index points, exact]."""
        return self.parts["change"].unstack("code")[list(self.means.index)]

    @property
    def year_means(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Mean index of both years, of the joined institutions and of all."""
        return year_means(self.exact)

    @property
    def spread(self) -> pd.Series:
        """How the changes of all joined institutions spread."""
        return distribution(self.exact).loc[("", "change")]

    @property
    def robustness(self) -> pd.Series:
        """Whether the domain with the largest mean contribution stays so when weights move."""
        framework = self.exact.framework
        domains = self.means.loc[list(framework.of_kind("domain"))].reset_index()
        rows = domains.assign(kind="domain", expected=domains["mean"])
        return driver_robustness(rows, framework).loc["domain"]

    @property
    def gaps(self) -> dict[int, NationalGap | None]:
        """The printed national mean of each year against the institutions' own figures; None where none is printed."""
        framework = self.exact.framework
        national = load_category_means().query("scope == 'nasional' and code == @framework.root")
        printed = national.drop_duplicates("year").set_index("year")["value"]
        return {
            year: national_gap(cards, PrintedValue.read(framework.root, printed[year]), framework)
            if year in printed
            else None
            for year, cards in self.cards.items()
        }

    @property
    def cards(self) -> dict[int, dict[str, Scorecard]]:
        """Every institution's scorecard of each year, joined or not."""
        return dict(zip(self.years, (self.exact.before, self.exact.after), strict=True))

    @property
    def years(self) -> tuple[int, int]:
        """The two index years."""
        return self.exact.years[0] or 0, self.exact.years[1] or 0

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """Provincial governments and the mean of all bodies of their province, from `province_table`."""
        return province_table(self.exact)

    def extremes(self, count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The institutions that rose most and fell most, so many of each."""
        return extremes(self.exact, self.places, count)

    @cached_property
    def movement(self) -> pd.DataFrame:
        """How many went from which predicate to which."""
        return movement(self.exact)

    @property
    def _province(self) -> dict[str, str]:
        return self.exact.table["province"].to_dict()

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Share of each part in the variance of the changes, which add up to one, with bootstrap intervals by body and by province."""
        return covariance_shares(self.changes, clusters=self._province)

    @cached_property
    def starts(self) -> Starts:
        """Whether those who started low rose more, and what that can be besides."""
        panel, framework = self.exact, self.exact.framework
        before, after = panel.table["index_before"], panel.table["index_after"]
        related = regression.by_group(before, after, panel.table["kind"], self._province)
        found = related.loc[""]
        scores = self.scores(self.years[0]).loc[panel.names]
        weights = {code: framework.weight(code) for code in scores}
        rises = {code: self.means.at[code, "mean"] / weights[code] for code in scores}
        ceiling, held = regression.even_rise_slope(scores, weights, rises, framework.maximum)
        facts = {
            "ceiling": ceiling,
            "held": held,
            "levels": regression.errors_needed(found["error_for_slope"], framework),
            "rounding": regression.rounding_slope(framework.decimals, found["sd_before"]),
        }
        return Starts(related, facts, regression.supposed_errors(found, framework))

    def group_means(self, groups: Mapping[str, str]) -> dict[str, Fraction]:
        """Mean change of every group of kinds, by the group's name."""
        return group_means(self.exact, groups)

    def waterfall(self, steps: pd.DataFrame, ends: tuple, language: str):
        """The way of the mean from one year to the next."""
        from spbe_analysis.presentation.drivers.figures import waterfall

        return waterfall(steps, ends, [], language)

    def scores(self, year: int) -> pd.DataFrame:
        """Printed domain scores of every institution of a year."""
        if year not in self.cards:
            raise ParameterError(Message("panel.other_year", year=year, years=self.years))
        return printed_scores(self.cards[year], self.exact.framework.of_kind("domain"))

    @taking
    def lottery(self, year: int, names: Iterable[str] | None = None) -> pd.DataFrame:
        """Places of institutions by domain scores of a year when the weights of the domains are drawn.

        Parameters
        ----------
        year : int
            One of the two index years.
        names : iterable of str, optional
            Ranked among each other only; any names `institutions` understands. All by default.

        Returns
        -------
        DataFrame
            By institution: ``rank`` at the printed weights, ``tied``, ``radius`` (least relative
            change of weights that moves it) and, of each way to draw weights, ``_keeps`` (share of
            draws with the same rank) and ``_p05``, ``_p50``, ``_p95`` (ranks).
        """
        chosen = None if names is None else tuple(resolve_institution(name).name for name in names)
        if (year, chosen) not in self._lotteries:
            scores = self.scores(year)
            weights = [self.exact.framework.weight(code) for code in scores]
            own = scores if chosen is None else scores.loc[list(chosen)]
            self._lotteries[year, chosen] = rank_robustness(own, weights)
        return self._lotteries[year, chosen]

    @cached_property
    def _lotteries(self) -> dict[tuple[int, tuple[str, ...] | None], pd.DataFrame]:
        """Places already drawn: they take seconds."""
        return {}

    def printed_means(self) -> tuple[dict[int, pd.DataFrame], dict[int, pd.DataFrame]]:
        """Printed category means against their own parts, and against the institutions' rows, by year."""
        framework, kinds = self.exact.framework, self.exact.kinds
        wholes, rows = {}, {}
        for year, cards in self.cards.items():
            scopes = {kind: category_scope(kind, year) for kind in sorted({kinds[name] for name in cards})}
            means = {scope: category_means_for(kind, year) for kind, scope in scopes.items()}
            wholes[year] = means_against_parts(means, framework)
            own = {name: scopes[kinds[name]] for name in cards}
            rows[year] = means_against_rows(means, cards, own, framework).query("missing == 0")
        return wholes, rows

    def single_years(self) -> list[tuple[int, str, str, Fraction]]:
        """Institutions with an index in one year only: year, name, kind, index."""
        panel, root = self.exact, self.exact.framework.root
        return [
            (year, name, panel.kinds[name], self.cards[year][name].values[root].value)
            for year, names in ((self.years[1], panel.joiners), (self.years[0], panel.leavers))
            for name in names
        ]

    @taking
    def save(self, folder: str | Path) -> list[Path]:
        """Write the panel to a folder for others to go on with.

        Parameters
        ----------
        folder : path
            Made where it is not there; files of the same name are replaced.

        Returns
        -------
        list of Path
            XLSX, CSV and, where the extra ``parquet`` is installed, Parquet,
            with a codebook and ``datapackage.json``; see `panel_files.save_panels`.
        """
        from spbe_analysis.studies.panel_files import save_panels

        return save_panels(folder, [self]).files

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
        parts = self.parts.reset_index()
        parts["code"] = parts["code"].map(framework.short)
        return plain(pd.concat([index, parts], ignore_index=True)[["institution", "code", *columns]])

    @taking
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
            groups = tables.kind_groups(self.kinds, language)
            frame = panel.table.assign(group=panel.table["kind"].map(groups), value=panel.table["change"].astype(float))
            axis = say("national.kinds_axis", language)
            return figures.spreads(frame, group_means(panel, groups), axis, language, ax=ax)
        codes = list(framework.of_kind("domain"))
        means = {tables.part_name(code, framework, language): self.means.at[code, "mean"] for code in codes}
        frame = tables.spread_frame(self.changes[codes], framework, language)
        return figures.spreads(frame, means, say("national.spread_axis", language), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.national import words

        return words.headlines(self.exact, self.year_means["joined"], self.spread, self.means, language)

    def _scorecards(self) -> Iterable[Scorecard]:
        for cards in (self.exact.before, self.exact.after):
            yield from (cards[name] for name in self.exact.names)


@kept
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
        (``D1_low``, ``D1_high`` [index points], ``D1_verdict``,
        ``D1_direction``), predicates and places (``rank_nation_after`` ...);
        ``.to_frame("all")`` adds those with an index in one year only. Also
        ``.ledger()``, ``.peers(name)``, ``.ranks()`` and ``.save(folder)``;
        in fractions ``.kinds`` (mean contributions by kind), ``.starts``
        (change against start, with what errors alone would give),
        ``.robustness`` and ``.lottery(year)`` (weights that are drawn).

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
    >>> table.groupby("kind")["D2_low"].mean().loc[["kabupaten", "kota", "provinsi"]].round(3).tolist()
    [0.078, 0.1, 0.128]
    >>> len(table.query("kind == 'kementerian' and D1_direction == 'sure fall'"))
    3
    """
    if from_year >= to_year:
        raise ParameterError(Message("panel.order", first=from_year, last=to_year))
    require_one_law(from_year, to_year)
    found = national_panel(from_year, to_year)
    if found is None:
        raise ParameterError(
            Message("published.no_nation", first=from_year, last=to_year),
            advice=Message("advice.national_years", years=tuple(national_years())),
        )
    return Nation(*found)
