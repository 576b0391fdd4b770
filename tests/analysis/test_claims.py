"""Claims against the record: the published ones with their numbers, and every rule on made-up figures.

Numbers of Kalimantan Timur: Laporan Pelaksanaan Evaluasi SPBE 2023 and 2024
(2.91 and 3.79 and all provinces), press for 2021 (2.22), 2022 (2.11), 2025 (4.13).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from spbe_analysis.analysis.claims.judge import RULES, judge, judge_all
from spbe_analysis.analysis.claims.record import (
    CONTRADICTED,
    SUPPORTED,
    UNCHECKABLE,
    UNSUPPORTED,
    VERDICTS,
    WEAK,
    Record,
)
from spbe_analysis.analysis.panel.join import join_years
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.claims import KINDS, Claim, load_claims
from spbe_analysis.evidence.register import Institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.presentation.claims.words import why
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.lineage_table import load_lineage
from spbe_analysis.studies.claims import published_record

LAW = load_framework("permenpanrb-59-2020")


@pytest.fixture(scope="module")
def judged():
    return {j.claim.id: j for j in judge_all(load_claims(), published_record())}


def test_verdicts_of_the_claims_on_record(judged):
    verdicts = {name: j.verdict for name, j in judged.items()}
    assert verdicts == {
        "kaltim-2024-index": SUPPORTED,
        "kaltim-2024-predicate": SUPPORTED,
        "kaltim-2024-significant": SUPPORTED,
        "kaltim-2024-best": UNSUPPORTED,
        "kaltim-2024-highest": SUPPORTED,
        "kaltim-2024-reason": UNCHECKABLE,
        "kaltim-2025-stricter": UNCHECKABLE,
        "kaltim-2025-index": UNCHECKABLE,
        "kaltim-2025-significant": UNCHECKABLE,
        "kaltim-2025-best": UNCHECKABLE,
        "kaltim-2025-three-years": WEAK,
        "kaltim-2025-public": UNCHECKABLE,
        "kaltim-2022-instrument": CONTRADICTED,
        "kaltim-2021-predicate": CONTRADICTED,
        "kaltim-2023-rounded": WEAK,
        "batang-2024-index": CONTRADICTED,
        "batang-2024-first": CONTRADICTED,
        "batang-2024-top-ten": CONTRADICTED,
        "paser-2022-predicate": CONTRADICTED,
        "sulbar-2023-predicate": CONTRADICTED,
        "kalteng-2022-predicate": CONTRADICTED,
    }


def test_one_of_the_best_comes_with_its_places(judged):
    found = judged["kaltim-2024-best"]
    assert (found.facts["rank"], found.facts["last"], found.facts["of"], found.facts["higher"]) == (15, 16, 38, 14)
    assert (found.facts["best"], found.facts["worst"]) == (15, 16)
    assert found.facts["with"] == ["Pemerintah Provinsi Kalimantan Utara"]
    notes = dict(found.notes)
    assert notes["rise_place"] == {"from_year": 2023, "rank": 5, "last": 5, "of": 38}
    assert notes["start_place"] == {"from_year": 2023, "rank": 22, "last": 22, "of": 38}


def test_highest_ever_is_judged_as_of_its_date(judged):
    found = judged["kaltim-2024-highest"]
    assert list(found.facts["values"].values()) == [Fraction(x, 100) for x in (222, 211, 291, 379)]
    later = dict(found.notes)["later"]
    assert later == {"year": 2025, "value": Fraction(413, 100), "assessment": "pemantauan", "higher": True}
    claim = replace(found.claim, known_through=2025)
    assert judge(claim, published_record()).verdict == CONTRADICTED


def test_the_significant_rise_stands_on_the_distribution(judged):
    facts = judged["kaltim-2024-significant"].facts
    assert facts["change"] == Fraction(88, 100) == facts["drift"] + facts["category"] + facts["own"]
    assert facts["low"] == Fraction(876, 1000) and facts["high"] == Fraction(881, 1000)  # from the levels' sums
    assert facts["kind_spread"]["rank"] == 5 and facts["nation"]["of"] == 607


def test_batang_is_3_55(judged):
    assert judged["batang-2024-index"].facts["recorded"] == Fraction(355, 100)
    assert judged["batang-2024-first"].facts["rank"] == 27


def test_every_kind_has_a_rule_and_every_verdict_is_named(judged):
    assert set(RULES) == set(KINDS)
    assert {j.verdict for j in judged.values()} == set(VERDICTS)
    with pytest.raises(ParameterError):
        judge(replace(next(iter(judged.values())).claim, kind="opinion"), published_record())


# -- every rule on made-up figures -------------------------------------------------


def _card(name: str, year: int, index: str) -> Scorecard:
    return Scorecard.of(LAW, {"index": index}, institution=name, year=year, assessment="evaluasi")


def _record(years: dict[int, dict[str, str]], national=(), sources: dict | None = None) -> Record:
    """Made-up institutions of one kind; `sources` gives the address of a year's rows."""
    names = {name for year in years.values() for name in year}
    bodies = {name: Institution(name, "kota", "P") for name in names}
    cards = {year: {name: _card(name, year, text) for name, text in row.items()} for year, row in years.items()}
    rows = {
        (name, year, "final"): [
            {
                "value": text,
                "predicate": "",
                "document": f"report {year}",
                "url": (sources or {}).get(year, "https://report.example"),
            }
        ]
        for year, row in years.items()
        for name, text in row.items()
    }
    pairs = [(a, b) for a in national for b in national if a < b]
    panels = {(a, b): join_years(cards[a], cards[b], bodies.values(), LAW) for a, b in pairs}
    return Record(cards, rows, bodies, panels, national)


