"""Whole sentences about one change, made from an answer of `spbe_analysis.analysis.drivers.drivers`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spbe_analysis.analysis.direction import NO_CHANGE, OPEN, SURE_FALL, SURE_RISE, sure_order
from spbe_analysis.presentation.drivers.tables import one_row_per_class
from spbe_analysis.presentation.page.tables import join, known, label, number_ranges, points, request, short_name, when
from spbe_analysis.presentation.page.tables import span as reach
from spbe_analysis.presentation.text.findings import predicate_name, predicate_text, prior_name, rounding_name
from spbe_analysis.presentation.text.laws import disputed_predicate, index_name, lasts, superseded
from spbe_analysis.presentation.text.wording import DASH, in_full, number, say, signed, whole, years_of

_SURENESS = {
    "identified": "drivers.sure_some",
    SURE_RISE: "drivers.sure_rise",
    SURE_FALL: "drivers.sure_fall",
    OPEN: "drivers.sure_open",
}
_NAMED = 3  # indicators named in a sentence before the table has to tell the rest


def title(answer, language: str) -> str:
    """Whom and which years the report is about."""
    if answer.one_year:
        return say("drivers.title_stages", language, institution=answer.after.institution, **stages(answer, language))
    if _of_own_tables(answer):
        return say("drivers.title_own", language)
    named = None in (answer.before.year, answer.after.year)
    years = both_names(answer, language) if named else years_of(answer.before.year, answer.after.year)
    return say("drivers.title", language, institution=whose(answer), years=years)


def whose(answer) -> str:
    """The institution whose published figures an answer has on one side at least; empty for two tables of one's own."""
    return answer.after.institution or answer.before.institution


def both_names(answer, language: str) -> str:
    """Both sides by their names, such as a year and a table of one's own."""
    return join(list(map(str, span(answer, language).values())), language)


def question(answer, language: str) -> str:
    """What the report answers: where a change came from, or what lies between two stages of one year."""
    key = "drivers.question_stages" if answer.one_year else "drivers.question"
    return say(key, language, index=index_name(answer.framework, language))


def answers(answer, language: str) -> dict[str, list[str]]:
    """How much, from where, how sure: the three answers of the first screen."""
    return {
        say("drivers.ask_amount", language): amount(answer, language),
        say("drivers.ask_parts", language): origin(answer, language),
        say("drivers.ask_sureness", language): sureness(answer, language),
    }


def amount(answer, language: str) -> list[str]:
    """How far the printed index moved, and the change before rounding."""
    framework, change = answer.framework, answer.change_published
    same_year = [one_year(answer, language)] if answer.one_year else []
    if change is None and _of_own_tables(answer) and answer.change_low is not None:
        moved = reach(answer.change_low, answer.change_high, language)
        return [say("drivers.no_index_own", language, change=moved)]
    if change is None:
        return [say("drivers.no_index", language, both=both(answer, language)), *same_year]
    about = {"change": number(abs(change), language, framework.decimals)}
    if answer.one_year:
        way = "higher" if change > 0 else "lower" if change < 0 else "equal"
        told = [
            say(f"drivers.stage_{way}", language, **about, **_printed(answer, language), **stages(answer, language))
        ]
        told += same_year
    else:
        key = "drivers.rose" if change > 0 else "drivers.fell" if change < 0 else "drivers.stood"
        before, after = (index_text(card, framework, language) for card in (answer.before, answer.after))
        told = [say(key, language, **about, before=before, after=after)]
    low, high = answer.change_low, answer.change_high
    if low is not None and low != high:
        told.append(say("drivers.exact_bounds", language, low=points(low, language), high=points(high, language)))
    elif low is not None and low == change:
        told.append(say("drivers.exact_same", language, exact=in_full(abs(low), language)))
    elif low is not None:
        ends = [in_full(year.score_bounds(framework.root)[0], language) for year in answer.years]
        about = {"exact": in_full(abs(low), language), "published": number(change, language, framework.decimals)}
        told.append(say("drivers.exact_from_levels", language, before=ends[0], after=ends[1], **about))
    return told


def origin(answer, language: str) -> list[str]:
    """Contributions of the parts below the index in the direction of the change, against it and open; then of indicators."""
    framework = answer.framework
    if nothing_known(answer):
        about = {"kind": _kind(answer, language), "parts": _parts(top(answer), answer, language)}
        told = [say("drivers.parts_open", language, **about)]
    else:
        told = _by_direction(answer, language)
    rows = answer.ranked("indicator")
    if all(rows["verdict"] == "identified"):
        risen = sorted((row for row in rows.to_dict("records") if row["low"] > 0), key=lambda row: -row["low"])
        fallen = sorted((row for row in rows.to_dict("records") if row["low"] < 0), key=lambda row: row["low"])
        if risen and not answer.falls:
            told.append(say("drivers.top_indicators", language, parts=leading(risen, answer, language)))
        if fallen:
            told.append(say("drivers.fallen", language, count=len(fallen), parts=leading(fallen, answer, language)))
        if risen and answer.falls:
            told.append(say("drivers.risen", language, count=len(risen), parts=leading(risen, answer, language)))
        same = len(rows) - len(risen) - len(fallen)
        told.append(say("drivers.unchanged", language, count=same, total=len(framework.indicators)))
    return told


