"""Words and figures on the quality of the collection, in both languages."""

import pytest

from spbe_analysis.analysis.consistency.consistency import check_cards
from spbe_analysis.analysis.consistency.coverage import data_coverage
from spbe_analysis.analysis.consistency.misprint_detection import DISCLOSURES, MisprintCount
from spbe_analysis.analysis.consistency.printed_means import check_means
from spbe_analysis.analysis.consistency.publisher_rules import count_tables
from spbe_analysis.analysis.findings import RULES, Finding, Suggestion
from spbe_analysis.evidence.as_printed import collection_cards, collection_means, load_corrections
from spbe_analysis.presentation.drawing.svg import to_svg
from spbe_analysis.presentation.quality import figures as figures_quality
from spbe_analysis.presentation.quality import words as quality_words
from spbe_analysis.presentation.text.findings import headline, message, remedies
from spbe_analysis.presentation.text.wording import LANGUAGES


@pytest.fixture(scope="module")
def collection_read():
    cards, means = collection_cards(), collection_means()
    return cards, means, check_cards(cards) + check_means(means)


def a_finding(rule):
    details = {
        "low": "1",
        "high": "5",
        "first": "3",
        "computed": "3.00",
        "rounding": "half_up",
        "index": "2.83",
        "rules": "both",
        "other": "2.91",
        "other_document": "a",
        "documents": "a, b",
        "parts": (("P59-A2", "2.10"), ("P59-A3", "2.37")),
    }
    named = {"other", "other_document", "documents"}
    about_sources = rule in ("sources", "means_sources", "together")
    details = {key: text for key, text in details.items() if (key in named) == about_sources}
    return Finding(
        rule,
        "Kab. X",
        2023,
        "final",
        "P59-D2",
        "2.27",
        "permenpanrb-59-2020",
        (Suggestion("P59-D2", "2.20", (("P59-D1", "3.40"),)),),
        details,
        "doc",
        "p. 1",
        {},
        {"id": "note", "en": "note"},
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_whole_sentences(rule, language):
    finding = a_finding(rule)
    told = [headline(finding, language), message(finding, language), *remedies(finding, language)]
    assert all(sentence and "{" not in sentence for sentence in told)
    assert all(sentence.endswith((".", "note")) for sentence in told[1:])
    assert ("2,20" in told[2]) == (language == "id")
    blamed = {"wrong", "mistake", "salah", "keliru"} & set(" ".join(told).casefold().split())
    assert not blamed


def test_decimal_marks_follow_the_language_but_not_inside_titles():
    finding = a_finding("means_parts")
    assert "P59-A2 2,10, P59-A3 2,37" in message(finding, "id") and "2.10" in message(finding, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_and_tables_of_the_collection(collection_read, language):
    cards, means, findings = collection_read
    assert "24" in quality_words.headline(cards, means, findings, language)
    said = quality_words.national(cards, findings, language)
    assert "Banyuasin 2023" in said and " 4 " in said and "Denpasar" not in said
    table = quality_words.findings_table(findings, language)
    assert table.shape == (len(findings), 7) and not table.isna().any().any()
    listed = load_corrections()
    assert quality_words.corrected_figures(listed) == quality_words.corrected(findings) == 5
    corrected = quality_words.corrections_table(listed, language)
    assert len(corrected) == len(listed) and "D1" in set(corrected.iloc[:, 1])
    assert {"id": "4,30", "en": "4.30"}[language] in set(
        corrected.iloc[:, 3]
    )  # Kementerian Pertanian 2024, corrections.csv
    assert len(quality_words.checks(5, ["x 2023"], 10, language)) == len(quality_words.checks(5, [], 10, language)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_draw_and_say_what_is_seen(collection_read, language):
    cards, _, findings = collection_read
    held, (tables, fits) = data_coverage(cards), count_tables(cards)
    counts, frame = quality_words.rule_counts(findings, language), quality_words.rules_frame(fits, language)
    slips = {name: MisprintCount((), 100, 0, 98, 80, 97, {}) for name in DISCLOSURES}
    shares = quality_words.slip_shares(slips, language)
    drawn = {
        figures_quality.holdings_map(
            *quality_words.holdings_counts(held, language), language
        ): quality_words.holdings_alt(held, language),
        figures_quality.findings_bars(counts, language): quality_words.rule_alt(counts, language),
        figures_quality.rule_bars(frame, language): quality_words.rules_alt(frame, language),
        figures_quality.slip_dots(shares, language): quality_words.slip_alt(shares, language),
    }
    for axes, alt in drawn.items():
        assert len(alt) > 60 and "<svg" in to_svg(axes.figure)
        assert axes.get_xlabel()
    assert counts["count_"].sum() == len(findings)
    assert list(tables) == [2023, 2024] and len(quality_words.rules_text(fits, tables, language)) == 3


def test_a_figure_draws_on_the_axes_it_is_given(collection_read):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    counts = quality_words.rule_counts(collection_read[2], "en")
    assert figures_quality.findings_bars(counts, "en", ax=ax) is ax
