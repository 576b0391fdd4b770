"""What a level asks, and whether that changed, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from spbe_analysis.presentation.page.tables import join, number_ranges
from spbe_analysis.presentation.text.wording import date, say, whole
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.criteria import Criteria, Criterion, Limit
from spbe_analysis.regulation.criteria_changes import CellChange, CriteriaChanges, load_criteria_changes

_NAMED = 20  # indicators named in a sentence; more are counted


def limit(one: Limit, language: str) -> str:
    """A threshold or time limit in words."""
    least = "_least" if one.limit == "follow_up_after_review" and one.relation == ">=" else ""
    return say(f"criteria.limit_{one.limit}{least}", language, number=one.number)


def limits(rows: Iterable[Limit], language: str) -> str:
    """Several limits in one line, each once."""
    return "; ".join(dict.fromkeys(limit(one, language) for one in rows))


def criterion(row: Criterion, criteria: Criteria, framework: Framework, language: str) -> str:
    """One level in one line: page, what must be true, evidence, limits."""
    told = say(
        "criteria.row",
        language,
        code=framework.short(row.code),
        level=row.level,
        number=criteria.meta["number"],
        pages=row.pages,
        must=row.must(language),
        evidence=row.evidence(language),
    )
    return say("criteria.row_limits", language, row=told, limits=limits(row.limits, language)) if row.limits else told


def status(criteria: Criteria, language: str) -> str:
    """Whose words the criteria are, and what decides."""
    return say("criteria.status", language, title=criteria.meta[f"title_{language}"])


def earlier(changes: CriteriaChanges, language: str) -> str:
    """How far the earlier wording can be trusted."""
    return say("criteria.earlier", language, date=date(changes.earlier["held_on"], language))


def yardstick(changes: CriteriaChanges, language: str) -> list[str]:
    """Whether assessment became stricter, from both sides; the status of the source stands in every sentence."""
    counts, beside = changes.counts(), earlier(changes, language)
    shown = {verdict: whole(count, language) for verdict, count in counts.items()}
    (before, after), (kept_before, kept_after) = changes.with_time_limit(), changes.saying_how_kept()
    both = sum(cell.reason == "both_ways" for cell in changes.judged)
    about = {"judged": len(changes.judged), "agreed": changes.agreed(), "both": both, "status": beside, **shown}
    kept = {"kept_before": kept_before, "kept_after": kept_after}
    return [
        say("criteria.moved_head", language, **about),
        say("criteria.moved_stricter", language, before=before, after=after, **kept, **about),
        say("criteria.moved_looser", language, **about),
    ]


def flagged(moved: Mapping[str, Iterable[CellChange]], framework: Framework, language: str) -> str:
    """That contributions of some indicators lie across a change of wording, with how it is known."""
    changes = load_criteria_changes(framework.id)
    about = {"count": len(moved), "all": len(framework.indicators), "year": changes.since}
    about["status"] = earlier(changes, language)
    if len(moved) > _NAMED:
        return say("criteria.flagged_many", language, **about)
    return say("criteria.flagged", language, numbers=number_ranges(moved, framework), **about)


def cell_change(cell: CellChange, changes: CriteriaChanges, number: str, framework: Framework, language: str) -> str:
    """The verdict on one cell with both places."""
    told = say(
        "criteria.moved_cell",
        language,
        code=framework.short(cell.code),
        level=cell.level,
        part=say(f"criteria.part_{cell.part}", language),
        verdict=say(f"criteria.verdict_{cell.verdict}", language),
        date=date(changes.earlier["held_on"], language),
        number=number,
        page=cell.page,
    )
    if not cell.reason:
        return told
    return say(
        "criteria.moved_cell_reason", language, cell=told, reason=say(f"criteria.reason_{cell.reason}", language)
    )


def cells_named(keys: Iterable[tuple], framework: Framework, language: str) -> str:
    """Cells by indicator, level and part."""
    return join([f"{framework.short(code)} L{n} {part}" for code, n, part in keys], language)
