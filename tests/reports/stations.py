"""A real scheduler and workers of a cluster, each in its own folder with its own copy of the package."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def installed_copy(place: Path) -> Path:
    """A folder that holds the package as an installed wheel does, nothing of the checkout."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "built")]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (wheel,) = (place / "built").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


class Cluster:
    """A scheduler and workers as processes; usable as a context."""

    def __init__(self, folder: Path, site: Path, workers: int = 2, options: tuple[str, ...] = ()) -> None:
        self.folder, self.site, self.count, self.options = folder, site, workers, options
        self.about = folder / "scheduler.json"
        self.processes: list[subprocess.Popen] = []
        self.workers: list[subprocess.Popen] = []

    def __enter__(self) -> Cluster:
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.about)]
        protocol = ["--protocol", "tls"] if self.options else []
        self.scheduler = self._start("scheduler", [*options, *protocol], self.folder / "scheduler", self.site)
        for _ in range(self.count):
            self.add()
        while not self.about.exists() or not self.about.stat().st_size:
            time.sleep(0.05)
        self.address = json.loads(self.about.read_text())["address"]
        return self

    def __exit__(self, *_: object) -> None:
        self.end(*reversed(self.processes))

    def add(self, *places: Path) -> subprocess.Popen:
        """One more worker, which finds the package in the first of `places` that has it, else in the common one."""
        folder = self.folder / f"station-{len(self.workers)}"
        plain = ["--nworkers", "1", "--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory"]
        options = ["--scheduler-file", str(self.about), *plain, str(folder / "scratch")]
        self.workers.append(self._start("worker", options, folder, *places, self.site))
        return self.workers[-1]

    def end(self, *processes: subprocess.Popen) -> None:
        """End processes, at once where they cannot end by themselves."""
        for process in processes:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, what: str, options: list[str], place: Path, *path: Path) -> subprocess.Popen:
        place.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name != "SPBE_HOME"}
        environment |= {
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false",
        }
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, *self.options]
        with (place / "log").open("wb") as log:
            self.processes.append(subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log))
        return self.processes[-1]
