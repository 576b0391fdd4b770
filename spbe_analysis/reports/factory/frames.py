"""What passes between a warm worker and those who give it work: jobs, events, and frames on a pipe."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass

RUN_SECONDS = 900.0  # a whole run; the slowest cold run of ours takes seconds
CELL_SECONDS = 300.0
_HEAD = struct.Struct("!Q")


@dataclass(frozen=True)
class Job:
    """One thing to be done.

    ``kind`` is one of `jobs.KINDS`; ``work`` is what its function gets; limits are
    in seconds; ``modules`` are imported before the fork. Neighbours of one
    ``subject`` share a process, in which the later ones find what the first
    reckoned; without a subject a job has a process of its own.
    """

    name: str
    kind: str
    work: dict
    cell_seconds: float = CELL_SECONDS
    run_seconds: float = RUN_SECONDS
    modules: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class Event:
    """News of a job: ``started``, ``cell`` (a cell begins), ``frame``, ``done`` or ``failed``."""

    job: str
    kind: str
    value: object = None


@dataclass(frozen=True)
class Failure:
    """How a job failed: in one line, where (cell or None), its traceback if there is one, and whether it ran out of time."""

    reason: str
    cell: int | None = None
    detail: str = ""
    overdue: bool = False


def send(stream, value: object) -> None:
    """Write one frame."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_HEAD.pack(len(data)) + data)
    stream.flush()


def take_frames(held: bytearray) -> list:
    """Cut every complete frame off the front of what has been read."""
    found = []
    while len(held) >= _HEAD.size:
        (size,) = _HEAD.unpack_from(held)
        if len(held) < _HEAD.size + size:
            break
        found.append(pickle.loads(held[_HEAD.size : _HEAD.size + size]))
        del held[: _HEAD.size + size]
    return found


def receive(stream) -> object:
    """Read one frame and not a byte more; `EOFError` when the other side has gone."""

    def exactly(size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = stream.read(size - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    return pickle.loads(exactly(_HEAD.unpack(exactly(_HEAD.size))[0]))
