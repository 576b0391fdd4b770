"""What the site tells in every language: of each institution its published index by year, its change, and its reports or why there is none."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import quote

from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.document import anchor
from spbe_analysis.regulation import Framework, framework_for_year, load_framework
from spbe_analysis.regulation.loader import regulation_ids
from spbe_analysis.reports.one.pdf import SUMMARY
from spbe_analysis.reports.one.run import PAGE, RECORD, report_folders
from spbe_analysis.reports.one.sheet import MEETING
from spbe_analysis.reports.site.sparkline import Point
from spbe_analysis.studies.falls import Refuted

EVALUATION = "evaluasi"
FINAL = "final"
NEITHER, NOT_BEFORE, NOT_AFTER, FAILED, PENDING = "neither", "not_before", "not_after", "failed", "pending"
REASONS = (NOT_AFTER, NOT_BEFORE, NEITHER, FAILED, PENDING)

_INITIALS = re.compile(r"\b(\w)\.(?=\w)", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Report:
    """One published report: its notebook, whom, which years and (unless final) stages it is about, where it, its one-page
    summary and its page for a meeting lie."""

    notebook: str
    institution: str
    years: tuple[int, ...]
    language: str
    title: str
    finding: str
    href: str
    stages: tuple[str, ...] = ()
    summary: str = ""
    meeting: str = ""


@dataclass(frozen=True)
class InstitutionRow:
    """One institution. `reason` says why the two years have no report; it is empty where they have one."""

    name: str
    kind: str
    province: str
    search: str
    points: tuple[Point, ...]
    before: PrintedValue | None
    after: PrintedValue | None
    predicate: str
    reports: tuple[Report, ...]
    reason: str
    domains: tuple[
        tuple[PrintedValue | None, PrintedValue | None], ...
    ] = ()  # of both years, in the regulation's order

    @property
    def change(self) -> Fraction | None:
        """Published index of the second year less that of the first [index points]."""
        return self.after.value - self.before.value if self.before and self.after else None


@dataclass(frozen=True)
class Source:
    """A document that index values were read in, with the years and the number of values."""

    document: str
    url: str
    years: tuple[int, ...]
    values: int


@dataclass(frozen=True)
class Content:
    """What the site shows in every language: rows, the other reports, documents, the two years' regulation, the falls."""

    rows: Sequence[InstitutionRow]
    others: Sequence[Report]
    sources: Sequence[Source]
    years: tuple[int, int]
    framework: Framework
    falls: Refuted | None = None


def province_folder(province: str) -> str:
    """Folder of a province's page below that of the reports.

    Examples
    --------
    >>> province_folder("D.I Yogyakarta")
    'provinces/d-i-yogyakarta'
    """
    return f"provinces/{anchor(province)}"


def published(root: Path) -> list[Report]:
    """Every published report below `root`, in order of its address.

    Only a record that can be read counts: it is written last, so a folder
    without one, or with half of one, is not a report. Folders whose names
    begin with a dot are not looked into.
    """
    found = [report for folder in report_folders(root) if (report := _report(folder, root))]
    return sorted(found, key=lambda report: report.href)


def _report(folder: Path, root: Path) -> Report | None:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        parameters = record["parameters"]
        texts = {name: record[name] for name in ("notebook", "language", "title", "finding")}
        named = [parameters[key] for key in ("year", "from_year", "to_year") if parameters.get(key) is not None]
        years = tuple(dict.fromkeys(map(int, named)))
        if not all(isinstance(text, str) for text in texts.values()):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    beside = {"summary": SUMMARY, "meeting": MEETING}
    stages = tuple(str(parameters[key]) for key in ("stage", "to_stage") if key in parameters)
    place = "".join(f"{quote(os.fsencode(part))}/" for part in folder.relative_to(root).parts)
    return Report(
        **texts,
        institution=str(parameters.get("institution") or ""),
        years=years,
        href=place + PAGE,
        stages=stages if set(stages) - {FINAL} else (),
        **{name: place + file if file in record.get("outputs", ()) else "" for name, file in beside.items()},
    )


def index_cards() -> dict[int, dict[str, Scorecard]]:
    """Every published final index: evidence by year and institution."""
    years = sorted({year for name in regulation_ids() for year in load_framework(name).index_years})
    scorecards = {year: all_scorecards(year) for year in years}
    return {
        year: {name: scorecard for name, scorecard in found.items() if _index(scorecard)}
        for year, found in scorecards.items()
        if found
    }


