"""The site's page in one language: every text is escaped by the template, every number worded by `wording`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from functools import cache, lru_cache, partial
from pathlib import Path
from urllib.parse import urlencode

from spbe_analysis import __version__
from spbe_analysis.evidence.edition import edition
from spbe_analysis.evidence.values.scorecard import PrintedValue
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.citation import Citation
from spbe_analysis.presentation.page.csv_files import inert
from spbe_analysis.presentation.page.language_marks import Teller
from spbe_analysis.presentation.text.kinds import kind_name, kind_order
from spbe_analysis.presentation.text.provinces import province_name
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import (
    LANGUAGES,
    dashed,
    exact,
    number,
    say,
    signed,
    to_sort_by,
    whole,
    years_of,
)
from spbe_analysis.regulation import load_framework
from spbe_analysis.reports.one.html import policy, script, stylesheet
from spbe_analysis.reports.one.run import suffix
from spbe_analysis.reports.site.content import (
    PENDING,
    REASONS,
    Content,
    InstitutionRow,
    Report,
    Source,
)
from spbe_analysis.reports.site.findings import findings
from spbe_analysis.reports.site.sparkline import Axes, Point, ground, sparkline

SITE = Path(__file__).parent / "templates" / "site"
GROUND = "g"
MOST_READY = 12  # reports listed above the table
MOST_NAMES = 60  # a longer list of reports not made yet only repeats the table
_DASH = "\N{EN DASH}"
_PROVINCE = "provinsi"  # a provincial government's own name says the province


def page_in(
    language: str,
    content: Content,
    other: dict | None = None,
    guide: str = "",
    api: str = "",
    files: Sequence[tuple[str, int]] = (),
    provinces: Mapping[str, str] | None = None,
) -> str:
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
    api : str
        Address of the reference of the Python functions, where it was made.
    files : sequence of (str, int)
        Address and bytes of every file of the panel that stands beside the page.
    provinces : mapping of str to str, optional
        Address of the page of every province that has one.
    """
    provinces = provinces or {}
    before, after = content.years
    look = style(SITE / "site.css")
    axes = Axes.over(point for row in content.rows for point in row.points)
    rows = [_row(row, content, axes, provinces, language) for row in content.rows]
    nation = [_listed(report, language) for report in in_language(content.others, language)]
    without = _without(content, language)
    contents = {
        "find": say("site.find", language),
        "areas": say("site.areas", language),
        "explore": say("site.explore", language),
        "nation": nation and say("site.nation", language),
        "without": without and say("site.without", language, years=years_of(before, after)),
        "reading": say("site.reading", language),
        "sources": say("site.sources", language),
    }
    page = {
        "language": language,
        "title": say("site.title", language, years=years_of(before, after)),
        "style": look,
        "script": _script(),
        "policy": policy(look, _script()),
        "other": other and {**other, "text": say("site.in_other_language", language)},
        "guide": guide and {"href": guide, "text": say("site.guide", language)},
        "api": api and {"href": api, "text": say("site.api", language)},
        "words": _words(content, axes, language),
        "files": [file_link(href, size, language) for href, size in files],
        "whole": next((href for href, _ in files if href.endswith(".xlsx")), ""),
        "findings": findings(content, language),
        "ready": _ready(content, language),
        "domains": _domains(content, language),
        "areas": _areas(content, provinces, language),
        "contents": [(anchor, text) for anchor, text in contents.items() if text],
        "before": before,
        "after": after,
        "nation": nation,
        "units": " ".join([say("site.domain_units", language, after=after), *_domain_example(content, language)]),
        "notes": [inert(line) for line in _notes(content, language)],
        "kinds": [
            (kind, kind_name(kind, language)) for kind in sorted({row.kind for row in content.rows}, key=kind_order)
        ],
        "provinces": sorted({row.province for row in content.rows} - {""}),
        "ground": ground(axes, GROUND),
        "breaks": axes.breaks,
        "rows": rows,
        "numbers": ";".join(map(to_sort_by, zip(*(row["cells"] for row in rows), strict=True))),
        "without": without,
        "reading": [
            say("site.reading_change", language),
            say("site.reading_predicate", language),
            *_remarks(content, axes, language),
            say("site.reading_not_cause", language),
        ],
        "sources": [_source(source, language) for source in content.sources],
    }
    return fill(SITE, page, language)


