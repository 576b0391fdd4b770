"""An action plan in words: its columns, its lines, and the questions to ask first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING, Any

from spbe_analysis.analysis.plans.lapses import Lapse
from spbe_analysis.presentation.page import criteria_words
from spbe_analysis.presentation.page.tables import frame_of, number_ranges, short_name
from spbe_analysis.presentation.text.findings import predicate_name
from spbe_analysis.presentation.text.wording import DASH, LANGUAGES, date, say
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
COLUMNS = (
    "number", "kind", "code", "indicator", "now", "target", "criterion", "evidence", "limit", "page",
    "dated", "until", "owner", "deadline", "status",
)  # fmt: skip
FILLED = ("dated", "owner", "deadline", "status")  # by the office; never by the program
DAYS = ("dated", "deadline")
LATER = ("dated", "until")  # columns that files made before they were there lack


def heads(language: str) -> list[str]:
    """The headings of the columns."""
    return [say(f"actions.head_{name}", language) for name in COLUMNS]


def headings() -> dict[str, list[str]]:
    """What each column may be headed, in either language: a file may come back in another one."""
    return {name: [say(f"actions.head_{name}", language) for language in LANGUAGES] for name in COLUMNS}


def kind_of(text: str) -> str:
    """The kind of a line from its word in either language; empty where it is none."""
    kinds = ("renew", "raise", "kept")
    return next((k for k in kinds for language in LANGUAGES if say(f"actions.kind_{k}", language) == text), "")


def rows(actions: Sequence, framework: Framework, language: str) -> list[Row]:
    """The lines, values typed: levels as whole numbers where they are known, what the office fills in as empty."""
    told = []
    for number, action in enumerate(actions, start=1):
        low, high = action.possible
        told.append(
            {
                "number": number,
                "kind": say(f"actions.kind_{action.kind}", language),
                "code": framework.short(action.code),
                "indicator": indicator(action.code, framework, language),
                "now": action.start if action.start is not None else hidden_level(low, high, language),
                "target": action.target,
                "criterion": action.criterion.must(language),
                "evidence": action.criterion.evidence(language),
                "limit": criteria_words.limits(action.limits, language),
                "page": action.criterion.pages,
                "dated": "",
                "until": "",
                "owner": "",
                "deadline": "",
                "status": "",
            }
        )
    return told


def by_lapse(lines: list[Row], lapses: dict[int, Lapse], assessed: Date | None, language: str) -> list[Row]:
    """The lines with what is known of evidence that runs out: what lapses first, then what has no date, then the rest.

    Parameters
    ----------
    lapses : dict of int to Lapse
        By the number of the line.
    assessed : date, optional
        The day of the assessment.
    """
    for row in lines:
        if found := lapses.get(row["number"]):
            row["until"] = _until(found, row["dated"], assessed, language)
    first = sorted((row for row in lines if row["number"] in lapses), key=lambda row: lapses[row["number"]].order)
    ordered = [*first, *(row for row in lines if row["number"] not in lapses)]
    return [{**row, "number": number} for number, row in enumerate(ordered, start=1)]


def _until(found: Lapse, written: str, assessed: Date | None, language: str) -> str:
    if found.until is None:
        return say("actions.until_unread" if written else "actions.until_asked", language)
    valid = "actions.until_valid" if assessed else "actions.until"
    key = {"lapsed": "actions.until_lapsed", "later": "actions.until_later"}.get(found.state, valid)
    return say(key, language, until=date(found.until.isoformat(), language))


def renewals(lapses: Collection[Lapse], assessed: Date | None, language: str) -> list[str]:
    """How many of the renewals lapse before the assessment, are valid still, and have no date yet."""
    if not lapses:
        return []
    counts = Counter(found.state for found in lapses)
    about = {state: counts[state] for state in ("lapsed", "valid")}
    asked = counts["asked"] + counts["later"]
    told = []
    if assessed:
        day = date(assessed.isoformat(), language)
        told.append(say("actions.renewals", language, count=len(lapses), assessed=day, asked=asked, **about))
    if asked:
        told.append(say("actions.renewals_ask", language, count=asked, column=say("actions.head_dated", language)))
    return told


def hidden_level(low: int, high: int, language: str) -> str:
    """A level that is not known, with the range it may lie in."""
    return say("actions.now_hidden", language, low=low, high=high)


def indicator(code: str, framework: Framework, language: str) -> str:
    """An indicator's name; a service that the institution chose says so."""
    name = framework.nodes[code].name(language)
    if not framework.chosen(code) or "chosen" in name:
        return name
    return say("actions.chosen", language, name=name)


def sentences(actions: Sequence, known: bool, framework: Framework, language: str) -> list[str]:
    """What to ask or renew first, then what to raise, a line each."""
    lines = [line(row, language) for row in rows(actions, framework, language)]
    renewed = sum(action.kind == "renew" for action in actions)
    first = questions(actions, known, framework, language)
    return [*first, *lines[:renewed], *to_raise(actions, language), *lines[renewed:]]


def questions(actions: Sequence, known: bool, framework: Framework, language: str) -> list[str]:
    """What the office has to find out before it works: hidden levels, and the date of evidence that runs out."""
    hidden = {action.code for action in actions if action.start is None}
    told = [say("actions.question", language, numbers=number_ranges(hidden, framework))] if hidden else []
    renewed = sum(action.kind == "renew" for action in actions)
    if not known:
        return [*told, say("actions.question_lapse", language)]
    return [*told, say("actions.renew_some" if renewed else "actions.renew_none", language, count=renewed)]


def to_raise(actions: Sequence, language: str) -> list[str]:
    """How many lines raise a level, of how many indicators; nothing where none does."""
    codes = [action.code for action in actions if action.kind == "raise"]
    return [say("actions.raise_some", language, count=len(codes), indicators=len(set(codes)))] if codes else []


def line(row: Row, language: str) -> str:
    """One line of the plan as text."""
    limit = say("actions.line_limit", language, limit=row["limit"]) if row["limit"] else ""
    return say("actions.line", language, **{**row, "limit": limit})


def table(actions: Sequence, framework: Framework, language: str) -> pd.DataFrame:
    """The lines for a page: what is done to which indicator, its criterion, evidence, time limit and guideline page."""
    names = {
        framework.short(code): short_name(framework.nodes[code], framework, language) for code in framework.indicators
    }
    cells = {
        say("actions.head_step", language): lambda row: _step({**row, "indicator": names[row["code"]]}, language),
        say("actions.head_criterion", language): lambda row: row["criterion"],
        say("actions.head_evidence", language): lambda row: row["evidence"],
        say("actions.head_limit", language): lambda row: row["limit"] or DASH,
        say("actions.head_page", language): lambda row: str(row["page"]),
    }
    return frame_of(cells, rows(actions, framework, language))


def _step(row: Row, language: str) -> str:
    return say("actions.step_keep" if row["now"] == row["target"] else "actions.step", language, **row)


def about(
    scorecard, plan, criteria, framework: Framework, assessed: Date | None, told: bool, language: str
) -> list[str]:
    """What stands beside the table: whose plan, from what, and what happens to entries."""
    title = {"institution": scorecard.institution, "target": predicate_name(plan.target, language)}
    day = date(assessed.isoformat(), language) if assessed else ""
    dates = "actions.dates_told" if told else "actions.dates_taken" if assessed else "actions.dates_none"
    made = {"year": scorecard.year, "law": framework.number_text, "number": criteria.meta["number"]}
    return [
        say("actions.title", language, **title),
        say("actions.made", language, **made),
        say("actions.kept", language),
        say(dates, language, assessed=day),
    ]
