"""What the verbs say in either language holds no sentence of the other."""

from __future__ import annotations

import re

import pytest
from two_languages import Page

from spbe_analysis.cli import main
from spbe_analysis.presentation.page.language_marks import Teller

KALTIM, PERTANIAN, KEMENKO = "Provinsi Kalimantan Timur", "Kementerian Pertanian", "Kemenko Perekonomian"
VERBS = [
    ["institutions", "bogor"],
    ["institutions", "nowhere at all"],
    ["index", "docs/examples/levels.csv", "--regulation", "permenpanrb-59-2020"],
    ["drivers", KALTIM, "--from", "2023", "--to", "2024"],
    ["drivers", PERTANIAN, "--from", "2023", "--to", "2024"],
    ["drivers", "Kota Denpasar", "--from", "2018", "--to", "2019"],
    ["drivers", "Kab. Banyuasin", "--from", "2023", "--to", "2024"],
    ["identify", "--regulation", "permenpanrb-59-2020", "--index", "2.91", "--score", "D1=1.40"],
    ["identify", "--regulation", "permenpanrb-59-2020", "--score", "D1=1.43"],
    ["check"],
    ["check", "docs/examples/scores.csv"],
    ["import", "docs/examples/scores.csv"],
    ["plan", "Kota Bandar Lampung", "--year", "2024", "--target", "Sangat Baik"],
    ["bridge", KEMENKO, "--from", "2019", "--to", "2021"],
    ["bridge", "Kota Bandar Lampung", "--from", "2024", "--simulate", "permenpanrb-8-2026"],
]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb[:2]))
def test_verbs_speak_one_language_and_write_numbers_its_way(verb, language, capsys):
    main([*verb, "--language", language])
    told = "\n".join(capsys.readouterr())
    said = re.sub(r'"[^"]*"', "", told)  # words of the sources
    page = Page(f'<html lang="{language}"><p>' + Teller(language).inside(said).replace("\n", "</p><p>"))
    assert told.strip() and page.foreign() == {}
    if language == "id":
        assert not re.findall(r"(?<![\w.,/-])\d\.\d{1,2}(?![\w.,-])", re.sub(r"https?:\S+", "", told))
