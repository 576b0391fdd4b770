"""``spbe claims``: the project's claims, claims of one's own, JSON and refusals."""

import json

import pytest

from spbe_analysis.cli import main

ONE = """
[[claim]]
id = "jabar-satu-satunya"
kind = "only_predicate"
institution = "Jawa Barat"
year = 2024
predicate = "Memuaskan"
among = "kind"
words = "satu-satunya provinsi berpredikat Memuaskan"
source = "siaran pers"
url = ""
date = "2025-01-13"
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "pernyataan.toml"
    file.write_text("\ufeff" + ONE, encoding="utf-8")  # as an editor of Windows saves it
    return str(file)


def test_a_claim_of_ones_own_in_words(own, capsys):
    assert main(["claims", "--file", own, "--language", "id"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Pemerintah Provinsi Jawa Barat"
    assert "bertentangan dengan data" in told[1] and "5 instansi lain (provinsi)" in told[1]
    assert told[2].strip().startswith("Aturan: ")


def test_nothing_is_said_of_another(own, capsys):
    assert main(["claims", "kaltim", "--file", own]) == 0
    assert capsys.readouterr().out == "The file of claims holds none about Pemerintah Provinsi Kalimantan Timur.\n"


def test_json_holds_every_claim_and_its_sources(capsys):
    assert main(["claims", "kaltim", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["claims"]) == 15 and told["sources"]  # data/claims.toml
    first = told["claims"][0]
    assert (first["id"], first["verdict"], first["rule"][:9]) == ("kaltim-2024-index", "supported", "supported")


@pytest.mark.parametrize(("file", "wanted"), [("none.toml", "there is no such file"), ("/dev/zero", "regular file")])
def test_a_file_that_cannot_be_read(file, wanted, capsys):
    assert main(["claims", "--file", file]) == 2
    assert wanted in capsys.readouterr().err


def test_an_answer_without_claims_says_so():
    from spbe_analysis.studies.claims import claims

    assert repr(claims("Jabar")) == "<Judged: No claim about Pemerintah Provinsi Jawa Barat in the file.>"
