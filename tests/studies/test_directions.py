"""Which way the index went decides what comes first, and a part whose direction is open is called no driver."""

import csv
import io
from collections import Counter

import pytest
from matplotlib.figure import Figure

import spbe_analysis as spbe
from spbe_analysis.analysis.direction import DIRECTIONS, OPEN, SURE_FALL, SURE_RISE, direction
from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.cli import main
from spbe_analysis.cli.drivers import to_json
from spbe_analysis.presentation.drivers import sentences
from spbe_analysis.presentation.page.csv_files import contributions, csv_text
from spbe_analysis.presentation.page.tables import label, verdict_text
from spbe_analysis.presentation.text.wording import say
from spbe_analysis.studies.drivers import Change
from spbe_analysis.studies.national import national_panel

PANEL, _ = national_panel(2023, 2024)
LAW = PANEL.framework
DOMAINS = LAW.of_kind("domain")
FALLING = [name for name in PANEL.names if PANEL.table.at[name, "change"] < 0]


@pytest.fixture(scope="module")
def answers():
    """Every institution of both national reports, without chances of being the largest."""
    return {name: drivers(LAW, PANEL.before[name], PANEL.after[name], shares=False) for name in PANEL.names}


def test_twenty_nine_fell():
    """findings/meaning.md: 561 rose, 29 fell, 17 the same."""
    assert len(FALLING) == 29


@pytest.mark.few(8)
@pytest.mark.parametrize("name", FALLING)
def test_a_fall_names_the_largest_loss_first_everywhere(name, capsys):
    found = spbe.drivers(name, 2023, 2024)
    answer, rows = found.exact, found.exact.rows("domain")
    first = rows.index[0]  # the only one that none other can outdo, by ranges alone
    for code in rows.index:
        if all(rows.at[code, "high"] <= rows.at[other, "low"] for other in rows.index if other != code):
            first = code
    assert rows.at[first, "direction"] == SURE_FALL and answer.direction == SURE_FALL
    told = to_json(found)
    domains = [row for row in told["drivers"] if row["kind"] == "domain"]
    assert domains[0]["code"] == first and told["direction"] == SURE_FALL
    assert max(domains, key=lambda row: row["p_largest_in_direction"])["code"] == first
    assert sum(row["p_largest_in_direction"] for row in domains) == pytest.approx(1)
    written = [row for row in csv.DictReader(io.StringIO(csv_text(*contributions(answer)))) if row["kind"] == "domain"]
    assert written[0]["code"] == first and written[0]["direction"] == SURE_FALL
    assert max(written, key=lambda row: float(row["p_largest_in_direction"]))["code"] == first
    shown = label(first, LAW, "en")
    assert sentences.finding(answer, "en").split("points): ")[1].startswith(shown)
    assert sentences.origin(answer, "en")[0].split(": ", 1)[1].startswith(shown)
    assert main(["drivers", name, "--from", "2023", "--to", "2024"]) == 0
    lines = capsys.readouterr().out.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("Contributions by domain, largest loss first"))
    assert lines[head + 1].endswith(f" {shown}")
    steps = [text.get_text() for text in found.plot(ax=Figure().add_subplot(), language="en").get_yticklabels()]
    assert steps[1].replace("\n", " ") == shown
    assert found.robustness.at["domain", "code"] in ("", first)
    assert (found.robustness.at["domain", "code"] == "") == (
        name == "Pemerintah Kab. Ogan Komering Ulu"
    )  # a tie may be


