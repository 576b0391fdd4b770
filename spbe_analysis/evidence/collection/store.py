"""Where the processed tables lie, whether they still match their inputs, and how they are replaced in one step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from spbe_analysis.evidence.values import schema
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.regulation.loader import DATA as REGULATIONS

PACKAGE = "datapackage.json"
_ROOMS = (REGULATIONS.parent, Path(schema.__file__).parent, Path(__file__).parent)  # regulation, values, collection
_CLOCK_STEP = 20_000_000  # [ns] file times run in coarse steps; a stamp this much earlier never hides a later change


def data_folder(data: Path | None = None) -> Path:
    """The folder that holds ``raw`` and ``corrections.csv``; the project's own by default."""
    return Path(data) if data is not None else project_root() / "data"


def stamp() -> int:
    """The moment a preparation begins, in the clock of file times [ns]."""
    return time.time_ns() - _CLOCK_STEP


def fingerprint(data: Path) -> str:
    """One hash over everything the processed tables are made from: raw files, corrections, law, code."""
    whole = hashlib.sha256()
    for path in _inputs(data):
        if path.is_file():
            name = path.relative_to(data if path.is_relative_to(data) else REGULATIONS.parents[1]).as_posix()
            whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def file_hash(content: bytes) -> str:
    """A hash as a data package writes it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def is_current(data: Path | None = None) -> bool:
    """Whether data/processed was made from what data/raw holds now.

    File times are looked at first; only when one is later than the
    preparation are the files hashed and compared with the recorded hash.
    """
    data = data_folder(data)
    package = data / "processed" / PACKAGE
    started = stamp()
    try:
        made = package.stat().st_mtime_ns
        written = {(package.parent / f"{table.name}.csv").stat().st_mtime_ns for table in schema.TABLES}
        if written == {made} and max(_changed(path) for path in _inputs(data)) <= made:
            return True
        about = json.loads(package.read_text(encoding="utf-8"))
        same = about["inputs_sha256"] == fingerprint(data) and all(
            resource["hash"] == file_hash((package.parent / resource["path"]).read_bytes())
            for resource in about["resources"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if same:
        _date(package.parent, [f"{table.name}.csv" for table in schema.TABLES], started)
    return same


def replace_all(folder: Path, texts: dict[str, str], started: int) -> None:
    """Write all files beside the folder, then move them in.

    Nothing in the folder changes until every file is whole on the disk. The
    package goes last and vouches for the rest.

    Parameters
    ----------
    folder : Path
        The processed folder.
    texts : dict of str
        Content by file name, the package among them.
    started : int
        When the inputs were looked at [ns]; the files are dated so.
    """
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    order = sorted(texts, key=lambda name: (name == PACKAGE, name))
    with FileLock(folder / ".lock"):
        place = Path(tempfile.mkdtemp(prefix=".processed-", dir=folder.parent))
        try:
            for name in order:
                with (place / name).open("wb") as stream:
                    stream.write(texts[name].encode("utf-8"))
                    stream.flush()
                    os.fsync(stream.fileno())
            _date(place, order, started)
            for name in order:
                os.replace(place / name, folder / name)
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _inputs(data: Path) -> list[Path]:
    raw = [data / "raw", *sorted((data / "raw").rglob("*"))]
    rooms = sorted(path for room in _ROOMS for path in room.rglob("*") if path.suffix in (".py", ".csv", ".toml"))
    return [data / "corrections.csv", *raw, *rooms]


def _changed(path: Path) -> int:
    """When a file last changed; the inode's own time also tells a copy that kept its date."""
    about = path.stat()
    return max(about.st_mtime_ns, about.st_ctime_ns)


def _date(folder: Path, names: list[str], moment: int) -> None:
    try:
        for name in dict.fromkeys((*names, PACKAGE)):
            os.utime(folder / name, ns=(moment, moment))
    except OSError:
        pass  # a folder that may only be read is compared by hash each time
