"""An action plan in words: its columns, its lines, and the questions to ask first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spbe_analysis.presentation.plans import criteria_words
from spbe_analysis.presentation.text.findings import predicate_name
from spbe_analysis.presentation.text.wording import LANGUAGES, say
from spbe_analysis.regulation import Framework

Row = dict[str, Any]
COLUMNS = (
    "number", "kind", "code", "indicator", "now", "target", "criterion", "evidence", "limit", "page",
    "owner", "deadline", "status",
)  # fmt: skip
FILLED = ("owner", "deadline", "status")  # by the office; never by the program
KEY = ("kind", "code", "target")


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
                "owner": "",
                "deadline": "",
                "status": "",
            }
        )
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
    shown = rows(actions, framework, language)
    raised = [row for row, action in zip(shown, actions, strict=True) if action.kind == "raise"]
    renewed = [row for row, action in zip(shown, actions, strict=True) if action.kind == "renew"]
    hidden = list(dict.fromkeys(framework.short(a.code) for a in actions if a.start is None))
    told = []
    if hidden:
        told.append(say("actions.question", language, codes=", ".join(hidden)))
    if not known:
        told.append(say("actions.question_lapse", language))
    else:
        key = "actions.renew_some" if renewed else "actions.renew_none"
        told.append(say(key, language, count=len(renewed)))
        told += [line(row, language) for row in renewed]
    if raised:
        told.append(
            say("actions.raise_some", language, count=len(raised), indicators=len({row["code"] for row in raised}))
        )
    return [*told, *(line(row, language) for row in raised)]


def line(row: Row, language: str) -> str:
    """One line of the plan as text."""
    limit = say("actions.line_limit", language, limit=row["limit"]) if row["limit"] else ""
    return say("actions.line", language, **{**row, "limit": limit})


def about(scorecard, plan, criteria, framework: Framework, language: str) -> list[str]:
    """What stands beside the table: whose plan, from what, and what happens to entries."""
    title = {"institution": scorecard.institution, "target": predicate_name(plan.target, language)}
    made = {"year": scorecard.year, "law": framework.number_text, "number": criteria.meta["number"]}
    return [
        say("actions.title", language, **title),
        say("actions.made", language, **made),
        say("actions.kept", language),
    ]
