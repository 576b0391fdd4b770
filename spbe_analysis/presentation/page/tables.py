"""Tables of a report: the frames that figures draw and the texts that readers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.presentation.text.source_names import document_name, place_in
from spbe_analysis.presentation.text.wording import DASH, exact, number, say

if TYPE_CHECKING:
    import pandas as pd

    from spbe_analysis.regulation import Framework, Node

ARROW = "\N{RIGHTWARDS ARROW}"
PART_DECIMALS = 3  # index points: a level of the lightest indicator is worth 0.013
VERDICTS = {
    "identified": "answer.identified",
    "bounded": "answer.bounded",
    "not identified": "answer.not_identified",
    "not reproducible": "answer.verdict_not_reproducible",
}


def short_name(node: Node, framework: Framework, language: str) -> str:
    """A node's name without the words that all names of its kind begin with."""
    names = [framework.nodes[code].name(language).split() for code in framework.of_kind(node.kind)]
    shared = 0
    while len(names) > 1 and all(len(words) > shared + 1 and words[shared] == names[0][shared] for words in names):
        shared += 1
    return " ".join(node.name(language).split()[shared:])


def label(code: str, framework: Framework, language: str) -> str:
    """Number and short name of an indicator, or the name of what lies above it."""
    node = framework.nodes[code]
    name = short_name(node, framework, language)
    return f"{node.number}. {name}" if node.kind == "indicator" else name


# -- what figures draw ---------------------------------------------------------


