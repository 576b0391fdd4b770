"""Every verb's refusals: in the language asked for, with --json also as JSON, exit 2, and nothing left behind."""

from __future__ import annotations

import json
import re

import pytest

from spbe_analysis.cli import main

LAW = ["--regulation", "permenpanrb-59-2020"]
KALTIM, LAMPUNG, KEMENKO = "Provinsi Kalimantan Timur", "Kota Bandar Lampung", "Kemenko Perekonomian"
SAVED = ["--save", "ok", "--title", "t", "--publisher", "p", "--url", "u"]
FILES = {
    "bad.csv": b"indicator,level\n1,7\n2,x\n",
    "other.csv": b"a,b\n1,2\n",
    "latin.csv": "nilai;t\u00e9st\n1;2\n".encode("latin-1"),
    "broken.pdf": b"%PDF-1.7\nnothing of the kind\n",
    "broken.xlsx": b"PK\x03\x04zzz",
    "empty.csv": b"",
    "head.csv": b"code,from\nI01,1\n",
    "costs.csv": b"code,from,to,cost,max_level,needs\nI99,1,2,x,,\nI01,3,2,1,,\nI02,1,2,-1,9,\nI07,,,,,I08>=2\nI08,,,,,I07>=2\n",
    "scores.csv": b"Nama Instansi,Tahun,D1,D2,D3,D4,Indeks\nPemerintah Kota X,2023,3.00,1.90,1.64,3.90,2.91\n",
}
REFUSED = [
    *(["index", name, *LAW] for name in ("none.csv", *list(FILES)[:6])),
    ["index", "bad.csv", "--regulation", "x-1"],
    ["drivers", "bogor", "--from", "2023", "--to", "2024"],
    ["drivers", "kalimantan timor", "--from", "2023", "--to", "2024"],
    ["drivers", KALTIM, "--from", "2023", "--to", "2023"],
    ["drivers", KALTIM, "--from", "2015", "--to", "2024"],
    ["drivers", KALTIM, "--from", "2023", "--to", "2024", "--assume", "foo", "--assume", "max-step=x"],
    ["drivers", KEMENKO, "--from", "2019", "--to", "2021"],
    ["identify", *LAW, "--score", "D9=1", "--score", "D1=x", "--score", "I01=7"],
    ["identify", *LAW, "--score", "D1", "--score", "D2=1", "--score", "D2=2"],
    ["identify", "--regulation", "x-1", "--score", "D1=1"],
    ["identify", *LAW, "--index", "2.91", "--prior", "category"],
    ["identify", *LAW, "--index", "2.91", "--prior", "category", "--kind", "x", "--year", "2024"],
    *(["check", name] for name in ("none.csv", *list(FILES)[1:6])),
    ["check", "scores.csv", "--year", "2022"],
    ["check", "scores.csv", "--institution", "Kota Denpasar"],
    ["check", "scores.csv", "--institution", "Bandung"],
    ["import", "scores.csv", "--institution", "Bogor"],
    ["plan", LAMPUNG, "--year", "2024", "--target", "Hebat"],
    ["plan", LAMPUNG, "--year", "2015"],
    ["plan", LAMPUNG, "--year", "2024", "--costs", "head.csv"],
    ["plan", LAMPUNG, "--year", "2024", "--costs", "costs.csv"],
    ["plan", "kalimantan timor", "--year", "2024"],
    ["bridge", KEMENKO, "--from", "2019"],
    ["bridge", KEMENKO, "--from", "2019", "--to", "2019"],
    ["bridge", KEMENKO, "--from", "2019", "--to", "2015"],
    ["bridge", KEMENKO, "--from", "2019", "--simulate", "x-1"],
    ["bridge", KEMENKO, "--from", "2019", "--chain", "--simulate", "permenpanrb-8-2026"],
    *(["import", name] for name in ("none.csv", *list(FILES)[1:6])),
    ["import", "scores.csv", "--save", "BAD NAME"],
    ["import", "scores.csv", *SAVED],
    ["report"],
    ["reports", "--kind", "nowhere"],
    ["reports", "--planned", "--kind", "kota"],
    ["reports", "--province", "Kalimantan Timur", "--kind", "kementerian"],
    ["reports", "--kind", "kota", "--from", "2019", "--to", "2025"],
    ["report", LAMPUNG, "--year", "2024", "--stage", "interim"],
    ["drivers", "--from", "2023", "--to", "2024"],
    ["panel", "--from", "2024", "--to", "2023"],
    ["panel", "--from", "2024"],
    ["compare", "kaltim", "kalsel"],
    ["compare", "kalimantan timor", "bogor", "kaltim", "pemprov kaltim", "--year", "2024"],
    ["compare", "kaltim", "--year", "2024"],
    ["compare", "kaltim", "kalsel", "--from", "2019", "--to", "2021"],
    ["release", "--differences", "none.csv", "none.csv"],
    ["release", "--differences", "none.csv", "none.csv", "--out", "none.csv"],
    ["release", "--reports", "none.csv"],
    ["claims", "--file", "none.csv"],
    ["claims", "kalimantan timor"],
    ["criteria", "99"],
    ["plan"],
    ["plan", LAMPUNG, "--year", "soon"],
    ["plan", LAMPUNG, "--year", "2024", "--rule", "zz"],
    ["plan", LAMPUNG, "--year", "2024", "--bold", "--cheapest"],
    ["plan", LAMPUNG, "--frobnicate", "--year", "2024"],
    ["plan", LAMPUNG, "--year", "2024", "--c", "x"],
    ["plan", LAMPUNG, "--year", "2024", "--bold=x"],
    ["drivers", KALTIM, "--to", "2024", "--from"],
    ["reports", "--jobs", "0"],
    ["reports", "--run-seconds", "-1"],
    ["explore", "--port", "99999"],
    ["nonsense"],
    ["reports", "--notebook", "99_nowhere"],
]
ENGLISH = re.compile(
    r"\b(the|is|are|not|expected|found|with|give|say|save|missing|line|file|cannot|must|at most|needs)\b", re.IGNORECASE
)
ECHOED = re.compile(
    r"--\w+|max_level, needs|'[^']*'|`[^`]*`|\S*/\S*|\S+\.(?:csv|pdf|xlsx|toml)"
)  # what was typed, paths and commands


