"""The page on the cheapest way to a predicate: where it starts, its steps, what it costs, what it does not say."""

from __future__ import annotations

from spbe_analysis.presentation.page import document, provenance
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.plans import action_lines, words
from spbe_analysis.presentation.text.findings import predicate_name
from spbe_analysis.presentation.text.laws import with_next_law
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.regulation.criteria import has_criteria, load_criteria


def opening(plan, language: str) -> list[Block]:
    """From where to where, and the plan in two sentences."""
    card, found = plan.scorecard, plan.exact
    question = with_next_law(say("nextpredicate.question", language), plan.framework, language)
    head = document.title(words.title(card, found, plan.present, language), question)
    start = words.start(card, plan.framework, found, plan.present, plan.known, language)
    return [
        head,
        document.paragraphs(
            start, *words.answer(found, plan.known, language, plan.costed), *words.pace(plan, language, True)
        ),
    ]


def closing(plan, language: str) -> Block:
    """One sentence for the list of reports."""
    names = ["steps", "frontier"] if plan.exact.steps else []
    told = words.finding(plan.scorecard, plan.exact, plan.known, language, plan.costed)
    return document.closing(told, language, names)


def _already(plan, language: str) -> str:
    return say("nextpredicate.already", language, target=predicate_name(plan.exact.target, language))


def _no_steps(plan, language: str) -> str:
    return "" if plan.exact.steps else _already(plan, language)


def _no_criteria(plan, language: str) -> str:
    has = has_criteria(plan.framework.id)
    return "" if has else say("actions.none", language, law=plan.framework.number_text)


def _no_actions(plan, language: str) -> str:
    return _no_criteria(plan, language) or ("" if plan.actions else _already(plan, language))


def _limits(plan, language: str) -> Block:
    return document.bullets(words.limits(plan.scorecard, plan.exact, plan.framework, plan.rounded_bound, language))


def _facts(plan, language: str) -> Block:
    card = plan.scorecard
    return document.pairs(provenance.provenance(plan.framework, [card], card.institution, language))


def _actions(plan, language: str) -> Block:
    told = action_lines.questions(plan.actions, plan.known, plan.framework, language)
    return document.paragraphs(*told, *action_lines.to_raise(plan.actions, language))


def _actions_table(plan, language: str) -> Block:
    number = load_criteria(plan.framework.id).meta["number"]
    target = predicate_name(plan.exact.target, language)
    caption = say("actions.caption", language, target=target, number=number)
    foot = say("actions.own_words", language, command=words.actions_command(plan, language))
    return document.table(action_lines.table(plan.actions, plan.framework, language), caption, foot)


TEXTS = {
    "slip": document.unless(_no_steps, lambda plan, language: document.paragraphs(words.slip(plan, language))),
    "worth": document.unless(_no_steps, lambda plan, language: document.paragraphs(words.disclosure(plan, language))),
    "actions": document.unless(_no_criteria, _actions),
    "limits": _limits,
    "facts": _facts,
}
FIGURES = {
    "step": document.unless(_no_steps, words.steps_figure),
    "frontier": document.unless(_no_steps, words.frontier_figure),
}
TABLES = {
    "step": document.unless(_no_steps, words.steps_table),
    "frontier": document.unless(_no_steps, words.frontier_table),
    "actions": document.unless(_no_actions, _actions_table),
    "sources": lambda plan, language: provenance.documents([plan.scorecard], language, say("cite.copies", language)),
}
