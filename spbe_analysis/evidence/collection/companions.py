"""Tidy rows of what stands beside the scores: register, names, category means, outcomes, conflicts."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.collection.tidy import SHAPES, Bodies, Raw, framework_of, plain_number
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.schema import MEASURES, SOURCES
from spbe_analysis.message import Message

_MEANS_ORDER = tuple(dict.fromkeys(("national_report", "result_report", *SOURCES)))
_SLUG_LENGTH, _HASH_LENGTH = 60, 6


def slug_of(name: str) -> str:
    """A name for folders and addresses: ASCII letters, digits and hyphens, then a short hash.

    Different names get different slugs, and no name can lead out of a folder.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.removeprefix("pemerintah ")).strip("-")[:_SLUG_LENGTH].strip("-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]
    return f"{words or 'x'}-{digest}"


def bodies_of(raws: list[Raw]) -> tuple[Bodies, list[Message]]:
    """The register as a look-up from printed to canonical names, and what is wrong with it."""
    province: dict[str, str] = {}
    printed: dict[tuple[str, str], str] = {}
    faults: list[Message] = []
    for raw, row in _rows(raws, "register"):
        if row["institution"] in province:
            faults.append(raw.wrong("raw.body_twice", row, "institution"))
        province[row["institution"]] = row["province"]
    for raw, row in _rows(raws, "printed_names"):
        key = (row["year"], row["printed"])
        if row["institution"] not in province:
            faults.append(raw.wrong("raw.no_body", row, "institution"))
        if key in printed:
            faults.append(raw.wrong("raw.two_bodies", row, "printed", year=row["year"]))
        printed[key] = row["institution"]
    return Bodies(province, printed), faults


def institution_rows(raws: list[Raw]) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows of institutions.csv in alphabetical order."""
    rows = [
        {name: row[name] for name in SHAPES["register"].columns} | {"slug": slug_of(row["institution"])}
        for _, row in _rows(raws, "register")
    ]
    rows.sort(key=lambda row: row["institution"])
    slugs = [row["slug"] for row in rows]
    return rows, [Message("raw.slug", slug=slug) for slug in sorted(set(slugs)) if slugs.count(slug) > 1]


def name_rows(raws: list[Raw], bodies: Bodies) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows of names.csv: printed names by year, then short names."""
    rows = [
        {"institution": row["institution"], "name": row["printed"], "sort": "printed", "year": row["year"]}
        for _, row in _rows(raws, "printed_names")
    ]
    faults = []
    for raw, row in _rows(raws, "aliases"):
        if row["institution"] not in bodies.province:
            faults.append(raw.wrong("raw.no_body", row, "institution"))
        rows.append({"institution": row["institution"], "name": row["alias"], "sort": "alias", "year": ""})
    return sorted(
        rows, key=lambda row: (row["institution"], row["sort"] != "printed", row["year"], row["name"])
    ), faults


def mean_rows(raws: list[Raw]) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows of category_means.csv; where documents differ the first of a code is the one to use."""
    rows, faults = [], []
    for raw, row in _rows(raws, "means"):
        framework = framework_of(row["year"])
        code = framework.find(row["code"]) if framework else None
        kind = framework.nodes[code].kind if framework and code else MEASURES.get(row["code"])
        if framework is None or kind is None:
            faults.append(raw.wrong("raw.measure", row, "code", year=row["year"]))
            continue
        text = row["value"].removesuffix("%") if kind == "share" else row["value"]
        try:
            value = parse_score(text)[0] if code else plain_number(text)
        except EvidenceError:
            value = None
        if value is None or (code and not framework.minimum <= value <= framework.maximum):
            faults.append(raw.wrong("raw.no_score" if code else "raw.not_kind", row, "value", kind=kind))
            continue
        rank = _MEANS_ORDER.index(raw.side.source) + 1
        tidy = {
            **{name: row[name] for name in ("year", "scope", "suspect", "name")},
            "regulation": framework.id,
            "code": code or row["code"],
            "kind": kind,
            "value": text.replace(",", "."),
            "printed": row["value"],
            "document": raw.side.title,
            "url": raw.side.url,
            "rank": str(rank),
            "source": raw.side.source,
            **raw.noted(row["note"]),
        }
        other_year = str(raw.side.about.get("document_year", "")) != row["year"]
        place = list(framework.nodes).index(code) if code else len(framework.nodes)
        rows.append(
            ((row["year"], row["scope"], place, tidy["code"], rank, other_year, raw.table.name, row.line), tidy)
        )
    rows.sort(key=lambda found: found[0])
    return [tidy for _, tidy in rows], faults


def scope_rows(raws: list[Raw]) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows of category_scopes.csv; a scope must have means in its year."""
    known = {(row["year"], row["scope"]) for _, row in _rows(raws, "means")}
    rows, faults = [], []
    for raw, row in _rows(raws, "scopes"):
        if (row["year"], row["scope"]) not in known:
            faults.append(raw.wrong("raw.no_mean", row, "scope", year=row["year"]))
        rows.append(dict(row.cells))
    return sorted(rows, key=lambda row: (row["year"], row["kind"])), faults


def outcome_rows(raws: list[Raw], bodies: Bodies) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows of outcomes.csv with the variable's names and scale."""
    variables = {row["variable"]: row.cells for _, row in _rows(raws, "variables")}
    rows, faults = [], []
    for raw, row in _rows(raws, "outcomes"):
        about = variables.get(row["variable"])
        if about is None:
            faults.append(raw.wrong("raw.variable", row, "variable"))
        if row["institution"] and row["institution"] not in bodies.province:
            faults.append(raw.wrong("raw.no_body", row, "institution"))
        if plain_number(row["value"]) is None:
            faults.append(raw.wrong("raw.no_number", row, "value"))
        cells = {name: cell for name, cell in row.cells.items() if name != "note"} | raw.noted(row["note"])
        rows.append({**cells, **(about or {}), "value": row["value"].replace(",", ".")})
    return sorted(rows, key=lambda row: (row["variable"], row["year"], row["institution"], row["province"])), faults


def conflict_rows(raws: list[Raw]) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows of conflicts.csv as noted."""
    return sorted((dict(row.cells) for _, row in _rows(raws, "conflicts")), key=lambda row: int(row["no"])), []


def _rows(raws: list[Raw], shape: str):
    return [(raw, row) for raw in raws if raw.side.shape == shape for row in raw.table.rows]
