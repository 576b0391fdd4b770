"""The same reports on the workers of a Dask scheduler: a warm template on each, finished files back to one place.

The scheduler's workers need the same version of this package installed and
nothing else: notebooks and data travel with the plugin, and each worker keeps
them in its own folder. A report is made in a fork of that worker's warm
template, in a folder of its own; its files come back as bytes and are
published here, by the same code and under the same locks as reports made here.
Tasks are pure, so when a worker is lost the scheduler runs its reports again
elsewhere, and whatever then comes twice is taken once.
"""

from __future__ import annotations

import io
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.collection.processed import version
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.reports.factory.frames import Event, Job
from spbe_analysis.reports.factory.pool import ForkPool
from spbe_analysis.reports.factory.tasks import Failed, Task
from spbe_analysis.reports.factory.warm import order_for
from spbe_analysis.reports.one.inputs import package_hash
from spbe_analysis.reports.one.publish import inside, staged
from spbe_analysis.reports.one.run import RECORD, is_whole

PLUGIN = "spbe-reports"
PATIENCE = "20s"  # for a scheduler to answer
MAX_BYTES = 64 << 20  # one report's files; ours take under one
LOST_LIMIT = 5  # how many workers a report may outlive before it counts as failed
IN_FLIGHT = 4  # reports handed out for each thread of the cluster, so that none waits and few are lost
_SHIPPED = ("data/raw", "data/processed", "data/corrections.csv", "notebooks")


def made_by_cluster(queue: list[Task], root: Path, limits, address: str) -> Iterator[tuple[Task, Failed | None, str]]:
    """Make reports on the cluster at `address`; yield each task as it ends, with its failure or None and its remarks.

    Raises
    ------
    ReportError
        If the cluster cannot be reached, has no worker, or a worker has
        another version of the package.
    """
    from distributed import as_completed

    with _connected(address) as client:
        threads = _ready(client, bundle(), order_for(task.notebook for task in queue))
        waiting, flying = list(reversed(queue)), {}
        settled = as_completed(loop=client.loop)

        def hand_out() -> None:
            while waiting and len(flying) < IN_FLIGHT * threads:
                task = waiting.pop()
                work = {**task.work, "notebook": task.notebook.name, "seed": task.folder}
                job = Job(task.folder, "report", work, limits.cell, limits.run)
                key = f"{PLUGIN}-{id(queue)}-{task.folder}"
                future = client.submit(make_one, job, key=key, pure=False, retries=0)
                flying[future.key] = task
                settled.add(future)

        hand_out()
        for future in settled:
            task = flying.pop(future.key)
            yield task, *_taken(future, task, root)
            future.release()
            hand_out()


def make_one(job: Job) -> dict:
    """Make one report on a worker of the cluster; its files as bytes, or how it failed. Runs there."""
    from distributed import get_worker

    worker = get_worker()
    if not hasattr(worker.plugins.get(PLUGIN), "context"):
        raise ReportError(f"worker {worker.address} is not fit to make reports; its log says why")
    context = worker.plugins[PLUGIN].context
    with tempfile.TemporaryDirectory(dir=context.folder) as folder:
        out = Path(folder) / "report"
        notebook = context.home / "notebooks" / job.work["notebook"]
        for event in context.run(replace(job, work={**job.work, "notebook": str(notebook), "out": str(out)})):
            if event.kind == "failed":
                return {"failure": event.value}
            if event.kind == "done":
                return {"files": _files(out), "remarks": event.value["remarks"]}
    raise ReportError(f"{job.name}: the worker's template told nothing")


class WorkerContext:
    """What one worker of the cluster keeps for its reports: unpacked notebooks and data, and a warm template."""

    def __init__(self, folder: Path, packed: bytes, order: dict) -> None:
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(self.home, filter="data")
        self.order = _at_home(order, self.home)
        self._pools, self._lock = [], threading.Lock()

    def run(self, job: Job) -> Iterator[Event]:
        """Do one job in a fork of a warm template; each thread of the worker has its own."""
        with self._lock:
            pool = self._pools.pop() if self._pools else ForkPool(1, self.order)
        try:
            yield from pool.run([job])
        finally:
            with self._lock:
                self._pools.append(pool)

    def close(self) -> None:
        """End the templates."""
        while self._pools:
            self._pools.pop().close()


