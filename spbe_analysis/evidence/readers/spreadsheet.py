"""Tables with one row an indicator, and the choice between the shapes a table can have."""

from __future__ import annotations

from collections import Counter

from spbe_analysis.errors import RegulationError
from spbe_analysis.evidence.readers.broken_names import NameBook
from spbe_analysis.evidence.readers.headings import STAGES, Header, Heading, code_in, find_header
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.readers.national_table import Laws, Reading, as_printed, read_wide, year_of
from spbe_analysis.evidence.readers.pasted_lines import read_pasted
from spbe_analysis.evidence.readers.sheet import Sheet
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.message import Message

_LONGEST = 6  # characters of a score; a slip may add one or two


def read_sheets_as_cards(sheets: list[Sheet], file: str, about: About) -> Imported:
    """Cards of every sheet that holds a table of levels or scores.

    Raises
    ------
    EvidenceError
        If no sheet holds one, or decimal commas and points are mixed.
    """
    book, imported, kinds = NameBook(), Imported(file, "spreadsheet"), []
    strange = []
    for sheet in sheets:
        header = None if sheet.pasted else find_header(sheet.rows)
        if sheet.pasted:
            reading = read_pasted(sheet, about, book)
        elif header is None or header.columns("scope"):
            reading = None
        elif _is_long(header):
            reading = read_long(sheet, header, about, book)
        elif len(header.columns("node")) + len(header.columns("unknown")) and header.columns("node"):
            reading = read_wide(sheet, header, about, book)
        else:
            reading = None
        if reading is None or not (reading.scorecards or reading.refused) or not _holds_figures(reading):
            where = sheet.where(header.line if header else 1)
            found = Message("table.means") if header and header.columns("scope") else _found(sheet)
            strange.append(Message("table.expected", where=where, what=Message("table.header_words"), found=found))
            continue
        kinds.append("national_table" if sheet.pasted or _is_national(reading) else "spreadsheet")
        imported.scorecards += reading.scorecards
        imported.doubtful += reading.doubtful
        imported.refused += reading.refused
    refuse(
        file,
        [] if imported.scorecards else imported.refused or strange or [Message("table.empty", file=file)],
        Message("advice.name_columns"),
        Message("file.no_table", file=file),
    )
    imported.doubtful += strange
    refuse(file, _mixed_marks(imported), Message("advice.one_mark"))
    imported.kind = kinds[0] if kinds else "spreadsheet"
    return imported


def read_long(sheet: Sheet, header: Header, about: About, book: NameBook) -> Reading:
    """Cards of a table with a row an indicator (or score), values of stages and years side by side."""
    reading, rows = Reading(), sheet.rows[header.first :]
    code_column = _code_column(header, rows)
    values = [i for i in header.columns("value") if header.headings[i].stage != "target"]
    if len({(header.headings[i].stage, header.headings[i].year) for i in values}) < len(values):
        values = values[-1:]
    frameworks = Laws(about, [])
    framework = _framework_of_codes(about, header, rows, code_column, values)
    filled = Counter(i for _, cells in rows for i in values if i < len(cells) and cells[i])
    scorecards: dict[tuple, PrintedScorecard] = {}
    for line, cells in rows:
        given = "index" if code_column is None else cells[code_column] if code_column < len(cells) else ""
        code_text = code_in(given) or given
        if not code_text or _same_as_header(cells, header):
            continue
        for i in values:
            text = cells[i] if i < len(cells) else ""
            if not text and 2 * filled[i] <= len(rows):
                continue
            scorecard = _card(
                sheet, header, header.headings[i], line, cells, about, frameworks, framework, book, scorecards, reading
            )
            if scorecard is not None:
                _put(
                    sheet,
                    scorecard,
                    line,
                    code_text,
                    given,
                    text,
                    frameworks.of(scorecard.year) if framework is None else framework,
                )
                _predicate(header, cells, scorecard, code_text)
    reading.scorecards = [
        scorecard for scorecard in scorecards.values() if any(scorecard.cells.values()) or scorecard.foreign
    ]
    targets = [h.text for h in header.headings if h.stage == "target"]
    if targets:
        reading.doubtful.append(Message("table.unread", where=sheet.where(header.line), text=", ".join(targets)))
    return reading