def in_language(reports: Sequence[Report], language: str) -> list[Report]:
    """Of reports that differ in language only, one each: in this language where there is one."""
    chosen: dict[str, Report] = {}
    for report in reports:
        folder = report.href.rpartition("/")[0].removesuffix(suffix(report.language))
        if folder not in chosen or report.language == language:
            chosen[folder] = report
    return list(chosen.values())


def _years(report: Report, language: str) -> str:
    """Years of a report, and the stages it is about where they are not final."""
    years = dashed(report.years[0], report.years[-1])
    stages = [Message(f"stage.{stage}").told(language) for stage in report.stages]
    return f"{years} ({', '.join(stages)})" if stages else years


def _words(content: Content, axes: Axes, language: str) -> dict[str, str]:
    """Texts with numbers in them; the template asks for the others itself."""
    years = dict(zip(("before", "after"), content.years, strict=True))
    changes = [row.change for row in content.rows if row.change is not None]
    counts = {
        "both": len(changes),
        "up": sum(c > 0 for c in changes),
        "down": sum(c < 0 for c in changes),
        "same": sum(c == 0 for c in changes),
        "reports": sum(not row.reason for row in content.rows),
    }
    counts = {name: whole(count, language) for name, count in counts.items()}
    ends = {"first": axes.first, "last": axes.last}
    values = {"low": number(axes.low, language), "high": number(axes.high, language)}
    return {
        "kicker": say("site.kicker", language, bodies=whole(len(content.rows), language)),
        "summary": say("site.summary", language, **counts, **years),
        "index_years": say("site.index_years", language, years=years_of(axes.first, axes.last)),
        "predicate": say("site.predicate", language, year=content.years[1]),
        "areas": say("site.areas_lead", language, **years),
        "without": say("site.without", language, years=years_of(*content.years)),
        "reading_line": say("site.reading_line", language, **ends, **values),
        "sources_lead": say("site.sources_lead", language, count=whole(len(content.sources), language)),
    }


def _row(row: InstitutionRow, content: Content, axes: Axes, provinces: Mapping[str, str], language: str) -> dict:
    reports = in_language(row.reports, language)
    main = next((report for report in reports if report.years == content.years), None)
    stated = content.framework.find_predicate(row.predicate)
    kind = kind_name(row.kind, language)
    change, years = row.change, dict(zip(("before", "after"), content.years, strict=True))
    before, after = (_figure(score.value, language) if score else _DASH for score in (row.before, row.after))
    moved = _DASH if change is None else signed(change, language)
    domains = [_domain(*pair, language) for pair in row.domains]
    return {
        "name": row.name,
        "kind": row.kind,
        "province": row.province,
        "search": row.search,
        "place": kind,
        "area": "" if row.kind == _PROVINCE else row.province,
        "around": provinces.get(row.province, ""),
        "href": main.href if main else "",
        "hreflang": main.language if main else "",
        "note": _language_note(main, language) if main else "",
        "also": [
            *([{"href": main.meeting, "text": say("site.meeting", language)}] if main and main.meeting else []),
            *([{"href": main.summary, "text": say("site.summary_page", language)}] if main and main.summary else []),
            *(
                {"href": report.href, "text": say("site.also", language, years=_years(report, language))}
                for report in reports
                if report is not main and report.years
            ),
        ],
        "why": say(f"site.why_{row.reason}", language, **years) if row.reason not in ("", PENDING) else "",
        "line": sparkline(row.points, axes, _told(row.points, language), GROUND),
        "before": before,
        "after": after,
        "change": moved,
        "direction": "" if not change else "up" if change > 0 else "down",
        "domains": domains,
        "cells": [before, after, moved, *(score for pair in domains for score in pair)],
        "predicate": stated.name(language) if stated else row.predicate or _DASH,
        "step": content.framework.predicates.index(stated) + 1 if stated else 0,
    }


def _domain(before: PrintedValue | None, after: PrintedValue | None, language: str) -> tuple[str, str]:
    """Change of a domain's score and the score of the second year."""
    change = signed(after.value - before.value, language) if before and after else _DASH
    return change, _figure(after.value, language) if after else ""


def _domains(content: Content, language: str) -> list[tuple[str, str]]:
    """Short code and name of every domain; the index's own name in each is left out."""
    framework = content.framework
    tops = [framework.nodes[code] for code in framework.children(framework.root)]
    names = [node.name_id if language == "id" else node.name_en for node in tops]
    return [(framework.short(node.code), name.removesuffix(" SPBE")) for node, name in zip(tops, names, strict=True)]