def _claim(kind: str, year: int = 2024, **more) -> Claim:
    about = {
        "id": "x",
        "kind": kind,
        "institution": "A",
        "year": year,
        "words": "x",
        "source": "s",
        "url": "https://claim.example",
        "date": "",
        "known_through": year,
    }
    return Claim(**{**about, **more})


CITIES = [chr(ord("A") + i) for i in range(12)]


def _two_years(own: tuple[str, str], others: list[str]) -> Record:
    """A with its own figures among eleven cities that all start at 2.00."""
    first = {"A": own[0], **dict.fromkeys(CITIES[1:], "2.00")}
    second = {"A": own[1], **dict(zip(CITIES[1:], others, strict=True))}
    return _record({2023: first, 2024: second}, national=(2023, 2024))


RISES = [f"2.{i:02d}" for i in range(5, 60, 5)]  # eleven rises from 0.05 to 0.55, the middle one 0.30


@pytest.mark.parametrize(
    ("own", "verdict", "rule"),
    [
        (("2.00", "2.90"), SUPPORTED, "rise_upper"),
        (("2.00", "2.32"), WEAK, "rise_middle"),
        (("2.00", "2.07"), CONTRADICTED, "rise_lower"),
        (("2.00", "1.90"), CONTRADICTED, "rise_none"),
        (("2.00", "2.00"), UNCHECKABLE, "rise_within_rounding"),
    ],
)
def test_significant_rise(own, verdict, rule):
    found = judge(_claim("significant_rise", from_year=2023), _two_years(own, RISES))
    assert (found.verdict, found.rule) == (verdict, rule)


def test_significant_rise_without_others_or_across_regulations():
    record = _record({2020: {"A": "2.00"}, 2021: {"A": "2.00"}, 2022: {"A": "2.50"}})
    assert judge(_claim("significant_rise", 2022, from_year=2021), record).rule == "rise_no_comparison"
    assert judge(_claim("significant_rise", 2024, from_year=2022), record).rule == "no_record"


@pytest.mark.parametrize(
    ("own", "verdict", "rule"),
    [
        ("2.70", SUPPORTED, "best_first_quarter"),
        ("2.45", WEAK, "best_open"),  # level with the third of twelve in print
        ("2.32", UNSUPPORTED, "best_upper_half"),
        ("2.01", CONTRADICTED, "best_lower_half"),
    ],
)
def test_one_of_the_best(own, verdict, rule):
    found = judge(_claim("one_of_the_best"), _two_years(("2.00", own), RISES))
    assert (found.verdict, found.rule) == (verdict, rule)


def test_a_place_that_rounding_leaves_open():
    record = _two_years(("2.00", "2.55"), RISES)  # the best other is 2.55 too
    assert judge(_claim("place", place=1, among="nation"), record).rule == "place_open"
    assert judge(_claim("place", place=2, among="province"), record).verdict == SUPPORTED
    record = _two_years(("2.00", "2.50"), RISES)
    assert judge(_claim("place", place=1, among="kind"), record).verdict == CONTRADICTED
    assert judge(_claim("place", 2022, place=1, among="kind"), record).verdict == UNCHECKABLE


