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
        raise RegulationError(f"{regulation} cannot be read", [f"{folder}: {error}"]) from error
    faults = _meta_faults(meta)
    nodes = _read_nodes(rows, faults)
    faults += _tree_faults(nodes, meta)
    if faults:
        raise RegulationError(
            f"{regulation} does not add up",
            faults,
            f"Check {folder} against the regulation's annex; nothing is rescaled.",
        )
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


def _read_nodes(rows: list[dict], faults: list[str]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for line, row in enumerate(rows, start=2):
        row = {key: (row.get(key) or "") for key in (*_COLUMNS, "grid")}
        code = row["code"]
        if not code or code in nodes:
            faults.append(f"nodes.csv line {line}: code {code!r} is {'repeated' if code else 'empty'}")
            continue
        if not _WEIGHT.match(row["weight_pct"]):
            faults.append(f"nodes.csv line {line}: {code} has weight_pct {row['weight_pct']!r}, expected 1.30 or 10/3")
            continue
        faults += [
            f"nodes.csv line {line}: {code} has no {key}" for key in ("name_id", "name_en", "source") if not row[key]
        ]
        weight = Fraction(row["weight_pct"]) / 100
        nodes[code] = Node(
            code,
            row["number"],
            row["kind"],
            row["parent"],
            weight,
            row["weight_pct"],
            row["name_id"],
            row["name_en"],
            row["capability"],
            row["source"],
            row["grid"] or WHOLE.id,
        )
    return nodes


def _tree_faults(nodes: dict[str, Node], meta: dict) -> list[str]:
    faults = []
    order = list(nodes)
    for code, node in nodes.items():
        if node.parent and (node.parent not in nodes or order.index(node.parent) > order.index(code)):
            faults.append(f"{code}: parent {node.parent!r} is not a row above it")
        if not code.startswith(f"{meta.get('prefix')}-"):
            faults.append(f"{code}: expected the prefix {meta.get('prefix')}-")
        below = [child for child in nodes.values() if child.parent == code]
        total = sum((child.weight for child in below), Fraction(0))
        if below and total != node.weight:
            faults.append(
                f"{code}: printed weight {node.weight_printed} %, its children add up to {float(total * 100):.10g} %"
            )
        if not below and node.kind != "indicator":
            faults.append(f"{code}: a {node.kind} without anything below it")
        if below and node.kind == "indicator":
            faults.append(f"{code}: an indicator with rows below it")
        if node.weight <= 0:
            faults.append(f"{code}: weight must be above zero")
        if node.grid != WHOLE.id and (below or node.grid not in meta.get("grids", {})):
            faults.append(f"{code}: grid {node.grid!r}, expected one of regulation.toml, and of an indicator only")
    roots = [code for code, node in nodes.items() if not node.parent]
    if len(roots) != 1 or nodes[roots[0]].weight != 1:
        faults.append(f"expected one root of weight 100 %, found {', '.join(roots) or 'none'}")
    leaves = [node for node in nodes.values() if node.kind == "indicator"]
    found = {
        "scored_items": len(leaves),
        "indicator": len({re.sub(r"\D", "", node.number) for node in leaves}),
        **{kind: sum(node.kind == kind for node in nodes.values()) for kind in ("domain", "aspect")},
    }
    for kind, number in meta.get("counts", {}).items():
        if found.get(kind) != number:
            faults.append(f"expected {number} of {kind}, found {found.get(kind)}")
    return faults


def _meta_faults(meta: dict) -> list[str]:
    faults = [
        f"regulation.toml: {key!r} is missing"
        for key in (
            "id",
            "prefix",
            "title_id",
            "title_en",
            "index_years",
            "status",
            "scale",
            "rounding",
            "predicates",
            "predicate_rule",
        )
        if key not in meta
    ]
    if faults:
        return faults
    scale = meta["scale"]
    if not scale["minimum"] < scale["maximum"]:
        faults.append(f"regulation.toml: scale {scale['minimum']}..{scale['maximum']} is empty")
    if meta["rounding"]["rule"] not in RULES:
        faults.append(
            f"regulation.toml: rounding rule {meta['rounding']['rule']!r}, expected one of {', '.join(RULES)}"
        )
    faults += [fault for name, grid in meta.get("grids", {}).items() for fault in _grid_faults(name, grid)]
    bounds = [Fraction(p["from"]) for p in meta["predicates"]]
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != scale["minimum"]:
        faults.append(
            "regulation.toml: predicates must run from the highest bound down to the lowest level, none twice"
        )
    rules = [meta["predicate_rule"]["default"], *meta["predicate_rule"].get("years", {}).values()]
    faults += [f"regulation.toml: predicate rule {rule!r}" for rule in rules if rule not in PREDICATE_RULES]
    return faults


def _grid_faults(name: str, grid: dict) -> list[str]:
    where = f"regulation.toml: grid {name!r}"
    faults = []
    if grid.get("kind") not in KINDS:
        faults.append(f"{where} has kind {grid.get('kind')!r}, expected one of {', '.join(KINDS)}")
    for key in ("step", *({"printed_step"} & grid.keys())):
        if not _STEP.match(str(grid.get(key, ""))):
            faults.append(f"{where} has {key} {grid.get(key)!r}, expected one part of a level such as '1/2'")
    if not grid.get("known", True) and not (grid.get("basis_id") and grid.get("basis_en")):
        faults.append(f"{where} is not known, so basis_id and basis_en must say what is assumed")
    return faults
