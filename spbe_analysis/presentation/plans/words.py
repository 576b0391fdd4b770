"""A plan to a predicate in words, tables and figures, with what it does not say."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from spbe_analysis.presentation.drawing.head import Head
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.heads import documents_of, head_of
from spbe_analysis.presentation.page.tables import frame_of, join, label, number_ranges, owner
from spbe_analysis.presentation.plans import figures as figures_plan
from spbe_analysis.presentation.plans.action_lines import indicator
from spbe_analysis.presentation.text.findings import predicate_bounds, predicate_name
from spbe_analysis.presentation.text.wording import exact, number, say, signed, whole
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd

_FINE = 4  # decimals of an index before rounding: weights are multiples of 0.0005
_AROUND = 3  # costs listed before the cheapest plan; twice as many after it


def title(scorecard, plan, present, language: str) -> str:
    """Whom the page is about, from where to where."""
    about = {"institution": owner(scorecard, language), "target": predicate_name(plan.target, language)}
    if not plan.steps:
        return say("nextpredicate.title_same", language, **about)
    return say("nextpredicate.title", language, present=predicate_name(present, language), **about)


def start(scorecard, framework: Framework, plan, present, known: bool, language: str) -> str:
    """Where the institution stands and what is missing."""
    printed, index = scorecard.values.get(framework.root), _exact(plan.index_before, language)
    about = {
        "index": say("nextpredicate.index_of_year", language, year=scorecard.year)
        if scorecard.year
        else say("nextpredicate.index_own", language),
        "printed": number(printed.value, language) if printed else index,
        "exact": index,
        "present": predicate_name(present, language),
        "target": predicate_name(plan.target, language),
        "bound": _exact(plan.threshold, language),
        "gap": _exact(max(Fraction(0), plan.threshold - plan.index_before), language),
    }
    return say("nextpredicate.start_known" if known else "nextpredicate.start_hidden", language, **about)


def answer(plan, known: bool, language: str, costed: bool = False) -> list[str]:
    """The plan in two sentences: what it asks for, and how many other plans are as cheap."""
    if not plan.steps:
        return [say("nextpredicate.already", language, target=predicate_name(plan.target, language))]
    target, rise = predicate_name(plan.target, language), max(step.rise for step in plan.steps)
    about = {"spent": spent(plan.cost, costed, language), "index": _exact(plan.index, language)}
    about |= {"margin": _exact(plan.margin, language), "target": target, "rise": rise}
    mode = _mode(plan, known)
    told = say(f"nextpredicate.answer_{mode}", language, count=len(plan.steps), **about)
    if costed:
        told += " " + say("plan.unlisted", language)
    elif mode != "rises":
        told += " " + say("nextpredicate.counted_one", language)
    if plan.alternatives == 1:
        return [told, say("nextpredicate.alternatives_one", language)]
    return [told, say("nextpredicate.alternatives_many", language, count=whole(plan.alternatives, language))]


def steps_figure(found, language: str) -> document.Block:
    """The steps; floors of the same height within an aspect stand in one row."""
    plan, law = found.exact, found.framework
    rows, mode = _rows(found, language), _mode(plan, found.known)
    told = [
        say(f"nextpredicate.told_{mode}", language, name=r.label, start=_level(r.start, language), end=r.end)
        for r in rows.itertuples()
    ]
    alt = say(f"nextpredicate.alt_{mode}", language, count=len(plan.steps), told=join(told, language))
    axes = figures_plan.steps(rows, (law.minimum, law.maximum), language)
    about = {"target": predicate_name(plan.target, language), "cost": exact(plan.cost, language, 0)}
    shown = "rises" if found.costed and mode == "steps" else mode  # a cost is not a number of steps
    title = say(f"heads.plan_{shown}", language, count=len(plan.steps), **about)
    head = _head(title, say("heads.steps_unit", language), found.scorecard, language)
    return document.figure(axes, "steps", alt, say(f"nextpredicate.figure_{mode}", language), head)


def steps_table(found, language: str) -> document.Block:
    """The rows of the figure with what each costs."""
    rows, mode = _rows(found, language), _mode(found.exact, found.known)
    by, worst = (
        measure(found.costed, language),
        "nextpredicate.head_worst_cost" if found.costed else "nextpredicate.head_worst",
    )
    cells: dict = {say("nextpredicate.head_indicator", language): lambda row: row.label}
    if mode == "steps":
        cells |= {
            say("nextpredicate.head_now", language): lambda row: _level(row.start, language),
            say("nextpredicate.head_then", language): lambda row: whole(row.end, language),
            by.capitalize(): lambda row: exact(row.cost, language, 0),
            say("nextpredicate.head_points", language): lambda row: row.text,
        }
    else:
        cells |= {
            say("nextpredicate.head_count", language): lambda row: whole(row.count, language),
            say(f"nextpredicate.head_{mode}", language): lambda row: (
                row.text if mode == "rises" else whole(row.end, language)
            ),
            say(worst, language): lambda row: exact(row.cost, language, 0),
        }
    about = {"measure": by} if mode == "steps" else {}
    return document.table(frame_of(cells, rows.itertuples()), say(f"nextpredicate.caption_{mode}", language, **about))


def _mode(plan, known: bool) -> str:
    """What a plan asks of an indicator: steps from a known level, a floor, or a rise from wherever it stands."""
    return "steps" if known else "rises" if "rises" in plan.family else "floors"


def _head(title: str, unit: str, card, language: str) -> Head:
    return head_of([title], card.institution, [card.year], unit, documents_of([card]), language)


def _rows(found, language: str) -> pd.DataFrame:
    make = known_rows if found.known else floor_rows
    return make(found.exact, found.framework, language)


def known_rows(plan, framework: Framework, language: str) -> pd.DataFrame:
    """One row an indicator: ``label``, ``start``, ``low``, ``end``, ``cost``, ``gain``, ``text``, ``count``."""
    cells: dict = {"label": lambda step: label(step.code, framework, language)}
    columns = {"start": "start", "low": "start", "end": "end", "cost": "cost", "gain": "gain"}
    cells |= {name: lambda step, column=column: getattr(step, column) for name, column in columns.items()}
    cells |= {"text": lambda step: signed(step.gain, language, _FINE), "count": lambda step: 1}
    return frame_of(cells, plan.steps)


def floor_rows(plan, framework: Framework, language: str) -> pd.DataFrame:
    """The same columns with one row for all indicators of an aspect that share floor or rise, start and highest cost."""
    import pandas as pd

    rows = []
    aspects = {s.code: framework.ancestor(s.code, "aspect") for s in plan.steps}
    shared = groupby(plan.steps, lambda s: (aspects[s.code], s.start, s.end, s.cost, s.rise, s.possible))
    for (aspect, begin, end, cost, rise, possible), members in shared:
        codes = [s.code for s in members]
        key = "nextpredicate.floor_one" if len(codes) == 1 else "nextpredicate.floor_group"
        name = say(key, language, numbers=number_ranges(codes, framework), name=label(aspect, framework, language))
        text = signed(rise, language, 0) if rise else f"\N{GREATER-THAN OR EQUAL TO} {end}"
        rows.append((name, begin, possible[0], end, cost, Fraction(0), text, len(codes)))
    columns = ["label", "start", "low", "end", "cost", "gain", "text", "count"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def frontier_figure(found, language: str) -> document.Block:
    """Cost against the index that it reaches."""
    plan, hidden = found.exact, "" if found.known else "_hidden"
    target = predicate_name(plan.target, language)
    axes = draw_frontier(found, language)
    ends = {"spent": spent(plan.cost, found.costed, language), "index": _exact(plan.index, language)}
    last_cost, last_index = frontier_shown(plan)[-1]
    by = measure(found.costed, language)
    about = {
        "before": _exact(plan.index_before, language),
        "bound": _exact(plan.threshold, language),
        "last_spent": spent(last_cost, found.costed, language),
        "last_index": _exact(last_index, language),
    }
    alt = say("nextpredicate.frontier_alt", language, target=target, **ends, **about)
    caption = say(f"nextpredicate.frontier_figure{hidden}", language, target=target, measure=by)
    title = say(f"heads.frontier{hidden}", language, **ends)
    head = _head(title, say(f"heads.frontier_unit{hidden}", language, measure=by), found.scorecard, language)
    return document.figure(axes, "frontier", alt, caption, head)


def frontier_table(found, language: str) -> document.Block:
    """Costs around the plan's own with what each reaches."""
    plan, place, by = found.exact, _place(found.exact), measure(found.costed, language)
    head = "nextpredicate.head_plan_index" if found.known else "nextpredicate.head_plan_sure"
    cells = {
        by.capitalize(): lambda pair: exact(pair[0], language, 0),
        say(head, language): lambda pair: number(pair[1], language, _FINE),
        say("nextpredicate.head_plan_margin", language): lambda pair: signed(pair[1] - plan.threshold, language, _FINE),
    }
    near = plan.frontier[max(0, place - _AROUND) : place + 2 * _AROUND + 1]
    caption = say("nextpredicate.frontier_caption", language, target=predicate_name(plan.target, language), measure=by)
    return document.table(frame_of(cells, near), caption)


