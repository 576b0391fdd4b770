"""The page on one scorecard: its index and predicate, whether its figures agree, and what of it is known."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.presentation.drawing.plain import ranges
from spbe_analysis.presentation.identification.sentences import grid_sentences, near_figures
from spbe_analysis.presentation.page import document, provenance
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.heads import documents_of, head_of
from spbe_analysis.presentation.page.tables import (
    frame_of,
    join,
    label,
    number_ranges,
    owner,
    request,
    scorecard_notes,
    short_label,
    weight_text,
    when,
)
from spbe_analysis.presentation.text.findings import predicate_name, predicate_text, rounding_name
from spbe_analysis.presentation.text.laws import disputed_predicate, index_name, law_before, with_next_law
from spbe_analysis.presentation.text.wording import DASH, exact, number, say, spanned


def opening(found, language: str) -> list[Block]:
    """Whose scorecard, its index, whether its figures agree, and how much of it is printed."""
    law, card = found.exact.framework, found.exact.scorecard
    (year,), whose = when([card], language), owner(card, language)
    question = with_next_law(say("card.question", language), law, language)
    shown = say("card.title", language, institution=whose, year=year) if card.year or card.institution else whose
    title = document.title(shown, kicker=question)
    answers = {
        say("card.ask_index", language): _index(found, language),
        say("card.ask_fit", language): _fit(found, language),
        say("card.ask_known", language): _known(found, language),
    }
    return [title, document.pairs(answers, kind="answers")]


def closing(found, language: str) -> Block:
    """One sentence for the list of reports."""
    law, card = found.exact.framework, found.exact.scorecard
    fit = say("card.fit_no" if found.exact.empty else "card.fit_yes", language)
    about = {"printed": len(_printed(found, "indicator")), "total": len(law.indicators), "fit": fit}
    key = "card.finding_no_index"
    if law.root in card.values:
        key = "card.finding"
        about |= {"index": _number(card.values[law.root], language), "predicate": _predicate(found, language)}
    figures = ["parts"] if _detailed(found) and not found.exact.empty else []
    return document.closing(say(key, language, **about), language, figures)


def _index(found, language: str) -> list[str]:
    law, card = found.exact.framework, found.exact.scorecard
    printed = card.values.get(law.root)
    if printed is None:
        told = [say("card.no_index", language)]
    else:
        about = {"index": _number(printed, language), "predicate": _predicate(found, language), "law": law.number_text}
        told = [say("card.index_published" if card.predicate else "card.index_read", language, **about)]
        told += disputed_predicate(law, printed.value, language)
    if not found.exact.empty:
        low, high = (exact(end, language, law.decimals) for end in found.exact.score_bounds(law.root))
        if low != high and (levels := card.levels(law)):
            whole = exact(score_levels(levels, law)[law.root], language, law.decimals)
            told.append(say("card.from_printed", language, exact=whole))
        told.append(say("card.index_exact" if low == high else "card.index_between", language, low=low, high=high))
    before = law_before(law)
    return told + ([say("card.not_continuing", language, before=index_name(before, language))] if before else [])


def _fit(found, language: str) -> list[str]:
    law, card = found.exact.framework, found.exact.scorecard
    about = {"law": law.number_text, "rounding": rounding_name(law, found.exact.rounding, language)}
    if found.exact.empty:
        impossible = {"regulation": law.number_text, "rounding": about["rounding"]}
        return [say("identify.impossible", language, **impossible), *near_figures(found.corrections, language)]
    told = [say("card.fits", language, count=len(card.values), **about)]
    if law.reproduced_by:
        told.append(say("card.reproduced", language, law=law.number_text, count=law.reproduced_by))
        equal = [label(code, law, language) for code in law.of_kind("aspect") if _all_equal(found, code)]
        told += [say("card.confirms", language, names=join(equal, language))] if equal else []
    return told


def _known(found, language: str) -> list[str]:
    law = found.exact.framework
    told = []
    for kind in ("domain", "aspect"):
        if nodes := law.of_kind(kind):
            about = {"printed": len(_printed(found, kind)), "total": len(nodes)}
            told.append(say("card.known_parts", language, kind=say(f"drivers.kind_{kind}", language), **about))
    about = {"printed": len(_printed(found, "indicator")), "total": len(law.indicators)}
    told.append(say("card.known_indicators", language, **about))
    return told if _detailed(found) else [say("card.only_index", language)]


def _all_equal(found, aspect: str) -> bool:
    """Whether every indicator of an aspect is printed with one and the same value."""
    values, leaves = found.exact.scorecard.values, found.exact.framework.leaves(aspect)
    return len(leaves) > 1 and all(leaf in values for leaf in leaves) and len({values[x].value for x in leaves}) == 1


def _printed(found, kind: str) -> list[str]:
    return [code for code in found.exact.framework.of_kind(kind) if code in found.exact.scorecard.values]


def _detailed(found) -> bool:
    """Whether anything below the index is printed; the index alone bounds no part of it worth a table."""
    return bool(found.exact.scorecard.values.keys() - {found.exact.framework.root})


def _predicate(found, language: str) -> str:
    law, card = found.exact.framework, found.exact.scorecard
    if card.predicate:
        return predicate_text(card.predicate, law, language)
    return predicate_name(law.predicate(card.values[law.root].value, "rounded"), language)


def _number(printed, language: str) -> str:
    return number(printed.value, language, printed.decimals)


def _rows(found, codes: list[str], language: str) -> pd.DataFrame:
    """Name, weight, printed score, what it can be before rounding, and points, as texts."""
    law, values = found.exact.framework, found.exact.scorecard.values

    def span(code: str, weight: Fraction, decimals: int) -> str:
        if found.exact.empty:
            return DASH
        ends = [exact(weight * end, language, decimals, decimals + 2) for end in found.exact.score_bounds(code)]
        return spanned(*ends, language)

    leaf = all(law.nodes[code].kind == "indicator" for code in codes)
    indent = "" if leaf or not law.of_kind("domain") else "\N{EN SPACE}"
    cells = {
        say("card.column_indicator" if leaf else "card.column_name", language): lambda code: (
            (indent if law.nodes[code].kind == "aspect" else "") + label(code, law, language)
        ),
        say("card.column_weight", language): lambda code: weight_text(law.weight(code), language),
        say("card.column_printed", language): lambda code: _number(values[code], language) if code in values else DASH,
        say("card.column_possible", language): lambda code: span(code, Fraction(1), 2),
        say("card.column_points", language): lambda code: span(code, law.weight(code), 3),
    }
    return frame_of(cells, codes)


def _parts(found) -> list[str]:
    """Domains and aspects, in the regulation's order."""
    law = found.exact.framework
    return [code for code, node in law.nodes.items() if node.kind in ("domain", "aspect")]


