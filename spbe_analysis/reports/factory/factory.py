"""Every report: what is stale is made, each in a process of its own, and nothing else is touched."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from spbe_analysis.errors import ReportError
from spbe_analysis.reports.factory.cache import BuildState
from spbe_analysis.reports.factory.tasks import Failed, Skipped, Task
from spbe_analysis.reports.one.publish import clear_leftovers, sweep

LOCK = ".reports.lock"


@dataclass
class Outcome:
    """What a run of the factory did."""

    made: list[Task] = field(default_factory=list)
    current: list[Task] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    sampled: list[Task] = field(default_factory=list)
    differing: list[Failed] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether nothing failed and the sample came out the same."""
        return not self.failed and not self.differing


@dataclass(frozen=True)
class Limits:
    """Time limits of one report [s]."""

    cell: float = 120.0
    run: float = 600.0


def stale(
    tasks: Iterable[Task], root: Path, force: bool = False
) -> tuple[list[tuple[Task, str]], list[Task], BuildState]:
    """Reports to make, each with the reason; reports that stand; and the ledger that told them apart."""
    ledger, to_make, current = BuildState(root), [], []
    for task in tasks:
        reason = ledger.reason(task) or ("asked for" if force else "")
        if reason:
            to_make.append((task, reason))
        else:
            current.append(task)
    return to_make, current, ledger


def make(
    tasks: list[Task],
    root: Path,
    jobs: int = 1,
    sample: int = 0,
    force: bool = False,
    limits: Limits = Limits(),
    cluster: str | None = None,
    skipped: Iterable[Skipped] = (),
    progress: Callable[[int, int, Task | None], None] = lambda done, count, task: None,
) -> Outcome:
    """Make every report that is stale; a failure is one failure, and the report that was there stays.

    Parameters
    ----------
    tasks : list of Task
        From `tasks.find_tasks`.
    root : Path
        Folder of the reports. One run at a time writes there.
    jobs : int
        Reports made at the same time.
    sample : int
        How many of the reports made are made again in a cold kernel by
        papermill and compared cell by cell. Which ones follows from their
        content, so that nobody chooses.
    force : bool
        Make also those that stand.
    limits : Limits
        Time limits of a cell and a run.
    cluster : str, optional
        Address of a Dask scheduler whose workers make the reports.
    progress : callable
        Told how many are done, of how many, and which one ended.

    Returns
    -------
    Outcome
        Every task in one of its lists. `Outcome.whole` tells whether all is well.

    Raises
    ------
    ReportError
        If another run is writing to `root`.
    """
    begun, outcome = time.monotonic(), Outcome(skipped=list(skipped))
    with only_writer(root):
        clear_leftovers(root)  # first, for a killed run's last writer may just be putting its report in place
        to_make, outcome.current, ledger = stale(tasks, root, force)
        if to_make:
            queue = telling_first([task for task, _ in to_make])
            if cluster:
                from spbe_analysis.reports.factory.cluster import made_by_cluster as source
            else:
                source = _made_here
            try:
                for done, (task, failure, remarks) in enumerate(
                    source(queue, root, limits, jobs=jobs, address=cluster), 1
                ):
                    _settle(outcome, ledger, task, failure, remarks)
                    if failure:
                        sweep(root / task.folder)
                    progress(done, len(queue), task)
                _sample(outcome, root, sample, jobs, limits)
            finally:
                ledger.save()
        elif tasks:
            ledger.save()
    outcome.seconds = time.monotonic() - begun
    return outcome


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Hold the root folder against every other run; the lock goes when the process does.

    Raises
    ------
    ReportError
        At once, when another run holds it.
    """
    from filelock import FileLock, Timeout

    root.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(root / LOCK, timeout=0):
            yield
    except Timeout as error:
        raise ReportError(
            f"another run is writing to {root}", advice="Wait for it to end, or give another --out."
        ) from error


def _settle(outcome: Outcome, ledger: BuildState, task: Task, failure: Failed | None, remarks: str) -> None:
    if failure is not None:
        outcome.failed.append(failure)
        return
    outcome.made.append(task)
    ledger.record_published(task.folder)
    if remarks:
        outcome.remarks[task.folder] = remarks


def _made_here(queue: list[Task], root: Path, limits: Limits, jobs: int, **_):
    """Make reports on this machine; yield each task as it ends, with its failure or None."""
    from spbe_analysis.reports.factory.frames import Job
    from spbe_analysis.reports.factory.pool import ForkPool
    from spbe_analysis.reports.factory.warm import order_for
    from spbe_analysis.reports.one.publish import inside

    by_name = {task.folder: task for task in queue}
    work = [
        Job(
            task.folder,
            "report",
            {
                "notebook": str(task.notebook),
                "parameters": dict(task.parameters),
                "out": str(inside(root, task.folder)),
                "seed": task.folder,
            },
            limits.cell,
            limits.run,
        )
        for task in queue
    ]
    with ForkPool(jobs, order_for(task.notebook for task in queue)) as pool:
        for event in pool.run(work):
            if event.kind == "done":
                yield by_name[event.job], None, event.value["remarks"]
            elif event.kind == "failed":
                yield (
                    by_name[event.job],
                    Failed(by_name[event.job], event.value.reason, event.value.cell, event.value.detail),
                    "",
                )


def telling_first(queue: list[Task]) -> list[Task]:
    """The same tasks, begun with those on most and on fewest published values: a worker learns most from them."""
    from collections import Counter

    from spbe_analysis.evidence.collection.processed import rows_of, version

    counts = Counter(row["institution"] for row in rows_of(version(), "published"))
    ranked = sorted(queue, key=lambda task: (counts[task.institution], task.folder))
    first = {task.folder: task for task in (ranked[-1], ranked[0])}
    return [*first.values(), *(task for task in queue if task.folder not in first)]


def _sample(outcome: Outcome, root: Path, count: int, jobs: int, limits: Limits) -> None:
    """Make a few of the new reports again in a cold kernel and compare."""
    from spbe_analysis.presentation.text.wording import say
    from spbe_analysis.reports.factory.frames import Job
    from spbe_analysis.reports.factory.pool import ForkPool
    from spbe_analysis.reports.factory.warm import THREAD_VARIABLES

    chosen = sorted(outcome.made, key=lambda task: _draw(root / task.folder))[:count]
    if not chosen:
        return
    unset = [name for name in (*THREAD_VARIABLES, "PYTHONHASHSEED", "MPLBACKEND") if name not in os.environ]
    work = [
        Job(
            task.folder,
            "rerun_in_new_kernel",
            {
                "notebook": str(task.notebook),
                "parameters": dict(task.parameters),
                "folder": str(root / task.folder),
                "environment": dict(os.environ),
                "unset": unset,
            },
            limits.run,
            limits.run,
        )
        for task in chosen
    ]
    by_name = {task.folder: task for task in chosen}
    with ForkPool(min(jobs, len(work)), {"bare": True}) as pool:  # nothing warm, nothing shared
        for event in pool.run(work):
            task = by_name[event.job]
            if event.kind == "failed":
                outcome.differing.append(Failed(task, event.value.reason, event.value.cell, event.value.detail))
            elif event.kind == "done" and event.value:
                outcome.differing.append(
                    Failed(task, say("factory.sample_differs", "en", cells="; ".join(event.value)))
                )
            elif event.kind == "done":
                outcome.sampled.append(task)


def _draw(folder: Path) -> str:
    """A number by chance that follows from what was made."""
    return hashlib.sha256((folder / "run.json").read_bytes()).hexdigest()
