"""A table of step costs: read exactly, or refused with every fault."""

from __future__ import annotations

from fractions import Fraction

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.small_csv import MAX_BYTES
from spbe_analysis.evidence.readers.step_costs import read_costs
from spbe_analysis.evidence.values.step_costs import Need
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


def test_the_costs_file_is_read_exactly(tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text('code,from,to,cost,max_level,needs\nindex,1,2,3,,\nA8,1,2,"2,5",4,\nI45,1,2,0.25,,I1>=3\n')
    costs = read_costs(file, LAW)
    assert costs.cost("P59-I01", 1) == 3 and costs.cost("P59-I01", 2) == 1
    assert costs.cost("P59-I42", 1) == Fraction(5, 2) and costs.cost("P59-I45", 1) == Fraction(1, 4)
    assert costs.highest("P59-I47", LAW) == 4 and costs.highest("P59-I41", LAW) == 5
    assert costs.needs == (Need("P59-I45", 2, "P59-I01", 3),)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_costs_file_as_an_indonesian_spreadsheet_saves_it(mark, tmp_path):
    file = tmp_path / "costs.csv"
    rows = [["code", "from", "to", "cost", "max_level", "needs"], ["A8", "1", "2", "2,5", "4", ""]]
    rows += [["I45", "1", "2", "0,25", "", '"I1>=3; I2>=2"']]
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(map(mark.join, rows)).encode())
    costs = read_costs(file, LAW)
    assert costs.cost("P59-I42", 1) == Fraction(5, 2) and costs.cost("P59-I45", 1) == Fraction(1, 4)
    assert [need.other for need in costs.needs] == ["P59-I01", "P59-I02"]


def test_all_faults_of_a_costs_file_are_listed(tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text(
        "code,from,to,cost,max_level,needs\n"
        "I99,1,2,1,,\n"
        "I01,1,3,1,,\n"
        "I02,1,2,-1,,\n"
        "I03,1,2,1.500,,\n"
        "I04,1,2,1,,\n"
        "I04,1,2,2,,\n"
        "I05,,,,9,\n"
        "I06,1,2,1,,I07>3\n"
        "I07,,,,,I08>=2\n"
        "I08,,,,,I07>=2\n"
        "I09,,,,,\n"
        "I10,1,2\n"
        "I11,,,,,I12>=1\n"
        "I12,4,5,,,\n"
    )
    with pytest.raises(EvidenceError) as caught:
        read_costs(file, LAW)
    text = str(caught.value)
    for line in (2, 3, 4, 5, 7, 8, 9, 12, 13, 14, 15):
        assert f"line {line}:" in text, line
    assert "circle: P59-I07 at level 2 needs P59-I08 at level 2 needs P59-I07 at level 2" in text
    assert len(caught.value.problems) == 12


@pytest.mark.parametrize("content", [b"", b"code:from:to:cost\n", b"code,from,to,cost,colour\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_costs_table_is_refused(tmp_path, content):
    file = tmp_path / "costs.csv"
    file.write_bytes(content)
    with pytest.raises(EvidenceError):
        read_costs(file, LAW)
    with pytest.raises(EvidenceError):
        read_costs(tmp_path / "absent.csv", LAW)


def test_a_file_beyond_the_limit_is_refused(tmp_path):
    file = tmp_path / "costs.csv"
    file.write_bytes(b"code,from,to,cost\n" + b"I01,1,2,1\n" * (MAX_BYTES // 10))
    with pytest.raises(EvidenceError, match="too large"):
        read_costs(file, LAW)


CIRCLES = {
    "I21,2,3,1,5,I25>=2\nI25,2,3,1,5,I21>=2\n": False,  # each needs the other's level 2, its own start of that step
    "I21,2,3,1,5,I25>=3\nI25,2,3,1,5,I21>=3\n": True,
    "I21,1,2,1,5,I25>=4\nI25,2,3,1,5,I21>=3\n": True,  # I25 passes 3 on its way to 4, which needs I21 at 3, past 2
    "I21,3,4,1,5,I25>=4\nI25,3,4,1,5,I27>=2\nI27,1,2,1,5,I21>=3\n": False,
}


@pytest.mark.parametrize("rows", CIRCLES)
def test_a_circle_runs_through_levels_not_through_indicators(rows, tmp_path):
    (tmp_path / "costs.csv").write_text("code,from,to,cost,max_level,needs\n" + rows, encoding="utf-8")
    if CIRCLES[rows]:
        with pytest.raises(EvidenceError, match="circle"):
            read_costs(tmp_path / "costs.csv", LAW)
    else:
        assert len(read_costs(tmp_path / "costs.csv", LAW).needs) == rows.count(">=")