def _kind(found, language: str) -> str:
    kinds = dict.fromkeys(found.exact.framework.nodes[code].kind for code in _parts(found))
    return join([say(f"drivers.kind_{kind}", language) for kind in kinds], language)


def _undetailed(found, language: str) -> str:
    return "" if _detailed(found) else say("card.nothing", language)


def _undrawn(kind: str):
    """Why there is no figure: nothing of a kind is printed, or the figures cannot be."""

    def unsaid(found, language: str) -> str:
        there = _printed(found, kind) if kind == "indicator" else _detailed(found)
        return "" if there and not found.exact.empty else say("card.nothing", language)

    return unsaid


def _drawn(found, codes: list[str], name: str, language: str) -> Block:
    """Printed scores as dots and what others can be as bars."""
    law, card = found.exact.framework, found.exact.scorecard
    rows = []
    for code in codes:
        ends = (card.values[code].value,) * 2 if code in card.values else found.exact.score_bounds(code)
        rows.append((short_label(code, law, language), *ends))
    told = [f"{row[0]} {spanned(*(exact(end, language, 2, 4) for end in row[1:]), language)}" for row in rows]
    alt_key, caption = (
        ("card.indicators_alt", say("card.indicators_figure_caption", language))
        if name == "indicators"
        else ("card.parts_alt", say("card.parts_figure_caption", language))
    )
    alt = say(alt_key, language, count=len(codes), list="; ".join(told))
    frame = pd.DataFrame(rows, columns=["label", "low", "high"])
    axes = ranges(frame, say("card.axis", language), (law.minimum - 0.05, law.maximum + 0.05), language)
    titles = _titles([row for row, code in zip(rows, codes, strict=True) if code in card.values], len(rows), language)
    what = say("card.unit", language)
    head = head_of(titles, card.institution, [card.year], what, documents_of([card]), language) if titles else None
    return document.figure(axes, name, alt, caption, head)


def _titles(printed: list[tuple], drawn: int, language: str) -> list[str]:
    """Which score is highest and lowest, where every one drawn is printed and one alone is; else their span."""
    if not printed:
        return []
    ordered = sorted(printed, key=lambda row: row[1])
    low, high = (exact(row[1], language) for row in (ordered[0], ordered[-1]))
    short = say("card.head_short", language, scores=spanned(low, high, language))
    alone = drawn == len(ordered) > 2 and ordered[0][1] < ordered[1][1] and ordered[-2][1] < ordered[-1][1]
    names = {"low_name": ordered[0][0], "high_name": ordered[-1][0]}
    return [say("card.head", language, low=low, high=high, **names), short] if alone else [short]


def _limits(found, language: str) -> Block:
    law, card = found.exact.framework, found.exact.scorecard
    told = [say("card.points", language), *grid_sentences(law, language)]
    borrowed = [leaf for leaf in law.indicators if law.grid(leaf).kind == "other_index"]
    if borrowed:
        told.append(say("card.other_index", language, numbers=number_ranges(borrowed, law)))
    told += scorecard_notes(card, law, language)
    told += [note[f"text_{language}"] for note in law.meta.get("notes", []) if card.year in note.get("years", [])]
    if _detailed(found) and not found.exact.empty:
        asks = [ask for ask in found.disclosures[:1] if ask.bits]
        told += [request(ask, card, law, language) for ask in asks]
    else:
        asks = []
    made = document.bullets(told)
    made.about["next"] = [request(ask, card, law, language, "answer.ask_next") for ask in asks]
    return made


TEXTS = {
    "limits": _limits,
    "facts": lambda found, language: document.pairs(
        provenance.provenance(
            found.exact.framework, [found.exact.scorecard], found.exact.scorecard.institution, language
        )
    ),
}
FIGURES = {
    "part": document.unless(
        _undrawn("part"),
        lambda found, language: _drawn(found, list(found.exact.framework.of_kind("aspect")), "parts", language),
    ),
    "indicator": document.unless(
        _undrawn("indicator"),
        lambda found, language: _drawn(found, list(found.exact.framework.indicators), "indicators", language),
    ),
}
TABLES = {
    "part": document.unless(
        _undetailed,
        lambda found, language: document.table(
            _rows(found, _parts(found), language), say("card.parts_caption", language, kind=_kind(found, language))
        ),
    ),
    "indicator": document.unless(
        _undetailed,
        lambda found, language: document.table(
            _rows(found, list(found.exact.framework.indicators), language), say("card.indicators_caption", language)
        ),
    ),
    "sources": lambda found, language: provenance.documents([found.exact.scorecard], language),
}