def _by_direction(answer, language: str) -> list[str]:
    """A sentence each: parts that went the way of the index, parts that went the other way, still, open, unpublished."""
    groups = parts_by_direction(answer)
    along, against = (SURE_FALL, SURE_RISE) if answer.falls else (SURE_RISE, SURE_FALL)
    told = []
    if groups[along]:
        key = _along(answer, len(groups[along]))
        told.append(say(key, language, parts=_parts(groups[along], answer, language)))
    if groups[against]:
        key = "drivers.parts_gained" if answer.falls else "drivers.parts_lost"
        told.append(say(key, language, parts=_parts(groups[against], answer, language)))
    if groups[OPEN]:
        told.append(say("drivers.parts_direction_open", language, parts=_parts(groups[OPEN], answer, language)))
    for way, key in ((NO_CHANGE, "drivers.parts_still"), (None, "drivers.parts_missing")):
        names = [label(row["code"], answer.framework, language) for row in groups[way]]
        if names:
            told.append(say(key, language, names=join(names, language)))
    return told


def _along(answer, count: int) -> str:
    """The message for `count` parts that went the way of the index, by how far ranges rank them."""
    if not answer.moved:
        return "drivers.parts_gained"
    ranked = sure_order(top(answer), answer.falls)[1]
    if count == 1 or not ranked:
        return "drivers.parts"
    if ranked < count:
        return "drivers.parts_fall_first" if answer.falls else "drivers.parts_rise_first"
    return "drivers.parts_fall" if answer.falls else "drivers.parts_rise"


def sureness(answer, language: str) -> list[str]:
    """What is identified, what surely rose or fell, and what is open."""
    if answer.reproducible and answer.change_low is None:
        return [say("drivers.sure_contradicted", language, assumptions=join(answer.assumptions, language))]
    if not answer.reproducible:
        return [say("drivers.sure_ledger", language)]
    rows = answer.rows("indicator")
    open_rows = rows[rows["verdict"] != "identified"]
    if open_rows.empty:
        return [say("drivers.sure_all", language, count=len(rows), both=both(answer, language))]
    told = []
    for way, key in _SURENESS.items():
        found = [row for row in top(answer) if way == ("identified" if row["low"] == row["high"] else row["direction"])]
        names = [label(row["code"], answer.framework, language) for row in found]
        if names:
            told.append(say(key, language, names=join(names, language)))
    if len(open_rows) == len(rows):
        told.append(say("drivers.sure_no_indicators", language, total=len(rows), both=both(answer, language)))
    else:
        told.append(say("drivers.sure_indicators", language, open=len(open_rows), total=len(rows)))
    ways = list(rows["direction"])
    counts = {"rise": SURE_RISE, "fall": SURE_FALL, "same": NO_CHANGE, "open": OPEN}
    about = {name: ways.count(way) for name, way in counts.items()}
    return [*told, say("drivers.sure_directions", language, total=len(rows), **about)]


def finding(answer, language: str) -> str:
    """One sentence for the list of reports."""
    framework, parts = answer.framework, parts_text(answer, language)
    if answer.change_published is None:
        return say("drivers.finding_no_index", language, parts=parts)
    told = _printed(answer, language) | {"change": signed(answer.change_published, language, framework.decimals)}
    if answer.one_year:
        return say("drivers.finding_stages", language, **told, **stages(answer, language))
    if nothing_known(answer):
        return say("drivers.finding_open", language, **told, kind=_kind(answer, language))
    return say("drivers.finding", language, parts=parts, **told)


def span(answer, language: str) -> dict[str, object]:
    """Both years as a sentence names them, with their stages where these matter."""
    cards = answer.before, answer.after
    return dict(zip(("from_year", "to_year"), when(cards, language), strict=True))


def stages(answer, language: str) -> dict[str, object]:
    """The year and both stages of an answer on one year, in words."""
    names = [say(f"answer.stage_{card.stage}", language) for card in (answer.before, answer.after)]
    return {"year": answer.after.year, "earlier": names[0], "later": names[1]}


