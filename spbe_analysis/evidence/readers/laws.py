"""Which regulation a year's figures are read under, and the node that a heading or label stands for in it."""

from __future__ import annotations

from collections.abc import Iterable

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.node_names import domain_named, frameworks, node_named
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework


class Laws:
    """Regulations by year: as said, as in force, or the one that has all nodes of a table.

    Parameters
    ----------
    about : About
        What was said of the file.
    nodes : iterable of str
        Nodes that the table names, as `code` takes them.
    """

    def __init__(self, about: About, nodes: Iterable[str]) -> None:
        self._about = about
        self._nodes = list(dict.fromkeys(nodes))
        self._frameworks: dict[int | None, Framework] = {}
        self._codes: dict[tuple[str, str], str] = {}

    def of(self, year: int | None) -> Framework:
        """The regulation of a year, or of the table where no year is known."""
        if year not in self._frameworks:
            if self._about.regulation:
                self._frameworks[year] = load_framework(self._about.regulation)
            else:
                self._frameworks[year] = self._inferred() if year is None else framework_for_year(year)
        return self._frameworks[year]

    def code(self, framework: Framework, node: str) -> str:
        """Whole code of a node given by code or as ``name:`` and its words, or an empty text."""
        key = (framework.id, node)
        if key not in self._codes:
            name = node.removeprefix("name:")
            if name == node:
                self._codes[key] = framework.find(node) or ""
            else:
                self._codes[key] = node_named(name, framework) or domain_named(name, framework)
        return self._codes[key]

    def _inferred(self) -> Framework:
        fitting, by_domains = [], []
        for framework in frameworks():
            codes = {self.code(framework, node) for node in self._nodes}
            levels = codes & set(framework.indicators)
            if codes and "" not in codes and (not levels or len(levels) == len(framework.indicators)):
                fitting.append(framework)
                domains = framework.of_kind("domain")
                by_domains += [framework] if domains and codes >= set(domains) else []
        found = by_domains or fitting
        if len(found) != 1:
            laws = ", ".join(framework.id for framework in found)
            raise EvidenceError(
                Message("table.no_law"),
                [Message("table.fits", law=laws) if laws else Message("table.fits_none")],
                Message("advice.year_or_law"),
            )
        return found[0]
