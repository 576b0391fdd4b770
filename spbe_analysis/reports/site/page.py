"""The site's page in one language: every text is escaped by the template, every number worded by `wording`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

from spbe_analysis import __version__
from spbe_analysis.presentation.page.language_marks import with_names_marked
from spbe_analysis.presentation.text.kinds import kind_name, kind_order
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import exact, number, say, signed, whole
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.reports.one.html import policy, stylesheet
from spbe_analysis.reports.one.run import suffix
from spbe_analysis.reports.site.records import Report
from spbe_analysis.reports.site.rows import FAILED, NEITHER, NOT_AFTER, NOT_BEFORE, PENDING, REASONS, Row, Source
from spbe_analysis.reports.site.sparkline import Axes, Point, ground, sparkline

SITE = Path(__file__).parent / "templates" / "site"
GROUND = "g"
MOST_NAMES = 60  # a longer list of reports not made yet only repeats the table
_DASH = "\N{EN DASH}"
_PROVINCE = "provinsi"  # a provincial government's own name says the province


@dataclass(frozen=True)
class Content:
    """What the site shows in every language: rows, the other reports, documents, and the two years' regulation."""

    rows: Sequence[Row]
    others: Sequence[Report]
    sources: Sequence[Source]
    years: tuple[int, int]
    framework: Framework


def page_in(language: str, content: Content, other: dict | None = None, guide: str = "") -> str:
    """The whole page as HTML text.

    Parameters
    ----------
    language : str
        ``id`` or ``en``.
    content : Content
        The same for all languages.
    other : dict, optional
        ``language`` and ``href`` of the same page in the other language.
    guide : str
        Address of the guide, where there is one.
    """
    before, after = content.years
    axes = Axes.over(point for row in content.rows for point in row.points)
    words = _words(content, axes, language)
    nation = [_listed(report, language) for report in in_language(content.others, language)]
    without = _without(content, language)
    shown = {"nation": bool(nation), "without": bool(without), "reading": True, "sources": True}
    page = {
        "language": language,
        "title": say("site.title", language, before=before, after=after),
        "style": _style(),
        "script": _script(),
        "policy": policy(_style(), _script()),
        "other": other and {**other, "text": say("site.in_other_language", language)},
        "guide": guide and {"href": guide, "text": say("site.guide", language)},
        "words": words,
        "contents": [(anchor, words[anchor]) for anchor, is_there in shown.items() if is_there],
        "before": before,
        "after": after,
        "nation": nation,
        "kinds": [
            (kind, kind_name(kind, language)) for kind in sorted({row.kind for row in content.rows}, key=kind_order)
        ],
        "provinces": sorted({row.province for row in content.rows} - {""}),
        "ground": ground(axes, GROUND),
        "breaks": axes.breaks,
        "rows": [_row(row, content, axes, language) for row in content.rows],
        "without": without,
        "reading": [
            say("site.reading_change", language),
            say("site.reading_predicate", language),
            *_remarks(content, axes, language),
            say("site.reading_not_cause", language),
        ],
        "sources": [_source(source, language) for source in content.sources],
    }
    return with_names_marked(_template().render(page=page).strip(), language) + "\n"


def in_language(reports: Sequence[Report], language: str) -> list[Report]:
    """Of reports that differ in language only, one each: in this language where there is one."""
    chosen: dict[str, Report] = {}
    for report in reports:
        folder = report.href.rpartition("/")[0].removesuffix(suffix(report.language))
        if folder not in chosen or report.language == language:
            chosen[folder] = report
    return list(chosen.values())


def _words(content: Content, axes: Axes, language: str) -> dict[str, str]:
    years = dict(zip(("before", "after"), content.years, strict=True))
    changes = [row.change for row in content.rows if row.change is not None]
    made = sum(not row.reason for row in content.rows)
    counts = {
        "both": len(changes),
        "up": sum(c > 0 for c in changes),
        "down": sum(c < 0 for c in changes),
        "same": sum(c == 0 for c in changes),
        "reports": made,
    }
    counts = {name: whole(count, language) for name, count in counts.items()}
    return {
        "skip": say("site.skip", language),
        "contents": say("site.contents", language),
        "kicker": say("site.kicker", language, bodies=whole(len(content.rows), language)),
        "lead": say("site.lead", language),
        "summary": say("site.summary", language, **counts, **years),
        "nation": say("site.nation", language),
        "search": say("site.search", language),
        "search_hint": say("site.search_hint", language),
        "kind": say("site.kind", language),
        "province": say("site.province", language),
        "all": say("site.all", language),
        "only_reports": say("site.only_reports", language),
        "clear_all": say("site.clear_all", language),
        "shown_all": say("site.shown_all", language, count="{count}"),
        "shown": say("site.shown", language, count="{count}", of="{of}"),
        "shown_near": say("site.shown_near", language, count="{count}"),
        "shown_none": say("site.shown_none", language),
        "caption": say("site.caption", language),
        "institution": say("site.institution", language),
        "index_years": say("site.index_years", language, first=axes.first, last=axes.last),
        "change": say("site.change", language),
        "predicate": say("site.predicate", language, year=content.years[1]),
        "without": say("site.without", language, **years),
        "without_lead": say("site.without_lead", language),
        "without_pending_many": say("site.without_pending_many", language),
        "reading": say("site.reading", language),
        "reading_line": say(
            "site.reading_line",
            language,
            first=axes.first,
            last=axes.last,
            low=number(axes.low, language),
            high=number(axes.high, language),
        ),
        "legend_dot": say("site.legend_dot", language),
        "legend_ring": say("site.legend_ring", language),
        "legend_break": say("site.legend_break", language),
        "sources": say("site.sources", language),
        "sources_lead": say("site.sources_lead", language, count=whole(len(content.sources), language)),
        "footer": say("site.footer", language, version=__version__),
    }