def choose_years(scorecards: dict[int, dict[str, Scorecard]], before: int | None, after: int | None) -> tuple[int, int]:
    """The two years whose change the site shows: those given, or the neighbouring ones that most institutions share.

    Raises
    ------
    ParameterError
        If only one is given, they are not in order, or two regulations lie between them.
    """
    if before is None and after is None:
        shared = {
            (len(scorecards[year].keys() & scorecards[year + 1].keys()), year): (year, year + 1)
            for year in scorecards
            if year + 1 in scorecards and framework_for_year(year).id == framework_for_year(year + 1).id
        }
        if not shared:
            raise ParameterError(Message("site.no_years"))
        return shared[max(shared)]
    if before is None or after is None or before >= after:
        raise ParameterError(
            Message("site.two_years"),
            [Message("site.from_to", before=before or "-", after=after or "-")],
            Message("site.earlier_first"),
        )
    if framework_for_year(before).id != framework_for_year(after).id:
        raise ParameterError(
            Message("site.two_laws", before=before, after=after),
            [f"{year}: {framework_for_year(year).id}" for year in (before, after)],
            Message("site.bridge"),
        )
    return before, after


def rows_for(
    scorecards: dict[int, dict[str, Scorecard]],
    years: tuple[int, int],
    reports: Iterable[Report],
    own_notebooks: Collection[str],
    failed: Collection[str] = (),
) -> list[InstitutionRow]:
    """One row an institution of the register, in order of name.

    Parameters
    ----------
    scorecards : dict
        From `index_cards`.
    years : (int, int)
        The years whose change is shown.
    reports : iterable of Report
        What is published.
    own_notebooks : collection of str
        Notebooks of which an institution's own reports are made.
    failed : collection of str
        Institutions whose report could not be made.
    """
    own: dict[str, list[Report]] = {}
    for report in reports:
        if report.notebook in own_notebooks:
            own.setdefault(report.institution, []).append(report)
    framework, found = framework_for_year(years[1]), []
    tops = framework.children(framework.root)
    for institution in load_register():
        name = institution.name
        scored = {year: by_name[name] for year, by_name in scorecards.items() if name in by_name}
        before, after = (scored.get(year) for year in years)
        mine = tuple(own.get(name, ()))
        found.append(
            InstitutionRow(
                name=name,
                kind=institution.kind,
                province=institution.province,
                search=_other_words(name, (*institution.names.values(), *institution.aliases)),
                points=tuple(
                    Point(year, _index(card).value, card.regulation, card.assessment == EVALUATION)
                    for year, card in scored.items()
                ),
                before=_index(before),
                after=_index(after),
                predicate=after.predicate if after else "",
                reports=mine,
                domains=tuple(
                    tuple(card.values.get(top) if card else None for card in (before, after)) for top in tops
                ),
                reason="" if any(one.years == years for one in mine) else _reason(before, after, name in failed),
            )
        )
    return found


def sources_of(scorecards: dict[int, dict[str, Scorecard]]) -> list[Source]:
    """Documents of all index values shown, those with most values first."""
    years: dict[tuple[str, str], list[int]] = {}
    for year, found in scorecards.items():
        for index in map(_index, found.values()):
            years.setdefault((index.document, index.url), []).append(year)
    order = sorted(years, key=lambda place: (-len(years[place]), place))
    return [Source(*place, tuple(sorted(set(years[place]))), len(years[place])) for place in order]


def plain(text: str) -> str:
    """Words of a text as the search compares them: lower case, no accents, no punctuation, initials closed up.

    The page's script does the same with what a reader types.
    """
    letters = unicodedata.normalize("NFKD", text).lower().replace("&", " dan ")
    letters = _INITIALS.sub(r"\1", "".join(mark for mark in letters if not unicodedata.combining(mark)))
    return " ".join(_WORD.findall(letters))


def _other_words(name: str, others: Iterable[str]) -> str:
    """Words of an institution's other names that its canonical name lacks; those are on the page already."""
    known = set(plain(name).split())
    words = dict.fromkeys(word for other in others for word in plain(other).split() if word not in known)
    return " ".join(words)


def _index(scorecard: Scorecard | None) -> PrintedValue | None:
    return scorecard.values.get(load_framework(scorecard.regulation).root) if scorecard else None


def _reason(before: Scorecard | None, after: Scorecard | None, failed: bool) -> str:
    if not before or not after:
        return NEITHER if not before and not after else NOT_BEFORE if not before else NOT_AFTER
    return FAILED if failed else PENDING
