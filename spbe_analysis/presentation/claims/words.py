"""Verdicts on claims in words: the sentence with its numbers, the rule, and what else a reader should know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from spbe_analysis.analysis.claims.judge import RULES
from spbe_analysis.analysis.claims.record import CONTRADICTED, SUPPORTED, UNCHECKABLE, UNSUPPORTED, WEAK
from spbe_analysis.presentation.page.tables import join
from spbe_analysis.presentation.text.findings import predicate_text
from spbe_analysis.presentation.text.kinds import kind_name
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import dashed, date, number, say, signed, whole
from spbe_analysis.regulation import framework_for_year

VERDICTS = {
    SUPPORTED: "claims.supported",
    WEAK: "claims.weak",
    UNSUPPORTED: "claims.unsupported",
    CONTRADICTED: "claims.contradicted",
    UNCHECKABLE: "claims.unchecked",
}
_FINE = {"low", "high", "drift", "category", "own"}  # told with three decimals


def why(judgement, language: str) -> str:
    """One sentence: what the record shows, with the numbers the verdict stands on."""
    return say(f"claims.{judgement.rule}", language, **_places(judgement, language))


def remarks(judgement, language: str) -> list[str]:
    """Further sentences: the ledger of a rise, ties, later years, years assessed in another way."""
    facts, told = judgement.facts, []
    if "drift" in facts:
        parts = {part: signed(facts[part], language, 3) for part in ("drift", "category", "own")}
        told.append(say("claims.rise_drift", language, **parts))
    if facts.get("with") and len(facts["with"]) <= 3:
        told.append(say("claims.note_tied", language, names=join(facts["with"], language)))
    return [*told, *(_note(name, values, language) for name, values in judgement.notes)]


def rule(judgement, language: str) -> str:
    """The declared rule of the claim's kind."""
    return say(f"claims.rule_{RULES[judgement.claim.kind].__name__}", language)


def verdict(judgement, language: str) -> str:
    """The verdict's name."""
    return say(VERDICTS[judgement.verdict], language)


def words(claim, language: str) -> str:
    """What the claim says: a quotation marked as such, or our words for it in the reader's language."""
    if claim.quoted:
        return say("claims.quoted", language, words=claim.words)
    return say("claims.reported", language, words=claim.in_language(language))


def quotations(judgements: Iterable, language: str) -> list[str]:
    """Words on the page that are not in its language."""
    claims = [j.claim for j in judgements if j.claim.language != language]
    return [claim.words for claim in claims if claim.quoted or claim.in_language(language) == claim.words]


def gloss(claim, language: str) -> str:
    """What a quotation in another language says, for readers of this one; empty where none is needed or recorded."""
    said = claim.in_language(language)
    return say("claims.gloss", language, words=said) if claim.quoted and said != claim.words else ""


def source(claim, language: str) -> str:
    """Who said it and when."""
    day = date(claim.date, language) if claim.date else say("claims.no_date", language)
    return say("claims.source", language, source=claim.source_in(language), date=day)


def tally(judgements: Iterable, institution: str, language: str) -> str:
    """How many claims came out how."""
    return say("claims.count", language, institution=institution, **_counts(judgements))


def finding(judgements: Iterable, institution: str, language: str) -> str:
    """One sentence for the list of reports."""
    counts = _counts(judgements)
    del counts["count"]
    return say("claims.finding", language, institution=institution, **counts)


def _counts(judgements: Iterable) -> dict[str, int]:
    found = [judgement.verdict for judgement in judgements]
    names = dict(zip(("supported", "weak", "unsupported", "contradicted", "unchecked"), VERDICTS, strict=True))
    return {"count": len(found), **{short: found.count(name) for short, name in names.items()}}


def _places(judgement, language: str) -> dict[str, Any]:
    """The facts of a judgement as texts, by the places of its sentence."""
    facts: Mapping[str, Any] = judgement.facts
    shown = {name: _text(name, value, language) for name, value in facts.items()}
    if "decimals" in facts:
        shown["claimed"] = number(facts["claimed"], language, facts["decimals"])
    if "change" in facts:
        shown["moved"] = signed(facts["change"], language)
    if "values" in facts:
        shown["values"] = year_values(facts["values"], language)
    if "years" in facts:
        shown["years"] = join([str(year) for year in facts["years"]], language)
    if "kind" in facts:
        shown["kind"] = kind_name(facts["kind"], language)
    if "nation" in facts:
        for name, group in (("nation", facts["nation"]), ("kind", facts["kind_spread"])):
            shown |= {
                f"p50_{name}": signed(group["p50"], language),
                f"p75_{name}": signed(group["p75"], language),
                f"rank_{name}": place(group),
                f"of_{name}": whole(int(group["of"]), language),
            }
    if "rank" in facts:
        shown |= {"claimed": str(facts.get("place", "")), "place": place(facts)}
    if "among" in facts:
        shown["among"] = say(f"claims.among_{facts['among']}", language, province=facts["province"], kind=shown["kind"])
    if "stated" in facts:
        framework = framework_for_year(judgement.claim.year)
        shown |= {name: predicate_text(str(facts[name]), framework, language) for name in ("claimed", "stated")}
        shown |= {
            name: join([predicate_text(one, framework, language) for one in facts[name]], language)
            for name in ("scale", "known")
        }
    if "document" in facts:
        shown["document"] = document_name(str(facts["document"]), language)
    if "items_before" in facts:
        shown["items"] = str(facts["items_before"])
    return shown


def _text(name: str, value: Any, language: str) -> str:
    if isinstance(value, Fraction):
        if name.startswith(("rule_", "kept_")):
            return signed(value, language, 3)
        return number(value, language, 3 if name in _FINE else 2)
    if isinstance(value, list | tuple):
        return join([str(one) for one in value], language)
    return str(value)


def place(facts: Mapping[str, int]) -> str:
    """A place, or the places that equal figures share."""
    return dashed(facts["rank"], facts["last"])


def year_values(values: Mapping[int, Fraction], language: str) -> str:
    """An index in each year, as a list in a sentence."""
    told = {year: number(value, language) for year, value in values.items()}
    return join([say("claims.year_value", language, year=year, value=text) for year, text in told.items()], language)


def _assessment(name: str, language: str) -> str:
    return say(f"claims.assessment_{name or 'unknown'}", language)


def _note(name: str, values: Mapping, language: str) -> str:
    if name == "later":
        key = "claims.note_later_higher" if values["higher"] else "claims.note_later"
        about = {"value": number(values["value"], language), "assessment": _assessment(values["assessment"], language)}
        return say(key, language, year=values["year"], **about)
    if name == "mixed":
        ways = {_assessment(way, language): ", ".join(map(str, years)) for way, years in values["ways"].items()}
        told = [say("claims.note_way", language, assessment=way, years=years) for way, years in ways.items()]
        return say("claims.note_mixed", language, ways="; ".join(told))
    if name == "assessed":
        how = _assessment(values["assessment"], language)
        return say("claims.note_assessed", language, year=values["year"], assessment=how)
    if name == "alone":
        return say("claims.note_alone", language, year=values["year"])
    return say(f"claims.note_{name}", language, from_year=values["from_year"], place=place(values), of=values["of"])
