"""Which published reports still stand, told by content.

A report depends on, and is made again when any of these changes:

* its notebook and its parameters;
* every source file of the package but the command line's, the page's template
  and the regulations among them;
* the published rows of **its own institution**, all years (a notebook that
  names no institution depends on all rows). A score of one institution that
  changes therefore makes that institution's reports again and no other's.
  Reports show nothing of other institutions; a notebook that did would have to
  leave ``institution`` out of its parameters or be made again by ``--force``;
* the versions of Python and of the libraries that compute, draw and write.

What stood when a report was published is in its ``run.json``. A report also is
made again when one of its files is missing or is not what ``run.json`` says;
files whose size and time are as last seen are taken as unchanged.
"""

from __future__ import annotations

import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from spbe_analysis.evidence.processed import version
from spbe_analysis.reports.inputs import data_hash, hash_file, package_hash, versions
from spbe_analysis.reports.runs import RECORD, is_whole
from spbe_analysis.reports.tasks import Task

SEEN = ".seen.json"  # sizes and times of files that have been hashed once


class Ledger:
    """What stands below a root folder, and what is to be made again and why."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made = version()
        self._seen = _read(root / SEEN) or {}

    def reason(self, task: Task) -> str:
        """Why a report has to be made, in a few words; empty when it stands."""
        folder = self.root / task.folder
        try:
            record = json.loads((folder / RECORD).read_bytes())
            inputs, parameters = record["inputs"], record["parameters"]
        except FileNotFoundError:
            return "new"
        except (OSError, ValueError, KeyError, TypeError):
            return "its record cannot be read"
        wanted = {
            "notebook": _notebook_hash(task.notebook), "package": package_hash(),
            "data": data_hash(task.parameters.get("institution"), self._made),
        }  # fmt: skip
        changed = [name for name, value in wanted.items() if inputs.get(name) != value]
        if any(parameters.get(name, self) != value for name, value in task.parameters.items()):
            changed.append("parameters")
        changed += [f"version of {name}" for name, value in versions().items() if record["versions"].get(name) != value]
        if changed:
            return "changed: " + ", ".join(changed)
        return "" if self._is_as_seen(task.folder) else "its files are not as they were published"

    def saw(self, folder: str) -> None:
        """Remember the files of a report that has just been published."""
        self._seen[folder] = _stamps(self.root / folder)

    def save(self) -> None:
        """Write down what has been seen, in one step."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=SEEN, dir=self.root)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(self._seen, stream)
        os.replace(name, self.root / SEEN)

    def _is_as_seen(self, folder: str) -> bool:
        stamps = _stamps(self.root / folder)
        if stamps and self._seen.get(folder) == stamps:
            return True
        if not is_whole(self.root / folder):
            self._seen.pop(folder, None)
            return False
        self._seen[folder] = stamps
        return True


def _stamps(folder: Path) -> list[list]:
    """Name, size and times of every file of a report."""
    found = []
    try:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                about = os.stat(os.path.join(place, name))
                found.append([name, about.st_size, about.st_mtime_ns, about.st_ctime_ns])
    except OSError:
        return []
    return found


def _read(path: Path) -> dict | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@lru_cache(maxsize=16)
def _notebook_hash(path: Path) -> str:
    return hash_file(path)
