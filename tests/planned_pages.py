"""Every page the project publishes, made once: the planned reports, one of each way figures are published, site, guide."""

from __future__ import annotations

import json
from pathlib import Path

from spbe_analysis.reports.factory.factory import make
from spbe_analysis.reports.factory.tasks import Task
from spbe_analysis.reports.one.plan_file import DRIVERS, load_runs, plan
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
RECORD = "remarks.json"


def make_pages(root: Path) -> None:
    """Make them all; what the notebooks said on standard error stands beside them."""
    runs = [*load_runs(NOTEBOOKS / "runs.toml")]
    runs += [plan(NOTEBOOKS / f"{DRIVERS}.ipynb", given) for given in OTHER_DISCLOSURES]
    tasks = [Task(run.notebook, run.parameters, run.folder, str(run.parameters.get("institution", ""))) for run in runs]
    outcome = make(sorted(tasks, key=lambda task: task.notebook.stem, reverse=True), root, jobs=2)
    assert outcome.whole, outcome.failed
    build_guide(root)
    build_site(root)
    (root / RECORD).write_text(json.dumps(outcome.remarks), encoding="utf-8")


def reports(root: Path) -> list[Path]:
    """Pages of the reports, in order."""
    return sorted(root.glob("*/*/report.html"))


def pages(root: Path) -> list[Path]:
    """Every page: reports, site and guide."""
    return [*reports(root), *sorted(root.glob("index*.html")), *sorted(root.glob("guide/*.html"))]
