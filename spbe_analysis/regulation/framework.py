"""A regulation as a tree of exact weights, with its scale, rounding and predicates."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm

from spbe_analysis.errors import UnknownCodeError
from spbe_analysis.message import Message
from spbe_analysis.regulation.grid import WHOLE, Grid
from spbe_analysis.regulation.rounding import round_exact


@dataclass(frozen=True)
class Node:
    """One line of the law: an index, domain, aspect or indicator with its printed weight.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> framework.nodes["P59-D1"].name("en")
    'Internal policy'
    """

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
    grid: str = WHOLE.id

    def name(self, language: str = "id") -> str:
        """The node's name in Indonesian (``id``) or English (``en``)."""
        return self.name_en if language == "en" else self.name_id


@dataclass(frozen=True)
class Predicate:
    """A grade and the lowest index that earns it, the bound included.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> framework.predicates[0].name("id"), framework.predicates[0].lower
    ('Memuaskan', Fraction(21, 5))
    """

    name_id: str
    name_en: str
    lower: Fraction

    def name(self, language: str = "id") -> str:
        """The predicate's name in Indonesian (``id``) or English (``en``)."""
        return self.name_en if language == "en" else self.name_id


@dataclass(frozen=True, eq=False)
class Framework:
    """A regulation in force: its tree, scale, rounding and predicates.

    Weights are exact fractions of the index. `units` gives each node's weight
    as a whole number over `denominator`, so that every score is a whole
    number over a known one. Where indicators may lie between levels a level
    has `ticks` ticks, and `tick_units` is what one of them weighs.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> len(framework.indicators), framework.weight("P59-I15"), framework.resolve("d1")
    (47, Fraction(1, 40), 'P59-D1')
    """

    id: str
    prefix: str
    meta: dict = field(repr=False)
    nodes: dict[str, Node] = field(repr=False)

    @property
    def minimum(self) -> int:
        """Lowest level on the scale."""
        return self.meta["scale"]["minimum"]

    @property
    def maximum(self) -> int:
        """Highest level on the scale."""
        return self.meta["scale"]["maximum"]

    def chosen(self, code: str) -> bool:
        """Whether an indicator scores a service that the institution picks itself and may change."""
        return code in self.meta.get("chosen_services", ())

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
        """How sure the transcription is: verified, secondary, reproduced (by cards only) or unverified."""
        return self.meta["status"]

    @property
    def reproduced_by(self) -> int:
        """Cards of the collection that the weights reproduce, where the text itself was not read."""
        return self.meta.get("reproduced_cards", 0)

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

    @cached_property
    def _upward(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {"": ()}
        for code, node in self.nodes.items():
            found[code] = (code, *found[node.parent])
        return found

    def upward(self, code: str) -> tuple[str, ...]:
        """A node, the one above it and so on, up to the index."""
        return self._upward[code]

    def ancestor(self, code: str, kind: str) -> str:
        """The node of `kind` that `code` lies below, or '' when the tree has none."""
        return next((above for above in self.upward(code) if self.nodes[above].kind == kind), "")

    def weight(self, code: str) -> Fraction:
        """Weight of a node as a fraction of the index."""
        return self.nodes[code].weight

    @cached_property
    def grids(self) -> dict[str, Grid]:
        """Grids of the indicators by name."""
        given = {
            name: Grid(
                name,
                about["kind"],
                Fraction(about["step"]),
                about.get("known", True),
                Fraction(about["printed_step"]) if "printed_step" in about else None,
                about.get("basis_id", ""),
                about.get("basis_en", ""),
            )
            for name, about in self.meta.get("grids", {}).items()
        }
        return {WHOLE.id: WHOLE, **given}

    def grid(self, leaf: str) -> Grid:
        """The values an indicator can take."""
        return self.grids[self.nodes[leaf].grid]

    @cached_property
    def ticks(self) -> int:
        """Ticks in a level: 1 where every indicator has whole levels."""
        return lcm(
            *(
                step.denominator
                for leaf in self.leaves()
                for step in (self.grid(leaf).step, self.grid(leaf).printed_step)
            )
        )

    @cached_property
    def _values(self) -> dict[str, tuple[int, ...]]:
        used = {self.nodes[leaf].grid for leaf in self.leaves()}
        made = {name: tuple(self.grids[name].values(self.minimum, self.maximum, self.ticks)) for name in used}
        return {leaf: made[self.nodes[leaf].grid] for leaf in self.leaves()}

    def values(self, leaf: str) -> tuple[int, ...]:
        """Every value an indicator can take, in ticks."""
        return self._values[leaf]

    def printable(self, leaf: str) -> range:
        """Every value a printed figure of an indicator may stand for, in ticks."""
        step = int(self.grid(leaf).printed_step * self.ticks)
        return range(self.minimum * self.ticks, self.maximum * self.ticks + 1, step)

    def level(self, tick: int) -> int | Fraction:
        """A value in levels from its ticks."""
        return tick if self.ticks == 1 else Fraction(tick, self.ticks)

    def fits(self, leaf: str, value: Fraction | int) -> bool:
        """Whether an indicator can have a value or, where values are printed rounded, print one."""
        if not self.minimum <= value <= self.maximum:
            return False
        if not self.grid(leaf).exact:
            return True
        return not self.ticks % value.denominator and self.ticks // value.denominator * value.numerator in self.values(
            leaf
        )

    @cached_property
    def open_grids(self) -> tuple[Grid, ...]:
        """Grids in use whose step is assumed because nobody has said which values there can be."""
        used = dict.fromkeys(self.nodes[leaf].grid for leaf in self.leaves())
        return tuple(self.grids[name] for name in used if not self.grids[name].known)

    @cached_property
    def denominator(self) -> int:
        """Common denominator of what one tick of each indicator weighs."""
        return self.ticks * lcm(*(self.nodes[leaf].weight.denominator for leaf in self.leaves()))

    @cached_property
    def units(self) -> dict[str, int]:
        """Weight of every node as a whole number over `denominator`."""
        return {code: int(node.weight * self.denominator) for code, node in self.nodes.items()}

    @cached_property
    def tick_units(self) -> dict[str, int]:
        """What one tick of every indicator weighs, as a whole number over `denominator`."""
        return {leaf: self.units[leaf] // self.ticks for leaf in self.leaves()}

    @cached_property
    def _aliases(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for code, node in self.nodes.items():
            short = self.short(code)
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
                Message("law.no_code", law=self.id, text=code),
                advice=Message("advice.codes", codes=tuple(self._examples), index=self.root),
            )
        return found

    def short(self, code: str) -> str:
        """A whole code without its regulation: ``D4``, ``A7``, ``I07``, ``INDEX``; other text stays as it is."""
        return code.removeprefix(f"{self.prefix}-")

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