def _card(
    sheet, header, heading: Heading, line, cells, about, frameworks, framework, book, scorecards, reading
) -> PrintedScorecard | None:
    def own(role: str) -> str:
        return next((cells[i] for i in header.columns(role) if i < len(cells)), "")

    if own("year") and year_of(own("year")) is None:
        reading.refused.append(Message("table.not_year", where=sheet.where(line, "year"), text=own("year")))
        return None
    year = heading.year or year_of(own("year")) or about.year
    stage = heading.stage or (own("stage") if own("stage") in STAGES else "") or about.stage
    name = own("institution") or about.institution
    name = book.canonical(name) or name
    key = name, year, stage, own("document"), own("url")
    if key not in scorecards:
        try:
            used = framework or frameworks.of(year)
        except RegulationError as error:
            reading.refused.append(f"{sheet.where(line)}: {error.summary}; the row is left out")
            return None
        scorecards[key] = PrintedScorecard(
            name,
            year,
            stage,
            used.id,
            assessment=about.assessment,
            document=own("document") or sheet.file,
            url=own("url"),
            place=sheet.place(line),
        )
    return scorecards[key]


def _put(
    sheet: Sheet, scorecard: PrintedScorecard, line: int, code_text: str, given: str, text: str, framework
) -> None:
    code = framework.find(code_text)
    if code is None:
        scorecard.foreign.append((given, text))
    elif code in scorecard.cells:
        scorecard.again.append((code, text))
    else:
        scorecard.cells[code] = as_printed(text, sheet, framework, code)
        scorecard.places[code] = sheet.place(line)


def _predicate(header: Header, cells: list[str], scorecard: PrintedScorecard, code_text: str) -> None:
    told = next((cells[i] for i in header.columns("predicate") if i < len(cells)), "")
    if told and (code_text == "index" or not scorecard.predicate):
        scorecard.predicate = told


def _framework_of_codes(about: About, header: Header, rows, code_column: int | None, values: list[int]):
    """The regulation for a table without years: as said, or the one that has just these codes."""
    years = {header.headings[i].year for i in values} - {None}
    if about.regulation or about.year or years or header.columns("year"):
        return None if not about.regulation else Laws(about, []).of(None)
    codes = {code_in(cells[code_column]) if code_column is not None else "index" for _, cells in rows} - {""}
    return Laws(about, [Heading("node", code, node=code) for code in sorted(codes)]).of(None)


def _code_column(header: Header, rows) -> int | None:
    """The column of codes or numbers, the one whose cells read most like codes; None in a list of indices."""
    candidates = header.columns("code") + ([] if header.columns("institution") else header.columns("row"))
    if not candidates:
        return None
    return max(candidates, key=lambda i: (sum(bool(code_in(cells[i])) for _, cells in rows[:60] if i < len(cells)), -i))


def _holds_figures(reading: Reading) -> bool:
    """Whether most cells are figures of known codes; otherwise the table is of something else."""
    texts = [text for scorecard in reading.scorecards for text in scorecard.cells.values() if text]
    foreign = sum(len(scorecard.foreign) for scorecard in reading.scorecards)
    strange = sum(not text[-1:].isdigit() or len(text) > _LONGEST for text in texts)
    return not texts or 2 * (foreign + strange) <= len(texts)


def _is_long(header: Header) -> bool:
    listed = header.columns("institution") and header.columns("stage") + header.columns("predicate")
    numbered = header.columns("code") + header.columns("row")
    return bool((numbered or listed) and header.columns("value")) and len(header.columns("node")) < 2


def _is_national(reading: Reading) -> bool:
    return len(reading.scorecards) > 1 and not any(
        "-I" in c and not c.endswith("INDEX") for scorecard in reading.scorecards for c in scorecard.cells
    )


def _same_as_header(cells: list[str], header: Header) -> bool:
    told = [
        (cell.casefold(), heading.text.casefold())
        for cell, heading in zip(cells, header.headings, strict=False)
        if cell
    ]
    return len(told) > 1 and all(cell == text for cell, text in told)


def _mixed_marks(imported: Imported) -> list[str]:
    first: dict[str, str] = {}
    for scorecard in imported.scorecards:
        for code, text in scorecard.cells.items():
            for mark in (",", "."):
                if mark in text and mark not in first and text[:1].isdigit():
                    first[mark] = f"{scorecard.places.get(code, scorecard.place)}: {text!r}"
        if len(first) == 2:
            return [Message("table.mixed_marks", file=imported.file), *first.values()]
    return []


def _found(sheet: Sheet) -> str:
    cells = next((cells for _, cells in sheet.rows if any(cells)), [])
    return repr(", ".join(cell for cell in cells if cell)[:80]) if cells else Message("table.nothing")
