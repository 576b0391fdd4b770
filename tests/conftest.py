"""What every test may lean on."""

from __future__ import annotations

import pytest

from spbe_analysis.evidence import Evidence
from spbe_analysis.regulation import Framework, load_framework

# Laporan Pelaksanaan Evaluasi SPBE 2023, Tabel 35 no. 1, and 2024, Tabel 36 no. 1.
KALTIM_2023 = {"index": "2.91", "D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "3.90"}
KALTIM_2024 = {"index": "3.79", "D1": "3.70", "D2": "3.50", "D3": "2.82", "D4": "4.32"}


@pytest.fixture(scope="session")
def law() -> Framework:
    """PermenPANRB 59/2020."""
    return load_framework("permenpanrb-59-2020")


@pytest.fixture(scope="session")
def old_law() -> Framework:
    """PermenPANRB 5/2018."""
    return load_framework("permenpanrb-5-2018")


@pytest.fixture(scope="session")
def kaltim(law: Framework) -> tuple[Evidence, Evidence]:
    """The printed scores of Provinsi Kalimantan Timur, 2023 and 2024."""
    return tuple(
        Evidence.of(law, card, institution="Pemerintah Provinsi Kalimantan Timur", year=year)
        for year, card in ((2023, KALTIM_2023), (2024, KALTIM_2024))
    )
