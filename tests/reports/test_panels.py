"""The nation behind single reports: the ledger, and a fingerprint of what a page shows of others."""

from __future__ import annotations

import pytest

from spbe_analysis.analysis.panel.join import join_years
from spbe_analysis.analysis.panel.ranks import panel_ranks
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.presentation.drivers import peers as peer_words
from spbe_analysis.regulation import load_framework
from spbe_analysis.reports.one import nation
from spbe_analysis.studies import national as panels

LAW = load_framework("permenpanrb-59-2020")


def test_three_parts_add_up_for_every_institution():
    panel, _ = panels.national_panel(2023, 2024)
    assert len(panel.table) == 607  # joined institutions, register
    for row in panel.table.itertuples():
        assert row.drift + row.category + row.own == row.change


def test_only_years_with_a_national_report_are_compared():
    assert panels.national_years() == [2023, 2024]
    assert panels.national_panel(2021, 2024) is None
    assert panels.national_standing("Pemerintah Kota Bandar Lampung", 2021, 2024) is None
    assert nation.standing_digest("Pemerintah Kota Bandar Lampung", 2021, 2024) == ""
    assert panels.national_standing("nobody", 2023, 2024) is None


def test_what_one_caller_changes_does_not_reach_the_next():
    panel, places = panels.national_panel(2023, 2024)
    panel.table["change"] = 0
    panel.before.clear()
    places["place"] = 0
    again, others = panels.national_panel(2023, 2024)
    assert sum(again.table["change"] != 0) > 500 and len(again.before) == 621 and "place" not in others


@pytest.mark.few(0)
def test_one_changed_score_changes_the_fingerprint_of_those_that_show_it(monkeypatch):
    """An equal fingerprint means equal text; a changed score leaves most pages as they are."""
    name = "Pemerintah Provinsi Kalimantan Utara"  # 3.79 in 2024, level with Kalimantan Timur, whose peer it is
    before, after = all_scorecards(2023), all_scorecards(2024)
    after[name] = after[name].with_value(LAW.root, "3.78")
    panel = join_years(before, after, load_register(), LAW)
    changed = panel, panel_ranks(panel)
    old = {body: nation.standing_digest(body, 2023, 2024) for body in panel.names}
    was = {body: panels.national_standing(body, 2023, 2024) for body in panel.names[::25]}
    monkeypatch.setattr(panels, "_joined", lambda *_: changed)
    new = nation._digests.__wrapped__(None, 2023, 2024)
    moved = {body for body in panel.names if old[body] != new[body]}
    assert {name, "Pemerintah Provinsi Kalimantan Timur"} <= moved
    assert len(moved) < 100 and len(set(new.values())) == 607
    for body, standing in was.items():
        now = panels.national_standing(body, 2023, 2024)
        shown = [
            [
                peer_words.ledger_sentence(one, "id"),
                peer_words.peers_sentence(one, "id"),
                *(made(one, "id").to_csv() for made in (peer_words.ledger, peer_words.places, peer_words.nearest)),
            ]
            for one in (standing, now)
        ]
        assert body in moved or shown[0] == shown[1]
