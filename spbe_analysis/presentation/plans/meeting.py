"""One page for a meeting: number, target, where the points came from, what next, how sure; and three lines to paste."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from spbe_analysis.presentation.page import criteria_words, document
from spbe_analysis.presentation.page.tables import label, number_ranges
from spbe_analysis.presentation.plans import action_lines, words
from spbe_analysis.presentation.text.findings import predicate_name
from spbe_analysis.presentation.text.laws import lasts
from spbe_analysis.presentation.text.wording import as_printed, exact, say
from spbe_analysis.regulation import Framework

FIRST = 4  # lines of the plan, and names of indicators in one line, that find room on the page


def meeting(found, change: Sequence[Sequence[str]], criteria, flag: str, language: str) -> list[document.Block]:
    """The blocks of the page.

    Parameters
    ----------
    found : LevelPlan
        Whose plan it is.
    change : sequence of sequences of str
        How much, where from and how sure, of the change from the year before; empty where there is none.
    criteria : Criteria
        Of the regulation.
    flag : str
        That the wording changed between the two years, or nothing.
    """
    card, plan, law = found.scorecard, found.exact, found.framework
    target = predicate_name(plan.target, language)
    printed = card.values.get(law.root)
    index = as_printed(printed.text, language) if printed else exact(plan.index_before, language)
    named = predicate_name(found.present, language) if found.present else ""
    now = say("meeting.now", language, year=card.year, index=index, predicate=named)
    goal = [say("meeting.met", language, target=target)]
    if plan.steps:
        ends = {"bound": plan.threshold, "gap": max(plan.threshold - plan.index_before, Fraction(0))}
        about = {name: exact(value, language) for name, value in ends.items()}
        about |= {"spent": words.spent(plan.cost, found.costed, language), "count": len(plan.steps)}
        goal = [say("meeting.gap" if found.known else "meeting.gap_most", language, target=target, **about)]
    upcoming = _next(found, language)
    sure = change[2] if change else [say("meeting.sure_none", language)]
    notes = [say("meeting.arithmetic", language), *([flag] if flag else []), criteria_words.status(criteria, language)]
    where = [*change[1], say("meeting.not_why", language)] if change else [say("meeting.no_change", language)]
    entries = {
        say("meeting.much", language): change[0] if change else [now],
        say("meeting.target", language): [
            *goal,
            *words.pace(found, language, on_page=True),
            *([say("meeting.one_year", language)] if plan.steps and found.a_year and found.years == 1 else []),
            *lasts(law, language),
        ],
        say("meeting.month", language): upcoming[:1],
        say("meeting.where", language): where,
        say("meeting.sure", language): sure,
    }
    entries = {name: [text for text in texts if text] for name, texts in entries.items()}
    head = {"institution": card.institution, "year": card.year, "index": index, "predicate": named}
    return [
        document.title(say("meeting.title", language, **head), say("meeting.kicker", language)),
        document.pairs(entries, "answers"),
        *([document.section(say("meeting.next", language)), document.bullets(upcoming[1:])] if upcoming[1:] else []),
        document.section(say("meeting.paste", language)),
        document.bullets([f"{card.institution}: {change[0][0] if change else now}", goal[0], upcoming[0]]),
        document.section(say("meeting.notes", language)),
        document.bullets(notes),
    ]


def _named(codes: Sequence[str], law: Framework, language: str) -> str:
    """Indicators by number and name where few, by number where many."""
    if len(codes) <= FIRST:
        return "; ".join(label(code, law, language) for code in codes)
    return say("meeting.numbers", language, numbers=number_ranges(codes, law))


def _next(found, language: str) -> list[str]:
    law, actions, command = found.framework, found.actions, {"command": words.actions_command(found, language)}
    renewed = [one.code for one in actions if one.kind == "renew"]
    raised = action_lines.rows([one for one in actions if one.kind == "raise"], law, language)
    if not found.known:
        codes = [step.code for step in found.exact.steps]
        amount = words.spent(found.exact.cost, found.costed, language)
        about = {"count": len(codes), "numbers": number_ranges(codes, law), "spent": amount}
        hidden = say("meeting.hidden", language, **about, **command)
        return [say("meeting.ask", language), *([hidden] if codes else [])]
    told = []
    if renewed:
        told.append(say("meeting.renew", language, names=_named(renewed, law, language)))
    names = [label(one.code, law, language) for one in actions if one.kind == "raise"]
    lines = list(zip(names, raised, strict=True))
    told += [say("meeting.first", language, name=name, **row) for name, row in lines[:FIRST]]
    if len(raised) > FIRST:
        told.append(say("meeting.more", language, count=len(raised) - FIRST, **command))
    return told or [say("meeting.met", language, target=predicate_name(found.exact.target, language))]
