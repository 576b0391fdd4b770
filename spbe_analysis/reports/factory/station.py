"""What a worker of a cluster does: it says what it has installed, keeps notebooks, data and a template, makes reports.

Everything here runs on the worker. The notebooks and data of a run are kept
under the run's token, so that two runs on one cluster never meet.
"""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.reports.factory.frames import Event, Job
from spbe_analysis.reports.factory.pool import ForkPool
from spbe_analysis.reports.one.inputs import installed, package_hash

MAX_BYTES = 64 << 20  # one report's files; ours take under one
FORGOTTEN = 3600.0  # [s] after which what an unused run left behind is cleared: whoever asked has gone
_kept: dict[tuple[str, str], WorkerContext] = {}


def prepare(token: str, packed: bytes, order: dict, package: str, versions: Mapping[str, str]) -> list[tuple]:
    """Keep a run's notebooks and data if this worker is equal to the one who asks, else say what differs.

    Returns
    -------
    list of tuple
        Name, version there and version here of whatever differs; empty where the worker is fit.
    """
    here = installed(versions)
    differing = [(name, wanted, here[name]) for name, wanted in versions.items() if here[name] != wanted]
    if package_hash() != package:
        differing.append(("", package, package_hash()))
    if not differing:
        now = time.monotonic()
        for key, context in list(_kept.items()):
            if now - context.used > FORGOTTEN:
                _kept.pop(key).close()
        address, scratch = _worker()
        release(token)
        _kept[token, address] = WorkerContext(Path(tempfile.mkdtemp(prefix="spbe-", dir=scratch)), packed, order)
    return differing


def make_one(token: str, job: Job) -> dict:
    """Make one report; its files as bytes, or how it failed, or that nothing is kept for this run."""
    context = _kept.get((token, _worker()[0]))
    if context is None:
        return {"unprepared": True}
    with tempfile.TemporaryDirectory(dir=context.folder) as folder:
        out = Path(folder) / "report"
        notebook = context.home / "notebooks" / job.work["notebook"]
        for event in context.run(replace(job, work={**job.work, "notebook": str(notebook), "out": str(out)})):
            if event.kind == "failed":
                return {"failure": event.value}
            if event.kind == "done":
                return {"files": _files(out), "remarks": event.value["remarks"]}
    raise ReportError(Message("cluster.told_nothing", name=job.name))


def release(token: str) -> None:
    """Clear what is kept for a run."""
    context = _kept.pop((token, _worker()[0]), None)
    if context is not None:
        context.close()


class WorkerContext:
    """What one worker of the cluster keeps for a run: unpacked notebooks and data, and a warm template."""

    def __init__(self, folder: Path, packed: bytes, order: dict) -> None:
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(self.home, filter="data")
        self.order, self.used = _at_home(order, self.home), time.monotonic()
        self._pools, self._running, self._closed, self._lock = [], 0, False, threading.Lock()

    def run(self, job: Job) -> Iterator[Event]:
        """Do one job in a fork of a warm template; each thread of the worker has its own."""
        with self._lock:
            pool = self._pools.pop() if self._pools else ForkPool(1, self.order)
            self._running += 1
        try:
            yield from pool.run([job])
        finally:
            with self._lock:
                self._pools.append(pool)
                self._running -= 1
            self.used = time.monotonic()
            self._clear()

    def close(self) -> None:
        """End the templates and clear the folder, at once or as soon as the last report has ended."""
        self._closed = True
        self._clear()

    def _clear(self) -> None:
        with self._lock:
            if not self._closed or self._running:
                return
            while self._pools:
                self._pools.pop().close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _worker() -> tuple[str, str]:
    """Address of this worker and its folder for what it can lose."""
    from distributed import get_worker

    worker = get_worker()
    return worker.address, worker.local_directory


def _at_home(order: dict, home: Path) -> dict:
    """A warm-up order in which notebooks are those that travelled."""
    return {
        **order,
        "home": str(home),
        "path": [entry for entry in sys.path if entry],
        "notebooks": [str(home / "notebooks" / name) for name in order["notebooks"]],
    }


def _files(folder: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    size = sum(map(len, found.values()))
    if size > MAX_BYTES:
        raise ReportError(Message("cluster.large", size=size), [Message("cluster.at_most", limit=MAX_BYTES)])
    return found
