"""What the figures of the page compare, and its tables as texts."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from spbe_analysis.presentation.learning.figures import Compared
from spbe_analysis.presentation.page.tables import frame_of
from spbe_analysis.presentation.text.wording import DASH, dashed, number, percent, real, say, signed

MOVES = ("fell", "stayed", "rose")
PRIORS = ("uniform", "learned", "both", "sums")


def totals(found) -> dict[str, dict[str, float]]:
    """Numbers of indicators that fell, stayed and rose on all transitions: by prior, and in truth."""
    rows = {prior: found.changes[found.changes["prior"] == prior] for prior in ("uniform", "learned")}
    said = {prior: {move: float(mine[move].sum()) for move in MOVES} for prior, mine in rows.items()}
    return said | {"truth": {move: float(rows["uniform"][f"true_{move}"].sum()) for move in MOVES}}


def said(found, language: str) -> Compared:
    """Fell, stayed, rose: as two priors say, and in truth."""
    numbers = totals(found)
    series = {say(f"learned.prior_{name}", language): [row[move] for move in MOVES] for name, row in numbers.items()}
    labels = [say(f"learned.move_{move}", language) for move in MOVES]
    return Compared(labels, series, say("learned.axis_said", language), bars=True)


def gain(found, language: str) -> Compared:
    """Gain over uniform on every table and transition that was left out."""
    levels = found.levels[found.levels["prior"] == "learned"]
    labels = [f"{row['institution']} {row['year']}" for row in levels.to_dict("records")]
    changes = gains(found, "learned")
    labels += [_transition(row) for row in changes]
    none: list[float | None] = [None] * len(levels), [None] * len(changes)
    series = {
        say("learned.series_levels", language): [*levels["gain"], *none[1]],
        say("learned.series_changes", language): [*none[0], *(row["gain"] for row in changes)],
    }
    gained = [*levels["gain"], *(row["gain"] for row in changes)]
    told = {"better": sum(value > 0 for value in gained), "count": len(gained)}
    return Compared(labels, series, say("learned.axis_gain", language), line=0.0, told=told)


def fifths(found, language: str) -> Compared:
    """Where the true changes lie in what was said, in fifths."""
    series, told = {}, {}
    for prior in ("uniform", "learned"):
        rows = found.changes[found.changes["prior"] == prior]
        weights = rows["indicators"] / rows["indicators"].sum()
        means = sum(weight * shares for weight, shares in zip(weights, rows["fifths"], strict=True))
        series[say(f"learned.prior_{prior}", language)] = list(map(float, means))
        told[prior] = percent(real(float(sum(means[1:-1]))), language)
    labels = [say("learned.fifth", language, number=i + 1) for i in range(len(next(iter(series.values()))))]
    return Compared(labels, series, say("learned.axis_fifths", language), line=1 / len(labels), bars=True, told=told)


def concordance(found, language: str) -> Compared:
    """How often the order inside an aspect is foretold, of levels and of changes."""
    rows = found.orders.to_dict("records")
    labels = [f"{row['institution']} {row['years'].replace('-', DASH)}" for row in rows]
    series = {
        say(f"learned.series_{of}s", language): [row["concordance"] if row["of"] == of else None for row in rows]
        for of in ("level", "change")
    }
    return Compared(labels, series, say("learned.axis_concordance", language), line=0.5)


def curve(found, language: str) -> Compared:
    """Gain over uniform by how much was learned from."""
    rows = found.curve.to_dict("records")
    labels = [say(f"learned.from_{row['of']}", language, count=row["learned_from"]) for row in rows]
    ends = [row for row in rows if row["of"] == "level"]
    told = {when: signed(real(row["gain"]), language) for when, row in (("first", ends[0]), ("last", ends[-1]))}
    told |= {"few": ends[0]["learned_from"], "many": ends[-1]["learned_from"]}
    names = {"low": "learned.worst", "gain": "learned.mean", "high": "learned.best"}
    series = {say(key, language): [row[name] for row in rows] for name, key in names.items()}
    return Compared(labels, series, say("learned.axis_gain", language), line=0.0, told=told)


def rejected(found, language: str) -> Compared:
    """Bits of the true change under uniform, learned, and the fit from printed sums alone."""
    wide = {prior: found.changes[found.changes["prior"] == prior] for prior in ("uniform", "learned", "sums")}
    labels = [_transition(row) for row in wide["uniform"].to_dict("records")]
    series = {say(f"learned.prior_{prior}", language): list(rows["bits"]) for prior, rows in wide.items()}
    return Compared(labels, series, say("learned.axis_bits", language))


def gains(found, prior: str) -> list[dict]:
    """Every transition under a prior, with its ``gain`` over uniform [bits an indicator]."""
    apart = {(r["institution"], r["from"]): r["bits"] for r in _of(found.changes, "uniform")}
    return [{**row, "gain": apart[row["institution"], row["from"]] - row["bits"]} for row in _of(found.changes, prior)]


def changes_table(found, language: str) -> pd.DataFrame:
    """Every transition and prior: said, true, bits and gain, as texts; the worst is among them."""

    def moved(row) -> str:
        return " / ".join(number(real(row[move]), language, 0) for move in MOVES)

    cells: dict[str, Callable] = {
        say("learned.head_transition", language): _transition,
        say("learned.head_prior", language): lambda row: say(f"learned.prior_{row['prior']}", language),
        say("learned.head_said", language): moved,
        say("learned.head_true", language): lambda row: " / ".join(str(row[f"true_{move}"]) for move in MOVES),
        say("learned.head_bits", language): lambda row: number(real(row["bits"]), language),
        say("learned.head_gain", language): lambda row: signed(real(row["gain"]), language),
        say("learned.head_inside", language): lambda row: percent(row["inside"], language),
    }
    rows = [row for prior in PRIORS for row in gains(found, prior)]
    order = {
        key: place for place, key in enumerate((r["institution"], r["from"]) for r in _of(found.changes, "uniform"))
    }
    return frame_of(cells, sorted(rows, key=lambda row: order[row["institution"], row["from"]]))


def levels_table(found, language: str) -> pd.DataFrame:
    """Gain over uniform of the category and of the learned prior on every table, as texts."""
    rows: dict[tuple[str, int], dict[str, float]] = {}
    for row in found.levels.to_dict("records"):
        rows.setdefault((row["institution"], row["year"]), {})[row["prior"]] = row["gain"]

    def shown(prior: str) -> Callable:
        return lambda item: signed(real(item[1][prior]), language, 3) if prior in item[1] else DASH

    cells: dict[str, Callable] = {
        say("learned.head_table", language): lambda item: f"{item[0][0]} {item[0][1]}",
        say("learned.head_category", language): shown("category"),
        say("learned.head_learned", language): shown("learned"),
    }
    return frame_of(cells, rows.items())


def known(found, language: str) -> pd.DataFrame:
    """The tables that were learned from, as texts."""
    cells: dict[str, Callable] = {
        say("learned.head_table", language): lambda table: f"{table.institution} {table.year}",
        say("learned.head_taught", language): lambda table: ", ".join(
            say(f"learned.taught_{what}", language) for what in table.taught
        ),
        "SHA-256": lambda table: table.sha256[:12],
    }
    return frame_of(cells, found.exact.tables)


def _of(frame: pd.DataFrame, prior: str) -> list[dict]:
    return frame[frame["prior"] == prior].to_dict("records")


def _transition(row) -> str:
    return f"{row['institution']} {dashed(row['from'], row['to'])}"
