"""Sentences say what the numbers say, in both languages, and no more."""

import re

import pytest

import spbe_analysis as spbe
from spbe_analysis.analysis.drivers.additivity import check_answer
from spbe_analysis.analysis.feasible.disclosure import Disclosure, disclosures
from spbe_analysis.errors import ReportError
from spbe_analysis.presentation.drivers import heads, sentences
from spbe_analysis.presentation.page.tables import request

LANGUAGES = ("id", "en")


def test_full_tables(full):
    """LHE 2023 and 2024 print 2,15 and 2,98; the levels give 2.1545 and 2.9795, a change of 0.825."""
    told = " ".join(sentences.amount(full, "id"))
    assert "naik 0,83 poin, dari 2,15 (Cukup, 2023) menjadi 2,98 (Baik, 2024)" in told
    assert "tepat 0,825 poin (2,1545 menjadi 2,9795)" in told
    where = " ".join(sentences.origin(full, "en"))
    assert "Management +0.255, Services +0.200, Internal policy +0.195, and Governance +0.175" in where
    assert "(indicator 39) +0.055" in where and "(indicator 15) +0.050" in where and "(indicator 18) +0.050" in where
    assert "19 of 47 indicators did not change" in where
    assert "Identified throughout" in " ".join(sentences.sureness(full, "en"))


def test_domains_only(partial):
    told = " ".join(text for texts in sentences.answers(partial, "en").values() for text in texts)
    assert "between +0.876 and +0.881" in told and "Services between +0.190 and +0.195" in told
    assert "Sure rise, by an amount within a range: Services." in told and "cannot be ranked" in told
    assert "The direction of all 47 indicators is open." in told and "0 surely" not in told
    assert told.count("largest") == told.count("largest gain first: Governance") == 1 and "bounded" not in told.lower()
    limits = sentences.limits(partial, "en")
    assert sum("1–10; 11–20; 21–31; 32–41; 42–47" in text for text in limits) == 1
    assert any("26,878,847,052,188,440,366,200" in text for text in limits)
    assert any("uniform prior" in text for text in limits)


def test_a_fall_is_told_as_one(falling):
    told = " ".join(text for texts in sentences.answers(falling, "en").values() for text in texts)
    assert "fell by 0.83 points" in told and "28 indicators fell" in told and "−0.055" in told
    assert "exactly 0.825 points (2.9795 to 2.1545)" in told
    assert (
        "largest loss first: Management −0.255, Services −0.200, Internal policy −0.195, and Governance −0.175" in told
    )
    assert told.index("28 indicators fell") < told.index("did not change") and "gain" not in told


def test_ties_are_named_together_or_not_at_all(full):
    rows = full.ranked("indicator").to_dict("records")
    named = sentences.leading(rows, full, "en")
    assert named.count("+0.050") == 2 and "+0.045" not in named


def test_a_tie_larger_than_what_is_named_is_counted_and_none_of_it_picked():
    """Kota Bandar Lampung 2022 to 2023: four indicators of 2.75% rose by three levels, seven fell."""
    told = sentences.origin(spbe.drivers("Kota Bandar Lampung", 2022, 2023).exact, "en")
    assert "Largest contributions by indicator: 4 indicators with +0.0825 each." in told
    assert any(text.startswith("7 indicators fell and took points away, the largest: ") for text in told)


def test_a_side_that_lacks_figures_is_named_and_the_other_is_not():
    """Kab. Aceh Tengah 2026 prints an index alone of the self-assessment and every value of the interim result."""
    found = spbe.drivers("Kab. Aceh Tengah", 2026, 2026, stage="self_assessment", to_stage="interim").exact
    assert any(
        "20 indicators are not published for 2026 (self-assessment):" in t for t in sentences.sureness(found, "en")
    )


def test_a_fall_without_a_printed_index_names_its_largest_loss():
    """Kota Denpasar 2021: the self-assessment prints no index; of it the result took most in Services, 0.260."""
    found = spbe.drivers("Kota Denpasar", 2021, 2021, stage="self_assessment", to_stage="final").exact
    assert heads.parts(found, "en").title == "Services contributed the largest fall: −0.260 points"
    assert "not published for 2021 (self-assessment)" in sentences.amount(found, "en")[0]


def test_index_only(index_only):
    told = " ".join(sentences.sureness(index_only, "id"))
    assert "Arah belum pasti: Kebijakan" in told and "Arah kontribusi semua 47 indikator belum pasti." in told
    assert "47 indikator tidak dipublikasikan" in told


def test_figures_that_cannot_be(impossible):
    told = " ".join(text for texts in sentences.answers(impossible, "en").values() for text in texts)
    assert "cannot come from levels that the regulation allows" in told
    assert any("not reproducible" in text for text in sentences.limits(impossible, "en"))
    assert sentences.checks(impossible, "en") == []


def test_predicates_are_translated(full):
    assert "Fair" in " ".join(sentences.amount(full, "en"))


def test_a_year_only_monitored_is_told(lampung_cards):
    (told,) = sentences.assessments(lampung_cards.values(), "en")
    assert told.startswith("2022 was assessed by monitoring")
    assert sentences.assessments([lampung_cards[year] for year in (2023, 2024)], "en") == []


