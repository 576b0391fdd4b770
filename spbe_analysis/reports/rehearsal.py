"""What reports read and draw, gone through once before a worker is forked, so that each report finds it ready."""

from __future__ import annotations

from pathlib import Path


def rehearse(notebooks: list[Path]) -> None:
    """Fill the caches a report would fill: tables, regulations, templates, fonts."""
