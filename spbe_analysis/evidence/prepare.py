"""From data/raw to data/processed: everything checked, every fault named, written in one step."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence import companions, corrections, schema, sources, tidy
from spbe_analysis.evidence.paths import project_root
from spbe_analysis.regulation.loader import DATA as REGULATIONS

PACKAGE = "datapackage.json"
_CODE = (corrections, companions, schema, sources, tidy)


class Prepared(NamedTuple):
    """What a preparation wrote: rows by table, corrections made, raw files read."""

    rows: dict[str, int]
    corrections: int
    files: int
    inputs: str


def data_folder(data: Path | None = None) -> Path:
    """The folder that holds ``raw`` and ``corrections.csv``; the project's own by default."""
    return Path(data) if data is not None else project_root() / "data"


def prepare(data: Path | None = None, progress: Callable[[str], None] = lambda step: None) -> Prepared:
    """Check data/raw and write data/processed.

    Parameters
    ----------
    data : Path, optional
        Folder with ``raw`` and ``corrections.csv``; the project's own by default.
    progress : callable
        Told the name of each step.

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
    inputs = _fingerprint(data)
    raws, made, faults = _read_raw(data, progress)
    bodies, found = companions.bodies_of(raws)
    faults += found
    tables: dict[str, list[dict[str, str]]] = {}
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
    texts = {name: _text(schema.BY_NAME[name], rows) for name, rows in tables.items()}
    if not faults:
        progress("schema")
        faults = _schema_faults(texts)
    if faults:
        raise EvidenceError(
            f"data/processed was not written: {len(faults)} fault{'s' * (len(faults) > 1)} in {data.name}",
            faults, "Raw files are not edited: restore them, or record a known fault of a source in corrections.csv.",
        )  # fmt: skip
    texts = {f"{name}.csv": text for name, text in texts.items()}
    texts[PACKAGE] = _package(texts, raws, inputs)
    _write(data / "processed", texts)
    return Prepared({name: len(rows) for name, rows in tables.items()}, made, len(raws), inputs)


def ensure_prepared(data: Path | None = None) -> Path:
    """The processed folder, prepared first when it is missing or older than what it is made from."""
    data = data_folder(data)
    if not is_current(data):
        prepare(data)
    return data / "processed"


def is_current(data: Path | None = None) -> bool:
    """Whether data/processed was made from what data/raw holds now."""
    data = data_folder(data)
    package = data / "processed" / PACKAGE
    try:
        made = package.stat().st_mtime_ns
        written = [(package.parent / f"{table.name}.csv").stat().st_mtime_ns for table in schema.TABLES]
        inputs = [path.stat().st_mtime_ns for path in _inputs(data)]
        if max(*written, *inputs) <= made:
            return True
        about = json.loads(package.read_text(encoding="utf-8"))
        same = about["inputs_sha256"] == _fingerprint(data) and all(
            resource["hash"] == _hash((package.parent / resource["path"]).read_bytes())
            for resource in about["resources"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if same:
        _touch(package)
    return same


def _read_raw(data: Path, progress: Callable[[str], None]) -> tuple[list[tidy.Raw], int, list[str]]:
    folder, faults, tables, sides = data / "raw", [], {}, {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.endswith(sources.SIDECAR):
            if not path.with_name(path.name.removesuffix(sources.SIDECAR)).is_file():
                faults.append(f"{name}: there is no file beside this sidecar")
            continue
        progress(name)
        try:
            tables[name], sides[name] = sources.read_with_sidecar(path, name, tidy.SHAPES)
        except EvidenceError as error:
            faults += error.problems
    known = dict(tables)
    for name, side in sides.items():
        tables[name], found = corrections.acknowledge(tables[name], side.as_printed)
        faults += found
    made = 0
    try:
        listed = sources.read_table(data / "corrections.csv", "corrections.csv", corrections.COLUMNS)
        tables, found = corrections.apply_corrections(tables, listed)
        made = len(listed.rows) - len(found)
        unread = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")} - set(known)
        faults += [fault for fault in found if not any(f"no raw file {name!r}" in fault for name in unread)]
    except EvidenceError as error:
        faults += error.problems
    return [tidy.Raw(tables[name], sides[name]) for name in tables], made, faults


def _text(table: schema.TableSchema, rows: Iterable[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, table.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _schema_faults(texts: dict[str, str]) -> list[str]:
    import pandas as pd

    faults = []
    for name, text in texts.items():
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        faults += schema.schema_faults(schema.BY_NAME[name], frame)
    return faults


def _package(texts: dict[str, str], raws: list[tidy.Raw], inputs: str) -> str:
    about = {
        "name": "spbe-published-scores",
        "title": "Published SPBE scores of Indonesian public bodies",
        "profile": "tabular-data-package",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "See LICENSE-DATA"}],
        "inputs_sha256": inputs,
        "sources": [
            {"title": f"{raw.side.title} ({raw.side.publisher})", "path": raw.side.url, "file": f"raw/{raw.table.name}", "sha256": raw.side.sha256}
            for raw in raws
        ],
        "resources": [
            {
                "name": table.name, "path": f"{table.name}.csv", "title": table.title, "profile": "tabular-data-resource",
                "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": len(texts[f"{table.name}.csv"].encode()),
                "hash": _hash(texts[f"{table.name}.csv"].encode()), "schema": schema.frictionless(table),
            }
            for table in schema.TABLES
        ],
    }  # fmt: skip
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Write all files beside the folder, then move them in; the package goes last and vouches for the rest."""
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        place = Path(tempfile.mkdtemp(prefix=".processed-", dir=folder.parent))
        try:
            for name, text in texts.items():
                with (place / name).open("wb") as stream:
                    stream.write(text.encode("utf-8"))
                    stream.flush()
                    os.fsync(stream.fileno())
            for name in texts:
                os.replace(place / name, folder / name)
            _touch(folder / PACKAGE)
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _inputs(data: Path) -> list[Path]:
    raw = [data / "raw", *sorted((data / "raw").rglob("*"))]
    nodes = sorted(path for path in REGULATIONS.rglob("*") if path.name in ("nodes.csv", "regulation.toml"))
    return [data / "corrections.csv", *raw, *nodes, *(Path(module.__file__) for module in _CODE), Path(__file__)]


def _fingerprint(data: Path) -> str:
    whole = hashlib.sha256()
    for path in _inputs(data):
        if path.is_file():
            name = path.relative_to(data).as_posix() if path.is_relative_to(data) else path.name
            whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _touch(path: Path) -> None:
    try:
        os.utime(path)
    except OSError:
        pass
