"""The parts of a change across regulations: identities on generated pairs, intervals, refusals, known cases."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from counts import cases
from generated_regulations import make_card, make_law, make_levels, make_lineage, make_pair
from laws import bridge_levels

from spbe_analysis.analysis.attribution import contributions
from spbe_analysis.analysis.bridge.bridge import bridge, form_spans, readable
from spbe_analysis.analysis.bridge.decomposition import PARTS, SCALES, bridge_forms, group_forms, positions
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import BridgeError, InfeasibleError
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.lineage import Lineage, identity_lineage
from spbe_analysis.regulation.lineage_table import load_lineage

P5, P59, P8 = (load_framework(f"permenpanrb-{name}") for name in ("5-2018", "59-2020", "8-2026"))
LINEAGE = load_lineage(P5.id, P59.id)
MIRROR = {"added": "dropped", "dropped": "added", "weights_before": "weights_after", "weights_after": "weights_before"}


@pytest.fixture(scope="module")
def violations() -> dict[str, int]:
    """How often each identity fails on generated pairs of regulations with lineage."""
    rng = random.Random(7)
    broken = dict.fromkeys(("sum", "reversal", "unchanged", "identity"), 0)
    for _ in range(cases(10_000, quick=1_000)):
        laws, lineage = make_pair(rng, 5)
        named = dict(enumerate(laws))
        levels = {side: make_levels(rng, law) for side, law in named.items()}
        scale = rng.choice(SCALES)
        forms = bridge_forms(laws, lineage, scale)
        parts = {name: form.at(levels, named) for name, form in forms.items()}
        index = [sum(laws[side].weight(c) * x for c, x in levels[side].items()) for side in (0, 1)]
        sides = sum(parts[part] for part in PARTS), parts["total"], parts["performance"] + parts["yardstick"]
        broken["sum"] += set(sides) != {index[1] - index[0]}

        back = bridge_levels(levels[1], levels[0], laws[::-1], lineage.reversed(), scale)
        broken["reversal"] += any(back[MIRROR.get(name, name)] != -value for name, value in parts.items())

        level = {}  # one level for each set of indicators that hangs together, anything for the rest
        for number, group in enumerate(lineage.groups()):
            level |= dict.fromkeys([*((0, c) for c in group.before), *((1, c) for c in group.after)], 1 + number % 5)
        same = {side: {c: level.get((side, c), rng.randint(1, 5)) for c in laws[side].indicators} for side in (0, 1)}
        if scale == "position" and laws[0].minimum != laws[1].minimum:
            forms = bridge_forms(laws, lineage)  # the same number is not the same position there
        still = ("performance", "weights_before", "weights_after")
        broken["unchanged"] += any(forms[name].at(same, named) != 0 for name in still)

        law = laws[0]
        after = make_levels(rng, law)
        plain = bridge_levels(levels[0], after, (law, law), identity_lineage(law), scale)
        ledger = sum(law.weight(c) * (after[c] - levels[0][c]) for c in law.indicators)
        broken["identity"] += plain["performance"] != ledger or any(plain[name] != 0 for name in PARTS[1:])
    return broken


@pytest.mark.parametrize("identity", ["sum", "reversal", "unchanged", "identity"])
def test_no_violation_on_generated_pairs(violations, identity) -> None:
    """Parts add up; reversal flips every sign; unchanged kept indicators give no performance; identity is the ledger."""
    assert violations[identity] == 0


def test_identity_lineage_gives_the_ledger_of_each_indicator() -> None:
    rng = random.Random(1)
    before, after = make_levels(rng, P59), make_levels(rng, P59)
    ledger = contributions(pd.Series(before), pd.Series(after), P59)["contribution"]
    for part, group, form in group_forms((P59, P59), identity_lineage(P59)):
        value = form.at({0: before, 1: after}, {0: P59, 1: P59})
        assert value == (ledger[group.before[0]] if part == "performance" else 0)


@pytest.mark.few(1)
@pytest.mark.parametrize("scale", SCALES)
def test_the_detail_of_a_part_adds_up_to_the_part(scale) -> None:
    rng = random.Random(2)
    for _ in range(300):
        laws, lineage = make_pair(rng)
        levels = {0: make_levels(rng, laws[0]), 1: make_levels(rng, laws[1])}
        parts = bridge_levels(levels[0], levels[1], laws, lineage, scale)
        sums = dict.fromkeys(PARTS[:-1], Fraction(0))
        for part, _, form in group_forms(laws, lineage, scale):
            sums[part] += form.at(levels, dict(enumerate(laws)))
        assert sums == {part: parts[part] for part in PARTS[:-1]}


def test_one_level_up_everywhere_is_performance_alone() -> None:
    """Kept, added and dropped all at 3 before and 4 after: nothing is the yardstick's."""
    rng = random.Random(3)
    for _ in range(200):
        laws, lineage = make_pair(rng)
        parts = bridge_levels(dict.fromkeys(laws[0].indicators, 3), dict.fromkeys(laws[1].indicators, 4), laws, lineage)
        assert parts["performance"] == 1 and parts["yardstick"] == 0
        assert all(parts[name] == 0 for name in PARTS[1:])


