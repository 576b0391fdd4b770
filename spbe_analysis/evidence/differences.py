"""What two releases of the data say differently: value by value, by name, with the correction where one is listed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import Message

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
_TABLE = "published.csv"
_PLACES = (_TABLE, f"processed/{_TABLE}", f"data/processed/{_TABLE}")
_KEY = ("institution", "year", "stage", "code")
_NEEDED = (*_KEY, "value", "rank", "document")

Rows = dict[tuple[str, ...], dict[str, str]]


@dataclass(frozen=True)
class Difference:
    """One value that two releases give differently.

    Attributes
    ----------
    what : str
        ``changed``, ``added`` (the later release only) or ``removed``.
    institution, stage, code : str
        Whose value, of which stage, of which node of the regulation.
    year : int
        Index year.
    before, after : str
        As text with a decimal point; '' where a release has none.
    document : str
        That the value used is read in, of the later release where it has one.
    reason_id, reason_en : str
        Of the correction that the later release lists; '' where it lists none.
    """

    what: str
    institution: str
    year: int
    stage: str
    code: str
    before: str
    after: str
    document: str
    reason_id: str
    reason_en: str


def differences(before: str | Path, after: str | Path) -> list[Difference]:
    """Every value used that two releases give differently, in order of name, year and code.

    Parameters
    ----------
    before, after : str or Path
        A release, a project, its ``data`` or its ``processed`` folder.

    Raises
    ------
    EvidenceError
        Naming every folder without published values, or whose table lacks columns.
    """
    tables: list[Rows] = []
    faults: list[Message] = []
    for folder in (Path(before), Path(after)):
        try:
            tables.append(_used(folder))
        except EvidenceError as error:
            faults += [fault for fault in error.problems if isinstance(fault, Message)]
    if faults:
        raise EvidenceError(Message("release.not_compared"), faults, Message("advice.release_folder"))
    first, second = tables
    found = []
    for key in sorted(first.keys() | second.keys()):
        old, new = first.get(key, {}), second.get(key, {})
        if old.get("value") != new.get("value"):
            found.append(_difference(key, old, new))
    return found


def _difference(key: tuple[str, ...], old: dict[str, str], new: dict[str, str]) -> Difference:
    institution, year, stage, code = key
    reasons = [new.get(f"correction_{language}", "") for language in ("id", "en")]
    what = CHANGED if old and new else ADDED if new else REMOVED
    ends = old.get("value", ""), new.get("value", "")
    return Difference(what, institution, int(year), stage, code, *ends, (new or old)["document"], *reasons)


def _used(folder: Path) -> Rows:
    """The row to use of every value: the first of the lowest rank."""
    path = next((folder / place for place in _PLACES if (folder / place).is_file()), None)
    if path is None:
        raise EvidenceError("", [Message("release.no_table", folder=str(folder), file=_TABLE)])
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            return _first_of_each(reader) if not missing else _refuse(path, "release.columns", ", ".join(missing))
    except (UnicodeDecodeError, csv.Error, ValueError, TypeError) as error:
        _refuse(path, "release.unreadable", str(error))


def _first_of_each(rows: Iterable[dict[str, str]]) -> Rows:
    used: Rows = {}
    for row in rows:
        int(row["year"])
        key = tuple(row[name] for name in _KEY)
        if key not in used or int(row["rank"]) < int(used[key]["rank"]):
            used[key] = row
    return used


def _refuse(path: Path, key: str, what: str) -> NoReturn:
    raise EvidenceError("", [Message(key, file=str(path), what=what)])
