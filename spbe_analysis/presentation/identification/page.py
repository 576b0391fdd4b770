"""The page on what printed figures fix: two years of one institution, and one whose truth is known."""

from __future__ import annotations

from spbe_analysis.analysis.feasible.disclosure import most_telling
from spbe_analysis.presentation.identification import figures, heads, tables
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.text.findings import prior_name
from spbe_analysis.presentation.text.laws import with_next_law
from spbe_analysis.presentation.text.wording import say, whole


def opening(found, language: str) -> list[Block]:
    """Whose figures, and how many tables of levels produce them."""
    answer = found.exact
    years = {"from_year": answer.before.year, "to_year": answer.after.year}
    question = with_next_law(say("fixes.question", language), answer.framework, language)
    head = document.title(say("fixes.title", language, institution=answer.after.institution, **years), question)
    return [head, document.bullets(tables.counts(answer.years, language))]


def closing(found, language: str) -> Block:
    """One sentence for the list of reports."""
    names = ["joint-sums", "recovered", "coverage"]
    return document.closing(tables.finding(found.exact, language), language, names)


def _pairs(found, language: str) -> Block:
    answer, framework = found.exact, found.exact.framework
    mixed = [
        code
        for code in framework.of_kind("domain")
        if len(framework.children(code)) == 2 and answer.years[0].candidates(code)
    ]
    if not mixed:
        return document.aside(say("fixes.no_pairs", language))
    domain = max(mixed, key=framework.weight)
    pairs = {year.scorecard.year: year.candidates(domain) for year in answer.years}
    first, second = (framework.nodes[code].name(language) for code in framework.children(domain))
    names = (first, second)
    alt = tables.pairs_alt(pairs, names, language)
    caption = say("fixes.pairs_caption", language, prior=prior_name(answer.prior, language))
    axes, told = figures.joint_sums(pairs, names, language), heads.pairs(pairs, names, answer, language)
    return document.figure(axes, "joint-sums", alt, caption, told)


def _proof(found, language: str) -> Block:
    rows = found.recovered
    counts = {"checked": len(rows), "inside": int(rows["inside"].sum()), "levels": rows["shown"].nunique()}
    counts["pairs"] = len(rows.groupby(["from", "to"]))
    return document.paragraphs(say("fixes.proof_text", language, institution=found.proof, **counts))


def _recovered(found, language: str) -> Block:
    years = dict(zip(("from_year", "to_year"), found.years, strict=True))
    drawn, labels = tables.panels(found.recovered, found.years, found.exact.framework, language)
    alt = say("fixes.recovered_alt", language, institution=found.proof, **years)
    about = {"prior": prior_name(found.exact.prior, language), "institution": found.proof, **years}
    caption = say("fixes.recovered_caption", language, **about)
    told = heads.recovered(found.proof, found.years, found.recovered, language)
    return document.figure(figures.recovered(drawn, labels, language), "recovered", alt, caption, told)


def _coverage(found, language: str) -> Block:
    shares = tables.coverage_table(found.simulated, language)
    caption = say("fixes.coverage_caption", language, checked=whole(len(found.simulated), language))
    axes, alt = figures.coverage(shares, language), tables.coverage_alt(shares, language)
    return document.figure(axes, "coverage", alt, caption, heads.coverage(shares, found.years, language))


TEXTS = {
    "proof": _proof,
    "limits": lambda found, language: document.paragraphs(
        *tables.limits(found.exact, most_telling(found.exact.years), language)
    ),
    "sources": lambda found, language: document.bullets(tables.sources(found.exact, language), sources=True),
}
FIGURES = {"pairs": _pairs, "recovered": _recovered, "coverage": _coverage}
TABLES = {
    "sums": lambda found, language: document.table(
        tables.fixed_sums(found.exact, language), say("fixes.sums_caption", language)
    ),
    "narrowing": lambda found, language: document.table(
        tables.narrowing(found.recovered, language),
        say("fixes.narrow_caption", language, institution=found.proof),
    ),
}