def _domain_example(content: Content, language: str) -> list[str]:
    """From the change in a domain's score to its contribution: of the provincial government that rose most."""
    rows = [row for row in content.rows if row.kind == _PROVINCE and row.change and all(map(all, row.domains))]
    if not rows:
        return []
    row, framework = max(rows, key=lambda row: row.change), content.framework
    parts = zip(framework.children(framework.root), _domains(content, language), row.domains, strict=True)
    moved = [(framework.weight(code), name, after.value - before.value) for code, (_, name), (before, after) in parts]
    weight, name, change = max(moved, key=lambda one: one[0] * one[2])
    about = {"name": row.name, "domain": name, "change": signed(change, language)}
    about |= {"weight": f"{exact(weight * 100, language, 0, 1)}%", "points": signed(weight * change, language, 3)}
    return [say("site.domain_example", language, **about)]


def _notes(content: Content, language: str) -> list[str]:
    """What stands above the table in its file: what it is, units, sources, how to cite, as in the files of reports' tables."""
    before, after = content.years
    used = [source for source in content.sources if set(source.years) & {before, after}]
    title = say("site.title", language, years=years_of(before, after))
    cited = Citation(title, language, asdict(edition(None, [(one.document, one.url) for one in used])))
    return [
        title,
        say("site.caption", language),
        say("site.domain_units_file", language, after=after),
        say("cite.units", language),
        *cited.documents,
        f"{say('cite.head', language)}: {cited.text}",
    ]


def _areas(content: Content, provinces: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """Every provincial government with index and change; its address shows it with its districts: a page, or the table."""
    found = [row for row in content.rows if row.kind == _PROVINCE and row.province]
    return [
        {
            "name": province_name(row.province, language),
            "href": provinces.get(row.province) or f"#{urlencode({'province': row.province})}",
            "after": _figure(row.after.value, language) if row.after else _DASH,
            "change": _DASH if row.change is None else signed(row.change, language),
        }
        for row in sorted(found, key=lambda row: row.province)
    ]


def _ready(content: Content, language: str) -> list[dict[str, str]]:
    """Reports that were made, where they are so few that the table hides them."""
    made = [(row.name, report) for row in content.rows for report in in_language(row.reports, language)]
    if len(made) > MOST_READY:
        return []
    return [
        {"href": one.href, "text": f"{name}, {_years(one, language)}", "meeting": one.meeting}
        for name, one in made
        if one.years
    ]


def file_link(href: str, size: int, language: str) -> dict[str, str]:
    """Address of a file that may be kept, and its kind and size in words."""
    kind = {"xlsx": "Excel (XLSX)", "csv": "CSV", "parquet": "Parquet", "json": "Data package"}
    name = say("site.codebook", language) if "codebook" in href else kind[href.rpartition(".")[2]]
    return {"href": href, "text": f"{name}, {whole(-(-size // 1_000), language)} KB"}


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
    if report.language == language or report.language not in LANGUAGES:
        return "" if report.language == language else report.language
    return say(f"site.in_language_{report.language}", language)


def _without(content: Content, language: str) -> list[dict]:
    before, after = content.years
    found = []
    for reason in REASONS:
        names = [row.name for row in content.rows if row.reason == reason]
        about = {"count": whole(len(names), language), "before": before, "after": after}
        text = say(f"site.without_{reason}", language, **about)
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
def _script() -> str:
    lines = (line.strip() for line in (SITE / "site.js").read_text(encoding="utf-8").split("\n"))
    return "\n".join([script(), *(line for line in lines if line and not line.startswith("//"))])


@cache
def style(rules: Path) -> str:
    """The reports' style sheet and further rules from a file, on one line."""
    return stylesheet() + re.sub(r"\s+", " ", f" {rules.read_text(encoding='utf-8')}").rstrip()


def fill(folder: Path, page: dict, language: str) -> str:
    """The folder's ``index.html.j2`` filled with a page; plain words it asks for itself, by `say`."""
    spoken = partial(say, language=language)
    told = Teller(language)
    return _template(folder).render(page=page, say=spoken, told=told, version=__version__).strip() + "\n"


@cache
def _template(folder: Path):
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    places = FileSystemLoader(folder)
    return Environment(loader=places, autoescape=True, undefined=StrictUndefined).get_template("index.html.j2")
