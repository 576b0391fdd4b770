"""One scorecard of a file, and its whole table of levels, in any shape the readers know."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from pathlib import Path

from spbe_analysis.errors import CoverageError, EvidenceError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.grid import WHOLE

STAGES = {"final": "stage.final", "interim": "stage.interim", "self_assessment": "stage.self_assessment"}


def read_scorecard(path: str | Path, about: About) -> PrintedScorecard:
    """The one scorecard of a file: its only one, or the only final one of the stages it prints side by side.

    Raises
    ------
    EvidenceError
        If the file cannot be read, or holds several scorecards; all are named.
    """
    found = read_file(path, about)
    cards = [card for card in found.scorecards if about.year is None or card.year in (None, about.year)]
    final = [card for card in cards if card.stage == "final"]
    chosen = cards if len(cards) == 1 else final
    if len(chosen) != 1:
        stages = {name: Message(key) for name, key in STAGES.items()}
        told = [
            Message("file.card", institution=card.institution or "-", year=card.year or "-", stage=stages[card.stage])
            for card in found.scorecards
        ]
        summary = Message("file.several", file=found.file, count=len(told))
        raise EvidenceError(summary, told[:20], Message("advice.one_card"))
    if found.refused:
        raise EvidenceError(Message("file.not_read", file=found.file), found.refused, Message("advice.correct_file"))
    return chosen[0]


def as_scorecard(card: PrintedScorecard) -> Scorecard:
    """A scorecard as it is printed as evidence: blank cells left out, every other one legible, of a known code.

    Raises
    ------
    EvidenceError
        If a figure is illegible, off the scale, given again or of a code that
        the regulation does not have; all faults at once.
    """
    foreign = _foreign(card)
    advice = Message("advice.other_law" if foreign else "advice.correct_file")
    refuse(card.document, [*foreign, *_again(card)], advice)
    values = {code: text for code, text in card.cells.items() if text}
    return Scorecard.of(
        load_framework(card.regulation), values, institution=card.institution, year=card.year, stage=card.stage
    )


def whole_levels(card: PrintedScorecard, file: str) -> dict[str, int | Fraction]:
    """Levels of every indicator by whole code; scores beside them are not looked at.

    Raises
    ------
    CoverageError
        If indicators are missing, foreign or repeated or a level is not one
        that the indicator can have. All faults are listed with their places.
    """
    law = load_framework(card.regulation)
    levels: dict[str, int | Fraction] = {}
    problems: list[str] = [*_foreign(card)]
    for code in law.indicators:
        text = card.cells.get(code, "")
        about = {"where": card.places.get(code, card.place), "code": code, "text": text}
        level = _level(text)
        if level is not None and law.fits(code, level):
            levels[code] = level
        elif text:
            key = "levels.off_scale_at" if law.grid(code) is WHOLE else "levels.off_grid_at"
            problems.append(Message(key, minimum=law.minimum, maximum=law.maximum, **about))
        else:
            problems.append(Message("levels.missing", code=code))
    problems += _again(card, law.indicators)
    if problems:
        summary, count = Message("levels.file_not_whole", file=file, law=law.id), len(law.indicators)
        raise CoverageError(summary, problems, Message("advice.each_once", count=count))
    return levels


def _foreign(card: PrintedScorecard) -> list[Message]:
    """Rows of codes and names that the regulation does not have."""
    return [Message("levels.foreign", text=given, law=card.regulation) for given, _ in card.foreign]


def _again(card: PrintedScorecard, codes: Collection[str] | None = None) -> list[Message]:
    """Values given a second time, of some nodes or of all."""
    return [
        Message("levels.again", where=card.places.get(code, card.place), code=code, text=text)
        for code, text in card.again
        if codes is None or code in codes
    ]


def _level(text: str) -> int | Fraction | None:
    """A level as it is printed; 3,00 is the level 3 as a report of scores prints it."""
    try:
        value, _ = parse_score(text)
    except EvidenceError:
        return None
    return int(value) if value.denominator == 1 else value
