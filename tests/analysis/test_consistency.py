"""The check of printed cards: each rule has a card in which it speaks, and silence on consistent ones."""

import random

import pytest
from counts import cases

from spbe_analysis.analysis.consistency.consistency import check_cards, same_figure
from spbe_analysis.analysis.consistency.coverage import data_coverage
from spbe_analysis.analysis.consistency.misprint_detection import misprint_detection, one_misprint, some_levels
from spbe_analysis.errors import SpbeError
from spbe_analysis.evidence.as_printed import collection_cards
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.scorecard import PrintedValue
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
DOMAINS = [*LAW.of_kind("domain"), LAW.root]
ASPECTS = list(LAW.of_kind("aspect"))
CARDS = cases(10_000, quick=1_000)


def card(cells, **about):
    """A printed card of 59/2020 from short codes."""
    about = {"institution": "Kab. X", "year": 2023, "stage": "final", "document": "a", **about}
    return PrintedScorecard(**about, regulation=LAW.id, cells={LAW.resolve(code): text for code, text in cells.items()})


def rules(findings):
    return [(finding.rule, finding.code.removeprefix("P59-")) for finding in findings]


KALTIM = {"D1": "3.00", "D2": "1.90", "D3": "1.64", "D4": "3.90", "index": "2.91"}  # Laporan 2023, Tabel 34


def test_a_consistent_card_has_no_finding():
    assert check_cards([card(KALTIM, predicate="Baik")]) == []


@pytest.mark.parametrize(
    ("change", "finding", "value"),
    [
        ({"D1": ""}, ("blank", "D1"), "3.00"),
        ({"D1": ",00"}, ("illegible", "D1"), "3.00"),
        ({"D1": "3,000"}, ("illegible", "D1"), "3.00"),
        ({"D1": "8.00"}, ("off_scale", "D1"), "3.00"),
        ({"I01": "2.5"}, ("not_whole", "I01"), None),
        ({"D2": "1.95"}, ("not_reproducible", "D2"), "1.90"),
    ],
)
def test_each_fault_of_a_cell_is_named(change, finding, value):
    found = check_cards([card({**KALTIM, **change})])
    assert rules(found) == [finding]
    if value:
        assert found[0].suggestions[0].value == value


def test_foreign_and_repeated_codes_are_findings():
    printed = card(KALTIM)
    printed.foreign, printed.again = [("I48", "3")], [("P59-D1", "2.90")]
    assert rules(check_cards([printed])) == [("foreign", "I48"), ("repeated", "D1")]


def test_a_part_below_the_scale_that_the_whole_was_computed_with_is_one_finding():
    # Kab. Banyuasin, Laporan 2023, Tabel 22 no. 8: D4 0,30 and index 1,05
    found = check_cards([card({"D1": "2.40", "D2": "1.70", "D3": "1.09", "D4": "0.30", "index": "1.05"})])
    assert rules(found) == [("off_scale", "D4")]
    found = check_cards([card({"D1": "2.40", "D2": "1.70", "D3": "1.09", "D4": "0.30", "index": "1.35"})])
    assert [rule for rule, _ in rules(found)] == ["off_scale", "not_reproducible"]


def test_two_wrong_scores_above_full_levels_are_named_one_by_one():
    levels = dict.fromkeys(LAW.indicators, 3)
    cells = {code: "3" if code in levels else "3.00" for code in LAW.nodes}
    cells.update({"P59-A3": "3.50", "P59-A5": "2.67"})
    found = check_cards([card(cells)])
    assert rules(found) == [("parts", "A3"), ("parts", "A5")]
    assert {s.value for f in found for s in f.suggestions} == {"3.00"}


def test_predicate_rules_of_the_years():
    # Kab. Luwu 2024 prints 2,60 Cukup (exact rule); the same in 2023 would be a finding (rounded rule)
    luwu = {"index": "2.60"}
    assert check_cards([card(luwu, year=2024, predicate="Cukup")]) == []
    found = check_cards([card(luwu, year=2023, predicate="Cukup")])
    assert rules(found) == [("predicate", "INDEX")] and found[0].suggestions[0].value == "Baik"
    assert check_cards([card(luwu, year=2022, predicate="Cukup")]) == []  # no year shows its rule: either will do
    assert rules(check_cards([card({"index": "2.83"}, year=2022, predicate="Cukup")])) == [("predicate", "INDEX")]
    assert rules(check_cards([card({"index": "1.90"}, year=2022, predicate="Sedang")])) == [("predicate", "INDEX")]


def test_sources_that_differ_and_sources_that_do_not_go_together():
    first, second = card({"index": "2.91"}, rank=2), card({"index": "2.90"}, rank=5, document="b")
    found = check_cards([second, first])
    assert rules(found) == [("sources", "INDEX")]
    assert (found[0].printed, found[0].suggestions[0].value, found[0].document) == ("2.90", "2.91", "b")
    assert check_cards([first, card({"index": "2.9"}, rank=5, document="b")]) == []  # one decimal of the same figure
    parts = card({"D1": "1.00", "D2": "1.00", "D3": "1.00", "D4": "1.00"}, rank=5, document="b")
    assert [f.rule for f in check_cards([first, parts])] == ["together"]


