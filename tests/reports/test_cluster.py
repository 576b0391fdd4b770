"""The same reports from a real scheduler and real workers, to which happens what happens to machines."""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from counts import cases

pytest.importorskip("distributed")

from spbe_analysis.errors import ReportError
from spbe_analysis.reports.factory import cluster as cluster_module
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


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A project with our data and two more notebooks that take a moment."""
    home = tmp_path_factory.mktemp("home")
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, home / name)
    _notebook(home, "small", "language: str = 'en'\nnumber: int = 1", "f'Number {number}'", "[10 // number]")
    asked = "institution: str = ''\nfrom_year: int = 2023\nto_year: int = 2024\nlanguage: str = 'id'"
    _notebook(home, "one_body", asked, "f'{institution} {from_year}'", "[from_year, to_year]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPBE_HOME", str(home))
        yield home


def _notebook(home: Path, name: str, parameters: str, title: str, last: str) -> None:
    """Write a notebook that takes a moment and shows what it was given."""
    cells = [
        (parameters, ["parameters"]),
        (f"from spbe_analysis.presentation.page import document\ndocument.show(document.title({title}))", []),
        (f"import time\ntime.sleep(0.5)\n{last}", []),
        (f"document.show(document.closing({title}, language))", []),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    made.cells = [nbformat.v4.new_code_cell(source, metadata={"tags": tags}) for source, tags in cells]
    nbformat.write(made, home / "notebooks" / f"{name}.ipynb")


def _small(home: Path, number: int) -> Task:
    return Task(home / "notebooks" / "small.ipynb", {"number": number, "language": "en"}, f"small-{number}", "")


@pytest.fixture(scope="module")
def tasks(home) -> list[Task]:
    """Small reports, and real ones where there is time."""
    drivers = home / "notebooks" / "01_drivers.ipynb"
    years = {"from_year": 2023, "to_year": 2024, "language": "id"}
    real = [
        Task(drivers, {"institution": f"Pemerintah {name}", **years}, name, f"Pemerintah {name}")
        for name in BODIES[: cases(2, quick=0)]
    ]
    return [*(_small(home, number) for number in range(1, 9)), *real]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The package as an installed wheel, for every worker."""
    return installed_copy(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def older(site, tmp_path_factory):
    """The same package with another source file."""
    place = tmp_path_factory.mktemp("older") / "site"
    shutil.copytree(site, place)
    path = place / "spbe_analysis" / "errors.py"
    path.write_text(path.read_text() + "\n# another version\n")
    return place


@pytest.fixture(scope="module")
def near(tasks, tmp_path_factory):
    """The bytes of the same reports made here."""
    root = tmp_path_factory.mktemp("near")
    assert make(tasks, root, jobs=2).whole
    return _hashes(root)


@pytest.fixture(scope="module")
def cluster(site, tmp_path_factory):
    """One good worker that lives through the whole drill."""
    with Cluster(tmp_path_factory.mktemp("cluster"), site, workers=1) as cluster:
        yield cluster


@pytest.fixture
def drill(cluster, tasks, near, tmp_path, capfd):
    """Make the reports on the cluster while something happens; all must be there, equal, and made once."""

    def run(happens=lambda done: None) -> dict[str, str]:
        told = []

        def progress(done: int, count: int, task: Task) -> None:
            told.append(task.folder)
            happens(done)

        outcome = make(tasks, tmp_path / "far", cluster=cluster.address, progress=progress)
        assert outcome.failed == [] and sorted(told) == sorted(task.folder for task in tasks)
        assert _hashes(tmp_path / "far") == near
        assert make(tasks, tmp_path / "far").made == []  # and they count as made here
        assert capfd.readouterr().err == ""
        return {address: str(why) for address, why in outcome.left_out.items()}

    before = len(cluster.workers)
    yield run
    cluster.end(*cluster.workers[before:])


def _joined(cluster: Cluster, count: int) -> None:
    """Wait until the scheduler has so many workers."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        end = time.monotonic() + 60
        while len(client.nthreads()) != count and time.monotonic() < end:
            time.sleep(0.1)
        assert len(client.nthreads()) == count


@pytest.mark.few(0)
def test_a_killed_workers_reports_are_made_elsewhere(cluster, drill):
    extra = cluster.add()
    _joined(cluster, 2)
    assert drill(lambda done: os.kill(extra.pid, signal.SIGKILL) if done == 1 else None) == {}
    for place in (0, len(cluster.workers) - 1):
        assert str(PROJECT) not in (cluster.folder / f"station-{place}" / "log").read_text()


@pytest.mark.few(0)
def test_a_worker_that_stops_for_good_is_not_waited_for(cluster, drill, monkeypatch):
    monkeypatch.setattr(cluster_module, "SILENCE", 10.0)
    extra = cluster.add()
    _joined(cluster, 2)
    stopped = []

    def stop(done: int) -> None:
        if done == 1:
            os.kill(extra.pid, signal.SIGSTOP)
            stopped.append(time.monotonic())

    told = drill(stop).values()
    over_sooner = time.monotonic() - stopped[0] < 10  # the other worker had made them all: it held no report
    assert over_sooner or any(why.startswith("silent or paused for 10 s") for why in told)


@pytest.mark.few(0)
def test_a_worker_that_stood_still_before_the_run_is_not_waited_for(cluster, drill, monkeypatch):
    monkeypatch.setattr(cluster_module, "SILENCE", 10.0)
    extra = cluster.add()
    _joined(cluster, 2)
    os.kill(extra.pid, signal.SIGSTOP)
    drill()


@pytest.mark.few(0)
def test_a_worker_of_older_code_is_left_out(cluster, drill, older):
    cluster.add(older)
    _joined(cluster, 2)
    assert list(drill().values()) == ["not equal to this machine: another version of spbe-analysis"]


@pytest.mark.few(0)
def test_a_worker_of_older_code_that_joins_on_the_way_takes_no_report(cluster, drill, older):
    def join(done: int) -> None:
        if done == 1:
            cluster.add(older)
            _joined(cluster, 2)

    assert set(drill(join).values()) <= {"not equal to this machine: another version of spbe-analysis"}


@pytest.mark.few(0)
def test_a_worker_without_the_package_is_left_out(cluster, drill, tmp_path):
    hidden = tmp_path / "without" / "spbe_analysis"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'spbe_analysis'\")\n")
    cluster.add(hidden.parent)
    _joined(cluster, 2)
    assert set(drill().values()) <= {"spbe-analysis is not installed"}  # nothing, where it has not answered by the end


@pytest.mark.few(0)
def test_a_worker_with_another_matplotlib_is_left_out(cluster, drill, tmp_path):
    about = tmp_path / "other" / "matplotlib-0.1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: matplotlib\nVersion: 0.1\n")
    cluster.add(about.parent)
    _joined(cluster, 2)
    assert list(drill().values()) == [f"not equal to this machine: matplotlib 0.1 instead of {version('matplotlib')}"]


@pytest.mark.few(0)
def test_a_worker_on_which_every_report_fails_is_left_out(cluster, drill, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "papermill.py").write_text("raise OSError(28, 'No space left on device')\n")
    cluster.add(tmp_path / "broken")
    _joined(cluster, 2)
    (why,) = drill().values()
    assert why.startswith("it failed at ") and "which another worker made" in why


@pytest.mark.few(0)
def test_a_report_that_fails_everywhere_fails_once_and_nobody_is_left_out(cluster, home, tmp_path):
    good, bad = _small(home, 1), _small(home, 0)  # nothing is divided by zero
    cluster.add()
    _joined(cluster, 2)
    outcome = make([bad, good], tmp_path, cluster=cluster.address)
    cluster.end(cluster.workers[-1])
    assert [one.task for one in outcome.failed] == [bad] and outcome.made == [good] and outcome.left_out == {}


@pytest.mark.few(0)
def test_where_no_worker_fits_the_run_is_refused(older, tasks, tmp_path):
    with (
        Cluster(tmp_path / "cluster", older, workers=1) as cluster,
        pytest.raises(ReportError, match=r"no worker at .* can make reports: 0 made, 1 left") as refused,
    ):
        make(tasks[:1], tmp_path / "far", cluster=cluster.address)
    assert "another version of spbe-analysis" in str(refused.value)
    assert not [path for path in (tmp_path / "far").iterdir() if path.is_dir()]


@pytest.mark.few(1)
def test_a_lost_scheduler_is_one_sentence(site, tasks, near, tmp_path, capfd):
    with Cluster(tmp_path / "cluster", site, workers=1) as cluster:

        def progress(done: int, count: int, task: Task) -> None:
            if done == 1:
                os.kill(cluster.scheduler.pid, signal.SIGKILL)

        with pytest.raises(ReportError) as lost:
            make(tasks, tmp_path / "far", cluster=cluster.address, progress=progress)
        told = str(lost.value).splitlines()
        made = int(re.search(r"no longer answers: (\d+) reports made", told[0])[1])
        assert f"{len(tasks) - made} left" in told[0] and len(told) == 2
        assert capfd.readouterr().err == ""
        found = _hashes(tmp_path / "far")
        assert len({name.split("/")[0] for name in found}) == made and found.items() <= near.items()


@pytest.mark.few(0)
def test_the_command_tells_a_lost_scheduler_in_one_sentence_and_goes_on_where_it_was(site, home, tmp_path):
    """`spbe reports --cluster`: a worker is killed, then the scheduler; the same command then makes the rest only."""
    out, asked = tmp_path / "far", ["--kind", "kabupaten", "--province", "Kalimantan Timur"]
    asked += ["--from", "2023", "--to", "2024", "--notebook", "one_body", "--sample", "0", "--no-site"]

    def command(*more: object) -> subprocess.Popen:
        words = [sys.executable, "-m", "spbe_analysis", "reports", *asked, "--out", *map(str, more)]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def made(count: int = 0) -> dict[Path, int]:
        end = time.monotonic() + 120
        while len(found := list(out.rglob(RECORD))) < count and time.monotonic() < end:
            time.sleep(0.02)
        return {path.parent: path.stat().st_mtime_ns for path in found}

    with Cluster(tmp_path / "cluster", site) as cluster:
        _joined(cluster, 2)
        run = command(out, "--language", "id", "--cluster", cluster.address)
        made(1)
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        made(2)
        os.kill(cluster.scheduler.pid, signal.SIGKILL)
        told, said = run.communicate(timeout=120)
        before = made()
        (lost, advice), left = said.splitlines(), 7 - len(before)
        assert run.returncode == 2 and told == "" and 2 <= len(before) < 7
        assert (
            lost == f"Penjadwal di {cluster.address} tidak lagi menjawab: {len(before)} laporan selesai, {left} belum."
        )
        assert advice.startswith("Laporan yang selesai tetap utuh.") and all(map(is_whole, before))
        again = command(out, "--json", "--cluster", cluster.address)
        answer = json.loads(again.communicate(timeout=120)[0])["refused"]
        assert again.returncode == 2 and answer["summary"] == f"no Dask scheduler answers at {cluster.address}"
    assert made() == before
    with Cluster(tmp_path / "next", site, workers=1) as cluster:
        rest = command(out, "--json", "--cluster", cluster.address)
        outcome = json.loads(rest.communicate(timeout=120)[0])
    assert rest.returncode == 0 and len(outcome["made"]) == left and outcome["current"] == len(before)
    assert before.items() <= made().items() and len(made()) == 7
    assert command(tmp_path / "near").wait(timeout=120) == 0
    assert _hashes(out) == _hashes(tmp_path / "near")


@pytest.mark.few(0)
@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_the_page_on_running_shows_a_cluster_with_certificates_that_works(home, tmp_path):
    """Its three blocks, on one machine: with them a report is made, without them nobody is let in."""
    page = (PROJECT / "docs" / "running.md").read_text(encoding="utf-8")
    secret, settings, lines = re.findall(r"```bash\n(.*?)```", page.split("### Whom a cluster trusts")[1], re.DOTALL)[
        :3
    ]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    scheduler, worker, run = lines.replace("8786", port).replace("scheduler.example", "127.0.0.1").splitlines()
    address = run.split(" --cluster ")[1]
    made = textwrap.dedent(f"""
        from pathlib import Path
        from spbe_analysis.reports.factory.factory import make
        from spbe_analysis.reports.factory.tasks import Task
        notebook = Path({str(home)!r}, "notebooks", "small.ipynb")
        task = Task(notebook, dict(number=1, language="en"), "small-1", "")
        try:
            print(make([task], Path("far"), cluster={address!r}, force=True).made == [task])
        except Exception as error:
            print(type(error).__name__, error)
    """)
    script = [
        *("set -e", secret, settings),
        f"{scheduler} --host 127.0.0.1 --no-dashboard > scheduler.log 2>&1 & one=$!",
        f"{worker} --no-nanny --no-dashboard --local-directory scratch > worker.log 2>&1 & two=$!",
        "trap 'kill -9 $one $two' EXIT",
        f"until (: > /dev/tcp/127.0.0.1/{port}) 2> /dev/null; do sleep 0.2; done",
        "python made.py > told 2>&1",
        "unset ${!DASK_DISTRIBUTED__COMM__@}",
        "python made.py > refused 2>&1",
    ]
    (tmp_path / "made.py").write_text(made)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["bash", "-c", "\n".join(script)], cwd=tmp_path, env={**os.environ, "PATH": path}, timeout=300)
    assert (tmp_path / "told").read_text() == "True\n"
    assert (tmp_path / "refused").read_text().startswith(f"ReportError no Dask scheduler answers at {address}\n")
    assert "Traceback" not in (tmp_path / "refused").read_text()


def test_a_scheduler_that_does_not_answer_is_named(tasks, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "PATIENCE", 1.0)
    with pytest.raises(ReportError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        make(tasks[:1], tmp_path, cluster="tcp://127.0.0.1:9")


def test_what_travels_is_data_and_notebooks():
    import io
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(bundle())) as archive:
        names = archive.getnames()
    assert {"notebooks/01_drivers.ipynb", "data/processed/published.csv", "data/claims.toml"} <= set(names)
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


@pytest.mark.few(0)
def test_published_folders_are_whole(tmp_path):
    body = b"<html>"
    record = json.dumps({"outputs": {"report.html": hashlib.sha256(body).hexdigest()}}).encode()
    publish_files({RECORD: record, "report.html": body}, tmp_path, "a/b")
    assert is_whole(tmp_path / "a" / "b")
