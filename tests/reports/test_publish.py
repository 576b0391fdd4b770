"""Readers see the old report or the new one, whatever happens in between."""

import hashlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from counts import cases

from spbe_analysis.errors import ReportError
from spbe_analysis.reports.one import publish
from spbe_analysis.reports.one.publish import inside, staged

WRITER = """
import hashlib, json, sys
from pathlib import Path
from spbe_analysis.reports.one.publish import staged
n = int(sys.argv[2])
while True:
    n += 1
    with staged(Path(sys.argv[1])) as folder:
        files = {f"{i}.txt": f"{n} " * 2000 for i in range(20)}
        for name, text in files.items():
            (folder / name).write_text(text)
        sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
        (folder / "run.json").write_text(json.dumps({"outputs": sums}))
    print(n, flush=True)
"""


def _whole(folder: Path) -> bool:
    from spbe_analysis.reports.one.run import is_whole

    return is_whole(folder)


def _bytes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def _fill(folder: Path, text: str) -> None:
    (folder / "report.html").write_text(text)


def test_first_and_second_publication(tmp_path):
    target = tmp_path / "a" / "b"
    for text in ("one", "two"):
        with staged(target) as folder:
            _fill(folder, text)
    assert (target / "report.html").read_text() == "two"
    assert [p.name for p in target.parent.iterdir() if not p.name.endswith(".lock")] == ["b"]


def test_failure_inside_leaves_the_old_one(tmp_path):
    target = tmp_path / "report"
    with staged(target) as folder:
        _fill(folder, "old")
    before = _bytes(target)
    with pytest.raises(RuntimeError), staged(target) as folder:
        _fill(folder, "half")
        raise RuntimeError("stopped")
    assert _bytes(target) == before and len(list(tmp_path.glob(".report.new-*"))) == 0


def _fail(target: str, moments: int) -> None:
    for _ in range(moments):
        try:
            with staged(Path(target)):
                raise RuntimeError("stopped")
        except RuntimeError:
            pass


def test_a_first_failure_leaves_nothing(tmp_path):
    (tmp_path / "reports").mkdir()
    _fill(tmp_path / "reports", "another report")
    for target in (tmp_path / "reports" / "kaltim" / "2023-2024", tmp_path / "a" / "b" / "c"):
        _fail(str(target), 2)
    assert [path.name for path in tmp_path.rglob("*")] == ["reports", "report.html"]


def test_writers_that_fail_take_no_lock_from_one_that_writes(tmp_path):
    target = tmp_path / "kaltim" / "report"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_fail, args=(str(target), 50)) for _ in range(2)]
    writers += [context.Process(target=_write_five, args=(str(target), letter)) for letter in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4 and _whole(target)


def test_system_without_exchange_still_swaps(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    test_first_and_second_publication(tmp_path)


def test_killed_between_two_renames_is_mended(tmp_path, monkeypatch):
    target = tmp_path / "report"
    with staged(target) as folder:
        _fill(folder, "old")
    os.rename(target, tmp_path / ".report.old")
    with pytest.raises(RuntimeError), staged(target):
        assert (target / "report.html").read_text() == "old"
        raise RuntimeError("stopped")
    assert (target / "report.html").read_text() == "old"


def test_killed_at_random_moments_the_set_is_whole(tmp_path):
    target, moments, number = tmp_path / "report", random.Random(1), 0
    for _ in range(cases(20, quick=8)):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target), str(number)], stdout=subprocess.PIPE, text=True
        )
        number = int(writer.stdout.readline())
        time.sleep(moments.uniform(0, 0.03))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert _whole(target)
        number += 100


def _write_five(target: str, name: str) -> None:
    import json

    for _ in range(5):
        with staged(Path(target)) as folder:
            for i in range(10):
                (folder / f"{i}.txt").write_text(name * 1000)
            sums = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
            (folder / "run.json").write_text(json.dumps({"outputs": sums}))


def test_eight_writers_tear_nothing(tmp_path):
    target = tmp_path / "report"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_five, args=(str(target), letter)) for letter in "abcdefgh"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 8
    assert _whole(target) and len({(target / f"{i}.txt").read_text() for i in range(10)}) == 1


def test_a_writer_that_waits_too_long_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "LOCK_SECONDS", 0.05)
    target = tmp_path / "report"
    from filelock import FileLock

    with FileLock(tmp_path / ".report.lock"), pytest.raises(ReportError, match="another run"), staged(target):
        pass


@pytest.mark.parametrize("parts", [("..", "x"), ("a", "..", "..", "x"), ("/etc/x",), (".",), ("",), ("a/../../x",)])
def test_no_way_out_of_the_root(parts, tmp_path):
    with pytest.raises(ReportError, match="does not lie under"):
        inside(tmp_path / "root", *parts)


def test_a_link_out_of_the_root_is_refused(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "out").symlink_to(tmp_path)
    with pytest.raises(ReportError):
        inside(tmp_path / "root", "out", "x")
