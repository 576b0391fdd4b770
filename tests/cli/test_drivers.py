"""``spbe drivers``: the answers the project is judged by, in its JSON shape."""

import json
import re
from fractions import Fraction

import pytest

import spbe_analysis as spbe
from spbe_analysis.cli import main

KEYS = {
    "institution",
    "before",
    "after",
    "change",
    "prior",
    "assumptions",
    "count_before",
    "count_after",
    "drivers",
    "sources",
    "notes",
}
ROW = {
    "code",
    "kind",
    "name",
    "weight",
    "before",
    "after",
    "contribution",
    "p_positive",
    "p_largest",
    "verdict",
    "class",
}


def _ask(capsys, *words):
    code = main(["drivers", *words, "--json"])
    out = capsys.readouterr()
    return code, json.loads(out.out) if code == 0 else out.err


def _exact(value):
    return Fraction(str(value))


def test_bandar_lampung(capsys):
    """47 printed levels of 2023 and 2024: the parts add up to exactly 2.9795 - 2.1545."""
    code, answer = _ask(capsys, "Kota Bandar Lampung", "--from", "2023", "--to", "2024")
    assert code == 0 and set(answer) >= KEYS and all(set(row) >= ROW for row in answer["drivers"])
    parts = [row for row in answer["drivers"] if row["kind"] == "indicator"]
    assert len(parts) == 47 and sum(_exact(row["contribution"]["low"]) for row in parts) == Fraction("0.825")
    assert parts[0]["code"] == "P59-I39" and parts[0]["contribution"]["expected"] == 0.055
    assert {row["code"] for row in parts[1:3]} == {"P59-I15", "P59-I18"}
    assert answer["change"] == {"published": "0.83", "low": 0.825, "high": 0.825}
    assert {row["verdict"] for row in answer["drivers"]} == {"identified"}


def test_bandar_lampung_over_three_years(capsys):
    _, answer = _ask(capsys, "kota bandar lampung", "--from", "2021", "--to", "2024")
    parts = [row for row in answer["drivers"] if row["kind"] == "indicator"]
    assert sum(_exact(row["contribution"]["low"]) for row in parts) == Fraction("1.7795")