def draw_frontier(found, language: str, ax=None):
    """That figure alone, on the given axes or new ones."""
    plan = found.exact
    key = "nextpredicate.figure_chosen_cost" if found.costed else "nextpredicate.figure_chosen"
    cost = exact(plan.cost, language, 0)
    chosen = (plan.cost, say(key, language, cost=cost, count=cost, index=_exact(plan.index, language)))
    axis = measure(found.costed, language).capitalize()
    bounds = predicate_bounds(found.framework, language)
    return figures_plan.frontier(frontier_shown(plan), chosen, bounds, axis, language, ax=ax)


def frontier_shown(plan) -> Sequence[tuple[Fraction, Fraction]]:
    """Costs near the plan's own with what they reach."""
    place = _place(plan)
    return plan.frontier[: max(place + 1, min(len(plan.frontier), 2 * place + 2 * _AROUND))]


def _place(plan) -> int:
    return next(i for i, (cost, _) in enumerate(plan.frontier) if cost == plan.cost)


def slip(found, language: str) -> str:
    """Whether the target still holds when one indicator of the largest weight ends a level lower."""
    plan = found.exact
    heaviest = max(found.framework.weight(step.code) for step in plan.steps)
    target = predicate_name(plan.target, language)
    enough = next((cost for cost, index in plan.frontier if index - plan.threshold >= heaviest), None)
    if plan.margin >= heaviest:
        verdict = say("nextpredicate.one_level_holds", language, target=target)
    elif enough is None:
        verdict = say("nextpredicate.one_level_never", language, target=target)
    else:
        verdict = say(
            "nextpredicate.one_level_fails", language, target=target, spent=spent(enough, found.costed, language)
        )
    return say("nextpredicate.one_level", language, points=exact(heaviest, language, 3, _FINE), verdict=verdict)


