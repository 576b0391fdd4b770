"""The notebooks as they stand in git: prose in two languages, short code on public calls, questions to be seen at once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

import spbe_analysis as spbe
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.reports.one.page_content import in_one_language

PROJECT = Path(__file__).parents[1]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
REPORTS = [path for path in NOTEBOOKS if "closing" in path.read_text(encoding="utf-8")]
COOKBOOK = "09_your_own_question"
MIN_WORDS, MAX_LINE, MAX_CODE = 250, 100, {COOKBOOK: 6}  # five lines of code, a recipe has six
MAY_IMPORT = {"spbe_analysis", "pandas", "seaborn"}
CLAIMS_CAUSE = re.compile(r"\b(caus\w+|effect\w*|impact\w*|dampak|menyebabkan|disebabkan|efek)\b", re.IGNORECASE)
ids = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _cells(path: Path, kind: str) -> list:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def _tags(cell) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _code_lines(cell) -> list[str]:
    return [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_every_question_has_a_number_and_the_nation_an_appendix():
    numbers = [path.stem.partition("_")[0] for path in NOTEBOOKS]
    assert numbers == sorted({f"{n:02d}" for n in range(len(numbers) - 1)} | {"04a"})


@ids
def test_a_notebook_is_clean_and_takes_typed_commented_parameters(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    first, *others = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "parameters" in _tags(first) and not any("parameters" in _tags(cell) for cell in others)
    assert all("#" in line for line in first.source.splitlines())
    assert all(cell.outputs == [] and cell.execution_count is None for cell in (first, *others))


@ids
def test_code_is_short_and_goes_through_the_front_door(path):
    for cell in _cells(path, "code"):
        tree = ast.parse(cell.source)
        kinds = {type(node) for node in ast.walk(tree)}
        assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Assert}, cell.source
        assert "say(" not in cell.source and "filterwarnings" not in cell.source
        assert all(len(line) <= MAX_LINE for line in cell.source.splitlines()), cell.source
        if "parameters" not in _tags(cell):
            assert len(_code_lines(cell)) <= MAX_CODE.get(path.stem, 5), cell.source
            assert isinstance(tree.body[-1], ast.Expr), f"ends in nothing to see: {cell.source}"
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not isinstance(node, ast.ImportFrom) and set(names) <= MAY_IMPORT, cell.source
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "spbe":
                assert node.attr in spbe.__all__, node.attr


@ids
def test_prose_is_there_in_both_languages(path):
    counts = {language: 0 for language in LANGUAGES}
    order = [_tags(cell) & set(LANGUAGES) for cell in _cells(path, "markdown")]
    for cell in _cells(path, "markdown"):
        for language in _tags(cell) & set(LANGUAGES):
            counts[language] += len(re.findall(r"[^\W\d_]{2,}", cell.source))
        assert not CLAIMS_CAUSE.search(cell.source), cell.source
    assert min(counts.values()) >= MIN_WORDS, counts
    spoken = [tags.pop() for tags in order if tags]  # each Indonesian paragraph is followed by its English
    assert spoken == ["id", "en"] * (len(spoken) // 2)


@ids
def test_headings_show_the_questions_before_anything_runs(path):
    headings = [
        line for cell in _cells(path, "markdown") for line in cell.source.splitlines() if re.match(r"#+ ", line)
    ]
    assert headings[0].startswith("# ") and sum(line.startswith("# ") for line in headings) == 1
    assert len(headings) >= 5 and all(line.count(" / ") == 1 for line in headings), headings
    shown = nbformat.read(path, as_version=4)
    for language, half in zip(LANGUAGES, (0, 1), strict=True):
        told = [cell.source for cell in in_one_language(shown, language).cells if cell.source.startswith("## ")]
        wanted = [line.removeprefix("## ").split(" / ")[half] for line in headings]
        assert {source.splitlines()[0].removeprefix("## ") for source in told} <= set(wanted)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_says_its_answer_first_and_closes_last(path):
    code = [cell for cell in _cells(path, "code") if "notebook-only" not in _tags(cell)]
    assert re.search(r'\.answers\(\)|\.text\("methods"\)', code[1].source), code[1].source
    assert re.search(r'\.closing\(\)|\.text\("methods-closing"\)', code[-1].source), code[-1].source
    frames = [cell for cell in _cells(path, "code") if "to_frame" in cell.source or "spbe.scores" in cell.source]
    assert path.stem == "04a_national_methods" or frames  # something to go on with in pandas
    assert all("notebook-only" in _tags(cell) for cell in frames)


def test_how_a_notebook_counts_as_one_of_ours():
    assert {path.stem for path in NOTEBOOKS} - {path.stem for path in REPORTS} == {"00_explore", COOKBOOK}
