"""Sentences and what they are made of: in both languages, with the places the code fills, and none that nobody says."""

from __future__ import annotations

import ast
import json
import pickle
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from spbe_analysis import errors
from spbe_analysis.errors import EvidenceError
from spbe_analysis.message import SENTENCES, Message

PACKAGE = Path(__file__).parents[1] / "spbe_analysis"
WORDS = {
    f"{group}.{name}": words
    for group, names in tomllib.loads(SENTENCES.read_text(encoding="utf-8")).items()
    for name, words in names.items()
}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.SpbeError)}
_WORD = re.compile(r"(?<![.\w])[A-Za-z]{2}")
ENDINGS = ("faults", "problems", "lacking", "refused", "reasons")
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


def test_one_thing_is_told_otherwise_than_several():
    one, two = (Message("report.none_of", count=count) for count in (1, 2))
    assert one == "the selected institution does not have the figures for this report"
    assert one.told("id") == "Instansi yang terpilih tidak mempunyai angka untuk laporan ini."
    assert two == "none of the 2 selected institutions has the figures for this report"


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
        assert words.keys() - {"page_id", "page_en", "id_one", "en_one"} == {"id", "en"}, key
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


def _plain(node: ast.AST) -> list[str]:
    """Words in a language of their own that a refusal would say: no message, and not looked up or joined."""
    if isinstance(node, ast.Constant):
        told = node.value if isinstance(node.value, str) and " " in node.value else ""
        return [told] if _WORD.search(told) else []
    if isinstance(node, ast.JoinedStr):
        told = " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
        return [told] if _WORD.search(told) else []
    called = getattr(node, "func", None)
    if getattr(called, "id", "") == "Message" or getattr(called, "attr", "") in ("join", "get"):
        return []
    if isinstance(node, ast.Subscript | ast.Compare | ast.comprehension):
        return []
    return [told for child in ast.iter_child_nodes(node) for told in _plain(child)]


def _refusals(tree: ast.AST):
    """What a module's refusals are made of: arguments of our errors, and lists of faults."""
    named = ("fault", "problem", "lacking", "reason", "advice")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            ours = getattr(called, "id", getattr(called, "attr", "")) in ERRORS
            listed = getattr(called, "attr", "") in ("append", "extend") and ast.unparse(called.value).endswith(ENDINGS)
            yield from [*node.args, *(word.value for word in node.keywords)] if ours or listed else []
        elif isinstance(node, ast.Assign | ast.AugAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if any(word in ast.unparse(target) for word in named):
                yield node.value
        elif isinstance(node, ast.FunctionDef) and "fault" in node.name:
            yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value)


def test_every_refusal_can_be_told_in_both_languages():
    """No English sentence stands in the code where a reader of Indonesian would meet it; names and code may."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {told!r}"
        for path, tree in TREES.items()
        for node in _refusals(tree)
        for told in _plain(node)
    ]
    assert found == []


def test_a_plain_refusal_would_be_found():
    """The test above sees each way of saying something wrong."""
    ways = (
        'raise EvidenceError("it is wrong")',
        'raise EvidenceError(Message("file.missing", file=name), [f"{name}: not here"])',
        'raise EvidenceError(Message("file.missing", file=name), advice="Do it." if well else "")',
        'faults.append(f"{name} is wrong")',
        'self.problems += [f"{one} is wrong" for one in names]',
        "def row_fault(row):\n    return f'{row} is wrong'",
    )
    for way in ways:
        assert [told for node in _refusals(ast.parse(way)) for told in _plain(node)], way
    assert not [told for node in _refusals(ast.parse('faults.append(f"{a}: {b}")')) for told in _plain(node)]


def test_english_says_one_thing_otherwise_than_several():
    told = [Message("table.stray_marks", file="a.csv", count=count, text="line 2") for count in (1, 2)]
    assert [str(one).partition(" have ")[0].partition(" has ")[0] for one in told] == [
        "a.csv: 1 figure",
        "a.csv: 2 figures",
    ]
    assert told[0].told("id").startswith("a.csv: 1 angka memakai")