def one_year(answer, language: str) -> str:
    """That two stages of one year are set side by side, which is no change between years."""
    return say("answer.one_year", language, **stages(answer, language))


def both(answer, language: str) -> str:
    """What the two sides of an answer are together: both years, both stages, or both tables of one's own."""
    if _of_own_tables(answer):
        return say("drivers.both_tables", language)
    return say("drivers.both_stages" if answer.one_year else "drivers.both_years", language)


def _of_own_tables(answer) -> bool:
    return answer.before.year is None and answer.after.year is None


def _kind(answer, language: str) -> str:
    """What the parts directly below the index are: domains or aspects."""
    return say(f"drivers.kind_{answer.framework.nodes[top(answer)[0]['code']].kind}", language)


def _printed(answer, language: str) -> dict[str, str]:
    """Both printed indexes."""
    root, decimals = answer.framework.root, answer.framework.decimals
    scorecards = {"before": answer.before, "after": answer.after}
    return {when: number(card.values[root].value, language, decimals) for when, card in scorecards.items()}


def index_text(scorecard, framework, language: str) -> str:
    """A printed index with its predicate and year, or stage."""
    (year,) = when([scorecard], language)
    index = number(scorecard.values[framework.root].value, language, framework.decimals)
    if not scorecard.predicate:
        return say("drivers.index_of_year", language, index=index, year=year)
    predicate = _stated(scorecard, framework, language)
    return say("drivers.index_with_predicate", language, index=index, predicate=predicate, year=year)


def checks(answer, language: str) -> list[str]:
    """What `check_answer` has checked, in plain sentences."""
    if answer.change_low is None:
        return []
    low, high = (points(end, language) for end in (answer.change_low, answer.change_high))
    if answer.change_low == answer.change_high:
        told = [say("drivers.check_parts", language, change=low)]
    else:
        told = [say("drivers.check_bounds", language, low=low, high=high)]
    if answer.change_published is not None:
        told.append(say("drivers.check_index", language, **_printed(answer, language), **span(answer, language)))
    return told


def limits(answer, language: str, asks: Iterable = ()) -> list[str]:
    """What these figures cannot say, and what must be known to read them.

    Parameters
    ----------
    asks : iterable of (Scorecard, Disclosure)
        Further numbers that would narrow the answer, the most telling first;
        the first is named with a request that can be sent.
    """
    framework = answer.framework
    told = remarks(answer, language)
    told.append(say("drivers.limit_bookkeeping", language))
    told += [note[f"text_{language}"] for note in framework.meta.get("notes", []) if _concerns(note, answer)]
    if answer.reproducible and answer.change_low is not None:
        told += _open_limits(answer, language)
        sides = zip((answer.before, answer.after), answer.years, span(answer, language).values(), strict=True)
        for scorecard, year, name in sides:
            told += _rules_differ(scorecard, year, name, framework, language)
    told += [request(ask, card, framework, language) for card, ask in list(asks)[:1]]
    if framework.meta["rounding"].get("status") == "inferred":
        told.append(say("drivers.limit_rounding", language))
    return told


def upcoming(answer, language: str, asks: Iterable = ()) -> list[str]:
    """What comes next: how far the next predicate is, until when that counts, and the one number worth asking for.

    After the last year of a regulation it is the one that follows: nothing more is reached under its predicates.
    """
    framework, printed = answer.framework, answer.after.values.get(answer.framework.root)
    told = superseded(framework, answer.after.year, language)
    if not told and printed and not disputed_predicate(framework, printed.value, language):
        above = [one for one in framework.predicates if one.lower > printed.value]
        if above:
            ends = {"bound": above[-1].lower, "gap": above[-1].lower - printed.value}
            about = {name: number(value, language, framework.decimals) for name, value in ends.items()}
            told.append(say("drivers.next_predicate", language, target=predicate_name(above[-1], language), **about))
            told += lasts(framework, language)
    return told + [request(ask, card, framework, language, "answer.ask_next") for card, ask in list(asks)[:1]]


def assessments(scorecards: Iterable, language: str) -> list[str]:
    """A sentence where some of the years were only monitored."""
    modes = {card.year: card.assessment for card in scorecards if card.assessment}
    monitored = [str(year) for year, mode in sorted(modes.items()) if mode == "pemantauan"]
    if not monitored or len(set(modes.values())) < 2:
        return []
    return [say("drivers.mixed_assessment", language, years=join(monitored, language))]


def remarks(answer, language: str) -> list[str]:
    """What the calculation itself had to leave aside or to estimate, one sentence each."""
    sides = zip(answer.years, span(answer, language).values(), strict=True)
    unfit, told = iter([name for side, name in sides if side.empty]), []
    for one in answer.remarks:
        key, values = one.key, dict(one.values)
        if values.get("rounding"):
            values["rounding"] = rounding_name(answer.framework, values["rounding"], language)
        if key == "answer.not_reproducible":
            name = next(unfit)
            if values["year"] is None:
                key, values["year"] = "answer.not_reproducible_own", name
        told.append(say(key, language, **values))
    return told


