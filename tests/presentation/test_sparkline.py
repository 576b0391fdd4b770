"""Sparklines: a line only where two neighbouring years are comparable."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from itertools import pairwise

from spbe_analysis.regulation import framework_for_year
from spbe_analysis.reports.site.sparkline import HEIGHT, Axes, Point, ground, sparkline

YEARS = range(2018, 2026)


def law(year: int) -> str:
    return framework_for_year(year).id


def point(year: int, value: str, evaluated: bool = True) -> Point:
    return Point(year, Fraction(value), law(year), evaluated)


def joined(svg: str, axes: Axes) -> set[tuple[int, int]]:
    """Pairs of years that a line joins, read back from the drawing."""
    at = {axes.x(year): year for year in YEARS}
    line = re.search(r'<path d="([^"]*)"', svg)
    pairs = set()
    for stroke in re.findall(r"M[^M]+", line[1]) if line else []:
        years = [at[int(Fraction(x) * 10)] for x in re.findall(r"[ML]([\d.]+) ", stroke)]
        pairs |= set(pairwise(years))
    return pairs


def test_no_line_through_a_change_of_regulation_or_a_missing_year():
    rng = random.Random(20)
    for _ in range(300):
        years = sorted(rng.sample(YEARS, rng.randint(1, len(YEARS))))
        points = [point(year, f"{rng.randint(100, 500) / 100:.2f}", rng.random() < 0.7) for year in years]
        axes = Axes.over([point(2018, "1"), point(2025, "5"), *points, *(point(y, "2") for y in YEARS)])
        svg = sparkline(rng.sample(points, len(points)), axes, "told", "g")
        expected = {(a, b) for a, b in pairwise(years) if b == a + 1 and law(a) == law(b)}
        assert joined(svg, axes) == expected
        assert (2020, 2021) not in expected
        assert svg.count("h0") == sum(p.evaluated for p in points)
        assert svg.count("<circle") == sum(not p.evaluated for p in points)
        assert ('class="b"' in svg) == (years[0] <= 2020 and years[-1] >= 2021)


def test_the_break_lies_where_the_regulations_say():
    axes = Axes.over([point(year, "2.5") for year in YEARS])
    assert axes.spells == [(2018, 2020), (2021, 2025)]
    assert axes.breaks == [(axes.x(2020) + axes.x(2021)) // 2]
    assert ground(axes, "g").count("M") == 2
    assert Axes.over([point(2023, "2"), point(2024, "3")]).breaks == []


def test_higher_is_higher_and_everything_lies_inside():
    axes = Axes.over([point(2021, "1.00"), point(2024, "4.90")])
    heights = [axes.y(Fraction(value, 100)) for value in range(100, 491)]
    assert heights == sorted(heights, reverse=True)
    assert 0 < heights[-1] < heights[0] < HEIGHT * 10
    assert Axes.over([point(2024, "2")]).y(Fraction(2)) > 0


def test_words_are_escaped_and_nothing_published_draws_nothing():
    svg = sparkline([], Axes.over([]), "</title><script>", "g")
    assert "<path" not in svg and "<circle" not in svg
    assert "&lt;/title&gt;&lt;script&gt;" in svg
