"""The warm worker: a process that has imported everything once and is forked for each report.

``python -m spbe_analysis.reports.factory.worker`` reads jobs on standard input and
writes frames on standard output, each a pickle behind its length. It warms
itself, then forks one child for each job, or for those that say the same in
several languages, at most as many at once as it was told; children share what
has been imported and read, end with `os._exit`, and take nothing from one
another. A child that passes its time limit is ended with everything it
started. When the reader of the frames goes away, so does the worker with all
its children.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from spbe_analysis.message import Message
from spbe_analysis.reports.factory.frames import Event, Failure, Job, receive, send, take_frames

MEMORY_BYTES = 6 << 30  # address space a job may have; a report of ours takes under one
PREWARM_SECONDS = 15.0  # a first job that takes longer has others run beside it
_SELDOM = (100_000, 50, 100)  # a report is over before its garbage matters
_DIE_WITH_PARENT = 1  # Linux: prctl(PR_SET_PDEATHSIG, signal)


@dataclass
class _Child:
    jobs: deque[Job]  # the first is being done
    pid: int
    pipe: int
    begun: float
    cell_begun: float | None = None
    cell: int | None = None
    reason: str = ""
    held: bytearray = field(default_factory=bytearray)
    told: int = 0  # jobs that have ended

    def deadline(self) -> float:
        whole = self.begun + self.jobs[0].run_seconds
        return whole if self.cell_begun is None else min(whole, self.cell_begun + self.jobs[0].cell_seconds)

    def next_job(self) -> None:
        """One job has ended; the limits of the next begin."""
        self.jobs.popleft()
        self.begun, self.cell, self.cell_begun, self.told = time.monotonic(), None, None, self.told + 1


class Server:
    """Forks a child for jobs that belong together and passes on what the children tell."""

    def __init__(
        self,
        jobs: int,
        reader: int,
        writer,
        warm: Callable[[tuple[str, ...]], None],
        prewarm: Callable[[Job], None],
        prewarm_jobs: int,
    ) -> None:
        self.limit, self.reader, self.writer, self.warm = jobs, reader, writer, warm
        self.prewarm, self.prewarm_jobs = prewarm, prewarm_jobs
        self.waiting: deque[tuple[Job, ...]] = deque()
        self.children: dict[int, _Child] = {}
        self.held, self.open = bytearray(), True
        self.selector = selectors.DefaultSelector()
        self.selector.register(reader, selectors.EVENT_READ)

    def serve(self) -> None:
        """Work until the input ends; children still running then are ended."""
        try:
            while self.open:
                while self.waiting and len(self.children) < self._room():
                    self._start(self.waiting.popleft())
                for key, _ in self.selector.select(self._patience()):
                    self._read_jobs() if key.fd == self.reader else self._read_child(self.children[key.fd])
                self._end_overdue()
        finally:
            for child in self.children.values():
                _end_group(child.pid)

    def _room(self) -> int:
        """One child while prewarming, otherwise the limit."""
        young = any(time.monotonic() < child.begun + PREWARM_SECONDS for child in self.children.values())
        return 1 if self.prewarm_jobs and (young or not self.children) else self.limit

    def _patience(self) -> float | None:
        ends = [child.deadline() for child in self.children.values() if child.jobs and not child.reason]
        if self.prewarm_jobs and self.waiting:
            now = time.monotonic()
            ends += [end for child in self.children.values() if (end := child.begun + PREWARM_SECONDS) > now]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _read_jobs(self) -> None:
        data = os.read(self.reader, 1 << 16)
        self.open = bool(data)
        self.held += data
        self.waiting.extend(take_frames(self.held))

    def _start(self, jobs: tuple[Job, ...]) -> None:
        for job in jobs:
            self.warm(job.modules)
        ours, theirs = os.pipe()
        sys.stderr.flush()
        me = os.getpid()
        pid = os.fork()
        if pid == 0:
            _be_child(jobs, theirs, me, {self.reader, ours, self.writer.fileno(), *self.children}, self.selector)
        os.close(theirs)
        self.children[ours] = _Child(deque(jobs), pid, ours, time.monotonic())
        self.selector.register(ours, selectors.EVENT_READ)
        send(self.writer, Event(jobs[0].name, "started", pid))

    def _read_child(self, child: _Child) -> None:
        data = os.read(child.pipe, 1 << 20)
        child.held += data
        for event in take_frames(child.held):
            if event.kind == "cell":
                child.cell, child.cell_begun = event.value, time.monotonic()
            send(self.writer, event)
            if event.kind in ("done", "failed"):
                self._next_job(child, well=event.kind == "done")
        if not data:
            self._bury(child)

    def _next_job(self, child: _Child, well: bool) -> None:
        job, first = child.jobs[0], not child.told
        child.next_job()
        if child.jobs:
            send(self.writer, Event(child.jobs[0].name, "started", child.pid))
        if first and self.prewarm_jobs:
            self.prewarm_jobs -= 1
            if well:
                self.prewarm(job)  # it went well in a child, so it may be gone through here

    def _bury(self, child: _Child) -> None:
        _end_group(child.pid)  # whatever the job started and left behind
        _, status = os.waitpid(child.pid, 0)
        self.selector.unregister(child.pipe)
        os.close(child.pipe)
        del self.children[child.pipe]
        if child.jobs:
            reason = child.reason or Message("factory.ended_early", why=_how(status))
            failed = child.jobs.popleft()
            send(self.writer, Event(failed.name, "failed", Failure(reason, child.cell, overdue=bool(child.reason))))
        if child.jobs:  # not begun
            self.waiting.appendleft(tuple(child.jobs))

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for child in self.children.values():
            if child.jobs and not child.reason and now >= child.deadline():
                job = child.jobs[0]
                whole = now >= child.begun + job.run_seconds
                limit = job.run_seconds if whole else job.cell_seconds
                child.reason = Message("factory.long_run" if whole else "factory.long_cell", limit=limit)
                _end_group(child.pid)


def _be_child(jobs: tuple[Job, ...], pipe: int, parent: int, foreign: set[int], selector) -> None:
    """The life of a child: own group, own limits, its jobs in turn, no clean-up of the parent's things."""
    from spbe_analysis.reports.factory.rehearsal import left_as_found

    code = 1
    try:
        os.setsid()
        _die_with_parent(parent)
        selector.close()
        for number in foreign:
            os.close(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _limit_memory()
        gc.set_threshold(*_SELDOM)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        with os.fdopen(pipe, "wb") as stream:
            for job in jobs[:-1]:
                with left_as_found():
                    perform(job, stream)
            perform(jobs[-1], stream)
            code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def perform(job: Job, stream) -> None:
    """Do one job in this process and write what it tells as frames, the last one ``done`` or ``failed``."""
    from spbe_analysis.reports.factory.jobs import KINDS, failure

    def tell(kind: str, value: object = None) -> None:
        if pid == os.getpid():  # a fork of the notebook's own has no say
            send(stream, Event(job.name, kind, value))

    pid = os.getpid()
    try:
        _seed(job)
        result = KINDS[job.kind](job.work, tell)
    except BaseException as error:
        if pid != os.getpid():
            os._exit(1)
        tell("failed", failure(error))
    else:
        tell("done", result)


def _seed(job: Job) -> None:
    """The same chance for the same job, whoever runs it and whatever ran before."""
    import random
    from zlib import crc32

    seed = crc32(str(job.work.get("seed", job.name)).encode())
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed)


