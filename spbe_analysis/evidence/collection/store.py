"""Where the processed tables lie, whether they still match their inputs, and how they are replaced in one step."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from spbe_analysis.evidence.values import schema
from spbe_analysis.evidence.values.paths import is_shipped, project_root
from spbe_analysis.regulation.loader import DATA as REGULATIONS

PACKAGE = "datapackage.json"
_ROOMS = (REGULATIONS.parent, Path(schema.__file__).parent, Path(__file__).parent)  # regulation, values, collection
_seen: dict[Path, tuple] = {}  # by processed folder: what was touched last when its hashes were right


def data_folder(data: Path | None = None) -> Path:
    """The folder that holds ``raw`` and ``corrections.csv``; the project's own by default."""
    return Path(data) if data is not None else project_root() / "data"


def processed_folders(data: Path) -> tuple[Path, ...]:
    """Where the processed tables of a collection may lie: beside it, or in the reader's own cache."""
    from platformdirs import user_cache_path

    cache = user_cache_path("spbe-analysis") / hashlib.sha256(str(data).encode()).hexdigest()[:16]
    return (cache,) if is_shipped(data) else (data / "processed", cache)


def writable_folder(data: Path) -> Path:
    """The first of these that may be written, else a folder of this process alone, gone when it ends."""
    for folder in processed_folders(data):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for place in (folder, folder.parent):
                tempfile.TemporaryFile(dir=place).close()
        except OSError:
            continue
        return folder
    return _own_folder(os.getpid())


@cache
def _own_folder(process: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="spbe-"))

    def remove() -> None:
        if os.getpid() == process:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder / "processed"


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


def is_current(folder: Path, data: Path | None = None) -> bool:
    """Whether the tables in a folder were made from what data/raw holds now.

    Every file is hashed: a restored copy, a tool that keeps dates and a
    damaged disk leave no other trace. Within one process the files are hashed
    again only when the file system says that one of them was touched.
    """
    data = data_folder(data)
    touched = _touched([folder / PACKAGE, *(folder / f"{table.name}.csv" for table in schema.TABLES), *_inputs(data)])
    if touched and _seen.get(folder) == touched:
        return True
    try:
        about = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        same = about["inputs_sha256"] == fingerprint(data) and all(
            resource["hash"] == file_hash((folder / resource["path"]).read_bytes()) for resource in about["resources"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if same:
        _seen[folder] = touched
    return same


def replace_all(folder: Path, texts: dict[str, str]) -> None:
    """Write all files beside the folder, then move them in.

    Nothing in the folder changes until every file is whole on the disk. The
    package goes last and vouches for the rest.

    Parameters
    ----------
    folder : Path
        The processed folder.
    texts : dict of str
        Content by file name, the package among them.
    """
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    order = sorted(texts, key=lambda name: (name == PACKAGE, name))
    with FileLock(folder / ".lock"):
        write_files(folder, {name: texts[name].encode("utf-8") for name in order}, folder.parent)


def write_files(folder: Path, contents: Mapping[str, bytes], beside: Path | None = None) -> None:
    """Write files by name, in order: every one is whole on the disk before the first takes its place in the folder.

    Until then they lie in a folder of their own, in `beside` or in the folder itself.
    """
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=beside or folder) as place:
        for name, content in contents.items():
            with Path(place, name).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for name in contents:
            os.replace(Path(place, name), folder / name)


def _inputs(data: Path) -> list[Path]:
    raw = [data / "raw", *sorted((data / "raw").rglob("*"))]
    rooms = sorted(path for room in _ROOMS for path in room.rglob("*") if path.suffix in (".py", ".csv", ".toml"))
    return [data / "corrections.csv", *raw, *rooms]


def _touched(paths: list[Path]) -> tuple[tuple[int, int, int, int], ...]:
    """What the file system says of each file; its inode's own time also tells a write that kept the date."""
    try:
        found = [path.stat() for path in paths]
    except OSError:
        return ()
    return tuple((about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns) for about in found)
