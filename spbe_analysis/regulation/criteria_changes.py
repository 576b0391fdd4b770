"""Whether the yardstick moved: the guideline's cells against an earlier wording, judged twice."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spbe_analysis.errors import RegulationError
from spbe_analysis.message import Message
from spbe_analysis.regulation.criteria import PARTS, read_rows
from spbe_analysis.regulation.loader import DATA, load_framework

VERDICTS = ("same", "reworded", "stricter", "looser", "undecided")
MOVED = ("stricter", "looser", "undecided")  # verdicts under which a criterion may ask something else
JUDGED = ("criterion", "evidence")
REASONS = ("both_ways", "mixed", "placeholder")


@dataclass(frozen=True)
class CellChange:
    """One cell under the earlier and the present wording.

    ``first`` and ``second`` are two separate judgements, empty for cells that
    are not judged; ``before`` and ``after`` the fingerprints of the two texts;
    ``years_*`` how many time limits in years the texts name, ``kept_*`` whether
    they say how a level is kept.
    """

    code: str
    level: int
    part: str
    first: str
    second: str
    reason: str
    before: str
    after: str
    years_before: int
    years_after: int
    kept_before: bool
    kept_after: bool
    page: int

    @property
    def verdict(self) -> str:
        """What both judgements say; undecided where they differ."""
        return self.first if self.first == self.second else "undecided"


_COLUMNS = list(CellChange.__dataclass_fields__)


@dataclass(frozen=True)
class CriteriaChanges:
    """All cells compared, with what is known of the earlier wording.

    Examples
    --------
    >>> changes = load_criteria_changes("permenpanrb-59-2020")
    >>> len(changes.judged), changes.counts()["same"]
    (470, 344)
    """

    earlier: dict
    cells: tuple[CellChange, ...]
    since: int

    @property
    def judged(self) -> list[CellChange]:
        """The cells that were judged: criterion and evidence of every indicator and level."""
        return [cell for cell in self.cells if cell.part in JUDGED]

    def counts(self) -> Counter:
        """Number of judged cells by verdict."""
        return Counter(cell.verdict for cell in self.judged)

    def agreed(self) -> int:
        """Number of judged cells on which the two judgements agree."""
        return sum(cell.first == cell.second for cell in self.judged)

    def with_time_limit(self) -> tuple[int, int]:
        """Evidence cells that name a limit in years, before and after."""
        cells = [cell for cell in self.cells if cell.part == "evidence"]
        return sum(cell.years_before > 0 for cell in cells), sum(cell.years_after > 0 for cell in cells)

    def saying_how_kept(self) -> tuple[int, int]:
        """Texts of level 5 that say how the level is kept, before and after."""
        top = max(cell.level for cell in self.cells)
        cells = [cell for cell in self.cells if cell.level == top]
        return sum(cell.kept_before for cell in cells), sum(cell.kept_after for cell in cells)

    def between(self, before: int, after: int) -> bool:
        """Whether the present wording came into force after one index year and by another (inferred, not printed)."""
        return 0 < before < self.since <= after

    def of(self, code: str, levels: Iterable[int]) -> list[CellChange]:
        """The judged cells of an indicator's levels whose wording may ask something else now."""
        wanted = set(levels)
        return [c for c in self.judged if c.code == code and c.level in wanted and c.verdict in MOVED]


@cache
def load_criteria_changes(regulation: str, directory: Path = DATA) -> CriteriaChanges:
    """The comparison of a regulation's guideline with the wording before it.

    Raises
    ------
    RegulationError
        If there is none, or a row is missing, foreign or broken.

    Examples
    --------
    >>> changes = load_criteria_changes("permenpanrb-59-2020")
    >>> len(changes.judged), changes.with_time_limit(), changes.saying_how_kept()
    (470, (1, 56), (0, 47))
    """
    framework, folder = load_framework(regulation, directory), Path(directory) / regulation
    if not (folder / "criteria_changes.csv").is_file():
        raise RegulationError(Message("criteria.none", law=framework.id))
    meta = tomllib.loads((folder / "criteria.toml").read_text(encoding="utf-8"))
    cells, faults = [], []
    for line, row in read_rows(folder / "criteria_changes.csv", _COLUMNS):
        verdicts = {row["first"], row["second"]}
        judged = row["part"] in JUDGED
        if not (verdicts <= set(VERDICTS) if judged else verdicts == {""}):
            faults.append(Message("criteria.judgements", line=line, text=sorted(verdicts)))
        undecided = judged and (row["first"] != row["second"] or row["first"] == "undecided")
        if (row["reason"] in REASONS) != undecided:
            faults.append(Message("criteria.reason", line=line, reason=row["reason"]))
        about: dict[str, Any] = {name: row[name] for name in _COLUMNS}
        about |= {name: int(row[name]) for name in ("level", "years_before", "years_after", "page")}
        about |= {name: row[name] == "1" for name in ("kept_before", "kept_after")}
        cells.append(CellChange(**about))
    levels = range(framework.minimum, framework.maximum + 1)
    wanted = {(code, n, part) for code in framework.indicators for n in levels for part in PARTS}
    found = Counter((cell.code, cell.level, cell.part) for cell in cells)
    faults += [Message("criteria.times", key=key, count=found[key]) for key in wanted if found[key] != 1]
    faults += [Message("criteria.not_there", key=key, law=framework.id) for key in found.keys() - wanted]
    if faults:
        raise RegulationError(
            Message("criteria.changes_refused", law=regulation), faults, Message("advice.check_folder", folder=folder)
        )
    return CriteriaChanges(meta["earlier"], tuple(cells), meta["index_years_from"])
