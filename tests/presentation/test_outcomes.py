"""Figures, tables and sentences of the page on the index beside another figure, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from spbe_analysis.analysis import outcomes
from spbe_analysis.evidence.published import all_scorecards, load_outcomes
from spbe_analysis.evidence.register import institutions_of
from spbe_analysis.presentation.drawing.svg import to_svg
from spbe_analysis.presentation.outcomes import figures as figures_outcomes
from spbe_analysis.presentation.outcomes import words

YEARS = (2023, 2024)
PROVINCES = {body.name: body.province for body in institutions_of("provinsi")}
PAPUA = "Pemerintah Provinsi Papua"
LANGUAGES = pytest.mark.parametrize("language", ["id", "en"])


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    every = load_outcomes()
    return every[(every["variable"] == "ip_tik") & every["institution"].isin(PROVINCES)]


@pytest.fixture(scope="module")
def both(rows) -> tuple[pd.DataFrame, dict]:
    values = {}
    for year, end in zip(YEARS, ("before", "after"), strict=True):
        cards = all_scorecards(year)
        values[f"index_{end}"] = {name: cards[name].values["P59-INDEX"].value for name in PROVINCES}
        values[f"outcome_{end}"] = rows[rows["year"] == year].set_index("institution")["value"].to_dict()
    return outcomes.paired(values)


@pytest.fixture(scope="module")
def found(both) -> pd.DataFrame:
    return outcomes.two_year_questions(both[0], draws=400)


@LANGUAGES
def test_34_of_38_provinces_are_counted_and_the_missing_are_named(both, found, language):
    table, lacking = both
    # BPS counts the provinces before Papua was divided (data/raw/outcomes)
    assert len(table) == 34 and len(lacking["outcome_after"]) == 4 and lacking["index_after"] == []
    rest = outcomes.two_year_questions(table.drop(index=PAPUA), draws=50)
    told = words.coverage([found, rest], lacking, [PAPUA], PROVINCES, "IP-TIK", YEARS, language)
    assert len(told) == 3 and "34" in told[0] and "38" in told[0] and "Papua Pegunungan" in told[0]
    assert len(words.coverage([found], {}, [], PROVINCES, "IP-TIK", YEARS, language)) == 1


@LANGUAGES
def test_headlines_follow_the_declared_way(found, language):
    """One question by value was settled beforehand; a correlation by rank decides no headline (no either-or)."""
    told = words.headlines(found, "IP-TIK", YEARS, language)
    assert len(told) == 3 and "2024" in told[0] and ("+0,57" in told[0] or "+0.57" in told[0])
    row = found.loc["same_after"].copy()
    said = []
    for value, p, rank in ((0.5, 0.01, 0.01), (-0.5, 0.01, 0.9), (0.1, 0.06, 0.01), (-0.1, 0.06, 0.9)):
        row[["pearson", "pearson_holm", "spearman_holm"]] = [value, p, rank]
        said.append(words.verdict(row, "IP-TIK", 2024, language))
    assert len(set(said)) == 3 and said[2] == said[3]
    assert ("beforehand" if language == "en" else "lebih dahulu") in told[0] and "Holm" in told[1]
    assert ("p < 0" in told[0]) and words.chance_text(0.0004, "id") == "< 0,001" == words.chance_text(0, "id")
    assert words.told([found], "IP-TIK", language) == words.told([found, found], "IP-TIK", language)


@LANGUAGES
def test_no_sentence_speaks_of_causes(both, found, rows, language):
    table, _ = both
    labels = words.question_labels(found.index, "IP-TIK", YEARS, language)
    told = [
        *words.headlines(found, "IP-TIK", YEARS, language),
        *words.told([found, found], "IP-TIK", language),
        *words.limits(table, "IP-TIK", "BPS", language),
        words.finding(found, "IP-TIK", YEARS, language),
        words.questions_alt(found, labels, language),
    ]
    spoken = " ".join(told).casefold()
    assert not {"effect", "impact", "caused", "dampak", "pengaruh", "efek", "disebabkan", "akibat"} & set(
        spoken.split()
    )
    assert len(set(labels)) == 6 and "{" not in spoken


@LANGUAGES
def test_figures_name_every_province_and_repeat(both, found, language):
    table, _ = both
    frame = words.point_frame(table["outcome_after"], table["index_after"], [PAPUA], PROVINCES)
    ax = figures_outcomes.named_points(frame, ("x", "y"), language)
    assert {text.get_text() for text in ax.texts} == set(frame["label"]) and frame["apart"].sum() == 1
    again = figures_outcomes.named_points(frame, ("x", "y"), language)
    assert to_svg(ax.figure) == to_svg(again.figure)
    alt = words.points_alt(frame, ("x", "y"), found.loc["same_after"], language)
    assert "DKI" in alt and "Papua" in alt and "Jabar" in alt
    labels = words.question_labels(found.index, "IP-TIK", YEARS, language)
    ax = figures_outcomes.correlation_ranges({"a": found, "b": found}, labels, language)
    assert len(ax.figure.axes) == 2 and len(ax.get_yticklabels()) == 6
    assert words.questions_table(found, labels, language).shape == (6, 6)


@LANGUAGES
def test_tables_of_what_decides_and_what_is_at_hand(both, rows, language):
    table, _ = both
    left = outcomes.left_out(table, "index_after", "outcome_after")
    assert left.index[0] == PAPUA and words.left_table(left, PROVINCES, language).iloc[0, 0] == "Papua"
    assert "Papua" in words.left_text(left, PROVINCES, 2024, language)
    others = words.others_table(load_outcomes(), "ip_tik", outcomes.FEWEST, language)
    assert set(others.iloc[:, 3]) == {"34", "2", "5", "1"} and len(others) == 7
    assert len(words.data_table(table, PROVINCES, "IP-TIK", YEARS, language)) == 34
    assert words.outcome_names(rows, language)[1] == "IP-TIK"
    facts = words.facts(rows, [], "IP-TIK", language)
    assert len(facts) == 3 and len(facts["IP-TIK"]) == 2