def _open_limits(answer, language: str) -> list[str]:
    rows = one_row_per_class(answer.rows("indicator"))
    groups = [f"{number_ranges(members, answer.framework)}" for members in rows["tied_with"] if members]
    if all(row["verdict"] == "identified" for row in answer.records):
        return []
    told = [say("drivers.limit_classes", language, groups="; ".join(groups))] if groups else []
    counts = {"before": whole(answer.count_before, language), "after": whole(answer.count_after, language)}
    told.append(say("drivers.limit_count", language, **counts, **span(answer, language)))
    key = "drivers.limit_prior" if answer.prior == answer.change_prior == "uniform" else "drivers.limit_prior_weighed"
    prior = join(list(dict.fromkeys(prior_name(p, language) for p in (answer.prior, answer.change_prior))), language)
    return [*told, say(key, language, prior=prior)]


def _rules_differ(scorecard, year, name, framework, language: str) -> list[str]:
    printed = scorecard.values.get(framework.root)
    if printed is None:
        return []
    rounded = predicate_name(framework.predicate(printed.value, "rounded"), language)
    unrounded = sorted(
        {predicate_name(framework.predicate(score, "exact"), language) for score in year.score_bounds(framework.root)}
    )
    if unrounded == [rounded]:
        return []
    about = {"exact": " / ".join(unrounded), "published": _stated(scorecard, framework, language)}
    return [say("drivers.limit_rules", language, year=scorecard.year or name, rounded=rounded, **about)]


def _stated(scorecard, framework, language: str) -> str:
    """The published predicate in the reader's language, as printed where the regulation has none of that name."""
    return predicate_text(scorecard.predicate, framework, language) or DASH


def _concerns(note: Mapping, answer) -> bool:
    years = [card.year for card in (answer.before, answer.after) if card.year is not None]
    return any(min(years) <= year <= max(years) for year in note["years"] if years) if "years" in note else True


def parts_by_direction(answer) -> dict[str | None, list]:
    """Rows of the parts directly below the index by direction: that of the index first, unpublished ones last.

    Within a direction the largest come first as far as ranges rank them.
    """
    ways = (SURE_FALL, SURE_RISE) if answer.falls else (SURE_RISE, SURE_FALL)
    groups = {way: [row for row in top(answer) if row["direction"] == way] for way in (*ways, NO_CHANGE, OPEN, None)}
    return {way: sure_order(rows, falls=way == SURE_FALL)[0] for way, rows in groups.items()}


def parts_in_order(answer) -> list[Mapping]:
    """Rows of the parts directly below the index in the order that sentences and figures tell them."""
    return [row for rows in parts_by_direction(answer).values() for row in rows]


def parts_text(answer, language: str) -> str:
    """The parts directly below the index with their contributions, and a word where the direction is open."""
    return join([_part(row, answer, language, marked=True) for row in parts_in_order(answer)], language)


def _parts(rows: Iterable[Mapping], answer, language: str) -> str:
    return join([_part(row, answer, language) for row in rows], language)


def leading(rows: list[dict], answer, language: str) -> str:
    """The first few indicators, with every tie of the last one named kept together or left out whole."""
    cut = min(_NAMED, len(rows))
    while 0 < cut < len(rows) and rows[cut]["low"] == rows[cut - 1]["low"]:
        cut -= 1
    return join([_part(row, answer, language) for row in rows[: cut or _NAMED]], language)


def nothing_known(answer) -> bool:
    """Whether the direction of every part directly below the index is open."""
    return all(row["direction"] == OPEN for row in top(answer))


def top(answer) -> list[dict]:
    """Rows of the parts directly below the index."""
    return [row for row in answer.records if row["parent"] == answer.framework.root]


def _part(row: Mapping, answer, language: str, marked: bool = False) -> str:
    node = answer.framework.nodes[row["code"]]
    name = label(row["code"], answer.framework, language)
    if row["kind"] == "indicator":
        short = short_name(node, answer.framework, language)
        name = say("drivers.indicator_in_sentence", language, name=short, number=node.number)
    low, high = row["low"], row["high"]
    if known(low) is None:
        return say("drivers.part_missing", language, name=name)
    if low == high:
        return say("drivers.part_exact", language, name=name, points=points(low, language))
    key = "drivers.part_direction_open" if marked and row["direction"] == OPEN else "drivers.part_between"
    return say(key, language, name=name, low=points(low, language), high=points(high, language))
