"""Raw files: what is not plainly a table, or not the file that was read, is refused."""

from __future__ import annotations

import random
import unicodedata

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.collection import sources
from spbe_analysis.evidence.collection.sources import decode, read_sidecar, read_table, read_with_sidecar
from spbe_analysis.evidence.collection.store import data_folder
from spbe_analysis.evidence.collection.tidy import SHAPES

SCORES = "evaluation-report-2024/scores.csv"
RAW = sorted(path.relative_to(data_folder() / "raw").as_posix() for path in (data_folder() / "raw").rglob("*.csv"))


def write(tmp_path, content: bytes | str, name: str = "table.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", RAW)
def test_every_raw_file_is_vouched_for(name):
    table, side = read_with_sidecar(data_folder() / "raw" / name, name, SHAPES)
    assert len(table.rows) == side.rows
    assert side.publisher and side.title and side.url and side.transcription
    if side.shape != "remarks":  # the project's own words, read nowhere
        assert side.read in ("2026-11-24", "2026-11-29")  # the days of the two batches
        assert "not recorded" in side.read_note


@pytest.mark.parametrize("seed", range(20))
def test_unquoted_decimal_comma_is_found_where_it_stands(tmp_path, seed):
    chance = random.Random(seed)
    lines = (data_folder() / "raw" / SCORES).read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    line = chance.choice(
        [n for n, text in enumerate(lines) if n and ",," not in text and ",,60" not in text and ',",60' not in text]
    )
    place = chance.randrange(5)  # of d1, d2, d3, d4, index
    scores = lines[line].rsplit(",", 6)
    scores[1 + place] = scores[1 + place].replace(".", ",")
    lines[line] = ",".join(scores)
    column = columns[3 + place]
    with pytest.raises(EvidenceError) as refused:
        read_table(write(tmp_path, "\n".join(lines) + "\n", "scores.csv"))
    assert f"scores.csv line {line + 1}, column {column}: 10 fields, expected 9" in str(refused.value)
    assert len(refused.value.problems) == 1


def test_small_numbers_beside_each_other_are_not_taken_for_a_decimal_comma(tmp_path):
    text = (data_folder() / "raw" / SCORES).read_text(encoding="utf-8").replace("3.80,2.90,1.00", "3.80,2,90,1.00", 1)
    with pytest.raises(EvidenceError, match=r"line 2, column d2: 10 fields, expected 9; an unquoted decimal comma\?"):
        read_table(write(tmp_path, text))


def test_cut_files_are_caught_200_of_200(collection):
    chance = random.Random(59)
    caught = 0
    for _ in range(200):
        name = chance.choice(RAW)
        whole = collection.path(name).read_bytes()
        collection.path(name).write_bytes(whole[: chance.randrange(len(whole))])
        try:
            read_with_sidecar(collection.path(name), name, SHAPES)
        except EvidenceError as refused:
            caught += any("this is not the file that was read" in problem for problem in refused.problems)
        collection.path(name).write_bytes(whole)
    assert caught == 200


def test_a_cut_file_is_caught_even_without_its_hash(tmp_path):
    with pytest.raises(EvidenceError, match="does not end with a newline"):
        read_table(write(tmp_path, "a,b\n1,2\n3,4"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name\nBogor é\n".encode("latin-1"), "line 2: byte 0xe9 cannot be read"),
        ("name\nBogor\n".encode("utf-16"), "cannot be read"),
        ("name\nBogor\n".encode("utf-16-le"), "U+0000"),
        (b"name\nBo\x00gor\n", "line 2, character 3: U+0000"),
        (b"name\nBo\x7fgor\n", "U+007F"),
        ("name\nBogor\u202ecod\n".encode(), "line 2, character 6: U+202E"),
        ("name\nBo\u200bgor\n".encode(), "U+200B"),
        ("name\nBo\u2028gor\n".encode(), "U+2028"),
        ("name\nBo\ufffdgor\n".encode(), "U+FFFD"),
        (b"name\nBogor\rSolok\n", "U+000D"),
        (b"name\n\tBogor\n", "U+0009"),
    ],
)
def test_no_mojibake(tmp_path, content, said):
    with pytest.raises(EvidenceError) as refused:
        read_table(write(tmp_path, content))
    assert said in str(refused.value)


