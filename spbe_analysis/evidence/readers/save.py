"""Imported cards into data/raw, only when somebody says so: all of them or none, checked first."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import os
import re
import shutil
import tempfile
from pathlib import Path

from spbe_analysis import __version__
from spbe_analysis.errors import EvidenceError, ParameterError
from spbe_analysis.evidence.collection.companions import slug_of
from spbe_analysis.evidence.collection.prepare import prepare
from spbe_analysis.evidence.collection.sources import SIDECAR
from spbe_analysis.evidence.collection.store import data_folder
from spbe_analysis.evidence.readers.imported import Imported
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.printed import PrintedCard
from spbe_analysis.evidence.values.schema import SOURCES
from spbe_analysis.regulation import load_framework

FOLDER = "imported"
COLUMNS = ("code", "value", "predicate", "place", "note")
_NAME = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?$")
_KINDS = {"result_report": "result_report", "national_table": "national_report", "spreadsheet": "own_site"}


def save_cards(
    imported: Imported, name: str, title: str, publisher: str, url: str, source: str = "", data: Path | None = None
) -> Path:
    """Write cards to ``data/raw/imported/NAME/``, one file and sidecar a card.

    The collection with the new files is prepared in a copy first; only when
    nothing is refused there does the folder appear, in one step.

    Parameters
    ----------
    imported : Imported
        What `read_file` gave.
    name : str
        Name of the folder: lower-case letters, digits and hyphens.
    title, publisher, url : str
        What the document is, who published it, where it was read.
    source : str, optional
        Kind of document, one of `SOURCES`; by the kind of file otherwise.

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    EvidenceError, ParameterError
        If something was refused or is not legible, a name is not in the
        register, or the collection would no longer hold together. Nothing is
        written then.
    """
    data = data_folder(data)
    target = data / "raw" / FOLDER / name
    _check_parameters(name, title, publisher, url, source, target)
    refuse(
        imported.file,
        _faults(imported),
        "Mend the file and import it again; nothing was written.",
        f"{imported.file} was not saved",
    )
    texts: dict[str, str] = {}
    for card in imported.cards:
        file = f"{slug_of(card.institution)}-{card.year}-{card.stage.replace('_', '-')}.csv"
        table = _table(card)
        texts[file] = table
        texts[file + SIDECAR] = _sidecar(card, imported, table, title, publisher, url, source or _KINDS[imported.kind])
    if len(texts) != 2 * len(imported.cards):
        raise EvidenceError(f"{imported.file} was not saved", ["one institution, year and stage is there twice"])
    place = Path(tempfile.mkdtemp(prefix=".import-", dir=data))
    try:
        new = place / "raw" / FOLDER / name
        shutil.copytree(data / "raw", place / "raw")
        shutil.copy(data / "corrections.csv", place)
        new.mkdir(parents=True)
        for file, text in texts.items():
            with (new / file).open("wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
        prepare(place)
        target.parent.mkdir(exist_ok=True)
        os.replace(new, target)
    except OSError as error:
        raise EvidenceError(f"{imported.file} was not saved", [f"{target}: {error.strerror or error}"]) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return target


def _check_parameters(name: str, title: str, publisher: str, url: str, source: str, target: Path) -> None:
    faults = []
    if not _NAME.match(name):
        faults.append(f"--save {name!r}: expected lower-case letters, digits and hyphens, such as lhe-2023-kota-x")
    elif target.exists():
        faults.append(f"--save {name}: {FOLDER}/{name} is already there; raw files are never overwritten")
    for option, text in (("--title", title), ("--publisher", publisher), ("--url", url)):
        if not text.strip() or not text.isprintable():
            faults.append(f"{option}: a saved figure must say where it comes from; found {text!r}")
    if source and source not in SOURCES:
        faults.append(f"--source {source!r}: expected one of {', '.join(SOURCES)}")
    if faults:
        raise ParameterError("nothing was saved", faults)


def _faults(imported: Imported) -> list[str]:
    faults = list(imported.refused)
    for card in imported.cards:
        who = f"{card.document or imported.file}, {card.place}: {card.institution or 'no institution'} {card.year or 'no year'}"
        faults += [f"{who}: expected an institution and a year"] if not card.institution or card.year is None else []
        faults += (
            [f"{who}: expected evaluasi or pemantauan (--assessment), found {card.assessment!r}"]
            if not card.assessment
            else []
        )
        faults += [f"{who}: {given} is not a code of {card.regulation}" for given, _ in card.foreign]
        faults += [f"{who}: {code} is given twice" for code, _ in card.again]
        law = load_framework(card.regulation)
        for code, text in card.cells.items():
            try:
                value, _ = parse_score(text)
                legible = law.minimum <= value <= law.maximum
            except EvidenceError:
                legible = False
            faults += (
                []
                if legible
                else [f"{who}: {code} reads {text!r}, expected a score from {law.minimum} to {law.maximum}"]
            )
    return faults


def _table(card: PrintedCard) -> str:
    law = load_framework(card.regulation)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in law.nodes:
        if code in card.cells:
            predicate = card.predicate if code == law.root else ""
            writer.writerow(
                [code, card.cells[code].replace(",", "."), predicate, card.places.get(code, card.place), ""]
            )
    return buffer.getvalue()


def _sidecar(card, imported: Imported, table: str, title: str, publisher: str, url: str, source: str) -> str:
    facts = {
        "publisher": publisher, "title": title, "url": url, "read": datetime.date.today().isoformat(),
        "rows": len(card.cells), "sha256": hashlib.sha256(table.encode("utf-8")).hexdigest(),
        "transcription": f"Read from {imported.file} by spbe import {__version__}; decimal commas are written as points.",
        "shape": "scorecard", "source": source,
    }  # fmt: skip
    about = {"institution": card.institution, "year": card.year, "stage": card.stage, "assessment": card.assessment}
    lines = [f"{key} = {_toml(value)}" for key, value in facts.items()]
    return "\n".join([*lines, "", "[about]", *(f"{key} = {_toml(value)}" for key, value in about.items())]) + "\n"


def _toml(value: object) -> str:
    """A number, or a text as a TOML string (which JSON's quoting is, for printable text)."""
    import json

    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
