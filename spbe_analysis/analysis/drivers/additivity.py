"""Checks that an answer must pass before anyone reads it."""

from __future__ import annotations

from fractions import Fraction

from spbe_analysis.analysis.drivers.answer import DriversAnswer
from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message


def check_answer(answer: DriversAnswer) -> None:
    """Refuse an answer whose parts do not make up the whole.

    At every level of the tree the contributions must add up to the change in
    the index: exactly where all are identified, and otherwise as ranges that
    hold it. Nothing is checked of a year that no whole levels reproduce; the
    answer says so itself.

    Raises
    ------
    ReportError
        Naming every level of the tree that fails.

    Examples
    --------
    >>> from spbe_analysis.analysis.drivers.drivers import drivers
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> check_answer(drivers(framework, before, after))
    """
    if answer.change_low is None or answer.change_high is None:
        return
    problems = []
    for kind in dict.fromkeys(row["kind"] for row in answer.records):
        rows = answer.of_kind(kind)
        low, high = (sum((row[end] for row in rows), Fraction(0)) for end in ("low", "high"))
        if low > answer.change_low or high < answer.change_high:
            problems.append(
                Message("parts.sum", kind=kind, low=low, high=high, least=answer.change_low, most=answer.change_high)
            )
        elif all(row["low"] == row["high"] for row in rows) and (low, high) != (answer.change_low, answer.change_high):
            problems.append(Message("parts.identified", kind=kind, low=low, change=answer.change_low))
    for when, scorecard, year in zip(
        (Message("when.before"), Message("when.after")), (answer.before, answer.after), answer.years, strict=True
    ):
        printed = scorecard.values.get(answer.framework.root)
        if printed is None:
            continue
        low, high = (answer.framework.round(score) for score in year.score_bounds(answer.framework.root))
        if printed.decimals == answer.framework.decimals and not low <= printed.value <= high:
            problems.append(Message("parts.printed", when=when, low=low, high=high, text=printed.text))
    if problems:
        raise ReportError(Message("parts.refused"), problems)
