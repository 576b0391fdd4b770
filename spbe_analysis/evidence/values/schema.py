"""The tables of data/processed: their columns, types and meaning, in one place."""

from __future__ import annotations

from typing import NamedTuple

from spbe_analysis.message import Message

SOURCES = ("result_report", "national_report", "decree", "own_site", "press")
STAGES = ("final", "interim", "self_assessment")
ASSESSMENTS = ("evaluasi", "pemantauan")
KINDS = ("index", "domain", "aspect", "indicator")
MEASURES = {"n_institutions": "count", "n_baik_or_above": "count", "share_baik_or_above": "share"}
_SCORE = r"^\d(\.\d{1,2})?$"


class Column(NamedTuple):
    """One column: name, Frictionless type, unit, meaning, where its content comes from, and what it may hold."""

    name: str
    type: str
    unit: str
    meaning: str
    origin: str
    required: bool = True
    values: tuple[str, ...] = ()
    pattern: str = ""


def _in_both(name: str, meaning: str, source: str = "raw cell", required: bool = True) -> tuple[Column, Column]:
    """The same column in Indonesian and in English; words in quotation marks stay in their source's language."""
    return (
        Column(f"{name}_id", "string", "", f"{meaning}, in Indonesian", source, required),
        Column(f"{name}_en", "string", "", f"{meaning}, in English", source, required),
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


_INSTITUTION = Column("institution", "string", "", "Canonical name of the body, as in institutions.csv", "register")
_YEAR = Column("year", "integer", "index year", "Year the figure is about", "sidecar or raw cell", pattern=r"^\d{4}$")
_REGULATION = Column("regulation", "string", "", "Regulation in force that year", "derived from the year")
_DOCUMENT = Column("document", "string", "", "Document or page the figure was read in", "sidecar or raw cell")
_URL = Column("url", "string", "", "Address the document was read at", "sidecar or raw cell")
_SOURCE = Column("source", "string", "", "What kind of document it is", "sidecar or raw cell", values=SOURCES)
_NOTES = (
    Column(
        "note_id", "string", "", "What a reader must know about this row, in Indonesian", "remarks.csv", required=False
    ),
    Column(
        "note_en",
        "string",
        "",
        "What a reader must know about this row, in English",
        "raw cell, or the sidecar's remark on a cell",
        required=False,
    ),
)

TABLES = (
    TableSchema(
        "published",
        "One row per published value of an institution",
        (
            _INSTITUTION,
            _YEAR,
            _REGULATION,
            Column(
                "stage",
                "string",
                "",
                "Stage of the evaluation the value belongs to",
                "sidecar or raw cell",
                values=STAGES,
            ),
            Column(
                "assessment",
                "string",
                "",
                "Evaluation, or monitoring on documents only",
                "sidecar or raw cell",
                values=ASSESSMENTS,
            ),
            Column("code", "string", "", "Node of the regulation, with its prefix", "raw cell, written whole"),
            Column("kind", "string", "", "What the node is", "regulation", values=KINDS),
            Column(
                "value",
                "string",
                "score or level",
                "Value used, decimal point, decimals as printed",
                "raw cell, or corrections.csv",
                pattern=_SCORE,
            ),
            Column(
                "printed",
                "string",
                "score or level",
                "Cell as the raw file has it, before any correction",
                "raw cell",
                required=False,
            ),
            Column("predicate", "string", "", "Predicate printed beside an index", "raw cell", required=False),
            _DOCUMENT,
            Column(
                "place",
                "string",
                "",
                "Table, page or heading in the document",
                "raw cell, or table and number",
                required=False,
            ),
            _URL,
            Column(
                "rank",
                "integer",
                "1 first",
                "Precedence of the kind of document: where several give a value, the lowest rank is used",
                "derived from source",
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
            Column("kind", "string", "", "Kind of body, after the tables of the national reports", "register"),
            Column("province", "string", "", "Province a local government lies in", "register", required=False),
            Column(
                "slug",
                "string",
                "",
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
            Column("name", "string", "", "Name as printed that year, or a short name in everyday use", "raw cell"),
            Column("sort", "string", "", "Where the name comes from", "raw file", values=("printed", "alias")),
            Column(
                "year",
                "integer",
                "index year",
                "Year of a printed name",
                "raw cell",
                required=False,
                pattern=r"^(\d{4})?$",
            ),
        ),
    ),
    TableSchema(
        "category_means",
        "Printed means, counts and shares by category of institutions",
        (
            _YEAR,
            _REGULATION,
            Column("scope", "string", "", "Category as the documents name it", "raw cell"),
            Column(
                "code",
                "string",
                "",
                "Node of the regulation with its prefix, or the name of a count or share",
                "raw cell, written whole",
            ),
            Column(
                "kind",
                "string",
                "",
                "What the row is",
                "regulation, or the measure",
                values=(*KINDS, *sorted(set(MEASURES.values()))),
            ),
            Column(
                "value",
                "string",
                "score, bodies, or per cent",
                "Value used, decimal point",
                "raw cell",
                pattern=r"^\d+(\.\d+)?$",
            ),
            Column("printed", "string", "", "Cell as the raw file has it", "raw cell"),
            Column(
                "suspect",
                "string",
                "",
                "yes: the figure is doubtful and not used as a category mean",
                "raw cell",
                required=False,
                values=("yes",),
            ),
            Column("name", "string", "", "Name of the row as the document prints it", "raw cell"),
            _DOCUMENT,
            _URL,
            Column(
                "rank",
                "integer",
                "1 first",
                "Precedence for means: the national report comes before a result report; within one kind, the report of the year itself comes first",
                "derived from source",
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
            Column("kind", "string", "", "Kind of body in the register", "raw cell"),
            Column("scope", "string", "", "Category in category_means.csv", "raw cell"),
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
            Column("province", "string", "", "Province as the source names it", "raw cell"),
            _YEAR,
            Column("variable", "string", "", "Short name of the variable", "raw cell", pattern=r"^[a-z_]+$"),
            Column("name_id", "string", "", "Name of the variable in Indonesian", "variables.csv"),
            Column("name_en", "string", "", "Name of the variable in English", "variables.csv"),
            Column(
                "value",
                "string",
                "as the variable's scale",
                "Value, decimal point",
                "raw cell",
                pattern=r"^\d+(\.\d+)?$",
            ),
            Column("scale", "string", "", "Scale the source states", "variables.csv", required=False),
            Column("publisher", "string", "", "Body that compiles the variable", "variables.csv"),
            _URL,
            *_NOTES,
        ),
    ),
    TableSchema(
        "conflicts",
        "Where two sources disagree, misprints, and claims against the record",
        (
            Column("no", "integer", "", "Running number", "raw cell", pattern=r"^\d+$"),
            *_in_both("subject", "Body, category or thing it is about"),
            Column(
                "year", "integer", "index year", "Year it is about", "raw cell", required=False, pattern=r"^(\d{4})?$"
            ),
            *_in_both("item", "What the two figures or statements are of"),
            *_in_both("value_a", "First figure or statement"),
            Column("source_a", "string", "", "Where the first one stands", "raw cell", required=False),
            *_in_both("value_b", "Second figure or statement", required=False),
            Column("source_b", "string", "", "Where the second one stands", "raw cell", required=False),
            Column("kind", "string", "", "Kind of disagreement", "raw cell", pattern=r"^[a-z_]+$"),
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
