"""The same reports on the workers of a Dask scheduler: a warm template on each, finished files back to one place.

Every machine of the cluster needs the same version of this package and of what
it needs, and nothing else: notebooks and data travel to each worker. A report
is made in a fork of that worker's warm template, in a folder of its own; its
files come back as bytes and are published here, by the same code and under the
same locks as reports made here.

A failure of the place is no failure of the report. Each report is handed to
one worker that has said it is equal to us; from a worker that is lost, silent
or paused it is taken back and handed to another, and whatever then comes twice
is taken once. A report that fails is tried on a second worker; if that one
makes it, the first is left out. Every wait has an end.
"""

from __future__ import annotations

import io
import logging
import queue
import tarfile
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.collection.processed import version
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.message import Message
from spbe_analysis.reports.factory.frames import Job
from spbe_analysis.reports.factory.station import make_one, prepare, release
from spbe_analysis.reports.factory.tasks import Failed, Task
from spbe_analysis.reports.factory.warm import order_for
from spbe_analysis.reports.one.inputs import installed, package_hash
from spbe_analysis.reports.one.publish import inside, staged
from spbe_analysis.reports.one.run import RECORD, is_whole

PATIENCE = 20.0  # [s] for a scheduler to answer, and for a worker to come where there is none
SILENCE = 30.0  # [s] without a sign of life, or paused, after which a worker's reports go elsewhere
PREPARATION = 120.0  # [s] for a worker to take notebooks and data
LOOK = 1.0  # [s] between two looks at the cluster
LOST_LIMIT = 5  # how often a report is taken back before it counts as failed
IN_FLIGHT = 2  # reports handed out for each thread of a worker, so that none waits and few are lost
_SHIPPED = ("data", "notebooks")


@dataclass
class _Station:
    """What is known of one worker, and the reports it holds."""

    threads: int
    seen: float  # the scheduler's word on when it last heard of it
    well: float  # when, by our clock, it last was alive and not paused
    fit: bool = False
    asked: float | None = None
    out: Message | None = None
    held: set[str] = field(default_factory=set)


@dataclass
class _Flight:
    task: Task
    address: str
    future: Any
    begun: float


def made_by_cluster(
    tasks: list[Task], root: Path, limits, address: str, left_out: dict[str, Message]
) -> Iterator[tuple[Task, Failed | None, str]]:
    """Make reports on the cluster at `address`; yield each task as it ends, with its failure or None and its remarks.

    Workers that could not be used are written into `left_out`, each with the reason.

    Raises
    ------
    ReportError
        If the cluster cannot be reached or is lost, or has no worker that fits.
    """
    with _quiet(), _connected(address) as client:
        run = _Run(client, tasks, root, limits, address, left_out)
        try:
            yield from run.reports()
        finally:
            run.leave()


