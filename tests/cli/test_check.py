"""``spbe check``: findings in plain words and JSON, exit codes, the user's own files."""

import json

import pytest

from spbe_analysis.cli import main


def test_the_collection_as_printed(capsys):
    assert main(["check", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    findings = answer["findings"]
    assert answer["rows"] > 7000 and 20 <= len(findings) <= 30
    assert {"institution", "year", "code", "printed", "rule", "message", "suggestions"} <= set(findings[0])
    keys = [
        (f["institution"], f["year"], f["stage"], f["code"], f["rule"], f["document"], f["printed"]) for f in findings
    ]
    assert len(set(keys)) == len(keys)  # one finding a row and rule
    east_java = next(f for f in findings if f["institution"] == "Pemerintah Provinsi Jawa Timur")
    assert east_java["printed"] == ",60" and east_java["suggestions"][0] == {"code": "P59-D1", "value": "4.60"}
    assert (
        sum(bool(f["corrected"]) for f in findings) == 5
    )  # corrections.csv: three cells of 2024, A3 and A5 of Denpasar
    rules = {table["table"][-4:]: table for table in answer["publisher_rules"]}
    assert rules["2023"]["rounding"] == {
        "rule": "half_up",
        "cards": 621,
        "fits": {"half_up": 620, "half_even": 602, "truncate": 388},
    }
    assert (rules["2023"]["predicate"]["rule"], rules["2024"]["predicate"]["rule"]) == ("rounded", "exact")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Kementerian Pertanian 2024, P59-D1 (Internal policy), printed blank",
                "What would fit: P59-D1 4.30",
                "Corrected in the collection",
                "not reproducible with the weights of PermenPANRB 5/2018 and rounding half up",
            ],
        ),
        (
            "id",
            ["tercetak kosong", "Yang cocok: P59-D1 4,30", "Dikoreksi dalam koleksi", "pembulatan setengah ke atas"],
        ),
    ],
)
def test_plain_words(capsys, language, words):
    assert main(["check", "--language", language]) == 1
    out = capsys.readouterr().out
    for word in words:
        assert word in out
    assert "wrong" not in out and "salah" not in out


def test_a_sound_file_exits_0(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("indicator,level\n" + "".join(f"{n},3\n" for n in range(1, 48)))
    assert main(["check", str(path)]) == 0
    assert "whole levels can produce them all" in capsys.readouterr().out


def test_a_file_with_a_slip_exits_1_and_names_the_cell(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("institution;year;d1;d2;d3;d4;index\nPemprov Kaltim;2023;3,00;1,95;1,64;3,90;2,91\n")
    assert main(["check", "--json", str(path)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["institution"], finding["code"], finding["rule"]) == (
        "Pemerintah Provinsi Kalimantan Timur",
        "P59-D2",
        "not_reproducible",
    )
    assert finding["suggestions"][0] == {"code": "P59-D2", "value": "1.90"} and finding["place"] == "line 2"


def test_two_cells_at_once_are_suggested_together(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("institution,year,d1,d2\nKab. X,2023,3.45,1.95\n")
    assert main(["check", "--json", str(path)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["suggestions"][0] == {
        "code": "P59-D1",
        "value": "3.40",
        "with": [{"code": "P59-D2", "value": "1.90"}],
    }


def test_another_rounding_rule(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("institution,year,a6\nKab. X,2023,2.66\n")  # eight over three is 2.67 half up and 2.66 cut off
    assert main(["check", str(path)]) == 1
    assert main(["check", str(path), "--rounding", "truncate"]) == 0


def test_a_broken_file_exits_2(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("institution,year,d1\nKab. X,2023,3,00\n")
    assert main(["check", str(path)]) == 2
    err = capsys.readouterr().err
    assert "a.csv line 2" in err and "an unquoted decimal comma" in err
    assert main(["check", str(tmp_path / "none.csv")]) == 2


def test_a_card_of_decimals_is_not_said_to_be_whole_levels(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("Instansi;Tahun;Indeks\nKota Denpasar;2026;3,45\n")
    assert main(["check", str(path)]) == 0
    assert "Not all of those are whole levels" in capsys.readouterr().out
