"""Raw files read strictly: what is not plainly a table is refused, with every fault named."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import Message

MAX_BYTES = 20_000_000  # far above any table of the collection; stops a runaway file before it is parsed
SIDECAR = ".meta.toml"
_REQUIRED = ("publisher", "title", "url", "read", "rows", "sha256", "transcription", "shape")
BARRED = {  # categories of characters that no text of the collection holds
    "Cc": "cell.control",
    "Cf": "cell.invisible",
    "Zl": "cell.line",
    "Zp": "cell.paragraph",
    "Cs": "cell.half",
    "Co": "cell.private",
}
SIGNED_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?%?$", re.ASCII)
_DECIMAL = re.compile(r"^\d[.,]\d{1,2}$", re.ASCII)
_OTHER_SCHEME = re.compile(r"\s*(?!https?://)[a-z][a-z0-9+.-]*:\S", re.ASCII | re.IGNORECASE)
_DIGIT, _DECIMALS = re.compile(r"^\d$", re.ASCII), re.compile(r"^\d{1,2}$", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One line of a table: its line number, its cells, and what was done to them."""

    line: int
    cells: dict[str, str]
    printed: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, dict[str, str]] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def as_printed(self, column: str) -> str:
        """The cell as the source has it, before any correction."""
        return self.printed.get(column, self.cells[column])

    def corrected_to(self, column: str, used: str, reason: dict[str, str]) -> Row:
        """The same row with one cell replaced; what was printed and why, by language, is kept."""
        return replace(
            self,
            cells={**self.cells, column: used},
            printed={**self.printed, column: self.cells[column]},
            corrected={**self.corrected, column: reason},
        )

    def accepting(self, column: str, reason: str) -> Row:
        """The same row with one odd cell acknowledged as printed so."""
        return replace(self, accepted={**self.accepted, column: reason})


