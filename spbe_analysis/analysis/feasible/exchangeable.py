"""Which indicators, aspects or domains the evidence cannot tell apart."""

from __future__ import annotations

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.regulation import Framework


def exchangeable_classes(framework: Framework, *years: FeasibleSet) -> dict[str, tuple[str, ...]]:
    """Codes that may be swapped without any printed figure or prior noticing.

    Two nodes of one kind belong together when nothing was printed of either or
    of anything between them and the lowest node above with a printed score,
    and they weigh alike and hold alike what lies below. They get the same
    numbers and are never ranked against each other.

    Parameters
    ----------
    framework : Framework
        The regulation in force.
    years : FeasibleSet
        The sets of every year looked at; a difference in one year sets nodes apart.

    Returns
    -------
    dict of str to tuple of str
        The class of every node that shares its class with another, in the
        regulation's order; nodes told apart are absent.

    Examples
    --------
    >>> from spbe_analysis.evidence.values.scorecard import Scorecard
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> scorecard = Scorecard.of(framework, {"A1": "2.50", "I01": "3", "I02": "2"})
    >>> exchangeable_classes(framework, FeasibleSet(framework, scorecard))["P59-I03"][:2]
    ('P59-I03', 'P59-I04')
    """
    groups: dict[tuple, list[str]] = {}
    for code, node in framework.nodes.items():
        if not node.parent:
            continue
        content: tuple
        if node.kind == "indicator":
            levels = tuple(year.levels_allowed(code) for year in years)
            if all(len(allowed) == 1 for allowed in levels):
                continue
            content = (levels, _tilts(code, years))
        else:
            if any(year.constrained(below) for year in years for below in _subtree(framework, code)):
                continue
            content = tuple(
                sorted((framework.units[x], framework.grid(x).step, _tilts(x, years)) for x in framework.leaves(code))
            )
        key = (node.kind, framework.units[code], content, _anchor(framework, code, years))
        groups.setdefault(key, []).append(code)
    return {code: tuple(members) for members in groups.values() if len(members) > 1 for code in members}


def _tilts(leaf: str, years: tuple[FeasibleSet, ...]) -> tuple:
    return tuple(year.prior.tilts.get(year.framework.nodes[leaf].parent) for year in years)


def _anchor(framework: Framework, code: str, years: tuple[FeasibleSet, ...]) -> str:
    above = framework.upward(code)[1:]
    return next((node for node in above if any(year.constrained(node) for year in years)), above[-1])


def _subtree(framework: Framework, code: str) -> list[str]:
    found = [code]
    for below in found:
        found.extend(framework.children(below))
    return found
