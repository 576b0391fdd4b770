"""Printed category means against their parts and against the printed rows."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from spbe_analysis.analysis.consistency.category_means import means_against_parts, means_against_rows
from spbe_analysis.evidence.published import all_scorecards, category_means_for, category_scope
from spbe_analysis.evidence.register import load_register
from spbe_analysis.regulation import load_framework

LAW = load_framework("permenpanrb-59-2020")


@cache
def category_of(year: int) -> tuple[dict, dict]:
    cards = all_scorecards(year)
    bodies = [body for body in load_register() if body.name in cards]
    category = {body.name: category_scope(body.kind, year) for body in bodies}
    return {category_scope(kind, year): category_means_for(kind, year) for kind in {b.kind for b in bodies}}, category


def test_printed_parts_give_the_printed_whole_but_for_two_categories_of_2024():
    found = means_against_parts(category_of(2024)[0], LAW)
    failing = found[~found["agrees"]].set_index("category")
    # weighted domain means less the printed index mean: 3.40575 - 3.42 and 3.80275 - 3.82
    assert dict(failing["difference"]) == {"lpnk": Fraction("-0.01725"), "provinsi": Fraction("-0.01425")}
    assert set(failing["code"]) == {LAW.root}
    assert means_against_parts(category_of(2023)[0], LAW)["agrees"].all()
    assert set(found["code"]) >= {"P59-INDEX", "P59-D1", "P59-D2", "P59-D3", "P59-D4"}


@pytest.mark.parametrize("group", ["kementerian", "kabupaten", "kota"])
def test_rows_give_the_printed_domain_means_of_2024(group):
    means, category = category_of(2024)
    found = means_against_rows(means, all_scorecards(2024), category, LAW)
    domains = found[(found["category"] == group) & found["code"].isin(LAW.of_kind("domain"))]
    assert len(domains) == 4 and domains["agrees"].all() and (domains["missing"] == 0).all()


def test_a_category_with_unprinted_rows_is_not_judged():
    means, category = category_of(2024)
    found = means_against_rows(means, all_scorecards(2024), category, LAW)
    partly = found[found["missing"] > 0]
    assert len(partly) and all(agrees is None for agrees in partly["agrees"])


def test_a_misprinted_mean_is_found():
    means, _ = category_of(2024)
    from spbe_analysis.evidence.values.scorecard import PrintedValue

    wrong = {"kota": {**means["kota"], "P59-D2": PrintedValue.read("P59-D2", "3.94")}}
    found = means_against_parts(wrong, LAW)
    assert set(found.loc[~found["agrees"], "code"]) == {"P59-INDEX", "P59-D2"}
