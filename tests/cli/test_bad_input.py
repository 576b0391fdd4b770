"""Whatever is typed or handed in: one clear refusal within seconds, never a traceback, never a figure at exit 0."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

LAW = "permenpanrb-59-2020"
KALTIM = ["Provinsi Kalimantan Timur", "--from", "2023", "--to", "2024"]


def refused(words: list[str], code: int = 2) -> str:
    """What a call says that must end at once, in little memory and with an exit code of its own."""
    begun = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    told = subprocess.run(
        [sys.executable, "-m", "spbe_analysis", *words],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30)),
    )
    assert told.returncode == code, (told.stdout, told.stderr)
    assert "Traceback" not in told.stderr and len(told.stderr) < 5000
    assert sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - begun < 10  # of the processor, so a busy machine may
    return told.stderr


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "words",
    [
        ["identify", "--regulation", LAW, "--index", "3." + "7" * 5000],
        ["identify", "--regulation", LAW, "--score", "D4=3." + "7" * 5000],
        ["identify", "--regulation", LAW, "--score", "I07=" + "2" * 5000],
        ["identify", "--regulation", "x" * 5000, "--index", "3.79"],
        ["identify", "--regulation", LAW, "--index", ""],
        ["identify", "--regulation", LAW, "--index", "3,79", "--index", "3,00"],
        ["drivers", *KALTIM, "--assume", "max-step=99999999999"],
        ["plan", "Kota Bandar Lampung", "--year", "2024", "--costs", "/dev/zero"],
        ["bridge", "Kemenko Perekonomian", "--from", "2019", "--to", "2021", "--lineage", "/dev/zero"],
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_a_word_that_cannot_be_meant(words):
    refused(words)


def test_an_assumption_that_nothing_fits():
    told = refused(["drivers", *KALTIM, "--assume", "max-step=0"], code=3)
    assert told == ""


@pytest.mark.parametrize("year", ["-2023", "0", "2099", "9" * 400])
def test_a_year_the_regulation_does_not_cover(year, tmp_path):
    table = tmp_path / "levels.csv"
    table.write_text("indicator,level\n" + "".join(f"{number},3\n" for number in range(1, 48)))
    assert "2021" in refused(["index", str(table), "--regulation", LAW, f"--year={year}"])


def test_a_quotation_mark_left_open(tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text('code,from,to,cost,max_level,needs\nI07,2,3,1,5,"' + "x" * 200_000)
    refused(["plan", "Kota Bandar Lampung", "--year", "2024", "--costs", str(costs)])


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for words in (
        ["index", str(tmp_path / "pipe"), "--regulation", LAW],
        ["plan", "Kota Bandar Lampung", "--year", "2024", "--costs", str(tmp_path / "pipe")],
    ):
        refused(words)


@pytest.mark.parametrize(
    "words",
    [
        ["import", "docs/examples/levels.csv", "--institution", "", "--year", "2024"],
        ["import", "docs/examples/levels.csv", "--institution=", "--year", "2024"],
        ["institutions", " "],
    ],
    ids=" ".join,
)
def test_an_empty_word_is_refused_by_its_name(words):
    named = "argument 1" if words[0] == "institutions" else "--institution"
    assert refused(words).startswith(f"no value is given: {named}\n")


def test_a_year_that_no_regulation_covers_is_refused_once():
    told = refused(["import", "docs/examples/levels.csv", "--year", "0"])
    assert told.startswith("no regulation covers index year 0") and told.count("\n") <= 2
    assert refused(["reports", "--from", "0", "--dry-run"]).startswith("no regulation covers index year 0")