@pytest.fixture()
def folder(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.mark.few(23)
@pytest.mark.parametrize("verb", REFUSED, ids=" ".join)
def test_a_refusal_speaks_both_languages_and_json(verb, folder, capsys):
    known = (*FILES, "none.csv")
    before = sorted(path.name for path in folder.iterdir())
    told, answers = {}, {}
    for language in ("en", "id"):
        argv = [str(folder / word) if word in known else word for word in verb]
        assert main([*argv, "--language", language, "--json"]) == 2
        out, told[language] = capsys.readouterr()
        answers[language] = json.loads(out)["refused"]
    assert sorted(path.name for path in folder.iterdir()) == before
    for language, answer in answers.items():
        assert answer.keys() == {"error", "summary", "problems", "advice"}
        assert answer["summary"] in told[language] and answer["error"].endswith("Error")
        assert all(problem in told[language] for problem in answer["problems"][:5])
    assert answers["en"]["error"] == answers["id"]["error"]
    assert len(answers["en"]["problems"]) == len(answers["id"]["problems"])
    assert not ENGLISH.search(ECHOED.sub("", told["id"])), told["id"]
    assert answers["en"]["summary"] != answers["id"]["summary"]


def test_a_refused_search_speaks_the_language(capsys):
    for option in ("--kind", "--province"):
        assert main(["institutions", "x", option, "nowhere", "--language", "id"]) == 1
        assert "Daftar instansi tidak mempunyai" in capsys.readouterr().err


def test_every_verb_that_refuses_is_tried():
    from spbe_analysis.cli import VERBS

    assert {verb[0] for verb in REFUSED} >= set(VERBS) - {"prepare", "institutions", "explore", "law", "learn"}


def test_a_name_that_is_not_in_the_register_is_read_with_the_nearest_ones(folder, capsys):
    (folder / "levels.csv").write_text("3 " * 47)
    verb = ["import", str(folder / "levels.csv"), "--institution", "kalimantan timor", *LAW, "--language", "id"]
    assert main(verb) == 0
    assert "Mungkin: Pemerintah Provinsi Kalimantan Timur" in capsys.readouterr().out
