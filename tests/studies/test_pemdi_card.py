"""The first card under 8/2026: reproduced from the law as held, in every layout, and what it can and cannot confirm."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import spbe_analysis as spbe
from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.cli import main
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.as_printed import collection_cards
from spbe_analysis.evidence.published import all_scorecards, scorecard_for
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.presentation.bridge import simulation
from spbe_analysis.regulation import Framework, load_framework

P8 = load_framework("permenpanrb-8-2026")
WHO = "Kab. Aceh Tengah"
LAYOUTS = sorted((Path(__file__).parents[1] / "evidence" / "pemdi").iterdir())
SAID = ["--regulation", P8.id, "--year", "2026", "--stage", "interim", "--institution", WHO]


@pytest.fixture(scope="module")
def card():
    return scorecard_for(WHO, 2026, "interim")


def test_the_index_follows_exactly_from_the_printed_values(card):
    """Printed 1,24; from the printed values 1.2415 (METHODOLOGY: Kab. Aceh Tengah, 21 September 2026)."""
    answer = spbe.score({code: card.values[code].text for code in P8.indicators}, P8.id, 2026)
    assert answer.exact[P8.root] == Fraction("1.2415") and P8.round(answer.exact[P8.root]) == card.values[P8.root].value
    assert answer.predicate == "Kurang"
    low, high = answer.rounded_range[P8.root]
    assert low < Fraction("1.2415") < high
    told = " ".join(answer.sentences("id"))
    assert "1,51" in told and "diperselisihkan" in told


def test_seven_of_seven_aspects_are_reproduced(card):
    """Aspect 5 too, printed 1.08: the printed 1.17 of indicator 13 stands for 1.165 up to 1.175."""
    year = FeasibleSet(P8, card)
    assert not year.empty and not Reachable(P8, card).empty
    assert len(P8.of_kind("aspect")) == 7
    for aspect in P8.of_kind("aspect"):
        low, high = year.score_bounds(aspect)
        assert P8.round(low) == P8.round(high) == card.values[aspect].value


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name)
def test_the_card_is_read_and_found_sound_in_every_layout(path, card, capsys):
    assert main(["check", str(path), *SAID]) == 0
    assert main(["import", str(path), *SAID, "--json"]) == 0
    capsys.readouterr()
    [read] = read_file(path, About(WHO, 2026, "interim", P8.id)).scorecards
    assert (read.stage, read.year, read.regulation) == ("interim", 2026, P8.id)
    same = {code: Fraction(text.replace(",", ".")) for code, text in read.cells.items()}
    assert same == {code: card.values[code].value for code in same} and len(same) >= 27


def test_no_persons_name_enters():
    path = next(path for path in LAYOUTS if path.suffix == ".json")
    assert "NAMA SEORANG ASESOR" in path.read_text(encoding="utf-8")  # where such files name the assessor
    found = read_file(path, About(WHO, 2026, "interim", P8.id))
    assert "ASESOR" not in json.dumps(found.rows) + " ".join(found.doubtful + found.refused)


def test_one_digit_changes_are_found_or_shown_to_be_reproducible(card):
    """603 changes of one digit; 591 (98.0 %) found, and for each other one a table of values that prints it."""
    found, missed = 0, []
    for code, printed in card.values.items():
        for place, digit in enumerate(printed.text):
            for other in "0123456789" if digit.isdigit() else "":
                if other == digit:
                    continue
                text = printed.text[:place] + other + printed.text[place + 1 :]
                changed = card.with_value(code, text)
                off = not P8.minimum <= changed.values[code].value <= P8.maximum
                if off or Reachable(P8, changed).empty:
                    found += 1
                else:
                    missed.append((code, text, changed))
    assert found / (found + len(missed)) >= 0.85 and (found, len(missed)) == (591, 12)
    for code, text, changed in missed:
        assert not FeasibleSet(P8, changed).empty, (code, text)  # a table of values on the assumed grid gives it


def test_a_value_off_the_scale_is_refused(card):
    values = {code: printed.text for code, printed in card.values.items()}
    with pytest.raises(EvidenceError, match=r"P8-I03: value '5\.26'"):
        spbe.identify(values | {"P8-I03": "5.26"}, regulation=P8.id)


def test_the_status_counts_the_cards_of_the_collection():
    """Whole cards of a regulation whose text was not read that its weights give: index and every aspect."""
    whole = [
        found
        for stage in ("final", "interim", "self_assessment")
        for found in all_scorecards(2026, stage).values()
        if found.values.keys() == P8.nodes.keys()
    ]
    assert P8.status == "reproduced"
    assert sum(not Reachable(P8, found).empty for found in whole) == P8.reproduced_by == 1


def _other_weights(law: Framework, **weights: str) -> Framework:
    nodes = {code: replace(node) for code, node in law.nodes.items()}
    for short, percent in weights.items():
        nodes[f"P8-{short}"] = replace(nodes[f"P8-{short}"], weight=Fraction(percent) / 100)
    return Framework(law.id, law.prefix, law.meta, nodes)


def test_what_a_card_confirms_and_what_it_does_not(card):
    """Other weights of aspects, or a split between differing values, are refuted; a split of equal values is not."""
    other_aspects = _other_weights(P8, A1="15", I01="10", A7="20", I19="5")
    assert Reachable(other_aspects, card).empty
    assert Reachable(_other_weights(P8, I19="15", I20="10"), card).empty  # 1.0 and 1.3
    assert not Reachable(_other_weights(P8, I05="3", I06="5"), card).empty  # both 1.0: the card is silent


def test_self_assessment_against_the_assessor():
    """1.42 and 1.24, both of the same source. All but what may hold the difference is given, so that it takes no time."""
    cards = [scorecard_for(WHO, 2026, stage) for stage in ("self_assessment", "interim")]
    printed = {code: cards[0].values[P8.root] if code == P8.root else value for code, value in cards[1].values.items()}
    first = replace(cards[1], values={code: v for code, v in printed.items() if code not in ("P8-I19", "P8-A7")})
    answer = drivers(P8, first, cards[1])
    assert answer.change_published == Fraction("-0.18")
    assert answer.change_low <= Fraction("-0.18") <= answer.change_high
    assert "identify.grid" in {remark.key for remark in answer.remarks}


def test_a_reading_of_the_old_card_is_a_scenario_with_its_trial_above(capsys):
    """Kab. Aceh Tengah 2025 read on the list of 8/2026, against its card: 4 of 12, 0.55 level, 0.02 above the floor."""
    answer = spbe.bridge(WHO, 2025, simulate=P8.id)
    [test] = answer.exact.tests
    assert (test.mapped, test.equal, test.gaps / test.mapped) == (12, 4, Fraction("6.63") / 12)
    assert test.above_floor == Fraction("0.02")
    first, second, *reached = answer.sentences("en")
    assert "12 mapped indicators 4" in first and "0.55" in first and second.startswith("Scenario")
    told = " ".join([first, second, *reached, *answer.sentences("id")])
    assert not any(word in told for word in ("every case", "ossible value", "setiap kemungkinan", "Nilai yang mungkin"))


def test_a_predicate_that_the_scenario_surely_passes_is_not_said_to_be_out_of_reach():
    """Kota Bandar Lampung 2024 read on the list of 8/2026: from 1.94 to 3.78, so above Kurang and below Memuaskan."""
    table = simulation.predicates_table(spbe.bridge("Kota Bandar Lampung", 2024, simulate=P8.id).exact, "en")
    assert list(table.iloc[:, 2]) == ["no", "yes", "yes", "yes", "surpassed"]


def test_the_collection_holds_both_stages_with_their_source():
    held = [found for found in collection_cards() if found.year == 2026]
    assert {found.stage for found in held} == {"interim", "self_assessment"}
    assert all(found.document and found.url.startswith("https://") for found in held)


def test_a_figure_of_some_printed_scores_names_no_highest():
    """Kab. Aceh Tengah 2025 prints 37 of 47 levels, from 1 to 4; one that is not printed may be 5."""
    (figure,) = spbe.identify(WHO, 2025).figure("indicator", "en")
    assert figure.about["alt"].startswith("Printed scores: 1.00 to 4.00. ")
