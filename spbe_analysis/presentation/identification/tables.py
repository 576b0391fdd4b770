"""Frames and sentences of the page on what published figures fix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.page.tables import VERDICTS, label
from spbe_analysis.presentation.text.findings import prior_name, rounding_name
from spbe_analysis.presentation.text.source_names import document_name, place_in
from spbe_analysis.presentation.text.wording import DASH, exact, number, percent, say, whole

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework

# Keys by the machine's name of a level of disclosure and of a way the truth arises.
SHOWN = {
    "index": "fixes.shown_index",
    "domains": "fixes.shown_domains",
    "aspects": "fixes.shown_aspects",
    "indicators": "fixes.shown_indicators",
}
TRUTHS = {"uniform": "fixes.truth_uniform", "low": "fixes.truth_low", "sticky": "fixes.truth_sticky"}


def counts(sets: Iterable, language: str) -> list[str]:
    """One sentence a year: how many tables of levels produce what was printed."""
    told = []
    for year in sets:
        framework = year.framework
        scores = "; ".join(
            f"{label(code, framework, language)} {number(p.value, language, p.decimals)}"
            for code, p in year.scorecard.values.items()
        )
        told.append(
            say(
                "fixes.count_year", language, year=year.scorecard.year, count=whole(year.count, language), scores=scores
            )
        )
    return told


def fixed_sums(answer, language: str) -> pd.DataFrame:
    """Texts of each domain's and aspect's sum of levels in both years, contribution and verdict."""
    import pandas as pd

    framework, (first, second) = answer.framework, answer.years
    heads = [
        say("fixes.column_part", language),
        say("fixes.column_sum", language, year=first.scorecard.year),
        say("fixes.column_sum", language, year=second.scorecard.year),
        say("fixes.column_contribution", language),
        say("fixes.column_verdict", language),
    ]
    rows = []
    for code, row in answer.table.iterrows():
        if row["kind"] != "indicator":
            mark = "" if row["kind"] == "domain" else "\N{EN SPACE}"
            rows.append(
                [
                    mark + label(code, framework, language),
                    _span(*first.sum_bounds(code), language, 0),
                    _span(*second.sum_bounds(code), language, 0),
                    _span(row["low"], row["high"], language, 3),
                    say(VERDICTS[row["verdict"]], language),
                ]
            )
    return pd.DataFrame(rows, columns=heads)


def pairs_alt(years: Mapping[int, list], names: tuple[str, str], language: str) -> str:
    """Every pair of the figure in words."""
    told = [
        say(
            "fixes.pairs_of_year",
            language,
            year=year,
            pairs="; ".join(
                say("fixes.pair_label", language, first=a, second=b, share=percent(p, language)) for (a, b), p in rows
            ),
        )
        for year, rows in years.items()
    ]
    return say("fixes.pairs_alt", language, first=names[0], second=names[1], list=" ".join(told))


def narrowing(found: pd.DataFrame, language: str) -> pd.DataFrame:
    """Texts: how much is identified at each level of disclosure, and whether the truth was inside.

    Parameters
    ----------
    found : DataFrame
        Rows of `recovery.recover` with a column ``shown``.
    """
    import pandas as pd

    heads = [
        say(key, language)
        for key in (
            "fixes.column_shown",
            "fixes.column_domains",
            "fixes.column_aspects",
            "fixes.column_indicators",
            "fixes.column_inside",
        )
    ]
    rows = []
    for shown, group in found.groupby("shown", sort=False):
        sure = [
            percent(Fraction(int((part["low"] == part["high"]).sum()), len(part)), language)
            for part in (group[group["kind"] == kind] for kind in ("domain", "aspect", "indicator"))
        ]
        rows.append([say(SHOWN[shown], language), *sure, f"{int(group['inside'].sum())} / {len(group)}"])
    return pd.DataFrame(rows, columns=heads)


def coverage_table(simulated: pd.DataFrame, language: str) -> pd.DataFrame:
    """``label``, ``truth``, ``covered`` of simulations by what is published and how levels arise.

    Parameters
    ----------
    simulated : DataFrame
        Rows of `recovery.simulate` with columns ``shown`` and ``arise``.
    """
    means = simulated.groupby(["shown", "arise"], sort=False)["covered"].mean().reset_index()
    means["label"] = [say(SHOWN[shown], language) for shown in means["shown"]]
    means["truth"] = [say(TRUTHS[arise], language) for arise in means["arise"]]
    return means[["label", "truth", "covered"]]


def coverage_alt(table: pd.DataFrame, language: str) -> str:
    """The figure's shares in words, by how the levels arise."""
    told = [
        say(
            "fixes.coverage_of",
            language,
            truth=truth,
            least=percent(rows["covered"].min(), language),
            most=percent(rows["covered"].max(), language),
        )
        for truth, rows in table.groupby("truth", sort=False)
    ]
    return say("fixes.coverage_alt", language, list=" ".join(told))


def panels(
    found: pd.DataFrame, years: tuple[int, int], framework: Framework, language: str
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """What `figures_fixes.recovered` draws: the aspects of one pair of years by level of disclosure, and their names."""
    chosen = found[(found["from"] == years[0]) & (found["to"] == years[1]) & (found["kind"] == "aspect")]
    tables = {say(SHOWN[shown], language): rows for shown, rows in chosen.groupby("shown", sort=False)}
    return tables, [label(code, framework, language) for code in framework.of_kind("aspect")]


def _span(low, high, language: str, least: int) -> str:
    ends = [exact(Fraction(end), language, least, max(least, 5)) for end in (low, high)]
    return ends[0] if low == high else f"{ends[0]} {DASH} {ends[1]}"


def limits(answer, asked: tuple | None, language: str) -> list[str]:
    """What must be said of the counts, and which further number would tell most.

    Parameters
    ----------
    asked : (year, code, bits, bits not known) or None
        The most telling number not yet published.
    """
    framework = answer.framework
    told = [
        say(
            "fixes.limits",
            language,
            regulation=framework.number_text,
            prior=prior_name(answer.prior, language),
            rounding=rounding_name(framework, answer.years[0].rounding, language),
        )
    ]
    if asked:
        year, code, bits, left = asked
        told.append(
            say(
                "fixes.request",
                language,
                name=framework.nodes[code].name(language),
                year=year,
                bits=number(Fraction(bits), language, 1),
                left=number(Fraction(left), language, 1),
            )
        )
    return told


def sources(answer, language: str) -> list[str]:
    """Documents behind the printed scores, one line each."""
    found = {}
    for scorecard in (answer.before, answer.after):
        for p in scorecard.values.values():
            found[
                f"{scorecard.year}: {document_name(p.document, language)}, {place_in(p.place, language)}. {p.url}"
            ] = None
    return list(found)


def finding(answer, language: str) -> str:
    """One sentence for the list of reports."""
    domains = answer.rows("domain")
    return say(
        "fixes.finding",
        language,
        institution=answer.after.institution,
        from_year=answer.before.year,
        to_year=answer.after.year,
        identified=int((domains["verdict"] == "identified").sum()),
        parts=len(domains),
        indicators=len(answer.rows("indicator")),
    )