def test_text_that_is_accepted():
    assert decode(b"\xef\xbb\xbfname\nBogor\n", "x") == "name\nBogor\n"
    assert decode(b"name\r\nBogor\r\n", "x") == "name\nBogor\n"
    apart = unicodedata.normalize("NFD", "Kabupaten Lé\n")
    assert decode(apart.encode(), "x") == "Kabupaten Lé\n"


@pytest.mark.parametrize(
    "payload",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=HYPERLINK(1)", "=x", "@x", "+x"],
)
def test_cells_that_a_spreadsheet_would_run_are_refused(tmp_path, payload):
    with pytest.raises(EvidenceError, match=r"line 2, column name: .* begins like a formula"):
        read_table(write(tmp_path, f'name,value\n"{payload}",1\n'))


def test_numbers_are_no_formulas(tmp_path):
    assert read_table(write(tmp_path, "a,b\n-3.5,+2\n")).rows[0].cells == {"a": "-3.5", "b": "+2"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a,b\n"x,1\n', "line 2, column b: quotation marks do not close"),
        ("a,b\n1\n", "line 2, column a: 1 fields, expected 2"),
        ("a,b\n1,2,3\n", "line 2"),
        ("a,b\n\n", "line 2"),
        ("a,a\n1,2\n", "column 'a' is there twice"),
        ("a,\n1,2\n", "a column has no name"),
        ("a,b\n1, 2\n", "line 2, column b: ' 2' has spaces around it"),
    ],
)
def test_what_is_not_a_table(tmp_path, text, said):
    with pytest.raises(EvidenceError) as refused:
        read_table(write(tmp_path, text))
    assert said in str(refused.value)


def test_missing_columns_and_bad_lines_come_together(tmp_path):
    with pytest.raises(EvidenceError) as refused:
        read_table(write(tmp_path, "a,b\n1\n=x,2\n3,4,5\n"), columns=("a", "c", "d"))
    assert len(refused.value.problems) == 5


def test_a_file_over_the_limit_is_not_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 8)
    assert read_table(write(tmp_path, "a,b\n1,2\n")).rows
    with pytest.raises(EvidenceError, match="9 bytes, at most 8"):
        read_table(write(tmp_path, "a,b\n1,23\n"))


def test_a_missing_file_is_an_evidence_error(tmp_path):
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


def test_sidecar_faults_are_listed_together(tmp_path):
    path = write(tmp_path, 'publisher = "X"\nrows = 1\nmood = "good"\n[[as_printed]]\nrow = "a=1"\n', "a.csv.meta.toml")
    with pytest.raises(EvidenceError) as refused:
        read_sidecar(path, "a.csv.meta.toml")
    assert sum("is missing" in problem for problem in refused.value.problems) == 6
    assert any("'mood' is not a field" in problem for problem in refused.value.problems)
    assert sum("as_printed entry 1" in problem for problem in refused.value.problems) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('shape = "national"', 'shape = "secret"', "shape 'secret', expected one of national"),
        ("rows = 615", "rows = 614", "615 rows, its sidecar says 614"),
        ("year = 2024", "", "about has no 'year'"),
        ('source = "national_report"', "", "'source' is missing"),
    ],
)
def test_a_sidecar_that_does_not_fit(collection, old, new, said):
    collection.edit(SCORES + ".meta.toml", old, new, seal=False)
    with pytest.raises(EvidenceError) as refused:
        read_with_sidecar(collection.path(SCORES), SCORES, SHAPES)
    assert said in str(refused.value)


def test_one_changed_byte_is_caught(collection):
    collection.edit(SCORES, "3.80,2.90,1.00,3.74,3.08", "3.80,2.90,1.00,3.75,3.08", seal=False)
    with pytest.raises(EvidenceError, match="this is not the file that was read"):
        read_with_sidecar(collection.path(SCORES), SCORES, SHAPES)


def test_no_published_documents_themselves_are_kept():
    assert not [path for path in data_folder().rglob("*") if path.suffix.lower() in (".pdf", ".xlsx", ".docx")]
