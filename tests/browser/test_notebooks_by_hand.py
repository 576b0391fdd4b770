"""The notebooks opened in a real JupyterLab and run by hand, with no papermill near."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest
from headless import chromium

from spbe_analysis.explore.server import NOTEBOOK

pytestmark = [pytest.mark.browser, pytest.mark.slow]
pytest.importorskip("playwright.sync_api")
PROJECT = Path(__file__).parents[2]
BY_HAND = [
    f"notebooks/{path.name}" for path in sorted((PROJECT / "notebooks").glob("0*.ipynb")) if path.name[:2] != "00"
]
DRIVERS = "notebooks/01_drivers.ipynb"


@pytest.mark.parametrize("name", BY_HAND)
def test_run_all_by_hand(name, lab):
    address, root = lab
    _run_all(address, name)
    notebook = _saved(root / name)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"display_data", "execute_result"}  # nothing printed or failed
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    if name == DRIVERS:
        shown = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
        assert shown.count("<figure") >= 3 and "+0,255" in shown and "Bandar Lampung" in shown


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
    cell.source = f'institution: str = "Kota Bandar Lampung"\n{lines}'
    nbformat.write(notebook, root / name)
    _run_all(address, name)
    outputs = [o for cell in _saved(root / name).cells if cell.cell_type == "code" for o in cell.outputs]
    (error,) = [output for output in outputs if output.output_type == "error"]
    assert told in "\n".join(error.traceback) and len(error.traceback) <= 4


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
        told = " ".join(page.locator(".jp-tocItem").all_inner_texts())
    for words in ("By domain", "By indicator", "What these figures cannot say"):
        assert words in told


def _run_all(address: str, name: str) -> None:
    """Run all cells of a notebook, wait until the kernel rests, and save it."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(240_000)
        page.goto(address.replace(NOTEBOOK, name))
        status = page.locator("#jp-main-statusbar")
        status.get_by_text("| Idle").wait_for(state="attached")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        status.get_by_text("| Busy").wait_for(state="attached")
        status.get_by_text("| Idle").wait_for(state="attached")
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1_000)


def _saved(path: Path):
    """The notebook once JupyterLab has written it with its outputs."""
    for _ in range(200):
        notebook = nbformat.read(path, as_version=4)
        if any(cell.get("outputs") for cell in notebook.cells):
            return notebook
        time.sleep(0.1)
    pytest.fail("the notebook was not saved with its outputs")
