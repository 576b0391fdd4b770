"""A plan of rises in the words of its page; Kalimantan Timur 2024 prints domains and index only."""

from __future__ import annotations

import pytest

import spbe_analysis as spbe
from spbe_analysis.presentation.plans import page, words
from spbe_analysis.presentation.text.wording import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_rises_read_whole(language):
    found = spbe.plan("Provinsi Kalimantan Timur", 2024)
    rows = words.floor_rows(found.exact, found.framework, language)
    assert set(rows["text"]) == {"+2"} and (rows["low"] <= rows["end"]).all()  # two years, a level each
    assert found.years == 2 and any("4,113" in text or "4.113" in text for text in words.pace(found, language, True))
    blocks = words.steps_figure(found, language), words.steps_table(found, language)
    told = [*words.answer(found.exact, found.known, language), *(str(block.about) for block in blocks)]
    assert all(told) and not any("--" in text for text in words.pace(found, language, True))
    assert page.opening(found, language)


def test_a_target_that_is_met_needs_no_pace():
    """Kab. Sleman 2024 prints 4.30 and is already Memuaskan (from 4.20)."""
    met = spbe.plan("Kab. Sleman", 2024, target="Memuaskan")
    assert not met.exact.steps and words.pace(met, "en", True) == []


def test_knowing_the_levels_is_weighed_between_plans_of_one_kind():
    found = spbe.plan("Kota Bandar Lampung", 2024)
    assert found.cheapest.cost <= found.hidden.cost and found.cheapest.cost <= found.exact.cost
    assert spbe.plan("Kota Bandar Lampung", 2024, a_year=None).cheapest.cost == found.cheapest.cost


@pytest.mark.parametrize(("language", "start"), [("id", "1,3"), ("en", "1.3")])
def test_a_level_between_two_is_read_with_the_mark_of_the_language(language, start):
    found = spbe.plan("Kab. Aceh Tengah", 2026, stage="interim")  # P8-I20 is printed as 1.3
    ((figure,), (table,)) = found.figure("step", language), found.table("step", language)
    assert [row[1] for row in table.about["rows"]][-1] == start
    assert start in figure.about["alt"] and any(start in text for text in found.sentences(language))
    assert "13/10" not in figure.plain + table.plain + "".join(found.sentences(language))


def test_a_plan_of_one_step_and_a_plan_by_cost_say_what_they_ask_for(tmp_path):
    """All steps of a plan but one taken leave one; the costs of a file are no numbers of steps."""
    whole = dict.fromkeys(range(1, 48), 3)
    above = spbe.plan(whole, target="Sangat Baik", a_year=None)
    for place, step in enumerate(above.exact.steps):
        whole[int(step.code.removeprefix("P59-I"))] = step.end - (place == 0)
    one = spbe.plan(whole, target="Sangat Baik")
    told = [*words.answer(one.exact, True, "en"), one.closing("en")[0].about["finding"]]
    assert len(one.exact.steps) == one.exact.cost == 1
    assert "raises 1 indicator, with 1 level step in all" in told[0] and told[0].endswith("counts as one.")
    assert told[-1].endswith("is reached with 1 level step (1 indicator)")
    assert one.figure("frontier", "en")[0].about["head"]["title"].startswith("With 1 level step the index becomes")
    lines = [f"I{number:02},{level},{level + 1},2.5\n" for number in range(1, 48) for level in range(1, 5)]
    (tmp_path / "costs.csv").write_text("code,from,to,cost\n" + "".join(lines))
    costed = spbe.plan(whole, target="Sangat Baik", costs=tmp_path / "costs.csv")
    for language, amount in (("id", "biaya 2,5"), ("en", "a cost of 2.5")):
        told = [costed.answers(language)[1].plain, costed.closing(language)[0].about["finding"]]
        assert all(amount in text for text in told)
        assert not any(word in text for text in told for word in ("level step", "kenaikan tingkat", "counts as one"))
        assert "2" not in costed.figure("step", language)[0].about["head"]["title"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figures", [[3] * 47, {"index": "2,50"}])
def test_figures_of_ones_own_are_called_so_in_a_plan_and_on_a_card(figures, language):
    law = "permenpanrb-59-2020"
    for found in (spbe.plan(figures, target="Sangat Baik", regulation=law), spbe.identify(figures, regulation=law)):
        told = [*found.sentences(language), *(block.plain for block in found.answers(language)), repr(found)]
        told += [
            block.plain for part in ("limits", "facts") if part in page.TEXTS for block in found.text(None, language)
        ]
        assert not any("None" in text or text.startswith((",", " (", ":")) for text in told)
        assert {"id": "Angka sendiri", "en": "Figures of your own"}[language] in found.answers(language)[0].plain
