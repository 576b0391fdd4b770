"""From raw tables to tidy rows: whole codes, canonical names, one row per published value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from spbe_analysis.errors import EvidenceError, RegulationError
from spbe_analysis.evidence.collection.sources import Row, Shape, Sidecar, Table
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.schema import ASSESSMENTS, BY_NAME, SOURCES, STAGES
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year

_ABOUT = ("year", "stage", "assessment")
SHAPES = {
    "national": Shape(("table", "no", "institution", "predicate"), _ABOUT, source=True),
    "headings": Shape(("table", "heading"), ("year",)),
    "scorecard": Shape(("code", "value", "predicate", "place", "note"), ("institution", *_ABOUT), source=True),
    "index_list": Shape(
        ("institution", "year", "stage", "assessment", "value", "predicate", "source", "document", "url", "note")
    ),
    "means": Shape(("year", "scope", "code", "name", "value", "suspect", "note"), source=True),
    "register": Shape(("institution", "kind", "province")),
    "printed_names": Shape(("institution", "year", "printed")),
    "aliases": Shape(("alias", "institution")),
    "scopes": Shape(("year", "kind", "scope")),
    "outcomes": Shape(("institution", "province", "year", "variable", "value", "url", "note")),
    "variables": Shape(("variable", "name_id", "name_en", "short_name", "publisher", "scale")),
    "conflicts": Shape(BY_NAME["conflicts"].names),
    "remarks": Shape(("en", "id")),
    "worked_examples": Shape(("example", "code", "value", "role")),
}


class Raw(NamedTuple):
    """A raw table, corrected, and its sidecar; what its English remarks are in Indonesian."""

    table: Table
    side: Sidecar
    remarks: Mapping[str, str] = MappingProxyType({})

    def noted(self, *remarks: str) -> dict[str, str]:
        """Remarks as ``note_id`` and ``note_en``; one that is in no list stands as it is in both."""
        given = [remark for remark in remarks if remark]
        told = {"note_id": [self.remarks.get(remark, remark) for remark in given], "note_en": given}
        return {name: " ".join(texts) for name, texts in told.items()}

    def wrong(self, key: str, row: Row, column: str, **about: object) -> Message:
        """What is wrong with a cell: with its place, and under the column's name what it holds."""
        return Message(key, where=self.table.where(row, column), **{column: row[column]}, **about)


class Bodies(NamedTuple):
    """Who is who: canonical names, and the canonical name behind each printed one."""

    province: dict[str, str]
    printed: dict[tuple[str, str], str]

    def canonical(self, name: str, year: str) -> str | None:
        """Canonical name of a body as printed that year, or None."""
        return self.printed.get((year, name)) or (name if name in self.province else None)


class _Value(NamedTuple):
    """What a value is a value of, before it is read."""

    institution: str
    year: str
    stage: str
    assessment: str
    document: str
    place: str
    url: str
    source: str
    note: str = ""


def published_rows(raws: list[Raw], bodies: Bodies) -> tuple[list[dict[str, str]], list[Message]]:
    """One row per published value, in a fixed order, and every fault found on the way."""
    rows: list[tuple] = []
    faults: list[Message] = []
    readers = {"national": _national, "scorecard": _scorecard, "index_list": _index_list}
    for raw in raws:
        if raw.side.shape not in readers:
            continue
        marks: dict[str, str] = {}
        for about, given, row, column in readers[raw.side.shape](raw):
            _one_value(raw, row, column, given, about, bodies, rows, faults)
            marks.update({mark: raw.table.where(row, column) for mark in ",." if mark in row[column][1:]})
        if len(marks) > 1:
            faults.append(Message("raw.two_marks", where=marks[","], other=marks["."]))
    faults += _repeated(rows) + _headings(raws, bodies)
    rows.sort(key=lambda found: found[0])
    return [row for _, row, _ in rows], faults


def _national(raw: Raw):
    for row in raw.table.rows:
        value = _beside(raw, row["institution"], f"Tabel {row['table']}, no. {row['no']}")
        for column in raw.table.columns:
            if column not in SHAPES["national"].columns:
                yield value, column, row, column


def _scorecard(raw: Raw):
    for row in raw.table.rows:
        yield _beside(raw, raw.side.about["institution"], row["place"], row["note"]), row["code"], row, "value"


def _index_list(raw: Raw):
    for row in raw.table.rows:
        yield _Value(**{name: row.cells.get(name, "") for name in _Value._fields}), "index", row, "value"


def _beside(raw: Raw, institution: str, place: str, note: str = "") -> _Value:
    """A value of a table whose sidecar tells year, stage and document."""
    side, about = raw.side, raw.side.about
    told = str(about["year"]), about["stage"], about["assessment"]
    return _Value(institution, *told, side.title, place, side.url, side.source, note)


