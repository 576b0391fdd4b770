"""The same bytes for every user: nothing of a home, a locale, a time zone or a umask reaches data, reports or site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from counts import cases

PROJECT = Path(__file__).parents[2]
RC = """axes.grid: True
axes.facecolor: black
hatch.color: red
figure.autolayout: True
figure.facecolor: red
font.size: 20
lines.linewidth: 9
axes.prop_cycle: cycler(color=['red'])
axes.unicode_minus: False
xtick.labelsize: 22
svg.fonttype: path
savefig.bbox: tight
"""
YEARS = ["--from", "2023", "--to", "2024"]
STARTUP = "import pandas\npandas.set_option('display.max_rows', 1)\npandas.set_option('display.precision', 1)\n"
SETTINGS = [
    {"LC_ALL": "C", "TZ": "Asia/Jakarta", "umask": 0o077},
    {"LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "PYTHONIOENCODING": "latin-1"},
    {"LANG": "id_ID", "TZ": "UTC", "umask": 0o002, "PYTHONHASHSEED": "7"},
    {"LANG": "id_ID.UTF-8", "COLUMNS": "40", "PYTHONWARNINGS": "always"},
    {"LC_ALL": "tr_TR.UTF-8", "LC_NUMERIC": "de_DE.UTF-8", "NO_COLOR": "1"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "2"},
    {"TZ": "Pacific/Kiritimati", "MPLBACKEND": "pdf"},
    {"TZ": "Asia/Makassar", "PYTHONDONTWRITEBYTECODE": "1", "umask": 0o000},
    {"LC_TIME": "id_ID", "FORCE_COLOR": "1", "TERM": "dumb"},
    {"LC_ALL": "C", "PYTHONSTARTUP": "/nonexistent", "PAGER": "false"},
]


def settled(place: Path, setting: dict, hostile: bool = True):
    """A home that has a will of its own, with a project in it; gives what runs one of our programs there."""
    home, project = place / "home", place / "home" / "spbe"
    for name in ("data", "notebooks", "docs", "benchmarks"):
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("processed"))
    shutil.copy(PROJECT / "CONTRIBUTING.md", project)  # the guide leads to it
    for name, text in (
        {
            ".config/matplotlib/matplotlibrc": RC,
            ".ipython/profile_default/startup/00-mine.py": STARTUP,
            ".ipython/profile_default/ipython_config.py": "c.InlineBackend.figure_formats = {'png'}\n",
        }.items()
        if hostile
        else ()
    ):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    plain = {key: value for key, value in os.environ.items() if key in ("PATH", "VIRTUAL_ENV", "SSL_CERT_FILE")}
    plain |= {key: value for key, value in setting.items() if key != "umask"}

    def run(module: str, *words: str) -> None:
        told = subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=PROJECT,
            env={**plain, "HOME": str(home), "SPBE_HOME": str(project)},
            umask=setting.get("umask", 0o022),
            capture_output=True,
        )
        assert told.returncode == 0 and b"Traceback" not in told.stderr, told.stderr.decode()

    return run, project


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but those that only say who is writing."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not path.name.startswith(".")}


def made(place: Path, setting: dict, hostile: bool = True) -> dict[str, bytes]:
    """Data, one report, many reports with their site, and a notebook run on the engine, in such a home."""
    run, project = settled(place, setting, hostile)
    run("spbe_analysis", "prepare")
    run("spbe_analysis", "report", "kaltim", *YEARS, "--out", str(project / "one"))
    many = ["--kind", "provinsi", "--province", "Kalimantan Timur", "--sample", "0", "--jobs", "1"]
    run("spbe_analysis", "reports", *many, *YEARS, "--out", str(project / "many"))
    notebook = project / "notebooks" / "02_what_the_figures_fix.ipynb"
    run("papermill", "--engine", "spbe", "--no-progress-bar", str(notebook), str(place / "out.ipynb"))
    cells = json.loads((place / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = json.dumps([cell.get("outputs") for cell in cells]).encode()
    folders = {name: files(project / name) for name in ("data/processed", "one", "many")}
    return {f"{at}/{name}": found for at, held in folders.items() for name, found in held.items()} | {"shown": shown}


@pytest.mark.few(0)
def test_the_bytes_are_the_same_in_every_home(tmp_path):
    reference = made(tmp_path / "plain", {}, hostile=False)
    for wanted in ("data/processed/published.csv", "many/index.html", "one/", "many/", ".svg"):
        assert any(name.startswith(wanted) or name.endswith(wanted) for name in reference), wanted
    for number, setting in enumerate(SETTINGS[: cases(len(SETTINGS), 1)]):
        other = made(tmp_path / str(number), setting)
        assert reference.keys() == other.keys(), setting
        assert {name for name in reference if reference[name] != other[name]} == set(), setting
