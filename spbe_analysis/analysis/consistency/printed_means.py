"""Printed means over categories of institutions: parts against wholes and source against source."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from spbe_analysis.analysis.findings import Finding, Suggestion
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.printed import PrintedMeans
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.rounding import fixed, printed_interval


def check_means(tables: Iterable[PrintedMeans], rounding: str | None = None) -> list[Finding]:
    """Every printed mean that its own parts do not give, or that another document prints otherwise.

    A mean of weighted means is the weighted mean of the means, so a printed
    whole and its printed parts can differ by their rounding only: half a unit
    of the last digit each, 0.01 together. Means are never tested for whole
    levels, nor the national line against the listed institutions.

    Parameters
    ----------
    tables : iterable of PrintedMeans
        In order of precedence: where documents differ the first is the one used.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> cells = {"P59-INDEX": ["2.60"], **{code: ["2.50"] for code in framework.of_kind("domain")}}
    >>> [finding.rule for finding in check_means([PrintedMeans("kota", 2024, framework.id, cells)])]
    ['means_parts']
    """
    tables = list(tables)
    found = []
    for table in tables:
        found += _parts(table, load_framework(table.regulation), rounding)
    return found + _sources(tables)


def _parts(table: PrintedMeans, framework: Framework, rounding: str | None) -> list[Finding]:
    rule = rounding or framework.rounding
    held: dict[str, tuple[Fraction, Fraction]] = {}
    found = []
    for code in reversed(list(framework.nodes)):  # parts before wholes
        texts, below = table.cells.get(code, []), framework.children(code)
        if not texts:
            continue
        printed = [printed_interval(*parse_score(text), rule) for text in texts]
        held[code] = printed[0].low, printed[0].high
        if not below or not all(child in held for child in below):
            continue
        low, high = (
            sum(framework.weight(child) * held[child][end] for child in below) / framework.weight(code)
            for end in (0, 1)
        )
        for text, whole in dict(zip(texts, printed, strict=True)).items():
            if high < whole.low or low > whole.high:
                parts = tuple((child, table.cells[child][0]) for child in below)
                computed = fixed((low + high) / 2, framework.decimals, rule)
                found.append(_finding("means_parts", table, code, text, computed, parts=parts))
                held[code] = low, high  # what stands above is judged by the parts, not by this figure
    return found[::-1]


def _sources(tables: list[PrintedMeans]) -> list[Finding]:
    first: dict[tuple[int, str, str], tuple[str, str]] = {}
    found = []
    for table in tables:
        for code, texts in table.cells.items():
            for text in dict.fromkeys(texts):
                kept, document = first.setdefault((table.year, table.scope, code), (text, table.document))
                if parse_score(kept)[0] != parse_score(text)[0]:
                    found.append(
                        _finding("means_sources", table, code, text, kept, other=kept, other_document=document)
                    )
    return found


def _finding(rule: str, table: PrintedMeans, code: str, printed: str, value: str, **details) -> Finding:
    return Finding(
        rule,
        table.scope,
        table.year,
        "",
        code,
        printed,
        table.regulation,
        (Suggestion(code, value),),
        details,
        table.document,
        "",
        {},
        table.notes.get(code, {}),
    )
