"""Folders that look like published reports: the record the site reads, and a page to open."""

from __future__ import annotations

import json
from pathlib import Path

from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register

PAGE = '<!doctype html><html lang="id"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1></html>\n'


def publish(root: Path, folder: str, **about) -> Path:
    """Write one report's folder; `about` overrides what its record says."""
    record = {
        "notebook": "01_drivers",
        "parameters": {},
        "language": "id",
        "title": folder,
        "finding": "Indeks naik.",
        "outputs": {},
        "input_hash": "0" * 64,
    } | about
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    for name in ("report.html", *record["outputs"]):
        (place / name).write_text(PAGE.format(title=record["title"]), encoding="utf-8")
    (place / "run.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return place


def publish_drivers(root: Path, institution: str, slug: str, before: int, after: int, language: str = "id") -> Path:
    """Write the folder of one institution's report on a change."""
    return publish(
        root,
        f"{slug}/{before}-{after}{'-en' if language == 'en' else ''}",
        parameters={"institution": institution, "from_year": before, "to_year": after, "language": language},
        language=language,
        title=f"{institution}, {before} ke {after}",
        outputs={"meeting.html": "0" * 64},
    )


def publish_all(root: Path, before: int, after: int) -> int:
    """Write a report for every institution with evidence in both years; return how many."""
    both = all_scorecards(before).keys() & all_scorecards(after).keys()
    for body in load_register():
        if body.name in both:
            publish_drivers(root, body.name, body.slug, before, after)
    return len(both)
