"""What one scorecard's printed figures fix, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from spbe_analysis.analysis.consistency.nearest_figures import Correction
from spbe_analysis.analysis.feasible.disclosure import disclosures
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.presentation.text.findings import mark, prior_name, rounding_name
from spbe_analysis.presentation.text.wording import exact, number, say, whole
from spbe_analysis.regulation import Framework


def counted(found: FeasibleSet, language: str) -> list[str]:
    """How many tables of levels give the figures, and what the index is before rounding; or that none does."""
    about = {
        "regulation": found.framework.number_text,
        "rounding": rounding_name(found.framework, found.rounding, language),
    }
    if found.empty:
        return [say("identify.impossible", language, **about)]
    low, high = found.score_bounds(found.framework.root)
    return [
        say("identify.count", language, count=whole(found.count, language), **about),
        say("identify.index", language, low=exact(low, language), high=exact(high, language)),
        *grid_sentences(found.framework, language),
    ]


def grid_sentences(framework: Framework, language: str) -> list[str]:
    """What is assumed of the values between levels, where no source says which there can be."""
    steps = {grid.step for grid in framework.open_grids}
    about = {"regulation": framework.number_text}
    return [say("identify.grid", language, step=f"{step}", **about) for step in sorted(steps)]


def asked(found: FeasibleSet, language: str) -> list[str]:
    """Which further number would tell most, and under which prior that is reckoned."""
    told = []
    for ask in [ask for ask in disclosures(found)[:1] if ask.bits]:
        about = {
            "name": found.framework.nodes[ask.code].name(language),
            "bits": number(Fraction(ask.bits), language, 1),
        }
        told.append(say("identify.ask", language, code=ask.code, **about))
    return [*told, say("identify.prior", language, prior=prior_name(found.prior.name, language))]


def identified(found: FeasibleSet, language: str) -> list[str]:
    """All of it: the count, the index, what to ask next."""
    return counted(found, language) + ([] if found.empty else asked(found, language))


def near_figures(corrections: Iterable[Correction], language: str) -> list[str]:
    """Where no whole levels fit: the smallest changes of printed cells after which some do."""
    cells: dict[tuple, list[str]] = {}
    for near in corrections:
        printed = tuple(mark(text, language) for text in near.printed)
        cells.setdefault((near.codes, printed), []).append(" + ".join(mark(text, language) for text in near.texts))
    return [
        say("identify.cell", language, codes=", ".join(codes), printed=", ".join(printed), values="; ".join(near))
        for (codes, printed), near in cells.items()
    ]