def steps(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``label``, ``low``, ``high``, ``middle`` [index points] of rows of an answer, in the regulation's order."""
    return _frame(
        [
            {
                "label": label(row["code"], framework, language),
                "low": _known(row["low"]),
                "high": _known(row["high"]),
                "middle": _middle(row),
            }
            for row in rows.to_dict("records")
        ],
        ["label", "low", "high", "middle"],
    )


def ranked_indicators(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``label``, ``contribution``, ``levels`` of identified rows, in the order given."""
    return _frame(
        [
            {
                "label": label(row["code"], framework, language),
                "contribution": row["low"],
                "levels": f"{row['before_low']} {ARROW} {row['after_low']}",
            }
            for row in rows.to_dict("records")
        ],
        ["label", "contribution", "levels"],
    )


def ranges(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """``label``, ``low``, ``high``, ``p05``, ``p95``, ``middle``, one row for a class that nothing tells apart."""
    return _frame(
        [
            {
                "label": class_label(row, framework, language),
                "low": _known(row["low"]),
                "high": _known(row["high"]),
                "p05": _known(row["p05"]),
                "p95": _known(row["p95"]),
                "middle": _known(row["expected"]),
            }
            for row in one_row_per_class(rows).to_dict("records")
        ],
        ["label", "low", "high", "p05", "p95", "middle"],
    )


def levels_by_year(scorecards: Mapping[int, object], framework: Framework) -> pd.DataFrame | None:
    """Level by indicator code and year, for the years published whole; None unless first and last are among them."""
    import pandas as pd

    found = {
        year: scorecard.levels(framework)
        for year, scorecard in sorted(scorecards.items())
        if scorecard.regulation == framework.id
    }
    whole = {year: levels for year, levels in found.items() if levels is not None}
    return pd.DataFrame(whole) if min(scorecards) in whole and max(scorecards) in whole else None


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


def number_ranges(codes: Iterable[str], framework: Framework) -> str:
    """Numbers of indicators as ranges: ``1-10, 12``."""
    order = {code: place for place, code in enumerate(framework.of_kind("indicator"))}
    runs: list[list[str]] = []
    for code in sorted(codes, key=order.__getitem__):
        if runs and order[code] == order[runs[-1][-1]] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    ends = [(framework.nodes[run[0]].number, framework.nodes[run[-1]].number) for run in runs]
    return ", ".join(first if first == last else f"{first}{DASH}{last}" for first, last in ends)


def join(texts: Sequence[str], language: str) -> str:
    """Texts as a list in a sentence: a, b and c."""
    if len(texts) < 2:
        return "".join(texts)
    key = "drivers.list_two" if len(texts) == 2 else "drivers.list_more"
    return say(key, language, first=", ".join(texts[:-1]), last=texts[-1])


# -- what readers read ---------------------------------------------------------


def summary(rows: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """Name, contribution, score before and after, weight and verdict of rows of an answer, as texts.

    The verdict is left out where everything is identified; `verdict_note` says so then.
    """
    head = [
        say("drivers.head_name", language),
        say("drivers.head_part", language),
        say("drivers.head_before", language),
        say("drivers.head_after", language),
        say("drivers.head_weight", language),
        say("drivers.head_verdict", language),
    ]
    made = [
        (
            class_label(row, framework, language),
            span(row["low"], row["high"], language),
            _score(row, "before", framework, language),
            _score(row, "after", framework, language),
            _weights(row, framework, language),
            say(VERDICTS[row["verdict"]], language),
        )
        for row in one_row_per_class(_gathered(rows)).to_dict("records")
    ]
    table = _frame(made, head)
    return table.iloc[:, :-1] if verdict_note(rows, language) else table


def verdict_note(rows: pd.DataFrame, language: str) -> str:
    """A remark below a table in which everything is identified; empty otherwise."""
    return say("drivers.all_identified", language) if all(rows["verdict"] == "identified") else ""


def path(parts: pd.DataFrame, framework: Framework, language: str) -> pd.DataFrame:
    """Contribution of each part of the index in each yearly step, with the sums, as texts."""
    columns = list(parts.columns)
    total = say("drivers.head_total", language)
    shown = {column: total if column == "total" else column.replace("-", DASH) for column in columns}
    name = say("drivers.head_name", language)
    rows = [
        {
            name: label(code, framework, language),
            **{
                shown[c]: points(sum(parts.loc[list(framework.leaves(code)), c], Fraction(0)), language)
                for c in columns
            },
        }
        for code in framework.children(framework.root)
    ]
    rows.append(
        {
            name: framework.nodes[framework.root].name(language),
            **{shown[c]: points(sum(parts[c], Fraction(0)), language) for c in columns},
        }
    )
    return _frame(rows, [name, *shown.values()])


def path_steps(parts: pd.DataFrame) -> pd.DataFrame:
    """The yearly steps of the whole index, for `figures.waterfall`."""
    sums = {column: sum(parts[column], Fraction(0)) for column in parts.columns if column != "total"}
    return _frame(
        [
            {"label": column.replace("-", DASH), "low": part, "high": part, "middle": part}
            for column, part in sums.items()
        ],
        ["label", "low", "high", "middle"],
    )


def sources(scorecards: Iterable, language: str) -> pd.DataFrame:
    """Documents that the values used stand in, with the place and how many values each gives, as texts."""
    head = [
        say("drivers.head_year", language),
        say("drivers.head_document", language),
        say("drivers.head_place", language),
        say("drivers.head_values", language),
    ]
    found: dict[tuple, int] = {}
    for scorecard in scorecards:
        for printed in scorecard.values.values():
            name = document_name(printed.document, language)
            key = (str(scorecard.year), name, place_in(printed.place, language) or DASH)
            found[key] = found.get(key, 0) + 1
    return _frame([(*key, str(count)) for key, count in found.items()], head)


def points(value: Fraction | float, language: str) -> str:
    """A contribution [index points] with its sign, exact where few decimals show it."""
    if value == 0:
        return number(0, language, PART_DECIMALS)
    ends = (Fraction(value) * 10 ** (PART_DECIMALS + 2)).denominator == 1
    text = exact(value, language, PART_DECIMALS, PART_DECIMALS + 2 if ends else PART_DECIMALS)
    return f"+{text}" if value > 0 else text


def span(low: Fraction | None, high: Fraction | None, language: str) -> str:
    """A contribution or the ends between which it lies; a dash where nothing is known."""
    if _known(low) is None:
        return DASH
    return points(low, language) if low == high else f"{points(low, language)} {DASH} {points(high, language)}"


def _score(row: Mapping, when: str, framework: Framework, language: str) -> str:
    low, high = _known(row[f"{when}_low"]), _known(row[f"{when}_high"])
    if low is None:
        return DASH
    decimals = 0 if row["kind"] == "indicator" else framework.decimals
    ends = [number(framework.round(end) if decimals else end, language, decimals) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} {DASH} {ends[1]}"


def _gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with all indicators of which nothing is known as one class: one visible gap, not forty-seven."""
    unknown = tuple(code for code, low in zip(rows["code"], rows["low"], strict=True) if _known(low) is None)
    if len(unknown) < 2 or set(rows["kind"]) != {"indicator"}:
        return rows
    classes = [
        unknown if code in unknown else members for code, members in zip(rows["code"], rows["tied_with"], strict=True)
    ]
    return rows.assign(**{"tied_with": classes})


def _weights(row: Mapping, framework: Framework, language: str) -> str:
    weights = {framework.weight(code) for code in row["tied_with"] or (row["code"],)}
    return _weight(weights.pop(), language) if len(weights) == 1 else DASH


def _weight(weight: Fraction, language: str) -> str:
    return f"{exact(weight * 100, language, 0, 2)}%"


def _middle(row: Mapping) -> Fraction | float | None:
    if _known(row["expected"]) is not None:
        return row["expected"]
    return None if _known(row["low"]) is None else (row["low"] + row["high"]) / 2


def _known(value):
    """None for what a frame holds where nothing is known."""
    return None if value is None or value != value else value


def _frame(rows: Sequence, columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns, dtype=object)