def test_same_figure():
    assert same_figure(PrintedValue.read("x", "2.91"), PrintedValue.read("x", "2.9"))
    assert not same_figure(PrintedValue.read("x", "2.91"), PrintedValue.read("x", "2.90"))


def test_eight_seeded_defects_are_exactly_eight_findings():
    levels = dict.fromkeys(LAW.indicators, 2)
    printed = card({code: str(level) for code, level in levels.items()})
    printed.cells.update({"P59-I01": "6", "P59-I02": "0", "P59-I03": "2.5", "P59-I04": "x", "P59-I05": ""})
    printed.again = [("P59-I06", "3"), ("P59-I07", "2")]
    printed.foreign = [("I48", "2")]
    found = check_cards([printed])
    assert len(found) == 8
    assert {f.code for f in found} == {*(f"P59-I0{i}" for i in range(1, 8)), "I48"}


# -- the collection as printed ----------------------------------------------------


def test_the_national_tables_hold_exactly_four_findings():
    # METHODOLOGY: Banyuasin 2023; Pertanian, ESDM and Jawa Timur 2024
    cards = [c for c in collection_cards() if c.document.startswith("Laporan Pelaksanaan Evaluasi SPBE")]
    assert len(cards) == 621 + 615
    found = {(f.institution, f.year, f.rule): f for f in check_cards(cards)}
    assert {key[:2] for key in found} == {
        ("Pemerintah Kab. Banyuasin", 2023),
        ("Kementerian Pertanian", 2024),
        ("Kementerian Energi dan Sumber Daya Mineral", 2024),
        ("Pemerintah Provinsi Jawa Timur", 2024),
    } and len(found) == 4
    first = {key[0]: [s.value for s in f.suggestions][:1] for key, f in found.items()}
    assert first["Pemerintah Provinsi Jawa Timur"] == ["4.60"]
    assert first["Kementerian Pertanian"] == ["4.30"]
    assert first["Kementerian Energi dan Sumber Daya Mineral"] == ["4.00"]
    assert all(f.correction for key, f in found.items() if key[1] == 2024)


def test_the_other_findings_of_the_collection_are_the_known_ones():
    found = [f for f in check_cards(collection_cards()) if not f.document.startswith("Laporan Pelaksanaan Evaluasi")]
    assert sorted((f.institution, f.year, f.rule, f.code) for f in found) == [
        ("Pemerintah Kab. Paser", 2022, "predicate", "P59-INDEX"),
        ("Pemerintah Kota Denpasar", 2019, "parts", "P5-A3"),
        ("Pemerintah Kota Denpasar", 2019, "parts", "P5-A5"),
        ("Pemerintah Provinsi Kalimantan Tengah", 2022, "predicate", "P59-INDEX"),
        ("Pemerintah Provinsi Kalimantan Timur", 2023, "sources", "P59-INDEX"),
        ("Pemerintah Provinsi Sulawesi Barat", 2023, "predicate", "P59-INDEX"),
    ]


# -- typing slips ------------------------------------------------------------------


@pytest.mark.parametrize(("codes", "least_found"), [(DOMAINS, 0.98), (ASPECTS, 0.75)], ids=["domains+index", "aspects"])
def test_one_digit_slips_are_found_and_mended(codes, least_found):
    count = misprint_detection(LAW, tuple(codes), CARDS, seed=59)
    assert count.alarms == 0
    assert count.found >= least_found * CARDS and count.found + sum(count.missed.values()) == CARDS
    assert count.mended >= 0.95 * count.found


def test_a_slip_changes_one_digit_of_one_cell():
    rng = random.Random(1)
    texts = {"a": "3.40", "b": "2.91"}
    for _ in range(200):
        code, slipped = one_misprint(texts, rng)
        assert [key for key in texts if texts[key] != slipped[key]] == [code]
        assert sum(x != y for x, y in zip(texts[code], slipped[code], strict=True)) == 1 and slipped[code][1] == "."


def test_invented_levels_use_the_whole_scale():
    rng = random.Random(2)
    seen = {level for _ in range(20) for level in some_levels(LAW, rng).values()}
    assert seen == set(range(LAW.minimum, LAW.maximum + 1))


def test_holdings_of_the_collection():
    # data/README: 621 and 615 rows of the national tables, each with domains; four whole tables of Bandar Lampung
    held = data_coverage(collection_cards())
    assert (held.loc[2023, "domain"], held.loc[2024, "domain"]) == (621, 615)
    assert list(held.loc[[2021, 2022, 2023, 2024], "whole"]) == [
        3,
        1,
        1,
        1,
    ]  # Kemenko Perekonomian and Kota Denpasar 2021 as well
    assert (held["index"] >= held["domain"]).all() and (held["indicator"] >= held["whole"]).all()


def test_refuses_an_unknown_regulation():
    with pytest.raises(SpbeError):
        check_cards([PrintedScorecard("x", 2023, "final", "permenpanrb-0-0000", {})])
