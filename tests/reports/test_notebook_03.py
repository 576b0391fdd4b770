"""The notebook on data quality: a whole run."""

from __future__ import annotations

import pytest

from spbe_analysis.reports.one.run import is_whole


@pytest.mark.few(0)
def test_a_whole_run(planned) -> None:
    folder = planned / "national" / "data-quality-en"
    assert is_whole(folder)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("24 findings", "exactly 4 institutions", "620 of 621", "KotaMobagu", "half up"):
        assert words in page
