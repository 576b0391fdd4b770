"""The break between 2025 and 2026 on everything with years on an axis, and no difference across it anywhere."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import spbe_analysis as spbe
from spbe_analysis.analysis.attribution import require_one_law
from spbe_analysis.errors import BridgeError, ParameterError, SpbeError
from spbe_analysis.presentation.bridge.figures import index_by_year
from spbe_analysis.presentation.claims.figures import index_by_year as index_behind_a_claim
from spbe_analysis.presentation.drawing.breaks import regulation_breaks
from spbe_analysis.presentation.quality.figures import holdings_map
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.reports.site.sparkline import Axes, Point, sparkline

PACKAGE = Path(spbe.__file__).parent
YEARS = range(2024, 2027)
VALUES = {year: Fraction(250 + year % 10, 100) for year in YEARS}


def _uprights(ax) -> list[float]:
    return [patch.get_x() + patch.get_width() / 2 for patch in ax.patches if patch.get_hatch()]


def _joined(ax) -> set[tuple[int, int]]:
    """Pairs of years that a line on the axes joins."""
    runs = [list(map(int, line.get_xdata())) for line in ax.lines if len(line.get_xdata()) > 1]
    return {pair for run in runs for pair in pairwise(run) if pair[0] != pair[1]}


@pytest.mark.parametrize(
    "draw",
    [
        lambda: index_by_year(pd.Series(VALUES), "en"),
        lambda: index_behind_a_claim(VALUES, set(), 2026, "id"),
    ],
    ids=["index by year", "index behind a claim"],
)
def test_a_line_over_the_years_breaks_where_the_regulation_changed(draw):
    ax = draw()
    assert _uprights(ax) == [2025.5] and _joined(ax) == {(2024, 2025)}


def test_a_sparkline_breaks():
    points = [Point(year, value, framework_for_year(year).id) for year, value in VALUES.items()]
    drawn = sparkline(points, Axes.over(points), "told", "g")
    assert 'class="b"' in drawn
    line = re.search(r'<path d="([^"]*)"', drawn)[1]
    assert line.count("L") == 1  # 2024 to 2025


def test_a_map_over_the_years_has_a_line_between_their_columns():
    ax = holdings_map(pd.DataFrame([[1, 2, 3], [4, 5, 6]], columns=list(YEARS)), ["a", "b"], "en")
    assert [line.get_xdata()[0] for line in ax.lines if line.get_gid() == "break"] == [1.5]


def test_whatever_puts_years_on_an_axis_asks_for_the_breaks():
    """Waterfalls and maps of levels over years stand within one regulation: their answers refuse to go across."""
    wanted = {"set_xticks", "set_yticks"}
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", "")
            if name in wanted and "year" in " ".join(map(ast.unparse, call.args)):
                assert "drawing.breaks import" in text, f"{path.name}: {ast.unparse(call)}"
    years = {turn.text for turn in regulation_breaks()}
    assert "2025|2026" in years


@pytest.mark.parametrize(
    "ask",
    [
        lambda: spbe.drivers("Kab. Aceh Tengah", 2025, 2026, to_stage="interim"),
        lambda: spbe.bridge("Kab. Aceh Tengah", 2025, 2026, to_stage="interim"),
        lambda: spbe.panel(2025, 2026),
        lambda: spbe.panel(2024, 2026),
        lambda: spbe.report("Kab. Aceh Tengah", 2025, 2026, to_stage="interim"),
        lambda: require_one_law(2025, 2026),
    ],
)
def test_no_answer_goes_across(ask):
    with pytest.raises(SpbeError) as refused:
        ask()
    assert isinstance(refused.value, BridgeError) or "2026" in str(refused.value)


def test_a_nation_needs_two_years():
    with pytest.raises(ParameterError, match="2024"):
        spbe.panel(2024, 2024)


def test_a_wide_table_keeps_regulations_apart():
    """In columns of one name a researcher would subtract 2.59 (SPBE 2025) from 1.24 (Digital Government 2026)."""
    wide = spbe.scores("Kab. Aceh Tengah", [2025, 2026], stage=None, wide=True)
    assert {"P59-INDEX", "P8-INDEX"} <= set(wide.columns) and "INDEX" not in wide.columns
    assert not (wide["P59-INDEX"].notna() & wide["P8-INDEX"].notna()).any()
    assert "INDEX" in spbe.scores("Kab. Aceh Tengah", 2026, stage=None, wide=True).columns
