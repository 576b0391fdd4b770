"""What a regulation's guideline asks at each level of each indicator, in the project's own words, with the page."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spbe_analysis.errors import RegulationError
from spbe_analysis.message import Message
from spbe_analysis.regulation.framework import Framework
from spbe_analysis.regulation.loader import DATA, load_framework

PARTS = ("criterion", "fulfilment", "evidence")
LIMITS = ("review_age", "audit_interval", "follow_up_after_review", "budgets_back", "use_share")
RENEWED = ("review_age", "audit_interval")  # limits that run out when nothing is done
_COLUMNS = ["code", "level", "must_id", "must_en", "evidence_id", "evidence_en", "builds_on", "page", "evidence_page"]
_LIMIT_COLUMNS = ["code", "level", "part", "limit", "relation", "number", "unit", "page"]


@dataclass(frozen=True)
class Limit:
    """A threshold or time limit that a cell of the guideline sets: ``relation`` ``number`` ``unit``."""

    part: str
    limit: str
    relation: str
    number: int
    unit: str
    page: int


@dataclass(frozen=True)
class Criterion:
    """One level of one indicator: what must be true, which evidence counts, and where the guideline says so.

    ``builds_on`` is the lower level that the guideline says must be met, None where it does not say so.

    Examples
    --------
    >>> load_criteria("permenpanrb-59-2020")["P59-I21", 3].level
    3
    """

    code: str
    level: int
    must_id: str
    must_en: str
    evidence_id: str
    evidence_en: str
    builds_on: int | None
    page: int
    evidence_page: int
    limits: tuple[Limit, ...] = ()

    def must(self, language: str) -> str:
        """What must be true, in own words."""
        return self.must_id if language == "id" else self.must_en

    def evidence(self, language: str) -> str:
        """Which evidence counts, in own words."""
        return self.evidence_id if language == "id" else self.evidence_en

    @property
    def pages(self) -> str:
        """Pages of the guideline: the criterion's and the evidence's."""
        return str(self.page) if self.page == self.evidence_page else f"{self.page}, {self.evidence_page}"


@dataclass(frozen=True)
class Criteria:
    """The criteria of a regulation by indicator and level, with what they were read from.

    Examples
    --------
    >>> len(load_criteria("permenpanrb-59-2020").rows)
    235
    """

    meta: dict
    rows: dict[tuple[str, int], Criterion]

    def __getitem__(self, key: tuple[str, int]) -> Criterion:
        return self.rows[key]

    def between(self, code: str, start: int, end: int) -> list[Criterion]:
        """The criteria that a rise from one level to another meets, each level in turn.

        Examples
        --------
        >>> [row.level for row in load_criteria("permenpanrb-59-2020").between("P59-I21", 2, 4)]
        [3, 4]
        """
        return [self.rows[code, level] for level in range(start + 1, end + 1)]

    def running_out(self, code: str, level: int) -> list[Limit]:
        """Time limits that an indicator at a level must go on meeting: its own and, as levels add up, those below.

        Examples
        --------
        >>> [(one.limit, one.number) for one in load_criteria("permenpanrb-59-2020").running_out("P59-I21", 5)]
        [('review_age', 2)]
        """
        held = (self.rows[code, n] for n in range(1, level + 1) if (code, n) in self.rows)
        last = {one.limit: one for row in held for one in row.limits if one.limit in RENEWED}
        return list(last.values())


def fingerprint(text: str) -> str:
    """A short hash of a text's words, whatever their case, breaks and marks.

    Examples
    --------
    >>> fingerprint("Dokumen, telah tersedia.") == fingerprint("dokumen telah  TERSEDIA")
    True
    """
    return hashlib.sha256(" ".join(re.findall(r"\w+", text.lower())).encode()).hexdigest()[:12]


def has_criteria(regulation: str, directory: Path = DATA) -> bool:
    """Whether the project holds the criteria of a regulation.

    Examples
    --------
    >>> has_criteria("permenpanrb-59-2020"), has_criteria("permenpanrb-8-2026")
    (True, False)
    """
    return (Path(directory) / regulation / "criteria.csv").is_file()


@cache
def load_criteria(regulation: str, directory: Path = DATA) -> Criteria:
    """The criteria of a regulation, refused unless every indicator has every level.

    Raises
    ------
    RegulationError
        If the project holds none, or a row is missing, foreign or broken; all faults are named.

    Examples
    --------
    >>> criteria = load_criteria("permenpanrb-59-2020")
    >>> len(criteria.rows), criteria["P59-I21", 3].page
    (235, 87)
    """
    framework, folder = load_framework(regulation, directory), Path(directory) / regulation
    if not has_criteria(regulation, directory):
        raise RegulationError(Message("criteria.none", law=framework.id))
    meta = tomllib.loads((folder / "criteria.toml").read_text(encoding="utf-8"))
    faults: list[Message] = []
    limits: dict[tuple[str, int], list[Limit]] = {}
    for line, row in read_rows(folder / "criteria_limits.csv", _LIMIT_COLUMNS):
        if row["limit"] not in LIMITS or row["part"] not in PARTS or not row["number"].isdecimal():
            faults.append(Message("criteria.limit_row", line=line, row=row))
            continue
        limit = Limit(
            row["part"], row["limit"], row["relation"], int(row["number"]), row["unit"], int(row["page"] or 0)
        )
        limits.setdefault((row["code"], int(row["level"])), []).append(limit)
    rows: dict[tuple[str, int], Criterion] = {}
    for line, row in read_rows(folder / "criteria.csv", _COLUMNS):
        texts = {name: row[name] for name in ("must_id", "must_en", "evidence_id", "evidence_en")}
        numbers = {name: row[name] for name in ("level", "page", "evidence_page")}
        if not all(texts.values()) or not all(value.isdecimal() for value in numbers.values()):
            faults.append(Message("criteria.text", line=line))
            continue
        key = row["code"], int(row["level"])
        if key in rows:
            faults.append(Message("criteria.again", line=line, code=key[0], level=key[1]))
        rows[key] = Criterion(
            key[0],
            key[1],
            builds_on=int(row["builds_on"]) if row["builds_on"] else None,
            page=int(row["page"]),
            evidence_page=int(row["evidence_page"]),
            limits=tuple(limits.pop(key, ())),
            **texts,
        )
    faults += key_faults(framework, rows.keys(), "criteria.csv")
    faults += [Message("criteria.no_criterion", code=code, level=level) for code, level in limits]
    if faults:
        raise RegulationError(
            Message("criteria.refused", law=regulation), faults, Message("advice.check_folder", folder=folder)
        )
    return Criteria(meta, rows)


def read_rows(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table beside a regulation with their line numbers; other columns are refused."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != columns:
            raise RegulationError(
                Message("criteria.columns", file=path.name),
                [Message("criteria.columns_found", columns=columns, found=reader.fieldnames)],
                Message("advice.restore_columns"),
            )
        yield from enumerate(reader, start=2)


def key_faults(framework: Framework, keys, name: str) -> list[Message]:
    """Indicators and levels that a table lacks, and those the regulation does not have."""
    wanted = {(code, n) for code in framework.indicators for n in range(framework.minimum, framework.maximum + 1)}
    lacking, foreign = sorted(wanted - set(keys)), sorted(set(keys) - wanted)
    return [Message("criteria.level_missing", file=name, code=code, level=n) for code, n in lacking] + [
        Message("criteria.level_foreign", file=name, code=code, level=n, law=framework.id) for code, n in foreign
    ]
