"""The notebook on data quality: its shape in git, and a whole run."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from spbe_analysis.reports.one.run import is_whole

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_data_quality.ipynb"


def test_shape() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    for cell in cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
            assert len(cell.source.splitlines()) <= 10, cell.id
            kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
            assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.Lambda}, cell.id
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells) == 1


@pytest.mark.slow
def test_a_whole_run(planned) -> None:
    folder = planned / "national" / "data-quality-en"
    assert is_whole(folder)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("24 findings", "exactly 4 institutions", "620 of 621", "KotaMobagu", "half up"):
        assert words in page
