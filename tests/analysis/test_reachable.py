"""The feasibility screen against the counting engine, which is itself checked by brute force."""

import random
from fractions import Fraction

import pytest

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.reachable import Reachable, add_sets, bits, subtract_set
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import BridgeError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import RULES, fixed

LAW = load_framework("permenpanrb-59-2020")


def random_card(rng, law=LAW, codes=None, rule=None):
    """Printed figures of random levels, some of them disturbed by a hundredth or two."""
    levels = {leaf: rng.randint(law.minimum, law.maximum) for leaf in law.indicators}
    scores = score_levels(levels, law)
    codes = codes or rng.sample(list(law.nodes), rng.randint(1, 12))
    texts = {}
    for code in codes:
        if law.nodes[code].kind == "indicator":
            texts[code] = str(levels[code])
        else:
            nudge = Fraction(rng.choice([0, 0, 0, 1, -1, 2, 5]), 100)
            texts[code] = fixed(max(scores[code] + nudge, Fraction(0)), rng.choice([2, 2, 2, 1]), rule or law.rounding)
    return Scorecard.of(law, texts)


@pytest.mark.few(1)
@pytest.mark.parametrize("regulation", ["permenpanrb-59-2020", "permenpanrb-5-2018", "permenpanrb-8-2026"])
def test_same_answer_as_the_counting_engine(regulation):
    law, rng, empty = load_framework(regulation), random.Random(7), 0
    count = 60 if law.open_grids else 150  # counting on assumed grids takes seconds a card
    for _ in range(count):
        card, rule = random_card(rng, law), rng.choice(RULES)
        answer = Reachable(law, card, rule).empty
        empty += answer
        on_grid = FeasibleSet(law, card, rounding=rule).empty
        assert answer == on_grid if not law.open_grids else answer <= on_grid
    assert (2 if law.open_grids else 20) < empty < count  # decimals leave fewer cards impossible


def test_sums_given_others_are_the_support_without_the_cell():
    rng = random.Random(11)
    for _ in range(60):
        card = random_card(rng)
        code = rng.choice(list(card.values))
        others = FeasibleSet(LAW, card.without(code))
        expected = [] if others.empty else sorted(score * LAW.units[code] for score in others.distribution(code))
        assert Reachable(LAW, card).sums_given_others(code) == expected


def test_assumed_bounds_are_kept():
    card = Scorecard(LAW.id, Scorecard.of(LAW, {"A4": "3.00"}).values, at_most={"P59-I19": 1})
    assert not Reachable(LAW, card).empty  # 1 and 5
    card = Scorecard(LAW.id, card.values, at_most={"P59-I19": 1, "P59-I20": 4})
    assert Reachable(LAW, card).empty


def test_a_level_that_is_not_whole_fits_nothing():
    card = Scorecard(LAW.id, {}).with_value("P59-I01", "2.5")
    assert Reachable(LAW, card).empty


def test_other_regulation_is_refused():
    with pytest.raises(BridgeError):
        Reachable(LAW, Scorecard("permenpanrb-5-2018", {}))


def test_sets_of_sums():
    assert list(bits(0)) == [] and list(bits(0b100101)) == [0, 2, 5]
    assert list(bits(add_sets(0b11, 0b101))) == [0, 1, 2, 3]
    assert list(bits(subtract_set(0b1000, 0b110))) == [1, 2]
