"""Which edition of program and data an answer comes from: version, day, address, fingerprint, documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from spbe_analysis.evidence.collection.processed import TABLES, Version, rows_of, version
from spbe_analysis.evidence.collection.store import PACKAGE, data_folder
from spbe_analysis.evidence.values.paths import SHIPPED, project_root

CITATION_FILE = "CITATION.cff"
SHOWN = 16  # characters of a fingerprint that are shown; run.json holds whole ones
_ROWS_TELL = "in each row"  # sidecars of tables whose rows name a document each


@dataclass(frozen=True)
class Document:
    """What figures were read in: publisher ('' where its title says it), title, address of the copy read, day."""

    publisher: str
    title: str
    url: str
    read: str


@dataclass(frozen=True)
class Edition:
    """What a citation names besides the title.

    Attributes
    ----------
    version : str
        Of the program, as in ``CITATION.cff``.
    day : str
        The newer of two days: that of the version's release and that on which
        the newest of the figures came into the collection. Never the clock:
        the same program and data give the same citation.
    address, doi : str
        Where the reports are published, from ``CITATION.cff``; '' where it names none.
    fingerprint : str
        First characters of the hash of the data, as ``run.json`` holds it under
        ``inputs.data``; '' for figures that are not of the collection.
    documents : tuple of Document
        Behind the figures, in the order they are first used.
    """

    version: str
    day: str
    address: str
    doi: str
    fingerprint: str
    documents: tuple[Document, ...]


def edition(about: str | Iterable[str] | None, used: Iterable[tuple[str, str]]) -> Edition:
    """The edition behind an answer.

    Parameters
    ----------
    about : str, iterable of str or None
        Canonical name, or several; None for an answer from all data; '' for figures that are not of the collection.
    used : iterable of (document, address)
        As scorecards hold them.
    """
    facts = citation_facts()
    documents = tuple(_document(version(), name, url) for name, url in dict.fromkeys(used) if name)
    days = [document.read for document in documents] if about != "" else []
    return Edition(
        str(facts["version"]),
        max([str(facts["date-released"]), *days]),
        str(facts.get("url", "")),
        str(facts.get("doi", "")),
        data_hash(about)[:SHOWN] if about != "" else "",
        documents if about != "" else (),
    )


def citation_path() -> Path:
    """``CITATION.cff`` of the project one stands in, else that of this package."""
    places = [folder / CITATION_FILE for folder in (project_root(), SHIPPED.parents[1], SHIPPED)]
    return next(path for path in places if path.is_file())


def citation_facts() -> dict:
    """What ``CITATION.cff`` says of the program."""
    return _facts(citation_path())


@cache
def _facts(path: Path) -> dict:
    import yaml

    return yaml.safe_load(path.read_text(encoding="utf-8"))


def data_hash(about: str | Iterable[str] | None = None, made: Version | None = None) -> str:
    """One hash over the published rows of institutions and their documents, or over all rows, in the state `made`."""
    made = made or version()
    if about is None:
        return _whole_hash(made)
    names = [about] if isinstance(about, str) else sorted(about)
    return hash_of(line for name in names for line in lines_of(made).get(name, ()))


def register_hash() -> str:
    """One hash over the institutions and their names."""
    rows = (row for table in ("institutions", "names") for row in rows_of(version(), table))
    return hash_of("\x1f".join(row.values()) for row in rows)


@lru_cache(maxsize=2)
def _whole_hash(made: Version) -> str:
    rows = ["\x1f".join(row.values()) for table in TABLES for row in rows_of(made, table)]
    files = sorted(data_folder().glob("*.toml"))
    return hash_of([*rows, *(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)])


@lru_cache(maxsize=2)
def lines_of(made: Version) -> dict[str, list[str]]:
    """What a report depends on by institution: its published rows, and who published their documents and when they were read."""
    lines: dict[str, list[str]] = {}
    told: dict[str, dict[str, None]] = {}
    for row in rows_of(made, "published"):
        lines.setdefault(row["institution"], []).append("\x1f".join(row.values()))
        about = _document(made, row["document"], row["url"])
        told.setdefault(row["institution"], {})["\x1f".join((about.title, about.publisher, about.read))] = None
    return {name: [*rows, *told[name]] for name, rows in lines.items()}


def hash_of(lines: Iterable[str]) -> str:
    """sha256 over lines of text."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


@lru_cache(maxsize=4096)
def _document(made: Version, name: str, url: str) -> Document:
    publisher, read = _sidecars(made).get(name) or _sidecars(made)[_ROWS_TELL]
    return Document(publisher, name, url, read)


@lru_cache(maxsize=2)
def _sidecars(made: Version) -> dict[str, tuple[str, str]]:
    """Publisher and newest day of reading by title of the document; of those that only rows name, under one key."""
    about = json.loads((Path(made[0]) / PACKAGE).read_text(encoding="utf-8"))
    found: dict[str, tuple[str, str]] = {_ROWS_TELL: ("", "")}
    for side in about["sources"]:
        named = side["path"] != _ROWS_TELL
        key = side["document"] if named else _ROWS_TELL
        _, newest = found.get(key, ("", ""))
        found[key] = (side["publisher"] if named else "", max(newest, side["read"]))
    return found
