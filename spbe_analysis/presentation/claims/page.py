"""Blocks of the page on claims: tables of verdicts, each claim in full, and the figures behind comparisons."""

from __future__ import annotations

from collections.abc import Sequence

from spbe_analysis import __version__
from spbe_analysis.presentation.claims import figures as figures_claims
from spbe_analysis.presentation.claims import words
from spbe_analysis.presentation.drawing.breaks import split_at_breaks
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.heads import head_of, nation_reports
from spbe_analysis.presentation.page.tables import frame_of, short_body
from spbe_analysis.presentation.text.findings import predicate_bounds
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import number, say, signed, whole


def opening(judged, language: str) -> list[document.Block]:
    """Whose claims, and how many of them the record supports."""
    name, own = judged.institution, judged.exact
    lead = words.tally(own, name, language) if own else say("claims.none", language, institution=name)
    head = document.title(say("claims.title", language, institution=name), say("claims.question", language))
    return [head, document.paragraphs(lead)]


def closing(judged, language: str) -> document.Block:
    """One sentence for the list of reports."""
    names = [name for name, _, _ in _drawable(judged.exact)]
    return document.closing(words.finding(judged.exact, judged.institution, language), language, names)


def _none(judged, language: str) -> str:
    return "" if judged.exact else say("claims.none", language, institution=judged.institution)


def verdicts(judgements: Sequence, language: str, about: bool = False) -> document.Block:
    """A table of claims with source and verdict; with `about`, whom they are about and why the verdict."""
    cells = {
        say("claims.head_claim", language): lambda j: " ".join(
            filter(None, [words.words(j.claim, language), words.gloss(j.claim, language)])
        ),
        say("claims.head_about", language): lambda j: j.claim.institution,
        say("claims.head_source", language): lambda j: words.source(j.claim, language),
        say("claims.head_verdict", language): lambda j: words.verdict(j, language),
        say("claims.head_why", language): lambda j: " ".join([words.why(j, language), *words.remarks(j, language)]),
    }
    if not about:
        del cells[say("claims.head_about", language)], cells[say("claims.head_why", language)]
    links = {words.source(j.claim, language): j.claim.url for j in judgements if j.claim.url}
    block = document.table(frame_of(cells, judgements), say("claims.table_caption", language), links=links)
    return block.quoting(words.quotations(judgements, language))


def each(judgements: Sequence, language: str) -> list[document.Block]:
    """Every claim in full: its words, source, verdict with numbers, remarks and rule."""
    blocks = []
    for j in judgements:
        heading = document.heading(words.words(j.claim, language))
        verdict = say("claims.verdict_line", language, verdict=words.verdict(j, language), why=words.why(j, language))
        rule = say("claims.rule_line", language, rule=words.rule(j, language))
        source = say("claims.source_line", language, source=words.source(j.claim, language), url=j.claim.url)
        blocks += [
            heading.quoting(words.quotations([j], language)),
            document.paragraphs(*filter(None, [words.gloss(j.claim, language)]), verdict),
            document.bullets([*words.remarks(j, language), rule, source]),
        ]
    return blocks


def figures(judgements: Sequence, record, language: str) -> list[document.Block]:
    """The figure of the first rise, of the first place in a kind and of the first highest value that can be drawn."""
    return [draw(judged, record, language) for _, draw, judged in _drawable(judgements)]


def _drawable(judgements: Sequence) -> list[tuple]:
    """Name of each figure, what draws it, and the claim it stands for."""
    drawers = {
        "significant_rise": ("rise", _rise, "nation"),
        "one_of_the_best": ("rank", _rank, "rank"),
        "highest_ever": ("years", _years, "values"),
    }
    found = []
    for kind, (name, draw, wanted) in drawers.items():
        fits = [j for j in judgements if j.claim.kind == kind and wanted in j.facts]
        found += [(name, draw, j) for j in fits[:1]]
    return found


def sources(judgements: Sequence, record, language: str) -> list[str]:
    """Documents behind the figures that the claims were held against, and what computed the verdicts."""
    years: dict[tuple[str, str], set[int]] = {}
    for name in {j.claim.institution for j in judgements}:
        for year in record.scorecards:
            if printed := record.index(name, year):
                years.setdefault((printed.document, printed.url), set()).add(year)
    told = []
    for (name, url), found in sorted(years.items(), key=lambda item: (min(item[1]), item[0])):
        about = {"years": ", ".join(map(str, sorted(found))), "document": document_name(name, language), "url": url}
        told.append(say("claims.source_document", language, **about))
    rows = whole(sum(map(len, record.rows.values())), language)
    return [*told, say("claims.program", language, version=__version__, claims=len(judgements), rows=rows)]


