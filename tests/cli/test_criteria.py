"""``spbe criteria``: levels in own words, changes of the wording, refusals."""

from __future__ import annotations

import json

import pytest

from spbe_analysis.cli import main


@pytest.mark.parametrize(("language", "words"), [("id", "hlm. 87, 88"), ("en", "p. 87, 88")])
def test_one_level_in_one_line(capsys, language, words):
    assert main(["criteria", "I21", "--level", "4", "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and words in lines[0] and "2 " in lines[0]
    assert "3" in lines[1]  # whose summary it is


def test_json_has_every_field(capsys):
    assert main(["criteria", "21", "45", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(row["code"], row["level"]) for row in answer["criteria"][:2]] == [("P59-I21", 1), ("P59-I21", 2)]
    assert len(answer["criteria"]) == 10 and answer["criteria"][8]["page"] == 181
    limit = answer["criteria"][3]["limits"][0]
    assert (limit["limit"], limit["relation"], limit["number"], limit["unit"], limit["page"]) == (
        "review_age", "<", 2, "year", 88,
    )  # fmt: skip
    assert answer["earlier"]["status"] == "secondary" and len(answer["changes"]) == 20


def test_every_sentence_on_the_yardstick_says_how_the_earlier_wording_is_known(capsys):
    assert main(["criteria", "I17", "--changes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum("second hand" in line for line in lines) == 3 and "17 May 2023" in lines[0]
    assert any("1 before, 56 now" in line and "0 before, 47 now" in line for line in lines)


def test_all_that_is_wrong_is_told_at_once(capsys):
    assert main(["criteria", "I99", "D1", "--level", "6"]) == 2
    told = capsys.readouterr().err
    assert all(words in told for words in ("'I99'", "'D1'", "level 6", "I21 or 21"))


def test_a_copy_that_is_no_guideline_is_refused(capsys, tmp_path):
    file = tmp_path / "pedoman.pdf"
    file.write_bytes(b"%PDF-1.4 nothing")
    assert main(["criteria", "I21", "--pdf", str(file)]) == 2
    assert "pedoman.pdf" in capsys.readouterr().err


def test_contributions_across_a_change_of_wording_are_flagged(capsys):
    def moved(first, last):
        assert main(["drivers", "Kota Bandar Lampung", "--from", first, "--to", last, "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)["drivers"]
        return {row["code"]: row["wording_moved"] for row in rows if row["kind"] == "indicator"}

    across = moved("2023", "2024")
    assert any(across.values()) and set().union(*across.values()) <= {"stricter", "looser", "undecided"}
    assert not any(moved("2022", "2023").values())
    assert main(["drivers", "Kota Bandar Lampung", "--from", "2023", "--to", "2024"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "changed yardstick" in line]
    assert len(told) == 1 and "second hand" in told[0] and "inferred" in told[0]
