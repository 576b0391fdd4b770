"""Words of the other language carry ``lang``: official names by their form, quotations by what they are."""

from __future__ import annotations

import re

import pytest

from spbe_analysis.evidence.published import load_published
from spbe_analysis.evidence.register import load_register
from spbe_analysis.presentation.page.document import escape, heading
from spbe_analysis.presentation.page.language_marks import Teller, in_languages, with_names_marked
from spbe_analysis.presentation.text.wording import say, years_of

REPORT = "Laporan Pelaksanaan Evaluasi SPBE Tahun 2023"  # title of the national report, data/raw/evaluation-report-2023


def marked(text):
    found = re.findall(r'<span lang="id">(.*?)</span>', Teller("en").inside(text))
    assert found == re.findall(r'<span lang="id">(.*?)</span>', with_names_marked(f"<p>{escape(text)}</p>", "en"))
    return found


def test_every_name_of_the_register_is_marked_whole():
    for body in load_register():
        cell = f"<td>{escape(body.name)}</td>"
        in_english = cell.replace("<td>", '<td lang="id">')
        assert Teller("en")("td", body.name) == with_names_marked(cell, "en") == in_english, body.name
        assert Teller("id")("td", body.name) == with_names_marked(cell, "id") == Teller("")("td", body.name) == cell


def test_every_title_of_a_printed_document_is_marked_whole():
    titles = [title for title in load_published()["document"].unique() if title.split()[0] in ("Laporan", "Paparan")]
    assert len(titles) > 6
    for title in titles:
        assert marked(f"2023: {title}.") == [title]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        (f"{REPORT}, 2023: 620 values", [REPORT]),
        (
            "Same as Pemerintah Kab. Batang Hari, Pemerintah Kota Mataram, and more.",
            ["Pemerintah Kab. Batang Hari", "Pemerintah Kota Mataram"],
        ),
        ("(press, citing Kepmen PANRB 108/2023)", ["Kepmen PANRB 108/2023"]),
        ("states Sangat Baik, not Cukup", ["Sangat Baik", "Cukup"]),
        ("Domains and governance, as printed in 2023", []),
    ],
)
def test_names_in_a_sentence(sentence, names):
    assert marked(sentence) == names


def test_programs_addresses_and_what_is_marked_already_stay_as_they_are():
    kept = (
        "<style>.Baik{}</style><pre>Pemerintah Kota Palu</pre><svg><title>Baik</title></svg>"
        '<a href="x" title="Pemerintah Kota Palu" lang="id">Pemerintah Kota Palu</a><option>Baik</option>'
    )
    assert with_names_marked(kept, "en") == kept


def test_the_author_is_english_on_an_indonesian_page():
    told = Teller("id")("p", "The spbe-analysis contributors: “Baik”.")
    assert told == '<p><span lang="en">The spbe-analysis contributors</span>: “Baik”.</p>'


@pytest.mark.parametrize("word", ["amp", "lt", "gt", "quot", "27", "#x27"])
def test_no_mark_is_set_inside_an_entity(word):
    block = heading('a & b < c > "d" it\'s')
    assert block.quoting([word]).on_page("en").markup == heading('a & b < c > "d" it\'s').markup


def test_quotations_are_marked_where_they_stand_and_nowhere_else():
    block = heading("“naik & baik” (rose)").quoting(["naik & baik", ""])
    assert block.markup == "<h3>“naik &amp; baik” (rose)</h3>" and block.plain == "“naik & baik” (rose)"
    assert block.on_page("en").markup == '<h3>“<span lang="id">naik &amp; baik</span>” (rose)</h3>'
    assert block.about["quotations"] == ["naik & baik"]
    assert "quotations" not in heading("naik").quoting([""]).about


def test_a_name_is_marked_beside_what_else_a_title_marks():
    told = say("drivers.title", "en", institution="Pemerintah Kota Palu", years=years_of(2023, 2024))
    shown = '<h1><span lang="id">Pemerintah Kota Palu</span>, <span class="years">2023–2024</span></h1>'
    assert Teller("en")("h1", told) == shown and told == "Pemerintah Kota Palu, 2023–2024"


def test_a_text_is_told_apart_by_language_as_its_markup_is():
    said = f"As {REPORT}; Sangat Baik: “naik”."
    pieces = [("As ", ""), (REPORT, "id"), ("; ", ""), ("Sangat Baik", "id"), (": “", ""), ("naik", "id"), ("”.", "")]
    assert in_languages(said, "en", ["naik"]) == pieces
    assert [piece for piece, language in in_languages(said, "en") if language] == marked(said)
    assert in_languages(said, "id") == [(said, "")] and in_languages("", "en") == []
