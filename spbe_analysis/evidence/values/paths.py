"""Where the project's own folders lie."""

from __future__ import annotations

import os
from pathlib import Path

from spbe_analysis.errors import EvidenceError


def project_root() -> Path:
    """The folder that holds ``data/raw``: ``SPBE_HOME``, the checkout, or a parent of where one stands.

    Raises
    ------
    EvidenceError
        If none of them holds ``data/raw``.
    """
    named = os.environ.get("SPBE_HOME")
    places = [Path(named)] if named else [Path(__file__).resolve().parents[3], Path.cwd(), *Path.cwd().parents]
    for place in places:
        if (place / "data" / "raw").is_dir():
            return place.resolve()
    raise EvidenceError(
        "the project's data are not here",
        [f"no data/raw in {place}" for place in places],
        "Run inside the project's checkout, or set SPBE_HOME to it.",
    )
