"""Printed domain scores of all institutions: ranks under a reader's own weights, several institutions beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from spbe_analysis.errors import CoverageError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.explore.saved import domains, own_weights
from spbe_analysis.explore.words import note
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.tables import frame_of, label
from spbe_analysis.presentation.text.wording import as_percent, exact, number, say, whole
from spbe_analysis.regulation import load_framework
from spbe_analysis.studies.compare import compare

if TYPE_CHECKING:
    from spbe_analysis.explore.state import Choice

STEP = Fraction(1, 2)  # percent that a slider moves by: the regulation's own weights are multiples of it
_TOP = 5  # institutions named from the first rank down


@lru_cache(maxsize=8)
def printed_domains(year: int, regulation: str) -> dict[str, tuple[Fraction, ...]]:
    """Printed domain scores of every institution of a year that has them all, in the regulation's order."""
    codes = domains(load_framework(regulation))
    return {
        name: tuple(card.values[code].value for code in codes)
        for name, card in all_scorecards(year).items()
        if card.regulation == regulation and all(code in card.values for code in codes)
    }


def rebalanced(weights: Sequence[Fraction], place: int, percent: Fraction) -> tuple[Fraction, ...]:
    """Weights that still add up to 100 percent after one has been set: the others share the rest as they did before.

    Parameters
    ----------
    weights : sequence of Fraction
        Percent of every domain.
    place : int
        Which of them is set.
    percent : Fraction
        What it is set to, a multiple of `STEP`.

    Examples
    --------
    >>> [str(one) for one in rebalanced([Fraction(13), Fraction(25), Fraction(33, 2), Fraction(91, 2)], 0, Fraction(40))]
    ['40', '17', '11.5', '31.5']
    """
    rest = [one for at, one in enumerate(weights) if at != place]
    total, room = sum(rest, Fraction(0)), (100 - percent) / STEP
    shares = [one / total * room if total else room / len(rest) for one in rest]
    steps = [share // 1 for share in shares]
    by_remainder = sorted(range(len(rest)), key=lambda at: (steps[at] - shares[at], at))
    for at in by_remainder[: int(room) - sum(steps)]:
        steps[at] += 1
    made = [step * STEP for step in steps]
    made.insert(place, percent)
    return tuple(made)


def ranks(state: Choice) -> list[Block]:
    """Rank of the institution among all under the reader's weights, beside that under the regulation's."""
    framework, lang, name = state.levels_framework, state.language, state.institution.name
    scores = printed_domains(state.to_year, framework.id)
    if name not in scores:
        return [note(say("explore.weights_none", lang, institution=name, year=state.to_year))]
    law, mine = own_weights(framework), state.weights or own_weights(framework)
    (sums, places), (_, before) = (ranked(state.to_year, framework.id, weights) for weights in (mine, law))
    about = {"institution": name, "total": len(scores), "year": state.to_year}
    lead = say("explore.weights_rank", lang, rank=places[name], before=before[name], **about)
    codes = domains(framework)
    parts = {
        say("drivers.head_name", lang): lambda at: label(codes[at], framework, lang),
        say("explore.head_score", lang): lambda at: number(scores[name][at], lang),
        say("explore.head_law_weight", lang): lambda at: as_percent(exact(law[at], lang, 1)),
        say("explore.head_own_weight", lang): lambda at: as_percent(exact(mine[at], lang, 1)),
        say("explore.head_gain", lang): lambda at: number(scores[name][at] * mine[at] / 100, lang, 3),
    }
    first = sorted(scores, key=lambda one: (places[one], one))[:_TOP]
    listed = sorted({*first, name, *(one for one in state.others if one in scores)}, key=lambda one: (places[one], one))
    table = {
        say("explore.head_institution", lang): lambda one: one,
        say("explore.head_place", lang): lambda one: whole(places[one], lang),
        say("explore.head_law_place", lang): lambda one: whole(before[one], lang),
        say("explore.head_own_index", lang): lambda one: number(sums[one], lang, 3),
    }
    return [
        document.paragraphs(lead, say("explore.weights_basis", lang, **about)),
        document.table(frame_of(parts, range(len(codes))), say("explore.weights_table", lang, **about)),
        document.table(frame_of(table, listed), say("explore.ranks_table", lang, **about)),
    ]


def compared(state: Choice) -> list[Block]:
    """The institutions chosen against their mean, as `spbe.compare` gives them."""
    chosen = list(dict.fromkeys((state.institution.name, *state.others)))
    try:
        found = compare(chosen, to_year=state.to_year) if len(chosen) > 1 else None
    except CoverageError:  # fewer than two of them have a published index
        found = None
    return [*found.table("institution", state.language), *found.table("domain", state.language)] if found else []


@lru_cache(maxsize=32)  # the regulation's own are asked for with every institution
def ranked(year: int, regulation: str, weights: tuple[Fraction, ...]) -> tuple[dict[str, Fraction], dict[str, int]]:
    """Index and rank of every institution under weights [percent]; equal indices share the better rank."""
    sums = {
        name: sum((score * weight for score, weight in zip(parts, weights, strict=True)), Fraction(0)) / 100
        for name, parts in printed_domains(year, regulation).items()
    }
    first: dict[Fraction, int] = {}
    for place, value in enumerate(sorted(sums.values(), reverse=True), start=1):
        first.setdefault(value, place)
    return sums, {name: first[value] for name, value in sums.items()}