class _Run:
    """One run's reports: which wait, which are where, what each worker is good for."""

    def __init__(self, client, tasks: list[Task], root: Path, limits, address: str, left_out: dict) -> None:
        self.client, self.root, self.limits, self.address, self.left_out = client, root, limits, address, left_out
        self.token = uuid.uuid4().hex
        order = order_for(task.notebook for task in tasks)
        plain = {**order, "notebooks": [Path(path).name for path in order["notebooks"]]}
        self.versions = installed()
        self.about = (self.token, bundle(), plain, package_hash(), self.versions)
        self.waiting, self.count, self.made = deque(tasks), len(tasks), 0
        self.stations: dict[str, _Station] = {}
        self.flying: dict[str, _Flight] = {}
        self.asked: dict[str, tuple] = {}
        self.ended: queue.SimpleQueue = queue.SimpleQueue()
        self.faults: dict[str, dict[str, Failed]] = {}  # by report and worker
        self.lost: Counter[str] = Counter()
        self.looked, self.served = 0.0, time.monotonic()

    def reports(self) -> Iterator[tuple[Task, Failed | None, str]]:
        """Every report as it ends."""
        while self.waiting or self.flying:
            if time.monotonic() - self.looked >= LOOK:
                self._look()
                yield from self._given_up()
            self._hand_out()
            with suppress(queue.Empty):
                future = self.ended.get(timeout=LOOK)
                yield from self._ended(future)

    def _look(self) -> None:
        """See which workers there are and how they are; take back what is held by those that are not well."""
        from distributed import TimeoutError as TooLate

        try:
            if self.client.status != "running":
                raise OSError
            found = self.client.sync(self.client.scheduler.identity, callback_timeout=PATIENCE)["workers"]
        except (OSError, TooLate) as error:
            raise ReportError(
                Message("cluster.lost", address=self.address, **self._counts()), advice=Message("cluster.again")
            ) from error
        now = self.looked = time.monotonic()
        for address, about in found.items():
            station = self.stations.get(address)
            if station is None:
                station = self.stations[address] = _Station(about["nthreads"], about["last_seen"], now)
                self._ask(address, station)
            if about["last_seen"] != station.seen and about.get("status", "running") == "running":
                station.well = now
            station.seen = about["last_seen"]
        for address in [*self.stations.keys() - found.keys()]:
            self._take_back(address)
            del self.stations[address]
        for address, station in self.stations.items():
            overdue = any(now - self.flying[key].begun > self._patience() for key in station.held)
            unheard = station.asked is not None and now - station.asked > PREPARATION
            if overdue or unheard:
                self._leave_out(address, Message("cluster.overdue"))
            elif now - station.well > SILENCE:
                self._take_back(address)
                self.left_out.setdefault(address, Message("cluster.silent", seconds=int(SILENCE)))
        self._refuse_where_nobody_is(now)

    def _refuse_where_nobody_is(self, now: float) -> None:
        stations = self.stations.values()
        if any(self._usable(station) for station in stations):
            self.served = now
            return
        asked = any(station.asked is not None and now - station.well <= SILENCE for station in stations)
        hopeless = stations and all(station.out for station in stations)
        if hopeless or (not asked and now - self.served > PATIENCE):
            reasons = [Message("cluster.worker", address=one, why=why) for one, why in self.left_out.items()]
            key = "cluster.unfit" if reasons else "cluster.empty"
            raise ReportError(Message(key, address=self.address, **self._counts()), reasons, Message("cluster.equal"))

    def _ask(self, address: str, station: _Station) -> None:
        """Have a worker say what it has installed and, if it is equal, take notebooks and data."""
        station.fit, station.asked = False, time.monotonic()
        future = self._submit(f"ask-{uuid.uuid4().hex}", address, prepare, *self.about)
        self.asked[future.key] = address, future

    def _submit(self, key: str, address: str, function, *words):
        future = self.client.submit(
            function, *words, key=f"spbe-{self.token}-{key}", workers=[address], pure=False, retries=0
        )
        future.add_done_callback(self.ended.put)
        return future

    def _hand_out(self) -> None:
        """Give reports to workers with room: those tried before first, and nothing new to a worker under suspicion."""
        suspects = {address for faults in self.faults.values() for address in faults}
        stations = {address: one for address, one in self.stations.items() if self._usable(one)}
        if len(stations) == 1:
            suspects = set()
        for task in sorted(self.waiting, key=lambda task: task.folder not in self.faults):
            free = {address: one for address, one in stations.items() if len(one.held) < IN_FLIGHT * one.threads}
            if not free:
                return
            tried = self.faults.get(task.folder, {})
            places = [one for one in free if one not in tried and (tried or one not in suspects)]
            if places:
                address = min(places, key=lambda one: len(free[one].held) / free[one].threads)
                self.waiting.remove(task)
                self._give(task, address)

    def _give(self, task: Task, address: str) -> None:
        work = {**task.work, "notebook": task.notebook.name, "seed": task.folder}
        job = Job(task.folder, "report", work, self.limits.cell, self.limits.run)
        future = self._submit(f"{uuid.uuid4().hex}-{task.folder}", address, make_one, self.token, job)
        self.flying[future.key] = _Flight(task, address, future, time.monotonic())
        self.stations[address].held.add(future.key)

    def _ended(self, future) -> Iterator[tuple[Task, Failed | None, str]]:
        """Take in whatever a worker answered; an answer that is no longer waited for is dropped."""
        flight = self.flying.get(future.key)
        if flight is None:
            self._answered(future)
            return
        answer, why = _answer(future)
        task, address = self._landed(future.key), flight.address
        if answer is None and not why:  # the worker is lost with its answer, or the scheduler is; a look will tell
            self._again(task)
            self.looked = 0.0
            return
        if answer and answer.get("unprepared"):  # the same address, a new process
            self._again(task)
            if station := self.stations.get(address):
                self._ask(address, station)
            return
        failed = Failed(task, why) if answer is None else None
        if answer and "failure" in answer:
            failed = Failed.of(task, answer["failure"])
        elif answer:
            try:
                publish_files(answer["files"], self.root, task.folder)
            except ReportError as error:
                failed = Failed(task, str(error))
            except OSError as error:
                yield self._done(task, Failed(task, str(error)), "")
                return
        if failed:
            self.faults.setdefault(task.folder, {})[address] = failed
            self.waiting.appendleft(task)
            yield from self._given_up()
            return
        for other, fault in self.faults.get(task.folder, {}).items():
            self._leave_out(other, Message("cluster.failing", folder=task.folder, why=fault.reason))
        yield self._done(task, None, answer["remarks"])

    def _answered(self, future) -> None:
        """Take in what a worker said of itself."""
        address, _ = self.asked.pop(future.key, ("", None))
        station = self.stations.get(address)
        if station is None or station.asked is None or future.status == "cancelled":
            return
        differing, why = _answer(future)
        station.asked, station.fit = None, differing == []
        if station.fit:
            self.left_out.pop(address, None)
        elif differing:
            parts = [
                Message("cluster.version", name=name, wanted=wanted, found=found)
                if found
                else Message("cluster.missing", name=name)
                for name, wanted, found in differing
                if name
            ]
            self._leave_out(address, Message("cluster.differs", parts=tuple(parts or [Message("cluster.package")])))
        else:
            lacking = "No module named 'spbe_analysis" in why
            name = "spbe-analysis"
            self._leave_out(
                address, Message("cluster.missing", name=name) if lacking else Message("cluster.unable", why=why)
            )

    def _given_up(self) -> Iterator[tuple[Task, Failed | None, str]]:
        """Reports that failed on every worker they can be tried on, or on two, or were lost too often."""
        well = {address for address, one in self.stations.items() if self._usable(one) or one.asked is not None}
        for task in list(self.waiting):
            tried = self.faults.get(task.folder, {})
            if len(tried) > 1 or (tried and not well - tried.keys()):
                self.waiting.remove(task)
                yield self._done(task, next(iter(tried.values())), "")
            elif self.lost[task.folder] > LOST_LIMIT:
                self.waiting.remove(task)
                why = Message("cluster.taken_back", count=self.lost[task.folder])
                yield self._done(task, Failed(task, why), "")

    def _done(self, task: Task, failed: Failed | None, remarks: str) -> tuple[Task, Failed | None, str]:
        self.faults.pop(task.folder, None)
        self.made += failed is None
        self.count -= 1
        return task, failed, remarks

    def _landed(self, key: str) -> Task:
        flight = self.flying.pop(key)
        if station := self.stations.get(flight.address):
            station.held.discard(key)
        flight.future.release()
        return flight.task

    def _again(self, task: Task) -> None:
        self.lost[task.folder] += 1
        self.waiting.appendleft(task)

    def _take_back(self, address: str) -> None:
        """Hand the reports of a worker that is gone or not well to others."""
        for key in list(self.stations[address].held):
            self._again(self._landed(key))

    def _leave_out(self, address: str, why: Message) -> None:
        self.left_out[address] = why
        if station := self.stations.get(address):
            station.out, station.asked = why, None
            self._take_back(address)

    def _usable(self, station: _Station) -> bool:
        return station.fit and not station.out and time.monotonic() - station.well <= SILENCE

    def _patience(self) -> float:
        return IN_FLIGHT * self.limits.run + SILENCE

    def _counts(self) -> dict[str, int]:
        return {"made": self.made, "left": self.count}

    def leave(self) -> None:
        """Have the workers clear what they keep of this run; whoever does not answer soon is not waited for."""
        for key in list(self.flying):
            self._landed(key)
        if self.client.status != "running":
            return
        from distributed import fire_and_forget

        self.ended = queue.SimpleQueue()
        asked = [
            self._submit(f"leave-{address}", address, release, self.token)
            for address, station in self.stations.items()
            if station.fit and time.monotonic() - station.well <= SILENCE
        ]
        fire_and_forget(asked)
        with suppress(queue.Empty):
            for _ in asked:
                self.ended.get(timeout=5)


