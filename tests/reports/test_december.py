"""December 2026 rehearsed: a made-up national Pemdi result dropped into a copy of data/raw, as a table and as a decree."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest
from counts import cases

from spbe_analysis.analysis.index import read_predicate, score_levels
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import fixed

PROJECT = Path(__file__).parents[2]
BODIES = cases(620, 40)
P8 = load_framework("permenpanrb-8-2026")
NEEDED = ("data/raw", "notebooks", "docs", "data/README.md", "data/corrections.csv", "data/claims.toml")
NEEDED += ("CONTRIBUTING.md", "README.md", "CHANGELOG.md", "benchmarks/reports/README.md")


def _results(seed: int = 2026) -> list[tuple[dict, dict[str, str], str]]:
    """Bodies of the register with made-up indicators: what would be printed of each, and its predicate."""
    chance = random.Random(seed)
    with (PROJECT / "data/raw/register/institutions.csv").open(encoding="utf-8") as stream:
        bodies = list(islice(csv.DictReader(stream), BODIES))
    found = []
    for body in bodies:
        middle = chance.randint(100, 380)
        values = {leaf: Fraction(min(500, max(100, middle + chance.randint(-90, 120))), 100) for leaf in P8.indicators}
        scores = score_levels(values, P8)
        printed = {code: fixed(scores[code], P8.decimals) for code in (P8.root, *P8.of_kind("aspect"))}
        found.append((body, printed, read_predicate(scores[P8.root], P8, 2026).predicate.name_id))
    return found


def _put(folder: Path, name: str, rows: list[list[str]], shape: str, about: str = "", source: bool = True) -> None:
    """A table and its sidecar, as whoever brings the result into the collection writes them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text.getvalue(), encoding="utf-8")
    side = {
        "publisher": "Made up for a rehearsal",
        "title": "Made-up national Pemdi result 2026",
        "url": "https://example.org/rehearsal",
        "read": "2026-12-15",
        "sha256": hashlib.sha256(text.getvalue().encode()).hexdigest(),
        "transcription": "Made up.",
        "shape": shape,
    } | ({"source": "national_report"} if source else {})
    lines = [f"{key} = {json.dumps(value)}" for key, value in side.items()]
    lines += [f"rows = {len(rows) - 1}", *(["[about]", about] if about else [])]
    (folder / f"{name}.meta.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _wide(folder: Path) -> None:
    headings: dict[str, int] = {}
    aspects = P8.of_kind("aspect")
    rows = [["table", "no", "institution", *(P8.short(code).lower() for code in aspects), "index", "predicate"]]
    for number, (body, printed, predicate) in enumerate(_results(), start=1):
        table = headings.setdefault(body["province"] or body["kind"], len(headings) + 1)
        cells = [printed[code] for code in (*aspects, P8.root)]
        rows.append([str(table), str(number), body["institution"], *cells, predicate])
    _put(folder, "scores.csv", rows, "national", 'year = 2026\nstage = "final"\nassessment = "evaluasi"')
    tables = [["table", "heading"], *([str(table), heading] for heading, table in headings.items())]
    _put(folder, "tables.csv", tables, "headings", "year = 2026")


def _decree(folder: Path) -> None:
    head = ["institution", "year", "stage", "assessment", "value", "predicate", "source", "document", "url", "note"]
    rest = ["decree", "Made-up decree", "https://example.org/decree", ""]
    lines = [
        [body["institution"], "2026", "final", "evaluasi", printed[P8.root], predicate, *rest]
        for body, printed, predicate in _results()
    ]
    _put(folder, "lines.csv", [head, *lines], "index_list", source=False)


@pytest.fixture(scope="module", params=[_wide, _decree], ids=["table", "decree"])
def home(request, tmp_path_factory):
    place = tmp_path_factory.mktemp("december")
    for name in NEEDED:
        source, target = PROJECT / name, place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    request.param(place / "data" / "raw" / "pemdi-2026")
    return place


def _run(home: Path, *words: str, code: int = 0) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "spbe_analysis", words[0], "--data", str(home), *words[1:]],
        cwd=home,
        env={key: value for key, value in os.environ.items() if key != "SPBE_HOME"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == code and "Traceback" not in told.stderr, told.stdout[-2000:] + told.stderr[-2000:]
    return told.stdout + told.stderr


@pytest.mark.few(0)
def test_the_result_of_december_comes_in_without_code(home):
    """Prepared, reports made and the site written; the break stands on every line and no difference crosses it."""
    _run(home, "prepare")
    out = home / "out"  # reports of all 607 bodies take minutes and are like these
    options = ["--kind", "alat_negara", "--from", "2023", "--to", "2024"]
    made = json.loads(_run(home, "reports", *options, "--out", str(out), "--sample", "0", "--json"))
    assert not made["failed"] and len(made["made"]) >= 3

    with_2026 = {body["institution"] for body, _, _ in _results()}
    page = (out / "index.html").read_text(encoding="utf-8")
    lines = [line for line in re.findall(r'<svg class="s".*?</svg>', page, re.DOTALL) if "2026" in line]
    assert len(lines) >= len(with_2026)
    for line in lines:
        years = {int(year) for year in re.findall(r"\b20[12]\d\b", line.partition("</title>")[0])}
        assert 'class="b"' in line or min(years) > 2025, line

    body = "Kejaksaan Agung"
    refused = _run(home, "drivers", body, "--from", "2024", "--to", "2026", code=2)
    assert "--simulate" in refused or "bridge" in refused
    across = _run(home, "reports", "--from", "2024", "--to", "2026", "--dry-run", code=2)
    assert "none of the" in across and "different regulations" in across
    assert "2026" in _run(home, "reports", "--from", "2026", "--to", "2026", "--dry-run", code=2)
