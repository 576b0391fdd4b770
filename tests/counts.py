"""How much ``make test`` tries: enough to find the fault; ``make test-full`` tries everything.

``SPBE_FULL`` asks for the full counts of every test, ``SPBE_EVERY`` for every
test with the small counts.
"""

from __future__ import annotations

import os
from typing import TypeVar

FULL = bool(os.environ.get("SPBE_FULL"))
EVERY = FULL or bool(os.environ.get("SPBE_EVERY"))
Number = TypeVar("Number", int, float)
Item = TypeVar("Item")


def cases(full: Number, quick: Number) -> Number:
    """The full count, or the limit that it allows, where ``SPBE_FULL`` is set, the quick one elsewhere."""
    return full if FULL else quick


def few(items: list[Item], count: int) -> list[Item]:
    """So many of the items, spread evenly, the first among them.

    >>> few([1, 2, 3, 4, 5], 2)
    [1, 3]
    """
    count = min(count, len(items))
    return [items[place * len(items) // count] for place in range(count)]
