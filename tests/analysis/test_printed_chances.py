"""What a further figure would tell: probabilities in floats against the exact counts."""

from __future__ import annotations

import pytest

from spbe_analysis.analysis.feasible.disclosure import _exact_chances
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.printed_chances import printed_chances
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework

CARDS = [
    ("permenpanrb-59-2020", {}),
    ("permenpanrb-59-2020", {"index": "2.98"}),
    ("permenpanrb-59-2020", {"index": "4.96"}),  # an end of the scale, where likely figures are far away
    ("permenpanrb-59-2020", {"D4": "3.90", "I01": "3", "D1": "3.00"}),
    ("permenpanrb-5-2018", {"index": "0.64", "A1": "0.43"}),
]


@pytest.mark.parametrize(("regulation", "printed"), CARDS, ids=str)
def test_floats_say_what_the_exact_counts_say(regulation, printed):
    law = load_framework(regulation)
    year = FeasibleSet(law, Scorecard.of(law, printed))
    asked = {code: law.decimals for code in law.nodes if law.children(code)} | dict.fromkeys(law.indicators, 0)
    asked = {code: places for code, places in asked.items() if code not in year.scorecard.values}
    found, exact = printed_chances(year, asked), _exact_chances(year, asked)
    for code in asked:
        possible = [chance for chance in found[code] if chance > 1e-12]
        assert sorted(possible) == pytest.approx(sorted(chance for chance in exact[code] if chance > 1e-12), rel=1e-6)
