"""Frames and sentences of the page on what published figures fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import pandas as pd

from spbe_analysis.analysis.direction import SURE_FALL, SURE_RISE
from spbe_analysis.presentation.page.tables import frame_of, label, span, verdict_text
from spbe_analysis.presentation.text.findings import prior_name, rounding_name
from spbe_analysis.presentation.text.source_names import document_name, place_in
from spbe_analysis.presentation.text.wording import exact, number, percent, say, spanned, whole
from spbe_analysis.regulation import Framework


def counts(sets: Iterable, language: str) -> list[str]:
    """One sentence a year: how many tables of levels produce what was printed."""
    told = []
    for year in sets:
        printed = [(label(code, year.framework, language), p) for code, p in year.scorecard.values.items()]
        scores = "; ".join(f"{name} {number(p.value, language, p.decimals)}" for name, p in printed)
        count = whole(year.count, language)
        told.append(say("fixes.count_year", language, year=year.scorecard.year, count=count, scores=scores))
    return told


def fixed_sums(answer, language: str) -> pd.DataFrame:
    """Texts of each domain's and aspect's sum of levels in both years, contribution and verdict."""
    framework, (first, second) = answer.framework, answer.years

    def sums(year, code: str) -> str:
        return _span(*year.sum_bounds(code), language, 0)

    cells = {
        say("fixes.column_part", language): lambda row: (
            ("" if row.kind == "domain" else "\N{EN SPACE}") + label(row.Index, framework, language)
        ),
        say("fixes.column_sum", language, year=first.scorecard.year): lambda row: sums(first, row.Index),
        say("fixes.column_sum", language, year=second.scorecard.year): lambda row: sums(second, row.Index),
        say("fixes.column_contribution", language): lambda row: span(row.low, row.high, language),
        say("fixes.column_verdict", language): lambda row: verdict_text(row.verdict, row.low, row.high, language),
    }
    return frame_of(cells, answer.table[answer.table["kind"] != "indicator"].itertuples())


def pairs_alt(years: Mapping[int, list], names: tuple[str, str], language: str) -> str:
    """Every pair of the figure in words."""
    told = []
    for year, rows in years.items():
        about = [{"first": a, "second": b, "share": percent(share, language)} for (a, b), share in rows]
        pairs = "; ".join(say("fixes.pair_label", language, **pair) for pair in about)
        told.append(say("fixes.pairs_of_year", language, year=year, pairs=pairs))
    return say("fixes.pairs_alt", language, first=names[0], second=names[1], list=" ".join(told))


def narrowing(found: pd.DataFrame, language: str) -> pd.DataFrame:
    """Texts: how much is identified at each level of disclosure, and whether the truth was inside.

    Parameters
    ----------
    found : DataFrame
        Rows of `recovery.recover` with a column ``shown``.
    """

    def sure(kind: str) -> Callable:
        def share(group) -> str:
            part = group[1][group[1]["kind"] == kind]
            return percent(Fraction(int((part["low"] == part["high"]).sum()), len(part)), language)

        return share

    cells = {
        say("fixes.column_shown", language): lambda group: say(f"fixes.shown_{group[0]}", language),
        say("fixes.column_domains", language): sure("domain"),
        say("fixes.column_aspects", language): sure("aspect"),
        say("fixes.column_indicators", language): sure("indicator"),
        say("fixes.column_inside", language): lambda group: f"{int(group[1]['inside'].sum())} / {len(group[1])}",
    }
    return frame_of(cells, found.groupby("shown", sort=False))


def coverage_table(simulated: pd.DataFrame, language: str) -> pd.DataFrame:
    """``label``, ``truth``, ``covered`` of simulations by what is published and how levels arise.

    Parameters
    ----------
    simulated : DataFrame
        Rows of `recovery.simulate` with columns ``shown`` and ``arise``.
    """
    means = simulated.groupby(["shown", "arise"], sort=False)["covered"].mean().reset_index()
    means["label"] = [say(f"fixes.shown_{shown}", language) for shown in means["shown"]]
    means["truth"] = [say(f"fixes.truth_{arise}", language) for arise in means["arise"]]
    return means[["label", "truth", "covered"]]


def coverage_alt(table: pd.DataFrame, language: str) -> str:
    """The figure's shares in words, by how the levels arise."""
    told = []
    for truth, rows in table.groupby("truth", sort=False):
        share = spanned(*(percent(end, language) for end in (rows["covered"].min(), rows["covered"].max())), language)
        told.append(say("fixes.coverage_of", language, truth=truth, share=share))
    return say("fixes.coverage_alt", language, list=" ".join(told))


def panels(
    found: pd.DataFrame, years: tuple[int, int], framework: Framework, language: str
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """What `figures_fixes.recovered` draws: the aspects of one pair of years by level of disclosure, and their names."""
    chosen = found[(found["from"] == years[0]) & (found["to"] == years[1]) & (found["kind"] == "aspect")]
    tables = {say(f"fixes.shown_{shown}", language): rows for shown, rows in chosen.groupby("shown", sort=False)}
    return tables, [label(code, framework, language) for code in framework.of_kind("aspect")]


def _span(low, high, language: str, least: int) -> str:
    return spanned(*(exact(Fraction(end), language, least, max(least, 5)) for end in (low, high)), language)


def limits(answer, asked: tuple | None, language: str) -> list[str]:
    """What must be said of the counts, and which further number would tell most.

    Parameters
    ----------
    asked : (year, code, bits, bits not known) or None
        The most telling number not yet published.
    """
    framework = answer.framework
    rounding = rounding_name(framework, answer.years[0].rounding, language)
    about = {"regulation": framework.number_text, "prior": prior_name(answer.prior, language), "rounding": rounding}
    told = [say("fixes.limits", language, **about)]
    if asked:
        year, code, *bits = asked
        shown = dict(zip(("bits", "left"), (number(Fraction(bit), language, 1) for bit in bits), strict=True))
        told.append(say("fixes.request", language, name=framework.nodes[code].name(language), year=year, **shown))
    return told


def sources(answer, language: str) -> list[str]:
    """Documents behind the printed scores, one line each."""
    used = [(card.year, printed) for card in (answer.before, answer.after) for printed in card.values.values()]
    lines = [
        f"{year}: {document_name(p.document, language)}, {place_in(p.place, language)}. {p.url}" for year, p in used
    ]
    return list(dict.fromkeys(lines))


def finding(answer, language: str) -> str:
    """One sentence for the list of reports."""
    domains = answer.rows("domain")
    whom = {"institution": answer.after.institution, "from_year": answer.before.year, "to_year": answer.after.year}
    identified = domains["verdict"] == "identified"
    directed = ~identified & domains["direction"].isin([SURE_RISE, SURE_FALL])
    counts = {"identified": int(identified.sum()), "directed": int(directed.sum()), "parts": len(domains)}
    counts["indicators"] = len(answer.rows("indicator"))
    return say("fixes.finding", language, **whom, **counts)
