"""``spbe index``: scores from a levels file, and every fault of a bad one at once."""

import json

import pytest

from spbe_analysis.cli import main

R59 = "permenpanrb-59-2020"


def _write(path, rows, header="indicator,level"):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def _bandar_lampung(law, year=2024):
    from spbe_analysis.evidence.published import scorecard_for

    return scorecard_for("Pemerintah Kota Bandar Lampung", year).levels(law)


def test_json_shape_and_the_published_scores(tmp_path, law, capsys):
    """Result report 2024: index 2,98, predicate Baik; exact 2.9795."""
    rows = [f"{law.nodes[code].number},{level}" for code, level in _bandar_lampung(law).items()]
    assert main(["index", _write(tmp_path / "l.csv", rows), "--regulation", R59, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["index"], answer["index_exact"], answer["predicate"]) == ("2.98", 2.9795, "Baik")
    assert set(answer["domains"]) == set(law.of_kind("domain")) and set(answer["aspects"]) == set(law.of_kind("aspect"))
    assert set(answer["domains"]["P59-D1"]) == {"score", "exact"}


def test_codes_and_the_three_services_of_the_old_regulation(tmp_path, old_law, capsys):
    rows = [f"{code.removeprefix('P5-')},{2}" for code in old_law.indicators]
    assert main(["index", _write(tmp_path / "l.csv", rows), "--regulation", "permenpanrb-5-2018"]) == 0
    assert "2.00" in capsys.readouterr().out


def test_bad_levels_are_one_error_that_lists_all(tmp_path, law, capsys):
    """A wrong code, level 6, NaN, a repeated row and a missing one: five findings, exit 2."""
    rows = [f"{law.nodes[code].number},3" for code in law.indicators[5:]]
    rows += ["I99,3", "1,6", "2,NaN", "3,2", "3,2", "4,3"]
    assert main(["index", _write(tmp_path / "l.csv", rows), "--regulation", R59]) == 2
    text = capsys.readouterr().err
    for fault in (
        "'I99'",
        "P59-I01 has level '6'",
        "P59-I02 has level 'NaN'",
        "P59-I03 is given again",
        "P59-I05 is missing",
    ):
        assert fault in text
    assert text.count("\n  - ") == 5


def test_forty_six_rows_are_refused(tmp_path, law, capsys):
    rows = [f"{law.nodes[code].number},3" for code in law.indicators[:-1]]
    assert main(["index", _write(tmp_path / "l.csv", rows), "--regulation", R59]) == 2
    assert "P59-I47 is missing" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"no,header\n1,2\n", b"\xff\xfe1", b"indicator;level\n1;2\n"])
def test_other_files_are_refused(tmp_path, content, capsys):
    path = tmp_path / "l.csv"
    path.write_bytes(content)
    assert main(["index", str(path), "--regulation", R59]) == 2
    assert "l.csv" in capsys.readouterr().err


def test_unknown_regulation_and_missing_file(tmp_path, capsys):
    assert main(["index", str(tmp_path / "none.csv"), "--regulation", R59]) == 2
    assert main(["index", str(tmp_path / "none.csv"), "--regulation", "permenpanrb-1-1999"]) == 2
    assert "permenpanrb-59-2020" in capsys.readouterr().err
