"""What a researcher types: every verb, every answer, every shape of levels people hold."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import spbe_analysis as spbe
from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.studies.answer import Answer

PROJECT = Path(__file__).parents[2]
ANSWERS = {
    "drivers, domains": lambda: spbe.drivers("Kaltim", 2023, 2024),
    "drivers, indicators": lambda: spbe.drivers("Kota Bandar Lampung", 2023, 2024),
    "drivers, not reproducible": lambda: spbe.drivers(
        None, {"index": "2,00", "D1": "5,00", "D2": "5,00", "D3": "5,00", "D4": "5,00"}, {"index": "3,00"},
        regulation="permenpanrb-59-2020",
    ),
    "identify": lambda: spbe.identify("Kaltim", 2024),
    "identify, nothing fits": lambda: spbe.identify({"D1": "3,71"}, regulation="permenpanrb-59-2020"),
    "score": lambda: spbe.score([3] * 47),
    "panel": lambda: spbe.panel(2023, 2024),
    "compare": lambda: spbe.compare(["Kaltim", "Kalsel", "Kab. Nduga", "Kementerian Pertanian"], 2023, 2024),
    "compare, one year": lambda: spbe.compare(province="Gorontalo", to_year=2024),
    "plan, known": lambda: spbe.plan("Kota Bandar Lampung", 2024),
    "plan, hidden": lambda: spbe.plan("Kaltim", 2024),
    "criteria": lambda: spbe.criteria("I21"),
    "bridge": lambda: spbe.bridge("Kemenko Perekonomian", 2019, 2021),
    "simulation": lambda: spbe.bridge("Kota Bandar Lampung", 2024, simulate="permenpanrb-8-2026"),
    "claims": lambda: spbe.claims("Kaltim"),
    "outcomes": lambda: spbe.outcomes("ip_tik", 2023, 2024),
    "recover": lambda: spbe.recover("Kaltim", 2023, 2024, simulations=3),
    "read": lambda: spbe.read(PROJECT / "docs" / "examples" / "scores.csv"),
    "check": lambda: spbe.check(PROJECT / "docs" / "examples" / "scores.csv"),
}  # fmt: skip
_made: dict[str, Answer] = {}


@pytest.fixture(params=ANSWERS)
def answer(request):
    """Each answer, made once for all tests of this module."""
    if request.param not in _made:
        _made[request.param] = ANSWERS[request.param]()
    return _made[request.param]


def test_tab_lists_the_verbs():
    assert {"institutions", "scores", "score", "drivers", "identify", "panel", "plan", "bridge"} <= set(dir(spbe))
    assert {"claims", "outcomes", "read", "check", "report"} <= set(dir(spbe)) and not [
        name for name in dir(spbe) if name.startswith("_") and name != "__version__"
    ]
    with pytest.raises(AttributeError, match="it offers institutions"):
        spbe.driver  # noqa: B018 - the mistake is what is tested


def test_import_loads_nothing_heavy():
    code = "import sys, spbe_analysis; print(sorted({'pandas', 'matplotlib', 'numpy', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_drivers_load_no_pyplot_before_a_figure_is_asked_for():
    code = "import sys, spbe_analysis as s; s.drivers('Kaltim', 2023, 2024); print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


VERBS = sorted(set(spbe.__all__) - {"__version__", "language"})


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_it_takes_gives_and_refuses(verb):
    text = getattr(spbe, verb).__doc__
    assert all(f"{head}\n    {'-' * len(head)}" in text for head in ("Parameters", "Returns", "Examples")), verb
    assert verb == "scores" or "Raises\n" in text


@pytest.mark.parametrize("module", sorted({home for home in spbe._HOMES.values()} | {""}))
def test_examples_of_the_front_door_run(module, monkeypatch):
    monkeypatch.chdir(PROJECT)
    found = doctest.testmod(importlib.import_module(f"spbe_analysis.{module}".rstrip(".")))
    assert found.failed == 0 and found.attempted > 0


def _frames(answer):
    return {part: answer.to_frame(part) for part in answer.PARTS}


def test_frames_are_plain(answer):
    for part, frame in _frames(answer).items():
        assert isinstance(frame, pd.DataFrame) and frame.index.nlevels == 1 and frame.columns.is_unique, part
        assert frame.index.name and frame.index.name not in frame.columns
        for name, column in frame.items():
            assert not any(isinstance(value, (Fraction, tuple, list, dict, set)) for value in column), name
            if column.dtype == object:
                assert all(isinstance(value, str) for value in column.dropna()), name
            for other in frame.columns:  # no column that doubles the index
                assert name != frame.index.name and not frame[other].tolist() == list(frame.index) != []
        assert not frame.index.astype(str).str.startswith(("P59-", "P5-", "P8-")).any()


@pytest.mark.few(8)
def test_pandas_works_on_every_frame(answer, tmp_path):
    for part, frame in _frames(answer).items():
        numbers = [name for name in frame if pd.api.types.is_float_dtype(frame[name])]
        words = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
        assert len(frame.reset_index()) == len(frame)
        frame.describe(include="all") if len(frame) else frame
        frame.round(2)
        assert frame.sort_values(next(iter(frame.columns))).shape == frame.shape
        for name in numbers[:3]:
            assert len(frame.nlargest(2, name)) <= 2
            frame[name].dropna().plot(ax=_axes()) if frame[name].notna().any() else None
        for name in words[:2]:
            frame.groupby(name).size()
            if numbers:
                frame.groupby(name)[numbers[0]].mean()
        frame.to_csv(tmp_path / "table.csv")
        back = pd.read_csv(tmp_path / "table.csv", index_col=0)
        assert back.shape == frame.shape, part
        unique = frame if frame.index.is_unique else frame.reset_index()
        assert len(pd.read_json(__import__("io").StringIO(unique.to_json(orient="index")), orient="index")) == len(
            frame
        )
        frame.reset_index().to_json()
        assert len(frame.merge(frame[[]], left_index=True, right_index=True)) >= len(frame)


def _axes():
    from matplotlib.figure import Figure

    return Figure().add_subplot()


@pytest.mark.few(9)
def test_answers_draw_speak_and_name_their_sources(answer):
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes

    for part in answer.FIGURES:
        ax = answer.plot(part, language="en")
        assert isinstance(ax, Axes) and ax.figure.number in plt.get_fignums()
        own = plt.figure().add_subplot()
        if part not in ("indicator",) or "nothing" not in repr(answer):
            assert answer.plot(part, ax=own).figure is own.figure
        plt.close("all")
    for language in ("id", "en"):
        told = answer.sentences(language)
        assert told and all(isinstance(sentence, str) and sentence.strip() for sentence in told)
    assert answer.sentences("id") != answer.sentences("en")
    assert list(answer.sources().columns) == ["year", "document", "place", "url", "values"]
    line = repr(answer)
    assert line.startswith(f"<{type(answer).__name__}: ") and "\n" not in line and len(line) < 260
    assert "<" in answer._repr_html_() and answer.exact is not None
    with pytest.raises(SpbeError, match=r"Use \.to_frame\("):
        answer.to_frame("nothing")
    with pytest.raises(SpbeError, match="language"):
        answer.sentences("fr")


def test_one_language_for_all_answers(monkeypatch):
    change = spbe.drivers("Kaltim", 2023, 2024)
    assert change.sentences() == change.sentences("id")
    monkeypatch.setattr(spbe, "language", "en")
    assert change.sentences() == change.sentences("en")


# -- levels in every shape ---------------------------------------------------------

WHOLE = [1 + place % 5 for place in range(47)]
CODES = [f"I{place:02}" for place in range(1, 48)]
SHAPES = {
    "list": WHOLE,
    "tuple": tuple(WHOLE),
    "array": pd.Series(WHOLE).to_numpy(),
    "series from 0": pd.Series(WHOLE),
    "series 1 to 47": pd.Series(WHOLE, index=range(1, 48)),
    "series by code": pd.Series(WHOLE, index=CODES),
    "series shuffled": pd.Series(WHOLE, index=CODES).sample(frac=1, random_state=1),
    "floats": pd.Series(WHOLE, index=CODES).astype(float),
    "dict by number": dict(enumerate(WHOLE, start=1)),
    "dict by code": dict(zip(CODES, WHOLE, strict=True)),
    "dict by whole code": {f"P59-{code}": level for code, level in zip(CODES, WHOLE, strict=True)},
    "texts": [str(level) for level in WHOLE],
    "two columns": pd.DataFrame({"indikator": range(1, 48), "tingkat": WHOLE}),
    "two columns of a frame": pd.DataFrame({"c": CODES, "x": "y", "level": WHOLE})[["c", "level"]],
    "one column": pd.DataFrame({"level": WHOLE}, index=CODES),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_levels_are_taken_in_any_shape(shape):
    assert spbe.score(SHAPES[shape]).exact == spbe.score(WHOLE).exact


def test_an_answer_of_levels_is_taken_back():
    change = spbe.drivers("Kota Bandar Lampung", 2023, 2024).to_frame("indicator")
    assert spbe.score(change["after_low"]).index == pytest.approx(2.9795)  # result report of 2024, p. 10: 2.98


WRONG = {
    "46 levels": ([3] * 46, "46"),
    "a set": ({3}, "spbe.score"),
    "a number": (3, "spbe.score"),
    "three columns": (pd.DataFrame({"a": CODES, "b": WHOLE, "c": WHOLE}), "3 columns"),
    "one missing": (dict(zip(CODES[:-1], WHOLE, strict=False)), "clear"),
    "off the scale": ([6] * 47, "'6'"),
    "no number": (["x"] * 47, "'x'"),
    "between levels": ([2.5] * 47, "2.5"),
    "repeated": (pd.Series(WHOLE, index=["I01", *CODES[:-1]]), "twice"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_shape_is_one_refusal_with_the_right_call(case):
    given, word = WRONG[case]
    with pytest.raises(SpbeError) as refused:
        spbe.score(given)
    assert word in str(refused.value) and "Traceback" not in str(refused.value)


def test_what_if_one_indicator_rose():
    levels = spbe.drivers("Kota Bandar Lampung", 2023, 2024).to_frame("indicator")["after_low"]
    changed = spbe.drivers("Kota Bandar Lampung", 2024, {**levels, "I15": levels["I15"] + 1})
    rows = changed.to_frame("indicator")
    assert rows.loc["I15", "expected"] == pytest.approx(0.025)  # weight 2.5 %, one level
    assert rows["expected"].sum() == pytest.approx(0.025)


# -- figures -----------------------------------------------------------------------


def test_scores_long_and_wide():
    long = spbe.scores("Kaltim", 2024)
    assert set(long["code"]) == {"INDEX", "D1", "D2", "D3", "D4"}
    assert long.loc[long["used"], "code"].is_unique and (long["institution"].nunique() == 1)
    assert long.set_index("code").loc["D1", "printed"] == "3.70"  # national report 2024, Tabel 36 no. 1
    wide = spbe.scores(year=[2023, 2024], kind="provinsi", wide=True)
    assert not wide.duplicated(["institution", "year", "stage"]).any() and len(wide) == 76
    assert wide[["INDEX", "D1", "D4"]].dtypes.eq("float64").all()
    levels = spbe.scores("Bandar Lampung", wide=True)
    assert levels.set_index("year").loc[2024, "I39"] == 4 or levels["I39"].notna().any()


def test_the_nation_in_one_frame():
    nation = spbe.panel(2023, 2024)
    table = nation.to_frame()
    kaltim = table.loc["Pemerintah Provinsi Kalimantan Timur"]
    # national reports 2023, Tabel 35 no. 1, and 2024, Tabel 36 no. 1; places among 38 provinces
    assert (kaltim["index_before"], kaltim["index_after"], kaltim["D2_after"]) == (2.91, 3.79, 3.50)
    assert (kaltim["rank_kind_before"], kaltim["rank_kind_after"], kaltim["rank_kind_change"]) == (22, 15, 5)
    change = spbe.drivers("Kaltim", 2023, 2024).to_frame("domain")
    for code, row in change.iterrows():
        assert (kaltim[f"{code}_low"], kaltim[f"{code}_high"]) == (row["low"], row["high"])
        assert kaltim[f"{code}_verdict"] == row["verdict"]
    assert len(table) == 607 and table["D1_low"].le(table["D1_high"]).all()
    whole = nation.ledger().query("code == 'INDEX'")
    assert (whole[["drift", "category", "own"]].sum(axis=1) - whole["change"]).abs().max() < 1e-12
    assert nation.peers("Kaltim")["is_self"].sum() == 1 and set(nation.ranks()["scope"]) == {"nation", "kind"}
    assert nation.lottery(2024, ["Kaltim", "Jabar"])["rank"].tolist() == [2, 1]  # 3.79 and 4.73
    with pytest.raises(ParameterError, match="2022 is not compared here"):
        nation.lottery(2022)


def test_six_lines_answer_the_question():
    """Which five indicators gave Kota Bandar Lampung most, and how does every province compare by domain?"""
    change = spbe.drivers("Kota Bandar Lampung", 2023, 2024)
    five = change.to_frame("indicator").nlargest(5, "expected")[["name_en", "expected"]]
    provinces = spbe.panel(2023, 2024).to_frame().query("kind == 'provinsi'")
    domains = provinces.filter(regex=r"^D\d_after$").sort_values("D2_after", ascending=False)
    assert five.index[0] == "I39" and five["expected"].iloc[0] == 0.055 and domains.shape == (38, 4)


def test_exact_numbers_on_request():
    change = spbe.drivers("Kaltim", 2023, 2024)
    assert change.to_frame("domain", exact=True).loc["D2", "low"] == Fraction(2, 5)
    assert change.exact.change_low == Fraction(219, 250)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: spbe.drivers("Kaltim", 2023, 2023), "two different years"),
        (lambda: spbe.drivers("Kaltimm", 2023, 2024), "near"),
        (lambda: spbe.drivers("Kaltim", 2023, 1999), "published"),
        (lambda: spbe.drivers("Kaltim", 2023, 2024, prior="x"), "x"),
        (lambda: spbe.identify("Kaltim"), "which year"),
        (lambda: spbe.panel(2021, 2024), "2023, 2024"),
        (lambda: spbe.compare(["Kaltim", "Kalsel"]), "one year or two"),
        (lambda: spbe.outcomes("x", 2023, 2024), "ip_tik"),
        (lambda: spbe.plan("Kaltim", 2024, "Bagus"), "Predicates"),
        (lambda: spbe.bridge("Kaltim", 2023), "either"),
        (lambda: spbe.scores(kind="x"), "Known"),
    ],
)
def test_refusals_name_the_way_out(call, words):
    with pytest.raises(SpbeError, match=words):
        call()
