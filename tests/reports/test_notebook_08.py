"""The notebook on changed regulations: a whole run."""

from __future__ import annotations

import pytest

from spbe_analysis.reports.one.run import is_whole


@pytest.mark.few(0)
def test_a_whole_run(planned) -> None:
    folder = planned / "national" / "regulation-change-en"
    assert is_whole(folder)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("2020|2021", "2025|2026", "Kota Bandar Lampung", "−0.503", "not a forecast"):
        assert words in page