def test_performance_and_weights_are_the_mean_of_the_two_orders() -> None:
    """Levels first then weights, and weights first then levels, computed from their definitions."""
    rng = random.Random(4)
    for _ in range(200):
        laws, lineage = make_pair(rng)
        x = (make_levels(rng, laws[0]), make_levels(rng, laws[1]))
        flows = lineage.flows(*laws)
        v = (sum(f.weight_before for f in flows), sum(f.weight_after for f in flows))

        def mean(weights: int, levels: int, flows=flows, v=v, x=x) -> Fraction:
            pick = {0: lambda f: max(x[0][f.row.before], 1), 1: lambda f: x[1][f.row.after]}[levels]
            return sum((f.weight_before, f.weight_after)[weights] * pick(f) for f in flows) / v[weights]

        orders = [
            (mean(0, 1) - mean(0, 0), mean(1, 1) - mean(0, 1)),
            (mean(1, 1) - mean(1, 0), mean(1, 0) - mean(0, 0)),
        ]
        parts = bridge_levels(*x, laws, lineage)
        assert parts["performance"] == (orders[0][0] + orders[1][0]) / 2
        assert parts["weights"] == (orders[0][1] + orders[1][1]) / 2


def test_the_order_of_the_repeated_services_does_not_matter() -> None:
    rng = random.Random(5)
    before, after = make_levels(rng, P5), make_levels(rng, P59)
    base = bridge_levels(before, after, (P5, P59), LINEAGE)
    turned = after | {"P59-I45": after["P59-I47"], "P59-I46": after["P59-I45"], "P59-I47": after["P59-I46"]}
    assert bridge_levels(before, turned, (P5, P59), LINEAGE) == base


def test_kept_weights_of_5_2018_and_59_2020() -> None:
    """4 policies at 1, 6 at 4, 7 services at 5 and aspect 7 at 20 make 83 %; 5 x 1.30 + 7 x 2.50 + 8 x 2.75 + 5 x 3.00 = 61 %."""
    flows = LINEAGE.flows(P5, P59)
    assert sum(f.weight_before for f in flows) == Fraction(83, 100)
    assert sum(f.weight_after for f in flows) == Fraction(61, 100)


def test_level_zero_is_the_scale_part_alone() -> None:
    """All 37 items at 0, all 47 at 1: the floor rose by one level, and nothing else is there."""
    parts = bridge_levels(dict.fromkeys(P5.indicators, 0), dict.fromkeys(P59.indicators, 1), (P5, P59), LINEAGE)
    assert parts["scale"] == parts["total"] == 1
    assert all(parts[name] == 0 for name in PARTS[:-1])


def test_scale_conventions() -> None:
    assert positions(P5, P59) == (1, 1, 2, 3, 4, 5)
    assert positions(P59, P5) == (1, 2, 3, 4, 5)
    assert positions(P5, P59, "position")[3] == Fraction(17, 5)
    with pytest.raises(BridgeError, match="unknown scale"):
        positions(P5, P59, "stretch")


