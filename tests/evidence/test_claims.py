"""Files of claims: the project's own, and every fault told at once."""

from __future__ import annotations

import pytest
from two_languages import foreign_words

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.claims import KINDS, MAX_CLAIMS, MAX_WORDS, load_claims

SOUND = """
[[claim]]
id = "a-1"
kind = "index_value"
institution = "Kota Bandar Lampung"
year = 2024
value = "2,98"
words = "indeks 2,98"
source = "a paper"
url = "https://example.org/a"
date = "2025-01"
"""


def _file(tmp_path, text):
    path = tmp_path / "claims.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_projects_own_claims_load():
    claims = load_claims()
    unheard = {"only_predicate", "percent_rise"}  # kinds of which none is collected
    assert {claim.kind for claim in claims} == set(KINDS) - unheard
    for claim in claims:
        assert claim.known_through <= claim.year or claim.kind == "highest_ever"
        assert claim.date <= "2026-11-24"  # nothing is dated later than the day the collection was read


def test_every_claim_of_the_project_can_be_read_in_english():
    for claim in load_claims():
        assert claim.words_en and not foreign_words(claim.in_language("en"), "en"), claim.id
        assert not foreign_words(claim.source_in("en"), "en")


def test_a_language_that_no_report_speaks_is_refused(tmp_path):
    with pytest.raises(EvidenceError) as refused:
        load_claims(_file(tmp_path, SOUND + 'language = "jv"\n'))
    assert "language 'jv', expected one of id, en" in str(refused.value)


def test_a_claim_gets_the_canonical_name_and_knows_its_own_year(tmp_path):
    (claim,) = load_claims(_file(tmp_path, SOUND))
    assert claim.institution == "Pemerintah Kota Bandar Lampung"
    assert claim.known_through == claim.year == 2024 and claim.quoted and claim.stage == "final"


def test_all_faults_are_told_at_once(tmp_path):
    faulty = (
        SOUND
        + SOUND
        + """
[[claim]]
id = "Big Id"
kind = "place"
institution = "Kota Nirwana Raya"
year = "2024"
place = 0
words = ""
source = "x"
url = "javascript:alert(1)"
date = "13-01-2025"
colour = "red"
[[claim]]
kind = "opinion"
[[claim]]
id = "c-3"
kind = "significant_rise"
institution = "Bandar"
from_year = 2024
year = 2024
words = "naik\\u202e"
source = "x"
url = "ftp://x"
date = "2025-13-40"
stage = "draft"
[[claim]]
id = "c-4"
kind = "index_value"
institution = "Kota Nirwana Raya"
year = 2024
value = "379"
words = "x"
source = "x"
url = "javascript:alert(1)"
date = "13-01-2025"
among = "nation"
"""
    )
    with pytest.raises(EvidenceError) as caught:
        load_claims(_file(tmp_path, faulty))
    told = "\n".join(caught.value.problems)
    for fault in (
        "a-1: this id is given twice",
        "Big Id: among is missing",
        "Big Id: colour is not part of a claim",
        "Big Id: year '2024'",
        "Big Id: place 0",
        "Big Id: words is empty",
        "claim 4: kind 'opinion'",
        "c-3: words holds control characters",
        "c-4: among is not part of a claim of kind index_value",
    ):
        assert fault in told, fault


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('date = "13-01-2025"', "date '13-01-2025'"),
        ('date = "2025-13-40"', "date '2025-13-40'"),
        ('url = "javascript:alert(1)"', "url 'javascript:alert(1)'"),
        ('institution = "Kota Nirwana Raya"', "Kota Nirwana Raya"),
        ('value = "379"', "'379' is not a score"),
        ('id = "Big Id"', "id 'Big Id'"),
        ("value = 2.98", "value 2.98, expected text"),
        ('quoted = "yes"', "quoted 'yes'"),
        ('stage = "draft"', "stage 'draft'"),
        (f'words = "{"x" * (MAX_WORDS + 1)}"', "quote one sentence"),
    ],
)
def test_a_value_that_cannot_be_used(tmp_path, line, fault):
    name = line.split(" ", 1)[0]
    kept = [text for text in SOUND.splitlines() if not text.startswith(f"{name} =")]
    with pytest.raises(EvidenceError) as caught:
        load_claims(_file(tmp_path, "\n".join([*kept, line])))
    assert len(caught.value.problems) == 1 and fault in caught.value.problems[0]


@pytest.mark.parametrize("text", ["", "a = 1", "[claim]\nid = 'x'", "[[claim]", "[[claims]]\nid = 'x'"])
def test_a_file_without_claims(tmp_path, text):
    with pytest.raises(EvidenceError):
        load_claims(_file(tmp_path, text))


def test_a_file_that_is_not_there_or_too_large(tmp_path):
    with pytest.raises(EvidenceError):
        load_claims(tmp_path / "none.toml")
    with pytest.raises(EvidenceError, match="too large"):
        load_claims(_file(tmp_path, "#" * 500_001))
    with pytest.raises(EvidenceError, match="at most"):
        load_claims(_file(tmp_path, "[[claim]]\n" * (MAX_CLAIMS + 1)))


@pytest.mark.parametrize("name", ["adding-a-claim", "memeriksa-pernyataan"])
def test_the_documented_form_loads(tmp_path, name):
    from spbe_analysis.evidence.values.paths import project_root

    text = (project_root() / "docs" / f"{name}.md").read_text(encoding="utf-8")
    example = text.split("```toml")[1].split("```")[0].replace("https://…", "https://example.org/")
    assert load_claims(_file(tmp_path, example))[0].kind == "place"
    assert all(f"| `{kind}` |" in text for kind in KINDS)
