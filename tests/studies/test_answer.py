"""Answers belong to who asked for them; only while reports are made the same question has the same answer."""

import spbe_analysis as spbe
from spbe_analysis.studies.answer import keeping


def _asked():
    return spbe.drivers("Kaltim", 2023, 2024, shares=False)


def test_who_changes_the_tables_of_an_answer_changes_no_other():
    with keeping():
        right = _asked().to_frame()
    mine = _asked()
    mine.exact.table.loc[:, "low"] = 0
    assert _asked().to_frame().equals(right)


def test_an_answer_is_kept_while_reports_are_made():
    with keeping():
        assert _asked() is _asked()
    assert _asked() is not _asked()
