"""Every chart over years breaks where the regulation changed, driven by the regulations' own years."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from spbe_analysis.analysis.bridge.bridge import bridge
from spbe_analysis.analysis.bridge.simulator import simulate
from spbe_analysis.errors import RegulationError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.presentation.bridge.figures import implied_levels, index_by_year, part_ranges
from spbe_analysis.presentation.bridge.simulation import levels_alt, levels_table, predicates_table, reach_sentences
from spbe_analysis.presentation.bridge.words import groups_table, part_rows, parts_alt, parts_table
from spbe_analysis.presentation.drawing.breaks import mark_breaks, regulation_breaks, split_at_breaks
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.lineage_table import load_lineage

P5, P59, P8 = (load_framework(f"permenpanrb-{name}") for name in ("5-2018", "59-2020", "8-2026"))
# Laporan Pelaksanaan Evaluasi SPBE 2024: national index by year
NATION = pd.Series(
    {2018: "1.98", 2019: "2.18", 2020: "2.26", 2021: "2.24", 2022: "2.34", 2023: "2.79", 2024: "3.12"}
).map(Fraction)


def test_breaks_come_from_the_regulations() -> None:
    assert [turn.text for turn in regulation_breaks()] == ["2020|2021", "2025|2026"]
    assert split_at_breaks([2024, 2019, 2021, 2026, 2020]) == [[2019, 2020], [2021, 2024], [2026]]
    with pytest.raises(RegulationError):
        split_at_breaks([2017, 2019])


def test_no_line_crosses_a_break() -> None:
    ax = index_by_year(NATION, "en", through=2026)
    lines = [set(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) > 1 and line.get_marker() == "o"]
    assert lines == [{2018, 2019, 2020}, {2021, 2022, 2023, 2024}]
    words = " ".join(text.get_text() for text in ax.texts)
    assert "5/2018 | 59/2020" in words and "59/2020 | 8/2026" in words


def test_marks_can_be_limited_to_the_years_shown() -> None:
    ax = index_by_year(NATION[NATION.index >= 2021], "id")
    assert mark_breaks(ax, "id") == []
    assert [turn.text for turn in mark_breaks(ax, "id", 2019, 2022)] == ["2020|2021"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_figures_and_tables_of_a_bridge_and_a_simulation_draw(language) -> None:
    answer = bridge(
        Scorecard.of(P5, {"index": "2.30", "A6": "3.00"}, institution="Kota $X_1$", year=2019),
        Scorecard.of(P59, dict.fromkeys(P59.indicators, "2"), institution="Kota $X_1$", year=2021),
        (P5, P59),
        load_lineage(P5.id, P59.id),
    )
    part_ranges(part_rows(answer, language), language).figure.canvas.draw()
    assert len(parts_alt(answer, language)) > 100
    assert len(parts_table(answer, language)) == 7 and len(groups_table(answer, language)) == 21
    found = simulate(answer.after, (P59, P8), load_lineage(P59.id, P8.id))
    implied_levels(found.table, P8, language).figure.canvas.draw()
    assert len(levels_alt(found, language)) > 50
    assert len(levels_table(found, language)) == 20 and len(predicates_table(found, language)) == 5
    assert len(reach_sentences(found, language)) == 6
