"""Several years: parts of consecutive spans add up, whichever years lie between."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from counts import cases
from generated_regulations import make_card, make_levels, make_pair
from laws import bridge_levels

from spbe_analysis.analysis.bridge.bridge import bridge, bridge_chances
from spbe_analysis.analysis.bridge.decomposition import PARTS
from spbe_analysis.analysis.bridge.path import METHODS, bridge_path, path_forms
from spbe_analysis.errors import BridgeError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.lineage_table import load_lineage


def random_path(rng: random.Random):
    """Two to six years, the first ones under one made-up regulation, the rest under the next."""
    (first, second), lineage = make_pair(rng, 6)
    years = sorted(rng.sample(range(2001, 2012), rng.randint(2, 6)))
    turn = rng.randint(0, len(years))
    laws = {year: first if i < turn else second for i, year in enumerate(years)}
    return laws, {(first.id, second.id): lineage}, {year: make_levels(rng, law) for year, law in laws.items()}


@pytest.mark.parametrize("method", METHODS)
def test_parts_of_consecutive_spans_add_up(method) -> None:
    rng, broken = random.Random(1), 0
    for _ in range(cases(60, quick=15)):
        laws, lineages, levels = random_path(rng)
        forms = path_forms(laws, lineages, method=method)
        value = {pair: {name: form.at(levels, laws) for name, form in named.items()} for pair, named in forms.items()}
        years = sorted(laws)
        for a in years:
            for c in years:
                if a < c:
                    broken += sum(value[a, c][part] for part in PARTS) != value[a, c]["total"]
                for b in years:
                    if a < b < c:
                        broken += any(value[a, b][k] + value[b, c][k] != value[a, c][k] for k in value[a, c])
    assert broken == 0


def test_years_inside_one_regulation_do_not_matter_to_the_chain() -> None:
    rng = random.Random(2)
    for _ in range(80):
        laws, lineages, levels = random_path(rng)
        years = sorted(laws)
        turn = [b for a, b in pairwise(years) if laws[a].id != laws[b].id]
        needed = {years[0], years[-1], *turn, *(years[years.index(b) - 1] for b in turn)}
        short = {year: law for year, law in laws.items() if year in needed}
        ends = years[0], years[-1]
        full, few = (path_forms(x, lineages)[ends] for x in (laws, short))
        for name in full:
            assert full[name].at(levels, laws) == few[name].at(levels, laws)


@pytest.mark.parametrize("method", METHODS)
def test_two_years_are_the_plain_bridge(method) -> None:
    rng = random.Random(3)
    for _ in range(50):
        laws, lineage = make_pair(rng)
        levels = {2020: make_levels(rng, laws[0]), 2021: make_levels(rng, laws[1])}
        forms = path_forms({2020: laws[0], 2021: laws[1]}, {(laws[0].id, laws[1].id): lineage}, method=method)
        found = {name: form.at(levels, {2020: laws[0], 2021: laws[1]}) for name, form in forms[2020, 2021].items()}
        assert found == bridge_levels(levels[2020], levels[2021], laws, lineage)


def test_hidden_levels_of_any_year_leave_intervals_that_hold_the_truth() -> None:
    rng = random.Random(4)
    for _ in range(cases(60, quick=20)):
        laws, lineages, levels = random_path(rng)
        cards = {year: make_card(rng, law, levels[year]) for year, law in laws.items()}
        answer = bridge_path(cards, laws, lineages)
        for pair, forms in path_forms(laws, lineages).items():
            for name, form in forms.items():
                assert answer.spans[pair][name].low <= form.at(levels, laws) <= answer.spans[pair][name].high
        assert answer.whole == answer.spans[min(laws), max(laws)]


def test_refusals() -> None:
    p5, p59, p8 = (load_framework(f"permenpanrb-{name}") for name in ("5-2018", "59-2020", "8-2026"))
    with pytest.raises(BridgeError, match="no lineage between"):
        path_forms({2019: p5, 2021: p59}, {})
    with pytest.raises(BridgeError, match="at least two years"):
        path_forms({2019: p5}, {})
    with pytest.raises(BridgeError, match="are not bridged"):
        path_forms({2024: p59, 2026: p8}, {(p59.id, p8.id): load_lineage(p59.id, p8.id)})


def test_chances_lie_inside_the_intervals_and_are_exact_where_all_is_known() -> None:
    p5, p59 = load_framework("permenpanrb-5-2018"), load_framework("permenpanrb-59-2020")
    rng = random.Random(5)
    levels = make_levels(rng, p59)
    known = Scorecard.of(p59, {c: str(x) for c, x in levels.items()})
    hidden = Scorecard.of(p5, {"A1": "2.00", "A6": "3.00", "index": "2.40"})
    answer = bridge(hidden, known, (p5, p59), load_lineage(p5.id, p59.id))
    chances = bridge_chances(answer, draws=500)
    for name, span in (answer.parts | {"total": answer.total}).items():
        chance = chances[name]
        slack = 1e-9
        assert float(span.low) - slack <= chance.p05 <= chance.p50 <= chance.p95 <= float(span.high) + slack
        assert float(span.low) - slack <= chance.expected <= float(span.high) + slack
        if span.low == span.high:
            assert chance.expected == pytest.approx(float(span.low)) and chance.p_positive == (span.low > 0)
    assert sum(chances[p].expected for p in PARTS) == pytest.approx(chances["total"].expected)
    assert bridge_chances(answer, draws=500) == chances
    assert Fraction(chances["performance"].p_positive).limit_denominator(500).denominator <= 500
