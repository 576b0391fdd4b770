"""Lineage tables: every indicator accounted for, every row with a basis, every fault listed."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction

import pytest

from spbe_analysis.errors import BridgeError, RegulationError
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.lineage import CONFIDENCES, RELATIONS, identity_lineage
from spbe_analysis.regulation.lineage_table import COLUMNS, TABLES, lineage_pairs, load_lineage, read_lineage

P5, P59, P8 = (load_framework(f"permenpanrb-{name}") for name in ("5-2018", "59-2020", "8-2026"))
FIRST = TABLES / f"{P5.id}_{P59.id}.csv"


@pytest.mark.parametrize("pair", lineage_pairs())
def test_each_row_has_relation_basis_and_confidence(pair) -> None:
    lineage = load_lineage(*pair)
    for row in lineage.rows:
        assert row.relation in RELATIONS and row.confidence in CONFIDENCES and row.basis
    assert lineage.title("id") and lineage.title("en") and lineage.meta["status_note"]


def test_the_slides_lineage_of_5_2018_to_59_2020() -> None:
    """Bahan Paparan SPBE 2021 rev 6.1, slides 6-13: 25 carried over, 22 new; 2, 4, 7, 8-17, 24 without successor."""
    lineage = load_lineage(P5.id, P59.id)
    assert len({row.after for row in lineage.links}) == 25
    assert len(lineage.new) == 22
    assert lineage.dropped == tuple(f"P5-I{n:02d}" for n in (2, 4, 7, *range(8, 18), 24))
    assert [row.after for row in lineage.links if row.before == "P5-I03"] == ["P59-I01", "P59-I02"]
    assert [row.after for row in lineage.links if row.before == "P5-I20"] == ["P59-I11", "P59-I12"]
    assert {row.after for row in lineage.links if row.scope_changed} == {"P59-I04", "P59-I15", "P59-I37", "P59-I39"}
    services = [group for group in lineage.groups() if len(group.before) == 3]
    assert [(g.before, g.after) for g in services] == [
        (("P5-I35a", "P5-I35b", "P5-I35c"), ("P59-I45", "P59-I46", "P59-I47"))
    ]


def test_the_proposal_for_8_2026_is_marked_as_ours_and_never_chained() -> None:
    lineage = load_lineage(P59.id, P8.id)
    assert lineage.status == "proposal" and not lineage.comparable
    assert "proposal" in lineage.title("en").lower() and "usulan" in lineage.title("id").lower()
    assert lineage.reason("id") and lineage.reason("en")
    assert all(row.confidence != "high" for row in lineage.rows)
    assert all("Proposal of this project" in row.basis for row in lineage.rows)


def test_disputed_predicates_of_8_2026_are_recorded() -> None:
    """METHODOLOGY of the sources: one cuts at 1.50, 2.50, 3.50, 4.00, another at 1.51, 2.51, 3.51, 4.01."""
    cuts = [(entry["from"], entry.get("other_from")) for entry in P8.meta["predicates"]]
    assert cuts == [("4", "4.01"), ("3.5", "3.51"), ("2.5", "2.51"), ("1.5", "1.51"), ("1", None)]
    assert P8.status == "reproduced" and not P8.of_kind("domain")
    assert (len(P8.of_kind("aspect")), len(P8.indicators)) == (7, 20)


@pytest.mark.parametrize("pair", lineage_pairs())
def test_reversal_twice_is_the_same(pair) -> None:
    lineage = load_lineage(*pair)
    assert lineage.reversed().reversed() == lineage
    assert load_lineage(*pair[::-1]) == lineage.reversed()
    assert lineage.reversed().new == lineage.dropped


@pytest.mark.parametrize("pair", lineage_pairs())
def test_flows_never_exceed_an_indicator(pair) -> None:
    lineage, laws = load_lineage(*pair), [load_framework(name) for name in pair]
    sent, received = Counter(), Counter()
    for flow in lineage.flows(*laws):
        sent[flow.row.before] += flow.weight_before
        received[flow.row.after] += flow.weight_after
    assert all(weight == laws[0].weight(code) for code, weight in sent.items())
    assert all(weight == laws[1].weight(code) for code, weight in received.items())


def test_cutting_scope_changes_accounts_for_every_indicator() -> None:
    lineage = load_lineage(P5.id, P59.id).without_scope_changes()
    assert {row.before for row in lineage.rows if row.before} == set(P5.indicators)
    assert {row.after for row in lineage.rows if row.after} == set(P59.indicators)
    assert not any(row.scope_changed for row in lineage.links)
    assert len(lineage.new) == 26 and len(lineage.dropped) == 18


def test_identity_carries_every_indicator() -> None:
    lineage = load_lineage(P59.id, P59.id)
    assert lineage == identity_lineage(P59)
    assert [flow.weight_before for flow in lineage.flows(P59, P59)] == [P59.weight(c) for c in P59.indicators]


def test_no_lineage_is_refused_with_what_there_is() -> None:
    with pytest.raises(BridgeError, match=r"held: permenpanrb-5-2018 to permenpanrb-59-2020"):
        load_lineage(P5.id, P8.id)


def faulty(tmp_path, change, name: str = "table.csv"):
    with FIRST.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows = change(rows) or rows
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def edit(column, value, line=0):
    def change(rows):
        rows[line][column] = value

    return change


FAULTS = {
    "row_left_out": (lambda rows: rows[1:], "P59-I01 of permenpanrb-59-2020 is in no row"),
    "foreign_code": (edit("before", "P5-I99"), "'P5-I99' is not an indicator of permenpanrb-5-2018"),
    "unknown_relation": (edit("relation", "renamed"), "relation 'renamed', expected one of"),
    "no_basis": (edit("basis", " "), "no basis"),
    "unknown_confidence": (edit("confidence", "sure"), "confidence 'sure'"),
    "scope_neither_yes_nor_no": (edit("scope_changed", "maybe"), "scope_changed 'maybe'"),
    "share_above_one": (edit("share_before", "1.5"), "share_before '1.5'"),
    "share_in_some_rows_only": (edit("share_before", "1/2"), "P5-I03: share_before is stated in some of its rows only"),
    "link_repeated": (lambda rows: [*rows, rows[0]], "P5-I03 to P59-I01 is there 2 times"),
    "linked_and_dropped": (
        lambda rows: [*rows, dict(rows[-1], before="P5-I01")],
        "P5-I01 is linked and also without a partner",
    ),
    "new_with_an_ancestor": (edit("relation", "new"), "a row 'new' names after only"),
    "carried_over_that_splits": (edit("relation", "carried_over"), "carried_over, but one of them has further links"),
    "split_that_does_not": (edit("relation", "split", 3), "split, but P5-I06 has one link"),
    "merged_that_does_not": (edit("relation", "merged", 3), "merged, but P59-I04 has one link"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_refused(fault, tmp_path) -> None:
    change, message = FAULTS[fault]
    with pytest.raises(RegulationError) as caught:
        read_lineage(faulty(tmp_path, change), P5, P59)
    assert any(message in problem for problem in caught.value.problems), caught.value.problems


def test_all_faults_at_once(tmp_path) -> None:
    def change(rows):
        rows[0]["relation"], rows[3]["confidence"], rows[5]["basis"] = "x", "y", ""

    with pytest.raises(RegulationError) as caught:
        read_lineage(faulty(tmp_path, change), P5, P59)
    assert sum(problem.startswith("line ") for problem in caught.value.problems) == 3


def test_the_toml_beside_it_is_held_to_the_table(tmp_path) -> None:
    path = faulty(tmp_path, lambda rows: None)
    path.with_suffix(".toml").write_text('before = "x"\ncomparable = false\n[counts]\nnew = 21\n', encoding="utf-8")
    with pytest.raises(RegulationError) as caught:
        read_lineage(path, P5, P59)
    assert len(caught.value.problems) == 3


def test_a_file_of_ones_own_replaces_the_table(tmp_path) -> None:
    def change(rows):
        rows[0]["share_before"], rows[1]["share_before"] = "0.25", "0.5"

    lineage = read_lineage(faulty(tmp_path, change), P5, P59)
    flows = {(f.row.before, f.row.after): f.weight_before for f in lineage.flows(P5, P59)}
    assert lineage.status == "given" and lineage.comparable
    assert flows["P5-I03", "P59-I01"] == Fraction(1, 400) and flows["P5-I03", "P59-I02"] == Fraction(1, 200)


def test_not_a_table_at_all(tmp_path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RegulationError, match="is not a lineage"):
        read_lineage(path, P5, P59)
    with pytest.raises(RegulationError, match="cannot be read"):
        read_lineage(tmp_path / "missing.csv", P5, P59)
    path.write_text(",".join(COLUMNS) + "\nP5-I01,P59-I10,carried_over,no\n", encoding="utf-8")
    with pytest.raises(RegulationError, match="line 2: expected 9 fields"):
        read_lineage(path, P5, P59)