def test_notes_of_years_outside_are_left_out(full, partial, lampung_cards, law):
    from spbe_analysis.analysis.drivers.drivers import drivers

    whole = drivers(law, lampung_cards[2021], lampung_cards[2024])
    assert any("carried over" in text for text in sentences.limits(whole, "en"))
    assert not any("carried over" in text for text in sentences.limits(full, "en"))


def test_the_request_names_the_number(partial):
    asks = [(year.scorecard, disclosures(year)[0]) for year in partial.years]
    told = [text for text in sentences.limits(partial, "en", asks) if "bits" in text]
    assert len(told) == 1 and "Pemerintah Provinsi Kalimantan Timur" in told[0]


def test_an_indicator_asked_for_is_named_before_its_number(partial):
    card, law = partial.before, partial.framework
    told = request(Disclosure("P59-I15", "indicator", 0, 1.0), card, law, "id")
    assert "Mohon nilai Pembangunan Aplikasi SPBE (indikator 15) dalam hasil evaluasi SPBE untuk Pemerintah" in told


def test_an_index_is_said_to_be_computed_from_levels_only_where_levels_are_printed(full, partial):
    assert any("can be computed again from weights and levels" in text for text in sentences.checks(full, "en"))
    told = sentences.checks(partial, "en")
    assert not any("computed again" in text for text in told)
    assert any("there are tables of levels" in text and "2.91 and 3.79" in text for text in told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["full", "partial", "index_only", "impossible", "falling"])
def test_every_sentence_is_whole(case, language, request):
    answer = request.getfixturevalue(case)
    told = [text for texts in sentences.answers(answer, language).values() for text in texts]
    told += [
        *sentences.limits(answer, language),
        *sentences.checks(answer, language),
        sentences.finding(answer, language),
    ]
    for text in told:
        assert text.strip() == text and not re.search(r"  |\{|\b(None|nan)\b", text)
        assert text.endswith((".", '."', '"')), text


def test_an_answer_whose_parts_do_not_add_up_is_refused(full):
    from dataclasses import replace
    from fractions import Fraction

    check_answer(full)
    with pytest.raises(ReportError) as refusal:
        check_answer(replace(full, change_low=Fraction(1), change_high=Fraction(1)))
    assert len(refusal.value.problems) == 3


def test_parts_are_ranked_only_where_their_ranges_allow_it(full, partial, index_only, law):
    order = [law.nodes[code].name("en") for code in law.of_kind("domain")]
    for answer, wanted in ((full, ["Management", "Services", "Internal policy", "Governance"]), (index_only, order)):
        told = sentences.parts_text(answer, "en")
        assert sorted(order, key=told.index) == wanted
    assert sentences.parts_text(partial, "en").startswith("Governance +0.400")


def test_index_only_claims_nothing_of_domains(index_only):
    assert (
        sentences.finding(index_only, "en")
        == "Index 2.91 to 3.79 (+0.88 points); the direction of every domain's contribution is open."
    )
    assert "leave the direction of every domain's contribution open" in " ".join(sentences.origin(index_only, "en"))


def test_a_change_whose_decimals_do_not_end_is_not_called_exact_in_six(old_law):
    """Kota Denpasar 2018 and 2019, 37 items with weights of 10/3: 2.64 and 3.33333... (METHODOLOGY, section 3)."""
    from spbe_analysis.analysis.drivers.drivers import drivers
    from spbe_analysis.evidence.published import scorecard_for

    answer = drivers(old_law, *(scorecard_for("Kota Denpasar", year) for year in (2018, 2019)))
    assert "exactly 0.6933… points (2.64 to 3.3333…)" in " ".join(sentences.amount(answer, "en"))
    assert any("exactly +0.6933… points" in text for text in sentences.checks(answer, "en"))
    assert "Services +0.333," in sentences.parts_text(answer, "en")


def test_after_the_last_year_of_a_regulation_the_next_one_is_told():
    """59/2020 holds for index years 2021 to 2025, 8/2026 from 2026 on; 5/2018 up to 2020."""
    last = [
        spbe.drivers("Kab. Aceh Tengah", 2024, 2025, shares=False),
        spbe.drivers("Kab. Paser", 2019, 2020, shares=False),
    ]
    new, continued = (sentences.upcoming(change.exact, "id") for change in last)
    assert new == [
        "Tahun indeks 2025 adalah tahun terakhir yang dinilai menurut PermenPANRB 59/2020; mulai 2026 berlaku "
        "PermenPANRB 8/2026.",
        "Indeks Pemerintah Digital menurut peraturan itu bukan kelanjutan indeks ini.",
    ]
    assert len(continued) == 1 and "mulai 2021 berlaku PermenPANRB 59/2020" in continued[0]
    before = spbe.drivers("Kota Bandar Lampung", 2023, 2024, shares=False)
    assert sentences.upcoming(before.exact, "id")[0].startswith("Predikat berikutnya, Sangat Baik, dimulai dari 3,50")
