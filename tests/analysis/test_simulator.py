"""A scorecard read on another regulation's list."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from counts import cases
from generated_regulations import make_card, make_levels, make_pair

from spbe_analysis.analysis.bridge.simulator import simulate
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.lineage import Lineage, identity_lineage
from spbe_analysis.regulation.lineage_table import load_lineage

P59, P8 = load_framework("permenpanrb-59-2020"), load_framework("permenpanrb-8-2026")
LINEAGE = load_lineage(P59.id, P8.id)


def table(level: int) -> Scorecard:
    return Scorecard.of(P59, dict.fromkeys(P59.indicators, str(level)))


def test_all_at_one_level_gives_that_level_wherever_there_is_an_ancestor() -> None:
    """54 % of the 2026 weight has an ancestor in the proposal, so 3 everywhere gives 1.62 + 0.46 x [1, 5]."""
    found = simulate(table(3), (P59, P8), LINEAGE)
    assert found.free_weight == Fraction(46, 100)
    assert found.index == (Fraction(208, 100), Fraction(392, 100))
    with_ancestor = found.table[found.table["ancestors"].map(bool)]
    assert set(with_ancestor["low"]) == set(with_ancestor["high"]) == {3}
    assert set(found.no_ancestor) == set(found.table.loc[~found.table["ancestors"].map(bool), "code"])
    assert found.table["weight"].sum() == 1


def test_reachable_predicates_and_what_they_need() -> None:
    """From 2.08 to 3.92: Sangat Baik (3.5), Baik (2.5) and Cukup (1.5), not Memuaskan (4), by the first reading."""
    found = simulate(table(3), (P59, P8), LINEAGE)
    assert [reach.predicate.name_id for reach in found.reachable] == ["Sangat Baik", "Baik", "Cukup"]
    good = found.reachable[0]
    # (3.495 - 3 x 0.54) / 0.46: the rounded rule lets 3.495 count as 3.50
    assert good.needed == ((Fraction("3.495") - Fraction("1.62")) / Fraction("0.46"),) * 2
    assert good.other.needed == ((Fraction("3.505") - Fraction("1.62")) / Fraction("0.46"),) * 2
    assert good.other.lower == Fraction("3.51")


def test_a_changed_row_changes_the_answer_in_the_expected_direction() -> None:
    card = Scorecard.of(P59, dict.fromkeys(P59.indicators, "2") | {"P59-I23": "5"})
    base = simulate(card, (P59, P8), LINEAGE)
    link = next(row for row in LINEAGE.rows if row.before == "P59-I23")
    rest = [row for row in LINEAGE.rows if row is not link]
    cut = Lineage(
        P59.id, P8.id, (*rest, replace(link, after="", relation="dropped"), replace(link, before="", relation="new"))
    )
    found = simulate(card, (P59, P8), cut)
    assert found.free_weight == base.free_weight + P8.weight("P8-I05")
    assert found.index[0] < base.index[0] and found.index[1] == base.index[1]  # the level 5 was the highest already
    more = [row for row in rest if row.before != "P59-I03"] + [link, replace(link, before="P59-I03", relation="merged")]
    pulled = simulate(card, (P59, P8), Lineage(P59.id, P8.id, tuple(more)))
    assert (
        pulled.index[0] < base.index[0] and pulled.index[1] < base.index[1]
    )  # a second ancestor at 2 pulls the 5 down


def test_less_confidence_leaves_a_wider_interval_around_the_same() -> None:
    rng = random.Random(1)
    for _ in range(20):
        card = make_card(rng, P59, make_levels(rng, P59))
        wide, narrow = (simulate(card, (P59, P8), x) for x in (LINEAGE.at_least("medium"), LINEAGE))
        assert wide.free_weight > narrow.free_weight
        assert wide.index[0] <= narrow.index[1] and wide.index[1] >= narrow.index[0]


def test_hidden_levels_leave_an_interval_that_holds_the_truth() -> None:
    rng, missed = random.Random(2), 0
    for _ in range(cases(1_000, quick=200)):
        laws, lineage = make_pair(rng, 7)
        laws[1].meta["predicates"] = []
        levels = make_levels(rng, laws[0])
        known = simulate(Scorecard.of(laws[0], {c: str(x) for c, x in levels.items()}), laws, lineage)
        found = simulate(make_card(rng, laws[0], levels), laws, lineage)
        missed += not (found.known[0] <= known.known[0] <= found.known[1])
        missed += any(
            not a <= b <= c for a, b, c in zip(found.table["low"], known.table["low"], found.table["high"], strict=True)
        )
    assert missed == 0


def test_a_regulation_read_under_itself_is_the_same_scorecard() -> None:
    rng = random.Random(3)
    levels = make_levels(rng, P59)
    card = Scorecard.of(P59, {c: str(x) for c, x in levels.items()})
    found = simulate(card, (P59, P59), identity_lineage(P59))
    assert dict(zip(found.table["code"], found.table["low"], strict=True)) == levels
    assert found.free_weight == 0 and found.index[0] == found.index[1]
    assert len(found.reachable) == 1 and found.reachable[0].needed is None


def test_a_card_that_shows_only_the_index_still_says_something() -> None:
    found = simulate(Scorecard.of(P59, {"index": "2.98"}), (P59, P8), LINEAGE)
    assert found.index[0] < found.index[1]
    assert P8.minimum <= found.index[0] and found.index[1] <= P8.maximum
