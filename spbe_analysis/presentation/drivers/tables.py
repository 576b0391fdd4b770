"""Frames of one change: what its figures draw and what its tables say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.page.tables import (
    ARROW,
    frame_of,
    known,
    label,
    number_ranges,
    points,
    short_label,
    span,
    verdict_text,
    weight_text,
    when,
)
from spbe_analysis.presentation.text.wording import DASH, exact, number, say, spanned
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.criteria_changes import MOVED

if TYPE_CHECKING:
    import pandas as pd


def steps(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``label``, ``low``, ``high``, ``middle`` [index points] of rows of an answer, in the regulation's order."""
    cells = {
        "label": lambda row: label(row["code"], framework, language),
        "low": lambda row: known(row["low"]),
        "high": lambda row: known(row["high"]),
        "middle": _middle,
    }
    return frame_of(cells, rows.to_dict("records"))


def ranked_indicators(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``label``, ``contribution``, ``levels`` of identified rows, in the order given."""
    cells = {
        "label": lambda row: short_label(row["code"], framework, language),
        "contribution": lambda row: row["low"],
        "levels": lambda row: f"{row['before_low']} {ARROW} {row['after_low']}",
    }
    return frame_of(cells, rows.to_dict("records"))


def ranges(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``label``, ``low``, ``high``, ``p05``, ``p95``, ``middle``, one row for a class that nothing tells apart."""
    cells: dict = {"label": lambda row: class_label(row, framework, language)}
    names = {"low": "low", "high": "high", "p05": "p05", "p95": "p95", "middle": "expected"}
    cells |= {name: lambda row, column=column: known(row[column]) for name, column in names.items()}
    return frame_of(cells, one_row_per_class(rows).to_dict("records"))


def levels_by_year(scorecards: Sequence, framework: Framework, language: str) -> pd.DataFrame | None:
    """Level by indicator code and year, for the years published whole; None unless first and last are among them."""
    import pandas as pd

    names = when(scorecards, language)
    found = {
        name: card.levels(framework)
        for name, card in zip(names, scorecards, strict=True)
        if card.regulation == framework.id
    }
    whole = {name: levels for name, levels in found.items() if levels is not None}
    return pd.DataFrame(whole) if names[0] in whole and names[-1] in whole else None


def one_row_per_class(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with every class that nothing tells apart kept once, at its first member."""
    return rows[
        [not members or members[0] == code for code, members in zip(rows["code"], rows["tied_with"], strict=True)]
    ]


def class_label(row: Mapping, framework: Framework, language: str) -> str:
    """Name of a row, or of the whole class that nothing tells apart from it."""
    members = row["tied_with"]
    if not members:
        return label(row["code"], framework, language)
    if row["kind"] == "indicator":
        whole = next((code for code in reversed(framework.nodes) if framework.leaves(code) == members), None)
        numbers = number_ranges(members, framework)
        if whole is None or whole == framework.root:
            return say("drivers.class_label", language, numbers=numbers)
        return say("drivers.class_of", language, numbers=numbers, name=label(whole, framework, language))
    names = [label(code, framework, language) for code in members]
    return say("drivers.each_of", language, names="; ".join(names))


def summary(
    rows: pd.DataFrame, framework: Framework, language: str, moved: Mapping[str, list] | None = None
) -> pd.DataFrame:
    """Name, contribution, score before and after, weight and verdict of rows of an answer, as texts.

    The verdict is left out where everything is identified; `verdict_note` says
    so then. Where criteria of some indicators `moved` between the years, a
    column flags them with how.
    """
    cells = {
        say("drivers.head_name", language): lambda row: class_label(row, framework, language),
        say("drivers.head_part", language): lambda row: span(row["low"], row["high"], language),
        say("drivers.head_before", language): lambda row: _score(row, "before", framework, language),
        say("drivers.head_after", language): lambda row: _score(row, "after", framework, language),
        say("drivers.head_weight", language): lambda row: _weights(row, framework, language),
    }
    if not verdict_note(rows, language):
        cells[say("drivers.head_verdict", language)] = lambda row: verdict_text(
            row["verdict"], row["low"], row["high"], language
        )
    if moved:
        cells[say("drivers.head_moved", language)] = lambda row: _moved(row, moved, language)
    return frame_of(cells, one_row_per_class(_gathered(rows)).to_dict("records"))


def verdict_note(rows: pd.DataFrame, language: str) -> str:
    """A remark below a table in which everything is identified; empty otherwise."""
    return say("drivers.all_identified", language) if all(rows["verdict"] == "identified") else ""


def path(parts: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """Contribution of each part of the index in each yearly step, with the sums, as texts."""
    cells: dict = {say("drivers.head_name", language): lambda code: label(code, framework, language)}
    codes = [*framework.children(framework.root), framework.root]
    for column in parts:
        head = say("drivers.head_total", language) if column == "total" else column.replace("-", DASH)
        sums = {code: sum(parts.loc[list(framework.leaves(code)), column]) for code in codes}
        cells[head] = lambda code, sums=sums: points(sums[code], language)
    return frame_of(cells, codes)


def path_steps(parts: pd.DataFrame) -> pd.DataFrame:
    """The yearly steps of the whole index, for `figures.waterfall`."""
    sums = {column: sum(parts[column]) for column in parts if column != "total"}
    cells = {"label": lambda column: column.replace("-", DASH)}
    return frame_of(cells | dict.fromkeys(("low", "high", "middle"), sums.get), sums)


def _score(row: Mapping, when: str, framework: Framework, language: str) -> str:
    ends = [known(row[f"{when}_{end}"]) for end in ("low", "high")]
    if ends[0] is None:
        return DASH
    if row["kind"] == "indicator":
        return spanned(*(exact(end, language, 0, 3) for end in ends), language)
    return spanned(*(number(framework.round(end), language, framework.decimals) for end in ends), language)


def _gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with all indicators of which nothing is known as one class: one visible gap, not forty-seven."""
    unknown = tuple(code for code, low in zip(rows["code"], rows["low"], strict=True) if known(low) is None)
    if len(unknown) < 2 or set(rows["kind"]) != {"indicator"}:
        return rows
    classes = [
        unknown if code in unknown else members for code, members in zip(rows["code"], rows["tied_with"], strict=True)
    ]
    return rows.assign(**{"tied_with": classes})


def _moved(row: Mapping, moved: Mapping[str, list], language: str) -> str:
    """How the criterion of a row, or of some of its class, changed between the years."""
    cells = [cell for code in row["tied_with"] or (row["code"],) for cell in moved.get(code, ())]
    found = [say(f"criteria.verdict_{verdict}", language) for verdict in MOVED if verdict in {c.verdict for c in cells}]
    return ", ".join(found) or DASH


def _weights(row: Mapping, framework: Framework, language: str) -> str:
    weights = {framework.weight(code) for code in row["tied_with"] or (row["code"],)}
    return weight_text(weights.pop(), language) if len(weights) == 1 else DASH


def _middle(row: Mapping) -> Fraction | float | None:
    if known(row["expected"]) is not None:
        return row["expected"]
    return None if known(row["low"]) is None else (row["low"] + row["high"]) / 2
