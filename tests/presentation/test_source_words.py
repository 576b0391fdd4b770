"""Names of sources: titles stand as printed, the collection's own remarks speak the reader's language."""

import pytest
from two_languages import foreign_words

from spbe_analysis.evidence.published import all_scorecards, load_published
from spbe_analysis.presentation.text.kinds import scope_name
from spbe_analysis.presentation.text.source_names import document_name, note_text, place_in


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pranala.co (press)", "pranala.co (pers)"),
        ("penasatu.com (press, LKPJ hearing, April 2022)", "penasatu.com (pers, rapat LKPJ, April 2022)"),
        ("niaga.asia (press, LKPJ hearing, May 2023)", "niaga.asia (pers, rapat LKPJ, Mei 2023)"),
        (
            "balitopnews.com (press, citing Kepmen PANRB 13/2024)",
            "balitopnews.com (pers, mengutip Kepmen PANRB 13/2024)",
        ),
        ("kalteng.bpk.go.id (press, ANTARA via BPK)", "kalteng.bpk.go.id (pers, ANTARA melalui BPK)"),
        ("setda.kaltimprov.go.id (own site)", "setda.kaltimprov.go.id (situs sendiri)"),
        ("News item 9229 on the web site of Kota Balikpapan", "Berita 9229 di situs Kota Balikpapan"),
        ("Laporan Pelaksanaan Evaluasi SPBE Tahun 2023", "Laporan Pelaksanaan Evaluasi SPBE Tahun 2023"),
        ("a title (of its own)", "a title (of its own)"),
    ],
)
def test_remarks_in_indonesian(name, said):
    assert document_name(name, "id") == said and document_name(name, "en") == name


def test_places():
    place = "from p. 10: Perolehan Nilai Tingkat Kematangan Indikator"
    assert place_in(place, "id") == "mulai hlm. 10: Perolehan Nilai Tingkat Kematangan Indikator"
    assert place_in("Tabel 35, no. 1", "id") == "Tabel 35, no. 1" and place_in("", "id") == ""


def test_the_whole_collection_speaks_the_language_of_its_reader():
    """Every document and place: unchanged in English, without the English remarks in Indonesian."""
    table = load_published()
    english = (
        "press",
        "own site",
        " page",
        "web site",
        "from p.",
        "record",
        "copy of",
        "citing",
        "hearing",
        "script file",
    )
    for column, said in (("document", document_name), ("place", place_in)):
        for text in set(table[column]):
            assert said(text, "en") == text
            assert not [word for word in english if word in said(text, "id")], text


def test_whose_means():
    assert scope_name("nasional", "en") == "all institutions" and scope_name("kota", "en") == "city"
    assert scope_name("lpnk", "id") == "lembaga pemerintah nonkementerian"


def test_every_note_on_the_figures_used():
    """Unchanged in English; in Indonesian no English is left."""
    cards = [card for year in range(2018, 2026) for card in all_scorecards(year).values()]
    notes = {note: card.remarks for card in cards for note in card.notes}
    assert len(notes) > 50
    for note, remarks in notes.items():
        assert note_text(note, "en", remarks) == note
        said = note_text(note, "id", remarks)
        assert said != note and not foreign_words(said, "id"), said


def test_a_note_names_what_it_is_about():
    note = "P59-INDEX 2.95 is also given by pranala.co (press)."
    assert note_text(note, "id", {}, lambda code: "Indeks SPBE") == "Indeks SPBE 2,95 juga dicetak pranala.co (pers)."
