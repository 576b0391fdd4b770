"""How fast the reports that people get are made: `notebooks/01_drivers.ipynb`, all in one run on one machine.

    python benchmarks/reports/run.py [--reports 24] [--out results.json] [--only PART ...]

Parts: floor, papermill, ploomber, ours, growth, change. Every row counts everything,
the start of processes included, unless it says otherwise; what is written to
`results.json` is what `README.md` tells.
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
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
NOTEBOOK = PROJECT / "notebooks" / "01_drivers.ipynb"
YEARS = {"from_year": 2023, "to_year": 2024}
SIZES = (50, 200, 607)
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
SPBE = [sys.executable, "-c", "import sys; from spbe_analysis.cli import main; sys.exit(main())"]


def institutions(count: int) -> list[str]:
    """Names with an index in both years, spread over the whole list."""
    from spbe_analysis.reports.factory.tasks import find_tasks

    names = [task.institution for task in find_tasks(NOTEBOOK, **YEARS)[0]]
    return names[:: max(1, len(names) // count)][:count]


def timed(work: Callable[[], object], count: int = 1) -> dict[str, float]:
    """Seconds on the clock and of processor time (children's included), each by count."""
    begun, used = time.perf_counter(), _used()
    work()
    return {"seconds": (time.perf_counter() - begun) / count, "cpu": (_used() - used) / count}


def _used() -> float:
    """Processor time of this process and of all its children that have ended [s]."""
    return sum(os.times()[:4])


def in_processes(work: Callable[[str], object], names: Iterable[str], processes: int) -> None:
    """Do the work for every name in so many new processes."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(work, names))


def draw(name: str) -> float:
    """Seconds for the figures of one report, drawn once wide and once narrow, as SVG and PNG, from an answer that is there."""
    import spbe_analysis as spbe
    from spbe_analysis.reports.one.pdf import png_files

    change = spbe.drivers(name, **{"before": YEARS["from_year"], "after": YEARS["to_year"]})
    change.standing  # noqa: B018 - looked up beforehand
    begun = time.perf_counter()
    blocks = [block for part in ("domain", "indicator", "peers") for block in change.figure(part, "id")]
    png_files({block.about["name"]: block.about["svg"] for block in blocks if block.about.get("kind") == "figure"})
    return time.perf_counter() - begun


def floor(names: list[str]) -> dict[str, float]:
    """Seconds a report for drawing its figures, nothing else, in two warm processes at the same time."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(draw, names[:8]))  # both are warm then
        taken = list(pool.map(draw, names))
    return {"seconds": sum(taken) / len(taken) / 2, "drawing": sum(taken) / len(taken)}


def by_papermill(name: str) -> None:
    """The notebook through papermill's API in a new kernel."""
    import papermill

    with tempfile.TemporaryDirectory() as folder:
        papermill.execute_notebook(
            str(NOTEBOOK),
            f"{folder}/out.ipynb",
            {"institution": name, **YEARS},
            progress_bar=False,
            cwd=str(NOTEBOOK.parent),
        )


def by_command(name: str) -> None:
    """The notebook through papermill's command line."""
    with tempfile.TemporaryDirectory() as folder:
        given = [word for key, value in {"institution": name, **YEARS}.items() for word in ("-p", key, str(value))]
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--cwd", str(NOTEBOOK.parent)]
        subprocess.run([*command, str(NOTEBOOK), f"{folder}/out.ipynb", *given], check=True, capture_output=True)


def by_ploomber(name: str) -> None:
    """The notebook through ploomber-engine, in this process."""
    from ploomber_engine import execute_notebook

    with tempfile.TemporaryDirectory() as folder:
        execute_notebook(
            str(NOTEBOOK),
            f"{folder}/out.ipynb",
            parameters={"institution": name, **YEARS},
            progress_bar=False,
            cwd=str(NOTEBOOK.parent),
        )


def papermill(names: list[str]) -> dict:
    """The notebook alone, no page, no files."""
    return {
        "api_1_process": timed(lambda: in_processes(by_papermill, names[::2], 1), len(names[::2])),
        "api_2_processes": timed(lambda: in_processes(by_papermill, names, 2), len(names)),
        "command_line": timed(lambda: [by_command(name) for name in names[::4]], len(names[::4])),
    }


def ploomber(names: list[str]) -> dict:
    """ploomber-engine with one process and with two, where it is installed."""
    try:
        import ploomber_engine  # noqa: F401
    except ImportError:
        return {}
    return {
        f"processes_{count}": timed(lambda count=count: in_processes(by_ploomber, names[::2], count), len(names[::2]))
        for count in (1, 2)
    }


def factory(out: Path, jobs: int, names: Iterable[str] | None = None, sample: int = 0, years: dict = YEARS) -> dict:
    """`make` of `spbe reports` in a process of its own, start included, with its memory.

    ``steady`` is seconds a report once the worker has learned from the first few.
    """
    code = (
        "import sys, json, time\nfrom pathlib import Path\n"
        "from spbe_analysis.reports.factory.factory import make\n"
        "from spbe_analysis.reports.factory.tasks import find_tasks\n"
        "out, jobs, sample, names, years = Path(sys.argv[1]), *map(json.loads, sys.argv[2:])\n"
        f"tasks = find_tasks(Path({str(NOTEBOOK)!r}), **years)[0]\n"
        "tasks = [task for task in tasks if not names or task.institution in names]\n"
        "ends = []\n"
        "done = make(tasks, out, jobs, sample, progress=lambda *_: ends.append(time.perf_counter()))\n"
        "skip = min(6, len(ends) // 2)\n"
        "print(json.dumps({'made': len(done.made), 'failed': [str(f.reason) for f in done.failed + done.differing],\n"
        "    'steady': (ends[-1] - ends[skip - 1]) / (len(ends) - skip)}))\n"
    )
    begun, used = time.perf_counter(), _used()
    words = map(json.dumps, (jobs, sample, sorted(names or ()), years))
    run = subprocess.Popen([sys.executable, "-c", code, str(out), *words], stdout=subprocess.PIPE, text=True)
    memory = Memory(run.pid)
    told = json.loads(run.communicate()[0])
    seconds = time.perf_counter() - begun
    return {**told, "seconds": seconds, "per_report": seconds / told["made"], "cpu": _used() - used, **memory.stop()}


def ours(names: list[str], folder: Path) -> dict:
    """Reports as people get them: checked pages, figures, files."""
    return {f"workers_{jobs}": factory(folder / f"ours-{jobs}", jobs, names) for jobs in (1, 2)}


def growth(names: list[str], folder: Path) -> dict:
    """More and more reports of two years, then those of every pair of years."""
    found = {
        str(size): factory(folder / f"growth-{size}", 2, names[:: max(1, len(names) // size)][:size], sample=2)
        for size in SIZES
    }
    return {**found, "all pairs of years": factory(folder / "growth-all", 2, years={})}


class Memory:
    """Largest memory of a process and of all it started, shared pages counted by share [MB]; looked at five times a second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.parent, self.tree, self.over = pid, 0.0, 0.0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> dict[str, float]:
        """End watching and tell what was seen."""
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


def command(*words: str, home: Path = PROJECT) -> dict[str, float]:
    """Seconds of the command line itself, start included."""
    environment = {**os.environ, "SPBE_HOME": str(home)}
    return timed(lambda: subprocess.run([*SPBE, *words], check=True, env=environment, stdout=subprocess.DEVNULL))


def best(*words: str) -> dict[str, float]:
    """The least of five runs of Python with these words."""
    runs = [timed(lambda: subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL)) for _ in range(5)]
    return min(runs, key=lambda one: one["cpu"])


def change_a_score(home: Path) -> str:
    """One digit of one institution's printed row, its sidecar and the list of hashes told; the institution's name."""
    import hashlib
    import re

    path = home / "data" / "raw" / "evaluation-report-2024" / "scores.csv"
    text = path.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if "Provinsi Kalimantan Timur" in line)
    number = re.findall(r"\d,\d\d|\d\.\d\d", old)[0]
    new = old.replace(number, number[:-1] + str((int(number[-1]) + 1) % 10), 1)
    about, sums = path.with_name(path.name + ".meta.toml"), home / "data" / "SHA256SUMS"

    def told(where: Path, before: bytes, after: bytes) -> tuple[bytes, bytes]:
        held = where.read_bytes()
        digests = [hashlib.sha256(one).hexdigest().encode() for one in (before, after)]
        where.write_bytes(held.replace(*digests))
        return held, where.read_bytes()

    before, after = path.read_bytes(), text.replace(old, new).encode()
    path.write_bytes(after)
    told(sums, *told(about, before, after))
    return "Provinsi Kalimantan Timur"


def change(folder: Path) -> dict:
    """On a copy of the project: all of a kind with the site, again with nothing changed, with one score changed, all anew."""
    home, out, again = folder / "home", folder / "all", folder / "again"
    for name in ("data", "notebooks", "docs"):
        shutil.copytree(PROJECT / name, home / name)
    for path in (*PROJECT.glob("*.md"), PROJECT / "CITATION.cff"):
        shutil.copy2(path, home / path.name)
    (home / "benchmarks" / "reports").mkdir(parents=True)
    shutil.copy2(HERE / "README.md", home / "benchmarks" / "reports")  # the guide leads to it
    words = ["reports", "--kind", "provinsi", "--from", "2023", "--to", "2024", "--sample", "0", "--out"]
    found = {"all_with_site": command(*words, str(out), home=home)}
    found["nothing_changed"] = min((command(*words, str(out), home=home) for _ in range(3)), key=lambda one: one["cpu"])
    found["import_pandas"], found["import_numpy"] = best("-c", "import pandas"), best("-c", "import numpy")
    drivers = [*SPBE[1:], "drivers", "kaltim", "--from", "2023", "--to", "2024", "--json"]
    found["drivers_json"] = best(*drivers)
    change_a_score(home)
    times = {path.parent: path.stat().st_mtime_ns for path in out.rglob("run.json")}
    found["prepare_one_score"] = command("prepare", home=home)
    found["one_score"] = command(*words, str(out), home=home)
    found["made_again"] = [
        str(place.relative_to(out)) for place, when in times.items() if (place / "run.json").stat().st_mtime_ns != when
    ]
    for place in out.glob(".site.json"), out.glob("index*.html"):
        for path in place:
            path.unlink()
    found["site_alone"] = command(*words, str(out), home=home)
    one = ("report", "kaltim", "--from", "2023", "--to", "2024", "--out", str(folder / "one"))
    found["report_alone"] = command(*one, home=home)
    found["rebuild"] = command(*words, str(again), "--jobs", "1", home=home)
    files = [path for path in again.rglob("*") if path.is_file() and not path.name.startswith(".")]
    unlike = [path for path in files if path.read_bytes() != (out / path.relative_to(again)).read_bytes()]
    return {**found, "files_unlike_a_rebuild": [str(path.relative_to(again)) for path in unlike]}


def main() -> None:
    """Measure what is asked for and add it to the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=24)
    parser.add_argument("--out", type=Path, default=HERE / "results.json")
    parser.add_argument("--only", nargs="+", default=["floor", "papermill", "ploomber", "ours", "growth", "change"])
    args = parser.parse_args()
    os.environ.update(ONE_THREAD)
    names = institutions(args.reports)
    results = json.loads(args.out.read_text()) if args.out.exists() else {}
    machine = {"cores": len(os.sched_getaffinity(0)), "python": platform.python_version(), "reports": len(names)}
    with tempfile.TemporaryDirectory(prefix="spbe-benchmark-") as place:
        parts = {
            "floor": lambda: floor(names),
            "papermill": lambda: papermill(names),
            "ploomber": lambda: ploomber(names),
            "ours": lambda: ours(names, Path(place)),
            "growth": lambda: growth(institutions(10_000), Path(place)),
            "change": lambda: change(Path(place)),
        }
        for name in args.only:
            before = os.getloadavg()[0]
            results[name] = {**parts[name](), "machine": {**machine, "load_before": before}}
            args.out.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            print(name, json.dumps(results[name], indent=2), flush=True)


if __name__ == "__main__":
    main()
