"""Which published reports still stand, told by content.

A report depends on, and is made again when any of these changes:

* its notebook and its parameters;
* every source file of the package but the command line's, the page's template
  and the regulations among them;
* the published rows of **its own institution**, all years (a notebook that
  names no institution depends on everything prepared and on every recorded
  claim). A score of one institution that changes makes that institution's
  reports again;
* what it **shows of other institutions**, as a fingerprint: its places, the
  three parts of its change rounded as they are printed, and its peers' two
  indexes. Another institution's score makes a report again only when the page
  may change, which for one changed score is few of them. Fingerprints are kept
  beside the reports for each state of the data;
* ``CITATION.cff``, which every page is cited by;
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

from spbe_analysis.evidence.collection.processed import version
from spbe_analysis.evidence.edition import citation_path, data_hash
from spbe_analysis.message import Message
from spbe_analysis.reports.factory.tasks import Task
from spbe_analysis.reports.one.inputs import hash_file, nation_hash, package_hash, versions
from spbe_analysis.reports.one.run import RECORD, is_whole

SEEN = ".seen.json"  # sizes and times of files that have been hashed once
STANDINGS = ".standings.json"  # fingerprints of what reports show of others, for one state of the data


class BuildState:
    """What stands below a root folder, and what is to be made again and why."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made = version()
        self._seen = _read(root / SEEN) or {}
        self._standings: dict[str, dict[str, str]] | None = None

    def reason(self, task: Task) -> Message | None:
        """Why a report has to be made, in a few words; None when it stands."""
        folder = self.root / task.folder
        try:
            record = json.loads((folder / RECORD).read_bytes())
            inputs, parameters = record["inputs"], record["parameters"]
        except FileNotFoundError:
            return Message("reason.new")
        except (OSError, ValueError, KeyError, TypeError):
            return Message("reason.record")
        wanted = {
            Message("part.notebook"): (inputs.get("notebook"), _notebook_hash(task.notebook)),
            Message("part.package"): (inputs.get("package"), package_hash()),
            Message("part.data"): (inputs.get("data"), data_hash(task.parameters.get("institution"), self._made)),
            Message("part.citation"): (inputs.get("citation"), hash_file(citation_path())),
            Message("part.nation"): (inputs.get("nation"), nation_hash(task.parameters, self._standing)),
        }
        changed = [part for part, (held, value) in wanted.items() if held != value]
        if any(parameters.get(name, self) != value for name, value in task.parameters.items()):
            changed.append(Message("part.parameters"))
        changed += [
            Message("part.version", name=name)
            for name, value in versions().items()
            if record["versions"].get(name) != value
        ]
        if changed:
            return Message("reason.changed", parts=tuple(changed))
        return None if self._is_as_seen(task.folder) else Message("reason.files")

    def _standing(self, institution: str, from_year: int, to_year: int) -> str:
        """Fingerprint of what a report shows of others, read again while data and package are the same."""
        if self._standings is None:
            kept = _read(self.root / STANDINGS) or {}
            self._standings = kept.get("pairs", {}) if kept.get("state") == self._state() else {}
        pair = f"{from_year}-{to_year}"
        if pair not in self._standings:
            from spbe_analysis.reports.one.nation import standing_digests

            self._standings[pair] = standing_digests(from_year, to_year)
            _write(self.root / STANDINGS, {"state": self._state(), "pairs": self._standings})
        return self._standings[pair].get(institution, "")

    def _state(self) -> str:
        return f"{data_hash(None, self._made)} {package_hash()}"

    def record_published(self, folder: str) -> None:
        """Remember the files of a report that has just been published."""
        self._seen[folder] = _stamps(self.root / folder)

    def save(self) -> None:
        """Write down what has been seen, in one step."""
        _write(self.root / SEEN, self._seen)

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


def _write(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream)
    os.replace(name, path)


def _read(path: Path) -> dict | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@lru_cache(maxsize=16)
def _notebook_hash(path: Path) -> str:
    return hash_file(path)
