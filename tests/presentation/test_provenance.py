"""A report names its documents, what they disagree on, and every figure that was corrected."""

from spbe_analysis.evidence.published import load_published, other_values, scorecard_for
from spbe_analysis.presentation.page import provenance


def test_what_differs_is_a_table_and_what_agrees_a_sentence(law):
    """Kalimantan Timur 2023: national report 2.91, press 2.90 and 2.91."""
    cards = [scorecard_for("Provinsi Kalimantan Timur", year) for year in (2023, 2024)]
    rows = [row for year in (2023, 2024) for row in other_values("Provinsi Kalimantan Timur", year)]
    differing, agreeing = provenance.others(rows, cards, law, "id")
    assert len(differing.about["rows"]) == 1 and "2,90" in differing.markup
    assert "angka lain" in agreeing.plain


def test_corrections_are_shown_with_their_reason(law):
    """Provinsi Jawa Timur 2024: the first digit of Domain 1 is lost in the text conversion; 4.60 is used."""
    rows = load_published().query("institution == 'Pemerintah Provinsi Jawa Timur' and year == 2024").to_dict("records")
    (block,) = provenance.corrections(rows, law, "en")
    assert ".60" in block.markup and "4.60" in block.markup and "First digit lost" in block.markup
    assert "Angka pertama hilang" in provenance.corrections(rows, law, "id")[0].markup
    assert provenance.corrections([{**row, "correction_en": ""} for row in rows], law, "en") == []


def test_fingerprint_changes_with_any_value(lampung_cards):
    from dataclasses import replace

    one = provenance.fingerprint(lampung_cards.values())
    card = lampung_cards[2024]
    code, printed = next(iter(card.values.items()))
    changed = replace(card, values={**card.values, code: replace(printed, text="9.99")})
    assert provenance.fingerprint([*list(lampung_cards.values())[:-1], changed]) != one
    links = provenance.documents(lampung_cards.values(), "id").about["links"]
    assert links and all(url.startswith("https://") for url in links.values())