def _one_value(raw: Raw, row: Row, column: str, given: str, about: _Value, bodies: Bodies, rows, faults) -> None:
    """Add one tidy row to `rows`, or what is wrong with it to `faults`."""
    table = raw.table
    where = table.where(row, column)
    institution = bodies.canonical(about.institution, about.year)
    framework = framework_of(about.year)
    code = framework.find(given) if framework else None
    problems = [
        Message("raw.one_of", where=where, text=text, known=tuple(allowed))
        for text, allowed in ((about.stage, STAGES), (about.assessment, ASSESSMENTS), (about.source, SOURCES))
        if text not in allowed
    ]
    if not institution:
        problems.append(Message("raw.no_body", where=table.where(row, "institution"), institution=about.institution))
    if framework is None:
        problems.append(Message("raw.no_law", where=where, year=about.year))
    elif code is None:
        problems.append(Message("raw.no_code", where=where, law=framework.id, code=given))
    else:
        problems += _value_faults(framework, code, row, column, where)
    predicate = row.cells["predicate"] if framework and code == framework.root else ""
    if framework and predicate and "predicate" not in row.accepted and not framework.find_predicate(predicate):
        problems.append(raw.wrong("raw.predicate", row, "predicate", law=framework.id))
    faults += [problem for problem in problems if problem not in faults]
    if problems or framework is None or code is None or not row[column]:
        return
    rank = SOURCES.index(about.source) + 1
    remarks = (about.note, row.accepted.get(column, ""), row.accepted.get("predicate", "") if predicate else "")
    correction = row.corrected.get(column, {})
    tidy = {
        "institution": institution,
        "year": about.year,
        "regulation": framework.id,
        "stage": about.stage,
        "assessment": about.assessment,
        "code": code,
        "kind": framework.nodes[code].kind,
        "value": row[column].replace(",", "."),
        "printed": row.as_printed(column),
        "predicate": predicate,
        "document": about.document,
        "place": about.place,
        "url": about.url,
        "rank": str(rank),
        "source": about.source,
        "correction_id": correction.get("id", ""),
        "correction_en": correction.get("en", ""),
        **raw.noted(*remarks),
    }
    node = list(framework.nodes).index(code)
    order = (institution, about.year, STAGES.index(about.stage), node, rank, table.name, row.line)
    rows.append((order, tidy, where))


def _value_faults(framework: Framework, code: str, row: Row, column: str, where: str) -> list[Message]:
    text = row[column]
    if column in row.accepted:
        return []
    if not text:
        return [Message("raw.gap", where=where)]
    try:
        value, _ = parse_score(text)
    except EvidenceError as error:
        return [Message("place.at", where=where, fault=error.summary)]
    if not framework.minimum <= value <= framework.maximum:
        return [Message("raw.off_scale", where=where, text=text, minimum=framework.minimum, maximum=framework.maximum)]
    if framework.nodes[code].kind == "indicator" and not framework.fits(code, value):
        key = "raw.whole_level" if framework.ticks == 1 else "raw.possible_value"
        return [Message(key, where=where, code=code, text=text)]
    return []


def _repeated(rows: list[tuple]) -> list[Message]:
    """One fault for each raw line that says again what an earlier one said."""
    seen: dict[tuple, str] = {}
    faults: dict[tuple, Message] = {}
    for order, row, where in rows:
        key = tuple(row[name] for name in ("institution", "year", "stage", "code", "document", "url"))
        if key in seen:
            whose = {name: row[name] for name in ("institution", "year", "stage")}
            faults.setdefault(order[-2:], Message("raw.said_twice", where=where, first=seen[key], **whose))
        seen.setdefault(key, where)
    return list(faults.values())


def _headings(raws: list[Raw], bodies: Bodies) -> list[Message]:
    """A local government must stand in a table that is headed by its province."""
    headings = {
        (str(raw.side.about["year"]), row["table"]): (raw.table.where(row, "heading"), row["heading"])
        for raw in raws
        if raw.side.shape == "headings"
        for row in raw.table.rows
    }
    faults: dict[tuple, Message] = {}
    for raw in raws:
        for row in raw.table.rows if raw.side.shape == "national" else ():
            year = str(raw.side.about["year"])
            name = bodies.canonical(row["institution"], year) or ""
            province = bodies.province.get(name, "")
            where, heading = headings.get((year, row["table"]), ("", ""))
            if not where:
                fault = Message("raw.no_heading", where=raw.table.where(row, "table"), table=row["table"])
            elif province and not heading.endswith(province):
                fault = Message("raw.other_province", where=where, heading=heading, name=name, province=province)
            else:
                continue
            faults.setdefault((year, row["table"]), fault)
    return list(faults.values())


def framework_of(year: str) -> Framework | None:
    """The regulation in force in a year given as text, or None."""
    try:
        return framework_for_year(int(year)) if year.isascii() and year.isdigit() else None
    except RegulationError:
        return None


def plain_number(text: str) -> Fraction | None:
    """A number with a decimal comma or point as an exact fraction, or None."""
    parts = text.replace(",", ".").split(".")
    fits = len(parts) <= 2 and all(part.isascii() and part.isdigit() for part in parts)
    return Fraction(".".join(parts)) if fits else None
