"""What was published, ready for the mathematics: the tidy table and one body's year as evidence."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.collection.processed import Version, rows_of, version
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.message import Message

if TYPE_CHECKING:
    import pandas as pd

_FINAL = "final"


def load_published() -> pd.DataFrame:
    """Every published value, one row each, all columns text but ``year``.

    Columns: institution, year, regulation, stage, assessment, code, kind,
    value (text used, decimal point), printed (the raw cell), predicate,
    document, place, url, rank, source, correction_id, correction_en, note_id,
    note_en. Where several rows give one value, the first by ``rank`` is the
    one used; all are kept.
    """
    return _frame(version(), "published")


def load_category_means() -> pd.DataFrame:
    """Printed means, counts and shares by category, the row to use first.

    Means are means over institutions: never test them for whole levels.
    """
    return _frame(version(), "category_means")


def load_outcomes() -> pd.DataFrame:
    """Other published figures about provinces (IP-TIK and a few more)."""
    return _frame(version(), "outcomes")


def load_conflicts() -> pd.DataFrame:
    """Where two sources disagree, misprints, and claims against the record."""
    return _frame(version(), "conflicts", year=False)


def published_years(institution: str, stage: str = _FINAL) -> list[int]:
    """Years with at least one published value of that stage, in order."""
    made = version()
    name = _canonical(institution, made)
    return sorted(year for body, year, at in _groups(made) if (body, at) == (name, stage))


def scorecard_for(institution: str, year: int, stage: str = _FINAL) -> Scorecard:
    """What was published of one institution in one year, one value per code.

    Where documents give the same value twice, the first by precedence is
    taken (result report, national report, decree, own site, press); the
    others, corrections and remarks are told in ``notes``.

    Parameters
    ----------
    institution : str
        Any name `resolve_institution` understands.
    year : int
        Index year.
    stage : str
        ``final``, ``interim`` or ``self_assessment``.

    Raises
    ------
    EvidenceError
        If nothing was published for that year and stage; the years there are
        are listed.
    """
    made = version()
    name = _canonical(institution, made)
    rows = _groups(made).get((name, int(year), stage))
    if rows is None:
        there = [f"{at} {when}" for body, when, at in _groups(made) if body == name]
        raise EvidenceError(
            Message("published.nothing", institution=name, year=year, stage=stage),
            [Message("published.there", years=tuple(there)) if there else Message("published.none")],
            Message("advice.published_years"),
        )
    return _evidence(rows)


def all_scorecards(year: int, stage: str = _FINAL, data: Path | None = None) -> dict[str, Scorecard]:
    """Every institution's evidence of one year and stage, by canonical name in alphabetical order."""
    return {
        name: _evidence(rows)
        for (name, when, at), rows in _groups(version(data)).items()
        if (when, at) == (int(year), stage)
    }


def category_scope(kind: str, year: int) -> str:
    """The category whose printed mean covers a kind of body in a year.

    Raises
    ------
    EvidenceError
        If no document gives a mean for that kind and year.
    """
    scopes = {(row["year"], row["kind"]): row["scope"] for row in rows_of(version(), "category_scopes")}
    if (str(year), kind) not in scopes:
        there = tuple(sorted(when for when, of in scopes if of == kind))
        kinds = tuple(sorted({of for _, of in scopes}))
        instead = Message("prior.years", years=there) if there else Message("prior.kinds", kinds=kinds)
        raise EvidenceError(Message("prior.no_scope", kind=kind, year=year), [instead])
    return scopes[str(year), kind]


def category_means_for(kind: str, year: int) -> dict[str, PrintedValue]:
    """Printed mean of every node for the category that covers a kind of body in a year.

    The national report is taken before a result report; doubtful means are
    left out. They are means over institutions, not scores of whole levels.
    """
    scope = category_scope(kind, year)
    means: dict[str, PrintedValue] = {}
    for row in rows_of(version(), "category_means"):
        if (row["year"], row["scope"]) == (str(year), scope) and not row["suspect"] and "-" in row["code"]:
            means.setdefault(row["code"], PrintedValue.read(row["code"], row["value"], row["document"], "", row["url"]))
    return means


