"""Warm workers from the outside: jobs in, events out, in whatever order they end."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.reports.factory.frames import Event, Failure, Job, receive, send
from spbe_analysis.reports.factory.warm import environment

RESTARTS = 3  # a worker that died takes its children with it; their jobs run again this often
_COMMAND = (sys.executable, "-m", "spbe_analysis.reports.factory.worker")


class ForkPool:
    """One warm worker that forks a child for each job, or for neighbours of one subject.

    Parameters
    ----------
    jobs : int
        How many children run at the same time.
    order : dict, optional
        What to warm; see `warm.warm`.
    """

    def __init__(self, jobs: int, order: dict | None = None) -> None:
        self.jobs, self.order = jobs, order or {}
        self._worker: subprocess.Popen | None = None

    def __enter__(self) -> ForkPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Event]:
        """Do every job; yield its events, the last of each job ``done`` or ``failed``.

        A job whose worker died is begun again by a new worker, so ``started``
        may come twice.
        """
        left = {job.name: job for job in jobs}
        for attempt in range(RESTARTS + 1):
            try:
                yield from self._try(left)
                return
            except (EOFError, BrokenPipeError):
                self.close()
                if attempt == RESTARTS:
                    reason = Message("factory.died", count=RESTARTS + 1)
                    yield from [Event(name, "failed", Failure(reason)) for name in left]
                    return

    def _try(self, left: dict[str, Job]) -> Iterator[Event]:
        worker = self._ready()
        together = groupby(left.values(), key=lambda job: job.subject or job.name)
        waiting, flying = deque(tuple(jobs) for _, jobs in together), list[tuple[Job, ...]]()
        while left:
            while waiting and len(flying) < self.jobs + 1:  # one more than run, so that no child's end leaves a gap
                flying.append(waiting.popleft())
                send(worker.stdin, flying[-1])
            event = receive(worker.stdout)
            if event.kind in ("done", "failed"):
                left.pop(event.job, None)
                flying = [jobs for jobs in flying if any(job.name in left for job in jobs)]
            yield event

    def _ready(self) -> subprocess.Popen:
        if self._worker is None or self._worker.poll() is not None:
            self._worker = start_worker({**self.order, "jobs": self.jobs})
        return self._worker

    def close(self) -> None:
        """End the worker and all its children."""
        if self._worker is not None:
            stop_worker(self._worker)
            self._worker = None


def start_worker(order: dict) -> subprocess.Popen:
    """A warm worker, ready for its first job.

    Raises
    ------
    ReportError
        If it ends before it is ready; what it said is on standard error.
    """
    worker = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    mortal = threading.current_thread() is threading.main_thread()  # Linux means the thread when it says parent
    try:
        send(worker.stdin, {**order, "mortal": mortal})
        receive(worker.stdout)
    except (EOFError, BrokenPipeError) as error:
        code = worker.wait()
        raise ReportError(Message("factory.not_started"), [Message("factory.exit_code", code=code)]) from error
    return worker


def stop_worker(worker: subprocess.Popen) -> None:
    """Close a worker's input, which ends it with its children; kill it if it lingers."""
    for stream in (worker.stdin, worker.stdout):
        try:
            stream.close()
        except OSError:
            pass
    try:
        worker.wait(timeout=10)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
