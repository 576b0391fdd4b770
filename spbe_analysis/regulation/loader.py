"""Regulations read from their folders and refused unless they add up."""

from __future__ import annotations

import csv
import re
import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path

from spbe_analysis.errors import RegulationError
from spbe_analysis.message import Message
from spbe_analysis.regulation.framework import Framework, Node
from spbe_analysis.regulation.grid import KINDS, WHOLE
from spbe_analysis.regulation.rounding import RULES

DATA = Path(__file__).parent / "data"
PREDICATE_RULES = ("rounded", "exact")
_COLUMNS = ["code", "number", "kind", "parent", "weight_pct", "name_id", "name_en", "capability", "source"]
_STATED = ["id", "prefix", "title_id", "title_en", "index_years", "status"]
_STATED += ["scale", "rounding", "predicates", "predicate_rule"]
_STEP = re.compile(r"^1(/[1-9]\d{0,3})?$")
_WEIGHT = re.compile(r"^\d+(\.\d+|/\d+)?$")


def regulation_ids(directory: Path = DATA) -> list[str]:
    """Identifiers of every regulation the project holds, the oldest first.

    Examples
    --------
    >>> regulation_ids()[0]
    'permenpanrb-5-2018'
    """
    found = [path.parent.name for path in directory.glob("*/regulation.toml")]
    return sorted(found, key=lambda name: (name.rsplit("-", 1)[-1], name))


@cache
def load_framework(regulation: str, directory: Path = DATA) -> Framework:
    """Read a regulation from its folder and refuse it unless it adds up.

    Parameters
    ----------
    regulation : str
        Folder name, for example ``permenpanrb-59-2020``.
    directory : Path
        Where regulations lie; the package's own data by default.

    Raises
    ------
    RegulationError
        If the folder is missing, or anything in it does not add up. Every
        fault is listed; nothing is rescaled.

    Examples
    --------
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> framework.root, framework.children("P59-D1")
    ('P59-INDEX', ('P59-A1',))
    """
    folder = Path(directory) / regulation
    if regulation not in regulation_ids(directory):
        shown = regulation if len(regulation) <= 60 else f"{regulation[:60]}..."
        raise RegulationError(
            Message("law.unknown", text=shown), advice=Message("advice.known", known=tuple(regulation_ids(directory)))
        )
    try:
        meta = tomllib.loads((folder / "regulation.toml").read_text(encoding="utf-8"))
        with (folder / "nodes.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegulationError(
            Message("law.unreadable", law=regulation), [Message("place.at", where=folder, fault=str(error))]
        ) from error
    faults = _meta_faults(meta)
    nodes = _read_nodes(rows, faults)
    faults += _tree_faults(nodes, meta)
    if faults:
        raise RegulationError(Message("law.no_sum", law=regulation), faults, Message("advice.annex", folder=folder))
    return Framework(meta["id"], meta["prefix"], meta, nodes)


@cache
def framework_for_year(year: int) -> Framework:
    """The regulation in force for an index year.

    Raises
    ------
    RegulationError
        If no regulation covers the year.

    Examples
    --------
    >>> framework_for_year(2024).id
    'permenpanrb-59-2020'
    """
    for name in regulation_ids():
        framework = load_framework(name)
        if year in framework.index_years:
            return framework
    covered = [f"{y}" for name in regulation_ids() for y in load_framework(name).index_years]
    raise RegulationError(
        Message("published.no_law", year=year), advice=Message("advice.covered", years=tuple(covered))
    )


