"""The factory makes what is stale and nothing else, and one failure is one failure."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from counts import cases
from processes import still_running

from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.collection.processed import version
from spbe_analysis.evidence.edition import data_hash, lines_of
from spbe_analysis.reports.factory import cache, factory
from spbe_analysis.reports.factory.factory import BuildPlan, Limits, make, only_writer
from spbe_analysis.reports.factory.tasks import Task
from spbe_analysis.reports.one import inputs
from spbe_analysis.reports.one.publish import clear_leftovers
from spbe_analysis.reports.one.run import NOTEBOOK, PAGE, RECORD, is_whole

PARAMETERS = 'name: str = ""\nlanguage: str = "en"'
SHOWN = (
    "from matplotlib.figure import Figure\n"
    "ax = Figure(figsize=(3, 2)).add_subplot()\n"
    "ax.text(0.1, 0.5, name)\n"
    "document.show(document.figure(ax, 'own', alt=f'A figure about {name} and nobody else', caption=name))"
)
CLOSING = "document.show(document.closing(f'{name} is found.', language, figures=['own']))"
TITLE = "from spbe_analysis.presentation.page import document\ndocument.show(document.title(name))"


@pytest.fixture
def small(notebook):
    """A notebook that draws one figure about a name; its middle cell can be given."""

    def write(middle: str = "", name: str = "small") -> Path:
        return notebook(TITLE.split("\n")[0], middle, SHOWN, parameters=PARAMETERS, closing=CLOSING, name=name)

    def whole(middle: str = "", name: str = "small") -> Path:
        path = write(middle, name)
        text = path.read_text().replace("document.title('A title')", "document.title(name)")
        path.write_text(text)
        return path

    return whole


def _tasks(path: Path, *names: str) -> list[Task]:
    return [Task(path, {"name": name, "language": "en"}, f"{name}/now", name) for name in names]


def _hashes(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.few(0)
def test_same_bytes_for_one_worker_two_and_any_order(small, tmp_path):
    names = ["Ambon", "0012", "11.10", "Kota $X$", "Padang"]
    path = small("import random, numpy\n[random.random(), numpy.random.rand()]")
    made = []
    for place, (jobs, order) in enumerate([(1, 1), (2, -1), (2, 1)]):
        outcome = make(_tasks(path, *names)[::order], tmp_path / str(place), jobs)
        assert outcome.whole and len(outcome.made) == len(names), outcome.failed
        made.append(_hashes(tmp_path / str(place)))
    assert made[0] == made[1] == made[2]
    assert {json.loads((tmp_path / "0" / name / "now" / RECORD).read_text())["title"] for name in names} == set(names)


BAD = {
    "raises": "1 / 0",
    "hangs": "while True: pass",
    "exits": "get_ipython().ask_exit()",
    "dies": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "eats": "import numpy\nnumpy.ones(10**11)",
    "shell": "!false",
    "nameless": "name = 'somebody'\ndel document",
}


@pytest.mark.few(0)
def test_bad_jobs_among_good_ones_fail_alone_and_leave_what_was_there(small, tmp_path):
    root, good, bad = tmp_path / "reports", ["Ambon", "Bogor", "Ciamis"], list(BAD)
    first = make(_tasks(small(), *good, *bad), root, 2)
    assert first.whole
    before = _hashes(root)
    switch = "\n".join(
        f"if name == {name!r}:\n    "
        + source.replace("!false", "get_ipython().system('false'); raise SystemExit(1)").replace("\n", "\n    ")
        for name, source in BAD.items()
    )
    outcome = make(_tasks(small(switch + "\n'anew'"), *good, *bad), root, 2, limits=Limits(cell=2))
    assert sorted(task.institution for task in outcome.made) == good and not outcome.whole
    failed = {one.task.institution: one for one in outcome.failed}
    assert sorted(failed) == sorted(bad)
    assert failed["raises"].cell == 3 and "ZeroDivisionError" in failed["raises"].detail
    assert "took longer than 2 s" in failed["hangs"].reason and failed["hangs"].cell == 3
    assert "exit()" in failed["exits"].reason and "SIGKILL" in failed["dies"].reason
    assert "MemoryError" in failed["eats"].reason
    after = _hashes(root)
    for path, digest in before.items():
        same = path.split("/")[0] in bad or "figures" in path or "citation" in path
        assert (after[path] == digest) == same, path
    assert [*root.rglob(".now.new-*")] == []


def test_only_what_changed_is_made_and_says_why(small, tmp_path):
    root, path = tmp_path / "reports", small()
    tasks = _tasks(path, "Ambon", "Bogor")
    assert [reason for _, reason in BuildPlan.of(tasks, root).to_make] == ["new", "new"]
    assert len(make(tasks, root).made) == 2
    again = make(tasks, root)
    assert again.made == [] and len(again.current) == 2
    assert BuildPlan.of(tasks, root, force=True).to_make[0][1] == "asked for"

    (root / "Ambon" / "now" / PAGE).write_text("cut")
    (root / "Bogor" / "now" / NOTEBOOK).unlink()
    reasons = [reason for _, reason in BuildPlan.of(tasks, root).to_make]
    assert reasons == ["its files are not as they were published"] * 2
    assert len(make(tasks, root).made) == 2 and BuildPlan.of(tasks, root).to_make == []

    other = [Task(path, {**task.parameters, "language": "id"}, task.folder, task.institution) for task in tasks]
    assert [reason for _, reason in BuildPlan.of(other, root).to_make] == ["changed: parameters"] * 2
    small("'another'")
    cache._notebook_hash.cache_clear()
    assert [reason for _, reason in BuildPlan.of(tasks, root).to_make] == ["changed: notebook"] * 2
    (root / "Ambon" / "now" / RECORD).write_text("{")
    assert BuildPlan.of(tasks, root).to_make[0][1] == "its record cannot be read"


def test_versions_and_code_count(small, tmp_path, monkeypatch):
    root, tasks = tmp_path / "reports", _tasks(small(), "Ambon")
    make(tasks, root)
    monkeypatch.setattr(cache, "versions", lambda: {**inputs.versions(), "matplotlib": "0"})
    assert BuildPlan.of(tasks, root).to_make[0][1] == "changed: version of matplotlib"
    monkeypatch.setattr(cache, "package_hash", lambda: "another")
    assert BuildPlan.of(tasks, root).to_make[0][1] == "changed: package, version of matplotlib"


def test_a_changed_row_concerns_its_own_institution(tmp_path):
    made = version()
    copy = tmp_path / "processed"
    shutil.copytree(made[0], copy)
    path = copy / "published.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(
        i for i, line in enumerate(lines) if line.startswith("Pemerintah Kota Medan,2024") and "P59-D3" in line
    )
    lines[place] = lines[place].replace("2024", "2024", 1).replace("national_report", "national_report!", 1)
    path.write_text("".join(lines), encoding="utf-8")
    changed = (str(copy), 1)
    names = lines_of(made).keys()
    assert len(names) > 600
    assert [name for name in names if data_hash(name, made) != data_hash(name, changed)] == ["Pemerintah Kota Medan"]
    assert data_hash(None, made) != data_hash(None, changed)


@pytest.mark.few(0)
def test_a_sample_that_comes_out_otherwise_fails_the_run(small, tmp_path):
    outcome = make(_tasks(small(), "Ambon", "Bogor"), tmp_path / "same", sample=1)
    assert outcome.whole and len(outcome.sampled) == 1
    outcome = make(_tasks(small("import time\ntime.perf_counter_ns()"), "Ambon"), tmp_path / "other", sample=1)
    assert not outcome.whole and len(outcome.made) == 1
    assert "cell 3: outputs" in outcome.differing[0].reason


SCRIPT = """
import sys
from pathlib import Path
from spbe_analysis.errors import ReportError
from spbe_analysis.reports.factory.factory import make
from spbe_analysis.reports.factory.tasks import Task
notebook, root, names, force = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(), sys.argv[4] == "force"
tasks = [Task(notebook, {"name": name, "language": "en"}, f"{name}/now", name) for name in names]
try:
    print(len(make(tasks, root, 2, force=force, progress=lambda done, count, task: print(done, flush=True)).made))
