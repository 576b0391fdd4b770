"""Tables that leave the house, opened by a real spreadsheet program: no text of others becomes a formula there."""

import random
import shutil
import subprocess

import pytest
from counts import cases

from spbe_analysis.presentation.page.csv_files import csv_text, table_file
from spbe_analysis.presentation.plans.action_files import workbook
from spbe_analysis.presentation.plans.action_lines import COLUMNS

OFFICE = shutil.which("soffice")
MARKS = {"comma": 44, "semicolon": 59, "tab": 9}
# What Calc is told of a CSV: mark of division, quotation mark, UTF-8, from line 1, ..., numbers are found, formulas count.
READ_SO = "CSV:{mark},34,76,1,,0,false,true,false,false,false,0,true"
STARTS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("https://example.org";"x")',
    "=1+1;=2+2",
    "a,=1+1",
    "a;=1+1",
    "a\t=1+1",
]
STARTS += [
    '"=1+1"',
    '";=1+1',
    "'=1+1",
    " =1+1",
    "\r\n=1+1",
    "x\n;=1+1",
    "\N{NO-BREAK SPACE}=1+1",
    "=cmd|' /C calc'!A0",
    '"",=1+1',
]


def _hostile() -> list[str]:
    chance = random.Random(17)
    made = [
        "".join(chance.choices("=+-@,;\t \n\r\"'1a.", k=chance.randint(1, 14))) for _ in range(cases(2000, quick=200))
    ]
    return STARTS + made


def _formulas(folder, files, options=()) -> dict[str, list[str]]:
    """Formula cells that the program finds in each file."""
    out = folder / "read"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", *options, "--convert-to", "fods", "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = {}
    for file in files:
        read = out / f"{file.stem}.fods"
        text = read.read_text(encoding="utf-8")
        read.unlink()
        found[file.name] = [part.split('"')[0] for part in text.split('table:formula="')[1:]]
    return found


@pytest.mark.few(1)
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice")
@pytest.mark.parametrize("mark", MARKS)
def test_no_csv_has_a_formula_wherever_it_is_divided(mark, tmp_path):
    texts = _hostile()
    rows = [[f"r{text}", text] for text in texts]
    about = {"head": [texts[0], f"n{texts[5]}"], "rows": rows, "numbers": [None, None]}
    table = table_file(about, [*STARTS, *texts[-50:]], "id")
    (tmp_path / "table.csv").write_text(table, encoding="utf-8", newline="")
    plain = csv_text([STARTS[0], STARTS[6]], [[text, text, 1] for text in texts])
    (tmp_path / "plain.csv").write_text(plain, encoding="utf-8", newline="")
    (tmp_path / "control.csv").write_text("=1+1,1;=1+1;1\t=1+1\t1\n")
    files = [tmp_path / name for name in ("table.csv", "plain.csv", "control.csv")]
    found = _formulas(tmp_path, files, [f"--infilter={READ_SO.format(mark=MARKS[mark])}"])
    assert found.pop("control.csv")  # the program does take what is not made inert for a formula
    assert found == {"table.csv": [], "plain.csv": []}


@pytest.mark.skipif(not OFFICE, reason="no LibreOffice")
def test_no_workbook_has_a_formula(tmp_path):
    rows = [dict.fromkeys(COLUMNS, text.replace("\r", " ")) for text in _hostile()]
    (tmp_path / "plan.xlsx").write_bytes(workbook(rows, [text.replace("\r", " ") for text in STARTS], "id"))
    assert _formulas(tmp_path, [tmp_path / "plan.xlsx"]) == {"plan.xlsx": []}
