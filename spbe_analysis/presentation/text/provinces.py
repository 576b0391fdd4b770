"""What provinces are called."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from spbe_analysis.presentation.text.wording import check_language

LAYOUT = Path(__file__).parents[1] / "data" / "province_tiles.csv"


def layout() -> list[dict[str, str]]:
    """The lines of the layout of provinces: official, short and English name, column and row."""
    with LAYOUT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _english() -> dict[str, str]:
    return {row["province"]: row["english"] for row in layout()}


def province_name(province: str, language: str) -> str:
    """A province's official name, in English followed by its usual English one where that differs.

    Examples
    --------
    >>> province_name("Kalimantan Timur", "en"), province_name("Kalimantan Timur", "id"), province_name("Aceh", "en")
    ('Kalimantan Timur (East Kalimantan)', 'Kalimantan Timur', 'Aceh')
    """
    english = _english().get(province, "") if check_language(language) == "en" else ""
    return f"{province} ({english})" if english else province