def test_highest_ever():
    record = _record({2021: {"A": "2.00"}, 2022: {"A": "2.50"}, 2023: {"A": "2.50"}, 2024: {"A": "2.40"}})
    assert judge(_claim("highest_ever", 2022), record).verdict == SUPPORTED
    assert judge(_claim("highest_ever", 2023), record).rule == "highest_tied"
    assert judge(_claim("highest_ever", 2024), record).verdict == CONTRADICTED
    assert judge(_claim("highest_ever", 2021), record).rule == "no_record"  # nothing else was known then
    assert judge(_claim("highest_ever", 2021, known_through=2023), record).verdict == CONTRADICTED


def test_rising_years():
    years = {2021: {"A": "2.00"}, 2022: {"A": "2.50"}, 2023: {"A": "3.00"}, 2024: {"A": "2.99"}}
    record = _record(years)
    assert judge(_claim("rising_years", 2023, from_year=2021), record).verdict == SUPPORTED
    assert judge(_claim("rising_years", 2024, from_year=2021), record).verdict == CONTRADICTED
    assert judge(_claim("rising_years", 2025, from_year=2021), record).rule == "no_record"
    alone = judge(_claim("rising_years", 2023, from_year=2021), _record(years, sources={2023: "https://claim.example"}))
    assert alone.verdict == WEAK and ("alone", {"year": 2023}) in alone.notes


def test_index_value():
    record = _record({2024: {"A": "2.98"}})
    assert judge(_claim("index_value", value="2,98"), record).rule == "value_same"
    assert judge(_claim("index_value", value="3,0"), record).rule == "value_rounded"
    assert judge(_claim("index_value", value="3.00"), record).rule == "value_other"
    assert judge(_claim("index_value", 2023, value="3.00"), record).rule == "no_record"
    own = _record({2024: {"A": "2.98"}}, sources={2024: "https://claim.example"})
    assert judge(_claim("index_value", value="2,98"), own).rule == "value_own_source"


def test_predicate_on_the_scale():
    record = _record({2024: {"A": "3.50"}})  # 3.495 to 3.505: Baik or Sangat Baik by the exact index
    for text, verdict in (("Sangat Baik", WEAK), ("Baik", WEAK), ("Cukup", CONTRADICTED), ("Unggul", CONTRADICTED)):
        assert judge(_claim("predicate", predicate=text), record).verdict == verdict, text
    record = _record({2024: {"A": "3.60"}})
    assert judge(_claim("predicate", predicate="Sangat Baik"), record).rule == "predicate_scale"
    assert judge(_claim("predicate", predicate="Sangat Baik"), record).verdict == SUPPORTED


def test_a_new_instrument():
    record = _record({2021: {"A": "2.22"}, 2022: {"A": "2.11"}})
    assert judge(_claim("new_instrument", 2022, from_year=2021), record).verdict == CONTRADICTED
    changed = judge(_claim("new_instrument", 2021, from_year=2020), record)
    assert (changed.verdict, changed.rule) == (UNCHECKABLE, "instrument_no_figures")
    assert changed.facts["items_before"] == 37  # scored items of 5/2018


OLD = load_framework("permenpanrb-5-2018")
NEW = {row.after for row in load_lineage(OLD.id, LAW.id).rows if not row.is_link and row.after}


def _across(before: int | dict[str, int], after: int | dict[str, int], sure: bool = True) -> Record:
    """A in 2020 under 5/2018 and in 2021 under 59/2020, its whole tables of levels or only the index they give."""
    cards = {}
    for year, law, given in ((2020, OLD, before), (2021, LAW, after)):
        levels = given if isinstance(given, dict) else dict.fromkeys(law.indicators, given)
        index = law.round(sum(law.weight(code) * level for code, level in levels.items()))
        texts = {code: str(level) for code, level in levels.items()} if sure else {}
        cards[year] = {"A": Scorecard.of(law, texts | {law.root: f"{float(index):.2f}"}, institution="A", year=year)}
    return Record(cards, {}, {"A": Institution("A", "kota", "P")}, {})


