"""The same bytes for every user: nothing of a home, a locale, a time zone or a umask reaches a report."""

from __future__ import annotations

import os
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


def made(place: Path, setting: dict, hostile: bool = True) -> dict[str, bytes]:
    """Files of one report made in a home that has a will of its own."""
    home, out = place / "home", place / "out"
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
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "spbe_analysis",
            "report",
            "kaltim",
            "--from",
            "2023",
            "--to",
            "2024",
            "--out",
            str(out),
        ],
        cwd=PROJECT,
        env={**plain, "HOME": str(home), **{key: value for key, value in setting.items() if key != "umask"}},
        umask=setting.get("umask", 0o022),
        capture_output=True,
    )
    assert told.returncode == 0 and b"Traceback" not in told.stderr, told.stderr.decode()
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_the_bytes_are_the_same_in_every_home(tmp_path):
    reference = made(tmp_path / "plain", {}, hostile=False)
    assert any(name.endswith(".svg") for name in reference)
    for number, setting in enumerate(SETTINGS[: cases(len(SETTINGS), 1)]):
        other = made(tmp_path / str(number), setting)
        assert {name for name in reference if reference[name] != other.get(name)} == set(), setting
