"""Learned weights as files of the package: what `spbe learn` writes and every learned prior is read from."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import Message

FOLDER = Path(__file__).parent / "learned_weights"
LEVELS, CHANGE, SIDECAR = "levels.csv", "change.csv", "learned.toml"
NOBODY = ""  # weights learned from every table

LevelWeights = Mapping[str, tuple[tuple[int, int], ...]]
ChangeWeights = Mapping[int, int]


@dataclass(frozen=True)
class LearnedTable:
    """A table that weights were learned from: whose, of which year, the hash of its levels, and what it taught."""

    institution: str
    year: int
    regulation: str
    sha256: str
    taught: tuple[str, ...]


@dataclass(frozen=True)
class LearnedWeights:
    """Whole weights of levels and of changes, and what they were learned from.

    ``levels`` and ``change`` hold, by the institution whose own tables were
    left out (`NOBODY`: none), weights by top-level node and level, and by
    change of level. ``spreads`` are the shrinkages, chosen without whoever is
    left out, and ``gains`` the bits an indicator by which weights learned
    elsewhere foretold each table, both as texts by name.
    """

    regulation: str
    levels: Mapping[str, LevelWeights]
    change: Mapping[str, ChangeWeights]
    tables: tuple[LearnedTable, ...]
    spreads: Mapping[str, str]
    gains: Mapping[str, str]

    def taught(self, what: str, left_out: str = NOBODY) -> list[LearnedTable]:
        """Tables behind ``levels`` or ``change``, those of one institution left out."""
        return [table for table in self.tables if what in table.taught and table.institution != left_out]

    def files(self) -> dict[str, bytes]:
        """The files by name: the same weights give the same bytes."""
        levels = _csv(
            ("left_out", "code", "level", "weight"),
            (
                (who, code, level, weight)
                for who, codes in self.levels.items()
                for code, row in codes.items()
                for level, weight in row
            ),
        )
        change = _csv(
            ("left_out", "change", "weight"),
            ((who, by, weight) for who, row in self.change.items() for by, weight in row.items()),
        )
        lines = [f'regulation = "{self.regulation}"', f'levels_sha256 = "{_hash(levels)}"']
        lines += [f'change_sha256 = "{_hash(change)}"', "", "[spreads]"]
        lines += [f'"{name}" = "{text}"' for name, text in self.spreads.items()]
        lines += ["", "[gains]  # bits an indicator, each foretold from the other institutions"]
        lines += [f'"{name}" = "{text}"' for name, text in self.gains.items()]
        for table in self.tables:
            taught = ", ".join(f'"{what}"' for what in table.taught)
            lines += ["", "[[table]]", f'institution = "{table.institution}"', f"year = {table.year}"]
            lines += [f'regulation = "{table.regulation}"', f'sha256 = "{table.sha256}"', f"taught = [{taught}]"]
        return {LEVELS: levels, CHANGE: change, SIDECAR: ("\n".join(lines) + "\n").encode("utf-8")}


@lru_cache(maxsize=2)
def read_learned(folder: Path = FOLDER) -> LearnedWeights:
    """The weights as they were written.

    Raises
    ------
    EvidenceError
        If a file is missing or is not the one its sidecar tells of.

    Examples
    --------
    >>> read_learned().regulation
    'permenpanrb-59-2020'
    """
    try:
        side = tomllib.loads((folder / SIDECAR).read_text(encoding="utf-8"))
        contents = {name: (folder / name).read_bytes() for name in (LEVELS, CHANGE)}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(Message("learn.unreadable"), [str(error)], Message("learn.again")) from error
    keys = {LEVELS: "levels_sha256", CHANGE: "change_sha256"}
    wrong = [name for name, content in contents.items() if _hash(content) != side.get(keys[name])]
    if wrong:
        problems = [Message("learn.other_file", file=name) for name in wrong]
        raise EvidenceError(Message("learn.unreadable"), problems, Message("learn.again"))
    levels: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for row in _rows(contents[LEVELS]):
        level = int(row["level"]), int(row["weight"])
        levels.setdefault(row["left_out"], {}).setdefault(row["code"], []).append(level)
    change: dict[str, dict[int, int]] = {}
    for row in _rows(contents[CHANGE]):
        change.setdefault(row["left_out"], {})[int(row["change"])] = int(row["weight"])
    return LearnedWeights(
        side["regulation"],
        {who: {code: tuple(row) for code, row in codes.items()} for who, codes in levels.items()},
        change,
        tuple(LearnedTable(**{**table, "taught": tuple(table["taught"])}) for table in side["table"]),
        side["spreads"],
        side["gains"],
    )


def _rows(content: bytes) -> Iterable[dict[str, str]]:
    return csv.DictReader(io.StringIO(content.decode("utf-8")))


def _csv(head: tuple[str, ...], rows: Iterable[tuple]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
