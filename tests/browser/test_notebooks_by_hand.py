"""The notebooks opened in a real JupyterLab and run by hand, with no papermill near."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest
from counts import FULL
from headless import chromium

from spbe_analysis.explore.server import NOTEBOOK

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
PROJECT = Path(__file__).parents[2]
QUICK = ("01", "09")  # papermill runs all of them in the quick run too
BY_HAND = [
    f"notebooks/{path.name}"
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))
    if path.name[:2] in QUICK or (FULL and path.name[:2] != "00")
]
DRIVERS = "notebooks/01_drivers.ipynb"
PATIENCE = 300  # seconds: a notebook on a busy machine


@pytest.mark.few(1)
@pytest.mark.parametrize("name", BY_HAND)
def test_run_all_by_hand(name, lab):
    address, root = lab
    notebook = _run_all(address, root / name)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    wrong = [output for output in outputs if output.output_type not in ("display_data", "execute_result")]
    assert [one for one in wrong if "font cache" not in one.get("text", "")] == []  # nothing printed, nothing failed
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    if name == DRIVERS:
        shown = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
        assert shown.count("<figure") >= 3 and "+0,255" in shown and "Bandar Lampung" in shown


@pytest.mark.few(0)
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('from_year: int = 2024\nto_year: int = 2023\nlanguage: str = "id"', "from_year (2024) harus lebih awal"),
        ('from_year: int = 2015\nto_year: int = 2024\nlanguage: str = "en"', "nothing is published of Pemerintah Kota"),
    ],
    ids=["reversed years", "a missing year"],
)
def test_wrong_years_give_a_sentence_by_hand(lines, told, lab):
    address, root = lab
    name = "notebooks/0_wrong.ipynb"
    notebook = nbformat.read(PROJECT / DRIVERS, as_version=4)
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    changed = dict(line.split(":", 1) for line in lines.split("\n"))
    cell.source = "\n".join(
        f"{name}:{changed.get(name, given)}" for name, given in (line.split(":", 1) for line in cell.source.split("\n"))
    )
    nbformat.write(notebook, root / name)
    notebook = _run_all(address, root / name)
    outputs = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    error = next(output for output in outputs if output.output_type == "error")  # others follow where it was not heeded
    assert told in "\n".join(error.traceback) and len(error.traceback) <= 4


@pytest.mark.few(0)
def test_the_contents_list_shows_the_questions_before_anything_runs(lab):
    address, _ = lab
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(address.replace(NOTEBOOK, DRIVERS))
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(state="attached")
        page.keyboard.press("Control+Shift+k")
        contents = page.locator(".jp-TableOfContents, .jp-tocItem").first
        contents.wait_for(state="attached")
        page.locator(".jp-tocItem").get_by_text("What these figures cannot say").first.wait_for(state="attached")
        told = " ".join(page.locator(".jp-tocItem").all_inner_texts())
    for words in ("By domain", "By indicator", "What these figures cannot say"):
        assert words in told


def _run_all(address: str, path: Path):
    """The notebook after all its cells were run by hand, as JupyterLab saved it: whole, or with the error it stopped at."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(address.replace(NOTEBOOK, f"notebooks/{path.name}"))
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(state="attached")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            page.wait_for_timeout(2_000)
            page.keyboard.press("Control+s")
            page.wait_for_timeout(500)
            try:
                notebook = nbformat.read(path, as_version=4)
            except nbformat.reader.NotJSONError:
                continue  # the server is just writing it
            code = [cell for cell in notebook.cells if cell.cell_type == "code"]
            stopped = any(output.output_type == "error" for cell in code for output in cell.outputs)
            if stopped or all(cell.execution_count for cell in code):
                return notebook
    pytest.fail(f"{path.name} did not come to its end")
