"""The ledger adds up, turns round and never fills a gap."""

import random
from fractions import Fraction

import pandas as pd
import pytest
from counts import cases

from spbe_analysis.analysis.attribution import (
    contributions,
    path_contributions,
    printed_contributions,
    require_one_regulation,
)
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import BridgeError, CoverageError
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard

BANDAR_LAMPUNG = "Pemerintah Kota Bandar Lampung"


def _levels(law, year):
    return pd.Series(scorecard_for(BANDAR_LAMPUNG, year).levels(law))


def test_bandar_lampung_2023_2024(law):
    """Result reports 2023 and 2024: 2.9795 - 2.1545 = 0.825."""
    table = contributions(_levels(law, 2023), _levels(law, 2024), law)
    assert len(table) == 47 and table["contribution"].sum() == Fraction("0.825")
    top = table["contribution"].sort_values(ascending=False, kind="stable")
    assert top.index[0] == "P59-I39" and top.iloc[0] == Fraction("0.055")
    assert set(top.index[1:3]) == {"P59-I15", "P59-I18"} and set(top.iloc[1:3]) == {Fraction("0.05")}
    assert list(table.columns) == ["aspect", "domain", "weight", "before", "after", "change", "contribution"]


def test_a_path_of_four_years_adds_up(law):
    """2.9795 - 1.2 = 1.7795."""
    path = path_contributions({year: _levels(law, year) for year in (2024, 2021, 2023, 2022)}, law)
    assert list(path.columns) == ["2021-2022", "2022-2023", "2023-2024", "total"]
    assert path["total"].sum() == Fraction("1.7795")
    assert (path.drop(columns="total").sum(axis=1) == path["total"]).all()
    whole = contributions(_levels(law, 2021), _levels(law, 2024), law)["contribution"]
    assert (whole == path["total"]).all()


def test_identities_over_random_pairs(law, old_law):
    """Residual 0 at every level, reversal flips every sign; frames agree with the bare sums."""
    rng = random.Random(59)
    for framework, pairs in ((law, cases(6_000, quick=600)), (old_law, cases(4_000, quick=400))):
        leaves = framework.indicators
        for turn in range(pairs):
            first = {leaf: rng.randint(framework.minimum, framework.maximum) for leaf in leaves}
            second = {leaf: rng.randint(framework.minimum, framework.maximum) for leaf in leaves}
            parts = {leaf: framework.weight(leaf) * (second[leaf] - first[leaf]) for leaf in leaves}
            start, end = score_levels(first, framework), score_levels(second, framework)
            rolled = {c: sum(parts[leaf] for leaf in framework.leaves(c)) for c in framework.nodes}
            assert all(rolled[c] == framework.weight(c) * (end[c] - start[c]) for c in framework.nodes)
            for code in framework.nodes:
                below = framework.children(code)
                assert not below or rolled[code] == sum(rolled[child] for child in below)
            if turn % 100 == 0:
                table = contributions(pd.Series(first), pd.Series(second), framework)["contribution"]
                back = contributions(pd.Series(second), pd.Series(first), framework)["contribution"]
                shuffled = contributions(
                    pd.Series(first).sample(frac=1, random_state=turn), pd.Series(second), framework
                )
                assert table.to_dict() == parts and (back == -table).all()
                assert (shuffled["contribution"] == table).all()


def test_relabelling_changes_nothing(law):
    """Indicators of one weight may trade places; what each contributes goes with it."""
    before, after = _levels(law, 2023), _levels(law, 2024)
    swap = {"P59-I11": "P59-I20", "P59-I20": "P59-I11"}
    moved = contributions(before.rename(index=swap), after.rename(index=swap), law)["contribution"]
    plain = contributions(before, after, law)["contribution"]
    assert moved["P59-I11"] == plain["P59-I20"] and moved.sum() == plain.sum()


def test_gaps_and_strangers_of_both_years_at_once(law):
    before, after = _levels(law, 2023).drop("P59-I30"), _levels(law, 2024).copy()
    after["P59-I01"], after["P5-I01"] = 6, 3
    inputs = before.copy(), after.copy()
    with pytest.raises(CoverageError) as refusal:
        contributions(before, after, law)
    assert len(refusal.value.problems) == 3
    assert before.equals(inputs[0]) and after.equals(inputs[1])
    doubled = pd.concat([_levels(law, 2023), _levels(law, 2023).iloc[:1]])
    with pytest.raises(CoverageError, match="given twice"):
        contributions(doubled, _levels(law, 2024), law)


def test_kalimantan_timur_from_printed_domains(law, kaltim):
    """Level sums 30->37, 19->35, 18->31 at 1.3, 2.5 and 1.5 %; D4 from the digits: 45.5 % of 0.41 to 0.43."""
    parts = printed_contributions(*kaltim, law)
    assert parts["P59-D1"] == (Fraction("0.091"),) * 2
    assert parts["P59-D2"] == (Fraction("0.4"),) * 2
    assert parts["P59-D3"] == (Fraction("0.195"),) * 2
    assert parts["P59-D4"] == (Fraction("0.18655"), Fraction("0.19565"))
    assert parts["P59-A7"] is None and parts["P59-I15"] is None


def test_years_of_two_regulations_are_refused(law, old_law):
    old = Scorecard.of(old_law, {"index": "3.25"}, year=2019)
    new = Scorecard.of(law, {"index": "2.95"}, year=2021)
    with pytest.raises(BridgeError, match="spbe bridge"):
        require_one_regulation(old, new, law)
