"""The door of the command line: every verb's words can be shown, and a fault of the machine is one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DRIVERS = ["drivers", "Provinsi Kalimantan Timur", "--from", "2023", "--to", "2024"]
VERBS = {
    "drivers": DRIVERS,
    "identify": ["identify", "--regulation", "permenpanrb-59-2020", "--index", "3,79"],
    "plan": ["plan", "Kota Bandar Lampung", "--year", "2024"],
    "bridge": ["bridge", "Kemenko Perekonomian", "--from", "2019", "--to", "2021"],
    "institutions": ["institutions", "kaltim"],
    "check": ["check"],
}


def spbe(*words: str, **how) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "spbe_analysis", *words], **{"capture_output": True, **how})


@pytest.mark.few(1)
@pytest.mark.parametrize("coding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_an_answer_is_whole_in_every_encoding(coding):
    whole = spbe(*DRIVERS, "--language", "id", env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    plain = spbe(*DRIVERS, "--language", "id", env={**os.environ, "PYTHONIOENCODING": coding})
    assert plain.returncode == 0, plain.stderr
    whole, plain = whole.stdout.decode(), plain.stdout.decode(coding)
    for mark, near in (("\u2212", "-"), ("\u2013", "-"), ("\u2026", "...")):
        whole, plain = (text.replace(mark, near) for text in (whole, plain))
    assert whole == plain


def test_json_is_utf_8_in_every_encoding():
    answers = [
        spbe(*DRIVERS, "--json", env={**os.environ, "PYTHONIOENCODING": coding}).stdout for coding in ("ascii", "utf-8")
    ]
    assert answers[0] == answers[1] and answers[0].decode("utf-8")


@pytest.mark.few(2)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["words", "json"])
def test_a_full_disk_is_one_sentence(verb, json):
    with open("/dev/full", "wb") as full:
        told = spbe(*VERBS[verb], *json, stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert told.returncode == 2, told.stderr
    assert told.stderr.decode().startswith("no space is left") and told.stderr.count(b"\n") == 1


def test_a_file_where_a_folder_is_expected_is_one_sentence(tmp_path):
    (tmp_path / "here").write_text("a file\n")
    told = spbe(
        "report", "kaltim", "--from", "2023", "--to", "2024", "--language", "en", "--out", str(tmp_path / "here")
    )
    assert told.returncode == 2 and b"Traceback" not in told.stderr
    assert told.stderr.count(b"\n") == 1 and b"should be a folder" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


@pytest.mark.parametrize("port", ["99999", "-5", "x"])
def test_a_port_that_is_none_is_refused(port):
    told = spbe("explore", f"--port={port}")
    assert told.returncode == 2 and b"Traceback" not in told.stderr


def test_a_refusal_keeps_its_exit_code_when_nobody_listens(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    told = spbe("index", str(tmp_path / "no.csv"), stderr=writer, stdout=subprocess.PIPE, capture_output=False)
    os.close(writer)
    assert told.returncode == 2


@pytest.mark.few(1)
@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_ended_leaves_nothing(tmp_path, number, code):
    out = tmp_path / "reports"
    words = ["reports", "--province", "Kalimantan Timur", "--from", "2023", "--to", "2024", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "spbe_analysis", *words, "--jobs", "2"],
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a shell's "&" has it ignored
    )
    until = time.monotonic() + 60
    while not list(out.glob("*/*/run.json")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(number)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == code and b"Traceback" not in said, said
    assert said.decode().count("\n") == 1 and "the same command goes on" in said.decode()
    until = time.monotonic() + 10  # the killed need a moment to be gone
    while (
        left := subprocess.run(
            ["ps", "-o", "stat,args", "-s", str(process.pid)], capture_output=True, text=True
        ).stdout.splitlines()[1:]
    ) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left
    assert not [path for path in out.rglob(".*") if path.is_dir()]
