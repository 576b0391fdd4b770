"""The tables of data/processed: their columns, types and meaning, in one place."""

from __future__ import annotations

from typing import NamedTuple

from spbe_analysis.message import Message

SOURCES = ("result_report", "national_report", "decree", "own_site", "press")
STAGES = ("final", "interim", "self_assessment")
ASSESSMENTS = ("evaluasi", "pemantauan")
KINDS = ("index", "domain", "aspect", "indicator")
MEASURES = {"n_institutions": "count", "n_baik_or_above": "count", "share_baik_or_above": "share"}


class Column(NamedTuple):
    """One column: name, meaning, where its content comes from, Frictionless type, unit, and what it may hold."""

    name: str
    meaning: str
    origin: str
    type: str = "string"
    unit: str = ""
    required: bool = True
    values: tuple[str, ...] = ()
    pattern: str = ""


def _in_both(name: str, meaning: str, origin: str = "raw cell", required: bool = True) -> tuple[Column, Column]:
    """The same column in Indonesian and in English; words in quotation marks stay in their source's language."""
    return (
        Column(f"{name}_id", f"{meaning}, in Indonesian", origin, required=required),
        Column(f"{name}_en", f"{meaning}, in English", origin, required=required),
    )


class TableSchema(NamedTuple):
    """One processed table."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)


_BESIDE = "sidecar or raw cell"
_INSTITUTION = Column("institution", "Canonical name of the body, as in institutions.csv", "register")
_YEAR = Column("year", "Year the figure is about", _BESIDE, "integer", "index year", pattern=r"^\d{4}$")
_MAYBE_YEAR = Column("year", "", "raw cell", "integer", "index year", required=False, pattern=r"^(\d{4})?$")
_REGULATION = Column("regulation", "Regulation in force that year", "derived from the year")
_DOCUMENT = Column("document", "Document or page the figure was read in", _BESIDE)
_URL = Column("url", "Address the document was read at", _BESIDE)
_SOURCE = Column("source", "What kind of document it is", _BESIDE, values=SOURCES)
_RANK = Column("rank", "", "derived from source", "integer", "1 first")
_NOTE_ID, _NOTE_EN = _in_both("note", "What a reader must know about this row", "remarks.csv", required=False)
_NOTES = (_NOTE_ID, _NOTE_EN._replace(origin="raw cell, or the sidecar's remark on a cell"))
_NUMBER = r"^\d+(\.\d+)?$"

TABLES = (
    TableSchema(
        "published",
        "One row per published value of an institution",
        (
            _INSTITUTION,
            _YEAR,
            _REGULATION,
            Column("stage", "Stage of the evaluation the value belongs to", _BESIDE, values=STAGES),
            Column("assessment", "Evaluation, or monitoring on documents only", _BESIDE, values=ASSESSMENTS),
            Column("code", "Node of the regulation, with its prefix", "raw cell, written whole"),
            Column("kind", "What the node is", "regulation", values=KINDS),
            Column(
                "value",
                "Value used, decimal point, decimals as printed",
                "raw cell, or corrections.csv",
                unit="score or level",
                pattern=r"^\d(\.\d{1,2})?$",
            ),
            Column(
                "printed",
                "Cell as the raw file has it, before any correction",
                "raw cell",
                unit="score or level",
                required=False,
            ),
            Column("predicate", "Predicate printed beside an index", "raw cell", required=False),
            _DOCUMENT,
            Column("place", "Table, page or heading in the document", "raw cell, or table and number", required=False),
            _URL,
            _RANK._replace(
                meaning="Precedence of the kind of document: where several give a value, the lowest rank is used",
                pattern=r"^[1-5]$",
            ),
            _SOURCE,
            *_in_both("correction", "Why the value used is not the printed one", "corrections.csv", required=False),
            *_NOTES,
        ),
    ),
    TableSchema(
        "institutions",
        "Register of the bodies evaluated",
        (
            _INSTITUTION,
            Column("kind", "Kind of body, after the tables of the national reports", "register"),
            Column("province", "Province a local government lies in", "register", required=False),
            Column(
                "slug",
                "Name for folders and addresses: ASCII and a short hash",
                "derived from the name",
                pattern=r"^[a-z0-9-]+$",
            ),
        ),
        ("institution",),
    ),
    TableSchema(
        "names",
        "Other names of the bodies",
        (
            _INSTITUTION,
            Column("name", "Name as printed that year, or a short name in everyday use", "raw cell"),
            Column("sort", "Where the name comes from", "raw file", values=("printed", "alias")),
            _MAYBE_YEAR._replace(meaning="Year of a printed name"),
        ),
    ),
    TableSchema(
        "category_means",
        "Printed means, counts and shares by category of institutions",
        (
            _YEAR,
            _REGULATION,
            Column("scope", "Category as the documents name it", "raw cell"),
            Column(
                "code",
                "Node of the regulation with its prefix, or the name of a count or share",
                "raw cell, written whole",
            ),
            Column(
                "kind",
                "What the row is",
                "regulation, or the measure",
                values=(*KINDS, *sorted(set(MEASURES.values()))),
            ),
            Column(
                "value",
                "Value used, decimal point",
                "raw cell",
                unit="score, bodies, or per cent",
                pattern=_NUMBER,
            ),
            Column("printed", "Cell as the raw file has it", "raw cell"),
            Column(
                "suspect",
                "yes: the figure is doubtful and not used as a category mean",
                "raw cell",
                required=False,
                values=("yes",),
            ),
            Column("name", "Name of the row as the document prints it", "raw cell"),
            _DOCUMENT,
            _URL,
            _RANK._replace(
                meaning="Precedence for means: the national report comes before a result report; within one kind, "
                "the report of the year itself comes first",
                pattern=r"^\d+$",
            ),
            _SOURCE,
            *_NOTES,
        ),
    ),
    TableSchema(
        "category_scopes",
        "Which printed category covers which kind of body",
        (
            _YEAR,
            Column("kind", "Kind of body in the register", "raw cell"),
            Column("scope", "Category in category_means.csv", "raw cell"),
        ),
        ("year", "kind"),
    ),
    TableSchema(
        "outcomes",
        "Other published figures about provinces",
        (
            _INSTITUTION._replace(
                required=False, meaning="Canonical name of the provincial government; empty for the nation"
            ),
            Column("province", "Province as the source names it", "raw cell"),
            _YEAR,
            Column("variable", "Code of the variable", "raw cell", pattern=r"^[a-z_]+$"),
            Column("name_id", "Name of the variable in Indonesian", "variables.csv"),
            Column("name_en", "Name of the variable in English", "variables.csv"),
            Column("short_name", "Short name of the variable in both languages", "variables.csv", required=False),
            Column("value", "Value, decimal point", "raw cell", unit="as the variable's scale", pattern=_NUMBER),
            Column("scale", "Scale the source states", "variables.csv", required=False),
            Column("publisher", "Body that compiles the variable", "variables.csv"),
            _URL,
            *_NOTES,
        ),
    ),
    TableSchema(
        "conflicts",
        "Where two sources disagree, misprints, and claims against the record",
        (
            Column("no", "Running number", "raw cell", "integer", pattern=r"^\d+$"),
            *_in_both("subject", "Body, category or thing it is about"),
            _MAYBE_YEAR._replace(meaning="Year it is about"),
            *_in_both("item", "What the two figures or statements are of"),
            *_in_both("value_a", "First figure or statement"),
            Column("source_a", "Where the first one stands", "raw cell", required=False),
            *_in_both("value_b", "Second figure or statement", required=False),
            Column("source_b", "Where the second one stands", "raw cell", required=False),
            Column("kind", "Kind of disagreement", "raw cell", pattern=r"^[a-z_]+$"),
            *_in_both("comment", "What is known about it", required=False),
        ),
        ("no",),
    ),
)
BY_NAME = {table.name: table for table in TABLES}


def frictionless(table: TableSchema) -> dict:
    """The table's schema as a Frictionless Table Schema."""
    fields = []
    for column in table.columns:
        limits: dict = {"required": True} if column.required else {}
        if column.values:
            limits["enum"] = list(column.values)
        if column.pattern and column.type == "string":
            limits["pattern"] = column.pattern
        unit = f" [{column.unit}]" if column.unit else ""
        field = {"name": column.name, "type": column.type, "description": f"{column.meaning}{unit}"}
        fields.append({**field, "constraints": limits} if limits else field)
    schema = {"fields": fields, "missingValues": [""]}
    return {**schema, "primaryKey": list(table.key)} if table.key else schema


def schema_faults(table: TableSchema, frame) -> list[Message]:
    """Every cell of a frame of text that the table's schema refuses, found with pandera.

    Parameters
    ----------
    table : TableSchema
        The table's columns.
    frame : DataFrame
        The table with every cell as text.
    """
    import pandera.pandas as pa

    columns = {}
    for column in table.columns:
        checks = [pa.Check.isin([*column.values, *([] if column.required else [""])])] if column.values else []
        if column.pattern:
            checks.append(pa.Check.str_matches(column.pattern))
        if column.required:
            checks.append(pa.Check.str_length(min_value=1))
        columns[column.name] = pa.Column(str, checks, nullable=False)
    schema = pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key) or None)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        found = error.failure_cases
        return [
            Message(
                "raw.schema",
                file=table.name,
                line=int(case.index) + 2 if case.index == case.index and case.index is not None else 1,
                column=case.column,
                text=case.failure_case,
                check=case.check,
            )
            for case in found.itertuples(index=False)
        ]
    return []
