"""How often a test tries: often enough to find the fault in ``make test``, the full count in ``make test-full``."""

from __future__ import annotations

import os

FULL = bool(os.environ.get("SPBE_FULL"))


def cases(full: int, quick: int) -> int:
    """The full count where ``SPBE_FULL`` is set, the quick one elsewhere."""
    return full if FULL else quick