def _row(row: Row, content: Content, axes: Axes, language: str) -> dict:
    reports = in_language(row.reports, language)
    main = next((report for report in reports if report.years == content.years), None)
    stated = content.framework.find_predicate(row.predicate)
    kind = kind_name(row.kind, language)
    change = row.change
    return {
        "name": row.name,
        "kind": row.kind,
        "province": row.province,
        "search": row.search,
        "place": " · ".join(part for part in (kind, "" if row.kind == _PROVINCE else row.province) if part),
        "href": main.href if main else "",
        "hreflang": main.language if main else "",
        "note": _language_note(main, language) if main else "",
        "also": [
            {"href": report.href, "text": say("site.also", language, before=report.years[0], after=report.years[-1])}
            for report in reports
            if report is not main and report.years
        ],
        "why": _why(row.reason, content.years, language) if row.reason != PENDING else "",
        "line": sparkline(row.points, axes, _told(row.points, language), GROUND),
        "before": _figure(row.before.value, language) if row.before else _DASH,
        "after": _figure(row.after.value, language) if row.after else _DASH,
        "change": _DASH if change is None else signed(change, language),
        "direction": "" if not change else " up" if change > 0 else " down",
        "predicate": stated.name(language) if stated else row.predicate or _DASH,
        "step": content.framework.predicates.index(stated) + 1 if stated else 0,
    }


def _told(points: Sequence[Point], language: str) -> str:
    """A sparkline in words."""
    if not points:
        return say("site.no_points", language)
    parts, last = [], None
    for point in sorted(points, key=lambda point: point.year):
        if last and last.regulation != point.regulation:
            parts.append(say("site.regulation_changes", language))
        value = _figure(point.value, language)
        monitored = "" if point.evaluated else say("site.point_monitored", language, year=point.year, value=value)
        parts.append(monitored or say("site.point", language, year=point.year, value=value))
        last = point
    return say("site.points", language, points="; ".join(parts))


@lru_cache(maxsize=2_000)
def _figure(value: Fraction, language: str) -> str:
    return exact(value, language)


def _listed(report: Report, language: str) -> dict:
    note = _language_note(report, language)
    return {
        "href": report.href,
        "title": report.title,
        "finding": report.finding,
        "note": note,
        "language": report.language if note else "",
    }


def _language_note(report: Report, language: str) -> str:
    if report.language == language:
        return ""
    return {"id": say("site.in_language_id", language), "en": say("site.in_language_en", language)}.get(
        report.language, report.language
    )


def _why(reason: str, years: tuple[int, int], language: str) -> str:
    before, after = years
    return {
        NOT_AFTER: say("site.why_not_after", language, after=after),
        NOT_BEFORE: say("site.why_not_before", language, before=before),
        NEITHER: say("site.why_neither", language, before=before, after=after),
        FAILED: say("site.why_failed", language),
    }.get(reason, "")


def _without(content: Content, language: str) -> list[dict]:
    before, after = content.years
    found = []
    for reason in REASONS:
        names = [row.name for row in content.rows if row.reason == reason]
        about = {"count": whole(len(names), language), "before": before, "after": after}
        text = {
            NOT_AFTER: say("site.without_not_after", language, **about),
            NOT_BEFORE: say("site.without_not_before", language, **about),
            NEITHER: say("site.without_neither", language, **about),
            FAILED: say("site.without_failed", language, **about),
            PENDING: say("site.without_pending", language, **about),
        }[reason]
        if names:
            found.append({"text": text, "names": [] if reason == PENDING and len(names) > MOST_NAMES else names})
    return found


def _remarks(content: Content, axes: Axes, language: str) -> list[str]:
    """What the regulations say of single years that the page shows."""
    frameworks = dict.fromkeys(axes.regulations.values())
    notes = [note for framework in frameworks for note in load_framework(framework).meta.get("notes", [])]
    return [note[f"text_{language}"] for note in notes if set(note.get("years", [])) & set(axes.regulations)]


def _source(source: Source, language: str) -> dict[str, str]:
    years = ", ".join(f"{year}" for year in source.years)
    count = whole(source.values, language)
    text = say("site.source", language, document=document_name(source.document, language), years=years, count=count)
    return {"text": text, "url": source.url if source.url.startswith("https://") else ""}


@cache
def _style() -> str:
    own = (SITE / "site.css").read_text(encoding="utf-8")
    return stylesheet() + re.sub(r"\s+", " ", f" {own}").rstrip()


@cache
def _script() -> str:
    lines = (line.strip() for line in (SITE / "site.js").read_text(encoding="utf-8").split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _template():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    places = FileSystemLoader(SITE)
    return Environment(loader=places, autoescape=True, undefined=StrictUndefined).get_template("index.html.j2")
