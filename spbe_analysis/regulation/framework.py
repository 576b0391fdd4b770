"""A regulation as a tree of weights, read from its folder and refused unless it adds up."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from pathlib import Path

from spbe_analysis.errors import RegulationError, UnknownCodeError
from spbe_analysis.regulation.rounding import RULES, round_exact

DATA = Path(__file__).parent / "data"
PREDICATE_RULES = ("rounded", "exact")
_COLUMNS = ["code", "number", "kind", "parent", "weight_pct", "name_id", "name_en", "capability", "source"]
_WEIGHT = re.compile(r"^\d+(\.\d+|/\d+)?$")


@dataclass(frozen=True)
class Node:
    """One line of the law: an index, domain, aspect or indicator with its printed weight."""

    code: str
    number: str
    kind: str
    parent: str
    weight: Fraction
    weight_printed: str
    name_id: str
    name_en: str
    capability: str
    source: str

    def name(self, language: str = "id") -> str:
        """The node's name in Indonesian (``id``) or English (``en``)."""
        return self.name_en if language == "en" else self.name_id


@dataclass(frozen=True)
class Predicate:
    """A grade and the lowest index that earns it, the bound included."""

    name_id: str
    name_en: str
    lower: Fraction

    def name(self, language: str = "id") -> str:
        """The predicate's name in Indonesian (``id``) or English (``en``)."""
        return self.name_en if language == "en" else self.name_id


