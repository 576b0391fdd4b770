"""Any set of institutions held against their mean: index, domains, change and contributions side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.analysis.attribution import require_one_law
from spbe_analysis.analysis.direction import direction
from spbe_analysis.analysis.drivers.answer import NOT_REPRODUCIBLE
from spbe_analysis.analysis.panel.join import index_bounds, join_years
from spbe_analysis.analysis.panel.ranks import panel_ranks, ranks
from spbe_analysis.errors import CoverageError, InstitutionError, ParameterError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import Institution, institutions_of, load_register, resolve_institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year
from spbe_analysis.studies.answer import Answer
from spbe_analysis.studies.arguments import taking
from spbe_analysis.studies.falls import is_corrected
from spbe_analysis.studies.panel import Nation

if TYPE_CHECKING:
    import pandas as pd

MEAN = "mean"  # name of the row of the set's mean
_GOVERNMENT = "provinsi"
_SHOWN = 10  # institutions in a notebook's cell, besides their mean
Years = tuple[int, ...]


@dataclass(repr=False)
class Comparison(Answer):
    """A set of institutions and its mean, in one year or two.

    Attributes
    ----------
    exact : DataFrame of Fraction
        One row an institution, by name, and last the row ``mean``; None where
        nothing is known. A mean stands only where all of the set have the figure.
    framework : Framework
        The regulation of the years.
    years : tuple of int
        One year or two.
    cards : dict
        Scorecards of those compared, by year and name.
    left_out : dict of str to tuple of int
        Institutions without a published index, and the years that lack it.
    apart : dict
        What is published of those left out: scorecards by year and name.
    kind, province : str
        What the set was chosen by; empty where it was named.
    """

    exact: pd.DataFrame
    framework: Framework
    years: Years
    cards: dict[int, dict[str, Scorecard]] = field(repr=False)
    left_out: dict[str, Years]
    apart: dict[int, dict[str, Scorecard]] = field(repr=False)
    kind: str = ""
    province: str = ""

    OF_ITS_OWN = True
    PAGE = "comparison.page"
    PARTS = ("institution", "difference", "left_out")
    FIGURES = ("domain",)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The institutions without their mean."""
        return self.exact.drop(index=MEAN)

    @property
    def mean(self) -> pd.Series:
        """The row of the mean."""
        return self.exact.loc[MEAN]

    @property
    def corrected(self) -> dict[str, Years]:
        """Institutions of which a figure is used as corrected, with the years; as in `panel`, they are counted."""
        found = {name: tuple(y for y in self.years if is_corrected(self.cards[y][name])) for name in self.rows.index}
        return {name: years for name, years in found.items() if years}

    @property
    def not_reproducible(self) -> list[str]:
        """Institutions whose printed figures of some year no whole levels give; told of two years."""
        verdicts = self.rows[[name for name in self.rows if name.endswith("_verdict")]]
        return [name for name, row in zip(verdicts.index, verdicts.to_numpy(), strict=True) if NOT_REPRODUCIBLE in row]

    @property
    def own(self) -> str:
        """The provincial government among those of its province; empty where there is none or several."""
        rows = self.rows
        own = rows.index[(rows["kind"] == _GOVERNMENT)]
        return own[0] if len(own) == 1 < len(rows) and rows["province"].nunique() == 1 else ""

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part == "institution":
            return self.exact.copy()
        if part == "difference":
            rows, mean = self.rows, self.mean
            measured = [name for name in rows if _is_measure(name) and name != "difference"]
            return pd.DataFrame(
                {name: [_less(value, mean[name]) for value in rows[name]] for name in measured},
                index=rows.index,
                dtype=object,
            )
        index = pd.Index(list(self.left_out), name="institution", dtype=object)
        years = [" ".join(map(str, years)) for years in self.left_out.values()]
        return pd.DataFrame({"without_index": years}, index=index, dtype=object)

    @taking
    def save(self, folder: str | Path) -> list[Path]:
        """Write the table with its mean to a folder as CSV and XLSX, the latter with codebook, sources and citation.

        Parameters
        ----------
        folder : path
            Made where it is not there; files of the same name are replaced.

        Returns
        -------
        list of Path
            ``comparison-2023-2024.csv`` and ``.xlsx``, named after the years.
        """
        from spbe_analysis.studies.panel_files import save_comparison

        return save_comparison(folder, self)

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.comparison.figures import against_mean

        return against_mean(self, language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.comparison.words import headlines

        return headlines(self, language)

    def _blocks(self, language: str) -> list[str]:
        """As of every answer, but the mean is always among the rows that a notebook shows."""
        import pandas as pd

        from spbe_analysis.presentation.page import document

        shown = self.to_frame()
        rows = pd.concat([shown.drop(index=MEAN).head(_SHOWN), shown.loc[[MEAN]]])
        return [document.paragraphs(*self._sentences(language)).markup, rows.to_html(border=0)]

    def _scorecards(self) -> Iterable[Scorecard]:
        for cards in self.cards.values():
            yield from cards.values()


def compare(
    institutions: str | Iterable[str] | None = None,
    from_year: int | None = None,
    to_year: int | None = None,
    kind: str | None = None,
    province: str | None = None,
) -> Comparison:
    """Any set of institutions against their mean, in one year or between two.

    Parameters
    ----------
    institutions : list of str, Series or other iterable of str, optional
        Names as `institutions` understands them, for example a column of a table
        of your own; or a kind or a province instead.
    from_year, to_year : int
        Index years; one alone compares the scores of that year.
    kind, province : str, optional
        All of this kind (``kota`` ...), of this province, or both.

    Returns
    -------
    Comparison
        ``.to_frame()``: one row an institution and last the row ``mean``:
        ``kind``, ``province``, ``index_before``, ``index_after``, ``change``
        [index points], ``difference`` (``index_after`` less the mean's), the
        domains (``D1_before``, ``D1_after``, ``D1_change``), what each
        contributed (``D1_low``, ``D1_high`` [index points], ``D1_verdict``,
        ``D1_direction``), predicates and ranks within the set; of one year the
        columns that end in ``_after`` and ``difference``.
        ``.to_frame("difference")``: every figure less the mean's;
        ``.to_frame("left_out")``: those without a published index, and when.

    Raises
    ------
    InstitutionError
        If names are unknown, fit several or mean the same institution: all at once.
    ParameterError
        If no year or no set is given, or the set in two ways.
    BridgeError
        If two regulations lie between the years.
    CoverageError
        If fewer than two of the set have a published index.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> found = spbe.compare(["Kaltim", "Kalsel", "Kalteng"], 2023, 2024)
    >>> found.to_frame()[["index_before", "index_after", "change"]].round(2).loc["mean"].tolist()
    [2.78, 3.43, 0.65]
    >>> spbe.compare(province="Kalimantan Timur", to_year=2024).to_frame()["difference"].idxmax()
    'Pemerintah Kota Balikpapan'
    """
    years = _years(from_year, to_year)
    chosen = kind is not None or province is not None
    if chosen == (institutions is not None):
        raise ParameterError(Message("compare.either" if chosen else "compare.nobody"), advice=Message("compare.how"))
    bodies = _named(institutions) if institutions is not None else institutions_of(kind, province)
    spelt = bodies[0] if bodies else None  # as the register spells kind and province, however they were typed
    found = side_by_side(
        bodies, years, spelt.kind if spelt and kind else "", spelt.province if spelt and province else ""
    )
    if len(found.rows) < 2:
        raise _too_few(len(bodies), found.left_out, years)
    return found


def side_by_side(bodies: Iterable[Institution], years: Years, kind: str = "", province: str = "") -> Comparison:
    """Institutions and their mean, for as few as one; `compare` refuses that.

    Raises
    ------
    CoverageError
        If none has a published index of every year.

    Examples
    --------
    >>> found = side_by_side(institutions_of(province="DKI Jakarta"), (2023, 2024))
    >>> len(found.rows), found.mean["change"] == found.rows["change"].iloc[0]
    (1, True)
    """
    bodies, framework = list(bodies), framework_for_year(years[-1])
    printed = {year: all_scorecards(year) for year in years}
    lacking = {
        body.name: tuple(
            year
            for year in years
            if body.name not in printed[year] or framework.root not in printed[year][body.name].values
        )
        for body in bodies
    }
    left_out = {name: missing for name, missing in lacking.items() if missing}
    names = sorted(name for name, missing in lacking.items() if not missing)
    if not names:
        raise _too_few(len(bodies), left_out, years)
    cards = {year: {name: printed[year][name] for name in names} for year in years}
    apart = {
        year: {name: cards[name] for name, lacks in left_out.items() if year not in lacks}
        for year, cards in printed.items()
    }
    table = _two_years(cards, framework) if len(years) > 1 else _one_year(cards[years[0]], framework)
    return Comparison(_with_mean(table, framework), framework, years, cards, left_out, apart, kind, province)


def _years(first: int | None, last: int | None) -> Years:
    given = tuple(year for year in (first, last) if year is not None)
    if not given:
        raise ParameterError(Message("compare.no_year"), advice=Message("compare.which_years"))
    if len(given) == 2 and given[0] >= given[1]:
        raise ParameterError(Message("panel.order", first=first, last=last))
    require_one_law(given[0], given[-1])
    return given


def _named(names: str | Iterable[str]) -> list[Institution]:
    """Institutions by name; every name that is not understood, and every institution named twice, is told."""
    meant: dict[str, list[str]] = {}
    found: dict[str, Institution] = {}
    problems: list[Message | str] = []
    alone = isinstance(names, str) or not isinstance(names, Iterable)
    for place, text in enumerate([names] if alone else names, start=1):
        if not isinstance(text, str) or not text.strip():
            problems.append(Message("compare.no_name", place=place))
            continue
        try:
            body = resolve_institution(text)
        except InstitutionError as error:
            near = tuple(str(one.fields["text"]) if isinstance(one, Message) else one for one in error.problems)
            told = error.summary
            problems.append(Message("institution.stranger_near", told=told, names=near) if near else told)
        else:
            found[body.name] = body
            meant.setdefault(body.name, []).append(text)
    problems += [
        Message("compare.twice", name=name, texts=tuple(dict.fromkeys(texts)), count=len(texts))
        for name, texts in meant.items()
        if len(texts) > 1
    ]
    if problems:
        raise InstitutionError(Message("compare.names"), problems, Message("advice.search"))
    return list(found.values())


def _too_few(asked: int, left_out: Mapping[str, Years], years: Years) -> CoverageError:
    told = [Message("compare.without", name=name, years=missing) for name, missing in left_out.items()]
    return CoverageError(Message("compare.few", asked=asked, count=asked - len(left_out), years=years), told)


def _two_years(cards: Mapping[int, Mapping[str, Scorecard]], framework: Framework) -> pd.DataFrame:
    """The rows of `panel` for these institutions alone, so that ranks are those within the set."""
    before, after = cards.values()
    joined = join_years(before, after, load_register(), framework)
    table = Nation(joined, panel_ranks(joined)).to_frame(exact=True)
    for short in _tops(framework):
        pairs = zip(table[f"{short}_after"], table[f"{short}_before"], strict=True)
        table[f"{short}_change"] = [_less(after, before) for after, before in pairs]
    return table.rename(columns=lambda name: name.replace("rank_nation", "rank"))


def _one_year(cards: Mapping[str, Scorecard], framework: Framework) -> pd.DataFrame:
    import pandas as pd

    about = {body.name: body for body in load_register()}
    codes = {"index": framework.root} | _tops(framework)
    columns: dict[str, list] = {
        "kind": [about[name].kind for name in cards],
        "province": [about[name].province for name in cards],
        "predicate_after": [card.predicate for card in cards.values()],
    }
    for short, code in codes.items():
        there = [card.values.get(code) for card in cards.values()]
        columns[f"{short}_after"] = [one and one.value for one in there]
    printed = dict(zip(cards, columns["index_after"], strict=True))
    columns["rank_after"] = ranks(printed, index_bounds(cards, framework))["rank"].tolist()
    return pd.DataFrame(columns, index=pd.Index(list(cards), name="institution"), dtype=object)


def _with_mean(table: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """The rows in the order of the columns, and last their mean."""
    import pandas as pd

    shorts = list(_tops(framework))
    order = ["kind", "province", "index_before", "index_after", "change", "difference"]
    order += ["predicate_before", "predicate_after"]
    order += [f"{short}_{what}" for what in ("before", "after", "change") for short in shorts]
    order += [f"{short}_{what}" for short in shorts for what in ("low", "high", "verdict", "direction")]
    order += ["rank_before", "rank_after", "rank_change"]
    whole = table.astype(object).where(table.notna(), None)
    mean: dict[str, Fraction | None] = {name: _mean(whole[name]) for name in whole if _is_measure(name)}
    whole["difference"] = [_less(value, mean["index_after"]) for value in whole["index_after"]]
    last: dict[str, object] = dict.fromkeys(whole)
    last.update({**mean, "difference": Fraction(0)})
    for name in ("kind", "province"):
        last[name] = whole[name].iloc[0] if whole[name].nunique() == 1 else ""
    for short in shorts:
        if f"{short}_low" in mean:
            last[f"{short}_direction"] = direction(mean[f"{short}_low"], mean[f"{short}_high"])
    last = {name: "" if value is None and not _is_number(name) else value for name, value in last.items()}
    joined = pd.concat([whole, pd.DataFrame([last], index=[MEAN], dtype=object)])
    return joined[[name for name in order if name in joined]].rename_axis("institution")


def _mean(values: pd.Series) -> Fraction | None:
    return None if any(value is None for value in values) else sum(values, Fraction(0)) / len(values)


def _less(value: Fraction | None, mean: Fraction | None) -> Fraction | None:
    return None if value is None or mean is None else value - mean


def _is_measure(column: str) -> bool:
    return _is_number(column) and not column.startswith("rank")


def _is_number(column: str) -> bool:
    return not {"kind", "province", "predicate", "verdict", "direction"} & set(column.split("_"))


def _tops(framework: Framework) -> dict[str, str]:
    return {framework.short(code): code for code in framework.children(framework.root)}
