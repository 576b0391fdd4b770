"""Every report: what is stale is made, and nothing else is touched.

Each subject has a process of its own, which makes its languages one after
another: no report can show the figures of another institution.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.reports.factory.cache import BuildState
from spbe_analysis.reports.factory.frames import Job
from spbe_analysis.reports.factory.pool import ForkPool
from spbe_analysis.reports.factory.tasks import Failed, Skipped, Task
from spbe_analysis.reports.factory.warm import THREAD_VARIABLES, order_for
from spbe_analysis.reports.one.publish import clear_leftovers, inside, sweep

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
    left_out: dict[str, Message] = field(default_factory=dict)  # workers of the cluster that were not used, and why
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


@dataclass(frozen=True)
class BuildPlan:
    """Reports to make, each with the reason; reports that stand; and the state that tells them apart."""

    to_make: list[tuple[Task, Message]]
    current: list[Task]
    state: BuildState

    @classmethod
    def of(cls, tasks: Iterable[Task], root: Path, force: bool = False) -> BuildPlan:
        """The plan for a folder of reports; `force` makes also those that stand."""
        plan = cls([], [], BuildState(root))
        for task in tasks:
            reason = plan.state.reason(task) or (Message("reason.asked") if force else None)
            if reason:
                plan.to_make.append((task, reason))
            else:
                plan.current.append(task)
        return plan


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
        If another run is writing to `root`, or the cluster is lost; what was made then stands.
    """
    begun, outcome = time.monotonic(), Outcome(skipped=list(skipped))
    with only_writer(root):
        clear_leftovers(root)  # first, for a killed run's last writer may just be putting its report in place
        plan = BuildPlan.of(tasks, root, force)
        outcome.current = plan.current
        if plan.to_make:
            queue = telling_first([task for task, _ in plan.to_make])
            if cluster:
                from spbe_analysis.reports.factory.cluster import made_by_cluster

                ended = made_by_cluster(queue, root, limits, cluster, outcome.left_out)
            else:
                ended = _made_here(queue, root, limits, jobs)
            try:
                for done, (task, failure, remarks) in enumerate(ended, 1):
                    if failure:
                        outcome.failed.append(failure)
                        sweep(root / task.folder)
                    else:
                        outcome.made.append(task)
                        plan.state.record_published(task.folder)
                        outcome.remarks |= {task.folder: remarks} if remarks else {}
                    progress(done, len(queue), task)
                _sample(outcome, root, sample, jobs, limits)
            except KeyboardInterrupt:
                ended.close()  # ends the workers, which may have been writing
                clear_leftovers(root)
                raise
            finally:
                plan.state.save()
        elif tasks:
            plan.state.save()
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
        raise ReportError(Message("factory.locked", root=root), advice=Message("factory.wait")) from error


def _made_here(queue: list[Task], root: Path, limits: Limits, jobs: int) -> Iterator[tuple[Task, Failed | None, str]]:
    """Make reports on this machine; yield each task as it ends, with its failure or None and its remarks."""

    def job(task: Task) -> Job:
        work = {**task.work, "out": str(inside(root, task.folder)), "seed": task.folder}
        return Job(task.folder, "report", work, limits.cell, limits.run, subject=task.subject)

    with ForkPool(jobs, order_for(task.notebook for task in queue)) as pool:
        for task, failure, report in _ended(pool, queue, job):
            yield task, failure, report["remarks"] if report else ""


def _ended(
    pool: ForkPool, tasks: list[Task], job: Callable[[Task], Job]
) -> Iterator[tuple[Task, Failed | None, object]]:
    """Do one job for each task; yield each as it ends, with its failure or what the job gave."""
    by_name = {task.folder: task for task in tasks}
    for event in pool.run(map(job, tasks)):
        if event.kind == "done":
            yield by_name[event.job], None, event.value
        elif event.kind == "failed":
            yield by_name[event.job], Failed.of(by_name[event.job], event.value), None


def telling_first(queue: list[Task]) -> list[Task]:
    """The same tasks, begun with those on most and on fewest published values: a worker learns most from them."""
    from collections import Counter

    from spbe_analysis.evidence.collection.processed import rows_of, version

    counts = Counter(row["institution"] for row in rows_of(version(), "published"))
    ranked = sorted(queue, key=lambda task: (counts[task.institution], task.folder))
    first = {task.subject: place for place, task in enumerate((ranked[-1], ranked[0]))}
    return sorted(queue, key=lambda task: first.get(task.subject, len(first)))


def _sample(outcome: Outcome, root: Path, count: int, jobs: int, limits: Limits) -> None:
    """Make a few of the new reports again in a cold kernel and compare."""
    chosen = sorted(outcome.made, key=lambda task: _draw(root / task.folder))[:count]
    if not chosen:
        return
    unset = [name for name in (*THREAD_VARIABLES, "PYTHONHASHSEED", "MPLBACKEND") if name not in os.environ]
    settings = {"environment": dict(os.environ), "unset": unset}

    def job(task: Task) -> Job:
        work = {**task.work, "folder": str(root / task.folder), **settings}
        return Job(task.folder, "rerun_in_new_kernel", work, limits.run, limits.run)

    with ForkPool(min(jobs, len(chosen)), {"bare": True}) as pool:  # nothing warm, nothing shared
        for task, failure, differences in _ended(pool, chosen, job):
            if differences:
                failure = Failed(task, say("factory.sample_differs", "en", cells="; ".join(differences)))
            if failure:
                outcome.differing.append(failure)
            else:
                outcome.sampled.append(task)


def _draw(folder: Path) -> str:
    """A number by chance that follows from what was made."""
    return hashlib.sha256((folder / "run.json").read_bytes()).hexdigest()
