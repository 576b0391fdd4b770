"""Result reports (LHE, LHP) in PDF: scores, levels, predicate and whose they are."""

from __future__ import annotations

import re
from pathlib import Path

from spbe_analysis.errors import EvidenceError, RegulationError
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.readers.pdf_tables import Found, Line, level_table, lines_of, printed_years, score_table
from spbe_analysis.evidence.readers.pdf_words import read_pages
from spbe_analysis.evidence.readers.unsafe_text import cell_fault
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework

_WHOSE = re.compile(r"INDEKS\s+SPBE\s*[-–—:]+\s*(.+)$", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"\bTAHUN\s+(20\d\d)\b", re.IGNORECASE)
_KIND = re.compile(r"\b(EVALUASI|PEMANTAUAN)\s+SISTEM\s+PEMERINTAHAN\s+BERBASIS\s+ELEKTRONIK", re.IGNORECASE)


def read_report(path: str | Path, about: About = About()) -> Imported:  # noqa: B008 (frozen)
    """Cards of a result report, one for each year its tables show side by side.

    Scores are taken in the order of the regulation's tree, levels by the
    indicators' numbers; names decide nothing. All scores and all numbers must
    be there, otherwise nothing is read.

    Raises
    ------
    EvidenceError
        Naming the pages and what was expected on them, every fault at once.
    """
    path = Path(path)
    lines = lines_of(read_pages(path))
    framework, title_year = _framework(lines, about, path.name)
    nodes = tree_order(framework)
    scores, levels = score_table(lines, len(nodes), path.name), level_table(lines, framework, path.name)
    faults = [*scores.faults, *levels.faults] or _faults(path.name, framework, nodes, scores, levels)
    refuse(path.name, faults, Message("advice.whole_report"))
    years = [year or title_year for year in scores.years]
    latest = max((year for year in years if year is not None), default=None)
    imported = Imported(path.name, "result_report")
    book = NameBook()
    whose = _institution(lines, scores.rows[0][0], about, book, imported)
    predicate = _predicate(lines, scores.rows[0][0], framework)
    assessment = about.assessment or _assessment(lines)
    for i, year in enumerate(years):
        scorecard = PrintedScorecard(
            whose,
            year,
            about.stage,
            framework.id,
            document=path.name,
            assessment=assessment,
            predicate=predicate if year == latest else "",
        )
        column = levels.years.index(year) if year in levels.years else i
        for code, (page, _, cells) in zip(nodes, scores.rows, strict=True):
            scorecard.cells[code], scorecard.places[code] = cells[i], f"page {page}"
        for page, code, cells in levels.rows:
            scorecard.cells[code], scorecard.places[code] = cells[column], f"page {page}"
        imported.scorecards.append(scorecard)
    _headline(lines, scores, framework, imported)
    return imported


def tree_order(framework: Framework) -> list[str]:
    """Index, domains and aspects in the order result reports print them: each before its parts."""

    def walk(code: str) -> list[str]:
        below = [child for child in framework.children(code) if framework.children(child)]
        return [code, *(node for child in below for node in walk(child))]

    return walk(framework.root)


def _framework(lines: list[Line], about: About, name: str) -> tuple[Framework, int | None]:
    years = [int(year) for line in lines for year in _TITLE_YEAR.findall(line.text)]
    shown = printed_years(lines)
    year = about.year or max(shown, default=None) or (max(years, key=years.count) if years else None)
    try:
        if about.regulation:
            return load_framework(about.regulation), year
        if year:
            return framework_for_year(year), year
    except RegulationError as error:
        raise EvidenceError(Message("file.not_read", file=name), [f"{name}: {error.summary}"], "Say --year.") from error
    raise EvidenceError(
        Message("file.not_read", file=name), [Message("pdf.no_year", file=name)], Message("advice.year")
    )


def _faults(name: str, framework: Framework, nodes: list[str], scores: Found, levels: Found) -> list[str]:
    faults: list[str] = []
    if len(scores.years) != len(levels.years) or set(scores.years) != set(levels.years):
        told = [", ".join(str(year or "no year") for year in table.years) for table in (scores, levels)]
        faults.append(Message("pdf.years_differ", file=name, years=told[0], others=told[1]))
    for code, (page, label, _) in zip(nodes, scores.rows, strict=True):
        is_domain = framework.nodes[code].kind == "domain"
        if label and label.casefold().startswith("domain") != is_domain:
            faults.append(
                Message("pdf.row_of", file=name, page=page, code=code, name=framework.nodes[code].name_id, text=label)
            )
    return faults


def _institution(lines: list[Line], page: int, about: About, book: NameBook, imported: Imported) -> str:
    printed = ""
    on_page = [line for line in lines if line.page == page]
    for i, line in enumerate(on_page):
        found = _WHOSE.search(line.text)
        if found:
            following = on_page[i + 1].text if i + 1 < len(on_page) else ""
            ways = [found[1].strip(), f"{found[1].strip()} {following}".strip()]
            printed = next((way for way in ways if book.canonical(way)), ways[0])
            break
    if cell_fault(printed):
        imported.doubtful.append(f"{imported.file}, page {page}: {cell_fault(printed)}; the name was left out")
        printed = ""
    known = book.canonical(printed)
    if about.institution:
        told = book.canonical(about.institution) or about.institution
        if known and known != told:
            imported.doubtful.append(
                f"{imported.file}, page {page}: the report names {known}, it was said to be of {told}"
            )
        return told
    if not known:
        imported.doubtful.append(Message("pdf.stranger", file=imported.file, page=page, text=printed or "no name"))
    return known or printed


def _predicate(lines: list[Line], page: int, framework: Framework) -> str:
    text = " ".join(line.text for line in lines if line.page == page)
    for predicate in sorted(framework.predicates, key=lambda p: -len(p.name_id)):
        if re.search(rf"(\(\s*|predikat\s*:?\s*){re.escape(predicate.name_id)}\b", text, re.IGNORECASE):
            return predicate.name_id
    return ""


def _assessment(lines: list[Line]) -> str:
    told = [kind.casefold() for line in lines for kind in _KIND.findall(line.text) if line.text.isupper()]
    return max(told, key=told.count) if told else ""


def _headline(lines: list[Line], scores: Found, framework: Framework, imported: Imported) -> None:
    page = scores.rows[0][0]
    above = [line for line in lines if line.page == page and _WHOSE.search(line.text)]
    if not above:
        return
    near = [
        word.text
        for line in lines
        if line.page == page and abs(line.middle - above[0].middle) < 30
        for word in line.words
        if re.match(r"^\d[.,]\d\d$", word.text)
    ]
    if near and scores.rows[0][2][-1] not in near:
        imported.doubtful.append(
            Message(
                "pdf.headline",
                file=imported.file,
                page=page,
                index=near[0],
                text=scores.rows[0][2][-1],
                code=framework.root,
            )
        )