def bundle() -> bytes:
    """Notebooks and data of this project as one archive, the same bytes for the same files."""
    home, out = project_root(), io.BytesIO()
    version()  # prepared here, so that no worker has to
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        for name in _SHIPPED:
            archive.add(home / name, arcname=name, filter=lambda entry: None if "/." in entry.name else entry)
    return out.getvalue()


@contextmanager
def _connected(address: str):
    try:
        from distributed import Client
    except ImportError as error:
        raise ReportError(Message("cluster.dask"), advice=Message("cluster.install")) from error
    client = Client.__new__(Client)  # in hand before it connects: one that could not must not try to close later
    try:
        Client.__init__(client, address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        client.status = "closed"
        raise ReportError(Message("cluster.no_answer", address=address), [str(error)]) from error
    try:
        yield client
    finally:
        with suppress(Exception):  # what is lost cannot be closed, and has been told
            client.close(timeout=5)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log lines of other libraries from the reader: what matters in them is said in our own words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _answer(future) -> tuple:
    """What a worker answered, or None and why it could not."""
    from distributed import TimeoutError as TooLate

    try:
        if future.status == "cancelled":
            return None, ""
        if future.status == "error":
            error = future.exception(timeout=SILENCE)
            return None, f"{type(error).__name__}: {error}"
        return future.result(timeout=SILENCE), ""
    except (OSError, TooLate):
        return None, ""
    except Exception as error:  # whatever cannot be read here was written there
        return None, f"{type(error).__name__}: {error}"


def publish_files(files: dict[str, bytes], root: Path, folder: str) -> None:
    """Put a report's files in their place in one step, after holding them against their own record."""
    with staged(inside(root, folder)) as place:
        for name in sorted(files, key=lambda name: (name == RECORD, name)):
            path = inside(place, *name.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        if not is_whole(place):
            raise ReportError(Message("cluster.not_whole", folder=folder), advice=Message("advice.again"))
