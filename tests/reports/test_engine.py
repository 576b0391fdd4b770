"""The engine gives what a kernel of its own would give, and lets nothing pass that did not run to its end."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from processes import still_running

from spbe_analysis.errors import ReportError
from spbe_analysis.reports.factory.frames import Event, Job, take_frames
from spbe_analysis.reports.factory.pool import ForkPool
from spbe_analysis.reports.factory.warm import imports_in, one_thread_only

ODD = [
    "a, b = '0012', '11.10'\na, b, name, number",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('drawn')",
    "import os, sys\nprint('err', file=sys.stderr)\ndisplay({'a': (1, 2)})\nprint('o', flush=True)\nprint('p')",
    "await __import__('asyncio').sleep(0)\n5",
    "!echo shell",
    "%matplotlib inline\nfig, ax = plt.subplots()\nfig",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "handle = display('x', display_id='i')\nhandle.update('y')",
    "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
    "_, In[1], __name__, get_ipython().execution_count",
    "class Odd:\n    def _repr_html_(self):\n        return '<b>&</b>'\n    def __repr__(self):\n        return 'odd'\nOdd()",
    "print('kept on')\n1 / 0",
    "from fractions import Fraction\nFraction(1, 3);",
    "def f(x):\n    return 1 / x\nf(0)",
    "'never run'",
]


def _notebook(path: Path, *sources: str, tags: dict[int, list[str]] | None = None) -> Path:
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    sources = ("name: str = 'x'\nnumber: int = 1", *sources)
    made.cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": (tags or {}).get(i, [])})
        for i, source in enumerate(sources)
    ]
    made.cells[0].metadata["tags"] = ["parameters"]
    made.cells.insert(1, nbformat.v4.new_markdown_cell("# A heading"))
    nbformat.write(made, path)
    return path


def _run(path: Path, engine: str | None, **options):
    out = path.with_name(f"{path.stem}-{engine}.ipynb")
    parameters = options.pop("parameters", {"name": "0012", "number": 7})
    try:
        papermill.execute_notebook(
            str(path), str(out), parameters, engine_name=engine, progress_bar=False, cwd=str(path.parent), **options
        )
    except PapermillExecutionError:
        pass
    return nbformat.read(out, as_version=4)


def _shown(notebook):
    return [(cell.source, cell.get("outputs"), cell.get("execution_count")) for cell in notebook.cells]


def test_outputs_are_those_of_a_cold_kernel_cell_by_cell(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # a kernel that sees it does not listen to what goes past Python
    path = _notebook(tmp_path / "odd.ipynb", *ODD, tags={12: ["raises-exception"]})
    cold, ours = _run(path, None), _run(path, "spbe")
    for one, other in zip(_shown(cold), _shown(ours), strict=True):
        assert other == one
    assert ours.metadata.language_info == cold.metadata.language_info
    assert any("image/png" in o.get("data", {}) for cell in ours.cells for o in cell.get("outputs", []))


@pytest.mark.few(0)
def test_command_line_knows_the_engine(tmp_path):
    path = _notebook(tmp_path / "small.ipynb", "import math\nmath.pi, name")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        "spbe",
        "--no-progress-bar",
        str(path),
        str(tmp_path / "out.ipynb"),
        "-r",
        "name",
        "11.10",
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    assert (
        nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs[0].data["text/plain"]
        == "(3.141592653589793, '11.10')"
    )


@pytest.mark.few(0)
def test_pandas_of_a_warm_worker_shows_what_it_shows_in_a_kernel(tmp_path):
    """pandas looks for a kernel's shell once, on import; without one wide tables are laid out otherwise."""
    look = _notebook(tmp_path / "look.ipynb", "import pandas\npandas.get_option('display.max_columns')")
    warm = "from spbe_analysis.reports.factory.warm import warm\nwarm({})\n"
    code = f"{warm}import sys\nprint('pandas' in sys.modules, sys.modules['pandas'].get_option('display.max_columns'))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["True", _shown(_run(look, None))[-1][1][0]["data"]["text/plain"]]


