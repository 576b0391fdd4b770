"""The same reports from a real scheduler and two workers, one of which is killed on the way."""

import hashlib
import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from counts import cases

pytest.importorskip("distributed")

from spbe_analysis.errors import ReportError
from spbe_analysis.reports.factory.cluster import bundle, publish_files
from spbe_analysis.reports.factory.factory import make
from spbe_analysis.reports.factory.tasks import Task
from spbe_analysis.reports.one.run import RECORD, is_whole

from .stations import Cluster, installed_copy

PROJECT = Path(__file__).parents[2]
BODIES = ["Kota Balikpapan", "Kota Bontang", "Kota Samarinda", "Kab. Berau", "Kab. Paser", "Kab. Kutai Barat"]


def _hashes(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _tasks() -> list[Task]:
    notebook = PROJECT / "notebooks" / "01_drivers.ipynb"
    return [
        Task(
            notebook,
            {"institution": f"Pemerintah {name}", "from_year": 2023, "to_year": 2024, "language": "id"},
            name,
            f"Pemerintah {name}",
        )
        for name in BODIES[: cases(6, quick=4)]
    ]


def test_a_killed_workers_reports_are_made_elsewhere_and_the_bytes_are_the_same(tmp_path):
    tasks, told = _tasks(), []
    with Cluster(tmp_path / "cluster") as cluster:

        def progress(done: int, count: int, task: Task) -> None:
            told.append(task.folder)
            if done == 1:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)

        outcome = make(tasks, tmp_path / "far", cluster=cluster.address, progress=progress)
        for place in range(2):
            folder = cluster.folder / f"station-{place}"
            assert str(PROJECT) not in (folder / "log").read_text()
    assert outcome.failed == [] and sorted(told) == sorted(task.folder for task in tasks)  # all of them, none twice
    assert make(tasks, tmp_path / "near", jobs=2).whole
    assert _hashes(tmp_path / "far") == _hashes(tmp_path / "near")
    assert make(tasks, tmp_path / "far").made == []  # and they count as made here


def test_a_worker_with_another_version_is_refused(tmp_path):
    def change(site: Path) -> None:
        path = site / "spbe_analysis" / "errors.py"
        path.write_text(path.read_text() + "\n# another version\n")

    with (
        Cluster(tmp_path / "cluster", workers=1, change=change) as cluster,
        pytest.raises(ReportError, match="another version of spbe-analysis"),
    ):
        make(_tasks()[:1], tmp_path / "far", cluster=cluster.address)
    assert not [path for path in (tmp_path / "far").iterdir() if path.is_dir()]


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    from spbe_analysis.reports.factory import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(ReportError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        make(_tasks()[:1], tmp_path, cluster="tcp://127.0.0.1:9")


def test_what_travels_is_data_and_notebooks():
    import io
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(bundle())) as archive:
        names = archive.getnames()
    assert "notebooks/01_drivers.ipynb" in names and "data/processed/published.csv" in names
    assert not any("/." in name or name.startswith(("/", "spbe_analysis")) for name in names)


def test_files_that_do_not_fit_their_record_or_their_folder_are_not_published(tmp_path):
    files = {RECORD: b'{"outputs": {"report.html": "0"}}', "report.html": b"cut"}
    with pytest.raises(ReportError, match="did not arrive whole"):
        publish_files(files, tmp_path, "a/b")
    with pytest.raises(ReportError, match="does not lie under"):
        publish_files({"../../out.html": b"x", **files}, tmp_path, "a/b")
    assert [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.endswith(".lock")] == []


def test_the_copy_of_the_package_is_what_a_wheel_would_hold(tmp_path):
    site = installed_copy(tmp_path)
    kept = {
        path.relative_to(PROJECT)
        for path in (PROJECT / "spbe_analysis").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {path.relative_to(site) for path in (site / "spbe_analysis").rglob("*") if path.is_file()}
    shipped = {
        path.relative_to("spbe_analysis/shipped") for path in held if path.is_relative_to("spbe_analysis/shipped")
    }
    assert {path for path in held if "shipped" not in path.parts} == kept
    assert shipped >= {Path("data/corrections.csv"), Path("notebooks/runs.toml"), Path("docs/methods.md")}
    assert {path for path in (PROJECT / "data/raw").rglob("*") if path.is_file()} == {
        PROJECT / path for path in shipped if path.is_relative_to("data/raw")
    }
    shutil.rmtree(site)


def test_published_folders_are_whole(tmp_path):
    body = b"<html>"
    record = json.dumps({"outputs": {"report.html": hashlib.sha256(body).hexdigest()}}).encode()
    publish_files({RECORD: record, "report.html": body}, tmp_path, "a/b")
    assert is_whole(tmp_path / "a" / "b")
