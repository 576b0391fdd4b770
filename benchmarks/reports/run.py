"""How fast reports are made, ours against papermill's, all in one run on one machine.

    python benchmarks/reports/run.py [--reports 48] [--out results.json] [--only PART ...]

Parts: drivers, floor, papermill, ours, growth, change. Each measures in
processes of its own; what is written to `results.json` is what `README.md` tells.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PLAIN, DRIVERS = HERE / "plain.ipynb", PROJECT / "notebooks" / "01_drivers.ipynb"
YEARS = {"from_year": 2023, "to_year": 2024}
SIZES = (50, 200, 607)
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def institutions(count: int) -> list[str]:
    """Names with an index in both years, spread over the whole list."""
    from spbe_analysis.reports.factory.tasks import find_tasks

    names = [task.institution for task in find_tasks(DRIVERS, **YEARS)[0]]
    return names[:: max(1, len(names) // count)][:count]


def floor(names: list[str]) -> dict[str, float]:
    """Seconds a report for the five figures alone, drawn plainly in one warm process, as a notebook shows them."""
    code = (
        "import sys, time, json\n"
        f"sys.path.insert(0, {str(HERE)!r})\n"
        "import drawing\n"
        "from IPython.core.pylabtools import print_figure\n"
        "def all_five(name):\n"
        "    own = drawing.scores(2023, 2024).loc[name]\n"
        "    for build in drawing.FIGURES:\n"
        "        print_figure(drawing.mark(build, build(2023, 2024), own), fmt='png', bbox_inches='tight', base64=True)\n"
        "names = json.loads(sys.argv[1])\n"
        "all_five(names[0])\n"
        "begun, used = time.perf_counter(), time.process_time()\n"
        "for name in names: all_five(name)\n"
        "n = len(names)\n"
        "print(json.dumps({'seconds': (time.perf_counter() - begun) / n, 'cpu': (time.process_time() - used) / n}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(names)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **ONE_THREAD, "MPLBACKEND": "agg"},
    )
    return json.loads(done.stdout)


def by_papermill(name: str, out: str, engine: str | None = None, notebook: Path = PLAIN) -> None:
    """One notebook through papermill's API."""
    import papermill

    about = {"institution": name, **YEARS}
    papermill.execute_notebook(
        str(notebook), out, about, engine_name=engine, progress_bar=False, cwd=str(notebook.parent)
    )


def timed(work, count: int = 1) -> dict[str, float]:
    """Seconds on the clock and of processor time (children's included), each by count."""
    begun, used = time.perf_counter(), _used()
    work()
    return {"seconds": (time.perf_counter() - begun) / count, "cpu": (_used() - used) / count}


def _used() -> float:
    """Processor time of this process and of all its children that have ended [s]."""
    return sum(os.times()[:4])


def papermill_api(names: list[str], folder: Path, processes: int, engine: str | None = None) -> dict[str, float]:
    """Seconds a report; the start of the pool, or of our worker, is not counted (but its processor time is)."""
    out = [str(folder / f"{place}.ipynb") for place in range(len(names))]
    if processes == 1:
        by_papermill(names[0], out[0], engine)
        return timed(lambda: [by_papermill(*pair, engine) for pair in zip(names, out, strict=True)], len(names))
    used = _used()
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(by_papermill, names[:processes], out[:processes]))
        found = timed(lambda: list(pool.map(by_papermill, names, out)), len(names))
    return {**found, "cpu": (_used() - used) / (len(names) + processes)}


def drivers(names: list[str], folder: Path) -> dict:
    """The real notebook, everything counted: papermill's API with two processes against two workers of ours."""

    def papermill() -> None:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            out = [str(folder / f"drivers-{place}.ipynb") for place in range(len(names))]
            list(pool.map(by_papermill, names, out, repeat(None), repeat(DRIVERS)))

    theirs = timed(papermill, len(names))
    ours = factory(DRIVERS, names, folder / "drivers", 2, sample=2)
    ratio = theirs["seconds"] / ours["per_report"]
    return {"papermill_api_2_processes": theirs, "ours_2_workers": ours, "ratio": ratio}


def papermill_command(names: list[str], folder: Path) -> dict[str, float]:
    def one(name: str) -> None:
        command = [
            sys.executable,
            "-m",
            "papermill",
            "--no-progress-bar",
            "--log-level",
            "ERROR",
            "--cwd",
            str(HERE),
            str(PLAIN),
            str(folder / "cli.ipynb"),
            "-p",
            "institution",
            name,
        ]
        subprocess.run(command, check=True, capture_output=True)

    return timed(lambda: [one(name) for name in names], len(names))


def factory(notebook: Path, names: list[str], out: Path, jobs: int, sample: int = 0) -> dict:
    """`spbe reports` on the given institutions, in a process of its own, start-up included; with its memory.

    ``steady`` is seconds a report once the worker has learned from the first few.
    """
    code = (
        "import sys, json\nfrom pathlib import Path\n"
        "from spbe_analysis.reports.factory.factory import make\nfrom spbe_analysis.reports.factory.tasks import find_tasks\n"
        "notebook, out, jobs, sample, names = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), set(json.loads(sys.argv[5]))\n"
        "tasks = [task for task in find_tasks(notebook, from_year=2023, to_year=2024)[0] if task.institution in names]\n"
        "import time\n"
        "ends = []\n"
        "done = make(tasks, out, jobs, sample, progress=lambda *_: ends.append(time.perf_counter()))\n"
        "skip = min(6, len(ends) // 2)\n"
        "print(json.dumps({'made': len(done.made), 'failed': [f.reason for f in done.failed + done.differing],\n"
        "    'steady': (ends[-1] - ends[skip - 1]) / (len(ends) - skip)}))\n"
    )
    begun, used = time.perf_counter(), _used()
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(notebook), str(out), str(jobs), str(sample), json.dumps(names)],
        stdout=subprocess.PIPE,
        text=True,
    )
    memory = Memory(run.pid)
    told = run.communicate()[0]
    seconds = time.perf_counter() - begun
    return {
        **json.loads(told),
        "seconds": seconds,
        "per_report": seconds / len(names),
        "cpu": _used() - used,
        **memory.stop(),
    }


