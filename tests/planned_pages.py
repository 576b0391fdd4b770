"""Every page the project publishes, made once: the planned reports, one of each way figures are published, site, guide."""

from __future__ import annotations

import json
from pathlib import Path

from counts import EVERY, FULL

from spbe_analysis.reports.factory.factory import make
from spbe_analysis.reports.factory.tasks import Task
from spbe_analysis.reports.one.plan_file import DRIVERS, PlannedRun, load_runs, plan
from spbe_analysis.reports.site.guide import build_guide
from spbe_analysis.reports.site.site import build_site

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
OTHER_DISCLOSURES = [  # data/processed/published.csv, final results; the planned reports hold domains and all indicators
    {"institution": "Kab. Jepara", "from_year": 2021, "to_year": 2022, "language": "id"},  # the index alone
    {"institution": "Kab. Jepara", "from_year": 2021, "to_year": 2022, "language": "en"},
    {"institution": "Kota Balikpapan", "from_year": 2021, "to_year": 2022, "language": "id"},  # index; some aspects
    {
        "institution": "Kementerian Koordinator Bidang Perekonomian",
        "from_year": 2021,
        "to_year": 2023,
        "language": "id",
    },
    {
        "institution": "Kota Denpasar",
        "from_year": 2018,
        "to_year": 2019,
        "language": "en",
    },  # 37 levels, regulation 5/2018
]
INDONESIAN = {  # of the quick run, which makes the other reports in English
    "kota-bandar-lampung-7c6be6/2023-2024",
    "kota-bandar-lampung-7c6be6/next-predicate-2024",
    "national/what-the-figures-fix",
}
FEW = ("01_drivers", "04_national", "05_claims", "06_next_predicate", "11_one_scorecard")  # notebooks of `make test`
RECORD = "remarks.json"


def chosen_runs() -> list[PlannedRun]:
    """The planned reports and the other disclosures; in the quick run each planned report in one language."""
    runs, others = load_runs(NOTEBOOKS / "runs.toml"), OTHER_DISCLOSURES
    if not FULL:
        quick = {f"{run.folder}-en" for run in runs} - {f"{folder}-en" for folder in INDONESIAN} | INDONESIAN
        runs, others = [run for run in runs if run.folder in quick], others[::2]
    if not EVERY:
        seen = {run.notebook.stem: run for run in reversed(runs)}
        runs, others = [seen[name] for name in FEW], others[:1]
    return [*runs, *(plan(NOTEBOOKS / f"{DRIVERS}.ipynb", given) for given in others)]


def make_pages(root: Path) -> None:
    """Make them all; what the notebooks said on standard error stands beside them."""
    tasks = [
        Task(run.notebook, run.parameters, run.folder, str(run.parameters.get("institution", "")))
        for run in chosen_runs()
    ]
    outcome = make(sorted(tasks, key=lambda task: task.notebook.stem, reverse=True), root, jobs=2)
    assert outcome.whole, outcome.failed
    build_guide(root)
    build_site(root)
    (root / RECORD).write_text(json.dumps(outcome.remarks), encoding="utf-8")


def reports(root: Path) -> list[Path]:
    """Pages of the reports, in order."""
    return sorted(root.glob("*/*/report.html"))


def one_of_each_kind(root: Path) -> list[Path]:
    """A report of each notebook, a page of the site and one of the guide, the languages by turns."""
    kinds = {json.loads(path.with_name("run.json").read_text())["notebook"]: path for path in reports(root)}
    return [*kinds.values(), root / "index.html", root / "guide" / "index.en.html"]


def pages(root: Path) -> list[Path]:
    """Every page: reports, site and guide."""
    return [*reports(root), *sorted(root.glob("index*.html")), *sorted(root.glob("guide/*.html"))]
