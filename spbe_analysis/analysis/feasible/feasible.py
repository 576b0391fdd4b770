"""Every table of levels that reproduces the printed figures, described exactly without listing it.

Scores are whole numbers over known denominators, so the set is a tree of
integer sums. One pass upward counts what lies inside each node, cut to what
was printed of it; one pass downward counts what the rest of the tree allows
outside it. Their product gives counts, sharp bounds and probabilities.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from spbe_analysis.analysis.feasible import sibling_sums
from spbe_analysis.analysis.feasible.counting import Cumulative, Table, convolve
from spbe_analysis.analysis.feasible.skeleton import IndicatorBlock, Part, parts_below, skeleton_for
from spbe_analysis.analysis.prior import UNIFORM, Prior
from spbe_analysis.errors import BridgeError, EvidenceError, InfeasibleError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.grid import WHOLE
from spbe_analysis.regulation.rounding import check_rule, rule_named

_LOOP_LIMIT = 300_000  # products below this are quicker one by one than as one product of long integers


class FeasibleSet:
    """All level vectors that reproduce every printed value under a rounding rule.

    Parameters
    ----------
    framework : Framework
        The regulation the evidence lies under.
    scorecard : Scorecard
        Any mix of printed index, domains, aspects and indicators.
    prior : Prior
        Weight of a vector; every vector alike by default.
    rounding : str, optional
        Rounding rule of the printed values; the regulation's by default.

    Raises
    ------
    BridgeError
        If the evidence lies under another regulation.
    EvidenceError
        If a printed indicator is not a whole level.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> levels = dict.fromkeys(framework.indicators[2:], "3")
    >>> year = FeasibleSet(framework, Scorecard.of(framework, {**levels, "D1": "3.00"}))
    >>> year.count, year.score_bounds("P59-I01"), year.distribution("P59-I01")[Fraction(3)]
    (5, (Fraction(1, 1), Fraction(5, 1)), 0.2)
    """

    def __init__(
        self, framework: Framework, scorecard: Scorecard, prior: Prior = UNIFORM, rounding: str | None = None
    ) -> None:
        if scorecard.regulation != framework.id:
            raise BridgeError(Message("law.other", regulation=scorecard.regulation, law=framework.id))
        self.framework, self.scorecard, self.prior = framework, scorecard, prior
        self.rounding = check_rule(rounding or framework.rounding)
        self._skeleton = skeleton_for(framework, prior)
        self._windows = scorecard.windows(framework, self.rounding)
        self._levels = scorecard.ticks(framework, self.rounding)
        self._refuse_between_levels(scorecard)
        self._touched = {above for code in (*self._windows, *self._levels) for above in framework.upward(code)}
        self._parts_of: dict[str, list[Part]] = {}
        self._inside_of: dict[str, Table] = {}
        self._outside_of: dict[str, Table] = {}
        self._part_outside: dict[tuple[str, int], Table] = {}

    def _refuse_between_levels(self, scorecard: Scorecard) -> None:
        problems = [
            Message("levels.not_whole_number", code=code, text=scorecard.values[code].text)
            for code in self._levels
            if code in scorecard.values
            and self.framework.grid(code) is WHOLE
            and scorecard.values[code].value.denominator != 1
        ]
        if problems:
            raise EvidenceError(Message("levels.whole_only"), problems)

    def constrained(self, code: str) -> bool:
        """Whether anything was printed or assumed of the node itself."""
        return code in self._windows or code in self._levels

    def levels_allowed(self, leaf: str) -> tuple[int, ...]:
        """Values [ticks] left to an indicator by what was printed or assumed of it alone."""
        return self._levels.get(leaf, self.framework.values(leaf))

    def parts(self, code: str) -> list[Part]:
        """Child nodes of `code`, then its own indicators in blocks that nothing tells apart."""
        if code not in self._touched:
            return self._skeleton.parts[code]
        if code not in self._parts_of:
            self._parts_of[code] = parts_below(code, self.framework, self.level_weights)
        return self._parts_of[code]

    def level_weights(self, leaf: str) -> tuple[tuple[int, int], ...]:
        """Values [ticks] left to an indicator with their prior weights."""
        levels = self._levels.get(leaf)
        if levels is None:
            return self._skeleton.weights(leaf)
        return self._skeleton.weights(leaf, levels) if levels else ()

    def part_table(self, part: Part) -> Table:
        """Weighted count of a part by its sum [units], cut to what was printed below it."""
        return part.table if isinstance(part, IndicatorBlock) else self.inside(part)

    def inside(self, code: str) -> Table:
        """Weighted count of the subtree of `code` by its sum [units]."""
        if code not in self._touched:
            return self._skeleton.inside(code)
        if code not in self._inside_of:
            tables = [self.part_table(part) for part in self.parts(code)]
            largest = max(range(len(tables)), key=lambda i: len(tables[i]))
            self._inside_of[code] = convolve(tables[largest], self._rest(code, largest), self._windows.get(code))
        return self._inside_of[code]

    def _split(self, code: str, left_out: int) -> tuple[frozenset[int], list[Part]]:
        parts = self.parts(code)
        if any(isinstance(part, IndicatorBlock) for part in parts):
            return frozenset(), [part for i, part in enumerate(parts) if i != left_out]
        free = frozenset(i for i, part in enumerate(parts) if i != left_out and part not in self._touched)
        return free, [part for i, part in enumerate(parts) if i != left_out and i not in free]

    def _rest(self, code: str, left_out: int) -> Table:
        free, bound = self._split(code, left_out)
        table = self._skeleton.rest(code, free) if free else {0: 1}
        for part in sorted(bound, key=lambda p: len(self.part_table(p))):
            table = convolve(table, self.part_table(part))
        return table

    def outside(self, code: str) -> Table:
        """Weighted count of everything outside `code`, by the node's own sum [units]."""
        if code == self.framework.root:
            return dict.fromkeys(self.inside(code), 1)
        if code not in self._outside_of:
            parent = self.framework.nodes[code].parent
            self._outside_of[code] = self.part_outside(parent, self.parts(parent).index(code))
        return self._outside_of[code]

    def part_outside(self, parent: str, i: int) -> Table:
        """Weighted count of everything outside the i-th part of `parent`, by the part's sum [units]."""
        if (parent, i) not in self._part_outside:
            sums = self.part_table(self.parts(parent)[i])
            if parent == self.framework.root:
                found = self._outside_at_root(sums, i)
            else:
                found = _carry_down(self.outside(parent), self._rest(parent, i), sums)
            self._part_outside[parent, i] = found
        return self._part_outside[parent, i]

    def _outside_at_root(self, sums: Table, i: int) -> Table:
        root = self.framework.root
        free, bound = self._split(root, i)
        if free and not bound:
            running = self._skeleton.running(root, free)
        else:
            table = self._rest(root, i)
            if not table:
                return {}
            running = Cumulative(table)
        low, high = self._windows.get(root, (0, self.framework.units[root] * self.framework.maximum))
        found = {}
        for x in sums:
            ways = running.upto(high - x) - running.upto(low - x - 1)
            if ways:
                found[x] = ways
        return found

    @cached_property
    def total(self) -> int:
        """Weight of the whole set under the prior; its count when the prior is uniform."""
        root = self.framework.root
        tables = [self.part_table(part) for part in self.parts(root)]
        i = max(range(len(tables)), key=lambda k: len(tables[k]))
        outside = self.part_outside(root, i)
        return sum(ways * outside.get(x, 0) for x, ways in tables[i].items())

    @cached_property
    def count(self) -> int:
        """Number of level vectors in the set, exactly."""
        if not self.prior.tilts:
            return self.total
        return FeasibleSet(self.framework, self.scorecard, UNIFORM, self.rounding).total

    @property
    def empty(self) -> bool:
        """Whether no whole levels reproduce the printed figures."""
        return self.total == 0

    def require(self) -> None:
        """Refuse an empty set.

        Raises
        ------
        InfeasibleError
            Naming the weights and the rounding rule under which nothing fits.
        """
        if self.empty:
            who = f"{self.scorecard.institution} {self.scorecard.year or ''}".strip() or Message("levels.these")
            raise InfeasibleError(
                Message("levels.none_fit", who=who, law=self.framework.id, rounding=rule_named(self.rounding))
            )

    def weights_of(self, code: str) -> Table:
        """Prior weight of the set by the node's sum [units]; keys are exactly the possible sums."""
        outside = self.outside(code)
        return {x: ways * outside[x] for x, ways in self.inside(code).items() if x in outside}

    def distribution(self, code: str) -> dict[Fraction, float]:
        """Probability of every possible exact score of a node or level of an indicator."""
        self.require()
        if self.framework.nodes[code].kind == "indicator":
            return {Fraction(level): p for level, p in self.level_probabilities(code).items() if p}
        unit = self.framework.units[code]
        return {Fraction(x, unit): ways / self.total for x, ways in self.weights_of(code).items()}

    @cached_property
    def _shares(self) -> dict[str, dict[int, float]]:
        found = {}
        for parent in dict.fromkeys(self.framework.nodes[leaf].parent for leaf in self.framework.indicators):
            for i, part in enumerate(self.parts(parent)):
                if isinstance(part, IndicatorBlock):
                    shares = part.level_shares(self.part_outside(parent, i), self.total)
                    found.update(dict.fromkeys(part.leaves, shares))
        return found

    def tick_probabilities(self, leaf: str) -> dict[int, float]:
        """Probability of every value [ticks] of an indicator; impossible ones have exactly 0."""
        self.require()
        return self._shares[leaf]

    def level_probabilities(self, leaf: str) -> dict[int | Fraction, float]:
        """Probability of every level of an indicator; impossible levels have exactly 0."""
        return {self.framework.level(tick): p for tick, p in self.tick_probabilities(leaf).items()}

    def expected(self, code: str) -> float:
        """Expected score of a node, or level of an indicator, under the prior."""
        self.require()
        units = self.framework.tick_units
        means = {leaf: sum(tick * p for tick, p in self._shares[leaf].items()) for leaf in self.framework.leaves(code)}
        return sum(units[leaf] * mean for leaf, mean in means.items()) / self.framework.units[code]

    def score_bounds(self, code: str) -> tuple[Fraction, Fraction]:
        """Lowest and highest exact score of a node over the whole set; both are reached."""
        self.require()
        if self.framework.nodes[code].kind == "indicator":
            possible = [tick for tick, share in self._shares[code].items() if share]
            return Fraction(min(possible), self.framework.ticks), Fraction(max(possible), self.framework.ticks)
        sums = self.weights_of(code)
        return Fraction(min(sums), self.framework.units[code]), Fraction(max(sums), self.framework.units[code])

    @cached_property
    def level_sums(self) -> dict:
        """Bounds of the sum of levels below every node where levels have ticks; see `sibling_sums.level_sums`."""
        return sibling_sums.level_sums(self)

    def sum_bounds(self, code: str):
        """Lowest and highest plain sum of the levels below a node over the whole set."""
        return sibling_sums.sum_bounds(self, code)

    def candidates(self, parent: str):
        """Joint possible sums of levels of a node's children; see `sibling_sums.candidates`."""
        return sibling_sums.candidates(self, parent)

    def sample(self, n: int, seed: int = 0):
        """Level vectors drawn from the set under the prior; see `sampling.draw`."""
        from spbe_analysis.analysis.feasible.sampling import draw

        return draw(self, n, seed)


def _carry_down(outside: Table, rest: Table, sums: Table) -> Table:
    """For every sum of a part, the weight of what completes it through its siblings and its parent."""
    if len(sums) * min(len(rest), len(outside)) > _LOOP_LIMIT:
        backwards = {-y: ways for y, ways in rest.items()}
        product = convolve(outside, backwards, (min(sums), max(sums)))
        return {x: product[x] for x in sums if x in product}
    found: Table = {}
    if len(rest) <= len(outside):
        get, items, sign = outside.get, list(rest.items()), 1
    else:
        get, items, sign = rest.get, list(outside.items()), -1
    for x in sums:
        ways = 0
        for y, a in items:
            b = get(x + y if sign == 1 else y - x)
            if b is not None:
                ways += a * b
        if ways:
            found[x] = ways
    return found