def _rise(j, record, language: str) -> document.Block:
    facts, table = j.facts, record.panels[j.claim.from_year, j.claim.year].table
    kind = kind_name(facts["kind"], language)
    years = {"from_year": facts["from_year"], "year": facts["year"], "to_year": facts["year"]}
    about = {"institution": j.claim.institution, "kind": kind, "count": len(table), **years}
    change, drift = signed(facts["change"], language), signed(facts["drift"], language, 3)
    axes = figures_claims.two_spreads(
        list(table["change"]),
        list(table.loc[table["kind"] == facts["kind"], "change"]),
        (say("claims.rise_all", language), kind),
        (facts["change"], change),
        (facts["drift"], say("claims.rise_mean", language, drift=drift)),
        language,
    )
    nation = facts["nation"]
    told = {"least": nation["least"], "greatest": nation["greatest"], "middle": nation["p50"]}
    told |= {"middle_kind": facts["kind_spread"]["p50"], "change": facts["change"]}
    alt = say("claims.rise_alt", language, **{name: signed(value, language) for name, value in told.items()}, **about)
    less = sum(one < facts["change"] for one in table["change"])
    title = say("heads.rise", language, change=number(facts["change"], language), less=less, count=len(table))
    span, what = (facts["from_year"], j.claim.year), say("heads.rise_unit", language)
    head = head_of([title], j.claim.institution, span, what, [nation_reports(span, language)], language)
    return document.figure(axes, "rise", alt, say("claims.rise_caption", language, **about), head)


def _rank(j, record, language: str) -> document.Block:
    facts, year = j.facts, j.claim.year
    scorecards = {
        name: record.index(name, year).value
        for name in record.scorecards[year]
        if record.institutions[name].kind == facts["kind"] and record.scorecard(name, year)
    }
    cells = {"label": short_body, "value": scorecards.get, "own": lambda name: name == j.claim.institution}
    rows = frame_of(cells, sorted(scorecards, key=lambda name: (-scorecards[name], name)))
    framework = next(panel for (_, last), panel in record.panels.items() if last == year).framework
    bounds = predicate_bounds(framework, language)
    axes = figures_claims.ranked_dots(rows, bounds, facts["of"] // 4, year, language)
    kind = kind_name(facts["kind"], language)
    about = {"kind": kind, "year": year, "institution": j.claim.institution}
    told = {"highest": max(scorecards.values()), "lowest": min(scorecards.values()), "value": facts["value"]}
    told = {name: number(value, language) for name, value in told.items()}
    alt = say("claims.rank_alt", language, of=facts["of"], place=words.place(facts), **told, **about)
    caption = say("claims.rank_caption", language, **about)
    title, what = (
        say("heads.rank", language, place=words.place(facts), count=facts["of"]),
        say("heads.rank_unit", language, kind=kind),
    )
    head = head_of([title], j.claim.institution, [year], what, [nation_reports([year], language)], language)
    return document.figure(axes, "rank", alt, caption, head)


def _years(j, record, language: str) -> document.Block:
    name = j.claim.institution
    years = sorted(year for year in record.scorecards if record.scorecard(name, year))
    values = {year: record.index(name, year).value for year in years}
    hollow = {year for year in years if record.scorecard(name, year).assessment == "pemantauan"}
    axes = figures_claims.index_by_year(values, hollow, j.claim.known_through, language)
    documents = "; ".join(dict.fromkeys(document_name(record.index(name, year).document, language) for year in years))
    caption = say("claims.years_caption", language, institution=name, documents=documents)
    alt = say("claims.years_alt", language, institution=name, values=words.year_values(values, language))
    ends = {"first": number(values[years[0]], language), "last": number(values[years[-1]], language)}
    title = say("heads.index_years", language, from_year=years[0], to_year=years[-1], **ends)
    used = [record.index(name, year).document for year in years]
    what = say("heads.index_unit" if len(split_at_breaks(years)) > 1 else "heads.index_unit_one", language)
    head = head_of([title], name, years, what, used, language)
    return document.figure(axes, "years", alt, caption, head)


TEXTS = {
    "each": document.unless(_none, lambda judged, language: each(judged.exact, language)),
    "limits": lambda judged, language: document.bullets(
        say(f"claims.limit_{name}", language) for name in ("words", "record", "own")
    ),
    "sources": lambda judged, language: document.bullets(
        sources([*judged.exact, *judged.others], judged.record, language), sources=True
    ),
}
FIGURES = {
    "comparisons": document.unless(
        lambda judged, language: "" if _drawable(judged.exact) else say("claims.no_figures", language),
        lambda judged, language: figures(judged.exact, judged.record, language),
    )
}
TABLES = {
    "verdicts": document.unless(_none, lambda judged, language: verdicts(judged.exact, language)),
    "others": document.unless(
        lambda judged, language: "" if judged.others else say("claims.no_others", language),
        lambda judged, language: verdicts(judged.others, language, about=True),
    ),
}
