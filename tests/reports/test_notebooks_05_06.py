"""The notebooks on claims and on the next predicate: whole runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from spbe_analysis.reports.one.run import is_whole, run_notebook

FOLDER = Path(__file__).parents[2] / "notebooks"


@pytest.mark.few(0)
@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("claims/kalimantan-timur-en", ("15–16 of 38", "weakly supported", "which is higher", "3.55, not 3.92")),
        ("provinsi-kalimantan-timur-*/next-predicate-2024-en", ("Outstanding", "at most 39 level steps", "4.247")),
        ("kota-bandar-lampung-*/next-predicate-2024", ("1.932 rencana", "Sangat Baik")),
        ("provinsi-kalimantan-timur-*/2023-2024-en", ("National drift", "15–16 of 38", "Stays first", "up to ±34%")),
    ],
)
def test_a_whole_run(planned, report, said) -> None:
    (folder,) = planned.glob(report)
    assert is_whole(folder)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in said:
        assert words in page, words


def test_claims_of_ones_own(tmp_path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(
        '[[claim]]\nid = "a"\nkind = "index_value"\ninstitution = "Kota Bandar Lampung"\nyear = 2024\nvalue = "2,98"\n'
        'words = "2,98"\nsource = "s"\nurl = ""\ndate = ""\n',
        encoding="utf-8",
    )
    parameters = {"about": "Kota Bandar Lampung", "claims_file": str(own), "language": "en"}
    made = run_notebook(FOLDER / "05_claims.ipynb", parameters, tmp_path / "out")
    assert "1 supported" in made.page.read_text(encoding="utf-8")
