"""A real scheduler and workers of a cluster, each in its own folder with its own copy of the package."""

from __future__ import annotations

import json
import os
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
    """A scheduler and two workers as processes; usable as a context."""

    def __init__(self, folder: Path, workers: int = 2, change=lambda site: None) -> None:
        self.folder, self.count, self.change = folder, workers, change
        self.about = folder / "scheduler.json"
        self.processes: list[subprocess.Popen] = []

    def __enter__(self) -> Cluster:
        site = installed_copy(self.folder / "site")
        self.change(site)
        environment = {name: value for name, value in os.environ.items() if name != "SPBE_HOME"}
        environment |= {"PYTHONPATH": str(site), "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"}
        self._start(
            "scheduler",
            ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.about)],
            environment,
        )
        for place in range(self.count):
            self._start(
                "worker",
                [
                    "--scheduler-file",
                    str(self.about),
                    "--nworkers",
                    "1",
                    "--nthreads",
                    "1",
                    "--no-dashboard",
                    "--no-nanny",
                    "--name",
                    f"station-{place}",
                    "--local-directory",
                    str(self.folder / f"station-{place}" / "scratch"),
                ],
                environment,
                self.folder / f"station-{place}",
            )
        while not self.about.exists() or not self.about.stat().st_size:
            time.sleep(0.05)
        self.address = json.loads(self.about.read_text())["address"]
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @property
    def workers(self) -> list[subprocess.Popen]:
        return self.processes[1:]

    def _start(self, what: str, options: list[str], environment: dict[str, str], place: Path | None = None) -> None:
        place = place or self.folder / what
        place.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        with (place / "log").open("wb") as log:
            self.processes.append(subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log))
