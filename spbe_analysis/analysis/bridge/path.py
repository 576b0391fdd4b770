"""Parts of a change over several years and at least one change of regulation, consistent over every span.

Parts are consistent over several years when those of consecutive spans add up
to those of the whole span: part(a, b) + part(b, c) = part(a, c) for all listed
years. A two-year bridge is not of that kind by itself, so two ways are given:

``chain``
    add up the steps between neighbouring years. Inside one regulation every
    step is the plain ledger and the years between cancel, so only the step
    that crosses a change of regulation matters. Adding a year at the end moves
    nothing that was said before.
``das_gupta``
    for each pair, the mean over all listed years k of part(a, k) + part(k, b)
    (Das Gupta 1993; in price statistics the additive form of GEKS). No year is
    privileged, but each further year moves all earlier answers a little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from spbe_analysis.analysis.bridge.bridge import Span, form_spans, readable, require_comparable
from spbe_analysis.analysis.bridge.decomposition import Form, bridge_forms
from spbe_analysis.errors import BridgeError
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.lineage import Lineage, identity_lineage

METHODS = ("chain", "das_gupta")
Lineages = Mapping[tuple[str, str], Lineage]


@dataclass(frozen=True)
class PathAnswer:
    """Parts of every step between neighbouring years and of the whole span [index points].

    ``spans[(first, last)][name]`` with the names of `bridge_forms`: the five
    parts, ``total``, ``yardstick`` and the fixed-weight variants.
    """

    years: tuple[int, ...]
    method: str
    spans: dict[tuple[int, int], dict[str, Span]]

    @property
    def whole(self) -> dict[str, Span]:
        """Parts of the whole span."""
        return self.spans[self.years[0], self.years[-1]]


def path_forms(
    frameworks: Mapping[int, Framework], lineages: Lineages, scale: str = "level", method: str = "chain"
) -> dict[tuple[int, int], dict[str, Form]]:
    """Forms of every pair of years, earlier one first, that are consistent over several years.

    Parameters
    ----------
    frameworks : mapping of int to Framework
        Regulation of each listed year, at least two years.
    lineages : mapping of (str, str) to Lineage
        By identifiers of the earlier and the later regulation; none is needed
        inside one regulation.
    scale, method : str
        Convention of the common scale; ``chain`` or ``das_gupta``.

    Raises
    ------
    BridgeError
        If a lineage is missing, says that its regulations are not bridged, or
        fewer than two years are listed.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> list(path_forms({2021: framework, 2022: framework, 2023: framework}, {}))
    [(2021, 2022), (2021, 2023), (2022, 2023)]
    """
    years = sorted(frameworks)
    if len(years) < 2 or method not in METHODS:
        raise BridgeError(Message("path.refused", known=tuple(METHODS)))
    pairs = list(pairwise(years)) if method == "chain" else [(a, b) for a in years for b in years if a < b]
    steps = {(a, b): _step(frameworks, lineages, scale, a, b) for a, b in pairs}
    spans = [(a, b) for a in years for b in years if a < b]
    if method == "chain":
        return {(a, b): _added(steps[step] for step in pairwise(y for y in years if a <= y <= b)) for a, b in spans}
    both = steps | {(b, a): {name: form.times(-1) for name, form in forms.items()} for (a, b), forms in steps.items()}
    share = Fraction(1, len(years))
    return {
        (a, b): {
            name: form.times(share)
            for name, form in _added(both[pair] for k in years for pair in ((a, k), (k, b)) if pair in both).items()
        }
        for a, b in spans
    }


def bridge_path(
    scorecards: Mapping[int, Scorecard],
    frameworks: Mapping[int, Framework],
    lineages: Lineages,
    scale: str = "level",
    method: str = "chain",
) -> PathAnswer:
    """Parts of a path through published years, with sharp intervals, consistent over every span.

    Parameters
    ----------
    scorecards : mapping of int to Scorecard
        What was published of each year.
    laws, lineages, scale, method
        As in `path_forms`.

    Raises
    ------
    BridgeError
        As `path_forms`.
    InfeasibleError
        If a year's figures are not reproducible, see `bridge.readable`.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> years = {year: Scorecard.of(framework, {"index": text}) for year, text in ((2021, "2.00"), (2022, "3.00"))}
    >>> bridge_path(years, dict.fromkeys(years, framework), {}).whole["total"].verdict
    'bounded'
    """
    usable = {year: readable(scorecard, frameworks[year])[0] for year, scorecard in scorecards.items()}
    found = path_forms(frameworks, lineages, scale, method)
    spans = form_spans([form for forms in found.values() for form in forms.values()], usable, frameworks)
    pieces = iter(spans)
    return PathAnswer(
        tuple(sorted(frameworks)),
        method,
        {pair: {name: next(pieces) for name in forms} for pair, forms in found.items()},
    )


def _step(frameworks: Mapping[int, Framework], lineages: Lineages, scale: str, a: int, b: int) -> dict[str, Form]:
    first, second = frameworks[a], frameworks[b]
    if first.id == second.id:
        lineage = identity_lineage(first)
    elif (first.id, second.id) in lineages:
        lineage = lineages[first.id, second.id]
    else:
        raise BridgeError(Message("lineage.not_given", law=first.id, before=a, other=second.id, after=b))
    require_comparable(lineage)
    return bridge_forms((first, second), lineage, scale, (a, b))


def _added(steps) -> dict[str, Form]:
    total: dict[str, Form] = {}
    for forms in steps:
        total = {name: total.get(name, Form()) + form for name, form in forms.items()}
    return total
