"""What every test may lean on."""

from __future__ import annotations

import os

import pytest
from counts import EVERY, few
from filelock import FileLock
from hypothesis import HealthCheck, settings

from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, load_framework

# A slow machine is no fault of what is tested. Where changes are let in, the same examples are drawn each time: a change
# is not turned away for what it did not touch.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("any machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test marked ``few(n)`` leave n cases, unless all are asked for, or tests by name."""
    if EVERY or config.option.keyword or any("::" in word for word in config.args):
        return
    marked: dict[tuple, list[pytest.Item]] = {}
    for item in items:
        if mark := item.get_closest_marker("few"):
            marked.setdefault((item.path, item.originalname, *mark.args), []).append(item)
    left_out = {item for (*_, count), group in marked.items() for item in set(group) - set(few(group, count))}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


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
def kaltim(law: Framework) -> tuple[Scorecard, Scorecard]:
    """The printed scores of Provinsi Kalimantan Timur, 2023 and 2024."""
    return tuple(
        Scorecard.of(law, card, institution="Pemerintah Provinsi Kalimantan Timur", year=year)
        for year, card in ((2023, KALTIM_2023), (2024, KALTIM_2024))
    )


@pytest.fixture(scope="session")
def planned(tmp_path_factory):
    """Folder of every page that is published, made once for all test processes."""
    from planned_pages import RECORD, make_pages

    base = tmp_path_factory.getbasetemp()
    root = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "planned"
    root.mkdir(exist_ok=True)
    with FileLock(root.parent / "planned.making"):
        if not (root / RECORD).exists():
            make_pages(root)
    return root
