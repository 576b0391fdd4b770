"""Sentences and frames of the page on the index beside another published figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from spbe_analysis import __version__
from spbe_analysis.analysis.outcomes import DECLARED, LEVEL, METHODS
from spbe_analysis.presentation.drawing.tile_map import short_name
from spbe_analysis.presentation.page.tables import frame_of, join
from spbe_analysis.presentation.text.wording import Said, number, ranged, real, say, signed, whole

_LEAST = 0.001  # of p values told
_SHOWN = 5  # provinces told among those that decide a correlation


def outcome_names(rows: pd.DataFrame, language: str) -> tuple[str, str]:
    """Whole and short name of an outcome variable; one without a short name is called by the whole."""
    about = rows.iloc[0]
    name = about["name_en" if language == "en" else "name_id"]
    return name, about["short_name"] or name


def question_labels(questions: Iterable[str], name: str, years: Sequence[int], language: str) -> list[str]:
    """What each question of `analysis.outcomes.QUESTIONS` relates, in words."""
    about = {"outcome": name, "from_year": years[0], "to_year": years[1]}
    return [say(f"outcomes.ask_{question}", language, **about) for question in questions]


def headlines(found: pd.DataFrame, name: str, years: Sequence[int], language: str) -> list[str]:
    """For each year whether the two go together, with the numbers, and that this does not say why."""
    told, looks = [], len(found) * len(METHODS) - 1  # correlations looked at besides the declared one
    for question, year in (("same_after", years[1]), ("same_before", years[0])):
        row = found.loc[question]
        key = "outcomes.lead_declared" if question == DECLARED[0] else "outcomes.lead_pair"
        about = {"verdict": verdict(row, name, year, language), "p": chance_text(row["pearson_holm"], language)}
        told.append(say(key, language, count=int(row["n"]), looks=looks, **about, **_numbers(row, language)))
    return [*told, say("outcomes.lead_why", language)]


def verdict(row: pd.Series, name: str, year: int | str, language: str) -> str:
    """Whether a correlation by value, the way settled beforehand, is told from none, and which way it points."""
    if row["pearson_holm"] > LEVEL:
        return say("outcomes.lead_neither", language, year=year)
    key = "outcomes.lead_both" if row["pearson"] > 0 else "outcomes.lead_opposite"
    return say(key, language, year=year, outcome=name)


def chance_text(p: float, language: str, equal: str = "= ") -> str:
    """A p value with its sign of comparison; three decimals, never zero."""
    return f"{'< ' if p < _LEAST else equal}{number(real(max(p, _LEAST)), language, 3)}"


def coverage(
    found: Sequence[pd.DataFrame],
    lacking: Mapping[str, Sequence[str]],
    remarked: Sequence[str],
    provinces: Mapping[str, str],
    name: str,
    years: Sequence[int],
    language: str,
) -> list[str]:
    """Which provinces are counted, which are missing, and what remains without those of other borders.

    Parameters
    ----------
    found : sequence of DataFrame
        From `analysis.outcomes.two_year_questions`: for all, and without `remarked`.
    lacking : mapping of str to list of str
        Institutions without a figure, by column.
    remarked : sequence of str
        Institutions with a remark of the source on borders.
    provinces : mapping of str to str
        Province by institution.
    """
    gone = sorted({provinces[body] for bodies in lacking.values() for body in bodies})
    count = int(found[0]["n"].iloc[0])
    about = {"count": count, "all": count + len(gone)}
    if gone:
        told = [say("outcomes.missing", language, outcome=name, names=join(gone, language), **about)]
    else:
        told = [say("outcomes.missing_none", language, **about)]
    if remarked:
        names = join([provinces[body] for body in remarked], language)
        told.append(say("outcomes.borders", language, outcome=name, names=names))
        row = found[1].loc["same_after"]
        told.append(say("outcomes.borders_without", language, year=years[1], **_numbers(row, language)))
    return told


def point_frame(x: pd.Series, y: pd.Series, remarked: Sequence[str], provinces: Mapping[str, str]) -> pd.DataFrame:
    """What `figures.named_points` draws: ``label``, ``x``, ``y``, ``apart``, by institution."""
    labels, apart = [short_name(provinces[body]) for body in x.index], [body in set(remarked) for body in x.index]
    return pd.DataFrame({"x": x, "y": y, "label": labels, "apart": apart})


def points_alt(frame: pd.DataFrame, axes: tuple[str, str], row: pd.Series, language: str) -> str:
    """A figure of named points in words, with its outermost points."""
    x, y = frame["x"], frame["y"]
    ends = {"right": x.idxmax(), "left": x.idxmin(), "top": y.idxmax(), "bottom": y.idxmin()}
    about = {side: frame.at[body, "label"] for side, body in ends.items()}
    about |= {method: _signed(row[method], language) for method in METHODS}
    return say("outcomes.points_alt", language, count=len(frame), x=axes[0], y=axes[1], **about)


def questions_alt(found: pd.DataFrame, labels: Sequence[str], language: str) -> str:
    """Every correlation by value in words."""
    told = []
    for label, (_, row) in zip(labels, found.iterrows(), strict=True):
        about = _range(row, "pearson", "pearson", language)
        told.append(say("outcomes.question_of", language, name=label, **about))
    return say("outcomes.questions_alt", language, list=" ".join(told))


def questions_table(found: pd.DataFrame, labels: Sequence[str], language: str) -> pd.DataFrame:
    """Texts: question, number of provinces, both correlations with bootstrap intervals, Fisher's for Pearson, p values."""

    def related(method: str) -> Callable:
        return lambda pair: ranged("national.value_range", language, **_range(pair[1], method, method, language))

    def fisher(pair) -> str:
        about = _range(pair[1], "pearson", "pearson_fisher", language)
        return ranged("outcomes.range_only", language, about["low"], about["high"])

    cells = {
        say("outcomes.head_question", language): lambda pair: pair[0],
        say("outcomes.head_count", language): lambda pair: whole(int(pair[1]["n"]), language),
        say("outcomes.head_pearson", language): related("pearson"),
        say("outcomes.head_fisher", language): fisher,
        say("outcomes.head_spearman", language): related("spearman"),
        say("outcomes.head_holm", language): lambda pair: "; ".join(
            chance_text(pair[1][f"{method}_holm"], language, "") for method in METHODS
        ),
    }
    return frame_of(cells, zip(labels, found.to_dict("records"), strict=True))


