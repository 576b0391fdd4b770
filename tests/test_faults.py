"""The faults the project must survive, by number; where another file holds the test, its name stands here.

The numbers follow the order of the list of faults: 1 an unquoted decimal comma,
2 the decimal mark, 3 cut files, 4 encodings, 5 repeated and foreign rows, 6 a
wrong weight, 7 parts against wholes, 8 a missing indicator, 9 formulas, 10
scripts in names, 11 dollar signs, 12 paths in names, 13 hostile parameters, 14
ids as text, 15 parallel reports, 16 a failing rerun, 17 killed mid-run, 18 a
hanging cell, 19 cells that did not run, 20 a full disk, 21 two at once, 22 huge
inputs, 23 broken PDFs, 24 the same bytes twice, 25 a worker that dies.
"""

import ast
import random
from pathlib import Path

import pytest

from spbe_analysis.analysis.consistency.consistency import check_cards
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.errors import CoverageError, EvidenceError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.levels_file import read_scorecard, whole_levels
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.scorecard import check_levels
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")
TESTS = Path(__file__).parent

ELSEWHERE = {
    1: ["evidence/test_sources.py::test_unquoted_decimal_comma_is_found_where_it_stands"],
    3: ["evidence/test_sources.py::test_cut_files_are_caught_200_of_200"],
    4: ["evidence/test_sources.py::test_no_mojibake"],
    5: [
        "evidence/test_prepare.py::test_eight_defects_give_eight_findings",
        "analysis/test_consistency.py::test_eight_seeded_defects_are_exactly_eight_findings",
    ],
    6: ["regulation/test_framework.py::test_a_tenth_of_a_point_in_any_weight_is_refused"],
    7: ["analysis/test_consistency.py::test_one_digit_slips_are_found_and_mended"],
    9: [
        "evidence/test_sources.py::test_cells_that_a_spreadsheet_would_run_are_refused",
        "presentation/test_tables.py::test_no_text_acts_as_a_formula",
    ],
    10: [
        "reports/test_html.py::test_no_name_runs_on_any_way_out",
        "reports/test_site.py::test_hostile_names_are_shown_not_run",
    ],
    11: ["presentation/test_figures.py::test_odd_names_draw"],
    12: [
        "evidence/test_register.py::test_22_hostile_names_stay_inside",
        "evidence/test_import_save.py::test_names_and_sources_are_checked",
    ],
    13: ["reports/test_parameters.py::test_refused_before_anything_runs"],
    14: ["reports/test_parameters.py::test_ids_stay_text"],
    15: ["reports/test_factory.py::test_many_at_once_each_show_their_own"],
    16: ["reports/test_runs.py::test_ten_injected_failures_leave_the_old_bytes"],
    17: ["reports/test_publish.py::test_killed_at_random_moments_the_set_is_whole"],
    18: ["reports/test_runs.py::test_a_hanging_cell_ends"],
    19: ["reports/test_runs.py::test_a_broken_run_publishes_nothing"],
    20: [
        "evidence/test_prepare.py::test_a_full_disk_leaves_the_old_tables",
        "evidence/test_import_save.py::test_a_failure_half_way_leaves_nothing",
    ],
    21: [
        "reports/test_publish.py::test_eight_writers_tear_nothing",
        "evidence/test_prepare.py::test_preparing_at_once_from_several_threads_leaves_whole_tables",
    ],
    22: [
        "evidence/test_spreadsheet.py::test_each_limit_of_a_workbook_and_one_more",
        "evidence/test_spreadsheet.py::test_each_limit_of_a_text_table",
        "evidence/test_pdf_report.py::test_limits_on_size_pages_and_memory",
    ],
    23: ["evidence/test_pdf_report.py::test_five_broken_reports_are_refused_clearly"],
    24: ["reports/test_runs.py::test_same_inputs_same_bytes"],
    25: ["reports/test_cluster.py::test_a_killed_workers_reports_are_made_elsewhere"],
}