def test_kalimantan_timur(capsys):
    _, answer = _ask(capsys, "Pemprov Kaltim", "--from", "2023", "--to", "2024")
    rows = {row["code"]: row for row in answer["drivers"]}
    for code, value in (("P59-D2", 0.4), ("P59-D3", 0.195), ("P59-D1", 0.091)):
        assert rows[code]["contribution"]["low"] == rows[code]["contribution"]["high"] == value
        assert rows[code]["verdict"] == "identified"
    assert 0.18655 <= rows["P59-D4"]["contribution"]["low"] <= rows["P59-D4"]["contribution"]["high"] <= 0.19565
    assert next(row["code"] for row in answer["drivers"] if row["kind"] == "domain") == "P59-D2"
    assert answer["count_before"] == "26878847052188440366200"
    assert (answer["change"]["low"], answer["change"]["high"]) == (0.876, 0.881)
    assert answer["before"]["index"] == "2.91" and answer["after"]["predicate"] == "Sangat Baik"
    assert any("2.90" in note for note in answer["notes"]) and answer["sources"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_people_read_names_and_numbers_not_codes(capsys, language):
    assert main(["drivers", "kaltim", "--from", "2023", "--to", "2024", "--language", language]) == 0
    told = capsys.readouterr().out
    assert "P59-" not in told and f"{'indikator' if language == 'id' else 'indicators'} 11\N{EN DASH}20" in told


def test_stages_of_one_year_and_assumptions(capsys):
    code, answer = _ask(capsys, "Pemprov Kaltim", "--from", "2024", "--to", "2024", "--from-stage", "interim")
    assert code == 0 and answer["change"]["published"] == "0.51"
    code, answer = _ask(capsys, "Pemprov Kaltim", "--from", "2023", "--to", "2024", "--assume", "no-fall")
    assert answer["assumptions"] == ["no-fall"]
    assert all(row["contribution"]["low"] >= 0 for row in answer["drivers"])


def test_impossible_figures_answer_with_the_ledger(capsys):
    code, answer = _ask(capsys, "Kab. Banyuasin", "--from", "2023", "--to", "2024")
    assert code == 0 and {row["verdict"] for row in answer["drivers"]} == {"not reproducible"}
    assert any("not reproducible" in note for note in answer["notes"])


@pytest.mark.parametrize("assumed", ["no-fall", "max-step=0"])
def test_figures_against_an_assumption_are_not_called_impossible(assumed, capsys):
    """Kab. Manggarai Timur fell in three domains from 2023 to 2024, which whole levels can give."""
    asked = ["Kab. Manggarai Timur", "--from", "2023", "--to", "2024"]
    assert main(["drivers", *asked, "--assume", assumed, "--json"]) == 3
    assert {row["verdict"] for row in json.loads(capsys.readouterr().out)["drivers"]} == {"contradicted"}
    for language, told in (("en", "against the assumption"), ("id", "bertentangan dengan asumsi")):
        assert main(["drivers", *asked, "--assume", assumed, "--language", language]) == 3
        text = capsys.readouterr().out
        assert text.count(told) >= 4 and "prior" not in text
        assert "reproduc" not in text and "reproduksi" not in text
    found = spbe.drivers("Kab. Manggarai Timur", 2023, 2024, assume=[assumed])
    assert found.sentences("en")[-1].startswith(f"The printed figures contradict the assumption {assumed};")
    assert found.to_frame("domain")["verdict"].tolist() == ["contradicted"] * 4


@pytest.mark.parametrize("language", ["id", "en"])
def test_plain_words(language, capsys):
    assert main(["drivers", "Pemprov Kaltim", "--from", "2023", "--to", "2024", "--language", language]) == 0
    text = capsys.readouterr().out
    assert ("0,400" if language == "id" else "0.400") in text
    assert not {"caused", "effect", "impact"} & set(text.casefold().split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Bogor", "--from", "2023", "--to", "2024"], "Kab. Bogor"),
        (["Atlantis", "--from", "2023", "--to", "2024"], "Atlantis"),
        (["Pemprov Kaltim", "--from", "2023", "--to", "2023"], "two different years"),
        (["Pemprov Kaltim", "--from", "1999", "--to", "2024"], "2021"),
        (["Kementerian Koordinator Bidang Perekonomian", "--from", "2019", "--to", "2021"], "spbe bridge"),
        (["Pemprov Kaltim", "--from", "2023", "--to", "2024", "--assume", "magic"], "magic"),
    ],
)
def test_refusals(words, said, capsys):
    code, text = _ask(capsys, *words)
    assert code == 2 and said in text


def test_two_results_of_one_year_are_told_apart_by_their_stages():
    import spbe_analysis as spbe

    change = spbe.drivers("Kota Denpasar", 2021, 2021, stage="self_assessment", to_stage="final")
    told = {
        "id": ("2021: tahap penilaian mandiri dan tahap akhir", "bukan perubahan antartahun"),
        "en": ("2021: the self-assessment and the final result", "not a change between years"),
    }
    for language, words in told.items():
        page = " ".join(block.markup for block in change.answers(language))
        assert all(one in page for one in words)
        assert change.notes(language)[0].count("2021") == 1
        assert "2021 (" in change.table("indicator", language)[0].plain


def test_levels_of_ones_own(capsys, tmp_path):
    """Ten indicators of domain 1 raised from 3 to 4: 10 x 1.3 % = 0.13 points, all in that domain."""
    for name, level in (("before", 3), ("after", 4)):
        lines = [f"{number},{level if number <= 10 else 3}\n" for number in range(1, 48)]
        (tmp_path / f"{name}.csv").write_text("indicator,level\n" + "".join(lines))
    files = ["--from-levels", str(tmp_path / "before.csv"), "--to-levels", str(tmp_path / "after.csv")]
    code, answer = _ask(capsys, *files)
    assert code == 0 and set(answer) >= KEYS and answer["institution"] == "" and answer["before"]["year"] is None
    assert {row["code"]: row["contribution"]["low"] for row in answer["drivers"] if row["kind"] == "domain"} == {
        "P59-D1": 0.13, "P59-D2": 0.0, "P59-D3": 0.0, "P59-D4": 0.0,
    }  # fmt: skip
    assert main(["drivers", *files, "--language", "id"]) == 0
    told = capsys.readouterr().out.split("\n")[0]
    assert told == "Indeks 3,00 (before.csv) menjadi 3,13 (after.csv), perubahan +0,130 poin."
    assert main(["drivers", "Kaltim", "--from", "2023", *files[2:]]) == 0
    told = capsys.readouterr().out.split("\n")[0]
    assert told.startswith(
        "Index 2.91 (Pemerintah Provinsi Kalimantan Timur 2023) to 3.13 (after.csv), a change of +0."
    )