@dataclass(frozen=True)
class Framework:
    """A regulation in force: its tree, scale, rounding and predicates.

    Weights are exact fractions of the index. `units` gives each node's weight
    as a whole number over `denominator`, so that every score is a whole
    number over a known one.
    """

    id: str
    prefix: str
    meta: dict = field(repr=False, compare=False, hash=False)
    nodes: dict[str, Node] = field(repr=False, compare=False, hash=False)

    @property
    def minimum(self) -> int:
        """Lowest level on the scale."""
        return self.meta["scale"]["minimum"]

    @property
    def maximum(self) -> int:
        """Highest level on the scale."""
        return self.meta["scale"]["maximum"]

    @property
    def rounding(self) -> str:
        """Name of the rounding rule of printed scores."""
        return self.meta["rounding"]["rule"]

    @property
    def decimals(self) -> int:
        """Decimals of printed scores."""
        return self.meta["rounding"]["decimals"]

    @property
    def status(self) -> str:
        """How sure the transcription is: verified, secondary or unverified."""
        return self.meta["status"]

    @property
    def index_years(self) -> tuple[int, ...]:
        """Index years under this regulation."""
        return tuple(self.meta["index_years"])

    @property
    def number_text(self) -> str:
        """Number and year of the regulation, such as 59/2020."""
        return self.meta["number"]

    def title(self, language: str = "id") -> str:
        """Official title in Indonesian, or its translation."""
        return self.meta[f"title_{language}"]

    @cached_property
    def root(self) -> str:
        """Code of the index itself."""
        return next(code for code, node in self.nodes.items() if not node.parent)

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {code: [] for code in self.nodes}
        for code, node in self.nodes.items():
            if node.parent:
                children[node.parent].append(code)
        return {code: tuple(below) for code, below in children.items()}

    def children(self, code: str) -> tuple[str, ...]:
        """Codes directly below `code`, in the regulation's order."""
        return self._children[code]

    @cached_property
    def _leaves(self) -> dict[str, tuple[str, ...]]:
        leaves: dict[str, tuple[str, ...]] = {}
        for code in reversed(list(self.nodes)):
            below = self._children[code]
            leaves[code] = tuple(leaf for child in below for leaf in leaves[child]) if below else (code,)
        return leaves

    def leaves(self, code: str | None = None) -> tuple[str, ...]:
        """Scored items below `code` (all of them by default)."""
        return self._leaves[code or self.root]

    @property
    def indicators(self) -> tuple[str, ...]:
        """All scored items in the regulation's order."""
        return self.leaves()

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Codes of every node of one kind, in the regulation's order."""
        return tuple(code for code, node in self.nodes.items() if node.kind == kind)

    def ancestor(self, code: str, kind: str) -> str:
        """The node of `kind` that `code` lies below, or '' when the tree has none."""
        while code and self.nodes[code].kind != kind:
            code = self.nodes[code].parent
        return code

    def weight(self, code: str) -> Fraction:
        """Weight of a node as a fraction of the index."""
        return self.nodes[code].weight

    @cached_property
    def denominator(self) -> int:
        """Common denominator of the indicator weights."""
        return lcm(*(self.nodes[leaf].weight.denominator for leaf in self.leaves()))

    @cached_property
    def units(self) -> dict[str, int]:
        """Weight of every node as a whole number over `denominator`."""
        return {code: int(node.weight * self.denominator) for code, node in self.nodes.items()}

    @cached_property
    def _aliases(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for code, node in self.nodes.items():
            short = code.removeprefix(f"{self.prefix}-")
            names[code.casefold()] = names[short.casefold()] = code
            letter = short[0].casefold()
            if node.number:
                names[f"{letter}{node.number}".casefold()] = code
                if node.kind == "indicator":
                    names[node.number.casefold()] = names[node.number.zfill(2).casefold()] = code
        names.update({key.casefold(): code for key, code in self.meta.get("aliases", {}).items()})
        return names

    def find(self, code: str) -> str | None:
        """Whole code for a short or whole one (``D4``, ``I07``, ``7``, ``35a``, ``index``), or None."""
        return self._aliases.get(str(code).strip().casefold())

    def resolve(self, code: str) -> str:
        """Whole code for a short or whole one; refuses what the regulation does not have.

        Raises
        ------
        UnknownCodeError
            If no node of this regulation goes by `code`.
        """
        found = self.find(code)
        if found is None:
            raise UnknownCodeError(
                f"{self.id} has no code {code!r}",
                advice=f"Codes run like {', '.join(self._examples)}; {self.root} is the index.",
            )
        return found

    @cached_property
    def _examples(self) -> list[str]:
        kinds = dict.fromkeys(node.kind for node in self.nodes.values() if node.parent)
        return [self.of_kind(kind)[-1] for kind in kinds]

    @cached_property
    def predicates(self) -> tuple[Predicate, ...]:
        """Predicates from the highest down."""
        return tuple(Predicate(p["id"], p["en"], Fraction(p["from"])) for p in self.meta["predicates"])

    def predicate_rule(self, year: int | None = None) -> str:
        """Whether the predicate of `year` follows the ``rounded`` or the ``exact`` index."""
        rule = self.meta["predicate_rule"]
        return rule.get("years", {}).get(str(year), rule["default"])

    def round(self, value: Fraction) -> Fraction:
        """Round a score as this regulation's results are printed."""
        return round_exact(value, self.decimals, self.rounding)

    def predicate(self, index: Fraction, rule: str = "exact") -> Predicate:
        """Predicate earned by an exact index under the ``rounded`` or ``exact`` rule."""
        value = self.round(index) if rule == "rounded" else Fraction(index)
        return next((p for p in self.predicates if value >= p.lower), self.predicates[-1])

    def find_predicate(self, text: str) -> Predicate | None:
        """The predicate of that name in either language, case free, or None."""
        wanted = " ".join(text.split()).casefold()
        return next((p for p in self.predicates if wanted in (p.name_id.casefold(), p.name_en.casefold())), None)


def regulation_ids(directory: Path = DATA) -> list[str]:
    """Identifiers of every regulation the project holds, the oldest first."""
    found = [path.parent.name for path in directory.glob("*/regulation.toml")]
    return sorted(found, key=lambda name: (name.rsplit("-", 1)[-1], name))


@lru_cache(maxsize=None)
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
    """
    folder = Path(directory) / regulation
    if not (folder / "regulation.toml").is_file() or Path(regulation).name != regulation:
        raise RegulationError(f"no regulation {regulation!r}", advice=f"Known: {', '.join(regulation_ids(directory))}.")
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


def framework_for_year(year: int) -> Framework:
    """The regulation in force for an index year.

    Raises
    ------
    RegulationError
        If no regulation covers the year.
    """
    for name in regulation_ids():
        framework = load_framework(name)
        if year in framework.index_years:
            return framework
    covered = [f"{y}" for name in regulation_ids() for y in load_framework(name).index_years]
    raise RegulationError(f"no regulation covers index year {year}", advice=f"Covered: {', '.join(covered)}.")


def _read_nodes(rows: list[dict], faults: list[str]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for line, row in enumerate(rows, start=2):
        row = {key: (row.get(key) or "") for key in _COLUMNS}
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
        nodes[code] = Node(code, row["number"], row["kind"], row["parent"], weight, row["weight_pct"],
                           row["name_id"], row["name_en"], row["capability"], row["source"])  # fmt: skip
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
    faults = [f"regulation.toml: {key!r} is missing" for key in
              ("id", "prefix", "title_id", "title_en", "index_years", "status", "scale", "rounding", "predicates", "predicate_rule")
              if key not in meta]  # fmt: skip
    if faults:
        return faults
    scale = meta["scale"]
    if not scale["minimum"] < scale["maximum"]:
        faults.append(f"regulation.toml: scale {scale['minimum']}..{scale['maximum']} is empty")
    if meta["rounding"]["rule"] not in RULES:
        faults.append(
            f"regulation.toml: rounding rule {meta['rounding']['rule']!r}, expected one of {', '.join(RULES)}"
        )
    bounds = [Fraction(p["from"]) for p in meta["predicates"]]
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != scale["minimum"]:
        faults.append(
            "regulation.toml: predicates must run from the highest bound down to the lowest level, none twice"
        )
    rules = [meta["predicate_rule"]["default"], *meta["predicate_rule"].get("years", {}).values()]
    faults += [f"regulation.toml: predicate rule {rule!r}" for rule in rules if rule not in PREDICATE_RULES]
    return faults