def _limit_memory() -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent(parent: int) -> None:
    import ctypes

    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    except (OSError, TypeError, AttributeError):
        return  # elsewhere the parent's own clean-up has to do
    if os.getppid() != parent:  # it died before it was asked
        os._exit(1)


def _end_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def _how(status: int) -> str:
    return (
        signal.Signals(os.WTERMSIG(status)).name
        if os.WIFSIGNALED(status)
        else Message("factory.code", code=os.WEXITSTATUS(status))
    )


def lean_start() -> None:
    """Spare the imports that follow the grammar of internationalised web addresses.

    jsonschema, which reads notebooks' format, loads rfc3987-syntax where it is
    installed, and that builds a grammar for two seconds; no rule of the format
    uses it. To be called by a program of ours before it imports anything, never
    by a module, for it holds in the whole process.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def main() -> None:
    """Serve: the first frame says how many at once and what to warm."""
    parent = os.getppid()  # not what the other side says it is: something may stand between
    lean_start()
    from spbe_analysis.reports.factory.rehearsal import prewarm
    from spbe_analysis.reports.factory.warm import one_thread_only, warm, warm_modules

    reader, writer = os.dup(0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed meanwhile is no frame
    with os.fdopen(os.open(os.devnull, os.O_RDONLY), "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked decides
    try:
        order = receive(os.fdopen(reader, "rb", buffering=0, closefd=False))
    except EOFError:
        os._exit(0)
    if order.get("mortal"):
        _die_with_parent(parent)
    if not order.get("bare"):
        warm(order)
    one_thread_only()
    send(writer, Event("", "ready"))
    try:
        Server(order["jobs"], reader, writer, warm_modules, prewarm, order.get("prewarm", 0)).serve()
    except BrokenPipeError:
        pass  # the one who asked is gone
    os._exit(0)


if __name__ == "__main__":
    from spbe_analysis.reports.factory import worker  # so that frames name this module, not ``__main__``

    worker.main()
