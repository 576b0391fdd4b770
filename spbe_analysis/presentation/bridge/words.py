"""Sentences and tables of a change across regulations, from `spbe_analysis.analysis.bridge.bridge`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis import __version__
from spbe_analysis.presentation.page.provenance import fingerprint
from spbe_analysis.presentation.page.tables import VERDICTS, join, label, number_ranges
from spbe_analysis.presentation.text.source_names import note_text
from spbe_analysis.presentation.text.wording import DASH, number, percent, say, signed, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from spbe_analysis.regulation import Framework

SHOWN_HASH = 16  # characters of a fingerprint that are shown
DECIMALS = 3  # index points
_PARTS = {
    "performance": "bridge.part_performance",
    "weights": "bridge.part_weights",
    "added": "bridge.part_added",
    "dropped": "bridge.part_dropped",
    "scale": "bridge.part_scale",
    "total": "bridge.part_total",
    "yardstick": "bridge.part_yardstick",
}
RELATIONS = {
    "carried_over": "bridge.relation_carried_over",
    "split": "bridge.relation_split",
    "merged": "bridge.relation_merged",
    "repeated_service": "bridge.relation_repeated_service",
}
CONFIDENCES = {"high": "bridge.confidence_high", "medium": "bridge.confidence_medium", "low": "bridge.confidence_low"}
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
    if low == high:
        return points(low, language)
    return say("bridge.range", language, low=points(low, language), high=points(high, language))


def part_name(part: str, answer, language: str) -> str:
    """What a part is called."""
    before, after = answer.frameworks
    return say(
        _PARTS[part],
        language,
        before_low=before.minimum,
        before_high=before.maximum,
        after_low=after.minimum,
        after_high=after.maximum,
    )


def title(answer, language: str) -> str:
    """Whom and which years the page is about."""
    return say(
        "bridge.page_title",
        language,
        bridged=answer.after.institution,
        from_year=answer.before.year,
        to_year=answer.after.year,
    )


def headline(answer, language: str) -> str:
    """The two printed indices, their regulations and their difference."""
    printed = [
        scorecard.values.get(framework.root)
        for scorecard, framework in zip((answer.before, answer.after), answer.frameworks, strict=True)
    ]
    shown = [number(v.value, language, v.decimals) if v else "?" for v in printed]
    change = (
        signed(printed[1].value - printed[0].value, language)
        if all(printed)
        else span(answer.total.low, answer.total.high, language)
    )
    values = {
        "institution": answer.after.institution,
        "before": shown[0],
        "after": shown[1],
        "change": change,
        "year_before": answer.before.year,
        "year_after": answer.after.year,
        "law_before": answer.frameworks[0].number_text,
        "law_after": answer.frameworks[1].number_text,
    }
    if answer.frameworks[0].id == answer.frameworks[1].id:
        return say("bridge.headline_same", language, **values)
    return say("bridge.headline", language, **values)


def verdicts(answer, language: str) -> list[str]:
    """Did the institution change, and did the yardstick give or take: one sentence each."""
    kept, rule = answer.like_for_like, answer.yardstick
    shown = {"span": span(kept.low, kept.high, language)}
    if kept.low > 0:
        first = say("bridge.kept_rose", language, **shown)
    elif kept.high < 0:
        first = say("bridge.kept_fell", language, **shown)
    elif kept.low == kept.high == 0:
        first = say("bridge.kept_stood", language)
    else:
        first = say("bridge.kept_open", language, **shown)
    shown = {"span": span(rule.low, rule.high, language)}
    if rule.high < 0:
        second = say("bridge.yardstick_took", language, **shown)
    elif rule.low > 0:
        second = say("bridge.yardstick_gave", language, **shown)
    elif rule.low == rule.high == 0:
        second = say("bridge.yardstick_none", language)
    else:
        second = say("bridge.yardstick_open", language, **shown)
    return [first, second]


def part_rows(answer, language: str) -> pd.DataFrame:
    """``part``, ``label``, ``low``, ``high``, ``verdict`` of the five parts, the yardstick and the total."""
    import pandas as pd

    spans = answer.parts | {"yardstick": answer.yardstick, "total": answer.total}
    return pd.DataFrame(
        [
            {
                "part": part,
                "label": part_name(part, answer, language),
                "low": s.low,
                "high": s.high,
                "verdict": s.verdict,
            }
            for part, s in spans.items()
        ]
    )


def parts_table(answer, language: str, chances: Mapping[str, object] | None = None) -> pd.DataFrame:
    """The parts as texts, with expected values and chances under the uniform prior where given."""
    import pandas as pd

    rows = []
    for row in part_rows(answer, language).itertuples():
        cells = {
            say("bridge.head_part", language): row.label,
            say("bridge.head_points", language): span(row.low, row.high, language),
            say("bridge.head_verdict", language): say(VERDICTS[row.verdict], language),
        }
        if chances:
            cells[say("bridge.head_expected", language)] = points(chances[row.part].expected, language)
            cells[say("bridge.head_chance", language)] = chance_text(chances[row.part].p_positive, row, language)
        rows.append(cells)
    return pd.DataFrame(rows)


def groups_table(answer, language: str) -> pd.DataFrame:
    """Performance of every group of kept indicators with its relation and confidence, as texts."""
    import pandas as pd

    old, new = answer.frameworks
    rows = []
    for row in answer.detail[answer.detail["part"] == "performance"].itertuples():
        relation = say(RELATIONS[row.relation], language)
        if row.scope_changed:
            relation = say("bridge.relation_scope", language, relation=relation)
        rows.append(
            {
                say("bridge.head_before", language, regulation=old.number_text): names(row.before, old, language),
                say("bridge.head_before", language, regulation=new.number_text): names(row.after, new, language),
                say("bridge.head_relation", language): relation,
                say("bridge.head_confidence", language): say(CONFIDENCES[row.confidence], language),
                say("bridge.head_points", language): span(row.low, row.high, language),
            }
        )
    return pd.DataFrame(rows)


def robust_table(answers: Mapping[str, object], language: str) -> pd.DataFrame:
    """Performance and yardstick under several choices, one row each, as texts."""
    import pandas as pd

    head = say("bridge.robust_head", language)
    first = next(iter(answers.values()))
    columns = {part: part_name(part, first, language) for part in ("performance", "yardstick")}
    return pd.DataFrame(
        [
            {
                head: choice,
                columns["performance"]: _text(a.like_for_like, language),
                columns["yardstick"]: _text(a.yardstick, language),
            }
            for choice, a in answers.items()
        ]
    )


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
    return say(
        "bridge.chance",
        language,
        expected=points(kept.expected, language),
        low=points(kept.p05, language),
        high=points(kept.p95, language),
        chance=chance_text(kept.p_positive, answer.like_for_like, language),
    )


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
            told.append(say("bridge.confident", language, confidence=say(CONFIDENCES[confidence], language)))
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
        note_text(note, language, scorecard.remarks, lambda code, framework=framework: label(code, framework, language))
        for scorecard, framework in zip((answer.before, answer.after), answer.frameworks, strict=True)
        for note in scorecard.notes
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
    told.append(
        say(
            "bridge.check_lineage",
            language,
            before=len(frameworks[0].indicators),
            after=len(frameworks[1].indicators),
            law_before=frameworks[0].number_text,
            law_after=frameworks[1].number_text,
        )
    )
    return told


def finding(answer, language: str) -> str:
    """One sentence for the list of reports."""
    return say(
        "bridge.finding",
        language,
        institution=answer.after.institution,
        from_year=answer.before.year,
        to_year=answer.after.year,
        span=_text(answer.like_for_like, language),
        yardstick=_text(answer.yardstick, language),
    )


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
    return say(
        "bridge.provenance",
        language,
        version=__version__,
        count=count,
        hash=fingerprint(scorecards)[:SHOWN_HASH],
        regulations="; ".join(titles),
    )


def parts_alt(answer, language: str) -> str:
    """What is to be seen in the figure of the parts."""
    texts = [
        say("bridge.part_in_alt", language, part=row.label, span=span(row.low, row.high, language))
        for row in part_rows(answer, language).itertuples()
    ]
    return say("bridge.parts_alt", language, parts=join(texts, language))


def _text(value, language: str) -> str:
    return span(value.low, value.high, language)
