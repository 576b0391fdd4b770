"""What a feasible set offers to those who read it: tables of sums, inside and outside every node."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from spbe_analysis.analysis.counting import Table
from spbe_analysis.analysis.skeleton import Part
from spbe_analysis.regulation import Framework


class SumTree(Protocol):
    """A tree of integer sums with weights of what lies inside and outside each part."""

    framework: Framework

    @property
    def total(self) -> int:
        """Weight of the whole set."""

    def require(self) -> None:
        """Refuse an empty set."""

    def parts(self, code: str) -> list[Part]:
        """Child nodes of `code`, then its own indicators in blocks."""

    def part_table(self, part: Part) -> Table:
        """Weighted count of a part by its sum [units]."""

    def inside(self, code: str) -> Table:
        """Weighted count of a subtree by its sum [units]."""

    def outside(self, code: str) -> Table:
        """Weighted count of everything outside a node, by the node's own sum [units]."""

    def part_outside(self, parent: str, i: int) -> Table:
        """Weighted count of everything outside the i-th part of a node, by the part's sum [units]."""

    def weights_of(self, code: str) -> Table:
        """Weight of the set by a node's sum [units]."""

    def score_bounds(self, code: str) -> tuple[Fraction, Fraction]:
        """Lowest and highest exact score of a node."""
