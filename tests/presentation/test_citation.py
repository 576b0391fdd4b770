"""A citation as text, BibTeX and RIS: what is known stands in each, what is not is left out, and nothing breaks a record."""

import re

import pytest

from spbe_analysis.errors import ParameterError
from spbe_analysis.presentation.page.citation import FORMS, Citation
from spbe_analysis.presentation.text.wording import LANGUAGES

COPY = "https://example.org/copy_of%20it.md"
EDITION = {
    "version": "9.8.7",
    "day": "2031-02-03",
    "address": "",
    "doi": "",
    "fingerprint": "0123456789abcdef",
    "documents": [
        {"publisher": "KemenPANRB & Co", "title": "Laporan Evaluasi 2030", "url": COPY, "read": "2031-01-02"},
        {"publisher": "", "title": "surat.id (press)", "url": "none", "read": "2031-01-02"},
    ],
}


def _cited(language="en", title="Kota A, 2029–2030", **more):
    return Citation(title, language, EDITION | more)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_each_form_names_author_title_year_version_day_fingerprint_and_documents(language, form):
    told = _cited(language).told(form)
    author = {"id": "Kontributor spbe-analysis", "en": "The spbe-analysis contributors"}[language]
    day = {"id": "3 Februari 2031", "en": "3 February 2031"}[language]
    for part in (author, "2031", "9.8.7", "0123456789abcdef", day, "Laporan Evaluasi 2030", COPY):
        assert part in told, part
    assert "none" not in told and ("contributors" in told) == (language == "en")
    assert ("KemenPANRB \\& Co" if form == "bibtex" else "KemenPANRB & Co") in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_that_was_read_is_named_as_such(language):
    (first, second) = _cited(language).documents
    assert {"id": "Salinan yang dibaca (2 Januari 2031)", "en": "Copy that was read (2 January 2031)"}[
        language
    ] in first
    assert second == {"id": "surat.id (pers).", "en": "surat.id (press)."}[language]


def test_an_address_and_a_doi_are_said_where_they_are_known():
    assert "Available" not in _cited().text and not _cited().has_address
    placed = _cited(address="https://spbe.example.org")
    assert placed.text.endswith("Available at https://spbe.example.org.") and "UR  - https://spbe.ex" in placed.ris()
    named = _cited(address="https://spbe.example.org", doi="10.5281/zenodo.1")
    assert named.text.endswith("Available at https://doi.org/10.5281/zenodo.1.")
    assert "doi = {10.5281/zenodo.1}" in named.bibtex() and "DO  - 10.5281/zenodo.1" in named.ris()


def test_figures_of_ones_own_have_no_fingerprint():
    own = _cited(fingerprint="", documents=[])
    assert "fingerprint" not in own.text and own.whole_text() == own.text and "own figures" in own.text


@pytest.mark.parametrize("title", ["50% of {A} & B_1 \\ #2 $x^~", "Kota\nER  - \nTY  - BOOK", "}} @book{x,"])
def test_no_title_breaks_out_of_its_field(title):
    entry = _cited(title=title).bibtex()
    bare = re.sub(r"\\[{}]|\\\w+\{\}", "", entry)
    depth = 0
    for mark in bare:
        depth += {"{": 1, "}": -1}.get(mark, 0)
        assert depth >= 0
    assert depth == 0 and len(re.findall(r"^@", entry, re.MULTILINE)) == 3
    lines = _cited(title=title).ris().splitlines()
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)
    assert sum(line.startswith("ER") for line in lines) == 3 == sum(line.startswith("TY") for line in lines)


def test_keys_are_unique_and_plain():
    keys = re.findall(r"@misc\{([^,]+),", _cited().bibtex())
    assert len(set(keys)) == 3 and all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)


def test_a_wrong_form_is_refused_with_what_there_is():
    with pytest.raises(ParameterError, match=r"'apa'.*\n.*'text', 'bibtex', 'ris'"):
        _cited().told("apa")
