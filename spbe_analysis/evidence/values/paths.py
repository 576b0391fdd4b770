"""Where the project's own folders lie."""

from __future__ import annotations

import os
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import Message

_PACKAGE = Path(__file__).resolve().parents[2]
SHIPPED = _PACKAGE / "shipped"  # what an installed package carries: data, notebooks, guide
_MARK = Path("data", "raw", "register")  # no other project has this folder


def project_root() -> Path:
    """The folder that holds ``data`` and ``notebooks``.

    ``SPBE_HOME`` where it is set; else the checkout one stands in; else the
    checkout this package was started from; else what the package carries.

    Raises
    ------
    EvidenceError
        If none of them holds the collection.
    """
    named = os.environ.get("SPBE_HOME")
    places = [Path(named)] if named else [*(Path.cwd() / "-").parents, _PACKAGE.parent, SHIPPED]
    for place in places:
        if (place / _MARK).is_dir():
            return place.resolve()
    raise EvidenceError(
        Message("store.no_project"),
        [Message("store.no_mark", mark=_MARK.as_posix(), folder=str(place)) for place in places],
        Message("advice.project"),
    )


def is_shipped(folder: Path) -> bool:
    """Whether a folder belongs to the installed package, where nothing is written."""
    return folder.is_relative_to(SHIPPED)
