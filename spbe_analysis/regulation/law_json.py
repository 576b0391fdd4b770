"""A regulation as plain JSON, for whoever computes with it elsewhere: nothing of it but what the folder holds."""

from __future__ import annotations

from spbe_analysis.regulation.framework import Framework
from spbe_analysis.regulation.lineage_table import lineage_pairs, load_lineage

VERSION = "1"
SCHEMA = "regulation.schema.json"


def law_json(framework: Framework) -> dict:
    """One regulation: tree, weights as printed and as fractions, scale, grids, predicates, lineage, status, sources.

    Fractions are texts such as ``1/40``, so that no reader rounds them.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> law_json(load_framework("permenpanrb-8-2026"))["nodes"][8]["weight"]
    '1/20'
    """
    meta = framework.meta
    return {
        "$schema": SCHEMA,
        "format": VERSION,
        "id": framework.id,
        "title": {"id": framework.title("id"), "en": framework.title("en")},
        "number": framework.number_text,
        "issued": meta.get("issued", ""),
        "index_years": list(framework.index_years),
        "status": {"value": framework.status, "note": meta.get("status_note", ""), "cards": framework.reproduced_by},
        "sources": {"url": meta.get("url", ""), "accessed": meta.get("accessed", "")},
        "scale": {"minimum": framework.minimum, "maximum": framework.maximum, "source": meta["scale"]["source"]},
        "rounding": {
            "rule": framework.rounding,
            "decimals": framework.decimals,
            "note": meta["rounding"].get("note", ""),
        },
        "grids": [
            {
                "id": grid.id,
                "kind": grid.kind,
                "step": str(grid.step),
                "printed_step": str(grid.printed_step),
                "known": grid.known,
                "basis": {"id": grid.basis_id, "en": grid.basis_en},
            }
            for grid in framework.grids.values()
            if any(framework.grid(leaf) is grid for leaf in framework.indicators)
        ],
        "formula": {"text": meta["formula"]["text"], "source": meta["formula"].get("source", "")},
        "nodes": [
            {
                "code": node.code,
                "number": node.number,
                "kind": node.kind,
                "parent": node.parent or None,
                "weight_printed_percent": node.weight_printed,
                "weight": str(node.weight),
                "name": {"id": node.name_id, "en": node.name_en},
                "grid": None if framework.children(node.code) else node.grid,
                "source": node.source,
            }
            for node in framework.nodes.values()
        ],
        "predicates": [
            {"name": {"id": one["id"], "en": one["en"]}, "from": one["from"], "other_from": one.get("other_from")}
            for one in meta["predicates"]
        ],
        "predicate_rule": {
            "default": meta["predicate_rule"]["default"],
            "years": meta["predicate_rule"].get("years", {}),
            "status": meta["predicate_rule"].get("status", ""),
            "note": meta["predicate_rule"].get("note", ""),
        },
        "discrepancies": [
            {key: str(one.get(key, "")) for key in ("where", "printed", "used", "reason")}
            for one in meta.get("discrepancies", [])
        ],
        "lineage": [_lineage(*pair) for pair in lineage_pairs() if framework.id in pair],
    }


def _lineage(before: str, after: str) -> dict:
    found = load_lineage(before, after)
    link = ("before", "after", "relation", "scope_changed", "confidence")
    return {
        "before": before,
        "after": after,
        "status": found.status,
        "comparable": found.comparable,
        "links": [{name: getattr(row, name) for name in link} for row in found.links],
    }
