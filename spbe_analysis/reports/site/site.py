"""The static site over the published reports: one page a language, opened from disk or from a server."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from spbe_analysis.errors import ParameterError, ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import LANGUAGES, check_language
from spbe_analysis.regulation import framework_for_year
from spbe_analysis.reports.one.html import INDEX, page_name
from spbe_analysis.reports.one.plan_file import CARD, DRIVERS
from spbe_analysis.reports.site.content import (
    Content,
    choose_years,
    index_cards,
    province_folder,
    published,
    rows_for,
    sources_of,
)
from spbe_analysis.reports.site.data import data_files
from spbe_analysis.reports.site.page import page_in
from spbe_analysis.studies.falls import fallen

API = "api/spbe_analysis.html"  # made by `make api`
GUIDE = "guide"  # folder of the guide's pages, beside the reports
LOCK_SECONDS = 60  # a writer needs less than one


def build_site(
    root: str | Path,
    languages: Sequence[str] = LANGUAGES,
    from_year: int | None = None,
    to_year: int | None = None,
    failed: Collection[str] = (),
) -> Path:
    """Write the site of a folder of reports.

    The page lists every institution of the register with its published index
    by year, change and predicate; a name leads to the report on the two years,
    and where there is none the page says why. It is made from the records of
    the published reports and the processed data alone, and the same of both
    give the same bytes. With a report for each of the 607 institutions that
    both national reports hold, a page has less than 600 KB (70 KB gzipped) and is
    written in a quarter of a second.

    Parameters
    ----------
    root : str or Path
        Folder of the reports. The first language's page is ``index.html`` in
        it, the others' are ``index.<language>.html``.
    languages : sequence of str
        One page each.
    from_year, to_year : int, optional
        The change to show. By default the two neighbouring years of one
        regulation that most institutions have an index for.
    failed : collection of str
        Canonical names of institutions whose report could not be made in the
        last run; said of those that have none.

    Returns
    -------
    Path
        The first language's page. All pages are whole on the disk before the
        first replaces another, each in one step.

    Raises
    ------
    ParameterError
        If a language is unknown or the years do not belong together.
    ReportError
        If another writer holds the folder too long.
    """
    root = Path(root)
    if not languages:
        raise ParameterError(Message("site.language"), advice=Message("advice.one_of", known=tuple(LANGUAGES)))
    names = {language: page_name(check_language(language), languages[0]) for language in languages}
    reports = published(root)
    scorecards = index_cards()
    years = choose_years(scorecards, from_year, to_year)
    rows = rows_for(scorecards, years, reports, (DRIVERS, CARD), failed)
    listed = {id(report) for row in rows for report in row.reports}
    others = [report for report in reports if id(report) not in listed]
    falls = fallen(scorecards[years[0]], scorecards[years[1]], years)
    content = Content(rows, others, sources_of(scorecards), years, framework_for_year(years[1]), falls)
    areas = sorted({row.province for row in rows} - {""})
    pages = {}
    files = [(path.relative_to(root).as_posix(), path.stat().st_size) for path in data_files(root)]
    for language, name in names.items():
        elsewhere = next((other for other in languages if other != language), None)
        link = {"language": elsewhere, "href": names[elsewhere]} if elsewhere else None
        pages[name] = page_in(
            language,
            content,
            link,
            _beside(root, GUIDE, language),
            API if (root / API).is_file() else "",
            files,
            {area: _beside(root, province_folder(area), language) for area in areas},
        )
    _replace(root, pages)
    return root / INDEX


def _beside(root: Path, folder: str, language: str) -> str:
    """Address of a page in a language that is built beside this one, as the guide is; empty where it was not built."""
    name = page_name(language)
    return f"{folder}/{name}" if (root / folder / name).is_file() else ""


def _replace(root: Path, pages: dict[str, str]) -> None:
    """Write every page that differs from the one on the disk; one writer at a time."""
    pages = {name: text for name, text in pages.items() if not _stands(root / name, text)}
    if not pages:
        return
    from filelock import FileLock, Timeout

    root.mkdir(parents=True, exist_ok=True)
    beside = {name: root / f".{name}.new" for name in pages}  # what a killed writer leaves, the next one writes over
    try:
        with FileLock(root / ".site.lock", timeout=LOCK_SECONDS):
            try:
                for name, text in pages.items():
                    with beside[name].open("w", encoding="utf-8", newline="") as stream:
                        stream.write(text)
                        stream.flush()
                        os.fsync(stream.fileno())
                for name, path in beside.items():
                    os.replace(path, root / name)
            finally:
                for path in beside.values():
                    path.unlink(missing_ok=True)
    except Timeout as error:
        raise ReportError(
            Message("site.locked", root=root),
            [Message("report.waited", seconds=LOCK_SECONDS)],
            Message("report.later"),
        ) from error


def _stands(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode("utf-8")
    except OSError:
        return False
