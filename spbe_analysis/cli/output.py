"""How a verb answers: JSON on standard output, with exact values as decimal numbers."""

from __future__ import annotations

import json
from fractions import Fraction


def print_json(answer: object) -> None:
    """Write `answer` as JSON; fractions become decimal numbers good to 1e-9."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain))


def decimal(value: Fraction | None) -> float | None:
    """A fraction as the nearest decimal number for JSON."""
    return None if value is None else float(value)


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, (set, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
