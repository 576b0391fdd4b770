"""What two releases of the data say differently, value by value."""

import csv

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.differences import differences

COLUMNS = ("institution", "year", "stage", "code", "value", "rank", "document", "correction_id", "correction_en")
ROW = dict(zip(COLUMNS, ("Kota A", "2023", "final", "P59-D1", "2.00", "2", "Laporan", "", ""), strict=True))


def _written(folder, *rows, columns=COLUMNS, place=""):
    (folder / place).mkdir(parents=True, exist_ok=True)
    with (folder / place / "published.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_changed_added_removed_with_the_reason_of_a_correction(tmp_path):
    gone, kept = ROW | {"code": "P59-D2"}, ROW | {"code": "P59-D3"}
    mended = ROW | {"value": "3.00", "correction_id": "salah cetak", "correction_en": "misprint"}
    old = _written(tmp_path / "old", ROW, gone, kept)
    new = _written(tmp_path / "new", mended, kept, ROW | {"institution": "Kota B"}, place="data/processed")
    found = differences(old, new)
    told = [(one.institution, one.code, one.what, one.before, one.after) for one in found]
    assert told == [
        ("Kota A", "P59-D1", "changed", "2.00", "3.00"),
        ("Kota A", "P59-D2", "removed", "2.00", ""),
        ("Kota B", "P59-D1", "added", "", "2.00"),
    ]
    assert (found[0].reason_id, found[0].reason_en, found[1].reason_en) == ("salah cetak", "misprint", "")


def test_only_the_value_used_counts_and_a_release_equals_itself(tmp_path):
    press = ROW | {"value": "9.00", "rank": "5"}
    old, new = _written(tmp_path / "old", press, ROW), _written(tmp_path / "new", ROW)
    assert differences(old, new) == [] == differences(new, new)


def test_turning_round_turns_every_difference_round(tmp_path):
    old = _written(tmp_path / "old", ROW, ROW | {"code": "x"})
    new = _written(tmp_path / "new", ROW | {"value": "4.00"})
    there, back = differences(old, new), differences(new, old)
    assert [(one.before, one.after) for one in there] == [(one.after, one.before) for one in back]


def test_both_folders_are_refused_at_once_with_what_to_do(tmp_path):
    short = _written(tmp_path / "short", ROW, columns=COLUMNS[:4])
    with pytest.raises(EvidenceError) as refused:
        differences(tmp_path / "nowhere", short)
    told = refused.value.told("id")
    assert "nowhere" in told and "kolom tidak ada: value, rank, document" in told and "data/processed" in told


def test_a_table_that_is_none_is_refused(tmp_path):
    odd = _written(tmp_path / "odd", ROW | {"year": "soon"})
    with pytest.raises(EvidenceError, match="cannot be compared"):
        differences(odd, odd)
