"""The edition behind an answer: one fingerprint with run.json, a day that no clock gives, a citation file that is whole."""

import datetime
import re
from pathlib import Path

import pytest
import yaml

import spbe_analysis as spbe
from spbe_analysis.evidence import edition as home
from spbe_analysis.evidence.edition import citation_facts, data_hash, edition
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.reports.one.inputs import inputs_of

PROJECT = Path(__file__).parents[2]
KALTIM = "Pemerintah Provinsi Kalimantan Timur"
# Keys of the Citation File Format 1.2.0, its schema's top level.
KEYS = {
    *("abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact"),
    *("repository-code", "title", "type", "url", "version"),
}
REFERENCE_TYPES = {"report", "legal-rule", "data", "dataset", "website", "article", "government-document"}


def test_the_citation_file_keeps_the_rules_of_its_format():
    facts = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert facts.keys() <= KEYS and {"cff-version", "message", "title", "authors", "date-released"} <= facts.keys()
    assert facts["cff-version"] == "1.2.0" and facts["type"] in ("software", "dataset")
    assert isinstance(facts["date-released"], datetime.date) and str(facts["version"]) == spbe.__version__
    assert facts["license"] == "MIT" and len(set(facts["keywords"])) == len(facts["keywords"])
    assert facts["authors"] and all(author.get("name") or author.get("family-names") for author in facts["authors"])
    for name in ("url", "repository-code"):
        assert re.match(r"https?://[^\s.]+\.\S+$", facts.get(name, "https://a.b")), name
    assert re.match(r"10\.\d{4,9}(\.\d+)?/\S+$", facts.get("doi", "10.1234/a"))
    for about in facts["references"]:
        assert {"type", "title", "authors"} <= about.keys() and about["type"] in REFERENCE_TYPES


def test_the_authors_of_a_citation_are_those_of_the_file():
    (author,) = citation_facts()["authors"]
    assert say("cite.author", "en") == author["name"] and "contributors" not in say("cite.author", "id")


def test_a_fingerprint_is_the_beginning_of_what_run_json_holds():
    notebook = PROJECT / "notebooks" / "01_drivers.ipynb"
    inputs = inputs_of(notebook, {"institution": KALTIM, "from_year": 2023, "to_year": 2024})["inputs"]
    change = spbe.drivers(KALTIM, 2023, 2024)
    assert inputs["data"].startswith(change._edition()["fingerprint"]) and inputs["citation"]
    assert data_hash(None).startswith(spbe.panel(2023, 2024)._edition()["fingerprint"])


def test_a_comparison_has_the_fingerprint_of_its_own_institutions_figures():
    names = "Pemerintah Kota Bontang", KALTIM
    assert data_hash(names).startswith(spbe.compare(names, 2023, 2024)._edition()["fingerprint"])
    assert data_hash(names) == data_hash(names[::-1]) != data_hash(None)


def test_the_day_is_the_newest_of_release_and_figures_and_never_the_clock(monkeypatch):
    used = [("Laporan Pelaksanaan Evaluasi SPBE Tahun 2024", "https://example.org/")]
    known = edition(KALTIM, used)
    assert known.day == max(str(citation_facts()["date-released"]), known.documents[0].read)
    assert known.documents[0].publisher.endswith("(KemenPANRB)")
    monkeypatch.setattr(home, "citation_facts", lambda: citation_facts() | {"date-released": "2099-01-01"})
    assert edition(KALTIM, used).day == "2099-01-01"


def test_a_document_that_only_rows_name_has_no_other_publisher():
    (press,) = edition(KALTIM, [("detik.com (press)", "https://example.org/")]).documents
    assert press.publisher == "" and re.fullmatch(r"\d{4}-\d\d-\d\d", press.read)


@pytest.mark.parametrize("form", ["text", "bibtex", "ris"])
def test_every_answer_can_be_cited(form):
    own = spbe.score([3] * 47).cite(form, "en")
    assert "own figures" in own and "fingerprint" not in own
    assert KALTIM in spbe.plan("Kaltim", 2024).cite(form) and "KemenPANRB" in spbe.panel(2023, 2024).cite(form)
