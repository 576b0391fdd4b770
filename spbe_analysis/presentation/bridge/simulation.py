"""Sentences and tables of a scorecard read on another regulation's list, from `spbe_analysis.analysis.bridge.simulator`."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pandas as pd

from spbe_analysis.presentation.bridge.words import laws, lineage_sentence, names
from spbe_analysis.presentation.page.tables import frame_of, join, label, number_ranges
from spbe_analysis.presentation.text.findings import predicate_name
from spbe_analysis.presentation.text.wording import DASH, exact, number, percent, say, spanned

DECIMALS = 2


def whose(found, language: str) -> str:
    """Whose scorecard, of which year, is read on which list."""
    card, about = found.scorecard, laws(found.frameworks)
    printed = card.values.get(found.frameworks[0].root)
    if card.institution:
        return say("bridge.sim_headline", language, institution=card.institution, year=card.year, **about)
    if printed and _is_target(found):
        return say("bridge.sim_target", language, index=number(printed.value, language, printed.decimals), **about)
    return say("bridge.sim_own", language, **about)


def headline(found, language: str) -> str:
    """Whose reading this is, then how such readings fared where the later card is known."""
    told = [whose(found, language)]
    if _is_target(found):
        told.append(say("bridge.sim_target_wide", language))
    told.append(tried(found, language))
    return " ".join(told)


def _is_target(found) -> bool:
    """Whether an index alone is read, of nobody."""
    card = found.scorecard
    return not card.institution and list(card.values) == [found.frameworks[0].root]


def tried(found, language: str) -> str:
    """How readings on this list compare with the cards of institutions that have one under both regulations."""
    mapped = sum(test.mapped for test in found.tests)
    if not mapped:
        return say("bridge.sim_untried", language)
    about = {
        "count": len(found.tests),
        "equal": sum(test.equal for test in found.tests),
        "mapped": mapped,
        "gap": number(sum((test.gaps for test in found.tests), Fraction(0)) / mapped, language, DECIMALS),
    }
    told = say("bridge.sim_tried", language, **about)
    above = [test.above_floor for test in found.tests if test.above_floor is not None]
    if not above:
        return told
    mean = number(sum(above, Fraction(0)) / len(above), language, DECIMALS)
    return f"{told} {say('bridge.sim_tried_index', language, above=mean)}"


def value_sentence(found, language: str) -> str:
    """The interval of the index, what is known of it and what is free."""
    low, high = (number(end, language, DECIMALS) for end in found.index)
    free = {"count": len(found.no_ancestor), "weight": percent(found.free_weight, language)}
    return say("bridge.sim_index", language, low=low, high=high, known=level_text(*found.known, language), **free)


def reach_sentences(found, language: str) -> list[str]:
    """One sentence for each predicate, from the highest down, and one on disputed bounds."""
    told = [_reach(reach, found, language) for reach in found.predicates]
    others = [reach.other for reach in found.predicates if reach.other]
    if others:
        cuts = [
            number(other.lower, language, DECIMALS)
            for other, reach in zip(others, found.predicates, strict=True)
            if other.lower != reach.lower
        ]
        within = [predicate_name(other.predicate, language) for other in others if other.reachable]
        told.append(say("bridge.sim_disputed", language, others=join(cuts, language), names=join(within, language)))
    return told


def _passed(reach, found) -> bool:
    """Whether even the lowest index of the scenario lies at or above a predicate's bound."""
    return found.index[0] >= reach.lower


def _reach(reach, found, language: str) -> str:
    framework = found.frameworks[1]
    values = {"predicate": predicate_name(reach.predicate, language), "lower": number(reach.lower, language, DECIMALS)}
    if not reach.reachable:
        return say("bridge.sim_passed" if _passed(reach, found) else "bridge.sim_reach_no", language, **values)
    if reach.needed is None or reach.needed[1] <= framework.minimum:
        return say("bridge.sim_reach_sure", language, **values)
    key = "bridge.sim_reach" if reach.needed[1] <= framework.maximum else "bridge.sim_reach_perhaps"
    return say(key, language, needed=needed_text(reach, framework, language), **values)


def notes(found, language: str) -> list[str]:
    """What must be said with a simulation, as whole sentences."""
    old, new = found.frameworks
    told = [say("bridge.sim_not_forecast", language), lineage_sentence(found.lineage, language)]
    if found.no_ancestor:
        silent = [label(code, new, language) for code in found.no_ancestor]
        told.append(say("bridge.sim_silent", language, names="; ".join(silent)))
    if found.no_successor:
        lost = number_ranges(found.no_successor, old)
        told.append(say("bridge.sim_lost", language, names=lost, regulation=old.number_text))
    if new.status in ("unverified", "reproduced"):
        told.append(say("bridge.sim_unverified", language, regulation=new.number_text))
    if new.reproduced_by:
        told.append(say("bridge.sim_reproduced", language, count=new.reproduced_by, regulation=new.number_text))
    if reason := found.lineage.reason(language):
        told.append(reason)
    return told


def levels_table(found, language: str) -> pd.DataFrame:
    """Every indicator of the new list with its ancestors, confidence, implied level and weight, as texts."""
    old, new = found.frameworks

    def confidence(row) -> str:
        return say(f"bridge.confidence_{row.confidence}", language) if row.ancestors else DASH

    cells = {
        say("bridge.head_indicator", language): lambda row: label(row.code, new, language),
        say("bridge.head_ancestors", language): lambda row: names(row.ancestors, old, language),
        say("bridge.head_confidence", language): confidence,
        say("bridge.head_level", language): lambda row: level_text(row.low, row.high, language),
        say("bridge.head_weight", language): lambda row: percent(row.weight, language),
    }
    return frame_of(cells, found.table.itertuples())


def predicates_table(found, language: str) -> pd.DataFrame:
    """Every predicate with its bound, whether it is within reach and what it needs, as texts."""
    minimum = found.frameworks[1].minimum

    def bound(reach) -> str:
        text = number(reach.lower, language, DECIMALS)
        if not reach.other or reach.other.lower == reach.lower:
            return text
        return say("bridge.with_note", language, text=text, note=number(reach.other.lower, language, DECIMALS))

    def needed(reach) -> str:
        return (
            needed_text(reach, found.frameworks[1], language)
            if reach.reachable and reach.needed and reach.needed[1] > minimum
            else DASH
        )

    cells = {
        say("bridge.head_predicate", language): lambda reach: predicate_name(reach.predicate, language),
        say("bridge.head_from", language): bound,
        say("bridge.head_reach", language): lambda reach: say(
            "bridge.yes" if reach.reachable else "bridge.passed" if _passed(reach, found) else "bridge.no", language
        ),
        say("bridge.head_needed", language): needed,
    }
    return frame_of(cells, found.predicates)


def levels_alt(found, language: str) -> str:
    """What is to be seen in the figure of implied levels."""
    count, free = len(found.table), len(found.no_ancestor)
    about = {"count": count, "known": count - free, "free": free}
    return say("bridge.levels_alt", language, regulation=found.frameworks[1].number_text, **about)


def needed_text(reach, framework, language: str) -> str:
    """The mean a predicate needs, on the scale, rounded up so that what is shown suffices."""
    step, (low, high) = 10**DECIMALS, reach.needed
    ends = max(low, Fraction(framework.minimum)), min(high, Fraction(framework.maximum))
    return level_text(*(Fraction(ceil(end * step), step) for end in ends), language)


def level_text(low: Fraction, high: Fraction, language: str) -> str:
    """A level or mean of levels, or the ends between which it lies."""
    return spanned(*(exact(end, language, 0, DECIMALS) for end in (low, high)), language)
