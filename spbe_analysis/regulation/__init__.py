"""The law as data: frameworks, weights, predicates, rounding, lineage."""

from spbe_analysis.regulation.framework import Framework, Node, Predicate
from spbe_analysis.regulation.grid import Grid
from spbe_analysis.regulation.loader import framework_for_year, load_framework, regulation_ids

__all__ = ["Framework", "Grid", "Node", "Predicate", "framework_for_year", "load_framework", "regulation_ids"]
