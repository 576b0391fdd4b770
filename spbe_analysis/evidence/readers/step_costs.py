"""A table of costs, caps and prerequisites, read from a CSV file."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.small_csv import rows_of
from spbe_analysis.evidence.values.step_costs import Need, StepCosts
from spbe_analysis.regulation import Framework

REQUIRED = ["code", "from", "to", "cost"]
OPTIONAL = ["max_level", "needs"]
_COST = re.compile(r"^(\d{1,12})(?:[.,](\d{1,4}))?$", re.ASCII)
_NEED = re.compile(r"^(.+?)\s*>=\s*(\d{1,2})$", re.ASCII)


def read_costs(path: str | Path, framework: Framework) -> StepCosts:
    """Costs, caps and prerequisites from a CSV file, or every fault in it.

    Columns ``code,from,to,cost`` and, if wanted, ``max_level`` and ``needs``.
    A row names a scored item, or an aspect, domain or the index for everything
    below it; the row nearest to the item wins. ``from`` and ``to`` are one level
    apart. ``needs`` reads ``I07>=3; I08>=2``: prerequisites of that step, or of
    every step of the item when ``from``, ``to`` and ``cost`` are empty.

    Parameters
    ----------
    path : str or Path
        UTF-8 CSV. A cost is zero or more, written 2, 2.5 or "2,5".
    framework : Framework
        The regulation the codes belong to.

    Raises
    ------
    EvidenceError
        If the file cannot be read as such a table. All faults are listed with
        their lines; prerequisites that run in a circle, from a level of an
        item back to itself, are one of them.
    """
    path = Path(path)
    header, rows = _rows(path)
    problems: list[str] = []
    given: dict[tuple[str, int], tuple[Fraction, int]] = {}
    caps: dict[str, tuple[int, int]] = {}
    needs: list[Need] = []
    for line, cells in rows:
        if len(cells) != len(header):
            problems.append(f"line {line}: expected {len(header)} fields, found {len(cells)}")
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        code = framework.find(row["code"])
        if code is None:
            problems.append(f"line {line}: {row['code']!r} is not a code of {framework.id}")
            continue
        start = _read_step(line, row, code, framework, given, problems)
        _read_cap(line, row, code, framework, caps, problems)
        needs += _read_needs(line, row, code, start, framework, problems)
    circle = _circle(needs)
    if circle:
        problems.append(f"prerequisites run in a circle: {' needs '.join(circle)}")
    if problems:
        raise EvidenceError(f"{path.name} is not a table of step costs under {framework.id}", problems)
    return StepCosts(_spread_costs(given, framework), _spread_caps(caps, framework), tuple(needs), path.name)


def _read_step(line, row, code, framework, given, problems) -> int | None:
    texts = [row["from"], row["to"], row["cost"]]
    if not any(texts):
        if not (row.get("max_level") or row.get("needs")):
            problems.append(f"line {line}: {code} has neither a step with its cost, nor max_level, nor needs")
        return None
    levels = [int(text) for text in texts[:2] if re.fullmatch(r"\d{1,2}", text, re.ASCII)]
    low, high = framework.minimum, framework.maximum
    if len(levels) < 2 or levels[1] != levels[0] + 1 or not low <= levels[0] < high:
        problems.append(
            f"line {line}: {code} steps from {row['from']!r} to {row['to']!r}, expected one level up within {low} to {high}"
        )
        return None
    cost = _COST.match(row["cost"])
    if not cost:
        problems.append(
            f"line {line}: {code} costs {row['cost']!r}, expected a number of zero or more such as 2 or 2.5"
        )
    elif len(cost[2] or "") == 3:
        problems.append(
            f"line {line}: {code} costs {row['cost']!r}; three decimals could be thousands, write it otherwise"
        )
    elif (code, levels[0]) in given:
        problems.append(
            f"line {line}: {code} from {levels[0]} is given again, first on line {given[code, levels[0]][1]}"
        )
    else:
        given[code, levels[0]] = (Fraction(row["cost"].replace(",", ".")), line)
    return levels[0]


def _read_cap(line, row, code, framework, caps, problems) -> None:
    text = row.get("max_level", "")
    if not text:
        return
    low, high = framework.minimum, framework.maximum
    if not re.fullmatch(r"\d{1,2}", text, re.ASCII) or not low <= int(text) <= high:
        problems.append(f"line {line}: {code} has max_level {text!r}, expected a whole level from {low} to {high}")
    elif caps.get(code, (int(text), 0))[0] != int(text):
        problems.append(f"line {line}: {code} has max_level {text}, on line {caps[code][1]} {caps[code][0]}")
    else:
        caps.setdefault(code, (int(text), line))


def _read_needs(line, row, code, start, framework, problems) -> list[Need]:
    found = []
    for part in filter(None, (part.strip() for part in row.get("needs", "").split(";"))):
        match = _NEED.match(part)
        other = framework.find(match[1]) if match else None
        if match is None or other is None or framework.nodes[other].kind != "indicator":
            problems.append(f"line {line}: {code} needs {part!r}, expected an indicator and a level such as I07>=3")
            continue
        level = int(match[2])
        if not framework.minimum < level <= framework.maximum:
            problems.append(
                f"line {line}: {code} needs {other} at level {level}, expected {framework.minimum + 1} to {framework.maximum}"
            )
            continue
        steps = range(framework.minimum, framework.maximum) if start is None else [start]
        leaves = [leaf for leaf in framework.leaves(code) if leaf != other]
        found += [Need(leaf, step + 1, other, level) for leaf in leaves for step in steps]
        if code == other:
            problems.append(f"line {line}: {code} needs itself")
    return found


def _circle(needs: list[Need]) -> list[str]:
    """Levels of indicators that each ask for the next, the last for the first; a level asks for the one below it."""
    after: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for need in needs:
        after.setdefault((need.code, need.level), set()).add((need.other, need.other_level))
    for code, level in {*after, *(goal for goals in after.values() for goal in goals)}:
        for step in range(2, level + 1):
            after.setdefault((code, step), set()).add((code, step - 1))
    done: set[tuple[str, int]] = set()

    def walk(goal: tuple[str, int], trail: list[tuple[str, int]]) -> list[tuple[str, int]]:
        if goal in trail:
            return [*trail[trail.index(goal) :], goal]
        for other in sorted(after.get(goal, ())) if goal not in done else ():
            found = walk(other, [*trail, goal])
            if found:
                return found
        done.add(goal)
        return []

    circle = next((found for goal in sorted(after) if (found := walk(goal, []))), [])
    return [f"{code} at level {level}" for code, level in circle]


def _spread_costs(given, framework: Framework) -> dict[str, dict[int, Fraction]]:
    spread: dict[str, dict[int, Fraction]] = {}
    for code in framework.nodes:  # parents come before children, so the nearest row is written last
        for (named, level), (cost, _) in given.items():
            if named == code:
                for leaf in framework.leaves(code):
                    spread.setdefault(leaf, {})[level] = cost
    return spread


def _spread_caps(caps, framework: Framework) -> dict[str, int]:
    return {leaf: caps[code][0] for code in framework.nodes if code in caps for leaf in framework.leaves(code)}


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    rows = rows_of(path, "Give a table of step costs.")
    header = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    if header[:4] != REQUIRED or len(set(header)) != len(header) or not set(header[4:]) <= set(OPTIONAL):
        raise EvidenceError(
            f"{path.name} has no header {','.join(REQUIRED)}",
            [f"line 1: found {','.join(header) or 'nothing'!r}"],
            f"After these four columns there may be {' and '.join(OPTIONAL)}.",
        )
    return header, rows[1:]
