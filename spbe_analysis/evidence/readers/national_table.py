"""Tables with one row an institution: national results, and levels spread over columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spbe_analysis.errors import EvidenceError, RegulationError
from spbe_analysis.evidence.readers.broken_names import Line, NameBook, join_broken
from spbe_analysis.evidence.readers.headings import STAGES, Header, Heading, domain_named
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.sheet import Sheet
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year, load_framework
from spbe_analysis.regulation.loader import regulation_ids

_TOLD = 10  # names or columns listed in one remark


@dataclass
class Reading:
    """Cards of one sheet, and what was doubtful or refused about it."""

    scorecards: list[PrintedScorecard] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read_wide(sheet: Sheet, header: Header, about: About, book: NameBook) -> Reading:
    """Cards of a table with a row an institution and a column a node, stages or years side by side.

    Header rows that come again are passed over, names broken over lines are
    put together, a cell that is blank where most rows are filled stays as a
    blank.
    """
    reading = Reading()
    rows = [(line, cells) for line, cells in sheet.rows[header.first :] if not _is_header(cells, header)]
    named = header.columns("institution")
    rows, names = _whole_names(rows, named[0], book, sheet, reading) if named else (rows, {})
    nodes = [i for i in range(len(header.headings)) if header.headings[i].role in ("node", "unknown")]
    filled = Counter(i for _, cells in rows for i in nodes if i < len(cells) and cells[i])
    frameworks = Laws(about, [header.headings[i] for i in nodes])
    seen: dict[tuple, tuple[PrintedScorecard, int]] = {}
    for line, cells in rows:
        name = names.get(line, "") or about.institution
        for scorecard in _row_cards(sheet, header, nodes, line, cells, name, frameworks, filled, len(rows), reading):
            scorecard.institution = book.canonical(scorecard.institution) or scorecard.institution
            key = (scorecard.institution, scorecard.year, scorecard.stage, scorecard.document, scorecard.url)
            first, at = seen.setdefault(key, (scorecard, line))
            if first is scorecard:
                reading.scorecards.append(scorecard)
            else:
                code = next(iter(scorecard.cells))
                first.again.append((code, scorecard.cells[code]))
                reading.refused.append(
                    Message(
                        "levels.again_at",
                        where=sheet.where(line),
                        code=f"{scorecard.institution} {scorecard.year or ''}",
                        first=at,
                    )
                )
    _remarks(sheet, header, frameworks, book, reading)
    return reading


class Laws:
    """Which regulation a year's columns are read under, and the code each heading stands for."""

    def __init__(self, about: About, headings: list[Heading]) -> None:
        self.about = about
        self.headings = headings
        self._framework: dict[int | None, Framework] = {}
        self._code: dict[tuple[str, str], str] = {}

    def of(self, year: int | None) -> Framework:
        """The regulation of a year: as said, as in force, or the one that has all the columns."""
        if year not in self._framework:
            if self.about.regulation:
                self._framework[year] = load_framework(self.about.regulation)
            elif year is not None:
                self._framework[year] = framework_for_year(year)
            else:
                self._framework[year] = self._inferred()
        return self._framework[year]

    def code(self, framework: Framework, heading: Heading) -> str:
        """Whole code of a heading's node, or an empty text."""
        key = (framework.id, heading.node)
        if key not in self._code:
            named = heading.node.startswith("name:")
            self._code[key] = (domain_named(heading.node, framework) if named else framework.find(heading.node)) or ""
        return self._code[key]

    def _inferred(self) -> Framework:
        nodes = [heading for heading in self.headings if heading.role == "node"]
        fitting = []
        for framework in map(load_framework, regulation_ids()):
            codes = {self.code(framework, heading) for heading in nodes}
            levels = codes & set(framework.indicators)
            if "" not in codes and (not levels or len(levels) == len(framework.indicators)):
                fitting.append(framework)
        by_domains = [
            framework
            for framework in fitting
            if {self.code(framework, h) for h in nodes} >= set(framework.of_kind("domain"))
        ]
        fitting = by_domains or fitting
        if len(fitting) != 1:
            laws = ", ".join(framework.id for framework in fitting)
            raise EvidenceError(
                Message("table.no_law"),
                [Message("table.fits", law=laws) if laws else Message("table.fits_none")],
                Message("advice.year_or_law"),
            )
        return fitting[0]


