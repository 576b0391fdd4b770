"""Findings of a check in whole sentences."""

from __future__ import annotations

from fractions import Fraction

from spbe_analysis.presentation.text.source_names import document_name, place_in
from spbe_analysis.presentation.text.wording import as_printed, say
from spbe_analysis.regulation import Framework, Predicate, load_framework
from spbe_analysis.regulation.loader import PREDICATE_RULES

_SHOWN = 5  # values that would fit, named in one sentence


def message(finding, language: str) -> str:
    """What does not fit, as one sentence. Never says who is wrong."""
    framework = load_framework(finding.regulation)
    parts = [f"{code} {mark(text, language)}" for code, text in finding.details.get("parts", ())]
    about = {
        **{key: mark(value, language) for key, value in finding.details.items() if key != "parts"},
        "parts": ", ".join(parts),
        "regulation": framework.number_text,
        "rounding": rounding_name(framework, finding.details.get("rounding"), language),
        "printed": mark(finding.printed, language),
        "document": document_name(finding.document, language),
    }
    if "other_document" in finding.details:
        about["other_document"] = document_name(finding.details["other_document"], language)
    if finding.rule == "predicate" and finding.details["rules"] in PREDICATE_RULES:
        return say(f"check.predicate_{finding.details['rules']}", language, **about)
    if finding.rule == "means_parts":
        about["computed"] = mark(finding.suggestions[0].value, language)
    return say(f"check.{finding.rule}", language, **about)


def headline(finding, language: str) -> str:
    """Whose figure it is and what is printed."""
    framework = load_framework(finding.regulation)
    node = framework.nodes.get(finding.code)
    about = {
        "institution": finding.institution or say("check.nobody", language),
        "year": finding.year,
        "code": finding.code,
        "name": node.name(language) if node else say("check.no_such_node", language),
        "printed": shown(finding, finding.printed, language) or say("check.nothing", language),
    }
    if finding.rule.startswith("means"):
        return say("check.where_mean", language, **about)
    if finding.year is None:
        return say("check.where_without_year", language, **about)
    return say("check.where", language, **about)


def remedies(finding, language: str) -> list[str]:
    """What would fit, how the collection deals with it, and where it stands: one sentence each."""
    told = []
    values = [_value(finding, suggestion, language) for suggestion in finding.suggestions[:_SHOWN]]
    if values:
        told.append(say("check.fits", language, values="; ".join(values)))
    elif finding.rule not in ("foreign", "repeated"):
        told.append(say("check.fits_none", language))
    if finding.correction:
        told.append(say("check.corrected", language, reason=finding.correction[language]))
    elif finding.note:
        told.append(say("check.noted", language, note=finding.note[language]))
    document, place = document_name(finding.document, language), place_in(finding.place, language)
    if document and place:
        told.append(say("check.stands_in", language, document=document, place=place))
    elif document:
        told.append(say("check.stands_in_document", language, document=document))
    return told


def rounding_name(framework: Framework, rule: str | None, language: str) -> str:
    """A rounding rule in words; the regulation's own by default."""
    return say(f"check.{rule or framework.rounding}", language, decimals=framework.decimals)


def predicate_name(predicate: Predicate, language: str) -> str:
    """A predicate's name; in English with the word that the documents print, as in "Good (Baik)"."""
    return predicate.name_id if language == "id" else f"{predicate.name_en} ({predicate.name_id})"


def predicate_bounds(framework: Framework, language: str) -> list[tuple[Fraction, str, str]]:
    """Where each predicate begins [index], its name, and in English the word that the documents print, as in "(Baik)"."""
    glosses = {"id": "", "en": "({})"}
    return [(p.lower, p.name(language), glosses[language].format(p.name_id)) for p in framework.predicates]


def predicate_text(text: str, framework: Framework, language: str) -> str:
    """A predicate by its name in the reader's language; a word that is no predicate stays as it is."""
    found = framework.find_predicate(text)
    return predicate_name(found, language) if found else text


def shown(finding, text: str, language: str) -> str:
    """A printed or fitting value as a reader of the language reads it: a number with its mark, or a predicate."""
    if finding.rule == "predicate":
        text = predicate_text(text, load_framework(finding.regulation), language)
    return mark(text, language)


def mark(text: str, language: str) -> str:
    """A printed number with the language's decimal mark; any other text as it is."""
    try:
        Fraction(text)
    except ValueError:
        return text
    return as_printed(text, language)


def _value(finding, suggestion, language: str) -> str:
    value = shown(finding, suggestion.value, language)
    if not suggestion.others:
        return say("check.fits_value", language, code=suggestion.code, value=value)
    others = ", ".join(
        say("check.fits_value", language, code=code, value=mark(text, language)) for code, text in suggestion.others
    )
    return say("check.fits_with", language, code=suggestion.code, value=value, others=others)


def prior_name(prior: str, language: str) -> str:
    """A prior's name as readers know it."""
    return say(f"drivers.prior_{prior}", language)
