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
from spbe_analysis.evidence.collection.store import data_folder, write_files
from spbe_analysis.evidence.readers.imported import Imported
from spbe_analysis.evidence.register import load_register, near_institutions
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.schema import SOURCES
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework

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
    summary = Message("save.refused", file=imported.file)
    known = {body.name for body in load_register()}
    refuse(imported.file, _faults(imported, known), Message("advice.mend"), summary)
    origin = {"publisher": publisher, "title": title, "url": url}
    texts: dict[str, str] = {}
    for scorecard in imported.scorecards:
        file = f"{slug_of(scorecard.institution)}-{scorecard.year}-{scorecard.stage.replace('_', '-')}.csv"
        table = _table(scorecard)
        texts[file] = table
        texts[file + SIDECAR] = _sidecar(scorecard, imported.file, table, source or _KINDS[imported.kind], origin)
    if len(texts) != 2 * len(imported.scorecards):
        raise EvidenceError(summary, [Message("save.twice")])
    place = Path(tempfile.mkdtemp(prefix=".import-", dir=data))
    try:
        new = place / "raw" / FOLDER / name
        shutil.copytree(data / "raw", place / "raw")
        shutil.copy(data / "corrections.csv", place)
        new.mkdir(parents=True)
        write_files(new, {file: text.encode("utf-8") for file, text in texts.items()})
        prepare(place)
        target.parent.mkdir(exist_ok=True)
        os.replace(new, target)
    except OSError as error:
        fault = Message("place.at", where=target, fault=error.strerror or str(error))
        raise EvidenceError(summary, [fault]) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return target


def _check_parameters(name: str, title: str, publisher: str, url: str, source: str, target: Path) -> None:
    faults = []
    if not _NAME.match(name):
        faults.append(Message("save.name", name=name))
    elif target.exists():
        faults.append(Message("save.there", name=name, folder=FOLDER))
    for option, text in (("--title", title), ("--publisher", publisher), ("--url", url)):
        if not text.strip() or not text.isprintable():
            faults.append(Message("save.origin", option=option, text=text))
    if source and source not in SOURCES:
        faults.append(Message("save.source", source=source, known=tuple(SOURCES)))
    if faults:
        raise ParameterError(Message("save.nothing"), faults)


def _faults(imported: Imported, known: set[str]) -> list[str]:
    faults = list(imported.refused)
    for scorecard in imported.scorecards:
        who = {
            "file": scorecard.document or imported.file,
            "place": scorecard.place,
            "institution": scorecard.institution or "-",
            "year": scorecard.year or "-",
        }
        law = load_framework(scorecard.regulation)
        if not scorecard.institution or scorecard.year is None:
            faults.append(Message("save.whose", **who))
        if scorecard.institution and scorecard.institution not in known:
            near = tuple(body.name for body in near_institutions(scorecard.institution))
            faults.append(Message("save.stranger_near" if near else "save.stranger", **who, names=near))
        if not scorecard.assessment:
            faults.append(Message("save.assessment", **who))
        faults += [Message("save.foreign", text=given, law=law.id, **who) for given, _ in scorecard.foreign]
        faults += [Message("save.again", code=code, **who) for code, _ in scorecard.again]
        scale = {"minimum": law.minimum, "maximum": law.maximum}
        for code, text in scorecard.cells.items():
            if not _is_legible(text, law):
                faults.append(Message("save.not_score", code=code, text=text, **scale, **who))
    return faults


def _is_legible(text: str, law: Framework) -> bool:
    try:
        return law.minimum <= parse_score(text)[0] <= law.maximum
    except EvidenceError:
        return False


def _table(scorecard: PrintedScorecard) -> str:
    framework = load_framework(scorecard.regulation)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in framework.nodes:
        if code in scorecard.cells:
            predicate = scorecard.predicate if code == framework.root else ""
            place = scorecard.places.get(code, scorecard.place)
            writer.writerow([code, scorecard.cells[code].replace(",", "."), predicate, place, ""])
    return buffer.getvalue()


def _sidecar(scorecard: PrintedScorecard, file: str, table: str, source: str, origin: dict[str, str]) -> str:
    facts = {
        **origin,
        "read": datetime.date.today().isoformat(),
        "rows": len(scorecard.cells),
        "sha256": hashlib.sha256(table.encode("utf-8")).hexdigest(),
        "transcription": f"Read from {file} by spbe import {__version__}; decimal commas are written as points.",
        "shape": "scorecard",
        "source": source,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in facts.items()]
    about = [f"{key} = {_toml(getattr(scorecard, key))}" for key in ("institution", "year", "stage", "assessment")]
    return "\n".join([*lines, "", "[about]", *about]) + "\n"


def _toml(value: object) -> str:
    """A number, or a text as a TOML string (which JSON's quoting is, for printable text)."""
    import json

    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
