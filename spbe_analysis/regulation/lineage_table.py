"""Lineage tables read from files and refused unless every indicator is accounted for."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

from spbe_analysis.errors import BridgeError, RegulationError
from spbe_analysis.message import Message
from spbe_analysis.regulation.framework import Framework
from spbe_analysis.regulation.lineage import CONFIDENCES, RELATIONS, Lineage, LineageRow, identity_lineage
from spbe_analysis.regulation.loader import DATA, load_framework

TABLES = DATA / "lineage"
MAX_BYTES = 1_000_000  # one row an indicator of two regulations is a few kilobytes
COLUMNS = ["before", "after", "relation", "scope_changed", "share_before", "share_after", "confidence", "basis", "note"]
_SHARE = re.compile(r"^\d+(\.\d+|/[1-9]\d*)?$", re.ASCII)


def lineage_pairs(directory: Path = TABLES) -> list[tuple[str, str]]:
    """Pairs of regulations the project holds a lineage for, earlier one first.

    Examples
    --------
    >>> lineage_pairs()
    [('permenpanrb-5-2018', 'permenpanrb-59-2020'), ('permenpanrb-59-2020', 'permenpanrb-8-2026')]
    """
    stems = (path.stem.partition("_") for path in Path(directory).glob("*_*.csv"))
    return sorted((before, after) for before, _, after in stems)


@cache
def load_lineage(before: str, after: str, directory: Path = TABLES) -> Lineage:
    """The lineage between two regulations, in either direction of time.

    Parameters
    ----------
    before, after : str
        Regulation identifiers. The same one twice gives the identity.

    Raises
    ------
    BridgeError
        If the project holds no lineage between the two.
    RegulationError
        If the table leaves an indicator out or contradicts itself.

    Examples
    --------
    >>> load_lineage("permenpanrb-59-2020", "permenpanrb-5-2018").status
    'secondary'
    """
    if before == after:
        return identity_lineage(load_framework(before))
    pairs = lineage_pairs(directory)
    if (before, after) in pairs:
        path = Path(directory) / f"{before}_{after}.csv"
        return read_lineage(path, load_framework(before), load_framework(after))
    if (after, before) in pairs:
        return load_lineage(after, before, directory).reversed()
    raise BridgeError(
        Message("lineage.none", before=before, after=after),
        [Message("lineage.held", before=first, after=second) for first, second in pairs],
        Message("advice.lineage"),
    )


def read_lineage(path: str | Path, framework_before: Framework, framework_after: Framework) -> Lineage:
    """Read a lineage table and, where it lies beside it, its ``.toml`` with status and basis.

    Parameters
    ----------
    path : str or Path
        UTF-8 CSV with the columns of `COLUMNS`. ``before`` is empty for a new
        indicator, ``after`` for a dropped one; shares are fractions such as
        ``0.5`` or ``1/3``, empty for a split as the partners are weighted.

    Raises
    ------
    RegulationError
        If the file cannot be read, leaves an indicator of either regulation
        out, or contradicts itself. All faults are listed with their lines.

    Examples
    --------
    >>> names = "permenpanrb-5-2018", "permenpanrb-59-2020"
    >>> read_lineage(TABLES / f"{'_'.join(names)}.csv", *map(load_framework, names)).dropped
    ('P5-I02', 'P5-I04', 'P5-I07', 'P5-I08', 'P5-I09', 'P5-I10', 'P5-I11', 'P5-I12', 'P5-I13', 'P5-I14', 'P5-I15', 'P5-I16', 'P5-I17', 'P5-I24')
    """
    path = Path(path)
    unreadable = Message("lineage.unreadable", file=path.name)
    try:
        if path.exists() and not path.is_file():
            raise RegulationError(unreadable, [Message("file.not_regular", file=path)])
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise RegulationError(unreadable, [Message("lineage.larger", limit=MAX_BYTES)])
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            header, lines = reader.fieldnames, [(reader.line_num, row) for row in reader]
        beside = path.with_suffix(".toml")
        meta = tomllib.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {"status": "given"}
    except (OSError, UnicodeDecodeError, csv.Error, tomllib.TOMLDecodeError) as error:
        raise RegulationError(unreadable, [str(error)]) from error
    if header != COLUMNS:
        raise RegulationError(
            Message("lineage.no_table", file=path.name),
            [Message("lineage.header", wanted=",".join(COLUMNS), found=",".join(header or []))],
        )
    faults: list[Message] = []
    rows = [row for line, cells in lines if (row := _row(line, cells, faults)) is not None]
    faults += _coverage_faults(rows, framework_before, framework_after) + _share_faults(rows) + _shape_faults(rows)
    faults += _meta_faults(meta, rows, framework_before, framework_after)
    if faults:
        raise RegulationError(
            Message("lineage.not_whole", file=path.name, before=framework_before.id, after=framework_after.id),
            faults,
            Message("advice.lineage_rows"),
        )
    return Lineage(framework_before.id, framework_after.id, tuple(rows), meta)


def _row(line: int, cells: dict, faults: list[Message]) -> LineageRow | None:
    if None in cells or None in cells.values():
        faults.append(Message("lineage.fields", line=line, count=len(COLUMNS)))
        return None
    cells = {key: value.strip() for key, value in cells.items()}
    found = len(faults)
    for key, allowed in (("relation", RELATIONS), ("confidence", CONFIDENCES), ("scope_changed", ("yes", "no"))):
        if cells[key] not in allowed:
            faults.append(Message("lineage.one_of", line=line, key=key, text=cells[key], known=tuple(allowed)))
    if not cells["basis"]:
        faults.append(Message("lineage.no_basis", line=line))
    for key in ("share_before", "share_after"):
        if cells[key] and not (_SHARE.match(cells[key]) and 0 < Fraction(cells[key]) <= 1):
            faults.append(Message("lineage.fraction", line=line, key=key, text=cells[key]))
    wanted = {"new": (False, True), "dropped": (True, False)}.get(cells["relation"], (True, True))
    if (bool(cells["before"]), bool(cells["after"])) != wanted:
        sides = " and ".join(side for side, need in zip(("before", "after"), wanted, strict=True) if need)
        faults.append(Message("lineage.sides", line=line, relation=cells["relation"], sides=sides))
    if len(faults) > found:
        return None
    shares = {key: Fraction(cells[key]) if cells[key] else None for key in ("share_before", "share_after")}
    return LineageRow(**{**cells, **shares, "scope_changed": cells["scope_changed"] == "yes"})


def _coverage_faults(rows: list[LineageRow], framework_before: Framework, framework_after: Framework) -> list[Message]:
    faults = []
    for side, framework in (("before", framework_before), ("after", framework_after)):
        linked = {getattr(row, side) for row in rows if row.is_link}
        ends = Counter(getattr(row, side) for row in rows if not row.is_link and getattr(row, side))
        known = set(framework.indicators)
        faults += [
            Message("levels.foreign", text=code, law=framework.id) for code in sorted((linked | set(ends)) - known)
        ]
        faults += [
            Message("lineage.no_row", code=code, law=framework.id)
            for code in framework.indicators
            if code not in linked | set(ends)
        ]
        faults += [Message("lineage.both", code=code) for code in sorted(linked & set(ends))]
        faults += [Message("lineage.alone_twice", code=code, count=n) for code, n in ends.items() if n > 1]
    pairs = Counter((row.before, row.after) for row in rows if row.is_link)
    return faults + [Message("lineage.pair_twice", before=a, after=b, count=n) for (a, b), n in pairs.items() if n > 1]


def _share_faults(rows: list[LineageRow]) -> list[Message]:
    faults = []
    for side, share in (("before", "share_before"), ("after", "share_after")):
        stated: dict[str, list] = {}
        for row in rows:
            if row.is_link:
                stated.setdefault(getattr(row, side), []).append(getattr(row, share))
        for code, shares in stated.items():
            given = [value for value in shares if value is not None]
            if given and len(given) < len(shares):
                faults.append(Message("lineage.some_rows", code=code, share=share))
            elif sum(given) > 1:
                faults.append(Message("lineage.share_sum", code=code, share=share, total=sum(given)))
    return faults


def _shape_faults(rows: list[LineageRow]) -> list[Message]:
    before = Counter(row.before for row in rows if row.is_link)
    after = Counter(row.after for row in rows if row.is_link)
    faults = []
    for row in rows:
        if row.relation == "carried_over" and (before[row.before], after[row.after]) != (1, 1):
            faults.append(Message("lineage.carried", before=row.before, after=row.after))
        if row.relation == "split" and before[row.before] < 2:
            faults.append(Message("lineage.split", before=row.before, after=row.after))
        if row.relation == "merged" and after[row.after] < 2:
            faults.append(Message("lineage.merged", before=row.before, after=row.after))
    return faults


def _meta_faults(
    meta: dict, rows: list[LineageRow], framework_before: Framework, framework_after: Framework
) -> list[Message]:
    faults = [
        Message("lineage.beside", side=side, text=meta[side], law=framework.id)
        for side, framework in (("before", framework_before), ("after", framework_after))
        if meta.get(side, framework.id) != framework.id
    ]
    found = {
        "linked_after": len({row.after for row in rows if row.is_link}),
        "new": sum(row.relation == "new" for row in rows),
        "dropped": sum(row.relation == "dropped" for row in rows),
    }
    for key, number in meta.get("counts", {}).items():
        if found.get(key) != number:
            faults.append(Message("lineage.counts", wanted=number, key=key, found=found.get(key)))
    if meta.get("comparable", True) is False and not (meta.get("reason_id") and meta.get("reason_en")):
        faults.append(Message("lineage.no_reason"))
    return faults
