"""Answers that pages are made from: everything published, domains only, nothing that fits."""

from __future__ import annotations

import pytest

from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard

LAMPUNG = "Pemerintah Kota Bandar Lampung"


@pytest.fixture(scope="session")
def lampung_cards():
    """Result reports of Kota Bandar Lampung 2021 to 2024: four whole tables of levels."""
    return {year: scorecard_for(LAMPUNG, year) for year in (2021, 2022, 2023, 2024)}


@pytest.fixture(scope="session")
def full(law, lampung_cards):
    """All 47 indicators in both years."""
    return drivers(law, lampung_cards[2023], lampung_cards[2024])


@pytest.fixture(scope="session")
def partial(law):
    """Only domains and index (Kalimantan Timur, national reports)."""
    return drivers(law, *(scorecard_for("Provinsi Kalimantan Timur", year) for year in (2023, 2024)))


@pytest.fixture(scope="session")
def index_only(law):
    """Only the index in both years."""
    cards = [
        Scorecard.of(law, {"index": text}, institution="X", year=year)
        for year, text in ((2023, "2.91"), (2024, "3.79"))
    ]
    return drivers(law, *cards)


@pytest.fixture(scope="session")
def impossible(law):
    """Domain 1 of 2024 is no mean of ten whole levels."""
    first = Scorecard.of(law, {"D1": "3.00", "D2": "1.90", "index": "2.91"}, institution="X", year=2023)
    second = Scorecard.of(law, {"D1": "3.45", "index": "3.79"}, institution="X", year=2024)
    return drivers(law, first, second)


@pytest.fixture(scope="session")
def falling(law, full):
    """The same two years the other way round: every sign turns."""
    return drivers(law, full.after, full.before)
