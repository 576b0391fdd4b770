"""What the exploration says of a table of levels: index, predicate, moves, the plan, one's own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING

from spbe_analysis.analysis.consistency.full_tables import shortest
from spbe_analysis.explore import figures
from spbe_analysis.explore.words import about_count, note
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.csv_files import csv_text
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.error_text import remarks
from spbe_analysis.presentation.page.tables import DASH, frame_of, join, label, points
from spbe_analysis.presentation.text.wording import Said, as_printed, in_full, number, say, whole

if TYPE_CHECKING:
    from spbe_analysis.explore.starting_levels import Start
    from spbe_analysis.regulation import Framework

_STARTS = {
    "published": "explore.start_published",
    "fitting": "explore.start_fitting",
    "no_fit": "explore.start_fitting",
    "lowest": "explore.start_lowest",
    "own": "explore.start_own",
    "own_fitting": "explore.start_own_fitting",
}


def start_text(start: Start, framework: Framework, language: str) -> str:
    """Which table of levels one starts from."""
    return say(_STARTS[start.sort], language, year=start.year, name=start.name, minimum=framework.minimum)


def headline(now: Fraction, start: Fraction, reading, framework: Framework, language: str) -> list[Block]:
    """The index of the levels, its predicate, how far it has moved and what is missing to the next predicate.

    Parameters
    ----------
    now, start : Fraction
        Exact index of the levels and of the table they started from.
    reading : PredicateReading
        The predicate of `now` under both rules.
    """
    index, predicate = number(now, language, framework.decimals), reading.predicate.name(language)
    moved = (
        say("explore.levels_moved", language, change=points(now - start, language))
        if now != start
        else say("explore.levels_unmoved", language)
    )
    key = "explore.levels_exact" if now != start else "explore.levels_exact_start"
    exactly = say(key, language, exact=in_full(now, language), before=in_full(start, language))
    higher = next_predicate(reading.predicate, framework)
    bound = say("explore.levels_highest", language)
    if higher is not None:
        bound = say(
            "explore.levels_gap",
            language,
            predicate=higher.name(language),
            bound=number(higher.lower, language),
            gap=in_full(higher.lower - now, language),
        )
    told = [f"{exactly} {moved}", bound]
    if reading.rules_differ:
        told.append(
            say(
                "explore.levels_rules",
                language,
                rounded=reading.rounded.name(language),
                exact=reading.exact.name(language),
            )
        )
    lead = say("explore.levels_index", language, index=index, predicate=predicate)
    head = Block(lambda told: told("p", lead, class_="lead", role="status", data_index=float(now)), lead)
    return [head, document.paragraphs(*told)]


def next_predicate(predicate, framework: Framework):
    """The next predicate up, or None at the top."""
    above = [p for p in framework.predicates if p.lower > predicate.lower]
    return above[-1] if above else None


def scale(scorecards: Sequence, start: Fraction, now: Fraction, framework: Framework, language: str) -> Block:
    """Published indexes, the start and the index of the levels on the scale of predicates."""
    dots = [
        (
            say("drivers.figure_start", language, year=scorecard.year),
            scorecard.values[framework.root].value,
            number(scorecard.values[framework.root].value, language, framework.decimals),
        )
        for scorecard in scorecards
        if scorecard.regulation == framework.id and framework.root in scorecard.values
    ]
    dots.append((say("explore.levels_start", language), start, in_full(start, language)))
    dots.append((say("explore.levels_now", language), now, in_full(now, language)))
    bands = [(predicate.name(language), predicate.lower) for predicate in reversed(framework.predicates)]
    page = figures.index_scale(bands, dots, framework.maximum, language)
    told = join([say("explore.levels_point", language, label=name, index=text) for name, _, text in dots], language)
    alt = say("explore.levels_alt", language, points=told)
    return document.picture(page.svg, page.size, "index-scale", alt, say("explore.levels_caption", language))


def provenance(start, language: str) -> list[Block]:
    """A remark where the levels are not published ones."""
    name = start.name or start.year
    if start.sort == "no_fit":
        return [note(say("explore.levels_no_fit", language, name=name))]
    if start.count is None or start.count == 1:
        return []
    return [note(say("explore.levels_fitting", language, name=name, count=about_count(start.count, language)))]


def moves(before: Mapping[str, int], after: Mapping[str, int], framework: Framework, language: str) -> list[Block]:
    """Every level that has been changed, with its contribution, and their sum."""
    changed = [code for code in framework.indicators if before[code] != after[code]]
    if not changed:
        return []
    parts = {code: framework.weight(code) * (after[code] - before[code]) for code in changed}
    rows = [
        (
            label(code, framework, language),
            level_text(before[code], language),
            level_text(after[code], language),
            points(part, language),
        )
        for code, part in parts.items()
    ]
    if len(rows) > 1:
        total = points(sum(parts.values(), Fraction(0)), language)
        rows.append((say("explore.row_total", language), DASH, DASH, total))
    return [document.table(_steps_frame(rows, language), say("explore.moves_table", language))]


def plan(found, framework: Framework, language: str) -> list[Block]:
    """The fewest steps to the next predicate; found by `spbe_analysis.analysis.plans.known_levels`."""
    target = found.target.name(language)
    told = say(
        "explore.plan_text",
        language,
        target=target,
        count=whole(int(found.cost), language),
        index=in_full(found.index, language),
        alternatives=about_count(found.alternatives, language),
    )
    rows = [
        (
            label(step.code, framework, language),
            level_text(step.start, language),
            level_text(step.end, language),
            points(step.gain, language),
        )
        for step in found.steps
    ]
    table = document.table(
        _steps_frame(rows, language),
        say("explore.plan_table", language, target=target),
        say("plan.arithmetic", language),
    )
    return [document.paragraphs(told), table]


def unreachable(target, language: str) -> list[Block]:
    """A predicate that no steps reach."""
    return [document.paragraphs(say("explore.plan_unreachable", language, target=target.name(language)))]


def level_text(level: int | Fraction, language: str) -> Said:
    """A level as a reader writes it, with no more decimals than it has."""
    return as_printed(shortest(level), language)


def levels_file(levels: Mapping[str, int], framework: Framework, language: str) -> Block:
    """The levels as a file that `spbe index` reads."""
    rows = [(framework.nodes[code].number, shortest(level)) for code, level in levels.items()]
    text = csv_text(["indicator", "level"], rows)
    return document.download(text, "levels.csv", say("explore.levels_file", language))


def own_intro(framework: Framework, most_bytes: int, language: str) -> list[Block]:
    """How one's own levels get in, and how large a report may be."""
    told = say(
        "explore.own_intro", language, count=len(framework.indicators), megabytes=whole(most_bytes // 10**6, language)
    )
    return [document.paragraphs(told)]


def own_taken(taken, index: Fraction, framework: Framework, language: str) -> list[Block]:
    """What was read from a file or a paste, and what was doubtful or refused in it."""
    count = len(framework.indicators)
    if taken.whole:
        said = say(
            "explore.own_taken",
            language,
            count=count,
            name=taken.name,
            index=number(index, language, framework.decimals),
        )
    else:
        said = say("explore.own_partly", language, name=taken.name, found=taken.figures, count=count)
    told = [said]
    if taken.institution and taken.year:
        told.append(say("explore.own_of", language, institution=taken.institution, year=taken.year))
    blocks = [document.paragraphs(*told)]
    if taken.remarks:
        blocks.append(document.bullets(remarks(taken.remarks, language)))
    return blocks


def _steps_frame(rows: Sequence[tuple], language: str):
    heads = (
        say("explore.head_indicator", language),
        say("explore.head_from", language),
        say("explore.head_to", language),
        say("explore.head_gain", language),
    )
    return frame_of({head: itemgetter(place) for place, head in enumerate(heads)}, rows)
