"""Every argument of every verb with values of every sort: an answer or the project's refusal, never another error."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

import spbe_analysis as spbe
from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.studies.arguments import taking

LEVELS, LAW = [3] * 47, "permenpanrb-59-2020"
ODD = {
    "None": None, "5": 5, "5.5": 5.5, "-1": -1, "True": True, "empty": "", "x": "x", "2023.0": "2023.0", "a list": [],
    "numbers": [5, "x"], "a dict": {}, "an object": object(), "NaN": float("nan"), "infinite": float("inf"),
    "a frame": pd.DataFrame({"a": [1]}), "an empty frame": pd.DataFrame(), "a Series": pd.Series([1.5]),
    "an array": np.array([[1]]), "a point": np.array(3), "numpy whole": np.int64(5), "numpy float": np.float64(5.5),
    "numpy truth": np.True_, "bytes": b"x", "a set": {1}, "a class": int, "complex": 1j, "NA": pd.NA,
    "a date": pd.Timestamp("2024-01-01"), "huge": 10**5000, "long": "9" * 6000,
}  # fmt: skip
FIGURES = {
    "objects": [object()] * 47, "gaps": [None] * 47, "lists": [[1]] * 47, "arrays": [np.ones(2)] * 47,
    "NaN": [float("nan")] * 47, "NA": [pd.NA] * 47, "truths": [True] * 47, "dates": pd.date_range("2024", periods=47),
    "two columns": np.ones((47, 2)), "three columns": pd.DataFrame({"a": [1], "b": [1], "c": [2]}),
    "a column twice": pd.DataFrame([[1, 2]], columns=["a", "a"]), "pairs": pd.Series({(1, 2): 3, (1, 3): 3}),
    "an object": {"I01": object()}, "by an object": {object(): 3}, "by None": {None: 3}, "by pairs": {(1, 2): 3},
    "huge": {1: 10**5000}, "long": {1: "9" * 6000}, "bytes": {b"1": 3}, "a generator": (3 for _ in range(47)),
}  # fmt: skip
CALLS: dict[str, dict] = {
    "institutions": {},
    "scores": {"institution": "Kaltim"},
    "score": {"levels": LEVELS},
    "drivers": {"institution": "Kaltim", "before": 2023, "after": 2024, "shares": False},
    "identify": {"scorecard": "Kaltim", "year": 2024},
    "panel": {"from_year": 2023, "to_year": 2024},
    "compare": {"institutions": ["Kaltim", "Kalsel"], "from_year": 2023, "to_year": 2024},
    "plan": {"scorecard": LEVELS, "target": "Sangat Baik"},
    "recover": {"institution": "Kaltim", "from_year": 2023, "to_year": 2024},
    "priors": {},
    "criteria": {"indicators": "I21"},
    "bridge": {"institution": "Kemenko Perekonomian", "from_year": 2019, "to_year": 2021},
    "claims": {"institution": "Kaltim"},
    "outcomes": {"outcome": "ip_tik", "from_year": 2023, "to_year": 2024},
    "read": {"path": "docs/examples/scores.csv"},
    "check": {"given": "docs/examples/scores.csv"},
    "report": {"institution": "Kaltim", "from_year": 2023, "to_year": 2024},
    "parameters": {},
    "open_exploration": {"institution": "Kaltim", "from_year": 2023, "to_year": 2024},
}
VERBS = sorted(set(spbe.__all__) - {"__version__", "language"})


@pytest.fixture(autouse=True)
def at_home(monkeypatch, pytestconfig):
    """Paths of the examples are those of the documents; no report is made."""
    from spbe_analysis.reports.one import run

    monkeypatch.chdir(pytestconfig.rootpath)
    monkeypatch.setattr(run, "run_notebook", lambda *args, **named: args)


def _faults(call, given: dict, name: str, values: dict) -> list[str]:
    faults = []
    for odd, value in values.items():
        try:
            call(**given | {name: value})
        except SpbeError as refused:
            assert all(refused.told(language) for language in ("id", "en"))
        except Exception as error:
            faults.append(f"{name}={odd}: {type(error).__name__}: {error}"[:200])
    return faults


@pytest.mark.few(2)
@pytest.mark.parametrize("verb", VERBS)
def test_every_argument_is_answered_or_refused(verb):
    call = getattr(spbe, verb)
    faults = [fault for name in inspect.signature(call).parameters for fault in _faults(call, CALLS[verb], name, ODD)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("verb", "given", "name"),
    [
        ("score", {}, "levels"),
        ("identify", {"regulation": LAW}, "scorecard"),
        ("plan", {"regulation": LAW, "target": "Sangat Baik"}, "scorecard"),
        ("drivers", {"institution": None, "after": LEVELS, "shares": False}, "before"),
        ("drivers", {"institution": None, "before": LEVELS, "shares": False}, "after"),
        ("bridge", {"institution": None, "simulate": "permenpanrb-8-2026"}, "from_year"),
    ],
)
def test_figures_of_every_shape_are_answered_or_refused(verb, given, name):
    faults = _faults(getattr(spbe, verb), given, name, FIGURES)
    assert not faults, "\n".join(faults)


@pytest.mark.few(1)
@pytest.mark.parametrize("verb", ["drivers", "panel", "criteria"])
def test_methods_of_an_answer_are_answered_or_refused(verb, tmp_path, monkeypatch):
    answer = getattr(spbe, verb)(**CALLS[verb])
    monkeypatch.chdir(tmp_path)  # `save` writes where a text says
    methods = ["to_frame", "plot", "sentences", "answers", "text", "figure", "table", "closing", "cite"]
    methods += [name for name in ("notes", "peers", "save", "yardstick") if hasattr(answer, name)]
    few = {odd: ODD[odd] for odd in ("5", "x", "a list", "a frame", "an object", "NA", "huge")}
    faults = []
    for method in (getattr(answer, name) for name in methods):
        for name in inspect.signature(method).parameters:
            faults += [f"{method.__name__}: {fault}" for fault in _faults(method, {}, name, few)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("year", ["2023", " 2023 ", 2023.0, "2023.0", np.int64(2023), np.float32(2023)], ids=repr)
def test_a_year_is_a_whole_number_however_it_is_written(year):
    card = spbe.identify("Kaltim", year).exact.scorecard
    assert card.year == 2023 and type(card.year) is int
    assert spbe.panel(year, 2024).years == (2023, 2024) and "2023.0" not in repr(spbe.panel(year, 2024))
    assert spbe.scores("Kaltim", [year, "2024"]).equals(spbe.scores("Kaltim", [2023, 2024]))


@pytest.mark.parametrize(("verb", "name"), [("compare", "from_year"), ("drivers", "before"), ("outcomes", "from_year")])
def test_an_answer_is_the_same_however_its_year_is_written(verb, name):
    answer, same = (getattr(spbe, verb)(**CALLS[verb] | {name: year}) for year in (2023, 2023.0))
    pd.testing.assert_frame_equal(answer.to_frame(), same.to_frame())
    assert answer.sentences("id") == same.sentences("id") and "2023.0" not in repr(same)


def test_what_is_no_year_is_told_with_a_call_that_is_right():
    with pytest.raises(ParameterError) as refused:
        spbe.panel(2023.5, "dua ribu")
    assert refused.value.told("en").split("\n") == [
        "spbe.panel cannot be called with these arguments",
        "  - from_year: 2023.5, expected a whole number",
        "  - to_year: 'dua ribu', expected a whole number",
        "This is right, for example: table = spbe.panel(2023, 2024).to_frame()",
    ]
    assert "diharapkan bilangan bulat" in refused.value.told("id")
    for year in (True, None, np.True_, float("nan"), "2023.5", "", [2023]):
        for verb in ("panel", "compare", "outcomes", "recover"):
            with pytest.raises(SpbeError):
                getattr(spbe, verb)(**CALLS[verb] | {"from_year": year, "to_year": year})


@pytest.mark.parametrize(
    ("verb", "wrong", "told"),
    [
        ("scores", {"kind": 5}, "kind: 5, expected a text, None"),
        ("institutions", {"kind": ["kota", 5]}, "kind: ['kota', 5], expected a text, None"),
        ("compare", {"province": 3}, "province: 3, expected a text, None"),
        ("panel", {"domain": "D1"}, "it takes from_year, to_year"),
        ("criteria", {"level": "foo"}, "level: 'foo', expected a whole number, None"),
        ("scores", {"stage": "draft"}, f"stage: 'draft', expected {', '.join(STAGES)}, None"),
        ("recover", {"simulations": -1}, "simulations: -1, expected a whole number from 1"),
        ("report", {"language": "fr"}, "language 'fr' is not known; there are id, en"),
        ("open_exploration", {"language": "fr"}, "'fr'"),
        ("bridge", {"confidence": "sure"}, "unknown confidence 'sure'"),
        ("drivers", {"regulation": "x"}, "no regulation 'x'"),
        ("scores", {"year": 5}, "5"),
        ("check", {"given": []}, "no file is given"),
        ("outcomes", {"outcome": "ipm"}, "ipm: 2023 (2 provinces), 2024 (2 provinces)"),
    ],
)
def test_a_wrong_argument_is_named(verb, wrong, told):
    with pytest.raises(SpbeError) as refused:
        getattr(spbe, verb)(**CALLS[verb] | wrong)
    assert told in str(refused.value)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_offers_a_call_that_is_right(verb):
    call = getattr(spbe, verb)
    with pytest.raises(ParameterError) as refused:
        call(**{"no such argument": 1})
    assert f"spbe.{verb}(" in refused.value.told("en").split("\n")[-1]


def test_a_missing_argument_is_told():
    with pytest.raises(ParameterError, match="it takes before, after"):
        taking(lambda before, after: None)(1)


def test_nothing_is_no_table_of_levels():
    for verb, given in (("score", []), ("score", {}), ("identify", {}), ("identify", pd.Series(dtype=float))):
        with pytest.raises(ParameterError, match="no levels or scores are given"):
            getattr(spbe, verb)(given)
