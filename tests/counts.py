"""How often a test tries: often enough to find the fault in ``make test``, the full count in ``make test-full``."""

from __future__ import annotations

import os
from typing import TypeVar

FULL = bool(os.environ.get("SPBE_FULL"))
Number = TypeVar("Number", int, float)


def cases(full: Number, quick: Number) -> Number:
    """The full count, or the limit that it allows, where ``SPBE_FULL`` is set, the quick one elsewhere."""
    return full if FULL else quick