def disclosure(found, language: str) -> str:
    """What knowing the levels saves against the plan from printed sums; that they are hidden, where they are."""
    if found.hidden is None:
        return say("nextpredicate.disclosure_hidden", language)
    known, hidden = found.cheapest, found.hidden
    costs = {"known": known.cost, "hidden": hidden.cost, "more": hidden.cost - known.cost}
    about = {name: spent(cost, costed=False, language=language) for name, cost in costs.items()}
    return say("nextpredicate.disclosure", language, target=predicate_name(known.target, language), **about)


def limits(scorecard, plan, framework: Framework, rounded: Fraction, language: str) -> list[str]:
    """What the plan does not say.

    Parameters
    ----------
    rounded : Fraction
        Lowest index that earns the target when the printed one decides.
    """
    about = {"year": scorecard.year, "law": framework.number_text, "last": max(framework.index_years)}
    told = [
        say("nextpredicate.limit_arithmetic", language),
        say("nextpredicate.limit_cumulative", language),
        say("nextpredicate.limit_assessor", language),
        say("nextpredicate.limit_regime" if scorecard.year else "nextpredicate.limit_regime_own", language, **about),
    ]
    if rounded != plan.threshold:
        told.append(say("nextpredicate.limit_rule", language, bound=_exact(rounded, language)))
    if plan.family == "even_floors":
        told.append(say("nextpredicate.limit_even", language))
    if "index_left_out" in plan.notes:
        told.append(say("nextpredicate.limit_index", language))
    return told


def finding(scorecard, plan, known: bool, language: str, costed: bool = False) -> str:
    """One sentence for the list of reports."""
    if not plan.steps:
        return say("nextpredicate.finding_none", language, institution=owner(scorecard, language))
    about = {
        "institution": owner(scorecard, language),
        "target": predicate_name(plan.target, language),
        "count": len(plan.steps),
    }
    key = "nextpredicate.finding" if known else "nextpredicate.finding_hidden"
    return say(key, language, spent=spent(plan.cost, costed, language), **about)


def spent(amount: Fraction, costed: bool, language: str) -> str:
    """What a plan asks for: a number of level steps, or a cost where a file of costs was given."""
    if costed:
        return say("plan.spent_cost", language, count=exact(amount, language, 0))
    return say("plan.spent_step" if amount == 1 else "plan.spent_steps", language, count=exact(amount, language, 0))


def measure(costed: bool, language: str) -> str:
    """What `spent` counts in."""
    return say("plan.measure_cost" if costed else "plan.measure_steps", language)


