"""Parts of the index inside a sentence: name and contribution, in an order that the ranges allow."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from spbe_analysis.presentation.page.tables import join, label, points, short_name
from spbe_analysis.presentation.text.wording import say

_NAMED = 3  # indicators named in a sentence before the table has to tell the rest


def parts_text(answer, language: str) -> str:
    """The parts directly below the index with their contributions; the largest first where the ranges allow a ranking."""
    rows = sorted(top(answer), key=lambda row: -_weighed(row))
    known = [row for row in rows if row["low"] is not None and row["low"] == row["low"]]
    if any(one["low"] < other["high"] for one, other in pairwise(known)):
        rows = top(answer)
    return join([_part(row, answer, language) for row in rows], language)


def leading(rows: list[dict], answer, language: str) -> str:
    """The first few indicators, with every tie of the last one named kept together or left out whole."""
    cut = min(_NAMED, len(rows))
    while 0 < cut < len(rows) and rows[cut]["low"] == rows[cut - 1]["low"]:
        cut -= 1
    return join([_part(row, answer, language) for row in rows[: cut or _NAMED]], language)


def nothing_known(answer) -> bool:
    """Whether no part directly below the index is identified or bounded."""
    return all(row["verdict"] == "not identified" for row in top(answer))


def top(answer) -> list[dict]:
    """Rows of the parts directly below the index."""
    return [row for row in answer.records if row["parent"] == answer.framework.root]


def _weighed(row: Mapping) -> float:
    value = row["expected"] if row["expected"] is not None else row["low"]
    return float("-inf") if value is None or value != value else float(value)


def _part(row: Mapping, answer, language: str) -> str:
    node = answer.framework.nodes[row["code"]]
    name = label(row["code"], answer.framework, language)
    if row["kind"] == "indicator":
        short = short_name(node, answer.framework, language)
        name = say("drivers.indicator_in_sentence", language, name=short, number=node.number)
    low, high = row["low"], row["high"]
    if low is None or low != low:
        return say("drivers.part_missing", language, name=name)
    if low == high:
        return say("drivers.part_exact", language, name=name, points=points(low, language))
    return say("drivers.part_between", language, name=name, low=points(low, language), high=points(high, language))
