"""Where a table of levels to play with comes from: published, fitting, the lowest, or one's own."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.errors import CoverageError, EvidenceError, SpbeError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.levels_file import as_scorecard, whole_levels
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

DRAWS, SEED = 200, 0  # enough that the nearest of them lies near the expected levels; always the same ones
LOWEST, OWN = "lowest", "own"
_NO_LAW = ("table.no_law", "table.file_no_law")  # the file leaves it to the page under which regulation it is read
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_DIVIDERS = re.compile(r"[\s,;|]+")


@dataclass(frozen=True)
class Start:
    """A table of levels to start from.

    ``sort`` is ``published``, ``fitting``, ``no_fit``, ``lowest``, ``own`` or
    ``own_fitting``; ``count`` is how many tables fit where the levels are not
    known, else None.
    """

    key: str
    sort: str
    levels: dict[str, int | Fraction] = field(repr=False)
    year: int | None = None
    name: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Taken:
    """What was read of one's own: a card, and everything that must be said of it."""

    name: str
    scorecard: Scorecard
    whole: bool
    figures: int
    institution: str = ""
    year: int | None = None
    remarks: tuple[str, ...] = ()


def starts(scorecards: Sequence[Scorecard], framework: Framework, own: Taken | None = None) -> dict[str, Start]:
    """Tables to start from, the first one to be shown first.

    Parameters
    ----------
    scorecards : sequence of Scorecard
        Years under `framework`, the preferred one first.
    own : Taken, optional
        A table of one's own; it comes before all others.
    """
    found = [_start(OWN, own.scorecard, framework, "own", own.name)] if own else []
    found += [_start(str(scorecard.year), scorecard, framework, "", "") for scorecard in scorecards]
    found.append(Start(LOWEST, "lowest", _lowest(framework)))
    return {start.key: start for start in found}


def fitting_levels(feasible: FeasibleSet) -> dict[str, int | Fraction]:
    """One table that reproduces the printed figures: of some drawn ones, the nearest to the expected levels."""
    import numpy as np

    framework = feasible.framework
    ticks = np.asarray(feasible.sample(DRAWS, SEED))
    expected = np.array([feasible.expected(code) for code in framework.indicators])
    nearest = int(((ticks / framework.ticks - expected) ** 2).sum(axis=1).argmin())
    return {code: framework.level(int(tick)) for code, tick in zip(framework.indicators, ticks[nearest], strict=True)}


def own_from_text(text: str, framework: Framework, name: str) -> Taken:
    """Levels or scores as pasted: numbers in the order of the indicators, or a table as copied from a sheet.

    Raises
    ------
    CoverageError, EvidenceError
        If they are no table that the readers know; all faults at once.
    """
    if (given := _decimals(text, framework)) is not None:
        return Taken(name, given, True, len(given.values))
    parts = [part for part in _DIVIDERS.split(text.strip()) if part]
    scale = {str(level) for level in range(framework.minimum, framework.maximum + 1)}
    problems = [Message("levels.count", count=len(framework.indicators), found=len(parts))]
    problems = problems if len(parts) != len(framework.indicators) else []
    problems += [
        Message("levels.number", place=place, text=part[:20], minimum=framework.minimum, maximum=framework.maximum)
        for place, part in enumerate(parts, start=1)
        if part not in scale
    ]
    lines = [line for line in text.splitlines() if line.strip()]
    if problems and (len(lines) < 2 or all(len(line.split()) == 1 for line in lines)):
        try:  # one line or one column: numbers alone, or whatever the readers make of them
            return replace(own_from_bytes(text.encode(), name, framework), name=name)
        except SpbeError:
            raise CoverageError(
                Message("levels.not_whole", law=framework.id), problems, Message("advice.one_number")
            ) from None
    return replace(own_from_bytes(text.encode(), name, framework), name=name)


def _decimals(text: str, framework: Framework) -> Scorecard | None:
    """Numbers alone in the order of the indicators, where these may be decimal; None where it is something else.

    A comma is a decimal mark between two digits, unless points are used too.
    """
    if framework.ticks == 1:
        return None
    for dividers in (r"[\s;|]+|,(?!\d)", r"[\s;|,]+"):
        parts = [part for part in re.split(dividers, text.strip()) if part]
        if len(parts) == len(framework.indicators) and all(map(_NUMBER.fullmatch, parts)):
            return Scorecard.of(framework, dict(zip(framework.indicators, parts, strict=True)))
    return None


def own_from_bytes(content: bytes, name: str, framework: Framework) -> Taken:
    """Levels or scores from an uploaded file, which is read and thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name.replace("\\", "/")).name or "file")
        path.write_bytes(content)
        return own_from_file(path, framework)


def own_from_file(path: str | Path, framework: Framework) -> Taken:
    """Levels or scores from a table of levels, a spreadsheet or a result report.

    Raises
    ------
    EvidenceError, CoverageError
        If the file cannot be read, or holds nothing under this regulation.
    """
    path = Path(path)
    try:
        found = read_file(path)
    except EvidenceError as error:
        if getattr(error.summary, "key", "") not in _NO_LAW:
            raise
        found = read_file(path, About(regulation=framework.id))
    scorecards = [
        scorecard for scorecard in found.scorecards if scorecard.regulation == framework.id and scorecard.cells
    ]
    if not scorecards:
        raise EvidenceError(
            Message("file.no_scores", file=path.name, law=framework.id),
            [*found.refused, *found.doubtful],
            Message("advice.levels_or_report"),
        )
    scorecard = max(scorecards, key=lambda one: (one.stage == "final", one.year or 0, len(one.cells)))
    others = [
        Message("own.not_used", institution=one.institution, year=one.year or "", stage=one.stage)
        for one in scorecards
        if one is not scorecard
    ]
    if scorecard.cells.keys() <= set(framework.indicators):
        whole_levels(scorecard, path.name)
    evidence = as_scorecard(scorecard)
    return Taken(
        path.name,
        evidence,
        evidence.levels(framework) is not None,
        len(evidence.values),
        scorecard.institution,
        scorecard.year,
        (*found.doubtful, *found.refused, *others[:5]),
    )


def _start(key: str, scorecard: Scorecard, framework: Framework, own: str, name: str) -> Start:
    levels = scorecard.levels(framework)
    if levels is not None:
        return Start(key, own or "published", levels, scorecard.year, name)
    feasible = FeasibleSet(framework, scorecard)
    if feasible.empty:
        return Start(key, "no_fit", _lowest(framework), scorecard.year, name)
    return Start(
        key, "own_fitting" if own else "fitting", fitting_levels(feasible), scorecard.year, name, feasible.count
    )


def _lowest(framework: Framework) -> dict[str, int]:
    return dict.fromkeys(framework.indicators, framework.minimum)