def plan_sentences(
    plan, scorecard, framework: Framework, known: bool, language: str, costed: bool = False
) -> list[str]:
    """The plan for a reader without a page: where it leads, every step, how many others are as cheap."""
    whom = owner(scorecard, language)
    about = {
        "whom": f"{whom} ({scorecard.year})" if scorecard.year else whom,
        "target": predicate_name(plan.target, language),
        "bound": exact(plan.threshold, language),
        "before": exact(plan.index_before, language),
    }
    if not plan.steps:
        return [say("plan.already", language, **about)]
    about |= {
        "cost": spent(plan.cost, costed, language),
        "index": exact(plan.index, language),
        "margin": exact(plan.margin, language),
    }
    told = [say("plan.headline_known" if known else "plan.headline_hidden", language, **about)]
    for step in plan.steps:
        named = {
            "code": step.code,
            "name": indicator(step.code, framework, language),
            "end": step.end,
            "cost": spent(step.cost, costed, language),
        }
        if step.start is None and step.rise:
            told.append(say("plan.rise", language, rise=step.rise, **named))
        elif step.start is None:
            told.append(say("plan.floor", language, **named))
        else:
            told.append(
                say(
                    "plan.step",
                    language,
                    start=_level(step.start, language),
                    gain=signed(step.gain, language, 4),
                    **named,
                )
            )
    told += [say("plan.unlisted", language)] if costed else []
    return [*told, say("plan.alternatives", language, count=whole(plan.alternatives, language))]


def plan_notes(plan, known: bool, language: str, costed: bool = False) -> list[str]:
    """What a plan does not say: hidden levels, what was left out, that it is arithmetic."""
    told = []
    if not known:
        told.append(say(f"plan.hidden_{plan.family}", language))
        told.append(say("plan.hidden_worst", language))
        if not costed and plan.cost < sum(step.rise for step in plan.steps):
            told.append(
                say("plan.hidden_fewer", language, count=len(plan.steps), most=spent(plan.cost, costed, language))
            )
    if "index_left_out" in plan.notes:
        told.append(say("plan.index_left_out", language))
    return [*told, say("plan.arithmetic", language)]


def pace(found, language: str, on_page: bool = False) -> list[str]:
    """How far a plan raises any indicator in a year, and how many years that takes."""
    if found.a_year is None or not found.exact.steps:
        return []
    one, more = ("plan.pace_page_one", "plan.pace_page") if on_page else ("plan.pace_one", "plan.pace")
    told = [say(one, language) if found.a_year == 1 else say(more, language, limit=found.a_year)]
    if found.years > 1:
        sure = say("plan.sure_known" if found.known else "plan.sure", language)
        ends = {"reach": _exact(found.reach, language), "bound": _exact(found.exact.threshold, language)}
        told.append(say("plan.years", language, sure=sure, years=found.years, **ends))
    return told


def actions_command(found, language: str) -> str:
    """What writes the plan as a file to be filled in; the whole command where it is one of an institution's published figures."""
    card = found.scorecard
    if not (card.institution and card.year):
        return "spbe plan --actions FILE"
    about = [f'"{card.institution}" --year {card.year} --target "{found.exact.target.name_id}"']
    about += [f"--stage {card.stage}"] if card.stage != "final" else []
    about += {None: ["--cheapest"], 2: ["--bold"]}.get(found.a_year, [])
    about += [f"--rule {found.exact.rule}"] if found.exact.rule != "exact" else []
    about += ["--costs FILE"] if found.costed else []
    return f"spbe plan {' '.join(about)} --actions {say('actions.file', language)} --language {language}"


def history(counted, language: str) -> str:
    """How often steps happened in the collection, with the number of changes, never as a chance."""
    names = ("changes", "pairs", "one", "more", "same", "fell")
    told = {name: whole(getattr(counted, name), language) for name in names}
    return say("plan.history", language, **told, count=whole(counted.bodies, language))


def frontier_lines(plan, language: str, most: int, costed: bool = False) -> list[str]:
    """Costs around the plan's own, each with what it reaches."""
    start = max(0, _place(plan) - 2)
    told = []
    for cost, index in plan.frontier[start : start + most]:
        ends = {"index": number(index, language, _FINE), "margin": signed(index - plan.threshold, language, _FINE)}
        told.append(say("plan.frontier_line", language, cost=spent(cost, costed, language), **ends))
    return told


def _exact(index: Fraction, language: str) -> str:
    return exact(index, language, 2, _FINE)


def _level(level: Fraction | int | None, language: str) -> str:
    """A level, which may lie between two; empty where it is not known."""
    return "" if level is None else exact(level, language, 0)
