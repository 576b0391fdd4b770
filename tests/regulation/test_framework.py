"""The law as data: shape, weights, refusals, predicates."""

import csv
import shutil
from fractions import Fraction

import pytest

from spbe_analysis.errors import RegulationError, UnknownCodeError
from spbe_analysis.regulation import framework_for_year, load_framework, regulation_ids
from spbe_analysis.regulation.loader import DATA

# PermenPANRB 59/2020, Lampiran, Tabel 7, 8, 9: weights in percent.
DOMAINS_59 = {"P59-D1": "13", "P59-D2": "25", "P59-D3": "16.5", "P59-D4": "45.5"}
ASPECTS_59 = ["13", "10", "10", "5", "12", "4.5", "27.5", "18"]


def test_shapes(law, old_law):
    assert [len(law.of_kind(k)) for k in ("domain", "aspect", "indicator")] == [4, 8, 47]
    assert [len(old_law.of_kind(k)) for k in ("domain", "aspect", "indicator")] == [3, 7, 37]
    new = load_framework("permenpanrb-8-2026")
    assert [len(new.of_kind(k)) for k in ("domain", "aspect", "indicator")] == [0, 7, 20]
    assert new.status == "reproduced" and new.reproduced_by == 1
    assert regulation_ids() == ["permenpanrb-5-2018", "permenpanrb-59-2020", "permenpanrb-8-2026"]


def test_weights_are_the_printed_ones(law, old_law):
    assert {code: law.weight(code) for code in DOMAINS_59} == {c: Fraction(w) / 100 for c, w in DOMAINS_59.items()}
    assert [law.weight(code) for code in law.of_kind("aspect")] == [Fraction(w) / 100 for w in ASPECTS_59]
    assert law.denominator == 2000 and {law.units[leaf] for leaf in law.indicators} == {26, 50, 30, 55, 60}
    assert old_law.denominator == 300 and old_law.weight("P5-I35b") == Fraction(1, 30)
    assert old_law.minimum == 0 and law.minimum == 1


def test_every_node_has_both_names_and_a_source(law, old_law):
    for framework in (law, old_law):
        assert all(node.name_id and node.name_en and node.source for node in framework.nodes.values())
    assert any("Tabel 9" in law.nodes[leaf].source for leaf in law.indicators)


def test_known_doubts_are_listed(law, old_law):
    assert any("3,50" in d["printed"] for d in law.meta["discrepancies"])
    assert any("swapped" in d["printed"] for d in law.meta["discrepancies"])
    assert any("5,00" in d["printed"] for d in old_law.meta["discrepancies"])


@pytest.fixture()
def copy_of_law(tmp_path):
    shutil.copytree(DATA / "permenpanrb-59-2020", tmp_path / "permenpanrb-59-2020")
    return tmp_path


def _edit(folder, change):
    path = folder / "permenpanrb-59-2020" / "nodes.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change({row["code"]: row for row in rows})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_tenth_of_a_point_in_any_weight_is_refused(law, copy_of_law):
    """One refusal for each of the 47 indicators."""
    refused = 0
    original = (copy_of_law / "permenpanrb-59-2020" / "nodes.csv").read_bytes()
    for leaf in law.indicators:
        (copy_of_law / "permenpanrb-59-2020" / "nodes.csv").write_bytes(original)
        _edit(
            copy_of_law,
            lambda rows, leaf=leaf: rows[leaf].update(weight_pct=str(float(rows[leaf]["weight_pct"]) + 0.1)),
        )
        load_framework.cache_clear()
        with pytest.raises(RegulationError, match=law.nodes[leaf].parent):
            load_framework("permenpanrb-59-2020", copy_of_law)
        refused += 1
    load_framework.cache_clear()
    assert refused == 47


def test_all_faults_at_once(copy_of_law):
    def spoil(rows):
        rows["P59-I01"]["weight_pct"] = "1,30"
        rows["P59-I02"]["parent"] = "P59-A99"
        rows["P59-I03"]["source"] = ""

    _edit(copy_of_law, spoil)
    with pytest.raises(RegulationError) as refusal:
        load_framework("permenpanrb-59-2020", copy_of_law)
    load_framework.cache_clear()
    text = str(refusal.value)
    assert "P59-I01" in text and "P59-A99" in text and "P59-I03 has no source" in text


def test_codes(law, old_law):
    assert [law.resolve(c) for c in ("D4", "a7", "I07", "7", "07", "index")] == [
        "P59-D4",
        "P59-A7",
        "P59-I07",
        "P59-I07",
        "P59-I07",
        "P59-INDEX",
    ]
    assert [old_law.resolve(c) for c in ("35", "35-2", "35-3", "36", "37", "35b")] == [
        "P5-I35a",
        "P5-I35b",
        "P5-I35c",
        "P5-I35b",
        "P5-I35c",
        "P5-I35b",
    ]
    with pytest.raises(UnknownCodeError, match="P59-D4"):
        law.resolve("D9")


def test_predicates(law):
    """Bounds are inclusive below: 59/2020, Lampiran; the rule differs by year."""
    names = [law.predicate(Fraction(v), "exact").name_id for v in ("1", "1.7975", "1.8", "2.6", "3.5", "4.2", "5")]
    assert names == ["Kurang", "Kurang", "Cukup", "Baik", "Sangat Baik", "Memuaskan", "Memuaskan"]
    assert law.predicate(Fraction("1.7975"), "rounded").name_id == "Cukup"
    assert (law.predicate_rule(2023), law.predicate_rule(2024), law.predicate_rule(2022)) == (
        "rounded",
        "exact",
        "rounded",
    )


def test_regulation_by_year():
    assert [framework_for_year(y).id for y in (2019, 2021, 2025, 2026)] == [
        "permenpanrb-5-2018",
        "permenpanrb-59-2020",
        "permenpanrb-59-2020",
        "permenpanrb-8-2026",
    ]
    with pytest.raises(RegulationError, match="2017"):
        framework_for_year(2017)
    with pytest.raises(RegulationError, match="permenpanrb-59-2020"):
        load_framework("../secrets")
