"""A report's notebook opened in a real JupyterLab and run by hand, with no papermill near."""

from __future__ import annotations

import time

import nbformat
import pytest
from headless import chromium

from spbe_analysis.explore.server import NOTEBOOK

pytestmark = [pytest.mark.browser, pytest.mark.slow]
pytest.importorskip("playwright.sync_api")
DRIVERS = "notebooks/01_drivers.ipynb"


def test_drivers_runs_by_hand(lab):
    address, root = lab
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(address.replace(NOTEBOOK, DRIVERS))
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(state="attached")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.get_by_text("Akhir laporan.").wait_for()
        page.keyboard.press("Control+s")
        outputs = _saved_outputs(root / DRIVERS)
    shown = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    assert {output.output_type for output in outputs} == {"display_data"}  # nothing printed, nothing failed
    assert shown.count("<figure") >= 3 and "+0,255" in shown and "Bandar Lampung" in shown


def _saved_outputs(path) -> list:
    """Outputs of all cells, once JupyterLab has written them."""
    for _ in range(200):
        cells = nbformat.read(path, as_version=4).cells
        found = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
        if found:
            return found
        time.sleep(0.1)
    pytest.fail("the notebook was not saved with its outputs")
