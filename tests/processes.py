"""Processes of a run, for tests that end one from outside."""

from __future__ import annotations

import time
from pathlib import Path


def still_running(mark: str, seconds: float, where: str = "cmdline") -> list[str]:
    """Processes with `mark` in their command line, or in the environment they began with, after at most `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = [place.name for place in Path("/proc").glob("[0-9]*") if _holds(place / where, mark.encode())]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


def _holds(told: Path, mark: bytes) -> bool:
    try:
        return mark in told.read_bytes()
    except OSError:  # the process has ended, or is somebody else's
        return False
