"""spbe prepare: all faults at once, all or nothing, the same bytes each time."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from counts import cases

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.collection import store
from spbe_analysis.evidence.collection.prepare import ensure_prepared, prepare
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.collection.store import PACKAGE, data_folder, is_current
from spbe_analysis.evidence.collection.sums import SUMS, sum_faults
from spbe_analysis.evidence.values.schema import BY_NAME, TABLES, schema_faults

N23, N24 = "evaluation-report-2023/scores.csv", "evaluation-report-2024/scores.csv"
BALAM, PRESS = "result-reports-bandar-lampung/2023.csv", "press-and-sites/index-values.csv"


def faults(collection) -> list[str]:
    with pytest.raises(EvidenceError) as refused:
        prepare(collection.folder)
    return refused.value.problems


def seed_eight(collection) -> list[str]:
    """Eight defects a careless transcription makes, each with what the finding must say."""
    lines = collection.path(N24).read_text(encoding="utf-8").splitlines(keepends=True)
    collection.path(N24).write_text("".join([*lines, lines[100]]), encoding="utf-8")
    collection.seal(N24)
    collection.edit(N23, "3.40,2.70,1.18,3.74,3.01,Baik", "3.40,5.20,1.18,3.74,3.01,Baik")
    collection.edit(N23, "3.30,3.40,2.91,4.32,3.72,Sangat Baik", "3.30,3.40,2.91,4.32,3.725,Sangat Baik")
    collection.edit(N23, "Pemerintah Kab. Aceh Barat Daya", "Pemerintah Kab. Aceh Barat Data")
    code, level = collection.path(BALAM).read_text(encoding="utf-8").splitlines()[-1].split(",")[:2]
    collection.edit(BALAM, f"\n{code},{level},", f"\n48,{level},")
    collection.edit(BALAM, "\n46,", "\n46,9")
    collection.edit(PRESS, "Pemerintah Kab. Bangli,2023,final", "Pemerintah Kab. Bangli,2023,finale")
    collection.edit("balikpapan-city-news/2022.csv", "D2,2.60", "D2,2,60")
    return [
        "is there twice",
        "5.20 is off the scale 1 to 5",
        "'3.725' is not a score",
        "'Pemerintah Kab. Aceh Barat Data' is not in the register",
        "has no code '48'",
        "is off the scale 1 to 5",
        "'finale', expected one of final",
        "column value: 6 fields, expected 5",
    ]


def test_eight_defects_give_eight_findings(collection):
    said = seed_eight(collection)
    found = faults(collection)
    assert len(found) == len(said) == 8
    for words in said:
        assert any(words in fault for fault in found), words
    assert all(re.search(r"\.csv line \d+, column \w+: ", fault) for fault in found)


def test_a_failed_preparation_leaves_the_old_tables(collection):
    prepare(collection.folder)
    before = collection.processed()
    collection.edit(N23, "3.40,2.70,1.18,3.74,3.01,Baik", "3.40,5.20,1.18,3.74,3.01,Baik")
    assert len(faults(collection)) == 1
    assert collection.processed() == before
    assert sorted(path.name for path in collection.folder.iterdir()) == ["corrections.csv", "processed", "raw"]


@pytest.mark.parametrize("fails_at", range(8))
def test_a_full_disk_leaves_the_old_tables(collection, monkeypatch, fails_at):
    folder, texts = collection.folder / "processed", {f"{n}.csv": "old\n" for n in range(7)} | {PACKAGE: "{}\n"}
    store.replace_all(folder, texts)
    before, calls = collection.processed(), []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) > fails_at:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.replace_all(folder, {name: "new\n" for name in texts})
    assert collection.processed() == before
    assert not list(collection.folder.glob(".writing-*"))


@pytest.mark.few(0)
def test_two_preparations_give_the_same_bytes(collection):
    first = prepare(collection.folder)
    before = collection.processed()
    for name in before:
        (collection.folder / "processed" / name).unlink()
    assert prepare(collection.folder) == first
    assert collection.processed() == before
    assert set(before) == {f"{table.name}.csv" for table in TABLES} | {PACKAGE}
    # whatever folder the collection lies in
    ensure_prepared()
    assert before["published.csv"] == (data_folder() / "processed" / "published.csv").read_bytes()


@pytest.mark.few(0)
def test_preparing_at_once_from_several_threads_leaves_whole_tables(collection):
    prepare(collection.folder)
    before = collection.processed()
    workers = [threading.Thread(target=prepare, args=(collection.folder,)) for _ in range(cases(3, quick=2))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert collection.processed() == before


def test_tables_are_made_again_only_when_their_inputs_changed(collection, monkeypatch):
    made = []
    monkeypatch.setattr(
        "spbe_analysis.evidence.collection.prepare.prepare",
        lambda data, into: made.append(data) or prepare(data, into=into),
    )
    ensure_prepared(collection.folder)
    ensure_prepared(collection.folder)
    assert len(made) == 1
    collection.path(N23).touch()  # a new date, the same content: hashed, found equal
    ensure_prepared(collection.folder)
    assert len(made) == 1
    side = collection.path(N23 + ".meta.toml")
    side.write_text(side.read_text().replace("Tahun 2023", "Tahun 2023."))
    ensure_prepared(collection.folder)
    assert len(made) == 2
    (collection.folder / "processed" / "outcomes.csv").unlink()
    ensure_prepared(collection.folder)
    assert len(made) == 3
    (collection.folder / "processed" / "outcomes.csv").write_text("tampered\n")
    ensure_prepared(collection.folder)
    assert len(made) == 4
    collection.path("outcomes/extra.csv.meta.toml").write_text("")
    assert not is_current(collection.folder / "processed", collection.folder)


def test_a_table_changed_with_its_date_kept_is_noticed(collection):
    table = ensure_prepared(collection.folder) / "published.csv"
    about, before = table.stat(), table.read_bytes()
    table.write_bytes(before.replace(b"3.79", b"3.82"))
    os.utime(table, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert not is_current(table.parent, collection.folder)
    ensure_prepared(collection.folder)
    assert table.read_bytes() == before


@pytest.mark.few(0)
def test_every_flipped_byte_is_noticed(collection):
    """A raw table, a sidecar and the corrections are refused, a processed table is made again."""
    collection.seal_all()
    folder, random = ensure_prepared(collection.folder), Random(17)
    before = collection.processed()
    raw = [path for path in (collection.folder / "raw").rglob("*") if path.is_file()]
    drawn = random.sample([*raw, *folder.glob("*.csv"), folder / PACKAGE], cases(50, 12))
    for path in [*drawn, collection.folder / "corrections.csv", collection.path(N24 + ".meta.toml")]:
        content = path.read_bytes()
        place = random.randrange(len(content))
        store._seen.clear()  # as another process would see it
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :])
        if path == folder / PACKAGE:  # what it says besides hashes is for readers
            ensure_prepared(collection.folder)
            assert {**collection.processed(), PACKAGE: b""} == {**before, PACKAGE: b""}
        elif path.parent == folder:
            assert not is_current(folder, collection.folder), path
            ensure_prepared(collection.folder)
            assert collection.processed() == before
        else:
            assert not is_current(folder, collection.folder), path
            with pytest.raises(EvidenceError):
                ensure_prepared(collection.folder)
        path.write_bytes(content)


def test_a_list_of_hashes_names_what_changed_and_the_command_that_renews_it(collection):
    collection.seal_all()
    side = collection.path(N24 + ".meta.toml")
    side.write_text(side.read_text().replace("year = 2024", "year = 2023"))
    collection.path(N23 + ".meta.toml").unlink()
    told = faults(collection)
    assert any(f"{N24}.meta.toml is not the file that data/SHA256SUMS lists" in one for one in told)
    assert any("sha256sum corrections.csv" in one for one in told)
    assert any(f"there is no raw/{N23}.meta.toml" in one for one in told)


def test_the_projects_own_list_holds_every_sidecar_and_the_corrections():
    data = data_folder()
    listed = {line.split("  ")[1] for line in (data / SUMS).read_text().splitlines()}
    sidecars = subprocess.run(
        ["git", "ls-files", "raw/*.meta.toml"], cwd=data, check=True, capture_output=True, text=True
    ).stdout.split()
    assert listed == {"corrections.csv", *sidecars} and sum_faults(data) == []


def test_line_endings_changed_by_git_are_recognised(collection):
    for path in [*(collection.folder / "raw").rglob("*.csv"), collection.folder / "corrections.csv"]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(EvidenceError, match="git changed its line endings") as refused:
        prepare(collection.folder)
    assert "git checkout -- data" in str(refused.value)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only the superuser can become somebody else")
def test_reading_needs_no_right_to_write(collection, tmp_path_factory):
    """Another user's folder, not prepared, and no home: the tables are made elsewhere, and that is said."""
    place = Path(tempfile.mkdtemp())
    try:
        place.chmod(0o755)
        shutil.copytree(collection.folder, place / "data")
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        ask = [sys.executable, "-m", "spbe_analysis", "institutions", "kaltim"]
        told = subprocess.run(
            [*nobody, *ask],
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "SPBE_HOME": str(place)},
        )
        assert told.returncode == 0 and "Kalimantan Timur" in told.stdout, told.stderr
        assert "Traceback" not in told.stderr and str(place) in told.stderr
        assert not (place / "data" / "processed").exists()
    finally:
        shutil.rmtree(place)


