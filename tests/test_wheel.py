"""The package as people install it: outside any checkout it answers and makes the same report, and writes nothing of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reports.stations import installed_copy

KALTIM = ["kaltim", "--from", "2023", "--to", "2024"]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A command that runs the installed package in a folder that is no checkout."""
    site, home = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("home")
    installed_copy(site)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SPBE_", "PYTEST", "COV"))}
    environment = {**clean, "PYTHONPATH": str(site), "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}

    def spbe(*words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-P", "-m", "spbe_analysis", *words]
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)

    spbe.site, spbe.home = site, home
    return spbe


def test_it_answers_anywhere(elsewhere):
    before = {path: path.stat().st_mtime_ns for path in elsewhere.site.rglob("*") if path.suffix != ".pyc"}
    for words in (["institutions", "kaltim"], ["drivers", *KALTIM], ["reports", "--planned", "--dry-run"]):
        told = elsewhere(*words)
        assert told.returncode == 0, told.stderr
    assert "2.91" in elsewhere("drivers", *KALTIM).stdout
    after = {path: path.stat().st_mtime_ns for path in elsewhere.site.rglob("*") if path.suffix != ".pyc"}
    assert {path for path in after if "__pycache__" not in path.name} <= set(before) | {
        path for path in after if path.name == "__pycache__"
    }


@pytest.mark.few(0)
def test_it_makes_the_report_of_the_checkout(elsewhere, tmp_path):
    told = elsewhere("report", *KALTIM)
    assert told.returncode == 0, told.stderr
    here = subprocess.run(
        [sys.executable, "-m", "spbe_analysis", "report", *KALTIM, "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert here.returncode == 0, here.stderr
    ours, theirs = Path(here.stdout.splitlines()[0]).parent, Path(told.stdout.splitlines()[0]).parent
    assert theirs.is_relative_to(elsewhere.home / "reports")
    for path in ours.rglob("*"):
        if path.is_file():
            assert (theirs / path.relative_to(ours)).read_bytes() == path.read_bytes(), path


def test_a_folder_of_another_project_is_not_taken(elsewhere):
    (elsewhere.home / "data" / "raw").mkdir(parents=True)
    (elsewhere.home / "data" / "raw" / "mine.csv").write_text("a,b\n1,2\n")
    assert elsewhere("institutions", "kaltim").returncode == 0


def test_a_named_folder_must_be_the_project(elsewhere, tmp_path):
    told = elsewhere("institutions", "kaltim", "--data", str(tmp_path))
    assert told.returncode == 2 and str(tmp_path) in told.stderr and "Traceback" not in told.stderr