def bundle() -> bytes:
    """Notebooks and data of this project as one archive, the same bytes for the same files."""
    home, out = project_root(), io.BytesIO()
    version()  # prepared here, so that no worker has to
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        for name in _SHIPPED:
            archive.add(home / name, arcname=name, filter=lambda entry: None if "/." in entry.name else entry)
    return out.getvalue()


def _plugin(packed: bytes, order: dict, expected: str):
    from distributed import WorkerPlugin

    class Warm(WorkerPlugin):
        """Gives a worker its notebooks, its data and a warm template."""

        name = PLUGIN

        def setup(self, worker) -> None:
            from spbe_analysis.reports.factory.cluster import WorkerContext  # what travels imports where it arrives
            from spbe_analysis.reports.one.inputs import package_hash

            if package_hash() != expected:
                raise ReportError(
                    f"worker {worker.address} has another version of spbe-analysis", advice="Install the same."
                )
            self.context = WorkerContext(
                Path(tempfile.mkdtemp(prefix="spbe-", dir=worker.local_directory)), packed, order
            )

        def teardown(self, worker) -> None:
            self.context.close()

    return Warm()


def _connected(address: str):
    try:
        from distributed import Client
    except ImportError as error:
        raise ReportError("a cluster needs Dask", advice="Install spbe-analysis[cluster].") from error
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise ReportError(f"no Dask scheduler answers at {address}", [str(error)]) from error


def _ready(client, packed: bytes, order: dict) -> int:
    """Register the plugin on every worker, now and later; the number of threads there are."""
    from distributed import TimeoutError as TooLate

    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TooLate as error:
        raise ReportError("the cluster has no worker", advice="Start some: dask worker ADDRESS.") from error
    client.run_on_scheduler(_forgive, LOST_LIMIT)
    plain = {**order, "notebooks": [Path(path).name for path in order["notebooks"]]}
    found = client.register_plugin(_plugin(packed, plain, package_hash()))
    faults = [
        f"{address}: {answer.get('exception') or answer}"
        for address, answer in found.items()
        if answer.get("status") == "error"
    ]
    if faults:
        raise ReportError("the cluster's workers cannot make reports", faults)
    return sum(client.nthreads().values())


def _forgive(count: int, dask_scheduler=None) -> None:
    dask_scheduler.allowed_failures = max(count, dask_scheduler.allowed_failures)


def _at_home(order: dict, home: Path) -> dict:
    """A warm-up order in which notebooks are those that travelled."""
    place = home / "notebooks"
    return {
        **order,
        "home": str(home),
        "path": [entry for entry in sys.path if entry],
        "notebooks": [str(place / name) for name in order["notebooks"]],
    }


def _files(folder: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    size = sum(map(len, found.values()))
    if size > MAX_BYTES:
        raise ReportError(f"the report's files take {size} bytes", [f"at most {MAX_BYTES} travel back"])
    return found


def _taken(future, task: Task, root: Path) -> tuple:
    """Publish what came back; the failure or None, and what the notebook said on standard error."""
    if future.status != "finished":
        error = future.exception() if future.status == "error" else None
        return Failed(task, f"the cluster lost it: {error or future.status}"), ""
    answer = future.result()
    if "failure" in answer:
        return Failed.of(task, answer["failure"]), ""
    try:
        publish_files(answer["files"], root, task.folder)
    except (ReportError, OSError) as error:
        return Failed(task, str(error)), ""
    return None, answer["remarks"]


def publish_files(files: dict[str, bytes], root: Path, folder: str) -> None:
    """Put a report's files in their place in one step, after holding them against their own record."""
    with staged(inside(root, folder)) as place:
        for name in sorted(files, key=lambda name: (name == RECORD, name)):
            path = inside(place, *name.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        if not is_whole(place):
            raise ReportError(f"{folder} did not arrive whole", advice="Run again.")