@pytest.mark.parametrize("name", [name for names in ELSEWHERE.values() for name in names])
def test_the_tests_named_here_exist(name):
    file, function = name.split("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def table_rows():
    names = ["Kab. Batang", "Kab. Blora", "Kab. Kudus", "Kab. Pati", "Kab. Demak"]
    return [[name, 2023, "3,00", "1,90", "1,64", "3,90", "2,91", "Baik"] for name in names]


HEAD = ["institution", "year", "d1", "d2", "d3", "d4", "index", "predicate"]


def test_01_an_unquoted_decimal_comma_in_a_file_somebody_has(tmp_path):
    """Twenty corrupted files, twenty refused; the message has file, line and column."""
    refused = 0
    for seed in range(20):
        rng = random.Random(seed)
        rows, bad, column = table_rows(), rng.randrange(5), rng.randrange(2, 7)
        lines = [",".join(HEAD)]
        for i, row in enumerate(rows):
            cells = [
                str(cell) if (i, j) == (bad, column) or "," not in str(cell) else f'"{cell}"'
                for j, cell in enumerate(row)
            ]
            lines.append(",".join(cells))
        path = tmp_path / f"corrupted{seed}.csv"
        path.write_text("\n".join(lines) + "\n")
        with pytest.raises(EvidenceError) as error:
            read_file(path)
        refused += path.name in str(error.value) and f"line {bad + 2}, column {HEAD[column]}" in str(error.value)
    assert refused == 20


def test_02_a_thousand_values_round_trip_in_both_notations(tmp_path):
    """One parser, one separator a file; a number is never taken for thousands."""
    rng = random.Random(2)
    values = [f"{rng.randint(1, 5)}.{rng.randint(0, 99):02d}" for _ in range(1000)]
    for text in values:
        assert parse_score(text) == parse_score(text.replace(".", ",")) and float(parse_score(text)[0]) == float(text)
    for mark in ".,":
        path = tmp_path / f"values{ord(mark)}.csv"
        path.write_text(
            "institution;year;index\n"
            + "".join(f"Unit {i};2023;{v.replace('.', mark)}\n" for i, v in enumerate(values))
        )
        read = [parse_score(card.cells["P59-INDEX"])[0] for card in read_file(path).scorecards]
        assert read == [parse_score(value)[0] for value in values]
    for odd in ("3.791", "1.234", "3,79 ", "+3,79", "3,,79", "٣,٧٩", "3_7", "1e0", "379", ""):
        with pytest.raises(EvidenceError):
            parse_score(odd)


def test_03_a_cut_file_somebody_has_is_never_read_in_part(tmp_path):
    """Cut at 200 random bytes: refused, or so short a table that nothing false is in it."""
    whole = ";".join(HEAD) + "\n" + "".join(";".join(map(str, row)) + "\n" for row in table_rows())
    truth = {tuple(row) for row in table_rows()}
    rng, refused = random.Random(3), 0
    for at in (rng.randrange(1, len(whole) - 1) for _ in range(200)):
        path = tmp_path / "cut.csv"
        path.write_text(whole[:at])
        try:
            for card in read_file(path).scorecards:
                assert any(row[2:7] == tuple(card.cells.values()) for row in truth)
        except EvidenceError:
            refused += 1
    assert refused >= 190  # a cut that falls on the end of a line leaves whole lines; a sidecar catches that


@pytest.mark.parametrize(
    "content",
    [
        "instansi;indeks\nKab. Batáng;3,00\n".encode("latin-1"),
        b"instansi;indeks\nKab.\x00 Batang;3,00\n",
        "instansi;indeks\nKab. \N{RIGHT-TO-LEFT OVERRIDE}gnataB;3,00\n".encode(),
        "instansi;indeks\nKab. Ba\N{ZERO WIDTH SPACE}tang;3,00\n".encode(),
        "instansi;indeks\nKab. Ba\N{REPLACEMENT CHARACTER}tang;3,00\n".encode(),
    ],
)
def test_04_encodings_give_right_text_or_a_refusal(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(EvidenceError, match=r"a\.csv"):
        read_file(path, About(year=2023))
    path.write_bytes("instansi;indeks\nKab. Batang;3,00\n".encode("utf-16"))
    assert read_file(path, About(year=2023)).scorecards[0].institution.endswith("Batang")
    path.write_bytes("\ufeffinstansi;indeks\r\nKab. Cafe\N{COMBINING ACUTE ACCENT};3,00\r\n".encode())
    assert read_file(path, About(year=2023)).scorecards[0].institution == "Kab. Café"


def test_05_eight_seeded_defects_in_a_file_are_exactly_eight_findings(tmp_path):
    rows = [(str(n), "3") for n in range(1, 48)]
    rows[0], rows[1], rows[2], rows[3], rows[4] = ("1", "6"), ("2", "0"), ("3", "2,5"), ("4", "x"), ("5", "")
    rows += [("6", "3"), ("7", "2"), ("48", "3")]
    path = tmp_path / "a.csv"
    path.write_text("indikator;nilai\n" + "".join(f"{code};{level}\n" for code, level in rows))
    found = check_cards(read_file(path, About(year=2023)).scorecards)
    assert sorted(f.rule for f in found) == [
        "blank",
        "foreign",
        "illegible",
        "not_whole",
        "off_scale",
        "off_scale",
        "repeated",
        "repeated",
    ]


def test_08_a_missing_indicator_never_moves_the_index_silently(tmp_path):
    """Each of 47 indicators left out: the index is refused, and the card says less, never something else."""
    levels = {code: 1 + i % 5 for i, code in enumerate(LAW.indicators)}
    index = score_levels(levels, LAW)[LAW.root]
    for gone in LAW.indicators:
        rest = {code: level for code, level in levels.items() if code != gone}
        with pytest.raises(CoverageError, match=gone):
            check_levels(rest, LAW)
        path = tmp_path / "a.csv"
        path.write_text("indicator,level\n" + "".join(f"{code},{level}\n" for code, level in rest.items()))
        with pytest.raises(CoverageError, match=gone):
            whole_levels(read_scorecard(path, About(regulation=LAW.id)), path.name)
        (card,) = read_file(path, About(year=2023)).scorecards
        assert gone not in card.cells and LAW.root not in card.cells and len(card.cells) == 46
    assert index == score_levels(levels, LAW)[LAW.root]


PAYLOADS = [
    "=1+1",
    "+1+cmd",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_09_formulas_are_refused_at_input(tmp_path, payload, ending):
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        quoted = payload.replace('"', '""')
        path.write_bytes(f'institution,year,index\n"{quoted}",2023,3.00\n'.encode())
    else:
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["institution", "year", "index"])
        book.active.append(["x", 2023, 3.0])
        book.active["A2"].value = payload
        book.active["A2"].data_type = "s"
        book.save(path)
    with pytest.raises(EvidenceError) as error:
        read_file(path)
    assert f"a.{ending}" in str(error.value) and "line 2" in str(error.value)
    # numbers with a sign are no formulas
    path = tmp_path / "b.csv"
    path.write_text("institution,year,index\n-1,2023,3.00\n")
    assert read_file(path).scorecards


def test_23_no_row_of_a_broken_pdf_goes_through(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    with pytest.raises(EvidenceError, match="expected a result report"):
        read_file(path)
