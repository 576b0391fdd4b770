"""What a report's tables must hold together."""

import nbformat
import pytest

from spbe_analysis.reports.one.verify import broken_promises, parts_and_wholes


def _row(code, parent, low, high=None, verdict="identified"):
    return {
        "code": code,
        "parent": parent,
        "contribution_low": low,
        "contribution_high": low if high is None else high,
        "verdict": verdict,
    }


GOOD = [_row("D1", "index", 0.3), _row("A1", "D1", 0.1), _row("A2", "D1", 0.2)]


def test_parts_that_add_up_pass():
    assert parts_and_wholes(GOOD) == []


def test_an_interval_may_be_narrower_than_its_parts_together():
    rows = [_row("D1", "index", 0.25, 0.35), _row("A1", "D1", 0.1, 0.2), _row("A2", "D1", 0.1, 0.2)]
    assert parts_and_wholes(rows) == []


@pytest.mark.parametrize(
    "rows",
    [
        [_row("D1", "index", 0.31), *GOOD[1:]],
        [_row("D1", "index", 0.1, 0.5), _row("A1", "D1", 0.2, 0.2), _row("A2", "D1", 0.1, 0.2)],
        [_row("D1", "index", 0.4, 0.3), *GOOD[1:]],
    ],
    ids=["another sum", "wider than its parts", "low above high"],
)
def test_parts_that_miss_their_whole_are_named(rows):
    (problem,) = parts_and_wholes(rows)
    assert problem.startswith("D1: ")


def test_scores_that_no_levels_give_are_left_alone():
    assert parts_and_wholes([_row("D1", "index", 0.9, verdict="not reproducible"), *GOOD[1:]]) == []
    assert parts_and_wholes([_row("D1", "index", None), *GOOD[1:]]) == []


def _notebook(rows, tables):
    about = [
        {"kind": "file", "name": "contributions.csv", "head": list(rows[0]), "rows": [list(r.values()) for r in rows]}
    ]
    about += [{"kind": "table", "rows": count} for count in tables]
    outputs = [nbformat.v4.new_output("display_data", {"text/plain": ""}, metadata={"spbe": one}) for one in about]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=outputs)])


def test_a_report_with_contributions_shows_tables_with_rows():
    assert broken_promises(_notebook(GOOD, [4])) == []
    assert broken_promises(_notebook(GOOD, [])) == ["a report with contributions shows no table"]
    assert broken_promises(_notebook(GOOD, [3, 0])) == ["table 2 has no rows"]