def _read_nodes(rows: list[dict], faults: list[Message]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for line, row in enumerate(rows, start=2):
        row = {key: (row.get(key) or "") for key in (*_COLUMNS, "grid")}
        code = row["code"]
        if not code or code in nodes:
            faults.append(Message("law.code_twice" if code else "law.code_empty", line=line, code=code))
            continue
        if not _WEIGHT.match(row["weight_pct"]):
            faults.append(Message("law.weight_form", line=line, code=code, text=row["weight_pct"]))
            continue
        faults += [
            Message("law.lacks", line=line, code=code, key=key)
            for key in ("name_id", "name_en", "source")
            if not row[key]
        ]
        weight = Fraction(row["weight_pct"]) / 100
        about = {name: row[name] for name in _COLUMNS if name != "weight_pct"}
        nodes[code] = Node(**about, weight=weight, weight_printed=row["weight_pct"], grid=row["grid"] or WHOLE.id)
    return nodes


def _tree_faults(nodes: dict[str, Node], meta: dict) -> list[Message]:
    faults = []
    order = list(nodes)
    for code, node in nodes.items():
        if node.parent and (node.parent not in nodes or order.index(node.parent) > order.index(code)):
            faults.append(Message("law.parent", code=code, parent=node.parent))
        if not code.startswith(f"{meta.get('prefix')}-"):
            faults.append(Message("law.prefix", code=code, prefix=meta.get("prefix")))
        below = [child for child in nodes.values() if child.parent == code]
        total = sum((child.weight for child in below), Fraction(0))
        if below and total != node.weight:
            faults.append(Message("law.children", code=code, weight=node.weight_printed, total=float(total * 100)))
        if not below and node.kind != "indicator":
            faults.append(Message("law.nothing_below", code=code, kind=node.kind))
        if below and node.kind == "indicator":
            faults.append(Message("law.rows_below", code=code))
        if node.weight <= 0:
            faults.append(Message("law.no_weight", code=code))
        if node.grid != WHOLE.id and (below or node.grid not in meta.get("grids", {})):
            faults.append(Message("law.grid", code=code, grid=node.grid))
    roots = [code for code, node in nodes.items() if not node.parent]
    if len(roots) != 1 or nodes[roots[0]].weight != 1:
        faults.append(Message("law.root", found=", ".join(roots) or "none"))
    leaves = [node for node in nodes.values() if node.kind == "indicator"]
    found = {
        "scored_items": len(leaves),
        "indicator": len({re.sub(r"\D", "", node.number) for node in leaves}),
        **{kind: sum(node.kind == kind for node in nodes.values()) for kind in ("domain", "aspect")},
    }
    for kind, number in meta.get("counts", {}).items():
        if found.get(kind) != number:
            faults.append(Message("law.count", number=number, kind=kind, found=found.get(kind)))
    return faults


def _meta_faults(meta: dict) -> list[Message]:
    faults = [Message("law.missing", key=key) for key in _STATED if key not in meta]
    if faults:
        return faults
    scale = meta["scale"]
    if not scale["minimum"] < scale["maximum"]:
        faults.append(Message("law.scale", minimum=scale["minimum"], maximum=scale["maximum"]))
    if meta["rounding"]["rule"] not in RULES:
        faults.append(Message("law.rounding", rule=meta["rounding"]["rule"], known=tuple(RULES)))
    faults += [fault for name, grid in meta.get("grids", {}).items() for fault in _grid_faults(name, grid)]
    bounds = [Fraction(p["from"]) for p in meta["predicates"]]
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != scale["minimum"]:
        faults.append(Message("law.predicates"))
    rules = [meta["predicate_rule"]["default"], *meta["predicate_rule"].get("years", {}).values()]
    faults += [Message("law.predicate_rule", rule=rule) for rule in rules if rule not in PREDICATE_RULES]
    return faults


def _grid_faults(name: str, grid: dict) -> list[Message]:
    where = f"regulation.toml: grid {name!r}"
    faults = []
    if grid.get("kind") not in KINDS:
        faults.append(Message("law.grid_kind", where=where, text=grid.get("kind"), known=tuple(KINDS)))
    for key in ("step", *({"printed_step"} & grid.keys())):
        if not _STEP.match(str(grid.get(key, ""))):
            faults.append(Message("law.grid_part", where=where, key=key, text=grid.get(key)))
    if not grid.get("known", True) and not (grid.get("basis_id") and grid.get("basis_en")):
        faults.append(Message("law.grid_basis", where=where))
    return faults