class Memory:
    """Largest memory of a process and of all it started, shared pages counted by share [MB]; looked at five times a second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.parent, self.tree, self.over = pid, 0.0, 0.0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> dict[str, float]:
        self.over.set()
        self.thread.join()
        return {"parent_mb": self.parent, "tree_mb": self.tree}

    def _watch(self) -> None:
        while not self.over.wait(0.2):
            sizes = {pid: _share(pid) for pid in [self.pid, *_below(self.pid)]}
            self.parent = max(self.parent, sizes[self.pid])
            self.tree = max(self.tree, sum(sizes.values()))


def _share(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        return 0.0


def _below(pid: int) -> list[int]:
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in children.read_text().split()]
        except OSError:
            continue
    return [one for child in found for one in (child, *_below(child))]


def command(*options: str, home: Path = PROJECT) -> dict[str, float]:
    """Seconds of the command line itself, start-up included."""
    return timed(
        lambda: subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from spbe_analysis.cli import main; sys.exit(main())",
                "reports",
                "--from",
                "2023",
                "--to",
                "2024",
                *options,
            ],
            check=True,
            env={**os.environ, "SPBE_HOME": str(home)},
            stdout=subprocess.DEVNULL,
        )
    )


def change_a_score(home: Path) -> str:
    """One digit of one institution's printed row, its sidecar told; the institution's name."""
    import hashlib
    import re

    path = home / "data" / "raw" / "evaluation-report-2024" / "scores.csv"
    text = path.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if "Kota Medan" in line)
    number = re.findall(r"\d,\d\d|\d\.\d\d", old)[0]
    new = old.replace(number, number[:-1] + str((int(number[-1]) + 1) % 10), 1)
    before, after = text.encode(), text.replace(old, new).encode()
    path.write_bytes(after)
    about = path.with_name(path.name + ".meta.toml")
    told = about.read_text(encoding="utf-8").replace(
        hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest()
    )
    about.write_text(told, encoding="utf-8")
    return "Kota Medan"


def growth(names: list[str], folder: Path) -> dict:
    found = {}
    for size in SIZES:
        chosen = names[:: max(1, len(names) // size)][:size]
        found[str(size)] = factory(DRIVERS, chosen, folder / f"growth-{size}", 2, sample=2)
    for jobs, word in ((1, "one_worker_200"), (2, "two_workers_200")):  # without the sample's kernels, for the memory
        found[word] = factory(DRIVERS, names[:200], folder / f"growth-{word}", jobs)
    return found


def change(folder: Path) -> dict:
    """Everything on a copy of the project: whole run with site, no-op, one changed row, against a whole rebuild."""
    home, out, again = folder / "home", folder / "all", folder / "again"
    for name in ("data", "notebooks", "docs"):
        shutil.copytree(PROJECT / name, home / name)
    for path in PROJECT.glob("*.md"):
        shutil.copy2(path, home / path.name)
    found = {"all_with_site": command("--out", str(out), "--jobs", "2", home=home)}
    found["no_op"] = min((command("--out", str(out), home=home) for _ in range(3)), key=lambda one: one["seconds"])
    change_a_score(home)
    times = {path.parent: path.stat().st_mtime_ns for path in out.rglob("run.json")}
    found["one_row"] = command("--out", str(out), "--jobs", "2", home=home)
    found["made_again"] = [
        str(place.relative_to(out)) for place, when in times.items() if (place / "run.json").stat().st_mtime_ns != when
    ]
    found["rebuild"] = command("--out", str(again), "--jobs", "1", "--sample", "0", home=home)
    unlike = [
        str(path.relative_to(again))
        for path in again.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and path.read_bytes() != (out / path.relative_to(again)).read_bytes()
    ]
    return {**found, "files_unlike_a_rebuild": unlike}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=48)
    parser.add_argument("--out", type=Path, default=HERE / "results.json")
    parser.add_argument("--only", nargs="+", default=["drivers", "floor", "papermill", "ours", "growth", "change"])
    args = parser.parse_args()
    os.environ.update(ONE_THREAD)
    names, everyone = institutions(args.reports), institutions(10_000)
    results = json.loads(args.out.read_text()) if args.out.exists() else {}
    results["machine"] = {
        "cores": len(os.sched_getaffinity(0)),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "reports": len(names),
    }
    with tempfile.TemporaryDirectory(prefix="spbe-benchmark-") as place:
        folder = Path(place)
        parts = {
            "drivers": lambda: drivers(names, folder),
            "floor": lambda: floor(names),
            "papermill": lambda: {
                "api_1_process": papermill_api(names, folder, 1),
                "api_2_processes": papermill_api(names, folder, 2),
                "command_line": papermill_command(names, folder),
            },
            "ours": lambda: {
                "papermill_with_our_engine": papermill_api(names, folder, 1, "spbe"),
                **{f"plain_{jobs}": factory(PLAIN, names, folder / f"plain-{jobs}", jobs) for jobs in (1, 2)},
            },
            "growth": lambda: growth(everyone, folder),
            "change": lambda: change(folder),
        }
        for name in args.only:
            results[name] = parts[name]()
            args.out.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            print(name, json.dumps(results[name], indent=2), flush=True)


if __name__ == "__main__":
    main()
