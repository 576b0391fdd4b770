"""What was read from a file, and what a check of it found, in whole sentences."""

from __future__ import annotations

from spbe_analysis.message import said
from spbe_analysis.presentation.text.findings import headline, mark, message, predicate_text, remedies
from spbe_analysis.presentation.text.wording import say, whole
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.grid import WHOLE

_SHOWN = 10  # scorecards told one by one


def read_sentences(imported, language: str) -> list[str]:
    """What was read, what was doubtful, what was not taken, and at the end how much of each."""
    bodies = len({card.institution for card in imported.scorecards})
    about = {"file": imported.file, "bodies": bodies, "cards": len(imported.scorecards), "cells": len(imported.rows)}
    told = [say(f"import.kind_{imported.kind}", language, **about)]
    told += [f"  {_scorecard(scorecard, language)}" for scorecard in imported.scorecards[:_SHOWN]]
    if len(imported.scorecards) > _SHOWN:
        told.append(f"  {say('import.more_cards', language, count=len(imported.scorecards) - _SHOWN)}")
    told += [say("import.doubtful", language, what=said(what, language)) for what in imported.doubtful]
    told += [say("import.refused", language, what=said(what, language)) for what in imported.refused]
    counts = {"refused": len(imported.refused), "doubtful": len(imported.doubtful)}
    return [*told, say("import.summary", language, **about, **counts)]


def found_sentences(findings, rows: int, language: str, regulations=()) -> list[str]:
    """Every finding with what would mend it, and how many figures under which regulations were looked at."""
    told = []
    for finding in findings:
        told.append(headline(finding, language))
        told += [f"  {sentence}" for sentence in (message(finding, language), *remedies(finding, language))]
    read = whole(rows, language)
    laws = [
        law
        for law in map(load_framework, dict.fromkeys(regulations))
        if any(law.grid(code) is not WHOLE for code in law.indicators)
    ]
    if findings:
        last = say("check.read", language, rows=read, count=len(findings))
    elif laws:
        last = say("check.read_none_decimal", language, rows=read, laws=", ".join(law.number_text for law in laws))
    else:
        last = say("check.read_none", language, count=read)
    return [*told, last]


def _scorecard(scorecard, language: str) -> str:
    framework = load_framework(scorecard.regulation)
    levels = sum(code in scorecard.cells for code in framework.indicators)
    none = say("import.none", language)
    return say(
        "import.card",
        language,
        institution=scorecard.institution or say("import.no_institution", language),
        year=scorecard.year or say("import.no_year", language),
        stage=say(f"import.stage_{scorecard.stage}", language),
        levels=levels,
        scores=len(scorecard.cells) - levels - (framework.root in scorecard.cells),
        index=mark(scorecard.cells.get(framework.root, ""), language) or none,
        predicate=predicate_text(scorecard.predicate, framework, language) or none,
    )