@dataclass(frozen=True)
class Table:
    """A file's header and rows, named as messages name it."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def where(self, row: Row, column: str) -> Message:
        """Place of a cell in words: file, line, column."""
        return Message("place.file_column", file=self.name, line=row.line, column=column)


@dataclass(frozen=True)
class Sidecar:
    """What stands beside a raw file: who published it, where it was read, its size and hash."""

    publisher: str
    title: str
    url: str
    read: str
    rows: int
    sha256: str
    transcription: str
    shape: str
    source: str = ""
    read_note: str = ""
    notes: tuple[str, ...] = ()
    about: dict = field(default_factory=dict)
    as_printed: tuple[dict, ...] = ()


class Shape(NamedTuple):
    """What a kind of raw table must have: columns, and facts about the whole table in its sidecar."""

    columns: tuple[str, ...]
    about: tuple[str, ...] = ()
    source: bool = False


def is_address(text: str) -> bool:
    """Whether the place for an address holds one that a page may show, or plain words such as ``in each row``.

    A page links only what begins with https://. What could act in a page
    (``javascript:``, markup, quotation marks) is refused.
    """
    return not set(text) & set("<>\"'`") and not _OTHER_SCHEME.match(text)


def decode(data: bytes, name: str) -> str:
    """Text of a file: strict UTF-8, a BOM accepted, composed characters (NFC), a final newline.

    Raises
    ------
    EvidenceError
        If the bytes are not UTF-8, hold control or direction marks, or break
        off before the final newline. Every fault is listed with its line.
    """
    if len(data) > MAX_BYTES:
        raise EvidenceError(
            Message("file.too_large", file=name), [Message("file.bytes", found=len(data), limit=MAX_BYTES)]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EvidenceError(
            Message("file.not_utf8", file=name),
            [Message("file.byte_at", where=Message("place.file_line", file=name, line=line), byte=data[error.start])],
            Message("advice.utf8"),
        ) from error
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    faults = []
    for number, written in enumerate(text.split("\n"), start=1):
        for place, character in enumerate(written, start=1):
            what = BARRED.get(unicodedata.category(character)) if not character.isascii() or character < " " else None
            if character == "\N{DELETE}":
                what = BARRED["Cc"]
            if what or character == "\N{REPLACEMENT CHARACTER}":
                found = {"number": ord(character), "what": Message(what or "cell.lost")}
                faults.append(Message("raw.character", file=name, line=number, place=place, **found))
    if not text.endswith("\n"):
        faults.append(Message("file.cut_off", file=name))
    if faults:
        raise EvidenceError(Message("file.not_clean", file=name), faults)
    return text


def read_table(path: Path, name: str | None = None, columns: tuple[str, ...] | None = None) -> Table:
    """A comma-separated file as a table, or every fault in it.

    Each line's fields are counted before anything is read into columns, so an
    unquoted decimal comma is found where it stands. Text cells that a
    spreadsheet would run as a formula are refused.

    Parameters
    ----------
    path : Path
        The file. One record a line; a header first.
    name : str, optional
        How messages call it; the file's name by default.
    columns : tuple of str, optional
        Columns that must be there; any by default.
    """
    name = name or path.name
    try:
        text = decode(path.read_bytes(), name)
    except OSError as error:
        raise EvidenceError(Message("file.unreadable", file=name), [str(error.strerror or error)]) from error
    header, *lines = text[:-1].split("\n")
    head = tuple(next(csv.reader([header]), []))
    faults = [Message("raw.no_column", file=name, column=column) for column in columns or () if column not in head]
    faults += [
        Message("raw.column_twice", file=name, column=column) for column in sorted(set(head)) if head.count(column) > 1
    ]
    faults += [Message("raw.no_name", file=name)] if "" in head else []
    rows: list[Row] = []
    miscounted: dict[int, list[str]] = {}
    for number, line in enumerate(lines, start=2):
        try:
            cells = next(csv.reader([line], strict=True), [])
        except csv.Error as error:
            faults.append(Message("raw.quotes", where=_place(name, number, head[-1]), why=str(error)))
            continue
        if len(cells) != len(head):
            miscounted[number] = cells
            continue
        rows.append(Row(number, dict(zip(head, cells, strict=True))))
        for column, cell in rows[-1].cells.items():
            if cell[:1] in ("=", "+", "-", "@") and not SIGNED_NUMBER.match(cell):
                fault = Message("cell.formula", text=cell)
                faults.append(Message("place.at", where=_place(name, number, column), fault=fault))
            elif cell != cell.strip():
                faults.append(Message("raw.spaces", where=_place(name, number, column), text=cell))
    decimal = {column for column in head if any(_DECIMAL.match(row[column]) for row in rows)}
    faults += [_wrong_count(name, number, head, cells, decimal) for number, cells in miscounted.items()]
    if faults:
        raise EvidenceError(Message("raw.not_table", file=name), faults, Message("advice.no_guess"))
    return Table(name, head, tuple(rows))


def _place(name: str, line: int, column: str) -> Message:
    return Message("place.file_column", file=name, line=line, column=column)


def read_sidecar(path: Path, name: str) -> Sidecar:
    """What stands beside a raw file, or every field that lacks."""
    try:
        found = tomllib.loads(decode(path.read_bytes(), name))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(
            Message("file.unreadable", file=name), [Message("place.at", where=name, fault=str(error))]
        ) from error
    faults = [Message("sidecar.lacks", file=name, key=key) for key in _REQUIRED if found.get(key) in (None, "")]
    unknown = set(found) - set(Sidecar.__dataclass_fields__)
    faults += [Message("sidecar.foreign", file=name, key=key) for key in sorted(unknown)]
    faults += [
        Message("sidecar.as_printed", file=name, number=number, key=key)
        for number, entry in enumerate(found.get("as_printed", []), start=1)
        for key in ("row", "column", "cell", "reason")
        if key not in entry
    ]
    if faults:
        raise EvidenceError(Message("sidecar.incomplete", file=name), faults)
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    return Sidecar(**fields)


def read_with_sidecar(path: Path, name: str, shapes: dict[str, Shape]) -> tuple[Table, Sidecar]:
    """A raw file checked against its sidecar: hash, number of rows, what its shape asks for.

    Parameters
    ----------
    path : Path
        The raw file.
    name : str
        How messages call it, for example ``evaluation-report-2024/scores.csv``.
    shapes : dict of Shape
        The shapes a raw table may have.
    """
    side = read_sidecar(path.with_name(path.name + SIDECAR), name + SIDECAR)
    shape = shapes.get(side.shape)
    if shape is None:
        fault = Message("sidecar.shape", file=name + SIDECAR, shape=side.shape, known=tuple(shapes))
        raise EvidenceError(Message("sidecar.unknown_shape", file=name), [fault])
    faults: list[str] = [
        Message("sidecar.about", file=name + SIDECAR, key=key) for key in shape.about if key not in side.about
    ]
    faults += [Message("sidecar.lacks", file=name + SIDECAR, key="source")] if shape.source and not side.source else []
    content = path.read_bytes()
    if not is_address(side.url):
        faults.append(Message("file.address", where=f"{name}{SIDECAR}", found=side.url[:80]))
    digest = hashlib.sha256(content).hexdigest()
    if digest != side.sha256:
        unix = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
        key = "file.line_endings" if unix == side.sha256 else "file.other_bytes"
        faults.append(Message(key, file=name, found=digest[:12], wanted=str(side.sha256)[:12]))
    table = None
    try:
        table = read_table(path, name, shape.columns)
    except EvidenceError as error:
        faults += error.problems
    if table and "url" in table.columns:
        faults += [
            Message("file.address", where=table.where(row, "url"), found=row["url"][:80])
            for row in table.rows
            if not is_address(row["url"])
        ]
    if table and len(table.rows) != side.rows:
        faults.append(Message("raw.row_count", file=name, found=len(table.rows), wanted=side.rows))
    if table is None or faults:
        raise EvidenceError(Message("raw.not_as_said", file=name), faults, Message("advice.restore"))
    return table, side


def _wrong_count(name: str, number: int, head: tuple[str, ...], cells: list[str], decimal: set[str]) -> Message:
    """What is wrong with a line of too many or too few fields; a decimal comma splits a decimal column."""
    pairs = zip(head, cells, cells[1:], strict=False)
    split = [column for column, left, right in pairs if _DIGIT.match(left) and _DECIMALS.match(right)]
    likely = next((column for column in split if column in decimal), split[0] if split else "")
    if likely and len(cells) > len(head):
        where = _place(name, number, likely)
        return Message("table.comma", where=where, found=len(cells), count=len(head))
    where = _place(name, number, head[min(len(cells), len(head)) - 1])
    return Message("table.fields", where=where, found=len(cells), count=len(head))
