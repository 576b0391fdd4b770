"""Every verdict, rule and note has words in both languages, and the figures take axes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spbe_analysis.analysis.claims.judge import judge_all
from spbe_analysis.evidence.claims import load_claims
from spbe_analysis.presentation.claims import figures as figures_claims
from spbe_analysis.presentation.claims import page as claims_page
from spbe_analysis.presentation.claims import words as claims_words
from spbe_analysis.presentation.text.wording import LANGUAGES, messages
from spbe_analysis.studies.claims import published_record


@pytest.fixture(scope="module")
def record():
    return published_record()


@pytest.fixture(scope="module")
def judged(record):
    return judge_all(load_claims(), record)


def test_every_verdict_has_words():  # rules and reasons: FAMILIES of test_wording
    assert set(claims_words.VERDICTS.values()) <= messages().keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_reads_whole(judged, language):
    for j in judged:
        told = [claims_words.why(j, language), *claims_words.remarks(j, language), claims_words.rule(j, language)]
        assert all(text and "{" not in text and "Fraction" not in text for text in told), j.claim.id


def test_the_numbers_stand_in_the_sentence(judged):
    best = next(j for j in judged if j.claim.id == "kaltim-2024-best")
    told = " ".join([claims_words.why(best, "en"), *claims_words.remarks(best, "en")])
    for words in ("15–16 of 38", "14 stand higher", "rank 5 of 38", "rank 22 of 38", "Kalimantan Utara"):
        assert words in told


def test_a_paraphrase_is_not_shown_as_a_quotation(judged):
    for j in judged:
        assert ("“" in claims_words.words(j.claim, "en")) == j.claim.quoted


def test_only_quotations_stay_in_the_language_of_their_source(judged):
    assert claims_words.quotations(judged, "id") == []
    assert claims_words.quotations(judged, "en") == [j.claim.words for j in judged if j.claim.quoted]


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_figures_with_alternative_texts(judged, record, language):
    kaltim = [j for j in judged if "kaltim" in j.claim.id]
    blocks = claims_page.figures(kaltim, record, language)
    assert [block.about["name"] for block in blocks] == ["rise", "rank", "years"]
    assert "15–16" in blocks[1].about["alt"]


def test_figures_draw_on_given_axes():
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    values = {2019: Fraction(2), 2020: Fraction(5, 2), 2021: Fraction(2), 2022: Fraction(3)}
    assert figures_claims.index_by_year(values, {2022}, 2021, "en", ax=ax) is ax
    drawn = [line for line in ax.get_lines() if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    assert all(
        set(line.get_xdata()) <= {2019, 2020} or set(line.get_xdata()) <= {2021, 2022}
        for line in drawn
        if line.get_color() == figures_claims.GAIN
    )  # no line across a change of regulation