def test_runs_share_nothing_and_chance_is_the_same(tmp_path):
    leave = _notebook(
        tmp_path / "leave.ipynb",
        "import builtins, os, sys\nleft = builtins.left = 1\nos.environ['LEFT'] = '1'\nsys.modules['left'] = sys\n1",
    )
    chance = "import random, numpy\n[random.random(), numpy.random.rand(), 'left' in globals(), 'LEFT' in os.environ, 'left' in sys.modules]"
    look = _notebook(tmp_path / "look.ipynb", "import os, sys\n" + chance)
    first = _shown(_run(look, "spbe"))
    _run(leave, "spbe")
    assert _shown(_run(look, "spbe")) == first
    assert first[-1][1][0]["data"]["text/plain"].endswith("False, False, False]")


@pytest.mark.parametrize(
    ("source", "error", "told"),
    [
        ("exit()", DeadKernelError, "exit()"),
        ("import os\nos._exit(0)", DeadKernelError, "ended early"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", DeadKernelError, "SIGKILL"),
        (
            "import subprocess\nsubprocess.Popen(['sleep', '1234.5'])\nwhile True: pass",
            CellTimeoutError,
            "took longer than 1 s",
        ),
    ],
    ids=["exit", "os._exit", "killed", "hangs"],
)
def test_what_does_not_come_to_its_end_is_refused(tmp_path, source, error, told):
    path = _notebook(tmp_path / "bad.ipynb", source, "'after'")
    begun = time.monotonic()
    with pytest.raises(error, match=told.replace("(", r"\(").replace(")", r"\)")):
        _run(path, "spbe", execution_timeout=1 if error is CellTimeoutError else 60)
    assert time.monotonic() - begun < 60
    assert still_running("1234.5", 5) == []


def test_another_language_is_refused(tmp_path):
    path = _notebook(tmp_path / "r.ipynb", "1")
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec.language = "R"
    nbformat.write(notebook, path)
    with pytest.raises(ValueError, match="not R"):
        _run(path, "spbe", parameters={}, kernel_name="python3")


@pytest.mark.few(0)
def test_a_worker_that_dies_is_replaced_and_its_jobs_run_again(tmp_path):
    kill_once = "import os, signal, pathlib\nmark = pathlib.Path('killed')\nif not mark.exists():\n    mark.touch()\n    os.kill(os.getppid(), signal.SIGKILL)\n'made'"
    jobs = [
        Job(
            str(i), "cells", {"cells": [(kill_once if i == 1 else "0", False)], "cwd": str(tmp_path), "environment": {}}
        )
        for i in range(4)
    ]
    with ForkPool(2) as pool:
        ends = [event.job for event in pool.run(jobs) if event.kind == "done"]
    assert sorted(ends) == ["0", "1", "2", "3"]


def test_jobs_of_one_subject_leave_no_core_idle(monkeypatch):
    sent: list[list[Job]] = []
    most = 0

    def send(_, jobs):
        nonlocal most
        sent.append(list(jobs))
        most = max(most, len(sent))

    def receive(_):
        done = sent[0].pop(0)
        if not sent[0]:
            sent.pop(0)
        return Event(done.name, "done", None)

    monkeypatch.setattr("spbe_analysis.reports.factory.pool.send", send)
    monkeypatch.setattr("spbe_analysis.reports.factory.pool.receive", receive)
    pool = ForkPool(8)
    monkeypatch.setattr(pool, "_ready", lambda: SimpleNamespace(stdin=None, stdout=None))
    jobs = [Job(f"{i} {language}", "report", {}, subject=str(i)) for i in range(20) for language in ("id", "en")]
    assert [event.job for event in pool.run(jobs)] == [job.name for job in jobs]
    assert most == 9  # eight children run, one waits


@pytest.mark.few(0)
def test_jobs_of_one_subject_share_a_process_and_find_it_as_it_was(tmp_path):
    leave = "import os, random\nos.environ['LEFT'] = '1'\nleft = random.random()"
    look = "import os, random\nprint('LEFT' in os.environ, 'left' in globals(), random.random(), get_ipython().execution_count)"
    fail, end = "1 / 0", "import os\nos._exit(3)"

    def ends(*cells: str, subject: str = "one") -> list[tuple]:
        work = {"cwd": str(tmp_path), "environment": {}, "seed": "same"}
        jobs = [
            Job(str(i), "cells", {**work, "cells": [(cell, False)]}, 20.0, 20.0, subject=subject)
            for i, cell in enumerate(cells)
        ]
        with ForkPool(1) as pool:
            events = list(pool.run(jobs))
        begun = {event.job: event.value for event in events if event.kind == "started"}
        shown = {event.job: event.value[1].messages for event in events if event.kind == "frame"}
        last = {event.job: event.kind for event in events if event.kind in ("done", "failed")}
        return [(last[str(i)], begun[str(i)], shown.get(str(i))) for i in range(len(cells))]

    (_, first, _), (done, second, shown) = ends(leave, look)
    assert first == second and done == "done"
    (_, _, _), (_, apart, alone) = ends(leave, look, subject="")
    assert apart != first and shown == alone and shown[0]["content"]["text"].startswith("False False 0.")
    (failed, first, _), (done, second, _) = ends(end, "0")  # what was not begun is begun by another
    assert (failed, done) == ("failed", "done") and first != second
    assert [kind for kind, _, _ in ends(fail, "0", "0")] == ["done"] * 3


def test_a_process_with_threads_is_not_forked():
    over = threading.Event()
    thread = threading.Thread(target=over.wait, name="a waiting one")
    thread.start()
    try:
        with pytest.raises(ReportError, match="a waiting one"):
            one_thread_only()
    finally:
        over.set()
        thread.join()


def test_only_installed_modules_are_warmed(tmp_path, monkeypatch):
    (tmp_path / "beside.py").write_text("import decimal, beside")
    monkeypatch.syspath_prepend(tmp_path)
    sources = ["import json, numpy.linalg as la\nfrom pandas import DataFrame", "import beside, not_there", "%magic"]
    assert imports_in(sources) == ("json", "numpy.linalg", "pandas")
    assert imports_in(sources, tmp_path) == ("json", "numpy.linalg", "pandas", "decimal")


def test_a_lean_start_checks_notebooks_as_ever():
    code = (
        "import sys\nfrom spbe_analysis.reports.factory.worker import lean_start\nlean_start()\nimport nbformat\n"
        "book = nbformat.v4.new_notebook()\nnbformat.validate(book)\nbook.cells = [{'cell_type': 'none'}]\n"
        "try:\n    nbformat.validate(book)\nexcept nbformat.ValidationError:\n    print(sys.modules.get('lark'))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "None\n"


def test_frames_are_cut_where_they_end():
    import io

    from spbe_analysis.reports.factory.frames import send

    out = io.BytesIO()
    for value in ("one", list(range(1000))):
        send(out, value)
    held = bytearray(out.getvalue()[:-1])
    assert take_frames(held) == ["one"]
    held += out.getvalue()[-1:]
    assert take_frames(held) == [list(range(1000))] and not held


@pytest.mark.few(0)
@pytest.mark.parametrize("busy", [False, True])
def test_a_child_ends_with_its_parent(tmp_path, busy):
    if busy and not Path("/proc/self/stat").exists():
        pytest.skip("only Linux ends a worker that is busy with something else")
    code = (
        "from spbe_analysis.reports.factory.pool import ForkPool\nfrom spbe_analysis.reports.factory.frames import Job\n"
        f"work = {{'cells': [('import time\\ntime.sleep(1234.5)', False)], 'cwd': {str(tmp_path)!r}, 'environment': {{}}}}\n"
        "for event in ForkPool(1, {}).run([Job('a', 'cells', work)]):\n    print(event.kind, event.value, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as main:
        pid = int(main.stdout.readline().split()[1])
        assert main.stdout.readline().split()[0] == "cell"
        if busy:  # a worker that does not read
            os.kill(int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]), signal.SIGSTOP)
        main.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the child outlives its parent")
