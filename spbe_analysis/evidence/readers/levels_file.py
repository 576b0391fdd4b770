"""A table of levels kept by an institution: CSV with the header ``indicator,level``."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from spbe_analysis.errors import CoverageError, EvidenceError
from spbe_analysis.evidence.readers.small_csv import rows_of
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.grid import WHOLE

HEADER = ["indicator", "level"]


def read_levels(path: str | Path, framework: Framework) -> dict[str, int | Fraction]:
    """Levels by whole code from a CSV file, or every fault in it.

    Parameters
    ----------
    path : str or Path
        UTF-8 CSV with the header ``indicator,level``; indicators by number
        (``7``) or code (``I07``, ``P59-I07``; ``35a`` under 5/2018).
    framework : Framework
        The regulation the levels were given under.

    Raises
    ------
    EvidenceError
        If the file cannot be read as such a table.
    CoverageError
        If indicators are missing, foreign or repeated or a level is not one
        that the indicator can have. All faults are listed with their lines.
    """
    path = Path(path)
    rows = _rows(path)
    levels: dict[str, int | Fraction] = {}
    lines: dict[str, int] = {}
    problems = []
    for line, row in rows:
        where = Message("place.line", line=line)
        if len(row) != len(HEADER):
            problems.append(Message("levels.fields_at", where=where, found=len(row)))
            continue
        given, text = (cell.strip() for cell in row)
        code = framework.find(given)
        if code is None or framework.nodes[code].kind != "indicator":
            foreign = Message("levels.foreign", text=given, law=framework.id)
            problems.append(Message("place.at", where=where, fault=foreign))
            continue
        if code in lines:
            problems.append(Message("levels.again_at", where=where, code=code, first=lines[code]))
            continue
        lines[code] = line
        level = _level(text)
        if level is None or not framework.fits(code, level):
            key = "levels.off_scale_at" if framework.grid(code) is WHOLE else "levels.off_grid_at"
            scale = {"minimum": framework.minimum, "maximum": framework.maximum}
            problems.append(Message(key, where=where, code=code, text=text, **scale))
            continue
        levels[code] = level
    problems += [Message("levels.missing", code=code) for code in framework.indicators if code not in lines]
    if problems:
        raise CoverageError(
            Message("levels.file_not_whole", file=path.name, law=framework.id),
            problems,
            Message("advice.each_once", count=len(framework.indicators)),
        )
    return levels


def _level(text: str) -> int | Fraction | None:
    try:
        value, _ = parse_score(text)
    except EvidenceError:
        return None
    return int(value) if value.denominator == 1 else value


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    rows = rows_of(path, Message("advice.levels"))
    if not rows or [cell.strip().casefold() for cell in rows[0][1]] != HEADER:
        found = ",".join(rows[0][1]) if rows else "nothing"
        raise EvidenceError(f"{path.name} has no header {','.join(HEADER)}", [f"line 1: found {found!r}"])
    return rows[1:]