def test_a_changed_row_changes_the_answer_in_the_expected_direction() -> None:
    """An indicator that rose by 4 levels while the rest stood: linked it is performance, cut it is not."""
    before = dict.fromkeys(P5.indicators, 3) | {"P5-I27": 1}
    after = dict.fromkeys(P59.indicators, 3) | {"P59-I32": 5}
    whole = bridge_levels(before, after, (P5, P59), LINEAGE)
    rows = [row for row in LINEAGE.rows if row.before != "P5-I27"]
    link = next(row for row in LINEAGE.rows if row.before == "P5-I27")
    cut = Lineage(
        P5.id, P59.id, (*rows, replace(link, after="", relation="dropped"), replace(link, before="", relation="new"))
    )
    without = bridge_levels(before, after, (P5, P59), cut)
    assert whole["performance"] > 0 == without["performance"]
    assert without["added"] > whole["added"] and without["dropped"] > whole["dropped"]
    assert whole["total"] == without["total"]
    half = Lineage(P5.id, P59.id, (*rows, replace(link, share_before=Fraction(1, 2), share_after=Fraction(1, 2))))
    between = bridge_levels(before, after, (P5, P59), half)
    assert without["performance"] < between["performance"] < whole["performance"]


def test_hidden_indicators_the_interval_holds_the_truth_in_simulations() -> None:
    rng, missed, widths = random.Random(11), 0, []
    for k in range(cases(1_000, quick=100)):
        laws, lineage = make_pair(rng, 6) if k % 20 else ((P5, P59), LINEAGE)
        named, scale = dict(enumerate(laws)), rng.choice(SCALES)
        levels = {side: make_levels(rng, law) for side, law in named.items()}
        cards = {side: make_card(rng, law, levels[side], rng.choice([1, 2])) for side, law in named.items()}
        forms = list(bridge_forms(laws, lineage, scale).values())
        if k % 4 == 0:  # every indicator's own part too
            forms += [form for _, _, form in group_forms(laws, lineage, scale)]
        spans = form_spans(forms, cards, named)
        missed += any(not s.low <= form.at(levels, named) <= s.high for form, s in zip(forms, spans, strict=True))
        widths.append(spans[0].high - spans[0].low)
    assert missed == 0
    assert sum(width > 0 for width in widths) > len(widths) / 2  # most cards did hide something


def test_all_levels_published_is_exact() -> None:
    rng = random.Random(12)
    levels = make_levels(rng, P5), make_levels(rng, P59)
    cards = [Scorecard.of(law, {c: str(v) for c, v in x.items()}) for law, x in zip((P5, P59), levels, strict=True)]
    answer, truth = bridge(*cards, (P5, P59), LINEAGE), bridge_levels(*levels, (P5, P59), LINEAGE)
    for name, span in answer.parts.items():
        assert span == (truth[name], truth[name], "identified")
    assert answer.like_for_like.low == truth["performance"]


def test_an_index_alone_is_a_wide_interval_not_a_refusal() -> None:
    answer = bridge(Scorecard.of(P5, {"index": "2.30"}), Scorecard.of(P59, {"index": "2.30"}), (P5, P59), LINEAGE)
    assert answer.like_for_like.verdict == "not identified"
    assert answer.like_for_like.low < -1 < 1 < answer.like_for_like.high
    assert answer.total.high - answer.total.low < Fraction(1, 50)


def test_refusals_say_why() -> None:
    old, new = (
        Scorecard.of(P59, {"index": "3.00"}, year=2024, institution="Kota X"),
        Scorecard.of(P8, {"index": "3.00"}, year=2026),
    )
    with pytest.raises(BridgeError, match="does not continue the SPBE index"):
        bridge(old, new, (P59, P8), load_lineage(P59.id, P8.id))
    with pytest.raises(BridgeError, match="no lineage between permenpanrb-5-2018 and permenpanrb-8-2026"):
        load_lineage(P5.id, P8.id)
    rng = random.Random(1)
    laws = make_law(rng, "PA", 1, 3), make_law(rng, "PB", 1, 3)
    lineage = make_lineage(rng, *laws)
    with pytest.raises(BridgeError, match="no indicator of PA lives on"):
        bridge_forms(laws, lineage._keeping([]))
    with pytest.raises(BridgeError, match="runs from"):
        bridge_forms((P5, P59), lineage)


