"""Notebooks and published reports that several tests look at."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from spbe_analysis.reports.one.run import is_whole, run_notebook

PROJECT = Path(__file__).parents[2]
DRIVERS = PROJECT / "notebooks" / "01_drivers.ipynb"
CASES = {
    "lampung": {"institution": "Kota Bandar Lampung", "from_year": 2023, "to_year": 2024, "language": "id"},
    "lampung-path": {"institution": "Kota Bandar Lampung", "from_year": 2021, "to_year": 2024, "language": "en"},
    "kaltim": {"institution": "Provinsi Kalimantan Timur", "from_year": 2023, "to_year": 2024, "language": "en"},
}
CLOSING = "document.show(document.closing('Found it.', language))"
START = "from spbe_analysis.presentation.page import document\ndocument.show(document.title('A title'))"


@pytest.fixture
def notebook(tmp_path):
    """Writes a small notebook whose cells between title and closing block are given."""

    def write(
        *cells: str, parameters: str = 'language: str = "en"', closing: str = CLOSING, name: str = "small"
    ) -> Path:
        made = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        )
        first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        made.cells = [first, *(nbformat.v4.new_code_cell(source) for source in (START, *cells, closing) if source)]
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(made, path)
        return path

    return write


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Folder of a real report by case, made once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "published"
    shared.mkdir(exist_ok=True)

    def folder(case: str) -> Path:
        out = shared / case
        with FileLock(shared / f"{case}.making"):
            if not is_whole(out):
                run_notebook(DRIVERS, CASES[case], out)
        return out

    return folder
