"""Sentences and tables of a change across regulations, from `spbe_analysis.analysis.bridge.bridge`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

from spbe_analysis import __version__
from spbe_analysis.presentation.drawing.breaks import Break
from spbe_analysis.presentation.page.provenance import fingerprint
from spbe_analysis.presentation.page.tables import frame_of, join, label, number_ranges, scorecard_notes, verdict_text
from spbe_analysis.presentation.text.wording import DASH, number, percent, say, signed, spanned, whole
from spbe_analysis.regulation import Framework

DECIMALS = 3  # index points
_LINEAGES = {
    "secondary": "bridge.lineage_secondary",
    "proposal": "bridge.lineage_proposal",
    "given": "bridge.lineage_given",
}


def points(value: Fraction | float, language: str) -> str:
    """Index points with their sign."""
    return signed(value, language, DECIMALS)


def span(low: Fraction, high: Fraction, language: str) -> str:
    """One value, or the ends between which it lies."""
    return spanned(points(low, language), points(high, language), language)


def part_name(part: str, answer, language: str) -> str:
    """What a part is called."""
    scales = dict(zip(("before", "after"), answer.frameworks, strict=True))
    lows = {f"{when}_low": framework.minimum for when, framework in scales.items()}
    highs = {f"{when}_high": framework.maximum for when, framework in scales.items()}
    return say(f"bridge.part_{part}", language, **lows, **highs)


def title(answer, language: str) -> str:
    """Whom and which years the page is about."""
    years = {"from_year": answer.before.year, "to_year": answer.after.year}
    return say("bridge.page_title", language, bridged=answer.after.institution, **years)


def headline(answer, language: str) -> str:
    """The two printed indices, their regulations and their difference."""
    printed = [
        scorecard.values.get(framework.root)
        for scorecard, framework in zip((answer.before, answer.after), answer.frameworks, strict=True)
    ]
    shown = [number(v.value, language, v.decimals) if v else "?" for v in printed]
    change = signed(printed[1].value - printed[0].value, language) if all(printed) else _text(answer.total, language)
    values = {"before": shown[0], "after": shown[1], "change": change, **laws(answer.frameworks)}
    years = {"year_before": answer.before.year, "year_after": answer.after.year}
    key = "bridge.headline_same" if answer.frameworks[0].id == answer.frameworks[1].id else "bridge.headline"
    return say(key, language, institution=answer.after.institution, **values, **years)


def verdicts(answer, language: str) -> list[str]:
    """Did the institution change, and did the yardstick give or take: one sentence each."""
    kept, rule = answer.like_for_like, answer.yardstick
    keys = (
        _side(kept, "bridge.kept_rose", "bridge.kept_fell", "bridge.kept_stood", "bridge.kept_open"),
        _side(rule, "bridge.yardstick_gave", "bridge.yardstick_took", "bridge.yardstick_none", "bridge.yardstick_open"),
    )
    return [say(key, language, span=_text(part, language)) for key, part in zip(keys, (kept, rule), strict=True)]


def _side(part, above: str, below: str, zero: str, either: str) -> str:
    """The message for a part that lies surely above zero, below, at zero, or on either side."""
    return above if part.low > 0 else below if part.high < 0 else zero if part.low == part.high else either


def laws(frameworks: Sequence) -> dict[str, str]:
    """Numbers of both regulations, by the places of a sentence."""
    return {f"law_{when}": law.number_text for when, law in zip(("before", "after"), frameworks, strict=True)}


def part_rows(answer, language: str) -> pd.DataFrame:
    """``part``, ``label``, ``low``, ``high``, ``verdict`` of the five parts, the yardstick and the total."""
    spans = answer.parts | {"yardstick": answer.yardstick, "total": answer.total}
    cells: dict = {"part": lambda part: part, "label": lambda part: part_name(part, answer, language)}
    cells |= {end: lambda part, end=end: getattr(spans[part], end) for end in ("low", "high", "verdict")}
    return frame_of(cells, spans)


def parts_table(answer, language: str, chances: Mapping[str, object] | None = None) -> pd.DataFrame:
    """The parts as texts, with expected values and chances under the uniform prior where given."""
    cells = {
        say("bridge.head_part", language): lambda row: row.label,
        say("bridge.head_points", language): lambda row: _text(row, language),
        say("bridge.head_verdict", language): lambda row: verdict_text(row.verdict, row.low, row.high, language),
    }
    if chances:
        cells |= {
            say("bridge.head_expected", language): lambda row: points(chances[row.part].expected, language),
            say("bridge.head_chance", language): lambda row: chance_text(chances[row.part].p_positive, row, language),
        }
    return frame_of(cells, part_rows(answer, language).itertuples())


def groups_table(answer, language: str) -> pd.DataFrame:
    """Performance of every group of kept indicators with its relation and confidence, as texts."""
    old, new = answer.frameworks

    def relation(row) -> str:
        told = say(f"bridge.relation_{row.relation}", language)
        return say("bridge.relation_scope", language, relation=told) if row.scope_changed else told

    cells = {
        say("bridge.head_before", language, regulation=old.number_text): lambda row: names(row.before, old, language),
        say("bridge.head_before", language, regulation=new.number_text): lambda row: names(row.after, new, language),
        say("bridge.head_relation", language): relation,
        say("bridge.head_confidence", language): lambda row: say(f"bridge.confidence_{row.confidence}", language),
        say("bridge.head_points", language): lambda row: _text(row, language),
    }
    return frame_of(cells, answer.detail[answer.detail["part"] == "performance"].itertuples())


def robust_table(answers: Mapping[str, object], language: str) -> pd.DataFrame:
    """Performance and yardstick under several choices, one row each, as texts."""
    first = next(iter(answers.values()))
    cells = {
        say("bridge.robust_head", language): lambda choice: choice,
        part_name("performance", first, language): lambda choice: _text(answers[choice].like_for_like, language),
        part_name("yardstick", first, language): lambda choice: _text(answers[choice].yardstick, language),
    }
    return frame_of(cells, answers)


def chance_text(chance: float, span, language: str) -> str:
    """A chance of being above zero; draws alone never make it certain or impossible."""
    if span.low == span.high:
        return DASH
    least = Fraction(1, 100)
    if span.low <= 0 and chance > 1 - least:
        return say("bridge.nearly_sure", language, chance=percent(1 - least, language))
    if span.high > 0 and chance < least:
        return say("bridge.nearly_never", language, chance=percent(least, language))
    return percent(chance, language)


def chance_sentence(answer, chances: Mapping[str, object], language: str) -> str:
    """Where performance is likely to lie under the uniform prior."""
    kept = chances["performance"]
    shown = {"expected": kept.expected, "low": kept.p05, "high": kept.p95}
    chance = chance_text(kept.p_positive, answer.like_for_like, language)
    return say("bridge.chance", language, chance=chance, **{k: points(v, language) for k, v in shown.items()})


def notes(answer, language: str, strict: bool = False, confidence: str = "low") -> list[str]:
    """What must be said with the answer, as whole sentences."""
    told = []
    old, new = answer.frameworks
    if old.id != new.id:
        shares = [percent(weight, language) for weight in answer.kept_weight]
        told.append(say("bridge.kept_weight", language, before=shares[0], after=shares[1]))
        told.append(lineage_sentence(answer.lineage, language))
        told += scope_sentence(answer, language, strict)
        if confidence != "low":
            told.append(say("bridge.confident", language, confidence=say(f"bridge.confidence_{confidence}", language)))
        if (old.minimum, old.maximum) != (new.minimum, new.maximum):
            told.append(say("bridge.scale_level" if answer.scale == "level" else "bridge.scale_position", language))
    if any(s.low != s.high for s in answer.parts.values()):
        told.append(say("bridge.ends_apart", language))
    aside: dict[int, list[str]] = {}
    for year, code in answer.set_aside:
        aside.setdefault(year, []).append(code)
    told += [say("bridge.set_aside", language, year=year, codes=", ".join(codes)) for year, codes in aside.items()]
    told.append(say("bridge.bookkeeping", language))
    return told + [
        note
        for scorecard, framework in zip((answer.before, answer.after), answer.frameworks, strict=True)
        for note in scorecard_notes(scorecard, framework, language)
    ]


def lineage_sentence(lineage, language: str) -> str:
    """Where the lineage comes from and what it does not do."""
    return say(_LINEAGES.get(lineage.status, "bridge.lineage_given"), language, title=lineage.title(language))


def scope_sentence(answer, language: str, strict: bool) -> list[str]:
    """Kept indicators whose subject moved, or how they were treated."""
    if strict:
        return [say("bridge.strict", language)]
    moved = [row.after for row in answer.lineage.links if row.scope_changed]
    if not moved:
        return []
    return [say("bridge.scope_moved", language, count=len(moved), names=number_ranges(moved, answer.frameworks[1]))]


def names(codes: tuple[str, ...], framework, language: str) -> str:
    """Numbers and short names of indicators in one cell."""
    return "; ".join(label(code, framework, language) for code in codes) or DASH


def checks(answer, language: str) -> list[str]:
    """What was checked before anything was computed, as whole sentences."""
    frameworks = answer.frameworks
    told = [
        say("bridge.check_readable", language, year=scorecard.year, regulation=framework.number_text)
        for scorecard, framework in zip((answer.before, answer.after), frameworks, strict=True)
    ]
    counts = {when: len(law.indicators) for when, law in zip(("before", "after"), frameworks, strict=True)}
    return [*told, say("bridge.check_lineage", language, **counts, **laws(frameworks))]


def finding(answer, language: str) -> str:
    """One sentence for the list of reports."""
    whom = {"institution": answer.after.institution, "from_year": answer.before.year, "to_year": answer.after.year}
    shown = {"span": _text(answer.like_for_like, language), "yardstick": _text(answer.yardstick, language)}
    return say("bridge.finding", language, **whom, **shown)


def documents(scorecards: Sequence, language: str) -> dict[str, str]:
    """Address of every document behind a page, by its year and title."""
    return {
        say("bridge.document_year", language, year=scorecard.year, document=printed.document): printed.url
        for scorecard in scorecards
        for printed in scorecard.values.values()
    }


def provenance(scorecards: Sequence, frameworks: Sequence[Framework], language: str) -> str:
    """Program, figures and regulations behind a page."""
    titles = dict.fromkeys(framework.title(language) for framework in frameworks)
    count = whole(sum(len(scorecard.values) for scorecard in scorecards), language)
    about = {"version": __version__, "count": count, "hash": fingerprint(scorecards), "regulations": "; ".join(titles)}
    return say("bridge.provenance", language, **about)


def parts_alt(answer, language: str) -> str:
    """What is to be seen in the figure of the parts."""
    texts = [
        say("bridge.part_in_alt", language, part=row.label, span=span(row.low, row.high, language))
        for row in part_rows(answer, language).itertuples()
    ]
    return say("bridge.parts_alt", language, parts=join(texts, language))


def _text(value, language: str) -> str:
    return span(value.low, value.high, language)


def years_alt(values: Mapping[int, Fraction], breaks: Iterable[Break], language: str) -> str:
    """The values of each year and where the line is broken."""
    values = dict(values)
    told = [
        say("bridge.year_value", language, year=year, value=number(values[year], language)) for year in sorted(values)
    ]
    return say("bridge.years_alt", language, values=join(told, language), breaks=_turns(breaks, language))


def years_caption(breaks: Iterable[Break], documents: Iterable[str], language: str) -> str:
    """Why the line is broken where it is, and where the values stand."""
    why = say("bridge.years_caption", language, breaks=_turns(breaks, language))
    return say("bridge.years_source", language, text=why, documents="; ".join(dict.fromkeys(documents)))


def _turns(breaks: Iterable[Break], language: str) -> str:
    return join([turn.text for turn in breaks], language)
