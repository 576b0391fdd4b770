"""The list of reports: ``reports/index.html``, made from the records of what is published."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from spbe_analysis.presentation.wording import LANGUAGES, say
from spbe_analysis.reports.html import page_from, policy, stylesheet
from spbe_analysis.reports.runs import PAGE, RECORD

INDEX = "index.html"


def write_index(root: Path) -> Path:
    """List every published report below `root`, by language and title, each with its finding.

    Returns
    -------
    Path
        The page; it replaces the one before in one step.
    """
    first, second = LANGUAGES
    reports = list(published(root))
    groups = [
        {
            "language": language, "name": say("report.index_language", language),
            "lead": say("report.index_lead", language), "none": say("report.index_none", language),
            "reports": [report for report in reports if report["language"] == language],
        }
        for language in LANGUAGES
    ]  # fmt: skip
    page = {
        "title": say("report.index_title", first), "title_en": say("report.index_title", second),
        "words": {"skip": say("report.skip", first)}, "style": stylesheet(), "policy": policy(), "groups": groups,
    }  # fmt: skip
    root.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".index-", dir=root)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        stream.write(page_from("list.html.j2", page))
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(temporary, 0o644)
    os.replace(temporary, root / INDEX)
    return root / INDEX


def published(root: Path) -> list[dict]:
    """Title, finding, language and address of every published report below `root`, in order of title."""
    found = []
    for record in root.rglob(RECORD):
        folder = record.parent.relative_to(root)
        if any(part.startswith(".") for part in folder.parts):
            continue
        about = json.loads(record.read_text(encoding="utf-8"))
        href = "/".join(quote(part) for part in (*folder.parts, PAGE))
        found.append({key: about[key] for key in ("title", "finding", "language")} | {"href": href})
    return sorted(found, key=lambda report: (report["title"], report["href"]))
