"""From data/raw to data/processed: everything checked, every fault named, nothing written unless all is well."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import spbe_analysis
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.collection import companions, corrections, sources, sums, tidy
from spbe_analysis.evidence.collection.store import (
    PACKAGE,
    data_folder,
    file_hash,
    fingerprint,
    is_current,
    processed_folders,
    replace_all,
    writable_folder,
)
from spbe_analysis.evidence.values import schema
from spbe_analysis.message import Message

# Without these every row of the other files would look foreign, so their own faults are reported alone.
_FOUNDATIONS = ("register", "printed_names", "headings", "variables", "means", "")


class Prepared(NamedTuple):
    """What a preparation wrote: rows by table, corrections made, raw files read, hash of the inputs."""

    rows: dict[str, int]
    corrections: int
    files: int
    inputs: str


def prepare(
    data: Path | None = None,
    progress: Callable[[str], None] = lambda step: None,
    into: Path | None = None,
) -> Prepared:
    """Check data/raw and write data/processed.

    Parameters
    ----------
    data : Path, optional
        Folder with ``raw`` and ``corrections.csv``; the project's own by default.
    progress : callable
        Told the name of each step.
    into : Path, optional
        Where the tables go; ``processed`` beside ``raw`` by default.

    Returns
    -------
    Prepared
        What was written. The same raw files give the same bytes.

    Raises
    ------
    EvidenceError
        Listing every fault of every file at once. What was there before stays
        as it was.
    """
    data = data_folder(data)
    inputs = fingerprint(data)
    raws, made, unread, faults = _read_raw(data, progress)
    tables: dict[str, list[dict[str, str]]] = {}
    if not set(unread.values()) & set(_FOUNDATIONS):
        tables, found = _build(raws, progress)
        faults += found
    texts = {name: _text(schema.BY_NAME[name], rows) for name, rows in tables.items()}
    if not faults:
        progress("schema")
        faults += _schema_faults(texts)
    if faults:
        advice = Message("advice.line_endings" if _endings_alone(faults) else "advice.raw_files")
        raise EvidenceError(Message("raw.not_prepared", count=len(faults), folder=data.name), faults, advice)
    files = {f"{name}.csv": text for name, text in texts.items()}
    replace_all(into or processed_folders(data)[0], {**files, PACKAGE: _package(files, raws, inputs)})
    return Prepared({name: len(rows) for name, rows in tables.items()}, made, len(raws), inputs)


def ensure_prepared(data: Path | None = None) -> Path:
    """The folder of the processed tables, made first where they are missing or older than what they are made from.

    Reading needs no right to write: where ``processed`` cannot be written, the
    tables are made in the reader's cache, which is said once.
    """
    data = data_folder(data)
    for folder in processed_folders(data):
        if is_current(folder, data):
            return folder
    folder = writable_folder(data)
    if is_current(folder, data):
        return folder
    prepare(data, into=folder)
    if folder != processed_folders(data)[0]:
        told = Message("store.elsewhere", data=str(data), folder=str(folder))
        logging.getLogger("spbe_analysis").warning(told.told(spbe_analysis.language))
    return folder


def _endings_alone(faults: list[str]) -> bool:
    """Whether git's line endings are all that is wrong: `git checkout` alone does not mend them."""
    return all(getattr(fault, "key", "") == "file.line_endings" for fault in faults)


def _read_raw(data: Path, progress) -> tuple[list[tidy.Raw], int, dict[str, str], list[str]]:
    """Raw tables with corrections made; how many were made; unread files with their shape; faults."""
    folder = data / "raw"
    tables: dict[str, sources.Table] = {}
    sides: dict[str, sources.Sidecar] = {}
    unread: dict[str, str] = {}
    faults: list[str] = [*sums.sum_faults(data)]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.endswith(sources.SIDECAR):
            if not path.with_name(path.name.removesuffix(sources.SIDECAR)).is_file():
                faults.append(Message("sidecar.alone", file=name))
                unread[name.removesuffix(sources.SIDECAR)] = _shape(path)
            continue
        progress(name)
        try:
            tables[name], sides[name] = sources.read_with_sidecar(path, name, tidy.SHAPES)
        except EvidenceError as error:
            faults += error.problems
            unread[name] = _shape(path.with_name(path.name + sources.SIDECAR))
    for name, side in sides.items():
        tables[name], found = corrections.acknowledge(tables[name], side.as_printed)
        faults += found
    made = 0
    try:
        known = sources.read_table(data / "corrections.csv", "corrections.csv", corrections.COLUMNS)
        tables, found = corrections.apply_corrections(tables, known, frozenset(unread))
        made = len(known.rows) - len(found)
        faults += found
    except EvidenceError as error:
        faults += error.problems
    said = [row for name, side in sides.items() if side.shape == "remarks" for row in tables[name].rows]
    remarks = {row["en"]: row["id"] for row in said if row["id"]}
    return [tidy.Raw(tables[name], sides[name], remarks) for name in tables], made, unread, faults


def _shape(sidecar: Path) -> str:
    try:
        return sources.read_sidecar(sidecar, sidecar.name).shape
    except EvidenceError:
        return ""


def _build(raws: list[tidy.Raw], progress) -> tuple[dict[str, list[dict[str, str]]], list[Message]]:
    bodies, faults = companions.bodies_of(raws)
    tables = {}
    for name, build in {
        "published": lambda: tidy.published_rows(raws, bodies),
        "institutions": lambda: companions.institution_rows(raws),
        "names": lambda: companions.name_rows(raws, bodies),
        "category_means": lambda: companions.mean_rows(raws),
        "category_scopes": lambda: companions.scope_rows(raws),
        "outcomes": lambda: companions.outcome_rows(raws, bodies),
        "conflicts": lambda: companions.conflict_rows(raws),
    }.items():
        progress(name)
        tables[name], found = build()
        faults += found
    return tables, faults


def _text(table: schema.TableSchema, rows: Iterable[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, table.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _schema_faults(texts: dict[str, str]) -> list[Message]:
    import pandas as pd

    faults = []
    for name, text in texts.items():
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        faults += schema.schema_faults(schema.BY_NAME[name], frame)
    return faults


def _package(files: dict[str, str], raws: list[tidy.Raw], inputs: str) -> str:
    """The folder's Frictionless descriptor: schemas, hashes, and every document behind the figures."""
    resources = []
    for table in schema.TABLES:
        content = files[f"{table.name}.csv"].encode()
        resources.append(
            {
                "name": table.name.replace("_", "-"),
                "path": f"{table.name}.csv",
                "title": table.title,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": file_hash(content),
                "schema": schema.frictionless(table),
            }
        )
    about = {
        "name": "spbe-published-scores",
        "title": "Published SPBE scores of Indonesian public bodies",
        "profile": "tabular-data-package",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "inputs_sha256": inputs,
        "sources": [
            {
                "title": f"{raw.side.title} ({raw.side.publisher})",
                "path": raw.side.url,
                "file": f"raw/{raw.table.name}",
                "sha256": raw.side.sha256,
                "document": raw.side.title,
                "publisher": raw.side.publisher,
                "read": raw.side.read,
            }
            for raw in raws
        ],
        "resources": resources,
    }
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"
