"""``spbe compare``: words, JSON, files and refusals."""

import json

import pytest

from spbe_analysis.cli import main

KALTIM = "Pemerintah Provinsi Kalimantan Timur"


def test_json_holds_rows_mean_and_those_left_out(capsys, tmp_path):
    words = ["compare", "kaltim", "kalsel", "kab nduga", "--from", "2023", "--to", "2024", "--json"]
    assert main([*words, "--save", str(tmp_path / "new")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["years"] == [2023, 2024] and told["institutions"] == 2
    row = next(row for row in told["rows"] if row["institution"] == KALTIM)
    assert (row["index_before"], row["index_after"], row["D2_low"]) == (2.91, 3.79, 0.4)  # both national reports
    assert told["mean"]["index_after"] == 3.71 and told["mean"]["rank_after"] is None  # (3.79 + 3.63) / 2
    assert told["left_out"] == {"Pemerintah Kab. Nduga": [2023]}
    assert [name.rsplit("/", 1)[-1] for name in told["files"]] == [
        "comparison-2023-2024.csv",
        "comparison-2023-2024.xlsx",
    ]


@pytest.mark.parametrize(("language", "mean"), [("id", "Rata-rata 11"), ("en", "Mean of 11")])
def test_lines_in_both_languages(capsys, language, mean):
    words = ["compare", "--province", "Kalimantan Timur", "--year", "2024", "--language", language]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert told.count(mean) == 2 and told.count(KALTIM) == 2


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["kaltim", "kalsel"], "both years"),
        (["kaltim", "kalsel", "--from", "2023"], "both years"),
        (["kaltim", "kalsel", "--year", "2024", "--to", "2024"], "both years"),
        (["kaltimm", "kalsell", "--year", "2024"], "kalsell"),
        (["kaltim", "--year", "2024"], "at least two institutions"),
        (["--year", "2024"], "two names or more"),
    ],
)
def test_a_refusal_ends_with_two_and_writes_nothing(capsys, tmp_path, words, wanted):
    assert main(["compare", *words, "--save", str(tmp_path / "new")]) == 2
    captured = capsys.readouterr()
    assert wanted in captured.err and captured.out == "" and not (tmp_path / "new").exists()


def test_where_one_of_the_files_cannot_be_written_the_other_stays_as_it_was(capsys, tmp_path):
    (tmp_path / "comparison-2024.xlsx").mkdir()
    (tmp_path / "comparison-2024.csv").write_text("before", encoding="utf-8")
    assert main(["compare", "kaltim", "kalsel", "--year", "2024", "--save", str(tmp_path)]) == 2
    assert "is a folder where a file is needed" in capsys.readouterr().err
    assert (tmp_path / "comparison-2024.csv").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["comparison-2024.csv", "comparison-2024.xlsx"]
