"""Sentences and what they are made of: in both languages, with the places the code fills, and none that nobody says."""

from __future__ import annotations

import ast
import json
import pickle
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import SENTENCES, Message

PACKAGE = Path(__file__).parents[1] / "spbe_analysis"
WORDS = {
    f"{group}.{name}": words
    for group, names in tomllib.loads(SENTENCES.read_text(encoding="utf-8")).items()
    for name, words in names.items()
}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def _places(sentence: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(sentence) if place}


def test_a_message_is_its_english_sentence_wherever_a_text_stands():
    row = Message("place.line", line=3)
    told = Message("table.rows", where=row, found=20_001, limit=20_000)
    assert told == "line 3: 20,001 rows, at most 20,000" and f"{told}" == told and told in {told: 1}
    assert json.dumps([told]) == f'["{told}"]'
    assert told.told("id") == "Baris 3: 20.001 baris, paling banyak 20.000."
    assert told.told("en", on_page=True) == "Line 3: 20,001 rows, at most 20,000"
    told_by = told.told("id", value=lambda name, field: field + 1 if name == "line" else field)
    assert told_by == "Baris 4: 20.001 baris, paling banyak 20.000."
    with pytest.raises(KeyError):
        Message("table.nobody")


def test_a_message_crosses_processes_within_its_error():
    error = EvidenceError(
        Message("file.not_read", file="a{b}.csv"), [Message("table.empty", file="a{b}.csv")], "Do it."
    )
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "a{b}.csv was not read\n  - a{b}.csv: it is empty\nDo it."
    assert again.problems[0].key == "table.empty" and again.summary.fields == {"file": "a{b}.csv"}
    assert again.told("id") == "a{b}.csv tidak dapat dibaca.\n  - a{b}.csv: berkas kosong.\nDo it."


def test_every_sentence_is_there_in_both_languages_and_no_other():
    for key, words in WORDS.items():
        assert words.keys() - {"page_id", "page_en"} == {"id", "en"}, key
        assert all(words.values()), key


def test_every_sentence_is_said_by_the_code():
    """Keys stand in the source as they are, so that a search finds who says a sentence."""
    said = {node.value for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert WORDS.keys() - said == set()


def test_the_code_fills_every_place_and_knows_every_key():
    wrong = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            called = isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
            if not called or getattr(node.func, "id", "") not in ("Message", "_fault"):
                continue
            key, given = node.args[0].value, {keyword.arg for keyword in node.keywords}
            places = set().union(*map(_places, WORDS[key].values())) if key in WORDS else {key}
            if None not in given and places != given:
                wrong.append(f"{path.name}:{node.lineno} {key}: {sorted(places ^ given)}")
    assert wrong == []
