"""The notebook on the index beside other figures: a whole run, and a refusal where there are too few provinces."""

from __future__ import annotations

from pathlib import Path

import pytest

from spbe_analysis.errors import ReportError
from spbe_analysis.reports.one.run import is_whole, run_notebook

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "07_index_and_outcomes.ipynb"


@pytest.mark.few(0)
def test_a_whole_run(planned) -> None:
    folder = planned / "national" / "index-and-outcomes-en"
    assert is_whole(folder)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("34 of 38 provinces", "Papua Pegunungan", "+0.57", "+0.51", "too few", "does not say why"):
        assert words in page
    assert len(list((folder / "figures").glob("*.svg"))) == 3


def test_too_few_provinces_are_refused(tmp_path) -> None:
    with pytest.raises(ReportError, match="of at least 8 provinces"):
        run_notebook(NOTEBOOK, {"outcome": "ipm"}, tmp_path / "out")
    assert not (tmp_path / "out").exists()
