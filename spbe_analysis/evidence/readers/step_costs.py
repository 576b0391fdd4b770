"""A table of costs, caps and prerequisites, read from a CSV file."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.small_csv import rows_of
from spbe_analysis.evidence.values.step_costs import Need, StepCosts
from spbe_analysis.message import Message
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
            problems.append(Message("costs.fields", line=line, count=len(header), found=len(cells)))
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        code = framework.find(row["code"])
        if code is None:
            problems.append(Message("costs.foreign", line=line, text=row["code"], law=framework.id))
            continue
        start = _read_step(line, row, code, framework, given, problems)
        _read_cap(line, row, code, framework, caps, problems)
        needs += _read_needs(line, row, code, start, framework, problems)
    circle = _circle(needs)
    if circle:
        problems.append(Message("costs.circle", chain=_chain(circle)))
    if problems:
        raise EvidenceError(Message("costs.not_table", file=path.name, law=framework.id), problems)
    cap = {leaf: caps[code][0] for code in framework.nodes if code in caps for leaf in framework.leaves(code)}
    return StepCosts(_spread_costs(given, framework), cap, tuple(needs), path.name)


def _read_step(line, row, code, framework, given, problems) -> int | None:
    texts = [row["from"], row["to"], row["cost"]]
    if not any(texts):
        if not (row.get("max_level") or row.get("needs")):
            problems.append(Message("costs.empty", line=line, code=code))
        return None
    levels = [int(text) for text in texts[:2] if re.fullmatch(r"\d{1,2}", text, re.ASCII)]
    low, high = framework.minimum, framework.maximum
    if len(levels) < 2 or levels[1] != levels[0] + 1 or not low <= levels[0] < high:
        problems.append(
            Message("costs.step", line=line, code=code, first=row["from"], last=row["to"], low=low, high=high)
        )
        return None
    cost = _COST.match(row["cost"])
    if not cost:
        problems.append(Message("costs.number", line=line, code=code, text=row["cost"]))
    elif len(cost[2] or "") == 3:
        problems.append(Message("costs.thousands", line=line, code=code, text=row["cost"]))
    elif (code, levels[0]) in given:
        problems.append(Message("costs.again", line=line, code=code, level=levels[0], first=given[code, levels[0]][1]))
    else:
        given[code, levels[0]] = (Fraction(row["cost"].replace(",", ".")), line)
    return levels[0]


def _read_cap(line, row, code, framework, caps, problems) -> None:
    text = row.get("max_level", "")
    if not text:
        return
    low, high = framework.minimum, framework.maximum
    if not re.fullmatch(r"\d{1,2}", text, re.ASCII) or not low <= int(text) <= high:
        problems.append(Message("costs.cap", line=line, code=code, text=text, low=low, high=high))
    elif caps.get(code, (int(text), 0))[0] != int(text):
        problems.append(
            Message("costs.caps", line=line, code=code, text=text, first=caps[code][1], level=caps[code][0])
        )
    else:
        caps.setdefault(code, (int(text), line))


def _read_needs(line, row, code, start, framework, problems) -> list[Need]:
    found = []
    for part in filter(None, (part.strip() for part in row.get("needs", "").split(";"))):
        match = _NEED.match(part)
        other = framework.find(match[1]) if match else None
        if match is None or other is None or framework.nodes[other].kind != "indicator":
            problems.append(Message("costs.need_form", line=line, code=code, text=part))
            continue
        level = int(match[2])
        if not framework.minimum < level <= framework.maximum:
            ends = {"low": framework.minimum + 1, "high": framework.maximum}
            problems.append(Message("costs.need_level", line=line, code=code, other=other, level=level, **ends))
            continue
        steps = range(framework.minimum, framework.maximum) if start is None else [start]
        leaves = [leaf for leaf in framework.leaves(code) if leaf != other]
        found += [Need(leaf, step + 1, other, level) for leaf in leaves for step in steps]
        if code == other:
            problems.append(Message("costs.itself", line=line, code=code))
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


def _chain(codes: list[str]) -> str:
    """Codes of which each needs the next one, in words."""
    first, *rest = codes
    return Message("costs.chain", code=first, rest=_chain(rest)) if rest else first


def _spread_costs(given, framework: Framework) -> dict[str, dict[int, Fraction]]:
    spread: dict[str, dict[int, Fraction]] = {}
    for code in framework.nodes:  # parents come before children, so the nearest row is written last
        for (named, level), (cost, _) in given.items():
            if named == code:
                for leaf in framework.leaves(code):
                    spread.setdefault(leaf, {})[level] = cost
    return spread


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    rows = rows_of(path, Message("advice.costs_table"))
    header = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    if header[:4] != REQUIRED or len(set(header)) != len(header) or not set(header[4:]) <= set(OPTIONAL):
        raise EvidenceError(
            Message("costs.no_header", file=path.name, header=",".join(REQUIRED)),
            [Message("costs.found_header", text=",".join(header))],
            Message("advice.costs", columns=tuple(OPTIONAL)),
        )
    return header, rows[1:]
