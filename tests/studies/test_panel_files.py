"""The whole panel as files: what each holds, that it says what `spbe.panel` says, and that others can open it."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest
from office import OFFICE, opened

import spbe_analysis as spbe
from spbe_analysis.cli import main
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.studies import panel_files

KALTIM = "Pemerintah Provinsi Kalimantan Timur"
# The schema of tabular data packages that the Python package datapackage 1.15.4 (MIT) ships.
PROFILE = Path(__file__).parent / "profiles" / "tabular-data-package.json"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The panel of 2023 and 2024, written."""
    nation = spbe.panel(2023, 2024)
    return nation, {path.name: path for path in nation.save(tmp_path_factory.mktemp("panel"))}


def _rows(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_institution_of_either_year_is_a_row(saved):
    nation, files = saved
    rows = {row["institution"]: row for row in _rows(files["panel-2023-2024.csv"])}
    assert len(rows) == 629 and sum(bool(row["change"]) for row in rows.values()) == 607
    kaltim = rows[KALTIM]
    # national reports 2023, Tabel 35 no. 1, and 2024, Tabel 36 no. 1
    assert (kaltim["index_before"], kaltim["index_after"], kaltim["change"]) == ("2.91", "3.79", "0.88")
    assert (kaltim["D1_low"], kaltim["D1_high"], kaltim["D1_direction"]) == ("0.091", "0.091", "sure rise")
    assert (kaltim["kind"], kaltim["province"], kaltim["rank_kind_change"]) == ("provinsi", "Kalimantan Timur", "5")
    new = rows["Pemerintah Kab. Nduga"]
    assert new["index_before"] == new["change"] == new["D1_low"] == new["rank_nation_after"] == ""
    assert new["index_after"] == "1.5"
    frame = nation.to_frame("all")
    assert frame["D4_high"].sum() == pytest.approx(sum(float(row["D4_high"] or 0) for row in rows.values()))


def test_the_codebook_explains_every_column_in_both_languages(saved):
    _, files = saved
    head = list(_rows(files["panel-2023-2024.csv"])[0])
    book = _rows(files["codebook.csv"])
    assert [row["column"] for row in book] == head
    assert all(row["meaning_id"] and row["meaning_en"] and row["meaning_id"] != row["meaning_en"] for row in book)
    values = {row["column"]: row["values"].split(" | ") for row in book if row["values"]}
    for row in _rows(files["panel-2023-2024.csv"]):
        assert all(row[column] in (*allowed, "") for column, allowed in values.items())


def test_the_data_package_is_one_and_knows_its_files(saved):
    _, files = saved
    package = json.loads(files["datapackage.json"].read_text(encoding="utf-8"))
    jsonschema.validate(package, json.loads(PROFILE.read_text(encoding="utf-8")))
    for resource in package["resources"]:
        rows = _rows(files[resource["path"]])
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
        assert resource["bytes"] == files[resource["path"]].stat().st_size
    assert {Path(source["path"]).suffix for source in package["sources"]} == {".md", ".pdf"}


def test_the_collection_is_a_data_package_whose_rows_are_as_it_says():
    """data/processed: the schema, each file's hash, its columns, and the type and need of every cell."""
    folder = project_root() / "data" / "processed"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.validate(package, json.loads(PROFILE.read_text(encoding="utf-8")))
    kinds = {"integer": int, "number": float, "string": str, "date": date.fromisoformat, "year": int}
    for resource in package["resources"]:
        path = folder / resource["path"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}", path
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(rows[0]) == list(fields)
        for row in rows:
            for name, text in row.items():
                about = fields[name].get("constraints", {})
                assert text or not about.get("required"), (path, name, row)
                assert not text or "enum" not in about or text in about["enum"], (path, name, text)
                if text:
                    kinds[fields[name]["type"]](text)
        if key := resource["schema"].get("primaryKey"):
            keys = [tuple(row[name] for name in ([key] if isinstance(key, str) else key)) for row in rows]
            assert len(set(keys)) == len(keys), path


def test_the_schema_refuses_a_package_without_resources():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"name": "empty"}, json.loads(PROFILE.read_text(encoding="utf-8")))


@pytest.mark.skipif(not find_spec("arro3"), reason="extra parquet not installed")
def test_parquet_holds_the_same_numbers_as_numbers(saved):
    from arro3.io import read_parquet

    nation, files = saved
    table = read_parquet(str(files["panel-2023-2024.parquet"])).read_all()
    frame = nation.to_frame("all")
    assert table.num_rows == len(frame)
    for column in ("index_before", "D4_low", "rank_kind_after"):
        read = [float("nan") if value is None else value for value in table[column].to_pylist()]
        assert read == pytest.approx(frame[column].tolist(), nan_ok=True)
    assert "Float64" in str(table.schema.field("D4_low").type) and "Int32" in str(table.schema.field("to_year").type)


def test_parquet_is_said_to_be_left_out_where_it_cannot_be_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(panel_files, "find_spec", lambda name: None)
    assert main(["panel", "--from", "2023", "--to", "2024", "--out", str(tmp_path), "--language", "id"]) == 0
    told = capsys.readouterr().out
    assert "2023–2024: 629 instansi" in told and "Parquet tidak ditulis" in told
    assert not list(tmp_path.glob("*.parquet")) and (tmp_path / "panel-2023-2024.xlsx").is_file()


def test_the_same_data_give_the_same_bytes(saved, tmp_path):
    nation, files = saved
    for path in nation.save(tmp_path):
        assert path.read_bytes() == files[path.name].read_bytes(), path.name


def test_the_verb_names_its_files(tmp_path, capsys):
    assert main(["panel", "--out", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["panels"] == [{"from_year": 2023, "to_year": 2024, "institutions": 629}]
    assert {str(path) for path in tmp_path.iterdir()} == set(told["files"])
    assert main(["panel", "--from", "2023", "--out", str(tmp_path)]) == 2
    assert main(["panel", "--from", "2021", "--to", "2024", "--out", str(tmp_path)]) == 2


@pytest.mark.few(0)
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice")
def test_an_indonesian_spreadsheet_sees_numbers(saved, tmp_path):
    nation, files = saved
    sheets = opened(files["panel-2023-2024.xlsx"], tmp_path)
    assert list(sheets)[:4] == ["data", "kamus data codebook", "sumber sources", "cara mengutip how to cite"]
    head, *rows = sheets["data"]
    names = [text for _, text in head if text]
    kaltim = next(dict(zip(names, row, strict=False)) for row in rows if row[0][1] == KALTIM)
    assert kaltim["index_after"] == ("float", "3,79") and kaltim["D1_low"] == ("float", "0,091")
    assert kaltim["rank_kind_change"] == ("float", "5") and kaltim["kind"] == ("string", "provinsi")
    numbers = [
        names.index(column.name) for column in panel_files.columns(nation.exact.framework) if column.type != "string"
    ]
    assert {row[place][0] for row in rows if len(row) > max(numbers) for place in numbers} <= {"float", ""}
