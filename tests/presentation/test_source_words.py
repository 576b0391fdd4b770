"""Names of sources: titles stand as printed, the collection's own remarks speak the reader's language."""

import pickle

import pytest
from two_languages import foreign_words

from spbe_analysis.evidence.published import all_scorecards, load_published
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.kinds import scope_name
from spbe_analysis.presentation.text.source_names import document_name, note_text, place_in


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pranala.co (press)", "pranala.co (pers)"),
        ("penasatu.com (press, LKPJ hearing, April 2022)", "penasatu.com (pers, rapat LKPJ, April 2022)"),
        (
            "Evaluasi Kinerja Pemerintah Digital 2026, interview session of 21 September 2026",
            "Evaluasi Kinerja Pemerintah Digital 2026, sesi interviu 21 September 2026",
        ),
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
        "interview",
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
    """In English as the note is written out; in Indonesian no English is left."""
    cards = [card for year in range(2018, 2026) for card in all_scorecards(year).values()]
    notes = {note for card in cards for note in card.notes}
    assert len(notes) > 50
    for note in notes:
        assert note_text(note, "en") == note
        said = note_text(note, "id")
        assert said != note and not foreign_words(said, "id"), said


def test_a_note_names_what_it_is_about():
    note = Message("note.also", codes="P59-INDEX", value="2.95", document="pranala.co (press)")
    assert note_text(note, "en") == note == "P59-INDEX 2.95 is also given by pranala.co (press)."
    assert note_text(note, "id", lambda code: "Indeks SPBE") == "Indeks SPBE 2,95 juga dicetak pranala.co (pers)."


@pytest.mark.parametrize(
    ("note", "english", "indonesian"),
    [
        (
            Message("note.differs", codes="P59-D1", value="2.90", document="a.id (press)", used="2.91", other="B"),
            "P59-D1 is 2.90 in a.id (press); 2.91 of B is used.",
            "P59-D1 tercetak 2,90 dalam a.id (pers); yang dipakai 2,91 dari B.",
        ),
        (
            Message(
                "note.corrected",
                codes="P59-D1",
                printed="29 0",
                document="A; B",
                used="2.90",
                remark_en="Why.",
                remark_id="Sebab.",
            ),
            "P59-D1 is printed as 29 0 in A; B; 2.90 is used. Why.",
            "P59-D1 tercetak 29 0 dalam A; B; yang dipakai 2,90. Sebab.",
        ),
        (
            Message("note.illegible", codes="P59-D1", document="A", used="2.90", remark_en="Why.", remark_id="Sebab."),
            "P59-D1 is not legible in A; 2.90 is used. Why.",
            "P59-D1 tidak terbaca dalam A; yang dipakai 2,90. Sebab.",
        ),
        (
            Message("note.predicate", predicate="Baik", document="A"),
            "The predicate Baik is given by A.",
            "Predikat Baik dinyatakan A.",
        ),
        (
            Message("note.other_predicate", predicate="Cukup", document="A"),
            "A gives the predicate as Cukup.",
            "A menyatakan predikat Cukup.",
        ),
        (
            Message("note.remark", codes=("P59-D1", "P59-D2"), remark_en="{so} it is.", remark_id="Begitu {ini}."),
            "P59-D1, P59-D2: {so} it is.",
            "P59-D1, P59-D2: Begitu {ini}.",
        ),
    ],
)
def test_a_note_in_both_languages(note, english, indonesian):
    """Whatever stands in its facts; a note can be a key of a dictionary and be sent to another process."""
    assert note == note_text(note, "en") == english and note_text(note, "id") == indonesian
    assert {note: 1}[pickle.loads(pickle.dumps(note))] == 1