def test_an_older_file_put_in_place_is_noticed(collection):
    prepare(collection.folder)
    other = collection.path(N23).with_name("other.csv")
    other.write_text("changed\n")
    os.utime(other, (0, 0))
    os.replace(other, collection.path(N23))
    assert not is_current(collection.folder / "processed", collection.folder)


def test_loading_prepares_by_itself(collection):
    assert not (collection.folder / "processed").exists()
    assert len(rows_of(version(collection.folder), "published")) == 7031


def test_counts_of_rows():
    done = prepare()
    # 621 x 5 and 615 x 5 national values, 477 and 194 values of single bodies, 151 index values of other sources
    assert done.rows["published"] == 621 * 5 + 615 * 5 + 477 + 194 + 151 + 29
    assert done.rows["institutions"] == 629
    assert done.rows["names"] == 621 + 615 + 111
    assert done.rows["category_means"] == 538
    assert done.rows["outcomes"] == 80
    assert done.rows["conflicts"] == 27
    assert done.corrections == 7


@pytest.mark.few(5)
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "register/institutions.csv",
            "Pemerintah Kab. Buru,",
            "Pemerintah Kab. Aceh Barat,",
            "is in the register twice",
        ),
        (
            "register/printed-names.csv",
            "Pemerintah Kab. Buru,2023",
            "Pemerintah Kab. Buruk,2023",
            "is not in the register",
        ),
        ("register/aliases.csv", "kaltim,", "kaltim,x", "is not in the register"),
        (
            "register/category-scopes.csv",
            "2024,lns,lns dan instansi lainnya",
            "2024,lns,lembaga lain",
            "no mean of 'lembaga lain' in 2024",
        ),
        (
            "evaluation-report-2024/category-means.csv",
            "2024,nasional,D1,Domain Kebijakan,3.36",
            "2024,nasional,D9,Domain Kebijakan,3.36",
            "neither a code",
        ),
        (
            "evaluation-report-2024/category-means.csv",
            "2024,nasional,D1,Domain Kebijakan,3.36",
            "2024,nasional,D1,Domain Kebijakan,33.6",
            "not a score on the scale",
        ),
        (
            "outcomes/values.csv",
            "DKI Jakarta,2023,ip_tik,7.73",
            "DKI Jakarta,2023,ip_tak,7.73",
            "'ip_tak' is not described",
        ),
        ("outcomes/values.csv", "DKI Jakarta,2023,ip_tik,7.73", "DKI Jakarta,2023,ip_tik,n/a", "'n/a' is not a number"),
        (
            "evaluation-report-2024/tables.csv",
            "36,Pemerintah Daerah di Kalimantan Timur",
            "36,Pemerintah Daerah di Kalimantan Utara",
            "lies in Kalimantan Timur",
        ),
        ("evaluation-report-2024/tables.csv", "36,Pemerintah", "99,Pemerintah", "table 36 has no heading"),
        (N23, "3.40,2.70,1.18,3.74,3.01,Baik", "3.40,2.70,1.18,3.74,3.01,Bagus", "'Bagus' is not a predicate"),
        (
            N23,
            "3.40,2.70,1.18,3.74,3.01,Baik",
            '3.40,2.70,1.18,"3,74",3.01,Baik',
            "a decimal comma, but a decimal point",
        ),
        (PRESS, "Pemerintah Kab. Bangli,2023,", "Pemerintah Kab. Bangli,1999,", "no regulation covers the year '1999'"),
    ],
)
def test_every_check_can_fail(collection, name, old, new, said):
    collection.edit(name, old, new)
    assert any(said in fault for fault in faults(collection))