@pytest.mark.few(0)
def test_no_sentence_calls_a_part_with_an_open_direction_a_driver(answers):
    """The sentences that may name it say that it is open; so does every word in a table."""
    seen = Counter()
    for answer in answers.values():
        unsure = [row for row in sentences.top(answer) if row["direction"] == OPEN]
        seen[bool(unsure)] += 1
        for language in ("en", "id"):
            heads = {
                say(f"drivers.{key}", language, parts="", names="", kind=say("drivers.kind_domain", language)).split(
                    ":"
                )[0]
                for key in ("parts_direction_open", "sure_open", "parts_open")
            }
            told = [text for texts in sentences.answers(answer, language).values() for text in texts]
            assert not any("bounded" in text.lower() or "terbatas" in text.lower() for text in told)
            for row in unsure:
                name = label(row["code"], LAW, language)
                naming = [text for text in told if name in text]
                assert naming and all(text.split(":")[0] in heads for text in naming)
                word = verdict_text(row["verdict"], row["low"], row["high"], language)
                assert word == say("answer.direction_open", language)
                mark = say("drivers.part_direction_open", language, name="", low="", high="").split("(")[1]
                after = sentences.finding(answer, language).partition(name)[2]
                assert not after or mark in after[: after.index(")") + 1]
        if unsure:
            assert Change(answer).robustness.at["domain", "code"] not in {row["code"] for row in unsure}
    assert seen == {True: 18, False: 589}


@pytest.mark.few(0)
def test_a_rise_with_losers_is_told_in_full(answers):
    mixed = 0
    for answer in answers.values():
        ways = {row["direction"] for row in sentences.top(answer)}
        if {SURE_RISE, SURE_FALL} <= ways:
            mixed += 1
            told = " ".join(sentences.origin(answer, "en"))
            for row in sentences.top(answer):
                assert told.count(label(row["code"], LAW, "en")) == 1
            assert ("Added points:" if answer.falls else "Took points away:") in told
    assert mixed > 100


def test_directions_stand_beside_unchanged_verdicts(answers):
    kaltim = answers["Pemerintah Provinsi Kalimantan Timur"].table
    assert set(kaltim["direction"]) <= set(DIRECTIONS)
    assert kaltim["direction"].tolist() == [
        direction(*ends) for ends in zip(kaltim["low"], kaltim["high"], strict=True)
    ]
    assert kaltim.loc["P59-D4", ["verdict", "direction"]].tolist() == ["bounded", SURE_RISE]
    assert kaltim.loc["P59-A7", ["verdict", "direction"]].tolist() == ["bounded", OPEN]
    frame = spbe.panel(2023, 2024).to_frame()
    for name in ("Pemerintah Provinsi Kalimantan Timur", *FALLING[:3]):
        assert [frame.at[name, f"{LAW.short(code)}_direction"] for code in DOMAINS] == [
            answers[name].table.at[code, "direction"] for code in DOMAINS
        ]
    assert spbe.drivers("Kaltim", 2023, 2024).to_frame("domain")["direction"].tolist() == [SURE_RISE] * 4


def test_a_drawn_chance_is_shown_in_the_digits_its_error_supports():
    """20,000 draws: a standard error of at most 0.0036 supports three decimals."""
    found = spbe.drivers("Kaltim", 2023, 2024, assume=["max-step=2"])
    answer = found.exact
    assert answer.drawn
    rows = {row["code"]: row for row in to_json(found)["drivers"]}
    written = {row["code"]: row for row in csv.DictReader(io.StringIO(csv_text(*contributions(answer))))}
    for code in answer.drawn:
        for column in ("p_largest", "p_largest_in_direction"):
            digits = 3 if len(rows[code]["class"]) < 4 else 4
            assert len(f"{rows[code][column]!r}".partition(".")[2]) <= digits
            assert abs(rows[code][column] - answer.table.at[code, column]) <= 0.5 * 10.0**-digits
            assert float(written[code][column]) == rows[code][column]


def test_where_the_index_has_no_direction_nothing_leads_in_it():
    for name, moved in (("Lembaga Ketahanan Nasional RI", False), ("Kab. Gorontalo", False), ("Kaltim", True)):
        found = spbe.drivers(name, 2023, 2024)
        assert found.exact.moved is moved and (found.robustness.at["domain", "code"] == "P59-D2") is moved
        assert moved or not any(found.robustness["code"])
