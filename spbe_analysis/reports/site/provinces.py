"""A page a province: its governments against their mean, made again only where code, data or reports have changed."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import starmap
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from spbe_analysis.errors import CoverageError
from spbe_analysis.evidence.collection.processed import hold
from spbe_analysis.evidence.edition import citation_path, data_hash, hash_of, register_hash
from spbe_analysis.evidence.register import institutions_of, load_register
from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.citation import Citation
from spbe_analysis.presentation.text.provinces import province_name
from spbe_analysis.presentation.text.wording import LANGUAGES, other_language, say, to_sort_by
from spbe_analysis.reports.one.html import policy, script
from spbe_analysis.reports.one.inputs import hash_file, package_hash, site_hash, versions
from spbe_analysis.reports.one.plan_file import DRIVERS
from spbe_analysis.reports.one.publish import staged
from spbe_analysis.reports.site.content import Report, province_folder, published
from spbe_analysis.reports.site.page import file_link, fill, in_language, style
from spbe_analysis.reports.site.site import page_name
from spbe_analysis.studies.falls import comparable_years

if TYPE_CHECKING:
    from spbe_analysis.studies.compare import Comparison

_HERE = Path(__file__).parent
_OWN = _HERE / "templates" / "province"
_STAMP = ".made-from"  # what a page was made from, and a hash of each of its files
_FIGURE = ".figure.{}.html"  # the figure as it stands in the page of a language, for a page whose links alone change
_MANY = 8  # pages; fewer are drawn before another process has started
_UP = "../../"  # from a province's folder to that of the reports


def build_provinces(root: str | Path, only: Collection[str] | None = None) -> list[Path]:
    """Write a page a province below a folder of reports, in every language, with its table as CSV and XLSX.

    The years are the last two that national reports print every institution
    for. A page that stands is left alone unless the code, the data or the
    reports that it links to have changed, so nothing is drawn for nothing. Each
    province's folder is replaced in one step.

    Parameters
    ----------
    root : str or Path
        Folder of the reports; the pages go to ``provinces/`` in it.
    only : collection of str, optional
        Provinces to look after; all by default.

    Returns
    -------
    list of Path
        The pages of the first language that stand now, in order of the provinces.
    """
    root, pairs = Path(root), comparable_years()
    if not pairs:
        return []
    links: dict[str, list[Report]] = {}
    for report in published(root):
        if report.notebook == DRIVERS and report.years == pairs[-1] and not report.stages:
            links.setdefault(report.institution, []).append(report)
    bodies: dict[str, list[str]] = {}
    for body in load_register():
        if body.province and (only is None or body.province in only):
            bodies.setdefault(body.province, []).append(body.name)
    same, stale = _same_for_all(pairs[-1]), []
    for province, names in sorted(bodies.items()):
        mine = {name: links[name] for name in names if name in links}
        linked = hash_of(f"{name} {one.href} {one.meeting}" for name in mine for one in mine[name])
        made_from = {"drawn_from": hash_of([same, data_hash(names)]), "links": linked}
        folder = root / province_folder(province)
        if not made_from.items() <= _stamp(folder).items():
            stale.append((folder, province, pairs[-1], mine, made_from))
    if len(stale) < _MANY:
        written = list(starmap(_write, stale))
    else:
        with ProcessPoolExecutor(min(len(stale), os.cpu_count() or 1), get_context("spawn"), hold) as pool:
            written = list(pool.map(_write, *zip(*stale, strict=True)))
    without = {about[0] for about, done in zip(stale, written, strict=True) if not done}
    folders = map(root.joinpath, map(province_folder, sorted(bodies)))
    return [folder / page_name(LANGUAGES[0]) for folder in folders if folder not in without]


def _same_for_all(years: tuple[int, int]) -> str:
    """A hash of what every province's page is made from: the program, the site's own files and words, the register."""
    same = package_hash(), site_hash(), register_hash(), hash_file(citation_path())
    return hash_of([str(years), *same, str(versions())])


def _stamp(folder: Path) -> dict:
    """What a page that stands was made from; empty where there is none, or one of its files is not as it was written."""
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="ascii"))
        whole = all(hash_file(folder / name) == digest for name, digest in stamp["files"].items())
        return stamp if whole else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(
    folder: Path, province: str, years: tuple[int, int], links: Mapping[str, Sequence[Report]], made_from: dict
) -> bool:
    """The pages and files of a province; a figure that stands and would be drawn the same is taken as it is.

    False where none of its governments has an index of both years.
    """
    from spbe_analysis.presentation.comparison.page import figure
    from spbe_analysis.studies.compare import side_by_side

    try:
        found = side_by_side(institutions_of(province=province), years, province=province)
    except CoverageError:
        return False
    stands = _stamp(folder).get("drawn_from") == made_from["drawn_from"]
    with staged(folder) as place:
        files = [path.rename(place / path.name.replace("comparison", folder.name)) for path in found.save(place)]
        for language in LANGUAGES:
            drawn = ""
            if len(found.rows) > 1:
                kept = _FIGURE.format(language)
                made = None if stands else figure(found, language).on_page(language)
                drawn = made.markup if made else (folder / kept).read_text(encoding="utf-8")
                (place / kept).write_text(drawn, encoding="utf-8", newline="")
            text = province_page(found, language, links, [(path.name, path.stat().st_size) for path in files], drawn)
            (place / page_name(language)).write_text(text, encoding="utf-8", newline="")
        digests = {path.name: hash_file(path) for path in sorted(place.iterdir())}
        stamp = json.dumps({**made_from, "files": digests}, indent=1)
        (place / _STAMP).write_text(stamp + "\n", encoding="ascii")
    return True


def province_page(
    found: Comparison,
    language: str,
    links: Mapping[str, Sequence[Report]],
    files: Sequence[tuple[str, int]],
    figure: str = "",
) -> str:
    """The page of one province in a language as HTML text.

    Parameters
    ----------
    found : Comparison
        All governments of a province in two years, from `side_by_side`.
    links : mapping of str to sequence of Report
        Reports on those years by institution.
    files : sequence of (str, int)
        Name and bytes of the files of its table.
    figure : str
        Its figure as HTML.
    """
    from spbe_analysis.presentation.comparison import tables, words

    before, after = found.years
    other, look = other_language(language), style(_OWN / "province.css")
    citation = Citation(words.title(found, language), language, found._edition())
    cited = {say("province.cite", language): citation.text, say("province.documents", language): citation.documents}
    alone = len(found.rows) == 1
    rows = [row for row in tables.rows(found, language) if not (alone and row.is_mean)]
    cells = [("", row.before, row.after, row.change, row.rank, *(part.points for part in row.parts)) for row in rows]
    home, about = f"{_UP}{page_name(language)}", {"before": before, "after": after}
    page = {
        "language": language,
        "title": words.title(found, language),
        "kicker": say("province.kicker", language, province=province_name(found.province, language)),
        "style": look,
        "script": script(),
        "policy": policy(look, script()),
        "other": {"language": other, "href": page_name(other)},
        "home": home,
        "province": found.province,
        "filtered": f"{home}#{urlencode({'province': found.province})}",
        "sentences": words.headlines(found, language),
        "files": [tuple(file_link(name, size, language).values()) for name, size in files],
        "caption": say("province.caption_alone" if alone else "province.caption", language, **about),
        "alone": alone,
        "parts": tables.names_of_parts(found, language),
        "rows": [(row, _link(links.get(row.name, ()), language)) for row in rows],
        "numbers": "" if alone else ";".join(map(to_sort_by, zip(*cells, strict=True))),
        "own": found.own,
        "lacking": any(name not in links for name in (*found.rows.index, *found.left_out)),
        "figure": figure,
        "reading": [
            say("province.read_scores", language, **about),
            say("province.read_direction", language),
            *([say("province.read_mean", language)] if not alone else []),
            say("province.read_not_cause", language),
        ],
        "sources": document.pairs(cited, addresses=citation.addresses).on_page(language).markup,
        **about,
    }
    return fill(_OWN, page, language)


def _link(reports: Sequence[Report], language: str) -> dict[str, str]:
    """The report on an institution in a language where it is in that one, else in the other, with its page for a
    meeting; empty without any."""
    found = in_language(reports, language)
    if not found:
        return {}
    meeting = found[0].meeting and _UP + found[0].meeting
    return {"href": _UP + found[0].href, "meeting": meeting, "language": found[0].language}
