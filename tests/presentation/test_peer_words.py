"""A change held against others: the words say what the panel holds."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.analysis.drivers.robustness import driver_robustness
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.presentation.drivers import peers as peer_words
from spbe_analysis.presentation.drivers import robustness as weight_words
from spbe_analysis.presentation.drivers import tables
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.regulation import load_framework
from spbe_analysis.studies.national import national_standing

KALTIM, BANDAR = "Pemerintah Provinsi Kalimantan Timur", "Pemerintah Kota Bandar Lampung"
LAW = load_framework("permenpanrb-59-2020")


@pytest.fixture(scope="module")
def standing():
    return national_standing(KALTIM, 2023, 2024)


def test_ledger_shows_parts_that_add_up(standing):
    row = standing.row
    assert row["drift"] + row["category"] + row["own"] == row["change"] == Fraction(88, 100)
    assert list(peer_words.ledger(standing, "en").iloc[:, 1]) == ["+0.351", "+0.048", "+0.481", "+0.880"]


def test_places_show_ties_and_what_rounding_allows(standing):
    shown = peer_words.places(standing, "en")
    assert list(shown.iloc[:, 1]) == ["22 of 38", "15–16 of 38", "5 of 38"]  # the places
    assert shown.iloc[2, 2].startswith("44–45 of 607")


def test_peers_hold_the_institution_itself(standing):
    shown = peer_words.nearest(standing, "en")
    assert sum("(this report)" in name for name in shown.iloc[:, 0]) == 1
    others = standing.near.table[~standing.near.table["is_self"]]["change"]
    assert f"that of {sum(x > standing.row['change'] for x in others)} is higher" in peer_words.peers_sentence(
        standing, "en"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_says_how_many_peers_it_exceeds(standing, language):
    others = standing.near.table.loc[~standing.near.table["is_self"], "change"]
    less = sum(x < standing.row["change"] for x in others)
    title = peer_words.peers_figure(standing, language).about["alt"].split(". ")[0]
    assert {"id": f"{less} dari {len(others)}", "en": f"{less} of {len(others)}"}[language] in title


@pytest.mark.parametrize("count", [3, 60])
def test_figure_draws_on_given_axes_and_names_the_institution_and_the_ends(count):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    changes = [Fraction(count - place, 50) for place in range(count)]
    rows = pd.DataFrame({"label": [f"body {i}" for i in range(count)], "change": changes, "own": False}, dtype=object)
    rows["own"] = [place == 1 for place in range(count)]
    assert peer_words.peer_changes(rows, (Fraction(1, 3), "mean +0.33"), "en", ax=ax) is ax
    told = " ".join(text.get_text() for text in [*ax.texts, *ax.get_yticklabels()])
    assert all(f"body {place}" in told for place in (0, 1, count - 1)) and "mean +0.33" in told
    assert (told.count("body") == count) == (count == 3)


def test_the_driver_is_named_with_its_percentage_and_no_other_row_is():
    answer = drivers(LAW, scorecard_for(KALTIM, 2023), scorecard_for(KALTIM, 2024))
    robustness = driver_robustness(answer.table, LAW, draws=500)
    top = answer.table[answer.table["parent"] == LAW.root]
    shown = weight_words.beside(tables.summary(top, LAW, "en"), top, robustness, "en")
    assert list(shown.iloc[:, -1]) == ["–", "100%; up to ±34%", "–", "–"]  # 41/119 = 0.3445, told downwards
    assert weight_words.note(shown, 500, "en") and not weight_words.note(shown.iloc[:, :-1], 500, "en")
    table = weight_words.blocks(robustness, LAW, 500, Fraction(1, 4), "en")[1].plain
    assert "not determined" in table and "Governance" in table


def test_nothing_is_added_where_no_driver_can_be_named():
    answer = drivers(LAW, scorecard_for(KALTIM, 2023), scorecard_for(KALTIM, 2024))
    robustness = driver_robustness(answer.table, LAW, draws=50)
    rows = answer.rows("indicator")
    shown = tables.summary(rows, LAW, "en")
    assert weight_words.beside(shown, rows, robustness, "en").equals(shown)