def _row_cards(sheet, header, nodes, line, cells, name, frameworks, filled, total, reading) -> list[PrintedScorecard]:
    own_year = year_of(_cell(cells, header, "year"))
    own_stage = _cell(cells, header, "stage")
    if own_stage and own_stage not in STAGES:
        reading.doubtful.append(
            f"{sheet.where(line, 'stage')}: {own_stage!r} is none of {', '.join(STAGES)}; {frameworks.about.stage} is taken"
        )
        own_stage = ""
    if _cell(cells, header, "year") and own_year is None:
        reading.refused.append(
            Message("table.not_year", where=sheet.where(line, "year"), text=_cell(cells, header, "year"))
        )
        return []
    scorecards: dict[tuple, PrintedScorecard] = {}
    for i in nodes:
        heading, text = header.headings[i], cells[i] if i < len(cells) else ""
        stage = heading.stage or own_stage or frameworks.about.stage
        if stage == "target" or (not text and 2 * filled[i] <= total):
            continue
        year = heading.year or own_year or frameworks.about.year
        try:
            framework = frameworks.of(year)
        except RegulationError:
            reading.refused.append(
                f"{sheet.where(line, heading.text)}: no regulation covers the year {year}; the cell is left out"
            )
            continue
        code = frameworks.code(framework, heading)
        scorecard = scorecards.get((year, stage))
        if scorecard is None:
            scorecard = scorecards[year, stage] = PrintedScorecard(
                name,
                year,
                stage,
                framework.id,
                assessment=frameworks.about.assessment,
                document=_cell(cells, header, "document") or sheet.file,
                url=_cell(cells, header, "url"),
                place=sheet.place(line),
            )
        if code in scorecard.cells:
            scorecard.again.append((code, text))
        elif code:
            scorecard.cells[code] = as_printed(text, sheet, framework, code)
        elif heading.role == "node" and text:
            scorecard.foreign.append((heading.node, text))
    for i in header.columns("predicate"):
        heading = header.headings[i]
        for (year, stage), scorecard in scorecards.items():
            if heading.year in (None, year) and heading.stage in ("", stage) and i < len(cells):
                scorecard.predicate = cells[i]
    return [scorecard for scorecard in scorecards.values() if any(scorecard.cells.values())]


def as_printed(text: str, sheet: Sheet, framework: Framework, code: str) -> str:
    """A stored number as it is shown: scores with the regulation's decimals, levels without."""
    if not sheet.numeric or framework.nodes[code].kind == "indicator" or "." not in f"{text}.":
        return text
    whole, _, decimals = text.partition(".")
    return (
        f"{whole}.{decimals.ljust(framework.decimals, '0')}"
        if whole.isdigit() and (decimals.isdigit() or not decimals)
        else text
    )


def year_of(text: str) -> int | None:
    """A year as a number, or None."""
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


def _whole_names(rows, column: int, book: NameBook, sheet: Sheet, reading: Reading):
    lines = []
    for line, cells in rows:
        name = cells[column] if column < len(cells) else ""
        lines.append(Line(line, name, any(cell for i, cell in enumerate(cells) if i != column)))
    names, left_over = join_broken(lines, book)
    for fragment in left_over:
        if fragment.name:
            reading.doubtful.append(Message("table.alone", where=sheet.where(fragment.number), text=fragment.name))
    return [(line, cells) for line, cells in rows if line in names], names


def _is_header(cells: list[str], header: Header) -> bool:
    told = [
        (cell.casefold(), heading.text.casefold())
        for cell, heading in zip(cells, header.headings, strict=False)
        if cell
    ]
    return len(told) > 1 and 3 * sum(cell == text for cell, text in told) >= 2 * len(told)


def _cell(cells: list[str], header: Header, role: str) -> str:
    return next((cells[i] for i in header.columns(role) if i < len(cells)), "")


def _remarks(sheet: Sheet, header: Header, frameworks: Laws, book: NameBook, reading: Reading) -> None:
    laws_used = [load_framework(name) for name in {scorecard.regulation for scorecard in reading.scorecards}]
    unread = [
        heading.text
        for heading in header.headings
        if heading.text
        and (
            (heading.role == "unknown" and not any(frameworks.code(framework, heading) for framework in laws_used))
            or heading.stage == "target"
        )
    ]
    if unread:
        reading.doubtful.append(
            Message("table.unread", where=sheet.where(header.line), text=", ".join(unread[:_TOLD]) + _more(unread))
        )
    strangers = sorted(
        {c.institution for c in reading.scorecards if c.institution and not book.canonical(c.institution)}
    )
    if strangers:
        reading.doubtful.append(
            Message(
                "table.strangers",
                where=sheet.where(header.line),
                text="; ".join(strangers[:_TOLD]) + _more(strangers),
            )
        )


def _more(items: list[str]) -> str:
    return f" and {len(items) - _TOLD} more" if len(items) > _TOLD else ""
