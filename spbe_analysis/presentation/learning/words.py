"""Sentences on what learned weights can and cannot say; every number is computed."""

from __future__ import annotations

from spbe_analysis.presentation.learning.tables import MOVES, gains, totals
from spbe_analysis.presentation.text.wording import number, percent, real, say, signed


def sentences(found, language: str) -> list[str]:
    """How much, whether which, levels at one date, no-fall."""
    return [changes(found, language), order(found, language), levels(found, language), no_fall(found, language)]


def trained(found, language: str) -> str:
    """From how many tables of how many institutions the weights were learned."""
    about = {}
    for what in ("levels", "change"):
        tables = found.exact.taught(what)
        about |= {f"{what}_tables": len(tables), f"{what}_institutions": len({t.institution for t in tables})}
    return say("learned.trained", language, transitions=len(found.transitions), **about)


def changes(found, language: str) -> str:
    """Said by two priors against the truth, and the gain in bits with the worst and the best."""
    numbers = {
        f"{name}_{move}": number(real(row[move]), language, 0) for name, row in totals(found).items() for move in MOVES
    }
    mine = [row["gain"] for row in gains(found, "learned")]
    about = {"mean": sum(mine) / len(mine), "worst": min(mine), "best": max(mine)}
    told = {name: signed(real(gain), language) for name, gain in about.items()}
    good = sum(gain > 0 for gain in mine)
    inside = min(row["inside"] for row in gains(found, "learned"))
    return say(
        "learned.changes", language, good=good, all=len(mine), inside=percent(inside, language), **numbers, **told
    )


def order(found, language: str) -> str:
    """Who stands high inside an aspect, beside who moved."""
    ends = {}
    for of, rows in found.orders.groupby("of"):
        values = rows["concordance"]
        named = {"mean": values.mean(), "least": values.min(), "most": values.max()}
        ends |= {f"{of}_{name}": number(real(value), language) for name, value in named.items()}
    return say("learned.order", language, **ends)


def levels(found, language: str) -> str:
    """Gain of the level profile by institution, and that of the category prior."""
    means = {prior: rows.groupby("institution")["gain"].mean() for prior, rows in found.levels.groupby("prior")}
    told = {}
    for prior, decimals in (("learned", 2), ("category", 3)):
        ends = {"mean": means[prior].mean(), "worst": means[prior].min(), "best": means[prior].max()}
        told |= {f"{prior}_{name}": signed(real(value), language, decimals) for name, value in ends.items()}
    good = int((means["learned"] > 0).sum())
    return say("learned.levels", language, good=good, all=len(means["learned"]), **told)


def no_fall(found, language: str) -> str:
    """How many institutions' printed figures contradict that nothing fell, and how many real transitions."""
    refuted = found.refuted
    rows = gains(found, "uniform")
    about = {"count": refuted.count, "of": refuted.of, "share": percent(refuted.count / refuted.of, language, 1)}
    about |= {"from_year": refuted.years[0], "to_year": refuted.years[1]}
    fell = sum(row["true_fell"] > 0 for row in rows)
    return say("learned.no_fall", language, fell=fell, transitions=len(rows), **about)


def rejected(found, language: str) -> str:
    """On how many transitions the fit from printed sums alone is worse than uniform."""
    mine = [row["gain"] for row in gains(found, "sums")]
    worse = sum(gain < 0 for gain in mine)
    return say(
        "learned.rejected", language, worse=worse, all=len(mine), mean=signed(real(sum(mine) / len(mine)), language)
    )


def finding(found, language: str) -> str:
    """One sentence for the list of reports."""
    numbers = totals(found)
    about = {f"{name}_fell": number(real(row["fell"]), language, 0) for name, row in numbers.items()}
    return say("learned.finding", language, **about)
