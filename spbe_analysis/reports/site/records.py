"""The published reports below a folder, known by their records alone."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from spbe_analysis.reports.one.run import PAGE, RECORD


@dataclass(frozen=True)
class Report:
    """One published report: its notebook, whom and which years it is about, and where it lies."""

    notebook: str
    institution: str
    years: tuple[int, ...]
    language: str
    title: str
    finding: str
    href: str


def published(root: Path) -> list[Report]:
    """Every published report below `root`, in order of its address.

    Only a record that can be read counts: it is written last, so a folder
    without one, or with half of one, is not a report. Folders whose names
    begin with a dot are not looked into.
    """
    found = []
    for place, folders, files in os.walk(root):
        folders[:] = [] if RECORD in files else sorted(name for name in folders if not name.startswith("."))
        if RECORD in files:
            report = _report(Path(place), root)
            found += [report] if report else []
    return sorted(found, key=lambda report: report.href)


def _report(folder: Path, root: Path) -> Report | None:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        parameters = record["parameters"]
        texts = [record[key] for key in ("notebook", "language", "title", "finding")]
        years = tuple(int(parameters[key]) for key in ("from_year", "to_year") if parameters.get(key) is not None)
        if not all(isinstance(text, str) for text in texts):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    notebook, language, title, finding = texts
    href = "/".join(quote(os.fsencode(part)) for part in (*folder.relative_to(root).parts, PAGE))
    return Report(notebook, str(parameters.get("institution") or ""), years, language, title, finding, href)
