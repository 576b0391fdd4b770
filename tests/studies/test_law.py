"""The exported law: valid, whole, and giving the printed index in whatever language reads it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction

import pytest

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework, regulation_ids

INTERPRETERS = {"py": sys.executable, "js": shutil.which("node"), "php": shutil.which("php")}
PRINTED = {"permenpanrb-5-2018": "2.64", "permenpanrb-59-2020": "2.98", "permenpanrb-8-2026": "1.24"}  # on the cards


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("law")
    assert main(["law", "--out", str(place)]) == 0
    return place


@pytest.mark.parametrize("regulation", regulation_ids())
def test_every_law_is_valid_and_whole(folder, regulation):
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    schema = json.loads((folder / "regulation.schema.json").read_text(encoding="utf-8"))
    law = json.loads((folder / f"{regulation}.json").read_text(encoding="utf-8"))
    validator.check_schema(schema)
    assert list(validator(schema).iter_errors(law)) == []
    faulty = {**law, "nodes": [{**law["nodes"][0], "weight": "0.333"}]}
    assert list(validator(schema).iter_errors(faulty))  # a weight that is no fraction
    framework = load_framework(regulation)
    leaves = {node["code"]: Fraction(node["weight"]) for node in law["nodes"] if node["grid"]}
    assert tuple(leaves) == framework.indicators and sum(leaves.values()) == 1
    assert {node["grid"] for node in law["nodes"] if node["grid"]} == {grid["id"] for grid in law["grids"]}


@pytest.mark.parametrize("regulation", regulation_ids())
def test_the_worked_card_gives_what_it_prints(folder, regulation):
    card = json.loads((folder / f"{regulation}.card.json").read_text(encoding="utf-8"))
    assert card["index"]["rounded"] == card["index"]["printed"] == PRINTED[regulation]


@pytest.mark.parametrize("ending", INTERPRETERS)
@pytest.mark.parametrize("regulation", regulation_ids())
def test_the_examples_give_the_printed_index(folder, regulation, ending):
    if not INTERPRETERS[ending]:
        pytest.skip(f"no interpreter for .{ending} on this machine")
    command = [INTERPRETERS[ending], str(folder / "examples" / f"index.{ending}"), regulation]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == PRINTED[regulation]


def test_it_is_said_in_both_languages(tmp_path, capsys):
    for language, words in (("id", "3 peraturan"), ("en", "3 regulations")):
        assert main(["law", "--out", str(tmp_path), "--language", language]) == 0
        assert words in capsys.readouterr().out
    assert main(["law", "--out", str(tmp_path), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["files"]) == 11


def test_no_example_is_long(folder):
    for path in (folder / "examples").iterdir():
        assert len(re.findall(r"\n", path.read_text(encoding="utf-8"))) <= 16, path.name
