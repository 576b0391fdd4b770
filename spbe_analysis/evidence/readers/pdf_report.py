"""Result reports (LHE, LHP) in PDF: scores, levels, predicate and whose they are."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from spbe_analysis.errors import EvidenceError, RegulationError
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.readers.pdf_tables import (
    SCORE,
    Found,
    Line,
    first_number_below,
    last_page_of_levels,
    level_heads,
    level_table,
    lines_of,
    printed_years,
    score_heads,
    score_table,
)
from spbe_analysis.evidence.readers.pdf_words import read_pages
from spbe_analysis.evidence.readers.unsafe_text import cell_fault
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework

_WHOSE = re.compile(r"INDEKS\s+SPBE\s*[-–—:]+\s*(.+)$", re.IGNORECASE)
_TITLE_YEAR = re.compile(r"\bTAHUN\s+(20\d\d)\b", re.IGNORECASE)
_NAME_LINES = 4  # lines that the longest name takes
_KIND = re.compile(r"\b(EVALUASI|PEMANTAUAN)\s+SISTEM\s+PEMERINTAHAN\s+BERBASIS\s+ELEKTRONIK", re.IGNORECASE)


def read_report(path: str | Path, about: About = About()) -> Imported:  # noqa: B008 (frozen)
    """Cards of a result report, one for each year its tables show side by side.

    Scores are taken in the order of the regulation's tree, levels by the
    indicators' numbers; names decide nothing. All scores and all numbers must
    be there, otherwise nothing is read. A page that holds one of the two
    tables and nothing else is read alone; reports bound into one file are read
    one by one.

    Raises
    ------
    EvidenceError
        Naming the pages and what was expected on them, every fault at once.
    """
    path = Path(path)
    imported = Imported(path.name, "result_report")
    faults: list[str] = []
    for lines in _reports(lines_of(read_pages(path))):
        faults += _read_one(lines, about, imported)
    refuse(path.name, faults or _same_again(imported), Message("advice.whole_report"))
    return imported


def _reports(lines: list[Line]) -> list[list[Line]]:
    """The lines of each report of a file: a new one begins after the last page of levels before a second table.

    A table that is merely repeated does not make two reports: each must have
    the same tables as the first.
    """
    heads = [(i, "scores") for i in score_heads(lines)]
    heads += [(i, "levels") for i in level_heads(lines) if first_number_below(lines, i) == "1"]
    groups: list[dict[str, int]] = []
    for i, kind in sorted(heads):
        if not groups or kind in groups[-1]:
            groups.append({})
        groups[-1][kind] = i
    if len({tuple(sorted(group)) for group in groups}) != 1 or len(groups) < 2:
        return [lines]
    starts = [0]
    for before, after in pairwise(groups):
        last = max(before.values())
        end = (
            last_page_of_levels(lines[: min(after.values())], last)
            if last == before.get("levels")
            else lines[last].page
        )
        first = min(end + 1, lines[min(after.values())].page)
        starts.append(next(i for i, line in enumerate(lines) if line.page == first))
    return [lines[start:end] for start, end in pairwise([*starts, len(lines)])]


def _read_one(lines: list[Line], about: About, imported: Imported) -> list[str]:
    """Put the cards of one report among those read, or tell everything that is wrong with it."""
    file = imported.file
    framework, title_year = _framework(lines, about, file)
    nodes = tree_order(framework)
    scores, levels = score_table(lines, len(nodes), file), level_table(lines, framework, file)
    pages = {line.page for line in lines}
    if levels.rows and not scores.rows and pages == levels.pages:
        scores = Found()
    elif scores.rows and not levels.rows and pages == scores.pages:
        levels = Found()
    scored, levelled = ([year or title_year for year in table.years] for table in (scores, levels))
    wrong: list[str] = [*scores.faults, *levels.faults]
    if wrong := wrong or _faults(file, framework, nodes, scores, scored, levelled):
        return wrong
    for table, absent in ((levels, "pdf.scores_alone"), (scores, "pdf.levels_alone")):
        if not table.rows:
            imported.doubtful.append(Message(absent, file=file))
    years = list(dict.fromkeys([*scored, *levelled]))
    first_page = min(pages) if not scores.rows else scores.rows[0].page
    headline = _Headline([line for line in lines if line.page == first_page])
    whose, other = _institution(headline, first_page, about, imported)
    latest = max((year for year in years if year is not None), default=None)
    said = [about.year] if about.year and about.year not in years else []
    faults = [Message("table.other_year", file=file, said=year, text=", ".join(map(str, years))) for year in said]
    for year in years:
        scorecard = PrintedScorecard(
            whose,
            year,
            about.stage,
            framework.id,
            document=file,
            assessment=about.assessment or _assessment(lines),
            predicate=headline.predicate(framework) if year == latest else "",
        )
        for codes, table, shown in ((nodes, scores, scored), (None, levels, levelled)):
            if year in shown:
                for code, row in zip(codes or [row.name for row in table.rows], table.rows, strict=True):
                    scorecard.cells[code] = row.cells[shown.index(year)]
                    scorecard.places[code] = Message("place.page", page=row.page)
        imported.scorecards.append(scorecard)
    if scores.rows and headline.figures and scores.rows[0].cells[-1] not in headline.figures:
        index = {"index": headline.figures[0], "text": scores.rows[0].cells[-1]}
        imported.doubtful.append(Message("pdf.headline", file=file, page=first_page, code=framework.root, **index))
    return [*other, *faults]


def tree_order(framework: Framework) -> list[str]:
    """Index, domains and aspects in the order result reports print them: each before its parts."""

    def walk(code: str) -> list[str]:
        below = [child for child in framework.children(code) if framework.children(child)]
        return [code, *(node for child in below for node in walk(child))]

    return walk(framework.root)


def _framework(lines: list[Line], about: About, name: str) -> tuple[Framework, int | None]:
    years = [int(year) for line in lines for year in _TITLE_YEAR.findall(line.text)]
    shown = printed_years(lines)
    year = max(shown, default=None) or about.year or (max(years, key=years.count) if years else None)
    try:
        if about.regulation:
            return load_framework(about.regulation), year
        if year:
            return framework_for_year(year), year
    except RegulationError as error:
        refuse(name, [Message("place.at", where=name, fault=error.summary)], Message("advice.year_or_law"))
    fault = Message("pdf.no_year", file=name)
    raise EvidenceError(Message("file.not_read", file=name), [fault], Message("advice.year"))


def _faults(
    file: str,
    framework: Framework,
    nodes: list[str],
    scores: Found,
    scored: list[int | None],
    levelled: list[int | None],
) -> list[str]:
    faults: list[str] = []
    both = scored and levelled
    if both and not (set(scored) <= set(levelled) or set(levelled) <= set(scored)):
        told = [", ".join(str(year or "-") for year in years) for years in (scored, levelled)]
        faults.append(Message("pdf.years_differ", file=file, years=told[0], others=told[1]))
    for code, row in zip(nodes, scores.rows, strict=False):
        is_domain = framework.nodes[code].kind == "domain"
        if row.name and row.name.casefold().startswith("domain") != is_domain:
            name = framework.nodes[code].name_id
            faults.append(Message("pdf.row_of", file=file, page=row.page, code=code, name=name, text=row.name))
    return faults


def _same_again(imported: Imported) -> list[str]:
    """Two reports of one institution and year in a file: which counts cannot be told."""
    seen: dict[tuple, PrintedScorecard] = {}
    faults: list[str] = []
    for card in imported.scorecards:
        first = seen.setdefault((card.institution, card.year, card.stage), card)
        if first is not card:
            told = [next(iter(one.places.values())).removeprefix("page ") for one in (first, card)]
            whose = {"institution": card.institution or "?", "year": card.year or "?"}
            faults.append(Message("pdf.same_again", file=imported.file, first=told[0], page=told[1], **whose))
    return faults


class _Headline:
    """The line "INDEKS SPBE - name" over a report's scores, the figure beside it and the predicate under the figure."""

    def __init__(self, page: list[Line]) -> None:
        self.names: list[str] = []  # the name as far as its first line, its second and so on
        self.figures: list[str] = []
        self._beside = " ".join(line.text for line in page)
        at = next((i for i, line in enumerate(page) if _WHOSE.search(line.text)), None)
        if at is None:
            return
        head = page[at]
        height = max(word.height for word in head.words)
        near = [
            word
            for line in page
            for word in line.words
            if SCORE.match(word.text) and abs(word.middle - head.middle) <= 2 * height
        ]
        self.figures = [word.text for word in near]
        named = max(word.right for word in head.words if word not in near)
        aside = [word for word in near if word.left >= named]
        block = [
            word
            for line in page
            if abs(line.middle - head.middle) <= 3 * height
            for word, after in pairwise([*line.words, line.words[-1]])
            if any(word.over(one) or (word.text.startswith("(") and after.over(one)) for one in aside)
        ]
        edge = min((word.left for word in block), default=float("inf"))
        if block:
            self._beside = " ".join(w.text for w in sorted(block, key=lambda w: (w.middle, w.left)))
        below, told = head.middle, ""
        for line in page[at:]:
            if line.middle - below > 2 * height or len(self.names) == _NAME_LINES:
                break
            words = [w.text for w in line.words if w.right <= edge]
            found = _WHOSE.search(" ".join(words)) if line is head else None
            if words:
                told = f"{told} {found[1] if found else ' '.join(words)}".strip()
                self.names.append(told)
                below = line.middle

    def name(self, book: NameBook) -> str:
        """The longest beginning that is in the register, else the name's lines in capitals: Bangka is not Bangka Tengah."""
        known = [name for name in self.names if book.canonical(name)]
        capitals = [name for name in self.names if name.isupper()]
        return (known or capitals or self.names[:1] or [""])[-1]

    def predicate(self, framework: Framework) -> str:
        """The predicate beside the figure, else the one the page tells in brackets."""
        for predicate in sorted(framework.predicates, key=lambda p: -len(p.name_id)):
            if re.search(rf"(\(\s*|predikat\s*:?\s*){re.escape(predicate.name_id)}\b", self._beside, re.IGNORECASE):
                return predicate.name_id
        return ""


def _institution(headline: _Headline, page: int, about: About, imported: Imported) -> tuple[str, list[str]]:
    """Whose report it is, and what is wrong where it was said to be of another body."""
    book = NameBook()
    printed = headline.name(book)
    if fault := cell_fault(printed):
        imported.doubtful.append(Message("pdf.name_left_out", file=imported.file, page=page, fault=fault))
        printed = ""
    known = book.canonical(printed)
    if about.institution:
        told = book.canonical(about.institution) or about.institution
        if known in ("", told):
            return told, []
        return told, [Message("table.other_body", file=imported.file, said=told, text=known)]
    if not known:
        imported.doubtful.append(Message("pdf.stranger", file=imported.file, page=page, text=printed or "-"))
    return known or printed, []


def _assessment(lines: list[Line]) -> str:
    told = [kind.casefold() for line in lines for kind in _KIND.findall(line.text) if line.text.isupper()]
    return max(told, key=told.count) if told else ""