except ReportError as error:
    print("refused", error)
"""


def _start(path: Path, root: Path, names: list[str], force: str = "", mark: str = "") -> subprocess.Popen:
    command = [sys.executable, "-c", SCRIPT, str(path), str(root), " ".join(names), force]
    environment = os.environ | {"MARK_OF_A_TEST": mark}  # its workers and their children have it too
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL)


@pytest.mark.few(0)
def test_killed_at_any_moment_what_is_published_is_whole(small, tmp_path):
    root, path, names = tmp_path / "reports", small(), [f"n{i}" for i in range(8)]
    random.seed(20)
    for _ in range(cases(20, quick=4)):
        run = _start(path, root, names, "force", str(tmp_path / "mark"))
        told = run.stdout.readline()  # one report is out; now any moment will do
        assert told.strip() == "1"
        time.sleep(random.uniform(0, 1.6))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        published = sorted(folder.parent for folder in root.glob("*/now/run.json"))
        assert published and all(is_whole(folder) for folder in published)
    assert (
        still_running(str(tmp_path / "mark"), 120, "environ") == []
    )  # one that waits for the disk ends when it is answered
    clear_leftovers(root)
    assert [*root.rglob(".now.new-*")] == []
    gone = published[0].parent.name
    shutil.rmtree(root / gone)
    rest = [task.institution for task, _ in BuildPlan.of(_tasks(path, *names), root).to_make]
    assert set(rest) == {gone} | set(names) - {folder.parent.name for folder in published}
    outcome = make(_tasks(path, *names), root, 2)
    assert sorted(task.institution for task in outcome.made) == sorted(rest)
    make(_tasks(path, *names), tmp_path / "fresh", 2)
    assert _hashes(root) == _hashes(tmp_path / "fresh")
    assert [*root.rglob(".now.new-*")] == []


@pytest.mark.few(0)
def test_of_several_writers_one_writes(small, tmp_path):
    root, path = tmp_path / "reports", small()
    count = cases(8, quick=4)
    runs = [_start(path, root, ["a", "b"]) for _ in range(count)]
    told = [run.communicate()[0].split() for run in runs]
    assert sum(words[0] == "refused" for words in told) >= count - 2
    assert all(is_whole(root / name / "now") for name in "ab")
    with only_writer(root), pytest.raises(ReportError, match="another run is writing"), only_writer(root):
        pass


@pytest.mark.few(0)
def test_many_at_once_each_show_their_own(small, tmp_path):
    names = [f"nama{i:03d}" for i in range(cases(100, quick=24))]
    outcome = make(_tasks(small(), *names), tmp_path, jobs=4)
    assert outcome.whole and len(outcome.made) == len(names)
    for name in names:
        picture = (tmp_path / name / "now" / "figures" / "own.svg").read_text()
        page = (tmp_path / name / "now" / PAGE).read_text()
        assert name in picture and page.count("nama") == page.count(name)


@pytest.mark.few(0)
def test_remarks_on_standard_error_come_back(small, tmp_path):
    outcome = make(_tasks(small("import sys\nprint('careful', file=sys.stderr)"), "Ambon"), tmp_path)
    assert outcome.remarks == {"Ambon/now": "careful\n"}


@pytest.mark.few(0)
def test_progress_counts_to_the_end(small, tmp_path):
    told = []
    make(_tasks(small(), "a", "b", "c"), tmp_path, progress=lambda done, count, task: told.append((done, count)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_fullest_card_comes_first():
    from spbe_analysis.reports.factory.tasks import find_tasks

    tasks = find_tasks(Path("01_drivers.ipynb"), province="Lampung", from_year=2023, to_year=2024)[0]
    ordered = factory.telling_first(tasks)
    assert ordered[0].institution == "Pemerintah Kota Bandar Lampung"
    assert sorted(task.folder for task in ordered) == sorted(task.folder for task in tasks)