def test_a_damaged_register_is_reported_alone(collection):
    collection.path("register/institutions.csv").write_bytes(b"")
    found = faults(collection)
    assert len(found) <= 4 and all(fault.startswith("register/institutions.csv") for fault in found)


def test_a_sidecar_without_its_file_and_a_file_without_its_sidecar(collection):
    collection.path(PRESS).unlink()
    collection.path("outcomes/loose.csv").write_text("a\n")
    found = faults(collection)
    assert any(f"{PRESS}.meta.toml: there is no file beside" in fault for fault in found)
    assert any("outcomes/loose.csv.meta.toml" in fault for fault in found)


def test_the_package_tells_the_columns_bytes_and_hashes():
    folder = ensure_prepared()
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    assert [resource["path"] for resource in package["resources"]] == [f"{table.name}.csv" for table in TABLES]
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        header = content.decode().split("\n", 1)[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["bytes"] == len(content) and resource["hash"] == store.file_hash(content)
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert len(package["sources"]) == len(list((data_folder() / "raw").rglob("*.csv")))


def test_the_data_dictionary_is_the_columns():
    text = (data_folder() / "README.md").read_text(encoding="utf-8")
    sections = re.split(r"(?m)^### ", text.split("## Data dictionary")[1])[1:]
    told = {}
    for section in sections:
        rows = re.findall(r"(?m)^\| (\w+) \| (\w+) \| (.*?) \| (.*?) \| (.*?) \|$", section)
        told[section.split(".csv")[0]] = [row for row in rows if row[0] != "column"]
    assert list(told) == [table.name for table in TABLES]
    for table in TABLES:
        assert [row[:2] for row in told[table.name]] == [(column.name, column.type) for column in table.columns]
        for row, column in zip(told[table.name], table.columns, strict=True):
            assert (row[2].strip(), row[4]) == (column.unit, column.origin)
            assert row[3].startswith(column.meaning) and all(value in row[3] for value in column.values)


def test_the_schema_refuses_what_it_should():
    folder = ensure_prepared()
    table = BY_NAME["published"]
    good = pd.read_csv(folder / "published.csv", dtype=str, keep_default_na=False).head(20)
    assert schema_faults(table, good) == []
    for column, cell in (
        ("stage", "finale"),
        ("value", "3,79"),
        ("rank", "6"),
        ("institution", ""),
        ("kind", "pillar"),
    ):
        bad = good.copy()
        bad.loc[3, column] = cell
        found = schema_faults(table, bad)
        assert found and all(f"published.csv line 5, column {column}: " in fault for fault in found)
    assert schema_faults(table, good.drop(columns="note_en"))
    assert schema_faults(table, good[[*good.columns[1:], good.columns[0]]])
    register = pd.read_csv(folder / "institutions.csv", dtype=str, keep_default_na=False)
    assert schema_faults(BY_NAME["institutions"], pd.concat([register, register.head(1)], ignore_index=True))