@pytest.mark.parametrize(
    ("record", "verdict", "rule"),
    [
        (_across(2, 2), CONTRADICTED, "instrument_still"),
        (_across(2, 3, sure=False), UNCHECKABLE, "instrument_open"),
        (_across(2, {c: 5 if c in ("P59-I21", "P59-I22") else 2 for c in LAW.indicators}), SUPPORTED, "instrument_all"),
        (_across(2, {c: 1 if c in NEW else 4 for c in LAW.indicators}), CONTRADICTED, "instrument_against"),
        (_across(2, {c: 3 if int(c[-2:]) < 11 else 2 for c in LAW.indicators}), WEAK, "instrument_part"),
    ],
)
def test_the_bridge_decides_on_a_new_instrument(record, verdict, rule):
    """All levels 2 under both give 2.00 twice; what indicators new in 59/2020 stand above or below that is the rule's part."""
    found = judge(_claim("new_instrument", 2021, from_year=2020), record)
    assert (found.verdict, found.rule) == (verdict, rule)
    for language in ("id", "en"):
        assert "{" not in why(found, language)


def test_a_new_instrument_on_record():
    """Kemenko Perekonomian 2019 (aspects) to 2021 (levels): findings/meaning.md checked the five parts' bounds."""
    record = published_record()
    about = {"institution": "Kementerian Koordinator Bidang Perekonomian", "from_year": 2019}
    found = judge(_claim("new_instrument", 2021, **about), record)
    assert (found.verdict, found.rule) == (WEAK, "instrument_part") and found.facts["rule_high"] < 0


@pytest.mark.parametrize(
    ("institution", "year", "predicate", "among", "verdict", "rule", "count"),
    [  # counted in Tabel 28 and its like of the national report of 2024: 48 bodies are Memuaskan, 6 of them provinces
        ("Provinsi Jawa Barat", 2024, "Memuaskan", "kind", CONTRADICTED, "only_no", 5),
        ("Provinsi Jawa Barat", 2024, "Memuaskan", "nation", CONTRADICTED, "only_many", 47),
        ("Provinsi Bali", 2024, "Memuaskan", "province", SUPPORTED, "only_yes", 0),
        ("Provinsi Sulawesi Selatan", 2024, "Memuaskan", "kind", CONTRADICTED, "predicate_stated_other", None),
        ("Provinsi Jawa Barat", 2021, "Baik", "kind", UNCHECKABLE, "no_national_table", None),
    ],
)
def test_the_only_one_of_a_predicate_on_record(institution, year, predicate, among, verdict, rule, count):
    about = {"institution": f"Pemerintah {institution}", "predicate": predicate, "among": among}
    found = judge(_claim("only_predicate", year, **about), published_record())
    assert (found.verdict, found.rule, found.facts.get("count")) == (verdict, rule, count)


@pytest.mark.parametrize(
    ("others", "verdict", "rule"),
    [
        (["3.00"], SUPPORTED, "only_yes"),
        (["3.60", "3.00"], CONTRADICTED, "only_no"),
        (["3.50"], WEAK, "only_open"),  # 3.495 to 3.505: Baik or Sangat Baik by the exact index of 2024
        (["3.70"] * 6, CONTRADICTED, "only_many"),
    ],
)
def test_the_only_one_by_the_scale(others, verdict, rule):
    record = _record({2024: {"A": "3.80", **dict(zip("BCDEFG", others, strict=False))}}, national=(2024,))
    found = judge(_claim("only_predicate", predicate="Sangat Baik", among="nation"), record)
    assert (found.verdict, found.rule) == (verdict, rule)


def test_a_percentage_of_the_index_is_told_in_points():
    record = _record({2020: {"A": "2.00"}, 2021: {"A": "2.00"}, 2022: {"A": "2.50"}})
    found = judge(_claim("percent_rise", 2022, from_year=2021), record)
    assert (found.verdict, found.rule, found.facts["change"]) == (UNCHECKABLE, "percent_points", Fraction(1, 2))
    assert "2.00 (2021)" in why(found, "en") and "+0.50 points" in why(found, "en")
    assert judge(_claim("percent_rise", 2024, from_year=2021), record).rule == "no_record"
    assert judge(_claim("percent_rise", 2021, from_year=2020), _across(2, 3)).rule == "other_regulation"


@pytest.mark.parametrize("kind", ["stricter_assessment", "reason", "public_service"])
def test_what_no_figure_can_decide(kind):
    more = {"from_year": 2023} if kind == "stricter_assessment" else {}
    assert judge(_claim(kind, **more), _two_years(("2.00", "2.10"), RISES)).verdict == UNCHECKABLE
