"""Do printed scorecards hold together: legible, on the scale, reproducible by whole levels, predicate and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from spbe_analysis.analysis.consistency.full_tables import misfits, partial_misfits
from spbe_analysis.analysis.consistency.nearest_figures import cell_suggestions, nearest_corrections
from spbe_analysis.analysis.consistency.predicates import predicate_faults
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.analysis.findings import Finding, Suggestion, found_on
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.grid import WHOLE

PAIRS_FOR = (
    100  # scorecards for which pairs of cells are searched; where more fail, the table was misread, not misprinted
)


def check_cards(scorecards: Iterable[PrintedScorecard], rounding: str | None = None) -> list[Finding]:
    """Every fault of many scorecards, scorecard by scorecard and then source against source.

    Parameters
    ----------
    scorecards : iterable of PrintedScorecard
        Scorecards as printed, of any regulation.
    rounding : str, optional
        Rounding rule; each regulation's own by default.

    Returns
    -------
    list of Finding
        One a cell or scorecard and rule, in the order of the scorecards. Empty when
        everything fits; that does not prove the figures true.

    Examples
    --------
    >>> scorecard = PrintedScorecard("Kota A", 2024, "final", "permenpanrb-59-2020", {"P59-D1": "2.95"})
    >>> [(fault.rule, fault.code, fault.suggestions[0].value) for fault in check_cards([scorecard])]
    [('not_reproducible', 'P59-D1', '2.90')]
    """
    scorecards = list(scorecards)
    found: list[Finding] = []
    groups: dict[tuple, list[tuple[PrintedScorecard, Scorecard, bool]]] = {}
    several = {key for key, count in Counter(map(_about, scorecards)).items() if count > 1 and key[0]}
    searched = 0
    for scorecard in scorecards:
        framework = load_framework(scorecard.regulation)
        faults, evidence = legible(scorecard, framework)
        if not computed_with_it(faults, evidence, framework):
            faults += levels_faults(scorecard, evidence, framework, rounding, pairs=searched < PAIRS_FOR)
        searched += any(fault.rule == "not_reproducible" for fault in faults)
        faults += predicate_faults(scorecard, evidence, framework, rounding)
        found += faults
        if _about(scorecard) in several:
            groups.setdefault(_about(scorecard), []).append((scorecard, evidence, not faults))
    for group in groups.values():
        found += source_faults(group, rounding)
    return found


def legible(scorecard: PrintedScorecard, framework: Framework) -> tuple[list[Finding], Scorecard]:
    """Cells that are not a score on the scale, and the evidence of all others."""
    found = [found_on("foreign", scorecard, given, text) for given, text in scorecard.foreign]
    values: dict[str, PrintedValue] = {}
    wrong: list[tuple[str, str, str]] = []
    for code, text in scorecard.cells.items():
        rule, value = _read(framework, code, text)
        if value is None:
            wrong.append((rule, code, text))
        else:
            values[code] = value
    evidence = Scorecard(
        framework.id,
        values,
        scorecard.institution,
        scorecard.year,
        scorecard.stage,
        scorecard.assessment,
        scorecard.predicate,
    )
    scale = {"low": str(framework.minimum), "high": str(framework.maximum)}
    for rule, code, text in wrong:
        near = cell_suggestions(framework, evidence, code, text) if values else []
        found.append(found_on(rule, scorecard, code, text, [Suggestion(code, value) for value in near], **scale))
    found += [
        found_on("repeated", scorecard, code, text, first=scorecard.cells.get(code, ""))
        for code, text in scorecard.again
    ]
    return found, evidence


def computed_with_it(faults: list[Finding], evidence: Scorecard, framework: Framework) -> bool:
    """Whether a whole was plainly computed with a part that lies off the scale.

    Then the printed figures agree with each other and the part is the one
    thing to report: no whole levels give it.
    """
    off = {fault.code: PrintedValue.read(fault.code, fault.printed) for fault in faults if fault.rule == "off_scale"}
    values = {**evidence.values, **off}
    for code in off:
        parent = framework.nodes[code].parent
        below = framework.children(parent) if parent else ()
        if parent not in evidence.values or not all(child in values for child in below):
            return False
        intervals = {c: values[c].interval(framework.rounding) for c in (*below, parent)}
        low, high = (
            sum(framework.weight(c) * intervals[c][end] for c in below) / framework.weight(parent) for end in (0, 1)
        )
        if high < intervals[parent].low or low > intervals[parent].high:
            return False
    return bool(off)


def levels_faults(
    scorecard: PrintedScorecard,
    evidence: Scorecard,
    framework: Framework,
    rounding: str | None = None,
    pairs: bool = True,
) -> list[Finding]:
    """Whether whole levels can produce the legible figures of a scorecard, and what stands in the way.

    Where all levels below a score are printed, several scores that they do not
    give are named one by one; otherwise the scorecard is one finding, at the cell
    whose change mends it most nearly.
    """
    rule = rounding or framework.rounding
    wrong = misfits(framework, evidence, rule)
    agrees = not wrong if wrong is not None else not Reachable(framework, evidence, rule).empty
    if agrees:
        return []
    near = nearest_corrections(framework, evidence, rule, cells=1)
    parts = {} if near else partial_misfits(framework, evidence, rule)
    found = [
        found_on("parts", scorecard, code, evidence.values[code].text, [Suggestion(code, text)], computed=text)
        for code, text in parts.items()
    ]
    rest = evidence.without(*parts)
    if parts and not Reachable(framework, rest, rule).empty:
        return found
    if not near and pairs:
        near = nearest_corrections(framework, rest, rule, cells=2)
    code = near[0].codes[0] if near else _deepest(framework, rest, rule)
    suggestions = [Suggestion(c.codes[0], c.texts[0], tuple(zip(c.codes[1:], c.texts[1:], strict=True))) for c in near]
    printed = rest.values[code].text if code in rest.values else ""
    found.append(found_on("not_reproducible", scorecard, code, printed, suggestions, rounding=rule))
    return found


def source_faults(group: list[tuple[PrintedScorecard, Scorecard, bool]], rounding: str | None = None) -> list[Finding]:
    """Where documents about one institution, year and stage print different figures."""
    group = sorted(group, key=lambda entry: entry[0].rank)
    framework = load_framework(group[0][0].regulation)
    used: dict[str, tuple[PrintedScorecard, PrintedValue]] = {}
    found = []
    for scorecard, evidence, _ in group:
        for code, printed in evidence.values.items():
            first, kept = used.setdefault(code, (scorecard, printed))
            if not same_figure(kept, printed):
                about = {"other": kept.text, "other_document": first.document}
                found.append(found_on("sources", scorecard, code, printed.text, [Suggestion(code, kept.text)], **about))
    if found or not all(sound for _, _, sound in group):
        return found
    together = Scorecard(framework.id, {code: printed for code, (_, printed) in used.items()})
    faults = levels_faults(group[0][0], together, framework, rounding)
    documents = ", ".join(dict.fromkeys(scorecard.document for scorecard, _, _ in group))
    return [
        found_on("together", group[0][0], fault.code, fault.printed, fault.suggestions, documents=documents)
        for fault in faults[:1]
    ]


def same_figure(first: PrintedValue, second: PrintedValue) -> bool:
    """Whether two printed numbers can be one figure, printed with more or fewer decimals.

    Examples
    --------
    >>> same_figure(PrintedValue.read("P59-INDEX", "2.98"), PrintedValue.read("P59-INDEX", "3.0"))
    True
    """
    if first.decimals == second.decimals:
        return first.value == second.value
    long, short = sorted((first, second), key=lambda value: -value.decimals)
    return abs(long.value - short.value) <= Fraction(1, 2 * 10**short.decimals)


def _about(scorecard: PrintedScorecard) -> tuple:
    return scorecard.institution, scorecard.year, scorecard.stage, scorecard.regulation


def _read(framework: Framework, code: str, text: str) -> tuple[str, PrintedValue | None]:
    if not text:
        return "blank", None
    try:
        value, decimals = parse_score(text)
    except EvidenceError:
        return "illegible", None
    leaf = framework.nodes[code].kind == "indicator"
    if leaf and framework.grid(code) is WHOLE and value.denominator != 1:
        return "not_whole", None
    if not framework.minimum <= value <= framework.maximum:
        return "off_scale", None
    if leaf and not framework.fits(code, value):
        return "not_whole", None
    return "", PrintedValue(code, text, value, decimals)


def _deepest(framework: Framework, evidence: Scorecard, rule: str) -> str:
    """The lowest node that nothing fits, by what is printed at and below it."""
    sums = Reachable(framework, evidence, rule)
    code = framework.root
    while True:
        below = next((child for child in framework.children(code) if not sums.inside(child)), None)
        if below is None:
            return code
        code = below