def other_values(institution: str, year: int, stage: str = _FINAL) -> list[dict[str, str]]:
    """Rows of the same institution, year and stage that precedence leaves out."""
    made = version()
    rows = _groups(made).get((_canonical(institution, made), int(year), stage), ())
    used = {row["code"]: row for row in reversed(rows)}
    return [dict(row) for row in rows if row is not used[row["code"]]]


def _canonical(text: str, made: Version) -> str:
    return text if text in _names(made) else resolve_institution(text).name


@lru_cache(maxsize=4)
def _names(made: Version) -> frozenset[str]:
    return frozenset(row["institution"] for row in rows_of(made, "institutions"))


@lru_cache(maxsize=4)
def _groups(made: Version) -> dict[tuple[str, int, str], tuple[dict[str, str], ...]]:
    groups: dict[tuple[str, int, str], list[dict[str, str]]] = {}
    for row in rows_of(made, "published"):
        groups.setdefault((row["institution"], int(row["year"]), row["stage"]), []).append(row)
    return {key: tuple(rows) for key, rows in groups.items()}


def _evidence(rows: tuple[dict[str, str], ...]) -> Scorecard:
    """Rows of one body, year and stage; they stand in order of code and rank, so the first of a code is used."""
    used: dict[str, dict[str, str]] = {}
    others = []
    for row in rows:
        if used.setdefault(row["code"], row) is not row:
            others.append(row)
    index = next((row for row in rows if row["kind"] == "index"), rows[0])
    named = next((row for row in rows if row["predicate"]), None)
    values = {
        code: _value(row["code"], row["value"], row["document"], row["place"], row["url"]) for code, row in used.items()
    }
    return Scorecard(
        regulation=index["regulation"],
        values=values,
        institution=index["institution"],
        year=int(index["year"]),
        stage=index["stage"],
        assessment=index["assessment"],
        predicate=index["predicate"] or (named["predicate"] if named else ""),
        notes=_notes(used, others, index, named),
    )


def _notes(
    used: dict[str, dict[str, str]], others: list[dict[str, str]], index: dict[str, str], named
) -> tuple[Message, ...]:
    """Corrections, other sources of a value or the predicate, remarks; each once."""
    notes = [_corrected(row) for row in used.values() if row["correction_en"]]
    for row in others:
        first = used[row["code"]]
        about = {"codes": row["code"], "value": row["value"], "document": row["document"]}
        if Fraction(row["value"]) == Fraction(first["value"]):
            notes.append(Message("note.also", **about))
        else:
            notes.append(Message("note.differs", **about, used=first["value"], other=first["document"]))
    if named and named is not index:
        notes.append(Message("note.predicate", predicate=named["predicate"], document=named["document"]))
    for row in others:
        if row["predicate"] and named and row["predicate"] != named["predicate"]:
            notes.append(Message("note.other_predicate", predicate=row["predicate"], document=row["document"]))
    remarks: dict[tuple[str, str], list[str]] = {}
    for row in (*used.values(), *others):
        if row["note_en"]:
            remarks.setdefault((row["note_en"], row["note_id"]), []).append(row["code"])
    notes += [
        Message("note.remark", codes=tuple(dict.fromkeys(codes)), remark_en=english, remark_id=indonesian)
        for (english, indonesian), codes in remarks.items()
    ]
    return tuple(dict.fromkeys(notes))


def _corrected(row: dict[str, str]) -> Message:
    about: dict[str, object] = {
        "codes": row["code"],
        "document": row["document"],
        "used": row["value"],
        "remark_en": row["correction_en"],
        "remark_id": row["correction_id"],
    }
    if row["printed"]:
        return Message("note.corrected", printed=row["printed"], **about)
    return Message("note.illegible", **about)


@lru_cache(maxsize=50_000)
def _value(code: str, text: str, document: str, place: str, url: str) -> PrintedValue:
    return PrintedValue.read(code, text, document, place, url)


def _frame(made: Version, table: str, year: bool = True) -> pd.DataFrame:
    frame = _cached_frame(made, table)
    return frame.assign(year=frame["year"].astype(int)) if year else frame.copy()


@lru_cache(maxsize=8)
def _cached_frame(made: Version, table: str) -> pd.DataFrame:
    import pandas as pd

    rows = rows_of(made, table)
    return pd.DataFrame(list(rows), columns=list(rows[0]) if rows else None, dtype=str)