FIRST = [number % 4 + 1 for number in range(47)]
SECOND = [level + 1 for level in FIRST]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((None, FIRST, SECOND), ("tabel pertama", "tabel kedua")),
        (("Kaltim", 2023, SECOND), ("2023", "tabel sendiri")),
        (("Kaltim", FIRST, 2024), ("tabel sendiri", "2024")),
        ((None, {"D1": "2,30", "D2": "2,80"}, {"index": "1,00", "D1": "3,00"}), ("tabel pertama", "tabel kedua")),
    ],
)
def test_figures_without_a_year_are_named_on_every_part_of_a_page(given, named):
    import spbe_analysis as spbe
    from spbe_analysis.presentation.drivers import page

    change = spbe.drivers(*given, regulation="permenpanrb-59-2020")
    for language in ("id", "en"):
        blocks = [*change.answers(language), *change.closing(language)]
        for ask, parts in ((change.text, page.TEXTS), (change.figure, page.FIGURES), (change.table, page.TABLES)):
            blocks += [block for part in parts for block in ask(part, language)]
        told = "\n".join([*(block.plain for block in blocks), *change.notes(language), change.cite(language=language)])
        assert not re.search(r"\bNone\b|\bNaN\b|^, ", told, re.MULTILINE)
    caption = change.table("indicator", "id")[0].about["caption"]
    assert f"{named[0]} ke {named[1]} (" in caption
    assert list(card.year for card in change.scorecards) == [
        year if isinstance(year, int) else None for year in given[1:]
    ]


def test_levels_of_two_tables_of_ones_own_are_drawn_one_against_the_other():
    import spbe_analysis as spbe

    head = spbe.drivers(None, FIRST, SECOND).figure("level", "en")[0].about["head"]
    assert head["title"].startswith("47 of 47 indicators rose")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--from", "2023", "--to", "2024"], "institution is missing"),
        (["Kaltim", "--to", "2024"], "one of these must be given: --from --from-levels"),
        (["Kaltim", "--from", "2023", "--from-levels", "a.csv", "--to", "2024"], "does not go with --from"),
        (["--from-levels", "none.csv", "--to-levels", "none.csv"], "none.csv"),
        (
            ["Kaltim", "--from", "2023", "--to", "2024", "--regulation", "permenpanrb-8-2026"],
            "the figures of 2023 are under permenpanrb-59-2020, not permenpanrb-8-2026",
        ),
        (
            ["Kaltim", "--from-levels", "a.csv", "--to-levels", "b.csv"],
            "institution 'Kaltim': both years are figures of",
        ),
        (
            ["--from-levels", "a.csv", "--to-levels", "b.csv", "--to-stage", "interim"],
            "stage 'interim': figures of your",
        ),
        (["Kaltim", "--from-levels", "a.csv", "--to", "2024", "--from-stage", "interim"], "have none"),
    ],
)
def test_years_and_files_that_do_not_go_together_are_refused(words, told, capsys):
    assert main(["drivers", *words]) == 2
    assert told in capsys.readouterr().err


def test_tables_of_ones_own_without_a_year_are_named_not_called_none(tmp_path, capsys):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("indicator,level\n" + "".join(f"{number},3\n" for number in range(1, 48)))
    new.write_text("indicator,level\n" + "".join(f"{number},2.5\n" for number in range(1, 21)))
    assert main(["drivers", "--from-levels", str(old), "--to-levels", str(new)]) == 2
    told = capsys.readouterr().err
    assert "the first table lies under permenpanrb-59-2020 and the second table under permenpanrb-8-2026" in told
    assert main(["drivers", "Kota Bogor", "--from", "2024", "--to-levels", str(new), "--language", "id"]) == 2
    assert capsys.readouterr().err.startswith("2024 berada di bawah permenpanrb-59-2020 dan tabel kedua di bawah")

    new.write_text("indicator,level\nindex,1.24\n" + "".join(f"{number},2.5\n" for number in range(1, 21)))
    old.write_text("indicator,level\n" + "".join(f"{number},2.5\n" for number in range(1, 21)))
    main(["drivers", "--from-levels", str(old), "--to-levels", str(new)])
    head = capsys.readouterr().out.splitlines()[0]
    assert head == "Index 2.50 (old.csv) and 1.24 (new.csv); the change cannot be calculated."