def told(found: Iterable[pd.DataFrame], name: str, language: str) -> list[str]:
    """What was settled beforehand, how many looks around are told from none after Holm, and change at equal starts.

    Parameters
    ----------
    found : iterable of DataFrame
        From `analysis.outcomes.two_year_questions`, that of all provinces
        first; others repeat it with fewer and are no further looks.
    """
    every = next(iter(found))
    looks = [row[f"{m}_holm"] for question, row in every.iterrows() for m in METHODS if (question, m) != DECLARED]
    given = every.loc["change_given"]
    key = "outcomes.told_given_apart" if given["pearson_holm"] <= LEVEL else "outcomes.told_given_zero"
    about = {"outcome": name, "p": chance_text(given["pearson_holm"], language), **_numbers(given, language)}
    return [
        say("outcomes.told_sure", language, looks=len(looks), sure=sum(p <= LEVEL for p in looks)),
        say(key, language, **about),
    ]


def left_text(found: pd.DataFrame, provinces: Mapping[str, str], year: int, language: str) -> str:
    """Which province moves a correlation most when left out, and between what it stays."""
    first, ends = found.iloc[0], {"low": found["pearson"].min(), "high": found["pearson"].max()}
    about = {name: _signed(value, language) for name, value in (first[list(METHODS)].to_dict() | ends).items()}
    return say("outcomes.left_out", language, name=provinces[found.index[0]], year=year, **about)


def left_table(found: pd.DataFrame, provinces: Mapping[str, str], language: str) -> pd.DataFrame:
    """Texts: the provinces that move a correlation most, what it is without each, and by how much it moves."""
    cells = {
        say("outcomes.head_without", language): lambda row: provinces[row.Index],
        say("outcomes.head_pearson", language): lambda row: _signed(row.pearson, language),
        say("outcomes.head_moved", language): lambda row: _signed(row.moved, language),
        say("outcomes.head_spearman", language): lambda row: _signed(row.spearman, language),
    }
    return frame_of(cells, found.head(_SHOWN).itertuples())


