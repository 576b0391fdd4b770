"""One reader everywhere: index, check, import, `spbe.read`, `spbe.score`, paste and upload agree on every shape."""

from __future__ import annotations

import io
import json

import pytest

import spbe_analysis as spbe
from spbe_analysis.cli import main
from spbe_analysis.explore.starting_levels import own_from_bytes, own_from_text
from spbe_analysis.regulation import load_framework
from tests.evidence.made_reports import make_report, placed_report, some_levels

LAW = load_framework("permenpanrb-59-2020")
LEVELS = some_levels(LAW, 47)
ROWS = [(LAW.nodes[code].number, LAW.nodes[code].name_id, str(level)) for code, level in LEVELS.items()]
NUMBERS, NAMES, TEXTS = zip(*ROWS, strict=True)


def lines(head, rows, mark):
    return "\n".join(mark.join(cells) for cells in ([head] if head else []) + [list(row) for row in rows]) + "\n"


def pairs(ending=""):
    return [(number, text + ending) for number, _, text in ROWS]


TEXT_SHAPES = {
    "indicator,level": lines(["indicator", "level"], pairs(), ","),
    "whole codes": lines(["indicator", "level"], [(code, str(level)) for code, level in LEVELS.items()], ","),
    "semicolons": lines(["indicator", "level"], pairs(), ";"),
    "semicolons with a BOM": "\ufeff" + lines(["indikator", "nilai"], pairs(), ";"),
    "sep=;": "sep=;\n" + lines(["No", "Nilai"], pairs(), ";"),
    "tabs": lines(["No", "Nilai"], pairs(), "\t"),
    "CRLF": lines(["No", "Nilai"], pairs(), "\t").replace("\n", "\r\n"),
    "three columns": lines(["No", "Indikator", "Nilai"], ROWS, "\t"),
    "decimal commas": lines(["No", "Indikator", "Nilai"], [(n, i, f"{t},00") for n, i, t in ROWS], ";"),
    "decimal points": lines(["No", "Nilai"], pairs(".0"), ";"),
    "no last newline": lines(["No", "Nilai"], pairs(), ";").rstrip("\n"),
    "title rows": "Penilaian SPBE\n\n" + lines(["No", "Indikator", "Tingkat Kematangan"], ROWS, ";"),
    "in words": lines(["No", "Indikator", "Tingkat"], [(n, i, f"Level {t}") for n, i, t in ROWS], ";"),
    "by name": lines(["Indikator", "Nilai"], [(i, t) for _, i, t in ROWS], ";"),
    "markdown": lines(["| No", "Nilai |"], [("|---", "---|"), *((f"| {n}", f"{t} |") for n, t in pairs())], " | "),
    "one row wide": lines([f"I{int(n):02}" for n in NUMBERS], [TEXTS], ";"),
    "two columns without heading": lines(None, pairs(), "\t"),
    "two columns with 3,00": lines(None, pairs(",00"), "\t"),
    "commas without heading": lines(None, pairs(), ","),
    "a naked column": "\n".join(TEXTS),
    "a naked column with 3,00": "\n".join(f"{text},00" for text in TEXTS),
    "a naked row": "\t".join(TEXTS),
    "spaces": " ".join(TEXTS),
    "JSON": json.dumps([{"indikator": int(number), "nilai": int(text)} for number, text in pairs()]),
    "HTML": "<table><tr><th>No</th><th>Nilai</th></tr>"
    + "".join(f"<tr><td>{number}</td><td>{text}</td></tr>" for number, text in pairs())
    + "</table>",
}


def workbook(path, cells):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return path


OTHER_SHAPES = {
    "workbook of numbers": lambda path: workbook(path, [["No", "Nilai"], *([int(n), int(t)] for n, t in pairs())]),
    "workbook of texts": lambda path: workbook(path, [["No", "Indikator", "Nilai"], *map(list, ROWS)]),
    "result report": lambda path: make_report(path, LAW, {2023: LEVELS}),
    "report with a low header": lambda path: placed_report(path, [{"levels": {2021: LEVELS}, "above": 18}], law=LAW),
    "page of levels": lambda path: placed_report(path, [{"levels": {2024: LEVELS}, "pages": "levels"}], law=LAW),
}


def agree(path, capsys):
    """Each way of reading the file gives these levels."""
    law = ["--regulation", LAW.id]
    index = spbe.score(LEVELS).index
    assert spbe.score(str(path)).index == spbe.score(path, LAW.id).index == index
    assert main(["index", str(path), *law, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["index_exact"] == index
    frame = spbe.read(path, regulation=LAW.id).to_frame()
    shown = frame[frame["code"].str.startswith("I") & (frame["code"] != "INDEX")]
    assert dict(zip(shown["code"], shown["value"], strict=True)) == {LAW.short(c): v for c, v in LEVELS.items()}
    assert main(["import", str(path), *law, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    printed = {row["code"]: float(row["printed"].replace(",", ".")) for row in rows if row["code"] in LEVELS}
    assert printed == LEVELS
    checked = spbe.check(path, regulation=LAW.id)
    assert checked.rows == len(rows) and checked.exact == ()
    assert main(["check", str(path), *law]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("shape", TEXT_SHAPES)
def test_text_is_read_the_same_everywhere(shape, tmp_path, capsys):
    text = TEXT_SHAPES[shape]
    path = tmp_path / "levels.csv"
    path.write_text(text, encoding="utf-8", newline="")
    agree(path, capsys)
    assert own_from_text(text, LAW, "pasted").scorecard.levels(LAW) == LEVELS
    assert own_from_bytes(path.read_bytes(), "levels.csv", LAW).scorecard.levels(LAW) == LEVELS


@pytest.mark.few(2)
@pytest.mark.parametrize("shape", OTHER_SHAPES)
def test_workbooks_and_reports_are_read_the_same_everywhere(shape, tmp_path, capsys):
    path = OTHER_SHAPES[shape](tmp_path / ("levels.xlsx" if "workbook" in shape else "levels.pdf"))
    agree(path, capsys)
    assert own_from_bytes(path.read_bytes(), path.name, LAW).scorecard.levels(LAW) == LEVELS
    assert sorted(tmp_path.iterdir()) == [path]