def test_scores_that_contradict_printed_levels_are_set_aside_and_named() -> None:
    levels = dict.fromkeys(P5.indicators, 3)
    card = Scorecard.of(P5, {c: "3" for c in levels} | {"A3": "3.50", "A1": "3.00", "index": "3.00"}, year=2019)
    kept, odd = readable(card, P5)
    assert odd == ("P5-A3",) and "P5-A1" in kept.values
    with pytest.raises(InfeasibleError, match="not reproducible"):
        readable(Scorecard.of(P5, {"A3": "2.75", "index": "3.00"}), P5)


def test_kota_denpasar_2019_to_2021_hidden_and_whole() -> None:
    """All 37 and 47 levels are printed (index 3,33 and 3,19): what is reckoned without them must hold what they give."""
    cards = [scorecard_for("Kota Denpasar", year) for year in (2019, 2021)]
    whole = bridge(*cards, (P5, P59), LINEAGE)
    hidden = [card.without(*(code for code in card.values if "-I" in code and "INDEX" not in code)) for card in cards]
    spans = bridge(*hidden, (P5, P59), LINEAGE).parts
    for name, part in whole.parts.items():
        assert part.low == part.high and spans[name].low <= part.low <= spans[name].high
    assert whole.like_for_like.low > 0 > whole.yardstick.high


def test_kemenko_perekonomian_2019_to_2021_by_hand() -> None:
    """Aspects of 2019 (slide deck of 20 June 2022), all 47 levels of 2021 (LHE 2021): the added part by its own sum.

    Kept 2021: policies 5 x 3, planning 2 2 5 4, 15 at 3, 16 at 3, 19 at 3, services 4 4 4 4 4 4 3 5 and 4 2 4 3 3.
    """
    aspects = {"A1": "3.00", "A2": "2.60", "A3": "2.50", "A4": "3.00", "A5": "3.00", "A6": "3.86", "A7": "3.17"}
    before = Scorecard.of(P5, aspects | {"D1": "2.76", "D2": "2.86", "D3": "3.61", "index": "3.25"})
    after = [3] * 10 + [2, 2, 5, 4, 3, 3, 3, 3, 3, 2] + [1] * 11 + [4, 4, 4, 4, 4, 4, 3, 3, 4, 5, 4, 3, 2, 4, 3, 3]
    card = Scorecard.of(P59, {c: str(x) for c, x in zip(P59.indicators, after, strict=True)})
    answer = bridge(before, card, (P5, P59), LINEAGE)
    score = score_levels(dict(zip(P59.indicators, after, strict=True)), P59)[P59.root]
    kept = (
        Fraction(130, 10000) * 15
        + Fraction(250, 10000) * (13 + 9)
        + Fraction(275, 10000) * 32
        + Fraction(300, 10000) * 16
    )
    added = score - kept / Fraction(61, 100)
    assert answer.parts["added"].low == answer.parts["added"].high == added
    assert round(float(added), 3) == -0.503
    assert answer.yardstick.high < 0 < answer.like_for_like.high


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("whose", "when"), [("Kab. Sleman", 2024), (None, {"index": "3.50"}), (None, [3] * 47)])
def test_a_scorecard_read_on_another_list_can_be_cited(whose, when, language) -> None:
    """The citation's title is the page's: whose scorecard, on which list, in one sentence."""
    import spbe_analysis as spbe

    read = spbe.bridge(whose, when, simulate="permenpanrb-8-2026")
    title = read.answers(language)[0].about["title"]
    assert f"“{title}”" in read.cite(language=language) and title.endswith("PermenPANRB 8/2026")
    assert title in read.sentences(language)[0] and read.closing(language)[0].about["finding"]
