"""Imported cards enter data/raw whole, checked, and only when somebody says so."""

import os
from pathlib import Path

import pytest

from spbe_analysis.errors import EvidenceError, ParameterError
from spbe_analysis.evidence.collection.prepare import prepare
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.readers import save as import_save
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.regulation import load_framework
from tests.evidence.made_reports import make_report, printed_cells, some_levels

LAW = load_framework("permenpanrb-59-2020")
SAID = {"title": "LHE 2023 Kab. Batang", "publisher": "KemenPANRB", "url": "https://example.org/lhe.pdf"}


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.fixture
def report(tmp_path):
    path = make_report(
        tmp_path / "lhe.pdf",
        LAW,
        {2021: some_levels(LAW, 1), 2022: some_levels(LAW, 2)},
        whose="PEMERINTAH KAB. BATANG",
    )
    return read_file(path)


def test_a_report_is_saved_and_taken_in_by_prepare(collection, report):
    folder = import_save.save_cards(report, "lhe-batang", **SAID, data=collection.folder)
    assert folder == collection.path("imported/lhe-batang") and len(list(folder.iterdir())) == 4
    prepare(collection.folder)
    for year, seed in ((2021, 1), (2022, 2)):
        stored = all_scorecards(year, data=collection.folder)["Pemerintah Kab. Batang"]
        wanted = printed_cells(some_levels(LAW, seed), LAW)
        assert {code: value.text for code, value in stored.values.items()} == {
            code: text.replace(",", ".") for code, text in wanted.items()
        }


def test_reading_writes_nothing(collection, report):
    before = everything(collection.folder)
    assert report.rows and everything(collection.folder) == before


@pytest.mark.parametrize(
    ("name", "said", "word"),
    [
        ("../lhe", SAID, "lower-case"),
        ("LHE", SAID, "lower-case"),
        ("", SAID, "lower-case"),
        ("a/b", SAID, "lower-case"),
        ("lhe", {**SAID, "url": ""}, "--url"),
        ("lhe", {**SAID, "title": "a\nb"}, "--title"),
        ("lhe", {**SAID, "source": "hearsay"}, "hearsay"),
    ],
)
def test_names_and_sources_are_checked(collection, report, name, said, word):
    before = everything(collection.folder)
    with pytest.raises(ParameterError, match=word):
        import_save.save_cards(report, name, **said, data=collection.folder)
    assert everything(collection.folder) == before


def test_a_name_is_used_once(collection, report):
    import_save.save_cards(report, "lhe", **SAID, data=collection.folder)
    before = everything(collection.folder)
    with pytest.raises(ParameterError, match="already there"):
        import_save.save_cards(report, "lhe", **SAID, data=collection.folder)
    assert everything(collection.folder) == before


@pytest.mark.parametrize(
    ("text", "about", "word"),
    [
        (
            "institution,year,d1,index\nKab. Batang,2023,3.00,\nKab. Blora,2023,3.00,3.00\nKab. Kudus,2023,3.00,3.00\n",
            About(assessment="evaluasi"),
            "reads ''",
        ),
        ("institution,year,index\nKab. Batang,2023,7.00\n", About(assessment="evaluasi"), "from 1 to 5"),
        (
            "institution,year,index\nKab. Entah,2023,3.00\n",
            About(assessment="evaluasi"),
            r"a.csv, line 2: 'Kab. Entah' is not in the register",
        ),
        ("institution,year,index\nKab. Batang,2023,3.00\n", About(), "--assessment"),
        ("institution,year,index\nKab. Batang,1999,3.00\nKab. Kudus,2023,3.00\n", About(assessment="evaluasi"), "1999"),
        ("institution,year,index,predicate\nKab. Batang,2023,3.00,Hebat\n", About(assessment="evaluasi"), "Hebat"),
    ],
    ids=["blank", "off the scale", "stranger", "no assessment", "no regulation", "no predicate"],
)
def test_one_doubtful_cell_keeps_the_whole_file_out(collection, tmp_path, text, about, word):
    (tmp_path / "a.csv").write_text(text)
    before = everything(collection.folder)
    with pytest.raises(EvidenceError, match=word):
        import_save.save_cards(read_file(tmp_path / "a.csv", about), "a", **SAID, data=collection.folder)
    assert everything(collection.folder) == before


def test_a_failure_half_way_leaves_nothing(collection, report, monkeypatch):
    before = everything(collection.folder)
    monkeypatch.setattr(import_save, "prepare", lambda place: (_ for _ in ()).throw(EvidenceError("no")))
    with pytest.raises(EvidenceError):
        import_save.save_cards(report, "lhe", **SAID, data=collection.folder)
    monkeypatch.undo()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(EvidenceError, match="No space left"):
        import_save.save_cards(report, "lhe", **SAID, data=collection.folder)
    monkeypatch.undo()
    assert everything(collection.folder) - before <= {"raw/imported"}


def test_a_title_cannot_break_out_of_its_line():
    assert import_save._toml('x"\n[about]') == '"x\\"\\n[about]"'


def test_rows_are_tidy(report):
    assert isinstance(report, Imported)
    row = report.rows[0]
    assert (
        set(row) >= {"institution", "year", "stage", "code", "printed", "predicate", "place"}
        and len(report.rows) == 120
    )