def others_table(rows: pd.DataFrame, used: str, fewest: int, language: str) -> pd.DataFrame:
    """Texts: every outcome variable of the collection, its publisher, years, number of provinces, whether it is related."""

    def use(group) -> str:
        (variable, _), part = group
        if variable == used:
            return say("outcomes.used", language)
        return say("outcomes.used_not" if len(part) >= fewest else "outcomes.unused", language)

    cells = {
        say("outcomes.head_figure", language): lambda group: outcome_names(group[1], language)[0],
        say("outcomes.head_publisher", language): lambda group: group[1]["publisher"].iloc[0],
        say("outcomes.head_year", language): lambda group: group[0][1],
        say("outcomes.head_provinces", language): lambda group: whole(len(group[1]), language),
        say("outcomes.head_used", language): use,
    }
    return frame_of(cells, rows[rows["institution"] != ""].groupby(["variable", "year"], sort=True))


def data_table(
    table: pd.DataFrame, provinces: Mapping[str, str], name: str, years: Sequence[int], language: str
) -> pd.DataFrame:
    """Texts: both figures of every province in both years, with its short name in the figures."""
    heads = [say("outcomes.head_index_year", language, year=year) for year in years]
    heads += [say("outcomes.axis_outcome", language, outcome=name, year=year) for year in years]
    columns = ["index_before", "index_after", "outcome_before", "outcome_after"]
    cells: dict = {
        say("outcomes.head_province", language): lambda row: provinces[row[0]],
        say("outcomes.head_label", language): lambda row: short_name(provinces[row[0]]),
    }
    for head, column in zip(heads, columns, strict=True):
        cells[head] = lambda row, column=column: number(real(row[1][column]), language)
    return frame_of(cells, table.sort_values("index_after", ascending=False, kind="stable").iterrows())


def limits(table: pd.DataFrame, name: str, publisher: str, language: str) -> list[str]:
    """What the page cannot show."""
    most = (table["outcome_after"] - table["outcome_before"]).abs().max()
    return [
        say("outcomes.limits_why", language),
        say("outcomes.limits_units", language, outcome=name),
        say("outcomes.limits_sample", language),
        say("outcomes.limits_years", language, outcome=name, most=number(real(most), language)),
        say("outcomes.limits_source", language, outcome=name, publisher=publisher),
    ]


def facts(rows: pd.DataFrame, scorecards: Iterable, name: str, language: str) -> dict[str, list[str] | str]:
    """Documents and addresses behind the page, for `document.pairs`."""
    addresses = {f"{year}: {url}": None for year, url in zip(rows["year"], rows["url"], strict=True)}
    documents = {p.document: None for scorecard in scorecards for p in scorecard.values.values()}
    return {
        say("outcomes.facts_outcome", language, outcome=name): list(addresses),
        say("outcomes.facts_index", language): "; ".join(documents),
        say("outcomes.facts_program", language): f"spbe-analysis {__version__}",
    }


def finding(found: pd.DataFrame, name: str, years: Sequence[int], language: str) -> str:
    """One sentence for the list of reports."""
    row = found.loc["same_after"]
    columns = {"pearson": "pearson", "low": "pearson_low", "high": "pearson_high", "spearman": "spearman"}
    about = {key: _signed(row[column], language) for key, column in columns.items()}
    return say("outcomes.finding", language, outcome=name, year=years[1], count=int(row["n"]), **about)


def _range(row: Mapping, method: str, ends: str, language: str) -> dict[str, Said]:
    """A correlation and the ends of one of its intervals, as texts."""
    columns = {"value": method, "low": f"{ends}_low", "high": f"{ends}_high"}
    return {name: _signed(row[column], language) for name, column in columns.items()}


def _numbers(row: pd.Series, language: str) -> dict[str, str]:
    """Both correlations of a row with their bootstrap intervals, as texts by name."""
    keys = [f"{method}{end}" for method in METHODS for end in ("", "_low", "_high")]
    return {key: _signed(row[key], language) for key in keys}


def _signed(value: float, language: str) -> Said:
    return signed(real(value), language)
